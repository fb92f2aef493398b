"""The figure of the experiment on padding says what its record says."""

import pytest

from workedout.data.held_out_views import DISTANCES, PLACES
from workedout.figures.padding import ARROWS, by_place, direction, misread
from workedout.records.fingerprints import Fingerprint
from workedout.records.store import ArmRecord, Record, SeedResult


def arm(at_home, at_two, at_four):
    """Two runs that read these shares, the second one image in a hundred fewer."""

    def run(less):
        shares = {0: at_home, 2: at_two, 4: at_four}
        probe = tuple(shares[max(map(abs, place))] - less for place in PLACES)
        return SeedResult([1.0], [(10, 0.1, at_home - less)], 1.0, 0, [(0.0,) * 17, probe])

    return ArmRecord({}, "", Fingerprint((), ()), {0: run(0.0), 1: run(0.01)})


RECORD = Record("padding", [], {"padded": arm(0.99, 0.98, 0.97), "bare": arm(0.98, 0.9, 0.5)})


def test_errors_are_those_of_the_last_look_at_each_place():
    found = misread(RECORD, "bare")
    assert list(found) == list(PLACES)
    assert found[0, 0] == pytest.approx([2, 3])
    assert found[4, -4] == pytest.approx([50, 51])


def test_each_place_has_an_arrow_of_its_own():
    for distance in DISTANCES:
        far = [place for place in PLACES if max(map(abs, place)) == distance]
        assert {direction(place, distance) for place in far} == set(ARROWS)
    assert len(set(ARROWS.values())) == 8
    assert (ARROWS[-1, 0], ARROWS[0, 1], ARROWS[1, -1]) == ("↑", "→", "↙")


def test_the_words_have_the_means_at_home_and_far_away():
    alt = by_place(RECORD).alt
    assert "padded, 1.5 and 3.5; bare, 2.5 and 50.5" in alt
    assert "by 2 and 4 pixels" in alt


def test_the_table_has_a_row_for_each_place():
    table = by_place(RECORD).table
    assert table.head == ("place", "padded", "bare")
    rows = {name: values for name, *values in table.rows}
    assert len(rows) == len(PLACES)
    assert rows["own place"] == ["98.50\N{NO-BREAK SPACE}%", "97.50\N{NO-BREAK SPACE}%"]
    assert rows["4 ↗"] == ["96.50\N{NO-BREAK SPACE}%", "49.50\N{NO-BREAK SPACE}%"]
