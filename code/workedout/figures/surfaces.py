"""What networks answer over the plane, at moments of their training."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import torch
from matplotlib.axes import Axes
from matplotlib.colors import to_rgba
from matplotlib.layout_engine import ConstrainedLayoutEngine
from matplotlib.patches import Circle
from torch import nn

from workedout.data.points import RADIUS
from workedout.display import Table
from workedout.experiments.plateau import FOUR_CASES, RECIPE, STEPS_PER_EPOCH
from workedout.figures.kit.drawing import INK, SERIES, Figure, drawing, finished
from workedout.networks.models import Plane
from workedout.networks.snapshots import restored
from workedout.records.store import Record
from workedout.training.loop import observe
from workedout.wording import listed, minus, percent

REACH, GRID_POINTS = 1.1 * RADIUS, 45
STRONG, WEAK = 0.75, 0.3  # opacity of answers beyond one half, and of those nearer to 0
COLOURS = [to_rgba(SERIES[1], STRONG), to_rgba(SERIES[1], WEAK)]
COLOURS += [to_rgba(SERIES[0], WEAK), to_rgba(SERIES[0], STRONG)]
LEVELS = (-1.01, -0.5, 0.0, 0.5, 1.01)


class Row(NamedTuple):
    """One case of the figure.

    Attributes:
        label: as the figure has it.
        arm: of the record.
        epochs: those to be shown.
    """

    label: str
    arm: str
    epochs: tuple[int, ...]


def at_epochs(record: Record, arm: str, epochs: Sequence[int]) -> list[nn.Sequential]:
    """The networks of an arm of the four cases as they were after these epochs."""
    (description,) = [each.network for each in FOUR_CASES.arms if each.name == arm]
    assert isinstance(description, Plane)
    run = record[arm].seeds[0]
    steps = [step for step, _, _ in run.observations]
    places = [steps.index(STEPS_PER_EPOCH * epoch) for epoch in epochs]
    return [restored(description, run.probes[place]) for place in places]


def answers(network: nn.Sequential) -> tuple[np.ndarray, np.ndarray]:
    """A grid's coordinates along one axis, and the outputs (rows, columns) over it."""
    line = torch.linspace(-REACH, REACH, GRID_POINTS, dtype=torch.float64)
    x_2, x_1 = torch.meshgrid(line, line, indexing="ij")
    with torch.no_grad():
        outputs = network(torch.stack([x_1, x_2], dim=-1).flatten(0, 1))
    return line.numpy(), outputs.view(GRID_POINTS, GRID_POINTS).numpy()


def draw_surface(place: Axes, network: nn.Sequential) -> None:
    """Answers as colours, the boundary as a line, and the circles between which no point lies."""
    line, outputs = answers(network)
    if outputs.any():  # an answer of 0 everywhere has no colour
        place.contourf(line, line, outputs, levels=LEVELS, colors=COLOURS)
    if outputs.min() < 0 < outputs.max():
        place.contour(line, line, outputs, levels=[0.0], colors=[INK], linewidths=1.3)
    for radius in (RADIUS / 2, 0.7 * RADIUS):
        place.add_patch(Circle((0, 0), radius, fill=False, ec=INK, lw=0.7, ls=(0, (2, 2))))
    place.set_aspect("equal")
    place.set_xticks([])
    place.set_yticks([])
    place.spines[:].set(visible=True, color=INK, linewidth=0.5)


def surfaces(record: Record, rows: Sequence[Row], name: str) -> Figure:
    """One row a case, one column a moment.

    Args:
        record: of the four cases.
        rows: as many epochs in each.
        name: of the figure.
    """
    columns = len(rows[0].epochs)
    (split,) = {arm.data for arm in FOUR_CASES.arms}
    points = split.split()
    numbers, said = [], []
    with drawing(height=1.16 * len(rows), rows=len(rows), columns=columns) as (canvas, axes):
        for row, first in zip(rows, range(0, len(axes), columns), strict=True):
            networks = at_epochs(record, row.arm, row.epochs)
            for place, network, epoch in zip(axes[first:], networks, row.epochs, strict=False):
                draw_surface(place, network)
                place.set_title(f"epoch {epoch:,}", fontsize=8.5, pad=2.5)
                seen = observe(network, points.train, RECIPE, step=0)
                _, outputs = answers(network)
                numbers.append(
                    (
                        row.label,
                        f"{epoch:,}",
                        f"{seen.loss:.3f}",
                        percent(seen.accuracy, 1),
                        minus(f"{outputs.min():.2f}"),
                        minus(f"{outputs.max():.2f}"),
                    )
                )
            axes[first].set_ylabel(row.label, fontsize=8.5)
            said.append(f"{row.label}: {percent(seen.accuracy, 0)}, {shape(outputs)}")
        engine = canvas.get_layout_engine()
        assert isinstance(engine, ConstrainedLayoutEngine)
        engine.set(w_pad=0.02, h_pad=0.02, wspace=0.01, hspace=0.02)
    alt = (
        f"Answers over the plane at {columns} moments of training, for {len(rows)} networks. "
        f"Share of the training points that is answered rightly at the last moment, and how the "
        f"answers lie: {listed(said)}."
    )
    head = ("network", "epoch", "training loss", "accuracy", "lowest answer", "highest answer")
    return finished(canvas, name, alt, Table(head, tuple(numbers)))


def shape(outputs: np.ndarray) -> str:
    """In a few words, how the answers lie over the plane."""
    if outputs.min() > 0 or outputs.max() < 0:
        return "one sign everywhere"
    border = np.concatenate([outputs[0], outputs[-1], outputs[:, 0], outputs[:, -1]])
    if border.max() < 0:
        return "a closed region of positive answers within negative ones"
    return "positive and negative answers divided by a line that leaves the picture"
