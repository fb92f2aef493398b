"""Figures of the pretrained network: what they say in words is what the record holds."""

import re

import numpy as np
import pytest
import torch

from workedout.data.photographs import SAMPLES, photograph
from workedout.data.png_text import to_text
from workedout.experiments.pretrained import SHOWN, USUAL, filter_shades
from workedout.figures import pretrained as figures
from workedout.inspection.recognition import PREPARATIONS
from workedout.records.store import read

WORDS = [f"class {number}" for number in range(1000)]


@pytest.fixture(scope="module")
def value():
    return read("pretrained").value


@pytest.fixture(scope="module")
def images():
    return {name: photograph(sample.path) for name, sample in SAMPLES.items()}


def test_prepared_photographs_have_a_row_for_each_square(images):
    inputs = {
        name: {kind: prepare(images[name]) for kind, prepare in PREPARATIONS.items()}
        for name in ("coffee", "rocket")
    }
    figure = figures.prepared(inputs)
    assert [row[:2] for row in figure.table.rows] == [
        (name, kind) for name in inputs for kind in PREPARATIONS
    ]
    brightness = {row[:2]: float(row[2]) for row in figure.table.rows}
    assert brightness["coffee", "black margins"] < brightness["coffee", "squeezed"]


def test_a_shown_input_is_the_picture_again(images):
    picture = figures.shown(PREPARATIONS[USUAL](images["coffee"]))
    plain = np.asarray(figures.cropped(images["coffee"]), dtype=float)
    halved = plain.reshape(112, 2, 112, 2, 3).mean((1, 3))
    assert picture.shape == halved.shape
    assert np.abs(picture - halved).mean() < 6  # of 255: the picture has 64 colours


def test_filters_are_cut_apart_as_they_were_put_together():
    torch.manual_seed(0)
    filters = torch.randn(24, 3, 7, 7)
    found = figures.tiles({"filters": to_text(filter_shades(filters))})
    assert len(found) == 24
    for tile, each in zip(found, filters, strict=True):
        expected = each.permute(1, 2, 0).numpy()
        scaled = (expected - expected.min()) / (expected.max() - expected.min())
        assert np.abs(tile - scaled).max() < 0.5 / 255 + 1e-6


def test_the_filters_are_counted_by_their_colour(value):
    figure = figures.filters(value["first"])
    coloured = sum(share > 0.5 for share in value["first"]["colour"])
    assert f"{coloured} are coloured" in figure.alt
    assert f"{96 - coloured} are grey" in figure.alt
    assert len(figure.table.rows) == 96


def test_the_responses_name_their_filters(value):
    figure = figures.responses(value["first"], "a cat")
    names = [row[0] for row in figure.table.rows]
    assert names == [str(number) for number in value["first"]["chosen"]]
    assert all(name in figure.alt for name in names)
    colours = [float(row[1]) for row in figure.table.rows]
    assert max(colours[:4]) < 0.1 < 0.9 < min(colours[4:])


def test_the_top_five_name_the_first_of_each_photograph(value, images):
    figure = figures.top_five(value["photographs"], images, USUAL, WORDS)
    for name, each in value["photographs"].items():
        label, share = each["preparations"][USUAL]["top"][0]
        assert f"{name}: class {label} {share:.2f}" in figure.alt
    assert len(figure.table.rows) == 20


def test_the_outputs_name_the_highest_and_the_cats_among_the_first(value):
    each = value["photographs"][SHOWN]
    figure = figures.outputs(each, SHOWN, WORDS)
    order = np.argsort(each["logits"])[::-1][:8]
    assert f"The highest is class {order[0]} with {max(each['logits']):.1f}" in figure.alt
    cats = [label for label in order if 281 <= label <= 285]
    assert f"are {len(cats)} of the 5 classes" in figure.alt
    assert [row[0] for row in figure.table.rows] == [str(label) for label in order]


def test_the_mistakes_are_hollow_where_another_class_is_first(value):
    found = value["photographs"]
    figure = figures.mistakes(found)
    answers = [(m, p, each["mistakes"][m]) for p, each in found.items() for m in each["mistakes"]]
    assert len(figure.table.rows) == len(answers)
    for mistake, photo, answer in answers:
        row = (mistake, photo, f"{answer['probability']:.3f}", str(answer["rank"]))
        assert row in figure.table.rows
    hollow = sum(answer["rank"] > 1 for *_, answer in answers)
    drawn = re.findall(r'style="fill: none; stroke: var\(--wo-\d', figure.svg)
    assert len(drawn) == hollow > 0


def test_the_maps_show_their_means(value):
    two = (USUAL, "black margins")
    figure = figures.class_maps(value["photographs"], two, WORDS)
    for photo, each in value["photographs"].items():
        for kind in two:
            mean = np.mean(each["preparations"][kind]["map"])
            assert (photo, kind, f"{mean:.2f}") in [row[:3] for row in figure.table.rows]
    assert "class 285" in figure.alt


def pictures(figure):
    """Images that keep their colours, and all images."""
    kept = re.findall(r'<image [^>]*class="wo-picture"', figure.svg)
    return len(kept), figure.svg.count("<image")


def test_photographs_and_filters_keep_their_colours_and_maps_are_ink(value, images):
    inputs = {"rocket": {USUAL: PREPARATIONS[USUAL](images["rocket"])}}
    found = value["photographs"]
    assert pictures(figures.prepared(inputs)) == (1, 1)
    assert pictures(figures.filters(value["first"])) == (1, 1)
    assert pictures(figures.top_five(found, images, USUAL, WORDS)) == (4, 4)
    assert pictures(figures.responses(value["first"], "a cat")) == (8, 16)
    assert pictures(figures.class_maps(found, (USUAL, "black margins"), WORDS)) == (0, 8)
