"""Training and validation loss, which part: what overfitting looks like in a record."""

from collections.abc import Mapping

import numpy as np

from workedout.display import Table
from workedout.figures.kit.drawing import INK, SERIES, Figure, drawing, finished
from workedout.records.store import ArmRecord
from workedout.wording import percent


def overfitting(name: str, arms: Mapping[str, ArmRecord]) -> Figure:
    """Draw both losses over the epochs, each run and the mean, a panel for each arm.

    Args:
        name: of the figure, unique within the book.
        arms: by title; each run was looked at after every epoch.

    Raises:
        ValueError: an arm was not looked at after every epoch.
    """
    rows, said = [], []
    with drawing(2.3 * len(arms) + 0.5, len(arms)) as (canvas, places):
        for place, (title, arm) in zip(places, arms.items(), strict=True):
            train, validation, accuracy = courses(title, arm)
            epochs = np.arange(1, train.shape[1] + 1)
            for values, colour, style in ((validation, SERIES[1], "-"), (train, SERIES[0], "--")):
                place.plot(epochs, values.T, style, color=colour, lw=0.5, alpha=0.5)
                place.plot(epochs, values.mean(axis=0), style, color=colour, lw=2)
            mean = validation.mean(axis=0)
            least = int(mean.argmin())
            place.plot(epochs[least], mean[least], "D", ms=7, mfc="none", mew=1.6, color=INK)
            place.set_title(title, fontsize=10.5, loc="left")
            place.set_yscale("log")
            place.set_ylabel("mean loss")
            place.grid()
            gained = accuracy.mean(axis=0)
            said.append(
                f"{title}, {len(train)} runs: the mean training loss falls from "
                f"{train.mean(axis=0)[0]:.3g} to {train.mean(axis=0)[-1]:.2g}; the validation loss "
                f"is least after epoch {least + 1}, {mean[least]:.3f}, and {mean[-1]:.3f} after "
                f"epoch {len(mean)}; the mean accuracy is {percent(gained[least])} then and "
                f"{percent(gained[-1])} at the end"
            )
            rows += [
                (title, str(epoch), *(f"{curve[epoch - 1]:.4g}" for curve in shown))
                for shown in [(train.mean(axis=0), mean, 100 * gained)]
                for epoch in epochs
            ]
        places[-1].set_xlabel("epoch")
        places[0].plot([], [], "-", color=SERIES[1], lw=2, label="validation loss")
        places[0].plot([], [], "--", color=SERIES[0], lw=2, label="training loss")
        places[0].plot([], [], "D", ms=6, mfc="none", mew=1.6, color=INK, label="least")
        canvas.legend(loc="outside upper left", ncols=3, handlelength=1.8)
    alt = f"Mean losses over the epochs on a logarithmic axis. {'. '.join(said)}."
    head = ("arm", "epoch", "training loss", "validation loss", "validation accuracy in per cent")
    return finished(canvas, name, alt, Table(head, tuple(rows)))


def courses(title: str, arm: ArmRecord) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Training losses, validation losses and accuracies, each (runs, epochs)."""
    runs = list(arm.seeds.values())
    for run in runs:
        if len(run.observations) != len(run.train_loss):
            raise ValueError(
                f"{title}: {len(run.observations)} looks at {len(run.train_loss)} epochs"
            )
    seen = np.array([run.observations for run in runs])
    return np.array([run.train_loss for run in runs]), seen[:, :, 1], seen[:, :, 2]
