"""Silent units and networks without biases on the plane, held against exact arithmetic."""

from fractions import Fraction
from itertools import pairwise

import pytest
import torch

from workedout.derivations import relu_plane as d
from workedout.networks.models import Plane


def drawn(seed, count):
    random = torch.Generator().manual_seed(seed)
    return [Fraction(n, 7) for n in torch.randint(-20, 21, (count,), generator=random).tolist()]


@pytest.mark.parametrize("seed", range(10))
def test_a_weighted_sum_is_the_mean_of_those_at_the_corners_in_fractions(seed):
    w_1, w_2, b, *rest = drawn(seed, 11)
    x, *corners = [tuple(rest[k : k + 2]) for k in (0, 2, 4, 6)]

    def s(point):
        return w_1 * point[0] + w_2 * point[1] + b

    def area(a, c):
        return (a[0] - x[0]) * (c[1] - x[1]) - (a[1] - x[1]) * (c[0] - x[0])

    areas = [area(corners[1], corners[2]), area(corners[2], corners[0]),
             area(corners[0], corners[1])]  # fmt: skip
    values = dict(zip((*d.areas, *d.sums), (*areas, *map(s, corners)), strict=True))
    as_printed = d.MEAN_OF_CORNERS.right.subs(values)
    assert as_printed == sum(areas) * s(x)
    assert d.MEAN_OF_CORNERS.wrong.subs(values) != as_printed


@pytest.mark.parametrize("hidden", [(2,), (3, 2), (4, 4, 4)], ids=str)
def test_without_biases_a_network_of_any_depth_is_homogeneous_in_fractions(hidden):
    widths = (2, *hidden, 1)
    layers = [
        [drawn(10 * place + row, inputs) for row in range(units)]
        for place, (inputs, units) in enumerate(pairwise(widths))
    ]

    def output(x):
        for place, layer in enumerate(layers):
            x = [sum(w * each for w, each in zip(row, x, strict=True)) for row in layer]
            if place < len(layers) - 1:
                x = [max(Fraction(0), each) for each in x]
        return x[0]

    for seed in range(20):
        x, (factor,) = drawn(seed, 2), drawn(seed + 100, 1)
        assert output([abs(factor) * each for each in x]) == abs(factor) * output(x)


@pytest.mark.parametrize("seed", range(10))
def test_the_formula_is_the_network_of_the_book_without_biases(seed):
    torch.manual_seed(seed)
    network = Plane((2,), hidden_bias=False, output_bias=False)().double()
    (w_1, w_2), (u_1, u_2) = network[0].weight.tolist()
    v_1, v_2 = network[2].weight[0].tolist()
    x, alpha = torch.randn(2, dtype=torch.float64), 1.7
    values = dict(
        zip(
            (d.w_1, d.w_2, d.u_1, d.u_2, d.v_1, d.v_2, d.x_1, d.x_2, d.alpha),
            (w_1, w_2, u_1, u_2, v_1, v_2, *x.tolist(), alpha),
            strict=True,
        )
    )
    output = network[:3](alpha * x).item()
    for side in (d.HOMOGENEOUS.left, d.HOMOGENEOUS.right):
        spelled_out = side.subs(d.HOMOGENEOUS.where).subs(values)
        assert float(spelled_out.doit()) == pytest.approx(output, abs=1e-13)
