"""Networks of one structure as one: their parameters stacked, their layers computed together.

``fit`` is the readable version of a training, this is the fast one: a step of ten small networks
costs little more than a step of one, because what costs is to start each operation. Each layer
has a batched form here that keeps the members apart; nothing of one member enters another.
"""

from collections.abc import Callable, Sequence
from typing import Any

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from workedout.networks.models import ACTIVATIONS, Build

Tensors = dict[str, Tensor]  # the parameters and buffers of one layer, each (M, ...)


class Stack:
    """M networks that differ in their numbers alone.

    Attributes:
        layers: of the first network, for their settings; its own numbers are not used.
        tensors: for each layer, its parameters and buffers, stacked: (M, ...).
        training: whether layers behave as in training.
        masks: for each dropout layer, by its place: what inputs are multiplied by, (M, B, ...).
    """

    def __init__(self, networks: Sequence[nn.Sequential]) -> None:
        """Stack networks of one structure; see ``structure``."""
        self.layers = networks[0]
        self.members = len(networks)
        self.training = True
        self.masks: dict[int, Tensor] = {}
        self.tensors: list[Tensors] = []
        for layers in zip(*networks, strict=True):
            states = [layer.state_dict() for layer in layers]
            # Contiguous whatever the members' memory format: fused steps read numbers in turn.
            self.tensors.append(
                {k: torch.stack([s[k] for s in states]).contiguous() for k in states[0]}
            )
        for layer, tensors in zip(self.layers, self.tensors, strict=True):
            for name, parameter in layer.named_parameters():
                tensors[name].requires_grad_(parameter.requires_grad)

    def parameters(self) -> list[Tensor]:
        """The stacked parameters, in the order of ``nn.Module.parameters``."""
        return [t for tensors in self.tensors for t in tensors.values() if t.requires_grad]

    def __call__(self, inputs: Tensor) -> Tensor:
        """The outputs of all members: inputs (M, B, ...) → (M, B, outputs)."""
        return self.seen_inside(inputs)[0]

    def seen_inside(self, inputs: Tensor) -> tuple[Tensor, list[Tensor]]:
        """The same, and the outputs of each hidden layer after its activation: (M, B, units)."""
        hidden = []
        for place, (layer, tensors) in enumerate(zip(self.layers, self.tensors, strict=True)):
            if isinstance(layer, nn.Dropout):
                inputs = inputs * self.masks[place] if self.training else inputs
            else:
                inputs = BATCHED[type(layer)](layer, tensors, inputs, self.training)
            if isinstance(layer, tuple(ACTIVATIONS.values())):
                hidden.append(inputs)
        ends_in_activation = isinstance(self.layers[-1], tuple(ACTIVATIONS.values()))
        return inputs, hidden[:-1] if ends_in_activation else hidden

    def unstack(self, networks: Sequence[nn.Sequential]) -> None:
        """Write each member's numbers into a network of its own."""
        for member, network in enumerate(networks):
            for layer, tensors in zip(network, self.tensors, strict=True):
                layer.load_state_dict({k: t[member].detach() for k, t in tensors.items()})


def structure(build: Build) -> tuple[str, ...]:
    """What networks must share to be stacked: layers, shapes and settings, not dropout's p.

    Raises:
        ValueError: a layer has no batched form, or none with its settings.
    """
    described = []
    with torch.random.fork_rng(devices=[]):  # first weights are drawn, and not used
        network = build()
    for layer in network:
        name = type(layer).__name__
        if isinstance(layer, nn.Dropout):
            described.append(name)
            continue
        if type(layer) not in BATCHED:
            raise ValueError(f"no batched form of {name}: one of {known()}")
        if type(layer) in CONDITIONS and not CONDITIONS[type(layer)](layer):
            raise ValueError(f"no batched form of {layer}")
        settings = {k: v for k, v in vars(layer).items() if k[0] != "_" and k != "training"}
        shapes = {k: tuple(v.shape) for k, v in layer.state_dict().items()}
        words = ", ".join(f"{k}={v}" for k, v in (settings | shapes).items())
        described.append(f"{name}({words})")
    return tuple(described)


def known() -> list[str]:
    """The layers that have a batched form."""
    return sorted(["Dropout", *(kind.__name__ for kind in BATCHED)])


def elementwise(layer: nn.Module, tensors: Tensors, inputs: Tensor, training: bool) -> Tensor:
    """A layer that treats each number by itself."""
    outputs: Tensor = layer(inputs)
    return outputs


