"""Backpropagation written out, for many dense networks at once.

Autograd finds the same gradients. Written out, a step is a list of operations, made once and
called again with other numbers in the same memory: fewer than autograd's, and none of them asks the
system for memory, which it would have to clear first. For small networks both take time that
compares with the arithmetic's.

The operations are the four equations of the chapter on backpropagation (Rumelhart, Hinton and
Williams 1986), with the examples of a batch side by side as columns, as they stand there.
"""

from collections.abc import Callable, Sequence
from functools import partial
from itertools import pairwise
from typing import Any, NamedTuple

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from workedout.training.recipes import Recipe
from workedout.training.stack import Stack, Tensors

Call = Callable[[], object]
ops = torch.ops.aten


class Tape(NamedTuple):
    """One step of M networks with batches of B: where its numbers go in and come out.

    Attributes:
        inputs: (M, B, ...), to be filled before the calls.
        targets: (M, B), to be filled before the calls.
        masks: of each dropout layer, by its place: (M, n, B), to be filled before the calls.
        losses: (M,), the mean loss of each member after the calls.
        calls: what to do, in this order.
    """

    inputs: Tensor
    targets: Tensor
    masks: dict[int, Tensor]
    losses: Tensor
    calls: list[Call]


class DenseGradients:
    """The losses of a stack of dense networks, and their gradients.

    Attributes:
        gradients: of the stack's parameters, in their order: those of the last call.
    """

    def __init__(self, stack: Stack, loss: str) -> None:
        """Make room for the gradients of a stack that ``covers`` says can be written out."""
        self.stack, self.loss = stack, LOSSES[loss]
        self.numbers = [{k: t.detach() for k, t in each.items()} for each in stack.tensors]
        self.kept = [{k: torch.zeros_like(t) for k, t in each.items()} for each in self.numbers]
        self.gradients = [gradient for each in self.kept for gradient in each.values()]
        self.tapes: dict[int, Tape] = {}

    def __call__(self, tape: Tape) -> Tensor:
        """The mean loss of each member, (M,), until the next call; the gradients as well."""
        for place, mask in tape.masks.items():
            mask.copy_(self.stack.masks[place].flatten(2).mT)
        for call in tape.calls:
            call()
        return tape.losses

    def tape(self, inputs: Tensor, targets: Tensor) -> Tape:
        """The tape for batches of one size, made when first asked for.

        Args:
            inputs: examples, (N, ...), whose shape and type those of a batch will have.
            targets: (M, B), likewise.
        """
        batch = targets.shape[1]
        if batch not in self.tapes:  # an epoch has two sizes at most
            self.tapes[batch] = self._made(inputs, targets)
        return self.tapes[batch]

    def _made(self, inputs: Tensor, targets: Tensor) -> Tape:
        members, batch = targets.shape
        room, labels = inputs.new_empty(members, batch, *inputs.shape[1:]), targets.clone()
        columns, masks = room.flatten(2).mT, {}
        up: list[Call] = []
        down: list[list[Call]] = []  # for each layer
        errors: Tensor | None = None  # behind the layer that comes next: none below the first
        for place, layer in enumerate(self.stack.layers):
            if isinstance(layer, nn.Linear):
                numbers, kept = self.numbers[place], self.kept[place]
                outputs = columns.new_empty(members, layer.out_features, batch)
                behind = torch.empty_like(outputs)
                up.append(linear(numbers, columns, outputs))
                down.append(linear_errors(numbers, kept, columns, behind, errors))
                columns, errors = outputs, behind
            elif isinstance(layer, nn.Dropout):
                mask, outputs = torch.empty_like(columns), torch.empty_like(columns)
                up.append(partial(torch.mul, columns, mask, out=outputs))
                if errors is not None:
                    down.append([partial(errors.mul_, mask)])
                columns, masks[place] = outputs, mask
            elif type(layer) in ACTIVATIONS and errors is not None:
                forward, backward = ACTIVATIONS[type(layer)](layer, columns, errors)
                up.append(forward)
                down.append([backward])
        assert errors is not None, "covers() wants a dense layer"
        losses = columns.new_empty(members)
        judged = self.loss(columns, labels, errors, losses)
        calls = [*up, *judged, *(call for layer in reversed(down) for call in layer)]
        return Tape(room, labels, masks, losses, calls)


def linear(numbers: Tensors, inputs: Tensor, outputs: Tensor) -> Call:
    """Weights times inputs, plus biases: (M, n, B) → (M, m, B)."""
    if "bias" not in numbers:
        return partial(torch.bmm, numbers["weight"], inputs, out=outputs)
    bias = numbers["bias"].unsqueeze(2)
    return partial(torch.baddbmm, bias, numbers["weight"], inputs, out=outputs)


def linear_errors(
    numbers: Tensors, gradients: Tensors, inputs: Tensor, behind: Tensor, before: Tensor | None
) -> list[Call]:
    """From the errors behind a dense layer, its gradients and the errors before it.

    Args:
        numbers: weights (M, m, n) and biases (M, m).
        gradients: of the same shapes, to be written.
        inputs: (M, n, B), as they were.
        behind: the loss's gradient by the outputs, (M, m, B).
        before: that by the inputs, (M, n, B), to be written, where a layer needs it.
    """
    calls: list[Call] = [partial(torch.bmm, behind, inputs.mT, out=gradients["weight"])]
    if "bias" in gradients:
        calls.append(partial(torch.sum, behind, 2, out=gradients["bias"]))
    if before is not None:
        calls.append(partial(torch.bmm, numbers["weight"].mT, behind, out=before))
    return calls


