"""Right answers to the exercises from the digits to optimizers, as its solutions say them."""

from __future__ import annotations

from typing import Any

RIGHT: dict[str, Any] = {
    "ex-file-length": (47_040_016, 60_008),
    "ex-undo": "255*(sigma*z + mu)",
    "ex-loss-hand": (0.693, 0.25, 0.25, -0.5),
    "ex-loss-classes": (0.380, 0.841, 0.998),
    "ex-count": 24_380,
    "ex-expensive": (199, 1),
    "ex-steps": (469, 96),
    "ex-three-layers": (83, 249),
    "ex-break-even": 1588,
    "ex-sched-floor": (1 / 400, 1 / 4400),
    "ex-sched-patience": (5, 3, 3),
    "ex-o-hand": (-5 / 4, -5 / 8),
}
