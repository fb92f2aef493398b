"""The edition at the foot of every page, how to cite it, and the link for reports."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
import yaml
from tiny_book import ROOT, build_book

from workedout_book.site.edition import commit_of, read_work, report_link

EXTENSION = ["workedout_book.site.edition"]
FILE = """
cff-version: 1.2.0
title: A Package
version: "3"
authors: [{name: A Group}]
preferred-citation:
  type: book
  title: A Book
  authors: [{name: A Group}, {given-names: Ada, family-names: Byron}]
  year: 2026
"""
PAGE = "# A title\n\nEdition {edition}`number`, only.\n\n```{citation}\n```\n"
SETTINGS = {"edition_file": "CITATION.cff", "edition_page": "back/corrections"}
PAGES = {"index.md": PAGE, "back/corrections.md": "# Corrections\n", "CITATION.cff": FILE}
FORM = "https://example.org/issues/new"


@pytest.fixture
def built(tmp_path: Path):
    """Build the pages with the theme whose foot is extended."""

    def build(files=PAGES, **settings):
        return build_book(
            tmp_path, files, EXTENSION, html_theme="sphinx_book_theme", **SETTINGS, **settings
        )

    return build


def test_every_page_says_its_edition_and_leads_to_the_corrections(built) -> None:
    book = built(html_theme_options={"extra_footer": "Text CC BY."})
    for name, address in (("index", "back/corrections.html"), ("back/corrections", "#")):
        foot = book.soup(name).select_one(".extra_footer")
        assert foot.text.split() == ["Text", "CC", "BY.", "Edition", "3"]
        assert foot.select_one(".wo-edition a")["href"] == address


def test_the_text_shows_the_number(built) -> None:
    assert "Edition 3, only." in built().soup().text


def test_the_box_shows_the_reference_as_a_sentence_and_for_bibtex(built) -> None:
    box = built(html_baseurl="https://example.org/book/").soup().select_one(".wo-citation")
    assert "A Group, Ada Byron (2026). A Book (edition 3). https://example.org/book/" in box.text
    assert "author = {{A Group} and {Ada Byron}}" in box.text
    assert "edition = {3}" in box.text
    assert "url = {https://example.org/book/}" in box.text


def test_a_new_edition_is_on_every_page_at_the_next_build(built) -> None:
    built()
    book = built({"CITATION.cff": FILE.replace('"3"', '"4"')})
    assert "Edition 4, only." in book.soup().text


def test_without_an_address_there_is_no_link_for_reports(built) -> None:
    book = built()
    assert not book.soup().select(".wo-report")
    assert "report.js" not in book.pages["index"]


def test_with_an_address_every_page_links_the_form_filled_in(built) -> None:
    book = built(edition_report=FORM)
    link = book.soup("back/corrections").select_one(".wo-report")["href"]
    assert link.startswith(f"{FORM}?")
    asked = parse_qs(urlsplit(link).query)
    assert asked["title"] == ["Error in back/corrections"]
    assert asked["body"][0].startswith("Page: back/corrections\nSection: \nEdition: 3\n")
    assert "report.js" in book.pages["index"]


def test_a_report_names_the_commit_where_there_is_one(tmp_path: Path) -> None:
    assert "Commit" not in report_link(FORM, "a", "1", commit_of(tmp_path))
    git = ["git", "-c", "user.name=a", "-c", "user.email=a", "-C", str(tmp_path)]
    subprocess.run([*git, "init", "-q"], check=True)
    subprocess.run([*git, "commit", "-q", "--allow-empty", "-m", "a"], check=True)
    commit = commit_of(tmp_path)
    assert len(commit) == 12
    assert f"Commit%3A+{commit}" in report_link(FORM, "a", "1", commit)


OWN = ROOT / "code" / "CITATION.cff"


def validated(file: Path) -> int:
    """The exit status of the published schema's check."""
    program = Path(sys.executable).with_name("check-jsonschema")
    schema = ["--builtin-schema", "vendor.citation-file-format"]
    return subprocess.run([program, *schema, file], capture_output=True, check=False).returncode


def test_the_citation_file_of_the_book_fits_its_schema() -> None:
    assert validated(OWN) == 0


def test_a_citation_file_without_authors_does_not(tmp_path: Path) -> None:
    content = yaml.safe_load(OWN.read_text("utf-8"))
    del content["authors"]
    (tmp_path / "CITATION.cff").write_text(yaml.safe_dump(content), "utf-8")
    assert validated(tmp_path / "CITATION.cff") == 1


def test_the_citation_file_says_the_same_edition_twice() -> None:
    content = yaml.safe_load(OWN.read_text("utf-8"))
    assert content["version"] == content["preferred-citation"]["edition"]
    assert read_work(OWN.read_text("utf-8")).title == "Neural Networks, Worked Out"


def test_the_means_of_this_edition_are_written_down() -> None:
    edition = read_work(OWN.read_text("utf-8")).edition
    assert (ROOT / f"code/workedout/results/edition_means/{edition}.json").is_file()
