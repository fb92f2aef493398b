"""A check of the score: known answers have a known accuracy, on all held-out examples."""

from typing import Any

import torch
from torch import Tensor, nn

from workedout.data.examples import Examples
from workedout.inspection.checklist.data import IMAGES, classes_of, held_out_of, rows_of
from workedout.inspection.checklist.script import BATCH, SEED, CannotLookError, Script, check
from workedout.inspection.checklist.watching import (
    CPU,
    a_step,
    are_shares,
    batch_of,
    built,
    first_tensor,
    still,
    two_moded,
    watched,
)
from workedout.plain import one_line
from workedout.randomness import stream

CLOSE = 6e-4  # a percentage with one decimal is as good


@check("scoring")
def scoring(script: Script) -> tuple[bool, str]:
    """Right answers score 1, wrong ones 0, some of each their share, with dropout switched off."""
    failed, shares = tried(script)
    if failed:
        return False, failed
    examples = held_out_of(script)
    targets = classes_of(examples.targets)
    network = built(script)
    known = Known(network, examples, *shape_of(script), shares)
    network.train()  # as after a step
    scores = []
    others = (targets + 1) % max(known.width, 2)
    for answers in (targets, others):
        scores.append(known.score(script, answers))
    saw = f"right answers score {scores[0]:.2f}, wrong ones {scores[1]:.2f}"
    if known.working:
        return False, f"{saw}, in training mode: {', '.join(known.working)}"
    scale = 100 if abs(scores[0] - 100) < 100 * CLOSE else 1
    if abs(scores[0] / scale - 1) > CLOSE or abs(scores[1]) > CLOSE * scale:
        return False, saw
    for part, wrong in parts(len(targets)):
        mixed = torch.where(wrong, others, targets)
        found, share = known.score(script, mixed) / scale, 1 - wrong.double().mean().item()
        if abs(found - share) > CLOSE:
            return False, f"{saw}, and {found:.4f} where {part} is wrong and {share:.4f} are right"
    return True, saw


def share_of(script: Script, network: Any, examples: Examples) -> float:
    """The score of a network as a share, also where the script has it in percent."""
    found = float(script.accuracy(network, examples))
    try:
        known = Known(built(script), examples, *shape_of(script))
        right = known.score(script, known.answers)
    except Exception:
        right = found
    return found / (100 if max(found, right) > 1 else 1)


def tried(script: Script) -> tuple[str, bool]:
    """The error that the score of a fresh network ends in; whether outputs lie from 0 to 1.

    Without held-out examples a training batch is scored.
    """
    examples = getattr(script, "held_out", None) or batch_of(script)
    classes_of(examples.targets)
    network = built(script)
    try:
        with watched(network) as seen, torch.random.fork_rng([]):
            script.accuracy(network, examples)
    except CannotLookError:
        raise
    except Exception as error:
        return one_line(f"accuracy() ends in {type(error).__name__}: {error}", 160), False
    return "", bool(seen.outputs) and all(map(are_shares, seen.outputs))


def parts(count: int) -> list[tuple[str, Tensor]]:
    """Rows that are to be answered wrongly: ends of several lengths, and every third."""
    place = torch.arange(count)
    sizes = sorted({1, *(2**k for k in range(1, 20) if 2**k < count), count // 3 or 1})
    ends = [
        (f"the end of {size}" if size > 1 else "the last", place >= count - size) for size in sizes
    ]
    return [*ends, ("every third", place % 3 == 0), ("the first half", place < count // 2)]


def shape_of(script: Script) -> tuple[int, bool]:
    """How many outputs an image has, and whether the only one has no axis of its own."""
    network = built(script)
    with watched(network) as seen:
        a_step(script, network, still(script, network), batch_of(script))
    if not seen.outputs:
        raise CannotLookError("cannot look, since a step does not call the network as a whole")
    flat = seen.outputs[0].dim() == 1
    return (1 if flat else seen.outputs[0].shape[-1]), flat


def mode_matters(network: Any, examples: Examples) -> bool:
    """Whether training mode changes the outputs, as by dropout inside the forward pass."""
    few, said = examples.inputs[:BATCH], []
    try:
        for training in (True, False):
            network.train(training)
            with torch.no_grad(), stream(SEED, "dropout", CPU):
                said.append(network(few))
        return not torch.equal(*said)
    except Exception:  # not called like this
        return False


class Known:
    """A network that gives known answers in place of its own.

    Args:
        network: the script's; it is given another way to go forward.
        examples: those to be answered.
        width: number of outputs.
        flat: whether the only one has no axis of its own.
        shares: whether the only one is a probability, and no logit.
    """

    def __init__(
        self,
        network: Any,
        examples: Examples,
        width: int,
        flat: bool = False,
        shares: bool = False,
    ) -> None:
        self.network, self.examples, self.width, self.flat = network, examples, width, flat
        self.shares = shares
        self.rows = rows_of(examples.inputs)
        self.answers = classes_of(examples.targets)
        self.next, self.working = 0, list[str]()
        self.names = two_moded(network)
        if not self.names and mode_matters(network, examples):
            self.names = [(type(network).__name__, network)]
        network.forward = self.answer

    def score(self, script: Script, answers: Tensor) -> float:
        """The accuracy of these answers, (N,), as the script has it."""
        self.answers, self.next = answers, 0
        with torch.random.fork_rng([]):
            return float(script.accuracy(self.network, self.examples))

    def answer(self, *args: Any, **named: Any) -> Tensor:
        """Logits that say the known answers for these images."""
        if (inputs := first_tensor(args, named)) is None:
            raise CannotLookError("cannot look, since the score gives the network no tensor")
        self.working = self.working or [n for n, layer in self.names if layer.training]
        said = self.answers[self.places(inputs)]
        kind = inputs.dtype if inputs.is_floating_point() else torch.float32
        if self.width == 1:
            only = (0.98 * said + 0.01 if self.shares else 20.0 * said - 10.0).to(kind)
            return only if self.flat else only[:, None]
        return 10 * nn.functional.one_hot(said, self.width).to(kind)

    def places(self, inputs: Tensor) -> Tensor:
        """Which of the examples these images are, prepared in whatever way."""
        given, count = rows_of(inputs), len(self.examples)
        expected = (self.next + torch.arange(len(given))) % count
        self.next += len(given)
        if given.shape[1] != self.rows.shape[1] or torch.equal(given, self.rows[expected]):
            return expected
        if given.shape[1] < IMAGES:  # too few numbers to know a changed one by
            exact = (given[:, None] == self.rows).all(dim=2)
            known = exact.any(dim=1) & ~exact[torch.arange(len(given)), expected]
            return torch.where(known, exact.int().argmax(dim=1), expected)
        one, two = (each - each.mean(dim=1, keepdim=True) for each in (given, self.rows))
        likeness = nn.functional.normalize(one) @ nn.functional.normalize(two).T
        own = likeness[torch.arange(len(given)), expected]
        best = likeness.max(dim=1)
        return torch.where(own >= best.values - 1e-4, expected, best.indices)
