"""Networks beside records: of one run of an experiment, in eight bits a weight, with its digest."""

import base64
import hashlib
from dataclasses import replace

import torch
from torch import Tensor, nn

from workedout.experiments.specification import Arm
from workedout.files import content, reason
from workedout.files import replace as put
from workedout.networks import eight_bits
from workedout.networks.eight_bits import in_eight_bits
from workedout.networks.models import Build
from workedout.networks.pretrained_weights import WeightsError
from workedout.records.store import (
    ArmRecord,
    Kept,
    Record,
    RecordError,
    SeedResult,
    path_of,
    writing_folder,
)
from workedout.training.loop import EVALUATION_BATCH

LARGEST = 1 << 24  # bytes of a file: a hundred times the book's largest
ENDING = ".safetensors"


def kept(arm: Arm, network: nn.Sequential) -> Kept:
    """What is kept of a trained network, and what the rounding of its weights changes.

    Args:
        arm: whose run it comes from.
        network: as training left it; it is not changed.
    """
    encoded = in_eight_bits(network)
    device = next(network.parameters()).device
    inputs = arm.data.split().held_out.as_tensors().inputs.to(device)
    rounded = restored(arm.network, encoded).to(device)
    changed = int((answers(network, inputs) != answers(rounded, inputs)).sum())
    return Kept(digest(encoded), changed, base64.b64encode(encoded).decode("ascii"))


def filed(record: Record) -> Record:
    """Write the network that comes with a record, if one does; returns the record without it.

    A reader finds the old file or the whole new one. The record that fits it is written next: if
    that fails, the finished runs still hold the network, and the next attempt writes both.
    """
    return replace(
        record, arms={name: _filed(record.name, arm) for name, arm in record.arms.items()}
    )


def kept_file(name: str, result: SeedResult) -> bytes:
    """The file of a run's network, whose digest is the one in the record.

    Args:
        name: of the record.
        result: the run.

    Raises:
        RecordError: the record keeps none, or the file is missing or another one.
    """
    path = path_of(name).with_suffix(ENDING)
    if result.kept is None:
        raise RecordError(f"the record of {name} keeps no network")
    try:
        encoded = content(path, LARGEST)
    except FileNotFoundError:
        raise RecordError(f"{path}, the network beside the record, is missing") from None
    except OSError as error:
        raise RecordError(f"{path} cannot be read: {reason(error)}") from None
    if (found := digest(encoded)) != result.kept.sha256:
        raise RecordError(
            f"{path} is not the network of the record: its SHA-256 is {found[:12]}…, "
            f"{result.kept.sha256[:12]}… recorded"
        )
    return encoded


def restored(description: Build, encoded: bytes) -> nn.Sequential:
    """The network of such a file, in evaluation mode on the CPU.

    Raises:
        RecordError: the file is none, or is of another network.
    """
    try:
        return eight_bits.restored(description, encoded).eval()
    except WeightsError as error:
        raise RecordError(f"the network beside the record cannot be used: {error}") from None


@torch.no_grad()
def answers(network: nn.Sequential, inputs: Tensor) -> Tensor:
    """The classes that a network answers in evaluation mode, (N,); its mode stays as it was."""
    mode = network.training
    network.eval()
    found = torch.cat([network(part).argmax(dim=1) for part in inputs.split(EVALUATION_BATCH)])
    network.train(mode)
    return found


def digest(encoded: bytes) -> str:
    """SHA-256 of a file."""
    return hashlib.sha256(encoded).hexdigest()


def _filed(name: str, arm: ArmRecord) -> ArmRecord:
    seeds = {seed: _written(name, result) for seed, result in arm.seeds.items()}
    return replace(arm, seeds=seeds)


def _written(name: str, result: SeedResult) -> SeedResult:
    if result.kept is None or not result.kept.encoded:
        return result
    path = writing_folder() / f"{name}{ENDING}"
    path.parent.mkdir(parents=True, exist_ok=True)
    put(path, base64.b64decode(result.kept.encoded))
    return replace(result, kept=replace(result.kept, encoded=""))
