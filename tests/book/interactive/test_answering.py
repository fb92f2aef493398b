"""Figures that answer have their knobs on the page, and a picture that its script does not know."""

import gzip
from pathlib import Path

import pytest
from tiny_book import ROOT, build_book

from workedout.display import Table
from workedout.figures.kit.answering import answering, moved
from workedout.figures.kit.drawing import drawing

EXTENSION = ["workedout_book.interactive.answering"]
FOLDER = str(ROOT / "book/_assets/figures")
RAW = "# A title\n\n```{raw} html\n<figure>%s<figcaption>A caption.</figcaption></figure>\n```\n"
MARKS = ("inside", "factor", "here")


def figure(name="interval-width", first=None, marks=MARKS):
    """A figure of the script that the name names, with a line for every mark."""
    with drawing(2.0) as (canvas, (place,)):
        for mark in marks:
            moved(mark, *place.plot([0, 1], [0, 1]))
    state = {"w": 6.9} if first is None else first
    return answering(canvas, name, state, "Some lines that all rise.", Table(("a",), (("1",),)))


def page(made):
    return RAW % made._repr_html_()


@pytest.fixture(scope="module")
def book(tmp_path_factory):
    pages = {"index.md": page(figure()), "other.md": "# Another\n\n`<div class='wo-answers'>`\n"}
    return build_book(
        tmp_path_factory.mktemp("answering"), pages, EXTENSION, answering_folder=FOLDER
    )


def assets(book, name):
    soup = book.soup(name)
    found = [tag.get("src") or tag.get("href") or "" for tag in soup.find_all(["script", "link"])]
    return [address.split("?")[0].rsplit("/")[-1] for address in found]


def test_the_book_builds_without_a_warning(book):
    assert book.warnings == ""


def test_the_knob_is_a_labelled_range_that_stands_at_the_first_value(book):
    knob = book.soup().select_one(".wo-knobs input[type=range]")
    label = book.soup().select_one(f"label[for='{knob['id']}']")
    assert label.text == "size of the weight, |w|"
    assert knob["aria-valuetext"] == "6.9"
    assert book.soup().select_one(f"output[for='{knob['id']}']").text == "6.9"


def test_the_first_answer_stands_on_the_page_and_is_announced_from_there(book):
    said = book.soup().select_one(".wo-answer").text
    assert said.startswith("With |w| = 6.9 the factor is at most 1.73")
    assert book.soup().select_one(".wo-knobs [role=status]").text == said


def test_the_knobs_stand_between_the_drawing_and_its_numbers(book):
    within = book.soup().select_one(".wo-figure").find_all(recursive=False)
    assert [tag.name for tag in within] == ["svg", "div", "details"]
    assert within[1]["class"] == ["wo-knobs"]


def test_scripts_are_loaded_where_a_figure_is_and_nowhere_else(book):
    wanted = {"figures-kit.js", "interval_width.js", "view.js", "figures.css"}
    assert wanted <= set(assets(book, "index"))
    assert not wanted & set(assets(book, "other"))
    assert "momentum_region.js" not in assets(book, "index")


def test_the_kit_is_one_file(book):
    kit = Path(book.output, "_static/figures-kit.js").read_text("utf-8")
    assert "const figuresFigure" in kit
    assert kit.count('"use strict"') >= 5


def test_scripts_and_style_of_a_figure_weigh_less_than_twelve_kilobytes_compressed(book):
    static = Path(book.output, "_static")
    files = ["figures-kit.js", "figures/view.js", "figures/figures.css"]
    files += ["figures/models/interval_width.js"]
    assert sum(len(gzip.compress((static / file).read_bytes())) for file in files) < 12_000


FAULTS = {
    "a script that there is not": (figure(name="no-such"), "no script has the name 'no-such'"),
    "another first state": (figure(first={"w": 7}), "the picture shows {'w': 7}"),
    "another knob": (figure(first={"b": 6.9}), "its knobs begin at {'w': 6.9}"),
    "a mark too few": (figure(marks=MARKS[:2]), "its script moves ['factor', 'here', 'inside']"),
}


@pytest.mark.parametrize(("made", "said"), FAULTS.values(), ids=FAULTS)
def test_a_picture_that_the_script_does_not_know_fails_the_build(tmp_path, made, said):
    book = build_book(tmp_path, {"index.md": page(made)}, EXTENSION, answering_folder=FOLDER)
    assert book.status == 1
    assert said in book.warnings


def test_a_notebook_has_the_picture_alone():
    html = figure()._repr_html_()
    assert "<input" not in html
    assert "<div class='wo-answers'" in html


def test_a_figure_without_a_mark_that_moves_is_refused():
    with drawing(2.0) as (canvas, (place,)):
        place.plot([0, 1], [0, 1])
    with pytest.raises(ValueError, match="expected marks that move"):
        answering(canvas, "still", {}, "Some lines that all rise.", Table(("a",), (("1",),)))
