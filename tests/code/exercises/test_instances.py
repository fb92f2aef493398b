"""Further instances of exercises: the same key, distinct, worth asking, and worked to the end."""

from __future__ import annotations

import random

import pytest

from workedout.exercises.answers import Answer, Choice, Number, Numbers
from workedout.exercises.checking import INSTANCES, UnknownExerciseError, exercise
from workedout.exercises.keys.instances import (
    DegenerateError,
    Instance,
    Instances,
    degenerate,
    told,
)
from workedout.exercises.keys.key import key

COUNT = 20


@key("ex-sum", "the sum")
def total(a: int = 2, b: int = 3) -> Answer:
    return Number(a + b)


def asked(high: int) -> Instances:
    def draw(stream: random.Random) -> Instance:
        a, b = stream.randint(0, high), stream.randint(0, high)
        return Instance(f"What is ${a} + {b}$?", {"a": a, "b": b}, f"${a + b}$.")

    return Instances(total, draw)


@pytest.mark.parametrize("label", INSTANCES)
def test_instances_are_distinct_and_worked_to_the_end(label: str) -> None:
    kind = INSTANCES[label]
    found = kind.first(COUNT)
    assert len({each.question for each in found}) == COUNT
    for each in found:
        answer = kind.answer(each)
        assert not degenerate(each, answer)
        assert told(each.worked, answer), each
        assert "  " not in each.question


@pytest.mark.parametrize("label", INSTANCES)
def test_instances_are_the_same_each_time(label: str) -> None:
    assert INSTANCES[label].first(COUNT) == INSTANCES[label].first(COUNT)


@pytest.mark.parametrize("label", INSTANCES)
def test_the_answer_depends_on_what_is_given(label: str) -> None:
    kind = INSTANCES[label]
    first, *others = kind.first(COUNT)
    answer = kind.answer(first)
    assert any(repr(kind.answer(each)) != repr(answer) for each in others)


def test_instances_whose_answer_can_be_guessed_are_left_out() -> None:
    found = asked(3).first(4)
    assert all(0 not in each.given.values() for each in found)  # a + 0 stands in the question


def test_a_range_without_an_instance_worth_asking_is_refused() -> None:
    with pytest.raises(DegenerateError, match="ex-sum: no instance in 100 is worth asking"):
        asked(0).first(1)


def test_a_range_with_too_few_instances_is_refused() -> None:
    with pytest.raises(DegenerateError, match=r"ex-sum: .* distinct, expected 1000"):
        asked(3).first(1000)


WORKED = {
    "the number": ("$= 1/3$", Number(1 / 3), True),
    "with commas between thousands": ("$= 79,510$", Number(79_510), True),
    "rounded within what is accepted": ("about 0.33", Number(1 / 3, within=0.02), True),
    "negative, with a minus sign": ("it is −3", Number(-3), True),
    "another number": ("$= 1/4$", Number(1 / 3), False),
    "one of two": ("$= 1$", Numbers((1, 2)), False),
    "a letter": ("So (b) is right.", Choice("abc", "b"), True),
    "another letter": ("So (a) is right.", Choice("abc", "b"), False),
}


@pytest.mark.parametrize(("worked", "answer", "found"), WORKED.values(), ids=WORKED)
def test_a_worked_solution_says_the_answer(worked: str, answer: Answer, found: bool) -> None:
    assert told(worked, answer) == found


def test_another_of_a_kind_is_asked_checked_and_worked(capsys) -> None:
    other = exercise("ex-count").another(3)
    [*_, third] = INSTANCES["ex-count"].first(3)
    assert repr(other).startswith(third.question)
    assert other.worked == third.worked
    answer = INSTANCES["ex-count"].answer(third)
    assert isinstance(answer, Number)
    other.check(answer.value)
    other.check(answer.value + 1)
    assert capsys.readouterr().out.splitlines() == ["✓ right", "✗ not right: too large"]


STRANGE = {
    "no others": ("ex-sigmoid-output", 1, "of ex-sigmoid-output there is no other exercise"),
    "the zeroth": ("ex-count", 0, "expected a whole number from 1 to 1000"),
    "a text": ("ex-count", "2", "expected a whole number from 1 to 1000"),
    "too many": ("ex-count", 10**9, "expected a whole number from 1 to 1000"),
}


@pytest.mark.parametrize(("label", "number", "reason"), STRANGE.values(), ids=STRANGE)
def test_another_that_there_is_not_is_one_line(label: str, number: int, reason: str) -> None:
    with pytest.raises(UnknownExerciseError, match=reason):
        exercise(label).another(number)
