"""The figures of fine-tuning say what is in the records."""

import numpy as np
import pytest

from workedout.data import optical_digits
from workedout.data.mnist import pocket_pixels
from workedout.experiments import fine_tuning
from workedout.experiments.transfer import RATES, TITLES, WAYS, Candidate
from workedout.figures.fine_tuning import curves, one_of_each, rates, resized
from workedout.records.store import read
from workedout.results.measures import MEASURES
from workedout.results.transfer_family import Finals

FOUND = {"digits": Finals(read(fine_tuning.FINAL.name), fine_tuning.CHOSEN)}


@pytest.mark.parametrize("task", FOUND)
def test_the_curves_tell_every_mean_in_words_and_in_the_table(task):
    found = FOUND[task]
    figure = curves("some", found, {"accuracy": 0.95, "loss": 0.25})
    for row, (measure, way) in zip(
        figure.table.rows, [(m, w) for m in MEASURES for w in WAYS], strict=True
    ):
        digits = 1 if measure == "accuracy" else 3
        told = [f"{found.mean(measure, way, each):.{digits}f}" for each in found.counts]
        assert row == (measure, TITLES[way], *told)
        assert all(each in figure.alt for each in told)


def test_the_rates_tell_the_best_of_each_way():
    record = read(fine_tuning.SEARCH.name)
    figure = rates(record, (10, 100))
    assert len(figure.table.rows) == 2 * len(WAYS)
    for labelled in (10, 100):
        for way in WAYS:
            means = {
                rate: 100 * float(np.mean(record[Candidate(way, labelled, rate).name].accuracies))
                for rate in RATES[way]
            }
            best = max(means, key=means.__getitem__)
            told = f"{labelled} labelled, {TITLES[way]} {means[best]:.1f} at {best:g}"
            assert told in figure.alt


def test_the_digits_are_shown_as_they_are_and_enlarged():
    images, labels = optical_digits.pixels()
    mnist, classes = pocket_pixels()[1]
    figure = resized(images, labels, one_of_each(mnist, classes))
    small, large, theirs = (row[1:] for row in figure.table.rows)
    assert len(small) == len(large) == len(theirs) == 10
    first = images[int((labels == 0).nonzero()[0])].double() / 16
    assert small[0] == f"{float(first.mean()):.2f}"
    assert float(large[0]) < float(small[0])  # the border is empty
