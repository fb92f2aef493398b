"""Right answers to all exercises with a key, as the chapters' solutions say them."""

from __future__ import annotations

from typing import Any

import right_convolution
import right_decay
import right_generalising
import right_judging
import right_signals
import right_training
import right_tuning

RIGHT: dict[str, Any] = {
    **right_signals.RIGHT,
    **right_training.RIGHT,
    **right_tuning.RIGHT,
    **right_decay.RIGHT,
    **right_generalising.RIGHT,
    **right_judging.RIGHT,
    **right_convolution.RIGHT,
}
