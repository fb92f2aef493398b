"""A filter made by hand on a digit: its sums, and their signs as colours."""

import numpy as np
import pytest
import torch
import torch.nn.functional as F

from workedout.figures.edge_filter import edge_filter, signed

IMAGE = np.zeros((8, 8))
IMAGE[2:6, 3:5] = 1
LEFT = np.array([[-1, 0, 1]] * 3)
FIGURE = edge_filter(IMAGE, {"left edges": LEFT, "top edges": LEFT.T})
ROWS = dict(FIGURE.table.rows)


def test_outputs_reach_as_far_as_pytorchs():
    tensors = [torch.tensor(each, dtype=torch.float64)[None, None] for each in (IMAGE, LEFT)]
    expected = F.conv2d(*tensors)
    low, high = expected.min().item(), expected.max().item()
    assert ROWS["left edges, outputs"] == f"{low:.2f} to {high:.2f}".replace("-", "\N{MINUS SIGN}")


def test_the_words_say_where_each_filter_puts_out_most():
    assert "the filter for left edges puts out at most 3.00, at row 2 and column 1" in FIGURE.alt
    assert "the filter for top edges puts out at most 2.00, at row 0 and column 2" in FIGURE.alt


def test_the_table_has_the_filters():
    assert ROWS["top edges, filter row 1"] == "  ".join(["\N{MINUS SIGN}1"] * 3)


@pytest.mark.parametrize("value", [1.0, -1.0])
def test_the_sign_decides_the_colour_and_the_size_the_strength(value):
    (one, half, none, other) = signed(np.array([value, value / 2, 0, -value]), 1.0)
    assert tuple(one[:3]) == tuple(half[:3]) != tuple(other[:3])
    assert one[3] == other[3] == 1 > half[3] > none[3] == 0
