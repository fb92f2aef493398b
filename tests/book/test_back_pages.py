"""The pages of the back that are made from all chapters, compared with the chapters' sources."""

from __future__ import annotations

import csv
import importlib
import inspect
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from bs4 import BeautifulSoup, Tag

from workedout.results.editions import changes
from workedout.results.tables import recorded

ROOT = Path(__file__).resolve().parents[2]
FOLDERS = ("book/signals", "book/training", "book/convolution")
ROLE = re.compile(r"\{[\w:]+\}`[^`]*`|\$[^$]*\$|[*`\\]")


def chapters() -> list[str]:
    """The chapters, in the order of the book."""
    contents = yaml.safe_load((ROOT / "_toc.yml").read_text("utf-8"))
    files = [chapter["file"] for part in contents["parts"] for chapter in part["chapters"]]
    return [file for file in files if file.startswith(tuple(f"{each}/" for each in FOLDERS))]


def source(page: str) -> str:
    """The Markdown of a page."""
    return (ROOT / f"{page}.md").read_text("utf-8")


def wrong_answers(text: str) -> list[str]:
    """The wrong answers of a chapter's source, as typed."""
    section = re.search(r"^## Wrong answers\n(.*?)(?=^## )", text, re.M | re.S)
    if section is None:
        return []
    quoted = re.compile(r'^(?:\*\*|### )"(.*)"(?:\*\*)?$', re.M)
    return [match[1] for match in quoted.finditer(section[1])]


def questions(text: str) -> list[str]:
    """The questions of a chapter that have wrong answers."""
    return re.findall(r"^:::\{predict\} (.*)$", text, re.M)


def words(text: str) -> list[str]:
    """What is left of a text when roles, formulas and markup are taken out."""
    return re.findall(r"[a-z]{2,}", ROLE.sub(" ", text).lower())


def shown(tag: Tag) -> list[str]:
    """The words that an element shows, formulas aside."""
    tag = BeautifulSoup(str(tag), "html.parser")
    for formula in tag.select(".math"):
        formula.decompose()
    return re.findall(r"[a-z]{2,}", tag.text.lower())


def within(few: list[str], many: list[str]) -> bool:
    """Whether words occur among others, in their order."""
    rest = iter(many)
    return all(word in rest for word in few)


def missing(typed: list[str], listed: list[Tag]) -> list[str]:
    """What a page does not list, in the order of the sources, or lists too much."""
    if len(typed) != len(listed):
        return [f"{len(typed)} in the sources, {len(listed)} on the page"]
    pairs = zip(typed, listed, strict=True)
    return [text for text, tag in pairs if not within(words(text), shown(tag))]


def front_matter(page: str) -> dict[str, Any]:
    """The front matter of a page."""
    found: dict[str, Any] = yaml.safe_load(source(page).split("---")[1])
    return found


@pytest.fixture(scope="module")
def page(site: Path) -> Any:
    """Read a page of the built book."""

    def read(name: str) -> BeautifulSoup:
        return BeautifulSoup((site / f"{name}.html").read_text("utf-8"), "html.parser")

    return read


def parts(index: BeautifulSoup) -> Iterator[tuple[str, Tag]]:
    """Each chapter of the index of wrong answers, with its part."""
    for section in index.select("section[id^=wrong-answers-of-]"):
        link = section.select_one("h3 a, h4 a")
        assert link
        yield "book/back/" + link["href"].removesuffix(".html"), section


def test_the_index_lists_every_wrong_answer_of_every_chapter(page) -> None:
    typed = [text for each in chapters() for text in wrong_answers(source(each))]
    listed = page("book/back/wrong-answers").select("dl.wo-wrong-answers > dt")
    predicted = [text for each in chapters() for text in questions(source(each))]
    answers = [tag for tag in listed if "#predict-" not in str(tag)]
    asked = [tag for tag in listed if "#predict-" in str(tag)]
    assert len(typed) > 60
    assert missing(typed, answers) == []
    assert missing(predicted, asked) == []


def test_every_wrong_answer_in_the_index_is_refuted_there(page) -> None:
    for tag in page("book/back/wrong-answers").select("dl.wo-wrong-answers > dd"):
        assert len(tag.text.split()) > 3, tag


def test_every_chapter_with_wrong_answers_leads_to_its_part_of_the_index(page) -> None:
    index = page("book/back/wrong-answers")
    ids = {section["id"] for section in index.select("section[id]")}
    for each in chapters():
        if wrong_answers(source(each)):
            link = page(each).select_one("p.wo-to-index a")
            assert link, each
            address, anchor = link["href"].split("#")
            assert address.endswith("back/wrong-answers.html")
            assert anchor in ids
            assert anchor.endswith(each.replace("/", "-"))


