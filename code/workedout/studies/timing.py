"""How long trainings take: the usual sample loop, ``fit``, and ten seeds at once, in turn.

Times are facts about one machine on one day. What can be relied on is how they compare, so each
is measured beside the others in one process, and the pages show ratios.
"""

import time
from collections.abc import Callable
from concurrent.futures import wait
from dataclasses import replace
from functools import partial
from typing import Any, NamedTuple

import torch

from workedout.cores import cores
from workedout.data.examples import Split
from workedout.data.mnist import Pixels, to_examples
from workedout.data.shared_memory import shared
from workedout.data.sources import Digits, Source
from workedout.networks.drawings import Drawing
from workedout.networks.models import Bench, Mlp, Network
from workedout.studies.one_core import one_core
from workedout.studies.sample_loop import sample_loop
from workedout.studies.turns import in_turn, seconds
from workedout.training.ensemble import Member, fit_together
from workedout.training.loop import fit
from workedout.training.recipes import Recipe
from workedout.training.workers import Workers

EPOCHS, BATCH, RATE, SEEDS = 5, 32, 1e-3, 10
PAUSE = 0.5  # seconds
CORE_EPOCHS = 2  # of 784-100-10, on one core


class Contest(NamedTuple):
    """A network, and how each side trains it.

    Attributes:
        network: the network.
        recipe: of our side; it observes nothing, as the sample loop is timed without evaluation.
        together: members of one batched model on a CPU core; 1 is ``fit``.
    """

    network: Network
    recipe: Recipe
    together: int


PLAIN = Recipe(EPOCHS, BATCH, RATE, optimizer="adam", observe=())
CONTESTS = {
    "784-100-10": Contest(Mlp((100,)), PLAIN, 5),
    # A run of the bench network takes minutes.
    "bench": Contest(
        Bench(), replace(PLAIN, epochs=1, precision="bfloat16", channels_last=True), 1
    ),
}


def train_seeds(contest: Contest, source: Source, seeds: list[int], device: str) -> None:
    """Train some seeds, as a worker does: together, or one by one."""
    split, where = source.split(), torch.device(device)
    members = [Member(contest.network, split, contest.recipe, seed) for seed in seeds]
    if len(members) > 1:
        fit_together(members, where)
    else:
        for member in members:
            fit(*member, where)
    if where.type == "cuda":
        torch.cuda.synchronize()  # the work is only queued so far


def behaviour(train: Pixels, held_out: Pixels, drawing: Drawing) -> dict[str, Any]:
    """What the three sides do, on few digits and in double precision: the fingerprint of a timing.

    Their times have none; that they train the same network in the same way can be checked.
    """
    few = (train[0][:80], train[1][:80])
    split = Split(to_examples(*few), to_examples(*few))
    found: dict[str, Any] = {"epochs": EPOCHS, "batch": BATCH, "seeds": SEEDS}
    for name, contest in CONTESTS.items():
        recipe = replace(contest.recipe, epochs=1, precision="float64", channels_last=False)
        network = drawing(contest.network)
        with torch.random.fork_rng(devices=[]):
            torch.manual_seed(0)
            loop = sample_loop(network().double(), few, BATCH, RATE, 1, torch.device("cpu"))
        members = [Member(network, split, recipe, seed) for seed in range(2)]
        ours = fit_together(members, torch.device("cpu"))
        found[name] = {"sample loop": loop, "ours": [each.step_losses for each in ours]}
    return found


def race(train: Pixels, held_out: Pixels) -> dict[str, Any]:
    """Time all contests on this machine's processor.

    Args:
        train: the training pixels, for the sample loop; our side reads the same files.
        held_out: not used: nothing is evaluated.

    Returns:
        For one core, what ``one_core`` gives. For each contest on all cores, seconds of one run of
        the sample loop ("loop"), of one run of ``fit`` ("one") and of ten seeds ("ten"), each a
        list of repeats made in turn, and the threads with which the sample loop is fastest. Then
        the cores, and the seconds to start the workers and to read and map the data, which are in
        no other.

    Raises:
        RivalError: JAX or scikit-learn is not installed.
    """
    begin = time.perf_counter()
    source = shared(Digits("final"))
    found: dict[str, Any] = {"epochs": EPOCHS, "batch": BATCH, "seeds": SEEDS}
    found["data"] = round(time.perf_counter() - begin, 3)
    found["core"] = one_core(train, replace(PLAIN, epochs=CORE_EPOCHS), CONTESTS["bench"].recipe)
    found["cpu"] = on_the_processor(train, source)
    return found


