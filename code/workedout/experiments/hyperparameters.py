"""Choosing and comparing: which validation images the networks of three budgets misread."""

from typing import Any

from workedout.data.examples import Split
from workedout.data.mnist import Pixels, split_rows, to_examples
from workedout.experiments.depth_width import BASELINE, WINNERS
from workedout.experiments.specification import Measurement, describe
from workedout.inspection.misreadings import Reader, misreadings
from workedout.inspection.short_trainings import few_digits, shortened
from workedout.networks.drawings import Drawing

EPOCHS, SEEDS = 10, 10

# The networks of depth and width of up to 200 hidden units, with the settings chosen there, but a
# quarter of their epochs.
READERS = {
    f"{budget} units": Reader(each.network, each.recipe(EPOCHS))
    for budget, each in {20: BASELINE, 100: WINNERS[100], 200: WINNERS[200]}.items()
}


def on_validation_images(train: Pixels, held_out: Pixels) -> dict[str, Any]:
    """Train on 55,000 of the training images, and ask for the other 5,000.

    Args:
        train: the training pixels.
        held_out: not used: the test images are not read.
    """
    images, labels = train
    rows, validation = split_rows(len(images))
    examples = to_examples(images, labels)
    split = Split(examples.take(rows), examples.take(validation))
    found = misreadings(READERS, split, SEEDS)
    return {"images": len(validation), "readers": found}


def behaviour(train: Pixels, held_out: Pixels, drawing: Drawing) -> dict[str, Any]:
    """The fingerprint: the settings, and short trainings on few digits in double precision."""
    split, small = few_digits(train, held_out), shortened(READERS, drawing)
    settings = {name: [describe(part) for part in reader] for name, reader in READERS.items()}
    return {"settings": settings, "seeds": SEEDS, "readers": misreadings(small, split, seeds=2)}


MISREAD = Measurement(
    name="misread",
    question="Which validation images do networks of 20, 100 and 200 hidden units misread?",
    measure=on_validation_images,
    behaviour=behaviour,
    trains=True,
    reads_test_set=False,
)

QUESTIONS = (MISREAD,)
