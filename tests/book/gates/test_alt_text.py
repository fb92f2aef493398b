"""Each image of a built page has an alternative text for a reader, or the build fails."""

from __future__ import annotations

import base64

import nbformat
import pytest
from tiny_book import PNG

from workedout_book.gates.alt_quality import fault, faults_in_html

REAL = ["Accuracy rises with width and levels off.", "7", "A plot of loss against epochs", "Ada"]
NOT_REAL = {
    "": "is empty",
    " \n": "is empty",
    "../_images/loss.png": "name of a file",
    "loss.svg": "name of a file",
    "_build/jupyter_execute/0a1b.png": "name of a file",
    "0123456789abcdef0123": "made by a program",
    "<Figure size 640x480 with 1 Axes>": "made by a program",
    "figure": "says only",
    "Figure 3.": "says only",
    "an image": "says only",
    "Plot": "says only",
    "alt text": "says only",
    "---": "says only",
    "._" * 500: "says only",
}
SVG_TITLE = '<svg role="img"><title>Loss falls.</title><path d=""/></svg>'
GOOD_HTML = {
    "a described img": '<img src="a.png" alt="Loss falls.">',
    "a decorative img": '<img src="a.png" alt="" role="presentation"/>',
    "a hidden img": '<img src="a.png" aria-hidden="true">',
    "an img within something hidden": '<p aria-hidden="true"><b><img src="a.png"></b></p>',
    "a labelled drawing": '<svg role="img" aria-label="Loss falls."><g><text>0.3</text></g></svg>',
    "a titled drawing": SVG_TITLE,
    "a drawing labelled by another element": '<svg role="img" aria-labelledby="a"></svg>',
    "a hidden drawing": '<svg aria-hidden="true"><path d=""/></svg>',
    "a decorative drawing": '<svg role="presentation"></svg>',
    "a drawing within a drawing": '<svg role="img" aria-label="Loss falls."><svg></svg></svg>',
    "no image": "<p>An <br> img: <table></p>",
}
BAD_HTML = {
    "an img without alt": ('<p>\n<img src="a.png"></p>', [(2, "img without alt")]),
    "an img with an empty alt": ('<img src="a.png" alt="">', [(1, "img whose alt is empty")]),
    "an img named after its file": (
        '<img src="x/loss-2.png?v=1" alt="loss-2">',
        [(1, "img whose alt is the name of a file: 'loss-2'")],
    ),
    "an img after something hidden": (
        '<p aria-hidden="true">a</p><img src="a.png">',
        [(1, "img without alt")],
    ),
    "a bare drawing": ("<svg><title>Loss falls.</title></svg>", [(1, 'svg without role="img"')]),
    "a drawing without a label": ('<svg role="img"/>', [(1, "svg whose label is empty")]),
    "a drawing whose title is deeper": (
        '<svg role="img"><g><title>Loss falls.</title></g></svg>',
        [(1, "svg whose label is empty")],
    ),
    "a drawing called figure": (
        '<svg role="img" aria-label="Figure"></svg>',
        [(1, "svg whose label says only that there is an image: 'Figure'")],
    ),
    "a drawing that is never closed": ("<div><svg>", [(1, 'svg without role="img"')]),
}
FIGURE = "```{{figure}} x.png\n{}\n\nA caption.\n```"
GOOD_PAGES = {
    "an image": "![Loss falls.](x.png)",
    "a figure": FIGURE.format(":alt: Loss falls."),
    "a decorative figure": FIGURE.format(":figclass: decorative"),
    "a decorative image": "```{image} x.png\n:class: decorative\n```",
    "a drawing": f"<div>{SVG_TITLE}</div>",
}
BAD_PAGES = {
    "an image": "![](x.png)",
    "an image that repeats its name": "![x](x.png)",
    "a figure without alt": FIGURE.format(""),
    "a figure called figure": FIGURE.format(":alt: Figure"),
    "a drawing": "<div><svg></svg></div>",
    "an image of HTML within a line": 'See <img src="x.png"> here.',
}


@pytest.mark.parametrize("text", REAL)
def test_a_text_for_a_reader_is_accepted(text: str) -> None:
    assert fault(text, "images/loss.png") is None


