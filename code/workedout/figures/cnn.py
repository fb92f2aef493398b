"""Figures of the chapter on convolutional networks."""

from collections.abc import Mapping, Sequence

import numpy as np

from workedout.data.png_text import from_text
from workedout.display import Table
from workedout.figures.digits import CLASSES, ink
from workedout.figures.kit.drawing import (
    GRID,
    SERIES,
    Figure,
    drawing,
    finished,
    logarithmic,
)
from workedout.inspection.misreadings import Misread
from workedout.results.costs import Cost
from workedout.wording import listed

MARKERS = "osD^v"
ERRORS = [0.5, 1, 2, 5, 10, 50]  # ticks, in per cent
SHADE = 0.4  # of the darkest cell, so that a number on it can be read


def tiles(name: str, pictures: Mapping[str, str], height: float, rows: int = 1) -> Figure:
    """Pictures from a record, each with its title: filters, or the maps of one block.

    Args:
        name: of the figure, unique within the book.
        pictures: by title, as ``png_text.to_text`` wrote them.
        height: of the figure, in inches.
        rows: in which they stand.
    """
    shown = {title: from_text(text) for title, text in pictures.items()}
    with drawing(height, rows, -(-len(shown) // rows)) as (canvas, axes):
        for place, (title, picture) in zip(axes, shown.items(), strict=False):
            place.imshow(ink(picture), interpolation="none")
            place.set_title(title, fontsize=9.5)
            place.set_xticks([])
            place.set_yticks([])
            place.spines[:].set(visible=True, color=GRID)
        for place in axes[len(shown) :]:
            place.set_axis_off()
    said = [
        f"{title}, {picture.shape[0]} by {picture.shape[1]}" for title, picture in shown.items()
    ]
    alt = f"Pictures in shades, dark where a value is high: {listed(said)} pixels."
    table = Table(
        ("picture", "mean shade", "share of empty pixels"),
        tuple(
            (title, f"{picture.mean():.2f}", f"{(picture == 0).mean():.2f}")
            for title, picture in shown.items()
        ),
    )
    return finished(canvas, name, alt, table)


def confusion(table: np.ndarray, runs: int) -> Figure:
    """How often each digit was taken for each other one.

    Args:
        table: counts, (labels, answers), of all runs together.
        runs: how many.
    """
    with drawing(height=4.2) as (canvas, (place,)):
        place.imshow(ink(SHADE * table / table.max()), interpolation="none")
        for label, answer in np.argwhere(table):
            place.text(answer, label, int(table[label, answer]), ha="center", va="center")
        place.set_xticks(list(CLASSES))
        place.set_yticks(list(CLASSES))
        place.set_xlabel("was read as")
        place.set_ylabel("is")
    most = [
        f"{label} as {answer} {table[label, answer]} times"
        for label, answer in np.argwhere(table >= np.sort(table, axis=None)[-3])
    ]
    alt = (
        "A table of ten rows, the digits, and ten columns, what they were read as, with the "
        f"errors of {runs} runs together, {table.sum()} in all. The most frequent: {listed(most)}."
    )
    rows = tuple((str(label), *map(str, table[label])) for label in CLASSES)
    head = ("digit", *(f"read as {answer}" for answer in CLASSES))
    return finished(canvas, "confusion", alt, Table(head, rows))


def misread(
    digits: Mapping[int, str], found: Mapping[int, Sequence[Misread]], runs: int, columns: int = 6
) -> Figure:
    """Images that many runs misread, with what they are and what they were taken for.

    Args:
        digits: by row of the test set, the picture as ``png_text.to_text`` wrote it.
        found: by row, what the runs took it for.
        runs: how many runs there are.
        columns: images beside each other.
    """
    rows = -(-len(digits) // columns)
    lines = []
    with drawing(1.35 * rows, rows, columns) as (canvas, axes):
        for place, (row, text) in zip(axes, digits.items(), strict=False):
            answers = [each.answer for each in found[row]]
            usual = max(set(answers), key=answers.count)
            label = found[row][0].label
            place.imshow(ink(from_text(text)), interpolation="none")
            place.set_title(f"{label}, not {usual}\n{len(answers)} of {runs} runs", fontsize=8.5)
            surety = float(np.mean([each.probability for each in found[row]]))
            lines.append((str(row), str(label), str(usual), str(len(answers)), f"{surety:.2f}"))
        for place in axes:
            place.set_axis_off()
    said = [f"a {label} read as {usual}" for _, label, usual, _, _ in lines]
    alt = f"{len(lines)} handwritten digits that most of {runs} runs misread: {listed(said)}."
    head = ("test image", "label", "usual answer", "runs that misread it", "mean probability")
    return finished(canvas, "misread-digits", alt, Table(head, tuple(lines)))


def costs(networks: Sequence[Cost]) -> Figure:
    """Test errors of every network against its parameters, and against its multiply-adds.

    Errors, since on a scale of accuracies all good networks would lie on one line.
    """
    kinds = list(dict.fromkeys(each.kind for each in networks))
    with drawing(height=4.2, columns=2) as (canvas, axes):
        for place, cost in zip(axes, ("parameters", "multiply_adds"), strict=True):
            for number, kind in enumerate(kinds):
                mine = [each for each in networks if each.kind == kind]
                errors = [100 * (1 - each.accuracy.estimate) for each in mine]
                place.errorbar(
                    [getattr(each, cost) for each in mine],
                    errors,
                    yerr=[
                        [100 * (each.accuracy.high - each.accuracy.estimate) for each in mine],
                        [100 * (each.accuracy.estimate - each.accuracy.low) for each in mine],
                    ],
                    fmt=MARKERS[number % len(MARKERS)],
                    color=SERIES[number % len(SERIES)],
                    mfc="none",
                    ms=5,
                    lw=1,
                    label=kind,
                )
            values = [getattr(each, cost) for each in networks]
            ticks = [10.0**k for k in range(3, 9) if min(values) / 3 < 10**k < 3 * max(values)]
            logarithmic(place, "x", ticks)
            place.set_xlim(min(ticks[0], min(values) / 1.5), max(ticks[-1], 1.5 * max(values)))
            place.xaxis.set_major_formatter(lambda value, _: f"$10^{{{round(np.log10(value))}}}$")
            logarithmic(place, "y", ERRORS)
            place.set_xlabel(cost.replace("_", "-"))
            place.grid(axis="y")
        axes[0].set_ylabel("test errors in per cent")
        canvas.legend(*axes[0].get_legend_handles_labels(), loc="outside upper left", ncols=2)
    best = max(networks, key=lambda each: each.accuracy.estimate)
    alt = (
        f"Two panels with the test errors of {len(networks)} networks, with intervals over "
        f"seeds, against parameters and against multiply-adds an image. Highest accuracy: "
        f"{best.name} with {best.accuracy.as_percent}, {best.parameters:,} parameters and "
        f"{best.multiply_adds:,} multiply-adds."
    )
    rows = tuple(
        (each.name, f"{each.parameters:,}", f"{each.multiply_adds:,}", each.accuracy.as_percent)
        for each in networks
    )
    return finished(
        canvas, "costs", alt, Table(("network", "parameters", "multiply-adds", "accuracy"), rows)
    )
