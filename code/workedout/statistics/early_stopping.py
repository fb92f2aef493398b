"""Where a rule of patience would have stopped a training that was watched to its end."""

from collections.abc import Sequence


def stopped(losses: Sequence[float], patience: int) -> tuple[int, int]:
    """Where training stops, and which epoch's weights are kept, both counted from 1.

    Training stops when the loss has not been below its least for so many epochs, or at the end;
    the weights of the least loss are kept.

    Args:
        losses: on held-out examples, one an epoch.
        patience: how many epochs without a new least are borne, 1 or more.

    Raises:
        ValueError: no losses, or no patience.
    """
    if not losses or patience < 1:
        raise ValueError(f"expected losses and a patience of 1 or more, got {patience}")
    best = 0
    for epoch, loss in enumerate(losses):
        if loss < losses[best]:
            best = epoch
        if epoch - best >= patience:
            return epoch + 1, best + 1
    return len(losses), best + 1
