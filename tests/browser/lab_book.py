"""A small book with the digits lab, and what a reader does on its page."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import torch
from playwright.sync_api import Page, expect

from workedout.networks.eight_bits import in_eight_bits
from workedout.networks.models import Cnn

ROOT = Path(__file__).resolve().parents[2]
ASSETS = ROOT / "book" / "_assets"
RECORDED = ROOT / "code" / "workedout" / "recorded"
PAGE = """\
# A lab

:::{lab}
Not opened.
:::

Try {lab}`a shifted digit <source=pocket&digit=8&right=4>`,
or {lab}`a bar <source=pocket&digit=116>`.
"""
# Of the size of the recorded one; never trained, so that no test depends on what it has learnt.
STAND_IN = Cnn(((4,), (6,)), kernel=3, dropout=0.25)
# Corners of the lines of a seven with a bar, as shares of the pad.
SEVEN = [[(0.25, 0.2), (0.75, 0.2), (0.45, 0.88)], [(0.36, 0.52), (0.72, 0.52)]]


def stand_in(folder: Path) -> None:
    """Write a convolutional network, and a record that says what it is."""
    torch.manual_seed(0)
    network = STAND_IN()
    network(torch.randn(50, 1, 28, 28))  # batch norm has seen something
    (folder / "stand-in.safetensors").write_bytes(in_eight_bits(network.eval()))
    described = {"kind": "Cnn", "blocks": STAND_IN.blocks, "kernel": 3, "dense": 0}
    described |= {"block_dropout": STAND_IN.block_dropout, "dropout": STAND_IN.dropout}
    arm = {"specification": {"network": described}, "seeds": {"0": {"kept": {}}}}
    content = json.dumps({"arms": {"only": arm}})
    (folder / "stand-in.json").write_text(content, encoding="utf-8", newline="\n")


def make(folder: Path) -> Path:
    """Build the book; returns the file of its page."""
    from tiny_book import build_book

    records = folder / "records"
    records.mkdir()
    stand_in(records)
    for name in ("lab-dense.json", "lab-dense.safetensors", "cnn-hardest.json"):
        shutil.copy(RECORDED / name, records)
    book = build_book(
        folder / "built",
        {"index.md": PAGE},
        ["workedout_book.interactive.lab"],
        lab_page="index",
        lab_assets=str(ASSETS),
        lab_records=str(records),
        lab_networks={"dense": "lab-dense", "convolution": "stand-in"},
        lab_digits=str(ROOT / "code/workedout/data/pocket/lab-digits.bin"),
        html_css_files=["workedout.css", "blocks.css", "cells.css"],
    )
    assert book.warnings == ""
    return book.output / "index.html"


class LabPage:
    """The page with the lab open; else what Playwright's page is."""

    def __init__(self, page: Page) -> None:
        self.page = page
        expect(page.locator(".wo-lab.open:not([aria-busy])")).to_be_visible()

    def __getattr__(self, name: str) -> Any:
        return getattr(self.page, name)

    def press(self, name: str) -> None:
        """Click on a button."""
        self.page.get_by_role("button", name=name, exact=True).click()

    def draw(self, lines: list[list[tuple[float, float]]]) -> None:
        """Draw with the mouse."""
        box = self.page.locator(".wo-lab-surface").bounding_box()
        for corners in lines:
            places = [(box["x"] + x * box["width"], box["y"] + y * box["height"])
                      for x, y in corners]  # fmt: skip
            self.page.mouse.move(*places[0])
            self.page.mouse.down()
            for place in places[1:]:
                self.page.mouse.move(*place, steps=12)
            self.page.mouse.up()

    def answers(self) -> list[float]:
        """The probabilities of the dense network, in percent, as shown."""
        cells = self.page.locator(".wo-lab-answers td:nth-child(2)").all_text_contents()
        return [float(text.strip().rstrip("\N{NO-BREAK SPACE}%")) for text in cells]

    def answer(self) -> int:
        """The digit that the dense network holds to be the most probable."""
        answers = self.answers()
        return answers.index(max(answers))

    def address(self) -> str:
        """The settings in the address."""
        text: str = self.page.evaluate("location.hash.slice(1)")
        return text

    def rows(self, name: str) -> list[list[str]]:
        """The rows of a table, by its caption; one that is opened is filled a moment later."""
        rows = self.page.get_by_role("region", name=name).locator("tbody tr")
        expect(rows).not_to_have_count(0)
        return [
            [" ".join(text.split()) for text in row.locator("th, td").all_text_contents()]
            for row in rows.all()
        ]
