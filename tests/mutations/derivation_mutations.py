"""Every identity of the book with a mistake on purpose: does the checker say no to each?

    python tests/mutations/derivation_mutations.py [module ...] [--jobs 2] [--seconds 60]

Changes one thing at a time on each side of each identity in ``workedout.derivations``, runs the
checker that the pages run, and prints how many mutants it rejected. A mutant that is equal to the
original, by values and by algebra, is no mistake and does not count. One that the checker lets pass
survives; the table ``EXPLAINED`` gives the reason where there is one. A mutant for which time runs
out counts as rejected when its values differ from the original's, else it is undecided. The exit
status is 1 when a survivor or an undecided one has no reason, when a reason has no survivor, or
when an identity does not hold.
"""

import argparse
import importlib
import multiprocessing
import pkgutil
import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from expression_mutants import mutants
from mutant_verdicts import (
    EQUAL,
    ERROR,
    KILLED,
    SURVIVED,
    TIME,
    UNDECIDED,
    Case,
    Checker,
    accepts,
    decide,
)
from tqdm import tqdm

from workedout import derivations
from workedout.console import console
from workedout.cores import cores
from workedout.derivations.identity import Identity, holds

SIDES = ("left", "right")
Reasons = dict[tuple[str, str, str], str]

# Survivors that are no gap of the checker: (identity, side, mutant as printed) and the reason.
BACKWARDS = "weights and gradient are at right angles, so a step back is as long as one forward"
LENGTH = "length of the weights after a step"
EXPLAINED: Reasons = {
    (LENGTH, "left", "Sum((-eta*G[j] - w[j])**2, (j, 1, n))"): BACKWARDS,
    (LENGTH, "left", "Sum((eta*G[j] + w[j])**2, (j, 1, n))"): BACKWARDS,
}


def modules(names: Sequence[str] = ()) -> Iterator[str]:
    """The modules of derivations with these names, or all."""
    for module in pkgutil.walk_packages(derivations.__path__, f"{derivations.__name__}."):
        if not names or module.name.rpartition(".")[2] in names:
            yield module.name


def identities(name: str) -> list[Identity]:
    """The identities that a module holds, also within tuples, lists and dicts, each once."""
    found: dict[int, Identity] = {}

    def collect(value: object) -> None:
        if isinstance(value, Identity):
            found.setdefault(id(value), value)
        elif isinstance(value, tuple | list):
            for each in value:
                collect(each)
        elif isinstance(value, dict):
            collect([*value.values()])

    for value in vars(importlib.import_module(name)).values():
        collect(value)
    return list(found.values())


def cases(names: Sequence[str] = ()) -> list[Case]:
    """Every mutant of every identity, each identity in the first module that holds it."""
    seen: set[int] = set()
    found = []
    for name in modules(names):
        for identity in identities(name):
            if id(identity) not in seen:
                seen.add(id(identity))
                found += [
                    Case(name.rpartition(".")[2], identity, side, mutant)
                    for side in SIDES
                    for mutant in mutants(getattr(identity, side))
                ]
    return found


@dataclass
class Result:
    """The verdicts on the mutants of one identity."""

    module: str
    identity: Identity
    sound: bool
    verdicts: list[tuple[Case, str]]

    @property
    def count(self) -> Counter[str]:
        """How many there are of each verdict."""
        return Counter(verdict for _, verdict in self.verdicts)

    @property
    def survivors(self) -> list[tuple[Case, str]]:
        """The mistakes that the checker let pass, or did not decide on, with the verdict."""
        return [each for each in self.verdicts if each[1] in (SURVIVED, UNDECIDED)]


