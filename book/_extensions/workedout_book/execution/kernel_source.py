"""A process that has imported what pages import, and splits their kernels off.

Run as a script, with the number of a socket and names of modules as arguments. It imports the
modules, then reads a kernel's settings from each line of the socket, and answers with the number
of the process that has become that kernel and with a descriptor of that process, until the other
end is closed. It needs Linux.

A kernel begins as ``python -m ipykernel_launcher`` would, in a session of its own and with its own
environment, folder and state of chance; what differs is that the modules are there.
"""

from __future__ import annotations

import gc
import importlib
import json
import os
import socket
import sys
from contextlib import suppress
from operator import attrgetter
from typing import Any

if sys.platform != "linux":
    raise ImportError("kernels are split off on Linux only")

LAUNCHER = "ipykernel.kernelapp"
# What seeds anew the generators that chance has seeded at their import, module by module;
# ``random`` sees to its own.
RESEED = {
    "numpy.random": "seed",
    "sympy.core.random": "seed",
    "torch": "default_generator.seed",
}


def preload(names: list[str]) -> None:
    """Import ipykernel and the modules of these names, as a kernel would."""
    # Read by ipykernel and by matplotlib while they are imported.
    os.environ["JPY_PARENT_PID"] = str(os.getpid())
    os.environ.setdefault("MPLBACKEND", "module://matplotlib_inline.backend_inline")
    importlib.import_module(LAUNCHER)
    for name in names:
        with suppress(ImportError):  # which the page that wants it shows
            importlib.import_module(name)
    gc.freeze()  # collections in the kernels need not go through all that was imported


def one_thread() -> bool:
    """Whether this process can be split: a copy of it has only the thread that asked."""
    return len(os.listdir("/proc/self/task")) == 1


def serve(connection: socket.socket) -> dict[str, Any] | None:
    """Split kernels off; in each of them return its settings, here None at the end.

    The kernels that ended are left for who ends this process to bury, so that no number of
    theirs is given to another process meanwhile.
    """
    with connection, connection.makefile(encoding="utf-8") as lines:
        for line in lines:
            number = os.fork()
            if not number:
                settings: dict[str, Any] = json.loads(line)
                return settings
            descriptor = os.pidfd_open(number)
            socket.send_fds(connection, [b"%d\n" % number], [descriptor])
            os.close(descriptor)
    return None


def become(settings: dict[str, Any]) -> None:
    """Be the kernel with these settings."""
    os.setsid()
    os.chdir(settings["cwd"])
    for name in os.environ.keys() - settings["env"].keys():
        del os.environ[name]
    os.environ.update(settings["env"], JPY_PARENT_PID=str(os.getppid()))
    for name, function in RESEED.items():
        if name in sys.modules:
            attrgetter(function)(sys.modules[name])()
    sys.argv = ["ipykernel_launcher", *settings["arguments"]]
    sys.modules[LAUNCHER].launch_new_instance()


def main() -> None:
    """Import, serve, and be a kernel in each process that was split off."""
    number, *names = sys.argv[1:]
    if not sys.flags.safe_path:
        del sys.path[0]  # this script's folder, of which kernels know nothing
    preload(names)
    if not one_thread():
        os._exit(1)  # whatever these threads are at
    settings = serve(socket.socket(fileno=int(number)))
    if settings is not None:
        become(settings)


if __name__ == "__main__":
    main()
