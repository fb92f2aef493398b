"""The networks of the book, layer by layer: drawn from their descriptions, so always as trained."""

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from matplotlib.axes import Axes
from matplotlib.patches import Rectangle
from torch import nn

from workedout.display import Table
from workedout.figures.kit.drawing import SERIES, WIDTH, Figure, drawing, finished
from workedout.networks.models import SIDE
from workedout.networks.parameter_table import parameter_table

Shape = tuple[int, ...]
HEAD, GAP, LEAST = 0.3, 0.1, 0.24  # inches: of a title, between stages, of the lowest stage
SQUARE, APART = 0.4, 0.036  # inches: a map of the image's own size, and between two squares
LONGEST = 1.2  # inches of the longest bar
SHAPES, WORDS_AT = 1.32, 2.32  # inches from the left


@dataclass(frozen=True)
class Stage:
    """Layers that put out the same shape, and that shape.

    Attributes:
        shape: of one example behind them.
        layers: in words.
        parameters: of them all.
    """

    shape: Shape
    layers: tuple[str, ...]
    parameters: int


def stages(network: nn.Sequential, example: Shape = (1, SIDE, SIDE)) -> list[Stage]:
    """A network cut where the shape of what it passes on changes.

    A convolution or dense layer begins a stage even where it keeps the shape.

    Args:
        network: of layers that ``parameter_table`` knows.
        example: the shape of one example.
    """
    found = [Stage(example, ("image",), 0)]
    for layer, row in zip(network, parameter_table(network, example).rows, strict=True):
        here, words = found[-1], in_words(layer)
        if not words:
            continue
        begins = isinstance(layer, (nn.Conv2d, nn.Linear)) or row.output != here.shape
        if begins:
            found.append(Stage(row.output, (words,), row.count))
        else:
            layers, count = (*here.layers, words), here.parameters + row.count
            found[-1] = Stage(here.shape, layers, count)
    return found


WORDS: dict[type[nn.Module], Callable[..., str]] = {
    nn.Conv2d: lambda layer: f"convolution {layer.kernel_size[0]} × {layer.kernel_size[1]}",
    nn.Linear: lambda _: "dense",
    nn.BatchNorm2d: lambda _: "batch norm",
    nn.BatchNorm1d: lambda _: "batch norm",
    nn.LayerNorm: lambda _: "layer norm",
    nn.ReLU: lambda _: "ReLU",
    nn.MaxPool2d: lambda layer: f"max pooling {layer.kernel_size} × {layer.kernel_size}",
    nn.AvgPool2d: lambda layer: f"average pooling {layer.kernel_size} × {layer.kernel_size}",
    nn.Flatten: lambda _: "flatten",
    nn.Dropout: lambda layer: f"dropout {layer.p:g}" if layer.p else "",
}


def in_words(layer: nn.Module) -> str:
    """What a layer is called; nothing for one that does nothing.

    Raises:
        ValueError: the drawing has no words for such a layer.
    """
    if type(layer) not in WORDS:
        raise ValueError(f"no words for a layer of kind {type(layer).__name__}")
    return WORDS[type(layer)](layer)


def network_layers(name: str, networks: Mapping[str, Callable[[], nn.Sequential]]) -> Figure:
    """Draw networks from the image to the outputs, top to bottom, one below the other.

    Maps are squares, as large as they are beside the image; each doubling of the channels adds a
    square. Other values are bars, as long as there are many.

    Args:
        name: of the figure, unique within the book.
        networks: by title, the descriptions of ``models`` or what else builds a network.
    """
    drawn = {title: stages(build()) for title, build in networks.items()}
    longest = max(stage.shape[0] for each in drawn.values() for stage in each if vector(stage))
    height = sum(HEAD + sum(tall(stage) + GAP for stage in each) for each in drawn.values())
    rows, said = [], []
    with drawing(height) as (canvas, (place,)):
        canvas.set_layout_engine("none")
        place.set_position((0, 0, 1, 1))
        place.set(xlim=(0, WIDTH), ylim=(height, 0))
        place.set_axis_off()
        top = 0.0
        for title, each in drawn.items():
            total = sum(stage.parameters for stage in each)
            heading = f"{title}: {total:,} parameters"
            place.text(0.01, top + HEAD / 2, heading, fontsize=10.5, weight="bold", va="center")
            top += HEAD
            for stage in each:
                draw_stage(place, stage, top, longest)
                top += tall(stage) + GAP
                rows.append((title, written(stage.shape), ", ".join(stage.layers)))
            steps = [f"{', '.join(stage.layers)}: {written(stage.shape)}" for stage in each]
            said.append(f"{heading}. {'; '.join(steps)}.")
    alt = (
        f"Networks from top to bottom, with the shape of what each part puts out. {' '.join(said)}"
    )
    return finished(canvas, name, alt, Table(("network", "shape", "layers"), tuple(rows)))


def vector(stage: Stage) -> bool:
    """Whether a stage puts out a row of numbers, not maps."""
    return len(stage.shape) == 1


def squares(stage: Stage) -> int:
    """How many squares stand for the channels of a stage."""
    return 1 + round(math.log2(stage.shape[0]))


def tall(stage: Stage) -> float:
    """The height of a stage in inches."""
    if vector(stage):
        return LEAST
    side = SQUARE * stage.shape[1] / SIDE
    return max(LEAST, side + APART * (squares(stage) - 1))


def draw_stage(place: Axes, stage: Stage, top: float, longest: int) -> None:
    """A stage: its picture, its shape, and the layers that make it."""
    middle = top + tall(stage) / 2
    if vector(stage):
        length = max(0.015, LONGEST * stage.shape[0] / longest)
        place.add_patch(Rectangle((0.03, middle - 0.05), length, 0.1, fc=SERIES[0]))
    else:
        side, count = SQUARE * stage.shape[1] / SIDE, squares(stage)
        reach = side + APART * (count - 1)
        for number in range(count):
            at = (0.03 + APART * number, middle - reach / 2 + APART * number)
            place.add_patch(Rectangle(at, side, side, fc=(SERIES[0], 0.1), ec=SERIES[0], lw=0.7))
    text: dict[str, Any] = {"fontsize": 9.5, "va": "center"}
    place.text(SHAPES, middle, written(stage.shape), **text)
    place.text(WORDS_AT, middle, ", ".join(stage.layers), **text)


def written(shape: Shape) -> str:
    """A shape in words: ``32 × 14 × 14``."""
    return " × ".join(map(str, shape))
