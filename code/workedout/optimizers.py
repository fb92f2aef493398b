"""The optimizers, by name: ``torch.optim`` with the settings that a recipe states."""

from collections.abc import Callable, Iterable

from torch import nn, optim

from workedout.recipes import Recipe

Parameters = Iterable[nn.Parameter]
# "fused" does a whole step in one kernel, on the CPU and the GPU alike.
OPTIMIZERS: dict[str, Callable[[Parameters, Recipe], optim.Optimizer]] = {
    "sgd": lambda p, r: optim.SGD(p, r.learning_rate, weight_decay=r.weight_decay, fused=True),
    "momentum": lambda p, r: optim.SGD(
        p, r.learning_rate, r.momentum, weight_decay=r.weight_decay, fused=True
    ),
    "nesterov": lambda p, r: optim.SGD(
        p, r.learning_rate, r.momentum, weight_decay=r.weight_decay, nesterov=True, fused=True
    ),
    "adagrad": lambda p, r: optim.Adagrad(p, r.learning_rate, weight_decay=r.weight_decay),
    "rmsprop": lambda p, r: optim.RMSprop(p, r.learning_rate, weight_decay=r.weight_decay),
    "adam": lambda p, r: optim.Adam(p, r.learning_rate, weight_decay=r.weight_decay, fused=True),
    "adamw": lambda p, r: optim.AdamW(p, r.learning_rate, weight_decay=r.weight_decay, fused=True),
}


def optimizer_for(parameters: Parameters, recipe: Recipe) -> optim.Optimizer:
    """The optimizer that a recipe names.

    Raises:
        ValueError: no optimizer has this name.
    """
    if recipe.optimizer not in OPTIMIZERS:
        raise ValueError(f"unknown optimizer {recipe.optimizer!r}: one of {list(OPTIMIZERS)}")
    return OPTIMIZERS[recipe.optimizer](parameters, recipe)
