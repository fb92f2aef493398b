"""The one call for results: what it returns, what it refuses, and when it trains."""

import os
import warnings
from collections import Counter

import pytest

from workedout.errors import WorkedOutError
from workedout.experiments import catalogue
from workedout.experiments.specification import Measurement
from workedout.records import journal, recording, validity
from workedout.records.lookup import StaleRecordError, StaleRecordWarning, explanation, run
from workedout.records.validity import Finding

VARIABLES = ("WORKEDOUT_BUILD", "CI", "WORKEDOUT_TRAIN")
COMMAND = "To renew it, run: python -m workedout run tiny"


def forget_a_seed(content):
    del content["arms"]["2 units"]["seeds"]["1"]


@pytest.fixture
def notebook(monkeypatch):
    """A reader's own notebook: none of the variables."""
    for name in VARIABLES:
        monkeypatch.delenv(name, raising=False)
    return monkeypatch


@pytest.fixture(params=["WORKEDOUT_BUILD", "CI"])
def build(notebook, request):
    """A build, or CI."""
    notebook.setenv(request.param, "1")


@pytest.fixture
def no_training(monkeypatch):
    monkeypatch.setattr(recording, "train", lambda *a: pytest.fail("trained"))


def test_a_valid_record_is_returned_without_training(tiny, recorded, build, no_training):
    assert run("tiny")["2 units"].accuracies


def test_a_valid_record_is_returned_without_a_warning(tiny, recorded, notebook, no_training):
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        run("tiny")


def test_in_a_build_a_stale_record_is_an_error_with_reason_and_command(
    tiny, altered, build, no_training
):
    altered(forget_a_seed)
    with pytest.raises(StaleRecordError) as caught:
        run("tiny")
    assert str(caught.value).splitlines() == [
        "the record tiny does not hold:",
        "  tiny / 2 units: seeds: no run for seed 1",
        COMMAND,
    ]


def test_in_a_readers_notebook_a_stale_record_is_returned_with_a_warning(
    tiny, altered, notebook, no_training
):
    altered(forget_a_seed)
    with pytest.warns(StaleRecordWarning, match="no run for seed 1") as caught:
        record = run("tiny")
    assert len(record["2 units"].accuracies) == 2
    assert caught[0].filename == __file__  # the caller's own line


def test_a_missing_record_is_an_error_in_a_notebook_too(tiny, own_package, notebook, no_training):
    with pytest.raises(StaleRecordError, match="there is no record of tiny"):
        run("tiny")


def test_a_damaged_record_is_an_error_in_a_notebook_too(tiny, recorded, notebook, no_training):
    recorded.write_text("{", "utf-8")
    with pytest.raises(StaleRecordError, match=r"tiny.json is damaged"):
        run("tiny")


def test_an_arm_that_was_never_recorded_is_an_error_in_a_notebook_too(
    tiny, altered, notebook, no_training
):
    altered(lambda content: content["arms"].pop("2 units"))
    with pytest.raises(StaleRecordError, match="tiny / 2 units: missing: never recorded"):
        run("tiny")


def test_the_variable_makes_a_stale_record_anew(tiny, altered, notebook):
    altered(forget_a_seed)
    notebook.setenv("WORKEDOUT_TRAIN", "1")
    assert len(run("tiny")["2 units"].accuracies) == 3


@pytest.mark.parametrize("value", ["", "0", "yes"])
def test_any_other_value_of_the_variable_trains_nothing(
    tiny, own_package, notebook, no_training, value
):
    notebook.setenv("WORKEDOUT_TRAIN", value)
    with pytest.raises(StaleRecordError):
        run("tiny")


def test_an_argument_beats_the_variable(tiny, own_package, notebook, no_training):
    notebook.setenv("WORKEDOUT_TRAIN", "1")
    with pytest.raises(StaleRecordError):
        run("tiny", train=False)


def test_an_unknown_name_is_refused_with_the_known_ones(tiny):
    with pytest.raises(WorkedOutError, match=r"no experiment is called 'tinny': there are .*tiny"):
        run("tinny")


