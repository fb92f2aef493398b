"""What an epoch of one network takes of one core: our ways beside those of others, in turn."""

import time
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import Any, NamedTuple

import torch
from torch import Tensor

from workedout.cores import on_one_core
from workedout.data.examples import Examples, Split
from workedout.data.mnist import Pixels, to_examples
from workedout.networks.models import Bench, Mlp
from workedout.randomness import generator
from workedout.studies import rivals
from workedout.studies.sample_loop import sample_loop
from workedout.studies.turns import TURNS, in_turn
from workedout.training.ensemble import Member, fit_together
from workedout.training.loop import fit, initialized, order
from workedout.training.recipes import Recipe
from workedout.training.threads import one_thread

CPU = torch.device("cpu")
TOGETHER = 5
BENCH_PART = 9_600  # images of an epoch: the bench network takes JAX minutes for all of them
FEW = 320  # digits on which a rival shows that it trains what we train
AGREE = 1e-3  # of a loss in float32: what another order of sums makes of it in so few steps


class Side(NamedTuple):
    """One way to train: so many networks at once."""

    networks: int
    act: Callable[[], object]


Sides = dict[str, Side]


def one_core(train: Pixels, dense: Recipe, bench: Recipe) -> dict[str, Any]:
    """Seconds of a core that an epoch of one network takes, by each side, in each of some turns.

    Args:
        train: the training pixels.
        dense: how 784-100-10 is trained.
        bench: how ``fit`` trains the bench network; the others do so in float32.

    Returns:
        The versions of the rivals, and for each network and side a list with one number a turn.

    Raises:
        RivalError: a rival is not installed, or does not train what ``fit`` trains.
    """
    found: dict[str, Any] = {"versions": rivals.versions(), "turns": TURNS}
    examples = to_examples(*train)
    with on_one_core(), one_thread():
        apart = max(disagreements(to_examples(train[0][:FEW], train[1][:FEW]), dense))
        if apart > AGREE:
            raise rivals.RivalError(f"JAX does not train what fit trains: losses {apart} apart")
        found["apart"] = apart
        found["784-100-10"] = an_epoch(dense_sides(train, examples, dense), dense.epochs)
        part = train[0][:BENCH_PART], train[1][:BENCH_PART]
        share = bench.epochs * BENCH_PART / len(examples)
        found["bench"] = an_epoch(bench_sides(part, to_examples(*part), bench), share)
    return found


def an_epoch(sides: Sides, epochs: float) -> dict[str, list[float]]:
    """Seconds of a core that an epoch of one network takes by each side, in each turn."""
    times = in_turn({name: side.act for name, side in sides.items()}, time.process_time)
    return {
        name: [round(taken / epochs / sides[name].networks, 3) for taken in turns]
        for name, turns in times.items()
    }


def dense_sides(train: Pixels, examples: Examples, recipe: Recipe) -> Sides:
    """Each way to train 784-100-10."""
    network, split = Mlp((100,)), Split(examples, examples)
    rate, batch, epochs = recipe.learning_rate, recipe.batch_size, recipe.epochs
    flat = examples.inputs.flatten(1)
    members = [Member(network, split, recipe, seed) for seed in range(TOGETHER)]
    fit_together([m._replace(recipe=replace(recipe, epochs=1)) for m in members], CPU)  # warm up
    targets = examples.targets
    return {
        "loop": Side(1, lambda: sample_loop(network(), train, batch, rate, epochs, CPU)),
        "scikit-learn": Side(1, partial(rivals.scikit_learn, flat, targets, batch, rate, epochs)),
        "jax": Side(1, jax_of(members[:1], dense_in_jax, flat)),
        "five jax": Side(TOGETHER, jax_of(members, dense_in_jax, flat)),
        "fit": Side(1, lambda: fit(network, split, recipe, 0, CPU)),
        "five": Side(TOGETHER, lambda: fit_together(members, CPU)),
        "products": Side(TOGETHER, partial(products, recipe, len(examples))),
    }


def bench_sides(train: Pixels, examples: Examples, recipe: Recipe) -> Sides:
    """Each way to train the bench network."""
    network, split = Bench(), Split(examples, examples)
    rate, batch, epochs = recipe.learning_rate, recipe.batch_size, recipe.epochs
    images = examples.inputs.permute(0, 2, 3, 1)
    members = [Member(network, split, recipe, 0)]
    return {
        "loop": Side(1, lambda: sample_loop(network(), train, batch, rate, epochs, CPU)),
        "jax": Side(1, jax_of(members, bench_in_jax, images)),
        "fit": Side(1, lambda: fit(network, split, recipe, 0, CPU)),
    }


