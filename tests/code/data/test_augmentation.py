"""Augmented images, held against SciPy's own transformation."""

import math

import numpy as np
import pytest
import torch
from scipy import ndimage

from workedout.data import augmentation
from workedout.data.augmentation import AUGMENTATIONS, BACKGROUND, FARTHEST, affine, places, shifted
from workedout.data.mnist import pocket

IMAGES = pocket().train.inputs[:40].double()


def generator(seed=0):
    return torch.Generator().manual_seed(seed)


def by_scipy(image, angle, scale, right, down):
    """Where pixel (row, column) comes from, in pixels from the centre of the image."""
    cos, sin = math.cos(angle), math.sin(angle)
    matrix = (1 + scale) * np.array([[cos, sin], [-sin, cos]])
    centre = np.array([13.5, 13.5])
    offset = centre + np.array([down, right]) - matrix @ centre
    moved = np.pad(image - BACKGROUND, 10)  # so that SciPy, too, blends into the background
    offset = offset + 10 - matrix @ np.array([10, 10])
    found = ndimage.affine_transform(moved, matrix, offset, order=1, mode="constant")
    return found[10:-10, 10:-10] + BACKGROUND


def test_an_image_is_turned_scaled_and_shifted_as_drawn():
    draws = torch.rand(4, len(IMAGES), generator=generator(), dtype=torch.float64) * 2 - 1
    found = affine(IMAGES, generator())
    for image, moved, draw in zip(IMAGES, found, draws.T.tolist(), strict=True):
        angle, scale, right, down = draw
        expected = by_scipy(
            image[0].numpy(), math.radians(10) * angle, 0.1 * scale, 2 * right, 2 * down
        )
        np.testing.assert_allclose(moved[0].numpy(), expected, atol=1e-9)


def test_without_any_change_the_image_is_itself(monkeypatch):
    for name in ("ROTATION", "SCALE", "SHIFT"):
        monkeypatch.setattr(augmentation, name, 0.0)
    torch.testing.assert_close(affine(IMAGES, generator()), IMAGES, rtol=0, atol=1e-12)


def test_an_empty_image_stays_empty_to_its_edges():
    empty = torch.full((5, 1, 28, 28), BACKGROUND, dtype=torch.float64)
    torch.testing.assert_close(affine(empty, generator()), empty)


def test_the_images_passed_in_are_left_alone():
    before = IMAGES.clone()
    affine(IMAGES, generator())
    assert torch.equal(IMAGES, before)


def test_each_image_of_each_batch_is_changed_in_its_own_way():
    random = generator()
    same = IMAGES[:1].expand(3, -1, -1, -1)
    six = torch.cat([affine(same, random), affine(same, random)])
    assert len({image.numpy().tobytes() for image in six}) == 6


@pytest.mark.parametrize("dtype", [torch.float32, torch.float64])
def test_shape_and_type_stay(dtype):
    moved = affine(IMAGES.to(dtype), generator())
    assert (moved.shape, moved.dtype) == (IMAGES.shape, dtype)


def test_none_draws_nothing_and_changes_nothing():
    random = generator()
    state = random.get_state()
    assert AUGMENTATIONS["none"](IMAGES, random) is IMAGES
    assert torch.equal(random.get_state(), state)


def test_many_batches_are_changed_at_once_as_one_by_one():
    first, second = IMAGES[:15], IMAGES[15:]
    draws = [affine.draw(len(part), generator(seed)) for seed, part in enumerate((first, second))]
    together = affine.apply(IMAGES, torch.cat(draws, dim=1))
    apart = [affine(part, generator(seed)) for seed, part in enumerate((first, second))]
    assert torch.equal(together, torch.cat(apart))


@pytest.mark.parametrize("dtype", [torch.float32, torch.float64])
def test_the_random_numbers_are_the_same_for_every_precision(dtype):
    random = generator()
    affine(IMAGES.to(dtype), random)
    after = torch.rand(1, generator=random)
    random = generator()
    torch.rand(4, len(IMAGES), generator=random, dtype=torch.float64)
    assert torch.equal(torch.rand(1, generator=random), after)


def test_what_is_drawn_is_uniform_between_minus_one_and_one():
    draws = affine.draw(10_000, generator())
    assert (draws.shape, draws.dtype) == ((4, 10_000), torch.float64)
    assert draws.abs().max() < 1
    assert draws.mean(dim=1).abs().max() < 4 / math.sqrt(3 * 10_000)
    assert draws.std(dim=1).tolist() == pytest.approx([1 / math.sqrt(3)] * 4, rel=0.03)


def test_nothing_is_drawn_for_nothing():
    assert AUGMENTATIONS["none"].draw(7, generator()).shape == (0, 7)


def moved_by_hand(image, down, right):
    """Row by row and pixel by pixel."""
    expected = torch.full_like(image, BACKGROUND)
    for row in range(28):
        for column in range(28):
            if 0 <= row - down < 28 and 0 <= column - right < 28:
                expected[0, row, column] = image[0, row - down, column - right]
    return expected


@pytest.mark.parametrize("place", [(0, 0), (4, 0), (0, -4), (-3, 2), (1, 28), (-28, 0)], ids=str)
def test_images_are_shifted_by_whole_pixels_and_background_moves_in(place):
    found = shifted(IMAGES[:3], *place)
    for image, moved in zip(IMAGES[:3], found, strict=True):
        assert torch.equal(moved, moved_by_hand(image, *place))


def test_each_image_is_placed_as_drawn():
    draws = places.draw(len(IMAGES), generator())
    found = places(IMAGES, generator())
    for image, moved, (down, right) in zip(IMAGES, found, draws.T.tolist(), strict=True):
        assert torch.equal(moved, moved_by_hand(image, int(down), int(right)))


def test_all_places_are_drawn_and_none_more_often_than_others():
    draws = places.draw(81_000, generator())
    assert set(draws.unique().tolist()) == set(range(-FARTHEST, FARTHEST + 1))
    down, right = (draws + FARTHEST).long()
    counts = (9 * down + right).bincount(minlength=81)
    assert abs(counts - 1000).max() < 5 * math.sqrt(1000)


@pytest.mark.parametrize("dtype", [torch.float32, torch.float64])
def test_a_placed_image_keeps_shape_and_type(dtype):
    moved = places(IMAGES.to(dtype), generator())
    assert (moved.shape, moved.dtype) == (IMAGES.shape, dtype)
