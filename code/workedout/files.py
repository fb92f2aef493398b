"""Files that somebody named: found where they were meant, and read only where they are files.

A named pipe in place of a file would be waited for, a device read for ever, and a file of any
size taken into memory.
"""

import os
import stat
from pathlib import Path

from workedout.plain import one_line

# Opening never waits: for a named pipe, say, until somebody writes into it.
READING = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
# What may stand in place of a file, by the type in its mode.
KINDS = {
    stat.S_IFDIR: "a folder",
    stat.S_IFIFO: "a pipe",
    stat.S_IFSOCK: "a socket",
    stat.S_IFCHR: "a device",
    stat.S_IFBLK: "a device",
}


def named(path: str | Path) -> Path:
    """A path as a person writes it: ``~`` is the home folder, where there is one."""
    try:
        return Path(os.path.expanduser(path))
    except ValueError:  # a NUL in a user's name; whoever opens it is told
        return Path(path)


def content(path: Path, most: int) -> bytes:
    """All bytes of a file.

    Raises:
        OSError: it is not there, may not be read, is no file but a folder, a pipe or a device, or
            holds more than ``most`` bytes.
    """
    try:
        descriptor = os.open(path, READING)
    except ValueError as error:  # a NUL, or a sign that no file's name can have
        raise OSError(f"no file can have this name ({error})") from None
    try:
        about = os.fstat(descriptor)
        if not stat.S_ISREG(about.st_mode):
            kind = KINDS.get(stat.S_IFMT(about.st_mode), "something else")
            raise OSError(f"it is {kind}, and no file")
        with open(descriptor, "rb", closefd=False) as file:
            found = file.read(most + 1) if about.st_size <= most else b""
    finally:
        os.close(descriptor)
    if max(len(found), about.st_size) > most:
        raise OSError(f"it has more than {most:,} bytes")
    return found


def replace(path: Path, new: bytes) -> None:
    """Put bytes in place of whatever is there: a reader sees the old file or the whole new one."""
    unfinished = path.with_name(f".{path.name}.part")
    try:
        unfinished.write_bytes(new)
        os.replace(unfinished, path)
    finally:
        unfinished.unlink(missing_ok=True)


def reason(error: Exception) -> str:
    """Why a file could not be had, in one line: the system's number and the path left out."""
    return one_line(getattr(error, "strerror", None) or str(error))
