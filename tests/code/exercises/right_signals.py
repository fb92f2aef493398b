"""Right answers to the exercises of the first part, as its solutions say them."""

from __future__ import annotations

import math
from fractions import Fraction
from typing import Any

from workedout.derivations.algebra.exact_networks import ExactNetwork, hidden_layer, output_unit


def parity(bits: int) -> ExactNetwork:
    turns = [1] + [2 * (-1) ** k for k in range(1, bits)]
    return ExactNetwork(
        (hidden_layer([[1] * bits] * bits, [-k for k in range(bits)]), output_unit(turns, 0))
    )


AND = ExactNetwork((output_unit([1, 1], -1, relu=True),))
NARROW = ExactNetwork(
    (hidden_layer([(1, 1)], [0]), hidden_layer([(1,), (1,)], [0, -1]), output_unit([1, -2], 0))
)


RIGHT: dict[str, Any] = {
    "ex-relu-pass": 8,
    "ex-inputs": (Fraction(15, 8), Fraction(-117, 16)),
    "ex-sigmoid-output": "x - y",
    "ex-width-ratio": Fraction(804, 794),
    "ex-by-differences": 79_511,
    "ex-single": (14.5, 29 / 3),
    "ex-corner": "1/2 + s/(2*h)",
    "ex-settle": (0.4928, 0.5216),
    "ex-biases": [3, 13, 25],
    "ex-leaky": "2/(n*(1 + alpha**2))",
    "ex-playground-width": (1.22, 24),
    "ex-unrest": "eta*V/(2 - eta)",
    "ex-luck": (0.2017**2, 0.06),
    "ex-cut": (2.38, 0.412),
    "ex-three": "n_1*n_2*n_3/64",
    "ex-folds": (38, 60),
    "ex-g-hand": -1,
    "ex-g-tanh": math.log(3 + 2 * math.sqrt(2)) / 4,
    "ex-g-linear": Fraction(1, 6),
    "ex-g-leaky": "sqrt(2/(1 + zeta**2))",
    "ex-g-depth": 2 * math.log(10) / 5 * 100,
    "ex-dying-step": -3 / 20,
    "ex-dying-back": (303, 39),
    "ex-dying-sides": math.sqrt(1 / 10),
    "ex-dying-leaky": 257,
    "ex-dying-batch": (-1, -17, 15),
    "ex-dying-arcs": 144,
    "ex-and": AND,
    "ex-sixteen": (14, 10),
    "ex-bottleneck": NARROW,
    "ex-parity": parity(4),
    "ex-or-standstill": (0, Fraction(1, 32), Fraction(1, 16), Fraction(1, 12), Fraction(3, 32)),
}
