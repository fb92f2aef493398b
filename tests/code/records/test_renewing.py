"""Renewing fingerprints: only where the old ones hold, and without a digit of a result moved."""

import json
from dataclasses import asdict, replace

import pytest

from workedout.__main__ import main
from workedout.data.facts import digit_facts
from workedout.errors import WorkedOutError
from workedout.experiments import catalogue
from workedout.experiments.cnn_inside import INSIDE
from workedout.experiments.specification import Measurement, specification
from workedout.records import journal, recording
from workedout.records.fingerprints import fingerprint, measured_fingerprint
from workedout.records.journal import Entry
from workedout.records.renewing import renew
from workedout.records.store import read, to_json, write
from workedout.records.validity import judged

ARMS = ("2 units", "4 units")


@pytest.fixture
def earlier(tiny, altered, recorded):
    """The file of a record from before fingerprints said how they were drawn."""

    def with_old_prints(content):
        for arm in tiny.arms:
            then = content["arms"][arm.name]["fingerprint"]
            old = asdict(fingerprint(arm, then["engine"], "float32"))
            del old["drawn"]
            content["arms"][arm.name]["fingerprint"] = old
        content.pop("pocket_drawn")

    altered(with_old_prints)
    return recorded


def content_of(path):
    return json.loads(path.read_text(encoding="utf-8"))


def without_prints(content):
    rest = {key: value for key, value in content.items() if key != "checksum"}
    arms = {
        name: {part: value for part, value in arm.items() if part != "fingerprint"}
        for name, arm in content["arms"].items()
    }
    return {**rest, "arms": arms}


def test_a_record_of_the_older_kind_is_read_and_holds(tiny, earlier):
    assert {read("tiny")[arm].fingerprint.drawn for arm in ARMS} == {"float32"}
    assert judged(tiny).findings == ()


def test_renewing_makes_every_fingerprint_of_todays_kind(tiny, earlier):
    done = renew(tiny)
    assert (done.renewed, done.kept, done.refused) == (2, 0, ())
    assert {read("tiny")[arm].fingerprint.drawn for arm in ARMS} == {"float64-held"}
    assert judged(tiny).findings == ()


def test_renewing_changes_nothing_but_fingerprint_and_checksum(tiny, earlier):
    before = content_of(earlier)
    renew(tiny)
    after = content_of(earlier)
    assert without_prints(after) == without_prints(before)
    assert all(after["arms"][a]["fingerprint"] != before["arms"][a]["fingerprint"] for a in ARMS)
    assert earlier.read_text(encoding="utf-8") == to_json(after)


def test_renewing_again_writes_nothing(tiny, earlier):
    renew(tiny)
    before = earlier.stat().st_mtime_ns
    done = renew(tiny)
    assert (done.renewed, done.kept, done.refused) == (0, 2, ())
    assert earlier.stat().st_mtime_ns == before


def other_rate(content):
    content["arms"]["2 units"]["specification"]["recipe"]["learning_rate"] = 0.2


def other_data(content):
    content["arms"]["2 units"]["data"] = "0" * 64


def other_step(content):
    content["arms"]["2 units"]["fingerprint"]["losses"][6] += 1e-7


def no_arm(content):
    del content["arms"]["2 units"]


REFUSED = {
    "settings": (other_rate, "specification"),
    "data": (other_data, "data"),
    "behaviour": (other_step, "behaviour"),
    "never recorded": (no_arm, "missing"),
}


@pytest.mark.parametrize(("change", "reason"), REFUSED.values(), ids=REFUSED)
def test_an_arm_that_does_not_hold_is_left_alone_and_the_others_are_renewed(
    tiny, earlier, altered, change, reason
):
    altered(change)
    before = content_of(earlier)["arms"].get("2 units")
    done = renew(tiny)
    assert [(finding.arm, finding.reason) for finding in done.refused] == [("2 units", reason)]
    assert done.renewed == 1
    after = content_of(earlier)["arms"]
    assert after.get("2 units") == before
    assert after["4 units"]["fingerprint"]["drawn"] == "float64-held"


