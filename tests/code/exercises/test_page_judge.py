"""The judge in the page says, word for word, what Python says: to answers drawn by seed."""

from __future__ import annotations

import json
import random
import re
from collections.abc import Mapping
from typing import Any

import pytest
import quickjs
import sympy as sp
from drawn_answers import any_text, drawn
from page_judge import ALL, FOLDER, PageJudge, python_words
from right_signals import AND, NARROW, parity

from workedout.derivations.algebra.exact_networks import ExactNetwork
from workedout.exercises.answers import Answer, Choice, Formula, Gate, Number, Numbers, shape
from workedout.exercises.checking import KEYS, Verdict
from workedout.exercises.formulas.signs import plain
from workedout.exercises.portable import portable, sealed

EACH = 50  # answers to each exercise
FUZZ, PARTS = 5000, 10  # texts in all, and in how many tests
LONGEST = 1.0  # seconds of one verdict
x, y = sp.symbols("x y")
p = sp.Symbol("p", positive=True)

# What no key of the book asks for, and one may.
OTHERS: dict[str, Answer] = {
    "one letter": Choice("abcd", "b"),
    "letters": Choice("abcde", "ace"),
    "a root": Number(sp.sqrt(2)),
    "nothing": Number(0),
    "a decimal": Number(0.1, within=1e-2),
    "a shape": shape(3, 4, 5),
    "functions": Formula(x * sp.exp(-x) + sp.sqrt(2) * y),
    "a root of a symbol": Formula(sp.sqrt(p) + sp.log(p) / x),
    "waves": Formula(sp.sin(x) * sp.cos(y) + sp.tanh(x)),
}
NETWORKS = {"ex-and": [AND], "ex-bottleneck": [NARROW], "ex-parity": list(map(parity, range(2, 9)))}


@pytest.fixture(scope="module")
def answers() -> Mapping[str, Answer]:
    return {label: key.compute() for label, key in KEYS.items()} | OTHERS


@pytest.fixture(scope="module")
def page(answers: Mapping[str, Answer]) -> PageJudge:
    return learned(PageJudge(), answers)


def learned(judge: PageJudge, answers: Mapping[str, Answer]) -> PageJudge:
    for label, answer in answers.items():
        judge.learn(label, answer)
    return judge


def pairs(label: str, answer: Answer, count: int) -> list[tuple[Any, Any]]:
    """Answers to an exercise, as Python takes them and as the page does; by seed."""
    draw = random.Random(label)
    networks: list[ExactNetwork | None] = [*NETWORKS.get(label, [None])]
    return [drawn(draw, answer, draw.choice(networks)) for _ in range(count)]


def differing(page: PageJudge, label: str, answer: Answer, count: int) -> list[Any]:
    """Answers to which the two say different things, with what they say."""
    both = [
        (given, python_words(answer, given), page.words(label, fields))
        for given, fields in pairs(label, answer, count)
    ]
    return [each for each in both if each[1] != each[2]]


@pytest.mark.parametrize("label", [*KEYS, *OTHERS])
def test_drawn_answers_are_judged_as_python_judges_them(
    page: PageJudge, answers: Mapping[str, Answer], label: str
) -> None:
    assert differing(page, label, answers[label], EACH) == []


