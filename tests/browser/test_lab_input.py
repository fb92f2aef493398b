"""From strokes to a digit that a network reads, and what can be done to it: as in the package."""

import numpy as np
import pytest
import torch
import torch.nn.functional as F
from lab_scripts import Lab, mistaken

from workedout.data.augmentation import shifted
from workedout.data.disturbances import hit
from workedout.data.mnist import MEAN, STANDARD_DEVIATION, pocket_pixels, to_examples
from workedout.data.own_digits import PhotographError, prepared, shrunk

SAME = 1e-12
DRAWINGS, SIDE, WIDTH = 50, 84, 9.0  # of 100
DIGIT = pocket_pixels()[1][0][4] / 255.0


@pytest.fixture(scope="module")
def lab():
    return Lab()


# ---- Strokes ---------------------------------------------------------------------------------


def drawing(seed):
    """One to four wandering strokes, the last one sometimes of the eraser; points are (x, y)."""
    random = np.random.default_rng(seed)
    strokes = []
    for number in range(random.integers(1, 5)):
        points = np.cumsum(random.normal(0, 8, (random.integers(1, 9), 2)), axis=0)
        points = np.clip(points + random.uniform(20, 80, 2), 0, 100)
        erase = bool(number and random.random() < 0.3)
        strokes.append({"erase": erase, "points": points.tolist()})
    return strokes


def distances(side, start, end):
    """From each pixel of a picture to a line between two points, (side, side)."""
    start, end = np.array(start) * side / 100, np.array(end) * side / 100
    middles = np.arange(side) + 0.5
    offsets = np.stack(np.meshgrid(middles, middles), axis=-1) - start
    along, length = end - start, ((end - start) ** 2).sum()
    share = np.clip(offsets @ along / length, 0, 1) if length else np.zeros((side, side))
    return np.linalg.norm(offsets - share[..., None] * along, axis=-1)


def rendered(strokes, side, width):
    """What the lab is to draw, by its definition."""
    picture = np.zeros((side, side))
    for stroke in strokes:
        points = stroke["points"]
        for start, end in zip(points, points[1:] or points, strict=False):
            ink = np.clip(width / 200 * side + 0.5 - distances(side, start, end), 0, 1)
            erased, inked = np.minimum(picture, 1 - ink), np.maximum(picture, ink)
            picture = erased if stroke["erase"] else inked
    return picture


def draw(lab, strokes):
    got = lab.call(f"(strokes) => workedoutLab.rendered(strokes, {SIDE}, {WIDTH})", strokes)
    return np.array(got["values"]).reshape(got["height"], got["width"])


def test_strokes_are_lines_of_some_width_and_the_eraser_takes_them_away(lab):
    worst = 0.0
    for seed in range(DRAWINGS):
        strokes = drawing(seed)
        worst = max(worst, np.abs(draw(lab, strokes) - rendered(strokes, SIDE, WIDTH)).max())
    assert worst <= SAME
    assert any(stroke["erase"] for seed in range(DRAWINGS) for stroke in drawing(seed))


# ---- Preparation -----------------------------------------------------------------------------


def rectangle(height, width, margin, paper=1.0, ink=0.0):
    sheet = np.full((height + 2 * margin[0], width + 2 * margin[1]), paper)
    sheet[margin[0] : margin[0] + height, margin[1] : margin[1] + width] = ink
    return sheet


# Shapes whose centre of mass lies between two pixels, sides that round, paper and pale ink.
PICTURES = {
    **{f"drawing {seed}": rendered(drawing(seed), SIDE, WIDTH) for seed in range(DRAWINGS)},
    "square": rectangle(30, 30, (5, 5)),
    "wide": rectangle(30, 90, (40, 11)),
    "tall": rectangle(45, 8, (3, 20), paper=0.8, ink=0.3),
    "small": rectangle(3, 2, (6, 9), paper=0.0, ink=0.6),
    "half a pixel": rectangle(45, 72, (2, 2)),
    "digit of MNIST": DIGIT.double().numpy(),
}
PREPARE = """(values, height, width, plain) =>
    workedoutLab.prepared({values: Float64Array.from(values), height, width}, plain)"""


def steps(lab, picture, plain=False):
    return lab.call(PREPARE, picture.flatten().tolist(), *picture.shape, plain)


def difference(lab, picture):
    """How far the steps of the lab are from those of the package, the most of all pixels."""
    got, expected = steps(lab, picture), prepared(picture)
    box = got["box"]
    assert (box["top"], box["left"], box["height"], box["width"]) == expected.box
    assert (got["corner"]["top"], got["corner"]["left"]) == expected.corner
    assert (got["small"]["height"], got["small"]["width"]) == expected.small.shape
    pairs = [
        (got["ink"]["values"], expected.ink),
        (got["small"]["values"], expected.small),
        ([got["centre"]["row"], got["centre"]["column"]], np.array(expected.centre)),
        (got["digit"], expected.field),
        (steps(lab, picture, plain=True)["digit"], shrunk(picture)),
    ]
    return max(np.abs(np.array(found) - right.flatten()).max() for found, right in pairs)


def test_each_step_of_the_preparation_is_that_of_the_package(lab, capsys):
    worst = max(difference(lab, picture) for picture in PICTURES.values())
    with capsys.disabled():
        print(f"\n{len(PICTURES)} pictures: preparation within {worst:.1e}")
    assert worst <= SAME


