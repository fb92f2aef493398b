"""The digits of the lab's page: rounded as said, and read again as they were packed."""

import json

import numpy as np
import pytest
import quickjs

from workedout.data.lab_digits import FILE, LEVELS, packed, shades, steps
from workedout.data.mnist import pocket_pixels

READER = FILE.parents[4] / "book/_assets/lab/digit_file.js"
COUNT = 30


@pytest.fixture(scope="module")
def parts():
    """A few digits to train on, and fewer held out."""
    train, held_out = pocket_pixels()
    return tuple(
        (images[:count].numpy(), labels[:count].numpy())
        for (images, labels), count in ((train, COUNT), (held_out, COUNT // 3))
    )


def read(file: bytes) -> dict:
    """What the page's script reads."""
    context = quickjs.Context()
    context.eval(READER.read_text("utf-8"))
    asked = f"labDigitFile.digitsFrom(Uint8Array.from({json.dumps(list(file))}))"
    listed = "(key, value) => ArrayBuffer.isView(value) ? Array.from(value) : value"
    return json.loads(context.eval(f"JSON.stringify({asked}, {listed})"))


def test_the_page_reads_what_was_packed(parts):
    found = read(packed(*parts))
    for name, (images, labels) in zip(("train", "heldOut"), parts, strict=True):
        assert found[name]["count"] == len(labels)
        assert found[name]["labels"] == labels.tolist()
        assert found[name]["images"] == shades(steps(images)).flatten().tolist()


def test_a_byte_that_was_changed_changes_what_is_read(parts):
    file = bytearray(packed(*parts))
    file[60] ^= 1
    assert read(bytes(file)) != read(packed(*parts))


def test_no_shade_is_further_from_its_own_than_four_of_255():
    all_shades = np.arange(256)
    rounded = shades(steps(all_shades)).astype(int)
    assert np.abs(rounded - all_shades).max() == 4
    assert rounded[0] == 0
    assert rounded[-1] == 255
    assert len(set(rounded.tolist())) == LEVELS


def test_the_file_is_smaller_than_half_of_the_set(parts):
    assert FILE.stat().st_size < 480_000
    assert FILE.read_bytes()[:8] == (5000).to_bytes(4, "little") + (1000).to_bytes(4, "little")


def test_an_odd_number_of_digits_is_refused(parts):
    (images, labels), _ = parts
    with pytest.raises(ValueError, match="expected an even number of digits, got 31"):
        packed((images, labels), (images[:1], labels[:1]))
