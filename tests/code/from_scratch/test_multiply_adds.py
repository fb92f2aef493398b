"""Multiplications counted in two ways that know nothing of the formulas."""

import pytest

from workedout.derivations.pass_costs import BACKWARD_COST, L, multiply_adds, n
from workedout.from_scratch.multiply_adds import by_counting, by_flop_counter, of_image
from workedout.networks.models import Bench, Cnn, Mlp

LAYOUTS = [(784, 100, 10), (5, 4, 3, 2, 1), (7, 3), (6, 6, 6)]


def hidden_slopes(widths, batch):
    """Products entry by entry: a slope for each hidden unit and example."""
    return batch * sum(widths[1:-1])


@pytest.mark.parametrize("batch", [1, 4])
@pytest.mark.parametrize("widths", LAYOUTS, ids=str)
def test_the_formulas_count_what_happens(widths, batch):
    ahead, back = multiply_adds(widths, batch)
    assert by_flop_counter(widths, batch) == (ahead, back)
    assert by_counting(widths, batch) == (ahead, back + hidden_slopes(widths, batch))


@pytest.mark.parametrize("widths", LAYOUTS, ids=str)
def test_with_derivatives_by_the_inputs_it_is_twice(widths):
    ahead, back = by_flop_counter(widths, inputs_too=True)
    assert back == 2 * ahead


def test_the_rule_of_thumb_is_wrong_for_the_book_s_network():
    ahead, back = by_flop_counter((784, 100, 10))
    assert (ahead, back) == (79_400, 80_400)
    known = {L: 2, n[0]: 784, n[1]: 100, n[2]: 10}
    assert BACKWARD_COST.wrong.subs(known).doit().subs(known) == 2 * ahead != back


# By hand: places times weights of each convolution, and the weights of each dense layer.
OF_IMAGE = {
    Mlp((20,)): 784 * 20 + 20 * 10,
    Bench((2, 4)): 28 * 28 * 9 * 2 + 14 * 14 * 9 * 2 * 4 + 4 * 49 * 10,
    Cnn(((2, 3),), 5, 6): 28 * 28 * 25 * (2 + 6) + 3 * 196 * 6 + 60,
}


@pytest.mark.parametrize(("network", "count"), OF_IMAGE.items(), ids=map(str, OF_IMAGE))
def test_reading_one_image_takes_as_many_as_by_hand(network, count):
    assert of_image(network()) == count
