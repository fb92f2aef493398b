"""Three ways to learn from a few labelled examples, and how their rates are searched for.

From scratch, on frozen features and fine-tuned: one network in all three, and two of them start
from what it learned before. For each way and each number of labelled examples a rate is chosen by
a search on validation images, alone and with the same effort. The finals train with the rate that
was best by accuracy and, where it is another one, with the one that was best by loss. Each of ten
seeds draws its own labelled examples, the same in all three ways.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Literal, NamedTuple

from workedout.data.few_labels import OpticalDigits
from workedout.data.sources import Source
from workedout.experiments.lab import CONVOLUTIONAL
from workedout.experiments.lab import WINNER as LAB
from workedout.experiments.specification import Arm, Experiment, Measure
from workedout.networks.models import CLASSES, Cnn
from workedout.networks.transferred import Transferred
from workedout.training.recipes import Recipe

Part = Literal["tuning", "final"]

NETWORK = LAB.network
(PRETRAINED,) = CONVOLUTIONAL.arms
WAYS = ("scratch", "frozen", "fine-tuned")
TITLES = {"scratch": "from scratch", "frozen": "frozen features", "fine-tuned": "fine-tuned"}
STEPS = 200  # of each run, unless a task says otherwise
LARGEST_BATCH = 32
# Eight for each way, a factor of about three apart.
RATES = {
    "scratch": (1e-4, 3e-4, 1e-3, 3e-3, 1e-2, 3e-2, 1e-1, 3e-1),
    "frozen": (3e-4, 1e-3, 3e-3, 1e-2, 3e-2, 1e-1, 3e-1, 1.0),
    "fine-tuned": (3e-5, 1e-4, 3e-4, 1e-3, 3e-3, 1e-2, 3e-2, 1e-1),
}
SEARCH_SEEDS, SEEDS = 2, 10


@dataclass(frozen=True)
class Pretrained:
    """Which kept network two of the ways start from.

    Attributes:
        record: beside which it is kept.
        sha256: of its file, as ``kept_network`` reads it: eight bits a weight.
        outputs: how many classes it learned.
    """

    record: str
    sha256: str
    outputs: int = CLASSES


@dataclass(frozen=True)
class Task:
    """What is learned from few labelled examples.

    Attributes:
        source: where they come from; its part and its count are set for each arm.
        start: the network to start from.
        outputs: how many classes there are.
        most: how many labelled examples a search can draw at most.
        steps: of each run, about.
    """

    source: Source
    start: Pretrained
    outputs: int = CLASSES
    most: int = 1_000_000
    steps: int = STEPS

    def network(self, way: str) -> Cnn | Transferred:
        """What is trained in one of the three ways."""
        if way == "scratch":
            return replace(NETWORK, outputs=self.outputs)
        start, frozen = self.start, way == "frozen"
        trained = replace(NETWORK, outputs=start.outputs)
        return Transferred(trained, start.record, start.sha256, frozen, self.outputs)

    def of(self, part: Part, count: int) -> Source:
        """So many labelled examples, drawn anew for each seed."""
        # A dataclass; its protocol does not say so.
        return replace(self.source, part=part, count=count)  # type: ignore[type-var]


def batch_of(count: int) -> int:
    """The largest batch, up to 32, for which the last one of an epoch is no smaller."""
    return max(size for size in range(1, LARGEST_BATCH + 1) if count % size == 0)


def recipe(count: int, rate: float, steps: int = STEPS) -> Recipe:
    """The recipe with which the network was pretrained, for a few examples: a rate that falls.

    It does not rise first, so that a rate that is too high for pretrained layers shows.
    """
    size = batch_of(count)
    return replace(
        PRETRAINED.recipe,
        epochs=round(steps * size / count),
        batch_size=size,
        learning_rate=rate,
        schedule="cosine",
        augmentation="none",
    )


class Candidate(NamedTuple):
    """What is searched and trained: a way, a number of labelled examples, and a rate.

    Attributes:
        way: a name in ``WAYS``.
        labelled: how many labelled examples.
        rate: the learning rate at its highest.
    """

    way: str
    labelled: int
    rate: float

    @property
    def name(self) -> str:
        """Its name among the arms."""
        return f"{TITLES[self.way]}, {self.labelled} labelled, rate {self.rate:g}"

    def tuning(self, task: Task) -> Arm:
        """Judged by validation images."""
        drawn = min(self.labelled, task.most)
        data, how = task.of("tuning", drawn), recipe(drawn, self.rate, task.steps)
        return Arm(self.name, task.network(self.way), data, how, SEARCH_SEEDS)

    def final(self, task: Task) -> Arm:
        """Judged by the test images."""
        how = recipe(self.labelled, self.rate, task.steps)
        data = task.of("final", self.labelled)
        return Arm(self.name, task.network(self.way), data, how, SEEDS)


Grid = Mapping[str, tuple[float, ...]]  # for each way, its rates
Setting = tuple[str, int]  # a way and a number of labelled examples
Rates = Mapping[Setting, float]
Chosen = Mapping[Measure, Rates]


def candidates(way: str, labelled: int, grid: Grid = RATES) -> list[Candidate]:
    """All that is tried for one way and one number of labelled examples."""
    return [Candidate(way, labelled, rate) for rate in grid[way]]


def search(
    name: str, question: str, task: Task, counts: tuple[int, ...], grid: Grid = RATES
) -> Experiment:
    """Every way at every rate of its grid, on validation images."""
    arms = [
        each.tuning(task)
        for way in WAYS
        for labelled in counts
        for each in candidates(way, labelled, grid)
    ]
    return Experiment(name, question, tuple(arms))


def finals(name: str, question: str, task: Task, chosen: Chosen) -> Experiment:
    """Every way at the rates that its search chose, on test images."""
    each = dict.fromkeys(
        Candidate(way, count, rate)
        for rates in chosen.values()
        for (way, count), rate in rates.items()
    )
    return Experiment(name, question, tuple(candidate.final(task) for candidate in each))


MNIST = Pretrained(
    CONVOLUTIONAL.name, "232d55a68cc8160f2864a1a4c9f6924a3c18f9508cfc4497e16414fd4d0d8ba9"
)
OPTICAL = Task(OpticalDigits("tuning", 10), MNIST, most=700)
