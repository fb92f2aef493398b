"""Take out of the theme's script what makes a long page lay itself out over and over.

It asks each box whether it is wider than its place, and changes it, in turn, so that the browser
lays the page out anew for each of hundreds, when the page is there and whenever it changes.
`scrolling.js` does the same for all boxes together, and only for those that are near.

A theme whose script does not have that part is a warning.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from sphinx.application import Sphinx
from sphinx.util import logging

logger = logging.getLogger(__name__)

SCRIPT = "_static/scripts/pydata-sphinx-theme.js"
ASKING = "e.tabIndex=e.scrollWidth>e.clientWidth||e.scrollHeight>e.clientHeight?0:-1"
LEFT = "void 0"


def calmed(script: str) -> str | None:
    """The script without that part; nothing where it has it neither before nor left out."""
    if script.count(ASKING) == 1:
        return script.replace(ASKING, LEFT)
    return script if f"=>{{{LEFT}}}" in script else None


def finish(app: Sphinx, exception: Exception | None) -> None:
    """Change the script in the built site, where the theme has it."""
    file = Path(app.outdir, SCRIPT)
    if exception is not None or app.builder.format != "html" or not file.is_file():
        return
    script = calmed(file.read_text("utf-8"))
    if script is None:
        logger.warning("%s does not have the part to be left out", SCRIPT, type="theme_scripts")
    else:
        file.write_text(script, "utf-8", newline="")


def setup(app: Sphinx) -> dict[str, Any]:
    """Register the handler."""
    app.connect("build-finished", finish)
    return {"version": "1.0", "parallel_read_safe": True, "parallel_write_safe": True}
