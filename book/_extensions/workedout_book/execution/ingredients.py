"""The ingredients of a page's execution key: all that can change what its cells print.

An ingredient has a name, as `module workedout.training.loop` or `record depth-width`, and a digest.
Two keys are equal when their ingredients are, and a difference can be told by name.
"""

from __future__ import annotations

import hashlib
import json
import os
import platform
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from functools import cache
from importlib import metadata
from pathlib import Path

from IPython.core.inputtransformer2 import TransformerManager

from workedout_book.execution.module_digest import (
    Module,
    Packages,
    imported_names,
    package_folder,
    shows_docstrings,
    string_literals,
    taken_names,
)
from workedout_book.execution.parsing import parsed

_LONGEST_PATH = 4096
_RECORD_NAME = re.compile(r"[\w*][\w.*-]{0,79}")  # or a pattern of names


@dataclass(frozen=True)
class CellNeeds:
    """What the cells of one page mention.

    Attributes:
        imports: names that are imported; None where they may be any.
        literals: every string.
        documentation: whether docstrings may be shown.
        taken: dotted names of what is taken from imported modules.
        whole: the modules of which anything may be taken.
    """

    imports: frozenset[str] | None
    literals: frozenset[str]
    documentation: bool = False
    taken: frozenset[str] = frozenset()
    whole: frozenset[str] = frozenset()


def cell_needs(sources: Iterable[str]) -> CellNeeds:
    """Read the imports and the literals out of cells; a cell beyond parsing may need anything."""
    imports: set[str] = set()
    literals: set[str] = set()
    trees = []
    readable, documentation = True, False
    for source in sources:
        try:
            tree = parsed(TransformerManager().transform_cell(source))
        except SyntaxError:
            readable = False
            continue
        trees.append(tree)
        imports |= imported_names(tree)
        literals |= string_literals(tree)
        documentation |= shows_docstrings(tree)
    documentation |= not readable or "__doc__" in literals
    taken, whole = map(frozenset, taken_names(trees))
    found = frozenset(imports) if readable else None
    return CellNeeds(found, frozenset(literals), documentation, taken, whole)


