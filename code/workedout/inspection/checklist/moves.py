"""A check of what the optimizer was given, and where it moves it."""

from typing import Any

import torch
from torch import Tensor, nn

from workedout.data.examples import Examples
from workedout.inspection.checklist.gradients import length
from workedout.inspection.checklist.script import CannotLookError, Script, check
from workedout.inspection.checklist.watching import (
    TRIED,
    a_step,
    batch_of,
    built,
    many_looks,
)


@check("optimizer")
def optimizer(script: Script) -> tuple[bool, str]:
    """The optimizer has what the outputs depend on, and moves it downhill."""
    network = built(script)
    chosen = script.optimizer(network, script.rate)
    names = {id(p): name for name, p in network.named_parameters()}
    steps = Moves(network, chosen)
    batch, sizes = batch_of(script), []
    for count in range(TRIED):
        steps.take(script, batch)
        sizes.append(length(p.grad for p in steps.learnt.values()))
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
    if not steps.done and sizes[-1] > 2 * sizes[0]:
        raise CannotLookError(f"no step is made of the gradients of {TRIED} batches{said}")
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
        self.shown = set[int]()
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
        hooks.append(self.network.register_forward_hook(self.look, with_kwargs=True))
        self.shown = {id(batch.inputs)}
        a_step(script, self.network, self.chosen, batch)
        for hook in hooks:
            hook.remove()
        if not self.counted:
            now = self.network.parameters()
            self.done = any(not torch.equal(a, b) for a, b in zip(start, now, strict=True))

    def look(self, _: nn.Module, args: Any, named: dict[str, Any], output: Any) -> None:
        """Note the leaves of an output's graph, without the images."""
        if isinstance(output, Tensor) and output.grad_fn is not None:
            shown = {*self.shown, *map(id, args), *map(id, named.values())}
            found = [leaf for leaf in leaves(output.grad_fn) if id(leaf) not in shown]
            self.learnt |= {id(leaf): leaf for leaf in found}


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