@pytest.mark.parametrize("kind", [Number, Numbers, Formula, Gate, Choice])
def test_many_drawn_answers_are_right_and_many_wrong(
    answers: Mapping[str, Answer], kind: type
) -> None:
    of_kind = {label: each for label, each in answers.items() if isinstance(each, kind)}
    words = [
        python_words(answer, given)
        for label, answer in of_kind.items()
        for given, _ in pairs(label, answer, EACH // 5)
    ]
    right = words.count(Verdict("").words)
    assert len(words) / 10 < right < len(words) * 9 / 10
    assert len(set(words)) >= 5


@pytest.mark.parametrize("part", range(PARTS))
def test_any_text_gets_the_same_verdict_and_soon(
    page: PageJudge, answers: Mapping[str, Answer], part: int
) -> None:
    draw = random.Random(part)
    labels = [label for label, each in answers.items() if not isinstance(each, Gate)]
    formulas = [label for label in labels if isinstance(answers[label], Formula)]
    other = []
    for _ in range(FUZZ // PARTS):
        label, text = draw.choice(draw.choice((labels, formulas))), any_text(draw)
        said = python_words(answers[label], text)
        if page.words(label, text) != said:
            other.append((label, text, said))
    assert other == []
    assert page.longest < LONGEST


# ---- Parts of the judge --------------------------------------------------------------------------

SCANNED = 0x30000  # signs; behind them none is of another form


def test_every_sign_is_made_plain_as_in_python(page: PageJudge) -> None:
    found = page.value(
        f"Array.from({{length: {SCANNED}}},"
        " (_, code) => answersSigns.plain(String.fromCodePoint(code)))"
    )
    other = [code for code in range(SCANNED) if plain(chr(code)) != found[code]]
    assert other == []


SLOW = (
    "ln(p)",
    "exp(p)",
    "p^y",
    "tan(2p)",
    "tanh(p)",
    "p^0.3",
    "sin(10^300 p)",
    "sin(pi + p/10^300)",
)


@pytest.mark.parametrize("part", SLOW)
def test_as_many_functions_as_may_stand_in_a_formula_take_no_second(
    page: PageJudge, part: str
) -> None:
    page.learn("sum", Formula(p * sp.Symbol("y", positive=True)))
    parts = "".join(f" + {part} - {part}" for _ in range(10))
    page.longest = 0.0
    assert page.words("sum", f"p y{parts}")
    assert page.longest < LONGEST


def test_a_weight_is_what_four_operations_make_of_numbers(page: PageJudge) -> None:
    def words(weight: str) -> str:
        layer = {"weights": [[weight, "1"]], "biases": ["-1"], "relu": True}
        return page.words("ex-and", {"layers": [layer]})

    assert words(" 3/6 + 50 % ") == Verdict("").words
    first = "✗ not right: the first layer: expected a number, "
    assert words("x") == f"{first}found x"
    assert words("sqrt(4)") == f"{first}but sqrt(4) was not read"
    assert words("1/(2-2)") == f"{first}got one that has no real value"
    assert words("") == f"{first}got an empty text"
    assert words("2^" * 3 + "2") == f"{first}but 2^2^2^2 was not read"


STRANGE_FIELDS: dict[str, Any] = {
    "a text": "x",
    "a list": [1],
    "nothing": None,
    "no layers": {},
    "layers of nothing": {"layers": [None]},
    "rows of nothing": {"layers": [{"weights": [None], "biases": []}]},
    "numbers for texts": {"layers": [{"weights": [[1, 1]], "biases": [0]}]},
    "no yes and no no": {"layers": [{"weights": [["1", "1"]], "biases": ["0"], "relu": "yes"}]},
}


@pytest.mark.parametrize("label", ["ex-and", "ex-count", "ex-steps", "ex-undo", "letters"])
@pytest.mark.parametrize("given", STRANGE_FIELDS.values(), ids=STRANGE_FIELDS)
def test_what_no_field_gives_is_refused_in_words(page: PageJudge, label: str, given: Any) -> None:
    assert page.words(label, given).startswith("✗ not right: ")


def test_the_scripts_need_no_page_and_make_one_constant_each(page: PageJudge) -> None:
    assert page.value("typeof document") == "undefined"
    names = "Object.keys(globalThis)"
    alone = quickjs.Context().eval(f"JSON.stringify({names})")
    assert set(page.value(names)) - set(json.loads(alone)) == {"keys"}  # of the test itself
    for name in ALL:
        script = (FOLDER / name).read_text("utf-8")
        [constant] = re.findall(r"^const (\w+) = ", script, re.MULTILINE)
        assert page.value(f"typeof {constant}") == "object"


def test_a_sealed_key_shows_nothing_of_the_answer(answers: Mapping[str, Answer]) -> None:
    key = portable(answers["ex-count"])
    assert key["value"] == ["24380", "1"]
    assert sealed("ex-count", key) != sealed("ex-other", key)
    assert "24380" not in sealed("ex-count", key)


# ---- A mistake would be seen ---------------------------------------------------------------------

# Each a plausible mistake, in the one place where it can be made.
MISTAKES = {
    "a rounding to the other side": (
        "floats.js",
        "m: up ? -shift(-m, -over) : shift(m, -over)",
        "m: shift(m, -over)",
        ["ex-undo", "waves"],
    ),
    "a power that binds less than a sign": (
        "grammar.js",
        'return minus ? apply("-", tree) : tree;',
        "return tree;",
        ["ex-dying-step", "functions"],
    ),
    "a little that is a lot": (
        "judge.js",
        "multiply(fraction(10n), within)",
        "multiply(fraction(100n), within)",
        ["ex-loss-classes", "ex-wd-life", "ex-pool-break", "ex-playground-width"],
    ),
    "a comma that is always of decimals": (
        "signs.js",
        "const thousands = COMMAS.test(before);",
        "const thousands = false;",
        ["ex-count", "ex-by-differences", "ex-break-even"],
    ),
    "a factor told from too few points": (
        "comparison.js",
        "if (apart && compare(factors.low, factors.high) > 0) break;",
        "if (apart) break;",
        ["ex-undo", "functions"],
    ),
    "a row left out": ("networks.js", "n < d : n > 0n", "n < d : n > d", ["ex-parity", "ex-and"]),
}


@pytest.mark.parametrize(("name", "right", "wrong", "labels"), MISTAKES.values(), ids=MISTAKES)
def test_a_mistake_would_be_seen(
    answers: Mapping[str, Answer], name: str, right: str, wrong: str, labels: list[str]
) -> None:
    assert name in ALL

    def mistaken(script: str, text: str) -> str:
        if script != name:
            return text
        assert text.count(right) == 1
        return text.replace(right, wrong)

    asked = {label: answers[label] for label in labels}
    page = learned(PageJudge(mistaken), asked)
    assert any(differing(page, label, answer, EACH) for label, answer in asked.items())
