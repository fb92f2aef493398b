"""What a trained convolutional network has inside: its first filters, and the maps of an image."""

from itertools import pairwise

import numpy as np
import torch
from torch import Tensor, nn

from workedout.data.png_text import stretched
from workedout.inspection.layer_outputs import reading


def first_filters(network: nn.Sequential) -> Tensor:
    """The filters of the first convolution on its first channel: (filters, rows, columns)."""
    layer = next(layer for layer in network if isinstance(layer, nn.Conv2d))
    return layer.weight.detach()[:, 0]


@torch.no_grad()
def maps(network: nn.Sequential, image: Tensor) -> list[Tensor]:
    """What stands before each pooling when an image is read in evaluation mode.

    Args:
        network: convolutions, each block of them with a max pooling behind it.
        image: (1, rows, columns), standardised.

    Returns:
        For each block the maps, (channels, rows, columns).
    """
    before = [str(i) for i, (_, b) in enumerate(pairwise(network)) if isinstance(b, nn.MaxPool2d)]
    training = network.training
    network.eval()
    with reading(network, *before) as read:
        network(image[None])
    network.train(training)
    return [read[name][0][0] for name in before]


def tiled(tiles: np.ndarray, columns: int, gap: int = 1) -> np.ndarray:
    """Small images side by side, on one scale from 0 to 1, with gaps of 0 between them.

    Args:
        tiles: (count, rows, columns of one).
        columns: tiles in a row of the picture.
        gap: pixels between two.

    Returns:
        One image, (rows, columns); where the last row is not full, it ends in zeros.
    """
    count, height, width = tiles.shape
    rows = -(-count // columns)
    picture = np.zeros((rows * (height + gap) - gap, columns * (width + gap) - gap))
    for number, tile in enumerate(stretched(tiles)):
        row, column = divmod(number, columns)
        top, left = row * (height + gap), column * (width + gap)
        picture[top : top + height, left : left + width] = tile
    return picture
