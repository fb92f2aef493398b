"""Say below an exercise, in one line, how a reader can have an answer checked.

The exercises are those for which a package has a key: a function with a decorator that names the
exercise's label and says what an answer consists of. The files are read, not imported::

    @key("ex-count", "the number of parameters")
    def counted(): ...

A key whose exercise the book does not have is a warning, unless it has none of them.

Configuration:

``checked_exercises_keys``
    folder of the modules with keys, relative to the book; empty: none.
``checked_exercises_import``
    the line by which a reader gets the function `exercise`.
"""

from __future__ import annotations

import ast
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from docutils import nodes
from sphinx.transforms import SphinxTransform
from sphinx.util import logging
from sphinx_exercise.nodes import exercise_enumerable_node, exercise_node

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.environment import BuildEnvironment

LOGGER = logging.getLogger(__name__)


@cache  # every page asks
def keys_in(source: str) -> list[tuple[str, str]]:
    """The label, and what an answer consists of, of each key in a module."""
    return [
        (ast.literal_eval(call.args[0]), ast.literal_eval(call.args[1]))
        for function in ast.walk(ast.parse(source))
        for call in getattr(function, "decorator_list", ())
        if isinstance(call, ast.Call) and ast.unparse(call.func) == "key"
    ]


def modules(app: Sphinx) -> list[Path]:
    """The files with keys."""
    folder = app.config.checked_exercises_keys
    return sorted(Path(app.srcdir, folder).glob("*.py")) if folder else []


def all_keys(app: Sphinx) -> dict[str, str]:
    """What an answer consists of, by label."""
    texts = (path.read_text("utf-8") for path in modules(app))
    return dict(pair for text in texts for pair in keys_in(text))


class AddLines(SphinxTransform):
    """Add the line to each exercise of a page that has a key."""

    default_priority = 700  # after exercises between gates were put together

    def apply(self, **kwargs: Any) -> None:
        """Add them; the first on a page says where the function comes from."""
        keys = all_keys(self.app)
        first = True
        for node in self.document.findall(is_exercise):
            if node["label"] not in keys:
                continue
            line = nodes.paragraph("", "In Python: ", classes=["wo-check-yours"])
            if first:
                line += [code(self.config.checked_exercises_import), nodes.Text(", then ")]
                for path in modules(self.app):
                    self.env.note_dependency(str(path))
            line += code(f'exercise("{node["label"]}").check(answer)')
            line += nodes.Text(f". The answer: {keys[node['label']]}.")
            node.children[-1].append(line)
            first = False


def is_exercise(node: nodes.Node) -> bool:
    """Tell whether a node is an exercise."""
    return isinstance(node, exercise_node | exercise_enumerable_node)


def code(text: str) -> nodes.literal:
    """A piece of Python in a line."""
    return nodes.literal(text, text)


def warn_about_strangers(app: Sphinx, env: BuildEnvironment) -> None:
    """Warn about each key without its exercise, in a book that has the exercise of some key."""
    known = set(getattr(env, "sphinx_exercise_registry", {}))
    keys = all_keys(app).keys()
    for label in sorted(keys - known) if keys & known else ():
        LOGGER.warning(
            "no exercise of this book has the label %r, for which there is a key",
            label,
            location=env.config.root_doc,
            type="checked_exercises",
        )


def setup(app: Sphinx) -> dict[str, Any]:
    """Register the settings, the transform and the check."""
    app.setup_extension("sphinx_exercise")
    app.add_config_value("checked_exercises_keys", "", "env", [str])
    app.add_config_value(
        "checked_exercises_import",
        "from workedout.exercises.checking import exercise",
        "env",
        [str],
    )
    app.add_transform(AddLines)
    app.connect("env-check-consistency", warn_about_strangers)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
