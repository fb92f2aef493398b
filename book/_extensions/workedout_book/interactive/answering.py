"""Figures that answer: knobs below the picture, on the pages that have such a figure.

The package's figures leave an empty ``div`` of the class ``wo-answers`` behind their drawing. It
names the script of the figure, and holds what this has to know as JSON. Here the knobs come into
it: the build runs the script in QuickJS, so that labels, ranges and the first answer are those of
the very table that the page uses. What the picture and the script do not agree in is a warning:

- there is no script of the name,
- the first state of the picture is another than that of the knobs,
- the marks of the picture are others than those that the script moves.

Configuration:

``answering_folder``
    folder of the scripts, relative to the configuration, with the figures' own in `models`.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from functools import lru_cache
from html import escape, unescape
from pathlib import Path
from typing import TYPE_CHECKING, Any

import quickjs
from docutils import nodes
from sphinx.util import logging

from workedout_book.documents import digest_of, load, placed
from workedout_book.interactive.answer_fields import lean

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.config import Config

LOGGER = logging.getLogger(__name__)

CORE = ("figure.js", "distributions.js")  # what models read, and what needs no page
KIT = ("d3/d3.min.js", *CORE, "address.js", "axes.js", "marks.js", "knob.js", "readout.js")
VIEW, STYLE = "view.js", "figures.css"
PUT_TOGETHER = "figures-kit.js"
_PLACE = re.compile(
    r"<div class='wo-answers' data-figure='(?P<name>[\w-]+)' data-facts='(?P<facts>[^']*)'></div>"
)
_MADE = re.compile(r'<div class="wo-knobs" role="group" data-figure="(?P<name>[\w-]+)"')


class Models:
    """The scripts of all figures, at work in QuickJS."""

    def __init__(self, folder: Path) -> None:
        self._context = quickjs.Context()
        for path in (*(folder / name for name in CORE), *sorted((folder / "models").glob("*.js"))):
            self._context.eval(path.read_text("utf-8"))

    def names(self) -> list[str]:
        """The names of the figures that have a script."""
        names: list[str] = self._json("Object.keys(figuresFigure.models)")
        return names

    def knobs(self, name: str) -> list[dict[str, Any]]:
        """The table of a figure's knobs, each with its first value as a reader sees it."""
        knobs: list[dict[str, Any]] = self._json(
            f"{self._model(name)}.knobs.map((knob) => "
            "({ ...knob, shown: figuresFigure.shown(knob.first) }))"
        )
        return knobs

    def told(self, name: str, state: dict[str, Any], given: dict[str, Any]) -> dict[str, Any]:
        """What follows from a state: answer, marks, and the sentence."""
        told: dict[str, Any] = self._json(
            f"figuresFigure.told({self._model(name)}, {json.dumps(state)}, {json.dumps(given)})"
        )
        return told

    def _model(self, name: str) -> str:
        return f"figuresFigure.models[{json.dumps(name)}]"

    def _json(self, expression: str) -> Any:
        return json.loads(self._context.eval(f"JSON.stringify({expression})"))


@lru_cache(maxsize=1)
def _models(folder: Path, digest: str) -> Models:
    """The scripts as they are under a digest, read once a build."""
    return Models(folder)


def problems(name: str, facts: dict[str, Any], models: Models) -> Iterator[str]:
    """Say in what a picture and its script do not agree."""
    if name not in models.names():
        yield f"no script has the name {name!r}"
        return
    knobs = models.knobs(name)
    first = {knob["key"]: knob["first"] for knob in knobs}
    for knob in knobs:
        if knob["first"] not in knob["values"]:
            yield f"{name}: the knob {knob['key']!r} cannot take its first value {knob['first']!r}"
    if first != facts["first"]:
        yield f"{name}: the picture shows {facts['first']}, its knobs begin at {first}"
        return
    moved = sorted(models.told(name, first, facts["given"])["marks"])
    if moved != facts["marks"]:
        yield f"{name}: the picture has the marks {facts['marks']}, its script moves {moved}"


