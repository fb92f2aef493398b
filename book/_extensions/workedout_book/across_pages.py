"""What pages that list the whole book have in common: its order, links, and tables."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, cast

from docutils import nodes
from sphinx import addnodes
from sphinx.domains.std import StandardDomain
from sphinx.util import docname_join
from sphinx.util.nodes import make_refnode

if TYPE_CHECKING:
    from sphinx.builders import Builder
    from sphinx.environment import BuildEnvironment

Row = Sequence[nodes.Node]


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


def pages_noted(env: BuildEnvironment, note: str) -> list[str]:
    """The pages in whose metadata something is noted: what they list depends on all others.

    They are said to have formulas, since what they list may have some.
    """
    pages = sorted(page for page in env.found_docs if env.metadata[page].get(note))
    env.get_domain("math").data["has_equations"].update(dict.fromkeys(pages, True))
    return pages


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


FIGURE = "figure"  # where a reference holds the page, the anchor and the kind of its figure


def kept(env: BuildEnvironment, found: Iterable[nodes.Node]) -> list[nodes.Node]:
    """Copies of nodes to be kept with the environment: they do not hold on to their document.

    A page's doctree is many megabytes, so that reading it again takes long. Sphinx would do so for
    each reference to a numbered figure, to see of which kind it is; here that is noted.
    """
    found = list(found)
    document = next((node.document for node in found if node.document is not None), None)
    copies = [node.deepcopy() for node in found]
    for copy in copies:
        for node in copy.findall():
            node._document = None  # type: ignore[attr-defined]
            if isinstance(node, addnodes.pending_xref) and document is not None:
                note_figure(env, document, node)
    return copies


def note_figure(
    env: BuildEnvironment, document: nodes.document, node: addnodes.pending_xref
) -> None:
    """Note which figure of the page a reference by number means."""
    std = cast(StandardDomain, env.get_domain("std"))
    page, anchor = std.anonlabels.get(node["reftarget"], ("", ""))
    plain = node["reftype"] == "numref" and not node["refexplicit"]
    if plain and page == env.docname and anchor in document.ids:
        kind = std.get_enumerable_node_type(document.ids[anchor])
        if kind:
            node[FIGURE] = (page, anchor, kind)


def to_figure(builder: Builder, here: str, node: addnodes.pending_xref) -> nodes.Node:
    """The link to a figure that was noted, with its number; else the reference itself."""
    page, anchor, kind = node.get(FIGURE, ("", "", ""))
    number = builder.env.toc_fignumbers.get(page, {}).get(kind, {}).get(anchor)
    form = builder.config.numfig_format.get(kind, "")
    if not number or form.count("%s") != 1:
        return node
    text = nodes.inline("", form % ".".join(map(str, number)), classes=["std", "std-numref"])
    return make_refnode(builder, here, page, anchor, text)


def moved(builder: Builder, page: str, here: str, found: Iterable[nodes.Node]) -> list[nodes.Node]:
    """Copies of nodes of a page for `here`: without anchors, their references leading on."""
    copies = nodes.Element("", *(node.deepcopy() for node in found))
    for node in list(copies.findall(nodes.Element)):
        node["ids"] = []
        if isinstance(node, addnodes.pending_xref):
            if node.get("reftype") == "doc":
                node["reftarget"] = "/" + docname_join(page, node["reftarget"])
            node["refdoc"] = here
            if FIGURE in node:
                node.replace_self(to_figure(builder, here, node))
        elif isinstance(node, nodes.reference) and "refid" in node:
            uri = builder.get_relative_uri(here, page)
            node["refuri"] = f"{uri}#{node.attributes.pop('refid')}"
    children = list(copies.children)
    copies.clear()
    return children


def table(headings: Sequence[str], rows: Sequence[Row], kind: str) -> nodes.table:
    """A table of the class `kind` with a row of headings."""
    group = nodes.tgroup("", cols=len(headings))
    group.extend(nodes.colspec(colwidth=1) for _ in headings)
    head = [[nodes.Text(heading) for heading in headings]]
    group += nodes.thead("", *(row(cells) for cells in head))
    group += nodes.tbody("", *(row(cells) for cells in rows))
    return nodes.table("", group, classes=[kind])


def row(cells: Row) -> nodes.row:
    """A row with a paragraph in each cell."""
    return nodes.row("", *(nodes.entry("", nodes.paragraph("", "", cell)) for cell in cells))
