"""The figure of changed copies: what its table and its description say."""

import pytest
import torch

from workedout.data.augmentation import BACKGROUND, move
from workedout.figures.digits import changed_copies


@pytest.fixture(scope="module")
def dot() -> torch.Tensor:
    """One bright pixel in row 10, column 12."""
    image = torch.full((1, 1, 28, 28), BACKGROUND)
    image[0, 0, 10, 12] += 2
    return image


def test_the_table_gives_the_centre_of_each_copy(dot: torch.Tensor) -> None:
    right, down = torch.eye(4, dtype=torch.float64)[2:]
    copies = move(dot.expand(2, 1, 28, 28), torch.stack([right, down], dim=1))
    table = changed_copies(dot, copies[None]).table
    # The grid moves by two pixels to the right, or down: so the ink moves the other way.
    assert table.rows == (("1", "10.0, 12.0", "10.0, 10.0", "8.0, 12.0"),)
    assert len(table.head) == 4


def test_the_description_counts_images_and_copies(dot: torch.Tensor) -> None:
    alt = changed_copies(dot.expand(2, 1, 28, 28), dot.expand(2, 5, 1, 28, 28)).alt
    assert alt.startswith("2 handwritten digits")
    assert "5 copies" in alt
