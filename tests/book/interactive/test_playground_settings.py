"""The playground's table of settings, without a browser: read, written, refused."""

import json
import re
from collections.abc import Callable
from pathlib import Path

import pytest
import quickjs

from workedout.networks.models import ACTIVATIONS, OUTPUTS
from workedout.networks.starts import STARTS
from workedout_book.interactive.playground import CORE, core_script

ASSETS = Path(__file__).resolve().parents[3] / "book/_assets"


@pytest.fixture(scope="module")
def settings() -> Callable[[str], object]:
    """Evaluate an expression of the core where there is no browser at all."""
    context = quickjs.Context()
    before = set(json.loads(context.eval("JSON.stringify(Object.keys(globalThis))")))
    context.eval(core_script(ASSETS))
    after = set(json.loads(context.eval("JSON.stringify(Object.keys(globalThis))")))
    assert after == before
    return lambda expression: json.loads(context.eval(f"JSON.stringify({expression})"))


def parse(settings: Callable, address: str) -> tuple[dict, list[str]]:
    read = settings(f"playgroundSettings.parse({json.dumps(address)})")
    return read["values"], read["faults"]


@pytest.mark.parametrize("script", CORE)
def test_a_script_of_the_core_needs_no_page_and_makes_one_constant(settings, script):
    assert settings("typeof document") == "undefined"
    names = re.findall(r"^const (\w+) = ", (ASSETS / script).read_text("utf-8"), re.MULTILINE)
    assert [settings(f"typeof {name}") for name in names] == ["object"]


def test_an_empty_address_gives_the_defaults(settings):
    assert parse(settings, "") == (settings("playgroundSettings.defaults()"), [])


GOOD = [
    "hidden=none",
    "hidden=16,1,8&rate=0.00001&seed=2147483647",
    "points=quadrants&count=2000&draw=5&order=sorted-then-shuffled&until=7",
    "activation=leaky-relu&start=he&bias=none&output=relu&batch=1000",
    "steps=1000000&lines=gradients&shown=held-out&axis=log&speed=fast",
]


@pytest.mark.parametrize("address", GOOD)
def test_what_was_written_is_read_again(settings, address):
    values, faults = parse(settings, address)
    assert faults == []
    written = settings(f"playgroundSettings.write({json.dumps(values)})")
    assert parse(settings, written) == (values, [])
    assert sorted(written.split("&")) == sorted(address.split("&"))


BAD = {
    "points": ["", "circle", "toString"],
    "count": ["501", "0", "2004", "4.5", "many", "-4"],
    "draw": ["-1", "2147483648", "1e3"],
    "hidden": ["4,,2", "0", "17", "4;2", "1,1,1,1,1,1,1,1,1", "four", "-2", ""],
    "activation": ["ReLU", "softmax"],
    "start": ["random"],
    "bias": ["some"],
    "output": ["sigmoid"],
    "rate": ["0", "-0.1", "1e9", "0,1", "NaN", "Infinity", ""],
    "batch": ["0", "1001", "2.5"],
    "order": ["random"],
    "until": ["0"],
    "seed": ["1.5", "x", "%00"],
    "steps": ["-1", "1000001"],
    "lines": ["both"],
    "shown": ["none"],
    "axis": ["square"],
    "speed": ["warp"],
}


def test_every_parameter_has_bad_values_here(settings):
    assert list(BAD) == settings("playgroundSettings.PARAMETERS.map((one) => one.key)")


@pytest.mark.parametrize(
    ("key", "value"), [(key, value) for key, values in BAD.items() for value in values]
)
def test_a_bad_value_falls_back_to_its_default_and_says_so(settings, key, value):
    values, faults = parse(settings, f"seed=3&{key}={value}" if key != "seed" else f"seed={value}")
    default = settings("playgroundSettings.defaults()")[key]
    assert values[key] == default
    (fault,) = faults
    assert f"“{key}”" in fault
    assert "expected: " in fault
    if key != "seed":
        assert values["seed"] == 3


def test_other_faults_are_told_too(settings):
    values, faults = parse(settings, "sed=1&seed=2&seed=3&&hidden")
    assert values["seed"] == 2
    assert ["There is no setting “sed”." in faults[0], "more than once" in faults[1]] == [
        True,
        True,
    ]
    assert "“hidden” cannot be" in faults[2]


def test_an_escaped_address_is_read(settings):
    assert parse(settings, "hidden=4%2C2%2C3")[0]["hidden"] == [4, 2, 3]
    assert parse(settings, "hidden=%E0%A4%A")[1] != []


@pytest.mark.parametrize("field", ["key", "label", "group", "meaning"])
def test_every_parameter_says_what_it_is(settings, field):
    texts = settings(f"playgroundSettings.PARAMETERS.map((one) => one.{field})")
    assert all(texts)
    assert field == "group" or len(set(texts)) == len(texts)


def test_every_default_is_a_value_that_its_parameter_reads(settings):
    assert settings(
        "playgroundSettings.PARAMETERS.every(({kind, default: usual}) => "
        "JSON.stringify(kind.read(kind.write(usual))) === JSON.stringify(usual))"
    )


def test_the_names_are_those_of_the_package(settings):
    choices = {
        one["key"]: list(one["kind"]["options"])
        for one in settings("playgroundSettings.PARAMETERS")
        if "options" in one["kind"]
    }
    assert choices["activation"] == list(ACTIVATIONS)
    assert set(choices["start"]) == set(STARTS)
    assert set(choices["output"]) == set(OUTPUTS)
