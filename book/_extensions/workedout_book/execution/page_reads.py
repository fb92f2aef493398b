"""What pages were seen to read, as ingredients of their execution keys.

Which files a page reads is known when it has been executed. It is written down beside the cached
outputs, and when the page is looked up again, the state of each of these files is part of its key.
An ingredient has a name, such as `file book/notes.txt`, and its state is a digest or a word.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from uuid import uuid4

from workedout_book.execution.module_digest import Module
from workedout_book.execution.watched_execution import Seen
from workedout_book.execution.watched_kernel import Folders

FILE, MODULE, PATH, CHECKOUT = "file", "module at", "path", "the checkout"
UNSTEADY = "a file that changed while it was read"
# What building and importing make beside what is built and imported.
_MADE = frozenset({"__pycache__", "_build", ".ipynb_checkpoints"})


@dataclass(frozen=True)
class Places:
    """The folders in which what a page reads counts.

    Attributes:
        root: of the checkout; names start from it.
        inside: further folders, those of packages.
        outside: folders of what a build makes and of what is installed, which do not count.
    """

    root: Path
    inside: Sequence[Path] = ()
    outside: Sequence[Path] = ()

    @cached_property
    def settings(self) -> dict[str, list[str]]:
        """The arguments of `Folders`: each folder as it is named, and without links."""
        inside, outside = _both_names([self.root, *self.inside]), _both_names(self.outside)
        return {"inside": inside, "outside": outside}

    def count(self, path: Path) -> bool:
        """Whether a path counts."""
        return Folders(**self.settings).count(os.path.abspath(path))

    def name(self, kind: str, path: Path) -> str:
        """The name of an ingredient: its kind, and its path from the root."""
        roots = (self.root, self.root.resolve())
        root = next((root for root in roots if path.is_relative_to(root)), self.root)
        return f"{kind} {Path(os.path.relpath(path, root)).as_posix()}"

    def state(self, name: str) -> str:
        """The state of the ingredient with this name, now."""
        if name == CHECKOUT:
            return digest(f"{path} {file_state(self.root / path)}" for path in self._sources())
        for kind, state_of in (FILE, self._read_state), (MODULE, module_state), (PATH, path_state):
            if name.startswith(f"{kind} "):
                return state_of(self.root / name.removeprefix(f"{kind} "))
        return "unknown"

    def _read_state(self, path: Path) -> str:
        if not path.is_dir():
            return file_state(path)
        return digest(entry.name for entry in path.iterdir() if self._is_source(entry))

    def _is_source(self, path: Path) -> bool:
        return path.name not in _MADE and self.count(path)

    def _sources(self) -> Iterator[str]:
        """Every file of the checkout, but for hidden folders, which tools make."""
        for folder, below, files in os.walk(self.root):
            at = Path(folder)
            below[:] = [name for name in below if name[0] != "." and self._is_source(at / name)]
            yield from ((at / file).relative_to(self.root).as_posix() for file in files)


def _both_names(folders: Iterable[Path]) -> list[str]:
    return [name for each in folders for name in (os.path.abspath(each), os.path.realpath(each))]


def digest(lines: Iterable[str]) -> str:
    """SHA-256 of some lines, whatever their order."""
    text = "\n".join(sorted(lines))
    return hashlib.sha256(text.encode(errors="surrogateescape")).hexdigest()


def path_state(path: Path) -> str:
    """Whether there is a file or a folder."""
    if path.is_dir():
        return "a folder"
    return "a file" if path.exists() else "absent"


def file_state(path: Path) -> str:
    """The digest of a file, or why it has none."""
    if not path.is_file():  # reading from a pipe would take for ever
        return path_state(path)
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as error:
        return f"{error.strerror}"


def module_state(path: Path) -> str:
    """The digest of a module, comments apart."""
    return Module("", path).digest_with_docstrings if path.is_file() else path_state(path)


@dataclass(frozen=True)
class Known:
    """The files of a page that are ingredients already, as texts or as modules, without links."""

    files: frozenset[Path]
    modules: frozenset[Path]


def _without(paths: Iterable[Path], known: frozenset[Path]) -> frozenset[Path]:
    return frozenset(path for path in paths if path.resolve() not in known)


def _shows_docstrings(path: Path) -> bool:
    return path.suffix == ".py" and path.is_file() and Module("", path).shows_docstrings


class PageReads:
    """What the pages of a book were seen to read, in this build and in those before.

    Args:
        places: the folders that count.
    """

    def __init__(self, places: Places) -> None:
        self._places = places
        self._seen: dict[str, set[str]] = {}
        self._unsteady: dict[str, str] = {}

    def see(self, page: str, seen: Seen, named: Iterable[Path], known: Known) -> None:
        """Take down what an execution was seen to do.

        Args:
            page: what the page is known by: its key but for what it reads, and its folder.
            seen: in the execution.
            named: files that the cells name, and may have read without being seen.
            known: files that are ingredients already.
        """
        read = seen.read | {path for path in named if self._places.count(path)} - seen.changed
        modules = _without(seen.modules, known.modules)
        if any(map(_shows_docstrings, modules | read)):  # of whichever module
            modules = seen.modules
        found = {
            FILE: _without(read, known.files),
            MODULE: modules,
            PATH: _without(seen.asked - read, known.files | known.modules),
        }
        names = {self._places.name(kind, path) for kind, paths in found.items() for path in paths}
        self._seen.setdefault(page, set()).update(names | ({CHECKOUT} if seen.ran else set()))
        if not seen.steady:
            self._unsteady[page] = str(uuid4())

    def states(self, page: str, cache: Path) -> dict[str, str]:
        """Name and state of each ingredient that the page was ever seen to read.

        What this build has seen is added to the folder `reads` of the cache.
        """
        notes = cache / "reads" / f"{digest([page])}.json"
        before = set(json.loads(notes.read_text("utf-8"))) if notes.is_file() else set()
        names = before | self._seen.get(page, set())
        if names - before:
            _write(notes, json.dumps(sorted(names), indent=1))
        # No other build will find this one: the outputs may be of another text.
        unsteady = {UNSTEADY: self._unsteady[page]} if page in self._unsteady else {}
        return self.now(names) | unsteady

    def now(self, names: Iterable[str]) -> dict[str, str]:
        """The state of each of these ingredients."""
        return {name: self._places.state(name) for name in sorted(names)}


def _write(file: Path, text: str) -> None:
    file.parent.mkdir(exist_ok=True)
    unfinished = file.with_suffix(".part")
    unfinished.write_text(text, "utf-8", newline="\n")
    unfinished.replace(file)
