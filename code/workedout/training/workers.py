"""Worker processes that stay warm, one thread each; a dead one is replaced."""

import multiprocessing
import os
import shutil
import signal
import threading
from collections.abc import Callable
from concurrent.futures import BrokenExecutor, Future, ProcessPoolExecutor, ThreadPoolExecutor
from functools import cache
from multiprocessing.connection import wait
from pathlib import Path
from typing import Any

import torch

from workedout.cores import cores
from workedout.data.shared_memory import folder


class Workers(ThreadPoolExecutor):
    """As many worker processes, each behind a thread of its own.

    Python's pool of processes is lost as a whole when one of them dies. Here each process is a
    pool of one: what it was doing raises ``BrokenExecutor``, the others go on, and the next work
    of its thread starts a new one.
    """

    def __init__(self, count: int) -> None:
        super().__init__(max_workers=count, thread_name_prefix="workedout")
        self._own = threading.local()
        self._pools: set[ProcessPoolExecutor] = set()

    def submit(self, function: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
        """Run a function in the next process that is free."""
        return super().submit(self._in_process, function, *args, **kwargs)

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
        """End the processes, after what they are doing."""
        super().shutdown(wait, cancel_futures=cancel_futures)
        for pool in self._pools:
            pool.shutdown(wait, cancel_futures=cancel_futures)

    def _in_process(self, function: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Any:
        pool = getattr(self._own, "pool", None) or self._start()
        try:
            return pool.submit(function, *args, **kwargs).result()
        except BrokenExecutor:
            self._own.pool = None
            self._pools.discard(pool)
            raise

    def _start(self) -> ProcessPoolExecutor:
        spawn = multiprocessing.get_context("spawn")
        pool = ProcessPoolExecutor(1, mp_context=spawn, initializer=_begin, initargs=(folder(),))
        self._own.pool = pool
        self._pools.add(pool)
        return pool


@cache
def workers() -> Workers:
    """The workers of this process, one a core: started when first needed, and then kept."""
    return Workers(cores())


def _begin(files: Path) -> None:
    torch.set_num_threads(1)
    signal.signal(signal.SIGINT, signal.SIG_DFL)  # Ctrl-C in a terminal: end without a traceback
    threading.Thread(target=_die_with_parent, args=(files,), daemon=True).start()


def _die_with_parent(files: Path) -> None:
    """End the worker when the driver was killed: it would train for nobody."""
    parent = multiprocessing.parent_process()
    if parent is not None:
        wait([parent.sentinel])
        shutil.rmtree(files, ignore_errors=True)  # the driver could not
        os._exit(1)
