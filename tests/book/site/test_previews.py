"""What a link to another page leads to lies in a template of the page that links."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from tiny_book import ROOT, TinyBook, build_book

KATEX = ROOT / "book/_assets/katex"

FILES = {
    "index.md": """\
# First

```{toctree}
sub/other
words
```

A {term}`unit` learns, two {term}`units <unit>`, {doc}`a page <sub/other>`, {eq}`eq-far`,
{numref}`tbl-far`, {eq}`eq-near` and {ref}`a section <section>`.

$$
a = b
$$ (eq-near)
""",
    "sub/other.md": """\
# Other

$$
\\frac{c}{2} = d
$$ (eq-far)

:::{table} Of $\\sigma$ & more
:name: tbl-far

| a |
| - |
| 1 |
:::

(section)=
## A section

Text, {term}`unit`.
""",
    "words.md": """\
# Words

:::{glossary}
unit
  Sums, then *bends*: $x < 1$.

  Always.
:::
""",
}


@pytest.fixture(scope="module")
def book(tmp_path_factory: pytest.TempPathFactory) -> TinyBook:
    return build_book(
        tmp_path_factory.mktemp("previews"),
        FILES,
        ["workedout_book.site.previews"],
        html_math_renderer="katex",
        katex_path=str(KATEX),
        numfig=True,
        previews_without=["sub/other"],
    )


def templates(book: TinyBook, page: str = "index") -> dict[str, str]:
    found = book.soup(page).select("template.wo-preview-of")
    return {str(each["data-href"]): each.decode_contents() for each in found}


def test_the_book_builds_without_a_warning(book: TinyBook) -> None:
    assert (book.status, book.warnings) == (0, "")


def test_a_term_brings_its_meaning_once(book: TinyBook) -> None:
    assert templates(book)["words.html#term-unit"] == ("<p>Sums, then bends: x &lt; 1. Always.</p>")


def test_a_formula_comes_as_mathml_without_its_tex(book: TinyBook) -> None:
    formula = templates(book)["sub/other.html#equation-eq-far"]
    assert formula.startswith("<math")
    assert "<mfrac>" in formula
    assert "annotation" not in formula


def test_a_table_comes_with_its_number_and_caption(book: TinyBook) -> None:
    shown = templates(book)["sub/other.html#tbl-far"]
    assert shown == "<p><strong>Table 1</strong> Of σ &amp; more</p>"


def test_a_page_a_section_and_what_is_near_bring_none(book: TinyBook) -> None:
    assert len(templates(book)) == 3


def test_each_template_belongs_to_a_link(book: TinyBook) -> None:
    hrefs = {link["href"] for link in book.soup().select("a.reference.internal[href]")}
    assert set(templates(book)) <= hrefs


def test_a_page_may_do_without(book: TinyBook) -> None:
    assert templates(book, "sub/other") == {}


def test_a_changed_meaning_reaches_the_pages_that_link_it(
    tiny_book: Callable[..., TinyBook],
) -> None:
    settings = {"html_math_renderer": "katex", "katex_path": str(KATEX), "numfig": True}
    tiny_book(FILES, ["workedout_book.site.previews"], **settings)
    changed = {"words.md": "# Words\n\n:::{glossary}\nunit\n  Another.\n:::\n"}
    again = tiny_book(changed, ["workedout_book.site.previews"], **settings)
    assert templates(again)["words.html#term-unit"] == "<p>Another.</p>"
