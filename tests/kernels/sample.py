"""Which arms tell most about a processor: some of every kind, and those where rounding grows most.

``most_sensitive.json`` is made by this module as a script, in some minutes: it trains each arm's
miniature once as it is and once with first weights that are off by 1e-15.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import torch

from workedout.experiments.catalogue import PARTS, QUESTIONS
from workedout.experiments.specification import Arm, Experiment, Measurement, describe
from workedout.networks.drawings import DRAWINGS
from workedout.networks.models import Build
from workedout.records.agreement import nearest_miss
from workedout.records.fingerprints import Fingerprint, fingerprint
from workedout.records.store import read

SENSITIVE = Path(__file__).with_name("most_sensitive.json")
MOST = 20
PART = {
    name: part for part, modules in PARTS.items() for names in modules.values() for name in names
}
# What decides which of PyTorch's kernels run, and how; rates and sizes only decide how often.
SETTINGS = ("optimizer", "schedule", "loss", "order", "augmentation", "probe")
LAYERS = ("activation", "output", "start", "batch_norm", "pooling", "padding", "softmax")


def arms() -> dict[str, tuple[Experiment, Arm]]:
    """Every arm of the book, by "experiment / arm"."""
    experiments = (each for each in QUESTIONS.values() if isinstance(each, Experiment))
    return {f"{each.name} / {arm.name}": (each, arm) for each in experiments for arm in each.arms}


def measurements() -> list[str]:
    """Every measurement of the book."""
    return [name for name, each in QUESTIONS.items() if isinstance(each, Measurement)]


@cache
def recorded_fingerprints(experiment: str) -> dict[str, Fingerprint]:
    """The fingerprint of each arm of a record."""
    return {name: arm.fingerprint for name, arm in read(experiment).arms.items()}


def features(experiment: Experiment, arm: Arm) -> Iterator[tuple[str, object]]:
    """What kinds of arm this one is of."""
    yield "part", PART[experiment.name]
    yield "engine", recorded_fingerprints(experiment.name)[arm.name].engine
    yield "network", type(arm.network).__name__
    yield "data", type(arm.data).__name__
    described = describe(arm.network)
    yield from ((name, described[name]) for name in LAYERS if name in described)
    yield from ((name, getattr(arm.recipe, name)) for name in SETTINGS)
    yield "dropout", any(described.get(each) for each in ("dropout", "input_dropout"))
    yield "decay", arm.recipe.weight_decay > 0


def stratified() -> list[str]:
    """The first arms that have something which none before them had."""
    seen: set[tuple[str, object]] = set()
    chosen = []
    for name, (experiment, arm) in arms().items():
        found = set(features(experiment, arm))
        if not found <= seen:
            seen |= found
            chosen.append(name)
    return chosen


def sensitive() -> list[str]:
    """The arms in which a rounding grows most, as they were found."""
    return list(json.loads(SENSITIVE.read_text(encoding="utf-8")))


@dataclass(frozen=True)
class Disturbed:
    """A network whose first weights are off by up to 1e-15 of themselves."""

    network: Build

    def __call__(self) -> torch.nn.Sequential:
        """Build the network."""
        network = self.network()
        random = torch.Generator().manual_seed(5)
        with torch.no_grad():
            for each in network.parameters():
                off = 2 * torch.rand(each.shape, generator=random, dtype=torch.float64) - 1
                each.mul_(1 + 1e-15 * off)
        return network


def sensitivity(experiment: Experiment, arm: Arm) -> float:
    """What share of the tolerance a disturbance of the first weights uses up.

    The miniature is drawn as that of the record.
    """
    recorded = recorded_fingerprints(experiment.name)[arm.name]
    engine, drawn = recorded.engine, recorded.drawn
    usual, drawing = fingerprint(arm, engine, drawn), DRAWINGS[drawn]
    DRAWINGS[drawn] = lambda network: Disturbed(drawing(network))
    try:
        return nearest_miss(usual, fingerprint(arm, engine, drawn)).share
    finally:
        DRAWINGS[drawn] = drawing


if __name__ == "__main__":
    shares = {name: sensitivity(*each) for name, each in arms().items()}
    most = sorted(shares, key=lambda name: -shares[name])[:MOST]
    found = {name: float(f"{shares[name]:.2g}") for name in most}
    SENSITIVE.write_text(json.dumps(found, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
