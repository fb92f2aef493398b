"""Bias and variance over draws of the training digits, of networks of several widths.

Each draw trains two networks that differ in their first weights and the order of the digits. From
pairs of networks of different draws the bias is estimated without bias of its own: see
``derivations.generalisation``.
"""

from dataclasses import dataclass, replace
from typing import Any

import torch
import torch.nn.functional as F
from torch import Tensor

from workedout.data.drawn import drawn_from
from workedout.data.examples import Examples, Split
from workedout.data.mnist import Pixels, to_examples
from workedout.experiments.generalisation import FEW, TO_THE_END, WIDTH_SHARES
from workedout.experiments.specification import Measurement, describe
from workedout.networks.drawings import Drawing
from workedout.networks.models import Build, Mlp
from workedout.training.ensemble import Member, fit_together
from workedout.training.recipes import Recipe
from workedout.training.threads import one_thread

UNITS = (2, 4, 8, 20, 100)
RECIPE = replace(TO_THE_END, epochs=100, probe="none")
GROUPS, DRAWS, STARTS = 10, 5, 2
FIRST = 1_000  # draws of other seeds than those of the experiments


@dataclass(frozen=True)
class Parts:
    """What is estimated from one group of networks, all as means over the held-out digits.

    Attributes:
        brier: of one network, the squared distance of its ten probabilities from the label.
        bias: of the mean network, estimated from pairs of different draws.
        by_draw: variance that comes from the draw.
        by_start: variance that comes from first weights and order.
        together: Brier score of the mean of the group's networks.
        mistakes: share of the digits that one network misreads.
        together_mistakes: share that the mean of the group's networks misreads.
    """

    brier: float
    bias: float
    by_draw: float
    by_start: float
    together: float
    mistakes: float
    together_mistakes: float

    @property
    def variance(self) -> float:
        """From whatever source."""
        return self.by_draw + self.by_start


def parts(probabilities: Tensor, labels: Tensor) -> Parts:
    """Estimates from a group.

    Args:
        probabilities: (draws, starts, N, 10), two or more of both.
        labels: (N,).
    """
    draws, starts = probabilities.shape[:2]
    errors = probabilities - F.one_hot(labels, probabilities.shape[3])
    brier = squares(errors).mean()
    of_draw, overall = errors.mean(dim=1), errors.mean(dim=(0, 1))
    # The sum over pairs of different draws, without forming them.
    pairs = squares(of_draw.sum(dim=0)) - squares(of_draw).sum()
    bias = pairs / (draws * (draws - 1))
    by_start = squares(errors - of_draw.unsqueeze(1)).sum() / (draws * (starts - 1))
    mean = probabilities.mean(dim=(0, 1))
    return Parts(
        brier=float(brier),
        bias=float(bias),
        by_draw=float(brier - bias - by_start),
        by_start=float(by_start),
        together=float(squares(overall)),
        mistakes=float((probabilities.argmax(dim=3) != labels).double().mean()),
        together_mistakes=float((mean.argmax(dim=1) != labels).double().mean()),
    )


def squares(errors: Tensor) -> Tensor:
    """Sums over the classes, means over the examples: (..., N, 10) → (...)."""
    return (errors**2).sum(dim=-1).mean(dim=-1)


def grouped(
    network: Build, pool: Examples, held_out: Examples, recipe: Recipe, share: float, group: int
) -> Parts:
    """Train a group of networks on their draws, together, and take their answers apart."""
    cpu, members = torch.device("cpu"), []
    for draw in range(FIRST + group * DRAWS, FIRST + (group + 1) * DRAWS):
        split = Split(drawn_from(pool, FEW, share, draw), held_out)
        seeds = range(draw * STARTS, (draw + 1) * STARTS)
        members += [Member(network, split, recipe, seed) for seed in seeds]
    with one_thread():  # as every recorded training
        trained = [history.network for history in fit_together(members, cpu)]
        kind = next(trained[0].parameters()).dtype
        inputs, labels = held_out.to(cpu, kind)
        answers = torch.stack([answered(each, inputs) for each in trained])
    return parts(answers.unflatten(0, (DRAWS, STARTS)), labels)


@torch.no_grad()
def answered(network: torch.nn.Sequential, inputs: Tensor) -> Tensor:
    """The probabilities of the classes, (N, 10) float64."""
    logits: Tensor = network.eval()(inputs)
    return logits.double().softmax(dim=1)


def measured(train: Pixels, held_out: Pixels) -> dict[str, Any]:
    """For each share of wrong labels and each width, the parts of each group.

    Args:
        train: the pixels that draws are made from.
        held_out: the pixels that answers are taken apart on; nothing is chosen by them.

    Returns:
        By ``named`` and the names of ``Parts``, a value for each group.
    """
    pool, asked = to_examples(*train), to_examples(*held_out)
    found = {}
    for share in WIDTH_SHARES:
        for units in UNITS:
            groups = [
                grouped(Mlp((units,)), pool, asked, RECIPE, share, group) for group in range(GROUPS)
            ]
            found[named(units, share)] = {
                name: [round(getattr(each, name), 7) for each in groups]
                for name in Parts.__dataclass_fields__
            }
    return found


def named(units: int, share: float) -> str:
    """What a width is called in the record."""
    return f"{units} units, {share:g} wrong"


def behaviour(train: Pixels, held_out: Pixels, drawing: Drawing) -> dict[str, Any]:
    """The fingerprint: the settings, and the parts of one group after two short epochs."""
    pool = to_examples(*train)
    asked = to_examples(*(part[:50] for part in held_out))
    short = replace(RECIPE, epochs=2, batch_size=250, precision="float64")
    found = grouped(drawing(Mlp((3,))), pool, asked, short, WIDTH_SHARES[-1], 0)
    return {
        "settings": [
            *(list(each) for each in (UNITS, WIDTH_SHARES)),
            *(GROUPS, DRAWS, STARTS, FIRST, FEW),
            describe(RECIPE),
        ],
        "parts": {name: getattr(found, name) for name in Parts.__dataclass_fields__},
    }


APART = Measurement(
    name="generalisation-draws",
    question="How much of the Brier score is bias, and how much varies with the draw?",
    measure=measured,
    behaviour=behaviour,
    trains=True,
    networks=len(WIDTH_SHARES) * len(UNITS) * GROUPS * DRAWS * STARTS,
    reading="answers of networks were taken apart, and nothing was chosen by them",
)

QUESTIONS = (APART,)
