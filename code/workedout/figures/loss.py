"""Figures of the chapter on the loss."""

import math
from collections.abc import Mapping, Sequence

import numpy as np

from workedout.display import Table
from workedout.experiments.loss import CANDIDATES, WINNERS
from workedout.figures.kit.answering import Answering, answering, boxes, moved
from workedout.figures.kit.drawing import INK, SERIES, Figure, drawing, finished
from workedout.figures.kit.marks import CUT
from workedout.records.store import Record
from workedout.statistics.reported_pairs import least_loss
from workedout.wording import listed, minus, percent

ARMS = ("one softmax, sgd", "two softmaxes, sgd", "one softmax, adam", "two softmaxes, adam")
STYLES = ("-o", "--s", "-o", "--s")
FEWEST = 3e-6  # where the axis of small losses ends


def one_and_two(classes: int = 10) -> Figure:
    """The loss against the probability that the first softmax gives to the label."""
    t = np.linspace(0, 1, 201)[1:]
    others = classes - 1
    lines = {
        "one softmax": np.log(1 / t),
        "two, the rest on one class": np.log(np.exp(t) + np.exp(1 - t) + others - 1) - t,
        "two, the rest shared equally": np.log1p(others * np.exp((1 - classes * t) / others)),
    }
    floor = math.log1p(others / math.e)
    with drawing(height=3.1) as (canvas, (place,)):
        for style, colour, (name, values) in zip(
            ("-", "-", "--"), SERIES, lines.items(), strict=False
        ):
            place.plot(t, values, style, color=colour, label=name, lw=1.7, gid=CUT)  # one to ∞
        place.axhline(floor, color=SERIES[5], lw=1, ls=":", label="floor of two")
        place.set_ylim(0, 5)
        place.set_xlim(0, 1)
        place.set_xlabel("probability of the label after the first softmax")
        place.set_ylabel("loss")
        place.grid()
        canvas.legend(loc="outside upper left", ncols=2, handlelength=1.8)
    shown = [i for i in (1, 9, 19, 49, 99, 149, 179, 199) if i < len(t)]
    rows = tuple((f"{t[i]:.3g}", *(f"{values[i]:.4f}" for values in lines.values())) for i in shown)
    alt = (
        "Loss against the probability of the label. With one softmax it falls from beyond all "
        f"bounds to 0. With two it falls from about {lines['two, the rest on one class'][0]:.2f} "
        f"to the floor {floor:.4f}, and hardly depends on where the rest of the probability lies."
    )
    return finished(canvas, "one-and-two", alt, Table(("probability", *lines), rows))


