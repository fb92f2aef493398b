"""A page's notebook reads as the page does, without Sphinx, and brings what its cells need."""

from __future__ import annotations

import os
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path

import nbformat
import pytest
from tiny_book import TinyBook, build_book

from workedout_book.notebooks.cells import code_cell, shown_output, without_outputs
from workedout_book.notebooks.markdown_inline import macro_definitions, tex_for_notebooks
from workedout_book.notebooks.notebooks import bootstrap
from workedout_book.notebooks.wheel import Package, build, described

PAGE = """---
file_format: mystnb
kernelspec: {display_name: Python 3, language: python, name: python3}
objectives: ["read *digits*"]
---

# Digits & *more*

See {doc}`other`, {ref}`the part <part>`, {term}`loss` and {cite:t}`lecun1998`; {abbr}`MLP (x)`.
The value is {glue:text}`half`, at $5 < x$, in [a link](https://example.org). 2 * 3 * 4 costs 3 $.

```{code-cell}
:tags: [hide-input]
from myst_nb import glue
glue("half", 0.5, display=False)
glue("fig", 1, display=False)
```

(part)=
## A part

```{math}
:label: eq-one
a &= 1 \\\\\\\\ b &= 2
```

By {eq}`eq-one`:

$$ x^2 $$

- one
- two

  more of two

1. first
2. second

| a | b |
| - | - |
| 1 | $x$ |

:::{note}
Take *care*.
:::

```{code-cell}
:tags: [remove-cell]
unseen = 1
```

```{code-cell}
:tags: ["reveal:question"]
unseen + 1
```

```{exercise} Adding
:label: ex-one
What is $1 + 1$?
```

```{solution} ex-one
:class: dropdown
It is 2.
```

```{source} textwrap_like.dedent
```

```{glossary}
loss
    What is made small.
```

```{bibliography}
```
"""
FILES = {
    "index.md": "# A book\n\n```{toctree}\nchapter\nother\n```\n",
    "chapter.md": PAGE.replace("\\\\\\\\", "\\\\"),
    "other.md": "# The other page\n",
    "references.bib": "@misc{lecun1998, author={LeCun, Y.}, title={A}, year={1998}}\n",
}
EXPECTED = {
    "the title": "# Digits &amp; *more*",
    "a section": "\n## A part",
    "links in the book as text": "See The other page, the part, loss and LeCun",
    "a glued value": "The value is 0.5, at $5 < x$, in [a link](https://example.org).",
    "signs that Markdown would take": r"2 \* 3 \* 4 costs 3 \$.",
    "a numbered formula": "\\end{aligned}\n\\tag{1}\n$$",
    "a formula": "$$\nx^2\n$$",
    "a list": "- one\n- two\n\n  more of two",
    "a numbered list": "1. first\n2. second",
    "a table": "| a | b |\n| --- | --- |\n| 1 | $x$ |",
    "an admonition": "> **Note**\n>\n> Take *care*.",
    "an exercise": "> **Exercise 1 (Adding)**\n>\n> What is $1 + 1$?",
    "a solution, folded": "Solution to Exercise 1 (Adding)</summary>\n\nIt is 2.\n\n</details>",
    "shown source": "**Listing 1**: `textwrap_like.dedent`\n\n```python\ndef dedent():\n",
    "a glossary entry": "**loss**\n\n> What is made small.",
    "macros": r"$\newcommand{\R}{\mathbb{R}}$",
    "objectives": "read *digits*",
}
PACKAGE = {
    "pyproject.toml": """
[build-system]
requires = ["flit_core"]
build-backend = "flit_core.buildapi"
[project]
name = "textwrap-like"
version = "1.2"
description = "x"
requires-python = ">=3.11"
""",
    "textwrap_like/__init__.py": "def dedent():\n    return 1\n",
    "textwrap_like/data/.lock": "",
    "textwrap_like/data/digits": "123",
}


def write(folder: Path, files: dict[str, str]) -> Path:
    for name, text in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, "utf-8")
    return folder


@pytest.fixture(scope="module")
def book(tmp_path_factory: pytest.TempPathFactory) -> TinyBook:
    """One page of everything, executed."""
    folder = tmp_path_factory.mktemp("notebooks")
    write(folder / "book" / "code", PACKAGE)
    with pytest.MonkeyPatch.context() as patch:
        patch.syspath_prepend(folder / "book" / "code")
        return build_book(
            folder,
            FILES,
            extensions=[
                "sphinx_exercise",
                "sphinxcontrib.bibtex",
                "workedout_book.chapters.head",
                "workedout_book.chapters.shown_source",
                "workedout_book.execution.environment",
                "workedout_book.notebooks.download_links",
            ],
            html_theme="sphinx_book_theme",
            bibtex_bibfiles=["references.bib"],
            exclude_patterns=["code"],
            nb_execution_mode="cache",
            notebooks_package="code",
            notebooks_macros={r"\R": r"\mathbb{R}"},
            numfig=True,
            nb_execution_raise_on_error=True,
        )


