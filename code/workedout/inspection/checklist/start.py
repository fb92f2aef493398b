"""Checks of a fresh network: images apart, activations, units that are alive, the first loss."""

import itertools
import math
from typing import Any

import torch
from torch import Tensor, nn

from workedout.inspection.checklist import losses
from workedout.inspection.checklist.data import classes_of
from workedout.inspection.checklist.script import CannotLookError, Script, check
from workedout.inspection.checklist.watching import (
    WEIGHTED,
    are_shares,
    as_the_network_sees,
    batch_of,
    built,
    by_unit,
    first_tensor,
    still_outputs,
    trained,
    widened,
)

NEAR = 0.25  # nats: by so much a loss may lie below, since fresh logits differ a little
SPREAD = 2.0  # nats: by so much above, since logits of variance two are still a usual start


@check("neighbours")
def neighbours(script: Script) -> tuple[bool, str]:
    """What the network says of an image, and its part in the loss, is its own."""
    network, inputs, targets = as_the_network_sees(script)
    half = len(inputs) // 2
    if half < 2:
        raise CannotLookError("cannot look at a batch of one")
    try:
        said = mixed(script, network.double(), widened(inputs), targets, 1e-6)
    except RuntimeError:  # a network may ask for 32 bits
        said = mixed(script, built(script), inputs, targets, 1e-3)
    if said:
        return False, said
    return True, "an output depends on its own image alone"


def mixed(script: Script, network: Any, inputs: Tensor, targets: Tensor, near: float) -> str:
    """How an output or its part in the loss depends on others; nothing where it does not.

    Raises:
        CannotLookError: the network takes batches of one size alone.
    """
    half = len(inputs) // 2
    if fixed_size(network, inputs, half):
        raise CannotLookError("cannot look, since the network takes batches of one size alone")
    whole, alone = still_outputs(network, inputs), still_outputs(network, inputs[:half])
    if whole.shape[0] != len(inputs):
        return f"{len(inputs)} images have {whole.shape[0]} rows of outputs"
    apart = (whole[:half] - alone).abs().max().item()
    size = max(whole.abs().max().item(), 1e-12)
    if not apart < near * size:
        return f"without the others in its batch an output changes by {apart / size:.1g}"
    if loss_turns(script, whole, targets, half) > max(10 * near, 1e-4):
        return "what the loss asks of an image depends on the others in its batch"
    return ""


def fixed_size(network: nn.Module, inputs: Tensor, half: int) -> bool:
    """Whether the network takes a whole batch and no half one."""
    still_outputs(network, inputs)
    try:
        still_outputs(network, inputs[:half])
    except RuntimeError:
        return True
    return False


def loss_turns(script: Script, outputs: Tensor, targets: Tensor, half: int) -> float:
    """How the slopes of the loss for some outputs change when half of the batch is gone.

    A factor that they have in common does not count: a mean has one, and so have weights.
    """
    slopes = []
    spread_out = 3 * (outputs - outputs.mean()) / (outputs.std() + 1e-12)
    for count in (len(outputs), half):
        part = spread_out[:count].clone().requires_grad_()
        (slope,) = torch.autograd.grad(script.loss(part, targets[:count]), part)
        slopes.append(slope[:half].flatten())
    one, two = slopes
    factor = (one * two).sum() / (one * one).sum().clamp_min(1e-30)
    return float((two - factor * one).norm() / two.norm().clamp_min(1e-30))


@check("activations")
def activations(script: Script) -> tuple[bool, str]:
    """Between two layers with weights something bends, and behind the last nothing cuts off."""
    network, inputs, targets = as_the_network_sees(script)
    calls = weighted_calls(network, inputs)
    outputs = still_outputs(network, inputs)
    said = [
        f"nothing between {one[0]} and {two[0]} bends: together they are one linear layer"
        for one, two in itertools.pairwise(calls)
        if straight(one, two)
    ]
    if losses.kind_of(script, outputs, targets).logits and outputs.shape[-1] > 2:
        cut = (outputs == 0).double().mean().item()
        if outputs.min() >= 0 and outputs.max() > 0 and cut > 0.05:
            said.append(f"no output lies below 0, and {cut:.0%} are exactly 0")
    if said:
        return False, "; ".join(said)
    number = len(calls)
    return True, f"{number} layer{'s' if number > 1 else ''} with weights, bent in between"


Call = tuple[str, nn.Module, Tensor, Tensor]


def weighted_calls(network: nn.Module, inputs: Tensor) -> list[Call]:
    """Layers with weights in the order of their calls, with what each was given and gave."""
    calls: list[Call] = []

    def noting(name: str) -> Any:
        def hook(layer: nn.Module, args: Any, named: dict[str, Any], output: Tensor) -> None:
            if (given := first_tensor(args, named)) is not None:
                calls.append((name, layer, given.detach().clone(), output.detach().clone()))

        return hook

    handles = [
        layer.register_forward_hook(noting(name), with_kwargs=True)
        for name, layer in network.named_modules()
        if isinstance(layer, WEIGHTED)
    ]
    try:
        still_outputs(network, inputs)
    finally:
        for handle in handles:
            handle.remove()
    return calls


