"""Figures of the chapter on gradients: what they say in words and in their tables."""

import numpy as np
import pytest

from workedout.derivations.interval import width
from workedout.figures.gradients import (
    Factor,
    interval_width,
    layer_factors,
    lengths,
    spectra,
)
from workedout.statistics.intervals import Interval

PEAK = (6.894, 0.4477)


def test_the_interval_names_its_widest_place_and_lists_widths():
    figure = interval_width(PEAK, (6.9, 0.45))
    assert "0.4477 at 6.894" in figure.alt
    listed = {float(w): float(value) for w, value in figure.table.rows}
    assert listed[4] == 0
    assert listed[20] == pytest.approx(width(20), abs=1e-6)


def test_factors_say_where_each_activation_crosses_one():
    measured = Interval(0.9, 0.8, 1.0, 0.95)
    curves = {"relu": [Factor(1, 0.5, measured), Factor(2, 2.0), Factor(0.5, 0.125)]}
    figure = layer_factors(curves)
    assert "relu above 1 from a gain of about 2" in figure.alt
    assert figure.table.rows == (("relu", "1", "0.5", "0.9", "0.8 to 1"),)


def test_lengths_are_typical_values_with_intervals_from_logarithms():
    values = np.array([[1e-3, 1.0], [1e-5, 1.0], [1e-4, 1.0]])
    figure = lengths("some-lengths", "Length", {"left": {"plain": values}})
    assert "left, plain: 1.0e\N{MINUS SIGN}04 and 1.0e+00" in figure.alt
    ((name, first, last),) = figure.table.rows
    assert name == "left, plain"
    assert first.startswith("0.0001 (")
    assert last == "1 (1 to 1)"


def test_lengths_want_the_same_lines_in_every_panel():
    values = np.ones((3, 4)) + np.arange(3)[:, None]
    with pytest.raises(ValueError, match="the same lines"):
        lengths("x", "Length", {"left": {"a": values}, "right": {"b": values}})


def test_spectra_list_medians_for_every_depth():
    values = np.array([[1.0, 0.1], [3.0, 0.3], [2.0, 0.2]])
    panels = {title: {"largest": values} for title in ("one", "two")}
    figure = spectra([1, 2], panels)
    assert figure.table.rows[0] == ("one, largest", "2", "0.2")
    assert "After 2 layers: one: largest 0.2; two: largest 0.2." in figure.alt
