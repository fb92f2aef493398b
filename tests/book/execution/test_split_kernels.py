"""Kernels that are split off from one process behave as those that start anew."""

from __future__ import annotations

import errno
import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from types import SimpleNamespace

import nbformat
import pytest
import yaml
from execution.test_ahead import SETTINGS, build, notebook, page  # noqa: F401
from tiny_book import ROOT, TinyBook

from workedout_book.execution import ahead as execute_ahead
from workedout_book.execution.ahead import source_of_kernels
from workedout_book.execution.jobs import Ahead

split_kernels = pytest.importorskip(  # it needs Linux
    "workedout_book.execution.split_kernels", exc_type=ImportError
)
KernelSource, SourceLostError = split_kernels.KernelSource, split_kernels.SourceLostError

PARENT = "import os; os.getppid()"


@pytest.fixture
def source() -> Iterator[Callable[..., KernelSource]]:
    """Begin a source of kernels that has imported modules."""
    begun = []

    def begin(*modules: str) -> KernelSource:
        begun.append(KernelSource(modules))
        return begun[-1]

    yield begin
    for each in begun:
        each.close()


def executed(source: KernelSource | None, *cells: str) -> list[str]:
    """What each cell of a notebook gives, in a kernel from the source or in a new one."""
    made, ahead = notebook(*cells), Ahead(1, source)
    ahead.begin(made, **SETTINGS)
    result = ahead.finish(made, **SETTINGS)
    assert result.err is None
    return [shown(cell) for cell in made.cells]


def shown(cell: nbformat.NotebookNode) -> str:
    outputs = [output.get("text") or output["data"]["text/plain"] for output in cell.outputs]
    return "".join(outputs)


def test_kernels_have_the_source_as_their_parent_and_what_it_imported(source) -> None:
    one = source("wave")
    assert executed(one, PARENT, "import sys; 'wave' in sys.modules, 'chunk' in sys.modules") == [
        str(one.number),
        "(True, False)",
    ]


@pytest.fixture
def typed_input() -> Iterator[None]:
    """A letter waits on this process's standard input."""
    kept = os.dup(0)
    end, other = os.pipe()
    os.write(other, b"x")
    os.dup2(end, 0)
    yield
    os.dup2(kept, 0)
    for each in (kept, end, other):
        os.close(each)


@pytest.mark.usefixtures("typed_input")
def test_a_page_cannot_tell_how_its_kernel_began(source, monkeypatch, tmp_path) -> None:
    monkeypatch.setitem(SETTINGS, "cwd", str(tmp_path))
    monkeypatch.setenv("FOR_ALL_KERNELS", "set before")
    one = source()
    monkeypatch.setenv("FOR_ALL_KERNELS", "changed since")
    monkeypatch.setenv("JPY_SESSION_NAME", "the same")
    cells = (
        "import asyncio, os, pathlib, random, signal, sys, threading",
        "os.getcwd(), sys.path, sys.executable, sys.flags, __name__",
        "sorted((k, v) for k, v in os.environ.items() if k != 'JPY_PARENT_PID')",
        "os.environ['JPY_PARENT_PID'] == str(os.getppid())",
        "os.getsid(0) == os.getpgid(0) == os.getpid(), os.read(0, 1)",
        "[signal.getsignal(each) for each in sorted(signal.valid_signals())]",
        "sorted(each.name for each in threading.enumerate())",
        "len(os.listdir('/proc/self/fd'))",
        "print('to its error stream', file=sys.stderr); os.system('echo of a child') or None",
    )
    assert executed(one, *cells) == executed(None, *cells)


def test_chance_is_another_one_in_each_kernel(source) -> None:
    one = source("numpy.random", "torch", "sympy.core.random")
    cell = (
        "import random, numpy, torch, sympy.core.random\n"
        "random.random(), numpy.random.rand(), torch.rand(1).item(), sympy.core.random.rng.random()"
    )
    first, second = (json.loads(f"[{executed(one, cell)[0][1:-1]}]") for _ in range(2))
    assert all(a != b for a, b in zip(first, second, strict=True))


@pytest.mark.parametrize("way", ["split off", "new"])
def test_a_kernel_that_is_killed_is_reported_in_the_same_words(source, way: str) -> None:
    one = source() if way == "split off" else None
    made, ahead = notebook("import os; os.kill(os.getpid(), 9)"), Ahead(1, one)
    ahead.begin(made, **SETTINGS)
    with pytest.raises(Exception, match=r"^Kernel died$"):
        ahead.finish(made, **SETTINGS)


