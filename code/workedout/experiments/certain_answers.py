"""Which answers of a recorded network no rounding can change, and how far a pixel may move.

The dense network of the lab is asked, as it is kept: 784-100-10, eight bits a weight. Nothing is
trained, and nothing is chosen.
"""

from collections.abc import Sequence
from fractions import Fraction
from typing import Any

from workedout.data.examples import Examples
from workedout.data.mnist import STANDARD_DEVIATION, Pixels, to_examples
from workedout.experiments.lab import BEST_OF_A_HUNDRED
from workedout.experiments.specification import Measurement
from workedout.inspection.robustness import attacked, certified
from workedout.inspection.rounding import Dense, as_arrays, dense, differences, exact_logits
from workedout.networks.eight_bits import restored
from workedout.networks.transferred import kept_weights

RECORD = "lab-dense"  # beside which the network is kept
SHA256 = "773856aedf0385b21b1d03137ab10c0ff132fd2efe1b2199656bdfc36d5db31f"
SHADES = (1, 2, 4)  # by how many of 255 grey values each pixel may move


def kept_dense() -> Dense:
    """The numbers of the kept network.

    Raises:
        WeightsError: its file is missing, or another one.
    """
    return dense(restored(BEST_OF_A_HUNDRED.network, kept_weights(RECORD, SHA256)))


def certain(network: Dense, examples: Examples) -> dict[str, Any]:
    """What is certain of a network's answers.

    Returns:
        How many images there are; how many answers are right, and wrong, in any order of the sums
        ("right", "wrong"); how many are left open, and how many of these are right without any
        rounding ("open", "exact"); of the closest answer how many times the rounding could be as
        large before it were open ("closest"); and for each radius how many answers are certified
        to be right within it, and how many are still right after the attack ("reach").
    """
    inputs, labels = as_arrays(examples)
    found = differences(network, inputs, labels)
    is_open = ~(found.right | found.wrong)
    exact = sum(
        is_ahead(exact_logits(network, image), int(label))
        for image, label in zip(inputs[is_open], labels[is_open], strict=True)
    )
    reach = []
    for shades in SHADES:
        radius = shades / 255 / STANDARD_DEVIATION
        held = certified(network, inputs, labels, radius)
        left = attacked(network, inputs, labels, radius)
        reach.append({"shades": shades, "certified": int(held.sum()), "attacked": int(left.sum())})
    return {
        "network": SHA256,
        "images": len(labels),
        "right": int(found.right.sum()),
        "wrong": int(found.wrong.sum()),
        "open": int(is_open.sum()),
        "exact": exact,
        "closest": float(found.times.min()),
        "reach": reach,
    }


def is_ahead(logits: Sequence[Fraction], label: int) -> bool:
    """Whether the logit of the label is above all others."""
    return all(logits[label] > each for k, each in enumerate(logits) if k != label)


def on_test_images(train: Pixels, held_out: Pixels) -> dict[str, Any]:
    """All test images.

    Args:
        train: not used.
        held_out: the test pixels.
    """
    return certain(kept_dense(), to_examples(*held_out))


def behaviour(train: Pixels, held_out: Pixels) -> dict[str, Any]:
    """The fingerprint: the same of few held-out images."""
    return certain(kept_dense(), to_examples(*(part[:100] for part in held_out)))


CERTAIN = Measurement(
    name="certain-answers",
    question="Which answers can no rounding change, and how far may each pixel move?",
    measure=on_test_images,
    behaviour=behaviour,
    reading=f"the kept network of {RECORD} was asked, and nothing was chosen",
)

QUESTIONS = (CERTAIN,)
