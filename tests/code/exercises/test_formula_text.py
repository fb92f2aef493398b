"""Formulas and numbers as students write them are read, or the sign that was not is named."""

from __future__ import annotations

import re
from fractions import Fraction
from typing import Any

import numpy as np
import pytest
import sympy as sp
import torch

from workedout.exercises.answers import Formula, Number, Numbers
from workedout.exercises.checking import KEYS
from workedout.exercises.formulas import trees
from workedout.exercises.verdict_words import WORDS

x, y, s, h, z, mu, sigma = sp.symbols("x y s h z mu sigma", positive=True)
DIFFERENCE = x - y
CORNER = (s + h) / (2 * h)
BYTE = 255 * (z * sigma + mu)
SQUARES = x**2 / 2 + y
EXPONENTIAL = x * sp.exp(-x) + sp.sqrt(2) * y

READ = {
    "a product without a sign": (BYTE, "255(z*sigma+mu)"),
    "Greek letters": (BYTE, "255(zσ + μ)"),
    "the sign for micro": (BYTE, "255 (z σ + \N{MICRO SIGN})"),
    "mathematical letters": (DIFFERENCE, "𝑥 − 𝑦"),
    "commands of LaTeX": (BYTE, r"$255\,\left(\sigma z + \mu\right)$"),
    "dots and crosses": (BYTE, "255·z⋅σ + 255 × µ"),
    "symbols side by side": (BYTE, "255zsigma + 255mu"),
    "a long name before a short one": (sp.Symbol("ab") * sp.Symbol("a") + sp.Symbol("b"), "aba+b"),
    "two brackets": (SQUARES, "(x)(x)(1/2) + y"),
    "a blank": (EXPONENTIAL, "x e^(-x) + sqrt(2) y"),
    "a real minus": (DIFFERENCE, "x − y"),
    "dollars": (DIFFERENCE, "$x-y$"),
    "brackets of LaTeX": (DIFFERENCE, r"\(x - y\)"),
    "full-width signs": (DIFFERENCE, "ｘ－ｙ"),
    "narrow blanks and marks of direction": (DIFFERENCE, "x\u202f-\u200e\u00a0y"),
    "a caret": (SQUARES, "x^2/2 + y"),
    "two stars": (SQUARES, "x**2/2 + y"),
    "a small two": (SQUARES, "x²/2 + y"),
    "a small minus one": (CORNER, "(s + h)(2h)⁻¹"),
    "a fraction of LaTeX": (CORNER, r"\frac{s + h}{2h}"),
    "a fraction of two digits": (CORNER, r"\frac12 + \frac{s}{2h}"),
    "a fraction that is one sign": (CORNER, "½ + s/(2h)"),
    "a division sign": (CORNER, "(s + h) ÷ (2h)"),
    "decimals": (CORNER, "0.5 + 0.5 s/h"),
    "a decimal comma": (CORNER, "0,5 + 0,5 s/h"),
    "per cent": (CORNER, "50 % + 50 % s/h"),
    "square brackets": (CORNER, "[s + h]/[2h]"),
    "an exponent with a sign": (EXPONENTIAL, "x e^-x + 2^0.5 y"),
    "an exponent in braces": (EXPONENTIAL, r"x e^{-x} + \sqrt{2}\, y"),
    "a root sign": (EXPONENTIAL, "x exp(-x) + √2 y"),
    "powers from the right": (x ** (y**2), "x^y^2"),
    "a minus weaker than a power": (-(x**2), "-x^2"),
    "the natural logarithm": (sp.log(x) * sp.log(y), "ln(x) log(y)"),
    "Euler's number and pi": (sp.E * sp.pi * x, "e π x"),
    "functions": (sp.sin(x) + sp.cos(y) * sp.tan(x) + sp.tanh(y), "sin(x)+cos(y)tan(x)+tanh(y)"),
    "a function with a backslash": (sp.sin(x), r"\sin{\left(x \right)}"),
    "subscripts": (sp.Symbol("x_1") + sp.Symbol("x_2"), "x_1 + x₂"),
    "a subscript in braces": (sp.Symbol("w_max") * x, r"w_{max} x"),
    "blanks between thousands": (12345 * x, "12 345 x"),
    "a small blank of LaTeX between thousands": (12345 * x, r"12\,345 x"),
    "commas between thousands": (1234567 * x, "1,234,567 x"),
    "a number with an exponent": (x / 1000, "1e-3 x"),
}
CLASHES = "beta gamma zeta lambda S N E I Q O C pi e re im det"


