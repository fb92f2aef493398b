"""A field below each exercise that has a key, and further exercises of its kind.

What is asked and judged comes from `answer_fields`. The field is a form: one text, several, letters
to choose, or a place where the script makes the weights of a small network. Scripts judge what is
given in the words of the package, and keep it; without them there is no field. Below it stand, in
folds, a few further exercises of the kind, each with a field and a worked solution of its own;
where `hide_solutions` leaves solutions out, the worked ones are left out too.

A page is read from its head, and the exercises stand at its end: so fields wait in templates, and
their scripts in an attribute of the one that loads them when a field comes near. The first of these
scripts has the keys of the page, which no compression makes smaller. A form that stands in a page
from the start makes the browser lay out all that is around it, with its fonts, before the page can
be read.

Configuration, beside that of `answer_fields`:

``answer_fields_scripts``
    folder of the scripts that judge, relative to the configuration.
"""

from __future__ import annotations

import json
import zlib
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING, Any

from docutils import nodes
from sphinx.transforms import SphinxTransform

from workedout_book.chapters.head import parsed_at
from workedout_book.documents import PROGRESS_SCRIPT, holds, load_where, nothing, skip
from workedout_book.exercises.checked import is_exercise
from workedout_book.gates.typed_numbers import COMPUTED
from workedout_book.interactive.answer_fields import (
    answer_fields,
    judge_scripts,
    note_fields,
    state,
)

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.environment import BuildEnvironment
    from sphinx.writers.html5 import HTML5Translator

NEAR = "answers/when_near.js"
VIEW = "answers/fields.js"
NETWORK_VIEW = "answers/network_field.js"
STYLE = "answers/fields.css"
BESIDE = ("others", "question", "worked")  # parts of a specification that are no part of a field


class Field(nodes.General, nodes.Element):
    """The field of an exercise, whose `spec` says what it asks."""


class FormulaField(Field):
    """One in which a formula is asked for."""


class NetworkField(Field):
    """One in which the weights of a network are asked for."""


class Others(nodes.General, nodes.Element):
    """Further exercises of a kind."""


class Other(nodes.General, nodes.Element):
    """One of them, with its `title`."""


class Worked(nodes.General, nodes.Element):
    """Its solution."""


class AddFields(SphinxTransform):
    """Add a field to each exercise of a page that has a key."""

    default_priority = 705  # after the line that says how to check in Python

    def apply(self, **kwargs: Any) -> None:
        """Add them, and keep with which fields the page was read."""
        seen: dict[str, str] = {}
        for node in list(self.document.findall(is_exercise)):
            label = node["label"]
            spec = answer_fields(self.app).get(label)
            if spec is None:
                continue
            seen[label] = state(spec)
            content, line = node.children[-1], node.children[-1].children[-1]
            content.insert(content.index(line), made(spec))  # the field first, then Python
            if spec.get("others"):
                content.append(self.others(spec["others"], node.line))
        note_fields(self.env, self.env.docname, seen)

    def others(self, specs: list[dict[str, Any]], line: int | None) -> Others:
        """The further exercises of one that stands at a line, each in a fold."""
        found = Others()
        for number, spec in enumerate(specs, 1):
            title = f"Another of this kind ({number} of {len(specs)})"
            other = Other("", self.computed(spec["question"], line), made(spec), title=title)
            if not self.config.hide_solutions:
                other += Worked("", self.computed(spec["worked"], line))
            found += other
        return found

    def computed(self, markdown: str, line: int | None) -> nodes.container:
        """A text that a key's module wrote with numbers of its own."""
        found = parsed_at(self.document, markdown, line)
        return nodes.container("", *found, classes=[COMPUTED])


def made(spec: dict[str, Any]) -> Field:
    """The field of a specification, without what stands beside it."""
    kind = {"formula": FormulaField, "network": NetworkField}.get(spec["kind"], Field)
    return kind("", spec={part: spec[part] for part in spec if part not in BESIDE})


def visit_field(translator: HTML5Translator, node: Field) -> None:
    """Write the form, as a template: where no script can judge there is none."""
    translator.body.append(form(node["spec"]))
    raise nodes.SkipNode


UNTOLD = ("name", "asks", "parts", "key")  # of a specification, what stands elsewhere


def form(spec: dict[str, Any]) -> str:
    """The HTML of a field that waits."""
    name = escape(spec["name"])
    controls = CONTROLS[spec["kind"]](name, spec)
    facts = {key: value for key, value in spec.items() if key not in UNTOLD}
    return (
        '<template class="wo-field-later">'
        f'<form class="wo-field" data-name="{name}" data-form="{escape(json.dumps(facts))}" '
        'autocomplete="off" novalidate>\n'
        f"{controls}\n"
        f'<p class="wo-field-verdict" id="{name}-verdict" role="status"></p>\n</form></template>\n'
    )


TEXT = (
    'type="text" maxlength="2000" spellcheck="false" autocapitalize="off" autocorrect="off" '
    'aria-describedby="{name}-verdict"'
)
CHECK = '<button type="submit">Check</button>'


def asked(spec: dict[str, Any]) -> str:
    """What an answer consists of, as the name of a field."""
    return escape(f"Your answer: {spec['asks']}" if spec["asks"] else "Your answer")


def one_text(name: str, spec: dict[str, Any]) -> str:
    """A line for a number."""
    line = f'<input id="{name}-answer" {TEXT.format(name=name)}>'
    return (
        f'<label for="{name}-answer">{asked(spec)}</label>\n'
        f'<div class="wo-field-row">{line}{CHECK}</div>'
    )


