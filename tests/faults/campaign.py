"""What can go wrong, many times over: is anything lost, or anything wrong shown?

    python tests/faults/campaign.py [--seed 0] [--only kills ...] [--write]

Prints for each fault how often it was tried and what went wrong, and ends with exit status 1 where
anything did. With ``--write`` the counts go to ``book/back/faults.csv``, the table on the page that
says how the book is checked. It takes half an hour to an hour.
"""

import argparse
import csv
import random
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import NamedTuple

from disturbing import full_disk, kills, no_network, strange_places, two_at_once
from spoiling import (
    hostile_tensors,
    no_files,
    spoilt_digits,
    spoilt_photographs,
    spoilt_records,
)

from workedout.console import console

HEAD = ("fault", "tried", "went wrong")
COUNTS = Path(__file__).resolve().parents[2] / "book" / "back" / "faults.csv"


class Fault(NamedTuple):
    """One kind of fault.

    Attributes:
        words: what is done, for a table.
        times: how often a campaign tries it.
        attempt: tries it some times, by a stream of random numbers; returns what went wrong.
    """

    words: str
    times: int
    attempt: Callable[[int, random.Random], list[str]]


FAULTS = {
    "kills": Fault("a recording killed at a random moment", 100, kills),
    "two": Fault("two recordings of one experiment at once", 20, two_at_once),
    "disk": Fault("a disk that is full after some bytes", 20, full_disk),
    "places": Fault("another language, time zone, encoding, no home", 20, strange_places),
    "network": Fault("no network when the digits are asked for", 10, no_network),
    "records": Fault("a record cut, with a flipped bit, from the future", 2_000, spoilt_records),
    "digits": Fault("a file of digits cut, with a flipped bit, exchanged", 500, spoilt_digits),
    "photographs": Fault("a photograph cut, or with a flipped bit", 1_000, spoilt_photographs),
    "pipes": Fault("a pipe, device or folder in place of a file", 200, no_files),
    "tensors": Fault("a file of weights that lies about its contents", 500, hostile_tensors),
}


def main(arguments: Sequence[str] | None = None) -> int:
    """Try the faults and say what went wrong."""
    top = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    top.add_argument("--seed", type=int, default=0)
    top.add_argument("--only", nargs="+", choices=FAULTS, default=list(FAULTS))
    top.add_argument("--write", action="store_true", help="keep the counts for the page")
    chosen = top.parse_args(arguments)
    if chosen.write and set(chosen.only) != set(FAULTS):
        top.error("--write keeps whole campaigns only: leave --only out")
    counts, all_wrong = [], []
    for name in chosen.only:
        words, times, attempt = FAULTS[name]
        wrong = attempt(times, random.Random(f"{chosen.seed} {name}"))
        print(f"{words}: {times} times, {len(wrong)} wrong", *wrong, sep="\n  ", flush=True)
        counts.append((words, f"{times:,}", len(wrong)))
        all_wrong += wrong
    if chosen.write:
        with COUNTS.open("w", newline="", encoding="utf-8") as file:
            csv.writer(file, lineterminator="\n").writerows([HEAD, *counts])
    return 1 if all_wrong else 0


if __name__ == "__main__":
    with console():
        status = main()
    sys.exit(status)
