"""The mechanism that keeps skipped tests out of a green .ci/run, on small suites of its own."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

SUITES = {
    "a test that asks for data": "def test_it(mnist_root): pass",
    "a test that asks for weights": "def test_it(weights_named): pass",
    "a marked test": (
        "import pytest\n@pytest.mark.browser\ndef test_it(): pytest.skip('no browser')"
    ),
    "a marked test with skipif": (
        "import pytest\n@pytest.mark.data\n@pytest.mark.skipif(True, reason='no')\n"
        "def test_it(): pass"
    ),
    "a fixture that skips": (
        "import pytest\n@pytest.fixture\ndef chromium(): pytest.skip('no browser')\n"
        "def test_it(chromium): pass"
    ),
}
OTHER_SUITES = {
    "a skipped test of neither": "import pytest\ndef test_it(): pytest.skip('not today')",
    "a slow one": "import pytest\n@pytest.mark.slow\ndef test_it(): pytest.skip('not today')",
}


def outcome(folder: Path, suite: str, no_skip: str) -> subprocess.CompletedProcess[str]:
    shutil.copy(Path(__file__).with_name("conftest.py"), folder)
    (folder / "test_suite.py").write_text(suite, "utf-8")
    environment = os.environ | {"WORKEDOUT_NO_SKIP": no_skip, "PYTEST_ADDOPTS": ""}
    for name in ("WORKEDOUT_DATA", "WORKEDOUT_WEIGHTS"):
        environment.pop(name, None)
    command = [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", "--strict-markers"]
    return subprocess.run(
        [*command, "--rootdir", folder, folder],
        env=environment,
        capture_output=True,
        encoding="utf-8",
        check=False,
    )


@pytest.mark.parametrize("suite", SUITES.values(), ids=SUITES)
def test_a_skip_of_data_or_browser_is_a_failure_when_skips_are_forbidden(tmp_path, suite):
    done = outcome(tmp_path, suite, no_skip="1")
    assert done.returncode == 1, done.stdout
    assert "WORKEDOUT_NO_SKIP=1 forbids" in done.stdout


@pytest.mark.parametrize("suite", SUITES.values(), ids=SUITES)
def test_without_that_setting_a_skip_is_a_skip(tmp_path, suite):
    done = outcome(tmp_path, suite, no_skip="0")
    assert done.returncode == 0, done.stdout
    assert "1 skipped" in done.stdout


@pytest.mark.parametrize("suite", OTHER_SUITES.values(), ids=OTHER_SUITES)
def test_other_skips_stay_allowed(tmp_path, suite):
    done = outcome(tmp_path, suite, no_skip="1")
    assert done.returncode == 0, done.stdout
    assert "1 skipped" in done.stdout
