"""Build the wheel of the book's package, the same bytes from the same files."""

from __future__ import annotations

import os
import re
import shutil
import tempfile
import tomllib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from flit_core.wheel import make_wheel_in  # type: ignore[import-untyped]

# The first moment that a zip file can state (1980-01-01), where the builder is not told another.
_EPOCH = "315532800"


@dataclass(frozen=True)
class Package:
    """What the notebooks say about the package: its import name and the wheel's file name."""

    module: str
    wheel: str


def described(folder: Path) -> Package:
    """Read the package's name and version from the ``pyproject.toml`` in `folder`."""
    data = tomllib.loads((folder / "pyproject.toml").read_text("utf-8"))
    name, version = data["project"]["name"], data["project"]["version"]
    distribution = re.sub(r"[-_.]+", "_", name).lower()
    module = data.get("tool", {}).get("flit", {}).get("module", {}).get("name", distribution)
    return Package(module, f"{distribution}-{version}-py3-none-any.whl")


def build(folder: Path, into: Path) -> Path:
    """Build the wheel of the package in `folder` into the folder `into`, without any network.

    Hidden files and byte code stay out, whatever lies beside the sources. The wheel is made aside
    and put into its place whole, readable by all; then wheels of before are removed.
    """
    into.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as scratch, _fixed_time():
        sources = Path(scratch, "sources")
        shutil.copytree(folder, sources, ignore=shutil.ignore_patterns(".*", "__pycache__"))
        for path in sources.rglob("*"):
            path.chmod(0o755 if path.is_dir() else 0o644)
        made = Path(make_wheel_in(sources / "pyproject.toml", Path(scratch)).file)
        place = _put(made, into / made.name)
    for old in into.glob("*.whl"):
        if old != place:
            old.unlink(missing_ok=True)
    return place


def _put(made: Path, place: Path) -> Path:
    unfinished = place.with_name(f".{place.name}.{os.getpid()}")
    try:
        shutil.copyfile(made, unfinished)
        unfinished.chmod(0o644)
        return unfinished.replace(place)
    finally:
        unfinished.unlink(missing_ok=True)


@contextmanager
def _fixed_time() -> Iterator[None]:
    before = os.environ.get("SOURCE_DATE_EPOCH")
    os.environ.setdefault("SOURCE_DATE_EPOCH", _EPOCH)
    try:
        yield
    finally:
        if before is None:
            del os.environ["SOURCE_DATE_EPOCH"]
