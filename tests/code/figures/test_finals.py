"""The picture of finals: every run, the intervals, and published runs where there are any."""

import pytest

from workedout.figures.kit.finals import finals

LINES = {"small": [0.970, 0.972, 0.971], "large": [0.990, 0.992, 0.991, 0.989]}


def test_every_run_stands_in_the_table_with_its_mean_under_its_head():
    table = finals("finals-runs", "network", LINES, {}).table
    small, large = (dict(zip(table.head, row, strict=True)) for row in table.rows)
    assert [small[f"seed {seed}"] for seed in range(4)] == ["97.00", "97.20", "97.10", ""]
    assert [large[f"seed {seed}"] for seed in range(4)] == ["99.00", "99.20", "99.10", "98.90"]
    assert small["mean (seeds)"].startswith("97.10")


def test_a_published_run_is_shown_only_where_there_is_one():
    table = finals("finals-published", "network", LINES, {"large": (99.15,)}).table
    assert {row[0]: row[-1] for row in table.rows} == {"small": "", "large": "99.15"}


@pytest.mark.parametrize("published", [{}, {"large": (99.15,)}], ids=["none", "some"])
def test_the_text_speaks_of_published_runs_only_where_there_are_any(published):
    figure = finals("finals-text", "optimizer", LINES, published)
    assert "Test accuracy of 2 optimizers, 3 and 4 runs each." in figure.alt
    assert ("published" in figure.alt) == ("published" in figure.table.head) == bool(published)
