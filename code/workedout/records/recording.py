"""Make a record: train what is missing or stale, and replace the old record by a whole one."""

from collections.abc import Iterator
from concurrent.futures import BrokenExecutor, Executor, ThreadPoolExecutor
from contextlib import contextmanager, nullcontext
from dataclasses import replace
from functools import cache

import torch

from workedout.data.shared_memory import shared
from workedout.errors import WorkedOutError
from workedout.experiments.specification import Arm, Experiment, Measurement, specification
from workedout.networks.drawings import NEWEST
from workedout.records import journal
from workedout.records.environment import environment
from workedout.records.fingerprints import Fingerprint, fingerprint, measured_fingerprint
from workedout.records.journal import Entry
from workedout.records.kept_networks import filed
from workedout.records.progress import Progress
from workedout.records.runs import Failure, Group, engine_for, finished, grouped, missing
from workedout.records.store import ArmRecord, Record, write
from workedout.records.validity import Judgement, judged
from workedout.training.loop import default_device
from workedout.training.workers import workers

Prints = dict[str, Fingerprint]  # by the name of the arm


def made(
    question: Experiment | Measurement, fresh: bool = False, executor: Executor | None = None
) -> Record:
    """The record of a question: as it is where it holds, else made.

    Raises:
        WorkedOutError: as ``measure`` and ``train``.
    """
    if isinstance(question, Measurement):
        return measure(question, fresh)
    return train(question, fresh, executor)


def measure(question: Measurement, fresh: bool = False) -> Record:
    """Measure the full material where no record holds, and write the record.

    Raises:
        WorkedOutError: the material is not there, or is not what it should be.
    """
    with journal.sole_writer(question.name):
        judgement = Judgement() if fresh else judged(question)
        if judgement.record and not judgement.findings:
            return judgement.record
        old, now = judgement.record, judgement.measured
        if old is None or now is None or old.pocket_drawn != NEWEST:
            now = measured_fingerprint(question)
        record = Record(
            name=question.name,
            environments=[environment(torch.device(question.device))],
            value=question.measure(*question.material.full()),
            pocket_value=now,
            data=question.material.digest(),
        )
        write(record)
    return record


def train(experiment: Experiment, fresh: bool = False, executor: Executor | None = None) -> Record:
    """Train the seeds that no valid arm and no journal holds, if any, and write the record.

    Args:
        experiment: the question.
        fresh: leave nothing of an earlier record or journal.
        executor: where to train; without it, this machine's GPU or its cores. All of its workers
            use the kind of device that this process would.

    Raises:
        WorkedOutError: another process is recording it, the kept results are of another kind of
            device, or runs failed. Finished seeds are kept.
    """
    device = default_device()
    with journal.sole_writer(experiment.name):
        if fresh:
            journal.clear(experiment.name)
        judgement = Judgement() if fresh else judged(experiment)
        if judgement.record and not judgement.findings:
            return judgement.record
        prints = fingerprints(experiment, judgement, device)
        kept = {} if fresh else kept_results(experiment, prints, judgement)
        refuse_mixed_devices(experiment, kept, device)
        runs = [(arm, seed) for arm in experiment.arms for seed in range(arm.seeds)]
        groups = grouped(runs, lambda arm: prints[arm.name].engine, device)
        todo = missing(groups, kept)
        failures = []
        if todo:
            here = executor is None and device.type == "cpu"
            todo = with_shared_data(todo) if here else todo
            with nullcontext(executor) if executor else trainer(device) as chosen:
                for outcome in outcomes(experiment, todo, chosen, prints):
                    if isinstance(outcome, Failure):
                        failures.append(outcome)
                    else:
                        journal.append(experiment.name, outcome)
                        kept |= {(entry.arm, entry.seed): entry for entry in outcome}
        if failures:
            raise failed(experiment, failures, sum(len(group.runs) for group in todo))
        record = filed(assembled(experiment, kept))
        write(record)
        journal.clear(experiment.name)
    return record


def outcomes(
    experiment: Experiment, groups: list[Group], executor: Executor, prints: Prints
) -> Iterator[list[Entry] | Failure]:
    """Train groups, and give the entries of each, or the run that failed, as they come."""
    arms = {arm.name: arm for arm in experiment.arms}
    report = Progress(experiment.name, sum(len(group.runs) for group in groups))
    for outcome in finished(groups, executor, report):
        if isinstance(outcome, Failure):
            yield outcome
            continue
        yield [
            Entry(
                arm=trained.name,
                seed=seed,
                specification=specification(arms[trained.name]),
                data=trained.data.digest(),
                fingerprint=prints[trained.name],
                environment=made_by,
                result=result,
            )
            for (trained, seed), (result, made_by) in outcome
        ]


