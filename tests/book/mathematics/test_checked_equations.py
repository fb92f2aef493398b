"""A numbered equation is emitted and checked, covered by a check, or a definition; else a warning.

The pages are notebooks whose outputs carry what the package leaves in them, so nothing is executed;
test_gates.py does the same with cells that run.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import nbformat
import pytest
from tiny_book import TinyBook

from workedout_book.mathematics.verdicts import (
    COVERED,
    DEFINITION,
    EMITTED,
    Equation,
    Outputs,
    Verdict,
    counts,
    minority,
    verdict,
)

EXTENSION = ["workedout_book.mathematics.checked_equations"]
KEPT = "application/papermill.record/"
TYPED = "$$ a = 1 $$ (eq-a)\n"
GLUED = "```{glue:math} pasted\n:label: eq-a\n```\n"
DEFINED = "```{by-definition} eq-a\n```\n"
COVER = "```{checked-by} eq-a\nIt is one\n```\n"
TEX = "x + x = 2 x"


def tick(statement: str, **note: str) -> nbformat.NotebookNode:
    """The output of a check that passed."""
    return nbformat.v4.new_output(
        "display_data",
        data={"text/plain": f"✓ {statement}"},
        metadata={"workedout": {"kind": "check", "statement": statement, **note}},
    )


def identity_tick(tex: str = TEX, name: str = "twice") -> nbformat.NotebookNode:
    """The output of `check_identity`."""
    return tick(f"{name}: equal by algebra", latex=tex, identity=name)


def glued(tex: str = TEX, name: str = "twice") -> nbformat.NotebookNode:
    """The output of `glue` of an identity's formula."""
    metadata = {
        "workedout": {"kind": "formula", "latex": tex, "identity": name},
        "scrapbook": {"name": "pasted", "mime_prefix": KEPT},
    }
    data = {f"{KEPT}text/latex": f"$\\displaystyle {tex}$", f"{KEPT}text/plain": "Formula"}
    return nbformat.v4.new_output("display_data", data=data, metadata=metadata)


def page(
    text: str,
    outputs: Sequence[nbformat.NotebookNode] = (),
    title: str = "A title",
    tags: Sequence[str] = (),
) -> str:
    """A page of this text, whose one cell, with these tags, left these outputs."""
    cells = [
        nbformat.v4.new_markdown_cell(f"# {title}\n\n{text}"),
        nbformat.v4.new_code_cell("pass", outputs=list(outputs), metadata={"tags": list(tags)}),
    ]
    metadata = {
        "kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"},
        "language_info": {"name": "python", "pygments_lexer": "python"},
    }
    return nbformat.writes(nbformat.v4.new_notebook(cells=cells, metadata=metadata))


@pytest.fixture
def built(tiny_book: Callable[..., TinyBook]) -> Callable[..., TinyBook]:
    """Build a page with the extension alone."""

    def build(text: str, *outputs: nbformat.NotebookNode) -> TinyBook:
        return tiny_book({"index.ipynb": page(text, outputs)}, EXTENSION)

    return build


