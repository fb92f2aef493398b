"""Figures on dropout, drawn from made-up records: what they say and what their tables hold."""

from fractions import Fraction

import numpy as np

from workedout.experiments.dropout import name
from workedout.figures.dropout import lengths, losses, masks, misread, winners
from workedout.records.store import ArmRecord, Record, SeedResult

GRID = [Fraction(0), Fraction(1, 3), Fraction(2, 3), Fraction(1)]
WRONG = {GRID[0]: 0.03, GRID[1]: 0.02, GRID[2]: 0.04, GRID[3]: 0.9}


def record_of(wrong, seeds=3):
    arms = {
        name(p): ArmRecord(
            {},
            "",
            None,
            {
                s: SeedResult([1.0, 0.5 + share], [(1, share, 1 - share - 0.001 * s)], 1.0, 0)
                for s in range(seeds)
            },
        )
        for p, share in wrong.items()
    }
    return Record("some", [], arms)


def test_the_masks_are_counted_and_listed():
    kept = np.array([[True, False, True, True], [False, False, True, False]])
    figure = masks({"dropout": kept}, "unit", "example", "some")
    assert "2 rows of 4 squares, 50\N{NO-BREAK SPACE}% of them filled" in figure.alt
    assert figure.table.rows == (
        ("dropout, example 1", "■ □ ■ ■"),
        ("dropout, example 2", "□ □ ■ □"),
    )


def test_misread_images_name_the_lowest_mean_and_list_every_run():
    figure = misread(record_of(WRONG), GRID, "some")
    assert "lowest, 2.10 per cent, at p = 1/3" in figure.alt
    assert "3.10 at 0, 4.10 at 2/3 and 90.1 at 1" in figure.alt
    assert figure.table.rows[1][:4] == ("1/3", "2.00", "2.10", "2.20")
    assert len(figure.table.rows) == len(GRID)


def test_losses_are_those_of_the_last_epoch_and_of_the_end():
    figure = losses(record_of(WRONG), GRID, "some")
    assert figure.table.rows[2] == ("2/3", "0.5400", "0.0400")
    assert "training, with masks from 0.530 at p = 0 to 1.40 at p = 1" in figure.alt


def test_winners_name_the_most_frequent_of_each_grid():
    chances = {"thirds": dict(zip(GRID, map(Fraction, (0, "3/4", "1/4", 0)), strict=True))}
    figure = winners(chances)
    assert "thirds: most often p = 1/3, 75\N{NO-BREAK SPACE}%" in figure.alt
    assert figure.table.rows[2] == ("thirds, 2/3", "25.0\N{NO-BREAK SPACE}%")


def test_what_dropout_gains_is_compared_p_by_p():
    upside_down = dict(zip(WRONG, list(WRONG.values())[::-1], strict=True))
    figure = lengths(record_of(WRONG), record_of(upside_down), GRID[:3])
    assert "after one epoch the highest mean is +1.00, at p = 1/3" in figure.alt
    assert "after ten epochs the highest mean is +88.00, at p = 2/3" in figure.alt
    assert [row[0] for row in figure.table.rows] == ["1/3", "2/3"]
    assert figure.table.rows[1][1].startswith("−1.00 (")
    assert figure.table.rows[0][2].startswith("+86.00 (")
