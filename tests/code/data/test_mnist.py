"""The full set and the pocket set: every fault of a file is named, none is papered over."""

import gzip
import hashlib
import json
import shutil
from pathlib import Path

import numpy as np
import pytest
import torch

from workedout.data import mnist
from workedout.data.idx import LARGEST, encode, parse
from workedout.data.mnist import DataError, data_root, full_pixels, load, pocket, pocket_pixels

FILES = list(mnist.FULL_FILES)
# Of json.dumps of both lists of rows: the split never changes, since records depend on it.
SPLIT = "18b3332f2c382ba691a6a11d440cf640908e669899e2e14ef4bbd6d213f35f9a"


def cut(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:-1])


def corrupt(path: Path) -> None:
    content = bytearray(path.read_bytes())
    content[-1] ^= 1
    path.write_bytes(content)


def exchange(path: Path) -> None:
    other = path.with_name(FILES[(FILES.index(path.name) + 2) % 4])  # train and test
    mine, its = path.read_bytes(), other.read_bytes()
    path.write_bytes(its)
    other.write_bytes(mine)


def mix_up(path: Path) -> None:
    other = path.with_name(FILES[FILES.index(path.name) ^ 1])  # images and labels
    mine, its = path.read_bytes(), other.read_bytes()
    path.write_bytes(its)
    other.write_bytes(mine)


def to_folder(path: Path) -> None:
    path.unlink()
    path.mkdir()


FAULTS = {
    "missing": (Path.unlink, "does not exist"),
    "truncated": (cut, "is damaged"),
    "empty": (lambda path: path.write_bytes(b""), "is damaged"),
    "a page of a web server": (lambda path: path.write_text("<html>", "utf-8"), "is damaged"),
    "still compressed": (
        lambda path: path.write_bytes(gzip.compress(path.read_bytes())),
        "is damaged",
    ),
    "one byte corrupted": (corrupt, "is not the file of MNIST"),
    "train and test exchanged": (exchange, "files were exchanged"),
    "images and labels exchanged": (mix_up, "files were exchanged"),
    "a directory": (to_folder, "cannot be read"),
}


@pytest.mark.parametrize("name", FILES)
@pytest.mark.parametrize(("spoil", "message"), FAULTS.values(), ids=FAULTS)
def test_a_faulty_file_is_named_with_its_fault_and_what_to_do(small_mnist, spoil, message, name):
    spoil(small_mnist / "MNIST" / "raw" / name)
    with pytest.raises(DataError) as caught:
        load(small_mnist)
    text = str(caught.value)
    assert message in text
    assert str(small_mnist / "MNIST" / "raw") in text
    assert "WORKEDOUT_DATA" in text
    assert "python -m workedout data --download" in text
    assert "\n" not in text


def pack(path: Path) -> None:
    path.with_name(f"{path.name}.gz").write_bytes(gzip.compress(path.read_bytes()))
    path.unlink()


@pytest.fixture
def packed_mnist(small_mnist):
    """The same data set, of which every file is there as it is published: packed."""
    for name in FILES:
        pack(small_mnist / "MNIST" / "raw" / name)
    return small_mnist


def test_packed_files_are_read_as_they_are(small_mnist):
    plain = [image for part in full_pixels(small_mnist) for image in part]
    for count, name in enumerate(FILES, start=1):  # some packed, at last all
        pack(small_mnist / "MNIST" / "raw" / name)
        found = [image for part in full_pixels(small_mnist) for image in part]
        assert all(map(torch.equal, found, plain)), count


def cut_packed(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:-9])


def bomb(path: Path) -> None:
    path.write_bytes(gzip.compress(bytes(LARGEST + 1)))


PACKED_FAULTS = {
    "cut short": (cut_packed, "cannot be read"),
    "not packed at all": (lambda path: path.write_bytes(b"\0\0\b\3"), "cannot be read"),
    "empty": (lambda path: path.write_bytes(b""), "is damaged"),
    "growing without end": (bomb, "unpacked, it has more than"),
    "of something else": (
        lambda path: path.write_bytes(gzip.compress(encode(torch.zeros(3, dtype=torch.uint8)))),
        "is not the file of MNIST",
    ),
    "of another of the four": (
        lambda path: path.write_bytes(path.with_name(f"{FILES[2]}.gz").read_bytes()),
        "files were exchanged",
    ),
}


@pytest.mark.parametrize(("spoil", "message"), PACKED_FAULTS.values(), ids=PACKED_FAULTS)
def test_a_faulty_packed_file_is_named_with_its_fault_and_what_to_do(packed_mnist, spoil, message):
    path = packed_mnist / "MNIST" / "raw" / f"{FILES[0]}.gz"
    spoil(path)
    with pytest.raises(DataError, match=message) as caught:
        load(packed_mnist)
    text = str(caught.value)
    assert text.startswith(str(path))
    assert "python -m workedout data --download" in text
    assert "\n" not in text


