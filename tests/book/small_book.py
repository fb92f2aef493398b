"""A small book under the project's own configuration, with a copy of the package to harm."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Mapping
from pathlib import Path

from tiny_book import COLOUR, PNG, ROOT

STRICT = ("-W", "-n", "--keep-going")
HEAD = """---
file_format: mystnb
kernelspec: {display_name: Python 3, language: python, name: python3}
---

"""
Build = Callable[..., subprocess.CompletedProcess[str]]


def make(folder: Path, pages: Mapping[str, str]) -> Path:
    """Write a book of these pages, `index` the first, beside a copy of the package."""
    shutil.copy(ROOT / "_config.yml", folder)
    chapters = "".join(f"  - file: book/{name}\n" for name in pages if name != "index")
    contents = f"format: jb-book\nroot: book/index\nchapters:\n{chapters}"
    (folder / "_toc.yml").write_text(contents, "utf-8")
    unwanted = shutil.ignore_patterns("__pycache__", "*.egg-info", ".journal", "depth-width*.json")
    shutil.copytree(ROOT / "code", folder / "code", ignore=unwanted)
    (folder / "book" / "back").mkdir(parents=True)
    shutil.copy(ROOT / "book" / "back" / "references.bib", folder / "book" / "back")
    for shared in ("_assets", "_extensions"):
        link(ROOT / "book" / shared, folder / "book" / shared)
    (folder / "book" / "dot.png").write_bytes(PNG)
    for name, text in pages.items():
        (folder / "book" / f"{name}.md").write_text(text, "utf-8")
    return folder


def link(target: Path, place: Path) -> None:
    """A link to a folder; a copy where links are not for everybody, as on Windows."""
    try:
        place.symlink_to(target, target_is_directory=True)
    except OSError:
        shutil.copytree(target, place)


def replace(file: Path, old: str, new: str, times: int = 1) -> None:
    """Replace a text that stands in the file so many times."""
    text = file.read_text("utf-8")
    assert text.count(old) == times, f"{file.name} has {old!r} {text.count(old)} times"
    file.write_text(text.replace(old, new), "utf-8")


def add_experiment(folder: Path, name: str, text: str) -> None:
    """Add a module that asks one question, both of the same name, to the copy of the package."""
    experiments = folder / "code" / "workedout" / "experiments"
    (experiments / f"{name}.py").write_text(text, "utf-8")
    before = '"mnist": ("mnist-facts",),'
    replace(experiments / "catalogue.py", before, f'{before} "{name}": ("{name}",),')


def built(build: Build, folder: Path, *options: str, **variables: str) -> tuple[int, str]:
    """Build the book with its own copy of the package: exit status and output."""
    done = build(folder, *options, PYTHONPATH=str(folder / "code"), **variables)
    return done.returncode, COLOUR.sub("", done.stdout)


def command(folder: Path, *arguments: str) -> tuple[int, str]:
    """Run ``python -m workedout`` with the book's own copy of the package."""
    done = subprocess.run(
        [sys.executable, "-m", "workedout", *arguments],
        cwd=folder,
        env=os.environ | {"PYTHONPATH": str(folder / "code")},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    return done.returncode, done.stdout + done.stderr
