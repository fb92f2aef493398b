"""After a long run the tests say in which files its time went, on a small suite of its own."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

CONFTEST = Path(__file__).with_name("conftest.py")
SLOW = "import time, pytest\n@pytest.fixture\ndef it(): time.sleep(0.3)\ndef test(it): pass"


def output(folder: Path, long: str, *options: str) -> str:
    """What the tests print of three files, where so many seconds are long."""
    text = CONFTEST.read_text("utf-8")
    assert "LONG, MOST_FILES = 60.0," in text
    (folder / "conftest.py").write_text(text.replace("60.0,", long), "utf-8")
    (folder / "test_slow.py").write_text(SLOW, "utf-8")
    (folder / "test_quick.py").write_text("def test(): pass", "utf-8")
    return subprocess.run(
        [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", "--rootdir", folder, *options],
        cwd=folder, env=os.environ | {"PYTEST_ADDOPTS": ""}, capture_output=True,
        encoding="utf-8", check=True,
    ).stdout  # fmt: skip


@pytest.mark.parametrize("options", [[], ["-n", "2"]], ids=["one process", "two"])
def test_the_slowest_file_comes_first_with_what_it_sets_up(tmp_path, options):
    found = output(tmp_path, "0.2,", *options)
    assert "seconds of work, by file" in found
    files = re.findall(r"\d+ +\d+%  (\S+)", found)
    assert files == ["test_slow.py", "test_quick.py"]


def test_after_a_short_run_nothing_is_said(tmp_path):
    assert "by file" not in output(tmp_path, "60.0,")