def run(
    found: Sequence[Case], checker: Checker = holds, jobs: int = 1, seconds: float = 60
) -> list[Result]:
    """Decide all cases, and gather them by identity."""
    global _work
    _work = (found, checker, seconds)
    with multiprocessing.get_context("fork").Pool(jobs) as pool:
        verdicts = list(tqdm(pool.imap(_decide, range(len(found))), total=len(found)))
    results: dict[int, Result] = {}
    for case, verdict in zip(found, verdicts, strict=True):
        if id(case.identity) not in results:
            sound = accepts(checker, case.identity, seconds)
            results[id(case.identity)] = Result(case.module, case.identity, sound, [])
        results[id(case.identity)].verdicts.append((case, verdict))
    return list(results.values())


_work: tuple[Sequence[Case], Checker, float] = ((), holds, 60)


def _decide(number: int) -> str:
    found, checker, seconds = _work
    return decide(found[number], checker, seconds)


def faults(results: Iterable[Result], explained: Reasons) -> list[str]:
    """What keeps the exit status from being 0, one a line."""
    listed = list(results)
    survivors = [each for result in listed for each in result.survivors]
    stale = set(explained) - {case.key for case, _ in survivors}
    return [
        *(f"does not hold: {result.identity.name}" for result in listed if not result.sound),
        *(f"{verdict}: {case}" for case, verdict in survivors if case.key not in explained),
        *(f"explained, but not there: {key}" for key in sorted(stale)),
    ]


HEADINGS = ("mutants", "killed", "survived", "undecided", "explained", "equal")


def numbers(result: Result, explained: Reasons) -> Counter[str]:
    """A result as a row of the table."""
    count = result.count
    return Counter(
        {
            "mutants": sum(count.values()) - count[EQUAL],
            "killed": count[KILLED] + count[ERROR] + count[TIME],
            "explained": sum(case.key in explained for case, _ in result.survivors),
            **{kind: count[kind] for kind in (SURVIVED, UNDECIDED, EQUAL, ERROR, TIME)},
        }
    )


def report(results: Sequence[Result], explained: Reasons) -> str:
    """The counts by derivation, then what is equal, what survived, and what is wrong."""
    width = max((len(result.identity.name) for result in results), default=0)
    lines = [f"{'identity':{width}}" + "".join(f"{heading:>11}" for heading in HEADINGS)]
    total: Counter[str] = Counter()
    for module in dict.fromkeys(result.module for result in results):
        lines.append(f"{module}:")
        for result in (each for each in results if each.module == module):
            row = numbers(result, explained)
            total += row
            cells = "".join(f"{row[heading]:11}" for heading in HEADINGS)
            lines.append(f"{result.identity.name:{width}}{cells}")
    lines.append(f"{'all':{width}}" + "".join(f"{total[heading]:11}" for heading in HEADINGS))
    lines.append(f"of the killed, {total[ERROR]} by an error and {total[TIME]} by their values")
    for result in results:
        for case, verdict in result.verdicts:
            if verdict == EQUAL:
                lines.append(f"equal to the original, so no mistake: {case}")
            elif case.key in explained:
                lines.append(f"{verdict}: {case}: {explained[case.key]}")
    return "\n".join([*lines, *faults(results, explained)])


def main(
    arguments: Sequence[str] | None = None,
    checker: Checker = holds,
    explained: Reasons = EXPLAINED,
) -> int:
    """Print the report; 0 when no survivor is without a reason."""
    parser = argparse.ArgumentParser(description=__doc__, add_help=True)
    parser.add_argument("modules", nargs="*", help="modules of derivations; all by default")
    parser.add_argument("--jobs", type=int, default=cores())
    parser.add_argument("--seconds", type=float, default=60, help="time for one mutant")
    chosen = parser.parse_args(arguments)
    results = run(cases(chosen.modules), checker, chosen.jobs, chosen.seconds)
    if chosen.modules:
        names = {result.identity.name for result in results}
        explained = {key: reason for key, reason in explained.items() if key[0] in names}
    print(report(results, explained))
    return 1 if faults(results, explained) or not results else 0


if __name__ == "__main__":
    with console():
        status = main()
    sys.exit(status)
