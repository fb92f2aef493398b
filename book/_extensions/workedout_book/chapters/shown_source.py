"""Show the source of a function, class, method or constant where the text speaks of it.

::

    ```{source} workedout.training.loop.fit
    :caption: The whole loop
    :name: source-fit
    ```

The text is found in the module's file by the syntax tree; the package is not imported. The page
depends on that file, so that it shows what the file says now.

Configuration: ``shown_source_caption``, the caption where the directive states none; ``{name}``
stands for the dotted name.
"""

from __future__ import annotations

import ast
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, ClassVar

from docutils import nodes
from docutils.parsers.rst import directives
from sphinx.application import Sphinx
from sphinx.directives.code import container_wrapper
from sphinx.util import logging
from sphinx.util.docutils import SphinxDirective

from workedout_book.execution.module_digest import package_folder

logger = logging.getLogger(__name__)


class SourceNotFoundError(Exception):
    """No such name, and how much of it exists."""


@dataclass(frozen=True)
class Shown:
    """A piece of source text, the file that it is in, and its first line there."""

    text: str
    path: Path
    line: int


def find_source(name: str) -> Shown:
    """The source of the object with the dotted `name`, decorators and docstring included.

    Raises SourceNotFoundError, naming the part of `name` that is unknown.
    """
    path, rest = _module_and_rest(name)
    text = path.read_text("utf-8")
    if not rest:
        return Shown(text, path, 1)
    node: ast.AST = ast.parse(text)
    for depth, part in enumerate(rest):
        found = _definition(getattr(node, "body", []), part)
        if found is None:
            known = ".".join(name.split(".")[: depth - len(rest)])
            raise SourceNotFoundError(f"{known!r} has no {part!r}")
        node = found
    assert isinstance(node, ast.stmt)
    return _excerpt(text, path, node)


def _module_and_rest(name: str) -> tuple[Path, list[str]]:
    top, *rest = name.split(".")
    path = package_folder(top)
    if path is None:
        raise SourceNotFoundError(f"no package {top!r} is installed")
    while rest and (path / rest[0]).is_dir():
        path = path / rest.pop(0)
    if rest and (path / f"{rest[0]}.py").is_file():
        return path / f"{rest[0]}.py", rest[1:]
    if (path / "__init__.py").is_file():
        return path / "__init__.py", rest
    raise SourceNotFoundError(f"no module for {name!r} in {path}")


def _definition(body: list[ast.stmt], name: str) -> ast.stmt | None:
    """The last statement of `body` that binds `name`."""
    return next((node for node in reversed(body) if name in _bound(node)), None)


def _bound(node: ast.stmt) -> list[str]:
    if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
        return [node.name]
    if isinstance(node, ast.AnnAssign):
        return [node.target.id] if isinstance(node.target, ast.Name) else []
    if isinstance(node, ast.Assign):
        return [target.id for target in node.targets if isinstance(target, ast.Name)]
    return []


def _excerpt(text: str, path: Path, node: ast.stmt) -> Shown:
    decorators = getattr(node, "decorator_list", [])
    first = min([node.lineno, *(decorator.lineno for decorator in decorators)])
    lines = text.splitlines()[first - 1 : node.end_lineno]
    indent = len(lines[0]) - len(lines[0].lstrip())
    dedented = [line[indent:] if not line[:indent].strip() else line for line in lines]
    return Shown("\n".join(dedented) + "\n", path, first)


class SourceDirective(SphinxDirective):
    """``source``: the text of the object whose dotted name is the argument."""

    required_arguments = 1
    option_spec: ClassVar[dict[str, Callable[[str], Any]]] = {
        "caption": directives.unchanged,
        "name": directives.unchanged,
    }

    def run(self) -> list[nodes.Node]:
        """Return the highlighted block, or nothing and a warning."""
        name = self.arguments[0].strip()
        try:
            shown = find_source(name)
        except SourceNotFoundError as error:
            logger.warning(
                "source %s: %s", name, error, location=self.get_location(), type="source"
            )
            return []
        self.env.note_dependency(str(shown.path))
        block = nodes.literal_block(shown.text, shown.text, language="python")
        block["classes"].append("shown-source")
        self.set_source_info(block)
        caption = self.options.get("caption") or self.config.shown_source_caption.format(name=name)
        wrapper = container_wrapper(self, block, caption)  # type: ignore[arg-type]
        wrapper["classes"].append("shown-source")
        self.add_name(wrapper)
        return [wrapper]


def setup(app: Sphinx) -> dict[str, Any]:
    """Register the directive and its configuration."""
    app.add_config_value("shown_source_caption", "``{name}``", "env", [str])
    app.add_directive("source", SourceDirective)
    return {"version": "1.0", "parallel_read_safe": True, "parallel_write_safe": True}
