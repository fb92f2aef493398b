"""Right answers to the exercises of the third part, as its solutions say them."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

RIGHT: dict[str, Any] = {
    "ex-conv-hand": (4, 3, 2, 13),
    "ex-conv-sides": (22, 26, 30, 34, 38),
    "ex-conv-two": "2*(9*c**2 + c)",
    "ex-conv-matrix": (4, 16, 36, 9),
    "ex-pool-hand": [[7, 4], [8, 6], [4, 2], [2, 2]],
    "ex-pool-twice": ["a", "b"],
    "ex-pool-convolution": "1/K**2",
    "ex-pool-edge": (Fraction(4, 9), Fraction(6, 9), 1),
    "ex-pool-break": (0.5, 0.16),
    "ex-cb-one": [[2, 1], [2, 2], [2, -1], [-2, 1]],
    "ex-cb-average": Fraction(-9, 8),
    "ex-cb-stride": (1, 2, 4),
    "ex-cb-tie": (1, 0, 0, 0, *[Fraction(1, 4)] * 4),
    "ex-cb-cost": "O*I*J*C*K**2",
    "ex-cnn-field": (5, 14, 24, 28),
    "ex-cnn-count": 455_114,
    "ex-cnn-small-windows": (9504, 55_296),
    "ex-cnn-bias": 320,
    "ex-cnn-dense": (784 * 784 * 32, 784 * 25 * 32, 800),
    "ex-do-hand": (1, 24),
    "ex-do-convention": "eta/(1 - p)**2",
    "ex-do-count": (784, 20),
    "ex-do-line": "(1 - p)*a/b",
    "ex-do-shared": "1/B",
    "ex-do-norm": "v + p/(1 - p)*(v + m**2)",
    "ex-pt-neurons": (290_400, 659_272),
    "ex-pt-squeezenet": [[109, 54, 27, 13], [111, 55, 27, 13]],
    "ex-pt-ten": (40_970, 5130),
    "ex-pt-hand": (0.507, 0.493, 0.872, 0.128),
    "ex-ft-position": (Fraction(9, 10), Fraction(1, 10), Fraction(9, 10)),
    "ex-ft-count": (2890, 19_258),
    "ex-ft-size": 0.032,
    "ex-ft-zeros": ["a", "c"],
    "ex-ft-bend": 3,
}
