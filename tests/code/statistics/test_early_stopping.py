"""Where patience ends, on short courses that can be followed by eye."""

import pytest

from workedout.statistics.early_stopping import stopped

CASES = {
    "it falls to the end": ([3.0, 2.0, 1.0], 1, (3, 3)),
    "one worse epoch ends a patience of one": ([3.0, 2.0, 2.5, 1.0], 1, (3, 2)),
    "a patience of two bears it": ([3.0, 2.0, 2.5, 1.0], 2, (4, 4)),
    "an equal loss is no new least": ([2.0, 2.0, 2.0, 1.0], 2, (3, 1)),
    "one epoch": ([1.0], 1, (1, 1)),
}


@pytest.mark.parametrize(("losses", "patience", "expected"), CASES.values(), ids=CASES)
def test_it_stops_and_keeps(losses, patience, expected):
    assert stopped(losses, patience) == expected


@pytest.mark.parametrize(("losses", "patience"), [([], 1), ([1.0], 0)], ids=["no losses", "none"])
def test_nothing_to_stop_is_refused(losses, patience):
    with pytest.raises(ValueError, match="expected losses and a patience of 1 or more"):
        stopped(losses, patience)
