"""Checks of a step: its mode, its gradients, what its optimizer moves, and decay."""

import math
from typing import Any

import torch
from torch import Tensor, nn
from torch.nn.modules.dropout import _DropoutNd

from workedout.data.examples import Examples
from workedout.inspection.checklist.script import SEED, CannotLookError, Script, check
from workedout.inspection.checklist.watching import (
    a_step,
    as_number,
    batch_of,
    built,
    copied,
    epochs,
    loss_of,
    many_looks,
    still,
    trained,
    two_moded,
    watched,
)
from workedout.plain import one_line
from workedout.randomness import generator

TRIED = 16  # steps: some scripts let their optimizer step after several batches only
CLOSE = 1e-3


@check("step")
def a_whole_step(script: Script) -> tuple[bool, str]:
    """A step of the script's own, on its own batch, runs through, and its loss is a number."""
    network = built(script)
    chosen = script.optimizer(network, script.rate)
    batch = next(epochs(script))
    try:
        with watched(network) as seen:
            returned = a_step(script, network, chosen, batch)
    except Exception as error:
        return False, one_line(f"it ends in {type(error).__name__}: {error}", 160)
    loss = loss_of(script, returned, seen, batch.targets)
    return math.isfinite(loss), f"runs through, with a loss of {loss:.2g}"


@check("mode")
def mode(script: Script) -> tuple[bool, str]:
    """A step works in training mode, and dropout leaves something."""
    network, batch = built(script), batch_of(script)
    with watched(network) as seen:
        a_step(script, network, still(script, network), batch)
    if seen.inputs and not torch.equal(*evaluated(network, seen.inputs[0])):
        return False, "in evaluation mode the outputs still are random"
    layers = dict(two_moded(network))
    if not layers:
        return True, "no layer has two modes"
    resting = [name for name in (seen.resting[0] if seen.resting else []) if learns(layers[name])]
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


def learns(layer: nn.Module) -> bool:
    """Whether a layer is there to be trained; batch norm may be frozen on purpose."""
    own = list(layer.parameters())
    return not own or any(each.requires_grad for each in own)


@check("gradient")
def gradient(script: Script) -> tuple[bool, str]:
    """After two steps at rate 0, each gradient is what differences of the loss say."""
    try:
        worst, note = compared(script, double=True)
        near = CLOSE
    except CannotLookError:
        raise
    except Exception:
        worst, note = compared(script, double=False)
        near = 0.1
    return abs(worst - 1) < near, f"{worst + 0.0:.2f} times the difference quotient{note}"


def compared(script: Script, double: bool) -> tuple[float, str]:
    """The ratio that is farthest from 1, and what else was seen."""
    network = built(script)
    network = network.double() if double else network
    taken = batch_of(script, 50)
    batch = Examples(wide(taken.inputs) if double else taken.inputs, taken.targets)
    steps = Stepped(script, network, batch, double)
    learnt = [p for p in network.parameters() if p.requires_grad]
    if not learnt:
        raise CannotLookError("no parameter asks for a gradient")
    at_step, behind = steps.gradients(learnt)
    size = math.sqrt(sum(float((g.double() ** 2).sum()) for g in behind if g is not None))
    ratios, note = [], ""
    for parameter, found, before in zip(learnt, at_step, behind, strict=True):
        ratio, tiny = steps.ratio(parameter, found, size, double)
        if tiny:
            continue
        if abs(ratio - 1) > CLOSE and before is not None and found is not None:
            own, _ = steps.ratio(parameter, before, size, double)
            near = abs(own - 1) < (CLOSE if double else 0.1)
            if near and along(found, before) > 0.5 and found.norm() > 0:
                note, ratio = ", and changed (clipped?) before the step", 1.0
        ratios.append(ratio)
    if not ratios:
        raise CannotLookError("no parameter moves the loss of this batch")
    worst = max(ratios, key=lambda each: math.inf if math.isnan(each) else abs(each - 1))
    return worst, note


def wide(inputs: Tensor) -> Tensor:
    """Floats in 64 bits; other numbers as they are."""
    return inputs.double() if inputs.is_floating_point() else inputs


