r"""The signs of a formula as a reader typed it, or copied it from a page.

First each sign gets its plain form: the many minus signs become ``-``, those of multiplication
``*``, σ becomes ``\sigma``, x² becomes ``x^(2)``, x₁ becomes ``x_{1}``. Then the text is cut into
tokens; a sign that is none of ours is named in the error.
"""

import re
import unicodedata
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from fractions import Fraction
from itertools import groupby

from workedout.exercises.formulas.trees import (
    CONSTANTS,
    EXACT,
    FLOATING,
    FUNCTIONS,
    PARTS,
    SIGNS,
    Numeral,
    UnreadError,
    numeral,
)
from workedout.exercises.verdict_words import say, shown

PLAIN = {
    **dict.fromkeys("\N{MINUS SIGN}‐‑‒–—―﹣", "-"),
    **dict.fromkeys("·⋅×∙•∗✕✖⨯\N{INVISIBLE TIMES}", "*"),
    **dict.fromkeys("÷∕⁄", "/"),
    **dict.fromkeys("’ʼ′", "'"),
}
GREEK = re.compile(
    "alpha|beta|gamma|delta|epsilon|zeta|eta|theta|iota|kappa|lambda|mu|nu|xi|omicron|pi|rho|sigma"
    "|tau|upsilon|phi|chi|psi|omega"
)
SAME = {"", "<wide>", "<narrow>", "<font>", "<noBreak>", "<compat>", "<super>", "<sub>"}  # sign

COMMANDS = {"cdot": "*", "times": "*", "ast": "*", "div": "/", "sqrt": "√"}
COMMANDS |= dict.fromkeys(("frac", "dfrac", "tfrac"), "frac")
SILENT = (
    r"\\(?:left|right|[bB]igg?[lr]?|displaystyle|mathrm|mathit|mathbf|text|operatorname|q?quad)"
    r"(?![A-Za-z])"
)
EXPONENT = r"(?:[eE][-+]?[0-9]+)?"
GROUP = "[ '_][0-9]{3}(?![0-9])"
NUMBER = rf"[0-9]+(?:{GROUP}|,[0-9]+)*(?:\.[0-9]*)?{EXPONENT}|\.[0-9]+{EXPONENT}"
COMMAS = re.compile("[1-9][0-9]{0,2}(?:,[0-9]{3})+")  # of thousands
SUBSCRIPT = r"'*(?: ?_ ?(?:\{[A-Za-z0-9, ]*\}|[A-Za-z0-9]+))*"
TOKEN = re.compile(
    rf"(?P<blank>[ ~$]+|\\[,;:! ]|{SILENT})"
    rf"|(?P<number>{NUMBER})"
    rf"|(?P<name>(?:\\[A-Za-z]+|[A-Za-z][A-Za-z0-9]*){SUBSCRIPT})"
    r"|(?P<vulgar>[¼½¾⅐⅑⅒⅓⅔⅕⅖⅗⅘⅙⅚⅛⅜⅝⅞])"
    r"|(?P<open>\\?[(\[{])|(?P<close>\\?[)\]}])"
    r"|(?P<power>\*\*|\^)|(?P<percent>\\?%)|(?P<sign>[-+*/√])"
)
SETTING = re.compile(r"[\\_{}, ]")  # what only sets a name
GROUPING = re.compile("[ ',_]")  # what stands between groups of digits
THIN = re.compile(r"(?<=[0-9])(?:\\,|\{,\})(?=[0-9]{3})")  # 24\,380 and 24{,}380
FRACTION = re.compile(r"(\\[dt]?frac) ?([0-9])(?: ?([0-9])| ?(?=\{))")  # \frac12 and \frac1{x}


@dataclass(frozen=True)
class Token:
    """A number, a name or a sign.

    Attributes:
        kind: ``number``, ``name``, ``function``, ``constant``, or the sign itself in its plain
            form: one of ``+ - * / ^ % √ ( )`` and ``frac``.
        text: as it was written; of a name, the name of the symbol.
        number: its value, if it is one.
    """

    kind: str
    text: str
    number: Numeral | None = None


def tokens(text: str, names: Collection[str] = ()) -> list[Token]:
    """Cut a text into tokens.

    Args:
        text: what a reader wrote.
        names: the symbols that a formula may hold. A word that is none of them is read as a product
            where it is made of some, as ``xy`` of x and y.

    Raises:
        UnreadError: it is empty or too long, or has a sign or a number that cannot be read.
    """
    if len(text) > SIGNS:
        raise UnreadError(say("many signs", limit=SIGNS))
    known = {canonical(plain(name)): name for name in names}
    found = list(cut(plain(text), known))
    if not found:
        raise UnreadError(say("empty"))
    if len(found) > PARTS:
        raise UnreadError(say("many parts", limit=PARTS))
    return found


def plain(text: str) -> str:
    """A text with each sign in its plain form."""
    runs = groupby(text, form_of)
    flat = "".join(plain_run(form, "".join(run)) for form, run in runs)
    return FRACTION.sub(braced, THIN.sub(" ", flat))


def form_of(sign: str) -> str:
    """How Unicode says that a sign is set, such as ``<super>``; empty where it says nothing."""
    form = unicodedata.decomposition(sign).split(" ")[0]
    return form if form.startswith("<") else ""


def plain_run(form: str, run: str) -> str:
    """Some signs of one form; those of exponents and of subscripts belong together."""
    inside = "".join(plain_sign(form, sign) for sign in run)
    return {"<super>": f"^({inside})", "<sub>": f"_{{{inside}}}"}.get(form, inside)


