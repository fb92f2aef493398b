"""Executions of notebooks that say what their cells read inside some folders.

It works for IPython's kernels, whose configuration folder has to be one of the build's own.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from jupyter_cache.executors.utils import ExecutionResult
from jupyter_client.manager import AsyncKernelManager
from nbformat import NotebookNode

from workedout_book.execution.jobs import Execution
from workedout_book.execution.watched_kernel import VARIABLE, state_of

CONFIGURATION = """\
import importlib.util
spec = importlib.util.spec_from_file_location("watched_kernel", {script!r})
module = importlib.util.module_from_spec(spec)
spec.loader.exec_module(module)
module.begin()
"""


@dataclass(frozen=True)
class Seen:
    """What an execution was seen to do.

    Attributes:
        read: files and folders that were opened, listed, or missed.
        modules: sources of modules that were imported.
        asked: paths of which it was asked whether they are there.
        changed: files that the cells have written, replaced or removed.
        ran: whether the cells have started a program, which may have read anything.
        steady: whether what was read is still as it was, but for what the cells have changed.
    """

    read: frozenset[Path] = frozenset()
    modules: frozenset[Path] = frozenset()
    asked: frozenset[Path] = frozenset()
    changed: frozenset[Path] = frozenset()
    ran: bool = False
    steady: bool = True


def seen_in(notes: Iterable[str]) -> Seen:
    """What the lines of a `watched_kernel` say."""
    found: dict[str, set[Path]] = {}
    states: list[tuple[str, list[int] | None]] = []
    for line in notes:
        kind, place, state = json.loads(line)
        found.setdefault(kind, set()).add(Path(place))
        if kind in ("read", "module"):
            states.append((place, state))
    read, modules, asked, changed = (
        frozenset(found.get(kind, ())) for kind in ("read", "module", "exists", "changed")
    )
    steady = all(
        state == state_of(place) or Path(place) in changed or Path(place).is_dir()
        for place, state in states
    )
    return Seen(read, modules, asked, changed, "ran" in found, steady)


def write_configuration(profile: Path) -> None:
    """Have the kernels of an IPython profile watch, if their environment says so."""
    script = str(Path(__file__).with_name("watched_kernel.py"))
    text = CONFIGURATION.format(script=script)
    (profile / "ipython_config.py").write_text(text, encoding="utf-8", newline="\n")


def watched(
    plain: Execution,
    folders: Mapping[str, Sequence[str]],
    tell: Callable[[NotebookNode, str, Seen], None],
) -> Execution:
    """The function that executes a notebook, and then tells what its cells have read.

    Args:
        plain: the function without that.
        folders: the arguments of `Folders`, which tell what counts.
        tell: is told the notebook, the folder in which it was executed, and what was seen.
    """

    def execute(notebook: NotebookNode, **settings: Any) -> ExecutionResult:
        with TemporaryDirectory(prefix="watched-") as place:
            notes = Path(place, "notes")  # closed here, as Windows lets one process write
            notes.touch()
            told = json.dumps({"notes": str(notes), **folders})
            base = settings.pop("kernel_manager_class", AsyncKernelManager)
            manager = _with_variable(base, told)
            result = plain(notebook, kernel_manager_class=manager, **settings)
            lines = notes.read_text(encoding="utf-8").splitlines()
            tell(notebook, str(settings["cwd"]), seen_in(lines))
        return result

    return execute


def _with_variable(base: type[AsyncKernelManager], told: str) -> type[AsyncKernelManager]:
    """The manager of a kernel, which sets the variable in the kernel's environment."""

    class Telling(base):  # type: ignore[misc, valid-type]
        async def start_kernel(self, **settings: Any) -> None:
            await super().start_kernel(env={**os.environ, VARIABLE: told}, **settings)

    return Telling