@dataclass
class Ingredients:
    """Finds the ingredients for any page, each file read once, as it was at that time.

    `records` is the folder of records in each package; `data` maps a module to the pattern of
    the files (relative to its package) that it reads; `versions` names distributions;
    `environment` has the variables that are set for every page.
    """

    packages: Packages
    records: str = "recorded"
    data: Mapping[str, str] = field(default_factory=dict)
    versions: Sequence[str] = ()
    environment: Mapping[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._file_digest = cache(_file_digest)
        self._versions = installed_versions([*self.packages.folders], self.versions)

    def of(self, needs: CellNeeds) -> dict[str, str]:
        """Name and digest of each ingredient that counts for a page with these needs."""
        modules, mentioned = self.modules(needs), self._mentioned(needs)
        documented = needs.documentation or any(each.shows_docstrings for each in modules.values())
        found = {
            f"module {name}": module.digest_with_docstrings if documented else module.digest
            for name, module in modules.items()
        }
        for name, module in modules.items():
            if module.table is not None:
                loaded = [entry for entry in module.table if mentioned(name, entry[0])]
                found[f"table {name}"] = hashlib.sha256(json.dumps(loaded).encode()).hexdigest()
        for kind, paths in self.files(needs).items():
            found |= {f"{kind} {path.name}": self._file_digest(path) for path in paths}
        return found | self._environment(needs) | self._versions

    def modules(self, needs: CellNeeds) -> dict[str, Module]:
        """The modules that cells import, and all that these import in turn."""
        return self.packages.closure(self._roots(needs), self._mentioned(needs))

    def files(self, needs: CellNeeds) -> dict[str, list[Path]]:
        """The records that cells name, and the data that the modules read, sorted."""
        modules = self.modules(needs)
        data = [glob for module, glob in self.data.items() if module in modules]
        patterns = {"record": self._record_patterns(needs), "data": data}
        return {kind: self._matching(globs) for kind, globs in patterns.items()}

    def _roots(self, needs: CellNeeds) -> Iterable[str]:
        if needs.imports is not None:
            return needs.imports | needs.literals
        return [name for top in self.packages.folders for name in self.packages.below(top)]

    def _mentioned(self, needs: CellNeeds) -> Callable[[str, str], bool]:
        """Whether cells have a name of some module's table: they may by a literal or a pattern,
        take it from the module as an attribute, or do with the module what may mean any.
        """
        patterns = [name for name in _record_names(needs) if "*" in name]
        every = {table for table in self.packages.tables if self._may_mean_any(needs, table)}
        return lambda table, name: (
            table in every
            or f"{table}.{name}" in needs.taken
            or name in needs.literals
            or any(fnmatchcase(name, each) for each in patterns)
        )

    def _may_mean_any(self, needs: CellNeeds, table: str) -> bool:
        """Whether cells may have any name of a module's table, since they use the module itself
        or take from it what is neither one of these names nor a module below it.
        """
        if needs.imports is None or table in needs.whole:
            return True
        module = self.packages.module(table)
        known = {name for name, _ in (module.table if module else None) or ()}
        taken = {n for n in needs.taken if n.rpartition(".")[0] == table}
        others = {name for name in taken if name.rpartition(".")[2] not in known}
        return any(self.packages.module(name) is None for name in others)

    def _record_patterns(self, needs: CellNeeds) -> list[str]:
        return [f"{self.records}/{name}.*" for name in _record_names(needs)]

    def _matching(self, patterns: Iterable[str]) -> list[Path]:
        patterns = list(patterns)
        folders = self.packages.folders.values()
        found = {path for folder in folders for glob in patterns for path in folder.glob(glob)}
        return sorted(path for path in found if path.is_file())

    def _environment(self, needs: CellNeeds) -> dict[str, str]:
        """The variables that are set for every page, and those of the packages that cells name."""
        prefixes = tuple(f"{name.upper()}_" for name in self.packages.folders)
        named = {
            each: os.environ.get(each, "") for each in needs.literals if each.startswith(prefixes)
        }
        return {f"variable {name}": text for name, text in (named | {**self.environment}).items()}


def _record_names(needs: CellNeeds) -> Iterator[str]:
    """The literals that may be names of records, or patterns of such."""
    return filter(_RECORD_NAME.fullmatch, needs.literals)


def named_files(needs: CellNeeds, folders: Iterable[Path]) -> set[Path]:
    """The files that cells name by a literal, as seen from one of these folders."""
    names = [name for name in needs.literals if 0 < len(name) < _LONGEST_PATH and "\0" not in name]
    return {path for folder in folders for name in names if _is_file(path := folder / name)}


def _is_file(path: Path) -> bool:
    try:
        return path.is_file()
    except OSError:  # a part of it is too long to be a name
        return False


def _file_digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def locate_packages(names: Iterable[str], tables: Mapping[str, str] | None = None) -> Packages:
    """The packages of these names that are installed; `tables` as for `Packages`."""
    folders = {name: package_folder(name) for name in names}
    return Packages(
        {name: folder for name, folder in folders.items() if folder is not None}, tables
    )


def installed_versions(packages: Iterable[str], names: Iterable[str]) -> dict[str, str]:
    """Versions of Python, of `names`, and of what the distributions of `packages` require."""
    wanted = set(names)
    for package in packages:
        wanted.update(_requirements(package))
    found = {"version python": ".".join(platform.python_version_tuple()[:2])}
    for name in sorted(wanted):
        found[f"version {name}"] = _version(name)
    return found


def _requirements(distribution: str) -> list[str]:
    try:
        lines = metadata.requires(distribution) or []
    except metadata.PackageNotFoundError:
        return []
    return [re.split(r"[^\w.-]", line, maxsplit=1)[0] for line in lines if "extra ==" not in line]


def _version(distribution: str) -> str:
    try:
        return metadata.version(distribution)
    except metadata.PackageNotFoundError:
        return "absent"


def changed_ingredients(old: Mapping[str, str], new: Mapping[str, str]) -> list[str]:
    """Names of the ingredients that were added, removed or changed, sorted."""
    return sorted(name for name in old.keys() | new.keys() if old.get(name) != new.get(name))