@pytest.mark.parametrize(("right", "text"), READ.values(), ids=READ)
def test_what_students_write_is_read(right: sp.Expr, text: str) -> None:
    assert Formula(right).fault(text) == ""


@pytest.mark.parametrize("name", CLASHES.split())
def test_a_symbol_of_the_key_is_a_symbol_whatever_else_has_its_name(name: str) -> None:
    right = Formula(sp.Symbol(name, positive=True) * x + 1)
    assert right.fault(f"1 + {name} x") == ""
    assert right.fault(f"1 + 2 {name} x") != ""


UNREAD = {
    "a strange sign": ("x @ y", "but the sign @ was not read"),
    "a sign that does not show itself": ("x \ud800 y", "but the sign U+D800 was not read"),
    "an equation": ("z = x - y", "but an equation was given; give what stands right of its ="),
    "a strange command": (r"x \oplus y", r"but the sign \oplus was not read"),
    "another root": (r"\sqrt[3]{x}", "but the sign [ was not read"),
    "a comma of either kind": (
        "1,234 x",
        "but 1,234 can be read in two ways; leave the comma out, or write a point",
    ),
    "a product behind a slash": (
        "x/2y",
        "but y behind a / can be read in two ways; write a / (b c) or (a / b) c",
    ),
    "a function without brackets": ("sin x", "but sin needs brackets, as in sin(a)"),
    "a number behind": ("x 2", "but 2 stands behind what it multiplies; write * or ^ before it"),
    "two numbers": ("2 3 x", "but two numbers stand in a row at 3"),
    "digits in no groups": ("1,2,3", "but 1,2,3 was not read as a number"),
    "an open bracket": ("(x - y", "but ( is not closed"),
    "brackets of two kinds": ("(x - y]", "but ( is not closed"),
    "a bracket too many": ("x - y)", "but ) closes nothing"),
    "two signs": ("x */ y", "but something is missing before /"),
    "an end too early": ("x -", "but something is missing at the end"),
    "nothing": (" ", "got an empty text"),
    "code": ("__import__('os')", "but the sign _ was not read"),
    "an attribute": ("x.func", "but the sign . was not read"),
}


@pytest.mark.parametrize(("text", "why"), UNREAD.values(), ids=UNREAD)
def test_what_is_not_read_is_named(text: str, why: str) -> None:
    assert Formula(DIFFERENCE).fault(text) == f"expected a formula in x and y, {why}"


STRANGERS = {
    "a word": ("x - yard", "yard"),
    "a product with a stranger in it": ("xyz", "xyz"),
    "a function that we lack": ("sinh(x)", "sinh"),
    "a Greek letter": ("x - δ", "delta"),
    "the other case": ("X - y", "X"),
    "many": ("a + b + c + d", "a, b, c and others"),
}


@pytest.mark.parametrize(("text", "names"), STRANGERS.values(), ids=STRANGERS)
def test_names_that_are_not_known_are_told(text: str, names: str) -> None:
    fault = Formula(DIFFERENCE).fault(text)
    assert fault == f"expected a formula in x and y alone, found {names}"


NUMBERS: dict[str, tuple[Any, Any]] = {
    "a fraction": (Fraction(1, 3), "1/3"),
    "a fraction of LaTeX": (Fraction(1, 3), r"\frac13"),
    "a real minus": (Fraction(-3, 20), "−0.15"),
    "a decimal comma": (Fraction(-3, 20), "-0,15"),
    "thousands": (24380, "24 380"),
    "thousands of LaTeX": (24380, "24{,}380"),
    "an apostrophe": (24380, "24'380"),
    "an underscore": (24380, "24_380"),
    "millions": (1234567, "1,234,567"),
    "an exponent": (24380, "2.438e4"),
    "per cent": (0.12, "12 %"),
    "a root": (2**0.5, "√2"),
    "a root squared": (2, "sqrt(2)^2"),
    "of 32 bits": (Fraction(-3, 20), torch.tensor(-0.15)),
    "of 32 bits, of NumPy": (Fraction(-3, 20), np.float32(-0.15)),
}


