"""Read what any layer of any network puts out, without touching the network."""

from collections.abc import Iterator
from contextlib import contextmanager
from difflib import get_close_matches
from typing import Any

from torch import Tensor, nn

from workedout.errors import WorkedOutError


class Readings(dict[str, list[Any]]):
    """By layer, what it put out: one entry a call, since a layer may be used more than once."""

    def __missing__(self, name: str) -> list[Any]:
        raise WorkedOutError(
            f"the layer {name!r} was not called: no image has gone through it yet, or it was not "
            f"asked for, or the network uses its weights without calling it; read: {sorted(self)}"
        )


@contextmanager
def reading(network: nn.Module, *names: str) -> Iterator[Readings]:
    """Note what layers put out while the block lasts; afterwards the network is as it was.

    Args:
        network: any module.
        names: of layers, as ``network.named_modules()`` has them; none at all means every layer
            that holds no other.

    Yields:
        For each layer a list with one copy of its output a call. They are copies, since a layer
        that works in place, such as ``nn.ReLU(inplace=True)``, overwrites what it was given.

    Raises:
        WorkedOutError: the network has no layer of this name.
    """
    readings = Readings()
    handles = []
    try:
        for name, layer in chosen(network, names).items():
            handles.append(layer.register_forward_hook(noting(readings, name)))
        yield readings
    finally:
        for handle in handles:
            handle.remove()


def noting(readings: Readings, name: str) -> Any:
    """A forward hook: PyTorch calls it with layer, inputs and output after each call."""

    def hook(layer: nn.Module, inputs: Any, output: Any) -> None:
        readings.setdefault(name, []).append(copied(output))

    return hook


def copied(output: Any) -> Any:
    """A copy apart from the graph: of a tensor, or of the tensors in tuples, lists and dicts."""
    if isinstance(output, Tensor):
        return output.detach().clone()
    if isinstance(output, dict):
        return {key: copied(value) for key, value in output.items()}
    if isinstance(output, tuple | list):
        return [copied(value) for value in output]
    return output


def chosen(network: nn.Module, names: tuple[str, ...]) -> dict[str, nn.Module]:
    """The layers of these names; without names, those that hold no other."""
    layers = dict(network.named_modules())
    if not names:
        return {name: layer for name, layer in layers.items() if not any(layer.children())}
    for name in names:
        if name not in layers:
            near = get_close_matches(name, layers, n=3) or list(layers)[1:4]
            raise WorkedOutError(f"the network has no layer {name!r}; it has {', '.join(near)}, …")
    return {name: layers[name] for name in names}
