"""What all tests share: markers, the data, and the built book."""

import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
MARKERS = {
    "data": "reads the full MNIST, so it needs WORKEDOUT_DATA",
    "browser": "needs Chromium",
    "slow": "takes more than some ten seconds",
}
# Asking for one of these fixtures is what makes a test one of data or of browser.
MARKED_BY_FIXTURE = {"mnist_root": "data", "chromium": "browser", "site_build": "slow"}
NEVER_SKIPPED = ("data", "browser")

# Records are read as in a build: a stale one is an error, never a warning.
os.environ["WORKEDOUT_BUILD"] = "1"
# As in a build: for networks this small, threads cost more than they bring.
os.environ.setdefault("OMP_NUM_THREADS", "1")


def pytest_configure(config: pytest.Config) -> None:
    for name, meaning in MARKERS.items():
        config.addinivalue_line("markers", f"{name}: {meaning}")


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        for fixture, marker in MARKED_BY_FIXTURE.items():
            if fixture in getattr(item, "fixturenames", ()):
                item.add_marker(marker)


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


@pytest.fixture(scope="session")
def mnist_root() -> Path:
    """The folder that holds MNIST/raw/."""
    root = os.environ.get("WORKEDOUT_DATA")
    if not root:
        pytest.skip("WORKEDOUT_DATA is not set")
    return Path(root)


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
        text=True,
        check=False,
    )


@pytest.fixture(scope="session")
def jupyter_book() -> Callable[..., subprocess.CompletedProcess[str]]:
    """Build the book in a folder, in a process of its own."""
    return run_jupyter_book


@pytest.fixture(scope="session")
def site_build() -> subprocess.CompletedProcess[str]:
    """The build of the whole book with every warning an error; executed outputs are kept."""
    # Sphinx tells a warning once; a page that it does not read again says nothing.
    for made in (".doctrees", "html"):
        shutil.rmtree(ROOT / "_build" / made, ignore_errors=True)
    return run_jupyter_book(ROOT, "-W", "-n", "--keep-going")


@pytest.fixture(scope="session")
def site(site_build: subprocess.CompletedProcess[str]) -> Path:
    """The built book."""
    if site_build.returncode != 0:
        pytest.fail("the book does not build: test_site.py shows the build's output", pytrace=False)
    return ROOT / "_build" / "html"
