"""How far text jumps while a page opens, and how long the page does not listen meanwhile.

    python tests/benchmarks/steady.py [PAGES]

Opens the chapters of the built book in Chromium on a slowed processor and network, as `opening.py`
does, at two widths, and prints for each the cumulative layout shift and the blocking time: what
each task takes beyond 50 ms. Times are medians. It takes some minutes on a quiet machine.
"""

import argparse
import shutil
import statistics
import sys

from opening import CompressingHandler
from playwright.sync_api import sync_playwright
from stock_book import ROOT

from workedout.console import console

sys.path.append(str(ROOT / "tests/browser"))
from serving import FLAGS, served
from shifts import MOST, WIDTHS, Opened, opened

REPEATS = 3
MOST_BLOCKED = 1000.0


def chapters(count: int | None) -> list[str]:
    """The chapters, evenly from the whole book."""
    every = sorted(
        path.relative_to(ROOT / "_build/html").as_posix()
        for part in ("signals", "training", "convolution")
        for path in (ROOT / "_build/html/book" / part).glob("*.html")
    )
    return every if count is None else every[:: -(-len(every) // count)]


def line_of(page: str, found: dict[int, Opened]) -> str:
    """What was measured of one page."""
    parts = [
        f"{width} px: shift {each.shift:.3f}, blocked {each.blocked:.0f} ms"
        for width, each in found.items()
    ]
    return f"{page}: {'; '.join(parts)}"


def main(count: int | None) -> None:
    """Print a line a page, and the largest of all."""
    worst = Opened(0, 0)
    with sync_playwright() as playwright, served(ROOT / "_build/html", CompressingHandler) as site:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=FLAGS)
        for page in chapters(count):
            found = {}
            for width in WIDTHS:
                every = [opened(browser, f"{site}/{page}", width) for _ in range(REPEATS)]
                blocked = statistics.median(each.blocked for each in every)
                found[width] = Opened(max(each.shift for each in every), blocked)
            worst = Opened(*map(max, zip(worst, *found.values(), strict=True)))
            print(line_of(page, found), flush=True)
        browser.close()
    print(
        f"at most: shift {worst.shift:.3f} (may be {MOST}), "
        f"blocked {worst.blocked:.0f} ms (may be {MOST_BLOCKED:.0f})"
    )


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("pages", type=int, nargs="?", help="how many, spread over the book (all)")
    with console():
        main(parser.parse_args().pages)