def straight(one: Call, two: Call) -> bool:
    """Whether a layer is given what the one before gave, moved and scaled at most, to no use.

    A layer between two that are twice as wide or wider, a convolution channel by channel and one of
    single pixels are left straight on purpose.
    """
    (_, first, given, out), (_, second, taken, _) = one, two
    if any(getattr(each, "groups", 1) > 1 for each in (first, second)):
        return False
    if any(set(getattr(each, "kernel_size", (3,))) == {1} for each in (first, second)):
        return False
    last = len(second.get_parameter("weight"))
    if 2 * by_unit(first, out).shape[1] <= min(by_unit(first, given).shape[1], last):
        return False
    if out[0].numel() != taken[0].numel() or len(out) != len(taken):
        return False
    a, b = out.flatten(1).double(), taken.flatten(1).double()
    return scaled(a, b)


def scaled(a: Tensor, b: Tensor) -> bool:
    """Whether each column of ``b`` is one of ``a`` times a number plus a number."""
    a, b = a - a.mean(dim=0), b - b.mean(dim=0)
    factors = (a * b).sum(dim=0) / (a * a).sum(dim=0).clamp_min(1e-30)
    left = (b - factors * a).norm()
    return bool(b.norm() > 0 and left < 1e-4 * b.norm())


@check("start")
def start(script: Script) -> tuple[bool, str]:
    """Before the first step most hidden units answer to the images, each in its own way."""
    network, inputs, _ = as_the_network_sees(script, 200)
    still_outputs(network, inputs)
    silent, alike = [], []
    calls = weighted_calls(network, inputs)
    for (_, layer, _, _), (_, following, taken, _) in itertools.pairwise(calls):
        units = by_unit(following, taken).T
        level = (units - units[:, :1]).abs().amax(dim=1)
        dead = level <= 1e-6 * units.abs().max().clamp_min(1e-12)
        silent.append(dead.double().mean().item())
        weights = layer.get_parameter("weight").flatten(1)
        same = len(weights) > 2 and bool((weights == weights[0]).all())
        # A branch that starts at 0 is led around, as in a residual network.
        alike.append(same and not (bool((weights == 0).all()) and silent[-1] < 0.75))
    if not silent:
        return True, "no hidden units"
    if any(alike):
        at = ", ".join(calls[k][0] for k, same in enumerate(alike) if same)
        return False, f"all units of one layer have the same weights: {at}"
    saw = f"{listed_shares(silent)} of the hidden units say the same to every image"
    return max(silent) < 0.75, saw


@check("first loss")
def first_loss(script: Script) -> tuple[bool, str]:
    """Before training, the loss is about that of a network that knows nothing."""
    try:
        network, inputs, targets = as_the_network_sees(script, 1_000)
    except Exception:
        network, (inputs, targets) = built(script), batch_of(script, 1_000)
    outputs = still_outputs(network, inputs, training=True)
    loss = script.loss(outputs, targets).item()
    if not math.isfinite(loss):
        return False, f"{loss}"
    try:
        kind = losses.kind_of(script, outputs, targets)
    except Exception:
        kind = losses.Kind(not are_shares(outputs), False, False)
    if kind.summed:
        return summed(script, loss, len(targets), outputs)
    if kind.logits or kind.logarithms:
        return softmax_start(script, loss, outputs, targets, kind)
    expected = losses.uninformed(script, outputs, targets)
    saw = f"{loss:.2g}, with equal outputs {expected:.2g} (this loss is no softmax's)"
    return -0.01 <= loss < 100 * max(expected, 0.01), saw


def softmax_start(
    script: Script, loss: float, outputs: Tensor, targets: Tensor, kind: losses.Kind
) -> tuple[bool, str]:
    """The verdict on a loss with a softmax, in it or before it."""
    count = len(classes_of(script.train.targets).unique())
    expected = math.log(count)
    # The same loss with weights for classes, or smoothed labels, may be some other number.
    own = losses.uninformed(script, outputs, targets)
    usual = math.log(outputs.shape[1])
    fits = usual > 0 and 0.5 < own / usual < 1.5
    if kind.logits and fits:
        expected *= own / usual
    saw = f"{loss:.1f}, expected about {expected:.1f}"
    if kind.logarithms:
        total = outputs.double().logsumexp(dim=1).abs().max().item()
        if total > 1e-2:
            return False, f"{saw}; the loss takes logarithms of probabilities, these are none"
    missing = abs(math.log(outputs.shape[1]) - math.log(count))
    low = loss <= expected - NEAR
    if low and (fits or kind.logarithms):  # equal outputs would not lie so low: no scale is wrong
        saw, low = f"{saw}; does it know the classes already?", False
    return not low and loss < expected + SPREAD and missing < NEAR, saw


def summed(script: Script, loss: float, count: int, outputs: Tensor) -> tuple[bool, str]:
    """A sum over the batch is as good as a mean, if the rate is for a sum."""
    classes = outputs.shape[1]
    saw = f"{loss / count:.1f} for each image, and the loss is a sum of {count}"
    if not -0.01 < loss / count < math.log(max(classes, 2)) + SPREAD:
        return False, saw
    _, found = trained(script, script.rate)
    sizes = loss / count * len(batch_of(script))
    late = sum(found[-20:]) / len(found[-20:])
    return late < 0.6 * sizes, f"{saw}; after {len(found)} steps {late / len(batch_of(script)):.1f}"


def listed_shares(shares: list[float]) -> str:
    """ "12 % and 0 %", one for each hidden layer."""
    return " and ".join(f"{share:.0%}" for share in shares) or "none"
