"""Citations and the bibliography name works by author and year."""

from __future__ import annotations

import pytest

from workedout_book.site.author_year import STYLE, label

LABELS = {
    "one author": ((["Wilson"], "1927", "w"), "Wilson, 1927"),
    "two authors": ((["Kingma", "Ba"], "2015", "k"), "Kingma and Ba, 2015"),
    "three authors": ((["Brown", "Cai", "DasGupta"], "2001", "b"), "Brown et al., 2001"),
    "one author and others": ((["Paszke", "others"], "2019", "p"), "Paszke et al., 2019"),
    "no author": (([], "2019", "key"), "2019"),
    "neither author nor year": (([], "", "key"), "key"),
}
BIBLIOGRAPHY = """
@article{wilson1927, author = {Wilson, Edwin B.}, title = {Inference}, journal = {J}, year = 1927}
@article{bottou1998, author = {Bottou, L{\\'e}on and Ba, A. and Bo, B.}, title = {Learning},
  journal = {J}, year = 1998}
@article{gemert2020, author = {Mart{\\'\\i}nez Rubio, D. and van Gemert, Jan C.}, title = {Space},
  journal = {J}, year = 2020}
"""
PAGE = """\
# A title

In {cite:t}`wilson1927`, and elsewhere {cite:p}`bottou1998,wilson1927`.

```{bibliography}
```
"""
SETTINGS = {
    "bibtex_bibfiles": ["references.bib"],
    "bibtex_default_style": STYLE,
    "bibtex_reference_style": STYLE,
}


@pytest.mark.parametrize(("arguments", "expected"), LABELS.values(), ids=LABELS)
def test_a_label_names_author_and_year(arguments: tuple, expected: str) -> None:
    assert label(*arguments) == expected


def test_text_and_list_use_the_same_words(tiny_book) -> None:
    files = {"index.md": PAGE, "references.bib": BIBLIOGRAPHY}
    book = tiny_book(files, ["workedout_book.site.author_year"], **SETTINGS)
    assert book.warnings == ""
    text = " ".join(book.soup().text.split())
    assert "In Wilson (1927), and elsewhere (Bottou et al., 1998; Wilson, 1927)." in text
    labels = [entry.text.strip("[]") for entry in book.soup().select("div.citation > .label")]
    assert labels == ["Bottou et al., 1998", "Wilson, 1927"]


def test_text_and_list_have_all_words_of_a_last_name(tiny_book) -> None:
    page = "# A title\n\nIn {cite:t}`gemert2020`.\n\n```{bibliography}\n```\n"
    files = {"index.md": page, "references.bib": BIBLIOGRAPHY}
    soup = tiny_book(files, ["workedout_book.site.author_year"], **SETTINGS).soup()
    names = "Martínez Rubio and van Gemert"
    assert f"In {names} (2020)." in " ".join(soup.text.split())
    assert soup.select_one("div.citation > .label").text == f"[{names}, 2020]"


def test_an_unknown_work_fails_the_build(tiny_book) -> None:
    files = {"index.md": PAGE.replace("bottou1998", "nobody"), "references.bib": BIBLIOGRAPHY}
    book = tiny_book(files, ["workedout_book.site.author_year"], **SETTINGS)
    assert book.status != 0
    assert "nobody" in book.warnings


def test_a_work_cited_on_another_page_enters_the_list_of_a_book_built_before(tiny_book) -> None:
    listing = "# List\n\n```{bibliography}\n```\n"
    page = "# A page\n\n{cite:t}`wilson1927`\n"
    files = {"index.md": page, "list.md": listing, "references.bib": BIBLIOGRAPHY}
    assert (
        "Bottou"
        not in tiny_book(files, ["workedout_book.site.author_year"], **SETTINGS).pages["list"]
    )
    changed = {"index.md": page + "\n{cite:t}`bottou1998`\n"}
    assert (
        "Bottou"
        in tiny_book(changed, ["workedout_book.site.author_year"], **SETTINGS).pages["list"]
    )
