"""Right answers to the exercises on hyperparameters and diagnosis, as their solutions say them."""

from __future__ import annotations

import math
from typing import Any

RIGHT: dict[str, Any] = {
    "ex-positive": "lambda*W/(2*N)",
    "ex-draws": 59,
    "ex-twenty": (20, 236 + 216, 132),
    "ex-four": (1, 3),
    "ex-three-seeds": (0.199, 0.0925),
    "ex-diag-outputs": math.log(100),
    "ex-diag-chance": 119,
    "ex-diag-bear": (0, 4),
}