def along(one: Tensor, two: Tensor) -> float:
    """The cosine between two gradients."""
    return float(nn.functional.cosine_similarity(one.flatten(), two.flatten(), dim=0))


class Stepped:
    """A script's steps on one batch, at rate 0, always with the same noise.

    Args:
        script: the script.
        network: its network.
        batch: of examples.
        double: whether the network has numbers of 64 bits.
    """

    def __init__(self, script: Script, network: Any, batch: Examples, double: bool) -> None:
        self.script, self.network, self.batch, self.double = script, network, batch, double

    def losses(self) -> tuple[float, float]:
        """What a step says that its loss is, and what the loss says of its outputs."""
        with watched(self.network, self.double) as seen:
            returned = a_step(
                self.script, self.network, still(self.script, self.network), self.batch
            )
        own = math.nan
        if len(seen.outputs) == 1:
            with torch.no_grad():
                own = float(self.script.loss(seen.outputs[0].detach(), self.batch.targets))
        try:
            return as_number(returned), own
        except (TypeError, ValueError):
            return own, own

    def gradients(self, learnt: list[nn.Parameter]) -> tuple[list[Any], list[Any]]:
        """At the second step of the optimizer, and right behind the backward pass."""
        behind: dict[int, Tensor | None] = {}
        handles = [
            p.register_post_accumulate_grad_hook(
                lambda p: behind.__setitem__(id(p), copied(p.grad))
            )
            for p in learnt
        ]
        resting = still(self.script, self.network)
        places = [id(p) for p in self.network.parameters()]
        for _ in range(TRIED):  # the second shows what the first left behind
            behind.clear()
            with watched(self.network, self.double):
                a_step(self.script, self.network, resting, self.batch)
            if len(resting.noted) >= 2:
                break
        for handle in handles:
            handle.remove()
        after = [behind.get(id(p)) for p in learnt]
        if not resting.noted:
            return after, after
        noted = dict(zip(places, resting.noted[-1], strict=True))
        return [noted[id(p)] for p in learnt], after

    def ratio(
        self, parameter: nn.Parameter, found: Tensor | None, size: float, double: bool
    ) -> tuple[float, bool]:
        """A gradient over the difference quotient, and whether both are next to nothing."""
        direction = torch.randn(
            parameter.shape, generator=generator(SEED, "gradient"), dtype=torch.float64
        )
        direction = direction.to(parameter.dtype) / direction.norm()
        if found is not None and 0 < found.norm() < math.inf:
            direction = direction + found / found.norm()
        slope_found = 0.0 if found is None else float((found * direction).sum())
        best = math.nan
        noise = (1e-7 if double else 2e-3) * max(size, 1e-3 if double else 1e-1)
        for step in (1e-6, 1e-5, 1e-7) if double else (1e-2, 3e-3, 3e-2):
            for slope in self.slopes(parameter, direction, step):
                if abs(slope) < noise and abs(slope_found) < noise:
                    return 1.0, True
                ratio = slope_found / slope if slope else math.inf
                if math.isnan(best) or abs(ratio - 1) < abs(best - 1):
                    best = ratio
            if abs(best - 1) < (CLOSE / 10 if double else 0.02):
                break
        return best, False

    def slopes(self, parameter: nn.Parameter, direction: Tensor, step: float) -> list[float]:
        """Central differences of the loss of the outputs, and of what a step returns, if other."""
        kept, values = parameter.detach().clone(), []
        for way in (step, -step):
            with torch.no_grad():
                parameter.copy_(kept + way * direction)
            values.append(self.losses())
        with torch.no_grad():
            parameter.copy_(kept)
        returned, own = ((up - down) / (2 * step) for up, down in zip(*values, strict=True))
        if math.isnan(own):
            return [returned] * (not math.isnan(returned))
        return [own, returned] if abs(returned) > 0 else [own]


