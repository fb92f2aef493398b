"""Figures of the chapter on logic gates."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction

import numpy as np
from matplotlib.axes import Axes

from workedout.derivations.algebra.exact_networks import ExactLayer, ExactNetwork
from workedout.derivations.logic import ROWS, XOR
from workedout.derivations.standstill import level_of
from workedout.display import Table
from workedout.experiments.logic import FOUND, STARTS, UNITS, name
from workedout.figures.kit.answering import Answering, answering, moved
from workedout.figures.kit.drawing import INK, SERIES, Figure, drawing, finished
from workedout.records.store import Record
from workedout.statistics.intervals import wilson_interval
from workedout.training.loop import History
from workedout.training.recipes import evenly
from workedout.wording import listed

Row = tuple[int, int]
LOW, HIGH, STEPS = -0.8, 1.8, 261  # the part of the plane that is drawn
HALF = 0.5
BESIDE = {"00": (8, -4), "01": (-20, -4), "10": (8, -4), "11": (8, -4)}  # clear of the lines


def surfaces(networks: Mapping[str, ExactNetwork]) -> Figure:
    """Networks of two inputs and two hidden units: the inputs, and what the hidden layer makes.

    Shaded is where the output exceeds 1/2; dashed is where a hidden unit switches on.
    """
    rows, said = [], []
    with drawing(height=2.45 * len(networks), rows=len(networks), columns=2) as (canvas, places):
        pairs = zip(places[::2], places[1::2], strict=True)
        for (title, network), (left, right) in zip(networks.items(), pairs, strict=True):
            hidden, last = network.layers
            _halves(left, network.layers, LOW, HIGH)
            for unit in range(2):
                _line(left, hidden, unit)
            _points(left, {row: row for row in ROWS}, BESIDE)
            made = {row: tuple(network.trace(row)[0]) for row in ROWS}
            _halves(right, [last], -0.35, 2.25)
            _points(right, made)
            left.set(title=f"{title}: inputs", xlabel="x₁", ylabel="x₂")
            left.set(xticks=(0, 1), yticks=(0, 1))
            ticks = (0, 1, 2)
            right.set(title=f"{title}: hidden units", xlabel="unit 1", ylabel="unit 2")
            right.set(xticks=ticks, yticks=ticks)
            above = ["".join(map(str, row)) for row in ROWS if network(row) > HALF]
            said.append(f"{listed(above)} for the {title}")
            for row in ROWS:
                numbers = map(str, (*row, *made[row], network(row)))
                rows.append((title, *numbers))
    alt = (
        f"{len(networks)} networks, {listed(list(networks))}, two panels each. Over the inputs, "
        f"the region where the output exceeds 1/2 holds {'; '.join(said)}. Over the outputs of "
        "the two hidden units, one line bounds it."
    )
    head = ("network", "x1", "x2", "unit 1", "unit 2", "output")
    return finished(canvas, "gate-surfaces", alt, Table(head, tuple(rows)))


def _halves(place: Axes, layers: Sequence[ExactLayer], low: float, high: float) -> None:
    """Shade where the output exceeds 1/2, and draw the line where it is 1/2."""
    ticks = np.linspace(low, high, STEPS)
    across, up = np.meshgrid(ticks, ticks)
    values = np.stack([across, up])
    for layer in layers:
        weights, biases = np.array(layer.weights, float), np.array(layer.biases, float)
        values = np.tensordot(weights, values, axes=1) + biases[:, None, None]
        values = np.maximum(values, 0) if layer.relu else values
    place.contourf(across, up, values[0], [HALF, np.inf], colors=[SERIES[0]], alpha=0.18)
    place.contour(across, up, values[0], [HALF], colors=[SERIES[0]], linewidths=1.8)
    place.set(xlim=(low, high), ylim=(low, high), aspect="equal")


def _line(place: Axes, hidden: ExactLayer, unit: int) -> None:
    """Where the weighted sum of a hidden unit is zero."""
    (a, b), c = map(float, hidden.weights[unit]), float(hidden.biases[unit])
    foot = (-c * a / (a * a + b * b), -c * b / (a * a + b * b))
    place.axline(foot, (foot[0] - b, foot[1] + a), color=SERIES[1], ls=(0, (4, 3)), lw=1.3)


def _points(
    place: Axes,
    where: Mapping[Row, Sequence[int | Fraction]],
    beside: Mapping[str, tuple[int, int]] | None = None,
) -> None:
    """The rows of the truth table at their places: filled where XOR is true.

    Labels stand where ``beside`` says, else above, and of several rows at one place below.
    """
    labels: dict[tuple[float, float], list[str]] = {}
    for row, truth in zip(ROWS, XOR, strict=True):
        across, up = map(float, where[row])
        spot = (across, up)
        place.plot(*spot, "o", ms=6, color=INK, mfc=INK if truth else "none", zorder=3)
        labels.setdefault(spot, []).append("".join(map(str, row)))
    for spot, names in labels.items():
        label = ", ".join(names)
        usual = (6, 5) if len(names) == 1 else (-6, -15)
        offset = (beside or {}).get(label, usual)
        place.annotate(label, spot, offset, textcoords="offset points", fontsize=9, color=INK)


def found(record: Record) -> Figure:
    """The share of starts from which XOR was found, with Wilson's intervals."""
    rows, said = [], []
    with drawing(height=3.2) as (canvas, (place,)):
        for number, start in enumerate(STARTS):
            at = np.arange(len(UNITS)) + 0.16 * (number - (len(STARTS) - 1) / 2)
            shares = []
            for units in UNITS:
                losses = record[name(units, start)].losses
                hits = sum(loss < FOUND for loss in losses)
                shares.append(wilson_interval(hits, len(losses)))
                rows.append((start, str(units), str(hits), str(len(losses)), shares[-1].as_percent))
            middle = [100 * share.estimate for share in shares]
            reach = [
                [100 * (share.estimate - share.low) for share in shares],
                [100 * (share.high - share.estimate) for share in shares],
            ]
            marker = "osD^"[number]
            place.errorbar(
                at, middle, reach, fmt=marker, ms=5, lw=1.5, color=SERIES[number], label=start
            )
            said.append(f"{start} {listed([f'{value:.0f}' for value in middle])}")
        place.set_xticks(range(len(UNITS)), [f"{units} units" for units in UNITS])
        place.set_ylim(0, 103)
        place.set_ylabel("XOR found, in per cent of starts")
        place.grid(axis="y")
        canvas.legend(loc="outside upper left", ncols=4, handlelength=1, columnspacing=1.2)
    alt = (
        f"Per cent of starts from which XOR was found, with {listed(list(map(str, UNITS)))} hidden "
        f"units, by start: {'; '.join(said)}."
    )
    head = ("start", "hidden units", "found", "of", "share, with Wilson's interval")
    return finished(canvas, "xor-found", alt, Table(head, tuple(rows)))


