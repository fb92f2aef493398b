"""Figures of the chapter on pretrained networks."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from PIL import Image
from torch import Tensor

from workedout.data.photographs import DEVIATION, MEAN, constants, cropped
from workedout.data.png_text import from_text
from workedout.display import Table
from workedout.figures.digits import ink
from workedout.figures.kit.drawing import (
    GRID,
    INK,
    PICTURE,
    SERIES,
    Figure,
    drawing,
    finished,
)
from workedout.wording import listed

MARKERS = "osD^"
SMALL = 112  # pixels of a photograph in a figure: enough at the width of a page
ENLARGED = 5  # pixels for a weight, so that a browser does not blur it
CATS = range(281, 286)
Words = Sequence[str]  # a name for each class


def bare(place: Axes) -> None:
    """Nothing but the picture and a thin frame."""
    place.set_xticks([])
    place.set_yticks([])
    place.spines[:].set(visible=True, color=GRID)


def in_colour(place: Axes, picture: np.ndarray) -> None:
    """Show a picture that keeps its colours on a dark page."""
    place.imshow(picture, interpolation="none").set_gid(PICTURE)


def shown(x: Tensor) -> np.ndarray:
    """What a normalised input (3, 224, 224) looks like, at half the size: (112, 112, 3)."""
    plain = (x * constants(DEVIATION) + constants(MEAN)).clamp(0, 1)
    halved = plain.unfold(1, 2, 2).unfold(2, 2, 2).mean((3, 4)).permute(1, 2, 0)
    return few_colours(Image.fromarray(np.uint8(255 * halved.numpy())))


def few_colours(picture: Image.Image) -> np.ndarray:
    """The picture in 64 colours of its own, which makes a page smaller by half."""
    return np.asarray(picture.quantize(64, dither=Image.Dither.NONE).convert("RGB"))


def prepared(inputs: Mapping[str, Mapping[str, Tensor]]) -> Figure:
    """Photographs as the network gets them, one a row, one preparation a column.

    Args:
        inputs: by photograph, by preparation, normalised (3, 224, 224).
    """
    names = list(next(iter(inputs.values())))
    rows = []
    with drawing(1.25 * len(inputs), len(inputs), len(names)) as (canvas, axes):
        for number, place in enumerate(axes):
            photo, name = list(inputs)[number // len(names)], names[number % len(names)]
            picture = shown(inputs[photo][name])
            in_colour(place, picture)
            bare(place)
            if number < len(names):
                place.set_title(name.replace(", ", ",\n").replace(" ", "\n"), fontsize=8.5)
            rows.append((photo, name, f"{picture.mean() / 255:.2f}"))
    alt = (
        f"The photographs {listed(list(inputs))}, one a row, as squares prepared in "
        f"{len(names)} ways: {listed(names)}. Cropped only, the square shows the smallest part; "
        "squeezed, things are narrower; with margins, strips above and below the whole "
        "photograph are black or grey."
    )
    head = ("photograph", "preparation", "mean brightness, from 0 to 1")
    return finished(canvas, "pretrained-prepared", alt, Table(head, tuple(rows)))


def enlarged(tile: np.ndarray) -> np.ndarray:
    """Each pixel as a square of several, with a thin empty frame: (rows, columns, 4)."""
    large = tile.repeat(ENLARGED, 0).repeat(ENLARGED, 1)
    opaque = np.concatenate([large, np.ones((*large.shape[:2], 1))], axis=2)
    return np.pad(opaque, [(1, 1), (1, 1), (0, 0)])


def tiles(first: Mapping[str, Any]) -> list[np.ndarray]:
    """The filters of the record, one by one: (7, 7, 3) each."""
    shades, size = from_text(first["filters"]), 7
    rows, columns = (length // size for length in shades.shape[:2])
    cut = shades.reshape(rows, size, columns, size, 3).swapaxes(1, 2)
    return list(cut.reshape(-1, size, size, 3))


def filters(first: Mapping[str, Any], across: int = 12) -> Figure:
    """All filters of the first layer, each stretched to its own range.

    Args:
        first: the record's part on the first layer.
        across: filters side by side.
    """
    each = [enlarged(tile) for tile in tiles(first)]
    lines = [np.concatenate(each[i : i + across], 1) for i in range(0, len(each), across)]
    with drawing(height=3.4) as (canvas, (place,)):
        in_colour(place, np.concatenate(lines))
        place.set_axis_off()
    colourful = sum(share > 0.5 for share in first["colour"])
    alt = (
        f"{len(each)} tiny squares of 7 by 7 pixels, {across} a row. "
        f"{len(each) - colourful} are grey for the larger part, among them stripes and edges at "
        f"many angles; {colourful} are coloured, among them blobs and edges between two colours."
    )
    rows = tuple(
        (str(number), f"{share:.2f}", f"{length:.1f}")
        for number, (share, length) in enumerate(zip(first["colour"], first["length"], strict=True))
    )
    head = ("filter", "share of colour", "length")
    return finished(canvas, "pretrained-filters", alt, Table(head, rows))


def responses(first: Mapping[str, Any], shows: str) -> Figure:
    """Some filters, and under each what it makes of a photograph, after ReLU.

    Args:
        first: the record's part on the first layer.
        shows: what is on the photograph.
    """
    every, chosen = tiles(first), first["chosen"]
    names = [str(number) for number in chosen]
    half = len(chosen) // 2
    with drawing(5.6, rows=4, columns=half) as (canvas, axes):
        for number, (name, text) in enumerate(zip(chosen, first["responses"], strict=True)):
            at = number + (half if number >= half else 0)
            above, below = axes[at], axes[at + half]
            in_colour(above, enlarged(every[name]))
            above.set_title(f"filter {name}", fontsize=9.5)
            above.set_axis_off()
            below.imshow(ink(from_text(text)), interpolation="none")
            bare(below)
    alt = (
        f"Eight filters of the first layer, and under each its map of {shows}, with the more ink "
        f"the stronger it answers. The first four, {listed(names[:half])}, are grey: a dark spot, "
        f"and stripes. The others, {listed(names[half:])}, are a red spot and edges between two "
        "colours."
    )
    rows = tuple(
        (
            str(name),
            f"{first['colour'][name]:.2f}",
            f"{largest:.0f}",
            f"{first['active'][name]:.2f}",
        )
        for name, largest in zip(chosen, first["largest"], strict=True)
    )
    head = ("filter", "share of colour", "largest sum", "share of places above 0")
    return finished(canvas, "pretrained-responses", alt, Table(head, rows))


def top_five(
    found: Mapping[str, Any], images: Mapping[str, Image.Image], usual: str, words: Words
) -> Figure:
    """Each photograph, and the five classes that the network finds most probable.

    Args:
        found: the record's part on photographs.
        images: the photographs themselves.
        usual: the preparation.
        words: the name of each class.
    """
    rows, said = [], []
    with drawing(1.5 * len(found), rows=len(found), columns=2) as (canvas, axes):
        for left, right, (name, each) in zip(axes[::2], axes[1::2], found.items(), strict=True):
            in_colour(left, few_colours(cropped(images[name], SMALL, SMALL)))
            bare(left)
            top = each["preparations"][usual]["top"]
            shares = [share for _, share in top]
            right.barh(range(len(top)), shares, color=SERIES[0], alpha=0.35)
            for at, (label, share) in enumerate(top):
                right.text(0.02, at, f"{words[label]} {share:.3f}", va="center")
                rows.append((name, words[label], f"{share:.4f}"))
            right.set(xlim=(0, 1), ylim=(len(top) - 0.4, -0.6), xticks=[], yticks=[])
            right.spines["bottom"].set_visible(False)
            said.append(f"{name}: {words[top[0][0]]} {shares[0]:.2f}")
    alt = (
        f"{len(found)} photographs, each beside bars for its five most probable classes. First "
        f"are, with their probability: {listed(said)}."
    )
    head = ("photograph", "class", "probability")
    return finished(canvas, "pretrained-top-five", alt, Table(head, tuple(rows)))


def outputs(each: Mapping[str, Any], name: str, words: Words) -> Figure:
    """All outputs of the last layer for one photograph, by the number of the class."""
    logits = np.array(each["logits"])
    order = logits.argsort()[::-1][:8]
    with drawing(height=2.6) as (canvas, (place,)):
        place.axvspan(CATS[0] - 4, CATS[-1] + 4, color=SERIES[1], alpha=0.25, lw=0)
        place.plot(logits, color=SERIES[0], lw=0.6)
        place.annotate(
            words[int(order[0])], (order[0], logits[order[0]]), xytext=(12, -6),
            textcoords="offset points", color=INK,
        )  # fmt: skip
        place.set(xlabel="number of the class", ylabel="output", xlim=(-5, len(logits) + 4))
        place.grid(axis="y")
    among = [words[int(i)] for i in order if int(i) in CATS]
    alt = (
        f"A jagged line, the {len(logits)} outputs for the photograph {name}, by class. The "
        f"highest is {words[int(order[0])]} with {logits[order[0]]:.1f}. Among the eight highest "
        f"are {len(among)} of the {len(CATS)} classes of domestic cats, whose place is marked: "
        f"{listed(among)}."
    )
    rows = tuple((str(i), words[int(i)], f"{logits[i]:.2f}") for i in order)
    return finished(canvas, "pretrained-outputs", alt, Table(("class", "name", "output"), rows))


def mistakes(found: Mapping[str, Any]) -> Figure:
    """What each mistake leaves for the class that the usual preparation puts first."""
    names = list(next(iter(found.values()))["mistakes"])
    rows, said = [], []
    with drawing(height=4.4) as (canvas, (place,)):
        for number, (photo, each) in enumerate(found.items()):
            answers = [each["mistakes"][name] for name in names]
            at = np.arange(len(names)) + 0.16 * (number - 1.5)
            shares = [answer["probability"] for answer in answers]
            colours = [SERIES[number] if a["rank"] == 1 else "none" for a in answers]
            place.scatter(
                shares, at, 34, facecolors=colours, edgecolors=SERIES[number],
                marker=MARKERS[number], clip_on=False, zorder=3,
            )  # fmt: skip
            place.plot([], [], MARKERS[number], color=SERIES[number], label=photo)
        place.set_yticks(range(len(names)), [name.replace(", ", ",\n") for name in names])
        place.set(xlim=(0, 1), ylim=(len(names) - 0.4, -0.6))
        place.set_xlabel("probability left for the class")
        place.grid(axis="x")
        place.legend(loc="upper center", ncols=4, bbox_to_anchor=(0.3, 1.13), columnspacing=1)
    for name in names:
        left = {photo: each["mistakes"][name] for photo, each in found.items()}
        rows += [(name, p, f"{a['probability']:.3f}", str(a["rank"])) for p, a in left.items()]
        shares = [answer["probability"] for answer in left.values()]
        said.append(f"{name}, {min(shares):.2f} to {max(shares):.2f}")
    alt = (
        f"For {len(names)} ways of preparing, one marker a photograph: the probability left for "
        "the class that is first without a mistake; hollow where it is first no more. By way, "
        f"over the photographs: {'; '.join(said)}."
    )
    head = ("mistake", "photograph", "probability", "rank")
    return finished(canvas, "pretrained-mistakes", alt, Table(head, tuple(rows)))


def class_maps(found: Mapping[str, Any], two: tuple[str, str], words: Words) -> Figure:
    """Where the last convolution sees the class: two preparations, one under the other.

    Args:
        found: the record's part on photographs.
        two: the preparations.
        words: the name of each class.
    """
    rows, said = [], []
    with drawing(3.0, rows=2, columns=len(found)) as (canvas, axes):
        for number, (photo, each) in enumerate(found.items()):
            maps = [np.array(each["preparations"][name]["map"]) for name in two]
            strongest = max(part.max() for part in maps)
            for line, (name, part) in enumerate(zip(two, maps, strict=True)):
                place = axes[line * len(found) + number]
                place.imshow(ink(part / strongest), interpolation="none")
                bare(place)
                place.set_xlabel(f"mean {part.mean():.1f}", fontsize=9)
                rows.append((photo, name, f"{part.mean():.2f}", f"{part.max():.1f}"))
                if number == 0:
                    place.set_ylabel(name, fontsize=9)
            label = words[each["named"]]
            axes[number].set_title(label.replace(" ", "\n"), fontsize=9)
            said.append(f"{photo} ({label}), {maps[0].mean():.1f} and {maps[1].mean():.1f}")
    alt = (
        f"Maps of 13 by 13 cells, with the more ink the more the network sees of the class; above "
        f"{two[0]}, below {two[1]}. Their means, which are the outputs: {listed(said)}."
    )
    head = ("photograph", "preparation", "mean, the output", "largest")
    return finished(canvas, "pretrained-maps", alt, Table(head, tuple(rows)))
