"""Streams of random numbers: one for each purpose, none of them the caller's."""

import hashlib
import itertools

import pytest
import torch

from workedout.randomness import derived_seed, generator, stream

CPU = torch.device("cpu")
PURPOSES = ("initialization", "order", "augmentation", "dropout")


def test_a_derived_seed_is_the_head_of_the_digest_that_the_docstring_names():
    digest = int(hashlib.sha256(b"7:order").hexdigest()[:16], 16)
    assert derived_seed(7, "order") == digest // 2
    assert 0 <= derived_seed(7, "order") < 2**63


def test_no_two_streams_of_the_first_hundred_seeds_are_the_same():
    pairs = list(itertools.product(range(100), PURPOSES))
    assert len({derived_seed(*pair) for pair in pairs}) == len(pairs)


def test_a_generator_begins_at_its_derived_seed():
    expected = torch.rand(5, generator=torch.Generator().manual_seed(derived_seed(3, "order")))
    assert torch.equal(torch.rand(5, generator=generator(3, "order")), expected)


def test_global_draws_inside_a_stream_are_those_of_its_purpose():
    with stream(3, "dropout", CPU):
        inside = torch.rand(5)
    assert torch.equal(inside, torch.rand(5, generator=generator(3, "dropout")))


def test_the_caller_goes_on_as_if_nothing_had_been_drawn():
    torch.manual_seed(5)
    expected = torch.rand(6)
    torch.manual_seed(5)
    before = torch.rand(3)
    with stream(3, "dropout", CPU):
        torch.rand(100)
    assert torch.equal(torch.cat([before, torch.rand(3)]), expected)


def draw_and_fail():
    with stream(3, "dropout", CPU):
        torch.rand(100)
        raise ZeroDivisionError


def test_the_caller_goes_on_likewise_after_an_error():
    torch.manual_seed(5)
    state = torch.get_rng_state()
    with pytest.raises(ZeroDivisionError):
        draw_and_fail()
    assert torch.equal(torch.get_rng_state(), state)


def test_a_stream_on_the_cpu_leaves_the_gpus_alone(monkeypatch):
    seeded = []
    monkeypatch.setattr(torch.cuda, "manual_seed", seeded.append)
    monkeypatch.setattr(torch.cuda, "manual_seed_all", seeded.append)
    with stream(3, "initialization", CPU):
        torch.rand(1)
    assert seeded == []


@pytest.mark.skipif(not torch.cuda.is_available(), reason="there is no GPU")
def test_a_stream_on_a_gpu_seeds_it_and_gives_its_state_back():
    device = torch.device("cuda")
    state = torch.cuda.get_rng_state(device)
    draws = []
    for _ in range(2):
        with stream(3, "dropout", device):
            draws.append(torch.rand(5, device=device))
    assert torch.equal(*draws)
    assert torch.equal(torch.cuda.get_rng_state(device), state)
