"""Which tests of mutations run where."""

import sys

# They split processes and set alarms, which Windows cannot.
collect_ignore_glob = ["test_*.py"] if sys.platform == "win32" else []
