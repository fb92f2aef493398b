"""Right answers to the exercises on weight decay, as its solutions say them."""

from __future__ import annotations

import math
from typing import Any

RIGHT: dict[str, Any] = {
    "ex-wd-life": (13.9, 1.39, 13.9),
    "ex-wd-typical": (math.sqrt(2 / math.pi) * 1e-5, 1 / 22),
    "ex-wd-round": 3e-8,
    "ex-wd-two": (681, 34_536, 100 / 101, 1 / 2),
    "ex-wd-jitter": (0.224, math.sqrt(2), 1 / 2),
    "ex-wd-which": -0.61,
    "ex-wd-reach": "eta*kappa*w/g",
}
