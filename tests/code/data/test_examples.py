"""Examples from NumPy arrays are those from tensors; what is neither gets one clear line."""

import warnings

import numpy as np
import pytest
import torch

import workedout as wo
from workedout.data.examples import Examples, Split
from workedout.training.ensemble import Member, fit_together

CPU = torch.device("cpu")
RANDOM = np.random.default_rng(0)
INPUTS = RANDOM.normal(size=(60, 784))
LABELS = RANDOM.integers(0, 10, size=60)
NETWORK, RECIPE = wo.Mlp((8,)), wo.Recipe(2, 20, 0.1)


def losses(inputs, labels, recipe=RECIPE, network=NETWORK):
    examples = Examples(inputs, labels)
    return wo.fit(network, Split(examples, examples), recipe, 0, CPU).step_losses


def as_tensors():
    return torch.from_numpy(INPUTS), torch.from_numpy(LABELS)


@pytest.mark.parametrize("inputs", [np.float64, ">f8", "<f8"])
@pytest.mark.parametrize("labels", [np.int64, np.uint8, np.int32, ">i4"])
def test_arrays_train_as_tensors_do(inputs, labels):
    assert losses(INPUTS.astype(inputs), LABELS.astype(labels)) == losses(*as_tensors())


def test_an_array_that_is_turned_or_read_only_trains_without_a_warning():
    turned, labels = INPUTS[::-1], LABELS[::-1]
    turned.flags.writeable = False
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        found = losses(turned, labels)
    assert found == losses(torch.from_numpy(turned.copy()), torch.from_numpy(labels.copy()))


def test_an_array_beside_a_tensor_trains():
    assert losses(INPUTS, torch.from_numpy(LABELS)) == losses(*as_tensors())


def test_a_number_as_target_may_be_an_array():
    recipe = wo.Recipe(2, 20, 0.1, loss="squared")
    points, targets = INPUTS[:, :2], np.sign(INPUTS[:, 0])
    found = losses(points, targets, recipe, plane)
    assert found == losses(torch.from_numpy(points), torch.from_numpy(targets), recipe, plane)


def plane():
    return torch.nn.Sequential(torch.nn.Linear(2, 1))


def test_networks_trained_together_take_arrays_too():
    examples = Examples(INPUTS, LABELS)
    members = [Member(NETWORK, Split(examples, examples), RECIPE, seed) for seed in (0, 1)]
    found = fit_together(members, CPU)[0].step_losses
    assert found == pytest.approx(losses(*as_tensors()), rel=1e-5)


def test_rows_can_be_taken_of_arrays():
    some = Examples(INPUTS, LABELS).take(slice(5, 9))
    assert (some.targets == LABELS[5:9]).all()
    picked = Examples(INPUTS, LABELS).take(torch.tensor([3, 1]))
    assert (picked.inputs == INPUTS[[3, 1]]).all()


def test_tensors_stay_the_very_same():
    examples = Examples(*as_tensors())
    assert examples.as_tensors() is examples


REFUSED = {
    "a list": (INPUTS.tolist(), LABELS, "as a tensor or a NumPy array, got list"),
    "words": (INPUTS, LABELS.astype(str), "targets that are real numbers, got <U"),
    "objects": (INPUTS.astype(object), LABELS, "inputs that are real numbers, got object"),
    "complex numbers": (INPUTS + 1j, LABELS, "inputs that are real numbers, got complex128"),
    "a column of labels": (INPUTS, LABELS[:, None], r"got \(60, 784\) and \(60, 1\)"),
    "too few labels": (INPUTS, LABELS[:50], r"got \(60, 784\) and \(50,\)"),
    "no rows": (np.float64(3), LABELS, "as a tensor or a NumPy array, got float64"),
    "labels with a point": (INPUTS, LABELS.astype(float), r"labels.astype\(int\)"),
}


@pytest.mark.parametrize(("inputs", "labels", "words"), REFUSED.values(), ids=REFUSED)
def test_what_cannot_be_learnt_from_gets_one_clear_line(inputs, labels, words):
    with pytest.raises(ValueError, match=words) as error:
        losses(inputs, labels)
    assert len(str(error.value).splitlines()) == 1


def test_labels_with_a_point_are_refused_of_the_held_out_examples_too():
    inputs, labels = as_tensors()
    split = Split(Examples(inputs, labels), Examples(inputs, labels.double()))
    with pytest.raises(ValueError, match="whole numbers"):
        wo.fit(NETWORK, split, RECIPE, 0, CPU)
