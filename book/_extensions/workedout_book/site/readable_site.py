"""Every file of a built site is readable by all, whatever the umask of who builds it.

A static host serves no other, and an archive of the site keeps the modes.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from sphinx.application import Sphinx
from sphinx.util import logging

logger = logging.getLogger(__name__)


def make_readable(path: Path) -> None:
    """Let everybody read a file, or enter and list a folder; other rights stay."""
    mode = path.stat().st_mode
    wanted = mode | (0o755 if path.is_dir() else 0o644)
    if mode != wanted:
        path.chmod(wanted)


def finish(app: Sphinx, exception: Exception | None) -> None:
    """Go through all that the build has written, or a build before."""
    if exception is not None:
        return
    for path in (Path(app.outdir), *Path(app.outdir).rglob("*")):
        if path.is_symlink():
            continue
        try:
            make_readable(path)
        except PermissionError:
            message = "%s belongs to another user, who has to make it readable by all"
            logger.warning(message, path, type="readable_site")


def setup(app: Sphinx) -> dict[str, Any]:
    """Register the handler, after those that write the last of the site."""
    app.connect("build-finished", finish, priority=900)
    return {"version": "1.0", "parallel_read_safe": True, "parallel_write_safe": True}
