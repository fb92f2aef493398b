"""The colours of the pages can be told apart and read, and the style sheet asks no other host."""

from __future__ import annotations

import re
from itertools import combinations

import numpy as np
import pytest
from tiny_book import ROOT

ASSETS = ROOT / "book/_assets"
SCHEMES = ("light", "dark")
SERIES = [f"--wo-{number}" for number in range(1, 7)]
READ = ["--wo-ink", "--wo-ink-soft", "--wo-accent", "--wo-good", "--wo-careful", "--wo-wrong"]
GROUNDS = ["--wo-paper", "--wo-panel", "--wo-calm-wash", "--wo-good-wash", "--wo-careful-wash",
           "--wo-wrong-wash"]  # fmt: skip
# Machado, Oliveira and Fernandes (2009), severity 1, on linear RGB.
VISION = {
    "normal": np.eye(3),
    "protan": np.array(
        [[0.152, 1.053, -0.205], [0.115, 0.786, 0.099], [-0.004, -0.048, 1.052]]
    ),
    "deutan": np.array(
        [[0.367, 0.861, -0.228], [0.280, 0.673, 0.047], [-0.012, 0.043, 0.969]]
    ),
    "tritan": np.array([[1.256, -0.077, -0.179], [-0.078, 0.931, 0.148], [0.005, 0.691, 0.304]]),
}  # fmt: skip
# The distance in Oklab of two greys that 0.1 of lightness separates is 0.1.
APART = 0.1
LMS = np.array([[0.4122, 0.5363, 0.0514], [0.2119, 0.6807, 0.1074], [0.0883, 0.2817, 0.63]])
OKLAB = np.array([[0.2105, 0.7936, -0.0041], [1.978, -2.4286, 0.4506], [0.0259, 0.7828, -0.8087]])


def colours(scheme: str) -> dict[str, np.ndarray]:
    """Read one scheme's colours, as linear RGB."""
    css = (ASSETS / "workedout.css").read_text(encoding="utf-8")
    block = re.search(rf'html\[data-theme="{scheme}"\] \{{(.*?)\n\}}', css, re.DOTALL)
    assert block is not None
    found = re.findall(r"(--wo-[\w-]+): (#[0-9a-f]{6});", block[1])
    return {name: linear(value) for name, value in found}


def linear(value: str) -> np.ndarray:
    rgb = np.array([int(value[i : i + 2], 16) for i in (1, 3, 5)]) / 255
    return np.where(rgb <= 0.04045, rgb / 12.92, ((rgb + 0.055) / 1.055) ** 2.4)


def contrast(one: np.ndarray, other: np.ndarray) -> float:
    """The contrast ratio of WCAG 2."""
    low, high = sorted(float(colour @ [0.2126, 0.7152, 0.0722]) for colour in (one, other))
    return (high + 0.05) / (low + 0.05)


def distance(one: np.ndarray, other: np.ndarray, vision: np.ndarray) -> float:
    """How far apart two colours look to such eyes, in Oklab."""
    first, second = (
        OKLAB @ np.cbrt(LMS @ np.clip(vision @ colour, 0, 1)) for colour in (one, other)
    )
    return float(np.linalg.norm(first - second))


def test_the_yardsticks_know_black_from_white_and_red_from_green() -> None:
    white, red, green = (linear(value) for value in ("#ffffff", "#d05050", "#7a8a30"))
    assert contrast(linear("#000000"), white) == pytest.approx(21)
    assert distance(red, green, VISION["normal"]) > APART
    assert distance(red, green, VISION["deutan"]) < APART


@pytest.mark.parametrize("scheme", SCHEMES)
@pytest.mark.parametrize("name", SERIES)
def test_a_line_stands_out_from_the_page(scheme: str, name: str) -> None:
    found = colours(scheme)
    assert contrast(found[name], found["--wo-paper"]) >= 3


@pytest.mark.parametrize("scheme", SCHEMES)
@pytest.mark.parametrize("name", READ)
def test_text_can_be_read_on_every_ground(scheme: str, name: str) -> None:
    found = colours(scheme)
    too_faint = [g for g in GROUNDS if contrast(found[name], found[g]) < 4.5]
    assert not too_faint


@pytest.mark.parametrize("scheme", SCHEMES)
@pytest.mark.parametrize("eyes", VISION)
def test_lines_are_told_apart_with_every_kind_of_colour_vision(scheme: str, eyes: str) -> None:
    found = colours(scheme)
    alike = [
        (one, other)
        for one, other in combinations(SERIES, 2)
        if distance(found[one], found[other], VISION[eyes]) < APART
    ]
    assert not alike


@pytest.mark.parametrize("sheet", sorted(ASSETS.rglob("*.css")), ids=lambda path: path.name)
def test_a_style_sheet_names_only_files_beside_it(sheet) -> None:
    urls = re.findall(r"url\(\"?([^)\"]+)\"?\)", sheet.read_text(encoding="utf-8"))
    assert not [url for url in urls if ":" in url or url.startswith("/")]
    missing = [url for url in urls if url.endswith(".woff2") and not (sheet.parent / url).is_file()]
    assert not missing