def test_where_the_source_is_lost_a_kernel_starts_anew(source) -> None:
    one = source()
    os.kill(one.number, signal.SIGKILL)
    assert executed(one, PARENT) == [str(os.getpid())]


def test_a_module_that_begins_a_thread_is_no_reason_to_fail(source, monkeypatch, tmp_path) -> None:
    lines = "import threading, time\nthreading.Thread(target=time.sleep, args=[600]).start()"
    (tmp_path / "begins_a_thread.py").write_text(lines, "utf-8")
    monkeypatch.setenv("PYTHONPATH", str(tmp_path), prepend=os.pathsep)
    assert executed(source("begins_a_thread"), PARENT) == [str(os.getpid())]


def test_a_module_that_is_not_there_is_left_to_the_page_that_wants_it(source) -> None:
    one = source("no_such_module")
    assert executed(one, PARENT) == [str(one.number)]


def test_the_source_ends_when_the_build_is_gone(source) -> None:
    one = source()
    kernel = one.split_off(["-f", "no.json"], os.getcwd(), dict(os.environ))
    one._connection.close()
    one._process.wait(timeout=60)
    kernel.wait()


def test_after_the_end_nothing_is_split_off(source) -> None:
    one = source()
    one.close()
    with pytest.raises(SourceLostError):
        one.split_off([], os.getcwd(), {})


def parents(book: TinyBook, names: list[str]) -> list[str]:
    return [book.soup(name).select_one(".output").text.strip() for name in names]


def test_a_build_splits_off_kernels_where_pages_outnumber_cores(build) -> None:  # noqa: F811
    names = ["index", "second", "third"]
    book = build({f"{name}.md": page(PARENT) for name in names}, execute_ahead_imports=["wave"])
    assert (book.status, book.warnings) == (0, "")
    (source,) = set(parents(book, names))
    assert source != str(os.getpid())
    assert not Path("/proc", source).exists()


@pytest.mark.parametrize("reason", ["few pages", "nothing to import", "another system"])
def test_else_kernels_start_anew(build, monkeypatch, reason: str) -> None:  # noqa: F811
    names = ["index", "second", "third"][: 2 if reason == "few pages" else 3]
    imports = [] if reason == "nothing to import" else ["wave"]
    if reason == "another system":
        monkeypatch.setattr(execute_ahead, "source_of_kernels", lambda modules: None)
    book = build({f"{name}.md": page(PARENT) for name in names}, execute_ahead_imports=imports)
    assert set(parents(book, names)) == {str(os.getpid())}


def no_such_call(number: int) -> int:
    raise OSError(errno.ENOSYS, "Function not implemented")


ELSEWHERE = {
    "another system": lambda patch: patch.setattr(
        execute_ahead, "sys", SimpleNamespace(platform="darwin")
    ),
    "an older Python": lambda patch: patch.delattr(os, "pidfd_open"),
    "an older Linux": lambda patch: patch.setattr(os, "pidfd_open", no_such_call),
}


@pytest.mark.parametrize("pretend", ELSEWHERE.values(), ids=ELSEWHERE)
def test_where_processes_have_no_descriptors_there_is_no_source(monkeypatch, pretend) -> None:
    pretend(monkeypatch)
    assert source_of_kernels(["wave"]) is None


def test_what_the_book_imports_ahead_leaves_a_process_that_can_be_split() -> None:
    settings = yaml.safe_load((ROOT / "_config.yml").read_text("utf-8"))["sphinx"]["config"]
    code = (
        "import sys\n"
        "from workedout_book.execution import kernel_source\n"
        "kernel_source.preload(sys.argv[1:])\n"
        "import torch\n"
        "assert set(sys.argv[1:]) <= set(sys.modules)\n"
        "assert not any(name.split('.')[0] == 'workedout' for name in sys.modules)\n"
        "assert not torch.cuda.is_initialized()\n"
        "print(kernel_source.one_thread())\n"
    )
    path = os.pathsep.join([str(ROOT / "book/_extensions"), os.environ.get("PYTHONPATH", "")])
    ran = subprocess.run(
        [sys.executable, "-c", code, *settings["execute_ahead_imports"]],
        env={**os.environ, **settings["kernel_environment"], "PYTHONPATH": path},
        capture_output=True,
        encoding="utf-8",
        check=True,
    )
    assert (ran.stdout, ran.stderr) == ("True\n", "")
