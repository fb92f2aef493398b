"""The table of results, counted again from the records' files."""

import ast
import inspect
import json
import math
import statistics
import subprocess
from dataclasses import fields, is_dataclass, replace
from functools import cache
from itertools import compress
from pathlib import Path

import pytest
from scipy import stats
from statsmodels.stats.proportion import proportion_confint

from workedout.data.drawn import BySeed
from workedout.experiments.catalogue import QUESTIONS
from workedout.experiments.published import PUBLISHED
from workedout.experiments.specification import (
    DIGIT_FILES,
    Experiment,
    Measurement,
    canonical,
    completed,
    specification,
)
from workedout.records import store
from workedout.records.lookup import StaleRecordError
from workedout.records.store import MissingRecordError, path_of
from workedout.results.tables import (
    FEW,
    FORMER,
    HEAD,
    finals,
    readings_of_the_test_set,
    recorded,
    specified,
    table_of_finals,
)

ROOT = Path(__file__).parents[3]
EXPERIMENTS = [name for name, each in QUESTIONS.items() if isinstance(each, Experiment)]
MEASUREMENTS = [each for each in QUESTIONS.values() if isinstance(each, Measurement)]


def is_final(data):
    """Whether a source, as a record has it, reads the test set."""
    drawn = ("Digits", "DrawnDigits", "DigitsOf", "OpticalDigits", "TurnedDigits")
    return data["kind"] in drawn and data["part"] == "final"


@cache
def everything():
    return list(recorded("*"))


def result_of(name):
    (found,) = [each for each in everything() if each.question.name == name]
    return found


def file_of(name):
    return json.loads(path_of(name).read_text("utf-8"))


def filed_finals():
    return [
        (name, arm, kept)
        for name in EXPERIMENTS
        for arm, kept in file_of(name)["arms"].items()
        if is_final(kept["specification"]["data"])
    ]


@pytest.mark.parametrize("name", EXPERIMENTS)
def test_a_table_has_one_row_for_each_arm_of_the_record(name):
    assert [row.arm.name for row in result_of(name).rows] == list(file_of(name)["arms"])


@pytest.mark.parametrize("name", EXPERIMENTS)
def test_a_row_says_what_the_record_says(name):
    for row, arm in zip(result_of(name).rows, file_of(name)["arms"].values(), strict=True):
        runs = arm["seeds"].values()
        assert row.runs == len(runs)
        assert row.cells[9] == f"{arm['specification']['recipe']['epochs']:,}"
        assert row.mean == pytest.approx(statistics.mean(r["observations"][-1][2] for r in runs))
        lost = statistics.fmean(float(r["observations"][-1][1]) for r in runs)
        assert row.loss == pytest.approx(lost, nan_ok=True)
        assert row.seconds == pytest.approx(statistics.mean(r["seconds"] for r in runs))


def test_the_intervals_are_students_and_wilsons():
    (row,) = [each for each in result_of("depth-width").rows if each.arm.name == "100 units"]
    runs = file_of("depth-width")["arms"]["100 units"]["seeds"].values()
    values = [run["observations"][-1][2] for run in runs]
    low, high = stats.t.interval(0.95, 9, statistics.mean(values), stats.sem(values))
    assert (row.seeds.low, row.seeds.high) == pytest.approx((low, high))
    lost = [run["observations"][-1][1] for run in runs]
    ends = stats.t.interval(0.95, 9, statistics.mean(lost), stats.sem(lost))
    assert (row.loss_seeds.low, row.loss_seeds.high) == pytest.approx(ends)
    right = round(10_000 * statistics.mean(values))
    assert (row.images.low, row.images.high) == pytest.approx(
        proportion_confint(right, 10_000, method="wilson")
    )


def test_validation_images_are_half_as_many():
    row = result_of("depth-width-confirmation").rows[0]
    right = round(5_000 * row.mean)
    assert (row.images.low, row.images.high) == pytest.approx(
        proportion_confint(right, 5_000, method="wilson")
    )


def test_no_interval_of_accuracies_reaches_beyond_0_and_100():
    ends = [each.seeds for result in recorded("*") for each in result.rows if each.seeds]
    assert all(0 <= seeds.low <= seeds.high <= 1 for seeds in ends)
    assert any(seeds.high == 1 for seeds in ends)  # some would, else this shows nothing


def test_no_interval_of_losses_reaches_below_0_or_stands_where_one_is_not_finite():
    rows = [row for result in recorded("*") for row in result.rows]
    assert all(row.loss_seeds.low >= 0 for row in rows if row.loss_seeds)
    lost = [row for row in rows if not math.isfinite(row.loss)]
    assert lost
    assert not any(row.loss_seeds for row in lost)


