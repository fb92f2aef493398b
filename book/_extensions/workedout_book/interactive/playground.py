"""An interactive network on a page, and links into it that the build has read.

The network is some plain scripts, those of `CORE` without a page and those of `VIEW` with one; only
the page that shows it loads them. One table in `SETTINGS` describes the settings. The build runs
the core in QuickJS, so that the page's table of settings, and each link that names some, are
checked against the very table that the network uses.

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

import json
from functools import lru_cache
from pathlib import Path
from typing import Any, NamedTuple

import quickjs
from docutils import nodes
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment
from sphinx.errors import NoUri
from sphinx.util import logging
from sphinx.util.docutils import ReferenceRole, SphinxDirective
from sphinx.writers.html5 import HTML5Translator

from workedout_book.documents import load_where, nothing

logger = logging.getLogger(__name__)

SETTINGS = "playground/settings.js"
# Each after those that it reads.
CORE = (
    "arithmetic/random.js",
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
HEADINGS = ("key", "default", "values", "meaning")


class Setting(NamedTuple):
    """One row of the table of settings, as text."""

    key: str
    default: str
    values: str
    meaning: str


class Playground(nodes.General, nodes.Element):
    """The place of the network; its children are for readers without JavaScript."""


class Core:
    """The network's own reading of settings."""

    def __init__(self, script: str) -> None:
        self._context = quickjs.Context()
        self._context.eval(script)

    def settings(self) -> list[Setting]:
        """Return the table of settings."""
        rows = self._json(
            "playgroundSettings.PARAMETERS.map((one) => "
            "[one.key, one.kind.write(one.default), one.kind.range, one.meaning])"
        )
        return [Setting(*row) for row in rows]

    def faults(self, address: str) -> list[str]:
        """Say what the network would not take of the settings in an address."""
        faults: list[str] = self._json(f"playgroundSettings.parse({json.dumps(address)}).faults")
        return faults

    def _json(self, expression: str) -> Any:
        return json.loads(self._context.eval(f"JSON.stringify({expression})"))


def core_script(assets: Path) -> str:
    """Return the scripts that need no page as one."""
    return "\n".join((assets / name).read_text(encoding="utf-8") for name in CORE)


@lru_cache(maxsize=4)
def _core(script: str) -> Core:
    return Core(script)


def core(app: Sphinx) -> Core:
    """Return the settings of this book's network."""
    return _core(core_script(Path(app.confdir, app.config.playground_assets)))


def note_settings(env: BuildEnvironment) -> None:
    """Let the page that is being read depend on the table of settings."""
    env.note_dependency(str(Path(env.app.confdir, env.config.playground_assets, SETTINGS)))


class PlaygroundDirective(SphinxDirective):
    """``playground``: the network itself."""

    has_content = True

    def run(self) -> list[nodes.Node]:
        """Return its place, with what is shown where scripts do not run."""
        place = Playground("", ids=["the-network"])
        self.set_source_info(place)
        self.state.nested_parse(self.content, self.content_offset, place)
        return [place]


class SettingsDirective(SphinxDirective):
    """``playground-settings``: the table of the network's settings."""

    def run(self) -> list[nodes.Node]:
        """Return the table; the page depends on the script that holds it."""
        note_settings(self.env)
        rows = core(self.env.app).settings()
        table = nodes.table("", classes=["wo-pg-keys"])
        group = nodes.tgroup("", *(nodes.colspec(colwidth=1) for _ in HEADINGS), cols=len(HEADINGS))
        group += nodes.thead("", row(*(nodes.Text(heading) for heading in HEADINGS)))
        group += nodes.tbody("", *(setting_row(setting) for setting in rows))
        table += group
        self.set_source_info(table)
        return [table]


def setting_row(setting: Setting) -> nodes.row:
    """Return one row; a default and a range are settings that the author chose."""
    return row(
        nodes.literal(text=setting.key),
        nodes.literal(text=setting.default),
        nodes.inline(text=setting.values, classes=["wo-defined"]),
        nodes.Text(setting.meaning),
    )


def row(*cells: nodes.Node) -> nodes.row:
    """Return a row of a table, a paragraph in each cell."""
    return nodes.row("", *(nodes.entry("", nodes.paragraph("", "", cell)) for cell in cells))


class ExperimentRole(ReferenceRole):
    """``experiment``: a link to a state of the network."""

    def run(self) -> tuple[list[nodes.Node], list[nodes.system_message]]:
        """Return the link, whose address is completed when the page is written."""
        note_settings(self.env)
        faults = [] if self.has_explicit_title else ["expected `title <settings>`"]
        faults = faults or core(self.env.app).faults(self.target)
        for fault in faults:
            logger.warning("experiment: %s", fault, location=self.get_location(), type="playground")
        link = nodes.reference(self.rawtext, self.title, internal=True, classes=["wo-experiment"])
        link["playground"] = self.target
        return [link], []


def complete_links(app: Sphinx, doctree: nodes.document, docname: str) -> None:
    """Give each link to a state its address, relative to its page."""
    page = app.config.playground_page
    for link in doctree.findall(nodes.reference):
        if "playground" not in link:
            continue
        try:
            there = "" if docname == page else app.builder.get_relative_uri(docname, page)
        except NoUri:
            there = ""
        if page not in app.env.found_docs:
            logger.warning("experiment: no page %r", page, location=link, type="playground")
        link["refuri"] = f"{there}#{link['playground']}"


def visit_playground(translator: HTML5Translator, node: Playground) -> None:
    """Open the place."""
    translator.body.append(translator.starttag(node, "div", CLASS="wo-playground"))


def depart_playground(translator: HTML5Translator, node: Playground) -> None:
    """Close the place."""
    translator.body.append("</div>\n")


def files(app: Sphinx) -> list[str]:
    """The scripts and the style sheet of the network, as the site has them."""
    return [*CORE, *VIEW, STYLE]


def setup(app: Sphinx) -> dict[str, Any]:
    """Register the directives, the role, the scripts and the configuration."""
    app.add_config_value("playground_page", "book/signals/playground", "env", [str])
    app.add_config_value("playground_assets", "book/_assets", "env", [str])
    plain = (nothing, nothing)
    app.add_node(Playground, html=(visit_playground, depart_playground), latex=plain, text=plain)
    app.add_directive("playground", PlaygroundDirective)
    app.add_directive("playground-settings", SettingsDirective)
    app.add_role("experiment", ExperimentRole())
    # Before the page's notebook is written, which takes links as they then stand.
    app.connect("doctree-resolved", complete_links, priority=400)
    load_where(app, [Playground], files)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
