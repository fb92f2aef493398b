"""Small networks, drawn: units in layers, a named weight on each edge, biases, activations."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from matplotlib.axes import Axes
from matplotlib.patches import Circle

from workedout.display import Table
from workedout.figures.kit.drawing import INK, SERIES, WIDTH, Figure, drawing, finished
from workedout.figures.kit.label_places import Box, Edge, Point, along, cost, placed
from workedout.figures.kit.symbols import as_text
from workedout.wording import listed, minus

RADIUS, ROW, HEAD, TITLE = 0.2, 1.08, 0.25, 0.24  # inches: unit, between units, headings
SIDE = 0.32  # inches left and right of the outermost middles
SIZE, LETTER, LINE = 9.5, 0.068, 0.19  # of labels: points, and inches a letter and a line


class Dense(NamedTuple):
    """A layer to draw.

    Attributes:
        weights: a row a unit, a column an input; numbers, or symbols in LaTeX.
        biases: one a unit; empty where there are none.
        activation: its name; empty where there is none.
    """

    weights: Sequence[Sequence[Any]]
    biases: Sequence[Any]
    activation: str = ""


class Edges(NamedTuple):
    """The edges into a layer, and what is written on each."""

    lines: list[Edge]
    labels: list[str]


def network_diagram(
    name: str, networks: Mapping[str, Sequence[Dense]], numbers_alone: bool = False
) -> Figure:
    """Draw networks, one below the other, inputs on the left.

    Weights are named as in the book, w^l_ij from unit j to unit i of layer l; of a network that is
    one unit, w_j. A symbol that is given in place of a number stands as it is.

    Args:
        name: of the figure, unique within the book.
        networks: by title, which is empty where there is but one.
        numbers_alone: whether numbers stand without the names of their weights.

    Raises:
        ValueError: the layers of a network do not fit together.
    """
    heights = [head(title) + ROW * most(each) for title, each in networks.items()]
    rows, said = [], []
    with drawing(sum(heights), rows=len(networks)) as (canvas, places):
        canvas.set_layout_engine("none")
        top = sum(heights)
        for place, height, (title, layers) in zip(places, heights, networks.items(), strict=True):
            top -= height
            place.set_position((0, top / sum(heights), 1, height / sum(heights)))
            place.set(xlim=(0, WIDTH), ylim=(height, 0))
            place.set_axis_off()
            draw_network(place, title, layers, height, numbers_alone)
            listing = [*entries(layers)]
            rows += [(title, *entry) if len(networks) > 1 else entry for entry in listing]
            said.append(in_words(title, layers, listing))
    columns = ("parameter", "from", "to", "value")
    table = Table(("network", *columns) if len(networks) > 1 else columns, tuple(rows))
    return finished(canvas, name, " ".join(said), table)


def head(title: str) -> float:
    """The height of what stands above a network."""
    return HEAD + TITLE * bool(title)


def most(layers: Sequence[Dense]) -> int:
    """Units of the widest layer, the inputs among them.

    Raises:
        ValueError: the layers do not fit together.
    """
    widths = [len(layers[0].weights[0])]
    for number, layer in enumerate(layers, 1):
        found = {len(row) for row in layer.weights}
        if found != {widths[-1]}:
            raise ValueError(f"layer {number}: expected {widths[-1]} inputs a unit, got {found}")
        if len(layer.biases) not in (0, len(layer.weights)):
            raise ValueError(f"layer {number}: expected a bias for each unit")
        widths.append(len(layer.weights))
    return max(widths)


def draw_network(
    place: Axes, title: str, layers: Sequence[Dense], height: float, numbers_alone: bool
) -> None:
    """One network in its axes, whose units are inches."""
    counts = [len(layers[0].weights[0]), *(len(layer.weights) for layer in layers)]
    step = (WIDTH - 2 * SIDE - RADIUS) / len(layers)
    middles = [
        [
            (SIDE + RADIUS / 2 + column * step, centre(title, height, count, unit))
            for unit in range(count)
        ]
        for column, count in enumerate(counts)
    ]
    if title:
        place.text(0.02, 0.02, title, fontsize=10.5, va="top", weight="bold")
    for column, ((x, _), *_) in enumerate(middles):
        draw_heading(place, (x, head(title) - 0.12), column, layers)
    numbers = range(1, len(layers) + 1)
    edges = [edges_into(number, layers, middles, numbers_alone) for number in numbers]
    taken = [box for each in edges for box in draw_edges(place, each)]
    lines = [line for each in edges for line in each.lines]
    for number, layer in enumerate(layers, 1):
        for unit, bias in enumerate(layer.biases):
            label = entry_label(bias_name(number, unit, layers), bias, False)
            box = bias_place(middles[number][unit], label, taken, lines)
            place.text(box.x, box.y, label, fontsize=SIZE, ha="center", va="center")
    for column, spots in enumerate(middles):
        for unit, spot in enumerate(spots):
            colour = SERIES[0] if column else INK
            place.add_patch(Circle(spot, RADIUS, fc="none", ec=colour, lw=1.3))
            label = unit_name(column, unit, layers)
            place.text(*spot, label, fontsize=SIZE, ha="center", va="center")


def draw_heading(place: Axes, spot: Point, column: int, layers: Sequence[Dense]) -> None:
    """What a layer is, above it; at the sides flush with its units."""
    x, y = spot
    sides = {0: (x - RADIUS, "left"), len(layers): (x + RADIUS, "right")}
    at, flush = sides.get(column, (x, "center"))
    role = layer_name(column, layers)
    place.text(at, y, role, fontsize=SIZE, ha=flush, va="center")


def centre(title: str, height: float, count: int, unit: int) -> float:
    """How far below the top a unit of a layer lies."""
    above = head(title)
    return above + (height - above) / 2 + (unit - (count - 1) / 2) * ROW - 0.1


def edges_into(
    number: int, layers: Sequence[Dense], middles: Sequence[Sequence[tuple]], numbers_alone: bool
) -> Edges:
    """All edges into a layer, from border to border of the units."""
    lines, labels = [], []
    for unit, row in enumerate(layers[number - 1].weights):
        for source, weight in enumerate(row):
            (x, y), (to_x, to_y) = middles[number - 1][source], middles[number][unit]
            share = RADIUS / ((to_x - x) ** 2 + (to_y - y) ** 2) ** 0.5
            whole = (x, y), (to_x, to_y)
            lines.append((along(whole, share), along(whole, 1 - share)))
            labels.append(
                entry_label(weight_name(number, unit, source, layers), weight, numbers_alone)
            )
    return Edges(lines, labels)


def bias_place(unit: Point, label: str, taken: Sequence[Box], lines: Sequence[Edge]) -> Box:
    """Below a unit, or above it where that covers less of the edges and of their labels."""
    x, y = unit
    away = RADIUS + 0.05 + LINE / 2
    sides = [Box(x, y + side * away, *size_of(label)) for side in (1, -1)]
    return min(sides, key=lambda box: cost(box, taken, lines))


def draw_edges(place: Axes, edges: Edges) -> list[Box]:
    """Each edge as an arrow with a gap in which its label stands; where the labels stand."""
    boxes = placed(edges.lines, [size_of(label) for label in edges.labels])
    for edge, label, box in zip(edges.lines, edges.labels, boxes, strict=True):
        first, second = gap(box, edge)
        place.plot(*zip(edge[0], along(edge, first), strict=True), color=INK, lw=0.9)
        tip = {"arrowstyle": "-|>", "color": INK, "lw": 0.9, "shrinkA": 0, "shrinkB": 0}
        place.annotate("", edge[1], along(edge, second), arrowprops=tip)
        place.text(box.x, box.y, label, fontsize=SIZE, ha="center", va="center")
    return boxes


def size_of(label: str) -> Point:
    """Width and height that a label takes, in inches."""
    return LETTER * width_of(label) + 0.09, LINE


def gap(box: Box, edge: Edge) -> tuple[float, float]:
    """Where an edge stops before its label, and goes on behind it."""
    span = box.span(edge)
    if span is None:
        raise ValueError(f"the label at {box.x:g}, {box.y:g} does not lie on its edge")
    return span


def layer_name(column: int, layers: Sequence[Dense]) -> str:
    """What stands above a layer."""
    if column == 0:
        return "inputs" if len(layers[0].weights[0]) > 1 else "input"
    kind = "output" if column == len(layers) else "hidden"
    activation = layers[column - 1].activation
    return f"{kind}, {activation}" if activation else kind


def plain_unit(layers: Sequence[Dense]) -> bool:
    """Whether a network is one unit, whose weights need no layer and no unit in their names."""
    return len(layers) == 1 and len(layers[0].weights) == 1


def weight_name(number: int, unit: int, source: int, layers: Sequence[Dense]) -> str:
    """The name of a weight in LaTeX."""
    return f"w_{source + 1}" if plain_unit(layers) else f"w^{number}_{{{unit + 1}{source + 1}}}"


def bias_name(number: int, unit: int, layers: Sequence[Dense]) -> str:
    """The name of a bias in LaTeX."""
    return "b" if plain_unit(layers) else f"b^{number}_{unit + 1}"


def unit_name(column: int, unit: int, layers: Sequence[Dense]) -> str:
    """What stands in a unit: its output; in a network of one unit, that it sums."""
    if plain_unit(layers):
        return r"$\Sigma$" if column else f"$x_{unit + 1}$"
    return f"$x^{column}_{unit + 1}$"


def entry_label(name: str, value: Any, numbers_alone: bool) -> str:
    """What is written on an edge or below a unit: name and number, or a symbol alone."""
    if isinstance(value, str):
        return f"${value}$"
    number = minus(str(value))
    return number if numbers_alone else f"${name}$ = {number}"


def width_of(label: str) -> float:
    """About how many letters a label is wide; what is raised or lowered is smaller."""
    math, _, number = label.rpartition("$")
    inside = math.strip("$")
    below = inside.partition("_")[2].strip("{}")
    return (1.3 + 0.7 * max(len(below), "^" in inside) if inside else 0) + len(number)


def entries(layers: Sequence[Dense]) -> Iterator[tuple[str, str, str, str]]:
    """All weights and biases: name, from, to, value."""
    for number, layer in enumerate(layers, 1):
        for unit, row in enumerate(layer.weights):
            to = spoken(number, unit, layers)
            for source, weight in enumerate(row):
                told = as_text(weight_name(number, unit, source, layers))
                yield told, spoken(number - 1, source, layers), to, written(weight)
            if len(layer.biases):
                told = as_text(bias_name(number, unit, layers))
                yield told, "", to, written(layer.biases[unit])


def written(value: Any) -> str:
    """A number, or a symbol, as plain text."""
    return as_text(value) if isinstance(value, str) else minus(str(value))


def spoken(column: int, unit: int, layers: Sequence[Dense]) -> str:
    """A unit in words."""
    if column == 0:
        return f"input {unit + 1}"
    if column == len(layers):
        return "output" if len(layers[-1].weights) == 1 else f"output {unit + 1}"
    hidden = f"hidden unit {unit + 1}"
    return hidden if len(layers) == 2 else f"{hidden} of layer {column}"


def in_words(title: str, layers: Sequence[Dense], listing: Sequence[tuple]) -> str:
    """A network in words: its layers, and each parameter."""
    inputs = len(layers[0].weights[0])
    parts = [f"{inputs} input{'s' if inputs > 1 else ''}"]
    for number, layer in enumerate(layers, 1):
        count = len(layer.weights)
        kind = "output" if number == len(layers) else "hidden unit"
        plural = "s" if count > 1 else ""
        parts.append(f"{count} {kind}{plural}" + f" ({layer.activation or 'no activation'})")
    units: dict[str, list[str]] = {}
    for _, source, to, value in listing:
        what = f"{value} from {source}" if source else f"bias {value}"
        units.setdefault(to, []).append(what)
    begin = f"{title}: a" if title else "A"
    into = "; ".join(f"{to}: {listed(what)}" for to, what in units.items())
    return f"{begin} network of {listed(parts)}. Weights and biases by unit, {into}."
