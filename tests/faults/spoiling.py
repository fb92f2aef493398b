"""Faults of files: cut, with flipped bits, from the future, exchanged, or made to do harm.

As in ``disturbing``, each function tries a fault some times and returns what went wrong, one line
for each wrong thing. What is read has to be what was written, or refused with one message that
names the file.
"""

import hashlib
import json
import operator
import os
import random
import shutil
import signal
import struct
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from unittest.mock import patch

import torch
from PIL import Image
from torch import nn

from workedout.data import mnist
from workedout.data.photographs import photograph
from workedout.errors import WorkedOutError
from workedout.networks.pretrained_weights import fill, read_verified
from workedout.records import store

Spoil = Callable[[bytes, random.Random], bytes]
FORMATS = ("png", "jpeg", "gif", "bmp", "tiff", "webp", "ppm", "ico")


def cut(content: bytes, draw: random.Random) -> bytes:
    """Only a beginning."""
    return content[: draw.randrange(len(content) - 2)]


def flipped(content: bytes, draw: random.Random) -> bytes:
    """One bit is another."""
    place = draw.randrange(len(content))
    return content[:place] + bytes([content[place] ^ 1 << draw.randrange(8)]) + content[place + 1 :]


def of_the_future(content: bytes, draw: random.Random) -> bytes:
    """Of a schema that this package does not know."""
    return json.dumps({**json.loads(content), "schema": store.SCHEMA + draw.randint(1, 9)}).encode()


def read_or_refused(
    path: Path,
    read: Callable[[], Any],
    whole: Any,
    fault: str,
    same: Callable[[Any, Any], bool] = operator.eq,
) -> list[str]:
    """What is wrong with how a spoilt file was read, which held ``whole`` before."""
    try:
        found = read()
    except WorkedOutError as error:
        named = str(path) in str(error)
        return [] if named else [f"{fault}: the message names no file: {error}"]
    except Exception as error:
        return [f"{fault}: {type(error).__name__}: {error}"]
    return [] if same(found, whole) else [f"{fault}: something else was read"]


def spoilt_records(count: int, draw: random.Random) -> list[str]:
    """Records of the book, one after another, each spoilt in one way."""
    wrong = []
    files = sorted((store.PACKAGE / "recorded").glob("*.json"))
    with TemporaryDirectory() as folder:
        package = Path(folder) / "workedout"
        (package / "recorded").mkdir(parents=True)
        (package.parent / "pyproject.toml").touch()
        with patch.object(store, "PACKAGE", package):
            for number in range(count):
                file = files[number % len(files)]
                copy = package / "recorded" / file.name
                shutil.copy(file, copy)
                whole = store.read(file.stem)
                spoil = draw.choice((cut, flipped, of_the_future))
                copy.write_bytes(spoil(file.read_bytes(), draw))
                fault = f"{file.name}, {spoil.__name__}"
                wrong += read_or_refused(copy, partial(store.read, file.stem), whole, fault)
    return wrong


def spoilt_digits(count: int, draw: random.Random) -> list[str]:
    """Files of the pocket set, spoilt or put in place of each other."""
    wrong = []
    names = list(mnist.POCKET_FILES)
    for number in range(count):
        name = names[number % len(names)]
        with TemporaryDirectory() as folder:
            pocket = shutil.copytree(mnist.POCKET_FOLDER, Path(folder) / "pocket")
            read = partial(mnist.read_verified, pocket / name, mnist.POCKET_FILES)
            whole = read()
            spoil = draw.choice((cut, flipped, None))
            if spoil:
                (pocket / name).write_bytes(spoil((pocket / name).read_bytes(), draw))
            else:
                other = draw.choice([each for each in names if each != name])
                shutil.copy(pocket / other, pocket / name)
            fault = f"{name}, {spoil.__name__ if spoil else 'exchanged'}"
            wrong += read_or_refused(pocket / name, read, whole, fault, torch.equal)
    return wrong


def hostile_tensors(count: int, draw: random.Random) -> list[str]:
    """Files of weights that lie about what they hold, with a digest that fits.

    Read and put into a network, they must change nothing in it.
    """
    wrong = []
    for number in range(count):
        network = nn.Linear(3, 2)
        before = {name: value.clone() for name, value in network.state_dict().items()}
        how, content = draw.choice(list(LIES.items()))
        with TemporaryDirectory() as folder:
            path = Path(folder) / "weights.safetensors"
            path.write_bytes(content(draw))
            digest = hashlib.sha256(path.read_bytes()).hexdigest()
            fault = f"{number}, {how}"
            try:
                fill(network, read_verified(path, digest))
            except WorkedOutError:
                pass
            except Exception as error:
                wrong.append(f"{fault}: {type(error).__name__}: {error}")
            else:
                wrong.append(f"{fault}: was taken")
        after = network.state_dict()
        if not all(torch.equal(after[name], value) for name, value in before.items()):
            wrong.append(f"{fault}: changed the network")
    return wrong


def spoilt_photographs(count: int, draw: random.Random) -> list[str]:
    """A small photograph in many formats, spoilt. Some damage shows as another picture only."""
    wrong = []
    image = Image.effect_mandelbrot((40, 30), (-2, -1.2, 1, 1.2), 9)
    for number in range(count):
        kind = FORMATS[number % len(FORMATS)]
        with TemporaryDirectory() as folder:
            path = Path(folder) / f"picture.{kind}"
            image.convert("RGB").save(path)
            spoil = draw.choice((cut, flipped))
            path.write_bytes(spoil(path.read_bytes(), draw))
            fault = f"{number}, {kind}, {spoil.__name__}"
            wrong += read_or_refused(path, partial(photograph, path), "RGB", fault, is_of_mode)
    return wrong