def one_formula(name: str, spec: dict[str, Any]) -> str:
    """A line for a formula, and a place where it stands as it is read."""
    return f'{one_text(name, spec)}\n<p class="wo-field-reading"></p>'


def texts(name: str, spec: dict[str, Any]) -> str:
    """A group of short lines, one a number, each below its name."""
    inputs = "\n".join(
        f'<label class="wo-field-part">{escape(part)} <input {TEXT.format(name=name)}></label>'
        for part in spec["parts"]
    )
    return (
        f"<fieldset><legend>{asked(spec)}</legend>\n"
        f'<div class="wo-field-row">{inputs}\n{CHECK}</div></fieldset>'
    )


def letters(name: str, spec: dict[str, Any]) -> str:
    """A button a letter: one of them, or several."""
    kind = "checkbox" if spec["several"] else "radio"
    buttons = "\n".join(
        f'<label class="wo-field-letter"><input type="{kind}" name="{name}" value="{letter}">'
        f" ({letter})</label>"
        for letter in spec["letters"]
    )
    return (
        f"<fieldset><legend>{asked(spec)}</legend>\n"
        f'<div class="wo-field-row">{buttons}\n{CHECK}</div></fieldset>'
    )


def network(name: str, spec: dict[str, Any]) -> str:
    """A place where the script makes fields for weights and biases."""
    return (
        f"<fieldset><legend>{asked(spec)}</legend>\n"
        f'<div class="wo-field-network"></div>\n<div class="wo-field-row">{CHECK}</div></fieldset>'
    )


CONTROLS = {
    "number": one_text,
    "formula": one_formula,
    "numbers": texts,
    "choice": letters,
    "network": network,
}


def visit_other(translator: HTML5Translator, node: Other) -> None:
    """Open the fold."""
    translator.body.append(f'<details class="wo-other"><summary>{node["title"]}</summary>\n<div>\n')


def visit_worked(translator: HTML5Translator, node: Worked) -> None:
    """Open the fold of the solution."""
    translator.body.append('<details class="wo-worked"><summary>Worked</summary>\n<div>\n')


def depart_fold(translator: HTML5Translator, node: nodes.Element) -> None:
    """Close a fold."""
    translator.body.append("</div></details>\n")


def visit_others(translator: HTML5Translator, node: Others) -> None:
    """Open the group."""
    translator.body.append('<div class="wo-others">\n')


def depart_others(translator: HTML5Translator, node: Others) -> None:
    """Close it."""
    translator.body.append("</div>\n")


def script(kind: str) -> str:
    """The file of the scripts that judge a kind of field, put together."""
    return f"answers-{kind}.js"


def write_scripts(app: Sphinx, env: BuildEnvironment) -> None:
    """Put the scripts into the site, before the pages that load them."""
    if app.builder.format != "html":
        return
    static = Path(app.outdir, "_static")
    for kind, text in judge_scripts(
        app, Path(app.confdir, app.config.answer_fields_scripts)
    ).items():
        static.mkdir(parents=True, exist_ok=True)
        (static / script(kind)).write_text(text, "utf-8", newline="\n")


def scripts_of(doctree: nodes.document) -> list[str]:
    """The scripts that the fields of a page need, in the order in which they run."""
    files = [script("every")]
    if holds(doctree, FormulaField):
        files.append(script("formula"))
    if holds(doctree, NetworkField):
        files += [script("network"), NETWORK_VIEW]
    return [*files, VIEW]


def keys_script(page: str) -> str:
    """The file with the keys of a page; no two pages share one."""
    return f"answers-keys/{page}.js"


def write_keys(app: Sphinx, page: str, doctree: nodes.document) -> None:
    """Put the sealed keys of a page's fields into the site, by the names of the fields."""
    keys = {field["spec"]["name"]: field["spec"]["key"] for field in doctree.findall(Field)}
    path = Path(app.outdir, "_static", keys_script(page))
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"const answersSealed = {json.dumps(keys)};\n", "utf-8", newline="\n")


def load_near(app: Sphinx, page: str, template: str, context: dict[str, Any], doctree: Any) -> None:
    """Load, on a page with fields, the script that loads the others; it is told which."""
    if not holds(doctree, Field):
        return
    write_keys(app, page, doctree)

    def address(file: str) -> str:
        # As Sphinx marks what it loads itself: another content has another address.
        mark = zlib.crc32(Path(app.outdir, "_static", file).read_bytes())
        return f"{context['pathto'](f'_static/{file}', 1)}?v={mark:08x}"

    files = [keys_script(page), *scripts_of(doctree)]
    others: dict[str, Any] = {"data-scripts": " ".join(map(address, files))}
    app.add_js_file(NEAR, loading_method="defer", **others)


def setup(app: Sphinx) -> dict[str, Any]:
    """Register the fields, the further exercises and their scripts."""
    app.setup_extension("workedout_book.exercises.checked")
    app.setup_extension("workedout_book.interactive.answer_fields")
    app.add_config_value("answer_fields_scripts", "", "env", [str])
    none = (skip, nothing)
    for kind in (Field, FormulaField, NetworkField):
        app.add_node(kind, html=(visit_field, nothing), latex=none, text=none)
    app.add_node(Others, html=(visit_others, depart_others), latex=none, text=none)
    app.add_node(Other, html=(visit_other, depart_fold))
    app.add_node(Worked, html=(visit_worked, depart_fold))
    app.add_transform(AddFields)
    app.connect("env-updated", write_scripts)
    load_where(app, (Field,), lambda app: [PROGRESS_SCRIPT, STYLE])
    app.connect("html-page-context", load_near)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
