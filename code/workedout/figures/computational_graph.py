"""A computational graph: values forward, and on each edge the local times the upstream derivative.

It is drawn from ``scalar_graph``, which computes all of its numbers.
"""

from collections.abc import Mapping
from fractions import Fraction

from matplotlib.axes import Axes
from matplotlib.patches import FancyBboxPatch

from workedout.display import Table
from workedout.figures.kit.drawing import INK, SERIES, WIDTH, Figure, drawing, finished
from workedout.figures.kit.label_places import Box, Edge, Point, along, placed
from workedout.figures.kit.symbols import as_text
from workedout.from_scratch.scalar_graph import Node, Number, derivatives, in_order
from workedout.wording import minus

BACKWARD = SERIES[1]
ROW, TALL, BROAD, SIGN = 1.14, 0.44, 0.84, 0.115  # inches: rows, boxes, and a sign's radius
SIZE, LETTER, LINE = 9.5, 0.07, 0.19  # of labels: points, and inches a letter and a line


def computational_graph(name: str, result: Node) -> Figure:
    """Draw a graph from what is given, at the top, to the result, at the bottom.

    Args:
        name: of the figure, unique within the book.
        result: the number whose derivatives are taken.
    """
    nodes, by = in_order(result), derivatives(result)
    spots = on_paper(places_of(nodes, rows_of(nodes)))
    height = max(y for _, y in spots.values()) + TALL / 2 + 0.06
    with drawing(height) as (canvas, (place,)):
        canvas.set_layout_engine("none")
        place.set_position((0, 0, 1, 1))
        place.set(xlim=(0, WIDTH), ylim=(height, 0))
        place.set_axis_off()
        draw_edges(place, nodes, by, spots)
        for node in nodes:
            draw_node(place, node, by[node], spots[node])
    values = [f"{as_text(n.name)} = {number(n.value)}, ∂ {number(by[n])}" for n in nodes]
    alt = (
        f"Computational graph of {as_text(result.name)}. Each value, and after ∂ the derivative "
        f"of {as_text(result.name)} by it: {'; '.join(values)}. On each edge stands the local "
        "derivative times the upstream one, which comes back from where the edge leads."
    )
    return finished(canvas, name, alt, edge_table(nodes, by))


def edge_table(nodes: list[Node], by: Mapping[Node, Number]) -> Table:
    """All edges: the local derivative, the upstream one, and their product."""
    rows = [
        (
            f"{as_text(source.name)} to {as_text(node.name)}",
            number(source.value),
            number(local),
            number(by[node]),
            number(local * by[node]),
        )
        for node in nodes
        for source, local in zip(node.sources, node.locals, strict=True)
    ]
    head = ("edge", "value", "local derivative", "upstream derivative", "product")
    return Table(head, tuple(rows))


def number(value: Number) -> str:
    """A fraction as it is, another number to three digits."""
    exact = isinstance(value, (int, Fraction))
    return minus(str(value) if exact else f"{value:.3g}")


def factor(value: Number) -> str:
    """A number as a second factor: what begins with a minus stands in brackets."""
    return f"({number(value)})" if value < 0 else number(value)


def rows_of(nodes: list[Node]) -> dict[Node, int]:
    """The row of each node: below all that it is computed from, and what is given right above."""
    rows: dict[Node, int] = {}
    for node in nodes:
        if node.sources:
            rows[node] = 1 + max((rows[each] for each in node.sources if each.sources), default=0)
    for node in nodes:
        if not node.sources:
            rows[node] = min(rows[each] for each in nodes if node in each.sources) - 1
    return rows


def places_of(nodes: list[Node], rows: Mapping[Node, int]) -> dict[Node, Point]:
    """Columns and rows: a result below the middle of its sources, a given number beside them."""
    columns: dict[Node, float] = {}
    for node in nodes:
        inner = [columns[each] for each in node.sources if each.sources]
        for source in node.sources:
            if source in columns:
                continue
            beside = [columns[each] for each in columns if rows[each] == rows[source]]
            columns[source] = max(beside, default=-1.0) + 1
        if node.sources:
            above = inner or [columns[each] for each in node.sources]
            columns[node] = sum(above) / len(above) + aside(node, nodes, columns)
    return {node: (columns[node], rows[node]) for node in nodes}


