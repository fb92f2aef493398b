"""Which names of the package the cells of a page use, by where each is defined."""

from __future__ import annotations

import ast
import importlib
from collections.abc import Iterator
from types import ModuleType
from typing import Any

from page_cells import page_cells

PACKAGE = "workedout"
ROOMS = ("data", "inspection", "networks", "statistics", "training")
SHARED = 3  # a function that so many chapters use is no matter of one of them


def syntax(code: str) -> ast.Module:
    """The syntax tree of a cell, its magic lines left out."""
    lines = (line for line in code.splitlines() if not line.startswith(("%", "!")))
    return ast.parse("\n".join(lines))


def imported(tree: ast.Module) -> Iterator[tuple[str, Any]]:
    """Each name that a cell imports from the package, and what it is."""
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and (node.module or "").split(".")[0] == PACKAGE:
            assert node.module
            for alias in node.names:
                yield alias.asname or alias.name, named(node.module, alias.name)
        elif isinstance(node, ast.Import):
            for alias in node.names:
                if alias.name == PACKAGE:
                    yield alias.asname or alias.name, importlib.import_module(PACKAGE)


def named(module: str, name: str) -> Any:
    """What a module has under a name: an object, or a module below it."""
    there = importlib.import_module(module)
    found = getattr(there, name, None)
    return importlib.import_module(f"{module}.{name}") if found is None else found


def used(page: str) -> set[str]:
    """Where each class and function of the package is defined that the shown cells of a page use.

    A cell may use what another one imported, and reach for what is in an imported module.
    """
    cells = [(cell, syntax(cell.code)) for cell in page_cells(page)]
    names = {name: thing for _, tree in cells for name, thing in imported(tree)}
    found = set()
    for cell, tree in cells:
        if "remove-cell" in cell.options or "remove-input" in cell.options:
            continue
        for node in ast.walk(tree):
            thing = None
            if isinstance(node, ast.Name):
                thing = names.get(node.id)
            elif isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
                module = names.get(node.value.id)
                thing = getattr(module, node.attr, None) if isinstance(module, ModuleType) else None
            if is_ours(thing):
                found.add(place(thing))
    return found


def is_ours(thing: Any) -> bool:
    """Whether something is a class or function of the package, one that others may use."""
    defined = getattr(thing, "__module__", None) or ""
    name = getattr(thing, "__qualname__", "_")
    return defined.split(".")[0] == PACKAGE and callable(thing) and not name.startswith("_")


def place(thing: Any) -> str:
    """Where a class or function is defined, as the page of the package names it."""
    return f"{thing.__module__}.{thing.__qualname__}"


def belongs(name: str, chapters: int) -> bool:
    """Whether the page of the package has to have a name that so many chapters use."""
    module, _, thing = name.rpartition(".")
    return (
        isinstance(getattr(importlib.import_module(module), thing), type)
        or module.split(".")[1] in ROOMS
        or chapters >= SHARED
    )
