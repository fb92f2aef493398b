"""Fetch MNIST with torchvision; keep it only when every byte is right."""

import os
import tempfile
from pathlib import Path

from workedout.data.mnist import FULL_FILES, DataError, data_root, read_file, read_verified


def download(root: str | Path | None = None) -> Path:
    """Download the four files into ``root/MNIST/raw``, unless they are there, every byte right.

    The files are fetched into a temporary folder, verified, and only then moved into place: a
    killed download leaves nothing that looks like data.

    Raises:
        DataError: no network, a mirror that fails, or files that are not MNIST.
    """
    from torchvision.datasets import MNIST  # slow to import, and needed here alone

    folder = data_root(root) / "MNIST" / "raw"
    if is_whole(folder):
        return folder
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=folder.parent) as temporary:
            MNIST(temporary, train=True, download=True)
            fetched = Path(temporary) / "MNIST" / "raw"
            for name in FULL_FILES:
                read_verified(fetched / name, FULL_FILES)
            for name in FULL_FILES:
                os.replace(fetched / name, folder / name)
    except (OSError, RuntimeError, ValueError) as error:
        reason = (str(error).strip() or type(error).__name__).splitlines()[0]
        raise DataError(
            f"MNIST could not be downloaded into {folder} ({reason}). Check the network, or copy "
            f"the files {', '.join(FULL_FILES)} there by hand."
        ) from None
    return folder


def is_whole(folder: Path) -> bool:
    """Whether all four files are there, unharmed; one that is not is worth fetching again."""
    try:
        for name in FULL_FILES:
            read_file(folder, name)
    except DataError:
        return False
    return True
