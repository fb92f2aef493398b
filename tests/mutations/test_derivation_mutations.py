"""Mistakes made on purpose in the derivations are caught; a weak checker is caught, too."""

import random
import sys
from dataclasses import replace

import pytest
import sympy as sp
from derivation_mutations import EXPLAINED, HEADINGS, cases, faults, main, report, run
from expression_mutants import Mutant, mutants
from mutant_verdicts import EQUAL, ERROR, KILLED, SURVIVED, TIME, UNDECIDED, Case, decide

from workedout import derivations
from workedout.derivations.identity import Identity, holds

SAMPLED = 20
SECONDS = 60

x, y, z = sp.symbols("x y z", positive=True)
i = sp.Symbol("i", integer=True)
n = sp.Symbol("n", integer=True, positive=True)
a = sp.IndexedBase("a")
V, W = sp.MatrixSymbol("V", 3, 3), sp.MatrixSymbol("W", 3, 3)
d = sp.MatrixSymbol("d", 3, 1)
RANGES = {x: (1, 9), y: (1, 9), n: (1, 9)}
SQUARE = Identity("square", (x + y) ** 2, x**2 + 2 * x * y + y**2, x**2 + y**2, RANGES)
EVEN = Identity("even", 2 * sp.cosh(x), sp.exp(x) + sp.exp(-x), sp.exp(x), RANGES)

# An expression, and mistakes that must be among its mutants.
MISTAKES = {
    "a flipped sign": (x + y, [x - y, -x + y, -x - y]),
    "a dropped term": (x + y, [x, y]),
    "a dropped factor": (x * y * z, [x * y, y * z, x * z]),
    "a dropped denominator": (x / y, [x]),
    "a constant off by one": (3 * x, [2 * x, 4 * x]),
    "a fraction off by one": (x / 3, [2 * x / 3, x / 4]),
    "an exponent off by one": (x**3, [x**2, x**4, x**-3]),
    "an exponent with a letter": (x**n, [x ** (n + 1), x ** (n - 1), x**-n]),
    "an index off by one": (
        sp.Sum(a[i], (i, 1, n)),
        [sp.Sum(a[i + 1], (i, 1, n)), sp.Sum(a[i - 1], (i, 1, n))],
    ),
    "a limit off by one": (
        sp.Sum(a[i], (i, 1, n)),
        [sp.Sum(a[i], (i, 0, n)), sp.Sum(a[i], (i, 1, n - 1)), sp.Sum(a[i], (i, 1, n + 1))],
    ),
    "a derivative too many": (sp.Derivative(x**3, x), [sp.Derivative(x**3, (x, 2)), x**3]),
    "the sign of an argument": (sp.exp(x), [sp.exp(-x)]),
    "inside an integral": (sp.Integral(x * y, (y, 0, 1)), [sp.Integral(y, (y, 0, 1))]),
    "a case turned round": (
        sp.Piecewise((x, y > 1), (0, True)),
        [sp.Piecewise((x, y <= 1), (0, True)), sp.Piecewise((-x, y > 1), (0, True))],
    ),
    "one side of a maximum": (sp.Max(0, x - y), [x - y]),
    "a transposed matrix": (W * d, [W.T * d]),
    "a transpose forgotten": (W.T * d, [W * d]),
    "matrices the other way round": (W * V, [V * W, (W * V).T]),
    "a matrix dropped": (W * V * d, [W * d, V * d]),
    "the sign of a matrix": (W * d + d, [-W * d + d, W * d - d]),
    "an entry of a matrix": (W[0, 1], [W[1, 1], W[0, 2], W[1, 0]]),
    "a matrix of numbers": (
        sp.ImmutableMatrix([[x, 2], [0, 1]]),
        [sp.ImmutableMatrix([[-x, 2], [0, 1]]), sp.ImmutableMatrix([[x, 3], [0, 1]])],
    ),
}


@pytest.mark.parametrize(("expression", "expected"), MISTAKES.values(), ids=MISTAKES)
def test_each_kind_of_mistake_is_made(expression, expected):
    made = [mutant.expression.doit(deep=False) for mutant in mutants(expression)]
    missing = [each for each in expected if each.doit(deep=False) not in made]
    assert missing == []


@pytest.mark.parametrize("expression", [case[0] for case in MISTAKES.values()], ids=MISTAKES)
def test_no_mutant_is_the_expression_or_stands_twice(expression):
    made = [mutant.expression for mutant in mutants(expression)]
    assert expression not in made
    assert len({sp.srepr(each) for each in made}) == len(made)


