"""Notes what the cells of a kernel read, list, look for and run inside some folders.

IPython's configuration loads this (`watched_execution` writes it), and a variable of the
environment says which folders, and into which file to write. Each finding is a line of JSON in that
file, written when it is made: so what a killed kernel found is known, and what processes found that
were split off from it.

A line is ``[kind, path, state]``, with one of these kinds:

``read``
    a file or folder that was opened or listed, or was not there; `state_of` gives its state.
``module``
    the same for the source of a module that was imported.
``exists``
    a path of which the page's own code has asked whether it is there.
``changed``
    a file that was written, removed or replaced. One that is new is not read later on.
``ran``
    a program, started by the page's own code.
"""

from __future__ import annotations

import importlib.util
import json
import os
import sys
from collections.abc import Callable, Iterator, Sequence
from itertools import islice
from types import FrameType
from typing import Any

VARIABLE = "WATCHED_KERNEL"

_IMPORTING = ("importlib", "pkgutil", "pkg_resources", "importlib_metadata")
# What starts programs and shows lines of code for cells.
_SERVANTS = ("IPython", "ipykernel", "pexpect", "ptyprocess", "stack_data", "executing")
# What asks of a file no more than whether it is there.
_ASKING = ("exists", "isfile", "isdir", "is_file", "is_dir")
_STANDARD = os.path.dirname(os.__file__)
_PACKAGES = ("site-packages", "dist-packages")
# Started without an event of their own.
_STARTERS = ("multiprocessing.popen_spawn_posix", "multiprocessing.popen_forkserver")
_ACCESS = os.O_RDONLY | os.O_WRONLY | os.O_RDWR
_HERE = -1  # for a path that starts from no open folder
_system_stat = os.stat


def state_of(path: str) -> list[int] | None:
    """What another text of a file differs in, at a glance; None where there is no file."""
    try:
        found = _system_stat(path)
    except OSError:
        return None
    return [found.st_mtime_ns, found.st_size]


class Folders:
    """Which paths count.

    Args:
        inside: the folders in which they do.
        outside: those in which they do not; of two folders that hold a path, the inner one decides,
            and of equal ones that inside.
    """

    def __init__(self, inside: Sequence[str], outside: Sequence[str]) -> None:
        folders = dict.fromkeys(outside, False) | dict.fromkeys(inside, True)
        self._folders = sorted(folders.items(), key=lambda each: len(each[0]), reverse=True)

    def count(self, path: str) -> bool:
        """Whether this path, which is absolute, does."""
        holding = (counts for top, counts in self._folders if f"{path}/".startswith(f"{top}/"))
        return next(holding, False)


