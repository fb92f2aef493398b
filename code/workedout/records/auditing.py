"""The audit: train recorded seeds again, and ask whether the record could have come from them.

Each retrained run is compared with the other recorded seeds of its arm by a Student prediction
interval for the final loss, and its count of right answers with the recorded count of the same
seed by Fisher's exact test. Where training is chaotic (one example a step at a high rate), the last
bit of a sum decides how a seed ends; there the accuracies of the other seeds are what a further run
is held against. All comparisons of one audit share one family-wise level, divided
among them (Bonferroni): an honest record fails an audit with at most that probability.
"""

import math
from collections.abc import Iterable
from dataclasses import dataclass

import torch
from scipy.stats import fisher_exact

from workedout.errors import WorkedOutError
from workedout.experiments.catalogue import find
from workedout.experiments.specification import Arm, Measurement
from workedout.plain import plainly
from workedout.records.agreement import measured_difference
from workedout.records.runs import train_seed
from workedout.records.store import ArmRecord
from workedout.records.validity import Finding, judged
from workedout.statistics.intervals import prediction_interval
from workedout.training.threads import one_thread

LEVEL = 0.01  # of the whole audit
ROUNDING = 1e-5  # of a loss: float32 on another processor, where all seeds gave the same


@plainly
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
    question = find(name)
    judgement = judged(question, tried=False)
    record = judgement.readable
    if isinstance(question, Measurement):
        if question.behaviour:
            raise WorkedOutError(
                f"{name} holds what no other machine repeats exactly: to measure it here, "
                f"run: python -m workedout run {name} --fresh"
            )
        refuse_unlike(judgement.findings)
        where = measured_difference(record.value, question.measure(*question.material.full()))
        return [Verdict(name, 0, where is None, where or "the same values")]
    arms = [arm for arm in question.arms if arm_name in (None, arm.name)]
    if not arms:
        known = ", ".join(arm.name for arm in question.arms)
        raise WorkedOutError(f"{name} has no arm {arm_name!r}: it has {known}")
    audited = {arm.name for arm in arms}
    refuse_unlike(finding for finding in judgement.findings if finding.arm in audited)
    runs = [(arm, seed) for arm in arms for seed in range(min(seeds, arm.seeds))]
    level = LEVEL / (2 * len(runs))
    return [
        verdict for arm, seed in runs for verdict in compared(arm, seed, record[arm.name], level)
    ]


def refuse_unlike(findings: Iterable[Finding]) -> None:
    """Compare like with like: a record of other settings is stale, whatever its numbers.

    Raises:
        WorkedOutError: something was found.
    """
    for found in findings:
        raise WorkedOutError(f"{found}. To renew it, run: python -m workedout run {found.record}")


def compared(arm: Arm, seed: int, recorded: ArmRecord, level: float) -> list[Verdict]:
    """Train one seed again on one thread, and compare its loss and its count of right answers."""
    with one_thread():
        _, loss, accuracy = train_seed(arm, seed, torch.device("cpu")).observations[-1]
    verdicts = [count_verdict(arm, seed, recorded, accuracy, level)]
    if len(recorded.seeds) > 2:
        verdicts.append(loss_verdict(arm, seed, recorded, loss, level))
    return verdicts


def loss_verdict(arm: Arm, seed: int, recorded: ArmRecord, loss: float, level: float) -> Verdict:
    """Whether the new loss lies where the other seeds predict a further run."""
    losses = {s: result.observations[-1][1] for s, result in recorded.seeds.items()}
    old = losses.pop(seed)
    if not all(map(math.isfinite, (loss, old, *losses.values()))):
        # No interval holds a run that diverged; the same seed must have done so before.
        agrees = math.isfinite(loss) == math.isfinite(old)
        return Verdict(arm.name, seed, agrees, f"loss {loss:.5f}, {old:.5f} recorded")
    interval = prediction_interval(list(losses.values()), 1 - level)
    slack = ROUNDING * abs(interval.estimate)
    agrees = interval.low - slack <= loss <= interval.high + slack
    detail = f"loss {loss:.5f}, predicted between {interval.low:.5f} and {interval.high:.5f}"
    return Verdict(arm.name, seed, agrees, detail)


def count_verdict(
    arm: Arm, seed: int, recorded: ArmRecord, accuracy: float, level: float
) -> Verdict:
    """Whether both counts could come from one probability, or the seed ends as others do."""
    total = len(arm.data.split().held_out)
    old, new = (round(a * total) for a in (recorded.seeds[seed].observations[-1][2], accuracy))
    p = float(fisher_exact([[old, total - old], [new, total - new]]).pvalue)
    detail = f"{new} of {total} right, {old} recorded, p = {p:.3g} against level {level:.2g}"
    others = [result.observations[-1][2] for s, result in recorded.seeds.items() if s != seed]
    agrees = p >= level or is_within(accuracy, others, level)
    return Verdict(arm.name, seed, agrees, detail)


def is_within(accuracy: float, others: list[float], level: float) -> bool:
    """Whether an accuracy lies where seeds of such a spread predict a further run."""
    if len(others) < 2 or len(set(others)) == 1:
        return False
    interval = prediction_interval(others, 1 - level)
    return interval.low <= accuracy <= interval.high
