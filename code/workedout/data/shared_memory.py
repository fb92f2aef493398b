"""The full data set in memory once, for all processes: files that each of them maps.

Sixty thousand images are 200 megabytes as numbers of four bytes. A mapped file is read into
memory once, however many processes look at it.
"""

import atexit
import shutil
import sys
import tempfile
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import torch

from workedout.data.examples import Examples, Split
from workedout.data.sources import Digits, Source

Stored = tuple[str, str, tuple[int, ...]]  # path, dtype and shape of one tensor


@dataclass(frozen=True)
class Mapped:
    """A source whose tensors lie in files."""

    source: Source
    tensors: tuple[Stored, ...]

    @property
    def reads_test_set(self) -> bool:
        """As the source itself."""
        return self.source.reads_test_set

    def split(self) -> Split:
        """The examples, mapped once in each process."""
        return _open(self.tensors)

    def miniature(self) -> Split:
        """As the source itself."""
        return self.source.miniature()

    def digest(self) -> str:
        """As the source itself."""
        return self.source.digest()


def shared(source: Source) -> Source:
    """The same examples for many processes: mapped where they are large and there is room.

    Raises:
        DataError: the data set is not there, or is not MNIST.
    """
    return _mapped(source) if isinstance(source, Digits) else source


@cache
def _mapped(source: Digits) -> Source:
    split = source.split()
    parts = [tensor.contiguous() for part in split for tensor in part]
    size = sum(part.nbytes for part in parts)
    # Windows removes no file that is mapped, so that it would stay there.
    if sys.platform == "win32" or shutil.disk_usage(folder()).free < 2 * size:
        return source  # each process then reads its own
    stored = []
    for number, part in enumerate(parts):
        path = folder() / f"{source.part}-{number}.bin"
        path.write_bytes(part.numpy().data)
        stored.append((str(path), str(part.dtype).removeprefix("torch."), tuple(part.shape)))
    return Mapped(source, tuple(stored))


@cache
def folder() -> Path:
    """Where this process keeps such files: gone when it ends."""
    made = Path(tempfile.mkdtemp(prefix="workedout-"))
    atexit.register(shutil.rmtree, made, ignore_errors=True)
    return made


@cache
def _open(tensors: tuple[Stored, ...]) -> Split:
    parts = []
    for path, dtype, shape in tensors:
        kind: torch.dtype = getattr(torch, dtype)
        # Private: what one process writes there, no other sees.
        flat = torch.from_file(path, shared=False, size=torch.Size(shape).numel(), dtype=kind)
        parts.append(flat.view(shape))
    return Split(Examples(*parts[:2]), Examples(*parts[2:]))
