"""The figures of the chapter on the arithmetic of convolutions say what their data say."""

import re

import numpy as np

from workedout.figures.convolution import rings, zeros_seen
from workedout.figures.sliding import sliding
from workedout.from_scratch.windows import Window

IMAGE = np.array([[0, 3, 1], [4, 0, 0], [2, 5, 7]])
WEIGHTS = np.array([[1, 0, -1], [2, 0, -2], [1, 0, -1]])
DIAGRAM = sliding(IMAGE, WEIGHTS, 1, Window(3, 1, 1, 2))
PARTS = re.findall(r"<g data-since='(\d+)' data-lit='([\d ]*)'>(.*?)</g>", DIAGRAM.svg)


def numbers_shown(step):
    """The numbers of the drawing up to a step."""
    return [
        text
        for since, _, body in PARTS
        if int(since) <= step
        for text in re.findall(r">(−?\d+)</text>", body)
    ]


def test_a_step_for_what_is_given_one_for_each_place_and_an_end():
    assert len(DIAGRAM.steps) == 1 + 4 + 1
    assert "Given: an image of 3 × 3" in DIAGRAM.steps[0]
    assert "4 places" in DIAGRAM.steps[-1]


def test_the_words_of_a_step_work_the_output_out():
    # Window on rows and columns −1 to 1: 0 · 0 − 2 · 3 in its middle row, −1 · 0 in its last.
    assert "row 1, column 1: (−2) · 3 + 1 = −5" in DIAGRAM.steps[1]
    assert "Five of the 9 products see padding" in DIAGRAM.steps[1]
    # On rows 1 to 3, columns 1 to 3: 2 · 5 in its middle row.
    assert "row 2, column 2: 2 · 5 + 1 = 11" in DIAGRAM.steps[4]


def test_an_output_appears_at_its_step_and_not_before():
    for step in range(1, 7):
        assert len(numbers_shown(step)) == 5 * 5 + 9 + min(max(step - 1, 0), 4)


def test_nine_numbers_light_up_for_each_place():
    for step in range(2, 6):
        lit = [body for _, steps, body in PARTS if str(step) in steps.split()]
        assert len(lit) == 9 + 1


def test_the_table_lists_image_filter_and_output():
    rows = dict(DIAGRAM.table.rows)
    assert rows["image, row 3"] == "2  5  7"
    assert rows["filter, row 2"] == "2  0  −2"
    assert rows["output, row 1"] == "−5  7"


def test_the_share_of_zeros_is_told_for_each_kernel():
    figure = zeros_seen((1, 2), range(4, 60), (4, 56))
    assert ("3 × 3", "4", "30.6") in figure.table.rows
    assert "3 × 3, 31 and 2 per cent at 4 and 56 pixels" in figure.alt


def test_the_maps_tell_which_share_differs():
    differs = np.zeros((4, 4), dtype=bool)
    differs[0] = True
    figure = rings({"1 layer": differs, "2 layers": ~differs})
    assert figure.table.rows == (
        ("1 layer", "25\N{NO-BREAK SPACE}%"),
        ("2 layers", "75\N{NO-BREAK SPACE}%"),
    )
    assert "1 layer, 25" in figure.alt
