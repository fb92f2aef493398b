"""Many runs on any executor: what is trained together, and what happens when one goes wrong."""

import time
from collections import Counter, deque
from collections.abc import Callable, Container, Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, BrokenExecutor, Executor, Future, wait
from dataclasses import asdict, dataclass, replace
from itertools import pairwise
from typing import Any

import torch

from workedout.data.drawn import BySeed, split_of
from workedout.errors import WorkedOutError
from workedout.experiments.specification import Arm, canonical, describe
from workedout.networks.parameter_table import convolves, parameters_of
from workedout.plain import plainly
from workedout.records.environment import environment
from workedout.records.kept_networks import kept
from workedout.records.store import SeedResult
from workedout.training.ensemble import Member, fit_together, shared
from workedout.training.loop import History, fit
from workedout.training.probes import ON_HELD_OUT
from workedout.training.recipes import evenly
from workedout.training.stack import structure
from workedout.training.threads import one_thread

Run = tuple[Arm, int]  # an arm and a seed
Made = tuple[SeedResult, dict[str, str]]  # a result, and what made it

ATTEMPTS = 3  # how often runs are tried whose worker dies
# On a CPU: so many parameters together still fit a core's cache, and beyond so many members
# there is little left to save.
CACHED_PARAMETERS, MOST_MEMBERS = 500_000, {"cpu": 25, "cuda": 64}

PARTS = {"cpu": 2, "cuda": 1}  # at least: a processor has two cores to keep busy


@dataclass(frozen=True)
class Group:
    """Runs that are trained together, by one engine.

    Attributes:
        engine: "single", one after another by ``fit``, or "batched", by ``fit_together``.
        runs: which.
        device: the kind of device that they are trained on.
    """

    engine: str
    runs: tuple[Run, ...]
    device: str


@plainly
@dataclass(frozen=True)
class Failure:
    """A run that could not be made."""

    run: Run
    error: BaseException

    def __str__(self) -> str:
        arm, seed = self.run
        return f"{arm.name}, seed {seed}: {in_words(self.error)}"


def in_words(error: BaseException) -> str:
    """What went wrong with a run, in one line."""
    if isinstance(error, BrokenExecutor):
        return f"its worker process died, {ATTEMPTS} times"
    if isinstance(error, WorkedOutError):
        return str(error)
    return f"{type(error).__name__}: {error}"


def engine_for(arm: Arm, device: torch.device) -> str:
    """Which engine trains an arm fastest here: batched on a GPU, and small networks on a CPU.

    On a CPU, convolutions and wide layers are bound by arithmetic, so that nothing is saved.
    """
    network = arm.network()
    if arm.recipe.probe in ON_HELD_OUT:
        return "single"
    try:
        structure(arm.network)
    except ValueError:
        return "single"
    if device.type == "cuda":
        return "batched"
    small = 2 * parameters_of(network) <= CACHED_PARAMETERS
    return "batched" if small and not convolves(network) else "single"


def grouped(runs: Iterable[Run], engine: Callable[[Arm], str], device: torch.device) -> list[Group]:
    """Put together what can be trained together, in a way that no number of workers changes.

    Args:
        runs: which.
        engine: of an arm.
        device: where they will be trained.
    """
    alike: dict[str, list[Run]] = {}
    for arm, seed in runs:
        key = shape_of(arm) if engine(arm) == "batched" else f"{arm.name}/{seed}"
        alike.setdefault(key, []).append((arm, seed))
    groups = []
    for members in alike.values():
        made_by = engine(members[0][0])
        for part in parts(members, largest_group(members[0][0], device), PARTS[device.type]):
            groups.append(Group(made_by, tuple(part), device.type))
    return groups


def shape_of(arm: Arm) -> str:
    """Equal for arms whose runs ``fit_together`` takes as members."""
    examples = {key: value for key, value in describe(arm.data).items() if key != "draw"}
    layers = [[str(p.shape) for p in layer.parameters()] for layer in arm.network()]
    recipe = asdict(shared(arm.recipe))
    return canonical([structure(arm.network), layers, examples, recipe])


