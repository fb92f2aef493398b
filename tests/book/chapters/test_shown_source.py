"""Source is shown as it stands in the file, without importing the package."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from tiny_book import TinyBook

from workedout_book.chapters.shown_source import SourceNotFoundError, find_source

MODULE = '''"""A module that must not be imported."""

raise RuntimeError("imported")

# Why it is so.
RATE: float = 0.1
PAIR = (
    1,
    2,
)


@decorated
def fit(x):
    """Fit."""
    return x  # as it stands


class Net:
    """A net."""

    size = 3

    def forward(self, x):
        return f"""
kept"""
'''
SHOWN = {
    "shownbook.loop.fit": '@decorated\ndef fit(x):\n    """Fit."""\n    return x  # as it stands\n',
    "shownbook.loop.RATE": "RATE: float = 0.1\n",
    "shownbook.loop.PAIR": "PAIR = (\n    1,\n    2,\n)\n",
    "shownbook.loop.Net.size": "size = 3\n",
    "shownbook.loop.Net.forward": 'def forward(self, x):\n    return f"""\nkept"""\n',
    "shownbook.loop.Net": MODULE[MODULE.index("class Net") :],
    "shownbook.loop": MODULE,
    "shownbook.VERSION": "VERSION = 1\n",
}
UNKNOWN = {
    "shownbook.loop.fot": "'shownbook.loop' has no 'fot'",
    "shownbook.loop.Net.backward": "'shownbook.loop.Net' has no 'backward'",
    "shownbook.lop.fit": "'shownbook' has no 'lop'",
    "no_such_package.fit": "no package 'no_such_package' is installed",
    "shownbook.folder.x": "no module for 'shownbook.folder.x'",
}


@pytest.fixture(autouse=True)
def package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "lib" / "shownbook"
    (folder / "folder").mkdir(parents=True)
    (folder / "__init__.py").write_text("VERSION = 1\n", "utf-8")
    (folder / "loop.py").write_text(MODULE, "utf-8")
    monkeypatch.syspath_prepend(folder.parent)
    return folder


@pytest.mark.parametrize(("name", "text"), SHOWN.items(), ids=SHOWN)
def test_the_source_is_the_text_of_the_file(name: str, text: str) -> None:
    assert find_source(name).text == text


@pytest.mark.parametrize(("name", "reason"), UNKNOWN.items(), ids=UNKNOWN)
def test_an_unknown_name_is_told_from_its_known_part(name: str, reason: str) -> None:
    with pytest.raises(SourceNotFoundError, match=reason):
        find_source(name)


def test_the_page_shows_it_highlighted_below_its_name_and_follows_the_file(
    tiny_book: Callable[..., TinyBook], package: Path
) -> None:
    text = "# Page\n\n```{source} shownbook.loop.fit\n:name: the-loop\n```\n\n{ref}`x <the-loop>`\n"
    book = tiny_book({"index.md": text}, extensions=["workedout_book.chapters.shown_source"])
    assert (book.status, book.warnings) == (0, "")
    block = book.soup().select_one("div.highlight-python.shown-source, div.shown-source")
    assert block is not None
    assert "as it stands" in block.get_text()
    assert block.select_one("span.k, span.kn") is not None
    caption = book.soup().select_one(".code-block-caption")
    assert caption is not None
    assert "shownbook.loop.fit" in caption.get_text()
    (package / "loop.py").write_text(MODULE.replace("as it stands", "changed"), "utf-8")
    again = tiny_book({}, extensions=["workedout_book.chapters.shown_source"])
    assert "# changed" in again.soup().get_text()


def test_an_unknown_name_is_a_warning_with_its_place(tiny_book: Callable[..., TinyBook]) -> None:
    text = "# Page\n\n```{source} shownbook.loop.fot\n```\n"
    book = tiny_book({"index.md": text}, extensions=["workedout_book.chapters.shown_source"])
    assert book.status == 1
    assert "index.md:3: WARNING: source shownbook.loop.fot: 'shownbook.loop' has no" in (
        book.warnings
    )