def dense_in_jax(members: list[Member]) -> tuple[Any, Any, Any]:
    """The function of JAX for dense members, their first parameters and their statistics: none."""
    networks = [initialized(m.network, m.recipe, m.seed, CPU) for m in members]
    return rivals.dense_forward, rivals.dense_parameters(networks), ()


def bench_in_jax(members: list[Member]) -> tuple[Any, Any, Any]:
    """The same for one bench network."""
    (member,) = members
    assert isinstance(member.network, Bench)
    network = initialized(member.network, replace(member.recipe, precision="float32"), 0, CPU)
    return rivals.bench_forward(member.network.dropout), *rivals.bench_parameters(network)


def jax_of(
    members: list[Member],
    in_jax: Callable[[list[Member]], tuple[Any, Any, Any]],
    inputs: Tensor,
) -> Callable[[], Any]:
    """The very training of these members by JAX, compiled: same first weights, same batches."""
    jax = rivals.jax()
    forward, parameters, statistics = in_jax(members)
    recipe, together = members[0].recipe, len(members) > 1
    examples = members[0].split.train
    rows = [
        torch.cat([order(examples, recipe, e, random) for e in range(recipe.epochs)])
        for random in (generator(m.seed, "order") for m in members)
    ]
    batches = torch.stack(rows).unflatten(1, (-1, recipe.batch_size)).int()
    keys = jax.random.split(jax.random.key(0), batches.shape[:2])
    arguments = (
        parameters,
        statistics,
        jax.numpy.asarray((batches if together else batches[0]).numpy()),
        keys if together else keys[0],
        jax.numpy.asarray(inputs.contiguous().numpy()),
        jax.numpy.asarray(examples.targets.int().numpy()),
    )
    training = rivals.jax_training(forward, recipe.learning_rate, together)
    compiled = training.lower(*arguments).compile()  # type: ignore[attr-defined]
    return lambda: jax.block_until_ready(compiled(*arguments))


def disagreements(few: Examples, recipe: Recipe) -> list[float]:
    """How far JAX is from ``fit``, in losses and running variances: one, two, a bench network."""
    split, recipe = Split(few, few), replace(recipe, epochs=1)
    dense = [Member(Mlp((100,)), split, recipe, seed) for seed in range(2)]
    bench = [Member(Bench(dropout=0.0), split, recipe, 0)]
    flat, images = few.inputs.flatten(1), few.inputs.permute(0, 2, 3, 1)
    found = []
    for members, training in (
        (dense[:1], jax_of(dense[:1], dense_in_jax, flat)),
        (dense, jax_of(dense, dense_in_jax, flat)),
        (bench, jax_of(bench, bench_in_jax, images)),
    ):
        (_, statistics), losses = training()
        histories = [fit(*member, CPU) for member in members]
        theirs = torch.tensor(losses.tolist()).view(len(members), -1)
        ours = torch.tensor([history.step_losses for history in histories])
        apart = [(theirs - ours).abs().max().item()]
        if statistics:
            # Variances alone: a bias before batch norm has no gradient, so that Adam moves it, and
            # the mean, as rounding decides.
            _, running = rivals.bench_parameters(histories[0].network)
            for (_, mine), (_, other) in zip(running, statistics, strict=True):
                apart.append(float(abs(mine - other).max()))
        found.append(max(apart))
    return found


def products(recipe: Recipe, examples: int) -> None:
    """The matrix products of five 784-100-10, and nothing else: below this no training comes."""
    batch, steps = recipe.batch_size, recipe.epochs * (examples // recipe.batch_size)
    inputs, first = torch.rand(TOGETHER, 784, batch), torch.rand(TOGETHER, 100, 784)
    hidden, second = torch.rand(TOGETHER, 100, batch), torch.rand(TOGETHER, 10, 100)
    outputs = torch.rand(TOGETHER, 10, batch)
    slopes = torch.empty_like(first), torch.empty_like(second)
    for _ in range(steps):
        torch.bmm(first, inputs, out=hidden)
        torch.bmm(second, hidden, out=outputs)
        torch.bmm(outputs, hidden.mT, out=slopes[1])
        torch.bmm(second.mT, outputs, out=hidden)
        torch.bmm(hidden, inputs.mT, out=slopes[0])
