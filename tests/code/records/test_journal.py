"""The journal: finished seeds survive a kill, and only those that belong are taken."""

import json
from dataclasses import replace

import pytest
import torch

from workedout.errors import WorkedOutError
from workedout.experiments.specification import specification
from workedout.records import journal
from workedout.records.environment import environment
from workedout.records.fingerprints import Fingerprint
from workedout.records.journal import Entry
from workedout.records.store import SeedResult

CPU = torch.device("cpu")
PRINT = Fingerprint((0.5, 0.25), ((2, 0.5, 0.75),))
RESULT = SeedResult([0.5, float("nan")], [(4, float("inf"), 0.5)], 1.5, 0)


@pytest.fixture
def arm(make_tiny):
    return make_tiny().arms[0]


@pytest.fixture
def entry(arm):
    return Entry(
        arm.name, 1, specification(arm), arm.data.digest(), PRINT, environment(CPU), RESULT
    )


@pytest.fixture
def folder(own_package):
    (own_package / "recorded" / ".journal").mkdir(parents=True)
    return own_package / "recorded" / ".journal"


def test_what_was_appended_is_read_back(folder, entry):
    journal.append("tiny", [entry])
    journal.append("tiny", [replace(entry, seed=2)])
    assert repr(journal.entries("tiny")) == repr([entry, replace(entry, seed=2)])


def test_an_experiment_without_a_journal_has_no_entries(folder):
    assert journal.entries("tiny") == []


def test_a_cleared_journal_is_empty_and_may_be_cleared_again(folder, entry):
    journal.append("tiny", [entry])
    journal.clear("tiny")
    journal.clear("tiny")
    assert journal.entries("tiny") == []


def test_a_line_cut_anywhere_is_no_entry_and_swallows_none(folder, entry):
    path = folder / "tiny.jsonl"
    journal.append("tiny", [entry])
    line = path.read_bytes()
    journal.append("tiny", [replace(entry, seed=2)])
    both = path.read_bytes()
    for length in range(len(line) + 2, len(both) - 1, 7):
        path.write_bytes(both[:length])
        assert [found.seed for found in journal.entries("tiny")] == [1]
        journal.append("tiny", [replace(entry, seed=0)])
        assert [found.seed for found in journal.entries("tiny")] == [1, 0]


def test_runs_that_ended_together_are_kept_together_or_not_at_all(folder, entry):
    path = folder / "tiny.jsonl"
    journal.append("tiny", [replace(entry, seed=seed) for seed in range(3)])
    whole = path.read_bytes()
    assert [found.seed for found in journal.entries("tiny")] == [0, 1, 2]
    for length in range(1, len(whole), 7):
        path.write_bytes(whole[:length])
        assert journal.entries("tiny") == []


TORN = {
    "zeros": bytes(80),
    "no UTF-8": b"\xff\xfe\xff",
    "another value": b"[1, 2]",
    "null": b"null",
    "a word": b'"word"',
    "no list": b'{"arm": "2 units", "seed": 0}',
    "no result": b'[{"arm": "2 units", "seed": 0}]',
    "an empty line": b"",
    "brackets without end": b"[" * 100_000,
    "a number without end": b"[" + b"9" * 100_000 + b"]",
    "a byte order mark": b"\xef\xbb\xbf[]",
}


# Parts of a whole line exchanged for what they cannot be.
SPOILT = {
    "a step beyond all numbers": ("result", {"observations": [[1e999, 0.5, 0.5]]}),
    "a run that was never observed": ("result", {"observations": []}),
    "a time of so many digits": ("result", {"seconds": 10**400}),
    "a specification in a list": ("specification", [1]),
    "a specification of numbers": ("specification", {"recipe": 1}),
    "a fingerprint in words": ("fingerprint", "the same"),
    "an environment in words": ("environment", "here"),
    "an environment without a device": ("environment", {"model": "x"}),
    "an environment without a model": ("environment", {"device": "cpu"}),
    "a seed that is no number": ("seed", [0]),
    "a seed beyond all numbers": ("seed", 1e999),
}


@pytest.mark.parametrize(("part", "value"), SPOILT.values(), ids=SPOILT)
def test_a_run_with_a_part_that_it_cannot_have_is_no_entry(folder, entry, part, value):
    journal.append("tiny", [entry])
    path = folder / "tiny.jsonl"
    (kept,) = json.loads(path.read_text("utf-8"))
    new = {**kept[part], **value} if part == "result" else value
    path.write_text(json.dumps([{**kept, part: new}]), "utf-8")
    assert journal.entries("tiny") == []


@pytest.mark.parametrize("line", TORN.values(), ids=TORN)
def test_a_damaged_line_is_no_entry_and_the_others_are(folder, entry, line):
    path = folder / "tiny.jsonl"
    journal.append("tiny", [entry])
    path.write_bytes(line + b"\n" + path.read_bytes() + b"\n" + line)
    assert [found.seed for found in journal.entries("tiny")] == [1]


STRANGERS = {
    "another arm": lambda e: replace(e, arm="4 units"),
    "a seed beyond": lambda e: replace(e, seed=3),
    "another specification": lambda e: replace(
        e, specification={**e.specification, "recipe": {"kind": "Recipe"}}
    ),
    "other data": lambda e: replace(e, data="0"),
    "other behaviour": lambda e: replace(
        e, fingerprint=Fingerprint((0.5, 0.26), PRINT.observations)
    ),
}


@pytest.mark.parametrize("change", STRANGERS.values(), ids=STRANGERS)
def test_an_entry_of_something_else_does_not_belong(arm, entry, change):
    assert entry.belongs_to(arm, PRINT)
    assert not change(entry).belongs_to(arm, PRINT)


def test_an_entry_read_back_still_belongs(folder, arm, entry):
    journal.append("tiny", [entry])
    assert journal.entries("tiny")[0].belongs_to(arm, PRINT)


def take(name):
    with journal.sole_writer(name):
        return True


def test_a_second_writer_is_refused(folder):
    with (
        journal.sole_writer("tiny"),
        pytest.raises(
            WorkedOutError, match="another process is recording tiny: wait until it ends"
        ),
    ):
        take("tiny")


def test_two_experiments_may_be_recorded_at_once(folder):
    with journal.sole_writer("tiny"):
        assert take("other")


def test_the_lock_is_free_after_an_error(folder):
    with pytest.raises(ZeroDivisionError), journal.sole_writer("tiny"):
        raise ZeroDivisionError
    assert take("tiny")
