"""The scripts' random numbers are PyTorch's on the CPU, drawn in the same order."""

import hashlib

import pytest
import torch
from playwright.sync_api import Error

from workedout.randomness import generator

SEEDS = [0, 1, 12345, 2**31 - 1]
# PyTorch's kernels multiply and add in one rounding or in two, as the processor lets them.
ROUNDED = {"abs": 1e-15, "rel": 1e-14}


@pytest.mark.parametrize("text", ["", "abc", "0:order", "2147483647:initialization", "x" * 55])
def test_the_seed_of_a_purpose_comes_from_sha_256(core, text):
    words = core.evaluate("(text) => workedoutRandom.sha256(text)", text)
    assert b"".join(w.to_bytes(4, "big") for w in words) == hashlib.sha256(text.encode()).digest()


def test_a_text_that_is_too_long_for_one_block_is_refused(core):
    with pytest.raises(Error, match="more than 55 characters"):
        core.evaluate("() => workedoutRandom.sha256('x'.repeat(56))")


@pytest.mark.parametrize("seed", SEEDS)
def test_the_streams_are_those_of_pytorch(core, seed):
    got = core.evaluate(
        """(seed) => {
            const random = new workedoutRandom.Random(seed, "order");
            const uniform = Array.from({length: 700}, () => random.uniform());
            const rows = Array.from(random.permutation(250));
            return [uniform, rows, Array.from({length: 50}, () => random.uniform32(-0.25, 0.75))];
        }""",
        seed,
    )
    random = generator(seed, "order")
    assert got[0] == torch.rand(700, generator=random, dtype=torch.float64).tolist()
    assert got[1] == torch.randperm(250, generator=random).tolist()
    expected = torch.empty(50).uniform_(-0.25, 0.75, generator=random)
    assert got[2] == pytest.approx(expected.tolist(), abs=1e-7)


@pytest.mark.parametrize("purpose", ["initialization", "order", "augmentation", "dropout"])
def test_each_purpose_has_a_stream_of_its_own(core, purpose):
    got = core.evaluate("(purpose) => new workedoutRandom.Random(3, purpose).uniform()", purpose)
    drawn = torch.rand(1, generator=generator(3, purpose), dtype=torch.float64)
    assert got == drawn.item()


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("bounds", [(-0.3, 0.4), (0.0, 1.0), (-1e-3, 1e-3)])
def test_uniform_numbers_in_float64_are_those_of_pytorch(core, seed, bounds):
    got = core.evaluate(
        """([seed, low, high]) => {
            const random = new workedoutRandom.Random(seed, "initialization");
            return Array.from({length: 300}, () => random.uniform(low, high));
        }""",
        [seed, *bounds],
    )
    drawn = torch.empty(300, dtype=torch.float64)
    drawn.uniform_(*bounds, generator=generator(seed, "initialization"))
    assert got == pytest.approx(drawn.tolist(), **ROUNDED)


NORMALS = """([seed, counts, method, deviation]) => {
    const random = new workedoutRandom.Random(seed, "initialization");
    return [...counts.map((count) => Array.from(random[method](count, deviation))),
            [random.uniform()]];
}"""
# Fewer than 16, odd numbers of which leave the second of a pair; 16; more, with and without a rest.
COUNTS = [1, 15, 16, 17, 3, 31, 2, 48, 7840]


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize(
    ("method", "precision", "near"),
    [("normals", torch.float64, 1e-14), ("normals32", torch.float32, 2e-6)],
)
def test_normal_numbers_are_those_of_pytorch(core, seed, method, precision, near):
    *got, [after] = core.evaluate(NORMALS, [seed, COUNTS, method, 0.7])
    random = generator(seed, "initialization")
    for values, count in zip(got, COUNTS, strict=True):
        drawn = torch.empty(count, dtype=precision).normal_(0, 0.7, generator=random)
        assert values == pytest.approx(drawn.tolist(), abs=near)
    assert after == torch.rand(1, generator=random, dtype=torch.float64).item()


def test_standard_normal_numbers_are_those_of_randn(core):
    [got, _] = core.evaluate(NORMALS, [4, [100], "normals", 1])
    random = generator(4, "initialization")
    drawn = torch.randn(100, generator=random, dtype=torch.float64)
    assert got == pytest.approx(drawn.tolist(), abs=1e-14)


@pytest.mark.parametrize("count", [0, 1, 2, 5000, 60_000, 2**17])
def test_orders_of_any_length_are_those_of_pytorch(core, count):
    got = core.evaluate(
        """(count) => {
            const random = new workedoutRandom.Random(8, "order");
            return [Array.from(random.permutation(count)), random.uniform()];
        }""",
        count,
    )
    random = generator(8, "order")
    assert got[0] == torch.randperm(count, generator=random).tolist()
    # As many words were taken.
    assert got[1] == torch.rand(1, generator=random, dtype=torch.float64).item()