def endings(record: Record, costs: Iterable[Fraction]) -> Figure:
    """At which cost the runs of each arm ended."""
    levels: list[Fraction | None] = [*costs, None]
    arms = [(start, units) for start in STARTS for units in UNITS]
    rows = []
    with drawing(height=4.6) as (canvas, (place,)):
        for line, (start, units) in enumerate(arms):
            losses = record[name(units, start)].losses
            ended = Counter(level_of(loss, costs) for loss in losses)
            left = 0
            for number, level in enumerate(levels):
                colour = (*SERIES[: len(levels) - 1], INK)[number]
                place.barh(line, ended[level], left=left, height=0.75, color=colour)
                left += ended[level]
            rows.append((f"{start}, {units} units", *(str(ended[level]) for level in levels)))
        names = [written(level) for level in levels]
        for number, label in enumerate(names[:-1]):
            place.barh(0, 0, color=SERIES[number], label=f"cost {label}")
        place.set_yticks(range(len(arms)), [row[0] for row in rows])
        place.set_ylim(len(arms) - 0.4, -0.6)
        place.set_xlabel("runs")
        canvas.legend(loc="outside upper left", ncols=4, handlelength=1, columnspacing=1.2)
    totals = [sum(int(row[column]) for row in rows) for column in range(1, len(levels) + 1)]
    counted = [f"{total} at {label}" for total, label in zip(totals, names, strict=True)]
    alt = f"Where {sum(totals)} runs ended, by start and hidden units: {listed(counted)}."
    return finished(canvas, "xor-endings", alt, Table(("runs that ended at", *names), tuple(rows)))