def test_an_arm_that_lacks_seeds_only_is_renewed(tiny, earlier, altered):
    altered(lambda content: content["arms"]["2 units"]["seeds"].pop("1"))
    assert renew(tiny).renewed == 2
    assert [finding.reason for finding in judged(tiny).findings] == ["seeds"]


def test_a_record_that_another_process_writes_is_left_alone(tiny, earlier):
    before = earlier.read_bytes()
    with journal.sole_writer("tiny"), pytest.raises(WorkedOutError, match="another process"):
        renew(tiny)
    assert earlier.read_bytes() == before


def test_the_command_says_what_it_did(tiny, earlier, altered, capsys):
    altered(other_step)
    assert main(["renew", "tiny"]) == 1
    out = capsys.readouterr().out.splitlines()
    assert out[0] == "tiny: 1 renewed, 0 are of today's kind"
    assert out[1].startswith("  left alone, tiny / 2 units: behaviour: member 1, step 7: ")


# Measurements.


@pytest.fixture
def measured(own_package, monkeypatch):
    """Keep a record of a measurement as it was made before, and give what renewing it did."""

    def keep(question, **changes):
        monkeypatch.setitem(catalogue.QUESTIONS, question.name, question)
        record = recording.Record(
            name=question.name,
            environments=[],
            value={"kept": 0.125},
            pocket_value=measured_fingerprint(question, "float32"),
            pocket_drawn="float32",
            data=question.material.digest(),
        )
        return write(replace(record, **changes))

    return keep


def test_a_measurement_that_trains_is_drawn_anew(measured):
    path = measured(INSIDE)
    assert judged(INSIDE).findings == ()
    before = content_of(path)
    assert renew(INSIDE).renewed == 1
    after = content_of(path)
    changed = {key for key in before if before[key] != after[key]}
    assert changed == {"pocket_value", "pocket_drawn", "checksum"}
    assert judged(INSIDE).findings == ()


def test_a_measurement_that_draws_nothing_keeps_its_value(measured):
    facts = Measurement("facts", "What?", digit_facts)
    before = content_of(measured(facts))["pocket_value"]
    assert renew(facts).renewed == 1
    assert read("facts").pocket_value == before


def test_a_measurement_that_does_not_hold_is_left_alone(measured):
    facts = Measurement("facts", "What?", digit_facts)
    path = measured(facts, pocket_value={"mean": 0.5})
    before = path.read_bytes()
    done = renew(facts)
    assert (done.renewed, [finding.reason for finding in done.refused]) == (0, ["behaviour"])
    assert path.read_bytes() == before


# What a training has kept so far.


def test_runs_that_were_kept_with_older_fingerprints_enter_the_record(tiny, own_package):
    arm = tiny.arms[0]
    trained = recording.train(tiny)
    old = fingerprint(arm, trained[arm.name].fingerprint.engine, "float32")
    result = replace(trained[arm.name].seeds[1], seconds=99.0)
    made_by = trained.environments[0]
    entry = Entry(arm.name, 1, specification(arm), arm.data.digest(), old, made_by, result)
    (own_package / "recorded" / "tiny.json").unlink()
    journal.append("tiny", [entry])
    again = recording.train(tiny)
    assert again[arm.name].seeds[1].seconds == 99.0
    assert again[arm.name].fingerprint.drawn == "float64-held"


def test_seeds_that_are_added_to_an_older_record_renew_it(tiny, earlier, altered):
    altered(lambda content: content["arms"]["2 units"]["seeds"].pop("1"))
    before = read("tiny")
    after = recording.train(tiny)
    assert {after[arm].fingerprint.drawn for arm in ARMS} == {"float64-held"}
    assert after["2 units"].seeds[0] == before["2 units"].seeds[0]
    assert sorted(after["2 units"].seeds) == [0, 1, 2]
