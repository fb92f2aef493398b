"""Figures that answer: what their first state says in words and in its table."""

import re

import pytest

from workedout.display import Table
from workedout.figures import (
    batch_norm,
    convolution,
    dropout,
    gradients,
    hyperparameters,
    logic,
    loss,
    pooling,
    weight_decay,
)
from workedout.figures.kit.answering import answering, boxes, moved
from workedout.figures.kit.drawing import drawing

TABLE = Table(("a",), (("1",),))
ALT = "A line and two boxes."

# For each a part of what it says, and a row of its table.
SAID = {
    "a chain of slopes": (gradients.slope_product(4, 0.5, 3), "it comes to 1", ("3", "1")),
    "a gate": (logic.gate(-1), "11 gives 1", ("11", "1")),
    "a rate of one half": (
        hyperparameters.parabola_rate(0.5, 1),
        "from 2 to 1.8e-12",
        ("2", "0.5", "0.125"),
    ),
    "the best of two": (
        hyperparameters.best_of_runs(0.02, 2, 100),
        "0.56 standard deviations above",
        ("2", "0.564", "0.564"),
    ),
    "equal logits": (
        loss.softmax_loss((1, 1, 1)),
        "0.33, 0.33 and 0.33",
        ("label", "1", "0.3333", "1.0986"),
    ),
    "a batch": (
        batch_norm.normalised_batch(2, -1),
        "with mean −1 and",
        ("1", "−4.000", "−1.589"),
    ),
    "even pulls": (weight_decay.decay_gradient(1, 1), "they cancel at 0.500", ("1", "1.4000")),
    "wide windows": (convolution.windows(7, 3, 1, 0, 2), "3 windows", ("1", "0, 2 and 4")),
    "a shift by a window": (pooling.pooled_shift(3, 3), "the largest by 100", ("means", "1.095")),
    "no bend": (dropout.mask_averages(0.5, 5), "settles near 5.500", ("all 16", "5.500")),
}


@pytest.mark.parametrize(("figure", "words", "row"), SAID.values(), ids=SAID)
def test_the_first_state_is_told_in_words_and_in_a_table(figure, words, row):
    assert words in figure.alt
    assert row in figure.table.rows


def test_the_axes_say_where_their_ends_are_drawn():
    with drawing(2.0, columns=2) as (canvas, (left, right)):
        moved("line", *left.plot([0, 1], [0, 1]))
        right.set(xscale="log", xlim=(1, 100), ylim=(-1, 1))
    figure = answering(canvas, "ends", {}, ALT, TABLE)
    one, other = figure.facts["axes"]
    assert one["x"]["log"] is False
    assert other["x"]["log"] is True
    assert other["x"]["domain"] == [1, 100]
    assert one["x"]["range"][1] < other["x"]["range"][0]
    assert other["y"]["range"][0] > other["y"]["range"][1]  # the drawing counts downwards


def test_the_ends_of_an_axis_are_those_of_its_frame():
    with drawing(2.0) as (canvas, (place,)):
        moved("line", *place.plot([2, 5], [1, 3], clip_on=False))
        place.set(xlim=(2, 5), ylim=(1, 3))
    figure = answering(canvas, "frame", {}, ALT, TABLE)
    drawn = re.search(
        r'data-mark="line">\s*<path d="M ([\d.]+) ([\d.]+) \s*L ([\d.]+) ([\d.]+)', figure.svg
    )
    left, low, right, high = map(float, drawn.groups())
    (ends,) = figure.facts["axes"]
    assert ends["x"]["range"] == pytest.approx([left, right], abs=1e-3)
    assert ends["y"]["range"] == pytest.approx([low, high], abs=1e-3)


def test_boxes_are_one_mark():
    with drawing(2.0) as (canvas, (place,)):
        boxes(place, "cells", [(0, 0, 1, 1), (2, 0, 3, 1)], color="k")
        place.set(xlim=(0, 3), ylim=(0, 1))
    figure = answering(canvas, "cells", {}, ALT, TABLE)
    assert figure.svg.count('data-mark="cells"') == 1
    assert figure.facts["marks"] == ["cells"]


def test_a_notebook_gets_the_drawing_and_an_empty_place():
    html = gradients.slope_product()._repr_html_()
    assert html.count("<svg") == 1
    assert re.search(r"<div class='wo-answers'[^>]*></div><details", html)
    assert html.endswith("</details></div>")
