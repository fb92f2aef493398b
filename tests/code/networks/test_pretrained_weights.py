"""Weights: found, verified and fitted, or refused with a reason."""

import hashlib
import json
import struct
from dataclasses import replace

import pytest
import safetensors.torch
import torch
from torch import nn

from workedout.networks import pretrained_weights
from workedout.networks.pretrained_weights import (
    SQUEEZENET,
    WeightsError,
    bare,
    fill,
    from_file,
    from_torchvision,
    misfit,
    path_of,
    pretrained,
    read_verified,
)


@pytest.fixture
def small(tmp_path):
    """A file of weights for a layer of 3 inputs and 2 outputs, and its description."""
    torch.manual_seed(0)
    content = safetensors.torch.save(dict(nn.Linear(3, 2).state_dict()))
    path = tmp_path / "small.safetensors"
    path.write_bytes(content)
    return replace(SQUEEZENET, file=path.name, sha256=hashlib.sha256(content).hexdigest()), path


def test_the_variable_names_the_file_or_its_folder(small, monkeypatch):
    described, path = small
    for named in (path, path.parent):
        monkeypatch.setenv("WORKEDOUT_WEIGHTS", str(named))
        assert path_of(described) == path


@pytest.mark.parametrize("named", [None, ""])
def test_without_the_variable_the_message_names_it_and_the_file(named, monkeypatch):
    monkeypatch.delenv("WORKEDOUT_WEIGHTS", raising=False)
    if named is not None:
        monkeypatch.setenv("WORKEDOUT_WEIGHTS", named)
    with pytest.raises(WeightsError, match=r"WORKEDOUT_WEIGHTS is not set.*squeezenet1_0"):
        path_of(SQUEEZENET)


def test_a_folder_without_the_file_is_named(tmp_path, monkeypatch):
    monkeypatch.setenv("WORKEDOUT_WEIGHTS", str(tmp_path))
    with pytest.raises(WeightsError, match="there is no file"):
        path_of(SQUEEZENET)


def test_the_tensors_of_a_file_are_those_that_were_written(small):
    described, path = small
    layer = nn.Linear(3, 2)
    fill(layer, read_verified(path, described.sha256))
    torch.manual_seed(0)
    assert torch.equal(layer.weight, nn.Linear(3, 2).weight)


def test_one_changed_bit_is_found(small):
    described, path = small
    content = bytearray(path.read_bytes())
    content[-1] ^= 1
    path.write_bytes(content)
    with pytest.raises(WeightsError, match=f"expected {described.sha256[:12]}"):
        read_verified(path, described.sha256)


def test_a_file_of_another_kind_is_refused(tmp_path):
    path = tmp_path / "letter"
    path.write_text("This is a letter.", "utf-8")
    with pytest.raises(WeightsError, match="no safetensors file"):
        read_verified(path, hashlib.sha256(path.read_bytes()).hexdigest())


def file_of(header, numbers=b""):
    """A safetensors file: the length of the header, the header, the numbers."""
    text = header if isinstance(header, bytes) else json.dumps(header).encode()
    return struct.pack("<Q", len(text)) + text + numbers


def tensor(kind, shape, size):
    """A file with one tensor, which says this of itself."""
    return file_of({"w": {"dtype": kind, "shape": shape, "data_offsets": [0, size]}}, bytes(size))


HUGE = 1 << 62
TWICE = b'"w": {"dtype": "F32", "shape": [1], "data_offsets": [0, 4]}'
HOSTILE = {
    "a type of 8 bits that PyTorch lacks": (tensor("F8_E8M0", [8], 8), "no type 'F8_E8M0'"),
    "a type of 4 bits": (tensor("F4", [8], 4), "no type 'F4'"),
    "a type of 6 bits": (tensor("F6_E2M3", [8], 6), "no type 'F6_E2M3'"),
    "a type that nobody knows": (tensor("F\n9" * 500, [8], 8), "unknown variant"),
    "no numbers, and sides beyond any memory": (tensor("F32", [0, HUGE, HUGE], 0), "overflow"),
    "sides whose product overflows": (tensor("F32", [HUGE, HUGE], 0), "overflow"),
    "a negative side": (tensor("F32", [-1], 4), "invalid value"),
    "one name for two tensors": (
        file_of(b"{" + TWICE + b", " + TWICE + b"}", bytes(4)),
        "one name",
    ),
    "a name that is no text": (file_of(b'{"\xff": {}}'), "header"),
    "half a sign as a name": (file_of(b'{"\\ud800": {}}'), "header"),
    "a list": (file_of([]), "header"),
    "less than a length": (b"1234567", "header"),
}


@pytest.mark.parametrize(("content", "message"), HOSTILE.values(), ids=HOSTILE)
def test_a_hostile_file_is_refused_in_one_line(tmp_path, content, message):
    path = tmp_path / "weights.safetensors"
    path.write_bytes(content)
    with pytest.raises(WeightsError, match=message) as caught:
        read_verified(path, hashlib.sha256(content).hexdigest())
    text = str(caught.value)
    assert text.startswith(f"{path} is no safetensors file that can be used: ")
    assert "\n" not in text
    assert len(text) < 1_000