def test_the_page_on_checks_shows_the_counts_of_the_campaign_of_faults(page) -> None:
    with (ROOT / "book/back/faults.csv").open(newline="", encoding="utf-8") as file:
        counts = list(csv.reader(file))
    rows = page("book/back/checked").select("#when-something-goes-wrong table tr")
    assert [[cell.get_text() for cell in row.select("th, td")] for row in rows] == counts


def test_every_chapter_names_homework_that_it_settles() -> None:
    assert [each for each in chapters() if not front_matter(each).get("homework")] == []


def test_the_page_for_teachers_lists_all_homework_with_links(page) -> None:
    typed = [text for each in chapters() for text in front_matter(each)["homework"]]
    rows = page("book/back/teachers").select("table.wo-homework tbody tr")
    assert missing([text.split("→")[0] for text in typed], rows) == []
    for text, row in zip(typed, rows, strict=True):
        assert len(row.select("a")) == 1 + text.split("→")[1].count("`") // 2


def test_the_page_for_teachers_has_the_minutes_and_the_head_of_every_chapter(page) -> None:
    teachers = page("book/back/teachers")
    rows = [
        [cell.text.strip() for cell in row.select("td")]
        for row in teachers.select("table.wo-overview tbody tr")
    ]
    minutes = [row[2] for row in rows if row[0] != "Together"]
    assert minutes == [str(front_matter(each)["minutes"]) for each in chapters()]
    heads = teachers.select(".wo-head")
    objectives = [" ".join(front_matter(each)["objectives"]) for each in chapters()]
    assert missing(objectives, heads) == []


def test_the_page_of_the_package_has_each_thing_that_its_source_names_with_its_description(
    page,
) -> None:
    api = page("book/back/api")
    named = re.findall(r"^\.\. auto(?:function|class):: (\S+)$", source("book/back/api"), re.M)
    assert len(named) > 40
    for name in named:
        module, _, thing = name.rpartition(".")
        first = inspect.getdoc(getattr(importlib.import_module(module), thing)).splitlines()[0]
        described = api.find(id=name)
        assert described, name
        assert within(words(first.replace("`", "")), shown(described.parent)), name


def test_the_corrections_list_what_moved(page) -> None:
    corrections = page("book/back/corrections").text
    moved = changes(recorded("*")).moved
    assert ("No recorded mean has moved." in corrections) == (not moved)
    assert [each.arm for each in moved if each.arm not in corrections] == []


# The comparison itself, on lists with one fault.

TAGS = BeautifulSoup("<p>One of <span class='math'>sin</span> them</p><p>Two</p>", "html.parser")


def test_a_complete_list_passes() -> None:
    assert missing(["One of $x$ **them**", "Two"], TAGS.select("p")) == []


@pytest.mark.parametrize(
    "typed", [["One of them"], ["Two", "One of them"], ["One of these", "Two"], []], ids=str
)
def test_a_list_that_lacks_something_is_found(typed: list[str]) -> None:
    assert missing(typed, TAGS.select("p"))


# The numbers of a homework question are found where it is said to be settled.

NUMBER = re.compile(r"\d+(?:\.\d+)?")
SPACES = re.compile("[\N{NO-BREAK SPACE}\N{NARROW NO-BREAK SPACE}\N{THIN SPACE}]")


def numbers(text: str) -> set[str]:
    """The numbers in a text, groups of thousands joined."""
    return set(NUMBER.findall(re.sub(r"(?<=\d)[,\s](?=\d{3}\b)", "", SPACES.sub(" ", text))))


def not_found(question: str, places: list[Tag]) -> set[str]:
    """The numbers of a question that none of the places has."""
    return numbers(question) - set().union(*(numbers(place.get_text(" ")) for place in places))


def test_each_link_of_a_homework_question_leads_to_the_numbers_of_the_question(page) -> None:
    missing_numbers = {}
    for row in page("book/back/teachers").select("table.wo-homework tbody tr"):
        question, settled = row.select("td")
        places = []
        for link in settled.select("a[href*='#']"):
            address, anchor = link["href"].split("#")
            place = page(f"book/{address.removeprefix('../').removesuffix('.html')}").find(
                id=anchor
            )
            assert place is not None, link["href"]
            places.append(place if place.name == "section" else place.find_parent("section"))
        left = not_found(question.get_text(" "), places) if places else set()
        if left:
            missing_numbers[question.get_text(" ").strip()] = left
    assert missing_numbers == {}


def test_a_number_that_no_place_has_is_found() -> None:
    place = BeautifulSoup("<section>0.497 and 10,000 of 20 × 20</section>", "html.parser").section
    assert not_found("0.497 on 10 000 images of 20 × 20?", [place]) == set()
    assert not_found("0.508 on 20 images", [place]) == {"0.508"}
