"""The fonts of the running text are asked for in the head of every page."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
import yaml
from bs4 import BeautifulSoup
from tiny_book import ROOT, TinyBook

FONT = "fonts/source-serif-4-latin-wght-normal.woff2"
CONFIG = yaml.safe_load((ROOT / "_config.yml").read_text("utf-8"))
PRELOADS = CONFIG["sphinx"]["config"]["preloads"]


def test_a_page_asks_for_a_font_before_its_style_sheets(tiny_book: Callable[..., TinyBook]) -> None:
    book = tiny_book(
        {"index.md": "# A", "part/b.md": "# B"}, ["workedout_book.site.preloads"], preloads=[FONT]
    )
    for page in ("index", "part/b"):
        link = book.soup(page).select_one('link[rel="preload"][as="font"]')
        assert (book.output / page).parent.joinpath(link["href"]).is_file()
        assert link.has_attr("crossorigin")
        assert link.find_next("link", rel="stylesheet") is not None


@pytest.mark.parametrize("page", ["book/index", "book/training/depth-width", "search"])
def test_the_book_s_pages_ask_for_fonts_that_they_have(site: Path, page: str) -> None:
    soup = BeautifulSoup((site / f"{page}.html").read_text("utf-8"), "html.parser")
    found = [link["href"] for link in soup.select('link[rel="preload"][as="font"]')]
    assert len(found) == len(PRELOADS)
    for address in found:
        assert (site / page).parent.joinpath(address).is_file()


@pytest.mark.parametrize("font", PRELOADS)
def test_a_style_sheet_asks_for_the_font_too(font: str) -> None:
    sheets = "".join(sheet.read_text("utf-8") for sheet in (ROOT / "book/_assets").rglob("*.css"))
    assert Path(font).name in sheets
