"""Right answers to the exercises on momentum and batch norm, as their solutions say them."""

from __future__ import annotations

from typing import Any

RIGHT: dict[str, Any] = {
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
