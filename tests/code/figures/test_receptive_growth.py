"""What a value sees, layer by layer: followed through the windows, and by the formula."""

import pytest

from workedout.derivations.receptive_fields import receptive_field
from workedout.figures import receptive_growth as figures

THREE, POOL = ("3 × 3", 3, 1), ("pooling", 2, 2)
STACKS = {
    "one": [THREE],
    "two": [THREE, THREE],
    "with pooling": [THREE, THREE, POOL, THREE],
    "stride": [("5 × 5", 5, 2), THREE],
    "gaps": [("1 × 1", 1, 3), THREE],
}


@pytest.mark.parametrize("layers", STACKS.values(), ids=STACKS)
def test_windows_cover_what_the_formula_says(layers):
    sizes = [(kernel, stride) for _, kernel, stride in layers]
    assert len(figures.fields_below(sizes)[0]) == receptive_field(sizes)
    rows = figures.receptive_growth("tried", layers).table.rows
    assert [row[3] for row in rows] == [
        str(receptive_field(sizes[:depth])) for depth in range(1, len(sizes) + 1)
    ]


def test_the_words_have_the_pixels_behind_each_layer():
    alt = figures.receptive_growth("tried", STACKS["two"]).alt
    assert "3 × 3 (kernel 3, stride 1), 3 and 3 × 3 (kernel 3, stride 1), 5." in alt


def test_a_formula_that_says_something_else_is_refused(monkeypatch):
    monkeypatch.setattr(figures, "receptive_field", lambda layers: 1 + 3 * len(layers))
    with pytest.raises(ValueError, match="windows cover 5 pixels, the formula says 7"):
        figures.receptive_growth("wrong", STACKS["two"])