def test_a_damaged_file_is_not_covered_up_by_a_packed_one(small_mnist):
    raw = small_mnist / "MNIST" / "raw"
    content = (raw / FILES[0]).read_bytes()
    pack(raw / FILES[0])
    (raw / FILES[0]).write_bytes(content[:-1])
    with pytest.raises(DataError, match=f"{FILES[0]} is damaged"):
        load(small_mnist)


def test_whole_files_are_loaded(small_mnist):
    digits = load(small_mnist)
    assert digits.full.inputs.shape == (30, 1, 28, 28)
    assert digits.test.inputs.shape == (10, 1, 28, 28)
    assert digits.full.inputs.dtype == torch.float32
    assert digits.full.targets.dtype == torch.int64


# A mutation of these two would be seen by no fingerprint, since a miniature needs no files.
def test_tuning_reads_the_training_files_alone(small_mnist):
    digits = load(small_mnist)
    train, validation = digits.tuning
    both = torch.cat([train.inputs, validation.inputs]).flatten(1)
    whole = digits.full.inputs.flatten(1)
    assert (len(train), len(validation)) == (25, 5)
    assert sorted(both.tolist()) == sorted(whole.tolist())
    for part in (train, validation):
        for image, label in zip(part.inputs, part.targets, strict=True):
            row = (whole == image.flatten()).all(dim=1).nonzero().item()
            assert digits.full.targets[row] == label


def test_a_final_trains_on_all_training_images_and_is_judged_by_the_test_set(small_mnist):
    digits = load(small_mnist)
    assert torch.equal(digits.final.train.inputs, digits.full.inputs)
    assert torch.equal(digits.final.train.targets, digits.full.targets)
    assert torch.equal(digits.final.held_out.inputs, digits.test.inputs)
    assert torch.equal(digits.final.held_out.targets, digits.test.targets)


def test_pixels_are_standardised_by_the_constants(small_mnist):
    (images, labels), _ = full_pixels(small_mnist)
    expected = (images.numpy().astype(np.float64) / 255 - mnist.MEAN) / mnist.STANDARD_DEVIATION
    found = load(small_mnist).full
    np.testing.assert_allclose(found.inputs[:, 0].numpy(), expected, atol=1e-6)
    assert found.targets.tolist() == labels.tolist()


def test_the_split_never_changes():
    rows = json.dumps([part.tolist() for part in mnist.split_rows(60_000)])
    assert hashlib.sha256(rows.encode()).hexdigest() == SPLIT


def test_the_split_is_disjoint_and_whole():
    train, validation = mnist.split_rows(60_000)
    assert (len(train), len(validation)) == (55_000, 5_000)
    assert sorted([*train.tolist(), *validation.tolist()]) == list(range(60_000))


def test_the_split_takes_no_notice_of_the_global_seed():
    torch.manual_seed(1)
    first = mnist.split_rows(100)[1]
    torch.manual_seed(2)
    assert torch.equal(mnist.split_rows(100)[1], first)


# Where the data is looked for.


def test_the_argument_beats_the_variable(monkeypatch):
    monkeypatch.setenv("WORKEDOUT_DATA", "the variable")
    assert data_root("the argument") == Path("the argument")


def test_the_variable_beats_the_cache(monkeypatch):
    monkeypatch.setenv("WORKEDOUT_DATA", "the variable")
    assert data_root() == Path("the variable")


@pytest.mark.parametrize("value", [None, ""], ids=["unset", "empty"])
def test_without_either_the_cache_of_the_user_is_taken(monkeypatch, value):
    monkeypatch.delenv("WORKEDOUT_DATA", raising=False)
    if value is not None:
        monkeypatch.setenv("WORKEDOUT_DATA", value)
    monkeypatch.setattr(mnist.platformdirs, "user_cache_path", lambda name: Path("cache") / name)
    assert data_root() == Path("cache") / "workedout"


def test_a_variable_that_points_nowhere_is_an_error_though_the_cache_has_the_data(
    small_mnist, tmp_path, monkeypatch
):
    monkeypatch.setattr(mnist.platformdirs, "user_cache_path", lambda name: small_mnist)
    monkeypatch.delenv("WORKEDOUT_DATA", raising=False)
    load()  # the cache would do
    monkeypatch.setenv("WORKEDOUT_DATA", str(tmp_path / "nowhere"))
    with pytest.raises(DataError, match=r"nowhere.*does not exist"):
        load()


def test_an_argument_that_points_nowhere_is_an_error_though_the_variable_has_the_data(
    small_mnist, tmp_path, monkeypatch
):
    monkeypatch.setenv("WORKEDOUT_DATA", str(small_mnist))
    with pytest.raises(DataError, match=r"nowhere.*does not exist"):
        load(tmp_path / "nowhere")


# The pocket set.


def test_the_pocket_parts_have_equally_many_of_each_class():
    train, held_out = pocket()
    assert train.targets.bincount().tolist() == [500] * 10
    assert held_out.targets.bincount().tolist() == [100] * 10


