"""Text for consoles that lack some signs: readable, never an error, and unchanged elsewhere."""

import ast
import io
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest
from page_cells import page_cells

from workedout.errors import WorkedOutError
from workedout.plain import LOWERED, RAISED, WRITTEN, one_line, plain, plainly

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = ROOT / "code" / "workedout"


@dataclass
class Console:
    encoding: object


class Detached:
    @property
    def encoding(self):
        raise ValueError("underlying buffer has been detached")


FORMS = {
    "a tick": ("✓ it holds", "ok it holds"),
    "a cross": ("✗ not right", "x not right"),
    "a minus sign": ("−0.5", "-0.5"),
    "times": ("3 × 4", "3 x 4"),
    "a range": ("98.40–98.46", "98.40-98.46"),
    "a number with its unit": ("98.43\N{NO-BREAK SPACE}%", "98.43 %"),
    "a Greek letter": ("η = 0.1", "eta = 0.1"),
    "lambda, which Unicode spells otherwise": ("λ", "lambda"),
    "a capital one": ("Δ", "Delta"),
    "the micro sign": ("µ = 0.9", "mu = 0.9"),
    "a product of letters": ("ηλ, 2η, ηw", "eta lambda, 2 eta, eta w"),
    "a Greek letter with an index": ("β₁₂", "beta_12"),
    "an exponent of some digits": ("0.9¹⁰ and 10⁻³", "0.9^10 and 10^-3"),
    "an exponent and an index": ("w¹₂₃", "w^1_23"),
    "a derivative": ("∂ℓ/∂s", "dl/ds"),
    "a root": ("√2", "sqrt 2"),
    "a sign that nobody foresaw": ("☃", "\\u2603"),
    "a letter with an accent": ("Größe", "Gr\\xf6\\xdfe"),
    "a lone surrogate": ("\udcff", "\\udcff"),
    "plain text": ("eta = -0.5", "eta = -0.5"),
}
EVERYTHING = " ".join(text for text, _ in FORMS.values())


@pytest.mark.parametrize(("text", "expected"), FORMS.values(), ids=FORMS)
def test_where_ascii_is_all_a_sign_has_a_plain_form(text, expected):
    assert plain(text, Console("ascii")) == expected


def test_what_the_encoding_has_stays():
    assert plain("✓ 3 × 4 – η", Console("cp1252")) == "ok 3 × 4 – eta"
    assert plain("✓ ηλ = −1", Console("iso8859_7")) == "ok ηλ = -1"


def test_an_exponent_of_which_one_digit_is_missing_is_written_as_a_whole():
    assert plain("k² and 0.9¹⁰", Console("cp1252")) == "k² and 0.9^10"


@pytest.mark.parametrize("encoding", ["ascii", "cp1252", "cp437", "cp037", "shift_jis", "utf-16"])
def test_what_comes_out_can_be_written(encoding):
    plain(EVERYTHING, Console(encoding)).encode(encoding)


TAKE_ALL = {
    "UTF-8": Console("utf-8"),
    "no encoding": Console(None),
    "an unknown one": Console("nonsense"),
    "one of another kind": Console("rot13"),
    "a number": Console(3),
    "a string in memory": io.StringIO(),
    "a detached stream": Detached(),
    "no stream at all": object(),
}


@pytest.mark.parametrize("stream", TAKE_ALL.values(), ids=TAKE_ALL)
def test_a_stream_that_takes_everything_gets_it_unchanged(stream):
    assert plain("✓ ηλ = −1", stream) == "✓ ηλ = −1"


def test_without_a_stream_standard_output_is_meant(monkeypatch):
    monkeypatch.setattr(sys, "stdout", Console("ascii"))
    assert plain("η") == "eta"
    monkeypatch.setattr(sys, "stdout", None)
    assert plain("η") == "η"


@plainly
@dataclass(frozen=True)
class Shown:
    """Shows itself as text and as HTML."""

    words: str

    def __str__(self) -> str:
        return f"<{self.words}>"

    def _repr_html_(self) -> str:
        return self.words


def test_a_class_prints_plainly_and_keeps_its_html(monkeypatch):
    monkeypatch.setattr(sys, "stdout", Console("ascii"))
    shown = Shown("✓ η")
    assert (repr(shown), str(shown)) == ("Shown(words='ok eta')", "<ok eta>")
    assert shown._repr_html_() == "✓ η"


def test_our_own_errors_print_plainly(monkeypatch):
    monkeypatch.setattr(sys, "stdout", Console("ascii"))
    assert str(WorkedOutError("its SHA-256 is 0123…")) == "its SHA-256 is 0123..."


def test_what_others_say_becomes_one_line_and_not_for_ever():
    assert one_line("a\nb\tc  d\u2028e") == "a b c d e"
    assert one_line("x" * 301) == "x" * 300 + "..."


def texts_of(tree: ast.AST) -> set[str]:
    """The texts in a module or a cell, docstrings apart."""
    ignored = set()
    for node in ast.walk(tree):
        body = getattr(node, "body", None)
        if isinstance(body, list) and body and isinstance(body[0], ast.Expr):
            ignored.add(body[0].value)
    return {
        node.value
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and node not in ignored
    }


