"""All masks of a few units: as many as there are, with the probabilities that they have."""

from fractions import Fraction
from math import comb

import pytest

from workedout.from_scratch.dropout_masks import every_mask, mean_over_masks


@pytest.mark.parametrize("units", [0, 1, 2, 5])
@pytest.mark.parametrize("p", [Fraction(0), Fraction(1, 3), Fraction(1)], ids=str)
def test_there_are_two_to_the_units_masks_and_their_probabilities_sum_to_one(units, p):
    found = list(every_mask(units, p))
    assert len({mask for mask, _ in found}) == len(found) == 2**units
    assert sum(probability for _, probability in found) == 1


def test_the_number_of_units_that_are_kept_is_binomial():
    p, units = Fraction(1, 4), 5
    for kept in range(units + 1):
        found = sum(chance for mask, chance in every_mask(units, p) if sum(mask) == kept)
        assert found == comb(units, kept) * (1 - p) ** kept * p ** (units - kept)


def test_p_is_the_probability_of_dropping():
    assert dict(every_mask(2, Fraction(1, 4)))[0, 1] == Fraction(1, 4) * Fraction(3, 4)
    assert mean_over_masks(lambda mask: mask[0], 3, Fraction(1, 4)) == Fraction(3, 4)
