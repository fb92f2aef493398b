"""Kernels split off from one process that has imported what pages import.

A new kernel spends seconds on its imports, each page the same. See `kernel_source`. It needs
Linux, where a process can be split at any time and be held by a descriptor.
"""

from __future__ import annotations

import json
import os
import select
import signal
import socket
import subprocess
import sys
import weakref
from collections.abc import Sequence
from pathlib import Path
from threading import Lock
from typing import Any

from jupyter_client.connect import KernelConnectionInfo
from jupyter_client.provisioning.local_provisioner import LocalProvisioner

if sys.platform != "linux":
    raise ImportError("kernels are split off on Linux only")

_SCRIPT = Path(__file__).with_name("kernel_source.py")
_COMMAND = [sys.executable, "-m", "ipykernel_launcher"]


class SourceLostError(Exception):
    """The process that kernels are split off from is not there, or not able to."""


class SplitKernel:
    """A kernel's process, with what `LocalProvisioner` asks of one.

    It is the child of another process, so its exit status is not known here: 0 stands for any.
    """

    stdin = stdout = stderr = None

    def __init__(self, number: int, descriptor: int) -> None:
        self.pid = number
        self._descriptor = descriptor
        weakref.finalize(self, os.close, descriptor)

    def poll(self) -> int | None:
        """None while it runs."""
        return 0 if self._ended(0) else None

    def wait(self) -> int:
        """Wait until it has ended."""
        self._ended(None)
        return 0

    def _ended(self, patience: int | None) -> bool:
        poll = select.poll()  # not select(), which knows the first 1024 descriptors only
        poll.register(self._descriptor, select.POLLIN)
        return bool(poll.poll(patience))

    def send_signal(self, number: int) -> None:
        """Send it a signal, unless it has ended."""
        if self.poll() is None:
            signal.pidfd_send_signal(self._descriptor, number)

    def kill(self) -> None:
        """Kill it."""
        self.send_signal(signal.SIGKILL)

    def terminate(self) -> None:
        """Ask it to end."""
        self.send_signal(signal.SIGTERM)


class KernelSource:
    """The process that has imported modules and splits kernels off.

    Attributes:
        number: of the process.
    """

    def __init__(self, modules: Sequence[str]) -> None:
        self._connection, other = socket.socketpair()
        self._lock = Lock()
        with other:
            self._process = subprocess.Popen(
                [sys.executable, str(_SCRIPT), str(other.fileno()), *modules],
                stdin=subprocess.DEVNULL,
                pass_fds=[other.fileno()],
                start_new_session=True,
            )
        self.number = self._process.pid

    @staticmethod
    def possible() -> bool:
        """Whether this Python and this kernel know descriptors of processes."""
        try:
            os.close(os.pidfd_open(os.getpid()))
        except (AttributeError, OSError):
            return False
        return True

    def split_off(self, arguments: list[str], cwd: str, env: dict[str, str]) -> SplitKernel:
        """A new kernel.

        Args:
            arguments: of ``python -m ipykernel_launcher``.
            cwd: the folder that it works in.
            env: its environment.

        Raises:
            SourceLostError: there is no process to split.
        """
        settings = json.dumps({"arguments": arguments, "cwd": cwd, "env": env})
        with self._lock:
            try:
                self._connection.sendall(settings.encode() + b"\n")
                answer, descriptors, _, _ = socket.recv_fds(self._connection, 32, 1)
            except OSError as error:
                raise SourceLostError from error
        if not descriptors:
            raise SourceLostError
        return SplitKernel(int(answer), *descriptors)

    def provisioner(self, **traits: Any) -> SplitProvisioner:
        """What starts a kernel of it, with these attributes."""
        made = SplitProvisioner(**traits)
        made.source = self
        return made

    def close(self) -> None:
        """End the process; kernels that still run end with it."""
        self._connection.close()
        self._process.kill()
        self._process.wait()


class SplitProvisioner(LocalProvisioner):
    """Starts IPython's kernels from a `KernelSource`, and others as ever.

    Attributes:
        source: of the kernels.
    """

    source: KernelSource

    async def launch_kernel(self, cmd: list[str], **kwargs: Any) -> KernelConnectionInfo:
        """Launch a kernel with a command."""
        if cmd[: len(_COMMAND)] != _COMMAND:
            return await super().launch_kernel(cmd, **kwargs)
        folder = kwargs.get("cwd") or os.getcwd()
        try:
            kernel: Any = self.source.split_off(cmd[len(_COMMAND) :], folder, kwargs["env"])
        except SourceLostError:
            return await super().launch_kernel(cmd, **kwargs)
        self.process = kernel
        self.pid = self.pgid = kernel.pid  # it leads a session and a group of its own
        self.cwd = folder
        return self.connection_info
