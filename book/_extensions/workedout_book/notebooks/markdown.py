"""Turn a resolved docutils tree into Markdown that any notebook program shows.

Roles and directives are gone by then: references have their text, citations their label, glue its
value. What remains is headings, lists, tables, quotations, fenced code, and mathematics between
dollar signs. A node without a rule of its own shows its children.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from docutils import nodes

from workedout_book.notebooks.markdown_inline import (
    Context,
    between,
    children,
    inline,
    nothing,
    tex_for_notebooks,
)

# What a notebook program's sanitiser takes away, or what would be nothing without our style sheet.
_NOT_IN_TEXT_CELLS = ("<svg", "<script", "<style", "<button", "<input", "<iframe")


def blocks(node: nodes.Element, context: Context, depth: int = 0) -> Iterator[str]:
    """The Markdown blocks of a node's children, to be parted by blank lines."""
    line: list[nodes.Node] = []
    for child in node.children:
        if isinstance(child, nodes.Text | nodes.Inline) and not _is_raw_block(child):
            line.append(child)
            continue
        yield from _paragraph(line, context)
        line = []
        yield from block(child, context, depth)
    yield from _paragraph(line, context)


def _is_raw_block(node: nodes.Node) -> bool:
    return isinstance(node, nodes.raw) and not isinstance(node.parent, nodes.TextElement)


def _paragraph(parts: Iterable[nodes.Node], context: Context) -> Iterator[str]:
    text = "".join(inline(child, context) for child in parts).strip()
    if text:
        yield text


def block(node: nodes.Node, context: Context, depth: int = 0) -> Iterator[str]:
    """The Markdown blocks of one node that stands on its own; `depth` counts sections."""
    if isinstance(node, nodes.section):
        yield from blocks(node, context, depth + 1)
    elif isinstance(node, nodes.title) and isinstance(node.parent, nodes.section):
        number = f"{context.chapter}. " if depth <= 1 and context.chapter else ""
        yield f"{'#' * max(depth, 1)} {number}{children(node, context)}"
    elif isinstance(node, nodes.Element):
        rule = _BLOCK.get(node.tagname)
        if rule is None and isinstance(node, nodes.Admonition):
            rule = _admonition
        text = rule(node, context) if rule else None
        if text is None:
            yield from blocks(node, context, depth)
        elif text:
            yield text


def joined(node: nodes.Element, context: Context) -> str:
    """The Markdown of a node's children as one text."""
    return "\n\n".join(blocks(node, context))


def _indented(text: str, first: str) -> str:
    rest = " " * len(first)
    return first + "\n".join(
        rest + line if line and at else line for at, line in enumerate(text.splitlines())
    )


def _list(node: nodes.Element, context: Context) -> str:
    numbered = isinstance(node, nodes.enumerated_list)
    start = node.get("start", 1)
    marks = [f"{start + at}. " if numbered else "- " for at in range(len(node.children))]
    items = (joined(item, context) for item in node.children if isinstance(item, nodes.Element))
    return "\n".join(_indented(text, mark) for mark, text in zip(marks, items, strict=False))


def _quoted(text: str) -> str:
    return "\n".join(f"> {line}".rstrip() for line in text.splitlines())


def _admonition(node: nodes.Element, context: Context) -> str:
    first = node.children[0] if node.children else None
    titled = isinstance(first, nodes.title)
    words = [context.number(node), children(first, context).strip() if first and titled else ""]
    title = " ".join(filter(None, words)) or node.tagname.capitalize()
    rest = nodes.container("", *[child.deepcopy() for child in node.children[titled:]])
    if "dropdown" in node.get("classes", []) or node.tagname == "solution_node":
        return _details(title, joined(rest, context))
    return _quoted(f"**{title}**\n\n{joined(rest, context)}")


def _details(summary: str, text: str) -> str:
    return f"<details><summary>{summary}</summary>\n\n{text}\n\n</details>"


