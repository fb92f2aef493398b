"""What moved between editions is found by comparing means, and nothing else is listed."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from workedout.results import editions
from workedout.results.editions import Changes, Moved, changes, freeze, moved

OLD = {"a: one": 0.98, "a: two": 0.97, "gone: one": 0.5}


@pytest.fixture
def now(monkeypatch: pytest.MonkeyPatch) -> dict[str, float]:
    """What is recorded, to be changed by a test."""
    found = {"a: one": 0.98, "a: two": 0.97, "new: one": 0.6}
    monkeypatch.setattr(editions, "means", lambda results: found)
    return found


def write(folder: Path, edition: str, means: dict[str, float]) -> None:
    (folder / f"{edition}.json").write_text(json.dumps(means), "utf-8")


def test_equal_means_new_arms_and_lost_ones_are_no_changes(tmp_path: Path, now) -> None:
    write(tmp_path, "1", OLD)
    assert changes((), tmp_path) == Changes(())
    assert repr(changes((), tmp_path)) == "No recorded mean has moved."


def test_a_mean_that_moved_is_listed_with_both_values(tmp_path: Path, now) -> None:
    write(tmp_path, "1", OLD)
    now["a: two"] = 0.9725
    found = changes((), tmp_path)
    assert found.moved == (Moved("1", "a: two", 0.97, 0.9725),)
    assert found.table.rows == (("a: two", "1", "97.000", "97.250", "+0.250"),)


def test_what_moved_in_earlier_editions_stays_listed_after_what_moved_since(
    tmp_path: Path, now
) -> None:
    write(tmp_path, "2", {**OLD, "a: one": 0.981})
    write(tmp_path, "1", OLD)
    write(tmp_path, "10", {**OLD, "a: one": 0.981})
    found = [(each.since, each.new) for each in changes((), tmp_path).moved]
    assert found == [("10", 0.98), ("1", 0.981)]


def test_rounding_moves_nothing() -> None:
    assert list(moved("1", {"a": 0.1 + 0.2}, {"a": 0.3})) == []


def test_an_edition_is_written_once(tmp_path: Path, now) -> None:
    path = freeze("2", tmp_path)
    assert json.loads(path.read_text("utf-8")) == now
    with pytest.raises(FileExistsError):
        freeze("2", tmp_path)


def test_the_means_of_the_book_are_those_of_arms_that_it_has() -> None:
    first = editions.editions()["1"]
    assert len(first) > 100
    assert all(0 <= mean <= 1 for mean in first.values())
