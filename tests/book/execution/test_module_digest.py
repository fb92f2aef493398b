"""A module's digest covers what the module does, and its imports are told from the syntax tree."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

from workedout_book.execution.ingredients import (
    CellNeeds,
    Ingredients,
    cell_needs,
    changed_ingredients,
    installed_versions,
)
from workedout_book.execution.module_digest import Module, Packages, imported_names

FUNCTION = 'def f(x):\n    """Double it."""\n    return x + x\n'
SAME = {
    "a comment": FUNCTION.replace("x + x", "x + x  # why"),
    "a docstring": FUNCTION.replace("Double it.", "Twice as much."),
    "no docstring": "def f(x):\n    return x + x\n",
    "white space": FUNCTION.replace("x + x", "(x  +  x)") + "\n\n",
}
OTHER = {
    "an operator": FUNCTION.replace("x + x", "x - x"),
    "a name": FUNCTION.replace("def f", "def g"),
    "a default": FUNCTION.replace("(x)", "(x=1)"),
    "a string that is no docstring": FUNCTION.replace("x + x", "'x'"),
}
IMPORTS = {
    "import pkg": {"pkg"},
    "import pkg.a as b": {"pkg.a"},
    "from pkg import a": {"pkg", "pkg.a"},
    "from pkg.a import f": {"pkg.a", "pkg.a.f"},
    "from . import c": {"pkg.sub", "pkg.sub.c"},
    "from .c import f": {"pkg.sub.c", "pkg.sub.c.f"},
    "from ..a import f": {"pkg.a", "pkg.a.f"},
    "def f():\n    from pkg import a": {"pkg", "pkg.a"},
    "if TYPE_CHECKING:\n    import pkg.a": {"pkg.a"},
}


def module(folder: Path, text: str) -> Module:
    path = folder / "m.py"
    path.write_text(text, "utf-8")
    return Module("pkg.m", path)


@pytest.mark.parametrize("text", SAME.values(), ids=SAME)
def test_the_digest_stays_the_same_with(text: str, tmp_path: Path) -> None:
    assert module(tmp_path, text).digest == module(tmp_path, FUNCTION).digest


@pytest.mark.parametrize("text", OTHER.values(), ids=OTHER)
def test_the_digest_changes_with(text: str, tmp_path: Path) -> None:
    assert module(tmp_path, text).digest != module(tmp_path, FUNCTION).digest


@pytest.mark.parametrize("text", SAME.values(), ids=SAME)
def test_the_digest_for_whoever_shows_docstrings_changes_with_these_alone(
    text: str, tmp_path: Path
) -> None:
    same = module(tmp_path, text).digest_with_docstrings == (
        module(tmp_path, FUNCTION).digest_with_docstrings
    )
    assert same is ("Double it." in text)


SHOWING = {
    "f.__doc__": True,
    "help(f)": True,
    "from inspect import getdoc": True,
    "import pydoc": True,
    "'help'": False,
    "f(help='x')": False,
    "f.documented": False,
}


@pytest.mark.parametrize(("text", "shows"), SHOWING.items(), ids=SHOWING)
def test_what_shows_docstrings_is_told_by_name(text: str, shows: bool, tmp_path: Path) -> None:
    assert module(tmp_path, text).shows_docstrings is shows
    assert cell_needs([text]).documentation is shows


def test_a_cell_that_asks_for_a_docstring_by_a_literal_shows_it() -> None:
    assert cell_needs(["getattr(f, '__doc__')"]).documentation


@pytest.mark.parametrize(("text", "expected"), IMPORTS.items(), ids=IMPORTS)
def test_imports_are_found_in_every_form(text: str, expected: set[str]) -> None:
    assert imported_names(ast.parse(text), "pkg.sub") == expected


FILES = {
    "__init__.py": "",
    "a.py": "from .b import f",
    "b.py": "import pkg.a, torch",
    "lonely.py": "",
    "named.py": 'import sys\nsys.modules["pkg.lonely"]',
    "sub/__init__.py": "",
    "sub/c.py": "",
    "sub/finder.py": "from importlib import import_module\nimport_module(f'pkg.sub.{name}')",
    "broken.py": "def",
}
CLOSURES = {
    "pkg.a": ["pkg", "pkg.a", "pkg.b"],
    "pkg.sub.c": ["pkg", "pkg.sub", "pkg.sub.c"],
    "pkg.sub.finder": ["pkg", "pkg.sub", "pkg.sub.c", "pkg.sub.finder"],
    "pkg.named": ["pkg", "pkg.lonely", "pkg.named"],
    "pkg.a.no_module": ["pkg", "pkg.a", "pkg.b"],
    "pkg.broken": ["pkg", "pkg.broken"],
    "torch.nn": [],
}


@pytest.mark.parametrize(("name", "expected"), CLOSURES.items(), ids=CLOSURES)
def test_the_closure_holds_parents_cycles_and_modules_loaded_by_name(
    name: str, expected: list[str], tmp_path: Path
) -> None:
    for path, text in FILES.items():
        (tmp_path / path).parent.mkdir(exist_ok=True)
        (tmp_path / path).write_text(text, "utf-8")
    assert sorted(Packages({"pkg": tmp_path}).closure([name])) == expected


TABLE = """from importlib import import_module