def aside(node: Node, nodes: list[Node], columns: Mapping[Node, float]) -> int:
    """A node steps aside where one above it is used further down as well."""
    later = nodes[nodes.index(node) + 1 :]
    through = [each for each in node.sources if each.sources and any_uses(later, each)]
    if not through:
        return 0
    return 1 if max(columns[each] for each in node.sources) > columns[through[0]] else -1


def any_uses(nodes: list[Node], source: Node) -> bool:
    """Whether some of these nodes are computed from it."""
    return any(source in node.sources for node in nodes)


def on_paper(spots: Mapping[Node, Point]) -> dict[Node, Point]:
    """The same in inches."""
    least = min(column for column, _ in spots.values())
    widest = max(max(column for column, _ in spots.values()) - least, 1)
    step = (WIDTH - BROAD - 0.04) / widest
    top = SIGN + TALL / 2
    return {
        node: (BROAD / 2 + 0.02 + (column - least) * step, top + row * ROW)
        for node, (column, row) in spots.items()
    }


def draw_edges(
    place: Axes, nodes: list[Node], by: Mapping[Node, Number], spots: Mapping[Node, Point]
) -> None:
    """Arrows forward, each with what goes back along it."""
    edges: list[Edge] = []
    labels: list[str] = []
    for node in nodes:
        for source, local in zip(node.sources, node.locals, strict=True):
            (x, y), (to_x, to_y) = spots[source], spots[node]
            whole = (x, y + TALL / 2), (to_x, to_y - TALL / 2 - SIGN)
            length = ((to_x - x) ** 2 + (whole[1][1] - whole[0][1]) ** 2) ** 0.5
            edges.append((whole[0], along(whole, 1 - SIGN / length)))
            labels.append(f"{number(local)} · {factor(by[node])}")
    sizes = [(LETTER * len(label) + 0.04, LINE) for label in labels]
    clear = [Box(x, y, BROAD, TALL) for x, y in spots.values()]
    for edge, label, box in zip(edges, labels, placed(edges, sizes, clear), strict=True):
        draw_edge(place, edge, label, box)


def draw_edge(place: Axes, edge: Edge, label: str, box: Box) -> None:
    """One arrow, with a gap for its label."""
    first, second = box.span(edge) or (0.5, 0.5)
    place.plot(*zip(edge[0], along(edge, first), strict=True), color=INK, lw=0.9)
    tip = {"arrowstyle": "-|>", "color": INK, "lw": 0.9, "shrinkA": 0, "shrinkB": 0}
    place.annotate("", edge[1], along(edge, min(second, 0.92)), arrowprops=tip)
    place.text(box.x, box.y, label, fontsize=SIZE, color=BACKWARD, ha="center", va="center")


def draw_node(place: Axes, node: Node, by: Number, spot: Point) -> None:
    """A box with value and derivative, and above it the sign of its operation."""
    x, y = spot
    style = "round,pad=0,rounding_size=0.06"
    corner = (x - BROAD / 2, y - TALL / 2)
    edge = SERIES[0] if node.sources else INK
    place.add_patch(FancyBboxPatch(corner, BROAD, TALL, style, fc="none", ec=edge, lw=1.2))
    forward = f"${node.name}$ = {number(node.value)}"
    place.text(x, y - 0.08, forward, fontsize=SIZE, ha="center", va="center")
    back = f"∂ {number(by)}"
    place.text(x, y + 0.12, back, fontsize=SIZE, color=BACKWARD, ha="center", va="center")
    if node.operation:
        draw_sign(place, node.operation, (x, y - TALL / 2 - SIGN), edge)


def draw_sign(place: Axes, sign: str, spot: Point, colour: str) -> None:
    """An operation in a round frame, which is as broad as it must be."""
    x, y = spot
    broad = max(2 * SIGN, LETTER * len(sign) + 0.1)
    style = f"round,pad=0,rounding_size={SIGN}"
    corner = (x - broad / 2, y - SIGN)
    place.add_patch(FancyBboxPatch(corner, broad, 2 * SIGN, style, fc="none", ec=colour, lw=1))
    place.text(x, y, sign, fontsize=SIZE, ha="center", va="center")
