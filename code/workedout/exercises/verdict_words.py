"""Every sentence in which an answer is told what is wrong with it, in one place.

A sentence has places in braces, which `say` fills; nothing else stands between braces, so that
another language can fill the same ones.
"""

import unicodedata

WORDS = {
    # The verdict itself.
    "right": "✓ right",
    "not right": "✗ not right: {fault}",
    # What was expected, and why what was given is not that.
    "expected": "expected {what}, {why}",
    "a number": "a number",
    "a formula": "a formula in {known}",
    "only these names": "a formula in {known} alone",
    "got": "got {given}",
    "got instead": "got {given}; give a list",
    "unreadable": "got {given} whose entries cannot be read",
    "found": "found {names}",
    "and others": "{names} and others",
    # What is wrong with a number, with several, with a formula.
    "too large": "too large",
    "too small": "too small",
    "a little": "a little {fault}",
    "wrong sign": "has the wrong sign",
    "one of them": "the {place} number: {fault}",
    "wrong factor": "has the right form, but a wrong factor",
    "differs": "differs from the right one at {point}",
    "no value at": "has no real value at {point}",
    "out of range at": "is too large or too close to 0 to be compared at {point}",
    "rough": "has decimals too rough to be compared; write them as fractions",
    "about": "about {point}",
    # Why a number or a formula was not read.
    "empty": "got an empty text",
    "many signs": "got a text of more than {limit} signs",
    "many parts": "got more than {limit} parts",
    "many functions": "got more than {limit} functions and roots",
    "many entries": "got more than {limit}",
    "many digits": "got a number of more than {limit} digits",
    "deep": "got one of more than {limit} levels",
    "sign": "but the sign {sign} was not read",
    "equation": "but an equation was given; give what stands right of its =",
    "number": "but {text} was not read as a number",
    "comma": "but {text} can be read in two ways; leave the comma out, or write a point",
    "two numbers": "but two numbers stand in a row at {text}",
    "number behind": "but {text} stands behind what it multiplies; write * or ^ before it",
    "slash": "but {text} behind a / can be read in two ways; write a / (b c) or (a / b) c",
    "brackets": "but {text} needs brackets, as in {text}(a)",
    "missing": "but something is missing before {text}",
    "missing at the end": "but something is missing at the end",
    "not closed": "but {text} is not closed",
    "not opened": "but {text} closes nothing",
    "not a part": "but {given} was not read",
    "no value": "got one that has no real value",
    "out of range": "got one beyond 10^308, or too close to 0",
    # What is wrong with letters that were chosen.
    "one of the letters": "one of the letters {letters}",
    "some of the letters": "some of the letters {letters}",
    "one letter": "one letter alone is right",
    "another letter": "another letter is right",
    "letters missing": "what you chose is right, and more is",
    "letters too many": "all that is right is there, and more",
    "other letters": "some of what you chose is not right, and something right is missing",
    # What is wrong with a network.
    "a network": "an ExactNetwork",
    "a layer": "an ExactLayer",
    "layers": "layers",
    "numbers": "weights and biases",
    "rows": "rows of weights",
    "weights": "a row of weights",
    "biases": "biases",
    "relu": "True or False for relu",
    "inputs": "expected {expected} inputs, got {count}",
    "no layers": "expected a network with layers, got one without",
    "layer": "the {place} layer: {fault}",
    "large network": "expected a network of at most {limit} {what}",
    "long numbers": "expected fractions of at most {bits} binary digits",
    "units": "expected as many biases as units, got {biases} for {units}",
    "ragged": "expected one weight for each of {expected} inputs, got {count}",
    "one output": "expected one output, got {count}",
    "no hidden layer": "expected no hidden layer, got {count}",
    "one hidden layer": "expected one hidden layer, got {count}",
    "a hidden layer": "expected a hidden layer, got none",
    "first hidden layer": "the first hidden layer has {units} units",
    "hidden units": "{units} hidden units for {bits} bits",
    "at least": "at {row} the output should be at least 1, and is {output}",
    "at most": "at {row} the output should be at most 0, and is {output}",
}
LONGEST = 30  # signs of what was given, where a sentence repeats it
ORDINALS = ("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth")


def say(words: str, **places: object) -> str:
    """A sentence with its places filled."""
    return WORDS[words].format(**places)


def shown(text: str) -> str:
    """What was given, as a sentence can repeat it: short, in one line, every sign printable."""
    cut = text if len(text) <= LONGEST else text[:LONGEST] + "..."
    return "".join(sign if printable(sign) else f"U+{ord(sign):04X}" for sign in cut)


def printable(sign: str) -> bool:
    """Whether a sign shows itself, alone, in its place."""
    return sign.isprintable() and not unicodedata.combining(sign)


def described(given: object) -> str:
    """What was given, by its type; nothing of the object itself is asked."""
    name = shown(type.__dict__["__name__"].__get__(type(given))) or "object"
    return f"{'an' if name[0].lower() in 'aeiou' else 'a'} {name}"


def ordinal(place: int) -> str:
    """A place as a word, counted from 0."""
    if place < len(ORDINALS):
        return ORDINALS[place]
    last = (place + 1) % 10 if place > 19 else 0
    return f"{place + 1}{({1: 'st', 2: 'nd', 3: 'rd'}).get(last, 'th')}"
