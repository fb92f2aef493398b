"""Statements with a tick: shown when true, an error when not."""

import numpy as np
import pytest
import torch

from workedout.checks import CheckFailedError, Tick, check, claim
from workedout.display import Formula
from workedout.errors import WorkedOutError
from workedout.statistics.hypothesis_tests import Test as Evidence

NO_TRUTH = {
    "one": 1,
    "none": None,
    "a word": "yes",
    "an array": np.array([True, True]),
    "a tensor": torch.tensor(True),
    "a list": [True],
    "a tuple, as a misplaced comma makes it": (False, "they differ"),
}


@pytest.mark.parametrize("condition", [True, np.bool_(True)])
def test_a_true_statement_shows_its_tick(capsys, condition):
    check("two and two are four", condition)
    assert capsys.readouterr().out == "✓ two and two are four\n"


@pytest.mark.parametrize("condition", [False, np.bool_(False)])
def test_a_false_statement_is_an_error_and_shows_nothing(capsys, condition):
    with pytest.raises(CheckFailedError, match="not true: two and two are five"):
        check("two and two are five", condition)
    assert capsys.readouterr().out == ""


@pytest.mark.parametrize("condition", NO_TRUTH.values(), ids=NO_TRUTH)
def test_what_is_neither_true_nor_false_is_refused(condition):
    with pytest.raises(TypeError, match="expected True or False, got"):
        check("it holds", condition)


def test_a_supported_claim_shows_its_statistic(capsys):
    claim("a beats b", Evidence(True, "t = 9"))
    assert capsys.readouterr().out == "✓ a beats b  [t = 9]\n"


def test_an_unsupported_claim_is_an_error_with_the_statistic():
    with pytest.raises(CheckFailedError, match=r"do not support: a beats b \(t = 0.1\)"):
        claim("a beats b", Evidence(False, "t = 0.1"))


def test_a_failed_check_is_one_of_the_packages_own_errors():
    assert issubclass(CheckFailedError, WorkedOutError)


def test_a_tick_speaks_to_a_screen_reader_and_escapes_its_words():
    html = Tick("a < b", "p < 0.05", "claim")._repr_html_()
    assert html.startswith(
        "<div class='wo-claim'><span class='wo-tick' aria-hidden='true'>✓</span>"
    )
    assert "<span class='wo-sr'>Checked: </span>a &lt; b" in html
    assert "<span class='wo-evidence'>p &lt; 0.05</span>" in html


def test_a_tick_without_evidence_leaves_no_empty_place_for_it():
    assert "wo-evidence" not in Tick("a", "", "check")._repr_html_()


NOTES = {
    "a check": (Tick("a", "", "check"), {"kind": "check", "statement": "a"}),
    "a claim": (Tick("a", "t = 9", "claim"), {"kind": "claim", "statement": "a"}),
    "a check of a formula": (
        Tick("a", "", "check", Formula("x = x", "same")),
        {"kind": "check", "statement": "a", "latex": "x = x", "identity": "same"},
    ),
}


@pytest.mark.parametrize(("tick", "note"), NOTES.values(), ids=NOTES)
def test_a_tick_tells_the_build_which_statement_held(tick, note):
    assert tick._repr_mimebundle_() == ({}, {"workedout": note})
