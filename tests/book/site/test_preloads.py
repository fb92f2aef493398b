"""The fonts of the running text are asked for in the head of every page."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path

import pytest
import yaml
from tiny_book import ROOT, TinyBook

from workedout_book.site.preloads import WAITING

FONT = "fonts/source-serif-4-latin-wght-normal.woff2"
CONFIG = yaml.safe_load((ROOT / "_config.yml").read_text("utf-8"))
PRELOADS = CONFIG["sphinx"]["config"]["preloads"]


def asked_for(html: str) -> dict[str, str]:
    """The fonts that a page's script asks for, by the names of their families."""
    (fonts,) = re.findall(r"const fonts = (\{[^}]*\});", html)
    found: dict[str, str] = json.loads(fonts)
    return found


def test_a_page_asks_for_a_font_before_its_style_sheets(tiny_book: Callable[..., TinyBook]) -> None:
    book = tiny_book(
        {"index.md": "# A", "part/b.md": "# B"},
        ["workedout_book.site.preloads"],
        preloads={"Serif": FONT},
    )
    for page in ("index", "part/b"):
        (font,) = asked_for(book.pages[page]).values()
        assert (book.output / page).parent.joinpath(font).is_file()
        html = book.pages[page]
        assert html.index("preload") < html.index('rel="stylesheet"')


@pytest.mark.parametrize("page", ["book/index", "book/training/depth-width", "search"])
def test_the_book_s_pages_ask_for_fonts_that_they_have(site: Path, page: str) -> None:
    found = asked_for((site / f"{page}.html").read_text("utf-8"))
    assert list(found) == list(PRELOADS)
    for address in found.values():
        assert (site / page).parent.joinpath(address).is_file()


def test_a_style_sheet_asks_for_the_fonts_too_and_hides_what_waits_for_them() -> None:
    sheets = "".join(sheet.read_text("utf-8") for sheet in (ROOT / "book/_assets").rglob("*.css"))
    for family, font in PRELOADS.items():
        (face,) = (each for each in sheets.split("@font-face")[1:] if Path(font).name in each)
        assert f'font-family: "{family}";' in face
    assert f".{WAITING} body {{" in sheets
