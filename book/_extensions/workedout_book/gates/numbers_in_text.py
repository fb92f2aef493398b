"""Find decimals and percentages in a string, and nothing else that has digits in it."""

from __future__ import annotations

import re
from collections.abc import Iterator

_WHOLE = r"(?<!\w)(?<!\d\.)\d[\d,]*"  # not inside a name (v2) or a version (1.2.3)
_EXPONENT = r"[eE][-+−]?\d+"
_UNIT = r"(?:[%‰％٪]|per[\s-]?(?:cent(?!ile)|mille))"  # also percentage points

NUMBER = re.compile(
    rf"""
    {_WHOLE}(?:\.\d+)?[\s\-\u2010\u2011]*{_UNIT}              # 98 %, 98.5%, 98 per cent
    | {_WHOLE}\.\d+(?:{_EXPONENT})?(?!\.?\d)                   # 0.5, 1.5e-3, but no 2.11.0
    | (?<![\w.])\.\d+(?:{_EXPONENT})?(?!\.?\d)                 # .5
    | {_WHOLE}{_EXPONENT}\b                                    # 1e-3
    | {_WHOLE}(?:\s?\^\s?\{{?[-−]\d+|⁻[⁰¹²³⁴-⁹]+)              # 10^-3, 10⁻³
    | [¼-¾⅐-⅞]\s*{_UNIT}                                      # ½ %
    """,
    re.VERBOSE | re.IGNORECASE,
)
IDENTIFIER = re.compile(r"\w+://\S+|\b10\.\d{4,}/\S+|\barxiv:\s?\d+\.\d+", re.IGNORECASE)
UNREAD = re.compile(
    r"<!--.*?-->|<(script|style|svg|math|code|pre)\b.*?</\1\s*>", re.DOTALL | re.IGNORECASE
)
TAG = re.compile(r"<[^>]*>")


def find_numbers(text: str) -> Iterator[tuple[int, str]]:
    """Yield the offset and the text of each decimal or percentage; addresses are passed over."""
    masked = IDENTIFIER.sub(lambda match: " " * len(match.group()), text)
    for match in NUMBER.finditer(masked):
        yield match.start(), " ".join(match.group().split())


def without_markup(html: str) -> str:
    """Return what HTML shows as text, without code, mathematics and drawings; lines are kept."""
    for pattern in (UNREAD, TAG):
        html = pattern.sub(lambda match: "\n" * match.group().count("\n"), html)
    return html
