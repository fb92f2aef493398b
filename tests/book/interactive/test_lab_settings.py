"""The lab's table of settings, without a browser: read, written, refused."""

import json
from collections.abc import Callable

import pytest
import quickjs
from tiny_book import ROOT

from workedout_book.interactive.lab import STATE
from workedout_book.interactive.settings import table_script

ASSETS = ROOT / "book" / "_assets"


@pytest.fixture(scope="module")
def settings() -> Callable[[str], object]:
    """Evaluate an expression of the table where there is no browser at all."""
    context = quickjs.Context()
    context.eval(table_script(ASSETS, STATE))
    return lambda expression: json.loads(context.eval(f"JSON.stringify({expression})"))


def parse(settings: Callable, address: str) -> tuple[dict, list[str]]:
    read = settings(f"labState.parse({json.dumps(address)})")
    return read["values"], read["faults"]


def test_an_empty_address_gives_the_defaults(settings):
    assert parse(settings, "") == (settings("labState.defaults()"), [])
    assert settings("labState.write(labState.defaults())") == ""


GOOD = [
    "source=pocket&digit=5999&down=-14&right=14&turn=180",
    "missing=0.25&white=1&noise=9999",
    "ink=p4b4bas4b77do.e0000zzzz",
    "room=train&architecture=convolutional&optimizer=adam&rate=0.001&steps=100000",
    "network=convolution&value=12-100&show=gradients&target=logit&class=0",
    "value=i-783&off=2-17,2-99",
    "pixels=" + "0123456789abcdefghijklmnopqrstuv" * 24 + "0" * 16,
]


@pytest.mark.parametrize("address", GOOD, ids=lambda address: address[:30])
def test_what_was_written_is_read_again(settings, address):
    _, faults = parse(settings, address)
    assert faults == []
    written = settings(f"labState.write(labState.parse({json.dumps(address)}).values)")
    assert sorted(written.split("&")) == sorted(address.split("&"))


BAD = {
    "room": ["", "inside", "toString"],
    "source": ["digits"],
    "digit": ["-1", "6000", "1.5", ""],
    "ink": ["x0000", "p", "p000", "p00000", "P0000", "p0000.", ".p0000", "p00!0"],
    "pixels": ["0", "w" * 784, "0" * 785],
    "right": ["15", "1e1", "a"],
    "turn": ["181"],
    "missing": ["1.1", "-0.1", "many"],
    "value": ["1", "i", "1-", "-1-2", "123-1"],
    "off": ["2", "2-", ",2-1", "2-1,"],
    "class": ["10", "-1"],
    "masks": ["501"],
    "drop": ["1"],
    "units": ["0", "101"],
    "rate": ["0", "1001", "NaN", "Infinity"],
    "optimizer": ["adamw"],
    "start": ["playground"],
    "steps": ["-1", "1.5"],
}


@pytest.mark.parametrize(
    ("key", "text"), [(key, text) for key, texts in BAD.items() for text in texts]
)
def test_what_is_no_value_is_refused_and_the_default_stands(settings, key, text):
    values, faults = parse(settings, f"{key}={text}")
    assert values == settings("labState.defaults()")
    [fault] = faults
    assert f"“{key}” cannot be “{text}”" in fault


def test_each_setting_has_a_value_that_is_refused_or_is_a_choice(settings):
    rows = settings("labState.PARAMETERS.map(({key, kind}) => [key, Boolean(kind.options)])")
    assert len({key for key, _ in rows}) == len(rows)
    numbers = {key for key, chosen in rows if not chosen}
    untried = {"down", "white", "noise", "batch", "seed", "epochs"}  # of kinds that are tried
    assert numbers - set(BAD) == untried


def test_a_point_of_a_stroke_comes_back_as_it_was(settings):
    [stroke] = parse(settings, "ink=p00zz3n7b")[0]["ink"]
    assert not stroke["erase"]
    flat = [part for point in stroke["points"] for part in point]
    assert flat == pytest.approx([0, 100, 10.1158, 20.3089], abs=1e-3)