def signs_of(code: str) -> set[str]:
    """Signs beyond ASCII in the texts of a module or a cell."""
    return {sign for text in texts_of(ast.parse(code)) for sign in text if not sign.isascii()}


def test_every_sign_that_the_package_or_a_cell_may_print_has_a_form():
    # What a reader may type into a formula is any sign; one that is repeated becomes an escape.
    files = [file for file in PACKAGE.rglob("*.py") if file.parent.name != "formulas"]
    found = {sign for file in files for sign in signs_of(file.read_text("utf-8"))}
    for page in (ROOT / "book").rglob("*.md"):
        for cell in page_cells(page.read_text("utf-8")):
            found |= signs_of(cell.code)
    assert len(found) > 30
    assert found - WRITTEN.keys() - RAISED.keys() - LOWERED.keys() == set()


def has_own_text(node: ast.ClassDef) -> bool:
    """Whether a class says itself how it prints."""
    methods = {each.name for each in node.body if isinstance(each, ast.FunctionDef)}
    return bool(methods & {"__repr__", "__str__"})


def test_every_class_with_a_text_of_its_own_prints_plainly():
    classes = [
        (f"{file.stem}.{node.name}", ast.unparse(node))
        for file in sorted(PACKAGE.rglob("*.py"))
        for node in ast.walk(ast.parse(file.read_text("utf-8")))
        if isinstance(node, ast.ClassDef) and has_own_text(node)
    ]
    assert len(classes) > 10
    rough = {name for name, code in classes if "plain" not in code}
    assert rough == set()


# Each line prints something that has signs beyond ASCII on a console that knows them.
PRINTED = """
from torch import nn

from workedout.records import validity
from workedout.checks import check, claim
from workedout.derivations.momentum import AT_MINUS_ONE
from workedout.inspection.diagnosis import Finding
from workedout.display import show
from workedout.results.editions import Changes, Moved
from workedout.errors import WorkedOutError
from workedout.exercises.checking import KEYS, exercise
from workedout.display import Table
from workedout.figures.kit.drawing import Figure
from workedout.networks.parameter_table import parameter_table
from workedout.records.progress import Progress
from workedout.results.provenance import provenance
from workedout.results.tables import Reading, Readings, recorded
from workedout.statistics.hypothesis_tests import falls_with, means_within
from workedout.statistics.intervals import student_interval
from workedout.wording import minus, percent

check("σ' = σ(1 − σ)", True)
claim("it falls", falls_with([1.0, 0.9, 0.8, 0.7, 0.6], range(5)))
print(percent(-0.0157), minus("-1"), student_interval([0.98, 0.985, 0.99]).as_percent)
print(falls_with([4.0, 3.0, 2.0, 1.0, 0.0], range(5)))
print(means_within([0.0, 0.001], [0.01, 0.011], 1.0))
exercise("ex-bn-hand").check(1)
exercise("ex-relu-pass").check(8)
print(exercise("ex-bn-hand"))
print(KEYS["ex-wd-life"])
print(AT_MINUS_ONE)
print(Table(("η",), (("−1",),)))
print(Figure("", "A line that falls with η", Table((), ())))
show(Table(("η",), (("−1",),)))
show("✓ η")
print(parameter_table(nn.Sequential(nn.Linear(3, 2)), (3,)))
print(next(recorded("quick")))
print(provenance(next(recorded("quick")).record))
print(Readings((Reading("η", 1, "−"),)))
print(Changes((Moved("1", "✓ arm", 0.5, 0.25),)))
print(Finding("η", True, "−1"))
print(validity.Finding("η", "−", "data", "✓"))
print(WorkedOutError("an image of 4 × 4"))
Progress("✓", 1)(1, 0, 0)
"""
COMMANDS = """
from dataclasses import replace
from workedout.records import store
from workedout.__main__ import main
from workedout.experiments import catalogue

quick = catalogue.QUESTIONS["quick-search"]
catalogue.QUESTIONS["quick-search"] = replace(quick, question="✓ η − how fast?")
catalogue.QUESTIONS["η"] = replace(quick, name="η")
for arguments in (
    ["list"], ["check", "η"], ["run", "huge"], ["audit", "η"], ["data", "--root", "Größe η"],
):
    print(arguments[0], main(arguments))
"""  # fmt: skip


@pytest.mark.parametrize("code", [PRINTED, COMMANDS], ids=["objects", "commands"])
@pytest.mark.parametrize("encoding", ["ascii", "cp1252"])
def test_nothing_that_the_package_prints_ends_a_program(code, encoding):
    done = subprocess.run(
        [sys.executable, "-X", "utf8=0", "-c", code],
        env={**os.environ, "PYTHONIOENCODING": encoding, "PYTHONUTF8": "0"},
        capture_output=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr.decode(encoding)
    assert "\\u" not in (done.stdout + done.stderr).decode(encoding)
    assert "eta" in done.stdout.decode(encoding)
