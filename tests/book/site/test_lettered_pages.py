"""The number of a figure, table, listing or formula says where it is, in every form of the book."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import yaml
from tiny_book import ROOT, TinyBook, build_book

from workedout_book.site.lettered_pages import lettered

EXTENSIONS = ["workedout_book.mathematics.katex", "workedout_book.notebooks.notebooks",
              "workedout_book.site.lettered_pages"]  # fmt: skip
BODY = """
$$ a = b $$ (eq-{0})

:::{{table}} Of {0}
:name: tbl-{0}

| a |
| - |
| 1 |
:::

By {{eq}}`eq-one`, {{numref}}`tbl-one`, {{eq}}`eq-signs` and {{numref}}`tbl-signs`.
"""
CELL = """
```{code-cell} python
x = 1
```
"""
HEAD = """---
file_format: mystnb
kernelspec: {{display_name: Python 3, language: python, name: python3}}
---
# {0}
"""
CONTENTS = """# The book

```{toctree}
signs
rest
```

```{toctree}
:numbered: 1
zero
one
```
"""
FILES = {
    "index.md": CONTENTS,
    **{
        f"{name}.md": HEAD.format(name) + BODY.format(name) + CELL
        for name in ("zero", "one", "signs")
    },
    "rest.md": "# rest\n" + BODY.format("rest"),
}
SETTINGS = {
    "numfig": True,
    "katex_path": str(ROOT / "book/_assets/katex"),
    "lettered_pages": {"signs": "N", "rest": "R"},
}
NUMBERS = {"one": "2.1", "signs": "N.1", "zero": "1.1", "rest": "R.1"}


@pytest.fixture(scope="module")
def book(tmp_path_factory: pytest.TempPathFactory) -> TinyBook:
    return build_book(tmp_path_factory.mktemp("numbers"), FILES, EXTENSIONS, **SETTINGS)


def test_the_book_builds_without_a_warning(book: TinyBook) -> None:
    assert (book.status, book.warnings) == (0, "")


@pytest.mark.parametrize(("name", "number"), NUMBERS.items())
def test_a_page_numbers_what_it_has_under_its_own(book: TinyBook, name: str, number: str) -> None:
    soup = book.soup(name)
    assert soup.select_one("caption .caption-number").text == f"Table {number} "
    assert soup.select_one(".eqno").text.startswith(f"({number})")


@pytest.mark.parametrize("name", NUMBERS)
def test_a_reference_says_the_same_from_everywhere(book: TinyBook, name: str) -> None:
    text = " ".join(book.soup(name).text.split())
    assert "By (2.1), Table 2.1, (N.1) and Table N.1." in text


@pytest.mark.parametrize("name", ["one", "zero", "signs"])
def test_a_notebook_has_the_number_of_the_page(book: TinyBook, name: str) -> None:
    cells = json.loads((book.output / f"notebooks/{name}.ipynb").read_text("utf-8"))["cells"]
    text = "".join("".join(cell["source"]) for cell in cells if cell["cell_type"] == "markdown")
    assert f"**Table {NUMBERS[name]}**: Of {name}" in text
    assert rf"\tag{{{NUMBERS[name]}}}" in text


def test_the_book_as_one_page_has_the_same(tmp_path: Path) -> None:
    book = build_book(tmp_path, FILES, EXTENSIONS, builder="singlehtml", **SETTINGS)
    soup = book.soup()
    assert {tag.text for tag in soup.select("caption .caption-number")} == {
        f"Table {number} " for number in NUMBERS.values()
    }
    assert {tag.text.split(")")[0] for tag in soup.select(".eqno")} == {
        f"({number}" for number in NUMBERS.values()
    }


def test_a_page_counts_its_own_in_order() -> None:
    assert lettered({"figure": {"b": (7,), "a": (9,)}, "table": {"c": (3,)}}, "N") == {
        "figure": {"b": ("N", 1), "a": ("N", 2)},
        "table": {"c": ("N", 1)},
    }


def test_a_page_is_written_again_for_another_letter_and_for_none_not(
    tiny_book: Callable[..., TinyBook],
) -> None:
    def written(letter: str, files: dict[str, str]) -> tuple[str, int]:
        settings = {**SETTINGS, "lettered_pages": {"signs": letter}}
        book = tiny_book(files, EXTENSIONS, **settings)
        page = book.output / "signs.html"
        return book.soup("signs").select_one(".eqno").text[:5], page.stat().st_mtime_ns

    first, again, other = written("N", FILES), written("N", {}), written("M", {})
    assert first == again
    assert (first[0], other[0]) == ("(N.1)", "(M.1)")


# The book itself.

CONTENTS_OF_THE_BOOK = yaml.safe_load((ROOT / "_toc.yml").read_text("utf-8"))
CHAPTERS = [
    chapter["file"]
    for part in CONTENTS_OF_THE_BOOK["parts"]
    if part.get("numbered")
    for chapter in part["chapters"]
]
# Pages are long: what is looked for is told by its class.
CAPTION = re.compile(r'class="caption-number">([^<]*)<')
FORMULA = re.compile(r'class="eqno">\(([^)]*)\)')
HEADING = re.compile(r'<h1>(?:<span[^>]*></span>)*<span class="section-number">([^<]*)<')
SIDEBAR = re.compile(r'<a class="current reference internal" href="#">(\S*)')
NUMBERED = re.compile(r"(?:Fig\.|Table|Listing|Exercise) ([\dA-Z]+)\.\d+ $")


def numbers(html: str) -> Iterator[str]:
    """What stands before the point in a page's numbers."""
    for caption in CAPTION.findall(html):
        found = NUMBERED.match(caption)
        yield found[1] if found else caption
    for number in FORMULA.findall(html):
        yield number.partition(".")[0]


@pytest.mark.parametrize("name", CHAPTERS)
def test_a_chapter_s_numbers_begin_with_that_of_the_sidebar(site: Path, name: str) -> None:
    html = (site / f"{name}.html").read_text("utf-8")
    place = str(CHAPTERS.index(name) + 1)
    assert SIDEBAR.findall(html) == [f"{place}."]
    assert [number.strip() for number in HEADING.findall(html)] == [f"{place}."]
    assert {*numbers(html)} <= {place}


def test_no_other_page_has_numbers_without_a_letter(site: Path) -> None:
    bare = []
    for file in sorted((site / "book").rglob("*.html")):
        name = file.relative_to(site).with_suffix("").as_posix()
        if name not in CHAPTERS:
            found = numbers(file.read_text("utf-8"))
            bare += [(name, number) for number in found if not number.isalpha()]
    assert bare == []


@pytest.mark.parametrize("name", CHAPTERS)
def test_a_chapter_s_notebook_has_the_numbers_of_its_page(site: Path, name: str) -> None:
    on_page = {*FORMULA.findall((site / f"{name}.html").read_text("utf-8"))}
    notebook = json.loads((site / f"notebooks/{name}.ipynb").read_text("utf-8"))
    text = "".join("".join(cell["source"]) for cell in notebook["cells"])
    assert {*re.findall(r"\\tag\{([\d.]+)\}", text)} == on_page


def test_the_yardstick_knows_a_number_that_says_nothing() -> None:
    page = '<span class="caption-number">Fig. 3 </span><span class="eqno">(4)</span>'
    assert [*numbers(page)] == ["Fig. 3 ", "4"]
    assert [*numbers(page.replace("3", "N.3").replace("4", "5.4"))] == ["N", "5"]
