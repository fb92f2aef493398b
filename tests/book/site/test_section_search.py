"""The search's index holds the text of each section, and its ranking takes questions as typed."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import quickjs
from sphinx.search.en import js_porter_stemmer
from tiny_book import ROOT, TinyBook

from workedout_book.mathematics.plain_tex import plain

Build = Callable[..., TinyBook]
RANK = ROOT / "book/_assets/search_rank.js"

FORMULAS = {
    "a Greek letter": (r"\sigma(s)", "σ (s)"),
    "the letter that Unicode spells otherwise": (r"\lambda w", "λ w"),
    "a fraction": (r"\frac{1}{1 + e^{-s}}", "1/(1 + e^-s)"),
    "a fraction with indices": (r"\frac{\partial C}{\partial w_{ij}}", "(∂ C)/(∂ w_ij)"),
    "a fraction within a fraction": (r"\tfrac{\frac{a}{b}}{2}", "a/b/2"),
    "a size": (r"57 \times 57", "57 × 57"),
    "a large number": (r"10{,}000", "10,000"),
    "lines": (r"\begin{align}a &= b \\ c &= d\end{align}", "a = b c = d"),
    "what only says how letters look": (r"\mathbf{W}\,x", "W x"),
}
WORDS = {
    "a size with a sign": ("57 × 57", ["57x57", "57", "57"]),
    "a size with a letter": ("57x57", ["57x57", "57", "57"]),
    "three sizes": ("3*3*64", ["3x3x64", "3", "3", "64"]),
    "a Greek letter": ("σ", ["sigma"]),
    "a derivative": ("∂C/∂w", ["partial", "c", "partial", "w"]),
    "a large number": ("60,000", ["60000"]),
    "a list of numbers": ("1,2", ["1", "2"]),
    "a decimal": ("97.64 %.", ["97.64"]),
    "a decimal with zeros at its end": ("2.30, 2.3, 1.000", ["2.3", "2.3", "1.000"]),
    "an index": ("w_ij", ["w", "ij"]),
    "a genitive": ("ReLU's and He’s", ["relu", "and", "he"]),
    "British spelling": ("normalised, initialisation", ["normalized", "initialization"]),
    "an accent": ("naïve", ["naive"]),
    "code": ("nn.Linear(3, weight_decay=0)", ["nn", "linear", "3", "weight", "decay", "0"]),
}
SLIPS = [("relu", "relus"), ("gradeint", "gradient"), ("softmix", "softmax"), ("pooling", "poling")]
NO_SLIPS = [("weight", "height s"), ("forward", "toward"), ("ab", "ba c"), ("dropout", "drop")]


@pytest.mark.parametrize(("tex", "text"), FORMULAS.values(), ids=FORMULAS)
def test_a_formula_is_written_in_one_line(tex: str, text: str) -> None:
    assert plain(tex) == text


@pytest.fixture(scope="module")
def run() -> Callable[[str], Any]:
    """Evaluate JavaScript beside the ranking and Sphinx's stemmer."""
    engine = quickjs.Context()
    engine.eval(js_porter_stemmer)
    engine.eval(RANK.read_text("utf-8"))
    return lambda code: json.loads(engine.eval(f"JSON.stringify({code})"))


@pytest.mark.parametrize(("text", "words"), WORDS.values(), ids=WORDS)
def test_a_text_is_read_as_words(run: Callable[[str], Any], text: str, words: list[str]) -> None:
    assert run(f"sectionSearch.words({json.dumps(text)})") == words


@pytest.mark.parametrize(("typed", "meant"), SLIPS)
def test_one_slip_is_forgiven(run: Callable[[str], Any], typed: str, meant: str) -> None:
    assert run(f"sectionSearch.isSlip({json.dumps(typed)}, {json.dumps(meant)})")


@pytest.mark.parametrize(("typed", "other"), NO_SLIPS)
def test_another_word_is_no_slip(run: Callable[[str], Any], typed: str, other: str) -> None:
    assert not run(f"sectionSearch.isSlip({json.dumps(typed)}, {json.dumps(other)})")


SECTIONS = {
    "Dead units": "A unit that is silent for all examples.",
    "Sizes": "It has 64 channels of 57 × 57.",
    "Start": "The first weights decide.",
    "Predict first": "Is a unit dead? Do units die?",
    "Loss": "It begins near 2.3026, and that is learning by heart.",
}
QUESTIONS = {
    "no word is required": ("why on earth are my units dead", "Dead units"),
    "a title counts more than a text": ("dead units", "Dead units"),
    "a size is one word": ("57x57", "Sizes"),
    "a word's form does not matter": ("weight decided", "Start"),
    "another name is known": ("neurons die", "Dead units"),
    "a slip is forgiven": ("chanels", "Sizes"),
    "the beginning of a word is enough": ("channe", "Sizes"),
    "the beginning of a decimal is enough": ("2.30", "Loss"),
    "an empty word alone is still looked for": ("by", "Loss"),
}


