"""A computational graph shows the numbers that were computed, on boxes that do not overlap."""

from fractions import Fraction

from workedout.figures.computational_graph import (
    BROAD,
    TALL,
    computational_graph,
    on_paper,
    places_of,
    rows_of,
)
from workedout.figures.kit.label_places import Box
from workedout.from_scratch.scalar_graph import applied, given, in_order, minus, plus, times


def unit():
    """One unit with two inputs, and half the squared difference to a target."""
    products = [
        times(f"p_{j}", given(f"w_{j}", Fraction(w)), given(f"x_{j}", Fraction(x)))
        for j, w, x in ((1, 1, 2), (2, -2, 1))
    ]
    error = minus("e", plus("s", *products, given("b", Fraction(1))), given("y", Fraction(3)))
    return applied(r"\ell", lambda v: v * v / 2, lambda v: v, error, "half square")


def shared():
    """A product that is used twice."""
    a = given("a", 2.0)
    product = times("p", a, given("b", -3.0))
    return times("r", plus("q", a, product), product)


def test_the_words_have_each_value_with_its_derivative():
    alt = computational_graph("tried", unit()).alt
    assert alt.startswith("Computational graph of ℓ.")
    assert "w₁ = 1, ∂ \N{MINUS SIGN}4" in alt
    assert "s = 1, ∂ \N{MINUS SIGN}2" in alt


def test_the_table_multiplies_local_and_upstream_on_each_edge():
    table = computational_graph("tried", unit()).table
    rows = {row[0]: row[1:] for row in table.rows}
    assert len(rows) == 10
    assert rows["x₂ to p₂"] == ("1", "\N{MINUS SIGN}2", "\N{MINUS SIGN}2", "4")


def test_numbers_that_are_no_fractions_have_three_digits():
    third = times("z", given("a", 1 / 3), given("b", 1.0))
    assert "a = 0.333, ∂ 1;" in computational_graph("tried", third).alt


def test_what_is_given_stands_right_above_where_it_is_used():
    nodes = in_order(unit())
    rows = {node.name: row for node, row in rows_of(nodes).items()}
    assert (rows["w_1"], rows["b"], rows["s"], rows["y"], rows["e"]) == (0, 1, 2, 2, 3)


def test_boxes_lie_apart():
    for result in (unit(), shared()):
        nodes = in_order(result)
        spots = on_paper(places_of(nodes, rows_of(nodes)))
        boxes = [Box(*spot, BROAD, TALL) for spot in spots.values()]
        pairs = [(a, b) for n, a in enumerate(boxes) for b in boxes[:n]]
        assert not [pair for pair in pairs if pair[0].overlap(pair[1]) > 0]


def test_no_edge_runs_through_a_box_of_another_number():
    for result in (unit(), shared()):
        nodes = in_order(result)
        spots = on_paper(places_of(nodes, rows_of(nodes)))
        for node in nodes:
            for source in node.sources:
                others = [spots[each] for each in nodes if each not in (node, source)]
                edge = spots[source], spots[node]
                assert not [spot for spot in others if Box(*spot, BROAD, TALL).span(edge)]
