"""Which faults does the checklist of the chapter on diagnosis find, and whom does it blame?"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from workedout.data.sources import Pocket
from workedout.experiments.specification import Measurement
from workedout.inspection.cases.faulty import FAULTY, VARIANTS
from workedout.inspection.cases.further import FURTHER
from workedout.inspection.cases.parts import Case
from workedout.inspection.cases.sound import SOUND
from workedout.inspection.checklist.data import order
from workedout.inspection.checklist.moves import optimizer
from workedout.inspection.checklist.script import Finding, first_fault
from workedout.inspection.checklist.start import activations, neighbours, start
from workedout.inspection.checklist.steps import mode
from workedout.inspection.diagnosis import CHECKS, examine
from workedout.training.threads import one_thread

GROUPS: Mapping[str, tuple[Case, ...]] = {
    "faulty": FAULTY,
    "variants": VARIANTS,
    "sound": SOUND,
    "further": FURTHER,
}
# Checks that train nothing, for the fingerprint; and every so many cases of a group.
CHEAP = (order, neighbours, start, mode, optimizer, activations)
EVERY = 8


@dataclass(frozen=True)
class PocketSet:
    """The pocket set, which the scripts open themselves."""

    def full(self) -> tuple[Any, ...]:
        """Nothing that would have to be handed over."""
        return ()

    def miniature(self) -> tuple[Any, ...]:
        """Nothing, too."""
        return ()

    def digest(self) -> str:
        """That of the pocket set."""
        return Pocket().digest()


def verdict(case: Case, findings: Iterable[Finding]) -> dict[str, Any]:
    """What is kept of the findings on one case."""
    findings = list(findings)
    return {
        "expected": case.check,
        "first": first_fault(findings),
        "named": [each.check for each in findings if not each.healthy],
        "skipped": [each.check for each in findings if not each.looked],
    }


def examined() -> dict[str, Any]:
    """Go through the checklist for every case.

    Returns:
        By group and case, the check that was expected ("expected"), the first that speaks
        ("first"), all that do ("named"), and those that cannot look ("skipped").
    """
    with one_thread():
        return {
            group: {case.name: verdict(case, examine(case.script())) for case in cases}
            for group, cases in GROUPS.items()
        }


def behaviour() -> dict[str, Any]:
    """The fingerprint: which cases and checks there are, and what cheap checks say of a few."""
    with one_thread():
        few = {
            case.name: verdict(case, examine(case.script(), CHEAP))
            for cases in GROUPS.values()
            for case in cases[::EVERY]
        }
    names = {group: [[c.name, c.check] for c in cases] for group, cases in GROUPS.items()}
    return {
        "cases": names,
        "count": sum(map(len, GROUPS.values())),
        "checks": [each.__name__ for each in CHECKS],
        "few": few,
    }


CASES = Measurement(
    name="diagnosis-cases",
    question="Which faults does the checklist find, which does it name first, whom does it blame?",
    measure=examined,
    behaviour=behaviour,
    reads_test_set=False,
    material=PocketSet(),
)

QUESTIONS = (CASES,)
