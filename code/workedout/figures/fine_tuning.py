"""Figures of the chapter on fine-tuning."""

from collections.abc import Mapping, Sequence

import numpy as np
import torch
from torch import Tensor

from workedout.data.optical_digits import MOST, enlarged
from workedout.display import Table
from workedout.experiments.transfer import RATES, TITLES, WAYS, Candidate
from workedout.figures.digits import ink
from workedout.figures.kit.drawing import INK, SERIES, Figure, drawing, finished, logarithmic
from workedout.records.store import Record
from workedout.results.measures import MEASURES
from workedout.results.transfer_family import Finals
from workedout.wording import listed

MARKS = dict(zip(WAYS, ("o", "s", "^"), strict=True))
COLOURS = dict(zip(WAYS, SERIES, strict=False))
SPREAD = 1.04  # how far the ways stand apart, as a factor on the number of labelled examples
SHOWN = 10  # digits a row


def resized(images: Tensor, labels: Tensor, mnist: Tensor) -> Figure:
    """A digit of each class as the file has it, enlarged, and one of MNIST's.

    Args:
        images: (N, 8, 8), from 0 to 16.
        labels: (N,).
        mnist: uint8 (10, 28, 28), one digit of each class.
    """
    chosen = [int((labels == digit).nonzero()[0]) for digit in range(SHOWN)]
    small = images[chosen].double() / MOST
    named = {
        "the file, 8 by 8": small,
        "enlarged, 28 by 28": enlarged(images[chosen]),
        "MNIST, 28 by 28": mnist.double() / 255,
    }
    rows = []
    with drawing(height=2.5, rows=len(named), columns=SHOWN) as (canvas, axes):
        for line, (name, shades) in enumerate(named.items()):
            for place, image in zip(axes[line * SHOWN :], shades.numpy(), strict=False):
                place.imshow(ink(image), interpolation="none")
                place.set_axis_off()
            axes[line * SHOWN].set_title(name, fontsize=9.5, loc="left", pad=5)
            rows.append((name, *(f"{each.mean():.2f}" for each in shades)))
    alt = (
        "Three rows of the digits 0 to 9: coarse ones of 8 by 8 pixels; the same enlarged, with "
        "soft edges and an empty border; and sharper ones of MNIST, of the same size."
    )
    head = ("mean shade, from 0 to 1", *map(str, range(SHOWN)))
    return finished(canvas, "fine-tuning-digits", alt, Table(head, tuple(rows)))


def curves(name: str, found: Finals, untrained: Mapping[str, float] | None = None) -> Figure:
    """Test accuracy and loss against the number of labelled examples: runs, and means.

    Args:
        name: of the figure.
        found: the finals of a task.
        untrained: accuracy (a share) and loss of the network as it is, where it can be asked.
    """
    rows, said = [], []
    with drawing(height=5.4, rows=2) as (canvas, places):
        for place, measure in zip(places, MEASURES, strict=True):
            for offset, way in enumerate(WAYS):
                means = [found.mean(measure, way, each) for each in found.counts]
                at = [each * SPREAD ** (offset - 1) for each in found.counts]
                for x, each in zip(at, found.counts, strict=True):
                    runs = found.values(measure, way, each)
                    place.plot([x] * len(runs), runs, ".", ms=3, alpha=0.5, color=COLOURS[way])
                place.plot(at, means, f"{MARKS[way]}-", color=COLOURS[way], label=TITLES[way], ms=4)
                digits = 1 if measure == "accuracy" else 3
                told = [f"{mean:.{digits}f}" for mean in means]
                rows.append((measure, TITLES[way], *told))
                said.append(f"{measure} {TITLES[way]} {listed(told)}")
            if untrained is not None:
                scale = 100 if measure == "accuracy" else 1
                label = "MNIST's network, as it is"
                place.axhline(scale * untrained[measure], color=INK, lw=1, ls="--", label=label)
            logarithmic(place, "x", found.counts)
            place.grid()
        places[0].set_ylabel("test accuracy in per cent")
        places[1].set_ylabel("test loss")
        logarithmic(places[1], "y", (0.03, 0.1, 0.3, 1))
        places[1].set_xlabel("labelled examples")
        handles, labels = places[0].get_legend_handles_labels()
        canvas.legend(handles, labels, loc="outside upper left", ncols=2, handlelength=1.5)
    alt = (
        f"Accuracy and loss on test images against {listed([str(n) for n in found.counts])} "
        f"labelled examples, for three ways of learning. Means: {'; '.join(said)}."
    )
    head = ("mean", "way", *(f"{each} labelled" for each in found.counts))
    return finished(canvas, name, alt, Table(head, tuple(rows)))


def rates(record: Record, counts: Sequence[int]) -> Figure:
    """Validation accuracy against the rate, a panel for each number of labelled examples.

    Args:
        record: of a search.
        counts: which numbers to show.
    """
    rows, said = [], []
    with drawing(height=2.5 * len(counts), rows=len(counts)) as (canvas, places):
        for place, labelled in zip(places, counts, strict=True):
            for way in WAYS:
                tried = RATES[way]
                means = [
                    100 * float(np.mean(record[Candidate(way, labelled, rate).name].accuracies))
                    for rate in tried
                ]
                style = {"color": COLOURS[way], "ms": 4}
                place.plot(tried, means, f"{MARKS[way]}-", label=TITLES[way], **style)
                best = int(np.argmax(means))
                said.append(
                    f"{labelled} labelled, {TITLES[way]} {means[best]:.1f} at {tried[best]:g}, "
                    f"{means[-1]:.1f} at {tried[-1]:g}"
                )
                told = (f"{a:g}: {b:.1f}" for a, b in zip(tried, means, strict=True))
                rows.append((str(labelled), TITLES[way], ", ".join(told)))
            place.set_xscale("log")
            place.set_title(f"{labelled} labelled examples", fontsize=10.5, loc="left")
            place.set_ylim(0, 102)
            place.grid()
        places[-1].set_xlabel("learning rate at its highest")
        canvas.supylabel("validation accuracy in per cent", fontsize=10.5)
        handles, labels = places[0].get_legend_handles_labels()
        canvas.legend(handles, labels, loc="outside upper left", ncols=3, handlelength=1.5)
    alt = (
        "Validation accuracy against the learning rate, for three ways of learning. Best mean in "
        f"per cent, and mean at the highest rate: {'; '.join(said)}."
    )
    head = ("labelled", "way", "rate: mean accuracy in per cent")
    return finished(canvas, "fine-tuning-rates", alt, Table(head, tuple(rows)))


def one_of_each(images: Tensor, labels: Tensor) -> Tensor:
    """The first image of each class: (N, 28, 28), (N,) → (10, 28, 28)."""
    return torch.stack([images[int((labels == digit).nonzero()[0])] for digit in range(SHOWN)])
