"""Networks drawn at random for a truth table: right in other units, or wrong in some way."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from fractions import Fraction
from itertools import pairwise
from typing import Any

from workedout.derivations.algebra.exact_networks import ExactLayer, ExactNetwork

Draw = random.Random


def for_gate(draw: Draw, network: ExactNetwork) -> tuple[ExactNetwork, dict[str, Any]]:
    """A right network with each unit rescaled, perhaps changed; texts for the page."""
    layers = [[list(map(list, layer.weights)), list(layer.biases)] for layer in network.layers]
    for (weights, biases), (after, _) in pairwise(layers):
        for unit in range(len(biases)):
            scale = Fraction(draw.randint(1, 9), draw.randint(1, 9))
            weights[unit] = [weight * scale for weight in weights[unit]]
            biases[unit] = biases[unit] * scale
            for row in after:
                row[unit] = row[unit] / scale
    if draw.random() < 0.6:
        draw.choice(CHANGES)(draw, layers)
    relu = [layer.relu if draw.random() < 0.9 else not layer.relu for layer in network.layers]
    return network_of(layers, relu), fields_of(draw, layers, relu)


def change_weight(draw: Draw, layers: list[Any]) -> None:
    row = draw.choice(draw.choice(layers)[0])
    row[draw.randrange(len(row))] += Fraction(draw.randint(-4, 4), draw.randint(1, 3))


def change_bias(draw: Draw, layers: list[Any]) -> None:
    biases = draw.choice(layers)[1]
    biases[draw.randrange(len(biases))] += draw.choice((1, -1, Fraction(1, 2)))


def lengthen(draw: Draw, layers: list[Any]) -> None:
    draw.choice(layers)[1].append(Fraction(1))


def shorten_row(draw: Draw, layers: list[Any]) -> None:
    draw.choice(draw.choice(layers)[0]).pop()


def add_unit(draw: Draw, layers: list[Any]) -> None:
    weights, biases = layers[0]
    weights.append(list(weights[0]))
    biases.append(Fraction(0))
    for row in layers[1][0] if len(layers) > 1 else ():
        row.append(Fraction(0))


def leave_out(draw: Draw, layers: list[Any]) -> None:
    layers.pop(draw.randrange(len(layers)))


def repeat(draw: Draw, layers: list[Any]) -> None:
    layers.extend([[[[Fraction(1)]], [Fraction(0)]]] * draw.randint(1, 20))


def make_long(draw: Draw, layers: list[Any]) -> None:
    layers[0][1][0] = Fraction(draw.getrandbits(draw.randint(200, 300)) + 1, 3)


def make_wide(draw: Draw, layers: list[Any]) -> None:
    layers[-1][0].extend([[Fraction(1)] * draw.randint(1, 1500)])


CHANGES: list[Callable[[Draw, list[Any]], None]] = [
    *(change_weight, change_weight, change_bias, lengthen, shorten_row),
    *(add_unit, leave_out, repeat, make_long, make_wide),
]


def network_of(layers: list[Any], relu: Sequence[bool]) -> ExactNetwork:
    flags = [*relu, *[True] * len(layers)]
    return ExactNetwork(
        tuple(
            ExactLayer(tuple(map(tuple, weights)), tuple(biases), flag)
            for (weights, biases), flag in zip(layers, flags, strict=False)
        )
    )


def fields_of(draw: Draw, layers: list[Any], relu: Sequence[bool]) -> dict[str, Any]:
    flags = [*relu, *[True] * len(layers)]
    return {
        "layers": [
            {
                "weights": [[field(draw, weight) for weight in row] for row in weights],
                "biases": [field(draw, bias) for bias in biases],
                "relu": flag,
            }
            for (weights, biases), flag in zip(layers, flags, strict=False)
        ]
    }


def field(draw: Draw, number: Fraction) -> str:
    text = draw.choice((str(number), f"{number} ", f"({number}) * 1"))
    return text.replace("-", "−") if draw.random() < 0.3 else text
