"""Leave out of a built site what no browser asks for.

Source maps are for whoever works on the theme, and twice as large as the rest of it. Every browser
that shows the book reads fonts as WOFF2: other formats go, and the style sheets name only those
that stay, in the built site alone; what is vendored remains as its makers wrote it.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from sphinx.application import Sphinx

OLD_FONTS = {".eot", ".otf", ".ttf", ".woff"}
_MAP = re.compile(r"\s*(?:/\*[#@] ?sourceMappingURL=[^*]*\*/|//[#@] ?sourceMappingURL=\S*)\s*$")
_SOURCES = re.compile(r"\bsrc:\s*(?P<sources>url\([^;}]*)")
_OLD = re.compile(r"""url\(["']?([^)"'?#]+\.(?:eot|otf|ttf|woff))(?:[?#][^)"']*)?["']?\)""")


def without_map(text: str) -> str:
    """A script or style sheet that does not name its source map."""
    return _MAP.sub("\n", text) if _MAP.search(text) else text


def without_old_fonts(css: str) -> str:
    """A style sheet whose fonts are named in the newest of the formats that it has them in."""

    def newest(match: re.Match[str]) -> str:
        sources = [each.strip() for each in match["sources"].split(",")]
        kept = [each for each in sources if not _OLD.match(each)]
        return f"src:{','.join(kept or sources)}"

    return _SOURCES.sub(newest, css)


def lighten(folder: Path) -> None:
    """Go through the scripts, styles and fonts in a folder, at any depth."""
    for file in sorted(folder.rglob("*")):
        if file.suffix in (".js", ".css"):
            before = file.read_text("utf-8")
            after = without_map(before)
            after = without_old_fonts(after) if file.suffix == ".css" else after
            if after != before:
                file.write_text(after, "utf-8", newline="")
    for file in sorted(folder.rglob("*.map")):
        file.unlink()
    sheets = "".join(file.read_text("utf-8") for file in folder.rglob("*.css"))
    named = {Path(match[1]).name for match in _OLD.finditer(sheets)}
    for file in sorted(folder.rglob("*")):
        if file.suffix in OLD_FONTS and file.name not in named:
            file.unlink()


def finish(app: Sphinx, exception: Exception | None) -> None:
    """Lighten the built site's own files."""
    if exception is None and app.builder.format == "html":
        lighten(Path(app.outdir, "_static"))


def setup(app: Sphinx) -> dict[str, Any]:
    """Register the handler."""
    app.connect("build-finished", finish)
    return {"version": "1.0", "parallel_read_safe": True, "parallel_write_safe": True}
