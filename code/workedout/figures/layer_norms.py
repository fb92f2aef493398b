"""The gradient's length at each layer, while the four networks train."""

from workedout.display import Table
from workedout.experiments.plateau import CASES, FOUR_CASES, RECIPE
from workedout.figures.kit.drawing import SERIES, Figure, drawing, finished
from workedout.figures.surfaces import at_epochs
from workedout.inspection.layer_signals import gradient_norms
from workedout.records.store import Record
from workedout.wording import listed

SHOWN = {
    "weights 1": (SERIES[0], "-"),
    "weights 2": (SERIES[1], "--"),
    "weights 3": (SERIES[2], "-."),
    "biases 3": (SERIES[3], ":"),
}
LABELS = {"playground": "random start", "zeros": "zero start"}


def norms_over_epochs(record: Record, activation: str) -> dict[str, list[dict[str, float]]]:
    """Gradient norms of both starts, by arm, at each epoch that the record looks at.

    They are those of the mean loss over all training points, not of one batch.
    """
    (source,) = {arm.data for arm in FOUR_CASES.arms}
    train = source.split().train
    epochs = CASES[activation]
    return {
        start: [
            gradient_norms(network, train, RECIPE.loss)
            for network in at_epochs(record, f"{activation}, {start}", epochs)
        ]
        for start in LABELS
    }


def layer_norms(record: Record, activation: str) -> Figure:
    """One panel a start, one line a layer, on a logarithmic scale; zeros cannot be drawn on it."""
    epochs, rows, said = CASES[activation], [], []
    found = norms_over_epochs(record, activation)
    with drawing(height=3.0, columns=2) as (canvas, axes):
        for place, (start, norms) in zip(axes, found.items(), strict=True):
            silent = []
            for name, (colour, style) in SHOWN.items():
                values = [each[name] for each in norms]
                rows.append((LABELS[start], name, *(f"{value:.1e}" for value in values)))
                drawn = [(e, v) for e, v in zip(epochs, values, strict=True) if v > 0]
                if drawn:
                    place.plot(*zip(*drawn, strict=True), style, color=colour, lw=1.6)
                else:
                    silent.append(name)
            place.set_title(LABELS[start], fontsize=10.5)
            place.set_yscale("log")
            place.set_xscale("symlog", linthresh=1)
            place.set_xlim(0, epochs[-1])
            place.set_xlabel("epoch")
            place.grid()
            if silent:
                text = "exactly 0 throughout:\n" + ",\n".join(silent)
                place.text(0.06, 0.95, text, transform=place.transAxes, fontsize=9.5, va="top")
                said.append(f"with the {LABELS[start]}, {listed(silent)} are exactly 0 throughout")
        shared = [value for place in axes for value in place.get_ylim()]
        for place in axes:
            place.set_ylim(min(shared), max(shared))
        axes[1].set_yticklabels([])
        axes[0].set_ylabel("length of the gradient")
        for name, (colour, style) in SHOWN.items():
            axes[0].plot([], [], style, color=colour, label=name)
        canvas.legend(loc="outside upper left", ncols=4, handlelength=1.8, columnspacing=1.2)
    first = {start: norms[0] for start, norms in found.items()}
    said += [
        f"before training the {LABELS[start]} has "
        + listed([f"{each[name]:.1e} for {name}" for name in SHOWN])
        for start, each in first.items()
    ]
    alt = (
        f"Length of the mean gradient by the weights of each layer and by the output bias, over "
        f"{epochs[-1]:,} epochs, for two starts of one network; {'; '.join(said)}."
    )
    head = ("start", "parameters", *(f"epoch {epoch:,}" for epoch in epochs))
    return finished(canvas, f"layer-norms-{activation}", alt, Table(head, tuple(rows)))
