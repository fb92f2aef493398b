"""Facts about the data set, counted again by NumPy."""

import numpy as np
import pytest
import torch

from workedout.data.facts import digit_facts
from workedout.data.mnist import full_pixels, pocket_pixels
from workedout.records.store import read, to_json


def counted_again(train, held_out):
    (images, labels), (others, other_labels) = (
        tuple(tensor.numpy() for tensor in part) for part in (train, held_out)
    )
    share = images.astype(np.float64) / 255
    return {
        "train_shape": list(images.shape),
        "held_out_shape": list(others.shape),
        "train_counts": [int((labels == digit).sum()) for digit in range(10)],
        "held_out_counts": [int((other_labels == digit).sum()) for digit in range(10)],
        "lowest": int(images.min()),
        "highest": int(images.max()),
        "mean": share.mean(),
        "standard_deviation": np.sqrt((share**2).mean() - share.mean() ** 2),
        "held_out_mean": (others.astype(np.float64) / 255).mean(),
        "share_zero": 1 - np.count_nonzero(images) / images.size,
        "never_on": int((images.max(axis=0) == 0).sum()),
        "times_on": np.count_nonzero(images, axis=0).ravel().tolist(),
        "mean_image": share.mean(axis=0).round(6).ravel().tolist(),
    }


def assert_same_facts(found, expected):
    assert found.keys() == expected.keys()
    for name in expected:
        assert found[name] == pytest.approx(expected[name], abs=1e-6), name


def test_the_facts_of_the_pocket_set_are_what_numpy_counts():
    assert_same_facts(digit_facts(*pocket_pixels()), counted_again(*pocket_pixels()))


def test_the_recorded_facts_are_those_of_the_full_set(mnist_root):
    assert_same_facts(read("mnist-facts").value, counted_again(*full_pixels(mnist_root)))


def test_facts_are_values_that_json_can_hold():
    assert to_json(digit_facts(*pocket_pixels())).startswith('{\n "train_shape"')


def test_a_class_without_images_is_counted_as_none():
    train = (torch.zeros(2, 28, 28, dtype=torch.uint8), torch.tensor([0, 0], dtype=torch.uint8))
    facts = digit_facts(train, train)
    assert facts["train_counts"] == [2] + [0] * 9
    assert facts["never_on"] == 784