def ranked(run: Callable[[str], Any], question: str) -> list[str]:
    entries = [[f"#{n}", title, text, ""] for n, (title, text) in enumerate(SECTIONS.items())]
    book = {
        "same": {"neurons": "units", "die": "dead"},
        "last": ["Predict first"],
        "pages": {"page": {"title": "A page", "entries": [["", "A page", "", ""], *entries]}},
    }
    index = f"sectionSearch.index({json.dumps(book)}, w => new Stemmer().stemWord(w))"
    found = run(f"sectionSearch.search({json.dumps(question)}, {index})")
    return [each["title"] for each in found]


@pytest.mark.parametrize(("question", "title"), QUESTIONS.values(), ids=QUESTIONS)
def test_the_best_section_comes_first(run: Callable[[str], Any], question: str, title: str) -> None:
    assert ranked(run, question)[0] == title


def test_a_word_that_no_section_has_finds_nothing(run: Callable[[str], Any]) -> None:
    assert ranked(run, "xylophonist") == []


def order(
    run: Callable[[str], Any], question: str, pages: dict[str, list[tuple[str, str]]]
) -> list[tuple[str, str]]:
    """Page and title of what a question finds; the page `list` comes after all others."""
    entries = {
        page: {
            "title": "",
            "entries": [[f"#{n}", title, text, ""] for n, (title, text) in enumerate(sections)],
        }
        for page, sections in pages.items()
    }
    book = json.dumps({"same": {}, "last": [], "after": ["list"], "pages": entries})
    index = f"sectionSearch.index({book}, w => new Stemmer().stemWord(w))"
    found = run(f"sectionSearch.search({json.dumps(question)}, {index})")
    return [(each["page"], each["title"]) for each in found]


FILLER = [("Nothing", f"filler {n} of other words") for n in range(9)]


def test_a_page_that_only_names_things_comes_after_those_that_explain(run) -> None:
    pages = {"list": [("Gradient", "gradient gradient")], "a": [("A", "a gradient here"), *FILLER]}
    assert [page for page, _ in order(run, "gradient", pages)] == ["a", "list"]


def test_words_that_follow_one_another_in_the_question_do_so_in_what_is_found(run) -> None:
    pages = {
        "a": [("Apart", "value of the weight and of p"), ("Near", "the p value of the weight")],
        "b": FILLER,
    }
    assert [title for _, title in order(run, "p value", pages)] == ["Near", "Apart"]


def test_a_section_counts_more_on_a_page_that_has_the_other_words(run) -> None:
    pages = {
        "a": [("Off", "gradient of a line"), *FILLER],
        "b": [("On", "gradient of a line"), ("Beside", "convolution, convolution"), *FILLER],
    }
    assert ("b", "On") in order(run, "gradient of a convolution", pages)[:2]
    assert order(run, "gradient of a convolution", pages)[-1] == ("a", "Off")


def test_one_page_does_not_take_all_the_first_places(run) -> None:
    pages = {
        "a": [(f"{n}", "relu units, relu units, dead") for n in "123"] + FILLER,
        "b": [("Other", "relu units, relu units, dead, more"), *FILLER],
    }
    assert ("b", "Other") in order(run, "dead relu units", pages)[:3]


PAGE = r"""---
keywords: stuck
homework: ["Why so? → {ref}`said`"]
---
# A page about $\sigma$

The beginning.

## One

Words and $\frac{a}{b}$ {term}`thing`.

```python
some_function(argument)
```

(said)=
**"A wrong answer."**
It is wrong.

### Two

:::{table}
:name: tbl

| symbol | meaning |
| --- | --- |
| $\eta$ | learning rate |
:::

```{exercise} A task
:label: task
How many?
```

```{solution-start} task
```
Forty-two.
```{solution-end}
```

:::{glossary}
thing
  What is meant.
:::
"""


def index_of(book: TinyBook) -> dict[str, Any]:
    text = (book.output / "searchindex.js").read_text("utf-8")
    assert text.startswith("Search.setIndex(")
    loaded: dict[str, Any] = json.loads(text[len("Search.setIndex(") : -2])
    return loaded


@pytest.fixture
def found(tiny_book: Build) -> dict[str, list[str]]:
    """The entries of a page: title, text and code by anchor."""
    book = tiny_book({"index.md": PAGE}, ["sphinx_exercise", "workedout_book.site.section_search"])
    assert book.warnings == ""
    page = index_of(book)["pages"]["index"]
    assert page["title"] == "A page about σ"
    return {anchor: rest for anchor, *rest in page["entries"]}


def test_the_page_itself_is_its_beginning_its_keywords_and_its_homework(
    found: dict[str, list[str]],
) -> None:
    assert found[""] == ["A page about σ", "The beginning.", "stuck Why so?"]


