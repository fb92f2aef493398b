"""MNIST: from files to tensors, to training, validation and test examples.

Source: Y. LeCun, C. Cortes, C. J. C. Burges, "The MNIST database of handwritten digits",
CC BY-SA 3.0, in the file layout of ``torchvision.datasets.MNIST``. The pocket set holds
6,000 of the training digits and comes with the package.
"""

import hashlib
import os
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import platformdirs
import torch
from torch import Tensor

from workedout.data.examples import Examples, Split
from workedout.data.idx import IdxError, parse, read_bytes
from workedout.errors import WorkedOutError
from workedout.files import named

# SHA-256 of the uncompressed files.
FULL_FILES = {
    "train-images-idx3-ubyte": "ba891046e6505d7aadcbbe25680a0738ad16aec93bde7f9b65e87a2fc25776db",
    "train-labels-idx1-ubyte": "65a50cbbf4e906d70832878ad85ccda5333a97f0f4c3dd2ef09a8a9eef7101c5",
    "t10k-images-idx3-ubyte": "0fa7898d509279e482958e8ce81c8e77db3f2f8254e26661ceb7762c4d494ce7",
    "t10k-labels-idx1-ubyte": "ff7bcfd416de33731a308c3f266cc351222c34898ecbeaf847f06e48f7ec33f2",
}
POCKET_FILES = {
    "train-images-idx3-ubyte.gz": "2acebe2ad9872c790f3d705919c8753d1e18c2bdd9e70ec3faa56f0ba2e48017",  # noqa: E501
    "train-labels-idx1-ubyte.gz": "05d9818b0a910eee783c4a704a7f90fc691594ca795ecd91992e8674d1413801",  # noqa: E501
    "held-out-images-idx3-ubyte.gz": "d33ae83613ac19ae734f3c9ef3c282cee48ac6e2667ab96487661ffe91e94c82",  # noqa: E501
    "held-out-labels-idx1-ubyte.gz": "c8bc9e15697636c4df2559ddf18c2c5a5a79344820f3f0f07c32231c3a7271bf",  # noqa: E501
}
POCKET_FOLDER = Path(__file__).parent / "pocket"

# Mean and standard deviation of the 47,040,000 training pixels, after division by 255.
MEAN = 0.1306604762738429
STANDARD_DEVIATION = 0.30810780385646264

Pixels = tuple[Tensor, Tensor]  # uint8: images (N, 28, 28), labels (N,)

VALIDATION_SIZE, TEST_SIZE = 5_000, 10_000
SPLIT_SEED = 1998  # the year of LeCun et al.; any number would do, but it never changes
PACKAGE_REMEDY = "Install the package workedout again: this file is part of it."


class DataError(WorkedOutError):
    """The digits cannot be had, or are not the digits of MNIST."""


@dataclass(frozen=True)
class Mnist:
    """The whole set. Images are (N, 1, 28, 28) float32 and standardised; labels (N,) int64.

    Attributes:
        full: the 60,000 examples of the training files.
        test: the 10,000 of the test set.
    """

    full: Examples
    test: Examples

    @property
    def tuning(self) -> Split:
        """55,000 to train on and 5,000 to choose settings by; both from the training files."""
        train, validation = split_rows(len(self.full))
        return Split(self.full.take(train), self.full.take(validation))

    @property
    def final(self) -> Split:
        """All 60,000 to train on; the test set, to be read once."""
        return Split(self.full, self.test)


def load(root: str | Path | None = None) -> Mnist:
    """Read MNIST, every byte verified. Never downloads, never substitutes.

    A file that is there as ``.gz`` alone, as it is published, is unpacked in memory.

    Args:
        root: the folder that holds ``MNIST/raw``. Without it, the variable ``WORKEDOUT_DATA``
            says where; without that, a cache folder of the user.

    Raises:
        DataError: a file is missing, truncated, exchanged or corrupted.
    """
    return Mnist(*(to_examples(images, labels) for images, labels in full_pixels(root)))


