"""A check that gradients are what differences of the loss say."""

import math
from collections.abc import Iterable
from typing import Any

import torch
from torch import Tensor, nn

from workedout.data.examples import Examples
from workedout.inspection.checklist.script import SEED, CannotLookError, Script, check
from workedout.inspection.checklist.watching import (
    TRIED,
    a_step,
    as_number,
    batch_of,
    built,
    copied,
    still,
    watched,
)
from workedout.randomness import generator

CLOSE = 1e-3


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
    batch = Examples(*map(wide, taken)) if double else taken
    steps = Stepped(script, network, batch, double)
    learnt = [p for p in network.parameters() if p.requires_grad]
    if not learnt:
        raise CannotLookError("no parameter asks for a gradient")
    at_step, behind = steps.gradients(learnt)
    size = length(behind)
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


def length(gradients: Iterable[Tensor | None]) -> float:
    """Of all gradients together."""
    return math.sqrt(sum(float((g.double() ** 2).sum()) for g in gradients if g is not None))


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
                loss = self.script.loss(seen.outputs[0].detach(), self.batch.targets)
            if self.double and loss.dtype != torch.float64:
                raise TypeError("a loss in fewer bits is too coarse for small differences")
            own = float(loss)
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
        sizes = []
        for _ in range(TRIED):  # the second shows what the first left behind
            behind.clear()
            with watched(self.network, self.double):
                a_step(self.script, self.network, resting, self.batch)
            sizes.append(length(behind.values()))
            if len(resting.noted) >= 2:
                break
        for handle in handles:
            handle.remove()
        after = [behind.get(id(p)) for p in learnt]
        if not resting.noted:
            if sizes[-1] > 2 * sizes[0]:
                raise CannotLookError(
                    f"gradients of {TRIED} batches are added, and no step is made"
                )
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
