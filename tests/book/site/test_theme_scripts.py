"""The theme's script does not make a page lay itself out once for each of its boxes."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from tiny_book import TinyBook

from workedout_book.site import theme_scripts
from workedout_book.site.theme_scripts import ASKING, SCRIPT, calmed

EXTENSION = ["workedout_book.site.theme_scripts"]
Build = Callable[..., TinyBook]


def test_the_part_is_left_out_and_the_rest_stays() -> None:
    assert calmed(f"a(e=>{{{ASKING}}});b()") == "a(e=>{void 0});b()"


def test_a_script_that_was_changed_before_stays() -> None:
    once = calmed(f"a(e=>{{{ASKING}}})")
    assert calmed(once) == once


@pytest.mark.parametrize("script", ["a(e=>{b()})", f"{ASKING};{ASKING}"])
def test_another_script_is_noticed(script: str) -> None:
    assert calmed(script) is None


def test_the_theme_s_script_has_the_part_and_the_site_s_does_not(tiny_book: Build) -> None:
    for text in ("# A", "# B"):
        book = tiny_book({"index.md": text}, EXTENSION, html_theme="sphinx_book_theme")
        assert (book.status, book.warnings) == (0, "")
        assert ASKING not in (book.output / SCRIPT).read_text("utf-8")


def test_a_theme_with_another_script_fails_the_build(tiny_book: Build, monkeypatch) -> None:
    monkeypatch.setattr(theme_scripts, "ASKING", "nothing of this kind")
    book = tiny_book({"index.md": "# A"}, EXTENSION, html_theme="sphinx_book_theme")
    assert book.status == 1
    assert "does not have the part" in book.warnings
