"""Small networks as diagrams: each weight on its edge, no label on another."""

import re
from fractions import Fraction

import numpy as np
import pytest

from workedout.derivations.logic import XOR_HAT
from workedout.figures.kit.label_places import Box, along, placed
from workedout.figures.kit.network_diagram import Dense, bias_place, network_diagram
from workedout.figures.kit.symbols import as_text

HIDDEN = Dense(
    np.array([[1, -2], [-2, -1], [Fraction(1, 2), -2]], dtype=object), [1, 2, 1], "softsign"
)
OUTPUT = Dense([[2, 2, -3]], [1])
THREE = network_diagram("tried", {"": [HIDDEN, OUTPUT]})


def texts(figure):
    """What stands in a drawing, one string a label."""
    found = re.findall(r"<text\b.*?</text>", figure.svg, flags=re.DOTALL)
    return [re.sub(r"\s|<[^>]*>", "", each) for each in found]


def test_the_words_list_the_layers_and_every_weight():
    assert THREE.alt.startswith(
        "A network of 2 inputs, 3 hidden units (softsign) and 1 output (no activation)."
    )
    assert "hidden unit 3: 1/2 from input 1, \N{MINUS SIGN}2 from input 2 and bias 1" in THREE.alt
    assert "output: 2 from hidden unit 1, 2 from hidden unit 2, \N{MINUS SIGN}3" in THREE.alt


def test_the_table_has_each_parameter_with_its_name():
    rows = {row[0]: row[1:] for row in THREE.table.rows}
    assert len(rows) == 13
    assert rows["w¹₁₂"] == ("input 2", "hidden unit 1", "\N{MINUS SIGN}2")
    assert rows["b²₁"] == ("", "output", "1")


def test_weights_are_named_in_the_drawing():
    drawn = " ".join(texts(THREE))
    assert drawn.count("w") == 9
    assert {"inputs", "output"} <= set(texts(THREE))


def test_numbers_may_stand_alone():
    drawn = network_diagram("alone", {"": [HIDDEN, OUTPUT]}, numbers_alone=True)
    assert not [each for each in texts(drawn) if "w" in each]
    assert "1/2" in texts(drawn)
    assert drawn.alt == THREE.alt


def test_a_symbol_stands_as_it_is():
    layers = [Dense([["w_1", "w_2"]] * 2, ["b"] * 2, "sigmoid"), Dense([["u", "u"]], [], "tanh")]
    figure = network_diagram("symbols", {"": layers})
    assert "hidden unit 2: w₁ from input 1, w₂ from input 2 and bias b" in figure.alt
    assert figure.alt.endswith("output: u from hidden unit 1 and u from hidden unit 2.")


def test_networks_below_one_another_have_their_titles():
    layers = [Dense(each.weights, each.biases) for each in XOR_HAT.layers]
    figure = network_diagram("two", {"hat": layers, "one": [Dense([[1, 1]], [0], "ReLU")]})
    assert {row[0] for row in figure.table.rows} == {"hat", "one"}
    assert ("one", "w₂", "input 2", "output", "1") in figure.table.rows
    assert "one: a network of 2 inputs and 1 output (ReLU)" in figure.alt


@pytest.mark.parametrize(
    ("layers", "said"),
    [
        ([Dense([[1, 2]], [0]), Dense([[1, 2]], [0])], "layer 2: expected 1 inputs a unit"),
        ([Dense([[1, 2], [1]], [0, 0])], "layer 1: expected 2 inputs a unit"),
        ([Dense([[1, 2], [1, 2]], [0])], "layer 1: expected a bias for each unit"),
    ],
    ids=["widths", "rows", "biases"],
)
def test_layers_that_do_not_fit_are_refused(layers, said):
    with pytest.raises(ValueError, match=said):
        network_diagram("wrong", {"": layers})


SOURCES, UNITS = [(0, 0.5), (0, 1.6)], [(2, 0), (2, 1.05), (2, 2.1)]
EDGES = [(source, unit) for unit in UNITS for source in SOURCES]


def test_labels_on_crossing_edges_do_not_overlap():
    boxes = placed(EDGES, [(0.6, 0.19)] * len(EDGES))
    pairs = [(a, b) for n, a in enumerate(boxes) for b in boxes[:n]]
    assert not [pair for pair in pairs if pair[0].overlap(pair[1]) > 0]
    assert all(box.span(edge) for box, edge in zip(boxes, EDGES, strict=True))


@pytest.mark.parametrize(
    ("edge", "side"),
    [(((-1, 2), (0, 0)), "above"), (((-1, -2), (0, 0)), "below"), (((-1, 0), (0, 0)), "below")],
    ids=["an edge from below", "an edge from above", "no edge in the way"],
)
def test_a_bias_stands_where_no_edge_passes(edge, side):
    place = bias_place((0, 0), "$b$ = 0", [], [edge])
    assert place.span(edge) is None
    assert ("below" if place.y > 0 else "above") == side


def test_a_label_keeps_clear_of_a_box_in_its_way():
    in_the_way = Box(1, 0, 0.5, 0.5)
    (box,) = placed([((0, 0), (2, 0))], [(0.3, 0.2)], [in_the_way])
    assert box.overlap(in_the_way) == 0


def test_boxes_that_do_overlap_share_an_area():
    assert Box(0, 0, 2, 2).overlap(Box(1, 1, 2, 2)) == 1


@pytest.mark.parametrize(
    ("edge", "part"),
    [
        (((-2, 0), (2, 0)), (0.25, 0.75)),
        (((0, -2), (0, 2)), (0.25, 0.75)),
        (((-2, 5), (2, 5)), None),
        (((5, -2), (5, 2)), None),
        (((-3, 0), (0, 3)), None),
    ],
    ids=["across", "up", "above", "beside", "past a corner"],
)
def test_a_box_says_which_part_of_an_edge_it_covers(edge, part):
    assert Box(0, 0, 2, 2).span(edge) == part


def test_a_share_of_the_way():
    assert along(((0, 0), (4, 2)), 0.25) == (1, 0.5)


@pytest.mark.parametrize(
    ("name", "text"),
    [("w^1_{12}", "w¹₁₂"), ("x_2", "x₂"), (r"\ell", "ℓ"), ("-u", "\N{MINUS SIGN}u"), ("s^3", "s³")],
)
def test_symbols_have_a_plain_form(name, text):
    assert as_text(name) == text
