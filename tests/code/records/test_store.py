"""Records as files: what is written is read back, what is damaged is named, nothing is half."""

import json
import math
import os
import random
import sys
from dataclasses import replace

import psutil
import pytest

from workedout.records import store
from workedout.records.fingerprints import Fingerprint
from workedout.records.store import (
    ArmRecord,
    MissingRecordError,
    Record,
    RecordError,
    SeedResult,
    path_of,
    read,
    sealed,
    to_json,
    write,
    writing_folder,
)

ARM = ArmRecord(
    specification={"network": {"kind": "Mlp", "hidden": [16]}, "data": {"kind": "Pocket"}},
    data="0123",
    fingerprint=Fingerprint((0.1, 1 / 3), ((2, 0.25, 0.5),)),
    seeds={
        0: SeedResult([0.5, 1e-17], [(10, 0.1 + 0.2, 0.75)], 1.25, 0),
        10: SeedResult([0.5, 0.25], [(5, 0.5, 0.5), (10, 0.25, 1.0)], 0.75, 1),
    },
)
MADE_BY = {"device": "cpu", "model": "x", "python": "3.11", "torch": "2.1", "date": "2026-01-01"}
RECORD = Record(
    "tiny",
    [MADE_BY, {**MADE_BY, "model": "Größe ✓"}],
    {"one": ARM},
    {"counts": [1, 2], "nested": {"mean": 0.1}},
    {"counts": [1]},
    "abc",
)
PROBED = replace(
    ARM,
    fingerprint=Fingerprint((0.1,), ((1, 0.5, 0.5),), ((0.5, 1.0, 3.0),), "batched"),
    seeds={0: SeedResult([0.5], [(1, 0.5, 0.5)], 1.0, 0, [(0.25, 0.75, 2.0, 0.0, math.inf)])},
)
BIG = {"nan": math.nan, "inf": math.inf, "-inf": -math.inf}


def test_what_was_written_is_read_back_to_the_last_bit(own_package):
    write(RECORD)
    assert read("tiny") == RECORD


def test_probes_and_the_engine_are_read_back(own_package):
    write(Record("tiny", [MADE_BY], {"one": PROBED}))
    assert read("tiny")["one"] == PROBED


def test_a_record_of_before_there_were_probes_and_engines_reads_as_it_did(own_package):
    path = write(RECORD)
    content = json.loads(path.read_text("utf-8"))
    arm = content["arms"]["one"]
    for holder in (arm["fingerprint"], *arm["seeds"].values()):
        assert holder.pop("probes") == []
    assert arm["fingerprint"].pop("engine") == "single"
    path.write_text(json.dumps(sealed(content)), "utf-8")
    assert read("tiny") == RECORD


def test_a_fingerprint_of_before_they_said_how_they_were_drawn_was_drawn_in_float32(own_package):
    path = write(RECORD)
    content = json.loads(path.read_text("utf-8"))
    assert content["arms"]["one"]["fingerprint"].pop("drawn") == "float64-held"
    assert content.pop("pocket_drawn") == "float64-held"
    path.write_text(json.dumps(sealed(content)), "utf-8")
    older = read("tiny")
    assert (older["one"].fingerprint.drawn, older.pocket_drawn) == ("float32", "float32")
    assert replace(older["one"].fingerprint, drawn="float64-held") == ARM.fingerprint


@pytest.mark.parametrize("value", BIG.values(), ids=BIG)
def test_numbers_that_json_lacks_survive(own_package, value):
    diverged = SeedResult([value], [(1, value, 0.1)], 1.0, 0)
    write(Record("tiny", [MADE_BY], {"one": replace(ARM, seeds={0: diverged})}))
    found = read("tiny")["one"].seeds[0]
    assert repr(found) == repr(diverged)


def test_the_file_is_strict_json(own_package):
    path = write(Record("tiny", [MADE_BY], value={"a": math.nan, "b": [math.inf]}))
    content = json.loads(path.read_text("utf-8"), parse_constant=lambda name: pytest.fail(name))
    assert content["value"] == {"a": "nan", "b": ["inf"]}


def test_a_list_of_numbers_stands_on_one_line_for_review():
    text = to_json({"a": {"list": [1.0, 2.0, 3.0]}, "empty": {}, "word": "✓"})
    assert text == '{\n "a": {\n  "list": [1.0, 2.0, 3.0]\n },\n "empty": {},\n "word": "✓"\n}\n'
    assert json.loads(text) == {"a": {"list": [1, 2, 3]}, "empty": {}, "word": "✓"}


def test_statistics_are_computed_when_read():
    assert ARM.accuracies == [0.75, 1.0]
    assert ARM.losses == [0.1 + 0.2, 0.25]
    assert ARM.seconds == 2.0


# Damage.


