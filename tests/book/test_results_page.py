"""The page of results, in the built book, holds every record of the catalogue."""

from pathlib import Path

import pytest
from bs4 import BeautifulSoup, Tag

from workedout.experiments.catalogue import QUESTIONS
from workedout.experiments.specification import Experiment
from workedout.results.tables import (
    Results,
    finals,
    readings_of_the_test_set,
    recorded,
    table_of_finals,
)

EXPERIMENTS = [each for each in QUESTIONS.values() if isinstance(each, Experiment)]


@pytest.fixture(scope="module")
def page(site: Path) -> BeautifulSoup:
    return BeautifulSoup((site / "book/back/results.html").read_text("utf-8"), "html.parser")


@pytest.fixture(scope="module")
def records() -> list[Results]:
    return list(recorded("*"))


def cells_of(table: Tag) -> list[tuple[str, ...]]:
    rows = table.find("tbody").find_all("tr")
    return [tuple(cell.get_text() for cell in row.find_all(["th", "td"])) for row in rows]


def table_in(page: BeautifulSoup, section: str) -> list[tuple[str, ...]]:
    return cells_of(page.find("section", id=section).find("table", class_="wo-table"))


def test_each_question_has_its_place_in_the_order_of_the_book(page: BeautifulSoup) -> None:
    headings = [each["id"] for each in page.select("h3[id^=results-]")]
    assert headings == [f"results-{question.name}" for question in QUESTIONS.values()]


@pytest.mark.parametrize("question", EXPERIMENTS, ids=lambda each: each.name)
def test_the_page_shows_the_rows_of_the_record(page: BeautifulSoup, question: Experiment) -> None:
    shown = page.find(id=f"results-{question.name}").find_parent("div", class_="wo-results")
    (result,) = recorded(question.name)
    assert cells_of(shown.find("table")) == list(result.table.rows)


def test_the_page_has_one_row_for_each_final(page: BeautifulSoup, records: list[Results]) -> None:
    shown = table_in(page, "the-finals")
    assert shown == list(table_of_finals(records).rows)
    catalogued = [
        f"{each.name}: {arm.name}"
        for each in EXPERIMENTS
        for arm in each.arms
        if arm.data.reads_test_set
    ]
    assert [row[0] for row in shown] == catalogued


def test_the_page_lists_what_read_the_test_set(page: BeautifulSoup, records: list[Results]) -> None:
    section = page.find("section", id="what-read-the-test-set")
    expected = readings_of_the_test_set(records).items
    assert [each.get_text() for each in section.select(".wo-readings > li")] == [
        f"{each.name} ({each.networks}): {each.specification}" for each in expected
    ]
    assert f"{len(finals(records))} finals" in section.get_text()
