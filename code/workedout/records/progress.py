"""One line that says how far a recording is: rewritten on a terminal, repeated in a log file."""

import sys
import time
from typing import TextIO

from workedout.console import Messages
from workedout.wording import duration

QUIET = 30.0  # seconds between two lines of a log file


class Progress:
    """Counts of runs, and the time left.

    Args:
        name: of the experiment.
        total: runs to make.
        stream: where to write; without it, standard error.
    """

    def __init__(self, name: str, total: int, stream: TextIO | None = None) -> None:
        self.name, self.total = name, total
        self.stream = Messages(stream or sys.stderr)
        self.start = time.monotonic()
        self.written, self.width, self.counts = -QUIET, 0, (-1, -1, -1)

    def __call__(self, done: int, running: int, failed: int) -> None:
        """Show new counts; in a log file, not more often than is pleasant to read."""
        now = time.monotonic() - self.start
        over = done + failed == self.total
        if self.stream.isatty():
            text = self.line(done, running, failed, now)
            self.stream.write("\r" + text.ljust(self.width) + ("\n" if over else ""))
            self.width = len(text)
        elif over or (now - self.written >= QUIET and (done, running, failed) != self.counts):
            self.stream.write(self.line(done, running, failed, now) + "\n")
            self.written, self.counts = now, (done, running, failed)
        self.stream.flush()

    def line(self, done: int, running: int, failed: int, seconds: float) -> str:
        """The counts in words."""
        parts = [f"{done} of {self.total} runs done"]
        if running:
            parts.append(f"{running} running")
        if failed:
            parts.append(f"{failed} failed")
        parts.append(f"{duration(seconds)} so far")
        left = self.total - done - failed
        if done and left:
            parts.append(f"about {duration(seconds * left / (done + failed))} left")
        return f"{self.name}: {', '.join(parts)}"
