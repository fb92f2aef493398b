"""It does not learn: a checklist for a training script, and a sound script to compare with.

A script is anything that has the parts named in ``Script``: an object, or a module of functions.
Each check builds the script's network anew, on the CPU, and leaves the script as it was.
"""

import math
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, Protocol

import torch
import torch.nn.functional as F
from torch import Tensor, nn
from torch.optim import SGD, Adam, Optimizer

from workedout.data.examples import Examples
from workedout.data.mnist import pocket
from workedout.plain import plainly
from workedout.randomness import generator, stream
from workedout.training.loop import seen_inside

CPU = torch.device("cpu")
SEED, BATCH = 0, 50


class Script(Protocol):
    """The parts of a training script that the checks use."""

    train: Examples
    held_out: Examples
    rate: float

    def network(self) -> nn.Sequential: ...  # noqa: D102
    def loss(self, outputs: Tensor, labels: Tensor) -> Tensor: ...  # noqa: D102
    def optimizer(self, network: nn.Module, rate: float) -> Optimizer: ...  # noqa: D102
    def step(self, network: Any, optimizer: Any, images: Tensor, labels: Tensor) -> float: ...  # noqa: D102
    def accuracy(self, network: nn.Module, examples: Examples) -> float: ...  # noqa: D102


class Plain:
    """A sound script: one hidden layer of 100 units, SGD, the pocket set."""

    rate = 0.1

    def __init__(self) -> None:
        self.train, self.held_out = pocket()

    def network(self) -> nn.Sequential:
        """Build the network."""
        return nn.Sequential(nn.Flatten(), nn.Linear(784, 100), nn.ReLU(), nn.Linear(100, 10))

    def loss(self, outputs: Tensor, labels: Tensor) -> Tensor:
        """Mean cross-entropy of a batch."""
        return F.cross_entropy(outputs, labels)

    def optimizer(self, network: nn.Module, rate: float) -> Optimizer:
        """Plain gradient descent."""
        return SGD(network.parameters(), rate)

    def step(self, network: Any, optimizer: Any, images: Tensor, labels: Tensor) -> float:
        """Learn from one batch; returns its loss before the step."""
        network.train()
        optimizer.zero_grad()
        loss = self.loss(network(images), labels)
        loss.backward()
        optimizer.step()
        return float(loss.detach())

    def accuracy(self, network: nn.Module, examples: Examples) -> float:
        """Share of right answers."""
        network.eval()
        with torch.no_grad():
            answers = network(examples.inputs).argmax(dim=1)
        return float((answers == examples.targets).double().mean())


@plainly
@dataclass(frozen=True)
class Finding:
    """What one check saw of a script, and whether that is healthy."""

    check: str
    healthy: bool
    saw: str

    def __str__(self) -> str:
        return f"{'fine' if self.healthy else 'LOOK'}  {self.check}: {self.saw}"


def first_loss(script: Script) -> Finding:
    """Before training, the mean loss is near the logarithm of the number of classes."""
    network = built(script)
    network.eval()
    with torch.no_grad():
        loss = script.loss(network(script.train.inputs), script.train.targets).item()
    expected = math.log(len(script.train.targets.unique()))
    healthy = abs(loss - expected) < 0.25  # fresh logits have a variance of some tenths
    return Finding("first loss", healthy, f"{loss:.1f}, expected about {expected:.1f}")


def gradient(script: Script) -> Finding:
    """After two steps at rate 0, each gradient is what differences of the loss say."""
    network, batch = without_dropout(built(script)).double(), script.train.take(slice(0, BATCH))
    images, labels = batch.inputs.double(), batch.targets
    still = SGD(network.parameters(), lr=0.0)
    for _ in range(2):  # the second shows what the first left behind
        script.step(network, still, images, labels)

    def loss() -> float:
        return script.loss(network(images), labels).item()

    ratios = [ratio(parameter, loss) for parameter in network.parameters()]
    worst = max(ratios, key=lambda each: abs(each - 1))
    return Finding("gradient", abs(worst - 1) < 1e-3, f"{worst:.2f} times the difference quotient")


def ratio(parameter: nn.Parameter, loss: Callable[[], float], h: float = 1e-7) -> float:
    """The gradient along a random direction, over the central difference of the loss."""
    random = generator(SEED, "gradient")
    direction = torch.randn(parameter.shape, generator=random, dtype=parameter.dtype)
    values = []
    with torch.no_grad():
        for way in (h, -2 * h):
            parameter.add_(way * direction)
            values.append(loss())
        parameter.add_(h * direction)
    slope = (values[0] - values[1]) / (2 * h)
    found = 0.0 if parameter.grad is None else (parameter.grad * direction).sum().item()
    return found / slope if slope else math.inf