PASSED = {
    "emitted from a checked object": (GLUED, [identity_tick(), glued()]),
    "typed, and covered": (TYPED + "\n" + COVER, [tick("It is one")]),
    "covered, in other spacing": (
        TYPED + "\n" + COVER.replace("It is", "It  is"),
        [tick("It is one")],
    ),
    "covered by two": (
        TYPED + "\n" + COVER.replace("one\n", "one\n\nIt is not two\n"),
        [tick("It is one"), tick("It is not two")],
    ),
    "glued from no identity, and covered": (GLUED + COVER, [tick("It is one"), glued(name="")]),
    "a definition": (TYPED + "\n" + DEFINED, []),
    "two definitions at once": (
        TYPED + "\n$$ b $$ (eq-b)\n\n```{by-definition} eq-a eq-b\n```\n",
        [],
    ),
    "in a list": ("- Item\n\n  $$ a $$ (eq-a)\n\n  ```{by-definition} eq-a\n  ```\n", []),
    "without a number": ("$$ a = 1 $$\n\n\\begin{align*}\na = 1\n\\end{align*}\n", []),
}
NEITHER = "equation 'eq-a': neither emitted"
FAULTS = {
    "typed, and nothing said": (TYPED, [], NEITHER),
    "typed as the checked object prints it": (
        f"$$ {TEX} $$ (eq-a)\n",
        [identity_tick(), glued()],
        NEITHER,
    ),
    "glued from nothing that is checked": (GLUED, [glued(name="")], NEITHER),
    "glued from an object that this page does not check": (
        GLUED,
        [glued()],
        "glued from 'twice', which no check_identity shown on this page has checked",
    ),
    "the same, declared a definition": (
        GLUED + DEFINED,
        [glued()],
        "glued from 'twice', which no check_identity shown on this page has checked",
    ),
    "altered after it was checked": (
        GLUED,
        [identity_tick(), glued("x + x = 3 x")],
        "glued as the formula of 'twice', but it is not the one that was checked",
    ),
    "altered, and its identity denied": (
        GLUED,
        [identity_tick(), glued("x + x = 3 x", name="")],
        NEITHER,
    ),
    "covered by a check that was not made": (
        TYPED + "\n" + COVER,
        [tick("It is two")],
        "no check shown on this page says 'It is one' (the nearest: 'It is two')",
    ),
    "covered by words that another output prints": (
        TYPED + "\n" + COVER,
        [nbformat.v4.new_output("stream", text="✓ It is one\n")],
        "no check shown on this page says 'It is one'",
    ),
    "of two statements one was not shown": (
        TYPED + "\n" + COVER.replace("one\n", "one\nIt is not two\n"),
        [tick("It is one")],
        "no check shown on this page says 'It is not two'",
    ),
    "emitted, and marked besides": (
        GLUED + COVER,
        [identity_tick(), glued(), tick("It is one")],
        "needs no mark",
    ),
    "marked in two ways": (
        TYPED + "\n" + DEFINED + "\n" + COVER,
        [tick("It is one")],
        "equation 'eq-a': marked more than once",
    ),
    "a mark of no equation": (
        "```{by-definition} eq-b\n```\n",
        [],
        "no equation of this page has the label 'eq-b'",
    ),
    "a mark that names no check": (
        TYPED + "\n```{checked-by} eq-a\n```\n",
        [],
        "checked-by eq-a: expected the statement of a check",
    ),
    "a definition with a reason": (
        TYPED + "\n```{by-definition} eq-a\nIt is one\n```\n",
        [],
        "by-definition eq-a: expected no content",
    ),
    "a number without a label": (
        "\\begin{align}\na = 1\n\\end{align}\n",
        [],
        "a numbered environment has no label",
    ),
}


@pytest.mark.parametrize(("text", "outputs"), PASSED.values(), ids=PASSED)
def test_an_equation_that_says_what_stands_behind_it_passes(built, text, outputs) -> None:
    book = built(text, *outputs)
    assert book.warnings == ""


@pytest.mark.parametrize(("text", "outputs", "reason"), FAULTS.values(), ids=FAULTS)
def test_any_other_fails_the_build(built, text, outputs, reason) -> None:
    book = built(text, *outputs)
    assert book.status != 0
    assert reason in book.warnings


@pytest.mark.parametrize("tag", ["remove-cell", "remove-output"])
def test_a_check_that_no_reader_sees_covers_nothing(tiny_book, tag) -> None:
    files = {"index.ipynb": page(TYPED + "\n" + COVER, [tick("It is one")], tags=[tag])}
    book = tiny_book(files, EXTENSION)
    assert book.status != 0
    assert "no check shown on this page says 'It is one'" in book.warnings


def test_a_check_whose_cell_is_folded_is_seen(tiny_book) -> None:
    tags = ["hide-input", "reveal:a"]
    files = {"index.ipynb": page(TYPED + "\n" + COVER, [tick("It is one")], tags=tags)}
    assert tiny_book(files, EXTENSION).warnings == ""


def test_a_warning_names_the_place(built) -> None:
    lines = built(TYPED).warnings.splitlines()
    assert any("index.ipynb:" in line and "eq-a" in line for line in lines)


def test_a_mark_leaves_nothing_on_the_page(built) -> None:
    soup = built(TYPED + "\n" + COVER, tick("It is one")).soup()
    assert "checked-by" not in soup.text
    assert soup.text.count("It is one") == 1  # the tick itself


# The listing, and that it follows the other pages.

LISTING = "# List\n\n```{equation-counts}\n```\n\n## All\n\n```{equation-list}\n```\n"
TREE = "# Book\n\n```{toctree}\nlist\nsecond\nfirst\n```\n"


