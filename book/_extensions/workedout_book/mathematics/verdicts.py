"""What stands behind the numbered equations of one page, from plain values and without Sphinx."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from difflib import get_close_matches
from typing import Any

NOTE = "workedout"  # the key under which the package writes into the metadata of an output
HIDDEN = {"remove-cell", "remove_cell", "remove-output", "remove_output"}
EMITTED, COVERED, DEFINITION = "emitted", "covered", "definition"
KINDS = (EMITTED, COVERED, DEFINITION)


@dataclass(frozen=True)
class Equation:
    """A numbered equation as the page prints it.

    Attributes:
        label: its label.
        tex: without delimiters.
        pasted: whether `glue` put it there.
        identity: the identity whose formula was glued; empty where it was none.
        line: where it stands.
    """

    label: str
    tex: str
    pasted: bool = False
    identity: str = ""
    line: int | None = None


@dataclass(frozen=True)
class Mark:
    """What the source says of an equation: the checks that cover it, or that it is a definition."""

    label: str
    kind: str
    statements: tuple[str, ...] = ()
    line: int | None = None


@dataclass
class Outputs:
    """What the ticks on a page say.

    Attributes:
        statements: those that stand beside a tick.
        vouched: by TeX, the identity or the statement of the tick that vouches for the formula.
        identities: pairs of TeX and each identity that vouches for it: two may print alike.
    """

    statements: set[str] = field(default_factory=set)
    vouched: dict[str, str] = field(default_factory=dict)
    identities: set[tuple[str, str]] = field(default_factory=set)


@dataclass(frozen=True)
class Verdict:
    """The kind of an equation, and what is named for it: an identity, or statements."""

    label: str
    kind: str
    behind: tuple[str, ...] = ()


@dataclass(frozen=True)
class Problem:
    """What is wrong, and in which line."""

    message: str
    line: int | None = None


def read_outputs(cells: Iterable[Mapping[str, Any]]) -> Outputs:
    """Collect what the ticks under the cells of a notebook say, as far as a reader sees them."""
    found = Outputs()
    shown = (cell for cell in cells if not HIDDEN & set(cell["metadata"].get("tags", ())))
    for output in (output for cell in shown for output in cell.get("outputs", ())):
        note = note_of(output.get("metadata", {}))
        if "statement" in note:
            found.statements.add(one_line(note["statement"]))
            if "latex" in note:
                tex = note["latex"].strip()
                found.vouched[tex] = note["identity"] or note["statement"]
                found.identities.add((tex, note["identity"]))
    return found


def note_of(metadata: Mapping[str, Any]) -> Mapping[str, str]:
    """What the package says about an output in its metadata."""
    return dict(metadata.get(NOTE, {}))


def one_line(text: str) -> str:
    """The text with single spaces, as a page shows it."""
    return " ".join(text.split())


def judge(
    equations: Sequence[Equation], marks: Sequence[Mark], outputs: Outputs
) -> tuple[list[Verdict], list[Problem]]:
    """What each equation is, as far as it is one of the three kinds, and all that is wrong."""
    verdicts, problems = [], list(without_equation(equations, marks))
    for equation in equations:
        own = [mark for mark in marks if mark.label == equation.label]
        found = verdict(equation, own, outputs)
        if isinstance(found, Verdict):
            verdicts.append(found)
        else:
            problems.append(Problem(f"equation {equation.label!r}: {found}", equation.line))
    return verdicts, problems


def without_equation(equations: Sequence[Equation], marks: Sequence[Mark]) -> Iterator[Problem]:
    """Yield a problem for each mark of an equation that the page does not have."""
    labels = {equation.label for equation in equations}
    for mark in marks:
        if mark.label not in labels:
            yield Problem(f"no equation of this page has the label {mark.label!r}", mark.line)


def verdict(equation: Equation, marks: Sequence[Mark], outputs: Outputs) -> Verdict | str:
    """The verdict on one equation with its own marks, or what is wrong."""
    if equation.pasted and equation.tex in outputs.vouched:
        if marks:
            return "it is emitted from a checked object and needs no mark: take it away"
        own = (equation.tex, equation.identity) in outputs.identities and equation.identity
        return Verdict(equation.label, EMITTED, (own or outputs.vouched[equation.tex],))
    identity = equation.identity
    if identity in outputs.vouched.values():
        return f"glued as the formula of {identity!r}, but it is not the one that was checked"
    if identity:
        return f"glued from {identity!r}, which no check_identity shown on this page has checked"
    if not marks:
        return (
            "neither emitted from an object that this page checks, nor covered by a named check "
            "(checked-by), nor declared a definition (by-definition)"
        )
    if len(marks) > 1:
        return "marked more than once"
    return marked_verdict(marks[0], outputs)


def marked_verdict(mark: Mark, outputs: Outputs) -> Verdict | str:
    """The verdict on an equation for which the source speaks."""
    for statement in mark.statements:
        if statement not in outputs.statements:
            near = get_close_matches(statement, sorted(outputs.statements), 1)
            hint = f" (the nearest: {near[0]!r})" if near else ""
            return f"no check shown on this page says {statement!r}{hint}"
    return Verdict(mark.label, mark.kind, mark.statements)


def counts(kinds: Iterable[str]) -> dict[str, int]:
    """How many equations there are of each kind."""
    listed = list(kinds)
    return {kind: listed.count(kind) for kind in KINDS}


def minority(counted: Mapping[str, int]) -> bool:
    """Tell whether fewer than half of the equations are definitions."""
    return 2 * counted[DEFINITION] < sum(counted.values())
