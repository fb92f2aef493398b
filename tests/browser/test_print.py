"""The book on paper: bookmarks, open folds, links within the file, solutions at the end."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import print_book
import pytest
from pypdf import PdfReader
from pypdf.generic import Destination

ROOT = Path(__file__).resolve().parents[2]

WIDE = " + ".join(f"x_{{{i}}} y_{{{i}}}" for i in range(40))
FIRST = f"""# First chapter

```{{exercise}} Why
:label: ex-first
Why is it so?
```

````{{solution}} ex-first
:class: dropdown
The first solution, by {{eq}}`eq-one`.
````

## A section

$$ a = b $$ (eq-one)

$$ {WIDE} = 0 $$ (eq-wide)

<details><summary>Fold</summary><p>Folded words.</p></details>

<details class="wo-reveal"><summary>Predict first</summary><p>Revealed words.</p></details>

<div class="wo-figure"><details class="wo-numbers"><summary>The numbers</summary>
<p>Columns of numbers.</p></details></div>
"""
UNBROKEN = "unbroken" * 9
SECOND = f"""# Second chapter

See {{doc}}`first`, {{ref}}`there` and [the notebook](https://other.example/a.html).

(there)=
## Another section

| a | b |
| --- | --- |
| {UNBROKEN} | {UNBROKEN} |

```{{exercise}} Again
:label: ex-second
And now?
```

````{{solution}} ex-second
The second solution.
````
"""
FILES = {
    "index.md": "# The book\n\n```{toctree}\nfirst\nsecond\n```\n",
    "first.md": FIRST,
    "second.md": SECOND,
}
HEADINGS = [
    "The book",
    "First chapter",
    "A section",
    "Second chapter",
    "Another section",
    "Solutions",
    "First chapter",
    "Second chapter",
]


@pytest.fixture(scope="module")
def source(tmp_path_factory) -> Path:
    from tiny_book import build_book

    book = build_book(
        tmp_path_factory.mktemp("print"),
        FILES,
        ["sphinx_exercise", "workedout_book.exercises.rules", "workedout_book.mathematics.katex"],
        builder="singlehtml",
        html_theme="sphinx_book_theme",
        katex_path=str(ROOT / "book/_assets/katex"),
    )
    assert book.warnings == ""
    return book.output / "index.html"


@pytest.fixture(scope="module")
def printed(source, tmp_path_factory) -> PdfReader:
    target = tmp_path_factory.mktemp("paper") / "book.pdf"
    print_book.print_page(source, target)
    assert [file.name for file in target.parent.iterdir()] == ["book.pdf"]
    return PdfReader(target)


def titles(entries) -> list[str]:
    """The bookmarks, from the top of the file to its end."""
    found = []
    for entry in entries:
        found += [entry.title] if isinstance(entry, Destination) else titles(entry)
    return found


def links(reader: PdfReader) -> list[str]:
    """Where the links lead that leave the file."""
    annotations = [
        annotation.get_object() for page in reader.pages for annotation in page.get("/Annots", [])
    ]
    return [
        str(each["/A"]["/URI"]) for each in annotations if "/A" in each and "/URI" in each["/A"]
    ]


def test_each_heading_has_a_bookmark(printed):
    assert titles(printed.outline) == HEADINGS


def test_what_is_folded_is_open_and_the_numbers_of_figures_are_left_out(printed):
    text = "\n".join(page.extract_text() for page in printed.pages)
    assert "Folded words." in text
    assert "Revealed words." in text
    assert "Predict first" not in text
    assert "Columns of numbers." not in text


def test_solutions_stand_on_pages_of_their_own_at_the_end(printed):
    *before, last = (page.extract_text() for page in printed.pages)
    assert "Why is it so?" in "".join(before)
    assert "The first solution" in last
    assert "The second solution" in last
    assert "solution" not in "".join(before)


def test_equations_keep_their_numbers(printed):
    text = " ".join(page.extract_text() for page in printed.pages)
    assert "(1)" in text
    assert "(2)" in text


def test_only_links_to_other_places_leave_the_file(printed):
    assert links(printed) == ["https://other.example/a.html"]


@pytest.fixture
def prepared(chromium, source):
    with chromium.new_context(viewport={"width": print_book.WIDTH, "height": 900}) as context:
        page = context.new_page()
        page.goto(source.as_uri())
        print_book.prepare(page)
        yield page


def test_solutions_keep_the_order_of_their_exercises(prepared):
    words = prepared.locator("#printed-solutions").inner_text()
    assert words.index("The first solution") < words.index("The second solution")


def test_nothing_is_wider_than_the_paper(prepared):
    ends = prepared.evaluate(
        "[...document.querySelectorAll('article :is(.katex-base, td)')]"
        ".map(each => each.getBoundingClientRect().right)"
    )
    assert len(ends) > 40
    assert max(ends) <= print_book.WIDTH + 1


def test_a_printing_that_fails_leaves_the_last_one(tmp_path):
    target = tmp_path / "book.pdf"
    target.write_bytes(b"the last one")
    with pytest.raises(SystemExit, match=r"did not print the book.*ERR_FILE_NOT_FOUND"):
        print_alone(tmp_path / "nothing.html", target)
    assert target.read_bytes() == b"the last one"
    assert list(tmp_path.iterdir()) == [target]


def print_alone(source, target):
    """Print in a thread of its own: in this one Playwright has started for other tests."""
    with ThreadPoolExecutor(1) as thread:
        thread.submit(print_book.print_page, source, target).result()


def test_without_chromium_or_a_folder_one_line_says_what_to_do(tmp_path, monkeypatch):
    with pytest.raises(SystemExit, match="there is no folder"):
        print_book.main([str(tmp_path / "none" / "book.pdf")])
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setenv("PLAYWRIGHT_BROWSERS_PATH", str(tmp_path))
    with pytest.raises(SystemExit, match="apt-get install chromium"):
        print_alone(tmp_path / "book.html", tmp_path / "book.pdf")


def test_a_printed_book_that_a_program_holds_open_is_named(tmp_path, monkeypatch):
    # As Windows does with a file that is shown.
    def refuse(self, target):
        raise PermissionError(13, "Access is denied")

    page = tmp_path / "book.html"
    page.write_text("<!doctype html><title>A book</title><p>Text.", "utf-8")
    monkeypatch.setattr(print_book, "prepare", lambda page: None)
    monkeypatch.setattr(print_book.Path, "replace", refuse)
    with pytest.raises(SystemExit, match=r"book\.pdf could not be replaced: close the program"):
        print_alone(page, tmp_path / "book.pdf")
    assert [file.name for file in tmp_path.iterdir()] == ["book.html"]
