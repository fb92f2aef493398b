"""A formula as one line of text, for places that show no mathematics.

It is for finding and for recognizing, not for calculating: what it stands for is the formula.
"""

from __future__ import annotations

import re
import unicodedata

_SIGNS = {
    "approx": "≈",
    "cdot": "·",
    "dots": "…",
    "ge": "≥",
    "geq": "≥",
    "in": "∈",
    "infty": "∞",
    "ldots": "…",
    "le": "≤",
    "leq": "≤",
    "mid": "|",
    "nabla": "∇",
    "ne": "≠",
    "neq": "≠",
    "odot": "⊙",
    "partial": "∂",
    "pm": "±",
    "prod": "∏",
    "sqrt": "√",
    "sum": "∑",
    "times": "×",
    "to": "→",
    "top": "T",
    "Vert": "‖",
    "varepsilon": "ε",
    "varphi": "φ",
}
# Functions that are read as they are written; any other command only says how something looks.
_NAMES = {"arg", "cos", "det", "exp", "lim", "ln", "log", "max", "min", "sin", "softmax", "tanh"}
_UNICODE = {"LAMBDA": "LAMDA"}  # as its standard spells it
_ENVIRONMENT = re.compile(r"\\(?:begin|end)\{[^}]*\}(?:\{[lcr|]*\})?")
_COMMAND = re.compile(r"\\([A-Za-z]+)\*?")
_FRACTION = re.compile(r"⁄\s*\{([^{}]*)\}\s*\{([^{}]*)\}")
_ATTACHED = re.compile(r"([_^])\{([^{}⁄]*)\}")
_SPACES = re.compile(r"\\[,;:!> \\]|~|&|\s")


def plain(tex: str) -> str:
    """Return a formula's signs in one line: ``\\frac{\\partial C}{\\partial w}`` is ∂ C/∂ w."""
    text = _ENVIRONMENT.sub(" ", tex)
    text = _COMMAND.sub(lambda match: _sign(match[1]), text)
    text = text.replace("{,}", ",")
    before = ""
    while text != before:  # from within: a fraction's parts may hold indices and fractions
        before, text = text, _FRACTION.sub(_ratio, _ATTACHED.sub(r"\1\2", text))
    text = re.sub(r"[{}\\]", "", _SPACES.sub(" ", text))
    return re.sub(r"\s+(?=[_^),]|$)|^\s+|(?<=\s)\s+", "", text)


def _ratio(match: re.Match[str]) -> str:
    """Return a fraction with a stroke, and its parts in brackets where they have several terms."""
    parts = [part.strip() for part in match.groups()]
    return "/".join(f"({part})" if re.search(r"[+−\- ]", part) else part for part in parts)


def _sign(command: str) -> str:
    """Return what a command prints, with a space where the next letter would touch it."""
    if command in ("frac", "tfrac", "dfrac"):
        return "⁄"
    if command in _SIGNS:
        return f"{_SIGNS[command]} "
    if command in _NAMES:
        return f" {command} "
    size = "SMALL" if command.islower() else "CAPITAL"
    letter = _UNICODE.get(command.upper(), command.upper())
    try:
        return unicodedata.lookup(f"GREEK {size} LETTER {letter}") + " "
    except KeyError:
        return " "
