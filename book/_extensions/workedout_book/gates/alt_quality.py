"""Judge alternative texts, and find the images in a piece of HTML that have no real one."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser
from pathlib import PurePosixPath
from urllib.parse import unquote, urlsplit

FILE = re.compile(r"\S+\.(?:png|jpe?g|gif|svg|webp|avif|bmp|pdf)", re.IGNORECASE)
DIGEST = re.compile(r"[0-9a-f]{16,}", re.IGNORECASE)
OBJECT = re.compile(r"<.*>", re.DOTALL)  # such as <Figure size 640x480 with 1 Axes>
KIND_ALONE = re.compile(
    r"(?:(?:an?|the|alt|text|figure|fig|image|img|picture|photo|plot|graph|chart|diagram|drawing"
    r"|screenshot|output|untitled)\b|[\s\d.,:;#()_-])+",  # one character at a time: no backtracking
    re.IGNORECASE,
)
VOID = frozenset(
    ("area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "wbr")
)


def fault(text: str, uri: str = "") -> str | None:
    """Say why a text does not stand in for the image at `uri`; None when it may."""
    words = text.strip()
    path = PurePosixPath(unquote(urlsplit(uri).path))
    if not words:
        return "is empty"
    if FILE.fullmatch(words) or words in (uri, str(path), path.name, path.stem):
        return f"is the name of a file: {words!r}"
    if DIGEST.fullmatch(words) or OBJECT.fullmatch(words):
        return f"was made by a program, for no reader: {words!r}"
    if KIND_ALONE.fullmatch(words) and not words.strip("()#.,:;-_ ").isdigit():
        return f"says only that there is an image: {words!r}"
    return None


@dataclass
class _Open:
    """An element that is not closed yet."""

    tag: str
    attributes: dict[str, str | None]
    hidden: bool
    line: int
    title: list[str] = field(default_factory=list)


class ImageParser(HTMLParser):
    """Collects each `img` and `svg` of a piece of HTML that a screen reader cannot read."""

    def __init__(self) -> None:
        super().__init__()
        self.stack: list[_Open] = []
        self.faults: list[tuple[int, str]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Judge an `img` at once; remember what may have content."""
        attributes = dict(attrs)
        inherited = bool(self.stack) and self.stack[-1].hidden
        hidden = inherited or attributes.get("aria-hidden") == "true"
        line = self.getpos()[0]
        if tag == "img" and not hidden:
            self.note(line, image_fault(attributes))
        if tag not in VOID:
            self.stack.append(_Open(tag, attributes, hidden, line))

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Treat `<svg/>` as opened and closed."""
        self.handle_starttag(tag, attrs)
        if tag not in VOID:
            self.handle_endtag(tag)

    def handle_data(self, data: str) -> None:
        """Keep a drawing's own title, which must be its direct child."""
        if len(self.stack) > 1 and self.stack[-1].tag == "title" and self.stack[-2].tag == "svg":
            self.stack[-2].title.append(data)

    def handle_endtag(self, tag: str) -> None:
        """Judge an `svg` when its title is known; close what was left open within."""
        if tag in (element.tag for element in self.stack):
            while self.shut(self.stack.pop()) != tag:
                pass

    def close(self) -> None:
        """Judge what was never closed, too."""
        super().close()
        while self.stack:
            self.shut(self.stack.pop())

    def shut(self, element: _Open) -> str:
        """Judge an element that ends here; return its tag."""
        within = any(outer.tag == "svg" for outer in self.stack)
        if element.tag == "svg" and not element.hidden and not within:
            self.note(element.line, drawing_fault(element.attributes, "".join(element.title)))
        return element.tag

    def note(self, line: int, found: str | None) -> None:
        """Keep what was found, with its line."""
        if found:
            self.faults.append((line, found))


def image_fault(attributes: dict[str, str | None]) -> str | None:
    """Judge the attributes of an `img` that is not hidden."""
    if "alt" not in attributes:
        return "img without alt"
    text = attributes["alt"] or ""
    if not text and attributes.get("role") in ("presentation", "none"):
        return None
    found = fault(text, attributes.get("src") or "")
    return f"img whose alt {found}" if found else None


def drawing_fault(attributes: dict[str, str | None], title: str) -> str | None:
    """Judge the attributes and the title of an outermost `svg` that is not hidden."""
    if attributes.get("role") in ("presentation", "none"):
        return None
    if attributes.get("role") != "img":
        return 'svg without role="img"'
    if attributes.get("aria-labelledby"):
        return None
    found = fault(attributes.get("aria-label") or title)
    return f"svg whose label {found}" if found else None


def faults_in_html(html: str) -> Iterator[tuple[int, str]]:
    """Yield the line, counted from 1, and the fault of each image in a piece of HTML."""
    parser = ImageParser()
    parser.feed(html)
    parser.close()
    yield from sorted(parser.faults)