def with_shared_data(groups: list[Group]) -> list[Group]:
    """The same groups, whose examples the workers of this machine share."""
    return [
        replace(g, runs=tuple((replace(arm, data=shared(arm.data)), s) for arm, s in g.runs))
        for g in groups
    ]


@contextmanager
def trainer(device: torch.device) -> Iterator[Executor]:
    """What trains on this machine: warm processes, one a core, or one thread that has the GPU."""
    if device.type == "cpu":
        try:
            yield workers()
        except BaseException:
            # Whatever is queued is wanted no more; the next recording starts new workers.
            workers().shutdown(wait=False, cancel_futures=True)
            workers.cache_clear()
            raise
    else:
        with ThreadPoolExecutor(1) as in_turn:
            yield in_turn


def fingerprints(experiment: Experiment, judgement: Judgement, device: torch.device) -> Prints:
    """The fingerprint of each arm, by the engine that made or will make its runs."""
    old = judgement.record.arms if judgement.record else {}
    prints = {}
    for arm in experiment.arms:
        now = judgement.prints.get(arm.name)
        if now is None or now.drawn != NEWEST:
            recorded = old.get(arm.name)
            engine = recorded.fingerprint.engine if recorded else engine_for(arm, device)
            now = fingerprint(arm, engine)
        prints[arm.name] = now
    return prints


def kept_results(
    experiment: Experiment, prints: Prints, judgement: Judgement
) -> dict[tuple[str, int], Entry]:
    """What need not be trained again: seeds of valid arms, and those in the journal."""

    @cache
    def again(arm: Arm, drawn: str) -> Fingerprint:
        """What a fingerprint that was drawn so is compared with."""
        now = prints[arm.name]
        return now if drawn == now.drawn else fingerprint(arm, now.engine, drawn)

    kept = {
        (arm.name, entry.seed): replace(entry, fingerprint=prints[arm.name])
        for entry in journal.entries(experiment.name)
        for arm in experiment.arms
        if entry.belongs_to(arm, again(arm, entry.fingerprint.drawn))
    }
    if (record := judgement.record) is None:
        return kept
    for arm in experiment.arms:
        if judgement.against(arm.name):
            continue
        old = record[arm.name]
        for seed, result in old.seeds.items():
            if seed < arm.seeds:
                kept[arm.name, seed] = Entry(
                    arm.name,
                    seed,
                    specification(arm),
                    old.data,
                    prints[arm.name],
                    record.environments[result.environment],
                    result,
                )
    return kept


def refuse_mixed_devices(
    experiment: Experiment, kept: dict[tuple[str, int], Entry], device: torch.device
) -> None:
    """Compare like with like: all arms of an experiment come from one kind of device.

    Raises:
        WorkedOutError: kept results were made on another kind.
    """
    others = {entry.environment["device"] for entry in kept.values()} - {device.type}
    if others:
        raise WorkedOutError(
            f"{experiment.name} was recorded on {', '.join(sorted(others))} and this machine has "
            f"{device.type}; to record all of it here, run: "
            f"python -m workedout run {experiment.name} --fresh"
        )


def failed(experiment: Experiment, failures: list[Failure], total: int) -> WorkedOutError:
    """One error for all runs that failed; its cause is that of the first which is a bug."""
    lines = [f"{len(failures)} of {total} runs failed; the others are kept:"]
    lines += [f"  {failure}" for failure in failures]
    lines.append(f"To go on with the rest, run: python -m workedout run {experiment.name}")
    error = WorkedOutError("\n".join(lines))
    error.__cause__ = next((f.error for f in failures if is_bug(f.error)), None)
    return error


def is_bug(error: BaseException) -> bool:
    """Whether a traceback would help: an error that is neither ours nor a dead worker."""
    return not isinstance(error, WorkedOutError | BrokenExecutor)


def assembled(experiment: Experiment, kept: dict[tuple[str, int], Entry]) -> Record:
    """One record of all arms and seeds, in the order of the specification."""
    environments: list[dict[str, str]] = []
    arms = {}
    for arm in experiment.arms:
        seeds = {}
        for seed in range(arm.seeds):
            entry = kept[arm.name, seed]
            if entry.environment not in environments:
                environments.append(entry.environment)
            made_by = environments.index(entry.environment)
            seeds[seed] = replace(entry.result, environment=made_by)
        first = kept[arm.name, 0]
        arms[arm.name] = ArmRecord(first.specification, first.data, first.fingerprint, seeds)
    return Record(experiment.name, environments, arms)