def rates(search: Record, confirmation: Record) -> Figure:
    """Validation accuracy against the learning rate, and the seeds of each chosen one."""
    rows, said = [], []
    with drawing(height=3.6, columns=2) as (canvas, axes):
        for number, arm in enumerate(ARMS):
            place, colour = axes[number // 2], SERIES[number % 2]
            tried = [c for c in CANDIDATES if c.arm == arm]
            found = [search[c.name].accuracies[0] for c in tried]
            place.plot(
                [c.rate for c in tried], [100 * a for a in found], STYLES[number],
                color=colour, ms=4, mfc="none", lw=1.3,
            )  # fmt: skip
            (chosen,) = [c for c in WINNERS if c.arm == arm]
            values = confirmation[arm].accuracies
            place.plot([chosen.rate] * len(values), [100 * v for v in values], ".", color=colour)
            mean = percent(float(np.mean(values)))
            for candidate, accuracy in zip(tried, found, strict=True):
                mark = mean if candidate == chosen else ""
                rows.append((candidate.name, percent(accuracy), mark))
            said.append(f"{arm} at {chosen.rate:g} with {mean}")
        for place, title in zip(axes, ("SGD", "Adam"), strict=True):
            place.set_title(title, fontsize=10.5)
            place.set_xscale("log")
            place.set_xlabel("learning rate")
            place.grid()
        axes[0].set_ylabel("validation accuracy in per cent")
        axes[0].set_ylim(0, 100)
        axes[1].set_ylim(80, 100)
        for style, colour, label in (
            ("-o", SERIES[0], "one softmax, one seed"),
            ("--s", SERIES[1], "two softmaxes, one seed"),
            (".", INK, "chosen rate, ten seeds"),
        ):
            axes[0].plot([], [], style, color=colour, label=label, ms=4, mfc="none")
        canvas.legend(loc="outside upper left", ncols=2, handlelength=1.8)
    alt = (
        "Validation accuracy against the learning rate for one softmax and two, with two "
        f"optimizers. Chosen: {listed(said)}, means of ten seeds."
    )
    head = ("candidate", "search, one seed", "chosen, mean of ten seeds")
    return finished(canvas, "two-softmaxes", alt, Table(head, tuple(rows)))


def parting(record: Record) -> Figure:
    """Training loss, held-out loss and held-out accuracy over the epochs, each run and the mean."""
    (arm,) = record.arms.values()
    seen = np.array([[o[1:] for o in each.observations] for each in arm.seeds.values()])
    train = np.array([each.train_loss for each in arm.seeds.values()])
    curves = {
        "validation loss": seen[:, :, 0],
        "training loss": train,
        "validation accuracy": 100 * seen[:, :, 1],
    }
    epochs = range(1, seen.shape[1] + 1)
    with drawing(height=4.4, rows=2) as (canvas, axes):
        for number, (name, values) in enumerate(curves.items()):
            place, colour = axes[number // 2], SERIES[number]
            style = "--" if number == 1 else "-"
            place.plot(epochs, values.T, style, color=colour, lw=0.5, alpha=0.5)
            place.plot(epochs, values.mean(axis=0), style, color=colour, lw=2, label=name)
            place.grid()
        axes[0].set_ylabel("mean loss")
        axes[0].set_ylim(bottom=0)
        axes[1].set_ylabel("accuracy in per cent")
        axes[1].set_xlabel("epoch")
        canvas.legend(loc="outside upper left", ncols=2, handlelength=1.8)
    means = {name: values.mean(axis=0) for name, values in curves.items()}
    lowest = int(means["validation loss"].argmin())
    alt = (
        f"{len(seen)} runs over {len(train[0])} epochs. The mean validation loss falls to "
        f"{means['validation loss'][lowest]:.3f} after epoch {lowest + 1} and then rises to "
        f"{means['validation loss'][-1]:.3f}; the mean accuracy is "
        f"{means['validation accuracy'][lowest]:.2f} % then and "
        f"{means['validation accuracy'][-1]:.2f} % at the end; the training loss falls throughout "
        f"to {means['training loss'][-1]:.3f}."
    )
    rows = tuple(
        (str(epoch), *(f"{mean[epoch - 1]:.4g}" for mean in means.values())) for epoch in epochs
    )
    return finished(canvas, "parting", alt, Table(("epoch", *means), rows))


def least_losses(
    measured: Mapping[str, Sequence[tuple[float, float]]],
    published: Sequence[tuple[float, float]],
) -> Figure:
    """The least mean loss for each accuracy, with pairs that were measured and that were reported.

    Args:
        measured: for each name, pairs of a loss and an accuracy (a share).
        published: the same, as others reported them.
    """
    a = np.linspace(0.94, 0.9995, 200)
    least = np.array([least_loss(each) for each in a])
    rows = []
    with drawing(height=3.5) as (canvas, (place,)):
        place.plot(100 * a, least, color=INK, lw=1.7, label="least mean loss")
        place.fill_between(100 * a, FEWEST, least, color=SERIES[5], alpha=0.15, lw=0)
        place.text(94.15, 2.5e-4, "impossible", fontsize=10.5)
        for colour, (name, pairs) in zip(SERIES, measured.items(), strict=False):
            losses, accuracies = zip(*pairs, strict=True)
            place.plot([100 * x for x in accuracies], losses, "o", ms=3, color=colour, label=name)
            rows += [(name, f"{x:.4g}", percent(y), f"{least_loss(y):.4g}") for x, y in pairs]
        for loss, accuracy in published:
            place.plot(100 * accuracy, loss, "x", ms=7, mew=2, color=SERIES[4])
            low = f"{least_loss(accuracy):.4g}"
            rows.append(("reported", f"{loss:g}", percent(accuracy), low))
        place.plot([], [], "x", ms=6, mew=2, color=SERIES[4], label="reported by others")
        place.set_yscale("log")
        place.set_ylim(3e-5, 1)
        place.set_xlim(94, 100)
        place.set_xlabel("accuracy in per cent")
        place.set_ylabel("mean loss")
        place.grid()
        canvas.legend(loc="outside upper left", ncols=2, handlelength=1.5)
    count = sum(map(len, measured.values()))
    above = all(x >= least_loss(y) for pairs in measured.values() for x, y in pairs)
    below = sum(x < least_loss(y) for x, y in published)
    alt = (
        f"Mean loss against accuracy. {'All' if above else 'Not all'} {count} measured pairs lie "
        f"on or above the line of the least mean loss, and {below} of {len(published)} reported "
        "pairs lie far below it."
    )
    head = ("pair", "mean loss", "accuracy", "least loss for this accuracy")
    return finished(canvas, "least-losses", alt, Table(head, tuple(rows)))


def softmax_loss(logits: tuple[float, float, float] = (1, 2, 0)) -> Answering:
    """Three logits, the first of the label: what softmax makes of them, and the loss.

    Args:
        logits: at first.
    """
    powers = np.exp(np.array(logits) - max(logits))
    shares = powers / powers.sum()
    loss, p = -math.log(shares[0]), np.linspace(0, 1, 201)[1:]
    with drawing(height=3.0, columns=2) as (canvas, (left, right)):
        corners = [(at + 0.7, 0.0, at + 1.3, share) for at, share in enumerate(shares)]
        boxes(left, "bars", corners, color=SERIES[0], alpha=0.6)
        texts = [
            left.text(at, share + 0.02, f"{share:.2f}", ha="center")
            for at, share in enumerate(shares, 1)
        ]
        moved("shares", *texts)
        left.set_xticks([1, 2, 3], ["label", "class 2", "class 3"])
        left.set(xlim=(0.5, 3.5), ylim=(0, 1.1), ylabel="probability")
        right.plot(p, -np.log(p), color=SERIES[0], gid=CUT)
        right.axhline(math.log(2), color=SERIES[1], ls="--", lw=1, label="log 2")
        right.axhline(math.log(3), color=SERIES[2], ls=":", lw=1.2, label="log 3")
        (here,) = right.plot(shares[0], loss, "o", ms=8, mfc="none", mew=1.5, color=INK)
        moved("here", here)
        right.set(xlim=(0, 1), ylim=(0, 9), xlabel="probability of the label", ylabel="loss")
        right.grid()
        right.legend(loc="upper right")
    said = listed([minus(f"{logit:g}") for logit in logits])
    alt = (
        f"Left, the probabilities that softmax makes of the logits {said}: "
        f"{listed([f'{share:.2f}' for share in shares])}. Right, the loss against the "
        f"probability of the label, falling from beyond all bounds to 0, with a mark at "
        f"{loss:.2f}, and lines at log 2 and log 3."
    )
    names = ("label", "class 2", "class 3")
    rows = tuple(
        (name, minus(f"{logit:g}"), f"{share:.4f}", f"{-math.log(share):.4f}")
        for name, logit, share in zip(names, logits, shares, strict=True)
    )
    state = dict(zip(("z1", "z2", "z3"), logits, strict=True))
    table = Table(("class", "logit", "probability", "loss if it is the label"), rows)
    return answering(canvas, "softmax-loss", state, alt, table)
