"""What the scripts of answering figures compute is what Python computes, over a grid of states."""

import itertools
from functools import cache
from pathlib import Path

import pytest
from answering_cases import CASES, agree

from workedout.figures.kit.answering import Answering
from workedout_book.interactive.answering import Models, problems, script_of

FOLDER = Path(__file__).parents[2] / "book/_assets/figures"
MODELS = Models(FOLDER)
MOST = 64  # states of a grid, about


def grid(name: str) -> list[dict]:
    """States in all corners and between: each knob's ends, its first value, and some others."""
    knobs = MODELS.knobs(name)
    count = max(3, int(MOST ** (1 / len(knobs))))
    taken = []
    for knob in knobs:
        values = knob["values"]
        step = max(1, (len(values) - 1) // (count - 1))
        taken.append({*values[::step], values[-1], knob["first"]})
    keys = [knob["key"] for knob in knobs]
    return [dict(zip(keys, values, strict=True)) for values in itertools.product(*taken)]


@cache
def made(name: str) -> Answering:
    """A figure in its first state."""
    return CASES[name].made()


@cache
def told(name: str) -> list[tuple[dict, dict]]:
    """The states of a grid, each with what the script says."""
    given = made(name).facts["given"]
    return [(state, MODELS.told(name, state, given)) for state in grid(name)]


@pytest.mark.parametrize("name", CASES)
def test_the_script_answers_as_python_does_over_a_grid(name):
    given, answer = made(name).facts["given"], CASES[name].answer
    wrong = [
        state for state, found in told(name) if not agree(found["answer"], answer(given, **state))
    ]
    assert wrong == []


@pytest.mark.parametrize("name", CASES)
def test_picture_and_script_agree_in_the_first_state_and_in_the_marks(name):
    assert list(problems(name, dict(made(name).facts), MODELS)) == []


@pytest.mark.parametrize("name", CASES)
def test_every_state_is_told_in_a_sentence_that_is_short_enough_for_its_place(name):
    said = {found["said"] for _, found in told(name)}
    assert len(said) > 1
    assert max(map(len, said)) <= 140
    assert [text for text in said if "NaN" in text or "undefined" in text] == []
    assert all(text.endswith(".") for text in said)


def test_every_script_is_tested_and_has_the_name_of_its_figure():
    scripts = {path.name for path in (FOLDER / "models").glob("*.js")}
    assert scripts == {script_of(name) for name in CASES}
    assert sorted(MODELS.names()) == sorted(CASES)


# The measure itself.


@pytest.mark.parametrize(
    ("found", "right"),
    [({"a": 1.0}, True), ({"a": 1.001}, False), ({"a": 1.0, "b": 2}, True)],
)
def test_another_answer_is_found(found, right):
    assert agree(found, {"a": 1.0}) is right


def test_a_list_of_another_length_is_another_answer():
    assert not agree([1.0], [1.0, 1.0])
