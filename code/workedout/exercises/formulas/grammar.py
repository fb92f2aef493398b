r"""The grammar of formulas, from text to a tree; nothing is evaluated, and no name is looked up.

::

    formula  = sum
    sum      = product { ("+" | "-") product }
    product  = signed { ("*" | "/") signed | power }        2x, (a)(b), x y are products
    signed   = { "+" | "-" } power
    power    = percent [ "^" signed ]                       from the right: a^b^c = a^(b^c)
    percent  = primary [ "%" ]
    primary  = number | name | constant | function bracket | "√" primary
             | "frac" bracket bracket | bracket
    bracket  = "(" sum ")"                                  or [ ] or { }, always in pairs

A power binds most tightly, so that -x^2 is -(x^2), and e^-2x is e^(-2) x. What stands behind a
slash and is followed by another factor without a sign, as in a/2b, is refused: some read it as
(a/2) b and others as a/(2b). How signs are read: `signs`.
"""

from collections.abc import Collection
from fractions import Fraction

from workedout.exercises.formulas.signs import Token, tokens
from workedout.exercises.formulas.trees import (
    BRACKETS,
    Apply,
    Name,
    Numeral,
    Tree,
    UnreadError,
    bounded,
)
from workedout.exercises.verdict_words import say, shown

PAIRS = {"(": ")", "[": "]", "{": "}"}
BEGINS = {"number", "name", "constant", "function", "√", "frac", "("}  # what a primary begins with


def parse(text: str, names: Collection[str] = ()) -> Tree:
    """A formula written as text.

    Args:
        text: what a reader wrote.
        names: the symbols that it may hold; others are in the tree as well, and for the caller to
            refuse.

    Raises:
        UnreadError: it is none, or too large, with the sign or the place in question.
    """
    reader = Reader(tokens(text, names))
    tree = reader.sum()
    if reader.kind:
        word = "not opened" if reader.kind == ")" else "sign"
        raise UnreadError(say(word, text=reader.text, sign=reader.text))
    return bounded(tree)


class Reader:
    """Reads tokens from left to right, each rule of the grammar by a method."""

    def __init__(self, tokens: list[Token]) -> None:
        self.tokens = tokens
        self.place = 0
        self.level = 0

    @property
    def kind(self) -> str:
        """The kind of the next token; empty at the end."""
        return self.tokens[self.place].kind if self.place < len(self.tokens) else ""

    @property
    def text(self) -> str:
        """The next token, as an error shows it."""
        return shown(self.tokens[self.place].text)

    def take(self) -> Token:
        """The next token, which is then behind us."""
        self.place += 1
        return self.tokens[self.place - 1]

    def sum(self) -> Tree:
        """Terms."""
        terms = [self.product()]
        while self.kind in ("+", "-"):
            minus = self.take().kind == "-"
            term = self.product()
            terms.append(Apply("-", (term,)) if minus else term)
        return Apply("+", tuple(terms)) if len(terms) > 1 else terms[0]

    def product(self) -> Tree:
        """Factors with a sign between them, or without."""
        factors, divided = [self.signed()], False
        while self.kind in ("*", "/") or self.kind in BEGINS:
            if self.kind in BEGINS:
                self.refuse_unclear(divided)
                factors.append(self.power())
                continue
            divided = self.take().kind == "/"
            factor = self.signed()
            factors.append(Apply("/", (factor,)) if divided else factor)
        return Apply("*", tuple(factors)) if len(factors) > 1 else factors[0]

    def refuse_unclear(self, divided: bool) -> None:
        """Refuse a factor that stands without a sign where it can be read in two ways."""
        if self.kind == "number":
            two = self.tokens[self.place - 1].kind == "number"
            raise UnreadError(say("two numbers" if two else "number behind", text=self.text))
        if divided:
            raise UnreadError(say("slash", text=self.text))

    def signed(self) -> Tree:
        """A power with signs before it."""
        minus = False
        while self.kind in ("+", "-"):
            minus ^= self.take().kind == "-"
        tree = self.power()
        return Apply("-", (tree,)) if minus else tree

    def power(self) -> Tree:
        """A base, perhaps with an exponent."""
        base = self.percent()
        if self.kind != "^":
            return base
        self.take()
        self.deeper()
        exponent = self.signed()
        self.level -= 1
        return Apply("^", (base, exponent))

    def percent(self) -> Tree:
        """A part, perhaps in hundredths."""
        tree = self.primary()
        if self.kind != "%":
            return tree
        self.take()
        return Apply("*", (tree, Numeral(Fraction(1, 100))))

    def primary(self) -> Tree:
        """A number, a name, a function, or what stands in brackets."""
        if self.kind not in BEGINS:
            missing = say("missing", text=self.text) if self.kind else say("missing at the end")
            raise UnreadError(missing)
        if self.kind == "(":
            return self.bracket()
        token = self.take()
        if token.number is not None:
            return token.number
        if token.kind == "name":
            return Name(token.text)
        if token.kind == "constant":
            return Apply(token.text)
        if token.kind == "frac":
            return Apply("*", (self.argument(token), Apply("/", (self.argument(token),))))
        if token.kind == "√":
            return Apply("sqrt", (self.rooted(),))
        return Apply(token.text, (self.argument(token),))

    def rooted(self) -> Tree:
        """What a root is of; a square bracket says which root, and we know one."""
        if self.kind == "(" and self.text == "[":
            raise UnreadError(say("sign", sign="["))
        self.deeper()
        tree = self.primary()
        self.level -= 1
        return tree

    def argument(self, function: Token) -> Tree:
        """What a function is applied to, in brackets."""
        if self.kind != "(":
            raise UnreadError(say("brackets", text=shown(function.text)))
        return self.bracket()

    def bracket(self) -> Tree:
        """What stands between two brackets of a pair."""
        opening = self.take().text
        self.deeper()
        tree = self.sum()
        if not self.kind:
            raise UnreadError(say("not closed", text=shown(opening)))
        closing = self.take()
        if closing.kind != ")" or closing.text[-1] != PAIRS[opening[-1]]:
            raise UnreadError(say("not closed", text=shown(opening)))
        self.level -= 1
        return tree

    def deeper(self) -> None:
        """Count a level.

        Raises:
            UnreadError: there are too many.
        """
        self.level += 1
        if self.level > BRACKETS:
            raise UnreadError(say("deep", limit=BRACKETS))
