"""Make a record: train what is missing or stale, and replace the old record by a whole one."""

import multiprocessing
import os
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor, as_completed
from concurrent.futures.process import BrokenProcessPool
from multiprocessing.connection import wait

import torch
from tqdm import tqdm

from workedout import journal, mnist
from workedout.environment import environment
from workedout.errors import WorkedOutError
from workedout.experiments.specification import Arm, Experiment, Measurement, specification
from workedout.fingerprints import Fingerprint, difference, fingerprint, measured_fingerprint
from workedout.journal import Entry
from workedout.sources import Digits
from workedout.store import ArmRecord, Record, RecordError, SeedResult, kept_points, read, write
from workedout.training import default_device, fit
from workedout.validity import settings_fault

Work = tuple[Arm, int]


def measure(question: Measurement) -> Record:
    """Measure the full data set and write the record.

    Raises:
        DataError: the data set is not there, or is not MNIST.
    """
    with journal.sole_writer(question.name):
        record = Record(
            name=question.name,
            environments=[environment(torch.device("cpu"))],
            value=question.measure(*mnist.full_pixels()),
            pocket_value=measured_fingerprint(question),
            data=Digits("final").digest(),
        )
        write(record)
    return record


def train(experiment: Experiment, fresh: bool = False) -> Record:
    """Train the seeds that no valid arm and no journal holds, and write the record.

    Args:
        experiment: the question.
        fresh: leave nothing of an earlier record or journal.

    Raises:
        WorkedOutError: another process is recording it, the kept results are of another kind of
            device, a run failed, or a worker died. Finished seeds are kept.
    """
    device = default_device()
    here = environment(device)
    with journal.sole_writer(experiment.name):
        if fresh:
            journal.clear(experiment.name)
        prints = {arm.name: fingerprint(arm) for arm in experiment.arms}
        kept = {} if fresh else kept_results(experiment, prints)
        refuse_mixed_devices(experiment, kept, here)
        todo = [
            (arm, seed)
            for arm in experiment.arms
            for seed in range(arm.seeds)
            if (arm.name, seed) not in kept
        ]
        for (arm, seed), result in finished_runs(todo, device):
            entry = Entry(
                arm=arm.name,
                seed=seed,
                specification=specification(arm),
                data=arm.data.digest(),
                fingerprint=prints[arm.name],
                environment=here,
                result=result,
            )
            journal.append(experiment.name, entry)
            kept[arm.name, seed] = entry
        record = assembled(experiment, kept)
        write(record)
        journal.clear(experiment.name)
    return record


def kept_results(
    experiment: Experiment, prints: dict[str, Fingerprint]
) -> dict[tuple[str, int], Entry]:
    """What need not be trained again: seeds of valid arms, and those in the journal."""
    kept = {
        (arm.name, entry.seed): entry
        for entry in journal.entries(experiment.name)
        for arm in experiment.arms
        if entry.belongs_to(arm, prints[arm.name])
    }
    try:
        record = read(experiment.name)
    except RecordError:
        return kept
    for arm in experiment.arms:
        old, now = record.arms.get(arm.name), prints[arm.name]
        if old and not settings_fault(arm, old) and not difference(old.fingerprint, now):
            # An arm that lacks only some seeds keeps those that it has.
            for seed, result in old.seeds.items():
                if seed < arm.seeds:
                    made_by = record.environments[result.environment]
                    kept[arm.name, seed] = Entry(
                        arm.name,
                        seed,
                        specification(arm),
                        old.data,
                        now,
                        made_by,
                        result,
                    )
    return kept


def refuse_mixed_devices(
    experiment: Experiment, kept: dict[tuple[str, int], Entry], here: dict[str, str]
) -> None:
    """Compare like with like: all arms of an experiment come from one kind of device.

    Raises:
        WorkedOutError: kept results were made on another kind.
    """
    others = {entry.environment["device"] for entry in kept.values()} - {here["device"]}
    if others:
        raise WorkedOutError(
            f"{experiment.name} was recorded on {', '.join(sorted(others))} and this machine has "
            f"{here['device']}; to record all of it here, run: "
            f"python -m workedout run {experiment.name} --fresh"
        )


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
            old = entry.result
            seeds[seed] = SeedResult(old.train_loss, old.observations, old.seconds, made_by)
        first = kept[arm.name, 0]
        arms[arm.name] = ArmRecord(first.specification, first.data, first.fingerprint, seeds)
    return Record(experiment.name, environments, arms)


def finished_runs(todo: list[Work], device: torch.device) -> Iterator[tuple[Work, SeedResult]]:
    """Train, and give each result as it comes: side by side on a CPU, in turn on a GPU."""
    bar = tqdm(total=len(todo), unit="run", disable=not todo)
    with bar:
        for done in _in_turn(todo, device) if device.type == "cuda" else _side_by_side(todo):
            bar.update()
            yield done


def train_seed(arm: Arm, seed: int, device: torch.device) -> SeedResult:
    """One run, timed."""
    split = arm.data.split()
    start = time.perf_counter()
    history = fit(arm.network, split, arm.recipe, seed, device)
    seconds = round(time.perf_counter() - start, 3)
    losses, seen = history.epoch_losses, history.observations
    return SeedResult(
        [losses[i] for i in kept_points(len(losses))],
        [(seen[i].step, seen[i].loss, seen[i].accuracy) for i in kept_points(len(seen))],
        seconds,
        environment=0,
    )


def _in_turn(todo: list[Work], device: torch.device) -> Iterator[tuple[Work, SeedResult]]:
    for arm, seed in todo:
        yield (arm, seed), train_seed(arm, seed, device)


def _side_by_side(todo: list[Work]) -> Iterator[tuple[Work, SeedResult]]:
    """One thread a run, as many runs as cores: sums are then made in one order everywhere."""
    if not todo:
        return
    with ProcessPoolExecutor(
        max_workers=min(os.cpu_count() or 1, len(todo)),
        mp_context=multiprocessing.get_context("spawn"),
        initializer=_begin_worker,
    ) as pool:
        cpu = torch.device("cpu")
        futures = {pool.submit(train_seed, arm, seed, cpu): (arm, seed) for arm, seed in todo}
        try:
            for future in as_completed(futures):
                arm, seed = futures[future]
                try:
                    result = future.result()
                except BrokenProcessPool:
                    raise WorkedOutError(
                        "a worker process died; finished seeds are kept: run the command again"
                    ) from None
                except WorkedOutError as error:
                    raise WorkedOutError(f"{arm.name}, seed {seed}: {error}") from None
                yield (arm, seed), result
        finally:
            pool.shutdown(cancel_futures=True)


def _begin_worker() -> None:
    torch.set_num_threads(1)
    threading.Thread(target=_die_with_parent, daemon=True).start()


def _die_with_parent() -> None:
    """End the worker when the driver was killed: it would train for nobody."""
    parent = multiprocessing.parent_process()
    if parent is not None:
        wait([parent.sentinel])
        os._exit(1)
