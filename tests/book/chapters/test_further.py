"""What is worked out further is folded in its place, cells and all, and keeps its anchor."""

from __future__ import annotations

import pytest

EXTENSIONS = ["workedout_book.chapters.folds"]
START = ":::{{further-start}} Why $a$\n:name: {}\n:::\n"
END = ":::{further-end}\n:::\n"
PAGE = f"""\
# A title

Before. See {{ref}}`why-a`.

{START.format("why-a")}
Folded.

```{{code-cell}} python
1 + 1
```

$$
a = b
$$ (eq-a)

{END}
After, by {{eq}}`eq-a`.

## A section

{START.format("why-b")}
Folded too.

{END}
"""
HEAD = "---\njupytext: {text_representation: {extension: .md, format_name: myst}}\n"
HEAD += "kernelspec: {name: python3, display_name: Python 3, language: python}\n---\n"
BROKEN = {
    "a start alone": (START.format("why-c") + "\nText.\n", "no further-end ends this part"),
    "an end alone": (END, "no further-start stands before this end"),
    "an end in another section": (
        f"{START.format('why-c')}\n## Next\n\n{END}",
        "no further-end ends this part",
    ),
    "a start within": (
        f"{START.format('why-c')}\n{START.format('why-d')}\n{END}",
        "no further-end ends this part",
    ),
    "no name": (":::{further-start} Why\n:::\n\n" + END, "the option 'name' is missing"),
}


def test_cells_and_equations_are_folded_where_they_stand(tiny_book) -> None:
    book = tiny_book({"index.md": HEAD + PAGE}, EXTENSIONS)
    assert book.warnings == ""
    first, second = book.soup().select("details.wo-further")
    assert first["id"] == "why-a"
    assert "Worked out further" in first.summary.text
    assert first.summary.select_one(".math") is not None
    assert first.select_one("div.cell") is not None
    assert first.select_one("#equation-eq-a") is not None
    assert "Folded." in first.text
    assert "Before" not in first.text
    assert "After" not in first.text
    assert "Folded too." in second.text
    assert book.soup().select_one("a[href='#why-a']").text == "Why a"


@pytest.mark.parametrize(("text", "reason"), BROKEN.values(), ids=BROKEN)
def test_a_gate_without_its_other_half_fails_the_build(text: str, reason: str, tiny_book) -> None:
    book = tiny_book({"index.md": f"# A title\n\n{text}"}, EXTENSIONS)
    assert book.status != 0
    assert reason in book.warnings
