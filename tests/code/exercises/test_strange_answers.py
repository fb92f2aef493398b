"""Answers drawn at random, hardly one of them meant: each gets a line soon, and none is run."""

from __future__ import annotations

import random
import subprocess
import sys
from collections.abc import Callable
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import sympy as sp
import torch

from workedout.derivations.algebra.exact_networks import ExactLayer, ExactNetwork
from workedout.exercises.answers import Answer
from workedout.exercises.checking import KEYS

Counted = Callable[[Callable[[], str]], str]
x, y = sp.symbols("x y")

FRAGMENTS = [
    *"xyz30+-*/^()[]{}_.,;=%$~√²⁻₁½×−σ\ud800\u202eﷺ",
    *("1/", "2.", ",5", "1e9", "1e-9", "10**10", "9**9**", "**", "exp(", "ln(", "sin(", "nan"),
    *("\\frac", "\\sqrt", "\\left(", "\\sigma", "\\\\", "lambda:", "__import__('os')", ".func"),
]


THINGS = [
    *(None, True, 3j, float("nan"), 10**5000, b"3", {1}, {1: 2}, [[]], (), "3", "x - y", object),
    *(Fraction(1, 3), Decimal("1e999999"), np.datetime64("2020"), np.zeros((2, 2)), range(10**9)),
    *(torch.ones(2), torch.empty(2, device="meta"), torch.zeros(1).expand(10**9), sp.zoo, x, x - y),
]


def strange_text(draw: random.Random) -> str:
    return draw.choice(("", " ")).join(draw.choices(FRAGMENTS, k=draw.randint(1, 30)))


def strange_expression(draw: random.Random, depth: int = 4) -> sp.Expr:
    """A tree that SymPy did not evaluate."""
    if not depth or draw.random() < 0.2:
        leaves = (x, y, sp.Integer(10) ** 30, sp.Float(1e-300), sp.zoo, sp.I, -sp.Rational(1, 3))
        return draw.choice(leaves)
    made = draw.choice((sp.Add, sp.Mul, sp.Pow, sp.exp, sp.log, sp.tan, sp.Abs, sp.gamma))
    count = 2 if made in (sp.Add, sp.Mul, sp.Pow) else 1
    parts = [strange_expression(draw, depth - 1) for _ in range(count)]
    return made(*parts, evaluate=False)


def strange_network(draw: random.Random) -> ExactNetwork:
    sizes = draw.choices((0, 1, 2, 3), k=draw.randint(0, 3))
    numbers = (1, -1, Fraction(1, 3), 0.5, float("inf"), "1", None, 10**80, np.float32(0.1))
    return ExactNetwork(
        tuple(
            ExactLayer(
                tuple(tuple(draw.choices(numbers, k=draw.choice((1, 2)))) for _ in range(size)),
                tuple(draw.choices(numbers, k=draw.choice((size, 1)))),
            )
            for size in sizes
        )
    )


def strange(draw: random.Random) -> Any:
    """Something that is hardly an answer."""
    make = draw.choice((strange_text, strange_expression, strange_network, None))
    if make:
        return make(draw)
    return draw.choice((list, tuple))(draw.choices(THINGS, k=draw.randint(1, 4)))


@pytest.fixture(scope="module")
def answers() -> list[Answer]:
    return [key.compute() for key in KEYS.values()]


@pytest.mark.parametrize("seed", range(8))
def test_strange_answers_to_every_exercise_get_a_line_each_soon(
    counted: Counted, answers: list[Answer], seed: int
) -> None:
    draw = random.Random(seed)
    for answer in answers:
        given = strange(draw)
        fault = counted(lambda answer=answer, given=given: answer.fault(given))
        assert fault.isprintable()


def test_no_text_is_run(tmp_path: Path) -> None:
    """In a process of its own, which would end, hang, or leave a file."""
    script = """
from workedout.exercises.checking import exercise
for text in ("open('ran', 'w')", "__import__('os').system('echo ran > ran') or x - y",
             "__import__('sys').exit(3)", "9**9**9**9*x", "exit()", "[c for c in ().__class__]"):
    for label in ("ex-sigmoid-output", "ex-count", "ex-steps", "ex-and"):
        assert not exercise(label).verdict(text).right
print("end")
"""
    done = subprocess.run(
        [sys.executable, "-c", script],
        cwd=tmp_path,
        capture_output=True,
        encoding="utf-8",
        timeout=300,
    )
    assert (done.stdout, done.returncode) == ("end\n", 0), done.stderr
    assert list(tmp_path.iterdir()) == []
