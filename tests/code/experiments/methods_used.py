"""Which of the four methods against overfitting an arm has."""

from workedout.experiments.specification import Arm
from workedout.networks.models import Bench


def uses(arm: Arm) -> set[str]:
    """The methods, read from its network and its recipe."""
    assert isinstance(arm.network, Bench)
    return {
        method
        for method, there in {
            "dropout": arm.network.dropout > 0,
            "batch norm": arm.network.batch_norm,
            "weight decay": arm.recipe.weight_decay > 0,
            "changed copies": arm.recipe.augmentation != "none",
        }.items()
        if there
    }
