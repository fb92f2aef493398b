"""Reported pairs of a loss and an accuracy: which of them can be true."""

import math
from decimal import Decimal


def least_loss(accuracy: float) -> float:
    """What every mean cross-entropy of this accuracy is above, or equal to: (1 - a) log 2.

    For softmax probabilities, natural logarithms, one label an image, and the same images in the
    same state of the network for both numbers.

    Args:
        accuracy: the share of right answers, between 0 and 1.

    Raises:
        ValueError: the accuracy is no share.
    """
    if not 0 <= accuracy <= 1:
        raise ValueError(f"expected an accuracy between 0 and 1, got {accuracy}")
    return (1 - accuracy) * math.log(2)


def possible(loss: str, percent: str) -> bool:
    """Whether a mean cross-entropy and an accuracy can belong together.

    Each is taken as it is printed, and to be rounded to its last digit, in
    favour of the pair.

    Args:
        loss: as ``"0.0004"``.
        percent: the accuracy in per cent, as ``"97.64"``.

    Raises:
        ValueError: the accuracy is no share.
    """
    highest = float(Decimal(loss) + half_a_unit(loss))
    share = float((Decimal(percent) + half_a_unit(percent)) / 100)
    if share < 0 or Decimal(percent) > 100:
        wanted = "expected an accuracy between 0 and 100 per cent"
        raise ValueError(f"{wanted}, got {percent}")
    return highest >= least_loss(min(share, 1.0))


def half_a_unit(printed: str) -> Decimal:
    """Half a unit of the last digit: 0.00005 for "0.0004"."""
    exponent = Decimal(printed).as_tuple().exponent
    if not isinstance(exponent, int):
        raise ValueError(f"expected a number, got {printed}")
    return Decimal(5).scaleb(exponent - 1)
