"""What a piece of Python depends on inside a package, told from the syntax tree alone.

Nothing is imported or run. A digest covers a module's syntax tree without comments and
docstrings, so that only a change that could alter what the module does alters the digest. A second
one covers docstrings too, for whoever shows them.
"""

from __future__ import annotations

import ast
import hashlib
import importlib.util
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from pathlib import Path
from typing import Any

from workedout_book.execution.parsing import parsed

_DYNAMIC = frozenset({"__import__", "import_module", "iter_modules", "walk_packages"})
# What shows docstrings.
_DOCUMENTATION = frozenset({"__doc__", "help", "getdoc", "getmembers", "pydoc", "doctest"})
_DOCUMENTED = (ast.Module, ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)


def package_folder(name: str) -> Path | None:
    """Where the top-level package `name` lies, or None; the package is not imported."""
    try:
        spec = importlib.util.find_spec(name)
    except (ImportError, ValueError):
        return None
    if spec is None or not spec.submodule_search_locations:
        return None
    return Path(next(iter(spec.submodule_search_locations)))


def without_docstrings(tree: ast.Module) -> ast.Module:
    """Take the docstrings out of `tree`, in place, and return it."""
    for node in ast.walk(tree):
        if isinstance(node, _DOCUMENTED) and node.body and _is_docstring(node.body[0]):
            node.body = node.body[1:]
    return tree


def _is_docstring(statement: ast.stmt) -> bool:
    return (
        isinstance(statement, ast.Expr)
        and isinstance(statement.value, ast.Constant)
        and isinstance(statement.value.value, str)
    )


def string_literals(tree: ast.AST) -> set[str]:
    """Every string constant in `tree`, with those inside f-strings."""
    return {
        node.value
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    }


