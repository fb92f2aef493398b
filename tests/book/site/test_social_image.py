"""A link to the book shows a picture elsewhere, where the book's address is known."""

from __future__ import annotations

import struct
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from tiny_book import TinyBook

from workedout_book.site.social_image import HEIGHT, START, WIDTH, descent, draw, with_picture

EXTENSIONS = ["workedout_book.site.page_meta", "workedout_book.site.social_image"]
ADDRESS = "https://book.example/sub/"

Build = Callable[..., TinyBook]


@pytest.fixture
def named(tiny_book: Build) -> TinyBook:
    return tiny_book(
        {"index.md": "# A\n\nText.\n", "sub/b.md": "# B\n"}, EXTENSIONS, html_baseurl=ADDRESS
    )


def test_every_page_names_the_picture_by_a_whole_address_at_which_it_lies(named: TinyBook) -> None:
    for page in ("index", "sub/b"):
        picture = named.soup(page).select_one('meta[property="og:image"]')["content"]
        assert picture.startswith(ADDRESS)
        assert (named.output / picture.removeprefix(ADDRESS)).is_file()


def test_a_page_has_one_kind_of_card_the_large_one(named: TinyBook) -> None:
    cards = named.soup().select('meta[name="twitter:card"]')
    assert [card["content"] for card in cards] == ["summary_large_image"]


def test_without_an_address_there_is_neither_picture_nor_name(tiny_book: Build) -> None:
    book = tiny_book({"index.md": "# A\n"}, EXTENSIONS)
    assert book.soup().select('meta[property="og:image"], meta[name="twitter:card"]') == []
    assert list(book.output.glob("*.png")) == []


def test_a_picture_of_before_goes_with_the_address(named: TinyBook, tiny_book: Build) -> None:
    assert list(named.output.glob("*.png")) != []
    assert list(tiny_book({}, EXTENSIONS).output.glob("*.png")) == []


def test_the_picture_has_its_size_and_is_the_same_again(tmp_path: Path) -> None:
    first, second = tmp_path / "a.png", tmp_path / "b.png"
    for file in (first, second):
        draw("Neural Networks, Worked Out", "A line", file)
    content = first.read_bytes()
    assert struct.unpack(">II", content[16:24]) == (WIDTH, HEIGHT)
    assert content == second.read_bytes()
    draw("Another title", "A line", second)
    assert content != second.read_bytes()


def test_the_steps_are_those_of_gradient_descent() -> None:
    plain, heavy = descent(0.0), descent(0.5)
    assert np.allclose(plain[0], START)
    assert np.allclose(plain[1], heavy[1])  # there is no velocity yet
    assert np.allclose(plain[:, 0] / START[0], (1 - 1.7 * 0.06) ** np.arange(len(plain)))
    assert abs(heavy[-1]).max() < 0.01 < abs(plain[-1]).max()


def test_other_elements_of_a_head_stay() -> None:
    small = '<meta name="twitter:card" content="summary" />'
    assert with_picture(f"<a>\n{small}\n<b>", ["<c>"]) == "<a>\n<b>\n<c>"
