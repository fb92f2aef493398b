"""Notebooks executed in the background, some at a time, before anybody waits for them."""

from __future__ import annotations

import copy
import json
from collections.abc import Callable
from concurrent.futures import Future, wait
from dataclasses import dataclass, field
from queue import SimpleQueue
from threading import Thread
from typing import Any, Protocol
from uuid import uuid4

from jupyter_cache.executors.utils import ExecutionResult, single_nb_execution
from jupyter_client.manager import AsyncKernelManager
from jupyter_client.provisioning.provisioner_base import KernelProvisionerBase
from nbformat import NotebookNode

Execution = Callable[..., ExecutionResult]


class Source(Protocol):
    """What kernels are split off from."""

    def provisioner(self, **traits: Any) -> KernelProvisionerBase:
        """What starts a kernel of it, with these attributes."""

    def close(self) -> None:
        """Give it up."""


@dataclass
class Job:
    """One notebook to execute.

    Attributes:
        notebook: with its code cells, which will have the outputs.
        settings: keyword arguments of ``single_nb_execution``.
        source: what its kernel is split off from; without it, the kernel starts anew.
        execute: the function that executes a notebook.
        future: the result, or the error.
        kernel: the manager of its kernel, once it is there.
        ready: whether the kernel answers.
    """

    notebook: NotebookNode
    settings: dict[str, Any]
    source: Source | None = None
    execute: Execution = single_nb_execution
    future: Future[ExecutionResult] = field(default_factory=Future)
    kernel: AsyncKernelManager | None = None
    ready: bool = False

    def work(self) -> None:
        """Execute it, unless it was cancelled."""
        if not self.future.set_running_or_notify_cancel():
            return
        try:
            result = self.execute(
                self.notebook,
                kernel_manager_class=_noted_in(self),
                on_notebook_start=self._begin,
                **self.settings,
            )
        except BaseException as error:
            self.future.set_exception(error)
        else:
            self.future.set_result(result)

    def kill(self) -> None:
        """Kill the kernel; not one that has just been started, which nbclient cannot forget."""
        process = getattr(self.kernel and self.kernel.provisioner, "process", None)
        if self.ready and process is not None and process.poll() is None:
            process.kill()

    def _begin(self, notebook: NotebookNode) -> None:
        self.ready = True


class Ahead:
    """Executes notebooks in the order in which they are given, a few at a time.

    Who interrupts the build does not wait for pages that nobody wants: the threads are daemons, and
    what runs is killed.
    """

    def __init__(
        self,
        at_once: int,
        source: Source | None = None,
        execute: Execution = single_nb_execution,
    ) -> None:
        self._source = source
        self._execute = execute
        self._waiting: SimpleQueue[Job] = SimpleQueue()
        self._jobs: dict[str, Job] = {}
        for _ in range(at_once):
            Thread(target=self._work, daemon=True).start()

    def begin(self, notebook: NotebookNode, **settings: Any) -> None:
        """Put a copy of the notebook in the row.

        Args:
            notebook: with its code cells; it stays as it is.
            settings: keyword arguments of ``single_nb_execution``.
        """
        job = Job(copy.deepcopy(notebook), settings, self._source, self._execute)
        self._jobs[identity(notebook, settings)] = job
        self._waiting.put(job)

    def finish(self, notebook: NotebookNode, **settings: Any) -> ExecutionResult:
        """The execution of an equal notebook with equal settings, whose outputs `notebook` gets.

        It waits for one that was begun, and executes here and now what was not.
        """
        key = identity(notebook, settings)
        if key not in self._jobs:
            return self._execute(notebook, **settings)
        try:
            result = self._jobs[key].future.result()
        except BaseException:  # an interrupt, too
            self.stop()
            raise
        del self._jobs[key]
        notebook.update(result.nb)
        result.nb = notebook
        return result

    def stop(self) -> None:
        """Give up what nobody asked for: what waits is not begun, what runs is killed."""
        running = [job for job in self._jobs.values() if not job.future.cancel()]
        while wait([job.future for job in running], timeout=0.1).not_done:
            for job in running:
                job.kill()
        self._jobs.clear()
        if self._source is not None:
            self._source.close()

    def _work(self) -> None:
        while True:
            self._waiting.get().work()


def identity(notebook: NotebookNode, settings: dict[str, Any]) -> str:
    """Equal for notebooks that an execution cannot tell apart."""
    cells = [[cell.cell_type, cell.source, cell.metadata] for cell in notebook.cells]
    return json.dumps([cells, notebook.metadata, settings], sort_keys=True, default=str)


def _noted_in(job: Job) -> type[AsyncKernelManager]:
    """The usual manager of a kernel, which notes itself in the job."""

    class Noted(AsyncKernelManager):
        def __init__(self, *args: Any, **kwargs: Any) -> None:
            super().__init__(*args, **kwargs)
            job.kernel = self
            if job.source is not None:
                self.kernel_id = str(uuid4())
                self.provisioner = job.source.provisioner(
                    kernel_id=self.kernel_id, kernel_spec=self.kernel_spec, parent=self
                )

    return Noted