def notebook(book: TinyBook, name: str = "chapter") -> nbformat.NotebookNode:
    return nbformat.read(book.output / "notebooks" / f"{name}.ipynb", as_version=4)


def text_of(notebook: nbformat.NotebookNode) -> str:
    return "\n\n".join(cell.source for cell in notebook.cells if cell.cell_type == "markdown")


def test_the_book_builds_without_a_warning(book: TinyBook) -> None:
    assert (book.status, book.warnings) == (0, "")


@pytest.mark.parametrize("expected", EXPECTED.values(), ids=EXPECTED)
def test_the_text_is_plain_markdown_with(expected: str, book: TinyBook) -> None:
    assert expected in text_of(notebook(book))


def test_no_role_or_directive_is_left(book: TinyBook) -> None:
    text = text_of(notebook(book))
    assert "{" + "doc}" not in text
    assert "```{" not in text
    assert ":::" not in text


@pytest.mark.parametrize("name", ["chapter", "chapter-executed"])
def test_the_file_is_a_valid_notebook_with_little_metadata(name: str, book: TinyBook) -> None:
    found = notebook(book, name)
    nbformat.validate(found)
    assert [cell.id for cell in found.cells] == [f"cell-{at}" for at in range(len(found.cells))]
    assert found.metadata.kernelspec.name == "python3"
    assert {key for cell in found.cells for key in cell.metadata} <= {"jupyter"}


def test_every_cell_is_there_once_in_order_and_the_first_brings_the_package(book: TinyBook) -> None:
    code = [cell.source for cell in notebook(book).cells if cell.cell_type == "code"]
    assert "import textwrap_like" in code[0]
    assert [source.splitlines()[0] for source in code[1:]] == [
        "from myst_nb import glue",
        "unseen = 1",
        "unseen + 1",
    ]


def test_one_notebook_has_outputs_and_the_other_has_none(book: TinyBook) -> None:
    bare, executed = notebook(book), notebook(book, "chapter-executed")
    assert [cell.outputs for cell in bare.cells if cell.cell_type == "code"] == [[], [], [], []]
    last = [cell for cell in executed.cells if cell.cell_type == "code"][-1]
    assert last.outputs[0]["data"]["text/plain"] == "2"
    assert last.metadata.jupyter.outputs_hidden


def test_the_download_menu_links_all_three_and_only_where_there_are_cells(book: TinyBook) -> None:
    def links(page: str) -> list[str]:
        found = book.soup(page).select(".dropdown-download-buttons a[href$=ipynb], a[href$=whl]")
        return [str(link["href"]) for link in found]

    notebooks = ["notebooks/chapter.ipynb", "notebooks/chapter-executed.ipynb"]
    assert links("chapter") == [*notebooks, "wheels/textwrap_like-1.2-py3-none-any.whl"]
    assert links("other") == []
    for link in links("chapter"):
        assert (book.output / link).is_file()


def test_the_site_carries_the_wheel(book: TinyBook) -> None:
    assert [path.name for path in (book.output / "wheels").iterdir()] == [
        "textwrap_like-1.2-py3-none-any.whl"
    ]


def test_the_wheel_is_the_same_bytes_whatever_the_times_of_the_files(tmp_path: Path) -> None:
    sources = write(tmp_path / "code", PACKAGE)
    first = build(sources, tmp_path / "a").read_bytes()
    for path in sources.rglob("*"):
        os.utime(path, (1, 1))
        path.chmod(0o700)
    second = build(sources, tmp_path / "b")
    assert second.read_bytes() == first
    assert described(sources) == Package("textwrap_like", second.name)
    names = zipfile.ZipFile(second).namelist()
    assert "textwrap_like/data/digits" in names
    assert not [name for name in names if "/." in name]


def test_a_wheel_of_another_version_is_replaced(tmp_path: Path) -> None:
    sources = write(tmp_path / "code", PACKAGE)
    write(tmp_path, {"site/textwrap_like-1.1-py3-none-any.whl": ""})
    built = build(sources, tmp_path / "site")
    assert [*(tmp_path / "site").iterdir()] == [built]


@pytest.fixture
def strict_umask() -> Iterator[None]:
    """New files are for their owner alone, unless they say otherwise."""
    before = os.umask(0o077)
    yield
    os.umask(before)


@pytest.mark.usefixtures("strict_umask")
def test_the_wheel_is_readable_by_all(tmp_path: Path) -> None:
    built = build(write(tmp_path / "code", PACKAGE), tmp_path / "site")
    assert built.stat().st_mode & 0o777 == 0o644


def test_several_builds_at_once_leave_one_wheel(tmp_path: Path) -> None:
    sources, site = write(tmp_path / "code", PACKAGE), tmp_path / "site"
    with ProcessPoolExecutor(4, mp_context=get_context("fork")) as pool:
        built = {*pool.map(build, [sources] * 8, [site] * 8)}
    assert [*site.iterdir()] == [*built]


