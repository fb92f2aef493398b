"""Watch a script's network and its steps without changing either."""

import copy
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import Any

import torch
from torch import Tensor, nn
from torch.nn.modules.batchnorm import _BatchNorm
from torch.nn.modules.dropout import _DropoutNd
from torch.optim import LBFGS, Optimizer

from workedout.data.examples import Examples
from workedout.inspection.checklist.script import BATCH, SEED, CannotLookError, Script
from workedout.randomness import generator, stream

CPU = torch.device("cpu")
STEPS = 100  # as many as the pocket set has in an epoch
TRIED = 64  # steps: some scripts let their optimizer step after several batches only
FEW = 10  # of an optimizer that looks at a batch many times in a step
WEIGHTED = (nn.Linear, nn.Conv1d, nn.Conv2d, nn.Conv3d)


def built(script: Script) -> Any:
    """The script's network with first weights from a seed of their own."""
    with stream(SEED, "initialization", CPU):
        return script.network()


def batch_of(script: Script, size: int = BATCH) -> Examples:
    """Some training examples, spread evenly over all of them."""
    count = len(script.train)
    return script.train.take(torch.arange(min(size, count)) * count // min(size, count))


@dataclass
class Seen:
    """What a network was given and gave, one entry a call.

    Attributes:
        inputs: the first tensor that each call was given, where it was given one.
        outputs: what it returned.
        resting: by call, the names of layers in evaluation mode, of those that have two modes.
        working: the same, in training mode.
    """

    inputs: list[Tensor] = field(default_factory=list)
    outputs: list[Tensor] = field(default_factory=list)
    resting: list[list[str]] = field(default_factory=list)
    working: list[list[str]] = field(default_factory=list)


def two_moded(network: nn.Module) -> list[tuple[str, nn.Module]]:
    """The layers that do one thing in training mode and another in evaluation mode."""
    return [
        (name or type(layer).__name__, layer)
        for name, layer in network.named_modules()
        if (isinstance(layer, _DropoutNd) and layer.p > 0) or isinstance(layer, _BatchNorm)
    ]


@contextmanager
def watched(network: nn.Module, double: bool = False) -> Iterator[Seen]:
    """Note each call of the network.

    Args:
        network: the network.
        double: let it take numbers of 32 bits although its own have 64.
    """
    seen = Seen()

    def before(_: nn.Module, args: tuple[Any, ...], named: dict[str, Any]) -> Any:
        wide = tuple(map(widened, args)), {name: widened(each) for name, each in named.items()}
        return wide if double else None

    def after(_: nn.Module, args: tuple[Any, ...], named: dict[str, Any], output: Any) -> None:
        if (given := first_tensor(args, named)) is not None:
            seen.inputs.append(given.detach().clone())
        seen.outputs.append(output)
        layers = two_moded(network)
        seen.resting.append([name for name, layer in layers if not layer.training])
        seen.working.append([name for name, layer in layers if layer.training])

    handles = [
        network.register_forward_pre_hook(before, with_kwargs=True),
        network.register_forward_hook(after, with_kwargs=True),
    ]
    try:
        yield seen
    finally:
        for handle in handles:
            handle.remove()


def first_tensor(args: tuple[Any, ...], named: dict[str, Any]) -> Tensor | None:
    """The first argument of a call that is a tensor, by place or by name."""
    return next((each for each in (*args, *named.values()) if isinstance(each, Tensor)), None)


def are_shares(outputs: Any) -> bool:
    """Whether all outputs lie from 0 to 1, as behind a sigmoid or a softmax."""
    return isinstance(outputs, Tensor) and bool(((outputs >= 0) & (outputs <= 1)).all())


def widened(given: Any) -> Any:
    """Floats in 64 bits; anything else as it is."""
    floats = isinstance(given, Tensor) and given.is_floating_point()
    return given.double() if floats else given


def by_unit(layer: nn.Module, values: Tensor) -> Tensor:
    """What a layer is given or gives, with a unit or a channel a column."""
    if values.dim() > 2 and not isinstance(layer, nn.Linear):
        return values.transpose(0, 1).flatten(1).T
    return values.flatten(0, -2) if values.dim() > 1 else values[:, None]


class Still(Optimizer):
    """An optimizer that moves nothing, and keeps the gradients that it was to move along."""

    def __init__(self, network: nn.Module) -> None:
        self.noted: list[list[Tensor | None]] = []
        super().__init__(list(network.parameters()), {"lr": 0.0, "weight_decay": 0.0})

    def step(self, closure: Callable[[], Any] | None = None) -> Any:  # type: ignore[override]
        """Note the gradients."""
        returned = None
        if closure is not None:
            with torch.enable_grad():
                returned = closure()
        self.noted.append([copied(p.grad) for p in self.param_groups[0]["params"]])
        return returned


def still(script: Script, network: nn.Module) -> Still:
    """An optimizer that moves nothing; the script's own is made before, as in a training."""
    with suppress(Exception):  # what it may be wrong with, other checks say
        script.optimizer(network, script.rate)
    return Still(network)


def copied(gradient: Tensor | None) -> Tensor | None:
    """A copy of a gradient, if there is one."""
    return None if gradient is None else gradient.detach().clone()


def a_step(script: Script, network: Any, optimizer: Any, batch: Examples) -> Any:
    """One step of the script, with its noise and dropout drawn anew from one seed."""
    with stream(SEED, "dropout", CPU):
        return script.step(network, optimizer, *batch)


def as_the_network_sees(script: Script, size: int = BATCH) -> tuple[Any, Tensor, Tensor]:
    """A fresh network, a batch as a step of the script hands it over, and its labels."""
    network, batch = built(script), batch_of(script, size)
    with watched(network) as seen:
        a_step(script, network, still(script, network), batch)
    if not seen.inputs or len(seen.inputs[0]) != len(batch):
        raise CannotLookError("a step does not hand a batch over to the network as a whole")
    return built(script), seen.inputs[0], batch.targets


def still_outputs(network: nn.Module, inputs: Tensor, training: bool = False) -> Tensor:
    """Outputs without a graph; in training mode by the statistics of the batch, all dropout off."""
    network.train(training)
    for layer in network.modules():
        if isinstance(layer, _DropoutNd):
            layer.eval()
    with torch.no_grad(), stream(SEED, "dropout", CPU):
        outputs = network(inputs)
    if not isinstance(outputs, Tensor):
        raise CannotLookError("the network does not return one tensor")
    return outputs


def epochs(script: Script) -> Iterator[Examples]:
    """Batches, one epoch after the other: the script's own, or shuffled ones of 50.

    Raises:
        CannotLookError: an epoch has none, as of a generator that has been gone through.
    """
    draws = generator(SEED, "order")
    shown = getattr(script, "batches", None)
    while True:
        if shown is not None:
            empty = True
            for images, labels in shown():
                empty = False
                yield Examples(images, labels)
            if empty:
                raise CannotLookError("cannot look: the batches can be gone through only once")
            continue
        for rows in torch.randperm(len(script.train), generator=draws).split(BATCH):
            yield script.train.take(rows)


def batches_a_step(script: Script) -> int:
    """Of how many batches a step of the optimizer is made; 1 where it cannot be told."""
    network, batch = built(script), batch_of(script)
    resting, made = still(script, network), list[int]()
    for _ in range(2 * TRIED):
        a_step(script, network, resting, batch)
        made.append(len(resting.noted))
        if made[-1] >= 2:
            return max(1, made.count(1))
    return 1


def many_looks(optimizer: Any) -> bool:
    """Whether an optimizer looks at a batch many times in one step."""
    return isinstance(optimizer, LBFGS)


KEPT: ContextVar[dict[Any, Any] | None] = ContextVar("trainings of one checklist", default=None)


@contextmanager
def remembered() -> Iterator[None]:
    """Let checks share their trainings while the block lasts."""
    token = KEPT.set({})
    try:
        yield
    finally:
        KEPT.reset(token)


def unchanged(optimizer: Any) -> None:
    """Leave an optimizer as it is."""


def trained(
    script: Script, rate: float, change: Callable[[Any], None] = unchanged
) -> tuple[Any, list[float]]:
    """The script's network after a hundred steps, and the loss of each.

    That is an epoch of the pocket set in batches of 50.

    Args:
        script: the script.
        rate: its learning rate.
        change: what to do to the optimizer first.
    """
    kept, key = KEPT.get(), (id(script), rate, change)
    if kept is None:
        return _trained(script, rate, change)
    if key not in kept:
        kept[key] = _trained(script, rate, change)
    network, losses = kept[key]
    return copy.deepcopy(network), list(losses)


def _trained(script: Script, rate: float, change: Callable[[Any], None]) -> tuple[Any, list[float]]:
    network = built(script)
    optimizer = script.optimizer(network, rate)
    change(optimizer)
    losses = []
    with stream(SEED, "dropout", CPU):
        steps = range(FEW if many_looks(optimizer) else STEPS)
        for _, (images, labels) in zip(steps, epochs(script), strict=False):
            with watched(network) as seen:
                returned = script.step(network, optimizer, images, labels)
            losses.append(loss_of(script, returned, seen, labels))
    for parameter in network.parameters():
        parameter.grad = None
    return network, losses


def loss_of(script: Script, returned: Any, seen: Seen, labels: Tensor) -> float:
    """The loss of a step: what it returns, or, where that is no number, computed anew."""
    try:
        return as_number(returned)
    except (TypeError, ValueError):
        if not seen.outputs:
            raise CannotLookError("a step returns no loss") from None
        return float(script.loss(seen.outputs[0].detach(), labels))


def as_number(returned: Any) -> float:
    """A number, of a tensor, too.

    Raises:
        TypeError: it is none.
        ValueError: it is none.
    """
    try:
        return float(returned.detach() if isinstance(returned, Tensor) else returned)
    except RuntimeError as error:  # a tensor of several numbers
        raise ValueError(error) from None
