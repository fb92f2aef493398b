"""A book is recorded, checked and built where the system is not Linux, and comes out the same.

The processes pretend to be another system: `pretend/sitecustomize.py` hides from the book's files
what that system lacks. What they asked for and did not get shows that they went another way.
"""

from __future__ import annotations

import difflib
import json
import os
import subprocess
import sys
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from execution.test_changes import EXPERIMENTS
from small_book import HEAD, STRICT, add_experiment, make
from tiny_book import COLOUR, ROOT

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(sys.platform != "linux", reason="elsewhere nothing is pretended"),
]

PRETEND = Path(__file__).with_name("pretend")
SYSTEMS = ["darwin", "win32"]
INDEX = """# A small book

A formula: $x^2 ≥ 0$. All pages: {doc}`recorded`, {doc}`live`, {doc}`checked`.

```{image} dot.png
:alt: A single black dot
```
"""
# Each says of which process its kernel is a child.
CELL = """# {title}

```{{code-cell}} python
import os
from pathlib import Path

import psutil

parent = " ".join(psutil.Process(os.getppid()).cmdline())
print(Path(os.environ["PARENTS"], "{title}").write_text(parent, "utf-8") > 0)
```

```{{code-cell}} python
{cell}
```
"""
CELLS = {
    "recorded": """from workedout.records.lookup import run

for arm, found in run("small").arms.items():
    print(arm, found.accuracies)""",
    "live": """from workedout.data.mnist import pocket
from workedout.networks.models import Mlp
from workedout.training.recipes import Recipe
from workedout.training.loop import fit

# Rounded as on every page: the last digits of a training in float32 are the kernels'.
print([f"{loss:.3f}" for loss in fit(Mlp((8,)), pocket(), Recipe(1, 500, 0.1), 0).epoch_losses])""",
    "checked": """from workedout.checks import check

check("−1 is less than 1", -1 < 1)""",
    "more": "print('Ω')",
    "most": "6 * 7",  # more than kernels at once
}
PAGES = {"index": INDEX} | {
    title: HEAD + CELL.format(title=title, cell=cell) for title, cell in CELLS.items()
}


@dataclass(frozen=True)
class Made:
    """What was made on a system.

    Attributes:
        checked: what ``check`` said.
        record: the bytes of the record.
        site: the bytes of each file of the site, those in the wheel one by one.
        parents: the command line of the process that began each kernel.
        notes: which names were asked for and not there, and by which file.
    """

    checked: str
    record: bytes
    site: dict[str, bytes]
    parents: dict[str, str]
    notes: set[str]


def make_on(folder: Path, system: str, build: Callable[..., Any]) -> Made:
    """Record the experiment, check the record, and build the book."""
    make(folder, PAGES)
    add_experiment(folder, "small", EXPERIMENTS)
    (folder / "parents").mkdir()
    (folder / "notes").touch()
    believers = [folder / "code", folder / "book", ROOT / "book"]
    variables = {
        "PYTHONPATH": os.pathsep.join([str(PRETEND), str(folder / "code")]),
        "PRETENDED_SYSTEM": system,
        "PRETENDED_TO": os.pathsep.join(map(str, believers)),
        "PRETENDED_NOTES": str(folder / "notes"),
        "PARENTS": str(folder / "parents"),
    }
    command(folder, variables, "run", "small")
    checked = command(folder, variables, "check", "small")
    done = build(folder, *STRICT, **variables)
    assert done.returncode == 0, COLOUR.sub("", done.stdout)[-4000:]
    return Made(
        checked,
        (folder / "code/workedout/recorded/small.json").read_bytes(),
        contents(folder / "_build/html"),
        {p.name: p.read_text("utf-8") for p in (folder / "parents").iterdir()},
        set((folder / "notes").read_text("utf-8").splitlines()),
    )


def contents(site: Path) -> dict[str, bytes]:
    """The bytes of each file; of the wheel, those of its files, the record's times apart."""
    files = {p.relative_to(site).as_posix(): p for p in site.rglob("*") if p.is_file()}
    (wheel,) = (name for name in files if name.endswith(".whl"))
    with zipfile.ZipFile(files.pop(wheel)) as packed:
        names = [n for n in packed.namelist() if not n.endswith(("small.json", "/RECORD"))]
        return {n: p.read_bytes() for n, p in files.items()} | {n: packed.read(n) for n in names}


def command(folder: Path, variables: dict[str, str], *arguments: str) -> str:
    """Run ``python -m workedout``; give its output."""
    done = subprocess.run(
        [sys.executable, "-m", "workedout", *arguments],
        cwd=folder,
        env=os.environ | variables | {"CUDA_VISIBLE_DEVICES": ""},
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def made(
    tmp_path_factory: pytest.TempPathFactory, jupyter_book: Callable[..., Any]
) -> dict[str, Made]:
    """What was made here, and on each pretended system."""
    folders = {system: tmp_path_factory.mktemp(system or "here") for system in ["", *SYSTEMS]}
    return {system: make_on(folders[system], system, jupyter_book) for system in folders}


def results(record: bytes) -> Any:
    """What a record says, its times and machine apart."""
    content = json.loads(record)
    for part in ("checksum", "environments"):
        del content[part]
    for arm in content["arms"].values():
        for seed in arm["seeds"].values():
            del seed["seconds"]
    return content


def difference(one: bytes, other: bytes) -> list[str]:
    """The lines in which two files differ."""
    lines = [content.decode("utf-8", "replace").splitlines() for content in (one, other)]
    return list(difflib.unified_diff(*lines, lineterm="", n=0))


@pytest.mark.parametrize("system", SYSTEMS)
def test_the_pages_are_the_same(made, system) -> None:
    here, there = made[""].site, made[system].site
    assert here.keys() == there.keys()
    assert [
        (name, difference(here[name], there[name])) for name in here if here[name] != there[name]
    ] == []


def test_kernels_are_split_off_here(made) -> None:
    assert all("kernel_source.py" in parent for parent in made[""].parents.values())
    assert made[""].parents.keys() == CELLS.keys()


@pytest.mark.parametrize("system", SYSTEMS)
def test_kernels_start_anew_elsewhere(made, system) -> None:
    assert all("jupyter-book" in parent for parent in made[system].parents.values())
    assert made[system].parents.keys() == CELLS.keys()
    assert "ahead.py: sys.platform" in made[system].notes


@pytest.mark.parametrize("system", SYSTEMS)
def test_the_workers_are_counted_without_the_call_of_linux(made, system) -> None:
    assert "cores.py: os.sched_getaffinity" in made[system].notes


@pytest.mark.parametrize("system", SYSTEMS)
def test_a_record_is_the_same_and_holds(made, system) -> None:
    assert made[system].checked == "small: valid\n"
    assert results(made[system].record) == results(made[""].record)
    assert b"\r" not in made[system].record


def test_nothing_is_missing_here(made) -> None:
    assert made[""].notes == set()
