"""Train the miniature of every kind of experiment on a pretended GPU, in a process of its own.

PyTorch's fake tensors have a device and a shape, and no numbers. So the device "cuda" needs no GPU,
and every operation on tensors of two devices raises. What needs numbers or a driver has a stand-in
here: scalars, gradients, steps of optimizers, generators, streams and graphs. The stand-in of an
optimizer compares the devices of a parameter, its gradient and the rate.

    python pretended_gpu.py FOLDER [NAME ...]

FOLDER holds the package that is tried, on the experiments of these names or on all. Prints, as
JSON, for each training where it failed, or an empty text.
"""

import json
import sys
import traceback
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import replace
from pathlib import Path
from typing import Any

import safetensors.torch
import torch
import torch.random
from torch import Tensor, nn, optim
from torch._subclasses.fake_tensor import FakeTensor, FakeTensorMode, unset_fake_temporarily

GPU = torch.device("cuda")
LOAD = safetensors.torch.load


def filled(tensor: Tensor, shape: tuple[int, ...]) -> Any:
    """What ``tolist`` gives, with some number everywhere."""
    if shape:
        return [filled(tensor, shape[1:]) for _ in range(shape[0])]
    return 0.5 if tensor.dtype.is_floating_point else 0


def stand_in(name: str, answer: Callable[[Tensor], Any]) -> None:
    """Have fake tensors, which have no numbers, answer so."""
    real = getattr(Tensor, name)

    def method(tensor: Tensor, *arguments: Any) -> Any:
        return answer(tensor) if isinstance(tensor, FakeTensor) else real(tensor, *arguments)

    setattr(Tensor, name, method)


def moved(module: nn.Module, *arguments: Any, **named: Any) -> nn.Module:
    """``nn.Module.to``, which cannot put a tensor of another device into a parameter in place."""
    device, dtype, *_ = torch._C._nn._parse_to(*arguments, **named)
    for part in module.modules():
        for name, each in part._parameters.items():
            if each is not None:
                to = each.detach().to(device or each.device, dtype or each.dtype)
                part._parameters[name] = nn.Parameter(to)
        for name, each in part._buffers.items():
            if each is not None:
                number = dtype if dtype and each.is_floating_point() else each.dtype
                part._buffers[name] = each.to(device or each.device, number)
    return module


class SameDevices(optim.Optimizer):
    """Moves nothing, and compares devices."""

    def __init__(self, parameters: Any, rate: float | Tensor) -> None:
        super().__init__(list(parameters), {"lr": rate})

    def zero_grad(self, set_to_none: bool = True) -> None:
        for group in self.param_groups:
            for each in group["params"]:
                each.grad = torch.zeros_like(each)

    def step(self, closure: Any = None) -> None:
        for group in self.param_groups:
            rate = group["lr"]
            for each in group["params"]:
                assert each.device.type == GPU.type, f"a parameter is on {each.device}"
                assert each.grad.device == each.device, f"a gradient is on {each.grad.device}"
                if isinstance(rate, Tensor):
                    assert rate.device.type == GPU.type, f"the rate is on {rate.device}"


class Nothing:
    """A stream or a graph."""

    def wait_stream(self, other: Any) -> None: ...
    def replay(self) -> None: ...


@contextmanager
def forked(devices: Any = None, **_: Any) -> Iterator[None]:
    """``torch.random.fork_rng``: what is random has no numbers here."""
    yield


def kept_weights(encoded: bytes) -> dict[str, Tensor]:
    """``safetensors.torch.load``: a file has numbers, which become fake tensors on the CPU."""
    with unset_fake_temporarily() as mode:
        tensors = LOAD(encoded)
    return {name: mode.from_tensor(each) for name, each in tensors.items()} if mode else tensors


