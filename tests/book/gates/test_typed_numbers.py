"""A decimal or a percentage typed in prose fails the build; what was computed or marked passes."""

from __future__ import annotations

import nbformat
import pytest
from tiny_book import PNG

from workedout_book.gates.numbers_in_text import find_numbers, without_markup

TYPED = {
    "reaches 98.54 % after": ["98.54 %"],
    "reaches 98.5% after": ["98.5%"],
    "reaches 98 % after": ["98 %"],
    "reaches 98\u00a0% after": ["98 %"],
    "reaches 98\u202f% after": ["98 %"],
    "reaches 98\n% after": ["98 %"],
    "ninety of 95 per cent": ["95 per cent"],
    "95 percent": ["95 percent"],
    "3 percentage points": ["3 percent"],
    "a 95-percent interval": ["95-percent"],
    "10,000 % more": ["10,000 %"],
    "½ % more": ["½ %"],
    "5 ‰": ["5 ‰"],
    "a rate of 3.2.": ["3.2"],
    "a rate of .5, or": [".5"],
    "a rate of 1e-3": ["1e-3"],
    "a rate of 1E−3": ["1E−3"],
    "a rate of 2.5e-4": ["2.5e-4"],
    "a rate of 10^-3 or 10⁻³": ["10^-3", "10⁻³"],
    "between 0.1–0.3": ["0.1", "0.3"],
    "−0.5 and ±0.3, ≈1.5× faster": ["0.5", "0.3", "1.5"],
    "takes 1.5s": ["1.5"],
    "(0.25)": ["0.25"],
    "10,000.5 images": ["10,000.5"],
    "Python 3.11": ["3.11"],
    "wait...0.5": ["0.5"],
    "see https://example.org/v/1.5 and 0.5": ["0.5"],
}
NOT_TYPED = [
    "Equation 3 of Section 2",
    "60,000 images of 28 × 28 pixels, 784-100-10",
    "PyTorch 2.11.0, version v1.2, ResNet18",
    "The layer has 100. Then 20 follow.",
    "the 95th percentile",
    "in 1998, pp. 3–5, no. 7",
    "wait...5 more",
    "see https://example.org/v/1.5%20a and https://a.org/10%",
    "doi 10.1162/neco.1997 and arXiv:1412.6980",
    "e-3, E. coli, 2e, p.5",
    "10³ = 1000, 2^10",
    "50-50, 1/4, 3:1",
    "",
]
PAGE = "# A title\n\nFirst line.\n\n{}\n"
FOUND = {
    "a title": "## About 98.5 %",
    "a paragraph, split by markup": "It is **98** % now.",
    "a list item": "- one\n- rate 0.3",
    "a nested list": "- one\n\n  1. rate 0.3",
    "a quotation": "> a rate of 0.3",
    "an admonition": ":::{note} A rate of 0.3\nText.\n:::",
    "a cell of a table": "| a | b |\n| - | - |\n| 1 | 0.3 |",
    "a cell of a directive's table": "```{list-table}\n* - one\n  - 0.3\n```",
    "the caption of a figure": "```{figure} x.png\n:alt: A plot.\n\nA rate of 0.3\n```",
    "an alternative text": "```{figure} x.png\n:alt: It reaches 98.5 %.\n\nA caption.\n```",
    "the text of a reference": "(x)=\n## B\n{ref}`at 0.3 <x>`",
    "a link": "[at 0.3](https://example.org)",
    "a definition list": "Term\n: at 0.3",
    "a glossary": "```{glossary}\nterm\n  at 0.3\n```",
    "a footnote": "Text.[^a]\n\n[^a]: At 0.3.",
    "inline markup of HTML": "It is <b>0.3</b> now.",
    "a block of HTML": "<p>It is 0.3 now.</p>",
    "emphasis": "*about 0.3*",
    "a marked number beside a typed one": "{published}`0.3` or 0.4",
}
PASSED = {
    "mathematics": "A rate $0.3$ and\n\n$$\n0.3\n$$",
    "amsmath": "\\begin{align}\na &= 0.3\n\\end{align}",
    "inline code": "A rate `0.3`.",
    "a block of code": "```python\nrate = 0.3\n```",
    "a published number": "They got {published}`98.54 %`.",
    "a defined number": "We set {defined}`0.3`.",
    "a comment": "% a rate of 0.3\n",
    "a reference to a place named by a decimal": "(fig-0.3)=\n## B\n\n{ref}`fig-0.3`",
    "a drawing and mathematics in HTML": "<div><svg><text>0.3</text></svg><code>1.5</code></div>",
    "an integer": "There are 60,000 images.",
}


def numbers(text: str) -> list[str]:
    return [number for _, number in find_numbers(text)]


@pytest.mark.parametrize(("text", "expected"), TYPED.items(), ids=ascii)
def test_a_decimal_or_percentage_is_found(text: str, expected: list[str]) -> None:
    assert numbers(text) == expected


