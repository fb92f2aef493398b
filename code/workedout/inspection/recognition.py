"""What a network says to a photograph: prepared in several ways, and with a mistake on the way."""

from collections.abc import Callable, Mapping
from typing import Any

import torch
from PIL import Image
from torch import Tensor, nn

from workedout.data.photographs import (
    MEAN,
    SIDE,
    constants,
    cropped,
    middle,
    normalised,
    padded,
    pixels,
    within,
)
from workedout.inspection.layer_outputs import reading
from workedout.randomness import stream

TOP = 5


def squeezed(image: Image.Image) -> Image.Image:
    """The whole image as a square, its shape given up."""
    return image.resize((SIDE, SIDE), Image.Resampling.BILINEAR)


def padded_with_mean(image: Image.Image) -> Tensor:
    """The whole image, and around it zeros that were put there after normalising, (3, 224, 224)."""
    x = normalised(pixels(within(image)))
    square = torch.zeros(3, SIDE, SIDE, dtype=x.dtype)
    top, left = ((SIDE - length) // 2 for length in x.shape[1:])
    square[:, top : top + x.shape[1], left : left + x.shape[2]] = x
    return square


# The first is the usual one, with which torchvision judges its own networks.
PREPARATIONS: Mapping[str, Callable[[Image.Image], Tensor]] = {
    "scaled, cropped": lambda image: normalised(pixels(cropped(image))),
    "cropped only": lambda image: normalised(pixels(middle(image))),
    "squeezed": lambda image: normalised(pixels(squeezed(image))),
    "black margins": lambda image: normalised(pixels(padded(image))),
    "mean margins": padded_with_mean,
}


def reshaped(x: Tensor) -> Tensor:
    """The numbers of (height, width, 3), read as if they were (3, height, width)."""
    return x.permute(1, 2, 0).reshape(x.shape)


# Each takes the pixels of a prepared image, from 0 to 1, (3, height, width).
MISTAKES: Mapping[str, Callable[[Tensor], Tensor]] = {
    "no mistake": normalised,
    "not normalised": lambda x: x,
    "0.5 and 0.5": lambda x: (x - 0.5) / 0.5,
    "mean only": lambda x: x - constants(MEAN),
    "normalised twice": lambda x: normalised(normalised(x)),
    "blue, green, red": lambda x: normalised(x.flip(0)),
    "reshaped": lambda x: normalised(reshaped(x)),
    "0 to 255, normalised": lambda x: normalised(255 * x),
    "0 to 255": lambda x: 255 * x,
}


def logits_of(network: nn.Module, x: Tensor) -> Tensor:
    """The outputs for one image (3, height, width), without a graph: (classes,)."""
    network.eval()
    with torch.no_grad():
        outputs: Tensor = network(x[None])[0]
    return outputs


def answer(logits: Tensor, named: int) -> dict[str, Any]:
    """The five most probable classes, and what is left for one of them.

    Returns:
        "top": pairs of a class and its probability, falling; "logit", "probability" and "rank" of
        the class ``named``, 1 being the first.
    """
    shares = logits.softmax(0)
    best = shares.topk(min(TOP, len(shares)))
    pairs = zip(best.indices.tolist(), best.values.tolist(), strict=True)
    return {
        "top": [[label, share] for label, share in pairs],
        "logit": float(logits[named]),
        "probability": float(shares[named]),
        "rank": 1 + int((logits > logits[named]).sum()),
    }


def with_map(network: nn.Module, layer: str, x: Tensor, named: int) -> dict[str, Any]:
    """The answer, and the map of a layer in the channel of a class, row by row."""
    with reading(network, layer) as read:
        logits = logits_of(network, x)
    found = read[layer][0][0, named]
    rows = [[round(value, 4) for value in row] for row in found.tolist()]
    return {**answer(logits, named), "map": rows}


def without_evaluation(
    network: nn.Module, x: Tensor, named: int, draws: int
) -> list[dict[str, Any]]:
    """Answers in training mode, where dropout draws anew each time; the seeds are 0, 1, …"""
    answers = []
    network.train()
    for seed in range(draws):
        with stream(seed, "dropout", x.device), torch.no_grad():
            answers.append(answer(network(x[None])[0], named))
    network.eval()
    return answers