BOUND = {
    "of a sum": sp.Sum(i * x, (i, 1, n)),
    "of an integral": sp.Integral(x * i, (i, 0, 1)),
    "of a derivative": sp.Derivative(x**i, i),
    "of a limit": sp.Limit(x * i, i, 0),
}


def variable(expression):
    return expression.args[1] if isinstance(expression, sp.Limit) else expression.variables[0]


@pytest.mark.parametrize("expression", BOUND.values(), ids=BOUND)
def test_the_name_of_a_variable_is_left_alone(expression):
    of_its_kind = [
        mutant.expression
        for mutant in mutants(expression)
        if isinstance(mutant.expression, type(expression))
    ]
    assert of_its_kind
    assert {variable(each) for each in of_its_kind} == {i}


def test_a_product_of_matrices_keeps_its_shape():
    assert {mutant.expression.shape for mutant in mutants(W * V * d)} == {(3, 1)}


# The tool: what it finds, what it counts, and what it says of a weak checker.


def all_of(*identities):
    return [
        Case("sample", identity, side, mutant)
        for identity in identities
        for side in ("left", "right")
        for mutant in mutants(getattr(identity, side))
    ]


def one(identity, side, expression, checker=holds, seconds=SECONDS):
    """The verdict on one mutant."""
    return decide(Case("sample", identity, side, Mutant(expression, "")), checker, seconds)


def sign_blind(identity):
    """A checker that takes minus for plus."""
    return holds(identity) or holds(replace(identity, right=-identity.right))


def never_ends(identity):
    while True:
        pass


def raises(identity):
    raise ZeroDivisionError


def test_the_sound_checker_lets_no_mutant_pass():
    (result,) = run(all_of(SQUARE))
    assert result.sound
    assert result.count.keys() == {KILLED}
    assert result.count[KILLED] > 20
    assert faults([result], {}) == []


def test_a_weak_checker_has_survivors_and_they_are_named():
    (result,) = run(all_of(SQUARE), sign_blind)
    changes = {case.mutant.change for case, _ in result.survivors}
    assert changes == {f"flip the sign of {SQUARE.left}", f"flip the sign of {SQUARE.right}"}
    assert all(fault.startswith("survived: square, ") for fault in faults([result], {}))
    assert len(faults([result], {})) == 2


def test_a_checker_that_says_yes_to_everything_kills_nothing():
    (result,) = run(all_of(SQUARE), lambda identity: True)
    assert result.count.keys() == {SURVIVED}


@pytest.mark.parametrize("checker", [holds, lambda identity: True], ids=["sound", "says yes"])
def test_what_equals_the_original_is_no_mistake_whatever_the_checker_says(checker):
    mutant = 2 * sp.cosh(-x, evaluate=False)
    assert one(EVEN, "left", mutant, checker) == EQUAL
    assert one(EVEN, "right", sp.exp(-x) + sp.exp(2 * x - x, evaluate=False), checker) == EQUAL


def test_a_mutant_that_has_become_the_other_side_is_no_mistake():
    assert one(SQUARE, "left", SQUARE.right) == EQUAL


def test_equal_values_at_whole_numbers_are_not_enough_to_be_equal():
    mutant = SQUARE.left + sp.sin(sp.pi * x)
    assert one(SQUARE, "left", mutant, lambda identity: True) == SURVIVED


def test_an_error_kills():
    assert one(SQUARE, "left", x, raises) == ERROR


def test_when_time_runs_out_the_values_decide():
    assert one(SQUARE, "left", x, never_ends, 0.3) == TIME
    assert one(SQUARE, "left", SQUARE.left + sp.sin(sp.pi * x), never_ends, 0.3) == UNDECIDED


def test_an_undecided_mutant_is_a_fault_until_it_is_explained():
    never = [Case("sample", SQUARE, "left", Mutant(SQUARE.left + sp.sin(sp.pi * x), "more"))]
    results = run(never, never_ends, seconds=0.3)
    assert any(fault.startswith("undecided: square") for fault in faults(results, {}))
    reasons = {never[0].key: "no number tells them apart"}
    assert not any(fault.startswith("undecided") for fault in faults(results, reasons))


def test_an_identity_that_its_checker_refuses_is_a_fault():
    for checker in (lambda identity: False, raises):
        assert "does not hold: square" in faults(run(all_of(SQUARE)[:1], checker), {})


TRACE = Identity("trace", sp.Trace(W * V), sp.Trace(V * W), sp.Trace(W * V.T), {})


