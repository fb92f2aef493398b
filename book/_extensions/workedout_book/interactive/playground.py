"""An interactive network on a page, and links into it that the build has read.

The network is some plain scripts, those of `CORE` without a page and those of `VIEW` with one; only
the page that shows it loads them. One table in `SETTINGS` describes the settings, for the page's
own table and for links (`interactive.settings`).

::

    :::{playground}
    What a reader without JavaScript is told.
    :::

    ```{playground-settings}
    ```

A link to a state, from any page; a setting that the network would not take is a warning::

    {experiment}`the zero start <hidden=4,2&start=zeros>`

Configuration values:

``playground_page``
    The page that shows the network.
``playground_assets``
    Folder of the scripts and the style sheet, relative to the configuration; its content lies in
    ``_static``.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.util.docutils import SphinxDirective
from sphinx.writers.html5 import HTML5Translator

from workedout_book.documents import load_where, nothing
from workedout_book.interactive.settings import CONTROLS, TABLE, SettingsDirective, States

SETTINGS = "playground/settings.js"
# Each after those that it reads.
CORE = (
    "arithmetic/random.js",
    TABLE,
    SETTINGS,
    "playground/points.js",
    "playground/network.js",
    "playground/inspection.js",
    "playground/training.js",
    "playground/python.js",
)
VIEW = (
    "playground/elements.js",
    "playground/canvas.js",
    "playground/address.js",
    "playground/diagram.js",
    "playground/plane.js",
    "playground/curve.js",
    "playground/tables.js",
    "playground/controls.js",
    "playground/readout.js",
    "playground/running.js",
    "playground/view.js",
)
STYLE = "playground/playground.css"
STATES = States("playground", "experiment", SETTINGS, "playgroundSettings", "wo-experiment")


class Playground(nodes.General, nodes.Element):
    """The place of the network; its children are for readers without JavaScript."""


def core_script(assets: Path) -> str:
    """Return the scripts that need no page as one."""
    return "\n".join((assets / name).read_text(encoding="utf-8") for name in CORE)


class PlaygroundDirective(SphinxDirective):
    """``playground``: the network itself."""

    has_content = True

    def run(self) -> list[nodes.Node]:
        """Return its place, with what is shown where scripts do not run."""
        place = Playground("", ids=["the-network"])
        self.set_source_info(place)
        self.state.nested_parse(self.content, self.content_offset, place)
        return [place]


class PlaygroundSettings(SettingsDirective):
    """``playground-settings``: the table of the network's settings."""

    states, look = STATES, "wo-pg-keys"


def visit_playground(translator: HTML5Translator, node: Playground) -> None:
    """Open the place."""
    translator.body.append(translator.starttag(node, "div", CLASS="wo-playground"))


def depart_playground(translator: HTML5Translator, node: Playground) -> None:
    """Close the place."""
    translator.body.append("</div>\n")


def files(app: Sphinx) -> list[str]:
    """The scripts and the style sheets of the network, as the site has them."""
    return [*CORE, *VIEW, CONTROLS, STYLE]


def setup(app: Sphinx) -> dict[str, Any]:
    """Register the directives, the role, the scripts and the configuration."""
    app.add_config_value("playground_page", "book/signals/playground", "env", [str])
    app.add_config_value("playground_assets", "book/_assets", "env", [str])
    plain = (nothing, nothing)
    app.add_node(Playground, html=(visit_playground, depart_playground), latex=plain, text=plain)
    app.add_directive("playground", PlaygroundDirective)
    app.add_directive("playground-settings", PlaygroundSettings)
    STATES.connect(app)
    load_where(app, [Playground], files)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
