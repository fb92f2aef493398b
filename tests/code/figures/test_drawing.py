"""Figures: an SVG that may stand in a page, words for who cannot see it, and the numbers."""

import re
from xml.etree import ElementTree

import pytest

from workedout.display import Table
from workedout.figures.kit.drawing import INK, PAGE_COLOURS, SERIES, Figure, drawing, finished

TABLE = Table(("network", "accuracy"), (("a < b", "98.4"), ("c", "98.5")))
ALT = 'Two lines that cross; the "upper" one is < 1.'


def draw(name="lines"):
    with drawing(2.0, columns=2) as (canvas, (left, right)):
        for colour in SERIES:
            left.plot([0, 1], [0, 1], "o-", color=colour, label=f"series {colour}")
        right.bar([0.3, 0.7], [0.4, 0.6], 0.2)
        right.imshow([[0, 1], [1, 0]], extent=(0, 1, 0, 1))
        left.set_xlabel("epoch")
        left.set_title("Größe")
        left.grid()
        left.legend()
    return finished(canvas, name, ALT, TABLE)


FIGURE = draw()
NAMESPACES = '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink"'
TREE = ElementTree.fromstring(FIGURE.svg.replace("<svg", NAMESPACES, 1))


def test_the_svg_has_no_style_sheet_of_its_own_nor_anything_beside_the_drawing():
    assert FIGURE.svg.startswith("<svg ")
    for element in ("<style", "<metadata", "<?xml", "<!DOCTYPE", "<script"):
        assert element not in FIGURE.svg


def identifiers(svg):
    return re.findall(r'\bid="([^"]*)"', svg)


def test_identifiers_are_unique_and_begin_with_the_figures_name():
    found = identifiers(FIGURE.svg)
    assert len(found) == len(set(found)) > 0
    assert all(identifier.startswith("lines-") for identifier in found)


def test_two_figures_of_one_page_share_no_identifier():
    assert not set(identifiers(FIGURE.svg)) & set(identifiers(draw("others").svg))


def test_every_reference_has_its_target():
    references = re.findall(r'href="#([^"]*)"|url\(#([^)]*)\)', FIGURE.svg)
    targets = {a or b for a, b in references}
    assert targets
    assert targets <= set(identifiers(FIGURE.svg))


def test_nothing_is_fetched_from_elsewhere():
    addresses = re.findall(r'href="([^"]*)"', FIGURE.svg)
    assert all(address.startswith(("#", "data:image/png;base64,")) for address in addresses)


def test_colours_are_the_pages():
    assert not [colour for colour in PAGE_COLOURS if colour in FIGURE.svg]
    assert "currentColor" in FIGURE.svg
    for number in range(1, len(SERIES) + 1):
        assert f"var(--wo-{number}, #" in FIGURE.svg
    assert "var(--wo-grid" in FIGURE.svg


def test_the_ground_is_left_to_the_page():
    assert not re.search(r"fill: #(fff|ffffff)\b", FIGURE.svg)


def test_text_stays_text_in_the_font_of_the_page():
    texts = ["".join(node.itertext()).strip() for node in TREE.iter() if node.tag.endswith("text")]
    assert {"epoch", "Größe"} <= set(texts)
    assert "font-family" not in FIGURE.svg
    assert not re.search(r"font:", FIGURE.svg)
    assert "font-size" in FIGURE.svg


def test_the_drawing_is_an_image_with_a_description():
    assert TREE.attrib["role"] == "img"
    assert TREE.attrib["aria-label"] == ALT
    assert TREE.attrib["viewBox"]
    assert "width" not in TREE.attrib  # so that it shrinks with the page


def test_drawing_it_again_gives_the_same_bytes():
    assert draw().svg == FIGURE.svg


def test_the_style_ends_with_the_figure():
    import matplotlib as mpl

    before = mpl.rcParams["text.color"]
    with drawing(1.0):
        assert mpl.rcParams["text.color"] == INK
    assert mpl.rcParams["text.color"] == before


def test_the_numbers_unfold_below_the_drawing():
    html = FIGURE._repr_html_()
    drawing_, numbers = html.split("<details class='wo-numbers'>")
    assert "<svg" in drawing_
    assert "<summary>The numbers in this figure</summary>" in numbers
    assert "<th scope='row'>a &lt; b</th><td>98.4</td>" in numbers
    assert "<th scope='col'>accuracy</th>" in numbers


def test_a_figure_prints_as_its_description_and_a_table_as_its_cells():
    assert repr(FIGURE) == f"Figure: {ALT}"
    assert repr(TABLE).splitlines()[-1] == "c  98.5"


@pytest.mark.parametrize("alt", ["", "figure.png", "Accuracy of three networks"])
def test_a_description_of_few_words_is_refused(alt):
    with pytest.raises(ValueError, match="expected a description of the figure in words"):
        Figure("<svg/>", alt, TABLE)


@pytest.mark.parametrize(
    ("head", "name"),
    [
        (("arm", "mean"), "Table of arm, mean"),
        (("", "a", "b"), "Table of a, b"),
        (("a", "b", "c", "d", "e"), "Table of a, b, c and 2 more columns"),
        (("it's", "a < b"), "Table of it&#x27;s, a &lt; b"),
    ],
    ids=["two", "an empty corner", "many", "marks"],
)
def test_a_table_is_named_by_its_first_columns(head, name):
    assert f"<table class='wo-table' aria-label='{name}'>" in Table(head, ())._repr_html_()