def test_the_first_few_pocket_digits_hold_every_class():
    for part in pocket():
        assert set(part.targets[:100].tolist()) == set(range(10))


def test_the_pocket_parts_share_no_image():
    parts = [{image.numpy().tobytes() for image in images} for images, _ in pocket_pixels()]
    assert len(parts[0]) == 5_000
    assert len(parts[1]) == 1_000
    assert not parts[0] & parts[1]


def test_the_pocket_set_is_standardised_like_the_full_one():
    (images, _), _ = pocket_pixels()
    pixels = images[:50].numpy().astype(np.float64) / 255
    expected = (pixels - mnist.MEAN) / mnist.STANDARD_DEVIATION
    np.testing.assert_allclose(pocket().train.inputs[:50, 0].numpy(), expected, atol=1e-6)


POCKET_FAULTS = {
    "missing": (Path.unlink, "does not exist"),
    "truncated": (lambda path: path.write_bytes(path.read_bytes()[:-20]), "cannot be read"),
    "empty": (lambda path: path.write_bytes(b""), "is damaged"),
    "not compressed": (
        lambda path: path.write_bytes(gzip.decompress(path.read_bytes())),
        "cannot be read",
    ),
    "a directory": (to_folder, "cannot be read"),
    "another pixel": (
        lambda path: path.write_bytes(
            gzip.compress(gzip.decompress(path.read_bytes())[:-1] + b"x")
        ),
        "is not the file of MNIST",
    ),
    "fewer digits": (
        lambda path: path.write_bytes(
            gzip.compress(encode(parse(gzip.decompress(path.read_bytes()))[:-1]))
        ),
        "is not the file of MNIST",
    ),
}


@pytest.mark.parametrize("name", mnist.POCKET_FILES)
@pytest.mark.parametrize(("spoil", "message"), POCKET_FAULTS.values(), ids=POCKET_FAULTS)
def test_a_faulty_pocket_file_is_named_and_the_remedy_is_the_package(
    own_pocket, spoil, message, name
):
    spoil(own_pocket / name)
    with pytest.raises(DataError, match=message) as caught:
        pocket_pixels()
    assert name in str(caught.value)
    assert str(caught.value).endswith(
        "Install the package workedout again: this file is part of it."
    )


def test_exchanged_pocket_files_are_named(own_pocket):
    a, b = (own_pocket / f"{part}-labels-idx1-ubyte.gz" for part in ("train", "held-out"))
    shutil.copy(a, b)
    with pytest.raises(DataError, match=r"holds the contents of train-labels.*exchanged"):
        pocket_pixels()


def test_a_flipped_byte_of_a_pocket_file_is_an_error_or_changes_nothing(own_pocket):
    path = own_pocket / "held-out-labels-idx1-ubyte.gz"
    whole = path.read_bytes()
    expected = pocket_pixels()[1][1]
    refused = 0
    for position in range(len(whole)):
        content = bytearray(whole)
        content[position] ^= 0x11
        path.write_bytes(content)
        try:
            found = mnist.read_verified(path, mnist.POCKET_FILES)
        except DataError:
            refused += 1
        else:
            assert torch.equal(found, expected)  # the time stamp, say
    assert refused > len(whole) - 12


# With the real files.


def test_the_full_set_is_what_torchvision_reads(mnist_root):
    from torchvision.datasets import MNIST

    for train, (images, labels) in zip((True, False), full_pixels(mnist_root), strict=True):
        theirs = MNIST(mnist_root, train=train)
        assert torch.equal(images, theirs.data)
        assert torch.equal(labels.long(), theirs.targets)


def test_the_constants_are_mean_and_standard_deviation_of_the_training_pixels(mnist_root):
    (images, _), _ = full_pixels(mnist_root)
    pixels = images.numpy().astype(np.float64).ravel() / 255
    assert pixels.size == 47_040_000
    assert pixels.mean() == pytest.approx(mnist.MEAN, abs=1e-12)
    assert pixels.std() == pytest.approx(mnist.STANDARD_DEVIATION, abs=1e-12)


def test_the_parts_of_the_full_set_have_their_sizes(mnist_root):
    digits = load(mnist_root)
    assert [len(part) for part in (*digits.tuning, *digits.final)] == [
        55_000,
        5_000,
        60_000,
        10_000,
    ]


def test_a_flipped_bit_of_a_real_file_is_refused(mnist_root, tmp_path):
    raw = tmp_path / "MNIST" / "raw"
    raw.mkdir(parents=True)
    for name in FILES:
        shutil.copyfile(mnist_root / "MNIST" / "raw" / name, raw / name)
    content = bytearray((raw / FILES[3]).read_bytes())
    content[5_000] ^= 1
    (raw / FILES[3]).write_bytes(content)
    with pytest.raises(DataError, match=f"{FILES[3]} is not the file of MNIST"):
        load(tmp_path)
