"""Mathematics is rendered in the build, and what KaTeX rejects fails it."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from bs4 import BeautifulSoup
from tiny_book import ROOT, TinyBook

from workedout_book.mathematics.katex_engine import (
    FormulaError,
    Katex,
    breaks_lines,
    display_source,
)

Build = Callable[..., TinyBook]
SCRIPT = ROOT / "book/_assets/katex/katex.min.js"
SETTINGS = {"katex_path": str(ROOT / "book/_assets/katex")}

REJECTED = {
    "an unclosed brace": r"\frac{1",
    "an unknown command": r"\nosuchcommand x",
    "a letter of running text": "é",
    "a dash of running text": "a – b",
    "a label that is Sphinx's business": r"x \label{y}",
    "a link": r"\href{https://example.org}{x}",
    "an image": r"\includegraphics{x.png}",
    "a blackboard one, printed as a plain one": r"\mathbb{1}",
    "the same without braces": r"\mathbb 1",
    "a blackboard small letter": r"\mathbb{x}",
}
ACCEPTED = {
    "a blackboard capital": r"\mathbb{R}^{10}",
    "a blackboard capital without braces": r"\mathbb R",
    "the blackboard k": r"\mathbb{k}",
    "text with an accent": r"\text{é}",
    "cases": r"\begin{cases} x & x > 0 \\ 0 & \text{else} \end{cases}",
}
SOURCES = {
    "a numbered environment is starred": (
        r"\begin{align} a &= b \\ c &= d \end{align}",
        r"\begin{align*} a &= b \\ c &= d \end{align*}",
    ),
    "a starred environment stays": (
        r"\begin{equation*} a \end{equation*}",
        r"\begin{equation*} a \end{equation*}",
    ),
    "lines in no environment are split": (
        r"a &= b \\ c &= d",
        r"\begin{split}a &= b \\ c &= d\end{split}",
    ),
    "lines within an environment are its own": (
        r"x = \begin{cases} 1 \\ 0 \end{cases}",
        r"x = \begin{cases} 1 \\ 0 \end{cases}",
    ),
    "paragraphs are aligned": (
        "a &= b\n\nc &= d",
        r"\begin{aligned}a &= b\\c &= d\end{aligned}",
    ),
}
LINES = {
    "none": (r"a + b", False),
    "one at the top": (r"a \\ b", True),
    "one with a skip": (r"a \\[1ex] b", True),
    "one in braces": (r"\substack{a \\ b}", False),
    "one after an escaped brace": (r"\{ a \\ b \}", True),
    "one after an environment": (r"\begin{matrix} a \\ b \end{matrix} \\ c", True),
}


@pytest.fixture(scope="module")
def katex() -> Katex:
    return Katex(SCRIPT.read_text(encoding="utf-8"), {r"\loss": r"\mathcal{L}"})


def by_name(cases: dict) -> pytest.MarkDecorator:
    return pytest.mark.parametrize("case", cases.values(), ids=cases.keys())


@by_name(REJECTED)
def test_a_formula_that_would_not_print_as_meant_is_rejected(katex: Katex, case: str) -> None:
    with pytest.raises(FormulaError):
        katex.render(case, display=True)


@by_name(ACCEPTED)
def test_a_good_formula_is_html_and_mathml_with_its_tex(katex: Katex, case: str) -> None:
    html = katex.render(case, display=False)
    assert '<span class="katex-html" aria-hidden="true">' in html
    assert html.count('<annotation encoding="application/x-tex">') == 1


@by_name(SOURCES)
def test_a_displayed_formula_is_prepared(case: tuple[str, str]) -> None:
    given, expected = case
    assert display_source(given) == expected


@by_name(SOURCES)
def test_a_prepared_formula_renders(katex: Katex, case: tuple[str, str]) -> None:
    assert "katex-display" in katex.render(case[1], display=True)


@by_name(LINES)
def test_a_line_break_outside_every_environment_is_found(case: tuple[str, bool]) -> None:
    tex, expected = case
    assert breaks_lines(tex) is expected


def test_a_macro_of_the_book_is_known(katex: Katex) -> None:
    assert r"\loss" in katex.render(r"\loss(\theta)", display=False)


def test_a_macro_of_one_formula_is_unknown_to_the_next(katex: Katex) -> None:
    katex.render(r"\gdef\mine{x} \mine", display=False)
    with pytest.raises(FormulaError, match="mine"):
        katex.render(r"\mine", display=False)


PAGE = r"""
# Page

