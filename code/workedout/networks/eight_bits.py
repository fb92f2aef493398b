"""Networks in a quarter of the room: each weight as a whole number of eight bits and a row's scale.

The weights of one unit, or of one filter, share a scale: the largest of them is 127 of its steps
(symmetric quantisation of weights by channel; Jacob et al. 2018, section 2.1, with a zero point of
0). Biases and the numbers of batch norm are few, and stay as they are.
"""

from collections.abc import Mapping

import safetensors.torch
import torch
from torch import Tensor, nn

from workedout.networks.models import Build
from workedout.networks.pretrained_weights import WeightsError, decoded, fill

STEPS = 127  # from 0 to the largest weight of a row
SCALE = ".scale"  # behind the name of the weights that have one


def in_eight_bits(network: nn.Module) -> bytes:
    """A network's numbers as a safetensors file.

    Args:
        network: whose weights have the rows of a unit or filter first, as ``nn.Linear`` and
            ``nn.Conv2d`` have them.

    Returns:
        For each weight of two dimensions or more, (rows, ...), int8 numbers under its name and
        float32 scales (rows,) under its name and ``.scale``; all else under its name as it is.
    """
    tensors: dict[str, Tensor] = {}
    for name, value in network.state_dict().items():
        numbers = value.detach().cpu()
        if numbers.dim() < 2:
            tensors[name] = numbers.contiguous()
            continue
        rows = numbers.float().flatten(1)
        scales = rows.abs().amax(dim=1) / STEPS
        steps = (rows / scales.clamp_min(torch.finfo(torch.float32).tiny)[:, None]).round()
        tensors[name] = steps.to(torch.int8).view(numbers.shape).contiguous()
        tensors[name + SCALE] = scales
    return safetensors.torch.save(tensors)


def from_eight_bits(network: nn.Module, encoded: bytes) -> None:
    """Put the numbers of such a file into a network of its structure.

    Raises:
        WeightsError: it is no such file, or does not fit; nothing was changed.
    """
    fill(network, widened(decoded(encoded)))


def restored(description: Build, encoded: bytes) -> nn.Sequential:
    """The network of such a file; what building draws is overwritten, and no generator moves.

    Raises:
        WeightsError: as for ``from_eight_bits``.
    """
    with torch.random.fork_rng(devices=[]):
        network = description()
    from_eight_bits(network, encoded)
    return network


def widened(tensors: Mapping[str, Tensor]) -> dict[str, Tensor]:
    """Tensors as a network has them: each number of eight bits times the scale of its row.

    Raises:
        WeightsError: numbers of eight bits without a scale for each row, or a scale without them.
    """
    wide: dict[str, Tensor] = {}
    for name, value in tensors.items():
        scales = tensors.get(name + SCALE)
        if name.endswith(SCALE):
            if name.removesuffix(SCALE) not in tensors:
                raise WeightsError(f"{name} is the scale of nothing")
        elif value.dtype != torch.int8:
            wide[name] = value
        elif scales is None or scales.shape != value.shape[:1]:
            raise WeightsError(f"{name} has no scale for each of its rows")
        else:
            wide[name] = value.float() * scales.view(-1, *[1] * (value.dim() - 1))
    return wide
