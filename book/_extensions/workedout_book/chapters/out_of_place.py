"""Sentences of a chapter that are quoted on another page: what pointed there still points there.

A sentence that says "as counted above" or "on this page" means its own page, and one that ends in a
colon a cell that comes next. And a link to a section shows the section's title, which in the middle
of a sentence reads as a piece of that sentence; in quotation marks it reads as a title.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING, cast

from docutils import nodes
from sphinx import addnodes
from sphinx.domains.std import StandardDomain

from workedout_book.mathematics.plain_tex import plain

if TYPE_CHECKING:
    from sphinx.environment import BuildEnvironment

Link = Callable[[str], nodes.Node]

# "Above" and "below" that say where on a page: not those that compare, as in "is above 1".
_NO_NOUN = r"(?!(?:is|are|was|were|be|lies|lie|far|just|or|and)\b)"
_VERBS = "that|says?|ran|has|have|is|are|was|were|does|do|did"
POINTING = re.compile(
    rf"(?P<where>\b{_NO_NOUN}\w+ (?:above|below)(?=[.,;:!?)]| (?:{_VERBS})\b))"
    r"|\b(?P<page>this (?:page|chapter))\b"
)
NO_PROSE = (nodes.literal, nodes.math, addnodes.pending_xref, nodes.reference)


def pointing(found: Iterable[nodes.Node], link: Link) -> list[nodes.Node]:
    """The nodes, with a link to their chapter where their words point at something there.

    Args:
        found: inline nodes of a sentence.
        link: makes a link to the place in the chapter, with this text.
    """
    whole = nodes.inline("", "", *found)
    for text in list(whole.findall(nodes.Text)):
        if POINTING.search(text.astext()) and not isinstance(text.parent, NO_PROSE):
            text.parent.replace(text, relinked(text.astext(), link))
    children = list(whole.children)
    whole.clear()
    return children


def relinked(text: str, link: Link) -> list[nodes.Node]:
    """A text in pieces, with links where it points."""
    pieces: list[nodes.Node] = []
    end = 0
    for match in POINTING.finditer(text):
        if match["page"]:
            pieces += [nodes.Text(text[end : match.start()]), link("the chapter")]
        else:
            pieces += [nodes.Text(f"{text[end : match.end()]} ("), link("in the chapter")]
            pieces.append(nodes.Text(")"))
        end = match.end()
    return [*pieces, nodes.Text(text[end:])]


def ended(found: Sequence[nodes.Node], more: bool) -> list[nodes.Node]:
    """The nodes of a sentence, with the end that fits whether more follows, such as ticks."""
    *rest, last = found or [nodes.Text("")]
    if not isinstance(last, nodes.Text):
        return list(found)
    text = last.astext().rstrip()
    if text.endswith(":") and not more:
        text = f"{text[:-1]}."
    elif more and re.search(r"[\w%)]$", text):
        text = f"{text}:"
    return [*rest, nodes.Text(text)]


def titled(env: BuildEnvironment, found: Iterable[nodes.Node], quoted: bool = True) -> None:
    """Let links to sections show their titles without TeX, and as titles.

    Args:
        env: what is known of the book.
        found: nodes whose references are not resolved yet.
        quoted: whether the titles stand in sentences, so that they need quotation marks.
    """
    labels = cast(StandardDomain, env.get_domain("std")).labels
    others = getattr(env, "sphinx_exercise_registry", {})  # these show a number
    for reference in (each for node in found for each in node.findall(addnodes.pending_xref)):
        target = reference["reftarget"]
        if reference["reftype"] != "ref" or reference["refexplicit"] or target in others:
            continue
        _, _, title = labels.get(target, ("", "", ""))
        words = plain(title) if "\\" in title else title
        if words and (quoted or words != title):
            reference["refexplicit"] = True
            shown = words if not quoted or words.startswith("“") else f"“{words}”"
            reference.children = [nodes.inline("", shown, classes=["std", "std-ref"])]
            reference.children[0].parent = reference
