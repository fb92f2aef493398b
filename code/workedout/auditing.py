"""The audit: train recorded seeds again, and ask whether the record could have come from them.

Each retrained run is compared with the other recorded seeds of its arm by a Student prediction
interval for the final loss, and its count of right answers with the recorded count of the same
seed by Fisher's exact test. All comparisons of one audit share one family-wise level, divided
among them (Bonferroni): an honest record fails an audit with at most that probability.
"""

from dataclasses import dataclass

import torch
from scipy.stats import fisher_exact

from workedout.errors import WorkedOutError
from workedout.experiments.catalogue import find
from workedout.experiments.specification import Arm, Measurement
from workedout.fingerprints import measured_difference, one_thread
from workedout.mnist import full_pixels
from workedout.recording import train_seed
from workedout.statistics import prediction_interval
from workedout.store import ArmRecord, read

LEVEL = 0.01  # of the whole audit


@dataclass(frozen=True)
class Verdict:
    """One comparison of a retrained run with the record."""

    arm: str
    seed: int
    agrees: bool
    detail: str

    def __str__(self) -> str:
        word = "agrees" if self.agrees else "DISAGREES"
        return f"{self.arm}, seed {self.seed}: {word}: {self.detail}"


def audit(name: str, seeds: int, arm_name: str | None = None) -> list[Verdict]:
    """Train the first ``seeds`` seeds of each arm, or of one arm, again; a measurement, whole.

    Raises:
        WorkedOutError: no such experiment or arm, no readable record, or no data.
    """
    question, record = find(name), read(name)
    if isinstance(question, Measurement):
        where = measured_difference(record.value, question.measure(*full_pixels()))
        return [Verdict(name, 0, where is None, where or "the same values")]
    arms = [arm for arm in question.arms if arm_name in (None, arm.name)]
    if not arms:
        known = ", ".join(arm.name for arm in question.arms)
        raise WorkedOutError(f"{name} has no arm {arm_name!r}: it has {known}")
    runs = [(arm, seed) for arm in arms for seed in range(min(seeds, arm.seeds))]
    level = LEVEL / (2 * len(runs))
    return [
        verdict for arm, seed in runs for verdict in compared(arm, seed, record[arm.name], level)
    ]


def compared(arm: Arm, seed: int, recorded: ArmRecord, level: float) -> list[Verdict]:
    """Train one seed again on one thread, and compare its loss and its count of right answers."""
    with one_thread():
        _, loss, accuracy = train_seed(arm, seed, torch.device("cpu")).observations[-1]
    verdicts = [count_verdict(arm, seed, recorded, accuracy, level)]
    others = [r.observations[-1][1] for s, r in recorded.seeds.items() if s != seed]
    if len(others) > 1:
        verdicts.append(loss_verdict(arm, seed, others, loss, level))
    return verdicts


def loss_verdict(arm: Arm, seed: int, others: list[float], loss: float, level: float) -> Verdict:
    """Whether the new loss lies where the other seeds predict a further run."""
    interval = prediction_interval(others, 1 - level)
    detail = f"loss {loss:.5f}, predicted between {interval.low:.5f} and {interval.high:.5f}"
    return Verdict(arm.name, seed, interval.low <= loss <= interval.high, detail)


def count_verdict(
    arm: Arm, seed: int, recorded: ArmRecord, accuracy: float, level: float
) -> Verdict:
    """Whether both counts of right answers could come from one probability."""
    total = len(arm.data.split().held_out)
    old, new = (round(a * total) for a in (recorded.seeds[seed].observations[-1][2], accuracy))
    p = float(fisher_exact([[old, total - old], [new, total - new]]).pvalue)
    detail = f"{new} of {total} right, {old} recorded, p = {p:.3g} against level {level:.2g}"
    return Verdict(arm.name, seed, p >= level, detail)
