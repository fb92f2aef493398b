"""Every mark of a figure lies within its axes, or the figure is refused."""

import numpy as np
import pytest

from workedout.display import Table
from workedout.figures.kit.drawing import drawing, finished
from workedout.figures.kit.marks import CUT

TABLE = Table(("a", "b"), (("1", "2"),))
ALT = "A drawing that is made for this test."


def draw(*steps, **limits):
    """Draw on the second of two axes, which goes from 1 to 10 both ways unless told otherwise."""
    with drawing(2.0, columns=2) as (canvas, (_, place)):
        place.set(xlim=(1, 10), ylim=(1, 10))
        for step in steps:
            step(place)
        place.set(**limits)
    return finished(canvas, "tried", ALT, TABLE)


LOST = {
    "a marker": lambda p: p.plot([2, 3], [4, 11], "o"),
    "a row of markers that the axis cuts off": lambda p: p.plot([1e-18] * 3, [2, 3, 4], "o"),
    "the end of an interval": lambda p: p.plot([0.5, 3], [2, 2]),
    "a curve": lambda p: p.plot([2, 3, 4], [5, 12, 5]),
    "an infinite value": lambda p: p.plot([2, 3], [5, np.inf], "o"),
    "a point of a scatter": lambda p: p.scatter([2, -3], [4, 5]),
    "the end of an error bar": lambda p: p.errorbar([5], [9], [[1], [3]], fmt="none"),
    "the end of a bar": lambda p: p.bar([3], [12], bottom=1),
    "the foot of a bar": lambda p: p.bar([3], [5]),
    "the end of a lying bar": lambda p: p.barh([3], [12], left=1),
    "a vertical line of vlines": lambda p: p.vlines([3], 2, 14),
    "a reference line": lambda p: p.axhline(20),
    "what an annotation points at": lambda p: p.annotate("here", (20, 5)),
    "a patch": lambda p: p.axvspan(12, 14),
    "a filled area": lambda p: p.fill_between([2, 3], [11, 12], [13, 14]),
    "a curve that may be cut, all of it": lambda p: p.plot([2, 3], [11, 12], gid=CUT),
    "an image": lambda p: p.imshow(np.eye(2), extent=(20, 22, 20, 22)),
}
SEEN = {
    "marks on the border": lambda p: p.plot([1, 10], [1, 10], "o"),
    "a gap": lambda p: p.plot([2, 3, 4], [5, np.nan, 5], "o-"),
    "nothing": lambda p: p.plot([], [], "o", label="an entry of the legend"),
    "a curve that may be cut": lambda p: p.plot([2, 3, 4], [5, 12, 5], gid=CUT),
    "reference lines": lambda p: (p.axhline(2), p.axvline(3), p.axline((2, 3), (4, 5))),
    "a span that is cut": lambda p: p.axvspan(-5, 3),
    "a filled area that is cut": lambda p: p.fill_between([2, 3], [5, 6], [13, 14]),
    "an image that is cut": lambda p: p.imshow(np.eye(2), extent=(5, 15, 5, 15)),
    "contours of a larger grid": lambda p: p.contour([0, 20], [0, 20], [[0, 1], [1, 2]], [1]),
    "text beside the axes": lambda p: p.text(11, 5, "aside"),
    "an annotation beside the axes": lambda p: p.annotate(
        "a", (1.1, 0.5), xycoords="axes fraction"
    ),
    "a mark that may leave its axes": lambda p: p.plot([11], [5], "o", clip_on=False),
    "bars": lambda p: (p.bar([3], [4], bottom=1), p.barh([3], [4], left=1)),
    "error bars": lambda p: p.errorbar([5], [5], [[1], [3]], fmt="o", capsize=2),
    "a scatter": lambda p: p.scatter([2, 3], [4, 5]),
}


@pytest.mark.parametrize("step", LOST.values(), ids=LOST)
def test_a_figure_is_refused_that_loses(step):
    with pytest.raises(ValueError, match=r"^figure tried, axes 2: [xy] = .* lies outside the axis"):
        draw(step, xlim=(1, 10), ylim=(1, 10))


@pytest.mark.parametrize("step", SEEN.values(), ids=SEEN)
def test_a_figure_is_drawn_that_shows(step):
    assert draw(step, xlim=(1, 10), ylim=(1, 10)).alt == ALT


def test_the_refusal_names_the_axes_the_value_and_the_limits():
    said = r"^figure tried, axes 2 \(losses\): y = 12.5 lies outside the axis from 1 to 10; [^\n]*$"
    with pytest.raises(ValueError, match=said):
        draw(lambda p: p.plot([3], [12.5], "o"), lambda p: p.set_title("losses", loc="left"))


def test_a_zero_on_a_logarithmic_axis_is_refused():
    with pytest.raises(ValueError, match="y = 0 lies outside"):
        draw(lambda p: p.plot([2, 3], [0, 5], "o"), yscale="log", ylim=(1, 10))


def test_the_foot_of_a_bar_on_a_logarithmic_axis_is_no_mark():
    assert draw(lambda p: p.bar([3], [5]), yscale="log", ylim=(1, 10)).alt == ALT


def test_an_axis_that_is_turned_round_holds_the_same_marks():
    assert draw(lambda p: p.plot([2, 9], [2, 9], "o"), ylim=(10, 1)).alt == ALT


def test_marks_in_an_inset_count_too():
    def inset(place):
        inner = place.inset_axes((0.5, 0.5, 0.4, 0.4))
        inner.plot([1, 2], [1, 2], "o")
        inner.set_xlim(1.5, 3)

    with pytest.raises(ValueError, match=r"axes 3: x = 1 lies outside the axis from 1.5 to 3"):
        draw(inset)
