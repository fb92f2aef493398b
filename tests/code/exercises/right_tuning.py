"""Right answers to exercises on where to begin, momentum and batch norm, as the pages say them."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

RIGHT: dict[str, Any] = {
    "ex-start-warmup": (0.001, 100.5),
    "ex-start-clip": (-0.12, 0.16),
    "ex-start-second": Fraction(-1, 19),
    "ex-start-norm": (1.604, 1.604),
    "ex-m-hand": [0, -1 / 4, -1 / 16, 3 / 64, 1 / 2],
    "ex-m-swing": (3, 2, 1),
    "ex-m-valley": ((20 / 101) ** 2, (99 / 101) ** 2, 345, 34_500, 99 / 101),
    "ex-m-nesterov": "2*(1 + mu)/(1 + 2*mu)",
    "ex-m-cycle": (1 / 9, 4 / 9, 2 / 26),
    "ex-bn-hand": [-3, -3, -3, 5, 0.3, 1.3, 0.3],
    "ex-bn-count": (400, 200),
    "ex-bn-pair": "beta + gamma",
    "ex-bn-fold": "gamma/r*(b - m) + beta",
    "ex-bn-memory": (44, 0.1, 7),
}
