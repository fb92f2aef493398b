"""A formula that the page shows as it was read says what was written."""

from __future__ import annotations

import json
import random
from fractions import Fraction
from typing import Any
from xml.etree import ElementTree

import pytest
from drawn_answers import any_text, dressed, random_formula
from page_judge import PageJudge

from workedout.exercises.formulas.grammar import parse
from workedout.exercises.formulas.signs import greek
from workedout.exercises.formulas.trees import UnreadError
from workedout.exercises.formulas.values import NoValueError, interval, value

LETTERS = ("x", "y", "z", "mu", "sigma", "h", "s")
NAMES = {name: interval(Fraction(number, 3)) for number, name in enumerate(LETTERS, 2)}
PARTS, EACH = 4, 100
OPERATORS = {"−": "-", "⋅": "*", "×": "*", "\u2062": "*", "\u2061": "", "′": "'"}


@pytest.fixture(scope="module")
def page() -> PageJudge:
    return PageJudge()


def typeset(page: PageJudge, text: str) -> dict[str, Any]:
    found: dict[str, Any] = page.value(
        f"answersJudge.typeset({json.dumps(text)}, {json.dumps(list(NAMES))})"
    )
    return found


def linear(node: ElementTree.Element) -> str:
    """MathML as text, with each part of a part in brackets."""
    parts = list(map(linear, node))
    text = node.text or ""
    match node.tag:
        case "mo":
            return OPERATORS.get(text, text)
        case "mi":
            return greek(text).strip() if len(text) == 1 and greek(text) else text
        case "mn":
            return text
        case "mfrac":
            return "(({})/({}))".format(*parts)
        case "msup":
            return "(({})^({}))".format(*parts)
        case "msub":
            return "{}_{}".format(*parts)
        case "msqrt":
            return f"sqrt({''.join(parts)})"
    joined = "".join(parts)
    return f"abs({joined[1:-1]})" if joined.startswith("|") else joined


def of(text: str) -> Any:
    """What a formula gives at a point, or why it gives nothing."""
    try:
        return value(parse(text, list(NAMES)), NAMES)
    except NoValueError as missing:
        return missing.word


def why_not(text: str) -> str:
    """Why a text is not read; empty where it is."""
    try:
        parse(text, list(NAMES))
    except UnreadError as unread:
        return str(unread)
    return ""


def same(one: Any, other: Any) -> bool:
    return one == other if isinstance(one, str) else 0 in one - other


@pytest.mark.parametrize("part", range(PARTS))
def test_what_is_shown_is_what_was_written(page: PageJudge, part: int) -> None:
    draw = random.Random(part)
    shown = 0
    for _ in range(EACH):
        text = dressed(draw, random_formula(draw, draw.randint(1, 4)))
        found = typeset(page, text)
        assert found["fault"] == why_not(text)
        if found["fault"]:
            continue
        back = linear(ElementTree.fromstring(found["mathml"]))
        assert same(of(text), of(back)), (text, back)
        shown += 1
    assert shown > EACH / 2


def test_any_text_is_shown_or_told_why_not(page: PageJudge) -> None:
    draw = random.Random(0)
    for _ in range(EACH):
        found = typeset(page, any_text(draw))
        assert bool(found["mathml"]) != bool(found["fault"])
        if found["mathml"]:
            assert ElementTree.fromstring(found["mathml"]).tag == "math"


SHOWN = {
    "a Greek letter": (r"\sigma", "<mi>σ</mi>"),
    "an index": ("x_1", "<msub><mi>x</mi><mn>1</mn></msub>"),
    "a mark and an index": ("x'_max", "<msubsup><mi>x</mi><mi>max</mi><mo>′</mo></msubsup>"),
    "a power of ten": ("1e-3", "<msup><mn>10</mn><mrow><mo>−</mo><mn>3</mn></mrow></msup>"),
    "per cent": ("5 %", "<mrow><mn>5</mn><mo>%</mo></mrow>"),
    "a decimal as it was written": ("0,50", "<mn>0.50</mn>"),
    "thousands without their sign": ("24 380", "<mn>24380</mn>"),
    "a product without a sign": ("xy", "<mi>x</mi><mo>\u2062</mo><mi>y</mi>"),
    "a sign between numbers": ("2*3", "<mn>2</mn><mo>⋅</mo><mn>3</mn>"),
}


@pytest.mark.parametrize(("text", "part"), SHOWN.values(), ids=SHOWN)
def test_signs_are_set_as_one_writes_them(page: PageJudge, text: str, part: str) -> None:
    assert part in typeset(page, text)["mathml"]