def test_matrices_are_compared_entry_by_entry():
    yes = lambda identity: True  # noqa: E731
    assert one(TRACE, "left", sp.Trace(V.T * W.T), yes) == EQUAL
    assert one(TRACE, "left", sp.Trace(W * V.T), yes) == SURVIVED
    transposed = Identity("product", (W * V).T, V.T * W.T, W.T * V.T, {})
    assert one(transposed, "right", (W * V).T.doit(), yes) == EQUAL
    assert one(transposed, "right", W.T * V.T, yes) == SURVIVED


def test_the_report_counts_by_identity_and_in_all():
    even = Case("sample", EVEN, "left", Mutant(2 * sp.cosh(-x, evaluate=False), "flip"))
    lines = report(run([*all_of(SQUARE)[:5], even], sign_blind), {}).splitlines()
    assert lines[0].split() == ["identity", *HEADINGS]
    assert ["square", "5", "4", "1", "0", "0", "0"] in [line.split() for line in lines]
    assert ["even", "0", "0", "0", "0", "0", "1"] in [line.split() for line in lines]
    assert ["all", "5", "4", "1", "0", "0", "1"] in [line.split() for line in lines]
    assert any(line.startswith("equal to the original, so no mistake: even") for line in lines)


MODULE = """
import sympy as sp
from workedout.derivations.identity import Identity

x, y = sp.symbols("x y", positive=True)
RANGES = {x: (1, 9), y: (1, 9)}
first = Identity("first", (x + y) ** 2, x**2 + 2 * x * y + y**2, x, RANGES)
NESTED = {"more": [(Identity("second", x * (x + 1), x**2 + x, x, RANGES), first)]}
"""


@pytest.fixture
def made_up(tmp_path, monkeypatch):
    """A folder of derivations with one module in a package, instead of the book's."""
    package = tmp_path / "part"
    package.mkdir()
    (package / "__init__.py").touch()
    (package / "made_up.py").write_text(MODULE, "utf-8")
    monkeypatch.setattr(derivations, "__path__", [str(tmp_path)])
    yield
    for name in [name for name in sys.modules if name.startswith("workedout.derivations.part")]:
        del sys.modules[name]


def test_identities_are_found_wherever_a_module_keeps_them(made_up):
    assert {case.identity.name for case in cases()} == {"first", "second"}
    assert len({case.key for case in cases()}) == len(cases())


def test_modules_are_chosen_by_name(made_up):
    assert cases(["made_up"])
    assert cases(["elsewhere"]) == []


def test_the_exit_status_is_0_when_every_mistake_is_caught(made_up, capsys):
    assert main(["made_up", "--jobs", "1"]) == 0
    assert "survived:" not in capsys.readouterr().out


def test_the_exit_status_is_1_when_one_survives(made_up, capsys):
    assert main(["--jobs", "1"], sign_blind) == 1
    assert "survived: first, left: flip the sign of (x + y)**2: -(x + y)**2" in (
        capsys.readouterr().out
    )


def test_a_survivor_with_a_reason_is_no_fault_and_the_reason_is_printed(made_up, capsys):
    survivors = [case.key for result in run(cases(), sign_blind) for case, _ in result.survivors]
    explained = dict.fromkeys(survivors, "signs do not matter here")
    assert main(["--jobs", "1"], sign_blind, explained) == 0
    assert capsys.readouterr().out.count(": signs do not matter here") == len(survivors)


def test_a_reason_without_a_survivor_is_a_fault(made_up, capsys):
    explained = {("first", "left", "x"): "was one", ("gone", "left", "x"): "was one"}
    assert main(["--jobs", "1"], explained=explained) == 1
    shown = capsys.readouterr().out
    assert "explained, but not there: ('first', 'left', 'x')" in shown
    assert "explained, but not there: ('gone', 'left', 'x')" in shown


def test_reasons_for_modules_that_were_not_chosen_are_no_fault(made_up, capsys):
    assert main(["made_up", "--jobs", "1"], explained={("gone", "left", "x"): "was one"}) == 0


def test_nothing_to_try_is_no_success(made_up):
    assert main(["elsewhere"]) == 1


# The book's own derivations: all of them on request, a sample here.


@pytest.mark.slow
def test_of_the_books_derivations_twenty_mutants_are_all_killed():
    found = cases()
    assert len(found) > 250
    random.Random(0).shuffle(found)
    verdicts = {}
    for case in found:
        if len(verdicts) == SAMPLED:
            break
        verdict = decide(case, seconds=SECONDS)
        if verdict != EQUAL and case.key not in EXPLAINED:
            verdicts[str(case)] = verdict
    assert len(verdicts) == SAMPLED
    # An integral that no longer converges is an error, and its page would not build either.
    assert set(verdicts.values()) <= {KILLED, ERROR, TIME}, verdicts
