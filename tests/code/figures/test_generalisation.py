"""The figures on generalisation say what is in the records."""

import numpy as np

from workedout.experiments.bias_variance import UNITS, named
from workedout.experiments.generalisation import SIZES, WIDTH_SHARES, WIDTHS, sized, wide
from workedout.figures import generalisation as figures
from workedout.records.store import read
from workedout.results.generalisation import errors
from workedout.wording import percent


def test_each_size_has_its_mean_test_error_in_words_and_a_row():
    record = read("generalisation-examples")
    figure = figures.examples(record)
    for size, row in zip(SIZES, figure.table.rows, strict=True):
        mean = float(np.mean(errors(record[sized(size)])))
        assert f"{size:,} digits {percent(mean)}" in figure.alt
        assert row[:2] == (f"{size:,}", f"{100 * mean:.2f}")


def test_each_width_has_its_errors_and_losses_in_a_row():
    record = read("generalisation-width")
    rows = {row[0]: row for row in figures.widths(record).table.rows}
    assert len(rows) == len(WIDTHS) * len(WIDTH_SHARES)
    for share in WIDTH_SHARES:
        arm = record[wide(8, share)]
        assert rows[wide(8, share)][3] == f"{np.mean(arm.losses):.4g}"


def test_the_noise_is_told_epoch_by_epoch():
    record = read("generalisation-noise")
    figure = figures.noise(record)
    last = [row for row in figure.table.rows if row[1] == "100"]
    assert [row[0] for row in last] == [figures.labelled(share) for share in (0.0, 0.2, 0.4)]
    assert last[1][6] in figure.alt


def test_the_parts_of_each_width_stand_in_a_row():
    record = read("generalisation-draws")
    rows = {row[0]: row for row in figures.draws(record).table.rows}
    for units in UNITS:
        bias = np.mean(record.value[named(units, 0.2)]["bias"])
        assert rows[named(units, 0.2)][2] == f"{bias:.4f}"
