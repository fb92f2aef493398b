"""Pretend to be another system, to the files of the book alone.

Python imports this module by itself where its folder is first on PYTHONPATH. `PRETENDED_SYSTEM`
names the system, `PRETENDED_TO` the folders of the files that are to believe it: to these, and to
no others, names are hidden that the system lacks, files opened as text have its encoding and its
ends of lines, and it moves and removes no file that is open or mapped. Python's own library and
other packages, which have their ways on each system, see the real one. Each name that was asked
for and not there is noted in the file `PRETENDED_NOTES`.
"""

import builtins
import importlib
import io
import os
import shutil
import sys
import sysconfig
from collections.abc import Callable
from pathlib import Path
from types import FrameType, SimpleNamespace
from typing import Any


def no_such_key(key: int, name: str) -> None:
    """What the registry of an empty Windows says."""
    raise FileNotFoundError(2, "The system cannot find the file specified", name)


NOT_IN_MACOS = {
    "os": {"sched_getaffinity", "sched_setaffinity", "pidfd_open", "memfd_create", "eventfd"},
    "signal": {"pidfd_send_signal", "sigtimedwait", "sigwaitinfo"},
    "select": {"epoll"},
}
NOT_IN_WINDOWS = {
    "os": {
        *NOT_IN_MACOS["os"],
        *("fork", "forkpty", "setsid", "getsid", "setpgid", "getpgid", "killpg", "wait", "wait4"),
        *("waitid", "WNOHANG", "getuid", "geteuid", "getgid", "chown", "mkfifo", "nice", "uname"),
        *("sysconf", "statvfs", "sendfile", "getloadavg", "O_CLOEXEC", "O_DIRECTORY"),
    },
    "signal": {
        *NOT_IN_MACOS["signal"],
        *("SIGKILL", "SIGSTOP", "SIGCONT", "SIGHUP", "SIGUSR1", "SIGUSR2", "SIGALRM", "SIGCHLD"),
        *("SIGPIPE", "SIGQUIT", "alarm", "setitimer", "pthread_kill", "pthread_sigmask", "sigwait"),
    },
    "socket": {"send_fds", "recv_fds"},
    "select": {"epoll", "poll"},
    "time": {"tzset"},
}
HIDDEN = {"darwin": NOT_IN_MACOS, "win32": NOT_IN_WINDOWS}
NO_MODULES = {
    "darwin": set(),
    "win32": {"fcntl", "resource", "pwd", "grp", "termios", "pty", "tty", "syslog", "posix"},
}
OTHER_VALUES = {
    "darwin": {"sys": {"platform": "darwin"}},
    "win32": {"sys": {"platform": "win32"}, "os": {"name": "nt", "linesep": "\r\n"}},
}
NEW_MODULES: dict[str, dict[str, Any]] = {
    "darwin": {},
    "win32": {"winreg": SimpleNamespace(HKEY_LOCAL_MACHINE=0, OpenKey=no_such_key)},
}
ENCODING = {"darwin": ("utf-8", "\n"), "win32": ("cp1252", "\r\n")}

LIBRARY = sysconfig.get_path("stdlib")
PLAIN_OPEN = io.open


