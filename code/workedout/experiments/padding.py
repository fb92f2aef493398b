"""Padding: what a frame of zeros does to digits that touch the edge of the image.

All networks but one see each training digit at all places up to four pixels from its own, equally
often, so that a digit at the edge is no rarer than one in the middle, and only the edge itself can
make it harder. One has a black margin around the image, so that no digit comes near an edge. One
never saw a digit that was moved. All are judged on validation images, moved as a whole.
"""

from dataclasses import replace

from workedout.data.sources import Digits
from workedout.experiments.specification import Arm, Experiment
from workedout.experiments.speed import WINNER
from workedout.networks.models import Bench

EPOCHS, SEEDS = 3, 5
NETWORK = WINNER.network

# Rate, decay and schedule are those of the quickest good training; the larger batch saves a
# quarter of the time, and 81 places want more epochs than two.
RECIPE = replace(WINNER.recipe, epochs=EPOCHS, batch_size=64, augmentation="places", probe="places")

MARGIN = 4  # black pixels: as far as the digits are moved
NETWORKS: dict[str, Bench] = {
    "zeros": NETWORK,
    "replicate": replace(NETWORK, padding="replicate"),
    "none": replace(NETWORK, padding="none"),
    "margin": replace(NETWORK, margin=MARGIN),
}
CENTRED = "zeros, never moved"

PADDING = Experiment(
    name="padding",
    question="What does zero padding do to digits that touch the edge of the image?",
    arms=(
        *(
            Arm(name, network, Digits("tuning"), RECIPE, SEEDS)
            for name, network in NETWORKS.items()
        ),
        Arm(CENTRED, NETWORK, Digits("tuning"), replace(RECIPE, augmentation="none"), SEEDS),
    ),
)

QUESTIONS = (PADDING,)