TABLE: dict[str, dict[str, tuple[str, ...]]] = {
    "first": {"one": ("a", "b")},
    "second": {"two": ("c",)},
}


def load(name):
    return import_module(f"pkg.parts.{name}")
"""
PARTS = {
    "__init__.py": "",
    "parts/__init__.py": "",
    "parts/table.py": TABLE,
    "parts/one.py": "from pkg.parts import shared",
    "parts/two.py": "",
    "parts/shared.py": "",
}


def parts(folder: Path, **changed: str) -> Ingredients:
    """The ingredients in a package of which one module loads others by a table."""
    for path, text in (
        PARTS | {f"parts/{name}.py": text for name, text in changed.items()}
    ).items():
        (folder / path).parent.mkdir(exist_ok=True)
        (folder / path).write_text(text, "utf-8")
    return Ingredients(Packages({"pkg": folder}, {"pkg.parts.table": "TABLE"}))


LOADING = {
    "by a name": ("load('a')", {"one", "shared"}),
    "by another name": ("load('c')", {"two"}),
    "by a pattern": ("every('*')", {"one", "shared", "two"}),
    "by no name": ("load(name)", set()),
    "the table itself": ("from pkg.parts.table import TABLE", {"one", "shared", "two"}),
    "what cannot be told": ("def", {"one", "shared", "two"}),
}


@pytest.mark.parametrize(("cell", "expected"), LOADING.values(), ids=LOADING)
def test_of_a_table_those_modules_count_whose_names_the_cells_have(
    cell: str, expected: set[str], tmp_path: Path
) -> None:
    (tmp_path / "loader.py").write_text("from pkg.parts.table import load", "utf-8")
    modules = parts(tmp_path).modules(cell_needs(["from pkg.loader import load", cell]))
    inner = {name.removeprefix("pkg.parts.") for name in modules if name.startswith("pkg.parts.")}
    assert inner == expected | {"table"}


DOOR = """def __getattr__(name):
    from pkgutil import resolve_name

    return resolve_name(name)