class Pretence:
    """One system, and who is to believe in it."""

    def __init__(self, system: str, folders: list[str], notes: Path) -> None:
        self.system, self.folders, self.notes = system, tuple(folders), notes

    def begin(self) -> None:
        """Hide what the system lacks."""
        values = OTHER_VALUES[self.system]
        for module in HIDDEN[self.system].keys() | values.keys():
            self.hide(module, HIDDEN[self.system].get(module, set()), values.get(module, {}))
        builtins.__import__ = self.importing(builtins.__import__)
        io.open = builtins.open = self.opening(io.open)
        if self.system == "win32":
            shutil._use_fd_functions = False
            for name in ("replace", "rename", "unlink", "remove"):
                setattr(os, name, self.moving(getattr(os, name)))

    def believed_by(self, frame: FrameType | None) -> bool:
        """Whether a call comes from a file that is to believe in the system."""
        return frame is not None and frame.f_code.co_filename.startswith(self.folders)

    def beyond_library(self, frame: FrameType | None) -> FrameType | None:
        """The call behind those of Python's library, as of `pathlib`."""
        while frame is not None and frame.f_code.co_filename.startswith((LIBRARY, __file__)):
            frame = frame.f_back
        return frame

    def note(self, name: str, frame: FrameType) -> None:
        """Write down a name that was asked for and not there."""
        place = Path(frame.f_code.co_filename).name
        with PLAIN_OPEN(self.notes, "a", encoding="utf-8", newline="\n") as file:
            file.write(f"{place}: {name}\n")

    def hide(self, module: str, names: set[str], values: dict[str, str]) -> None:
        """Let names be missing, and values be others, to those who believe."""
        real = importlib.import_module(module)
        taken = {name: vars(real).pop(name) for name in names | values.keys() if name in vars(real)}

        def found(name: str) -> Any:
            frame = sys._getframe().f_back
            if name in taken and self.believed_by(frame):
                self.note(f"{module}.{name}", frame)
                if name in values:
                    return values[name]
            elif name in taken:
                return taken[name]
            raise AttributeError(f"module {module!r} has no attribute {name!r}", name=name)

        real.__getattr__ = found

    def importing(self, plain: Callable[..., Any]) -> Callable[..., Any]:
        """The import of modules, without those that the system lacks."""

        def imported(name: str, *arguments: Any, **named: Any) -> Any:
            frame = sys._getframe().f_back
            if name.partition(".")[0] in NO_MODULES[self.system] and self.believed_by(frame):
                self.note(name, frame)
                raise ModuleNotFoundError(f"No module named {name!r}", name=name)
            if name in NEW_MODULES[self.system] and self.believed_by(frame):
                return NEW_MODULES[self.system][name]
            return plain(name, *arguments, **named)

        return imported

    def opening(self, plain: Callable[..., Any]) -> Callable[..., Any]:
        """The opening of files, with the system's encoding and ends of lines, and without /proc."""

        def opened(
            file: Any, mode: str = "r", buffering: int = -1, encoding: Any = None,
            errors: Any = None, newline: Any = None, *rest: Any, **named: Any,
        ) -> Any:  # fmt: skip
            if self.believed_by(self.beyond_library(sys._getframe().f_back)):
                if str(file).startswith("/proc"):
                    raise FileNotFoundError(2, "No such file or directory", str(file))
                if "b" not in mode:
                    preferred, end = ENCODING[self.system]
                    encoding = preferred if encoding in (None, "locale") else encoding
                    newline = end if newline is None and mode[0] in "wax" else newline
            return plain(file, mode, buffering, encoding, errors, newline, *rest, **named)

        return opened

    def moving(self, plain: Callable[..., Any]) -> Callable[..., Any]:
        """The moving or removing of a file, which is refused while it is open or mapped."""

        def moved(path: Any, *arguments: Any, **named: Any) -> Any:
            believed = self.believed_by(self.beyond_library(sys._getframe().f_back))
            if believed and os.path.realpath(path) in held_open():
                raise PermissionError(13, "The process cannot access the file", str(path))
            return plain(path, *arguments, **named)

        return moved


def held_open() -> set[str]:
    """The files that this process has open or mapped."""
    with PLAIN_OPEN("/proc/self/maps", encoding="utf-8") as maps:
        mapped = {line.rstrip("\n").partition("/")[2] for line in maps}
    opened = set()
    for number in os.listdir("/proc/self/fd"):
        try:
            opened.add(os.readlink(f"/proc/self/fd/{number}"))
        except OSError:  # the descriptor of the listing itself
            continue
    return opened | {f"/{name}" for name in mapped}


if system := os.environ.get("PRETENDED_SYSTEM"):
    folders = os.environ["PRETENDED_TO"].split(os.pathsep)
    Pretence(system, folders, Path(os.environ["PRETENDED_NOTES"])).begin()