def pretend() -> None:
    """Put the stand-ins in their places."""
    for name, answer in {
        "item": lambda tensor: filled(tensor, ()),
        "tolist": lambda tensor: filled(tensor, tuple(tensor.shape)),
        "__float__": lambda tensor: 0.5,
        "__bool__": lambda tensor: False,
        "nonzero": lambda tensor: tensor.new_zeros(1, tensor.dim(), dtype=torch.int64),
    }.items():
        stand_in(name, answer)
    generator = torch.Generator
    kept = {"__new__": lambda cls, device="cpu": generator()}
    torch.Generator = type("Generator", (), kept)  # type: ignore[misc, assignment]
    nn.Module.to = moved  # type: ignore[method-assign, assignment]
    Tensor.backward = lambda loss, *_, **__: None  # type: ignore[method-assign]
    torch.autograd.grad = lambda outputs, inputs, **_: [torch.zeros_like(p) for p in inputs]
    safetensors.torch.load = kept_weights
    torch.random.fork_rng = forked  # type: ignore[assignment]
    torch.cuda.device = lambda device: nullcontext()  # type: ignore[misc, assignment]
    torch.cuda.manual_seed = lambda seed: None
    torch.cuda.Stream = lambda device=None: Nothing()  # type: ignore[misc, assignment]
    torch.cuda.CUDAGraph = Nothing  # type: ignore[misc, assignment]
    torch.cuda.current_stream = lambda device=None: Nothing()
    torch.cuda.stream = lambda stream: nullcontext()
    torch.cuda.graph = lambda graph, stream=None: nullcontext()  # type: ignore[misc, assignment]


def trained(names: list[str]) -> dict[str, str]:
    """For each kind of training in these experiments, where it failed; without names, in all."""
    from workedout.experiments.catalogue import QUESTIONS
    from workedout.experiments.specification import Experiment
    from workedout.records.runs import engine_for
    from workedout.training import optimizers

    for name in optimizers.OPTIMIZERS:
        optimizers.OPTIMIZERS[name] = lambda parameters, rate, recipe, _: SameDevices(
            parameters, rate
        )
    found: dict[str, str] = {}
    kinds = set()
    asked = [QUESTIONS[name] for name in names or QUESTIONS]
    for question in (each for each in asked if isinstance(each, Experiment)):
        for arm in question.arms:
            usual = engine_for(arm, GPU)
            kind = (question.name, usual, arm.recipe.optimizer, arm.recipe.probe)
            if kind not in kinds:
                kinds.add(kind)
                for engine in {"single", usual}:
                    found[f"{question.name} / {arm.name} / {engine}"] = failure(arm, engine)
    return found


def failure(arm: Any, engine: str) -> str:
    """Where the miniature of an arm fails on the pretended GPU: the line of ours, and why."""
    from workedout.records.fingerprints import miniature_members, miniature_recipe, miniature_split
    from workedout.training.ensemble import fit_together
    from workedout.training.loop import fit

    recipe = replace(
        miniature_recipe(arm.recipe),
        epochs=1,
        precision=arm.recipe.precision,
        channels_last=arm.recipe.channels_last,
    )
    split = miniature_split(arm.data.miniature(), recipe.batch_size)
    try:
        with FakeTensorMode(allow_non_fake_inputs=False) as mode:
            fake = type(split)(*(type(part)(*map(mode.from_tensor, part)) for part in split))
            if engine == "single":
                history = fit(arm.network, fake, recipe, 7, GPU)
            else:
                history = fit_together(miniature_members(arm.network, fake, recipe), GPU)[0]
            (device,) = {each.device.type for each in history.network.state_dict().values()}
            assert device == GPU.type, f"the trained network is on {device}"
    except Exception as error:
        lines = traceback.extract_tb(error.__traceback__)
        where = [line for line in lines if Path(line.filename).parent.parent.name == "workedout"]
        place = f"{Path(where[-1].filename).name}: {where[-1].line}: " if where else ""
        return f"{place}{type(error).__name__}: {error}"
    return ""


if __name__ == "__main__":
    folder, *names = sys.argv[1:]
    sys.path.insert(0, folder)
    warnings.filterwarnings("ignore", message="CUDA is not available")  # for autocast
    pretend()
    print(json.dumps(trained(names)))
