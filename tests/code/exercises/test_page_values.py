"""The page's intervals are those of mpmath: as narrow, and around the same numbers."""

from __future__ import annotations

import json
import random
from fractions import Fraction
from typing import Any

import pytest
from page_judge import PageJudge

from workedout.exercises.formulas.grammar import parse
from workedout.exercises.formulas.trees import UnreadError
from workedout.exercises.formulas.values import NoValueError, ends, value

PARTS, EACH = 4, 100
ENDS = """(text) => {
    try {
        const tree = answersGrammar.parse(text);
        const {low, high} = answersValues.value(tree, new Map());
        return [low, high].map(({m, e}) => [String(m), e]);
    } catch (error) {
        return error.message;
    }
}"""
LEAVES = ("3.7", "0.25", "2/3", "17", "pi", "e", "(1 + 1e-200)", "1e300", "1e-300", "(pi/2)", "0")
FORMS = (
    *("({a})+({b})", "({a})-({b})", "({a})*({b})", "({a})/({b})", "({a})^({b})", "({a})^7"),
    *("exp({a})", "ln({a})", "sqrt({a})", "sin({a})", "cos({a})", "tan({a})", "tanh({a})"),
    *("({a})^-3", "abs(-({a}))", "({a})^(1/2)"),
)


@pytest.fixture(scope="module")
def page() -> PageJudge:
    return PageJudge()


def constant(draw: random.Random, depth: int) -> str:
    """A formula without symbols."""
    if not depth or draw.random() < 0.1:
        return draw.choice(LEAVES)
    one, other = constant(draw, depth - 1), constant(draw, depth - 1)
    return draw.choice(FORMS).format(a=one, b=other)


def of_python(text: str) -> Any:
    try:
        return ends(value(parse(text), {}))
    except (NoValueError, UnreadError) as error:
        return getattr(error, "word", str(error))


def of_page(page: PageJudge, text: str) -> Any:
    found = page.value(f"({ENDS})({json.dumps(text)})")
    if isinstance(found, str):
        return found
    return tuple(int(m) * Fraction(2) ** e for m, e in found)


def alike(one: Any, other: Any) -> bool:
    """Whether two intervals meet, and neither is much wider; or whether both have no value."""
    if isinstance(one, str) or isinstance(other, str):
        return bool(one == other)
    (low, high), (least, most) = one, other
    wide, narrow = max(high - low, most - least), min(high - low, most - least)
    return low <= most and least <= high and wide <= 4 * narrow


@pytest.mark.parametrize("part", range(PARTS))
def test_a_value_is_the_one_that_mpmath_gives(page: PageJudge, part: int) -> None:
    draw = random.Random(part)
    texts = [constant(draw, draw.randint(1, 4)) for _ in range(EACH)]
    both = [(text, of_python(text), of_page(page, text)) for text in texts]
    assert [text for text, one, other in both if not alike(one, other)] == []
    assert sum(not isinstance(one, str) for _, one, _ in both) > EACH / 2
