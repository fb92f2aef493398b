"""The optimizers, by name: ``torch.optim`` with the settings that a recipe states."""

from collections.abc import Callable, Iterable, Sequence

import torch
from torch import Tensor, nn, optim

from workedout.training.recipes import Recipe

Parameters = Iterable[nn.Parameter]
Make = Callable[[Parameters, float | Tensor, Recipe, bool], optim.Optimizer]
# "fused" does a whole step in one kernel, on the CPU and the GPU alike; "capturable" keeps what a
# step needs on the device, so that a CUDA graph can hold it.
OPTIMIZERS: dict[str, Make] = {
    "sgd": lambda p, lr, r, capturable: optim.SGD(p, lr, weight_decay=r.weight_decay, fused=True),
    "momentum": lambda p, lr, r, capturable: optim.SGD(
        p, lr, r.momentum, weight_decay=r.weight_decay, fused=True
    ),
    "nesterov": lambda p, lr, r, capturable: optim.SGD(
        p, lr, r.momentum, weight_decay=r.weight_decay, nesterov=True, fused=True
    ),
    "adagrad": lambda p, lr, r, capturable: optim.Adagrad(p, lr, weight_decay=r.weight_decay),
    "rmsprop": lambda p, lr, r, capturable: optim.RMSprop(
        p, lr, weight_decay=r.weight_decay, capturable=capturable
    ),
    "adam": lambda p, lr, r, capturable: optim.Adam(
        p, lr, weight_decay=r.weight_decay, fused=True, capturable=capturable
    ),
    "adamw": lambda p, lr, r, capturable: optim.AdamW(
        p, lr, weight_decay=r.weight_decay, fused=True, capturable=capturable
    ),
}
NOT_CAPTURABLE = ("adagrad",)  # PyTorch's keeps its count of steps on the CPU


def optimizer_for(
    parameters: Parameters, recipe: Recipe, capture_on: torch.device | None = None
) -> optim.Optimizer:
    """The optimizer that a recipe names.

    Args:
        parameters: what it moves.
        recipe: names it and its settings.
        capture_on: the GPU whose graphs will hold its steps; its rate is then a tensor there.

    Raises:
        ValueError: no optimizer has this name.
    """
    if recipe.optimizer not in OPTIMIZERS:
        raise ValueError(f"unknown optimizer {recipe.optimizer!r}: one of {list(OPTIMIZERS)}")
    make = OPTIMIZERS[recipe.optimizer]
    if capture_on is None:
        return make(parameters, recipe.learning_rate, recipe, False)
    rate = torch.tensor(recipe.learning_rate, device=capture_on)
    return make(parameters, rate, recipe, True)


def clip_each(gradients: Sequence[Tensor], bound: float) -> None:
    """Scale, in place, what ``clip_grad_norm_`` would scale in each of some stacked networks.

    Args:
        gradients: of all parameters, (M, ...) each; a member's are of one network.
        bound: the largest norm of a member's gradient.
    """
    squares = torch.stack([each.flatten(1).square().sum(dim=1) for each in gradients])
    # PyTorch's own guard against a norm of zero, so that both clip alike.
    factors = (bound / (squares.sum(dim=0).sqrt() + 1e-6)).clamp(max=1.0)
    for each in gradients:
        each.mul_(factors.view(-1, *[1] * (each.dim() - 1)))


def step_of(optimizer: optim.Optimizer) -> Callable[[], object]:
    """An optimizer's step, without what ``torch.optim`` does anew in each: for Adam, on a CPU.

    It looks up the state of each parameter, groups tensors by device and type, and counts steps
    once for each. For small networks this takes a tenth of the training. What is left is the
    kernel that it calls (a private name of PyTorch; the tests hold it against the optimizer).
    """
    (group,) = optimizer.param_groups
    parameters = group["params"]
    on_cpu = all(each.device.type == "cpu" for each in parameters)
    plain = isinstance(optimizer, optim.Adam) and not (group["amsgrad"] or group["maximize"])
    if not (on_cpu and plain):
        return optimizer.step
    kernel = torch._fused_adamw_ if group["decoupled_weight_decay"] else torch._fused_adam_
    numbers = [each.detach() for each in parameters]
    means, squares = ([torch.zeros_like(each) for each in numbers] for _ in range(2))
    count = torch.zeros((), dtype=torch.float32)
    counts = [count] * len(numbers)

    def step() -> None:
        gradients = [each.grad for each in parameters]
        count.add_(1)
        kernel(
            numbers,
            gradients,
            means,
            squares,
            [],
            counts,
            lr=group["lr"],
            beta1=group["betas"][0],
            beta2=group["betas"][1],
            weight_decay=group["weight_decay"],
            eps=group["eps"],
            amsgrad=False,
            maximize=False,
        )

    return step
