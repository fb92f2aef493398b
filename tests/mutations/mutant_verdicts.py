"""What becomes of one mistake in an identity: whether it is one, and whether a checker sees it."""

import random
import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from types import FrameType

import sympy as sp
from expression_mutants import Mutant

from workedout.derivations.identity import Identity, holds

Checker = Callable[[Identity], bool]
POINTS = 6
KILLED, ERROR, TIME = "killed", "error", "time"
EQUAL, SURVIVED, UNDECIDED = "equal", "survived", "undecided"


class OutOfTimeError(BaseException):
    """Not an Exception, so that nothing in SymPy catches it."""


@dataclass(frozen=True)
class Case:
    """One mistake in one side of an identity."""

    module: str
    identity: Identity
    side: str
    mutant: Mutant

    @property
    def mutated(self) -> Identity:
        """The identity with the mistake."""
        return replace(self.identity, **{self.side: self.mutant.expression})

    @property
    def key(self) -> tuple[str, str, str]:
        """What the table of explained survivors calls it."""
        return self.identity.name, self.side, str(self.mutant.expression)

    def __str__(self) -> str:
        return f"{self.identity.name}, {self.side}: {self.mutant.change}: {self.key[2]}"


def decide(case: Case, checker: Checker = holds, seconds: float = 60) -> str:
    """What became of a mutant: killed (by an error, by its values when time ran out) or not."""
    try:
        with limit(seconds):
            if equals_original(case):
                return EQUAL
    except OutOfTimeError:
        pass  # not shown to be equal
    try:
        with limit(seconds):
            return SURVIVED if checker(case.mutated) else KILLED
    except OutOfTimeError:
        return TIME if differs_in_value(case, seconds) else UNDECIDED
    except Exception:  # a page with this mistake does not build either
        return ERROR


def accepts(checker: Checker, identity: Identity, seconds: float) -> bool:
    """Tell whether an identity, as it stands, passes in time; an error is no pass."""
    try:
        with limit(seconds):
            return checker(identity)
    except (Exception, OutOfTimeError):
        return False


def differs_in_value(case: Case, seconds: float) -> bool:
    """Tell whether mutant and original have different values, shown in time."""
    try:
        with limit(seconds):
            return not same_values(case)
    except (OutOfTimeError, ValueError):
        return False


@contextmanager
def limit(seconds: float) -> Iterator[None]:
    """Raise `OutOfTimeError` when the block takes longer."""

    def stop(number: int, frame: FrameType | None) -> None:
        raise OutOfTimeError

    before = signal.signal(signal.SIGALRM, stop)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


# Whether a mutant is a mistake at all is decided without the checker: a weak one must not call its
# survivors equal.


def equals_original(case: Case) -> bool:
    """Tell whether the mutant equals the original: by values at random points, then by algebra."""
    if case.mutated.left == case.mutated.right:
        return True  # it has become the other side
    try:
        if not same_values(case):
            return False
    except ValueError:
        pass  # without values, by algebra alone
    try:
        return is_zero(case)
    except Exception:  # what SymPy cannot work out it has not shown to be equal
        return False


def sides(case: Case) -> tuple[sp.Basic, sp.Basic]:
    """The original and the mutant, abbreviations spelled out."""
    where = dict(case.identity.where)
    original = getattr(case.identity, case.side)
    return original.subs(where), case.mutant.expression.subs(where)


def same_values(case: Case) -> bool:
    """Tell whether original and mutant have the same values at seeded points.

    Raises:
        ValueError: at no point have both a value.
    """
    original, mutant = sides(case)
    draw = random.Random(case.identity.name)
    compared = 0
    for _ in range(POINTS):
        point = {symbol: draw.randint(*ends) for symbol, ends in case.identity.ranges.items()}
        a, b = value(original, point), value(mutant, point)
        if a is None or b is None:
            continue
        if any(abs(x - y) > 1e-9 * max(1, abs(x)) for x, y in zip(a, b, strict=True)):
            return False
        compared += 1
    if not compared:
        raise ValueError(f"no values: {case}")
    return True


def value(expression: sp.Basic, point: dict[sp.Basic, int]) -> list[complex] | None:
    """The numbers that an expression is at a point, in a row; None where it is no number."""
    scalars = {symbol: number for symbol, number in point.items() if symbol.is_Symbol}
    try:
        at = expression.subs(scalars)
        for symbol in sorted(at.atoms(sp.MatrixSymbol), key=str):
            at = at.subs(symbol, entries(symbol))
        found = [*sp.Matrix(at.doit())] if getattr(at, "is_Matrix", False) else [at]
        numbers = [complex(number.doit().evalf()) for number in found]
    except Exception:  # SymPy gives up on mutants in many ways
        return None
    return None if any(number != number for number in numbers) else numbers


def entries(symbol: sp.MatrixSymbol) -> sp.ImmutableMatrix:
    """A matrix of whole numbers, the same each time for the same name and shape."""
    rows, columns = (int(size) for size in symbol.shape)
    draw = random.Random(str(symbol))
    return sp.ImmutableMatrix(rows, columns, lambda *_: draw.randint(-9, 9))


def is_zero(case: Case) -> bool:
    """Tell whether algebra makes nothing of the difference."""
    original, mutant = sides(case)
    difference = original - mutant
    letters = difference.atoms(sp.MatrixSymbol)
    difference = difference.subs({letter: letter.as_explicit() for letter in letters}).doit()
    if getattr(difference, "is_Matrix", False):
        return bool(sp.simplify(sp.Matrix(difference)).is_zero_matrix)
    return bool(sp.simplify(difference) == 0)