class Watch:
    """Writes down what happens inside some folders.

    Args:
        notes: the file to write into.
        folders: which paths count.
    """

    def __init__(self, notes: str, folders: Folders) -> None:
        self._notes = notes
        self._folders = folders
        self._told: set[tuple[str, str]] = set()
        self._made: set[str] = set()
        self._watched: dict[str, Callable[..., None]] = {
            "open": self._opened,
            "os.listdir": self._listed,
            "os.scandir": self._listed,
            "os.rename": self._renamed,
            "os.link": lambda old, new, _, folder: self._replaced(new, folder),
            "os.symlink": lambda old, new, folder: self._replaced(new, folder),
            "os.mkdir": self._folder_made,
            "os.remove": self._replaced,
            "os.truncate": self._changed,
            "import": self._imported,
            "ctypes.dlopen": self._loaded,
            "sqlite3.connect": self._connected,
            "os.forkpty": self._ran,
            "subprocess.Popen": self._ran,
            "os.system": self._ran,
            "os.exec": self._ran,
            "os.posix_spawn": self._ran,
            "os.spawn": self._ran,
        }

    def begin(self) -> None:
        """Watch from now on, until the process ends."""
        sys.addaudithook(self._hook)
        sys.meta_path.append(self)  # type: ignore[arg-type]  # asked where all others found nothing
        for able in (os.supports_fd, os.supports_dir_fd, os.supports_follow_symlinks):
            able.add(self.stat)
        os.stat = self.stat  # there is no event for it

    def _hook(self, event: str, arguments: tuple[Any, ...]) -> None:
        happened = self._watched.get(event)
        if happened is not None:
            happened(*arguments)

    def stat(self, path: Any, *arguments: Any, **settings: Any) -> os.stat_result:
        """``os.stat``, which notes what it was asked for."""
        place = self._place(path) if settings.get("dir_fd") is None else None
        if place is not None and _by_the_page(indirectly=_lines()):
            if any(frame.f_code.co_name in _ASKING for frame in islice(_callers(), 2)):
                self._tell("exists", place)
            else:  # its size, or its time
                self._read(place)
        return _system_stat(path, *arguments, **settings)

    def find_spec(self, name: str, path: Sequence[str] | None = None, target: Any = None) -> None:
        """Note where a module that nobody has found might have been."""
        if _by_the_page():
            for folder in sys.path if path is None else path:
                stem = os.path.join(folder, name.rpartition(".")[2])
                self._read(stem)
                self._read(f"{stem}.py", "module")

    def _place(self, path: Any) -> str | None:
        """Where a path leads to, if that counts."""
        try:
            named = os.path.abspath(os.fsdecode(path))
            places = (named, os.path.realpath(named))
        except (OSError, TypeError, ValueError):  # an open file's number, or no file's name
            return None
        return next(filter(self._folders.count, places), None)

    def _tell(self, kind: str, place: str, state: list[int] | None = None) -> None:
        if (kind, place) not in self._told:
            self._told.add((kind, place))
            # Opened each time: a program to be may have closed what it did not open itself.
            notes = os.open(self._notes, os.O_WRONLY | os.O_APPEND)
            os.write(notes, json.dumps([kind, place, state]).encode() + b"\n")
            os.close(notes)

    def _read(self, path: Any, kind: str = "read") -> None:
        place = self._place(path)
        if place is not None and place not in self._made:
            self._tell(kind, place, state_of(place))

    def _changed(self, path: Any, *_: Any) -> None:
        place = self._place(path)
        if place is not None:
            self._tell("changed", place)

    def _replaced(self, path: Any, folder: int = _HERE) -> None:
        place = self._place(path) if folder == _HERE else None
        if place is not None:
            self._tell("changed", place)
            self._made.add(place)

    def _renamed(self, old: Any, new: Any, old_folder: int, new_folder: int) -> None:
        self._replaced(old, old_folder)
        self._replaced(new, new_folder)

    def _folder_made(self, path: Any, mode: int, folder: int) -> None:
        place = self._place(path) if folder == _HERE else None
        if place is not None and state_of(place) is None:
            self._made.add(place)

    def _opened(self, path: Any, mode: Any, flags: Any) -> None:
        place = self._place(path)
        if place is None:
            return
        flags = flags or 0
        if flags & os.O_TRUNC or (flags & os.O_CREAT and state_of(place) is None):
            self._replaced(place)
            return
        if flags & _ACCESS != os.O_RDONLY:
            self._tell("changed", place)
        if flags & _ACCESS == os.O_WRONLY:
            return
        if _imports():
            self._imported_source(place)
        elif not _lines() or _by_the_page(indirectly=True):
            self._read(place)

    def _imported_source(self, place: str) -> None:
        try:
            source = importlib.util.source_from_cache(place)
        except (NotImplementedError, ValueError):  # it is no byte code
            source = place
        self._read(source, "module")

    def _listed(self, path: Any = None) -> None:
        if _module_name(sys._getframe(2)).partition(".")[0] not in _IMPORTING:
            self._read(os.curdir if path is None else path)

    def _imported(self, name: str, file: Any, *_: Any) -> None:
        if file is not None:
            self._read(file)
        elif name in _STARTERS:
            self._ran()

    def _loaded(self, library: Any) -> None:
        if library is not None and os.sep in os.fsdecode(library):  # else the system looks for it
            self._read(library)

    def _connected(self, database: Any) -> None:
        name = os.fsdecode(database).removeprefix("file:").partition("?")[0]
        if name not in ("", ":memory:"):
            self._read(name)

    def _ran(self, *_: Any) -> None:
        if _by_the_page(indirectly=True):
            self._tell("ran", "")


def _module_name(frame: FrameType | None) -> str:
    return str(frame.f_globals.get("__name__")) if frame else ""


def _callers() -> Iterator[FrameType]:
    """The frames that led here, the nearest first, without those of this file."""
    frame: FrameType | None = sys._getframe()
    while frame is not None:
        if frame.f_code.co_filename != __file__:
            yield frame
        frame = frame.f_back


def _imports() -> bool:
    """Whether the file that is opened is to be run as a module."""
    callers = _callers()
    nearest, above = next(callers, None), next(callers, None)
    return (
        _module_name(nearest) == "importlib._bootstrap_external"
        and above is not None
        and above.f_code.co_name == "get_code"
    )


def _lines() -> bool:
    """Whether lines of a source are wanted; a library may, to say where it was called from."""
    return any(_module_name(frame) == "linecache" for frame in islice(_callers(), 3))


def _by_the_page(*, indirectly: bool = False) -> bool:
    """Whether cells, or modules that are no library, ask for what happens.

    Indirectly they do so through what serves cells, which may be at work in another thread, too.
    """
    for frame in _callers():
        file = frame.f_code.co_filename
        if any(f"{os.sep}{name}{os.sep}" in file for name in _PACKAGES):
            if not indirectly or _module_name(frame).partition(".")[0] not in _SERVANTS:
                return False
        elif not file.startswith((_STANDARD, "<")):
            return True
    return indirectly


def begin() -> None:
    """Watch, if the environment says what; which the cells need not see."""
    told = os.environ.pop(VARIABLE, None)
    if told is not None:
        settings = json.loads(told)
        Watch(settings.pop("notes"), Folders(**settings)).begin()