def one_batch(script: Script, steps: int = 200) -> Finding:
    """A network can learn one batch by heart; no optimizer of the script's own, no dropout."""
    network, (images, labels) = without_dropout(built(script)), script.train.take(slice(0, BATCH))
    optimizer = Adam(network.parameters(), lr=1e-2)
    for _ in range(steps):
        loss = script.step(network, optimizer, images, labels)
    saw = f"the loss of {BATCH} images falls to {loss:.2f} in {steps} steps"
    return Finding("one batch", loss < 0.05, saw)


def labels(script: Script, count: int = 1_000) -> Finding:
    """Images that look alike mostly have one label; with labels permuted they do not."""
    images, targets = script.train.take(slice(0, count))
    distances = torch.cdist(images.flatten(1), images.flatten(1))
    nearest = distances.fill_diagonal_(math.inf).argmin(dim=1)
    permuted = targets[torch.randperm(len(targets), generator=generator(SEED, "labels"))]
    same, chance = ((t[nearest] == t).double().mean().item() for t in (targets, permuted))
    saw = f"the nearest image has the same label for {same:.0%}, with permuted ones {chance:.0%}"
    return Finding("labels", same > 3 * chance, saw)


def scoring(script: Script) -> Finding:
    """Right answers score 1 and wrong ones 0, with dropout switched off."""
    targets = script.held_out.targets
    scores = []
    for answers in (targets, (targets + 1) % 10):
        network = nn.Sequential(nn.Dropout(0.5)).train()  # in evaluation it changes nothing
        scores.append(script.accuracy(network, Examples(F.one_hot(answers, 10).float(), targets)))
    saw = f"right answers score {scores[0]:.2f}, wrong ones {scores[1]:.2f}"
    return Finding("scoring", scores == [1, 0], saw)


def dead_units(script: Script) -> Finding:
    """After one epoch, few hidden units are silent on every training image."""
    network, _ = trained(script, script.rate)
    outputs, hidden = seen_inside(network, script.train.inputs)
    shares = [(~(layer > 0).any(dim=0)).double().mean().item() for layer in hidden]
    finite = bool(outputs.isfinite().all())
    saw = f"{listed_shares(shares)} of the hidden units dead after an epoch"
    saw += "" if finite else ", and outputs that are no numbers"
    return Finding("dead units", finite and max(shares, default=0) <= 0.5, saw)


def rate_sweep(script: Script) -> Finding:
    """No rate that is ten to a thousand times smaller or larger learns far better in an epoch."""
    after = {}
    for power in range(-3, 4):
        _, losses = trained(script, script.rate * 10**power)
        last = sum(losses[-20:]) / 20
        after[power] = last if math.isfinite(last) else math.inf
    best = min(after, key=lambda power: after[power])
    saw = f"loss {after[0]:.2f} after an epoch; best at {10.0**best:g} times the rate, "
    return Finding("rate", after[0] <= 2 * after[best], f"{saw}{after[best]:.2f}")


CHECKS = (first_loss, gradient, one_batch, labels, scoring, dead_units, rate_sweep)


def examine(script: Script, checks: Iterable[Callable[..., Finding]] = CHECKS) -> list[Finding]:
    """Go through the checklist, from the cheap checks to the dear ones."""
    return [check(script) for check in checks]


def first_fault(findings: Iterable[Finding]) -> str:
    """The name of the first check that is not healthy; "none" where all are."""
    return next((each.check for each in findings if not each.healthy), "none")


def built(script: Script) -> nn.Sequential:
    """The script's network with first weights from a seed of their own."""
    with stream(SEED, "initialization", CPU):
        return script.network()


def without_dropout(network: nn.Sequential) -> nn.Sequential:
    """The same network with nothing random in it."""
    for layer in network.modules():
        if isinstance(layer, nn.Dropout):
            layer.p = 0.0
    return network


def trained(script: Script, rate: float) -> tuple[nn.Sequential, list[float]]:
    """The script's network after one epoch in batches of 50, and the loss of each step."""
    network = built(script)
    optimizer = script.optimizer(network, rate)
    rows = torch.randperm(len(script.train), generator=generator(SEED, "order")).split(BATCH)
    with stream(SEED, "dropout", CPU):
        losses = [script.step(network, optimizer, *script.train.take(each)) for each in rows]
    return network, losses


def listed_shares(shares: list[float]) -> str:
    """ "12 % and 0 %", one for each hidden layer."""
    return " and ".join(f"{share:.0%}" for share in shares) or "none"
