"""A claim on a record has to fail when the record says otherwise.

Each page's claims are made again on records whose arms have exchanged their results. A claim that
holds whatever stands in the record says nothing about it, and is found here.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache
from pathlib import Path

import pytest
import yaml
from claim_slices import Key, claims_made, claims_on_no_record, needed, on_records, steps
from falsified import EXCHANGES, OTHERS, Falsify, exchanged, rotated

from workedout.records import store
from workedout.records.fingerprints import Fingerprint
from workedout.records.store import ArmRecord, Record, SeedResult

ROOT = Path(__file__).parents[2]
CONTENTS = yaml.safe_load((ROOT / "_toc.yml").read_text("utf-8"))
PAGES = [chapter["file"] for part in CONTENTS["parts"] for chapter in part["chapters"]]
CLAIMING = [page for page in PAGES if "claim(" in (ROOT / f"{page}.md").read_text("utf-8")]
FALSIFIED: Mapping[str, Falsify] = EXCHANGES | OTHERS

Read = Callable[[str], Record]
read = cache(store.read)


def source(page: str) -> str:
    return (ROOT / f"{page}.md").read_text("utf-8")


def surviving(page: str, reader: Read, ways: Mapping[str, Falsify]) -> list[str]:
    """The claims of a page that hold in whichever of these ways its records are falsified."""
    left = claims_made(page, reader)
    for falsify in ways.values():
        found = claims_made(page, lambda name, way=falsify: way(reader(name)), True, left)
        left = {key: claim for key, claim in left.items() if holds_in(found, key)}
        if not left:
            break
    return [claim.statement for claim in left.values()]


def holds_in(found: Mapping, key: Key) -> bool:
    """Whether a claim held, or could not be computed, which says nothing."""
    return key not in found or found[key].holds


def test_there_are_claims_to_test() -> None:
    assert "book/training/depth-width" in CLAIMING


@pytest.mark.parametrize("page", CLAIMING)
def test_the_claims_of_a_page_hold_on_its_records(page: str) -> None:
    found = claims_made(source(page), read)
    assert [claim.statement for claim in found.values() if not claim.holds] == []


@pytest.mark.filterwarnings("ignore:Precision loss occurred")
@pytest.mark.parametrize("page", CLAIMING)
def test_each_claim_on_a_record_fails_when_its_arms_are_exchanged(page: str) -> None:
    assert surviving(source(page), read, FALSIFIED) == []


@pytest.mark.parametrize("page", [page for page in CLAIMING if "/training/" in page])
def test_each_claim_of_part_two_is_one_on_a_record(page: str) -> None:
    assert claims_on_no_record(source(page)) == []


# A page that makes one claim, and a record of three arms.
HEAD = """
```{code-cell} python
from workedout.checks import check, claim
from workedout.records.lookup import run
from workedout.statistics.hypothesis_tests import mean_above, mean_greater, means_within

record = run("tiny")
accuracy = {name: arm.accuracies for name, arm in record.arms.items()}
```
"""
ACCURACIES = {"poor": [0.90, 0.91, 0.92], "good": [0.95, 0.96, 0.97], "fair": [0.94, 0.96, 0.96]}


def arm(accuracies: list[float]) -> ArmRecord:
    runs = {
        seed: SeedResult([2.0, 1.0], [(10, 0.9, value - 0.5), (20, 0.4, value)], 1.0, 0)
        for seed, value in enumerate(accuracies)
    }
    return ArmRecord({}, "", Fingerprint((), ()), runs)


TINY = Record("tiny", [], {name: arm(values) for name, values in ACCURACIES.items()})


def tiny(name: str) -> Record:
    return TINY


def page_with(*statements: str) -> str:
    cells = [f"\n```{{code-cell}} python\n:tags: [x]\n\n{each}\n```\n" for each in statements]
    return HEAD + "".join(cells)


DEPENDING = {
    "a difference": 'claim("Better", mean_greater(accuracy["good"], accuracy["poor"]))',
    "a bar": 'claim("Above 0.94", mean_above(accuracy["good"], 0.94))',
    "an equivalence": 'claim("Alike", means_within(accuracy["good"], accuracy["fair"], 0.03))',
    "a claim in a loop": "for name in ('good', 'fair'):\n"
    '    claim(name, mean_greater(accuracy[name], accuracy["poor"]))',
    "a claim by a function": "def better(a, b):\n    return mean_greater(accuracy[a], "
    "accuracy[b])\n"
    'claim("Better", better("good", "poor"))',
}
INDEPENDENT = {
    "typed numbers beside a record": 'claim("Better", mean_greater([a + 1 for a in '
    'accuracy["good"]], accuracy["good"]))',
    "a bar below everything": 'claim("Above 0.5", mean_above(record["poor"].accuracies, -2))',
    "a margin beyond everything": 'claim("Alike", means_within(accuracy["good"], '
    'accuracy["poor"], 3.0))',
}


@pytest.mark.parametrize("statement", DEPENDING.values(), ids=DEPENDING)
def test_a_claim_that_depends_on_its_arms_fails_on_exchanged_ones(statement: str) -> None:
    assert surviving(page_with(statement), tiny, EXCHANGES) == []


@pytest.mark.filterwarnings("ignore:Precision loss occurred")
@pytest.mark.parametrize("statement", INDEPENDENT.values(), ids=INDEPENDENT)
def test_a_claim_that_holds_whatever_the_record_says_is_found(statement: str) -> None:
    assert len(surviving(page_with(statement), tiny, FALSIFIED)) == 1


def test_a_claim_about_time_fails_when_time_goes_backwards() -> None:
    page = page_with(
        "runs = [run_.observations for run_ in record['good'].seeds.values()]\n"
        'claim("It learns", mean_above([late[2] - early[2] for early, late in runs], 0))'
    )
    assert len(surviving(page, tiny, EXCHANGES)) == 1
    assert surviving(page, tiny, OTHERS) == []


@pytest.mark.filterwarnings("ignore:Precision loss occurred")
def test_a_claim_about_values_that_do_not_scatter_is_not_decided() -> None:
    page = page_with('claim("Alike", mean_above([1.0 for _ in accuracy["good"]], 1.0))')
    assert claims_made(page, tiny) == {}


def test_a_claim_that_cannot_be_computed_has_not_failed() -> None:
    page = page_with('assert accuracy["good"][0] == 0.95', DEPENDING["a difference"])
    broken = page_with(
        'best = {0.95: "good"}[accuracy["good"][0]]',
        'claim("Better", mean_greater(accuracy[best], accuracy["poor"]))',
    )
    assert surviving(page, tiny, EXCHANGES) == []
    assert surviving(broken, tiny, {"one": exchanged(rotated(1))}) == ["Better"]


def test_a_cell_that_raises_on_the_true_records_is_an_error() -> None:
    with pytest.raises(KeyError):
        claims_made(page_with('claim("Better", mean_above(accuracy["no"], 0))'), tiny)


def test_a_claim_without_a_record_is_told_apart() -> None:
    page = page_with('claim("Two is more than one", mean_above([2.0, 2.1, 2.2], 1))')
    assert len(claims_on_no_record(page)) == 1
    assert claims_made(page, tiny) == {}


def test_what_no_claim_needs_is_not_executed() -> None:
    page = page_with(
        "trained = train_for_hours()",
        'check("It learns", trained > 0)',
        "for name in accuracy:\n    print(name)",
        "level = 0.05",
        "name = 'good'",
        'claim("Better", mean_greater(accuracy[name], accuracy["poor"], level))',
    )
    program = steps(page)
    claiming = {n for n in on_records(program) if "claim" in program[n].calls}
    kept = [type(program[number].node).__name__ for number in needed(program, claiming)]
    assert kept == ["ImportFrom"] * 3 + ["Assign"] * 4 + ["Expr"]
    assert surviving(page, tiny, EXCHANGES) == []


def test_a_loop_over_what_a_claim_needs_is_not_needed_itself() -> None:
    page = page_with(
        "for name, values in accuracy.items():\n    print(name, train_for_hours(values))",
        'claim("Better", mean_greater(accuracy["good"], accuracy["poor"]))',
    )
    assert surviving(page, tiny, EXCHANGES) == []


def test_a_list_that_is_filled_in_place_is_followed() -> None:
    page = page_with(
        "better = []\nfor name in ('good', 'fair'):\n    better.append(accuracy[name])",
        'claim("Better", mean_greater(better[0], accuracy["poor"]))',
    )
    assert surviving(page, tiny, EXCHANGES) == []


def test_the_values_of_a_measurement_are_exchanged_among_their_like() -> None:
    value = {
        "images": 5,
        "readers": {"a": {"loss": [1], "rows": [2]}, "b": {"loss": [3], "rows": [4]}},
    }
    found = exchanged(rotated(1))(Record("m", [], value=value)).value
    assert found["images"] == 5
    assert found["readers"]["a"] == {"loss": [4], "rows": [3]}
