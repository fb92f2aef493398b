"""Separate streams of random numbers, one for each purpose.

A run has one seed. Each purpose (initialization, order, augmentation, dropout) draws from a
stream of its own, derived from the seed and the purpose's name. So a change to one purpose,
say a second dropout layer, leaves the numbers of the others as they were.
"""

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager

import torch


def derived_seed(seed: int, purpose: str) -> int:
    """A 63-bit seed for one purpose of one run: the head of SHA-256 of ``"seed:purpose"``."""
    digest = hashlib.sha256(f"{seed}:{purpose}".encode()).digest()
    return int.from_bytes(digest[:8], "big") >> 1


def generator(seed: int, purpose: str) -> torch.Generator:
    """A generator on the CPU, so that every device sees the same order and augmentation."""
    return torch.Generator().manual_seed(derived_seed(seed, purpose))


@contextmanager
def stream(seed: int, purpose: str, device: torch.device) -> Iterator[None]:
    """Let code that draws from PyTorch's global state draw from one purpose's stream.

    Layers initialize themselves and drop units from the global state; it cannot be passed to
    them. On leaving, the caller's random state is what it was before.
    """
    devices = [device] if device.type == "cuda" else []
    with torch.random.fork_rng(devices):
        # torch.manual_seed would seed every GPU as well, and leave the caller's so.
        torch.default_generator.manual_seed(derived_seed(seed, purpose))
        if devices:
            with torch.cuda.device(device):
                torch.cuda.manual_seed(derived_seed(seed, purpose))
        yield
