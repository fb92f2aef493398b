"""How smoothly does the playground run 2-8-8-1? Run on request, on a quiet machine, after a build:

    python tests/benchmarks/playground_frames.py

Chromium without a GPU shows the page while it trains an epoch a frame, at full speed and with the
processor slowed down four times. Printed are the frames a second that the browser makes, the
longest gap between two of them, and the epochs a second, at both widths of a screen.
"""

import argparse
import shutil
import sys
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

from workedout.console import console

ROOT = Path(__file__).resolve().parents[2]
PAGE = ROOT / "_build" / "html" / "book" / "signals" / "playground.html"
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--no-first-run"]
SIZES = {"desk": (1280, 900), "phone": (375, 812)}
SLOWER = (1, 4)

# Press Run, let it settle for a second, then count the frames of some seconds.
COUNT = """(seconds) => new Promise((done) => {
    const epoch = () => parseFloat(document.querySelector(".wo-pg-numbers b").textContent);
    document.querySelector(".wo-pg-bar button").click();
    setTimeout(() => {
        const first = performance.now(), from = epoch(), times = [first];
        const frame = (now) => {
            times.push(performance.now());
            if (times.at(-1) - first < 1000 * seconds) return requestAnimationFrame(frame);
            const gaps = times.slice(1).map((time, i) => time - times[i]);
            const taken = (times.at(-1) - first) / 1000;
            done([gaps.length / taken, Math.max(...gaps), (epoch() - from) / taken]);
        };
        requestAnimationFrame(frame);
    }, 1000);
})"""


def frames(
    browser: Browser, settings: str, size: tuple[int, int], slower: int, seconds: float
) -> tuple[float, float, float]:
    """Frames a second, the longest gap in milliseconds, and epochs a second."""
    context = browser.new_context(viewport={"width": size[0], "height": size[1]})
    page = context.new_page()
    context.new_cdp_session(page).send("Emulation.setCPUThrottlingRate", {"rate": slower})
    page.goto(f"{PAGE.as_uri()}#{settings}")
    page.wait_for_selector(".wo-pg-bar")
    counted: list[float] = page.evaluate(COUNT, seconds)
    context.close()
    rate, gap, epochs = counted
    return rate, gap, epochs


def main() -> int:
    """Print a line for each network, size and speed."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--seconds", type=float, default=5, help="how long each is watched")
    parser.add_argument(
        "--settings",
        nargs="+",
        default=["hidden=8,8", "hidden=8,8&activation=sigmoid"],
        help="states to watch, as the page's address has them",
    )
    chosen = parser.parse_args()
    program = shutil.which("chromium")
    if program is None or not PAGE.is_file():
        print("it needs chromium and a built book: jupyter-book build .", file=sys.stderr)
        return 2
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=FLAGS)
        for settings in chosen.settings:
            for name, size in SIZES.items():
                for slower in SLOWER:
                    rate, gap, epochs = frames(browser, settings, size, slower, chosen.seconds)
                    print(
                        f"{settings}, {name} {size[0]} px, processor 1/{slower}: {rate:.0f} frames "
                        f"a second, longest gap {gap:.0f} ms, {epochs:.0f} epochs a second"
                    )
        browser.close()
    return 0


if __name__ == "__main__":
    with console():
        status = main()
    sys.exit(status)
