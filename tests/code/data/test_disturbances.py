"""Disturbed digits: what each kind does to which pixels, the same each time."""

import pytest
import torch

from workedout.data.augmentation import BACKGROUND, shifted
from workedout.data.disturbances import (
    DIRECTIONS,
    DISTURBANCES,
    MISSING,
    SHIFTS,
    WHITE,
    WHITE_SHARES,
    Disturbance,
    hit,
)
from workedout.data.held_out_views import VIEWS
from workedout.data.mnist import MEAN, STANDARD_DEVIATION, pocket

IMAGES = pocket().held_out.inputs[:40]


def test_the_list_has_four_strengths_of_each_kind_in_rising_order():
    assert len(DISTURBANCES) == 12
    for kind, amounts in (("shift", SHIFTS), ("missing", MISSING), ("white", WHITE_SHARES)):
        assert tuple(each.amount for each in DISTURBANCES if each.what == kind) == amounts
        assert list(amounts) == sorted(set(amounts))


def test_the_views_of_a_training_are_these_in_this_order():
    assert list(VIEWS["disturbances"]) == [each.name for each in DISTURBANCES]
    view = VIEWS["disturbances"]["white 0.05"]
    assert torch.equal(view(IMAGES), Disturbance("white", 0.05)(IMAGES))


def test_nothing_happens_at_strength_zero():
    for kind in ("shift", "missing", "white"):
        assert torch.equal(Disturbance(kind, 0)(IMAGES), IMAGES)


def test_a_disturbance_leaves_its_images_alone_and_repeats_itself():
    before = IMAGES.clone()
    for each in DISTURBANCES:
        assert torch.equal(each(IMAGES), each(IMAGES))
        assert torch.equal(IMAGES, before)


def test_image_number_n_moves_in_direction_n_mod_four():
    moved = Disturbance("shift", 3)(IMAGES)
    assert {(abs(down), abs(right)) for down, right in DIRECTIONS} == {(0, 1), (1, 0)}
    for n in range(8):
        down, right = DIRECTIONS[n % 4]
        one = IMAGES[n : n + 1]
        assert torch.equal(moved[n : n + 1], shifted(one, 3 * down, 3 * right))


def test_the_first_image_moves_to_the_right():
    image = torch.full((1, 1, 28, 28), BACKGROUND)
    image[0, 0, 10, 10] = 1.0
    moved = Disturbance("shift", 2)(image)
    assert moved[0, 0, 10, 12] == 1.0
    assert (moved != BACKGROUND).sum() == 1


def test_missing_pixels_become_black_and_white_ones_full_ink():
    assert pytest.approx((0 - MEAN) / STANDARD_DEVIATION) == BACKGROUND
    assert pytest.approx((1 - MEAN) / STANDARD_DEVIATION) == WHITE
    for kind, value in (("missing", BACKGROUND), ("white", WHITE)):
        changed = Disturbance(kind, 0.3)(IMAGES)
        struck = hit(IMAGES, 0.3)
        assert torch.equal(changed[struck], torch.full_like(changed[struck], value))
        assert torch.equal(changed[~struck], IMAGES[~struck])


@pytest.mark.parametrize("share", [0.02, 0.3, 0.7])
def test_about_the_right_share_of_pixels_is_hit(share):
    struck = hit(IMAGES, share)
    pixels = struck.numel()
    five_deviations = 5 * (share * (1 - share) / pixels) ** 0.5
    assert struck.double().mean().item() == pytest.approx(share, abs=five_deviations)


def test_pixels_are_hit_each_by_itself():
    struck = hit(torch.empty(200, 1, 28, 28), 0.5).double()
    rows = struck.mean(dim=(0, 1, 3))
    images = struck.mean(dim=(1, 2, 3))
    neighbours = (struck[..., 1:] * struck[..., :-1]).mean().item()
    assert rows.std().item() < 0.02
    assert images.std().item() == pytest.approx((0.25 / 784) ** 0.5, rel=0.3)
    assert neighbours == pytest.approx(0.25, abs=0.01)


def test_whoever_is_hit_by_a_small_amount_is_hit_by_a_larger_one():
    assert bool((hit(IMAGES, 0.3) | ~hit(IMAGES, 0.1)).all())
    assert bool((hit(IMAGES, 0.3) & ~hit(IMAGES, 0.1)).any())


def test_drawing_leaves_the_random_state_of_the_caller_alone():
    torch.manual_seed(3)
    expected = torch.rand(2)
    torch.manual_seed(3)
    Disturbance("white", 0.5)(IMAGES)
    assert torch.equal(torch.rand(2), expected)


REFUSED = {
    "an unknown kind": ("blur", 1, "unknown disturbance 'blur'"),
    "half a pixel": ("shift", 0.5, "whole number of pixels"),
    "a shift below zero": ("shift", -1, "whole number of pixels"),
    "a share above one": ("white", 1.5, "expected a probability"),
    "a share below zero": ("missing", -0.1, "expected a probability"),
}


@pytest.mark.parametrize(("kind", "amount", "message"), REFUSED.values(), ids=REFUSED)
def test_what_makes_no_sense_is_refused(kind, amount, message):
    with pytest.raises(ValueError, match=message):
        Disturbance(kind, amount)


def test_a_name_says_what_and_how_much():
    assert [Disturbance(*each).name for each in (("shift", 2), ("white", 0.05))] == [
        "shift 2",
        "white 0.05",
    ]
