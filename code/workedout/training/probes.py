"""What else can be noted when a network is looked at, for many networks of one shape at once."""

from collections.abc import Callable, Sequence

import torch
import torch.nn.functional as F
from torch import Tensor

from workedout.data.held_out_views import VIEWS

# Takes the training targets (M, N), the outputs for them (M, N, ...), the outputs of each hidden
# layer (M, N, units) and the parameters (M, ...), of M networks; returns numbers (M, k).
Probe = Callable[[Tensor, Tensor, Sequence[Tensor], Sequence[Tensor]], Tensor]


def units(
    targets: Tensor,
    outputs: Tensor,
    hidden: Sequence[Tensor],
    parameters: Sequence[Tensor] = (),
) -> Tensor:
    """How the training points are answered, and which hidden units answer none of them.

    A unit is active on a point when its output there is above zero.

    Args:
        targets: (M, N), negative or positive.
        outputs: (M, N, 1).
        hidden: outputs of each hidden layer, (M, N, units).
        parameters: not looked at.

    Returns:
        (M, 2 + 3 · layers) float64: the share of points answered positive, the accuracy, and for
        each hidden layer the numbers of units that are active on no point, on no negative point,
        and on no positive point.
    """
    positive, answered = targets > 0, outputs.squeeze(2) > 0
    columns = [answered.double().mean(dim=1), (answered == positive).double().mean(dim=1)]
    for layer in hidden:
        active = layer > 0
        for points in (torch.ones_like(positive), ~positive, positive):
            silent = ~(active & points.unsqueeze(2)).any(dim=1)
            columns.append(silent.sum(dim=1).double())
    return torch.stack(columns, dim=1)


def weights(
    targets: Tensor, outputs: Tensor, hidden: Sequence[Tensor], parameters: Sequence[Tensor]
) -> Tensor:
    """All weights and biases, (M, parameters), for ``snapshots.restored``."""
    return torch.cat([each.detach().flatten(1) for each in parameters], dim=1)


def fitted(
    targets: Tensor, outputs: Tensor, hidden: Sequence[Tensor], parameters: Sequence[Tensor]
) -> Tensor:
    """How the training examples are fitted: (M, 2), mean cross-entropy, share answered as labelled.

    Args:
        targets: labels (M, N).
        outputs: logits (M, N, classes).
        hidden: not looked at.
        parameters: not looked at.
    """
    losses = F.cross_entropy(outputs.transpose(1, 2), targets, reduction="none")
    hits = outputs.argmax(dim=2) == targets
    return torch.stack([losses.double().mean(dim=1), hits.double().mean(dim=1)], dim=1)


def memorised(
    targets: Tensor, outputs: Tensor, hidden: Sequence[Tensor], parameters: Sequence[Tensor]
) -> Tensor:
    """How right and wrong labels are fitted, where row i shows a digit of class i mod 10.

    Args:
        targets: labels (M, N), some of them wrong, as ``data.drawn.DrawnDigits`` has them.
        outputs: logits (M, N, 10).
        hidden: not looked at.
        parameters: not looked at.

    Returns:
        (M, 5) float64: mean cross-entropy and share answered as labelled, as ``fitted``; of the
        rows with their right label, the share that are answered so; of those with a wrong label,
        the shares that are answered as labelled, and by what they show. Nan where there are none.
    """
    truth = torch.arange(targets.shape[1], device=targets.device) % 10
    right, answers = targets == truth, outputs.argmax(dim=2)

    def share(hits: Tensor, rows: Tensor) -> Tensor:
        return (hits & rows).double().sum(dim=1) / rows.double().sum(dim=1)

    columns = (
        share(answers == targets, right),
        share(answers == targets, ~right),
        share(answers == truth, ~right),
    )
    return torch.cat([fitted(targets, outputs, hidden, parameters), torch.stack(columns, 1)], 1)


PROBES: dict[str, Probe | None] = {
    "none": None,
    "units": units,
    "weights": weights,
    "fitted": fitted,
    "memorised": memorised,
}

# Notes on the held-out examples take forward passes of their own, network by network: the accuracy
# on changed copies of them, or which of them are misread.
MISREAD = "misread"
ON_HELD_OUT = frozenset({MISREAD, *VIEWS})