def cross_entropy(outputs: Tensor, labels: Tensor, errors: Tensor, losses: Tensor) -> list[Call]:
    """The mean of −ln of the softmax probability of the label, and its gradient.

    Args:
        outputs: logits, (M, classes, B).
        labels: (M, B) int64.
        errors: the gradient by the outputs, to be written.
        losses: (M,), to be written.
    """
    members, _, batch = outputs.shape
    rows = labels.unsqueeze(1)
    of_label = outputs.new_empty(members, 1, batch)
    minus_one = torch.full_like(of_label, -1.0)
    return [
        partial(torch.log_softmax, outputs, 1, out=errors),
        partial(torch.gather, errors, 1, rows, out=of_label),
        partial(torch.sum, of_label, (1, 2), out=losses),
        partial(losses.mul_, -1 / batch),
        # Softmax minus one-hot, as the chapter on the loss finds; of a mean over the batch.
        errors.exp_,
        partial(errors.scatter_add_, 1, rows, minus_one),
        partial(errors.mul_, 1 / batch),
    ]


def squared(outputs: Tensor, targets: Tensor, errors: Tensor, losses: Tensor) -> list[Call]:
    """The mean of half the squared difference, and its gradient.

    Args:
        outputs: (M, 1, B).
        targets: (M, B).
        errors: the gradient by the outputs, to be written.
        losses: (M,), to be written.
    """
    members, _, batch = outputs.shape
    squares = outputs.new_empty(members, 1, batch)
    return [
        partial(torch.sub, outputs, targets.unsqueeze(1), out=errors),
        partial(torch.square, errors, out=squares),
        partial(torch.sum, squares, (1, 2), out=losses),
        partial(losses.mul_, 0.5 / batch),
        partial(errors.mul_, 1 / batch),
    ]


def logistic(outputs: Tensor, targets: Tensor, errors: Tensor, losses: Tensor) -> list[Call]:
    """The mean of ln(1 + e^−m) with the margin m, target times output; and its gradient.

    Args:
        outputs: (M, 1, B).
        targets: (M, B), −1 or 1.
        errors: the gradient by the outputs, to be written.
        losses: (M,), to be written.
    """
    members, _, batch = outputs.shape
    signs = targets.unsqueeze(1)
    each = outputs.new_empty(members, 1, batch)
    nothing = outputs.new_zeros(())
    return [
        partial(torch.mul, outputs, signs, out=errors),
        errors.neg_,
        partial(torch.logaddexp, errors, nothing, out=each),
        partial(torch.sum, each, (1, 2), out=losses),
        partial(losses.mul_, 1 / batch),
        errors.sigmoid_,
        partial(errors.mul_, signs),
        partial(errors.mul_, -1 / batch),
    ]


def covers(layers: Sequence[nn.Module], recipe: Recipe) -> bool:
    """Whether the gradients of such networks are written out here, in the recipe's precision."""
    kinds = [type(layer) for layer in layers]
    inner = kinds[1:] if kinds[0] is nn.Flatten else kinds
    return (
        recipe.precision != "bfloat16"  # autocast chooses what is rounded
        and nn.Linear in kinds
        and all(kind in (nn.Linear, nn.Dropout, *ACTIVATIONS) for kind in inner)
        # In place, an activation overwrites what any other layer below it needs.
        and inner[0] not in ACTIVATIONS
        and all(below is nn.Linear for below, kind in pairwise(inner) if kind in ACTIVATIONS)
        # Below zero, outputs do not say which side of the kink the inputs were on.
        and all(x.negative_slope >= 0 for x in layers if isinstance(x, nn.LeakyReLU))
    )


# For each activation: what changes its inputs to its outputs, in place, and what changes the
# errors behind it to those before it, from its outputs; the very kernels that autograd calls.
ACTIVATIONS: dict[type[nn.Module], Callable[[Any, Tensor, Tensor], tuple[Call, Call]]] = {
    nn.Identity: lambda layer, x, e: (lambda: None, lambda: None),
    nn.ReLU: lambda layer, x, e: (
        x.relu_,
        partial(ops.threshold_backward.grad_input, e, x, 0, grad_input=e),
    ),
    nn.LeakyReLU: lambda layer, x, e: (
        partial(F.leaky_relu_, x, layer.negative_slope),
        partial(ops.leaky_relu_backward.grad_input, e, x, layer.negative_slope, True, grad_input=e),
    ),
    nn.Sigmoid: lambda layer, x, e: (
        x.sigmoid_,
        partial(ops.sigmoid_backward.grad_input, e, x, grad_input=e),
    ),
    nn.Tanh: lambda layer, x, e: (
        x.tanh_,
        partial(ops.tanh_backward.grad_input, e, x, grad_input=e),
    ),
}
LOSSES: dict[str, Callable[[Tensor, Tensor, Tensor, Tensor], list[Call]]] = {
    "cross-entropy": cross_entropy,
    "squared": squared,
    "truth": squared,
    "logistic": logistic,
}