def change_at(*keys, value):
    def change(content):
        for key in keys[:-1]:
            content = content[key]
        content[keys[-1]] = value

    return change


def drop(*keys):
    def change(content):
        for key in keys[:-1]:
            content = content[key]
        del content[keys[-1]]

    return change


SEED, FINGERPRINT = ("arms", "one", "seeds", "0"), ("arms", "one", "fingerprint")
DAMAGE = {
    "no arms": drop("arms"),
    "arms in a list": change_at("arms", value=[1]),
    "an arm of null": change_at("arms", "one", value=None),
    "no fingerprint": drop("arms", "one", "fingerprint"),
    "a loss in words": change_at("arms", "one", "fingerprint", "losses", value=["much"]),
    "a specification of numbers": change_at("arms", "one", "specification", "data", value=3),
    "a seed that is no number": change_at("arms", "one", "seeds", value={"first": {}}),
    "an observation cut short": change_at(*SEED, "observations", value=[[1, 2]]),
    "an observation that is a number": change_at(*SEED, "observations", value=[7]),
    "an accuracy in percent": change_at(*SEED, "observations", value=[[10, 0.1, 98.4]]),
    "an accuracy below zero": change_at(*SEED, "observations", value=[[10, 0.1, -0.1]]),
    "an accuracy that is no number": change_at(*SEED, "observations", value=[[10, 0.1, "nan"]]),
    "an environment that is not there": change_at(*SEED, "environment", value=2),
    "an environment below zero": change_at(*SEED, "environment", value=-1),
    "no environments": change_at("environments", value=[]),
    "environments in words": change_at("environments", value="here"),
    "an environment without a model": drop("environments", 0, "model"),
    "an environment in numbers": change_at("environments", 1, "date", value=2026),
    "a run that was never observed": change_at(*SEED, "observations", value=[]),
    "a step beyond all numbers": change_at(*SEED, "observations", value=[[math.inf, 0.1, 0.5]]),
    "a loss beyond all numbers": change_at(*SEED, "train_loss", value=[10**400]),
    "a seed of so many digits": change_at("arms", "one", "seeds", value={"9" * 5_000: {}}),
    "a count of so many digits": change_at("value", "counts", value=[10**30]),
    "the record of another": change_at("name", value="small"),
    "no time": drop(*SEED, "seconds"),
    "no schema": drop("schema"),
    "no name": drop("name"),
    "a list in place of a value": change_at("value", value=[1, 2]),
    "an engine that is not known": change_at(*FINGERPRINT, "engine", value="fast"),
    "an engine of null": change_at(*FINGERPRINT, "engine", value=None),
    "a drawing that is not known": change_at(*FINGERPRINT, "drawn", value="int8"),
    "a drawing that is a list": change_at(*FINGERPRINT, "drawn", value=[]),
    "a measurement's drawing of null": change_at("pocket_drawn", value=None),
    "a fingerprint's probe in words": change_at(*FINGERPRINT, "probes", value=[["many"]]),
    "a probe that is a number": change_at(*SEED, "probes", value=[7]),
    "probes of null": change_at(*SEED, "probes", value=None),
}


@pytest.mark.parametrize("change", DAMAGE.values(), ids=DAMAGE)
def test_a_damaged_record_is_named_with_its_file(own_package, change):
    path = write(RECORD)
    content = json.loads(path.read_text("utf-8"))
    change(content)
    path.write_text(json.dumps(sealed(content)), "utf-8")
    with pytest.raises(RecordError, match=r"tiny.json is damaged \("):
        read("tiny")


NOT_JSON = {
    "empty": b"",
    "truncated": to_json({"schema": 1, "name": "tiny"}).encode()[:-4],
    "a conflict of git": b"<<<<<<< HEAD\n{}\n",
    "a list": b"[]",
    "a number": b"1",
    "no UTF-8": b"\xff\xfe{}",
    "zeros after a crash": bytes(500),
    "brackets without end": b"[" * 100_000,
}


@pytest.mark.parametrize("content", NOT_JSON.values(), ids=NOT_JSON)
def test_a_file_that_is_no_record_is_named(own_package, content):
    path = write(RECORD)
    path.write_bytes(content)
    with pytest.raises(RecordError, match=r"tiny.json is damaged \("):
        read("tiny")


@pytest.mark.parametrize("schema", [0, 2, "1", None, math.inf, "a\nb" * 1_000], ids=str)
def test_a_record_of_another_schema_says_so(own_package, schema):
    path = write(RECORD)
    content = json.loads(path.read_text("utf-8"))
    path.write_text(json.dumps({**content, "schema": schema}), "utf-8")
    message = r"has schema .*, and this package reads 1: install"
    with pytest.raises(RecordError, match=message) as caught:
        read("tiny")
    assert "\n" not in str(caught.value)
    assert len(str(caught.value)) < 1_000


