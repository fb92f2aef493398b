"""What a page is told of each field: every number has a name, and a question its own words."""

import json
from fractions import Fraction

import pytest
import sympy as sp

from workedout.exercises.answers import Number, Numbers
from workedout.exercises.checking import INSTANCES, KEYS
from workedout.exercises.page_fields import field, other
from workedout.exercises.portable import portable

HEAVY = 1000  # signs

COUNTED = [label for label, each in KEYS.items() if isinstance(each.compute(), Numbers)]


@pytest.mark.parametrize("label", COUNTED)
def test_each_of_several_numbers_has_a_name_of_its_own(label: str) -> None:
    key = KEYS[label]
    answer = key.compute()
    assert isinstance(answer, Numbers)
    assert len(set(key.parts)) == len(key.parts) == len(answer.values)
    assert field(label, key.asks, answer, key.parts)["parts"] == list(key.parts)


def test_no_other_answer_has_names_of_parts() -> None:
    assert [label for label, key in KEYS.items() if key.parts and label not in COUNTED] == []


def test_numbers_without_names_are_counted_as_in_a_verdict() -> None:
    answer = Numbers((1, 2, 3))
    assert field("some", "", answer)["parts"] == ["first", "second", "third"]
    assert "the second" in answer.fault([1, 5, 3])


def test_a_further_exercise_does_not_repeat_what_the_first_one_asked() -> None:
    kind = INSTANCES["ex-pt-squeezenet"]
    made = other(kind, 1, next(iter(kind.first(1))))
    assert made["asks"] == ""
    assert len(made["parts"]) == made["count"] == 4


@pytest.mark.parametrize("label", KEYS)
def test_no_key_is_heavier_than_a_page_can_bear(label: str) -> None:
    """A page carries three of some, sealed, which no compression makes smaller."""
    assert len(json.dumps(portable(KEYS[label].compute()))) < HEAVY


def test_a_number_has_the_digits_that_its_judging_takes_and_no_more() -> None:
    third = sp.sqrt(2) / 3
    value, error = Number(third, within=0.01).right()
    assert error == 0
    assert value.denominator.bit_length() <= 130
    exact, rounding = Number(third).right()
    assert 0 < rounding < Fraction(1, 2**2000)
    assert abs(value / exact - 1) < Fraction(1, 2**127)
    assert Number(Fraction(1, 3), within=0.01).right() == (Fraction(1, 3), 0)
    large = Number(10**200 * third, within=0.01)
    assert len(str(large.right())) < 300
    assert large.fault("4.7140e199") == ""
    assert large.fault("4.65e199") == "a little too small"