def test_a_measurement_is_made_when_asked(own_package, small_mnist, notebook):
    question = Measurement("sizes", "?", lambda a, b: {"sizes": [len(a[1]), len(b[1])]})
    notebook.setitem(catalogue.QUESTIONS, "sizes", question)
    notebook.setenv("WORKEDOUT_DATA", str(small_mnist))
    with pytest.raises(StaleRecordError, match="run: python -m workedout run sizes"):
        run("sizes")
    assert run("sizes", train=True).value == {"sizes": [30, 10]}
    notebook.setenv("WORKEDOUT_DATA", "nowhere")
    assert run("sizes").value == {"sizes": [30, 10]}
    assert run("sizes").pocket_value == {"sizes": [5_000, 1_000]}


def test_a_record_is_never_made_from_other_data(own_package, tmp_path, notebook):
    question = Measurement("sizes", "?", lambda a, b: {"sizes": [len(a[1]), len(b[1])]})
    notebook.setitem(catalogue.QUESTIONS, "sizes", question)
    notebook.setenv("WORKEDOUT_DATA", str(tmp_path / "nowhere"))
    with pytest.raises(WorkedOutError, match="does not exist"):
        run("sizes", train=True)
    assert not (own_package / "recorded" / "sizes.json").exists()


# Each record is read once, and each arm is tried once, whatever comes of it.


@pytest.fixture
def counts(monkeypatch):
    """How often records were read, and fingerprints of an arm were made."""
    made = Counter()

    def counted(module, name, key):
        real = getattr(module, name)

        def count(*given):
            made[key(*given)] += 1
            return real(*given)

        monkeypatch.setattr(module, name, count)

    counted(validity, "read_with_content", lambda name: name)
    for module in (validity, recording):
        counted(module, "fingerprint", lambda arm, *how: arm.name)
    return made


ONCE = {"tiny": 1, "2 units": 1, "4 units": 1}


def test_a_valid_record_is_read_once_and_each_arm_tried_once(tiny, recorded, build, counts):
    run("tiny")
    assert counts == ONCE


def test_so_is_a_stale_one_that_is_returned_with_a_warning(tiny, altered, notebook, counts):
    altered(forget_a_seed)
    with pytest.warns(StaleRecordWarning):
        run("tiny")
    assert counts == ONCE


def test_so_is_a_stale_one_that_is_made_anew(tiny, altered, notebook, counts):
    altered(forget_a_seed)
    assert len(run("tiny", train=True)["2 units"].accuracies) == 3
    assert counts == ONCE


def test_so_is_a_valid_one_that_might_be_made_anew(tiny, recorded, notebook, counts):
    before = recorded.stat().st_mtime_ns
    run("tiny", train=True)
    assert counts == ONCE
    assert recorded.stat().st_mtime_ns == before


def test_a_measurement_is_tried_once_where_it_is_made_anew(own_package, small_mnist, notebook):
    tried = []

    def sizes(train, held_out):
        tried.append(len(train[1]))
        return {"sizes": [len(train[1]), len(tried) > 3]}

    notebook.setitem(catalogue.QUESTIONS, "sizes", Measurement("sizes", "?", sizes))
    notebook.setenv("WORKEDOUT_DATA", str(small_mnist))
    run("sizes", train=True)  # tried on the pocket digits, and measured on the files
    run("sizes", train=True)
    assert tried == [5_000, 30, 5_000]
    assert run("sizes", train=True).pocket_value == {"sizes": [5_000, True]}
    assert tried[3:] == [5_000, 30]


# Where another process writes the record, one that holds can be read all the same.


def test_a_valid_record_is_returned_while_another_process_has_the_lock(tiny, recorded, notebook):
    with journal.sole_writer("tiny"):
        assert run("tiny", train=True)["2 units"].accuracies


@pytest.mark.parametrize("fresh", [True, False])
def test_a_record_cannot_be_made_while_another_process_has_the_lock(tiny, altered, notebook, fresh):
    if not fresh:
        altered(forget_a_seed)
    with journal.sole_writer("tiny"), pytest.raises(WorkedOutError, match="another process"):
        run("tiny", train=True, fresh=fresh)


def test_these_tests_run_as_a_build_does():
    assert os.environ["WORKEDOUT_BUILD"] == "1"


def test_a_warning_spells_out_a_few_findings_and_counts_the_rest() -> None:
    found = [Finding("tiny", f"arm {number}", "behaviour", "step 1") for number in range(5)]
    said = explanation("tiny", found, most=3)
    assert "arm 2" in said
    assert "arm 3" not in said
    assert "and 2 more: python -m workedout check tiny" in said
    assert "more" not in explanation("tiny", found)
