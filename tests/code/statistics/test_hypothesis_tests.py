"""Tests on pairs; the others stand beside the intervals that they belong to."""

import pytest
from scipy import stats

from workedout.statistics.hypothesis_tests import higher_in_pairs, mean_higher


def test_pairs_show_a_difference_that_the_spread_of_all_would_hide():
    low = [0.60, 0.70, 0.80, 0.90]
    high = [0.61, 0.712, 0.81, 0.911]
    assert higher_in_pairs(high, low).holds
    assert not higher_in_pairs(low, high).holds
    assert higher_in_pairs(low, high).p == 1.0
    assert not mean_higher(high, low).holds
    expected = stats.ttest_rel(high, low).pvalue
    assert higher_in_pairs(high, low).p == pytest.approx(expected)


@pytest.mark.filterwarnings("ignore")
def test_pairs_without_any_difference_show_none():
    same = [0.5, 0.6, 0.7]
    assert not higher_in_pairs(same, same).holds
    with pytest.raises(ValueError, match="shorter"):
        higher_in_pairs(same, same[:2])
