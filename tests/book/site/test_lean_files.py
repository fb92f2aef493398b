"""The built site has no source maps and no old fonts, and its style sheets name what is there."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest
from tiny_book import TinyBook

from workedout_book.site.lean_files import OLD_FONTS, lighten, without_map, without_old_fonts

NEW, OLD, OLDER = 'url(a.woff2) format("woff2")', "url(a.woff)", 'url("a.ttf?v=1")'
FONTS = {
    "the newest stays": (f"src:{NEW},{OLD},{OLDER}", f"src:{NEW}"),
    "a space changes nothing": (f"src: {NEW}, {OLD}", f"src:{NEW}"),
    "an old one alone stays": (f"src:{OLD}", f"src:{OLD}"),
    "a local one stays": (f"src:{NEW},local(A),{OLD}", f"src:{NEW},local(A)"),
    "a picture stays": ("background: url(a.png)", "background: url(a.png)"),
}
MAPS = {
    "a script": ("x();\n//# sourceMappingURL=a.js.map\n", "x();\n"),
    "a style sheet": ("a{}\n/*# sourceMappingURL=a.css.map*/", "a{}\n"),
    "neither": ("x(); // a map\n", "x(); // a map\n"),
}
URL = re.compile(r"url\(\s*[\"']?([^)\"']+)[\"']?\s*\)")


def named_but_missing(folder: Path) -> list[str]:
    """What a style sheet asks for that is not there."""
    found = []
    for sheet in sorted(folder.rglob("*.css")):
        for address in URL.findall(re.sub(r"url\(\"data:[^\"]*\"\)", "", sheet.read_text("utf-8"))):
            parts = urlsplit(address)
            if parts.scheme != "data" and not (sheet.parent / unquote(parts.path)).is_file():
                found.append(f"{sheet.name}: {address}")
    return found


def never_asked_for(folder: Path) -> list[str]:
    """Source maps, what names one, and fonts of formats that no current browser needs."""
    texts = [file for file in folder.rglob("*") if file.suffix in (".css", ".js")]
    naming = [file.name for file in texts if "# sourceMappingURL=" in file.read_text("utf-8")]
    files = [file for file in folder.rglob("*") if file.suffix in {".map", *OLD_FONTS}]
    return sorted([*naming, *(file.name for file in files)])


@pytest.mark.parametrize(("before", "after"), FONTS.values(), ids=FONTS)
def test_of_a_font_s_formats(before: str, after: str) -> None:
    assert without_old_fonts(f"@font-face{{{before};b:c}}") == f"@font-face{{{after};b:c}}"


@pytest.mark.parametrize(("before", "after"), MAPS.values(), ids=MAPS)
def test_the_map_is_not_named_in(before: str, after: str) -> None:
    assert without_map(before) == after


@pytest.fixture
def heavy(tmp_path: Path) -> Path:
    """A folder with a font in three formats, and a script with its map."""
    for name in ("a.woff2", "a.woff", "a.ttf", "only.ttf", "a.js.map"):
        (tmp_path / name).touch()
    css = f"@font-face{{src:{NEW},{OLD},url(a.ttf)}}@font-face{{src:url(only.ttf)}}"
    (tmp_path / "a.css").write_text(css, "utf-8")
    (tmp_path / "a.js").write_text("x();\n//# sourceMappingURL=a.js.map\n", "utf-8")
    return tmp_path


def test_a_folder_loses_what_is_not_asked_for_and_nothing_else(heavy: Path) -> None:
    assert never_asked_for(heavy) == ["a.js", "a.js.map", "a.ttf", "a.woff", "only.ttf"]
    lighten(heavy)
    assert sorted(each.name for each in heavy.iterdir()) == [
        "a.css", "a.js", "a.woff2", "only.ttf",
    ]  # fmt: skip
    assert named_but_missing(heavy) == []


def test_a_font_that_is_missing_is_found(heavy: Path) -> None:
    (heavy / "a.ttf").unlink()
    assert named_but_missing(heavy) == ["a.css: a.ttf"]


def test_a_site_is_lightened_again_after_its_files_were_copied_again(
    tiny_book: Callable[..., TinyBook],
) -> None:
    for text in ("# A", "# B"):
        book = tiny_book(
            {"index.md": text}, ["workedout_book.site.lean_files"], html_theme="sphinx_book_theme"
        )
        assert (book.status, book.warnings) == (0, "")
        assert never_asked_for(book.output) == []
        assert named_but_missing(book.output) == []


def test_the_book_has_nothing_that_no_browser_asks_for(site: Path) -> None:
    assert never_asked_for(site) == []
    assert named_but_missing(site / "_static") == []
