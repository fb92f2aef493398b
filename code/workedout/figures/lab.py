"""The picture of the digits lab for who has not opened it: a digit on its way to an answer."""

import numpy as np
import torch
from torch import Tensor, nn

from workedout.data.mnist import MEAN, STANDARD_DEVIATION
from workedout.display import Table
from workedout.figures.digits import ink
from workedout.figures.kit.drawing import SERIES, Figure, drawing, finished
from workedout.wording import percent

CLASSES = range(10)
ACROSS = 10  # hidden units in a row


def inside(network: nn.Sequential, digit: Tensor) -> Figure:
    """An image, the outputs of the hidden units, and the probabilities of the ten digits.

    Args:
        network: with one ReLU, of as many units as fill whole rows of ten; in evaluation mode.
        digit: standardised, (1, 28, 28).
    """
    hidden, probabilities = values(network, digit)
    most = int(probabilities.argmax())
    with drawing(height=2.3, columns=3) as (canvas, (image, units, bars)):
        pixels = np.clip(digit[0].numpy() * STANDARD_DEVIATION + MEAN, 0, 1)
        image.imshow(ink(pixels), interpolation="none")
        units.imshow(ink(hidden.reshape(-1, ACROSS) / hidden.max()), interpolation="none")
        for place, title in ((image, "the digit"), (units, f"{len(hidden)} hidden units")):
            place.set(title=title, xticks=[], yticks=[], anchor="N")
        bars.barh(CLASSES, probabilities, color=SERIES[0])
        bars.set(title="probabilities", yticks=CLASSES, xlim=(0, 1))
        bars.invert_yaxis()
    active = int((hidden > 0).sum())
    alt = (
        f"A handwritten digit of 28 by 28 pixels; the outputs of {len(hidden)} hidden units as "
        f"squares, {active} of them above zero; and bars for the ten digits, the longest for "
        f"{most}, with {percent(float(probabilities[most]))}."
    )
    rows = tuple((str(each), percent(float(probabilities[each]))) for each in CLASSES)
    return finished(canvas, "lab-inside", alt, Table(("digit", "probability"), rows))


@torch.no_grad()
def values(network: nn.Sequential, digit: Tensor) -> tuple[np.ndarray, np.ndarray]:
    """The outputs of the hidden units, (units,), and the probabilities, (10,)."""
    hidden = np.empty(0)
    flowing = digit[None]
    for layer in network:
        flowing = layer(flowing)
        if isinstance(layer, nn.ReLU):
            hidden = flowing[0].double().numpy()
    return hidden, flowing[0].double().softmax(dim=0).numpy()
