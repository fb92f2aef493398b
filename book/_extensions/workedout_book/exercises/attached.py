"""What stands below exercises and names them by label: is there such an exercise, and once?"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any

from docutils import nodes
from sphinx.util import logging

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.environment import BuildEnvironment

LOGGER = logging.getLogger(__name__)

Attached = list[tuple[str, str]]  # the label of each exercise, and the place that names it


def attach(app: Sphinx, kind: type[nodes.Element], what: str) -> None:
    """Warn where a node of a kind names no exercise, or one that another node of it names.

    Args:
        app: the application.
        kind: nodes with a `label`.
        what: what they are called in a warning and by `attached_labels`.
    """

    def note(app: Sphinx, document: nodes.document) -> None:
        found = [(node["label"], f"{node.source}:{node.line}") for node in document.findall(kind)]
        by_page(app.env, what)[app.env.docname] = found

    def merge(app: Sphinx, env: BuildEnvironment, names: Iterable[str], other: Any) -> None:
        read = by_page(other, what)
        by_page(env, what).update({name: read[name] for name in names if name in read})

    def purge(app: Sphinx, env: BuildEnvironment, docname: str) -> None:
        by_page(env, what).pop(docname, None)

    def warn(app: Sphinx, env: BuildEnvironment) -> None:
        for problem, place in problems(set(exercises(env)), attached(env, what), what):
            LOGGER.warning("%s: %s", what, problem, location=place, type="attached")

    app.setup_extension("sphinx_exercise")
    app.connect("doctree-read", note)
    app.connect("env-merge-info", merge)
    app.connect("env-purge-doc", purge)
    app.connect("env-check-consistency", warn)


def by_page(env: BuildEnvironment, what: str) -> dict[str, Attached]:
    """What the pages have, each page's in order; kept with the environment."""
    kept: dict[str, dict[str, Attached]] = env.__dict__.setdefault("attached_to_exercises", {})
    return kept.setdefault(what, {})


def attached(env: BuildEnvironment, what: str) -> Attached:
    """What all pages have."""
    return [pair for pairs in by_page(env, what).values() for pair in pairs]


def exercises(env: BuildEnvironment) -> dict[str, str]:
    """The page of each exercise, by label, those of a page in order."""
    registry: dict[str, Any] = getattr(env, "sphinx_exercise_registry", {})
    return {
        label: entry["docname"]
        for label, entry in registry.items()
        if entry["type"].startswith("exercise")
    }


def problems(known: set[str], found: Attached, what: str) -> Iterator[tuple[str, str]]:
    """Say what is wrong, and where."""
    seen: set[str] = set()
    for label, place in found:
        if label not in known:
            yield f"no exercise has the label {label!r}", place
        elif label in seen:
            yield f"the exercise {label!r} has its {what} already", place
        seen.add(label)
