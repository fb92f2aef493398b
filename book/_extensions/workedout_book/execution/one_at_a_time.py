"""One build of a book at a time: who comes second says so, and waits.

Builds with one folder of doctrees share the execution cache beside it and most of what they write,
so that two at once would read what the other has half written. The lock is a file beside that
folder. It is held by the process, so that a build that is killed leaves none.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from filelock import FileLock, Timeout
from sphinx.application import Sphinx
from sphinx.config import Config
from sphinx.util import logging

logger = logging.getLogger(__name__)


def lock_of(doctrees: Path) -> FileLock:
    """The lock of the builds with this folder of doctrees."""
    return FileLock(doctrees.with_name(f"{doctrees.name}.lock"))


def enter(app: Sphinx, config: Config) -> None:
    """Wait until no other build is at work, and keep others waiting until this one has ended.

    Raises:
        SystemExit: nothing can be written there.
    """
    lock, folder = lock_of(Path(app.doctreedir)), Path(app.doctreedir).parent
    try:
        lock.acquire(blocking=False)
    except Timeout:
        logger.info("another build is at work in %s: waiting until it has ended", folder)
        lock.acquire()
    except OSError as error:
        raise SystemExit(
            f"nothing can be written into {folder} ({error.strerror}): "
            "let this user write there, or build with --path-output ANOTHER_FOLDER"
        ) from None
    # After the other handlers, which write the last of the site.
    app.connect("build-finished", lambda _app, _exception: lock.release(), priority=1000)


def setup(app: Sphinx) -> dict[str, Any]:
    """Register the handler, before all that reads or writes what builds share."""
    app.connect("config-inited", enter, priority=1)
    return {"version": "1.0", "parallel_read_safe": True, "parallel_write_safe": True}
