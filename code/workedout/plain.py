"""Text in a plain form, for a console whose encoding lacks some of its signs.

Where everything can be shown, nothing changes. A tick, a Greek letter or a real minus sign must
not end a program on a terminal that knows ASCII alone, or whose output goes to a file in an old
encoding of Windows.
"""

import re
import sys
import unicodedata
from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar

GREEK = {
    letter: unicodedata.name(letter).split()[-1].replace("LAMDA", "LAMBDA").lower()
    for letter in "αβγδεζηθικλμνξοπρστυφχψω"
}
WRITTEN = {
    **GREEK,
    **{letter.upper(): name.capitalize() for letter, name in GREEK.items()},
    "µ": "mu",  # the micro sign, another one than the letter
    "✓": "ok", "✗": "x", "■": "#", "□": ".",
    "−": "-", "–": "-", "—": "-", "×": "x", "·": "*", "±": "+-", "√": "sqrt", "½": "1/2",
    "∂": "d", "ℓ": "l", "≥": ">=", "≤": "<=", "≠": "!=", "≈": "~", "∞": "inf", "⊙": "*",
    "…": "...", "“": '"', "”": '"', "‘": "'", "’": "'", "\N{NO-BREAK SPACE}": " ",
    "→": "->", "←": "<-", "↑": "up", "↓": "down",
    "↗": "up ->", "↘": "down ->", "↙": "<- down", "↖": "<- up",
}  # fmt: skip
RAISED = dict(zip("⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻ᵀ", "0123456789+-T", strict=True))
LOWERED = dict(zip("₀₁₂₃₄₅₆₇₈₉", "0123456789", strict=True))
# An exponent or an index of some digits is written as one.
STRANGE = re.compile(f"[{''.join(RAISED)}]+|[{''.join(LOWERED)}]+|[^\\x00-\\x7f]")

Class = TypeVar("Class", bound=type)


def plain(text: str, stream: Any = None) -> str:
    """The text as a stream can carry it; unchanged where it carries every sign.

    Args:
        text: any; a lone surrogate, as in a file's odd name, becomes an escape.
        stream: what it is for; without it, standard output. One that names no encoding, such as
            ``io.StringIO``, or is not there, takes everything.
    """
    encoding = _encoding(sys.stdout if stream is None else stream)
    if encoding is None or _carries(encoding, text):
        return text

    def written(found: re.Match[str]) -> str:
        if _carries(encoding, found.group()):
            return found.group()
        return _spaced(_plain_form(found.group()), text[: found.start()], text[found.end() :])

    return STRANGE.sub(written, text)


def one_line(text: str, most: int = 300) -> str:
    """What a file or another program says, as a part of a message: on one line, and cut."""
    line = " ".join(text.split())
    return line if len(line) <= most else f"{line[:most]}..."


def plainly(shown: Class) -> Class:
    """Decorate a class so that its objects print on every console; whatever else they show stays.

    What ``repr`` and ``str`` give is in plain form where standard output lacks a sign: ``print``
    raises only after they have returned.
    """
    for name in ("__repr__", "__str__"):
        if name in vars(shown):
            setattr(shown, name, _made_plain(vars(shown)[name]))
    return shown


def _made_plain(method: Callable[[Any], str]) -> Callable[[Any], str]:
    @wraps(method)
    def in_plain_form(self: Any) -> str:
        return plain(method(self))

    return in_plain_form


def _encoding(stream: Any) -> str | None:
    try:
        found = getattr(stream, "encoding", None)
    except ValueError:  # detached
        return None
    return found if isinstance(found, str) else None


def _carries(encoding: str, text: str) -> bool:
    try:
        text.encode(encoding)
    except UnicodeError:
        return False
    except LookupError:  # Python does not know it, so that it is not Python that encodes
        return True
    return True


def _plain_form(signs: str) -> str:
    for table, mark in ((RAISED, "^"), (LOWERED, "_")):
        if signs[0] in table:
            return mark + "".join(table[sign] for sign in signs)
    return WRITTEN.get(signs) or signs.encode("ascii", "backslashreplace").decode("ascii")


def _spaced(word: str, before: str, after: str) -> str:
    """Two letters side by side are a product; as words they need a space between them."""
    if len(word) > 1 and word.isalpha():
        word = " " + word if before[-1:].isascii() and before[-1:].isalnum() else word
        word = word + " " if after[:1].isalpha() or after[:1].isdecimal() else word
    return word