def largest_group(arm: Arm, device: torch.device) -> int:
    """How many members are trained together at most."""
    most = MOST_MEMBERS[device.type]
    if device.type == "cuda":
        return most
    return max(1, min(most, CACHED_PARAMETERS // parameters_of(arm.network())))


def missing(groups: list[Group], kept: Container[tuple[str, int]]) -> list[Group]:
    """What is left of groups without the runs that are kept, named by arm and seed.

    The groups stay those of the whole experiment: what is trained beside a run decides the last
    bits of its numbers, so that a recording that was interrupted ends as an undisturbed one.
    """
    left = [tuple(run for run in g.runs if (run[0].name, run[1]) not in kept) for g in groups]
    return [replace(g, runs=runs) for g, runs in zip(groups, left, strict=True) if runs]


def parts(members: list[Run], most: int, least: int) -> list[list[Run]]:
    """Cut into parts of about one size: at least so many where there are so many members."""
    count = max(-(-len(members) // most), min(least, len(members)))
    cuts = [round(i * len(members) / count) for i in range(count + 1)]
    return [members[a:b] for a, b in pairwise(cuts)]


def train_group(group: Group) -> list[Made]:
    """Train the runs of a group, in their order; this is what a worker does."""
    device = torch.device(group.device)
    made_by = environment(device)
    with one_thread():  # sums are then made in one order everywhere
        if group.engine == "single":
            return [(train_seed(arm, seed, device), made_by) for arm, seed in group.runs]
        splits = {
            each: split_of(*each) for each in {(a.data, drawn_by(a, s)) for a, s in group.runs}
        }
        members = [
            Member(a.network, splits[a.data, drawn_by(a, s)], a.recipe, s) for a, s in group.runs
        ]
        start = time.perf_counter()
        histories = fit_together(members, device)
        seconds = (time.perf_counter() - start) / len(members)
        made = zip(group.runs, histories, strict=True)
        return [(result_of(h, seconds, arm, seed), made_by) for (arm, seed), h in made]


def drawn_by(arm: Arm, seed: int) -> int:
    """Whose examples a run gets: its own seed's, where the source draws for each; else seed 0's."""
    return seed if isinstance(arm.data, BySeed) else 0


def train_seed(arm: Arm, seed: int, device: torch.device) -> SeedResult:
    """One run by ``fit``, timed."""
    split = split_of(arm.data, seed)
    start = time.perf_counter()
    history = fit(arm.network, split, arm.recipe, seed, device)
    return result_of(history, time.perf_counter() - start, arm, seed)


def result_of(history: History, seconds: float, arm: Arm, seed: int) -> SeedResult:
    """What a record keeps of a history, as the arm says."""
    losses, seen = history.epoch_losses, history.observations
    moments = evenly(len(seen))
    return SeedResult(
        [losses[i] for i in evenly(len(losses), arm.curve)],
        [(seen[i].step, seen[i].loss, seen[i].accuracy) for i in moments],
        round(seconds, 3),
        environment=0,
        probes=[history.probes[i] for i in moments] if history.probes else [],
        kept=kept(arm, history.network) if seed == arm.keep else None,
    )


def finished(
    groups: list[Group], executor: Executor, report: Callable[[int, int, int], None]
) -> Iterator[list[tuple[Run, Made]] | Failure]:
    """Train groups on an executor, and give each as it comes, or the run that failed.

    Runs whose worker died are tried again. Of a group in which one run raises an error, each run
    is tried by itself, so that only the one that raises it fails.

    Args:
        groups: what to train.
        executor: where.
        report: called with the numbers of runs that are done, running and failed.
    """
    attempts: Counter[Group] = Counter()
    futures: dict[Future[list[Made]], Group] = {}
    waiting = deque(groups)
    done = failed = 0
    while waiting or futures:
        while waiting:
            group = waiting.popleft()
            futures[submitted(executor, group)] = group
        report(done, sum(len(g.runs) for f, g in futures.items() if f.running()), failed)
        for future in wait(futures, timeout=1.0, return_when=FIRST_COMPLETED).done:
            group = futures.pop(future)
            error = future.exception()
            if error is None:
                done += len(group.runs)
                yield list(zip(group.runs, future.result(), strict=True))
                continue
            attempts[group] += 1
            again = tried_again(group, error, attempts[group])
            waiting.extend(again)
            if not again:
                failed += 1
                yield Failure(group.runs[0], error)
    report(done, 0, failed)


def submitted(executor: Executor, group: Group) -> Future[Any]:
    """Submit a group; an executor that takes no more work has failed it."""
    try:
        return executor.submit(train_group, group)
    except BrokenExecutor as error:
        broken: Future[Any] = Future()
        broken.set_exception(error)
        return broken


def tried_again(group: Group, error: BaseException, attempts: int) -> list[Group]:
    """What to submit in place of a group that failed: itself, its runs one by one, or nothing."""
    if isinstance(error, BrokenExecutor) and attempts < ATTEMPTS:
        return [group]
    if len(group.runs) > 1:
        return [replace(group, runs=(run,)) for run in group.runs]
    return []
