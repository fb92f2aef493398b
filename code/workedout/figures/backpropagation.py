"""Figures of the chapter on backpropagation, but for the diagram of its worked pass."""

from collections.abc import Mapping

import numpy as np

from workedout.derivations.pass_costs import multiply_adds
from workedout.display import Table
from workedout.figures.kit.drawing import INK, SERIES, Figure, drawing, finished
from workedout.from_scratch.finite_differences import Study
from workedout.wording import listed


def power_of_ten(value: float) -> str:
    """A number to two digits, as a table shows it: ``1.8e-08``."""
    return f"{value:.1e}" if value else "0"


def step_errors(study: Study) -> Figure:
    """Error against step for both differences, with the error that was derived and its minimum.

    Args:
        study: in double precision.
    """
    steps = np.array(study.steps)
    ahead = study.second * steps / 2 + 2 * study.rounding / steps
    both = study.third * steps**2 / 6 + study.rounding / steps
    kinds = (
        ("one step ahead", study.forward, ahead, study.best_forward, "o", SERIES[0]),
        ("to both sides", study.central, both, study.best_central, "s", SERIES[1]),
    )
    with drawing(height=3.6) as (canvas, (place,)):
        for label, errors, bound, (step, least), marker, colour in kinds:
            kept = np.array(errors) > 0  # a logarithmic axis has no zero
            place.plot(steps[kept], np.array(errors)[kept], marker, ms=3, color=colour, label=label)
            place.plot(steps, bound, "-", lw=1, color=colour)
            place.plot([step], [least], "D", ms=7, mfc="none", mew=1.6, color=INK)
        place.plot([], [], "-", lw=1, color=INK, label="derived error")
        place.plot([], [], "D", ms=7, mfc="none", mew=1.6, color=INK, label="its minimum")
        place.set_xscale("log")
        place.set_yscale("log")
        place.set_ylim(1e-13, 100)
        place.set_xlabel("step h")
        place.set_ylabel("error")
        place.grid()
        canvas.legend(loc="outside upper left", ncols=2, handlelength=1.5)
    said = [
        f"{label}, {power_of_ten(min(errors))} at a step of about "
        f"{power_of_ten(study.steps[int(np.argmin(errors))])}"
        for label, errors, *_ in kinds
    ]
    alt = (
        "Error of two finite differences against their step, both axes logarithmic. From the right "
        "the errors fall along straight lines as the step shrinks, then turn and rise, scattered, "
        f"until nothing of the derivative is left. The smallest errors: {listed(said)}."
    )
    head = (
        "step",
        "one step ahead",
        "the same in fractions",
        "to both sides",
        "the same in fractions",
    )
    columns = (
        study.steps,
        study.forward,
        study.forward_exact,
        study.central,
        study.central_exact,
    )
    rows = tuple(tuple(map(power_of_ten, row)) for row in zip(*columns, strict=True))
    return finished(canvas, "step-errors", alt, Table(head, rows))


def pass_costs(networks: Mapping[str, tuple[int, ...]]) -> Figure:
    """What the two parts of the backward pass cost, with the forward pass as the unit.

    Args:
        networks: widths from the inputs to the outputs, by name.
    """
    rows, ratios = [], {}
    with drawing(height=0.42 * len(networks) + 1.1) as (canvas, (place,)):
        for line, (name, widths) in enumerate(networks.items()):
            forward, backward = multiply_adds(widths)
            back = backward - forward
            place.barh(line, 1, 0.6, color=SERIES[0])
            place.barh(line, back / forward, 0.6, left=1, color=SERIES[1])
            ratios[name] = backward / forward
            rows.append((name, f"{forward:,}", f"{forward:,}", f"{back:,}", f"{ratios[name]:.3f}"))
        place.barh([0], [0], color=SERIES[0], label="gradients of the weights")
        place.barh([0], [0], color=SERIES[1], label="errors, one layer back")
        place.axvline(2, color=INK, lw=1, ls="--")
        place.set_yticks(range(len(networks)), list(networks))
        place.set_ylim(len(networks) - 0.5, -0.5)
        place.set_xlim(0, 2.15)
        place.set_xlabel("multiply-adds; the forward pass is 1")
        canvas.legend(loc="outside upper left", ncols=2, handlelength=1.5)
    said = [f"{name}: {ratio:.2f}" for name, ratio in ratios.items()]
    alt = (
        "Bars for the cost of the backward pass, in multiply-adds, with the forward pass as 1 and "
        f"a dashed line at 2. The weights' gradients cost 1 everywhere. In all: {listed(said)}."
    )
    head = ("network", "forward", "gradients of the weights", "errors back", "backward / forward")
    return finished(canvas, "pass-costs", alt, Table(head, tuple(rows)))