def test_two_runs_have_no_interval_over_seeds():
    rows = result_of("starts-relu").rows
    assert {row.runs for row in rows if row.cells[2] == ""} == {2}
    assert {row.runs for row in rows if row.cells[2] != ""} == {20}


def test_one_run_has_no_interval_over_seeds_and_points_have_none_over_images():
    assert result_of("depth-width-search").rows[0].cells[2] == ""
    assert result_of("xor").rows[0].cells[3] == ""


def test_parameters_are_those_of_the_network():
    by_hand = {"20 units": 784 * 20 + 20 + 20 * 10 + 10, "100 units": 784 * 100 + 100 + 1000 + 10}
    found = {row.arm.name: row.cells[8] for row in result_of("depth-width").rows}
    assert {name: found[name] for name in by_hand} == {n: f"{c:,}" for n, c in by_hand.items()}


def test_published_runs_stand_beside_ours():
    table = result_of("depth-width").table
    column = table.head.index("published")
    assert [row[column] for row in table.rows] == [
        "",
        "97.64, 97.84, 97.86",
        "98.06, 98.07, 98.10",
        "98.32, 98.54, 98.54",
    ]


def test_a_column_with_nothing_in_it_is_left_out():
    table = result_of("quick").table
    assert table.head == tuple(name for name in HEAD if name != "published")
    assert {len(row) for row in table.rows} == {len(table.head)}
    assert "over images" not in result_of("xor").table.head
    assert "over seeds" not in result_of("quick-search").table.head


@pytest.mark.parametrize("name", PUBLISHED)
def test_published_runs_belong_to_an_arm(name):
    assert PUBLISHED[name].keys() <= {arm.name for arm in QUESTIONS[name].arms}


@pytest.mark.parametrize("name", EXPERIMENTS)
def test_long_tables_are_folded(name):
    html = result_of(name)._repr_html_()
    assert ("<details class='wo-numbers' open>" in html) == (len(QUESTIONS[name].arms) <= FEW)


def test_a_measurement_has_no_rows_and_shows_where_it_came_from():
    html = result_of("mnist-facts")._repr_html_()
    assert "<table" not in html
    assert "Reproduce: <code>python -m workedout run mnist-facts</code>" in html


def test_every_question_of_the_catalogue_is_read_in_its_order():
    assert [each.question for each in everything()] == list(QUESTIONS.values())


def test_a_pattern_picks_records():
    names = [each.question.name for each in recorded("schedules-*[pt]")]
    assert names == ["schedules-sweep", "schedules-budget"]


def test_the_finals_have_a_row_each_with_both_intervals_and_nothing_left_out():
    table = table_of_finals(everything())
    expected = [f"{experiment}: {arm}" for experiment, arm, _ in filed_finals()]
    assert [row[0] for row in table.rows] == expected
    open_to_none = {"published", "loss over seeds", "over images"}
    filled = [name not in open_to_none for name in table.head]
    assert all(cell for row in table.rows for cell in compress(row, filled))
    loss, over_seeds = (table.head.index(name) for name in ("mean loss", "loss over seeds"))
    assert all((row[over_seeds] != "") == math.isfinite(float(row[loss])) for row in table.rows)


def test_a_row_of_the_finals_is_the_row_of_its_record():
    for name, *cells in table_of_finals(everything()).rows:
        experiment, _, arm = name.partition(": ")
        rows = [row.cells for row in result_of(experiment).rows]
        assert rows.count((arm, *cells)) == 1


def test_the_list_of_readings_is_that_of_the_records():
    items = readings_of_the_test_set(everything()).items
    expected = [(f"{name}: {arm}", len(kept["seeds"])) for name, arm, kept in filed_finals()]
    asked = [(each.name, each.networks) for each in items if each.networks]
    assert asked == [*expected, ("generalisation-draws", 1_000)]
    assert len(finals(everything())) == len(expected) > 0


def test_measurements_that_count_or_draw_test_images_are_on_the_list():
    items = readings_of_the_test_set(everything()).items
    told = {each.name: each.specification for each in items if not each.networks}
    assert list(told) == ["mnist-facts", "certain-answers", "cnn-hardest", "fine-tuning-as-is"]
    assert told["mnist-facts"] == "images were counted or drawn, no network was asked"
    assert "was asked, as it is" in told["fine-tuning-as-is"]


def kinds_in(value):
    """The classes of the frozen descriptions within a value, wherever they are defined."""
    if isinstance(value, tuple):
        return {kind for each in value for kind in kinds_in(each)}
    if not is_dataclass(value):
        return set()
    inner = [getattr(value, field.name) for field in fields(value)]
    return {type(value)} | kinds_in(tuple(inner))