def race_on_the_gpu(train: Pixels, held_out: Pixels) -> dict[str, Any]:
    """Time all contests on the GPU, where ten seeds are one batched model.

    Args:
        train, held_out: as for ``race``.

    Returns:
        For each contest, seconds as ``race`` gives them.
    """
    source = shared(Digits("final"))
    return {"batch": BATCH, "seeds": SEEDS, "contests": on_the_gpu(train, source)}


def on_the_processor(train: Pixels, source: Source) -> dict[str, Any]:
    """The contests on all cores; ten seeds go to warm workers."""
    count, threads_before = cores(), torch.get_num_threads()
    contests = {}
    with Workers(count) as workers:
        start = -PAUSE + seconds(
            lambda: wait([workers.submit(pause) for _ in range(count)]), time.perf_counter
        )
        for name, contest in CONTESTS.items():
            threads = fastest_threads(contest.network, train, sorted({1, count}))
            everywhere(workers, briefly(contest), source)
            contests[name] = {
                "threads": threads,
                **in_turn(
                    {
                        "loop": partial(on_threads, threads, sample_loop_of, contest, train, "cpu"),
                        "one": partial(on_threads, 1, train_seeds, contest, source, [0], "cpu"),
                        "ten": partial(everywhere, workers, contest, source),
                    },
                    time.perf_counter,
                ),
            }
    torch.set_num_threads(threads_before)
    return {"cores": count, "start": round(start, 3), "contests": contests}


def everywhere(workers: Workers, contest: Contest, source: Source) -> None:
    """Train all seeds on the workers, some together."""
    cuts = range(0, SEEDS, contest.together)
    parts = [list(range(SEEDS))[cut : cut + contest.together] for cut in cuts]
    for future in [workers.submit(train_seeds, contest, source, p, "cpu") for p in parts]:
        future.result()


def on_threads(threads: int, act: Callable[..., object], *arguments: Any) -> None:
    """Do something with so many threads."""
    torch.set_num_threads(threads)
    act(*arguments)


def sample_loop_of(contest: Contest, train: Pixels, device: str) -> None:
    """The sample loop on the network of a contest."""
    where = torch.device(device)
    recipe = contest.recipe
    network = contest.network().to(where)
    sample_loop(network, train, BATCH, RATE, recipe.epochs, where)


def pause() -> None:
    """Something that keeps a worker busy until the others have started."""
    time.sleep(PAUSE)


def on_the_gpu(train: Pixels, source: Source) -> dict[str, Any]:
    """The contests on the GPU, where ten seeds are one batched model."""
    contests = {}
    one, ten = [0], list(range(SEEDS))
    for name, contest in CONTESTS.items():
        for seeds in (one, ten):  # kernels are chosen at the first call
            train_seeds(briefly(contest), source, seeds, "cuda")
        contests[name] = in_turn(
            {
                "loop": partial(sample_loop_of, contest, train, "cuda"),
                "one": partial(train_seeds, contest, source, one, "cuda"),
                "ten": partial(train_seeds, contest, source, ten, "cuda"),
            },
            time.perf_counter,
        )
    return contests


def fastest_threads(network: Network, train: Pixels, choices: list[int]) -> int:
    """With how many threads the sample loop is fastest, tried on a sixth of an epoch."""
    few = (train[0][:10_000], train[1][:10_000])
    times = {}
    for threads in choices:
        torch.set_num_threads(threads)
        times[threads] = seconds(
            lambda: sample_loop(network(), few, BATCH, RATE, 1, torch.device("cpu")),
            time.perf_counter,
        )
    return min(times, key=times.__getitem__)


def briefly(contest: Contest) -> Contest:
    """The same for one epoch, to warm up."""
    return contest._replace(recipe=replace(contest.recipe, epochs=1))