@pytest.mark.parametrize("text", NOT_TYPED, ids=ascii)
def test_other_digits_are_passed_over(text: str) -> None:
    assert numbers(text) == []


def test_markup_is_dropped_and_lines_are_kept() -> None:
    html = "<p\n>0.3 <!-- 1.5\n --><script>2.5\n</script><code>3.5</code></p>"
    assert numbers(without_markup(html)) == ["0.3"]
    assert without_markup(html).count("\n") == html.count("\n")


@pytest.fixture
def book_of(tiny_book, tmp_path):
    (tmp_path / "book").mkdir()
    (tmp_path / "book" / "x.png").write_bytes(PNG)

    def build(text: str, **settings):
        return tiny_book(
            {"index.md": PAGE.format(text)}, ["workedout_book.gates.typed_numbers"], **settings
        )

    return build


@pytest.mark.parametrize("text", FOUND.values(), ids=FOUND)
def test_a_number_typed_in_prose_fails_the_build(book_of, text: str) -> None:
    book = book_of(text)
    assert book.status != 0
    assert book.warnings.count("typed number") == 1


@pytest.mark.parametrize("text", PASSED.values(), ids=PASSED)
def test_what_is_not_prose_or_is_marked_passes(book_of, text: str) -> None:
    book = book_of(text)
    assert book.warnings == ""
    assert book.status == 0


def test_the_warning_names_file_line_and_number(book_of) -> None:
    book = book_of("A paragraph\nof three lines\nwith 0.3 in it.")
    assert "index.md:7: WARNING: typed number '0.3'" in book.warnings


def test_pages_outside_the_chapters_are_not_read(book_of) -> None:
    assert book_of("At 0.3.", typed_numbers_folders=["part"]).status == 0


def test_a_marked_number_without_a_digit_fails_the_build(book_of) -> None:
    book = book_of("{defined}`a little`")
    assert book.status != 0
    assert "defined: expected a number" in book.warnings


def test_front_matter_that_is_shown_is_read(tiny_book) -> None:
    page = "---\nminutes: 3\nobjectives: [reach 98.5 %]\n---\n\n# A title\n"
    book = tiny_book(
        {"index.md": page}, ["workedout_book.chapters.head", "workedout_book.gates.typed_numbers"]
    )
    assert book.status != 0
    assert "index.md:3: WARNING: typed number '98.5 %'" in book.warnings


def notebook(*texts: str) -> str:
    """A notebook whose one cell was executed: it shows, and glues, results with decimals."""
    bundle = {
        "text/plain": "0.31",
        "text/html": "<table><tr><td>0.32</td></tr></table>",
        "text/markdown": "about **0.33**",
        "text/latex": "$0.34$",
    }

    def output(**metadata):
        return nbformat.v4.new_output("display_data", data=bundle, metadata=metadata)

    cell = nbformat.v4.new_code_cell(
        "rate = 0.3",
        outputs=[
            nbformat.v4.new_output("stream", text="loss 0.35\n"),
            output(),
            output(scrapbook={"name": "rate", "mime_prefix": ""}),
        ],
        execution_count=1,
    )
    cells = [nbformat.v4.new_markdown_cell(text) for text in texts]
    metadata = {"language_info": {"name": "python", "pygments_lexer": "python"}}
    return nbformat.writes(nbformat.v4.new_notebook(cells=[*cells, cell], metadata=metadata))


GLUED = """\
Inline {glue:text}`rate`, {glue:text}`rate:.1f` and {glue}`rate`, {glue:md}`rate`.

| a | b |
| - | - |
| {glue:text}`rate` | {glue:text}`rate` % |

```{glue:figure} rate
A caption with {glue:text}`rate`.
```

```{glue:math} rate
```

```{glue:md} rate
```

```{glue} rate
```
"""


def test_results_of_cells_and_what_they_glue_pass(tiny_book) -> None:
    book = tiny_book(
        {"index.ipynb": notebook("# A title", GLUED)}, ["workedout_book.gates.typed_numbers"]
    )
    assert book.warnings == ""
    shown = book.soup().text
    assert all(result in shown for result in ("0.31", "0.32", "0.33", "0.34", "0.35"))


def test_numbers_glued_from_another_page_pass(tiny_book) -> None:
    other = "# Other\n\nIt is {glue:text}`index.ipynb::rate:.2f`.\n"
    files = {"index.ipynb": notebook("# A title"), "other.md": other}
    book = tiny_book(files, ["workedout_book.gates.typed_numbers"])
    assert book.warnings == ""
    assert "0.31" in book.pages["other"]


def test_a_typed_number_beside_a_glued_one_fails_the_build(tiny_book) -> None:
    text = "It is {glue:text}`rate`, not 0.36."
    book = tiny_book(
        {"index.ipynb": notebook("# A title", text)}, ["workedout_book.gates.typed_numbers"]
    )
    assert book.status != 0
    assert "typed number '0.36'" in book.warnings