MISTAKES = {
    "a box of 28": ("preparation.js", "const BOX = 20", "const BOX = 28"),
    "halves away from 0": ("preparation.js", "low % 2 ? low + 1 : low", "low + 1"),
    "paper of the first pixel": (
        "preparation.js",
        "Math.abs(shade - paper)",
        "Math.abs(shade - 0)",
    ),
    "the middle at 13.5": ("preparation.js", "MIDDLE = 14", "MIDDLE = 13.5"),
}


@pytest.mark.parametrize("mistake", MISTAKES.values(), ids=MISTAKES)
def test_a_mistake_would_be_seen(mistake):
    lab = mistaken(*mistake)
    names = ("square", "half a pixel", "tall", "drawing 3")
    try:
        worst = max(difference(lab, PICTURES[name]) for name in names)
    except AssertionError:
        return
    assert worst > 1e3 * SAME


def test_an_empty_picture_is_refused_in_the_words_of_the_package(lab):
    blank = np.ones((9, 7))
    with pytest.raises(PhotographError) as expected:
        prepared(blank)
    for plain in (False, True):
        with pytest.raises(Exception, match="one shade") as error:
            steps(lab, blank, plain)
        assert f"Error: {expected.value}\n" in str(error.value)


def test_without_preparation_the_whole_picture_is_shrunk(lab):
    got = steps(lab, PICTURES["small"], plain=True)
    assert [got[name] for name in ("box", "small", "centre", "corner")] == [None] * 4
    assert sum(got["digit"]) < sum(steps(lab, PICTURES["small"])["digit"])


# ---- Interventions ---------------------------------------------------------------------------


def standardised(shades):
    return ((torch.tensor(shades, dtype=torch.float64) - MEAN) / STANDARD_DEVIATION).view(28, 28)


def changed(lab, call):
    expression = f"(digit) => workedoutLab.{call}"
    return torch.tensor(lab.call(expression, DIGIT.flatten().tolist())).double().view(28, 28)


@pytest.mark.parametrize(("down", "right"), [(0, 0), (3, -2), (-5, 9), (28, 0)])
def test_a_shift_is_that_of_the_package(lab, down, right):
    got = changed(lab, f"shifted(digit, {down}, {right})")
    expected = shifted(standardised(DIGIT.tolist()).view(1, 1, 28, 28), down, right)[0, 0]
    assert torch.allclose(standardised(got.tolist()), expected, atol=1e-12)


@pytest.mark.parametrize("degrees", [0, 10, -37.5, 90, 180])
def test_a_turn_is_that_of_pytorch_s_grid(lab, degrees):
    got = changed(lab, f"turned(digit, {degrees})")
    angle = torch.deg2rad(torch.tensor(float(degrees), dtype=torch.float64))
    cos, sin = angle.cos().item(), angle.sin().item()
    matrix = torch.tensor([[[cos, sin, 0.0], [-sin, cos, 0.0]]], dtype=torch.float64)
    grid = F.affine_grid(matrix, [1, 1, 28, 28], align_corners=False)
    expected = F.grid_sample(DIGIT.double().view(1, 1, 28, 28), grid, align_corners=False)
    assert torch.allclose(got, expected[0, 0], atol=1e-9)


def test_a_positive_turn_is_clockwise(lab):
    """What is at the top comes to the right."""
    top = torch.zeros(28, 28)
    top[2:8, 12:16] = 1
    turned = lab.call("(digit) => workedoutLab.turned(digit, 90)", top.flatten().tolist())
    assert torch.tensor(turned).view(28, 28)[12:16, 20:26].min() > 0.99


@pytest.mark.parametrize(("name", "shade"), [("missing", 0.0), ("white", 1.0)])
@pytest.mark.parametrize("share", [0.0, 0.05, 0.5, 1.0])
def test_the_pixels_hit_are_those_of_the_package(lab, name, shade, share):
    got = changed(lab, f"{name}(digit, {share}, 0)")
    where = hit(torch.empty(1, 1, 28, 28), share)[0, 0]
    assert torch.equal(got, DIGIT.double().masked_fill(where, shade))


def test_another_seed_hits_other_pixels(lab):
    first, second = (changed(lab, f"white(digit, 0.5, {seed})") for seed in (0, 1))
    assert not torch.equal(first, second)


def test_a_dropout_mask_keeps_its_share_and_depends_on_seed_draw_and_layer(lab):
    masks = {
        lab.call(
            "(...given) => workedoutLab.dropoutMask(...given, 4000, 0.25).keep.join('')", *each
        )
        for each in ((0, 0, 2), (1, 0, 2), (0, 1, 2), (0, 0, 5))
    }
    assert len(masks) == 4
    assert all(each.count("1") == pytest.approx(3000, abs=150) for each in masks)


def test_bytes_become_examples_as_in_the_package(lab):
    images, labels = (part[:3] for part in pocket_pixels()[1])
    digits = {"count": 3, "images": images.flatten().tolist(), "labels": labels.tolist()}
    for pixels, expected in {
        "standardised": to_examples(images, labels).inputs,
        "raw": images.float(),
    }.items():
        got = lab.call("(...given) => workedoutLab.examplesOf(...given).inputs", digits, pixels)
        assert got == expected.flatten().tolist()
