"""Draw the picture that a link to the book shows elsewhere, and name it on each page.

Others fetch it by a whole address, so pages name it only where the site's own (``html_baseurl``)
is known. The picture is computed, like all of the book's: the steps of gradient descent, without
and with momentum, from one start in a narrow valley.

Configuration value:

``social_image``
    file name in the site; empty: no picture.
"""

from __future__ import annotations

from collections.abc import Iterable
from html import escape
from pathlib import Path
from textwrap import fill
from typing import Any

import numpy as np
from docutils import nodes
from matplotlib.figure import Figure
from sphinx.application import Sphinx

WIDTH, HEIGHT = 1200, 630  # pixels, what previews have room for
PAPER, INK, RULE = "#fdfcf9", "#23262c", "#ddd8cc"
PLAIN, MOMENTUM = "#cb4f1a", "#1a2fc0"  # the first two series of the book's figures
CURVATURES = np.array([0.06, 1.0])
START = np.array([-9.0, 1.6])
RATE, STEPS = 1.7, 40
ALT = "Steps of gradient descent, without and with momentum, into a narrow valley"


def descent(momentum: float) -> np.ndarray:
    """The points that gradient descent visits on ``CURVATURES @ x**2 / 2``: [steps + 1, 2]."""
    found, velocity = [START], np.zeros(2)
    for _ in range(STEPS):
        velocity = momentum * velocity - RATE * CURVATURES * found[-1]
        found.append(found[-1] + velocity)
    return np.array(found)


def draw(title: str, below: str, file: Path) -> None:
    """Draw the picture into a PNG file, the same bytes from the same words."""
    figure = Figure(figsize=(WIDTH / 100, HEIGHT / 100), dpi=100, facecolor=PAPER)
    axes = figure.add_axes((0, 0, 1, 0.58))
    axes.set_axis_off()
    axes.set(xlim=(-10, 4), ylim=(-2.1, 2.1))
    across, up = np.meshgrid(np.linspace(-10, 4, 281), np.linspace(-2.1, 2.1, 169))
    loss = (CURVATURES[0] * across**2 + CURVATURES[1] * up**2) / 2
    axes.contour(across, up, loss, levels=np.geomspace(0.02, 4, 9), colors=RULE, linewidths=1.5)
    for momentum, colour in ((0.0, PLAIN), (0.5, MOMENTUM)):
        axes.plot(*descent(momentum).T, "o-", color=colour, linewidth=2.5, markersize=6)
    serif: dict[str, Any] = {
        "family": "DejaVu Serif",
        "color": INK,
        "x": 0.06,
        "verticalalignment": "top",
    }
    figure.text(y=0.92, s=fill(title, 20), fontsize=44, linespacing=1.15, **serif)
    figure.text(y=0.63, s=below, fontsize=19, **serif)
    figure.savefig(file, metadata={"Software": None})


def tags(address: str) -> list[str]:
    """The elements that name the picture."""
    properties = {
        "og:image": address,
        "og:image:type": "image/png",
        "og:image:width": str(WIDTH),
        "og:image:height": str(HEIGHT),
        "og:image:alt": ALT,
    }
    found = [
        f'<meta property="{name}" content="{escape(content)}" />'
        for name, content in properties.items()
    ]
    return [*found, '<meta name="twitter:card" content="summary_large_image" />']


def with_picture(present: str, added: Iterable[str]) -> str:
    """The elements of a head with those of the picture, whose kind of card is the larger."""
    lines = [line for line in present.split("\n") if 'name="twitter:card"' not in line]
    return "\n".join([*lines, *added])


def add_tags(
    app: Sphinx, page: str, template: str, context: dict[str, Any], doctree: nodes.document | None
) -> None:
    """Name the picture on a page, if it has an address."""
    base, name = app.config.html_baseurl, app.config.social_image
    if not (base and name and app.builder.format == "html"):
        return
    added = tags(f"{base.rstrip('/')}/{name}")
    if doctree is not None:
        context["metatags"] = with_picture(context.get("metatags") or "", added)
    elif "about" in context:  # the page that sends on to the book
        context["about"] = with_picture("\n".join(context["about"]), added).split("\n")


def write_picture(app: Sphinx, exception: Exception | None) -> None:
    """Draw the picture where pages name it, and leave none of a build before."""
    if exception is not None or app.builder.format != "html" or not app.config.social_image:
        return
    file = Path(app.outdir, app.config.social_image)
    if app.config.html_baseurl:
        draw(app.config.html_title, app.config.social_image_line, file)
    else:
        file.unlink(missing_ok=True)


def setup(app: Sphinx) -> dict[str, Any]:
    """Register the settings and the handlers."""
    app.add_config_value("social_image", "social.png", "html", [str])
    app.add_config_value("social_image_line", "", "", [str])
    # After `page_meta`, whose elements these complete.
    app.connect("html-page-context", add_tags, priority=600)
    app.connect("build-finished", write_picture)
    return {"version": "1.0", "parallel_read_safe": True, "parallel_write_safe": True}
