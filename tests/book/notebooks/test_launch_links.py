"""Pages can be run on Colab and Binder where the repository is known, and say nothing where not."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from sphinx.errors import ConfigError
from tiny_book import TinyBook

Build = Callable[..., TinyBook]
HEAD = """---
file_format: mystnb
kernelspec: {display_name: Python 3, language: python, name: python3}
---

"""
FILES = {
    "index.md": "# A book\n\n```{toctree}\nsub/cells\n```\n",
    "sub/cells.md": f"{HEAD}# Cells\n\n```{{code-cell}}\n1 + 1\n```\n",
}


def built(tiny_book: Build, **settings: str) -> TinyBook:
    return tiny_book(
        FILES, ["workedout_book.notebooks.launch_links"], html_theme="sphinx_book_theme", **settings
    )


def links(book: TinyBook, page: str) -> dict[str, str]:
    found = book.soup(page).select(".dropdown-launch-buttons a")
    return {link.get_text(strip=True): str(link["href"]) for link in found}


def test_a_known_repository_gives_a_link_to_each_place(tiny_book: Build) -> None:
    book = built(tiny_book, launch_repository="owner/name")
    assert links(book, "sub/cells") == {
        "Colab": "https://colab.research.google.com/github/owner/name/blob/notebooks/sub/cells.ipynb",
        "Binder": "https://mybinder.org/v2/gh/owner/name/notebooks?labpath=sub%2Fcells.ipynb",
    }


def test_a_page_without_cells_has_no_such_link(tiny_book: Build) -> None:
    assert links(built(tiny_book, launch_repository="owner/name"), "index") == {}


def test_without_a_repository_no_page_names_the_places(tiny_book: Build) -> None:
    book = built(tiny_book)
    assert links(book, "sub/cells") == {}
    for html in book.pages.values():
        assert "colab" not in html.lower()
        assert "mybinder" not in html.lower()


def test_a_repository_given_by_its_address_is_refused(tiny_book: Build) -> None:
    with pytest.raises(ConfigError, match="expected OWNER/NAME on GitHub, got 'https://host/o/n'"):
        built(tiny_book, launch_repository="https://host/o/n")
