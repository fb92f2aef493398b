"""What a pretrained network says to photographs, and what its first layer looks for."""

import hashlib
import json
from dataclasses import dataclass
from typing import Any

import numpy as np
import torch
from PIL import Image
from torch import Tensor, nn

from workedout.data.photographs import SAMPLES, cropped, normalised, photograph, pixels
from workedout.data.png_text import stretched, to_text
from workedout.experiments.specification import Measurement
from workedout.inspection.layer_outputs import reading
from workedout.inspection.recognition import (
    MISTAKES,
    PREPARATIONS,
    answer,
    logits_of,
    with_map,
    without_evaluation,
)
from workedout.networks.parameter_table import parameters_of
from workedout.networks.pretrained_weights import SQUEEZENET, bare, from_file
from workedout.randomness import generator
from workedout.training.threads import one_thread

Photographs = dict[str, Image.Image]

FIRST, MAPS = "features.0", "classifier.2"  # of SqueezeNet: filters; maps of classes after ReLU
USUAL, *_ = PREPARATIONS
SHOWN = "chelsea"  # whose responses a figure shows
DRAWS = 50  # of dropout, in training mode
ACROSS = 12  # filters side by side
KINDS = 4  # responses shown of each kind of filter


@dataclass(frozen=True)
class NetworkAndPhotographs:
    """SqueezeNet with its weights, and the photographs of scikit-image."""

    def full(self) -> tuple[nn.Module, Photographs]:
        """Read both; raises ``WeightsError`` where the weights are not there."""
        images = {name: photograph(sample.path) for name, sample in SAMPLES.items()}
        return from_file(SQUEEZENET).double(), images

    def miniature(self) -> tuple[nn.Module, Photographs]:
        """The same layers with drawn weights and ten outputs, and one small drawn picture."""
        network = bare(SQUEEZENET.architecture, classes=10).double()
        draw = generator(0, "weights of the miniature")
        with torch.no_grad():
            for value in network.parameters():
                scale = (2 / value[0].numel()) ** 0.5 if value.dim() > 1 else 0.1
                value.copy_(scale * torch.randn(value.shape, generator=draw, dtype=value.dtype))
        shades = torch.randint(0, 256, (12, 20, 3), generator=draw, dtype=torch.uint8)
        return network, {SHOWN: Image.fromarray(shades.numpy())}

    def digest(self) -> str:
        """Of the digests of the weights and of the photographs."""
        parts = [SQUEEZENET.sha256, *(sample.sha256 for sample in SAMPLES.values())]
        return hashlib.sha256(json.dumps(parts).encode()).hexdigest()


def answers(network: nn.Module, images: Photographs, draws: int) -> dict[str, Any]:
    """For each photograph its outputs, and the answers to every preparation and every mistake.

    Every answer tells as well what is left for the class that the usual preparation puts first.

    Args:
        network: SqueezeNet.
        images: by name.
        draws: answers in training mode.
    """
    found = {}
    for name, image in images.items():
        usual = logits_of(network, PREPARATIONS[USUAL](image))
        named = int(usual.argmax())
        x = pixels_of(image)
        found[name] = {
            "named": named,
            "logits": [round(value, 4) for value in usual.tolist()],
            "preparations": {
                each: with_map(network, MAPS, prepare(image), named)
                for each, prepare in PREPARATIONS.items()
            },
            "mistakes": {
                each: answer(logits_of(network, spoil(x)), named)
                for each, spoil in MISTAKES.items()
            },
            "training mode": without_evaluation(network, normalised(x), named, draws),
        }
    return found


def pixels_of(image: Image.Image) -> Tensor:
    """The usual preparation before it is normalised."""
    return pixels(cropped(image))


def colour_share(filters: Tensor) -> Tensor:
    """What part of a filter's squared length its three channels do not share: (N, 3, K, K) → (N,).

    0 means that red, green and blue have the same weights, so that the filter sees shades of grey.
    """
    shared = 3 * filters.mean(1).square().sum((1, 2))
    return 1 - shared / filters.square().sum((1, 2, 3))


def chosen_filters(filters: Tensor) -> list[int]:
    """Of the longer half of the filters, the four with the least colour and the four with most."""
    lengths = filters.square().sum((1, 2, 3))
    longer = lengths.argsort(descending=True)[: len(filters) // 2].sort().values
    order = longer[colour_share(filters)[longer].argsort(stable=True)].tolist()
    return order[:KINDS] + order[-KINDS:]


def filter_shades(filters: Tensor) -> np.ndarray:
    """Filters side by side without gaps, each from its least to its greatest weight."""
    tiles = [stretched(each.permute(1, 2, 0).numpy()) for each in filters]
    rows = [tiles[start : start + ACROSS] for start in range(0, len(tiles), ACROSS)]
    return np.concatenate([np.concatenate(row, axis=1) for row in rows])


def first_layer(network: nn.Module, image: Image.Image) -> dict[str, Any]:
    """Facts about the filters of the first layer, and what some of them make of an image."""
    filters = network.get_parameter(f"{FIRST}.weight").detach()
    with reading(network, FIRST) as read:
        logits_of(network, PREPARATIONS[USUAL](image))
    sums = read[FIRST][0][0]
    chosen = chosen_filters(filters)
    return {
        "filters": filter_shades(filters),
        "colour": colour_share(filters).tolist(),
        "length": filters.square().sum((1, 2, 3)).sqrt().tolist(),
        "sum": filters.sum((1, 2, 3)).tolist(),
        "shape": list(sums.shape),
        "chosen": chosen,
        "largest": sums[chosen].amax((1, 2)).tolist(),
        "active": (sums > 0).double().mean((1, 2)).tolist(),
        "responses": [stretched(each.clamp(min=0).numpy()) for each in sums[chosen]],
    }


def measure(network: nn.Module, images: Photographs) -> dict[str, Any]:
    """Ask the network about every photograph, and look at its first layer.

    Args:
        network: SqueezeNet in float64.
        images: by name, ``SHOWN`` among them.
    """
    with one_thread():
        seen = first_layer(network, images[SHOWN])
        return {
            "parameters": parameters_of(network),
            "first": {
                **seen,
                "filters": to_text(seen["filters"]),
                "responses": [to_text(each) for each in seen["responses"]],
            },
            "photographs": answers(network, images, DRAWS),
        }


def behaviour(network: nn.Module, images: Photographs) -> dict[str, Any]:
    """The fingerprint: the same of the miniature, its pictures by their means alone.

    Files of pictures are not the same on every machine, though what they show is.
    """
    seen = first_layer(network, images[SHOWN])
    means = {
        "filters": float(seen["filters"].mean()),
        "responses": [float(each.mean()) for each in seen["responses"]],
    }
    return {
        "settings": [FIRST, MAPS, DRAWS, ACROSS, KINDS],
        "first": {**seen, **means},
        "photographs": answers(network, images, draws=2),
    }


PRETRAINED = Measurement(
    name="pretrained",
    question="What does a pretrained network say to photographs, and what does it see first?",
    measure=measure,
    behaviour=behaviour,
    reads_test_set=False,
    material=NetworkAndPhotographs(),
)

QUESTIONS = (PRETRAINED,)
