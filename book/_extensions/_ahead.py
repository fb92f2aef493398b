"""Notebooks executed in the background, some at a time, before anybody waits for them."""

from __future__ import annotations

import copy
import json
from concurrent.futures import Future, wait
from queue import SimpleQueue
from threading import Thread
from typing import Any

from jupyter_cache.executors.utils import ExecutionResult, single_nb_execution
from jupyter_client.manager import AsyncKernelManager
from nbformat import NotebookNode


class Ahead:
    """Executes notebooks in the order in which they are given, a few at a time.

    The threads are daemons: who interrupts the build does not wait for pages that nobody wants.
    """

    def __init__(self, at_once: int) -> None:
        self._jobs: SimpleQueue[tuple[Future[ExecutionResult], NotebookNode, dict[str, Any]]]
        self._jobs = SimpleQueue()
        self._begun: dict[str, Future[ExecutionResult]] = {}
        self._kernels: list[AsyncKernelManager] = []
        self._manager = _noting(self._kernels)
        for _ in range(at_once):
            Thread(target=self._work, daemon=True).start()

    def begin(self, notebook: NotebookNode, **settings: Any) -> None:
        """Put a copy of the notebook in the row.

        Args:
            notebook: with its code cells; it stays as it is.
            settings: keyword arguments of ``single_nb_execution``.
        """
        future: Future[ExecutionResult] = Future()
        self._begun[identity(notebook, settings)] = future
        self._jobs.put((future, copy.deepcopy(notebook), settings))

    def finish(self, notebook: NotebookNode, **settings: Any) -> ExecutionResult:
        """The execution of an equal notebook with equal settings, whose outputs `notebook` gets.

        It waits for one that was begun, and executes here and now what was not.
        """
        future = self._begun.pop(identity(notebook, settings), None)
        if future is None:
            return single_nb_execution(notebook, **settings)
        result = future.result()
        notebook.update(result.nb)
        result.nb = notebook
        return result

    def stop(self) -> None:
        """Give up what nobody asked for: what waits is not begun, what runs is killed."""
        running = [future for future in self._begun.values() if not future.cancel()]
        while wait(running, timeout=0.1).not_done:
            for kernel in self._kernels:
                _kill(kernel)
        self._begun.clear()

    def _work(self) -> None:
        while True:
            future, notebook, settings = self._jobs.get()
            if not future.set_running_or_notify_cancel():
                continue
            try:
                manager = self._manager
                result = single_nb_execution(notebook, kernel_manager_class=manager, **settings)
            except BaseException as error:
                future.set_exception(error)
            else:
                future.set_result(result)


def identity(notebook: NotebookNode, settings: dict[str, Any]) -> str:
    """Equal for notebooks that an execution cannot tell apart."""
    cells = [[cell.cell_type, cell.source, cell.metadata] for cell in notebook.cells]
    return json.dumps([cells, notebook.metadata, settings], sort_keys=True, default=str)


def _noting(kernels: list[AsyncKernelManager]) -> type[AsyncKernelManager]:
    """The usual manager of a kernel, which notes itself in the list."""

    class Noted(AsyncKernelManager):
        def __init__(self, *args: Any, **kwargs: Any) -> None:
            super().__init__(*args, **kwargs)
            kernels.append(self)

    return Noted


def _kill(kernel: AsyncKernelManager) -> None:
    process = getattr(kernel.provisioner, "process", None)
    if process is not None and process.poll() is None:
        process.kill()