def test_a_section_is_its_text_and_the_words_of_its_code(found: dict[str, list[str]]) -> None:
    assert found["#one"] == ["One", "Words and a/b thing.", "argument function some"]


def test_a_row_of_symbols_leads_to_its_table(found: dict[str, list[str]]) -> None:
    assert found["#tbl"] == ["η", "η learning rate", ""]


def test_a_term_is_found_where_it_is_explained(found: dict[str, list[str]]) -> None:
    assert found["#term-thing"] == ["thing", "thing What is meant.", ""]


def test_an_exercise_is_found_and_its_solution_is_not(found: dict[str, list[str]]) -> None:
    title, text, _ = found["#task"]
    assert "A task" in title
    assert text == "How many?"
    assert not any("Forty-two" in part for entry in found.values() for part in entry)


def test_a_function_is_found_by_its_name_and_its_module_is_no_title(tiny_book: Build) -> None:
    function = "```{py:function} move(images, draws)\n:module: some.data\n\nTurn them.\n```\n"
    page = f"# A\n\n{function}"
    book = tiny_book({"index.md": page}, ["workedout_book.site.section_search"])
    [_, entry] = index_of(book)["pages"]["index"]["entries"]
    text = "some.data.move(images, draws) Turn them."
    assert entry == ["#some.data.move", "move", text, ""]


def test_a_paragraph_with_an_anchor_is_an_entry(tiny_book: Build) -> None:
    page = '# A\n\n## Wrong answers\n\nBefore.\n\n{#w}\n**"No."**\nWhy not.\n\nMore.\n'
    page = page.replace("{#w}", "{#wrong-no}")
    book = tiny_book({"index.md": page}, ["workedout_book.site.section_search"])
    entries = index_of(book)["pages"]["index"]["entries"]
    assert entries[1:] == [
        ["#wrong-answers", "Wrong answers", "Before.", ""],
        ["#wrong-no", "“No.”", "“No.” Why not. More.", ""],
    ]


@pytest.mark.parametrize(
    ("front", "titles"),
    [("nosearch: true", []), ("nosearch: sections", ["A"])],
    ids=["the whole page", "its sections"],
)
def test_a_page_can_be_left_out(tiny_book: Build, front: str, titles: list[str]) -> None:
    book = tiny_book(
        {"index.md": f"---\n{front}\n---\n# A\n\n## B\n\nText.\n"},
        ["workedout_book.site.section_search"],
    )
    assert [entry[1] for entry in index_of(book)["pages"]["index"]["entries"]] == titles


# Sphinx writes the first page whenever another has changed, and the third not.
THREE = {"index.md": "# A\n", "other.md": "# Old\n", "third.md": "# C\n"}


def test_a_page_that_is_not_written_again_keeps_its_entries(tiny_book: Build) -> None:
    tiny_book(THREE, ["workedout_book.site.section_search"])
    pages = index_of(tiny_book({"other.md": "# New\n"}, ["workedout_book.site.section_search"]))[
        "pages"
    ]
    assert {page: each["title"] for page, each in pages.items()} == {
        "index": "A",
        "other": "New",
        "third": "C",
    }


def test_a_page_that_is_gone_is_gone_from_the_index(tiny_book: Build, tmp_path: Path) -> None:
    tiny_book(
        {"index.md": "# A\n", "other.md": "# Other\n"}, ["workedout_book.site.section_search"]
    )
    (tmp_path / "book/other.md").unlink()
    book = tiny_book({"index.md": "# A, changed\n"}, ["workedout_book.site.section_search"])
    assert list(index_of(book)["pages"]) == ["index"]


def test_an_index_that_a_stopped_build_did_not_write_is_no_secret(tiny_book: Build) -> None:
    first = tiny_book(THREE, ["workedout_book.site.section_search"])
    (first.output / "searchindex.js").unlink()
    book = tiny_book({"other.md": "# Other, changed\n"}, ["workedout_book.site.section_search"])
    assert book.status == 1
    assert "the search lacks third, which a build that was stopped has written" in book.warnings


def test_an_index_of_sphinx_itself_lacks_pages_too(tiny_book: Build) -> None:
    first = tiny_book(THREE, ["workedout_book.site.section_search"])
    sphinx = 'Search.setIndex({"docnames":["index","other","third"],"terms":{}})'
    (first.output / "searchindex.js").write_text(sphinx, "utf-8")
    book = tiny_book({"other.md": "# Other, changed\n"}, ["workedout_book.site.section_search"])
    assert book.status == 1
    assert "the search lacks third" in book.warnings


def test_only_the_page_of_results_loads_the_scripts(tiny_book: Build) -> None:
    book = tiny_book({"index.md": "# A\n"}, ["workedout_book.site.section_search"])
    for name in ("search_rank.js", "search_page.js", "search.css"):
        assert name in book.pages["search"]
        assert name not in book.pages["index"]
