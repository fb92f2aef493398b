"""Every image of a built page has an alternative text that was written for a reader.

An image without one is a warning, and so is one whose text is empty, a file's name (which MyST-NB
and Sphinx put where nothing was said), or no more than "figure". It covers images and figures, and
`img` and `svg` in the HTML of cells. A decorative image says so: the class ``decorative`` on an
image or figure; in HTML ``aria-hidden="true"``, or an empty `alt` with ``role="presentation"``.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from docutils import nodes
from sphinx.util import logging

from workedout_book.documents import placed
from workedout_book.gates.alt_quality import fault, faults_in_html

if TYPE_CHECKING:
    from sphinx.application import Sphinx

LOGGER = logging.getLogger(__name__)

DECORATIVE = "decorative"


def image_faults(image: nodes.image) -> Iterator[str]:
    """Yield what is wrong with the alternative text of an image node."""
    figure = image.parent if isinstance(image.parent, nodes.figure) else image
    if DECORATIVE in image["classes"] or DECORATIVE in figure["classes"]:
        return
    uri = image.get("uri", "")
    if "alt" not in image:
        yield f"image without alternative text: {uri}"
        return
    found = fault(image["alt"], uri)
    if found:
        yield f"image whose alternative text {found}"


def faults(document: nodes.document) -> Iterator[tuple[nodes.Element, str]]:
    """Yield each node of a page that shows an image without a real text, and the reason."""
    for image in document.findall(nodes.image):
        for found in image_faults(image):
            yield image, found
    for raw in document.findall(nodes.raw):
        if "html" in raw.get("format", "").split():
            for _, found in faults_in_html(raw.astext()):
                yield raw, found


def warn_about_images(app: Sphinx, document: nodes.document, docname: str) -> None:
    """Warn about each image that a screen reader cannot read, with its place."""
    if app.builder.format != "html":
        return
    for node, found in faults(document):
        LOGGER.warning("%s: %s", docname, found, location=placed(node) or node, type="alt_text")


def setup(app: Sphinx) -> dict[str, Any]:
    """Look at each page as it is about to be written, when the shown outputs are chosen."""
    app.connect("doctree-resolved", warn_about_images)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