def imported_names(tree: ast.AST, package: str = "") -> set[str]:
    """Dotted names that `tree` imports anywhere, relative ones resolved against `package`.

    `from a import b` gives both `a` and `a.b`: whether `b` is a module is for the caller to
    find out.
    """
    names: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            names.update(alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = _resolved(node, package)
            names.add(base)
            names.update(f"{base}.{alias.name}" for alias in node.names)
    return names


def _resolved(node: ast.ImportFrom, package: str) -> str:
    if not node.level:
        return node.module or ""
    parents = package.split(".")
    base = parents[: len(parents) - (node.level - 1)]
    return ".".join([*base, *([node.module] if node.module else [])])


def taken_names(trees: Sequence[ast.AST]) -> tuple[set[str], set[str]]:
    """What pieces of code that follow one another take from the modules that they import.

    Returns:
        Dotted names of what is taken, as an attribute or by `from`; and the modules of which
        anything may be taken, since they are used in another way.
    """
    nodes = [node for tree in trees for node in ast.walk(tree)]
    modules, taken, whole = _bound_modules(nodes), set(), set()
    for node in nodes:
        if isinstance(node, ast.ImportFrom) and node.module and not node.level:
            taken |= {f"{node.module}.{alias.name}" for alias in node.names}
            whole |= {node.module for alias in node.names if alias.name == "*"}
    attributes = [node for node in nodes if isinstance(node, ast.Attribute)]
    chains = {id(node): dotted for node in attributes if (dotted := _dotted(node, modules))}
    taken |= set(chains.values())
    owners = {id(node.value) for node in attributes}
    for node in nodes:
        if isinstance(node, ast.Name) and node.id in modules and id(node) not in owners:
            whole.add(modules[node.id])
    return taken, whole


def _bound_modules(nodes: Iterable[ast.AST]) -> dict[str, str]:
    """The names that are bound to modules, each with the module's dotted name."""
    bound = {}
    for node in nodes:
        if isinstance(node, ast.Import):
            for alias in node.names:
                name = alias.name if alias.asname else alias.name.partition(".")[0]
                bound[alias.asname or name] = name
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            for alias in node.names:  # it may be a module
                bound[alias.asname or alias.name] = f"{node.module}.{alias.name}"
    return bound


def _dotted(node: ast.AST, modules: Mapping[str, str]) -> str | None:
    """The dotted name of an attribute of an attribute ... of a module."""
    if isinstance(node, ast.Name):
        return modules.get(node.id)
    if isinstance(node, ast.Attribute) and (owner := _dotted(node.value, modules)):
        return f"{owner}.{node.attr}"
    return None


def _names(tree: ast.AST) -> Iterator[str]:
    """Every name in `tree`, those of attributes and imports included."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Name):
            yield node.id
        elif isinstance(node, ast.Attribute):
            yield node.attr
        elif isinstance(node, ast.alias):
            yield from node.name.split(".")


def shows_docstrings(tree: ast.AST) -> bool:
    """Whether `tree` has a name of what shows docstrings."""
    return not _DOCUMENTATION.isdisjoint(_names(tree))


def literal_table(tree: ast.Module, name: str) -> tuple[ast.stmt, dict[str, Any]] | None:
    """The statement of `tree` that assigns a dictionary literal to `name`, and the dictionary."""
    for statement in tree.body:
        match statement:
            case ast.Assign([ast.Name(found)], value) | ast.AnnAssign(ast.Name(found), _, value):
                if found == name and isinstance(value, ast.Dict):
                    try:
                        return statement, ast.literal_eval(value)
                    except ValueError:
                        return None
    return None


def table_entries(table: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Each name in a table, with the module to which it belongs."""
    for key, value in table.items():
        if isinstance(value, dict):
            yield from table_entries(value)
        else:
            yield from ((name, key) for name in value)


class Module:
    """One source file of a package: its dotted name, its digest, and what it imports.

    Args:
        name: its dotted name.
        path: of the file.
        table: name of its table of the modules beside it that it loads by name, if it has one:
            a dictionary literal from each module to the names for which it is loaded, or of such
            dictionaries. The table is no part of the digest.
    """

    def __init__(self, name: str, path: Path, table: str = "") -> None:
        self.name = name
        self.path = path
        self._source = path.read_bytes()
        self._table = table

    @property
    def package(self) -> str:
        """The package against which this module's relative imports are resolved."""
        return self.name if self.path.name == "__init__.py" else self.name.rpartition(".")[0]

    @cached_property
    def tree(self) -> ast.Module | None:
        """The syntax tree without docstrings; None where the file is no valid Python."""
        try:
            return without_docstrings(self._parsed())
        except SyntaxError:
            return None

    def _parsed(self) -> ast.Module:
        """The syntax tree without the table."""
        tree = parsed(self._source)
        if found := literal_table(tree, self._table):
            tree.body.remove(found[0])
        return tree

    @cached_property
    def table(self) -> list[tuple[str, str]] | None:
        """Names, each with the module that is loaded for it; None where there is no table."""
        if not self._table or self.tree is None:
            return None
        if (found := literal_table(parsed(self._source), self._table)) is None:
            return None
        return [(name, f"{self.package}.{module}") for name, module in table_entries(found[1])]

    @cached_property
    def digest(self) -> str:
        """SHA-256 of what the module says, comments and docstrings apart."""
        text = self._source if self.tree is None else ast.dump(self.tree).encode()
        return hashlib.sha256(text).hexdigest()

    @cached_property
    def digest_with_docstrings(self) -> str:
        """SHA-256 of what the module says, comments apart."""
        text = self._source if self.tree is None else ast.dump(self._parsed()).encode()
        return hashlib.sha256(text).hexdigest()

    @cached_property
    def shows_docstrings(self) -> bool:
        """Whether it has a name of what shows docstrings, be they its own or others'."""
        return self.tree is not None and shows_docstrings(self.tree)

    @cached_property
    def imports(self) -> set[str]:
        """Dotted names that it may import, strings that look like module names included."""
        if self.tree is None:
            return set()
        return imported_names(self.tree, self.package) | string_literals(self.tree)

    @cached_property
    def imports_dynamically(self) -> bool:
        """Whether it loads modules by a computed name, so that any beside it may be meant."""
        return self.tree is not None and not _DYNAMIC.isdisjoint(_names(self.tree))


class Packages:
    """The modules of some packages, as they were when each was first asked for.

    Args:
        folders: of the packages, by name.
        tables: the modules that have a table of others which they load, with its name.
    """

    def __init__(self, folders: dict[str, Path], tables: Mapping[str, str] | None = None) -> None:
        self.folders = folders
        self.tables = tables or {}
        self._modules: dict[str, Module | None] = {}

    def module(self, name: str) -> Module | None:
        """The module called `name`, or None where these packages have no such file."""
        if name not in self._modules:
            self._modules[name] = self._read(name)
        return self._modules[name]

    def _read(self, name: str) -> Module | None:
        top, *rest = name.split(".")
        if top not in self.folders or not all(part.isidentifier() for part in rest):
            return None
        path = self.folders[top].joinpath(*rest)
        for candidate in (path / "__init__.py", path.with_name(f"{path.name}.py")):
            if candidate.is_file() and (rest or candidate.name == "__init__.py"):
                return Module(name, candidate, self.tables.get(name, ""))
        return None

    def below(self, name: str) -> Iterator[str]:
        """Names of all modules in the package `name`, itself included."""
        top, *rest = name.split(".")
        root = self.folders[top]
        for path in sorted(root.joinpath(*rest).rglob("*.py")):
            parts = path.relative_to(root).with_suffix("").parts
            yield ".".join([top, *(parts[:-1] if parts[-1] == "__init__" else parts)])

    def closure(
        self,
        names: Iterable[str],
        mentioned: Callable[[str, str], bool] = lambda table, name: True,
    ) -> dict[str, Module]:
        """The modules among `names`, their parents, and all that these import in turn.

        Of the modules in a table, those count that are loaded for a name which is `mentioned`,
        given the module that has the table.
        """
        found: dict[str, Module] = {}
        waiting = list(names)
        while waiting:
            name = waiting.pop()
            module = None if name in found else self.module(name)
            if "." in name and name.split(".")[0] in self.folders:
                waiting.append(name.rpartition(".")[0])
            if module is None:
                continue
            found[name] = module
            waiting.extend(module.imports)
            if module.table is not None:
                waiting.extend(loaded for each, loaded in module.table if mentioned(name, each))
            elif module.imports_dynamically:
                waiting.extend(self.below(module.package))
        return found
