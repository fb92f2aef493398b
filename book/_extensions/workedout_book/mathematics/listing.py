"""The tables of all numbered equations, put in when a page is written and all pages are known."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from docutils import nodes
from sphinx import addnodes
from sphinx.transforms.post_transforms import SphinxPostTransform

from workedout_book.across_pages import page_link, pages_in_order, reference, table
from workedout_book.mathematics.verdicts import (
    COVERED,
    DEFINITION,
    EMITTED,
    KINDS,
    counts,
    minority,
)

if TYPE_CHECKING:
    from sphinx.environment import BuildEnvironment

FOUND = "checked_equations"  # where the metadata of a page hold its verdicts
LISTS = "checked_equations_lists"  # and whether it shows those of all pages
HEADINGS = ("Page", "Emitted", "Covered", "Definitions", "All", "Definitions are a minority")
WORDS = {EMITTED: "emitted, and checked as", COVERED: "covered by", DEFINITION: "a definition"}

TABLE = "wo-equations"  # the class of its tables


class EquationTable(nodes.General, nodes.Element):
    """The place of a table; `content` is the name of its directive."""


def equations_by_page(env: BuildEnvironment) -> dict[str, list[tuple[str, str, tuple[str, ...]]]]:
    """Label, kind and what stands behind it, for each page with equations, in the book's order."""
    found = {page: env.metadata[page].get(FOUND, []) for page in pages_in_order(env)}
    return {page: equations for page, equations in found.items() if equations}


class InsertTables(SphinxPostTransform):
    """Replace each placeholder; references in the tables are resolved afterwards."""

    default_priority = 5

    def run(self, **kwargs: Any) -> None:
        """Replace them."""
        contents = {"equation-counts": count_table, "equation-list": sections}
        for node in list(self.document.findall(EquationTable)):
            content = contents[node["content"]](self.env, node["page"])
            node.replace_self(content or nodes.paragraph("", "No equation has a number."))


def count_table(env: BuildEnvironment, here: str) -> list[nodes.Node]:
    """How many equations of each kind each page has, and all of them together."""
    kinds = {
        page: [kind for _, kind, _ in listed] for page, listed in equations_by_page(env).items()
    }
    if not kinds:
        return []
    rows = [
        (page_link(env, page, here), *count_cells(counts(listed))) for page, listed in kinds.items()
    ]
    together = counts(kind for listed in kinds.values() for kind in listed)
    rows.append((nodes.Text("The whole book"), *count_cells(together)))
    return [table(HEADINGS, rows, TABLE)]


def count_cells(counted: Mapping[str, int]) -> Iterator[nodes.Text]:
    """The numbers of a row."""
    for number in (*(counted[kind] for kind in KINDS), sum(counted.values())):
        yield nodes.Text(str(number))
    yield nodes.Text("yes" if minority(counted) else "no")


def sections(env: BuildEnvironment, here: str) -> list[nodes.Node]:
    """For each page a section with a table of its equations."""
    return [page_section(env, page, here) for page in equations_by_page(env)]


def page_section(env: BuildEnvironment, page: str, here: str) -> nodes.section:
    """The equations of one page: number, kind, and what stands behind."""
    section = nodes.section(ids=[nodes.make_id(f"equations-of-{page}")])
    section += nodes.title("", "", page_link(env, page, here))
    rows = [
        (equation_link(label, here), behind(kind, names))
        for label, kind, names in equations_by_page(env)[page]
    ]
    section += table(("Equation", "What stands behind it"), rows, TABLE)
    return section


def behind(kind: str, names: Sequence[str]) -> nodes.Node:
    """The kind in words, with the identity or the statements."""
    quoted = ", ".join(f"“{name}”" for name in names)
    return nodes.Text(f"{WORDS[kind]} {quoted}".strip())


def equation_link(label: str, here: str) -> addnodes.pending_xref:
    """A link with the equation's number."""
    return reference("math", "eq", label, here, nodes.inline("", label))
