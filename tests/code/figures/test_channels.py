"""A convolution over channels in steps: each sum is the one that PyTorch computes."""

import re

import numpy as np
import torch
import torch.nn.functional as F

from workedout.figures.channels import channels

RANDOM = np.random.default_rng(3)
IMAGE = RANDOM.integers(-2, 3, (2, 4, 4))
FILTERS = RANDOM.integers(-1, 3, (2, 2, 3, 3))
BIASES = np.array([1, -2])
FIGURE = channels(IMAGE, FILTERS, BIASES)
EXPECTED = F.conv2d(*(torch.tensor(each) for each in (IMAGE[None], FILTERS, BIASES)))[0]


def as_number(text):
    return int(text.replace("\N{MINUS SIGN}", "-"))


def test_the_table_adds_the_channels_to_what_pytorch_computes():
    assert FIGURE.table.head == ("output", "channel 1", "channel 2", "bias", "sum")
    rows = [list(map(as_number, row[1:])) for row in FIGURE.table.rows]
    assert [row[-1] for row in rows] == EXPECTED.flatten().tolist()
    assert all(sum(row[:-1]) == row[-1] for row in rows)


def test_there_is_a_step_for_each_output_and_one_at_each_end():
    assert len(FIGURE.steps) == 2 + EXPECTED.numel()
    assert FIGURE.steps[0].startswith("Given: an image of 2 channels, and 2 filters.")


def test_the_products_of_a_step_add_up_to_its_sums():
    for step in FIGURE.steps[1:-1]:
        for products, total in re.findall(r"channel \d: (.*?) = (−?\d+)", step):
            terms = [
                np.prod([as_number(each.strip("()")) for each in product.split(" · ")])
                for product in products.split(" + ")
            ]
            assert sum(terms) == as_number(total)


def test_outputs_light_up_with_their_windows():
    # Cell (1, 1) of each channel lies under all four windows, of both filters.
    everywhere = " ".join(["1", *map(str, range(2, 10))])
    assert FIGURE.svg.count(f"data-lit='{everywhere}'") == 2 * 4 * 2
