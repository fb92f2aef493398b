"""Answers drawn at random for a key: right in many spellings, wrong in many ways, and hostile."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from fractions import Fraction
from typing import Any

import sympy as sp
from drawn_networks import for_gate

from workedout.derivations.algebra.exact_networks import ExactNetwork
from workedout.exercises.answers import Answer, Choice, Formula, Gate, Number, Numbers, read_number

Draw = random.Random
Pair = tuple[Any, Any]  # one answer, as Python takes it and as the page does

# ---- Signs ---------------------------------------------------------------------------------------

OTHERS = {
    "-": "−–‐﹣",
    "*": "·×⋅∙∗",
    "/": "∕÷⁄",
    " ": "\N{NO-BREAK SPACE}\N{THIN SPACE}\N{NARROW NO-BREAK SPACE}\t\n",
    "sigma": ("σ", "\\sigma ", "ς"),
    "mu": ("μ", "µ", "\\mu "),
    "0": "０𝟎",
    "1": "１𝟏",
    "2": "２𝟚",
}
UNSEEN = "\N{ZERO WIDTH SPACE}\N{WORD JOINER}\N{LEFT-TO-RIGHT MARK}\N{SOFT HYPHEN}"


def dressed(draw: Draw, text: str) -> str:
    """A text with some signs in another form that is read alike."""
    for plain, others in OTHERS.items():
        if plain in text and draw.random() < 0.2:
            text = text.replace(plain, draw.choice(others), draw.randint(1, 3))
    if draw.random() < 0.1:
        place = draw.randint(0, len(text))
        text = text[:place] + draw.choice(UNSEEN) + text[place:]
    return " " * draw.choice((0, 0, 1, 3)) + text + " " * draw.choice((0, 0, 2))


# ---- Numbers -------------------------------------------------------------------------------------


def as_fraction(draw: Draw, value: Fraction) -> str:
    by = draw.choice((1, 1, 2, 3, 10))
    above, below = value.numerator * by, value.denominator * by
    return draw.choice((f"{above}/{below}", f"{above} / {below}", f"\\frac{{{above}}}{{{below}}}"))


def as_decimal(draw: Draw, value: Fraction) -> str:
    text = f"{float(value):.{draw.randint(0, 14)}f}"
    return text.replace(".", ",") if draw.random() < 0.2 else text


def as_scientific(draw: Draw, value: Fraction) -> str:
    text = f"{float(value):.{draw.randint(1, 16)}{draw.choice('eE')}}"
    mantissa, _, power = text.lower().partition("e")
    if draw.random() < 0.5:
        return text
    return draw.choice((f"{mantissa}*10^{int(power)}", f"{mantissa} × 10^{{{int(power)}}}"))


def as_percent(draw: Draw, value: Fraction) -> str:
    return f"{float(100 * value):.{draw.randint(0, 12)}f}{draw.choice(('%', ' %'))}"


def as_grouped(draw: Draw, value: Fraction) -> str:
    whole = f"{round(value):,}"
    return whole.replace(",", draw.choice((",", " ", "'", "_", "\\,", "{,}")))


def as_sum(draw: Draw, value: Fraction) -> str:
    part = Fraction(draw.randint(-50, 50), draw.randint(1, 9))
    return f"{part} + {value - part}" if draw.random() < 0.5 else f"({value + part}) - ({part})"


def as_product(draw: Draw, value: Fraction) -> str:
    by = Fraction(draw.randint(1, 50), draw.randint(1, 9))
    return draw.choice((f"({value / by})*({by})", f"({value * by})/({by})"))


def as_functions(draw: Draw, value: Fraction) -> str:
    return draw.choice(
        (
            f"({value}) * (sin({draw.randint(1, 9)})^0)",
            f"{'-' if value < 0 else ''}sqrt(({value})^2)",
            f"{'-' if value < 0 else ''}e^(ln({abs(value)}))",
            f"({value}) + ln({draw.randint(1, 3)})",
            f"({value})^1 + tanh(0)",
        )
    )


SPELLINGS: list[Callable[[Draw, Fraction], str]] = [
    *(as_fraction, as_decimal, as_decimal, as_scientific, as_percent),
    *(as_grouped, as_sum, as_product, as_functions),
]


def spelled(draw: Draw, value: Fraction) -> str:
    """A number in one of many spellings, some of them rounded."""
    short = value.limit_denominator(10**15)
    return dressed(draw, draw.choice(SPELLINGS)(draw, short))


BORDERS = [Fraction(each) for each in ("1", "0.999", "1.001", "0.5", "2", "9.99", "10", "10.01")]


def altered(draw: Draw, value: Fraction, within: float) -> Fraction:
    """Another number: the sign, a factor, a little off, or off by about what is allowed."""
    ways = (-value, value * draw.choice((2, 10, 100)), value / 3, value + 1, value - 1)
    share = Fraction(within) * draw.choice(BORDERS) * draw.choice((-1, 1))
    near = (value * (1 + share), value + share)
    return draw.choice(draw.choice((ways, near)))


def number_text(draw: Draw, value: Any, within: float) -> str:
    """A text for a number, right as often as not, and sometimes none."""
    if draw.random() < 0.1:
        return strange_text(draw)
    right, _ = read_number(value)
    return spelled(draw, right if draw.random() < 0.6 else altered(draw, right, within))


def for_number(draw: Draw, answer: Number) -> Pair:
    text: Any = number_text(draw, answer.value, answer.within)
    given = [text] if draw.random() < 0.03 else text
    return given, given


def for_numbers(draw: Draw, answer: Numbers) -> Pair:
    """Fields, or one text, perhaps with one too many or too few, or in another order."""
    wrong = draw.randint(0, 2 * len(answer.values))  # from this place on, all are right
    texts = [
        number_text(draw, value, answer.within) if place == wrong else exactly_spelled(draw, value)
        for place, value in enumerate(answer.values)
    ]
    if draw.random() < 0.1:
        draw.shuffle(texts)
    if draw.random() < 0.1:
        texts = texts[:-1] if draw.random() < 0.5 else [*texts, "1"]
    given: Any = texts if draw.random() < 0.6 else joined(draw, texts)
    return given, given


def exactly_spelled(draw: Draw, value: Any) -> str:
    right, _ = read_number(value)
    short = right.limit_denominator(10**15)
    return draw.choice((str(short), f" {float(short)!r}", as_product(draw, short)))


def joined(draw: Draw, texts: Sequence[str]) -> str:
    text = draw.choice((",", ", ", ";", " ; ")).join(texts)
    opening, closing = draw.choice((("", ""), ("", ""), ("(", ")"), ("[", "]"), ("{", "}")))
    return opening + text + closing


# ---- Formulas ------------------------------------------------------------------------------------

SAME = (
    "({t})*1",
    "({t}) + {n} - {n}",
    "({t})*({n}+7)/({n}+7)",
    "({t})*(sin({n})^2 + cos({n})^2)",
    "sqrt(({t})^2)",
    "-(-({t}))",
    "2({t})/2",
    "({t})^1 e^0",
    "({t}) + 0.25 - 1/4",
    "({t}) + 0.1 - 1/10",
    "exp(ln(abs({n}))) ({t})/abs({n})",
    "({t})/(1/({n})) / ({n})",
    "({t}) (1 + tanh({n})) / (2/(1 + exp(-2{n})))",
    "\\frac{{{t}}}{{1}}",
)
WRONG = (
    "2*({t})",
    "-({t})",
    "({t})/3",
    "({t}) + 1e-{k}",
    "({t})*(1 + 1e-{k})",
    "({t})^2",
    "{t} + {n}",
    "1/({t})",
    "({t})*{n}/({n} + 1/10^{k})",
    "({t})*sqrt({n})/sqrt({n} + 0)",
    "({t}) + y",
    "({t}",
    "({t}) 2",
    "({t}) + ln({n}) - ln(abs({n}))",
    "{n}^{k}({t})",
    "({t}) = 0",
)


def rewritten(draw: Draw, text: str, names: Sequence[str], forms: Sequence[str]) -> str:
    form = draw.choice(forms)
    return form.format(t=text, n=draw.choice(names), k=draw.randint(1, 320))


def for_formula(draw: Draw, answer: Formula) -> Pair:
    """The formula rewritten a few times, as often as not with a change."""
    if draw.random() < 0.1:
        text = strange_text(draw)
        return text, text
    names = sorted(answer.positive)
    expression = draw.choice((answer.expression, sp.expand(answer.expression)))
    text = str(expression)
    for _ in range(draw.choice((0, 1, 1, 2, 3))):
        text = rewritten(draw, text, names, SAME)
    if draw.random() < 0.4:
        text = rewritten(draw, text, names, WRONG)
    text = draw.choice((text, text.replace("**2", "²"), text.replace("**", "^")))
    given = dressed(draw, text)
    return given, given


# ---- Letters -------------------------------------------------------------------------------------


def for_choice(draw: Draw, answer: Choice) -> Pair:
    letters = draw.sample(answer.letters, draw.randint(0, len(answer.letters)))
    right = list(answer.right)
    chosen = draw.choice((letters, right, right, right, [*letters, "z"]))
    words = [draw.choice((each, each.upper(), f"({each})")) for each in chosen]
    text = draw.choice((", ", " and ", "", " ", "\x1f", "\ufeff")).join(words)
    given: Any = draw.choice((text, text, words, words, strange_text(draw)))
    return given, given


# ---- Whatever else -------------------------------------------------------------------------------

FRAGMENTS = [
    *"xyzhse30+-*/^()[]{}_.,;=%$~√²⁻₁½×−σμ\ud800\u202eﷺéΩК",
    *("1/", "2.", ",5", "1e9", "1e-9", "10**10", "9**9**", "**", "exp(", "ln(", "sin(", "nan"),
    *("\\frac", "\\sqrt", "\\left(", "\\sigma", "\\\\", "lambda:", "__import__('os')", ".func"),
]
HOSTILE: list[Callable[[Draw], str]] = [
    lambda draw: "",
    lambda draw: " \n\t"[: draw.randint(1, 3)],
    lambda draw: "(" * draw.randint(1, 2000) + "1",
    lambda draw: "9**" * draw.randint(1, 400) + "9",
    lambda draw: str(draw.randint(1, 9)) * draw.randint(900, 1100),
    lambda draw: f"1e{draw.choice(('', '-'))}{draw.randint(1, 99999)}",
    lambda draw: "-" * draw.randint(1, 1100) + "1",
    lambda draw: "√" * draw.randint(1, 40) + "2",
    lambda draw: f"{draw.randint(2, 9)}^{draw.randint(2, 9)}^{draw.randint(2, 30)}",
    lambda draw: f"__import__('os').system('{draw.randint(0, 9)}')",
    lambda draw: draw.choice(("NaN", "Infinity", "-inf", "0x10", "1_000", "None", "True", "1j")),
    lambda draw: draw.choice(("1/0", "0/0", "ln(0)", "sqrt(-1)", "tan(pi/2)", "0^0", "0^-1")),
    lambda draw: f"sin(10^{draw.randint(1, 320)})",
    lambda draw: f"exp({draw.choice(('', '-'))}{draw.randint(600, 1200)})",
    lambda draw: "(" * 9 + f"(0.1-0.1){f'^{draw.randint(2, 1000)})' * 9}",
    lambda draw: "+".join(["sin(cos(ln(3)))"] * draw.randint(1, 9)),
    lambda draw: "+".join(["tanh(1.5)^1.5"] * draw.randint(1, 12)),
    lambda draw: "*".join(["x^9"] * draw.randint(1, 120)),
    lambda draw: "".join(chr(draw.randint(0, 0x2FFFF)) for _ in range(draw.randint(1, 40))),
    lambda draw: "".join(draw.choices("0123456789٠١۲४²₂½Ⅻ１𝟏①⑴ ,.'", k=draw.randint(1, 9))),
    lambda draw: "".join(draw.choices("хуzеорσςΣϵ𝜎𝝈ｘ𝑥", k=draw.randint(1, 5))),
]


def strange_text(draw: Draw) -> str:
    """A text that is hardly an answer."""
    if draw.random() < 0.5:
        return draw.choice(HOSTILE)(draw)
    return draw.choice(("", " ")).join(draw.choices(FRAGMENTS, k=draw.randint(1, 30)))


LEAVES = ("x", "y", "z", "mu", "sigma", "h", "s", "2", "3.5", "1/3", "pi", "e", "10", "0.1")
FORMS = [
    *("({a})+({b})", "{a}-{b}", "({a})({b})", "{a}/({b})", "({a})^({b})", "({a})^2", "({a})%"),
    *("sqrt({a})", "ln({a})", "exp({a})", "sin({a})", "cos({a})", "tan({a})", "tanh({a})"),
    *("abs({a})", "-{a}"),
]


def random_formula(draw: Draw, depth: int) -> str:
    """A formula, hardly the right one."""
    if not depth or draw.random() < 0.2:
        return draw.choice(LEAVES)
    one, other = random_formula(draw, depth - 1), random_formula(draw, depth - 1)
    return draw.choice(FORMS).format(a=one, b=other)


def any_text(draw: Draw) -> str:
    """A text of any kind, for the fuzz."""
    kind = draw.random()
    if kind < 0.4:
        return strange_text(draw)
    if kind < 0.7:
        return dressed(draw, random_formula(draw, draw.randint(0, 4)))
    return number_text(draw, Fraction(draw.randint(-999, 999), draw.randint(1, 99)), 1e-3)


def drawn(draw: Draw, answer: Answer, network: ExactNetwork | None = None) -> Pair:
    """An answer to an exercise, as Python takes it and as the page does."""
    if isinstance(answer, Gate):
        assert network is not None
        return for_gate(draw, network)
    make: dict[type, Callable[[Draw, Any], Pair]] = {
        Number: for_number,
        Numbers: for_numbers,
        Formula: for_formula,
        Choice: for_choice,
    }
    return make[type(answer)](draw, answer)
