"""Fine-tuning's identities hold, their mistakes do not, and PyTorch agrees with them."""

import pytest
import torch
import torch.nn.functional as F

from workedout.data.optical_digits import position
from workedout.derivations import fine_tuning
from workedout.derivations.identity import holds, rejects_the_wrong_one


@pytest.mark.parametrize("identity", fine_tuning.IDENTITIES, ids=lambda each: each.name)
def test_it_holds_and_its_mistake_does_not(identity):
    assert holds(identity)
    assert rejects_the_wrong_one(identity)


def test_the_position_is_the_one_by_which_images_are_resized():
    formula = fine_tuning.POSITION.right.subs({fine_tuning.old: 8, fine_tuning.new: 20})
    for number in range(1, 19):
        assert position(number) == pytest.approx(float(formula.subs(fine_tuning.i, number)))


def test_autograd_finds_the_gradient_of_the_last_layer():
    random = torch.Generator().manual_seed(0)
    features = torch.randn(5, generator=random, dtype=torch.float64)
    weights = torch.randn(3, 5, generator=random, dtype=torch.float64, requires_grad=True)
    outputs = weights @ features
    F.cross_entropy(outputs, torch.tensor(1)).backward()
    error = outputs.softmax(0) - F.one_hot(torch.tensor(1), 3)
    torch.testing.assert_close(weights.grad, torch.outer(error, features))


def test_drawn_weights_send_back_the_mean_square_that_was_derived():
    random = torch.Generator().manual_seed(0)
    bound, classes = 0.5, 10
    weights = bound * (2 * torch.rand(200_000, classes, generator=random) - 1)
    error = torch.full((classes,), 1 / classes)
    error[3] -= 1
    found = (weights @ error).square().mean()
    assert float(found) == pytest.approx(bound**2 / 3 * (1 - 1 / classes), rel=0.02)
