"""Right answers to the exercises from the digits to optimizers, as its solutions say them."""

from __future__ import annotations

from typing import Any

RIGHT: dict[str, Any] = {
    "ex-file-length": (47_040_016, 60_008),
    "ex-undo": "255*(sigma*z + mu)",
    "ex-guess": (0.1003, 0.1135),
    "ex-each": ["a", "b"],
    "ex-split": (451.8, 19.4),
    "ex-loss-hand": (0.693, 0.25, 0.25, -0.5),
    "ex-loss-overflow": (11.09, 88.72, 709.78),
    "ex-loss-classes": (0.380, 0.841, 0.998),
    "ex-loss-negative": (-1, 0, -1 / 10),
    "ex-loss-guarantee": (721, 2.3026),
    "ex-loss-smooth": 0.5003,
    "ex-count": 24_380,
    "ex-expensive": (199, 1),
    "ex-steps": (469, 96),
    "ex-best-of": 0.32,
    "ex-three-layers": (83, 249),
    "ex-break-even": 1588,
    "ex-grid-seeds": (0.40, 15),
    "ex-copies": 20.1,
    "ex-turn": (1.36, 0.91, 1.11),
    "ex-sched-floor": (1 / 400, 1 / 4400),
    "ex-sched-forget": (16, 171),
    "ex-sched-mean": (1, 0.55, 0.5, 0.506),
    "ex-sched-batch": 19 / 18,
    "ex-sched-budget": (1 / 101, 0.0175, 0.0194),
    "ex-sched-patience": (5, 3, 3),
    "ex-o-hand": (-5 / 4, -5 / 8),
    "ex-o-memory": (0.6513, 693),
    "ex-o-longest": 3.162,
    "ex-o-sum": ["a", "b", "c"],
    "ex-o-turn": ["a", "b", "c"],
    "ex-o-adagrad": ["c"],
}