def is_of_mode(image: Image.Image, mode: str) -> bool:
    """Whether something that can be looked at was read."""
    return image.mode == mode and image.width * image.height > 0


def no_files(count: int, draw: random.Random) -> list[str]:
    """What is no file, in place of one: waiting for it is wrong, and so is reading it."""
    wrong = []
    for number in range(count):
        reader, read = draw.choice(list(READERS.items()))
        place, make = draw.choice(list(PLACES.items()))
        fault = f"{number}, {place} in place of {reader}"
        with TemporaryDirectory() as folder:
            path = Path(folder) / reader
            make(path)
            with patience():
                wrong += read_or_refused(path, partial(read, path), None, fault, never)
    return wrong


def never(found: Any, whole: Any) -> bool:
    """Nothing that is read is right."""
    return False


@contextmanager
def patience(seconds: int = 10) -> Iterator[None]:
    """Raise in place of waiting."""

    def waited(number: int, frame: Any) -> None:
        raise TimeoutError("it waited")

    before = signal.signal(signal.SIGALRM, waited)
    signal.alarm(seconds)
    try:
        yield
    finally:
        signal.alarm(0)
        signal.signal(signal.SIGALRM, before)


def huge(path: Path) -> None:
    """A file of a terabyte that takes no room."""
    path.touch()
    os.truncate(path, 1 << 40)


READERS: dict[str, Callable[[Path], Any]] = {
    "train-images-idx3-ubyte": lambda path: mnist.read_verified(path, mnist.FULL_FILES),
    "train-labels-idx1-ubyte.gz": lambda path: mnist.read_verified(path, mnist.POCKET_FILES),
    "weights.safetensors": lambda path: read_verified(path, ""),
    "cat.png": photograph,
}
PLACES: dict[str, Callable[[Path], Any]] = {
    "a pipe": os.mkfifo,
    "a folder": Path.mkdir,
    "a device without end": lambda path: path.symlink_to("/dev/zero"),
    "a link that leads nowhere": lambda path: path.symlink_to("nowhere"),
    "a link to itself": lambda path: path.symlink_to(path.name),
    "a file of a terabyte": huge,
}


def file_of(header: bytes, numbers: bytes = b"", length: int | None = None) -> bytes:
    """A safetensors file: the length of the header, the header, the numbers."""
    return struct.pack("<Q", len(header) if length is None else length) + header + numbers


def described(**tensors: Any) -> bytes:
    """A header."""
    return json.dumps(tensors).encode()


def tensor(shape: list[int], start: int, end: int, kind: str = "F32") -> dict[str, Any]:
    """What a header says of a tensor."""
    return {"dtype": kind, "shape": shape, "data_offsets": [start, end]}


LIES: dict[str, Callable[[random.Random], bytes]] = {
    "a header longer than the file": lambda draw: file_of(b"{}", length=draw.randrange(3, 1 << 63)),
    "a header that is no JSON": lambda draw: file_of(draw.randbytes(draw.randint(1, 200))),
    "a header nested deep": lambda draw: file_of(b'{"a":' * draw.randint(1_000, 50_000)),
    "numbers beyond the end": lambda draw: file_of(
        described(weight=tensor([2, 3], 0, 24 + draw.randrange(1, 1 << 40)))
    ),
    "a negative place": lambda draw: file_of(
        described(weight=tensor([2, 3], -draw.randint(1, 99), 24)), bytes(24)
    ),
    "a shape larger than its numbers": lambda draw: file_of(
        described(weight=tensor([draw.randrange(3, 1 << 31), 1 << 31], 0, 24)), bytes(24)
    ),
    "two tensors on one place": lambda draw: file_of(
        described(weight=tensor([2, 3], 0, 24), bias=tensor([2], 0, 8)), bytes(24)
    ),
    "an unknown type": lambda draw: file_of(
        described(weight=tensor([2, 3], 0, 24, f"F{draw.randint(100, 999)}")), bytes(24)
    ),
    "a type that PyTorch lacks": lambda draw: file_of(
        described(weight=tensor([2, 4], 0, 8, "F8_E8M0"), bias=tensor([4], 8, 10, "F4")), bytes(10)
    ),
    "no numbers on huge sides": lambda draw: file_of(
        described(weight=tensor([0, draw.randrange(1 << 40, 1 << 62), 1 << 40], 0, 0))
    ),
    "one name for two tensors": lambda draw: file_of(
        described(weight=tensor([2, 3], 8, 32), bias=tensor([2], 0, 8))[:-1]
        + b", "
        + described(weight=tensor([2, 3], 8, 32))[1:],
        bytes(32),
    ),
    "complex numbers": lambda draw: file_of(
        described(weight=tensor([2, 3], 0, 48, "C64"), bias=tensor([2], 48, 56)), bytes(56)
    ),
    "other names": lambda draw: file_of(
        described(**{f"layer{draw.randint(0, 9)}": tensor([2, 3], 0, 24)}), bytes(24)
    ),
    "another shape": lambda draw: file_of(
        described(weight=tensor([3, 2], 0, 24), bias=tensor([2], 24, 32)), bytes(32)
    ),
    "a pickle": lambda draw: b"\x80\x04\x95" + draw.randbytes(40),
    "nothing": lambda draw: b"",
}
