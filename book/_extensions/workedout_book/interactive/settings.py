"""The settings of something that a reader can turn: a table on its page, and links to its states.

A script has the table, one for the address, the controls and the page; `settings/table.js` says
what a table can do. The build runs it in QuickJS, so that what a page shows, and each link that
names some settings, are checked against the very table that readers use. A setting in a link that
the table would not take is a warning.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any, ClassVar, NamedTuple

import quickjs
from docutils import nodes
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment
from sphinx.errors import NoUri
from sphinx.util import logging
from sphinx.util.docutils import ReferenceRole, SphinxDirective

logger = logging.getLogger(__name__)

TABLE = "settings/table.js"  # what each table is made with
CONTROLS = "settings/controls.css"  # how their controls look
HEADINGS = ("key", "default", "values", "meaning")


class Setting(NamedTuple):
    """One row of a table of settings, as text."""

    key: str
    default: str
    values: str
    meaning: str


def table_script(assets: Path, script: str) -> str:
    """Return the script that has a table, behind the one that it is made with."""
    return "\n".join((assets / name).read_text(encoding="utf-8") for name in (TABLE, script))


class Settings:
    """A script's own reading of its settings.

    Args:
        script: its text.
        constant: the constant that it makes.
    """

    def __init__(self, script: str, constant: str) -> None:
        self._context = quickjs.Context()
        self._context.eval(script)
        self._constant = constant

    def rows(self) -> list[Setting]:
        """Return the table."""
        rows = self._json(
            "PARAMETERS.map((one) => "
            "[one.key, one.kind.write(one.default) || 'none', one.kind.range, one.meaning])"
        )
        return [Setting(*row) for row in rows]

    def faults(self, address: str) -> list[str]:
        """Say what the table would not take of the settings in an address."""
        faults: list[str] = self._json(f"parse({json.dumps(address)}).faults")
        return faults

    def _json(self, expression: str) -> Any:
        return json.loads(self._context.eval(f"JSON.stringify({self._constant}.{expression})"))


@lru_cache(maxsize=4)
def _settings(script: str, constant: str) -> Settings:
    return Settings(script, constant)


@dataclass(frozen=True)
class States:
    """What the settings of one thing are, and where it stands.

    Attributes:
        name: of the thing; the configuration has its page as ``<name>_page`` and the folder of its
            scripts as ``<name>_assets``.
        role: of a link to one of its states.
        script: that has its table, in the folder.
        constant: that the script makes.
        link: the class of a link.
    """

    name: str
    role: str
    script: str
    constant: str
    link: str

    def settings(self, env: BuildEnvironment) -> Settings:
        """Return the settings; the page that is being read depends on their script."""
        assets = Path(env.app.confdir, env.config[f"{self.name}_assets"])
        for name in (TABLE, self.script):
            env.note_dependency(str(assets / name))
        return _settings(table_script(assets, self.script), self.constant)

    def connect(self, app: Sphinx) -> None:
        """Register the role, and complete its links."""
        app.add_role(self.role, StateRole(self))
        # Before the page's notebook is written, which takes links as they then stand.
        app.connect("doctree-resolved", self.complete_links, priority=400)

    def complete_links(self, app: Sphinx, doctree: nodes.document, docname: str) -> None:
        """Give each link to a state its address, relative to its page."""
        page = app.config[f"{self.name}_page"]
        for link in doctree.findall(nodes.reference):
            if self.name not in link:
                continue
            try:
                there = "" if docname == page else app.builder.get_relative_uri(docname, page)
            except NoUri:
                there = ""
            if page not in app.env.found_docs:
                self.warn(f"no page {page!r}", link)
            link["refuri"] = f"{there}#{link[self.name]}"

    def warn(self, fault: str, location: Any) -> None:
        """Say what is wrong with a link."""
        logger.warning("%s: %s", self.role, fault, location=location, type=self.name)


class StateRole(ReferenceRole):
    """A link to a state, with a title: ``{role}`the title <setting=value&other=value>```."""

    def __init__(self, states: States) -> None:
        super().__init__()
        self._states = states

    def run(self) -> tuple[list[nodes.Node], list[nodes.system_message]]:
        """Return the link, whose address is completed when the page is written."""
        states = self._states
        faults = states.settings(self.env).faults(self.target)
        for fault in faults if self.has_explicit_title else ["expected `title <settings>`"]:
            states.warn(fault, self.get_location())
        link = nodes.reference(self.rawtext, self.title, internal=True, classes=[states.link])
        link[states.name] = self.target
        return [link], []


class SettingsDirective(SphinxDirective):
    """The table of settings."""

    states: ClassVar[States]
    look: ClassVar[str]  # the class of the table

    def run(self) -> list[nodes.Node]:
        """Return the table; the page depends on the script that holds it."""
        table = nodes.table("", classes=[self.look])
        group = nodes.tgroup("", *(nodes.colspec(colwidth=1) for _ in HEADINGS), cols=len(HEADINGS))
        group += nodes.thead("", row(*(nodes.Text(heading) for heading in HEADINGS)))
        settings = self.states.settings(self.env).rows()
        group += nodes.tbody("", *(setting_row(setting) for setting in settings))
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
