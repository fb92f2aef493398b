"""A diagram that is walked through step by step.

The drawing is made of parts, each with the step at which it appears and the steps that light it up.
As it stands it shows everything, above the list of all steps: what paper, a notebook, and a reader
without scripts see. A script of the book's site hides what is still to come and adds the controls.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

from workedout.display import Table
from workedout.figures.kit.drawing import Figure

INK, SOFT = "currentColor", "var(--wo-ink-soft, #575d67)"
FORWARD, BACKWARD = "currentColor", "var(--wo-2, #b34700)"
PANEL, PAPER, RULE = "var(--wo-panel, #f5f2ea)", "var(--wo-paper, #fff)", "var(--wo-rule, #bbb)"


@dataclass(frozen=True)
class Part:
    """A piece of the drawing.

    Attributes:
        svg: its elements.
        since: the step, counted from 1, at which it appears.
        lit: the steps that light it up.
    """

    svg: str
    since: int = 1
    lit: tuple[int, ...] = ()

    @property
    def group(self) -> str:
        """The elements with what the script has to know."""
        lit = " ".join(map(str, self.lit))
        return f"<g data-since='{self.since}' data-lit='{lit}'>{self.svg}</g>"


@dataclass(frozen=True, repr=False)
class Stepper(Figure):
    """A figure with steps.

    Attributes:
        name: what is walked through, for those who listen.
        steps: what happens in each, as HTML of a line.
    """

    name: str
    steps: tuple[str, ...]

    def _repr_html_(self) -> str:
        items = "".join(f"<li>{step}</li>" for step in self.steps)
        return (
            f"<div class='wo-figure'><div class='wo-stepper' role='group' "
            f"aria-label='{escape(self.name, quote=True)}'>"
            f"<div class='wo-stepper-drawing'>{self.svg}</div>"
            "<div class='wo-stepper-bar'></div><div class='wo-stepper-text'></div>"
            "<details class='wo-stepper-steps' open><summary>All steps</summary>"
            f"<ol>{items}</ol></details></div>"
            "<details class='wo-numbers'><summary>The numbers in this figure</summary>"
            f"{self.table._repr_html_()}</details></div>"
        )


def stepper(
    name: str,
    size: tuple[int, int],
    parts: Sequence[Part],
    steps: Sequence[str],
    alt: str,
    table: Table,
) -> Stepper:
    """Put a diagram together.

    Args:
        name: what is walked through.
        size: width and height of the drawing; about 400 wide is legible on a phone.
        parts: in the order of drawing.
        steps: what happens in each step, as HTML of a line.
        alt: the whole drawing in words, with everything shown.
        table: its numbers.

    Raises:
        ValueError: a part belongs to a step that there is not, or a step lights up nothing.
    """
    known = set(range(1, len(steps) + 1))
    named = {step for part in parts for step in (part.since, *part.lit)}
    if not named <= known:
        raise ValueError(f"expected steps 1 to {len(steps)}, got {sorted(named - known)}")
    dark = known - {step for part in parts for step in part.lit}
    if dark:
        raise ValueError(f"nothing lights up in the steps {sorted(dark)}")
    body = "".join(part.group for part in parts)
    svg = (
        f"<svg viewBox='-2 0 {size[0] + 4} {size[1]}' role='img' "
        f"aria-label='{escape(alt, quote=True)}' style='font-size: 14px'>{body}</svg>"
    )
    return Stepper(svg, alt, table, name, tuple(steps))


def text(x: float, y: float, content: str, colour: str = INK, anchor: str = "middle") -> str:
    """A line of text; the content may hold ``tspan`` elements."""
    return f"<text x='{x:g}' y='{y:g}' fill='{colour}' text-anchor='{anchor}'>{content}</text>"


def box(x: float, y: float, width: float, height: float, fill: str = PANEL) -> str:
    """A rounded box by its left upper corner."""
    return (
        f"<rect x='{x:g}' y='{y:g}' width='{width:g}' height='{height:g}' rx='6' "
        f"fill='{fill}' stroke='{RULE}'/>"
    )


def line(x: float, y: float, to_x: float, to_y: float) -> str:
    """A straight line."""
    return (
        f"<line x1='{x:g}' y1='{y:g}' x2='{to_x:g}' y2='{to_y:g}' "
        f"stroke='{SOFT}' stroke-width='1.2'/>"
    )


def raised(letter: str, above: object = "", below: object = "") -> str:
    """A symbol with its layer above and its unit below, for the drawing."""
    parts = [f"<tspan font-style='italic'>{letter}</tspan>"]
    if above != "":
        parts.append(f"<tspan font-size='70%' dy='-0.5em'>{above}</tspan>")
    if below != "":
        shift = "0.8em" if above != "" else "0.3em"
        parts.append(f"<tspan font-size='70%' dy='{shift}'>{below}</tspan>")
    return "".join(parts)
