"""What the judge in the page takes from the one in Python: its sentences, signs and bounds.

The scripts of `book/_assets/answers` hold no table of their own. They read one constant, which
`words_script` writes, so that nothing is typed twice and both judges say the same.
"""

import json
import re
import sys
import unicodedata
from collections.abc import Callable, Iterable
from fractions import Fraction
from functools import lru_cache
from itertools import groupby
from typing import Any

from workedout.exercises import answers, exact_copies, verdict_words
from workedout.exercises.formulas import comparison, given, grammar, signs, trees, values

# In the order in which a page loads them, behind the script of `words_script`.
SCRIPTS = (
    "words.js",
    "keys.js",
    "fractions.js",
    "signs.js",
    "grammar.js",
    "floats.js",
    "functions.js",
    "intervals.js",
    "values.js",
    "choices.js",
    "judge.js",
)
FORMULA_SCRIPTS = ("comparison.js", "typeset.js")  # behind them, where a formula is asked for
GATE_SCRIPTS = ("networks.js",)  # and where a network is


@lru_cache(maxsize=1)
def words_script() -> str:
    """The text of the script that gives the others all that Python knows."""
    text = json.dumps(tables(), separators=(",", ":"))
    return f"const answersTables = {text};\n"


def tables() -> dict[str, Any]:
    """All of it, as JSON can hold it."""
    return {
        "words": verdict_words.WORDS,
        "ordinals": verdict_words.ORDINALS,
        "types": {each: verdict_words.described(kind()) for each, kind in TYPES.items()},
        "limits": LIMITS,
        "shares": {name: exact(share) for name, share in SHARES.items()},
        "signs": sign_tables(),
        "grammar": {"pairs": grammar.PAIRS, "begins": sorted(grammar.BEGINS)},
        "unicode": unicode_tables(),
    }


def points_script(kinds: Iterable[str]) -> str:
    """The text of a script with the points at which formulas are compared.

    Args:
        kinds: of the formulas' symbols, as `signs_of` writes them.
    """
    text = json.dumps({kind: points_of(kind) for kind in kinds}, separators=(",", ":"))
    return f"Object.assign((answersTables.points ??= {{}}), {text});\n"


def signs_of(positive: Iterable[bool]) -> str:
    """Which symbols, in their order, are positive: "p" for one that is, "r" for any real one."""
    return "".join("p" if each else "r" for each in positive)


def points_of(kind: str) -> list[list[list[Any]]]:
    """Each point by the coordinates of the symbols: number or exponent, sign, and as it is said."""
    positive = {f"{place:02}": each == "p" for place, each in enumerate(kind)}
    return [
        [[float(each.number), each.sign, each.text] for each in point.coordinates.values()]
        for point in comparison.points(positive)
    ]


TYPES: dict[str, Callable[[], object]] = {"text": str, "list": list, "other": object}
LIMITS = {
    "longest": verdict_words.LONGEST,
    "strange": answers.STRANGE,
    "signs": trees.SIGNS,
    "parts": trees.PARTS,
    "brackets": trees.BRACKETS,
    "costly": trees.COSTLY,
    "digits": trees.DIGITS,
    "bits": trees.BITS,
    "entries": given.ENTRIES,
    "range": values.RANGE,
    "precision": values.PRECISION,
    "floor": values.FLOOR,
    "layers": exact_copies.LAYERS,
    "numbers": exact_copies.NUMBERS,
    "networkBits": exact_copies.BITS,
}
SHARES = {
    "floating": trees.FLOATING,
    "single": given.SINGLE,
    "rounded": Fraction(answers.ROUNDED),
    "nothing": answers.NOTHING,
    "narrow": comparison.NARROW,
}
DECOMPOSED = 0x30000  # behind it no sign is set in a form of its own, and none is a blank
PATTERNS = {
    "token": signs.TOKEN,
    "greekName": signs.GREEK,
    "commas": signs.COMMAS,
    "setting": signs.SETTING,
    "grouping": signs.GROUPING,
    "thin": signs.THIN,
    "fraction": signs.FRACTION,
    "clear": given.CLEAR,
    "bracketed": given.BRACKETED,
    "comma": given.COMMA,
    "between": answers.BETWEEN,
}


def exact(number: Fraction | int) -> list[str]:
    """A fraction as its numerator and its denominator, which JSON's own numbers would round."""
    return [str(number.numerator), str(number.denominator)]


def sign_tables() -> dict[str, Any]:
    """What signs mean, and the patterns by which a text is cut."""
    return {
        "plain": signs.PLAIN,
        "greek": {sign: signs.greek(sign) for sign in letters() if signs.greek(sign)},
        "commands": signs.COMMANDS,
        "functions": trees.FUNCTIONS,
        "constants": trees.CONSTANTS,
        "unsaid": answers.UNSAID,
        **{name: in_javascript(pattern) for name, pattern in PATTERNS.items()},
    }


def letters() -> list[str]:
    """The signs among which Greek letters are."""
    return [chr(code) for code in range(0x370, 0x400)]


def in_javascript(pattern: re.Pattern[str]) -> str:
    """A pattern as JavaScript writes it, which names its groups otherwise."""
    return pattern.pattern.replace("(?P<", "(?<")


def unicode_tables() -> dict[str, str]:
    """Which signs have what Unicode says and JavaScript does not tell, each as `runs`.

    A browser knows another edition of Unicode than this Python; so these are Python's.
    """
    every = list(map(chr, range(sys.maxunicode + 1)))
    forms = list(map(signs.form_of, every[:DECOMPOSED]))
    return {
        "raised": runs([form == "<super>" for form in forms]),
        "lowered": runs([form == "<sub>" for form in forms]),
        "kept": runs([form not in signs.SAME for form in forms]),
        "hidden": runs([not verdict_words.printable(sign) for sign in every]),
        "silent": runs([unicodedata.category(sign) == "Cf" for sign in every]),
        "blank": runs(list(map(str.isspace, every[:DECOMPOSED]))),
    }


def runs(have: list[bool]) -> str:
    """How many signs have it not, then how many have it, in turn: lengths in base 36."""
    lengths = [(held, len(list(run))) for held, run in groupby(have)]
    first = [] if lengths and not lengths[0][0] else [0]
    return ",".join(map(base_36, (*first, *(length for _, length in lengths))))


def base_36(number: int) -> str:
    """A whole number as `parseInt(text, 36)` reads it."""
    digits = "0123456789abcdefghijklmnopqrstuvwxyz"
    above, last = divmod(number, 36)
    return (base_36(above) if above else "") + digits[last]
