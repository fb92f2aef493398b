"""What all tests share: markers, the data, and the built book."""

import json
import os
import shutil
import subprocess
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from filelock import FileLock

ROOT = Path(__file__).resolve().parent.parent
MARKERS = {
    "data": "reads the full MNIST or trained weights: needs WORKEDOUT_DATA or WORKEDOUT_WEIGHTS",
    "browser": "needs Chromium",
    "slow": "takes more than some ten seconds",
    "weekly": "repeats at length what a quicker test covers; runs where WORKEDOUT_WEEKLY=1",
}
# Asking for one of these fixtures is what makes a test one of data or of browser.
MARKED_BY_FIXTURE = {
    "mnist_root": "data",
    "weights_named": "data",
    "chromium": "browser",
    "site_build": "slow",
}
NEVER_SKIPPED = ("data", "browser")
LONG, MOST_FILES = 60.0, 25  # seconds from which the files are told that took most, and how many

# Records are read as in a build: a stale one is an error, never a warning.
os.environ["WORKEDOUT_BUILD"] = "1"
# As in a build: for networks this small, threads cost more than they bring.
os.environ.setdefault("OMP_NUM_THREADS", "1")


def pytest_configure(config: pytest.Config) -> None:
    for name, meaning in MARKERS.items():
        config.addinivalue_line("markers", f"{name}: {meaning}")


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    for item in items:
        for fixture, marker in MARKED_BY_FIXTURE.items():
            if fixture in getattr(item, "fixturenames", ()):
                item.add_marker(marker)
    leave_to_the_week(config, items)
    build_beside(items)


def leave_to_the_week(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Take out the weekly tests, unless this is the week's run."""
    if os.environ.get("WORKEDOUT_WEEKLY") == "1":
        return
    weekly = [item for item in items if item.get_closest_marker("weekly")]
    config.hook.pytest_deselected(items=weekly)
    items[:] = [item for item in items if item not in weekly]


def build_beside(items: list[pytest.Item]) -> None:
    """Order the files so that one process can build the book while another tests what needs none.

    The file that tests the build itself comes first, those that only read the built book last.
    """
    reading = {item.path for item in items if "site_build" in getattr(item, "fixturenames", ())}

    def turn(item: pytest.Item) -> int:
        if item.path.name == "test_site.py":
            return 0
        return 2 if item.path in reading else 1

    items.sort(key=turn)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Iterator[None]:
    """With WORKEDOUT_NO_SKIP=1, a test of data or browser that skips has failed."""
    report = yield
    marks = [name for name in NEVER_SKIPPED if item.get_closest_marker(name)]
    if report.skipped and marks and os.environ.get("WORKEDOUT_NO_SKIP") == "1":
        report.outcome = "failed"
        report.longrepr = (
            f"a test marked {' and '.join(marks)} was skipped, "
            f"which WORKEDOUT_NO_SKIP=1 forbids: {report.longrepr}"
        )
    return report


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """After a long run, say in which files the time went, what they set up included."""
    reports = [each for found in terminalreporter.stats.values() for each in found]
    spent: Counter[str] = Counter()
    for report in reports:
        if isinstance(report, pytest.TestReport):
            spent[report.location[0]] += report.duration
    if spent.total() < LONG:
        return
    terminalreporter.section(f"{spent.total():.0f} seconds of work, by file")
    for file, seconds in spent.most_common(MOST_FILES):
        terminalreporter.line(f"{seconds:7.0f} {seconds / spent.total():5.0%}  {file}")


@pytest.fixture(scope="session")
def mnist_root() -> Path:
    """The folder that holds MNIST/raw/."""
    return path_named("WORKEDOUT_DATA")


@pytest.fixture(scope="session")
def weights_named() -> Path:
    """Where the trained weights lie: the file, or its folder."""
    return path_named("WORKEDOUT_WEIGHTS")


def path_named(variable: str) -> Path:
    """The path in a variable of the environment; without it, the test is skipped."""
    named = os.environ.get(variable)
    if not named:
        pytest.skip(f"{variable} is not set")
    return Path(named)


def run_jupyter_book(
    folder: Path, *options: str, **variables: str
) -> subprocess.CompletedProcess[str]:
    """Build the book in a folder as a rebuilder does: no data, no training."""
    environment = {
        name: value
        for name, value in os.environ.items()
        if name not in ("WORKEDOUT_BUILD", "WORKEDOUT_DATA", "WORKEDOUT_WEIGHTS", "WORKEDOUT_TRAIN")
    }
    return subprocess.run(
        [Path(sys.executable).with_name("jupyter-book"), "build", ".", *options],
        cwd=folder,
        env=environment | variables,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
        check=False,
    )


@pytest.fixture(scope="session")
def jupyter_book() -> Callable[..., subprocess.CompletedProcess[str]]:
    """Build the book in a folder, in a process of its own."""
    return run_jupyter_book


def remove_what_was_read_and_written() -> None:
    """Sphinx tells a warning once; a page that it does not read again says nothing."""
    (ROOT / "_build").mkdir(exist_ok=True)
    with FileLock(ROOT / "_build/.doctrees.lock"):  # no other build is at work there
        for made in (".doctrees", "html"):
            shutil.rmtree(ROOT / "_build" / made, ignore_errors=True)


@pytest.fixture(scope="session")
def site_build(tmp_path_factory: pytest.TempPathFactory) -> subprocess.CompletedProcess[str]:
    """The build of the whole book with every warning an error; executed outputs are kept.

    Where pytest-xdist runs the tests in several processes, the first that asks builds for all.
    """
    folder = tmp_path_factory.getbasetemp()
    if os.environ.get("PYTEST_XDIST_WORKER"):
        folder = folder.parent  # the one that the processes share
    told = folder / "site-build.json"
    with FileLock(folder / "site-build.lock"):
        if not told.exists():
            remove_what_was_read_and_written()
            done = run_jupyter_book(ROOT, "-W", "-n", "--keep-going")
            told.write_text(
                json.dumps([done.args, done.returncode, done.stdout], default=str), "utf-8"
            )
    return subprocess.CompletedProcess(*json.loads(told.read_text("utf-8")))


@pytest.fixture(scope="session")
def site(site_build: subprocess.CompletedProcess[str]) -> Path:
    """The built book."""
    if site_build.returncode != 0:
        pytest.fail("the book does not build: test_site.py shows the build's output", pytrace=False)
    return ROOT / "_build" / "html"
