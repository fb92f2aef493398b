"""Checks of a step: whether it runs, its mode, its decay."""

import math
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import torch
from torch import Tensor, nn
from torch.nn.modules.dropout import _DropoutNd

from workedout.inspection.checklist.script import CannotLookError, Script, check
from workedout.inspection.checklist.watching import (
    a_step,
    batch_of,
    built,
    epochs,
    first_tensor,
    loss_of,
    still,
    trained,
    two_moded,
    watched,
)
from workedout.plain import one_line


@check("step")
def a_whole_step(script: Script) -> tuple[bool, str]:
    """A step of the script's own, on its own batch, runs through, and its loss is a number."""
    part = "network()"
    try:
        network = built(script)
        part = "optimizer()"
        chosen = script.optimizer(network, script.rate)
        part = "a batch"
        batch = next(epochs(script))
        part = "it"
        with watched(network) as seen:
            returned = a_step(script, network, chosen, batch)
    except CannotLookError:
        raise
    except Exception as error:
        return False, one_line(f"{part} ends in {type(error).__name__}: {error}", 160)
    loss = loss_of(script, returned, seen, batch.targets)
    return math.isfinite(loss), f"runs through, with a loss of {loss:.2g}"


@check("mode")
def mode(script: Script) -> tuple[bool, str]:
    """A step works in training mode, and dropout leaves something."""
    network, batch = built(script), batch_of(script)
    with watched(network) as seen, above_learning(network) as above:
        a_step(script, network, still(script, network), batch)
    if seen.inputs and not torch.equal(*evaluated(network, seen.inputs[0])):
        return False, "in evaluation mode the outputs still are random"
    layers = dict(two_moded(network))
    if not layers:
        return True, "no layer has two modes"
    whole = all(each.requires_grad for each in network.parameters())
    resting = [
        name
        for name in (seen.resting[0] if seen.resting else [])
        if learns(layers[name], whole or layers[name] in above)
    ]
    if resting:
        return False, f"steps in evaluation mode: {', '.join(resting)}"
    strong = [n for n, each in layers.items() if isinstance(each, _DropoutNd) and each.p > 0.75]
    if strong:
        return False, f"dropout of p = {layers[strong[0]].p:g} leaves next to nothing: {strong[0]}"
    return True, "steps in training mode"


def evaluated(network: Any, inputs: Tensor) -> tuple[Tensor, Tensor]:
    """The outputs in evaluation mode, twice."""
    network.eval()
    with torch.no_grad(), torch.random.fork_rng([]):
        return network(inputs), network(inputs)


@contextmanager
def above_learning(network: nn.Module) -> Iterator[set[nn.Module]]:
    """Note the layers that are given something that asks for a gradient."""
    found: set[nn.Module] = set()

    def hook(layer: nn.Module, args: tuple[Any, ...], named: dict[str, Any]) -> None:
        given = first_tensor(args, named)
        if given is not None and given.requires_grad:
            found.add(layer)

    handles = [
        each.register_forward_pre_hook(hook, with_kwargs=True) for _, each in two_moded(network)
    ]
    try:
        yield found
    finally:
        for handle in handles:
            handle.remove()


def learns(layer: nn.Module, above: bool) -> bool:
    """Whether a layer is there to be trained, or has nothing to train and stands above some.

    Batch norm may be frozen on purpose, and so may be all below dropout.
    """
    own = list(layer.parameters())
    return any(each.requires_grad for each in own) if own else above


@check("decay")
def decay(script: Script) -> tuple[bool, str]:
    """Without its decay of the weights the script would not learn far better."""
    network = built(script)
    groups = getattr(script.optimizer(network, script.rate), "param_groups", [])
    strongest = max((abs(group.get("weight_decay", 0) or 0) for group in groups), default=0)
    if not strongest:
        return True, "the optimizer decays no weights"
    _, with_it = trained(script, script.rate)
    _, without = trained(script, script.rate, undecayed)
    late, better = (mean_of_last(each) for each in (with_it, without))
    saw = f"a decay of {strongest:g}: loss {late:.2f} after {len(with_it)} steps, "
    swamped = better < with_it[0] and late > max(1.15 * better, better + 0.05)
    return not swamped, f"{saw}without it {better:.2f}"


def undecayed(chosen: Any) -> None:
    """Set the decay of an optimizer to 0."""
    for group in chosen.param_groups:
        group["weight_decay"] = 0


def mean_of_last(losses: list[float], count: int = 20) -> float:
    """Of the last losses; infinity where one is no number."""
    last = losses[-count:]
    mean = sum(last) / len(last)
    return mean if math.isfinite(mean) else math.inf
