"""Ticks of one kind that follow each other are one line on the page."""

from __future__ import annotations

import pytest
from docutils import nodes

from workedout_book.chapters.ticks import Ticks, fold_runs, kind_of


def tick(kind: str) -> nodes.raw:
    return nodes.raw("", f"<div class='{kind}'><span>a</span></div>", format="html")


def folded(*kinds: str) -> list[str]:
    parent = nodes.container("", *map(tick, kinds))
    fold_runs(parent)
    return [node["line"] if isinstance(node, Ticks) else kind_of(node) for node in parent.children]


@pytest.mark.parametrize(
    ("kinds", "seen"),
    [
        (["wo-check wo-identity"] * 2, ["2 identities checked"]),
        (["wo-check wo-identity"], ["wo-identity"]),
        (["wo-check"] * 3, ["wo-check"] * 3),
        (["wo-check"] * 4, ["4 statements checked"]),
        (["wo-claim"] * 5, ["5 claims, each with its statistic"]),
        (
            ["wo-claim"] * 2 + ["other"] + ["wo-claim"] * 2,
            ["wo-claim"] * 2 + [""] + ["wo-claim"] * 2,
        ),
        (["wo-check wo-identity"] * 2 + ["wo-check"], ["2 identities checked", "wo-check"]),
    ],
)
def test_runs_are_folded_from_their_length_on(kinds: list[str], seen: list[str]) -> None:
    assert folded(*kinds) == seen


def test_nothing_is_lost_and_all_can_be_unfolded(tiny_book) -> None:
    ticks = "".join(f"<div class='wo-check wo-identity'>✓ number {at}</div>\n\n" for at in range(3))
    book = tiny_book({"index.md": f"# A title\n\n{ticks}"}, ["workedout_book.chapters.folds"])
    assert book.warnings == ""
    fold = book.soup().select_one("details.wo-ticks")
    assert "3 identities checked" in fold.summary.text
    assert [f"number {at}" in fold.text for at in range(3)] == [True] * 3


def test_the_package_says_which_ticks_are_of_identities() -> None:
    from workedout.checks import Tick
    from workedout.display import Formula

    plain = Tick("a", "", "check")
    vouched = Tick("a", "", "check", Formula("a", ""))
    identity = Tick("a", "", "check", Formula("a", "name"))
    shown = [nodes.raw("", each._repr_html_()) for each in (plain, vouched, identity)]
    assert [kind_of(node) for node in shown] == ["wo-check", "wo-check", "wo-identity"]
