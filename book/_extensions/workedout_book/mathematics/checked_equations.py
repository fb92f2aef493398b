r"""Each numbered equation is emitted from a checked object, covered by a check, or a definition.

An equation is *emitted* when it was pasted by ``{glue:math}`` and its TeX is the one for which a
tick among the page's executed outputs vouches (``check_identity`` leaves it in the metadata). For
any other, the source says below the equation what stands behind it: the checks of the same page, by
the statements beside their ticks, one a line, or that it is a definition::

    $$ \text{offset} = 16 + 784 i + 28 r + c $$ (eq-offset)

    ```{checked-by} eq-offset
    The byte at the offset of the formula is the pixel of the tensor
    ```

    $$ s = W x + b $$ (eq-sum)

    ```{by-definition} eq-sum
    ```

A numbered equation that is none of the three is a warning, and so are a check that did not run, a
formula whose object was not checked on its page, and a mark that contradicts what was found. The
directives ``{equation-counts}`` and ``{equation-list}`` print what was found in the whole book.

Configuration: ``checked_equations_minority``, folders in each of which definitions must be fewer
than half of the equations.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

from docutils import nodes
from sphinx.util import logging

from workedout_book.across_pages import pages_noted
from workedout_book.documents import below
from workedout_book.execution.outputs import executed
from workedout_book.mathematics.directives import (
    ByDefinition,
    CheckedBy,
    EquationMark,
    EquationTableDirective,
    PastedMath,
)
from workedout_book.mathematics.listing import FOUND, LISTS, EquationTable, InsertTables
from workedout_book.mathematics.verdicts import (
    DEFINITION,
    Equation,
    Mark,
    Outputs,
    Problem,
    counts,
    judge,
    minority,
    read_outputs,
)

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.environment import BuildEnvironment

LOGGER = logging.getLogger(__name__)

UNNAMED = (
    "a numbered environment has no label that a mark can name: star it, or write $$ … $$ (label)"
)


def replace_glue(app: Sphinx) -> None:
    """Put the directive in the place of MyST-NB's own."""
    app.env.get_domain("glue").directives["math"] = PastedMath


def numbered(document: nodes.document) -> Iterator[Equation]:
    """Yield the numbered equations of a page, in order."""
    for node in document.findall(nodes.math_block):
        if node.get("label"):
            tex = node.astext().strip().removeprefix(r"\displaystyle").strip()
            pasted = "pasted-math" in node["classes"]
            yield Equation(node["label"], tex, pasted, node.get("identity", ""), node.line)


def executed_outputs(env: BuildEnvironment, page: str) -> Outputs:
    """What a page's cells have put out, executed or from the cache."""
    notebook = executed(env, page)
    return read_outputs(notebook.cells) if notebook else Outputs()


def take_marks(document: nodes.document) -> list[Mark]:
    """Take the marks out of a page."""
    found = list(document.findall(EquationMark))
    for node in found:
        node.parent.remove(node)
    return [node["mark"] for node in found]


def examine(app: Sphinx, document: nodes.document) -> None:
    """Find out what a page's equations are, note it, and warn about what is wrong."""
    page = app.env.docname
    equations, problems = [], []
    unnamed = {node["label"] for node in document.findall(nodes.math_block) if _is_unnamed(node)}
    for equation in numbered(document):
        if equation.label in unnamed:
            problems.append(Problem(UNNAMED, equation.line))
        else:
            equations.append(equation)
    verdicts, found = judge(equations, take_marks(document), executed_outputs(app.env, page))
    for problem in [*problems, *found]:
        LOGGER.warning(
            "%s: %s", page, problem.message, location=(page, problem.line), type="checked_equations"
        )
    app.env.metadata[page][FOUND] = [(each.label, each.kind, each.behind) for each in verdicts]


def _is_unnamed(node: nodes.math_block) -> bool:
    """Tell whether MyST gave the equation a label of chance."""
    return "amsmath" in node["classes"] and bool(node.get("label"))


def warn_about_majorities(app: Sphinx, env: BuildEnvironment) -> None:
    """Warn about each folder in which definitions are not a minority."""
    for folder in app.config.checked_equations_minority:
        pages = [page for page in env.found_docs if below(page, [folder])]
        counted = counts(kind for page in pages for _, kind, _ in env.metadata[page].get(FOUND, ()))
        if any(counted.values()) and not minority(counted):
            LOGGER.warning(
                "%s: %d of %d numbered equations are definitions, expected fewer than half",
                folder,
                counted[DEFINITION],
                sum(counted.values()),
                location=sorted(pages)[0],
                type="checked_equations",
            )


def pages_with_a_list(app: Sphinx, env: BuildEnvironment) -> list[str]:
    """The pages to write again: what they list depends on all other pages."""
    return pages_noted(env, LISTS)


def setup(app: Sphinx) -> dict[str, Any]:
    """Register the directives, the configuration and the handlers."""
    app.setup_extension("workedout_book.execution.outputs")
    app.add_config_value("checked_equations_minority", [], "env", [list])
    app.add_node(EquationMark)
    app.add_node(EquationTable)
    directives: dict[str, Callable[..., Any]] = {
        "checked-by": CheckedBy,
        "by-definition": ByDefinition,
        "equation-counts": EquationTableDirective,
        "equation-list": EquationTableDirective,
    }
    for name, directive in directives.items():
        app.add_directive(name, directive)  # type: ignore[arg-type]
    app.add_post_transform(InsertTables)
    app.connect("builder-inited", replace_glue)
    app.connect("doctree-read", examine)
    app.connect("env-check-consistency", warn_about_majorities)
    app.connect("env-updated", pages_with_a_list)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