@pytest.mark.parametrize("name", EXPERIMENTS)
def test_a_specification_on_the_list_makes_the_arm_again(name):
    for arm in QUESTIONS[name].arms:
        told = (arm.network, arm.recipe)
        if isinstance(arm.data, BySeed):
            told += (arm.data,)
        known = {kind.__name__: kind for kind in kinds_in(told)}
        assert eval(specified(arm), known) == told


def versions_in_history():
    """Each text that a record's file ever had in this repository, with the record's name."""
    command = ["git", "-C", str(ROOT), "log", "--format=", "--raw", "--no-abbrev", "-m"]
    folder = "code/workedout/recorded"
    told = subprocess.run(
        [*command, "--", folder], capture_output=True, encoding="utf-8", check=True
    )
    found = {tuple(line.split()[i] for i in (3, -1)) for line in told.stdout.splitlines()}
    for blob, path in sorted(found):
        if path.endswith(".json") and set(blob) != {"0"}:
            text = ["git", "-C", str(ROOT), "cat-file", "blob", blob]
            content = subprocess.run(text, capture_output=True, encoding="utf-8", check=True).stdout
            yield Path(path).stem, json.loads(content)


@pytest.mark.skipif(not (ROOT / ".git").exists(), reason="a copy without its history")
def test_nothing_that_read_the_test_set_in_the_past_is_missing_from_the_list():
    listed = {canonical(specification(row.arm)) for _, row in finals(everything())}
    arms = {(name, row.arm.name): row.arm for name, row in finals(everything())}
    missing = set()
    for name, content in versions_in_history():
        for arm, kept in content["arms"].items():
            then = kept["specification"]
            if not is_final(then["data"]):
                continue
            now = arms.get((name, arm))
            if now:
                then = completed(then, now)
            if canonical(then) not in listed:
                missing.add(f"{name}: {arm}")
    assert missing <= {name for name, _ in FORMER}


# A question that lands later, and records that do not fit.


@pytest.fixture
def later(tmp_path, monkeypatch):
    """An experiment that the catalogue does not know, recorded in a folder of its own."""
    monkeypatch.setattr(store, "writing_folder", lambda: tmp_path)
    old = QUESTIONS["depth-width"]
    new = replace(old, name="later", arms=tuple(replace(a, name=f"new {a.name}") for a in old.arms))
    record = store.read("depth-width")
    arms = {f"new {name}": arm for name, arm in record.arms.items()}
    store.write(replace(record, name="later", arms=arms))
    return new


def test_a_record_that_lands_later_appears_by_itself(later):
    found = list(recorded("*", {**QUESTIONS, "later": later}))
    assert [row[0] for row in table_of_finals(found).rows[-4:]] == [
        f"later: new {name}" for name in ("20 units", "100 units", "200 units", "1000 units")
    ]
    read = readings_of_the_test_set(found)
    assert ("later: new 20 units", 10) in [(each.name, each.networks) for each in read.items]
    assert "<b>later: new 20 units</b> (10): <code>Mlp(hidden=(20,))" in read._repr_html_()
    assert "<h3 id='results-later'>" in found[-1]._repr_html_()


def test_a_question_without_a_record_is_an_error(later):
    with pytest.raises(MissingRecordError, match="no record of never"):
        list(recorded("never", {"never": replace(later, name="never")}))


STALE = {
    "another setting": (lambda arm: replace(arm, recipe=replace(arm.recipe, epochs=3)), "epochs"),
    "a seed too few": (lambda arm: replace(arm, seeds=11), "no run for seed 10"),
    "an arm too few": (lambda arm: replace(arm, name="another"), "never recorded"),
}


@pytest.mark.parametrize(("change", "reason"), STALE.values(), ids=STALE)
def test_a_record_under_other_settings_is_refused_without_training(
    later, monkeypatch, change, reason
):
    monkeypatch.setattr("workedout.records.validity.fingerprint", lambda *_: pytest.fail("trained"))
    changed = replace(later, arms=(change(later.arms[0]), *later.arms[1:]))
    with pytest.raises(StaleRecordError, match=reason):
        list(recorded("later", {"later": changed}))


@pytest.mark.parametrize(
    "question",
    [each for each in MEASUREMENTS if each.material == DIGIT_FILES],
    ids=lambda each: each.name,
)
def test_a_measurement_says_whether_it_uses_the_test_images(question):
    function = ast.parse(inspect.getsource(question.measure)).body[0]
    _, held_out = (argument.arg for argument in function.args.args)
    used = {node.id for node in ast.walk(function) if isinstance(node, ast.Name)}
    assert (held_out in used) == question.reads_test_set
