"""IDX, the file format of MNIST: bytes in, a tensor of uint8 out."""

import gzip
import io
import math
import os
import struct
import zlib
from pathlib import Path

import torch
from torch import Tensor

from workedout.errors import WorkedOutError
from workedout.files import content, reason

UNSIGNED_BYTE = 0x08
MOST_DIMENSIONS = 8
LARGEST = 1 << 26  # bytes: the training images, unpacked, take 47 million


class IdxError(WorkedOutError):
    """The bytes are not a whole IDX file."""


def read_bytes(path: Path) -> bytes:
    """Read a file of ``LARGEST`` bytes at most, unpacking it where its name ends in ``.gz``.

    Raises:
        IdxError: the file is missing, unreadable, no file, too large, also when it is unpacked, or
            its compressed stream is damaged.
    """
    try:
        raw = content(path, LARGEST)
        return unpacked(raw) if path.suffix == ".gz" else raw
    except FileNotFoundError:
        what = "is a link that leads nowhere" if os.path.islink(path) else "does not exist"
        raise IdxError(f"{path} {what}") from None
    except (OSError, EOFError, zlib.error) as error:
        raise IdxError(f"{path} cannot be read: {reason(error)}") from None


def unpacked(raw: bytes) -> bytes:
    """What a gzip stream holds; one that would grow without end is left after ``LARGEST`` bytes.

    Raises:
        OSError, EOFError, zlib.error: it is no gzip stream, a damaged one, or holds too much.
    """
    with gzip.open(io.BytesIO(raw)) as stream:
        found = stream.read(LARGEST + 1)
    if len(found) > LARGEST:
        raise OSError(f"unpacked, it has more than {LARGEST:,} bytes")
    return found


def parse(encoded: bytes) -> Tensor:
    """Decode the IDX format: magic number, sizes as big-endian integers, then the values.

    Args:
        encoded: the whole file.

    Returns:
        A uint8 tensor of the shape that the header states.

    Raises:
        IdxError: the header is not IDX of unsigned bytes, or the length is not what it states.
    """
    if len(encoded) < 4 or encoded[:2] != b"\0\0" or encoded[2] != UNSIGNED_BYTE:
        raise IdxError("expected an IDX header for unsigned bytes, got something else")
    dimensions = encoded[3]
    if dimensions > MOST_DIMENSIONS:
        raise IdxError(f"expected {MOST_DIMENSIONS} dimensions at most, got {dimensions}")
    start = 4 + 4 * dimensions
    if len(encoded) < start:
        raise IdxError(f"expected a header of {start} bytes, got {len(encoded)} bytes in all")
    shape = struct.unpack(f">{dimensions}I", encoded[4:start])
    count = math.prod(shape)
    expected = start + count
    if len(encoded) != expected:
        raise IdxError(f"expected {expected} bytes for shape {shape}, got {len(encoded)}")
    if count == 0:
        if math.prod(side or 1 for side in shape) > LARGEST:
            raise IdxError(f"expected sides of a tensor, got {shape}")
        return torch.empty(shape, dtype=torch.uint8)
    return torch.frombuffer(bytearray(encoded[start:]), dtype=torch.uint8).reshape(shape)


def encode(values: Tensor) -> bytes:
    """Encode a uint8 tensor as an IDX file; ``parse`` undoes it."""
    header = bytes([0, 0, UNSIGNED_BYTE, values.dim()])
    sizes = struct.pack(f">{values.dim()}I", *values.shape)
    return header + sizes + values.contiguous().numpy().tobytes()
