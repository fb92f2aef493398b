"""The execution keys of cells, where the package is a copy that may be changed."""

from __future__ import annotations

import shutil
from pathlib import Path

import yaml
from tiny_book import ROOT

from workedout_book.execution.ingredients import Ingredients, locate_packages

PACKAGE = ROOT / "code" / "workedout"
TABLES = yaml.safe_load((ROOT / "_config.yml").read_text("utf-8"))["sphinx"]["config"][
    "execution_key_tables"
]


def copied_package(folder: Path) -> Path:
    """A copy of the package's modules in a folder."""
    unwanted = shutil.ignore_patterns("__pycache__", "recorded", "pocket", ".journal")
    return Path(shutil.copytree(PACKAGE, folder / "workedout", ignore=unwanted))


def ingredients(package: Path) -> Ingredients:
    """What finds the ingredients of keys in such a copy, each file read once."""
    packages = locate_packages(["workedout"], TABLES)
    packages.folders["workedout"] = package
    return Ingredients(packages)
