"""How heavy a page is and when its mathematics can be read, against the stock theme with MathJax.

    python tests/benchmarks/opening.py [PAGES]

Builds the stock site beside the built book, opens pages of both in turn in Chromium, compressed as
a host would send them, and prints bytes, times and their ratios. Times are medians, on this machine
as it is, and on a slowed processor and network. It takes some minutes on a quiet machine.
"""

import argparse
import gzip
import shutil
import statistics
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import NamedTuple

from playwright.sync_api import Browser, sync_playwright
from stock_book import ROOT, build_stock

from workedout.console import console

sys.path.append(str(ROOT / "tests/browser"))
from serving import FLAGS, QuietHandler, served
from shifts import slow_down

REPEATS = 5
COMPRESSED = {".html", ".css", ".js", ".svg", ".json"}
PICTURES = ("image/",)

# When every formula had been drawn, and no font was awaited, for the last time.
WATCH = """(() => {
    let was = false;
    const look = () => {
        const formulas = [...document.querySelectorAll('.math')];
        const is = document.readyState !== 'loading' && document.fonts.status === 'loaded'
            && formulas.every(each => each.querySelector('.katex, mjx-container'));
        if (is && !was) window.readableAt = performance.now();
        if (!is) delete window.readableAt;
        was = is;
        requestAnimationFrame(look);
    };
    requestAnimationFrame(look);
})()"""


class Opened(NamedTuple):
    """One opening of a page: bytes over the line, those of them without pictures, and the time."""

    size: float
    text: float
    milliseconds: float


Found = dict[tuple[str, bool], Opened]  # of one page, by site and whether slowed


class CompressingHandler(QuietHandler):
    """Sends text compressed."""

    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:  # noqa: N802  (the name that the server calls)
        """Send a file."""
        path = Path(self.translate_path(self.path))
        if not path.is_file():
            self.send_error(404)
            return
        text = path.suffix in COMPRESSED
        body = content(path, text)
        self.send_response(200)
        self.send_header("Content-Type", self.guess_type(str(path)))
        self.send_header("Content-Length", str(len(body)))
        if text:
            self.send_header("Content-Encoding", "gzip")
        self.end_headers()
        self.wfile.write(body)


@cache
def content(path: Path, compressed: bool) -> bytes:
    """A file as it is sent; compressed once, as a host would."""
    body = path.read_bytes()
    return gzip.compress(body, 6) if compressed else body


def open_page(browser: Browser, url: str, slow: bool) -> Opened:
    """Open a page in a window without a cache."""
    with browser.new_context(viewport={"width": 1280, "height": 900}) as context:
        page = context.new_page()
        line = context.new_cdp_session(page)
        line.send("Network.enable")
        if slow:
            slow_down(line)
        kinds: dict[str, str] = {}
        sizes: dict[str, int] = {}
        line.on(
            "Network.responseReceived",
            lambda event: kinds.update({event["requestId"]: event["response"]["mimeType"]}),
        )
        line.on(
            "Network.loadingFinished",
            lambda event: sizes.update({event["requestId"]: int(event["encodedDataLength"])}),
        )
        page.add_init_script(WATCH)
        page.goto(url, wait_until="networkidle")
        page.wait_for_function("window.readableAt !== undefined", timeout=60_000)
        readable = page.evaluate("window.readableAt")
    pictures = sum(size for key, size in sizes.items() if kinds.get(key, "").startswith(PICTURES))
    size = sum(sizes.values())
    return Opened(size, size - pictures, readable)


def chapters(site: Path, count: int | None) -> list[str]:
    """Pages with mathematics, evenly from the whole book."""
    every = sorted(
        path.relative_to(site).as_posix()
        for path in (site / "book").rglob("*.html")
        if 'class="math' in path.read_text(encoding="utf-8")
    )
    return every if count is None else every[:: -(-len(every) // count)]


def medians(openings: list[Opened]) -> Opened:
    """Of each part."""
    return Opened(*(statistics.median(part) for part in zip(*openings, strict=True)))


@contextmanager
def both_sites() -> Iterator[dict[str, str]]:
    """Where the book and the stock site are served."""
    with (
        tempfile.TemporaryDirectory() as folder,
        served(ROOT / "_build/html", CompressingHandler) as ours,
        served(build_stock(Path(folder)), CompressingHandler) as stock,
    ):
        yield {"ours": ours, "stock": stock}


def compare(browser: Browser, sites: dict[str, str], page: str) -> Found:
    """Open a page of both sites, as it is and slowed."""
    found = {}
    for slow in (False, True):
        # In turn, so that whatever else the machine does falls on both.
        openings = [
            {name: open_page(browser, f"{site}/{page}", slow) for name, site in sites.items()}
            for _ in range(REPEATS)
        ]
        found |= {(name, slow): medians([each[name] for each in openings]) for name in sites}
    return found


def main(count: int | None) -> None:
    """Print a line a page, and what the whole comes to."""
    found = {}
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=FLAGS)
        with both_sites() as sites:
            for page in chapters(ROOT / "_build/html", count):
                found[page] = compare(browser, sites, page)
                print(line_of(page, found[page]), flush=True)
        browser.close()
    print(summary(list(found.values())))


def line_of(page: str, found: Found) -> str:
    """What was measured of one page."""
    ours, stock = found["ours", False], found["stock", False]
    slow, slow_stock = found["ours", True], found["stock", True]
    return (
        f"{page}: {ours.size / 1000:.0f} kB ({ours.text / 1000:.0f} without pictures) of "
        f"{stock.size / 1000:.0f} kB, {ours.size / stock.size:.0%}; readable after "
        f"{ours.milliseconds:.0f} of {stock.milliseconds:.0f} ms, slowed "
        f"{slow.milliseconds:.0f} of {slow_stock.milliseconds:.0f} ms, "
        f"{slow.milliseconds / slow_stock.milliseconds:.0%}"
    )


def summary(pages: list[Found]) -> str:
    """Medians and extremes over the pages."""

    def ratios(part: str, slow: bool) -> str:
        every = [
            getattr(found["ours", slow], part) / getattr(found["stock", slow], part)
            for found in pages
        ]
        return f"{statistics.median(every):.0%} (at most {max(every):.0%})"

    return (
        f"{len(pages)} pages, ours of stock, median: bytes {ratios('size', False)}, time to "
        f"readable mathematics {ratios('milliseconds', False)}, slowed "
        f"{ratios('milliseconds', True)}; heaviest page without its pictures "
        f"{max(found['ours', False].text for found in pages) / 1000:.0f} kB"
    )


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("pages", type=int, nargs="?", help="how many, spread over the book (all)")
    with console():
        main(parser.parse_args().pages)