Inline $\R^2$, and as a block

$$
a = b
$$ (labelled)

see {eq}`labelled`.

\begin{align}
c &= d \\
e &= f
\end{align}

```{math}
:label: lines
g &= h \\
&= i
```
"""


def test_formulas_are_numbered_by_sphinx_alone_and_can_be_referred_to(tiny_book: Build) -> None:
    page = tiny_book(
        {"index.md": PAGE},
        ["workedout_book.mathematics.katex"],
        katex_macros={r"\R": r"\mathbb{R}"},
        **SETTINGS,
    )
    assert (page.status, page.warnings) == (0, "")
    soup = page.soup()
    assert [tag.text[:3] for tag in soup.select(".eqno")] == ["(1)", "(2)", "(3)"]
    assert not soup.select(".katex .tag")
    assert len(soup.select(".katex")) == 4
    assert soup.select_one('a.reference[href="#equation-labelled"]').text == "(1)"
    assert soup.select_one("#equation-labelled .katex-display")


def test_wide_formulas_can_be_scrolled_with_the_keyboard(tiny_book: Build) -> None:
    soup = tiny_book({"index.md": PAGE}, ["workedout_book.mathematics.katex"], **SETTINGS).soup()
    displayed = soup.select(".katex-display")
    assert [formula["tabindex"] for formula in displayed] == ["0"] * 3


def test_no_page_loads_mathjax_and_only_pages_with_formulas_load_katex(tiny_book: Build) -> None:
    book = tiny_book(
        {"index.md": PAGE, "plain.md": "# Plain"}, ["workedout_book.mathematics.katex"], **SETTINGS
    )
    heads = {name: re.sub(r"<body.*", "", html, flags=re.S) for name, html in book.pages.items()}
    assert not [name for name, html in book.pages.items() if "mathjax@" in html.lower()]
    assert "katex.min.css" in heads["index"]
    assert "copy-tex.min.js" in heads["index"]
    assert "katex" not in heads["plain"]


def test_a_formula_in_a_title_is_styled_wherever_the_title_is_shown(tiny_book: Build) -> None:
    files = {"index.md": "# Title $x$", "plain.md": "# Plain"}
    book = tiny_book(files, ["workedout_book.mathematics.katex"], **SETTINGS)
    assert "katex.min.css" in book.pages["plain"]


def page_of(tiny_book: Build, text: str) -> BeautifulSoup:
    """A page with one paragraph."""
    files = {"index.md": f"# Page\n\n{text}\n"}
    return tiny_book(files, ["workedout_book.mathematics.katex"], **SETTINGS).soup()


PUNCTUATION = {
    "after it": ("see $x$. Then", "x."),
    "around it": ("see ($x$), then", "(x),"),
    "a quotation": ("see “$x$” then", "“x”"),
    "after an equal text": ("see `a`, `b` and $x$, `c`", "x,"),
}


@by_name(PUNCTUATION)
def test_punctuation_stays_with_a_short_formula(tiny_book: Build, case: tuple[str, str]) -> None:
    text, bound = case
    soup = page_of(tiny_book, text)
    for formula in soup.select(".katex"):
        formula.string = "x"
    assert [element.text for element in soup.select(".katex-bound")] == [bound]
    assert soup.select_one(".body p").text == re.sub("[$`]", "", text)


LONG = {"after it": ("see $a + b = c$. Then", "."), "around it": ("($a + b$), then", "),")}


@by_name(LONG)
def test_punctuation_follows_a_long_formula(tiny_book: Build, case: tuple[str, str]) -> None:
    text, mark = case
    soup = page_of(tiny_book, text)
    (followed,) = soup.select(".katex-followed")
    assert [child["class"][0] for child in followed.find_all(recursive=False)] == [
        "math", "katex-mark",
    ]  # fmt: skip
    assert followed.select_one(".katex-mark").text == mark
    assert not soup.select(".katex-bound")


UNBOUND = {"a short formula": "see $x$ then", "a long formula": "see $a + b = c$ then"}


@by_name(UNBOUND)
def test_without_punctuation_nothing_is_bound(tiny_book: Build, case: str) -> None:
    soup = page_of(tiny_book, case)
    assert not soup.select(".katex-bound, .katex-followed, .katex-mark")


OUTPUTS = r"""---
file_format: mystnb
kernelspec: {name: python3, display_name: Python 3}
---
# Page

