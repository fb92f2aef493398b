"""The pocket set as the digits lab loads it: shades in 32 steps, packed small but easy to read.

A page has no room for the files of the set, which are close to a megabyte. Here a pixel is one of
32 shades, no further from its own than four of 255, and is coded by a range coder with adaptive
binary contexts (Martin 1979; in the form of LZMA), which is what its neighbours above and to the
left let expect. `book/_assets/lab/digit_file.js` reads it, by the same contexts.

The file: how many digits there are to train on and how many are held out, as four bytes each, the
least significant first; their labels, two to a byte; then the pixels of all, image after image.
"""

from pathlib import Path

import numpy as np

from workedout.data.mnist import POCKET_FOLDER, pocket_pixels
from workedout.files import replace

FILE = POCKET_FOLDER / "lab-digits.bin"
LEVELS = 32
SIDE = 28
FIRST, FAST, SLOW = 1 << 15, 2, 5  # a chance of one half; it is learnt from fast, then slowly
TOP = 1 << 24


class Encoder:
    """A range coder for bits whose chances are learnt while they come."""

    def __init__(self) -> None:
        self._low, self._range = 0, 0xFFFFFFFF
        self._output = bytearray()
        self._chances: dict[int, int] = {}
        self._seen: dict[int, int] = {}

    def bit(self, context: int, bit: int) -> None:
        """Add a bit, and learn from it what to expect in this context."""
        chance = self._chances.get(context, FIRST)
        seen = self._seen.get(context, 0)
        bound = (self._range >> 16) * chance
        slow = FAST + min(SLOW, seen >> 2)
        if bit:
            self._low += bound
            self._range -= bound
            chance -= chance >> slow
        else:
            self._range = bound
            chance += (65536 - chance) >> slow
        self._chances[context] = max(64, min(65472, chance))
        self._seen[context] = seen + 1
        while self._range < TOP:
            self._range = (self._range << 8) & 0xFFFFFFFF
            self._shift()

    def _shift(self) -> None:
        """Give out the highest byte, and pass on a carry that it may get."""
        if self._low >> 32:
            at = len(self._output) - 1
            while self._output[at] == 255:
                self._output[at] = 0
                at -= 1
            self._output[at] += 1
        self._output.append(self._low >> 24 & 255)
        self._low = (self._low & 0xFFFFFF) << 8

    def finished(self) -> bytes:
        """All bytes."""
        for _ in range(4):
            self._shift()
        return bytes(self._output)


def steps(images: np.ndarray) -> np.ndarray:
    """Shades from 0 to 255 as steps from 0 to 31."""
    return np.rint(images.astype(np.float64) * (LEVELS - 1) / 255).astype(np.int64)


def shades(levels: np.ndarray) -> np.ndarray:
    """The shade of a step, from 0 to 255, as the page takes it."""
    return np.rint(levels * 255 / (LEVELS - 1)).astype(np.uint8)


def coarse(step: int, kinds: int) -> int:
    """A neighbour as one of a few kinds; paper is a kind of its own."""
    return 1 + min(step * (kinds - 1) >> 5, kinds - 2) if step else 0


def pixels(levels: np.ndarray) -> bytes:
    """Code images of steps, (N, 28, 28)."""
    eight, four = ([coarse(step, kinds) for step in range(LEVELS)] for kinds in (8, 4))
    encoder = Encoder()
    for image in np.pad(levels, ((0, 0), (2, 0), (2, 1))).tolist():
        for row in range(2, SIDE + 2):
            above, higher, here = image[row - 1], image[row - 2], image[row]
            for column in range(2, SIDE + 2):
                step = here[column]
                near = eight[here[column - 1]] * 8 + eight[above[column]]
                far = four[above[column - 1]] * 4 + four[above[column + 1]]
                ink = (here[column - 2] > 0) * 2 + (higher[column] > 0)
                encoder.bit((near * 16 + far) * 4 + ink, int(step > 0))
                if step:
                    node = 1
                    for place in (4, 3, 2, 1, 0):
                        bit = step >> place & 1
                        encoder.bit(4096 + near * 32 + node, bit)
                        node = node * 2 + bit
    return encoder.finished()


def packed(train: tuple, held_out: tuple) -> bytes:
    """The file of images (N, 28, 28) and labels (N,), to train on and held out."""
    labels = np.concatenate([part[1] for part in (train, held_out)]).astype(np.uint8)
    if len(labels) % 2:
        raise ValueError(f"expected an even number of digits, got {len(labels)}")
    counts = b"".join(len(part[1]).to_bytes(4, "little") for part in (train, held_out))
    images = np.concatenate([np.asarray(part[0]) for part in (train, held_out)])
    return counts + (labels[::2] * 16 + labels[1::2]).tobytes() + pixels(steps(images))


def make(path: Path = FILE) -> Path:
    """Write the file of the pocket set; takes half a minute."""
    replace(path, packed(*pocket_pixels()))
    return path
