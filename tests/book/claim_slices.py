"""The claims of a page, made again on records that were falsified.

Of a page's cells only what leads from a record to a claim is executed: a backward slice by the
names that statements bind, change and use. So no live training runs, and a page takes seconds.
"""

from __future__ import annotations

import ast
import builtins
import math
from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from page_cells import page_cells

TELLING = ("check", "check_identity", "show", "glue", "print")  # they change nothing
READING = ("items", "keys", "values", "get")  # methods that do not change what they are called on
CERTAIN = (ast.Assign, ast.AnnAssign, ast.FunctionDef, ast.Import, ast.ImportFrom, ast.For)


class Names(ast.NodeVisitor):
    """Which names a statement uses, binds and may change in place, read in the order of time."""

    def __init__(self) -> None:
        self.uses: set[str] = set()
        self.binds: set[str] = set()
        self.changes: set[str] = set()

    def visit_Name(self, node: ast.Name) -> None:
        if isinstance(node.ctx, ast.Store):
            self.binds.add(node.id)
        elif node.id not in self.binds:
            self.uses.add(node.id)

    def visit_Assign(self, node: ast.Assign) -> None:
        self.in_turn(node.value, *node.targets)

    def visit_AugAssign(self, node: ast.AugAssign) -> None:
        self.in_turn(node.value, node.target)
        self.uses |= set(bottom(node.target))

    def visit_For(self, node: ast.For) -> None:
        self.in_turn(node.iter, node.target, *node.body, *node.orelse)

    def visit_alias(self, node: ast.alias) -> None:
        self.binds.add((node.asname or node.name).split(".")[0])

    def visit_FunctionDef(self, node: ast.FunctionDef) -> None:
        arguments = [each.arg for each in ast.walk(node.args) if isinstance(each, ast.arg)]
        self.apart(arguments, [node.args, *node.body])
        self.binds.add(node.name)

    def visit_Lambda(self, node: ast.Lambda) -> None:
        self.apart([each.arg for each in ast.walk(node.args) if isinstance(each, ast.arg)], [node])

    def visit_ListComp(self, node: ast.ListComp | ast.SetComp | ast.GeneratorExp) -> None:
        self.apart([], [*node.generators, node.elt])

    visit_SetComp = visit_GeneratorExp = visit_ListComp  # type: ignore[assignment]  # noqa: N815

    def visit_DictComp(self, node: ast.DictComp) -> None:
        self.apart([], [*node.generators, node.key, node.value])

    def visit_comprehension(self, node: ast.comprehension) -> None:
        self.in_turn(node.iter, node.target, *node.ifs)

    def visit_Subscript(self, node: ast.Subscript | ast.Attribute) -> None:
        if isinstance(node.ctx, ast.Store):
            self.changes |= set(bottom(node))
        self.generic_visit(node)

    visit_Attribute = visit_Subscript  # type: ignore[assignment]  # noqa: N815

    def visit_Call(self, node: ast.Call) -> None:
        reads = isinstance(node.func, ast.Attribute) and node.func.attr in READING
        if not isinstance(node.func, ast.Name) and not reads:
            self.changes |= set(bottom(node.func))  # a method may change what it is called on
        self.generic_visit(node)

    def in_turn(self, *nodes: ast.AST) -> None:
        for node in nodes:
            self.visit(node)

    def apart(self, bound: Iterable[str], nodes: Iterable[ast.AST]) -> None:
        """Visit what has a scope of its own: what it binds is bound nowhere else."""
        inner = Names()
        inner.binds |= self.binds | set(bound)
        for node in nodes:
            inner.generic_visit(node) if isinstance(node, ast.Lambda) else inner.visit(node)
        self.uses |= inner.uses
        self.changes |= inner.changes - set(bound)


def bottom(node: ast.expr) -> Iterator[str]:
    """The name at the bottom of ``name.a[b].c``, where there is one."""
    while isinstance(node, ast.Attribute | ast.Subscript):
        node = node.value
    if isinstance(node, ast.Name):
        yield node.id