def written(level: Fraction | None) -> str:
    """A cost as a fraction; None stands for none of them."""
    return "another cost" if level is None else str(level)


def descents(histories: Sequence[History], costs: Iterable[Fraction]) -> Figure:
    """The loss of each run over its epochs, on the way to one of a few costs."""
    costs = list(costs)
    ended = Counter(level_of(history.observations[-1].loss, costs) for history in histories)
    rows = []
    with drawing(height=3.0) as (canvas, (place,)):
        for cost in costs:
            place.axhline(float(cost), color=INK, lw=0.8, ls=(0, (2, 3)))
            place.annotate(
                str(cost), (1.01, float(cost)), xycoords=("axes fraction", "data"), va="center"
            )
        for seed, history in enumerate(histories):
            losses = history.step_losses
            kept = evenly(len(losses))
            place.plot(kept, [losses[i] for i in kept], color=SERIES[0], lw=1.1, alpha=0.75)
            shown = [losses[round(share * (len(losses) - 1))] for share in (0, 0.1, 0.5, 1)]
            rows.append((f"seed {seed}", *(f"{loss:.4f}" for loss in shown)))
        place.set_ylim(bottom=-0.005)
        place.set_xlabel("epoch")
        place.set_ylabel("loss")
    counted = [f"{ended[cost]} at {cost}" for cost in costs] + [f"{ended[None]} elsewhere"]
    alt = f"The loss of {len(histories)} runs over their epochs. At the end {listed(counted)}."
    head = ("run", "at the start", "after a tenth", "half-way", "at the end")
    return finished(canvas, "xor-descents", alt, Table(head, tuple(rows)))


def gate(bias: float = 0) -> Answering:
    """One unit over the rows of a truth table, beside which a second one can be given a weight.

    Args:
        bias: of the unit, at first, when both of its weights are 1.
    """
    outputs = [max(0.0, x1 + x2 + bias) for x1, x2 in ROWS]
    on = [row for row, value in zip(ROWS, outputs, strict=True) if value > HALF]
    off = [row for row in ROWS if row not in on]
    ends, level = np.array([LOW, HIGH]), HALF - bias
    inside = np.clip(ends, level - HIGH, level - LOW)
    with drawing(height=3.4) as (canvas, (place,)):
        place.plot(ends, 1 - ends, "--", lw=1, color=SERIES[5], label="second unit switches on")
        (line,) = place.plot(level - inside, inside, lw=1.8, color=SERIES[0], label="output is ½")
        (filled,) = place.plot(*zip(*on, strict=True), "o", ms=10, color=SERIES[0])
        (empty,) = place.plot(
            *zip(*off, strict=True), "o", ms=10, mfc="none", mew=1.5, color=SERIES[0]
        )
        texts = [
            place.text(x1 + 0.12, x2 + 0.06, f"{value:g}")
            for (x1, x2), value in zip(ROWS, outputs, strict=True)
        ]
        place.set(xlim=(LOW, HIGH), ylim=(LOW, HIGH), aspect="equal")
        place.set(xlabel="x₁", ylabel="x₂", xticks=(0, 1), yticks=(0, 1))
        canvas.legend(loc="outside upper left", ncols=2)
        for name, artists in (
            ("boundary", [line]),
            ("on", [filled]),
            ("off", [empty]),
            ("outputs", texts),
        ):
            moved(name, *artists)
    told = [f"{x1}{x2} gives {value:g}" for (x1, x2), value in zip(ROWS, outputs, strict=True)]
    alt = (
        f"The four rows of a truth table in the plane, and one unit with weights 1 and bias "
        f"{bias:g}: {listed(told)}. A straight line parts what is filled from what is not."
    )
    rows = tuple((f"{x1}{x2}", f"{value:g}") for (x1, x2), value in zip(ROWS, outputs, strict=True))
    state = {"w1": 1, "w2": 1, "b": bias, "v": 0}
    return answering(canvas, "gate", state, alt, Table(("row", "output"), rows))