@pytest.mark.parametrize(("right", "given"), NUMBERS.values(), ids=NUMBERS)
def test_a_number_is_read_by_the_same_grammar(right: Any, given: Any) -> None:
    assert Number(right).fault(given) == ""


LISTS: dict[str, tuple[tuple[Any, ...], Any]] = {
    "commas": ((1, 2), "1,2"),
    "a pair": ((1, 2), "(1, 2)"),
    "semicolons": ((0.5, 0.25), "0,5; 0,25"),
    "two kinds of comma": ((0.5, 0.25), "0,5, 0,25"),
    "a list of lists": ((7, 4, 8, 6), "[[7,4],[8,6]]"),
    "thousands": ((47040016, 60008), "47,040,016, 60 008"),
    "fractions": ((Fraction(15, 8), Fraction(-117, 16)), "15/8, −117/16"),
    "texts in a list": ((0.5, 2), ["1/2", "4/2"]),
    "tensors in a list": ((1, 2, 3), [torch.tensor([1.0, 2.0]), np.array(3)]),
    "a matrix of SymPy": ((1, 2), sp.Matrix([1, 2])),
}


@pytest.mark.parametrize(("right", "given"), LISTS.values(), ids=LISTS)
def test_several_numbers_are_read_however_they_are_listed(right: Any, given: Any) -> None:
    assert Numbers(right).fault(given) == ""


BOUNDS = {
    "signs": ("x" * (trees.SIGNS + 1), f"got a text of more than {trees.SIGNS} signs"),
    "parts": ("+x" * (trees.PARTS // 2 + 1), f"got more than {trees.PARTS} parts"),
    "levels": (
        "(" * (trees.BRACKETS + 1) + "x" + ")" * (trees.BRACKETS + 1),
        f"got one of more than {trees.BRACKETS} levels",
    ),
    "exponents": (
        "x^" * (trees.BRACKETS + 1) + "x",
        f"got one of more than {trees.BRACKETS} levels",
    ),
    "functions": (
        "+".join(["exp(x)"] * (trees.COSTLY + 1)),
        f"got more than {trees.COSTLY} functions and roots",
    ),
    "digits of an exponent": ("1e99999", "got one beyond 10^308, or too close to 0"),
    "digits": ("1e9999", f"got a number of more than {trees.DIGITS} digits"),
}


@pytest.mark.parametrize(("text", "why"), BOUNDS.values(), ids=BOUNDS)
def test_a_text_beyond_the_bounds_is_refused(text: str, why: str) -> None:
    assert Formula(DIFFERENCE).fault(text) == f"expected a formula in x and y, {why}"


@pytest.mark.parametrize("text", BOUNDS["levels"][:1] + BOUNDS["exponents"][:1])
def test_a_text_just_within_the_bounds_is_read(text: str) -> None:
    less = text.replace("(", "", 1).replace(")", "", 1) if "(" in text else text[2:]
    assert "levels" not in Formula(DIFFERENCE).fault(less)


FORMULAS = {label: key.compute().expression for label, key in KEYS.items() if "formula" in key.asks}


def spellings(right: sp.Expr) -> list[str]:
    """A formula as SymPy writes it."""
    forms = (right, sp.expand(right), sp.factor(right))
    texts = [str(form) for form in forms] + [str(form).replace("**", "^") for form in forms]
    return texts + [sp.latex(form, mul_symbol=sign) for form in forms for sign in (None, "dot")]


@pytest.mark.parametrize("label", FORMULAS)
def test_every_key_reads_its_own_formula_as_sympy_writes_it(label: str) -> None:
    answer = KEYS[label].compute()
    assert {text: answer.fault(text) for text in spellings(FORMULAS[label])} == dict.fromkeys(
        spellings(FORMULAS[label]), ""
    )


def test_the_sentences_have_places_and_nothing_else_in_braces() -> None:
    assert all(re.sub(r"\{[a-z]+\}", "", words).isprintable() for words in WORDS.values())
    assert not [
        words for words in WORDS.values() if re.search(r"[{}]", re.sub(r"\{[a-z]+\}", "", words))
    ]
