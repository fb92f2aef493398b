"""Symbols of the drawings in plain text, for descriptions and tables."""

RAISED = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")
LOWERED = str.maketrans("0123456789", "₀₁₂₃₄₅₆₇₈₉")
LETTERS = {r"\ell": "ℓ", r"\sigma": "σ", r"\delta": "δ", "-": "\N{MINUS SIGN}"}


def as_text(name: str) -> str:
    """A symbol in LaTeX as plain text, with digits above and below: ``w¹₁₂``."""
    upper, _, below = name.partition("_")
    letter, _, above = upper.partition("^")
    for command, sign in LETTERS.items():
        letter = letter.replace(command, sign)
    return letter + above.strip("{}").translate(RAISED) + below.strip("{}").translate(LOWERED)