def _code(node: nodes.Element, context: Context) -> str:
    language = {"default": "", "none": "", "ipython3": "python"}.get(
        node.get("language", ""), node.get("language", "")
    )
    fence = "````" if "```" in node.astext() else "```"
    return f"{fence}{language}\n{node.astext().rstrip()}\n{fence}"


def _raw(node: nodes.Element, context: Context) -> str:
    html = node.astext()
    if "html" not in node.get("format", "") or any(tag in html for tag in _NOT_IN_TEXT_CELLS):
        return ""
    return "\n".join(line for line in html.splitlines() if line.strip())


def _caption(node: nodes.Element, context: Context) -> str:
    number = context.number(node.parent) if node.parent is not None else ""
    text = children(node, context)
    return f"**{number}**: {text}" if number else f"**{text}**" if text else ""


def _cells(row: nodes.Element, context: Context) -> str:
    texts = (
        " ".join(joined(entry, context).split()).replace("|", r"\|")
        for entry in row.findall(nodes.entry)
    )
    return f"| {' | '.join(texts)} |"


def _table(node: nodes.Element, context: Context) -> str:
    head = [row for part in node.findall(nodes.thead) for row in part.findall(nodes.row)]
    body = [row for part in node.findall(nodes.tbody) for row in part.findall(nodes.row)]
    columns = max((len(list(row.findall(nodes.entry))) for row in [*head, *body]), default=0)
    title = [_caption(child, context) for child in node.children if isinstance(child, nodes.title)]
    first = [_cells(row, context) for row in head[:1]] or ["|" + "   |" * columns]
    rule = "|" + " --- |" * columns
    rows = [_cells(row, context) for row in [*head[1:], *body]]
    return "\n\n".join([*title, "\n".join([*first, rule, *rows])])


def _definition(node: nodes.Element, context: Context) -> str:
    terms = [children(term, context) for term in node.findall(nodes.term)]
    texts = [joined(text, context) for text in node.findall(nodes.definition)]
    return "\n\n".join([f"**{', '.join(terms)}**", *(_quoted(text) for text in texts)])


def _labelled(node: nodes.Element, context: Context) -> str:
    label = node.children[0].astext() if node.children else ""
    rest = nodes.container("", *[child.deepcopy() for child in node.children[1:]])
    return f"[{label}] {joined(rest, context)}"


def _response(node: nodes.Element, context: Context) -> str:
    return _details(f"If you chose answer {node.get('number')}", joined(node, context))


def _plain_image(node: nodes.Element, context: Context) -> str:
    return f"*(image: {node['alt']})*" if node.get("alt") else ""


_BLOCK: dict[str, Callable[[nodes.Element, Context], str]] = {
    "bullet_list": _list,
    "enumerated_list": _list,
    "block_quote": lambda node, context: _quoted(joined(node, context)),
    "literal_block": _code,
    "math_block": lambda node, context: tex_for_notebooks(node.astext(), context.number(node)),
    "table": _table,
    "definition_list_item": _definition,
    "caption": _caption,
    "title": between("**"),
    "rubric": between("**"),
    "image": _plain_image,
    "raw": _raw,
    "footnote": _labelled,
    "citation": _labelled,
    "transition": lambda node, context: "---",
    "comment": nothing,
    "substitution_definition": nothing,
    "target": nothing,
    "index": nothing,
    "colspec": nothing,
    "toctree": nothing,
    # The predict-then-reveal questions.
    "Question": lambda node, context: f"**Predict first.** {children(node, context)}",
    "Answer": lambda node, context: f"{node['number']}. {children(node, context)}",
    "Response": _response,
    # Short answers, and what is folded.
    "ShortAnswer": lambda node, context: _quoted(
        f"**The short answer**\n\n{joined(node, context)}"
    ),
    "Hint": lambda node, context: _details(node["title"], joined(node, context)),
    "AnswerSteps": lambda node, context: _details(node["title"], _list(node, context)),
    "FurtherTitle": lambda node, context: f"**Worked out further: {children(node, context)}**",
}
