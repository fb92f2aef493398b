"""Right answers to exercises of the chapter on the gap between training and test."""

import random
from collections.abc import Sequence
from fractions import Fraction

import sympy as sp

from workedout.derivations import generalisation
from workedout.exercises.answers import Answer, Choice, Number, Numbers
from workedout.exercises.keys.instances import Instance, instances
from workedout.exercises.keys.key import key
from workedout.exercises.keys.written import rounded, values_of

ANSWERS = (Fraction(1, 2), Fraction(7, 10), Fraction(9, 10))


@key(
    "ex-gen-parts",
    "the squared bias, the variance and the mean squared error",
    parts=("squared bias", "variance", "mean squared error"),
)
def parts_of_three(answers: Sequence[Fraction] = ANSWERS, right: int = 1) -> Answer:
    """Over all answers, each as probable as the others."""
    count = len(answers)
    mean = sum(answers, Fraction(0)) / count
    variance = sum((each - mean) ** 2 for each in answers) / count
    scores = sum((each - right) ** 2 for each in answers) / count
    return Numbers(((mean - right) ** 2, variance, scores))


@instances(parts_of_three)
def other_answers(draw: random.Random) -> Instance:
    """Three other answers, of which no two are the same."""
    answers = tuple(Fraction(each, 10) for each in sorted(draw.sample(range(1, 10), 3)))
    bias, variance, score = values_of(parts_of_three.compute(answers))
    told = ", ".join(f"${float(each):g}$" for each in answers)
    return Instance(
        f"Three draws, each as probable as the others, give the class that is right the "
        f"probabilities {told}. What are squared bias, variance and mean squared error of this "
        "one number?",
        {"answers": answers},
        f"The mean is ${sum(answers, Fraction(0)) / 3}$, so the squared bias is ${bias}$. The mean "
        f"squared distance from the mean is the variance, ${variance}$. Together they are "
        f"${score}$, which is the mean of the three squared errors.",
    )


@key(
    "ex-gen-together",
    "the score of five together, and what no number of them falls below",
    parts=("five together", "limit"),
)
def together(
    score: Fraction = Fraction(40, 100), bias: Fraction = Fraction(15, 100), count: int = 5
) -> Answer:
    """Of the checked identity, with the whole variance from draws that are independent."""
    of_count = generalisation.AVERAGE.right.subs(
        {generalisation.v: sp.Rational(score - bias), generalisation.n: count}
    ).subs({generalisation.m: sp.sqrt(sp.Rational(bias)), generalisation.y: 0})
    return Numbers((Fraction(int(sp.numer(of_count)), int(sp.denom(of_count))), bias))


@instances(together)
def other_scores(draw: random.Random) -> Instance:
    """Another score, another bias, another number of networks."""
    bias = Fraction(draw.randrange(5, 30), 100)
    score = bias + Fraction(draw.randrange(5, 40), 100)
    count = draw.choice((2, 4, 5, 10, 20))
    of_count, _ = values_of(together.compute(score, bias, count))
    return Instance(
        f"Networks of independent draws have a mean Brier score of ${float(score):g}$, with "
        f"${float(bias):g}$ of it squared bias. What is the expected score of the mean of "
        f"{count} of them, and what does no number of them fall below?",
        {"score": score, "bias": bias, "count": count},
        f"The variance is the rest, ${float(score - bias):g}$. Divided by {count} it stays beside "
        f"the bias: ${rounded(float(of_count))}$. Of ever more networks the bias is left: "
        f"${float(bias):g}$.",
    )


@key(
    "ex-gen-floor",
    "the floor in natural logarithms, and the share",
    parts=("floor", "share"),
)
def blind_floor(share: Fraction = Fraction(1, 2)) -> Answer:
    """The checked floor; at the share, the class that is shown and the others are alike."""
    rho = generalisation.rho
    alike = sp.solve(sp.Eq(1 - rho, rho / 9), rho)[0]
    floor = float(generalisation.FLOOR.subs(rho, sp.Rational(share)))
    return Numbers((floor, Fraction(int(sp.numer(alike)), int(sp.denom(alike)))), within=1e-3)


@key("ex-gen-slope", "the exponent, with its sign")
def slope_of_two(
    digits: tuple[int, int] = (1_000, 3_000), errors: tuple[float, float] = (10.36, 6.93)
) -> Answer:
    """The slope of a line through two points, both in logarithms."""
    rise = sp.log(errors[1]) - sp.log(errors[0])
    return Number(float(rise / (sp.log(digits[1]) - sp.log(digits[0]))), within=5e-3)


TRAINED, TESTED = {"A": 24.0, "B": 0.0, "C": 6.0}, {"A": 24.5, "B": 11.0, "C": 12.0}


@key("ex-gen-gap", "the letters of the right statements")
def about_gaps() -> Answer:
    """Each statement, from the two tables of errors."""
    gap = {name: TESTED[name] - TRAINED[name] for name in TESTED}
    said = {
        "a": min(gap, key=gap.__getitem__) == "A",
        "b": min(TESTED, key=TESTED.__getitem__) == "C",
        "c": gap["B"] > gap["C"] and TESTED["B"] < TESTED["C"],
        "d": sorted(gap, key=gap.__getitem__) == sorted(TESTED, key=TESTED.__getitem__),
    }
    return Choice("abcd", "".join(letter for letter, holds in said.items() if holds))
