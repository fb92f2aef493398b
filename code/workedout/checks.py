"""Statements that a page makes, each with the computation that must bear it out.

A statement that holds shows itself with a tick. One that does not raises, and a build of the
book fails at its cell.
"""

from dataclasses import dataclass
from html import escape
from typing import Any

import numpy as np

from workedout.display import NOTE, Formula, show
from workedout.errors import WorkedOutError
from workedout.plain import plainly
from workedout.statistics.hypothesis_tests import Test


class CheckFailedError(WorkedOutError):
    """A statement of the page is not true."""


@plainly
@dataclass(frozen=True)
class Tick:
    """A statement that held, as the page shows it.

    Its note tells the book's build which statement held, and of which formula.
    """

    statement: str
    evidence: str
    kind: str
    formula: Formula | None = None

    def _repr_html_(self) -> str:
        evidence = f" <span class='wo-evidence'>{escape(self.evidence)}</span>"
        named = self.formula is not None and self.formula.identity
        kinds = f"wo-{self.kind} wo-identity" if named else f"wo-{self.kind}"
        return (
            f"<div class='{kinds}'><span class='wo-tick' aria-hidden='true'>✓</span> "
            f"<span class='wo-sr'>Checked: </span>{escape(self.statement)}"
            f"{evidence if self.evidence else ''}</div>"
        )

    def _repr_mimebundle_(self, **_: Any) -> tuple[dict[str, Any], dict[str, Any]]:
        note = {"kind": self.kind, "statement": self.statement}
        if self.formula is not None:
            note |= {"latex": self.formula.latex, "identity": self.formula.identity}
        return {}, {NOTE: note}

    def __repr__(self) -> str:
        return f"✓ {self.statement}" + (f"  [{self.evidence}]" if self.evidence else "")


def check(statement: str, condition: bool | np.bool_, *, formula: Formula | None = None) -> None:
    """Show a statement with a tick.

    Args:
        statement: one sentence that a reader can understand without the code.
        condition: the computation; a plain truth value, so that no array slips through.
        formula: the formula of a checked object, when the computation shows that it holds.

    Raises:
        CheckFailedError: the condition is false.
        TypeError: the condition is neither True nor False.
    """
    if not isinstance(condition, bool | np.bool_):
        raise TypeError(f"expected True or False, got {type(condition).__name__}")
    if not condition:
        raise CheckFailedError(f"not true: {statement}")
    show(Tick(statement, "", "check", formula))


def claim(statement: str, test: Test) -> None:
    """Show a sentence about data with the statistic that supports it.

    Raises:
        CheckFailedError: the data do not support the sentence.
    """
    if not test.holds:
        raise CheckFailedError(f"the data do not support: {statement} ({test.statistic})")
    show(Tick(statement, test.statistic, "claim"))
