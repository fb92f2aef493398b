"""What a command prints: in plain form where it must be, and silence where nobody listens any more.

Output is what a command is for, so that one which cannot write it ends. Messages are a courtesy:
where they cannot be written, as in a log on a full disk, the work goes on.
"""

import errno
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager, redirect_stderr, redirect_stdout, suppress
from typing import Any, NoReturn

from workedout.plain import plain

# As a shell says of a program that a broken pipe ended: 128 and the number of the signal.
UNHEARD = 141
CANNOT_WRITE = 2


class Messages:
    """A stream that takes any text, and loses what cannot be written.

    Args:
        stream: where the text goes; None, as where a program has no console, or a closed one
            lose all of it.
    """

    def __init__(self, stream: Any) -> None:
        self.stream = stream

    def write(self, text: str) -> int:
        """Write the text as the stream can carry it."""
        if self._is_open():
            self._try(self.stream.write, plain(text, self.stream))
        return len(text)

    def flush(self) -> None:
        """Write what waits in a buffer."""
        if self._is_open():
            self._try(self.stream.flush)

    def isatty(self) -> bool:
        """Whether it is a terminal."""
        return self._is_open() and self.stream.isatty()

    def __getattr__(self, name: str) -> Any:
        return getattr(self.stream, name)

    def _is_open(self) -> bool:
        return self.stream is not None and not getattr(self.stream, "closed", False)

    def _try(self, act: Any, *arguments: str) -> None:
        try:
            act(*arguments)
        except OSError as error:
            self._lost(error)

    def _lost(self, error: OSError) -> None:
        discard(self.stream)


class Output(Messages):
    """A stream whose text has to arrive: where it cannot be written, the command ends.

    Raises:
        SystemExit: in silence where nobody reads it any more, else after one message.
    """

    def _lost(self, error: OSError) -> NoReturn:
        discard(self.stream)
        if is_broken_pipe(error):
            raise SystemExit(UNHEARD)
        reason = error.strerror or error
        print(f"workedout: the output cannot be written: {reason}", file=sys.stderr)
        raise SystemExit(CANNOT_WRITE)


@contextmanager
def console() -> Iterator[None]:
    """Standard output and standard error of a command, for as long as the block lasts.

    Raises:
        SystemExit: the output cannot be written; also where that turns out at the end only.
    """
    out, err = Output(sys.stdout), Messages(sys.stderr)
    with redirect_stderr(err), redirect_stdout(out):  # type: ignore[type-var]
        try:
            yield
        finally:
            out.flush()
            err.flush()


def is_broken_pipe(error: OSError) -> bool:
    """Whether the reader of a pipe has gone; Windows may call that an invalid argument."""
    odd = sys.platform == "win32" and error.errno == errno.EINVAL
    return isinstance(error, BrokenPipeError) or odd


def discard(stream: Any) -> None:
    """Let what waits in the buffer go nowhere: Python would try once more when it ends."""
    with suppress(OSError, ValueError, AttributeError):
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, stream.fileno())
        os.close(nowhere)
