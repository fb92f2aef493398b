"""Right answers to the exercises on training and test, as the chapter's solutions say them."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

RIGHT: dict[str, Any] = {
    "ex-gen-parts": (Fraction(9, 100), Fraction(2, 75), Fraction(7, 60)),
    "ex-gen-together": (0.2, 0.15),
    "ex-gen-floor": (1.792, 0.9),
    "ex-gen-slope": -0.366,
    "ex-gen-gap": ["a", "c"],
}
