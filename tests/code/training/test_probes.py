"""What a probe counts, held against small networks counted by hand and a plain loop."""

import pytest
import torch

from workedout.training.probes import PROBES, fitted, memorised, units, weights

# Two members, four points, the first two of them positive.
TARGETS = torch.tensor([[1.0, 1.0, -1.0, -1.0], [1.0, 1.0, 0.0, 0.0]])
OUTPUTS = torch.tensor([[0.5, -0.1, 0.0, -2.0], [3.0, 2.0, 1.0, 0.1]]).unsqueeze(2)
# The units of one hidden layer: active on all, on none, on negatives only, on positives only.
HIDDEN = torch.tensor([[1, 0, 0, 1], [1, 0, 0, 0], [1, 0, 1, 0], [1, 0, 1, 0]]).double()
DEAD = torch.zeros(4, 4, dtype=torch.float64)


def test_the_share_of_positive_answers_and_of_right_ones_come_first():
    numbers = units(TARGETS, OUTPUTS, [])
    assert numbers.tolist() == [[0.25, 0.75], [1.0, 0.5]]
    assert numbers.dtype == torch.float64


def test_silent_units_are_counted_on_all_points_on_negatives_and_on_positives():
    numbers = units(TARGETS, OUTPUTS, [torch.stack([HIDDEN, DEAD])])
    assert numbers[:, 2:].tolist() == [[1, 2, 2], [4, 4, 4]]


def test_each_hidden_layer_has_its_three_numbers_in_order():
    layers = [torch.stack([HIDDEN, DEAD]), torch.stack([DEAD, HIDDEN])]
    numbers = units(TARGETS, OUTPUTS, layers)
    assert numbers[:, 2:].tolist() == [[1, 2, 2, 4, 4, 4], [4, 4, 4, 1, 2, 2]]


@pytest.mark.parametrize(("output", "silent"), [(0.0, 1), (-1.0, 1), (-0.0, 1), (1e-300, 0)])
def test_a_unit_is_active_above_zero_alone(output, silent):
    hidden = torch.full((1, 4, 1), output, dtype=torch.float64)
    assert units(TARGETS[:1], OUTPUTS[:1], [hidden])[0, 2:].tolist() == [silent] * 3


def test_without_points_of_a_sign_all_units_are_silent_on_them():
    numbers = units(torch.ones(1, 4), OUTPUTS[:1], [torch.ones(1, 4, 3)])
    assert numbers[0, 2:].tolist() == [0, 3, 0]


def by_loops(targets, outputs, hidden):
    """The same for one member, point by point and unit by unit."""
    points = range(len(targets))
    answered, positive = [o > 0 for o in outputs], [t > 0 for t in targets]
    numbers = [sum(answered) / len(points)]
    numbers.append(sum(a == p for a, p in zip(answered, positive, strict=True)) / len(points))
    for layer in hidden:
        for chosen in (lambda n: True, lambda n: not positive[n], lambda n: positive[n]):
            silent = 0
            for unit in range(len(layer[0])):
                silent += not any(layer[n][unit] > 0 for n in points if chosen(n))
            numbers.append(silent)
    return numbers


def test_random_networks_are_counted_as_by_loops():
    random = torch.Generator().manual_seed(0)
    targets = torch.randn(5, 6, generator=random).sign()
    outputs = torch.randn(5, 6, 1, generator=random)
    hidden = [torch.randn(5, 6, n, generator=random).relu() * (torch.arange(n) % 3) for n in (9, 4)]
    for member, numbers in enumerate(units(targets, outputs, hidden).tolist()):
        layers = [layer[member].tolist() for layer in hidden]
        assert numbers == pytest.approx(
            by_loops(targets[member].tolist(), outputs[member, :, 0].tolist(), layers)
        )


def test_the_weights_are_all_parameters_in_their_order_member_by_member():
    parameters = [torch.arange(12.0).view(2, 3, 2), 100 + torch.arange(2.0).view(2, 1)]
    numbers = weights(TARGETS, OUTPUTS, [], parameters)
    assert numbers.tolist() == [[0, 1, 2, 3, 4, 5, 100], [6, 7, 8, 9, 10, 11, 101]]


def test_the_probes_are_known_by_name():
    known = {"units": units, "weights": weights, "fitted": fitted, "memorised": memorised}
    assert list(PROBES.items()) == [("none", None), *known.items()]


# One member, ten digits of classes 0 to 9, of which the first two have wrong labels.
LABELS = torch.tensor([[5, 5, 2, 3, 4, 5, 6, 7, 8, 9]])


def sure_of(answers):
    """Logits that give nearly all probability to these answers: (1, N, 10)."""
    return 20.0 * torch.nn.functional.one_hot(torch.tensor([answers]), 10).double()


def test_what_is_fitted_is_the_loss_and_the_share_answered_as_labelled():
    [[loss, share]] = fitted(LABELS, sure_of([5, 1, 2, 3, 4, 5, 6, 7, 8, 9]), [], []).tolist()
    assert share == 0.9
    assert loss == pytest.approx(2.0, abs=1e-6)  # a tenth of 20


def test_wrong_labels_are_told_from_right_ones():
    numbers = memorised(LABELS, sure_of([5, 1, 2, 3, 4, 5, 6, 7, 0, 0]), [], [])
    _, share, right, wrong, shown = numbers[0].tolist()
    assert share == 0.7
    assert (right, wrong, shown) == (0.75, 0.5, 0.5)


def test_without_wrong_labels_there_is_no_share_of_them():
    numbers = memorised(torch.arange(10)[None], sure_of(list(range(10))), [], [])
    assert numbers[0, 1:3].tolist() == [1, 1]
    assert numbers[0, 3:].isnan().all()
