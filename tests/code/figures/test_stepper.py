"""Diagrams to walk through: complete as they stand, and every step lights something up."""

import re

import pytest

from workedout.display import Table
from workedout.figures.kit.stepper import Part, box, line, raised, stepper, text

TABLE = Table(("value", "number"), (("a", "1"),))
ALT = "Two boxes joined by a line."
PARTS = [Part(box(0, 0, 10, 10), 1, (1,)), Part(line(0, 0, 5, 5) + text(1, 2, "a"), 2, (1, 2))]
STEPS = ["First <i>a</i>.", "Then b."]


def make(parts=PARTS, steps=STEPS):
    return stepper('The "walk"', (100, 50), parts, steps, ALT, TABLE)


def test_each_part_says_when_it_appears_and_when_it_is_lit():
    assert re.findall(r"data-since='(\d)' data-lit='([\d ]*)'", make().svg) == [
        ("1", "1"),
        ("2", "1 2"),
    ]


def test_the_page_has_all_steps_in_words_and_the_numbers():
    html = make()._repr_html_()
    assert html.startswith("<div class='wo-figure'>")
    assert "<li>First <i>a</i>.</li><li>Then b.</li>" in html
    assert "aria-label='The &quot;walk&quot;'" in html
    assert "<details class='wo-numbers'>" in html
    assert "<details class='wo-stepper-steps' open>" in html


def test_the_drawing_is_an_image_with_a_description():
    assert f"role='img' aria-label='{ALT}'" in make().svg
    assert repr(make()) == f"Figure: {ALT}"


def test_a_step_that_there_is_not_is_refused():
    with pytest.raises(ValueError, match=r"expected steps 1 to 2, got \[3\]"):
        make([*PARTS, Part("", 3)])


def test_a_step_that_lights_up_nothing_is_refused():
    with pytest.raises(ValueError, match=r"nothing lights up in the steps \[3\]"):
        make(steps=[*STEPS, "And nothing."])


def test_a_symbol_has_its_layer_above_and_its_unit_below():
    plain = re.sub(r"<[^>]*>", "|", raised("x", 0, 2))
    assert plain == "|x||0||2|"
    assert "dy" not in raised("x")
