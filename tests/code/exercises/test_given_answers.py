"""Whatever is given as an answer gets one line, soon; nothing of it is run, and no key is told."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator
from decimal import Decimal
from fractions import Fraction
from typing import Any, NoReturn

import numpy as np
import pytest
import sympy as sp
import torch

from workedout.derivations.algebra.exact_networks import (
    ExactLayer,
    ExactNetwork,
    output_unit,
)
from workedout.exercises.answers import Answer, Formula, Gate, Hidden, Number, Numbers
from workedout.exercises.formulas.trees import LEVELS

Counted = Callable[[Callable[[], str]], str]
x, y = sp.symbols("x y")

KINDS: dict[str, Answer] = {
    "formula": Formula(x - y),
    "number": Number(Fraction(3)),
    "rounded": Number(0.159, within=1e-2),
    "numbers": Numbers((1, 2)),
    "gate": Gate({2: (0, 0, 0, 1)}, Hidden()),
}


class Raising:
    """Every method raises, and so does every other look at it."""

    def __getattribute__(self, name: str) -> NoReturn:
        raise RuntimeError(name)

    def raises(*_: object) -> NoReturn:
        raise RuntimeError

    __eq__ = __len__ = __iter__ = __next__ = __getitem__ = raises
    __float__ = __index__ = __bool__ = __repr__ = __str__ = __array__ = raises
    __hash__ = raises


class Hanging:
    """Every method takes for ever."""

    def hangs(*_: object) -> NoReturn:
        while True:
            pass

    __getattr__ = __eq__ = __len__ = __iter__ = __next__ = __getitem__ = hangs
    __float__ = __index__ = __bool__ = __repr__ = __str__ = __array__ = hangs
    __hash__ = __class__ = property(hangs)
    item = tolist = _sympy_ = hangs


class Listening:
    """Keeps all that it is compared or computed with."""

    heard: list[Any] = []  # noqa: RUF012  (of all of them)

    def hear(self, *others: object) -> bool:
        self.heard.extend(others)
        return True

    __eq__ = __lt__ = __gt__ = __le__ = __ge__ = __ne__ = hear
    __sub__ = __rsub__ = __add__ = __radd__ = __mul__ = __rmul__ = hear
    __truediv__ = __rtruediv__ = __contains__ = __call__ = __getattr__ = hear
    __hash__ = None


class ListeningNumber(Listening, int):
    """A whole number that does."""


class ListeningText(Listening, str):
    """A text that does."""


class Meta(type):
    """A type that cannot be looked at."""

    def __getattribute__(cls, name: str) -> NoReturn:
        raise RuntimeError(name)

    def __hash__(cls) -> NoReturn:
        raise RuntimeError


class OfMeta(metaclass=Meta):
    """Something of that type."""


class RaisingList(list):
    """A list that cannot be gone through by its own method."""

    def __iter__(self) -> NoReturn:
        raise RuntimeError


def endless() -> Iterator[int]:
    while True:
        yield 1


def never() -> Iterator[int]:
    while True:
        pass
    yield 1


def nested(depth: int) -> list[Any]:
    found: list[Any] = [1]
    for _ in range(depth):
        found = [found]
    return found


def shared(times: int) -> sp.Expr:
    """As large as two to the number of times, in memory as small as that number."""
    found: sp.Expr = x
    for _ in range(times):
        found = sp.Add(found, found, evaluate=False)
    return found


def tower(height: int) -> sp.Expr:
    found: sp.Expr = x
    for _ in range(height):
        found = sp.Pow(found, 2, evaluate=False)
    return found


def held(thing: object) -> np.ndarray:
    """An array without axes that holds something; itself, if nothing."""
    found = np.empty((), object)
    found[()] = found if thing is None else thing
    return found


def layer(weights: Any, biases: Any, relu: Any = True) -> ExactNetwork:
    return ExactNetwork((ExactLayer(weights, biases, relu),))


loop: list[Any] = []
loop.append(loop)
bush: list[Any] = []
bush.extend([bush] * 10)
deep_network = ExactNetwork(tuple(ExactLayer(((1, 1), (1, 1)), (0, 0)) for _ in range(10_000)))

HOSTILE: dict[str, Any] = {
    "code": "__import__('os').system('exit 3') or x - y",
    "code that ends the program": "__import__('sys').exit(3)",
    "the way to the key": "x.__class__.__mro__",
    "a function": lambda: 1,
    "a tower of powers": "9**9**9**9*x",
    "a tower of powers of what may be zero": "x - y + 1 + (((x - x)^1000)^1000)^1000",
    "a large exponent": "x**(10**10)",
    "a large power of a sum": "(x+y)**5000",
    "20,000 terms": "+".join(["x"] * 20_000),
    "20,000 brackets": "(" * 20_000,
    "20,000 digits": "1" * 20_000,
    "a large exponent of ten": "1e999999999",
    "signs of half a pair": "\ud800\udfff",
    "a word of many signs in one": "\N{ARABIC LIGATURE SALLALLAHOU ALAYHE WASALLAM}" * 500,
    "a sine of a huge number": "sin(10**300 x)",
    "nothing": None,
    "bytes": b"x - y",
    "a set": {1, 2},
    "a dictionary": {1: 2},
    "a complex number": 3 + 0j,
    "no number": float("nan"),
    "no number of decimal digits": Decimal("sNaN123"),
    "a long decimal": Decimal("1e999999"),
    "a number of many digits": 10**100_000,
    "a fraction of many digits": Fraction(1, 10**5000),
    "a date": np.datetime64("2020"),
    "a span of time": np.timedelta64(3, "s"),
    "an endless count": itertools.count(),
    "an endless generator": endless(),
    "a generator that never yields": never(),
    "an endless call": iter(int, 1),
    "a huge range": range(10**30),
    "a list in itself": loop,
    "a list ten times in itself": bush,
    "a deep list": nested(10_000),
    "a long list": [1] * 10**6,
    "a list of long lists": [[1] * 1000] * 1000,
    "a list that raises": RaisingList([3, 4]),
    "a list of what raises": [Raising(), Raising()],
    "a list of what hangs": [Hanging(), Hanging()],
    "what raises": Raising(),
    "what hangs": Hanging(),
    "what no one may look at": OfMeta(),
    "a type without a name": type("", (), {})(),
    "a type of a long name of many lines": type("a\n" * 1000, (), {})(),
    "a tensor without axes": torch.tensor(1.0),
    "a tensor without memory": torch.empty(2, device="meta"),
    "a tensor of no axes and no memory": torch.empty((), device="meta"),
    "a sparse tensor": torch.eye(2).to_sparse(),
    "a tensor of complex numbers": torch.zeros(2, dtype=torch.complex64),
    "a tensor of yes and no": torch.tensor([True, False]),
    "a tensor of small whole numbers": torch.zeros(2, dtype=torch.uint8),
    "a tensor with a gradient": torch.zeros(2, requires_grad=True),
    "a large view of a tensor": torch.zeros(1).expand(10**12),
    "an empty tensor": torch.zeros(0),
    "a large view of an array": np.broadcast_to(np.zeros(1), (10**10,)),
    "an array of anything": np.array([object(), None]),
    "an array of texts": np.array(["a", "b"]),
    "an array of records": np.zeros(2, dtype=[("a", int)]),
    "a masked array": np.ma.array([1, 2], mask=[0, 1]),
    "an array that holds itself": held(None),
    "an array that holds what hangs": held(Hanging()),
    "infinity of SymPy": sp.zoo,
    "no number of SymPy": sp.nan,
    "a statement": sp.Eq(x, y),
    "an integral": sp.Integral(sp.exp(-(x**2)), x),
    "a long sum": sp.Sum(x, (x, 1, 10**9)),
    "a factorial": sp.factorial(10**6, evaluate=False),
    "a function of SymPy": sp.Function("f")(x),
    "a logarithm of two arguments": sp.log(x, 2, evaluate=False),
    "a sparse matrix": sp.SparseMatrix(10**6, 10**6, {}),
    "20,000 terms of SymPy": sp.Add(*[x] * 20_000, evaluate=False),
    "a shared expression": shared(200),
    "a deep expression": tower(3000),
    "a large power of SymPy": (x + y) ** 5000,
    "a power of a power": sp.Pow(9, sp.Pow(9, 9, evaluate=False), evaluate=False) * x,
    "a symbol of a long name": sp.Symbol("x\n" * 1000),
    "a symbol of half a pair": sp.Symbol("\ud800"),
    "a precise number": sp.Float(4, 10_000),
    "a network without layers": ExactNetwork(()),
    "a network of nothing": ExactNetwork(None),
    "a network of a text": ExactNetwork("ab"),
    "a network never made": object.__new__(ExactNetwork),
    "a network of what hangs": ExactNetwork(Hanging()),
    "a layer of what hangs": layer(Hanging(), Hanging()),
    "a layer of nothing": layer((), ()),
    "a unit without weights": layer(((),), (0,)),
    "units of several sizes": layer(((1, 1), (1,)), (0, 0)),
    "too few biases": layer(((1, 1),), ()),
    "a weight that is no number": layer(((1, float("nan")),), (0,)),
    "a weight that hangs": layer(((1, Hanging()),), (0,)),
    "a relu that raises": layer(((1, 1),), (0,), Raising()),
    "a long weight": layer(((1, 10**300),), (0,)),
    "a huge layer": layer(((1,) * 10**6,) * 2, (0, 0)),
    "a deep network": deep_network,
    "layers that do not fit": ExactNetwork((output_unit([1, 1], 0), output_unit([1, 1], 0))),
    "a network in itself": ExactNetwork(loop),
}


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("name", HOSTILE)
def test_whatever_is_given_is_refused_in_one_line_and_soon(
    counted: Counted, kind: str, name: str
) -> None:
    fault = counted(lambda: KINDS[kind].fault(HOSTILE[name]))
    assert fault
    assert fault.isprintable()
    assert len(fault) < 300


def test_a_deep_expression_of_few_parts_is_refused_for_its_depth() -> None:
    fault = KINDS["formula"].fault(tower(LEVELS))
    assert fault == f"expected a formula in x and y, got one of more than {LEVELS} levels"


LISTENERS = {
    "an object": Listening(),
    "a number": ListeningNumber(3),
    "a text": ListeningText("3"),
}


@pytest.mark.parametrize("name", LISTENERS)
@pytest.mark.parametrize("kind", KINDS)
def test_nothing_given_hears_what_it_is_compared_with(kind: str, name: str) -> None:
    given = LISTENERS[name]
    Listening.heard.clear()
    assert KINDS[kind].fault(given)
    assert KINDS[kind].fault([given, given])
    assert Listening.heard == []