FORMULAS = {
    "an environment with numbers": (
        r"\begin{align} a &= b \end{align}",
        r"$$" + "\n" + r"\begin{aligned} a &= b \end{aligned}" + "\n$$",
    ),
    "an equation": (r"\begin{equation*} a \end{equation*}", "$$\na\n$$"),
    "several lines": (r"a \\ b", "$$\n\\begin{aligned}\na \\\\ b\n\\end{aligned}\n$$"),
    "an inner environment": (
        r"\begin{pmatrix} 1 \\ 2 \end{pmatrix}",
        "$$\n\\begin{pmatrix} 1 \\\\ 2 \\end{pmatrix}\n$$",
    ),
    "a blank line": ("a\n\n+ b", "$$\na\n+ b\n$$"),
}


@pytest.mark.parametrize(("tex", "expected"), FORMULAS.values(), ids=FORMULAS)
def test_a_displayed_formula_suits_mathjax(tex: str, expected: str) -> None:
    assert tex_for_notebooks(tex) == expected


def test_macros_state_their_number_of_arguments() -> None:
    macros = {r"\norm": r"\lVert #1 \rVert", r"\R": r"\mathbb{R}"}
    assert macro_definitions(macros) == (
        r"$\newcommand{\R}{\mathbb{R}} \newcommand{\norm}[1]{\lVert #1 \rVert}$"
    )
    assert macro_definitions({}) == ""


def glued(*kinds: str) -> dict[str, object]:
    data = {f"application/papermill.record/{kind}": "1" for kind in kinds}
    scrapbook = {"scrapbook": {"name": "x"}}
    return {"output_type": "display_data", "data": data, "metadata": scrapbook}


def test_a_figure_that_was_glued_is_shown_where_it_was_computed() -> None:
    shown = shown_output(glued("text/html", "text/plain"))
    assert shown is not None
    assert shown["data"] == {"text/html": "1", "text/plain": "1"}
    assert shown["metadata"] == {}


@pytest.mark.parametrize("kinds", [["text/plain"], ["text/plain", "text/latex"]])
def test_words_and_formulas_that_were_glued_stand_in_the_text_alone(kinds: list[str]) -> None:
    assert shown_output(glued(*kinds)) is None


def test_a_cell_that_may_raise_may_raise_in_the_notebook() -> None:
    cell = nbformat.v4.new_code_cell("1 / 0", metadata={"tags": ["raises-exception"]})
    assert code_cell(cell).metadata == {"tags": ["raises-exception"]}


def test_taking_the_outputs_leaves_the_notebook_that_has_them() -> None:
    cell = nbformat.v4.new_code_cell("1", execution_count=1)
    cell.outputs = [nbformat.v4.new_output("stream", text="1")]
    full = nbformat.v4.new_notebook(cells=[cell])
    assert without_outputs(full).cells[0].outputs == []
    assert len(full.cells[0].outputs) == 1


ABSENT = Package("absent_package_of_the_book", "absent_package_of_the_book-1-py3-none-any.whl")
FAKE_PIP = """
import subprocess, sys
def run(command):
    print("tried", command[-1])
    class Done: returncode = int(sys.argv[1] not in command[-1])
    return Done
subprocess.run = run
"""
SITE = "https://example.org/book"
WHEEL = ABSENT.wheel
# Address of the site, wheel beside, what can be installed -> what the first cell prints.
INSTALLATIONS = {
    "from the site": (SITE, True, "https:", [f"tried {SITE}/wheels/{WHEEL}"]),
    "from the wheel when the site is out of reach": (
        SITE,
        True,
        "absent",
        [f"tried {SITE}/wheels/{WHEEL}"],
    ),
    "from the wheel": ("", True, "absent", [f"tried {WHEEL}"]),
    "not at all": ("", False, "-", [f"Put {WHEEL} (from the book's site, folder wheels/) beside"]),
}


@pytest.mark.parametrize(
    ("base_url", "beside", "works", "expected"), INSTALLATIONS.values(), ids=INSTALLATIONS
)
def test_the_first_cell_installs_the_package(
    base_url: str, beside: bool, works: str, expected: list[str], tmp_path: Path
) -> None:
    if beside:
        (tmp_path / WHEEL).touch()
    cell = bootstrap(ABSENT, base_url, "wheels")
    done = subprocess.run(
        [sys.executable, "-c", FAKE_PIP + cell, works],
        cwd=tmp_path,
        capture_output=True,
        encoding="utf-8",
        check=True,
    )
    lines = done.stdout.splitlines()
    assert len(lines) == len(expected)
    assert all(line.startswith(start) for line, start in zip(lines, expected, strict=True))


def test_the_first_cell_is_silent_where_the_package_is_installed() -> None:
    cell = bootstrap(Package("json", "json-1-py3-none-any.whl"), SITE, "wheels")
    done = subprocess.run(
        [sys.executable, "-c", cell], capture_output=True, encoding="utf-8", check=True
    )
    assert done.stdout + done.stderr == ""