@check("optimizer")
def optimizer(script: Script) -> tuple[bool, str]:
    """The optimizer has what the outputs depend on, and moves it downhill."""
    network = built(script)
    chosen = script.optimizer(network, script.rate)
    names = {id(p): name for name, p in network.named_parameters()}
    steps = Moves(network, chosen)
    for count, batch in zip(range(TRIED), [batch_of(script)] * TRIED, strict=True):
        steps.take(script, batch)
        if steps.done or (count and steps.counted is False):
            break
    frozen = [name for name, p in network.named_parameters() if not p.requires_grad]
    said = f"; frozen on purpose: {', '.join(frozen)}" if frozen else ""
    if not steps.learnt:
        return False, f"nothing that the outputs depend on asks for a gradient{said}"
    given = steps.given()
    missing = [key for key in steps.learnt if key not in given]
    if len(missing) == len(steps.learnt):
        return False, f"it has none of the {len(missing)} tensors that the outputs depend on{said}"
    if missing:
        inside = [names[key] for key in missing if key in names]
        outside = len(missing) - len(inside)
        inside += [f"{outside} that the network does not list as its parameters"] * bool(outside)
        return False, f"it was not given {', '.join(inside)}{said}"
    if not steps.done:
        return False, f"it makes no step in {TRIED} batches{said}"
    if steps.uphill:
        return False, f"its first step goes uphill{said}"
    return True, f"it has all {len(steps.learnt)} tensors that the outputs depend on{said}"


class Moves:
    """What steps of a script's own optimizer do to a network.

    Attributes:
        learnt: tensors that the outputs depend on and that ask for a gradient, by identity.
        done: whether the optimizer has made a step.
        counted: whether the optimizer tells of its steps; otherwise weights that move tell.
        uphill: whether the first step went against the gradient.
    """

    def __init__(self, network: Any, chosen: Any) -> None:
        self.network, self.chosen = network, chosen
        self.learnt: dict[int, Tensor] = {}
        self.done = self.uphill = False
        self.counted = hasattr(chosen, "register_step_post_hook")
        self.before: list[tuple[Tensor, Tensor, Tensor]] = []

    def given(self) -> set[int]:
        """The tensors that the optimizer has, by identity."""
        groups = getattr(self.chosen, "param_groups", None)
        if groups is None:
            raise CannotLookError("the optimizer does not show what it was given")
        return {id(p) for group in groups for p in group["params"]}

    def note(self, *_: Any) -> None:
        """Before a step: where the weights are, and the gradients."""
        self.before = [
            (p, p.detach().clone(), p.grad.detach().clone())
            for p in self.learnt.values()
            if p.grad is not None
        ]

    def compare(self, *_: Any) -> None:
        """After a step: which way they went."""
        if self.done:
            return
        self.done = True
        along = sum(float(((p.detach() - w) * g).sum()) for p, w, g in self.before)
        decays = any(group.get("weight_decay", 0) for group in self.chosen.param_groups)
        self.uphill = along > 0 and not decays and not many_looks(self.chosen)

    def take(self, script: Script, batch: Examples) -> None:
        """One step of the script."""
        hooks = []
        start = [p.detach().clone() for p in self.network.parameters()]
        if self.counted:
            hooks += [
                self.chosen.register_step_pre_hook(self.note),
                self.chosen.register_step_post_hook(self.compare),
            ]
        hooks.append(self.network.register_forward_hook(self.look))
        a_step(script, self.network, self.chosen, batch)
        for hook in hooks:
            hook.remove()
        if not self.counted:
            now = self.network.parameters()
            self.done = any(not torch.equal(a, b) for a, b in zip(start, now, strict=True))

    def look(self, _: nn.Module, args: Any, output: Any) -> None:
        """Note the leaves of an output's graph."""
        if isinstance(output, Tensor) and output.grad_fn is not None:
            self.learnt |= {id(leaf): leaf for leaf in leaves(output.grad_fn)}


def leaves(top: Any) -> list[Tensor]:
    """The tensors at the ends of a graph, in the order of a walk."""
    found, seen, waiting = [], set(), [top]
    while waiting:
        node = waiting.pop()
        if node is None or node in seen:
            continue
        seen.add(node)
        if hasattr(node, "variable"):
            found.append(node.variable)
        waiting += [following for following, _ in node.next_functions]
    return found


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
    swamped = better < with_it[0] and late > 1.15 * better
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
