"""The digits lab reads safetensors files as the library does, and refuses damaged ones."""

import json

import pytest
import torch
from lab_scripts import Lab
from safetensors.torch import save

from workedout.networks.eight_bits import widened

READ = "(bytes) => workedoutLab.tensorsFrom(Uint8Array.from(bytes))"
TYPES = ["float64", "float32", "float16", "bfloat16", "int64", "int32", "int8", "uint8"]


@pytest.fixture(scope="module")
def lab():
    return Lab()


@pytest.mark.parametrize("name", TYPES)
def test_numbers_of_each_type_are_read(lab, name):
    kind = getattr(torch, name)
    drawn = torch.randn(3, 5, generator=torch.Generator().manual_seed(0)) * 50
    given = {"a": drawn.abs().to(kind), "b.weight": torch.tensor([7]).to(kind)}
    eight = {"a.scale": torch.tensor([0.1, 0.25, 3]), "b.weight.scale": torch.ones(1)}
    got = lab.call(READ, list(save({**given, **(eight if name == "int8" else {})})))
    expected = widened({**given, **eight}) if name == "int8" else given
    assert sorted(got) == sorted(expected)
    for tensor, right in expected.items():
        assert got[tensor]["shape"] == list(right.shape)
        assert got[tensor]["values"] == right.double().flatten().tolist()


def test_the_extremes_of_half_precision_are_read(lab):
    info = torch.finfo(torch.float16)
    given = torch.tensor([info.max, -info.tiny, 2.0**-24, -0.5, 0, float("inf")]).half()
    got = lab.call(READ, list(save({"a": given})))["a"]["values"]
    assert [float(each) for each in map(str, got)] == pytest.approx(given.tolist(), abs=0)


WHOLE = save({"one": torch.arange(6.0).view(2, 3), "two": torch.ones(4)}, {"note": "ünï"})


def with_header(change):
    """The file with another header, its numbers left as they are."""
    length = int.from_bytes(WHOLE[:8], "little")
    header = json.loads(WHOLE[8 : 8 + length])
    text = json.dumps(change(header) or header).encode()
    return len(text).to_bytes(8, "little") + text + WHOLE[8 + length :]


def entry(**changes):
    return lambda header: header["one"].update(changes)


DAMAGED = {
    "empty": (b"", "cut short in its first eight bytes"),
    "header cut": (WHOLE[:20], "shorter than its header says"),
    "numbers cut": (WHOLE[:-3], "cut short within two"),
    "more than numbers": (WHOLE + b"x", "overlap or leave gaps"),
    "no JSON": (b"\x04" + bytes(7) + b"{{{{", "its header cannot be read"),
    "no text": (b"\x02" + bytes(7) + b"\xff\xfe", "its header cannot be read"),
    "a list": (b"\x02" + bytes(7) + b"[]", "no list of tensors"),
    "a web page": (b"<!doctype html><title>404</title>", "shorter than its header says"),
    "no shape": (with_header(entry(shape=None)), "one has no shape"),
    "negative shape": (with_header(entry(shape=[-2, -3])), "one has no shape"),
    "strange type": (with_header(entry(dtype="toString")), "one has no type"),
    "no place": (with_header(entry(data_offsets=[0])), "one has no place"),
    "other length": (with_header(entry(shape=[2, 4])), "another length than its shape"),
    "overlapping": (with_header(entry(shape=[4], data_offsets=[8, 24])), "overlap or leave gaps"),
    "a scale alone": (save({"a.scale": torch.ones(3)}), "a.scale is the scale of nothing"),
    "no scale": (save({"a": torch.ones(3).char()}), "a has no scale for each of its rows"),
    "too few scales": (
        save({"a": torch.ones(3, 2).char(), "a.scale": torch.ones(2)}),
        "a has no scale for each of its rows",
    ),
    "null": (with_header(lambda header: {**header, "one": None}), "one has no shape"),
}


@pytest.mark.parametrize(("content", "reason"), DAMAGED.values(), ids=DAMAGED)
def test_a_damaged_file_is_refused_in_one_line(lab, content, reason):
    with pytest.raises(Exception, match=reason) as error:
        lab.call(READ, list(content))
    assert "Error: the file of weights is damaged: " in str(error.value)


def test_the_whole_file_is_fine(lab):
    assert lab.call(READ, list(WHOLE))["one"]["values"] == [0, 1, 2, 3, 4, 5]
