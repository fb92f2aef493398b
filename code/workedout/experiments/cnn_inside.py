"""Pictures for the chapter on convolutional networks: what a trained one has inside, hard digits.

Both take the full set, so they are measured, and a page shows them from the record.
"""

from dataclasses import replace
from typing import Any

import torch
from torch import nn

from workedout.data.examples import Examples, Split
from workedout.data.mnist import Pixels, split_rows, to_examples
from workedout.data.png_text import to_text
from workedout.experiments.cnn import EPOCHS, WINNERS
from workedout.experiments.specification import Measurement, describe
from workedout.inspection.feature_maps import first_filters, maps, tiled
from workedout.networks.drawings import Drawing
from workedout.networks.models import Build
from workedout.training.loop import fit
from workedout.training.recipes import Recipe
from workedout.training.threads import one_thread

KIND = "two convolutions"  # its first filters are larger than those of the deep network
NETWORK = WINNERS[KIND].network
RECIPE = replace(WINNERS[KIND].recipe(EPOCHS[KIND]), observe="end")
SEED = 0
COLUMNS = 8  # filters or maps side by side

# The test images that most runs of the network "cnn", plain, misread, by ``misreadings.hardest``.
HARD = (9729, 6576, 2654, 2130, 1901, 3422, 2597, 1232, 947, 5937, 1260, 4740)


def trained(network: Build, split: Split, recipe: Recipe) -> tuple[nn.Sequential, Examples]:
    """The network after its training, and the held-out examples as it reads them."""
    with one_thread():  # as every recorded training
        reader = fit(network, split, recipe, SEED, torch.device("cpu")).network
    return reader, split.held_out.to(torch.device("cpu"), next(reader.parameters()).dtype)


def pictures(train: Pixels, held_out: Pixels) -> dict[str, Any]:
    """Train on 55,000 images, and draw the first filters and the maps of one validation image.

    Args:
        train: the training pixels.
        held_out: not used: the test images are not read.

    Returns:
        The image's label ("label"); as text by ``png_text.to_text`` the image, the filters, and
        the maps of each block, each picture of several on one scale.
    """
    images, labels = train
    rows, validation = split_rows(len(images))
    examples = to_examples(images, labels)
    network, asked = trained(NETWORK, Split(examples.take(rows), examples.take(validation)), RECIPE)
    image = asked.inputs[0]
    first, second = maps(network, image)
    return {
        "label": int(asked.targets[0]),
        "image": to_text(images[validation[0]].numpy() / 255),
        "filters": to_text(tiled(first_filters(network).numpy(), COLUMNS)),
        "maps of block 1": to_text(tiled(first.numpy(), COLUMNS)),
        "maps of block 2": to_text(tiled(second.numpy(), COLUMNS)),
    }


def numbers(train: Pixels, held_out: Pixels, drawing: Drawing) -> dict[str, Any]:
    """The fingerprint: the settings, and what a short training on few digits leaves inside."""
    split = Split(
        to_examples(*(part[:96] for part in train)),
        to_examples(*(part[:20] for part in held_out)),
    )
    network, asked = trained(
        drawing(NETWORK), split, replace(RECIPE, epochs=1, precision="float64")
    )
    first, second = maps(network, asked.inputs[0])
    return {
        "settings": [describe(NETWORK), describe(RECIPE), SEED, COLUMNS],
        "filters": tiled(first_filters(network).numpy(), COLUMNS)[:5].tolist(),
        "maps of block 1": tiled(first.numpy(), COLUMNS)[14].tolist(),
        "maps of block 2": tiled(second.numpy(), COLUMNS)[7].tolist(),
    }


def hard_digits(train: Pixels, held_out: Pixels) -> dict[str, Any]:
    """The pixels of the test images that are misread most often.

    Args:
        train: not used.
        held_out: the test pixels; on fewer of them, rows are counted again from the start.
    """
    images, labels = held_out
    return {
        str(row): {
            "label": int(labels[row % len(labels)]),
            "image": to_text(images[row % len(labels)].numpy() / 255),
        }
        for row in HARD
    }


INSIDE = Measurement(
    name="cnn-inside",
    question="What do the first filters of a trained network look like, and what do they answer?",
    measure=pictures,
    behaviour=numbers,
    trains=True,
    reads_test_set=False,
)

HARDEST = Measurement(
    name="cnn-hardest",
    question="What do the test images look like that most convolutional networks misread?",
    measure=hard_digits,
)

QUESTIONS = (INSIDE, HARDEST)
