"""What a page is told of each field: every number has a name, and a question its own words."""

import pytest

from workedout.exercises.answers import Numbers
from workedout.exercises.checking import INSTANCES, KEYS
from workedout.exercises.page_fields import field, other

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