NAMES = {"one": ("a", "b"), "sub.two": ("c",)}
"""
ROOMS = {"__init__.py": DOOR, "one.py": "", "sub/__init__.py": "", "sub/two.py": "", "far.py": ""}
THROUGH_THE_DOOR = {
    "an attribute": (["import pkg", "pkg.a()"], {"one"}),
    "under another name": (["import pkg as p", "p.c"], {"sub", "sub.two"}),
    "by from": (["from pkg import a, b"], {"one"}),
    "two of them": (["import pkg as p\np.a(p.c)"], {"one", "sub", "sub.two"}),
    "none of them": (["import pkg"], set()),
    "a module below it": (["from pkg import far"], {"far"}),
    "a name in it": (["import pkg.far\npkg.far.x"], {"far"}),
    "by a computed name": (["import pkg", "getattr(pkg, 'x')"], {"one", "sub", "sub.two"}),
    "by a star": (["from pkg import *"], {"one", "sub", "sub.two"}),
    "what it does not lead to": (["import pkg", "pkg.NAMES"], {"one", "sub", "sub.two"}),
    "from a cell that cannot be parsed": (["import pkg", "("], {"far", "one", "sub", "sub.two"}),
}


@pytest.mark.parametrize(("cells", "expected"), THROUGH_THE_DOOR.values(), ids=THROUGH_THE_DOOR)
def test_of_a_front_door_those_modules_count_that_cells_go_to(
    cells: list[str], expected: set[str], tmp_path: Path
) -> None:
    for path, text in ROOMS.items():
        (tmp_path / path).parent.mkdir(exist_ok=True)
        (tmp_path / path).write_text(text, "utf-8")
    ingredients = Ingredients(Packages({"pkg": tmp_path}, {"pkg": "NAMES"}))
    found = ingredients.modules(cell_needs(cells)).keys() - {"pkg"}
    assert {name.removeprefix("pkg.") for name in found} == expected


def test_a_table_that_is_no_literal_leaves_every_module_counting(tmp_path: Path) -> None:
    computed = TABLE.replace('("c",)', "tuple('c')")
    needs = cell_needs(["import pkg.parts.table", "load('a')"])
    assert "pkg.parts.two" in parts(tmp_path, table=computed).modules(needs)


ENTRIES = {
    "an entry that the page does not name": (('("c",)', '("c", "d")'), False),
    "an entry that it names": (('("a", "b")', '("b",)'), True),
    "the module of one": (('"one": ("a", "b")', '"shared": ("a", "b")'), True),
    "another line": (("pkg.parts.{name}", "pkg.parts.{name}_"), True),
}


@pytest.mark.parametrize(("change", "counts"), ENTRIES.values(), ids=ENTRIES)
@pytest.mark.parametrize("documented", [False, True])
def test_a_changed_table_counts_for_the_pages_that_name_what_changed(
    change: tuple[str, str], counts: bool, documented: bool, tmp_path: Path
) -> None:
    (tmp_path / "loader.py").write_text("from pkg.parts.table import load", "utf-8")
    needs = cell_needs(["from pkg.loader import load\nload('a')", "help(load)" * documented])
    before = parts(tmp_path).of(needs)
    assert (parts(tmp_path, table=TABLE.replace(*change)).of(needs) != before) is counts


def test_cells_may_hold_magics() -> None:
    needs = cell_needs(["%matplotlib inline\nfrom pkg import a", "run('depth-width')", "!ls"])
    assert needs.imports is not None
    assert needs.imports >= {"pkg", "pkg.a"}
    assert "depth-width" in needs.literals


def test_a_cell_that_cannot_be_parsed_may_import_anything() -> None:
    assert cell_needs(["import pkg", "def"]) == CellNeeds(None, frozenset(), documentation=True)


def test_versions_cover_python_what_is_named_and_what_a_package_requires() -> None:
    versions = installed_versions(["workedout"], ["sphinx", "no-such-thing"])
    assert versions.keys() >= {"version python", "version torch", "version sphinx"}
    assert versions["version no-such-thing"] == "absent"


def test_changed_ingredients_are_named() -> None:
    old = {"module a": "1", "module b": "1", "record c": "1"}
    new = {"module a": "1", "module b": "2", "record d": "1"}
    assert changed_ingredients(old, new) == ["module b", "record c", "record d"]
