"""What the cache restores is in the notebook that MyST-NB writes, as after an execution."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import nbformat
import pytest
from tiny_book import TinyBook

from workedout_book.execution.outputs import in_place, join_streams

PAGE = """---
file_format: mystnb
kernelspec: {{display_name: Python 3, language: python, name: python3}}
---

# A title

{prose}

```{{code-cell}} python
with open({log!r}, "a") as log:
    print("executed", file=log)
6 * 7
```
"""


@pytest.fixture
def built(tmp_path: Path, tiny_book: Callable[..., TinyBook]) -> Callable[[str], list[str]]:
    """Build the page with this prose: what its cell has put out in the written notebook."""

    def build(prose: str) -> list[str]:
        text = PAGE.format(prose=prose, log=str(tmp_path / "log"))
        book = tiny_book(
            {"index.md": text}, ["workedout_book.execution.outputs"], nb_execution_mode="cache"
        )
        assert "42" in book.soup().text
        written = nbformat.read(tmp_path / "jupyter_execute" / "index.ipynb", as_version=4)
        outputs = [output for cell in written.cells for output in cell.get("outputs", [])]
        return [output["data"]["text/plain"] for output in outputs]

    return build


def test_a_match_of_the_cache_writes_the_outputs_that_the_execution_wrote(built, tmp_path) -> None:
    assert built("Some prose.") == ["42"]
    assert built("Other prose.") == ["42"]
    assert (tmp_path / "log").read_text("utf-8") == "executed\n"  # once


def test_the_merged_notebook_is_the_one_that_was_handed_in() -> None:
    merged = nbformat.v4.new_notebook(metadata={"title": "merged"})
    merged.cells = [nbformat.v4.new_code_cell("1", outputs=[nbformat.v4.new_output("stream")])]
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell("1")])
    key, found = in_place(lambda cache, nb: (3, merged))(None, notebook)
    assert (key, found) == (3, merged)
    assert found is notebook


PRINTED = {"output_type": "stream", "name": "stdout"}
WARNED = {"output_type": "stream", "name": "stderr"}
SHOWN = {"output_type": "display_data", "data": {"text/plain": "42"}, "metadata": {}}
PIECES = {
    "one after another": (
        [PRINTED | {"text": "224:"}, PRINTED | {"text": " 109\n"}], ["224: 109\n"]
    ),
    "with a display between": (
        [PRINTED | {"text": "a\n"}, SHOWN, PRINTED | {"text": "b\n"}], ["a\n", None, "b\n"]
    ),
    "of another stream": (
        [PRINTED | {"text": "a"}, WARNED | {"text": "b"}, WARNED | {"text": "c"}], ["a", "bc"]
    ),
    "displays": ([SHOWN, SHOWN], [None, None]),
}  # fmt: skip


@pytest.mark.parametrize(("outputs", "expected"), PIECES.values(), ids=PIECES)
def test_what_is_printed_in_pieces_is_joined(outputs: list[dict], expected: list) -> None:
    cells = [nbformat.v4.new_code_cell("1", outputs=[nbformat.from_dict(o) for o in outputs])]
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_markdown_cell("text"), *cells])
    join_streams(notebook)
    assert [output.get("text") for output in notebook.cells[1].outputs] == expected


IN_PIECES = """---
file_format: mystnb
kernelspec: {display_name: Python 3, language: python, name: python3}
---

# A title

```{code-cell} python
import sys

for piece in ("one ", "two ", "three"):
    sys.stdout.write(piece)
    sys.stdout.flush()
```
"""


@pytest.mark.parametrize("extensions", [[], ["workedout_book.execution.ahead"]])
def test_a_line_printed_in_pieces_is_one_block_of_the_page(extensions, tiny_book) -> None:
    extensions = [*extensions, "workedout_book.execution.outputs"]
    for prose in ("", "\nAnother build, from the cache.\n"):
        book = tiny_book({"index.md": IN_PIECES + prose}, extensions, nb_execution_mode="cache")
        blocks = book.soup().select("div.output.stream")
        assert [block.text.strip() for block in blocks] == ["one two three"]