def three_pages(first: str = TYPED + "\n" + DEFINED) -> dict[str, str]:
    """A table of contents, a listing, and two pages with equations."""
    second = GLUED.replace("eq-a", "eq-b") + "\n$$ c $$ (eq-c)\n\n" + COVER.replace("-a", "-c")
    return {
        "index.md": TREE,
        "list.md": LISTING,
        "first.ipynb": page(first, title="First"),
        "second.ipynb": page(second, [identity_tick(), glued(), tick("It is one")], "Second"),
    }


def rows(book: TinyBook) -> list[list[list[str]]]:
    """The cells of the bodies of all tables of the listing."""
    tables = book.soup("list").select("table")
    return [
        [[cell.text.strip() for cell in row.select("td")] for row in table.select("tbody tr")]
        for table in tables
    ]


def test_the_listing_counts_each_page_in_the_order_of_the_book(tiny_book) -> None:
    book = tiny_book(three_pages(), EXTENSION)
    assert book.warnings == ""
    assert rows(book)[0] == [
        ["Second", "1", "1", "0", "2", "yes"],
        ["First", "0", "0", "1", "1", "no"],
        ["The whole book", "1", "1", "1", "3", "yes"],
    ]


def test_the_listing_says_what_stands_behind_each(tiny_book) -> None:
    book = tiny_book(three_pages(), EXTENSION)
    second, first = rows(book)[1:]
    assert [behind for _, behind in second] == [
        "emitted, and checked as “twice”",
        "covered by “It is one”",
    ]
    assert [behind for _, behind in first] == ["a definition"]


def test_the_listing_links_each_equation_by_its_number(tiny_book) -> None:
    book = tiny_book(three_pages(), EXTENSION)
    links = {
        link["href"]: link.text
        for link in book.soup("list").select("td a")
        if "#equation" in link["href"]
    }
    numbers = {
        f"{name}.html#{target['id']}": target.select_one(".eqno").contents[0].strip()
        for name in ("first", "second")
        for target in book.soup(name).select("div.math[id]")
    }
    assert len(links) == 3
    assert links == numbers


def test_the_listing_follows_a_change_of_another_page(tiny_book) -> None:
    tiny_book(three_pages(), EXTENSION)
    changed = page(TYPED + "\n" + COVER, [tick("It is one")], "First")
    book = tiny_book({"first.ipynb": changed}, EXTENSION)
    assert book.warnings == ""
    assert rows(book)[-1][0][1] == "covered by “It is one”"
    assert len(rows(book)[1]) == 2  # the page that was not read again


def test_a_book_without_equations_says_so(tiny_book) -> None:
    book = tiny_book({"index.md": "# Book\n", "list.md": LISTING}, EXTENSION)
    assert book.warnings == ""
    assert book.soup("list").text.count("No equation has a number.") == 2


def test_definitions_must_be_fewer_than_half_where_it_is_asked(tiny_book) -> None:
    pages = {f"part/{name}" if "." in name else name: text for name, text in three_pages().items()}
    pages["index.md"] = "# Book\n"
    book = tiny_book(pages, EXTENSION, checked_equations_minority=["part", "elsewhere"])
    assert book.warnings == ""
    more = "$$ d $$ (eq-d)\n\n$$ e $$ (eq-e)\n\n```{by-definition} eq-d eq-e\n```\n"
    pages = {"part/more.ipynb": page(more)}
    book = tiny_book(pages, EXTENSION, checked_equations_minority=["part", "elsewhere"])
    assert book.status != 0
    assert "part: 3 of 5 numbered equations are definitions" in book.warnings


MINORITIES = {
    "all": ([DEFINITION], False),
    "half": ([DEFINITION, EMITTED], False),
    "fewer than half": ([DEFINITION, EMITTED, COVERED], True),
}


@pytest.mark.parametrize(("kinds", "expected"), MINORITIES.values(), ids=MINORITIES)
def test_half_is_no_minority(kinds: list[str], expected: bool) -> None:
    assert minority(counts(kinds)) == expected


def test_of_two_identities_that_print_alike_each_equation_is_named_for_its_own() -> None:
    outputs = Outputs(vouched={"a": "second"}, identities={("a", "first"), ("a", "second")})
    for name in ("first", "second"):
        found = verdict(Equation("eq-a", "a", pasted=True, identity=name), [], outputs)
        assert found == Verdict("eq-a", EMITTED, (name,))
