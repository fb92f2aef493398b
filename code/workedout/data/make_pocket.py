"""How the pocket set was made: ``python -m workedout data --pocket`` makes it again."""

import gzip
from pathlib import Path

import torch
from torch import Tensor

from workedout.data.idx import encode
from workedout.data.mnist import FULL_FILES, POCKET_FILES, POCKET_FOLDER, data_root, read_file
from workedout.files import replace

TRAIN_PER_CLASS, HELD_OUT_PER_CLASS = 500, 100
DRAW_SEED = 6_000


def draw(labels: Tensor) -> tuple[Tensor, Tensor]:
    """Choose rows of the training files, equally many of each class, in mixed order.

    Args:
        labels: (60000,) uint8.

    Returns:
        Rows to train on (5000,) and rows held out (1000,); no row is in both.
    """
    random = torch.Generator().manual_seed(DRAW_SEED)
    train, held_out = [], []
    for digit in range(10):
        rows = (labels == digit).nonzero().squeeze(1)
        rows = rows[torch.randperm(len(rows), generator=random)]
        train.append(rows[:TRAIN_PER_CLASS])
        held_out.append(rows[TRAIN_PER_CLASS : TRAIN_PER_CLASS + HELD_OUT_PER_CLASS])
    # Mixed, so that the first few hundred already hold every class.
    mixed = [torch.cat(part)[torch.randperm(10 * len(part[0]), generator=random)]
             for part in (train, held_out)]  # fmt: skip
    return mixed[0], mixed[1]


def make(root: str | Path | None = None, folder: Path = POCKET_FOLDER) -> list[Path]:
    """Write the four files of the pocket set from the full set's training files.

    Raises:
        DataError: the full set is not there, or is not MNIST.
    """
    raw = data_root(root) / "MNIST" / "raw"
    images, labels = (read_file(raw, name) for name in list(FULL_FILES)[:2])
    train, held_out = draw(labels)
    parts = (images[train], labels[train], images[held_out], labels[held_out])
    paths = [folder / name for name in POCKET_FILES]
    for path, part in zip(paths, parts, strict=True):
        # No time stamp, so that making the set twice gives the same bytes.
        replace(path, gzip.compress(encode(part), compresslevel=9, mtime=0))
    return paths
