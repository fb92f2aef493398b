"""Tests are imported by path, so that the tools beside them need a hint."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
