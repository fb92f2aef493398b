"""The diagram of the worked pass shows the values that were computed, each at its step."""

import re
from fractions import Fraction

import numpy as np
import pytest

from workedout.figures.worked_pass import GIVEN, worked_pass
from workedout.figures.worked_pass_words import factor, number
from workedout.from_scratch.dense import one_example, softsign, softsign_slope


def exact(rows):
    return np.array([[Fraction(v) for v in row] for row in rows])


X, Y = exact([["2/3"], [1]]), exact([[5]])
LAYERS = [
    (exact([[1, 7], [-2, "1/9"], ["1/2", 11]]), exact([[1], [2], [3]])),
    (exact([[2, 13, -3]]), exact([["1/17"]])),
]
DONE = one_example(X, Y, LAYERS, softsign, softsign_slope)
DIAGRAM = worked_pass(DONE, X, Y, LAYERS)
PARTS = re.findall(r"<g data-since='(\d+)' data-lit='([\d ]*)'>(.*?)</g>", DIAGRAM.svg)


def shown(step):
    """The texts of the drawing up to a step."""
    return [
        re.sub(r"<[^>]*>", "", text)
        for since, _, body in PARTS
        if int(since) <= step
        for text in re.findall(r"<text.*?</text>", body)
    ]


def test_all_values_and_derivatives_stand_in_the_drawing_in_the_end():
    texts = shown(len(DIAGRAM.steps))
    for pair, by_pair in zip(LAYERS, DONE.gradients, strict=True):
        for part, by_part in zip(pair, by_pair, strict=True):
            assert {number(v) for v in part.flat} <= set(texts)
            assert {f"∂ {number(v)}" for v in by_part.flat} <= set(texts)
    for column in (*DONE.sums, DONE.outputs[1]):
        assert {number(v) for v in column.flat} <= set(texts)
    assert number(DONE.loss) in texts


def test_at_first_there_are_the_given_numbers_and_no_derivative():
    texts = shown(GIVEN)
    assert {number(v) for pair in LAYERS for part in pair for v in part.flat} <= set(texts)
    assert number(DONE.sums[0][0, 0]) not in texts
    assert not [text for text in texts if re.match(r"∂ .*\d", text)]


def test_the_loss_comes_before_every_derivative():
    loss = next(s for s in range(1, 15) if number(DONE.loss) in shown(s))
    assert not [text for text in shown(loss) if re.match(r"∂ .*\d", text)]
    assert f"∂ {number(DONE.errors[1][0, 0])}" in shown(loss + 1)


def test_the_words_of_a_step_have_its_numbers():
    words = [re.sub(r"<[^>]*>", "", step) for step in DIAGRAM.steps]
    assert number(DONE.sums[0][0, 0]) in words[1]
    assert words[5].count(number(DONE.loss)) == 1
    assert f"= {number(DONE.errors[0][2, 0])}." in words[11]


def test_the_table_has_every_parameter_and_every_sum_and_output():
    assert len(DIAGRAM.table.rows) == 13 + 6 + 1 + 1
    rows = {name: (value, by) for name, value, by in DIAGRAM.table.rows}
    assert rows["w¹₂₁"] == ("−2", number(DONE.gradients[0][0][1, 0]))
    assert rows["b²₁"] == ("1/17", number(DONE.gradients[1][1][0, 0]))
    assert rows["x¹₃"][1] == number(-3 * DONE.errors[1][0, 0])


def test_another_network_is_refused():
    with pytest.raises(ValueError, match="expected weights of a 2-3-1 network"):
        worked_pass(DONE, X, Y, LAYERS[:1])


def test_a_negative_factor_stands_in_brackets():
    assert factor(Fraction(-3, 4)) == "(−3/4)"
    assert factor(Fraction(3, 4)) == "3/4"
