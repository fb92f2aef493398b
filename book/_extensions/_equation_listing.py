"""The tables of all numbered equations, put in when a page is written and all pages are known."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from _equation_verdicts import COVERED, DEFINITION, EMITTED, KINDS, counts, minority
from docutils import nodes
from sphinx import addnodes
from sphinx.transforms.post_transforms import SphinxPostTransform

if TYPE_CHECKING:
    from sphinx.environment import BuildEnvironment

FOUND = "checked_equations"  # where the metadata of a page hold its verdicts
LISTS = "checked_equations_lists"  # and whether it shows those of all pages
HEADINGS = ("Page", "Emitted", "Covered", "Definitions", "All", "Definitions are a minority")
WORDS = {EMITTED: "emitted, and checked as", COVERED: "covered by", DEFINITION: "a definition"}

Row = Sequence[nodes.Node]


class EquationTable(nodes.General, nodes.Element):
    """The place of a table; `content` is the name of its directive."""


def pages_in_order(env: BuildEnvironment) -> list[str]:
    """All pages, as the table of contents lists them; then those that it does not list."""
    found: list[str] = []

    def walk(page: str) -> None:
        if page in env.found_docs and page not in found:
            found.append(page)
            for child in env.toctree_includes.get(page, ()):
                walk(child)

    walk(env.config.root_doc)
    return [*found, *sorted(env.found_docs - set(found))]


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
    return [table(HEADINGS, rows)]


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
    section += table(("Equation", "What stands behind it"), rows)
    return section


def behind(kind: str, names: Sequence[str]) -> nodes.Node:
    """The kind in words, with the identity or the statements."""
    quoted = ", ".join(f"“{name}”" for name in names)
    return nodes.Text(f"{WORDS[kind]} {quoted}".strip())


def equation_link(label: str, here: str) -> addnodes.pending_xref:
    """A link with the equation's number."""
    return reference("math", "eq", label, here, nodes.inline("", label))


def page_link(env: BuildEnvironment, page: str, here: str) -> addnodes.pending_xref:
    """A link with the page's title."""
    title = env.titles[page].astext()
    return reference("std", "doc", f"/{page}", here, nodes.inline("", title))


def reference(
    domain: str, kind: str, target: str, here: str, content: nodes.Element
) -> addnodes.pending_xref:
    """A reference as a role would leave it on the page `here`."""
    return addnodes.pending_xref(
        "",
        content,
        refdomain=domain,
        reftype=kind,
        reftarget=target,
        refdoc=here,
        refexplicit=False,
        refwarn=True,
    )


def table(headings: Sequence[str], rows: Sequence[Row]) -> nodes.table:
    """A table with a row of headings."""
    group = nodes.tgroup("", cols=len(headings))
    group.extend(nodes.colspec(colwidth=1) for _ in headings)
    head = [[nodes.Text(heading) for heading in headings]]
    group += nodes.thead("", *(row(cells) for cells in head))
    group += nodes.tbody("", *(row(cells) for cells in rows))
    return nodes.table("", group, classes=["wo-equations"])


def row(cells: Row) -> nodes.row:
    """A row with a paragraph in each cell."""
    return nodes.row("", *(nodes.entry("", nodes.paragraph("", "", cell)) for cell in cells))
