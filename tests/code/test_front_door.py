"""The front door, ``import workedout as wo``: few names, each looked up when it is first used."""

from __future__ import annotations

import ast
import subprocess
import sys
from importlib import import_module
from pathlib import Path

import pytest
from page_keys import PACKAGE, copied_package, ingredients

import workedout as wo
from workedout_book.execution.ingredients import cell_needs


def test_every_name_is_that_of_its_module():
    for place, names in wo.NAMES.items():
        module = import_module(f"workedout.{place}")
        for name in names:
            expected = module if place.endswith(f".{name}") else getattr(module, name)
            assert getattr(wo, name) is expected


def test_a_name_that_there_is_not_is_told_with_those_that_there_are():
    with pytest.raises(AttributeError, match=r"no attribute 'train'; it has Cnn, .*student_inter"):
        wo.train  # noqa: B018


def test_completion_shows_the_names():
    assert {"fit", "mnist", "run"} <= set(dir(wo))


def test_importing_it_imports_nothing_else():
    script = "import sys; sys.path.append(sys.argv[1]); import workedout; print(*sys.modules)"
    found = subprocess.run(
        [sys.executable, "-S", "-c", script, str(PACKAGE.parent)],
        capture_output=True, encoding="utf-8", check=True,
    ).stdout  # fmt: skip
    assert "torch" not in found
    assert "workedout." not in found


def test_the_stub_for_type_checkers_has_the_same_names():
    stub = ast.parse((PACKAGE / "__init__.pyi").read_text("utf-8"))
    imports = [node for node in stub.body if isinstance(node, ast.ImportFrom)]
    assert len(imports) == len(stub.body)
    found = {(node.module, alias.name) for node in imports for alias in node.names}
    assert all(alias.name == alias.asname for node in imports for alias in node.names)
    assert found == {
        (f"workedout.{place.rpartition('.')[0] if place.endswith(f'.{name}') else place}", name)
        for place, names in wo.NAMES.items()
        for name in names
    }


def test_no_module_of_the_package_goes_in_by_the_front_door():
    """Execution keys do not follow that."""
    for path in PACKAGE.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.ImportFrom) and node.module == "workedout":
                below = [PACKAGE / alias.name for alias in node.names]
                assert all(each.is_dir() or each.with_suffix(".py").is_file() for each in below)
            elif isinstance(node, ast.Import):
                assert all(alias.name != "workedout" for alias in node.names)


# A module that is changed, and whether a page of these cells is executed then.
CELLS = "import workedout as wo\nwo.fit(wo.Mlp((8,)), wo.pocket(), wo.Recipe(1, 32, 0.1), 0)"
CHANGED = {
    "statistics/intervals.py": False,
    "statistics/hypothesis_tests.py": False,
    "records/lookup.py": False,
    "inspection/diagnosis.py": False,
    "training/loop.py": True,
    "training/optimizers.py": True,
    "networks/models.py": True,
}


@pytest.mark.parametrize(("module", "executes"), CHANGED.items())
def test_a_page_depends_on_what_is_behind_the_names_that_it_uses(
    module: str, executes: bool, tmp_path: Path
) -> None:
    package, needs = copied_package(tmp_path), cell_needs([CELLS])
    before = ingredients(package).of(needs)
    file = package / module
    file.write_text(file.read_text("utf-8") + "\nCHANGED = True\n", "utf-8")
    assert (ingredients(package).of(needs) != before) is executes
