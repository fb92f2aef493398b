"""Runs on more than one machine: an existing Dask cluster as an executor."""

from collections.abc import Iterator
from concurrent.futures import Executor
from contextlib import contextmanager

from workedout.errors import WorkedOutError

PATIENCE = 10  # seconds for the scheduler to answer


@contextmanager
def dask_executor(address: str) -> Iterator[Executor]:
    """The workers of a Dask cluster, which need this package and, for MNIST, the data set.

    A worker that dies loses its runs alone: Dask gives them to another, three times in all.

    Args:
        address: of the scheduler, say ``tcp://10.0.0.1:8786``.

    Raises:
        WorkedOutError: Dask is not installed, or no scheduler answers there.
    """
    try:
        from distributed import Client
    except ImportError:
        raise WorkedOutError(
            "a cluster needs Dask, here and on its machines: pip install 'workedout[dask]'"
        ) from None
    try:
        client = Client(address, timeout=PATIENCE)
    except (OSError, ValueError) as error:
        raise WorkedOutError(
            f"no Dask scheduler answers at {address!r} ({error}): start one with `dask scheduler`, "
            "which prints its address"
        ) from None
    with client, client.get_executor() as executor:
        yield executor
