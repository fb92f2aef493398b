"""From the training digits to others: how many digits, how many units, how many wrong labels.

Each seed draws its own digits, equally many of each class (``data.drawn``). Finals read the test
set once; the epochs of the stopped ones were chosen on validation digits.
"""

from dataclasses import replace

from workedout.data.drawn import DrawnDigits
from workedout.data.sources import Digits
from workedout.experiments.specification import Arm, Experiment
from workedout.networks.models import Mlp
from workedout.training.recipes import Recipe

SEEDS, CURVE = 10, 20

# How many digits. The recipe is that of the schedules' final, a cosine from 0.1, with about as many
# steps for every size, as nearly as whole epochs allow: ten epochs of all 60,000.
ALL = 60_000
STEPS, BATCH = 9_380, 64
SIZES = (100, 300, 1_000, 3_000, 10_000, 30_000, ALL)


def epochs_of(size: int) -> int:
    """Epochs that come nearest to the number of steps."""
    return round(STEPS / -(-size // BATCH))


def sized(size: int) -> str:
    """The arm's name in the learning curve."""
    return f"{size} digits"


EXAMPLES = Experiment(
    name="generalisation-examples",
    question="How do training and test results change with the number of training digits?",
    arms=tuple(
        Arm(
            sized(size),
            Mlp((100,)),
            DrawnDigits("final", size) if size < ALL else Digits("final"),
            Recipe(
                epochs=epochs_of(size),
                batch_size=BATCH,
                learning_rate=0.1,
                schedule="cosine",
                observe="end",
                probe="fitted",
            ),
            seeds=SEEDS,
            curve=CURVE,
        )
        for size in SIZES
    ),
)

# How many units. Long enough that wide networks answer every training digit as it is labelled.
FEW = 1_000
WIDTHS = (1, 2, 3, 4, 6, 8, 12, 20, 40, 100, 200)
WIDTH_SHARES = (0.0, 0.2)
TO_THE_END = Recipe(
    epochs=400,
    batch_size=50,
    learning_rate=0.1,
    schedule="cosine",
    observe="end",
    probe="fitted",
)


def wide(units: int, share: float) -> str:
    """The arm's name among the widths."""
    return f"{units} units, {share:g} wrong"


WIDTH = Experiment(
    name="generalisation-width",
    question="What does the test error do where a network is wide enough to fit everything?",
    arms=tuple(
        Arm(
            wide(units, share),
            Mlp((units,)),
            DrawnDigits("final", FEW, share),
            TO_THE_END,
            seeds=SEEDS,
            curve=CURVE,
        )
        for share in WIDTH_SHARES
        for units in WIDTHS
    ),
)

# Wrong labels. A constant rate, so that the epochs up to one do not depend on how many follow.
NOISY = 3_000
SHARES = (0.0, 0.2, 0.4)
EPOCHS = 100
WATCHED = Recipe(epochs=EPOCHS, batch_size=64, learning_rate=0.1, probe="memorised")


def mislabelled(share: float) -> str:
    """The arm's name among the shares of wrong labels."""
    return f"{share:g} wrong"


NOISE = Experiment(
    name="generalisation-noise",
    question="In which order are right and wrong labels fitted, and what does validation show?",
    arms=tuple(
        Arm(
            mislabelled(share),
            Mlp((100,)),
            DrawnDigits("tuning", NOISY, share),
            WATCHED,
            seeds=SEEDS,
        )
        for share in SHARES
    ),
)

# For each share, the epoch of least mean validation loss, and that of greatest mean validation
# accuracy, over the seeds above: by ``results.generalisation.chosen``. Without wrong labels the
# accuracy still rises at the end, so that it stops nothing.
STOPS: dict[float, dict[str, int]] = {
    0.0: {"loss": 13},
    0.2: {"loss": 12, "accuracy": 6},
    0.4: {"loss": 7, "accuracy": 4},
}
END = "end"


def stopped(share: float, by: str) -> str:
    """The arm's name among those that stop."""
    return f"{share:g} wrong, " + ("to the end" if by == END else f"stopped by {by}")


STOPPING = Experiment(
    name="generalisation-stopping",
    question="What does an epoch that was chosen on validation digits gain on the test digits?",
    arms=tuple(
        Arm(
            stopped(share, by),
            Mlp((100,)),
            DrawnDigits("final", NOISY, share),
            replace(WATCHED, epochs=epochs, observe="end"),
            seeds=SEEDS,
        )
        for share, chosen in STOPS.items()
        for by, epochs in {**chosen, END: EPOCHS}.items()
    ),
)

QUESTIONS = (EXAMPLES, WIDTH, NOISE, STOPPING)
