"""Readers and digits made so small that a fingerprint trains them in a moment."""

from collections.abc import Mapping
from dataclasses import replace

from workedout.data.examples import Split
from workedout.data.mnist import Pixels, to_examples
from workedout.inspection.misreadings import Reader
from workedout.networks.drawings import Drawing


def few_digits(train: Pixels, held_out: Pixels) -> Split:
    """The first 320 digits to train on, and the first 200 held out."""
    return Split(
        to_examples(*(part[:320] for part in train)),
        to_examples(*(part[:200] for part in held_out)),
    )


def shortened(readers: Mapping[str, Reader], drawing: Drawing) -> dict[str, Reader]:
    """The same readers for two epochs of batches of 32, in double precision.

    Args:
        readers: by name.
        drawing: how their networks draw their first weights.
    """
    return {
        name: Reader(
            drawing(network), replace(recipe, epochs=2, batch_size=32, precision="float64")
        )
        for name, (network, recipe) in readers.items()
    }
