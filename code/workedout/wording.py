"""Numbers and lists as words of a sentence."""

from collections.abc import Sequence

from workedout.plain import plain


def percent(share: float, digits: int = 2) -> str:
    """A share as per cent, with a space that no line break takes apart: ``98.43 %``.

    On a console that lacks this space, or the sign of ``minus``, it is in plain form.
    """
    return plain(f"{minus(f'{100 * share:.{digits}f}')}\N{NO-BREAK SPACE}%")


def minus(number: str) -> str:
    """A formatted number with a real minus sign instead of a hyphen."""
    return plain(number.replace("-", "\N{MINUS SIGN}"))


def listed(items: Sequence[str], word: str = "and") -> str:
    """Join words as a sentence does: "a, b and c"."""
    *head, last = items
    return f"{', '.join(head)} {word} {last}" if head else last


def duration(seconds: float) -> str:
    """Seconds in the unit that a reader would choose."""
    if seconds < 120:
        return f"{seconds:.0f} s"
    return f"{seconds / 60:.0f} min" if seconds < 7200 else f"{seconds / 3600:.1f} h"