def controls(name: str, facts: dict[str, Any], models: Models) -> str:
    """The HTML of a figure's knobs, at their first values, and of its first answer."""
    knobs = models.knobs(name)
    first = {knob["key"]: knob["first"] for knob in knobs}
    said = escape(models.told(name, first, facts["given"])["said"])
    known = {part: facts[part] for part in ("axes", "given")}
    return (
        f'<div class="wo-knobs" role="group" data-figure="{name}" aria-label="Turn the knobs" '
        f'data-facts="{escape(json.dumps(known, separators=(",", ":")))}">\n'
        + "".join(map(one_knob, knobs, [name] * len(knobs)))
        + f'<p class="wo-answer" aria-hidden="true">{said}</p>\n'
        f'<p class="wo-sr" role="status">{said}</p>\n'
        '<button type="button">As at first</button>\n</div>\n'
    )


def one_knob(knob: dict[str, Any], name: str) -> str:
    """A range whose places are the knob's values, with its label before and its value behind it."""
    place = f"{name}-{knob['key']}"
    at, last = knob["values"].index(knob["first"]), len(knob["values"]) - 1
    shown = escape(knob["shown"])
    return (
        f'<div class="wo-knob"><label for="{place}">{escape(knob["label"])}</label>'
        f'<input type="range" id="{place}" name="{escape(knob["key"])}" min="0" max="{last}" '
        f'step="1" value="{at}" aria-valuetext="{shown}" autocomplete="off">'
        f'<output for="{place}">{shown}</output></div>\n'
    )


def folder_of(app: Sphinx) -> Path:
    """Where the scripts lie."""
    return Path(app.confdir, app.config.answering_folder)


def add_knobs(app: Sphinx, document: nodes.document, docname: str) -> None:
    """Put the knobs into their places, in the figures of a page."""
    if app.builder.format != "html":
        return
    for raw in list(document.findall(nodes.raw)):
        found = _PLACE.search(raw.astext())
        if not found:
            continue
        name, facts = found["name"], json.loads(unescape(found["facts"]))
        models = _models(folder_of(app), app.config.answering_digest)
        faults = list(problems(name, facts, models))
        for fault in faults:
            LOGGER.warning("%s", fault, location=placed(raw) or raw, type="answering")
        made = "" if faults else controls(name, facts, models)
        raw.children = [nodes.Text(raw.astext().replace(found[0], made))]


def script_of(name: str) -> str:
    """The file of a figure's script."""
    return f"{name.replace('-', '_')}.js"


def add_assets(
    app: Sphinx, pagename: str, templatename: str, context: dict[str, Any], doctree: Any
) -> None:
    """Load the kit, and the scripts of the figures that a page has, on that page and no other."""
    names = dict.fromkeys(_MADE.findall(context.get("body", "")))
    if names:
        scripts = [f"figures/models/{script_of(name)}" for name in names]
        load(app, [PUT_TOGETHER, *scripts, f"figures/{VIEW}", f"figures/{STYLE}"])


def note_scripts(app: Sphinx, config: Config) -> None:
    """Write all pages again when a script has changed: knobs and answers may be others."""
    config.answering_digest = digest_of(Path(app.confdir, config.answering_folder), "*.js")


def write_kit(app: Sphinx, env: Any) -> None:
    """Put the kit into the site as one file, before the pages that load it."""
    if app.builder.format == "html" and app.config.answering_folder:
        static = Path(app.outdir, "_static")
        static.mkdir(parents=True, exist_ok=True)
        kit = "".join(lean((folder_of(app) / name).read_text("utf-8")) for name in KIT)
        (static / PUT_TOGETHER).write_text(kit, "utf-8", newline="\n")


def setup(app: Sphinx) -> dict[str, Any]:
    """Register the knobs and their scripts."""
    app.add_config_value("answering_folder", "", "env", [str])
    app.add_config_value("answering_digest", "", "html", [str])
    app.connect("config-inited", note_scripts)
    app.connect("doctree-resolved", add_knobs)
    app.connect("env-updated", write_kit)
    app.connect("html-page-context", add_assets)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
