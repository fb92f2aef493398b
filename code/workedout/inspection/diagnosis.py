"""It does not learn: a checklist for a training script, and a sound script to compare with.

A script is anything that has the parts named in ``Script``: an object, or a module of functions.
``Loop`` makes one of a plain loop's parts. Each check builds the script's network anew, on the CPU,
and leaves the script as it was.
"""

from collections.abc import Iterable

from workedout.inspection.checklist.data import labels, order
from workedout.inspection.checklist.gradients import gradient
from workedout.inspection.checklist.learning import (
    dead_units,
    gap,
    one_batch,
    progress,
    rate_sweep,
)
from workedout.inspection.checklist.loops import Loop
from workedout.inspection.checklist.moves import optimizer
from workedout.inspection.checklist.preparation import held_out
from workedout.inspection.checklist.scores import scoring
from workedout.inspection.checklist.script import Check, Finding, Plain, Script, first_fault
from workedout.inspection.checklist.start import activations, first_loss, neighbours, start
from workedout.inspection.checklist.steps import a_whole_step, decay, mode
from workedout.inspection.checklist.watching import remembered, trained

__all__ = [
    "CHECKS",
    "Check",
    "Finding",
    "Loop",
    "Plain",
    "Script",
    "a_whole_step",
    "activations",
    "dead_units",
    "decay",
    "examine",
    "first_fault",
    "first_loss",
    "gap",
    "gradient",
    "held_out",
    "labels",
    "mode",
    "neighbours",
    "one_batch",
    "optimizer",
    "order",
    "progress",
    "rate_sweep",
    "scoring",
    "start",
    "trained",
]

# In the order in which a fault of one kind is to be named before what follows from it.
CHECKS: tuple[Check, ...] = (
    labels,
    order,
    held_out,
    a_whole_step,
    mode,
    neighbours,
    first_loss,
    start,
    gradient,
    optimizer,
    activations,
    scoring,
    one_batch,
    decay,
    rate_sweep,
    dead_units,
    gap,
    progress,
)


def examine(script: Script, checks: Iterable[Check] = CHECKS) -> list[Finding]:
    """Go through the checklist; a check that cannot look says so and why."""
    with remembered():
        return [check(script) for check in checks]
