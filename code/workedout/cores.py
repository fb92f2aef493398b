"""How many cores this process may use."""

import os


def cores() -> int:
    """Those that it was given; all of the machine where the system does not say which, as macOS."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1
