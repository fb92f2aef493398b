"""The IDX format: what is whole is read, what is not is named."""

import gzip
import struct

import pytest
import torch

from workedout.data.idx import IdxError, encode, parse, read_bytes


def header(*sides):
    """Of an IDX file with these sides."""
    return struct.pack(f">HBB{len(sides)}I", 0, 8, len(sides), *sides)


SHAPES = [(), (7,), (0,), (3, 4), (2, 28, 28), (0, 28, 28), (2, 1, 3, 2)]
GOOD = encode(torch.arange(6, dtype=torch.uint8).reshape(2, 3))
NOT_IDX = {
    "nothing": b"",
    "two bytes": b"\0\0",
    "a wrong magic number": b"\1" + GOOD[1:],
    "another type of value": GOOD[:2] + b"\x0d" + GOOD[3:],
    "more dimensions than bytes": GOOD[:3] + b"\xff" + GOOD[4:],
    "a header cut short": GOOD[:9],
    "a value too few": GOOD[:-1],
    "a value too many": GOOD + b"\0",
    "sizes beyond any memory": GOOD[:4] + b"\xff" * 8 + GOOD[12:],
    "text": b"<html>404 Not Found</html>",
    "no values, and sides beyond any memory": header(0, *[(1 << 32) - 1] * 3),
    "no values, and one such side": header(0, (1 << 32) - 1),
    "dimensions without end": b"\0\0\x08\xff" + struct.pack(">255I", *[1] * 255) + b"\0",
    "as many, all of them huge": b"\0\0\x08\xff" + b"\xff" * 1_020,
}


def test_a_file_is_read_as_the_format_says():
    content = struct.pack(">HBB2I", 0, 8, 2, 2, 3) + bytes([0, 1, 2, 253, 254, 255])
    assert parse(content).tolist() == [[0, 1, 2], [253, 254, 255]]
    assert parse(content).dtype == torch.uint8


@pytest.mark.parametrize("shape", SHAPES, ids=str)
def test_parsing_undoes_encoding(shape):
    values = torch.randint(256, shape, generator=torch.Generator().manual_seed(1)).byte()
    again = parse(encode(values))
    assert again.shape == values.shape
    assert torch.equal(again, values)


def test_a_transposed_tensor_is_encoded_in_its_own_order():
    values = torch.arange(6, dtype=torch.uint8).reshape(2, 3).T
    assert torch.equal(parse(encode(values)), values)


@pytest.mark.parametrize("content", NOT_IDX.values(), ids=NOT_IDX)
def test_what_is_no_whole_idx_file_is_refused(content):
    with pytest.raises(IdxError, match="expected") as caught:
        parse(content)
    assert len(str(caught.value)) < 200


@pytest.mark.parametrize("position", range(len(GOOD)))
def test_a_flipped_byte_is_refused_or_read_as_a_tensor_never_a_bug(position):
    for bit in range(8):
        content = bytearray(GOOD)
        content[position] ^= 1 << bit
        try:
            found = parse(bytes(content))
        except IdxError:
            assert position < 12  # of the header
        else:
            assert found.numel() == 6


def test_the_result_does_not_change_with_the_bytes_it_came_from():
    content = bytearray(GOOD)
    values = parse(bytes(content))
    values[0, 0] = 9
    assert parse(bytes(content))[0, 0] == 0


UNREADABLE = {
    "missing": (lambda path: None, "does not exist"),
    "a directory": (lambda path: path.mkdir(), "cannot be read"),
    "no gzip": (lambda path: path.write_bytes(GOOD), "cannot be read"),
    "a cut stream": (lambda path: path.write_bytes(gzip.compress(GOOD)[:-9]), "cannot be read"),
    "a wrong checksum": (
        lambda path: path.write_bytes(gzip.compress(GOOD)[:-8] + bytes(8)),
        "cannot be read",
    ),
    "a damaged stream": (
        lambda path: path.write_bytes(gzip.compress(GOOD)[:10] + b"\xff" * 20),
        "cannot be read",
    ),
}


@pytest.mark.parametrize(("make", "message"), UNREADABLE.values(), ids=UNREADABLE)
def test_a_compressed_file_that_cannot_be_read_is_named(tmp_path, make, message):
    path = tmp_path / "labels.gz"
    make(path)
    with pytest.raises(IdxError, match=f"labels.gz {message}"):
        read_bytes(path)


def test_only_the_name_says_whether_a_file_is_compressed(tmp_path):
    (tmp_path / "plain").write_bytes(gzip.compress(GOOD))
    (tmp_path / "packed.gz").write_bytes(gzip.compress(GOOD))
    assert read_bytes(tmp_path / "plain") == gzip.compress(GOOD)
    assert read_bytes(tmp_path / "packed.gz") == GOOD