@dataclass
class Step:
    """One statement at the top of a cell.

    Attributes:
        node: its tree.
        names: what it uses, binds and may change.
        calls: the bare names that it calls.
    """

    node: ast.stmt
    names: Names = field(init=False)
    calls: set[str] = field(init=False)

    def __post_init__(self) -> None:
        self.names = Names()
        self.names.visit(self.node)
        calls = [each.func for each in ast.walk(self.node) if isinstance(each, ast.Call)]
        self.calls = {function.id for function in calls if isinstance(function, ast.Name)}

    @property
    def touches(self) -> set[str]:
        """Names that have another value after it, perhaps."""
        return self.names.binds | self.names.changes

    @property
    def settles(self) -> set[str]:
        """Names whose earlier values do not matter after it."""
        return self.names.binds - self.names.uses if isinstance(self.node, CERTAIN) else set()

    @property
    def only_tells(self) -> bool:
        """Whether it is a bare call of what changes nothing."""
        call = self.node.value if isinstance(self.node, ast.Expr) else None
        return (
            isinstance(call, ast.Call)
            and isinstance(call.func, ast.Name)
            and call.func.id in TELLING
        )


def steps(page: str) -> list[Step]:
    """The statements of all cells of a page, in order."""
    return [Step(node) for cell in page_cells(page) for node in ast.parse(cell.code).body]


def on_records(program: list[Step]) -> set[int]:
    """Which statements depend on a record, themselves or by what they use."""
    tainted: set[str] = set()
    found = set()
    for number, each in enumerate(program):
        if "run" in each.calls or each.names.uses & tainted:
            found.add(number)
            tainted |= each.touches
        else:
            tainted -= each.settles
    return found


def needed(program: list[Step], targets: set[int]) -> list[int]:
    """The targets with every statement before them that they need, in order."""
    wanted: set[str] = set()
    kept = []
    for number in reversed(range(len(program))):
        each = program[number]
        if number in targets or (each.touches & wanted and not each.only_tells):
            kept.append(number)
            wanted = (wanted - each.settles) | each.names.uses
    return kept[::-1]


class Guarded(ast.NodeTransformer):
    """Each claim with a net under it, so that one which cannot be computed takes no other along."""

    def visit_Expr(self, node: ast.Expr) -> ast.stmt:
        call = node.value
        name = (
            call.func.id if isinstance(call, ast.Call) and isinstance(call.func, ast.Name) else ""
        )
        if name != "claim":
            return node
        (guarded,) = ast.parse("try:\n    pass\nexcept Exception:\n    claim(None, None)").body
        assert isinstance(guarded, ast.Try)
        guarded.body = [node]
        return ast.fix_missing_locations(guarded)


Key = tuple[int, int]  # the number of a statement, and which of its claims


@dataclass(frozen=True)
class Made:
    """A claim as it was made."""

    statement: str
    holds: bool


def claims_made(
    page: str,
    read: Callable[[str], Any],
    lenient: bool = False,
    among: Collection[Key] | None = None,
) -> dict[Key, Made]:
    """The claims of a page that depend on a record, each tested with what ``read`` gives.

    Args:
        page: its source.
        read: gives the record of a name.
        lenient: whether a claim may be left out because a cell raises on these records.
        among: claims, to make no other than those of their statements; without it, all.

    Returns:
        The claims; without those whose p is not a number, since the values do not scatter.
    """
    program = steps(page)
    claiming = {number for number in on_records(program) if "claim" in program[number].calls}
    if among is not None:
        claiming &= {number for number, _ in among}
    made: dict[Key, Made | None] = {}
    now = 0

    def claim(statement: str | None, test: Any) -> None:
        key = now, sum(number == now for number, _ in made)
        undecided = statement is None or (test.p is not None and math.isnan(test.p))
        made[key] = None if undecided else Made(str(statement), test.holds)

    def silent(*_: Any, **__: Any) -> None:
        return None

    ours: dict[str, Any] = {"claim": claim, "run": read, **dict.fromkeys(TELLING, silent)}
    names: dict[str, Any] = {"__builtins__": builtins, "__name__": "page", **ours}
    for now in needed(program, claiming):
        each = program[now]
        try:
            tree = ast.Module([Guarded().visit(each.node) if lenient else each.node], [])
            exec(compile(tree, "<page>", "exec"), names)
        except Exception:  # whatever a cell may raise on a falsified record
            if not lenient:
                raise
            for name in each.names.binds:
                names.pop(name, None)
        names |= ours
    return {key: each for key, each in made.items() if each is not None}


def claims_on_no_record(page: str) -> list[str]:
    """The source of each statement that makes a claim without a record."""
    program = steps(page)
    depending = on_records(program)
    return [
        ast.unparse(each.node)
        for number, each in enumerate(program)
        if "claim" in each.calls and number not in depending
    ]