def plain_sign(form: str, sign: str) -> str:
    """A sign in its plain form, or itself."""
    same = unicodedata.normalize("NFKC", sign)
    if len(same) == 1 and form in SAME:
        sign = same
    if sign in PLAIN:
        return PLAIN[sign]
    if unicodedata.category(sign) == "Cf":  # such as a mark of direction, copied along
        return ""
    return greek(sign) or (" " if sign.isspace() else sign)


def greek(sign: str) -> str:
    r"""A Greek letter as a command, such as ``\sigma ``; empty where it is none."""
    words = unicodedata.name(sign, "").replace("LAMDA", "LAMBDA").replace("FINAL ", "").split()
    name = words[-1].lower() if words else ""
    if words[:1] != ["GREEK"] or words[2:3] != ["LETTER"] or not GREEK.fullmatch(name):
        return ""
    return f"\\{name if words[1] == 'SMALL' else name.capitalize()} "


def braced(fraction: re.Match[str]) -> str:
    r"""``\frac12`` as ``\frac{1}{2}``."""
    command, above, below = fraction.groups()
    return f"{command}{{{above}}}" + (f"{{{below}}}" if below else "")


def canonical(name: str) -> str:
    r"""A name without what only sets it: ``sigma`` of ``\sigma``, ``x1`` of ``x_{1}``."""
    return SETTING.sub("", name)


def cut(text: str, known: dict[str, str]) -> Iterator[Token]:
    """The tokens of a text in plain signs."""
    place = 0
    while place < len(text):
        match = TOKEN.match(text, place)
        if not match:
            sign = text[place] if text[place] != "\\" else text[place : place + 2]
            word = "equation" if sign == "=" else "sign"
            raise UnreadError(say(word, sign=shown(sign)))
        yield from READ[str(match.lastgroup)](match[0], known)
        place = match.end()


def read_name(text: str, known: dict[str, str]) -> Iterator[Token]:
    """A symbol, a function, a constant, a command, or a product of symbols."""
    name, command = canonical(text), text.startswith("\\")
    if command and name.startswith("var"):
        name = name.removeprefix("var")
    if name in known:
        yield Token("name", known[name])
    elif command and name in COMMANDS:
        yield Token(COMMANDS[name], text)
    elif name.lower() in FUNCTIONS:
        yield Token("function", name.lower())
    elif name in CONSTANTS:
        yield Token("constant", name)
    elif command and not GREEK.fullmatch(name.lower()):
        raise UnreadError(say("sign", sign=shown(text)))
    else:
        parts = factors(name, known) or [text.removeprefix("\\")]
        yield from (Token("name", part) for part in parts)


def factors(word: str, known: dict[str, str]) -> list[str]:
    """The symbols of which a word is made, each as long as it can be; none where it is not."""
    longest_first = sorted(filter(None, known), key=len, reverse=True)
    found = []
    while word:
        name = next((name for name in longest_first if word.startswith(name)), "")
        if not name:
            return []
        found.append(known[name])
        word = word.removeprefix(name)
    return found


def read_number(text: str, _: dict[str, str]) -> Iterator[Token]:
    """A number, with what groups its digits left out."""
    body, *power = re.split("[eE]", text)
    digits = ungrouped(body)
    if power and len(power[0]) > 4:
        raise UnreadError(say("out of range"))
    value = Fraction(digits + "".join(f"e{each}" for each in power))
    whole = digits.isdigit() and not power
    yield Token("number", text, numeral(value, EXACT if whole else FLOATING))


def read_vulgar(text: str, _: dict[str, str]) -> Iterator[Token]:
    """A fraction that is one sign, such as ½."""
    above, below = unicodedata.normalize("NFKC", text).split("\N{FRACTION SLASH}")
    yield Token("number", text, numeral(Fraction(int(above), int(below))))


def ungrouped(body: str) -> str:
    """The digits of a number with a point where the decimals begin.

    Raises:
        UnreadError: its groups are no groups, or a comma can be of either kind.
    """
    whole, point, decimals = body.partition(".")
    if "," in whole and not point:
        if COMMAS.fullmatch(whole) and whole.count(",") == 1:
            raise UnreadError(say("comma", text=shown(body)))
        if not COMMAS.fullmatch(whole):
            whole, point, decimals = whole.partition(",")
    first, *groups = GROUPING.split(whole)
    led = 1 <= len(first) <= 3 and first[0] != "0"
    if (groups and not led) or {len(group) for group in groups} - {3} or "," in decimals:
        raise UnreadError(say("number", text=shown(body)))
    return "".join((first, *groups)) + (f".{decimals or 0}" if point else "")


def sign_of(kind: str | None = None) -> Callable[[str, dict[str, str]], Iterator[Token]]:
    """A reader of a sign, which is a kind of its own, or one of several forms of a kind."""

    def read(text: str, _: dict[str, str]) -> Iterator[Token]:
        yield Token(kind or text, text)

    return read


READ: dict[str, Callable[[str, dict[str, str]], Iterator[Token]]] = {
    "blank": lambda _, __: iter(()),
    "number": read_number,
    "vulgar": read_vulgar,
    "name": read_name,
    "open": sign_of("("),
    "close": sign_of(")"),
    "power": sign_of("^"),
    "percent": sign_of("%"),
    "sign": sign_of(),
}