def full_pixels(root: str | Path | None = None) -> tuple[Pixels, Pixels]:
    """The full set as it is on disk: training and test pixels; raises as ``load`` does."""
    folder = data_root(root) / "MNIST" / "raw"
    a, b, c, d = (read_file(folder, name) for name in FULL_FILES)
    return (a, b), (c, d)


def read_file(folder: Path, name: str) -> Tensor:
    """One of the four files of the full set; raises as ``load`` does."""
    plain, packed = folder / name, folder / f"{name}.gz"
    only_packed = os.path.exists(packed) and not os.path.lexists(plain)
    return read_verified(packed if only_packed else plain, FULL_FILES)


@cache
def pocket() -> Split:
    """The pocket set: 5,000 digits to train on, 1,000 held out, equally many of each class."""
    return Split(*(to_examples(images, labels) for images, labels in pocket_pixels()))


def pocket_pixels() -> tuple[Pixels, Pixels]:
    """The pocket set as it is on disk: to train on, and held out."""
    a, b, c, d = (read_verified(POCKET_FOLDER / name, POCKET_FILES) for name in POCKET_FILES)
    return (a, b), (c, d)


def data_root(root: str | Path | None = None) -> Path:
    """Where the data set is looked for: the argument, ``WORKEDOUT_DATA``, the user's cache."""
    chosen = root or os.environ.get("WORKEDOUT_DATA")
    return named(chosen) if chosen else platformdirs.user_cache_path("workedout")


def read_verified(path: Path, digests: dict[str, str]) -> Tensor:
    """Read one file of the set and compare its SHA-256 with the known one.

    The digest is that of the content, unpacked.

    Returns:
        uint8 tensor, (N, 28, 28) for images and (N,) for labels.

    Raises:
        DataError: with the file, what is wrong, and what to do.
    """
    remedy = (
        f"Put the four MNIST files in {path.parent}, as they are or as .gz, "
        "name another folder in WORKEDOUT_DATA, "
        "or run: python -m workedout data --download"
    )
    if path.suffix == ".gz" and path.name in digests:
        remedy = PACKAGE_REMEDY
    expected = digests.get(path.name) or digests[path.stem]
    try:
        content = read_bytes(path)
        found = hashlib.sha256(content).hexdigest()
        if found != expected:
            raise IdxError(f"{path} {_difference(content, found, digests)}")
        return parse(content)
    except IdxError as error:
        raise DataError(f"{error}. {remedy}") from None


def _difference(content: bytes, found: str, digests: dict[str, str]) -> str:
    """Say how a file with an unexpected digest differs: exchanged, cut short, or altered."""
    for name, digest in digests.items():
        if found == digest:
            return f"holds the contents of {name}: files were exchanged"
    try:
        parse(content)
    except IdxError as error:
        return f"is damaged ({error})"
    return f"is not the file of MNIST: its SHA-256 is {found[:12]}…"


def to_examples(images: Tensor, labels: Tensor) -> Examples:
    """Standardise uint8 pixels (N, 28, 28); labels become int64.

    Returns:
        Examples with float32 inputs (N, 1, 28, 28).
    """
    inputs = images.unsqueeze(1).to(torch.float32).div(255)
    inputs = inputs.sub(MEAN).div(STANDARD_DEVIATION)
    return Examples(inputs, labels.to(torch.int64))


def split_rows(count: int) -> tuple[Tensor, Tensor]:
    """The fixed split: rows to train on, and rows to validate on.

    The latter are ``VALIDATION_SIZE`` many.
    """
    random = torch.Generator().manual_seed(SPLIT_SEED)
    rows = torch.randperm(count, generator=random)
    validation, training = rows[:VALIDATION_SIZE], rows[VALIDATION_SIZE:]
    return training.sort().values, validation.sort().values
