"""The cores that this process may use."""

import os
from collections.abc import Iterator
from contextlib import contextmanager


def cores() -> int:
    """Those that it was given; all of the machine where the system does not say which, as macOS."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


@contextmanager
def on_one_core() -> Iterator[None]:
    """Keep this thread, and those that it starts, on one core, where the system has such a call."""
    keep = getattr(os, "sched_setaffinity", None)
    if not hasattr(os, "sched_getaffinity") or keep is None:
        yield
        return
    before = os.sched_getaffinity(0)
    keep(0, {max(before)})
    try:
        yield
    finally:
        keep(0, before)