def test_a_file_that_cannot_be_read_is_named(tmp_path):
    with pytest.raises(WeightsError, match="cannot be read"):
        read_verified(tmp_path, "")


UNFIT = {
    "a shape": ({"weight": torch.zeros(3, 2), "bias": torch.zeros(2)}, r"weight is \(3, 2\), exp"),
    "a missing one": ({"weight": torch.zeros(2, 3)}, "bias is missing"),
    "an unknown one": (
        {"weight": torch.zeros(2, 3), "bias": torch.zeros(2), "scale": torch.zeros(1)},
        "scale is in no layer",
    ),
    "complex numbers": (
        {"weight": torch.zeros(2, 3, dtype=torch.complex64), "bias": torch.zeros(2)},
        r"weight holds torch.complex64, expected torch.float32",
    ),
    "whole numbers": (
        {"weight": torch.zeros(2, 3), "bias": torch.zeros(2, dtype=torch.int64)},
        r"bias holds torch.int64, expected torch.float32",
    ),
    "a name of lines without end": (
        {"weight": torch.zeros(2, 3), "bias": torch.zeros(2), "a\n" * 1_000: torch.zeros(1)},
        r"(a ){150}\.\.\. is in no layer",
    ),
    "many": ({f"w{i}": torch.zeros(1) for i in range(5)}, "and 4 faults more"),
}


@pytest.mark.parametrize(("tensors", "message"), UNFIT.values(), ids=UNFIT)
def test_tensors_that_do_not_fit_are_named_and_change_nothing(tensors, message):
    layer = nn.Linear(3, 2)
    before = {name: value.clone() for name, value in layer.state_dict().items()}
    with pytest.raises(WeightsError, match=message):
        fill(layer, tensors)
    assert all(torch.equal(value, before[name]) for name, value in layer.state_dict().items())


def test_complex_numbers_are_no_counts():
    count = nn.BatchNorm1d(1).num_batches_tracked
    assert misfit(torch.tensor(1), count) == ""
    assert "holds torch.complex64" in misfit(torch.tensor(1j), count)


def test_numbers_of_fewer_bits_fit():
    layer = nn.Linear(3, 2)
    half = {"weight": torch.ones(2, 3).half(), "bias": torch.ones(2).to(torch.float8_e5m2)}
    fill(layer, half)
    assert torch.equal(layer.weight, torch.ones(2, 3))
    assert layer.bias.dtype == torch.float32


def test_an_unknown_architecture_is_named():
    with pytest.raises(WeightsError, match="no network 'alexnett'"):
        bare("alexnett")


def refusing(*_, **__):
    raise OSError("no route to host")


@pytest.fixture
def without_net(monkeypatch, tmp_path):
    """torchvision finds nothing in its cache, and no net."""
    monkeypatch.setenv("TORCH_HOME", str(tmp_path))
    monkeypatch.setattr(torch.hub, "download_url_to_file", refusing)


def test_without_a_net_the_message_says_what_to_do(without_net):
    with pytest.raises(WeightsError, match=r"no route to host.*WORKEDOUT_WEIGHTS"):
        from_torchvision("squeezenet1_0")


def test_without_net_and_file_both_reasons_are_told(without_net, monkeypatch, tmp_path):
    monkeypatch.setenv("WORKEDOUT_WEIGHTS", str(tmp_path))
    with pytest.raises(WeightsError, match=r"no route to host.*there is no file"):
        pretrained()


def test_another_network_does_not_take_the_file(without_net, monkeypatch, tmp_path):
    monkeypatch.setenv("WORKEDOUT_WEIGHTS", str(tmp_path))
    monkeypatch.setattr(pretrained_weights, "from_file", lambda: pytest.fail("took the file"))
    with pytest.raises(WeightsError, match="alexnet cannot be had"):
        pretrained("alexnet")


def test_torchvisions_weights_come_first(monkeypatch):
    own = bare("squeezenet1_0").state_dict()
    monkeypatch.setattr("torchvision.models._api.WeightsEnum.get_state_dict", lambda *_, **__: own)
    monkeypatch.setattr(pretrained_weights, "from_file", lambda: pytest.fail("took the file"))
    found = pretrained()
    assert not found.training
    assert torch.equal(found.features[0].weight, own["features.0.weight"])


def test_without_a_net_the_file_is_taken(without_net, weights_named):
    network = pretrained()
    assert not network.training
    assert sum(value.numel() for value in network.parameters()) == 1_248_424


def test_the_file_is_the_one_that_is_described(weights_named):
    found = read_verified(path_of(SQUEEZENET), SQUEEZENET.sha256)
    assert found["features.0.weight"].shape == (96, 3, 7, 7)
    assert torch.equal(from_file().features[0].weight, found["features.0.weight"])