def flatten(layer: nn.Module, tensors: Tensors, inputs: Tensor, training: bool) -> Tensor:
    """(M, B, ...) → (M, B, n)."""
    return inputs.flatten(2)


def linear(layer: nn.Module, tensors: Tensors, inputs: Tensor, training: bool) -> Tensor:
    """(M, B, n) → (M, B, m): one matrix product a member, all in one call."""
    # Transposed, so that the gradient of the weights comes out in their own memory layout.
    if "bias" not in tensors:
        return torch.bmm(tensors["weight"], inputs.mT).mT
    return torch.baddbmm(tensors["bias"].unsqueeze(2), tensors["weight"], inputs.mT).mT


def convolution(layer: nn.Module, tensors: Tensors, inputs: Tensor, training: bool) -> Tensor:
    """(M, B, C, H, W) → (M, B, C', H', W'): one convolution with a group of channels a member."""
    assert isinstance(layer, nn.Conv2d)
    bias = tensors["bias"].flatten() if "bias" in tensors else None
    outputs = F.conv2d(
        side_by_side(inputs),
        tensors["weight"].flatten(0, 1),
        bias,
        layer.stride,
        layer.padding,
        layer.dilation,
        groups=len(inputs) * layer.groups,
    )
    return apart(outputs, len(inputs))


def batch_norm(layer: nn.Module, tensors: Tensors, inputs: Tensor, training: bool) -> Tensor:
    """(M, B, C, ...): each channel of each member has statistics of its own."""
    assert isinstance(layer, nn.BatchNorm1d | nn.BatchNorm2d)
    if training:
        tensors["num_batches_tracked"] += 1
    outputs: Tensor = F.batch_norm(
        side_by_side(inputs),
        tensors["running_mean"].view(-1),  # views, so that the update reaches the stack
        tensors["running_var"].view(-1),
        tensors["weight"].flatten(),
        tensors["bias"].flatten(),
        training,
        layer.momentum or 0.0,
        layer.eps,
    )
    return apart(outputs, len(inputs))


def layer_norm(layer: nn.Module, tensors: Tensors, inputs: Tensor, training: bool) -> Tensor:
    """(M, B, n): each example of each member has statistics of its own."""
    assert isinstance(layer, nn.LayerNorm)
    normed = F.layer_norm(inputs, layer.normalized_shape, eps=layer.eps)
    return normed * tensors["weight"].unsqueeze(1) + tensors["bias"].unsqueeze(1)


def pooling(layer: nn.Module, tensors: Tensors, inputs: Tensor, training: bool) -> Tensor:
    """(M, B, C, H, W) → (M, B, C, H', W'): the members as further channels."""
    outputs: Tensor = layer(side_by_side(inputs))
    return apart(outputs, len(inputs))


def side_by_side(inputs: Tensor) -> Tensor:
    """(M, B, C, ...) → (B, M·C, ...); no copy of what ``apart`` gave."""
    return inputs.transpose(0, 1).flatten(1, 2)


def apart(outputs: Tensor, members: int) -> Tensor:
    """(B, M·C, ...) → (M, B, C, ...), a view."""
    members_apart: Tensor = outputs.unflatten(1, (members, -1))
    return members_apart.transpose(0, 1)


BATCHED: dict[type[nn.Module], Callable[[nn.Module, Tensors, Tensor, bool], Tensor]] = {
    **dict.fromkeys((nn.ReLU, nn.LeakyReLU, nn.Sigmoid, nn.Tanh, nn.Identity), elementwise),
    nn.Softmax: elementwise,  # along the last axis, which stays the last
    nn.Flatten: flatten,
    nn.Linear: linear,
    nn.Conv2d: convolution,
    nn.BatchNorm1d: batch_norm,
    nn.BatchNorm2d: batch_norm,
    nn.LayerNorm: layer_norm,
    nn.MaxPool2d: pooling,
    nn.AvgPool2d: pooling,
}
# The settings for which a batched form is right.
CONDITIONS: dict[type[nn.Module], Callable[[Any], bool]] = {
    nn.Flatten: lambda layer: (layer.start_dim, layer.end_dim) == (1, -1),
    nn.Conv2d: lambda layer: layer.padding_mode == "zeros",
    nn.BatchNorm1d: lambda n: n.affine and n.track_running_stats and n.momentum is not None,
    nn.BatchNorm2d: lambda n: n.affine and n.track_running_stats and n.momentum is not None,
    nn.LayerNorm: lambda n: len(n.normalized_shape) == 1 and n.bias is not None,
    nn.MaxPool2d: lambda layer: not layer.return_indices,
    nn.Softmax: lambda layer: layer.dim == -1,
}
