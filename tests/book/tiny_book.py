"""Build a book of a few lines in the running process, to see what an extension makes of it."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from io import StringIO
from pathlib import Path
from typing import Any

from bs4 import BeautifulSoup
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment
from sphinx.util.docutils import docutils_namespace, patch_docutils

ROOT = Path(__file__).parents[2]
EXTENSIONS = ROOT / "book" / "_extensions"
MYST = ["amsmath", "attrs_block", "attrs_inline", "colon_fence", "deflist", "dollarmath"]
# An image of one pixel.
PNG = (
    b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x00\x01\x00\x00\x00\x01\x08\x06\x00\x00\x00"
    b"\x1f\x15\xc4\x89\x00\x00\x00\nIDATx\x9cc\x00\x01\x00\x00\x05\x00\x01\r\n-\xb4\x00\x00\x00"
    b"\x00IEND\xaeB`\x82"
)
COLOUR = re.compile(r"\x1b\[[0-9;]*m")


@dataclass(frozen=True)
class TinyBook:
    """What a build left: its exit status, its warnings, and each page's HTML by docname."""

    status: int
    warnings: str
    pages: dict[str, str]
    output: Path

    def soup(self, docname: str = "index") -> BeautifulSoup:
        """Return one page, parsed."""
        return BeautifulSoup(self.pages[docname], "html.parser")


def leave_out_of_contents(app: Sphinx, env: BuildEnvironment) -> None:
    """Spare the pages a table of contents, which most of these books do without."""
    for docname in env.found_docs:
        env.metadata[docname]["orphan"] = True


def build_book(
    folder: Path,
    files: Mapping[str, str],
    extensions: Sequence[str] = (),
    builder: str = "html",
    **settings: Any,
) -> TinyBook:
    """Write `files` below `folder` and build them with MyST-NB, as ``-W -n --keep-going`` would.

    Cells are not executed unless `nb_execution_mode` says so. Pages need not be in a table of
    contents. Building the same folder again keeps what Sphinx remembers of the build before.
    """
    source, output, doctrees = folder / "book", folder / builder, folder / "doctrees"
    for name, text in files.items():
        path = source / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    config: dict[str, Any] = {
        "extensions": ["myst_nb", *extensions],
        "myst_enable_extensions": MYST,
        "nb_execution_mode": "off",
        "html_theme": "basic",
        "html_static_path": [str(ROOT / "book" / "_assets")],
        "nitpicky": True,
        **settings,
    }
    warnings = StringIO()
    with patch_docutils(str(source)), docutils_namespace():
        app = Sphinx(
            str(source),
            None,
            str(output),
            str(doctrees),
            builder,
            confoverrides=config,
            status=None,
            warning=warnings,
            warningiserror=True,
            keep_going=True,
        )
        app.connect("env-updated", leave_out_of_contents)
        app.build()
    pages = {
        path.relative_to(output).with_suffix("").as_posix(): path.read_text(encoding="utf-8")
        for path in output.rglob("*.html")
    }
    return TinyBook(app.statuscode, COLOUR.sub("", warnings.getvalue()), pages, output)