@pytest.mark.parametrize(("text", "reason"), NOT_REAL.items(), ids=ascii)
def test_a_text_for_nobody_is_rejected(text: str, reason: str) -> None:
    assert reason in str(fault(text, "images/loss.png"))


@pytest.mark.parametrize("html", GOOD_HTML.values(), ids=GOOD_HTML)
def test_html_with_described_images_is_accepted(html: str) -> None:
    assert list(faults_in_html(html)) == []


@pytest.mark.parametrize(("html", "expected"), BAD_HTML.values(), ids=BAD_HTML)
def test_html_with_an_undescribed_image_is_rejected(html: str, expected: list) -> None:
    assert list(faults_in_html(html)) == expected


@pytest.fixture
def book_of(tiny_book, tmp_path):
    (tmp_path / "book").mkdir()
    (tmp_path / "book" / "x.png").write_bytes(PNG)

    def build(text: str):
        return tiny_book({"index.md": f"# A title\n\n{text}\n"}, ["workedout_book.gates.alt_text"])

    return build


@pytest.mark.parametrize("text", GOOD_PAGES.values(), ids=GOOD_PAGES)
def test_a_page_with_described_images_passes(book_of, text: str) -> None:
    book = book_of(text)
    assert book.warnings == ""
    assert book.status == 0


@pytest.mark.parametrize("text", BAD_PAGES.values(), ids=BAD_PAGES)
def test_a_page_with_an_undescribed_image_fails_the_build(book_of, text: str) -> None:
    book = book_of(text)
    assert book.status != 0
    assert "index.md:3: WARNING: index: " in book.warnings


def notebook(bundle: dict[str, str], **metadata) -> str:
    """A notebook whose one cell was executed, showed `bundle`, and glued it as well."""
    prefix = "application/papermill.record/"
    hidden = {f"{prefix}{mime_type}": data for mime_type, data in bundle.items()}
    scrapbook = {"scrapbook": {"name": "a", "mime_prefix": prefix}}
    outputs = [
        nbformat.v4.new_output("display_data", data=bundle),
        nbformat.v4.new_output("display_data", data=hidden, metadata=scrapbook),
    ]
    code = nbformat.v4.new_code_cell("plot()", outputs=outputs, metadata=metadata)
    title = nbformat.v4.new_markdown_cell("# A title\n\n{text}")
    language = {"language_info": {"name": "python", "pygments_lexer": "python"}}
    return nbformat.writes(nbformat.v4.new_notebook(cells=[title, code], metadata=language))


IMAGE = {
    "image/png": base64.b64encode(PNG).decode(),
    "text/plain": "<Figure size 640x480 with 1 Axes>",
}
DESCRIBED = {"mystnb": {"image": {"alt": "Loss falls."}}}
GLUED = "```{glue:figure} a\\n%s\\n\\nA caption.\\n```"


def test_an_output_image_with_an_alt_option_passes(tiny_book) -> None:
    page = notebook(IMAGE, **DESCRIBED).replace("{text}", GLUED % ":alt: Loss falls.")
    book = tiny_book({"index.ipynb": page}, ["workedout_book.gates.alt_text"])
    assert book.warnings == ""
    assert [image["alt"] for image in book.soup().select("img")] == ["Loss falls."] * 2


@pytest.mark.parametrize(
    ("alt", "metadata"), [("", DESCRIBED), (":alt: Loss falls.", {})], ids=["glued", "shown"]
)
def test_an_output_image_without_an_alt_option_fails_the_build(
    tiny_book, alt: str, metadata: dict
) -> None:
    page = notebook(IMAGE, **metadata).replace("{text}", GLUED % alt)
    book = tiny_book({"index.ipynb": page}, ["workedout_book.gates.alt_text"])
    assert book.status != 0
    assert book.warnings.count("image without alternative text") == 1


@pytest.mark.parametrize(
    ("html", "status"), [(SVG_TITLE, 0), ("<svg></svg>", 1)], ids=["titled", "bare"]
)
def test_html_outputs_are_judged_as_they_are_shown(tiny_book, html: str, status: int) -> None:
    page = notebook({"text/html": html, "text/plain": "figure"}).replace("{text}", "")
    book = tiny_book({"index.ipynb": page}, ["workedout_book.gates.alt_text"])
    assert book.status == status
    assert ("svg without role" in book.warnings) == bool(status)
