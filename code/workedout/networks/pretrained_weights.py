"""Trained weights: found, verified byte by byte, and put into a network that they fit.

Weights of one's own lie in a safetensors file: a header of names and shapes, then the numbers;
unlike a pickle it holds no code. torchvision has its own way, which needs the network once.
"""

import hashlib
import json
import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import safetensors
import safetensors.torch
from torch import Tensor, nn

from workedout.errors import WorkedOutError
from workedout.files import content, named, reason
from workedout.plain import one_line

VARIABLE = "WORKEDOUT_WEIGHTS"
LARGEST = 1 << 30  # bytes of a file: more than any of torchvision's networks has


class WeightsError(WorkedOutError):
    """Weights are missing, are not what they should be, or do not fit."""


@dataclass(frozen=True)
class Weights:
    """A file of weights, and all that one has to know to trust it.

    Attributes:
        file: its name.
        sha256: of the whole file.
        architecture: torchvision's name of the network.
        source: where the numbers come from.
        licence: under which.
    """

    file: str
    sha256: str
    architecture: str
    source: str
    licence: str


SQUEEZENET = Weights(
    file="squeezenet1_0-deep-compression.safetensors",
    sha256="380643e461f892109981935491a6f493c37f6527048bb63a0d1e524e321a7e8f",
    architecture="squeezenet1_0",
    source="songhan/SqueezeNet-Deep-Compression, compressed_SqueezeNet.net",
    licence="BSD",
)


def path_of(weights: Weights) -> Path:
    """Where the file is: ``WORKEDOUT_WEIGHTS`` names it, or the folder that holds it.

    Raises:
        WeightsError: the variable is not set, or there is no such file.
    """
    chosen = os.environ.get(VARIABLE)
    if not chosen:
        raise WeightsError(f"{VARIABLE} is not set: let it name {weights.file}, or its folder")
    path = named(chosen)
    path = path / weights.file if os.path.isdir(path) else path
    if not os.path.exists(path):
        raise WeightsError(f"there is no file {path}: {VARIABLE} names another place")
    return path


def read_verified(path: Path, sha256: str) -> dict[str, Tensor]:
    """The tensors of a file whose digest is the expected one, by name.

    Raises:
        WeightsError: another digest, or no safetensors file.
    """
    try:
        encoded = content(path, LARGEST)
    except OSError as error:
        raise WeightsError(f"{path} cannot be read: {reason(error)}") from None
    found = hashlib.sha256(encoded).hexdigest()
    if found != sha256:
        raise WeightsError(
            f"{path} is another file than expected: its SHA-256 is {found[:12]}…, expected "
            f"{sha256[:12]}…. Get the file again"
        )
    try:
        return decoded(encoded)
    except WeightsError as error:
        raise WeightsError(f"{path} is no safetensors file that can be used: {error}") from None


def decoded(encoded: bytes) -> dict[str, Tensor]:
    """The tensors in a safetensors file, by name.

    Raises:
        WeightsError: it is no such file, lies about itself, or holds what PyTorch has no type for.
    """
    try:
        tensors: dict[str, Tensor] = safetensors.torch.load(encoded)
    except KeyError as error:
        raise WeightsError(f"there is no type {error} to read numbers as") from None
    except (safetensors.SafetensorError, ValueError, RuntimeError, OverflowError) as error:
        raise WeightsError(reason(error)) from None
    # Of two tensors with one name, it keeps the last.
    length = int.from_bytes(encoded[:8], "little")
    names = [name for name, _ in json.loads(encoded[8 : 8 + length], object_pairs_hook=list)]
    if len(names) > len(set(names)):
        raise WeightsError("two of its tensors have one name")
    return tensors


def fill(network: nn.Module, tensors: Mapping[str, Tensor]) -> None:
    """Put tensors into a network, each under its name.

    Raises:
        WeightsError: names are missing or unknown, or a shape or the kind of numbers differs;
            nothing was changed.
    """
    expected = network.state_dict()
    strange = [one_line(name) for name in tensors if name not in expected]
    faults = [f"{name} is missing" for name in expected if name not in tensors]
    faults += [f"{name} is in no layer of the network" for name in strange]
    faults += [
        f"{name} {fault}"
        for name, value in expected.items()
        if name in tensors and (fault := misfit(tensors[name], value))
    ]
    if faults:
        more = f", and {len(faults) - 3} faults more" if len(faults) > 3 else ""
        raise WeightsError(f"these weights do not fit: {'; '.join(faults[:3])}{more}")
    network.load_state_dict(dict(tensors))


def misfit(given: Tensor, expected: Tensor) -> str:
    """Why a tensor cannot take another one's place; empty where it can."""
    if given.shape != expected.shape:
        return f"is {tuple(given.shape)}, expected {tuple(expected.shape)}"
    kinds = [(each.is_floating_point(), each.is_complex()) for each in (given, expected)]
    if kinds[0] != kinds[1]:
        return f"holds {given.dtype}, expected {expected.dtype}"
    return ""


def bare(architecture: str, classes: int = 1000) -> nn.Module:
    """A network of torchvision's by name, with its drawn weights.

    Raises:
        WeightsError: torchvision has none of this name.
    """
    from torchvision.models import get_model  # takes seconds, and few pages need it

    try:
        network: nn.Module = get_model(architecture, weights=None, num_classes=classes)
    except ValueError:
        raise WeightsError(f"torchvision has no network {architecture!r}") from None
    return network


def from_file(weights: Weights = SQUEEZENET) -> nn.Module:
    """The network with the weights of the file, in evaluation mode.

    Raises:
        WeightsError: as the steps say.
    """
    tensors = read_verified(path_of(weights), weights.sha256)
    network = bare(weights.architecture)
    fill(network, tensors)
    return network.eval()


def from_torchvision(architecture: str) -> nn.Module:
    """The network with torchvision's newest weights, from its cache or from the net.

    torchvision compares what it downloads with the digest in the file's name.

    Raises:
        WeightsError: it has no such network, or the weights cannot be had.
    """
    from torchvision.models import get_model

    bare(architecture)
    try:
        network: nn.Module = get_model(architecture, weights="DEFAULT")
    except (OSError, RuntimeError) as error:  # no net, or another digest
        raise WeightsError(
            f"torchvision's weights of {architecture} cannot be had ({error}). Where there is no "
            f"net, let {VARIABLE} name {SQUEEZENET.file}"
        ) from None
    return network.eval()


def pretrained(architecture: str = SQUEEZENET.architecture) -> nn.Module:
    """A trained network: torchvision's weights where they can be had, else those of the file.

    Args:
        architecture: torchvision's name of the network; without it, ``"squeezenet1_0"``, the one
            of the file that ``WORKEDOUT_WEIGHTS`` names.

    Raises:
        WeightsError: neither can be had, with both reasons.
    """
    try:
        return from_torchvision(architecture)
    except WeightsError as error:
        if architecture != SQUEEZENET.architecture or not os.environ.get(VARIABLE):
            raise
        try:
            return from_file()
        except WeightsError as other:
            raise WeightsError(f"{error}; and then: {other}") from None
