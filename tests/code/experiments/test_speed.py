"""The experiments on speed: chosen on validation images, by the rule that the page states."""

from workedout.experiments.catalogue import QUESTIONS
from workedout.experiments.speed import CANDIDATES, QUICK, QUICK_SEARCH, WINNER
from workedout.figures.speed import ON_ONE_CORE, on_one_core, race, ten_seeds
from workedout.records.store import read
from workedout.results.selection import best

CONTESTS = {
    "small": {"loop": [10.0, 12.0, 11.0], "one": [2.0, 2.2, 2.1], "ten": [3.0, 2.9, 2.0]},
    "large": {"loop": [100.0], "one": [80.0], "ten": [400.0]},
}


def test_settings_are_chosen_without_the_test_set():
    assert not any(arm.data.reads_test_set for arm in QUICK_SEARCH.arms)
    assert [arm.data.reads_test_set for arm in QUICK.arms] == [True]


def test_the_winner_is_the_one_of_the_rule():
    names = [each.name for each in CANDIDATES]
    assert best(read("quick-search"), names) == [WINNER.name]


def test_the_final_trains_the_winner_with_ten_seeds():
    (arm,) = QUICK.arms
    assert (arm.network, arm.recipe, arm.seeds) == (WINNER.network, WINNER.recipe, 10)


def test_the_race_is_a_measurement_that_the_catalogue_knows():
    assert QUESTIONS["speed"].behaviour is not None


def test_a_side_that_trains_one_network_takes_ten_times_as_long_for_ten():
    assert ten_seeds(CONTESTS, 10)["small"] == {"loop": 110.0, "one": 21.0, "ten": 2.9}


def test_the_figure_says_in_words_what_it_shows():
    figure = race(CONTESTS, 10, "the processor")
    assert "small: ten runs of the sample loop 110 s, ten runs of fit 21 s" in figure.alt
    assert ("large", "ten seeds at once", "400.0 s", "400.0 s", "2.5") in figure.table.rows


def test_the_figure_of_one_core_has_a_row_for_each_side_that_ran():
    times = {"loop": [8.0, 9.0, 10.0], "fit": [1.5, 1.0, 2.0], "five": [0.5, 0.4, 0.3]}
    figure = on_one_core(times, "small")
    assert "sample loop 9.00 s, fit 1.50 s, five seeds at once 0.40 s" in figure.alt
    assert [row[0] for row in figure.table.rows] == ["sample loop", "fit", "five seeds at once"]
    assert figure.table.rows[-1][2:] == ("0.40 s", "22.5 times as fast")


def test_the_recorded_race_holds_three_turns_of_every_side():
    value = read("speed").value
    for contest in value["cpu"]["contests"].values():
        assert {len(contest[side]) for side in ("loop", "one", "ten")} == {3}
    assert set(value["core"]["784-100-10"]) == set(ON_ONE_CORE)
    assert set(value["core"]["bench"]) == {"loop", "jax", "fit"}
    for network in ("784-100-10", "bench"):
        assert {len(times) for times in value["core"][network].values()} == {3}
    assert value["core"]["apart"] < 1e-4