```{code-cell}
from IPython.display import Latex, display
from myst_nb import glue
glue("formula", Latex(r"$\displaystyle FORMULA$"), display=False)
Latex(r"$$FORMULA$$")
```

Inline {glue:}`formula`.

```{glue:math} formula
:label: glued
```

See {eq}`glued`.
"""
EXECUTED = {"nb_execution_mode": "force", "nb_execution_raise_on_error": True}


def test_formulas_of_outputs_and_pasted_ones_are_rendered_alike(tiny_book: Build) -> None:
    text = OUTPUTS.replace("FORMULA", r"\frac{a}{b}")
    book = tiny_book(
        {"index.md": text}, ["workedout_book.mathematics.katex"], **EXECUTED, **SETTINGS
    )
    assert (book.status, book.warnings) == (0, "")
    soup = book.soup()
    assert len(soup.select(".katex")) == 3
    assert soup.select_one("#equation-glued .katex-display")
    assert [tag.text[:3] for tag in soup.select(".eqno")] == ["(1)"]


def test_a_bad_formula_of_an_output_fails_the_build(tiny_book: Build) -> None:
    text = OUTPUTS.replace("FORMULA", r"\frac{a}")
    book = tiny_book(
        {"index.md": text}, ["workedout_book.mathematics.katex"], **EXECUTED, **SETTINGS
    )
    assert book.status == 1
    assert book.warnings.count("KaTeX rejects the formula") == 3


def test_a_bad_formula_fails_the_build_with_its_line_and_again_unchanged(tiny_book: Build) -> None:
    files = {"index.md": "# Page\n\nGood $x$.\n\nBad $\\frac{1$.\n", "other.md": "# Other $y$\n"}
    first = tiny_book(files, ["workedout_book.mathematics.katex"], **SETTINGS)
    again = tiny_book({}, ["workedout_book.mathematics.katex"], **SETTINGS)
    for book in (first, again):
        assert book.status == 1
        assert re.search(r"index\.md:5: WARNING: KaTeX rejects the formula \\frac\{1: Unexpected",
                         book.warnings)  # fmt: skip
    assert '<code class="katex-error">\\frac{1</code>' in again.pages["index"]


def test_a_mended_formula_lets_the_build_pass(tiny_book: Build) -> None:
    assert (
        tiny_book(
            {"index.md": r"# Page $\frac{1$"}, ["workedout_book.mathematics.katex"], **SETTINGS
        ).status
        == 1
    )
    assert (
        tiny_book(
            {"index.md": r"# Page $\frac{1}{2}$"}, ["workedout_book.mathematics.katex"], **SETTINGS
        ).status
        == 0
    )


def test_another_macro_writes_the_pages_anew(tiny_book: Build) -> None:
    files = {"index.md": r"# Page" "\n\n" r"$\mine$"}
    first = tiny_book(
        files, ["workedout_book.mathematics.katex"], katex_macros={r"\mine": "x"}, **SETTINGS
    )
    second = tiny_book(
        {}, ["workedout_book.mathematics.katex"], katex_macros={r"\mine": "y"}, **SETTINGS
    )
    letters = [book.soup().select_one(".katex mi").text for book in (first, second)]
    assert letters == ["x", "y"]
