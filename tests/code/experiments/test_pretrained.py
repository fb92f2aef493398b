"""The measurement of the pretrained network: what it notes, its fingerprint, and its record."""

import json
from dataclasses import replace

import numpy as np
import pytest
import torch

from workedout.data.photographs import SAMPLES
from workedout.data.png_text import from_text
from workedout.experiments import pretrained
from workedout.experiments.pretrained import (
    DRAWS,
    PRETRAINED,
    USUAL,
    behaviour,
    chosen_filters,
    colour_share,
    filter_shades,
    measure,
)
from workedout.inspection.recognition import MISTAKES, PREPARATIONS
from workedout.networks.pretrained_weights import from_file
from workedout.records.agreement import measured_difference
from workedout.records.fingerprints import measured_fingerprint
from workedout.records.store import read


@pytest.fixture(scope="module")
def fingerprint():
    return measured_fingerprint(PRETRAINED)


def test_the_fingerprint_is_the_same_again_and_can_be_kept(fingerprint):
    again = json.loads(json.dumps(measured_fingerprint(PRETRAINED)))
    assert measured_difference(fingerprint, again) is None


def test_a_changed_constant_changes_the_fingerprint(fingerprint, monkeypatch):
    monkeypatch.setattr("workedout.data.photographs.MEAN", (0.485, 0.456, 0.41))
    network, images = PRETRAINED.material.miniature()
    assert measured_difference(fingerprint, behaviour(network, images)) is not None


def test_other_weights_or_photographs_have_another_digest(monkeypatch):
    before = PRETRAINED.material.digest()
    changed = {**SAMPLES, "coffee": replace(SAMPLES["coffee"], sha256="0")}
    monkeypatch.setattr(pretrained, "SAMPLES", changed)
    assert PRETRAINED.material.digest() != before
    monkeypatch.undo()
    monkeypatch.setattr(pretrained, "SQUEEZENET", replace(pretrained.SQUEEZENET, sha256="0"))
    assert PRETRAINED.material.digest() != before


def test_grey_filters_have_no_colour_and_opponents_have_all():
    grey = torch.randn(1, 1, 7, 7).expand(1, 3, 7, 7)
    opponent = grey * torch.tensor([1.0, -1.0, 0.0]).view(1, 3, 1, 1)
    red = grey * torch.tensor([1.0, 0.0, 0.0]).view(1, 3, 1, 1)
    found = colour_share(torch.cat([grey, opponent, red]))
    assert found.tolist() == pytest.approx([0, 1, 2 / 3], abs=1e-6)


def test_the_chosen_filters_are_long_and_at_the_ends_of_the_order_by_colour():
    torch.manual_seed(0)
    filters = torch.randn(40, 3, 3, 3)
    found = chosen_filters(filters)
    lengths = filters.flatten(1).norm(dim=1)
    shares = colour_share(filters)
    longer = [i for i in range(40) if lengths[i] >= lengths.median()][:20]
    longer = sorted(range(40), key=lambda i: -lengths[i])[:20]
    order = sorted(longer, key=lambda i: shares[i])
    assert found == order[:4] + order[-4:]


def test_filters_are_shown_by_twelves_with_their_channels_as_colours():
    torch.manual_seed(0)
    filters = torch.randn(24, 3, 7, 7)
    shades = filter_shades(filters)
    assert shades.shape == (14, 84, 3)
    fourteenth = filters[13].permute(1, 2, 0).numpy()
    expected = (fourteenth - fourteenth.min()) / (fourteenth.max() - fourteenth.min())
    assert shades[7:14, 7:14] == pytest.approx(expected)


def test_the_record_has_every_photograph_preparation_and_mistake():
    found = read("pretrained").value["photographs"]
    assert list(found) == list(SAMPLES)
    for each in found.values():
        assert list(each["preparations"]) == list(PREPARATIONS)
        assert list(each["mistakes"]) == list(MISTAKES)
        assert len(each["logits"]) == 1000
        assert len(each["training mode"]) == DRAWS


def test_the_record_agrees_with_itself():
    for each in read("pretrained").value["photographs"].values():
        usual = each["preparations"][USUAL]
        shares = np.exp(each["logits"]) / np.exp(each["logits"]).sum()
        assert each["named"] == int(np.argmax(each["logits"])) == usual["top"][0][0]
        assert usual["probability"] == pytest.approx(shares.max(), abs=1e-3)
        assert usual["probability"] == each["mistakes"]["no mistake"]["probability"]
        for answer in each["preparations"].values():
            assert np.mean(answer["map"]) == pytest.approx(answer["logit"], abs=1e-3)


def without_pictures(value):
    first = {k: v for k, v in value["first"].items() if k not in ("filters", "responses")}
    return {**value, "first": first}


def test_measured_again_the_network_says_the_same(weights_named):
    recorded = read("pretrained").value
    network, images = PRETRAINED.material.full()
    again = json.loads(json.dumps(measure(network, images)))
    assert measured_difference(without_pictures(recorded), without_pictures(again)) is None
    pairs = [(recorded["first"]["filters"], again["first"]["filters"])]
    pairs += zip(recorded["first"]["responses"], again["first"]["responses"], strict=True)
    for then, now in pairs:
        assert np.abs(from_text(then) - from_text(now)).max() <= 1.01 / 255


def test_the_weights_give_what_was_found_when_the_file_was_made(weights_named):
    """The first answers to three photographs, written down with the file by whoever made it."""
    assert from_file().features[0].weight.shape == (96, 3, 7, 7)
    told = {"chelsea": (285, 0.712), "coffee": (967, 0.811), "camera": (872, 0.998)}
    found = read("pretrained").value["photographs"]
    for name, (label, share) in told.items():
        top = found[name]["preparations"][USUAL]["top"][0]
        assert top[0] == label
        assert top[1] == pytest.approx(share, abs=0.0006)