def test_a_digit_altered_by_hand_is_damage(own_package):
    path = write(RECORD)
    path.write_text(path.read_text("utf-8").replace("1.25", "1.26"), "utf-8")
    with pytest.raises(RecordError, match="the checksum does not fit"):
        read("tiny")


def test_a_directory_in_place_of_a_record_is_named(own_package):
    (own_package / "recorded" / "tiny.json").mkdir(parents=True)
    with pytest.raises(RecordError, match="damaged"):
        read("tiny")


def test_a_missing_record_is_missing(own_package):
    with pytest.raises(MissingRecordError, match="there is no record of tiny"):
        read("tiny")


def test_a_record_cut_anywhere_is_damaged(own_package):
    path = write(RECORD)
    whole = path.read_bytes()
    for length in range(len(whole) - 2):  # the last two bytes are a bracket and a line break
        path.write_bytes(whole[:length])
        with pytest.raises(RecordError):
            read("tiny")


def test_a_flipped_bit_is_damage_wherever_it_changes_what_is_read(own_package):
    path = write(RECORD)
    whole, draw = path.read_bytes(), random.Random(0)
    for position in range(len(whole)):
        content = bytearray(whole)
        content[position] ^= 1 << draw.randrange(8)
        path.write_bytes(content)
        try:
            found = read("tiny")
        except RecordError:
            continue
        assert found == RECORD  # a space or line break between values


# Writing.


def fail(*arguments):
    raise OSError(28, "No space left on device")


@pytest.mark.parametrize("step", ["fsync", "chmod", "replace"])
def test_a_failing_write_leaves_the_old_record_and_nothing_else(own_package, monkeypatch, step):
    path = write(RECORD)
    before = path.read_bytes()
    monkeypatch.setattr(os, step, fail)
    with pytest.raises(OSError, match="No space left"):
        write(replace(RECORD, data="new"))
    assert path.read_bytes() == before
    assert [file.name for file in path.parent.iterdir()] == ["tiny.json"]


def test_a_file_is_closed_when_it_takes_the_name_of_the_record(own_package, monkeypatch):
    # Windows gives no open file another name.
    replace_file = os.replace

    def replaced(source, target):
        assert os.path.realpath(source) not in {file.path for file in psutil.Process().open_files()}
        replace_file(source, target)

    monkeypatch.setattr(os, "replace", replaced)
    write(RECORD)
    assert read("tiny") == RECORD


def test_a_value_that_json_cannot_hold_touches_no_file(own_package):
    write(RECORD)
    with pytest.raises(TypeError):
        write(replace(RECORD, value={"a": {1, 2}}))
    assert read("tiny") == RECORD
    assert [file.name for file in writing_folder().iterdir()] == ["tiny.json"]


@pytest.mark.skipif(sys.platform == "win32", reason="it has other permissions")
def test_a_record_may_be_read_by_everybody(own_package):
    assert write(RECORD).stat().st_mode & 0o777 == 0o644


# Folders.


@pytest.fixture
def installed(own_package, tmp_path, monkeypatch):
    """The package without its pyproject.toml, as a wheel leaves it; a folder of the user."""
    (own_package.parent / "pyproject.toml").unlink()
    monkeypatch.setattr(store.platformdirs, "user_data_path", lambda name: tmp_path / "user" / name)
    return own_package


def test_a_checkout_is_written_into(own_package):
    assert writing_folder() == own_package / "recorded"


def test_an_installed_package_writes_into_a_folder_of_the_user(installed, tmp_path):
    assert write(RECORD) == tmp_path / "user" / "workedout" / "recorded" / "tiny.json"
    assert not (installed / "recorded").exists()


def test_an_installed_package_reads_its_own_records(installed):
    (installed / "recorded").mkdir()
    text = to_json(sealed({"schema": 1, **vars_of(RECORD)}))
    (installed / "recorded" / "tiny.json").write_text(text, "utf-8")
    assert read("tiny") == RECORD


def test_a_record_of_the_user_is_read_first(installed):
    (installed / "recorded").mkdir()
    (installed / "recorded" / "tiny.json").write_text("the older one", "utf-8")
    write(RECORD)
    assert read("tiny") == RECORD
    assert path_of("other") == installed / "recorded" / "other.json"


def vars_of(record):
    from dataclasses import asdict

    return asdict(record)


def test_what_is_not_known_of_a_machine_is_named(own_package):
    path = write(RECORD)
    content = json.loads(path.read_text("utf-8"))
    for part in ("model", "date"):
        del content["environments"][1][part]
    path.write_text(json.dumps(sealed(content)), "utf-8")
    with pytest.raises(RecordError, match="expected what made a result, got no model and no date"):
        read("tiny")
