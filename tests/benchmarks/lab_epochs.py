"""How fast does the digits lab train, and answer a stroke? Run on request, on a quiet machine:

    python tests/benchmarks/lab_epochs.py

Chromium without a GPU runs the scripts of the lab on an empty page, with the 5,000 digits of the
pocket set. Printed are the seconds of an epoch, the least of some, and the milliseconds from a
drawn stroke to the answer with all derivatives.
"""

import argparse
import shutil
import sys
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

from workedout.console import console
from workedout.data.mnist import pocket_pixels

ROOT = Path(__file__).resolve().parents[2]
sys.path.append(str(ROOT / "tests/browser"))
from lab_scripts import USUAL, opened  # noqa: E402

FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--no-first-run"]
RUNS = {
    "784-32-10": {"units": 32, "batch": 32},
    "784-100-10": {"units": 100, "batch": 32},
    "two convolutions": {"architecture": "convolutional", "batch": 32},
}
PREPARE = """([images, labels]) => {
    window.digits = {count: labels.length, images: Uint8Array.from(images),
                     labels: Uint8Array.from(labels)};
}"""
EPOCHS = """([settings, epochs]) => {
    const run = workedoutLab.training(settings, digits, digits), seconds = [];
    for (let i = 0; i < epochs; i++) {
        const begun = performance.now();
        run.epoch();
        seconds.push((performance.now() - begun) / 1000);
    }
    return Math.min(...seconds);
}"""
STROKE = """(times) => {
    const network = workedoutLab.emptyNetwork(workedoutLab.cnn([[8, 8], [16, 16]], {dense: 32}));
    for (const {weights} of network.layers) for (let i = 0; i < weights.length; i++) {
        weights[i] = Math.sin(i);
    }
    const stroke = {erase: false, points: Array.from({length: 60}, (_, i) =>
        [50 + 30 * Math.sin(i / 9), 10 + 1.3 * i])};
    const taken = Array.from({length: times}, () => {
        const begun = performance.now();
        const {digit} = workedoutLab.prepared(workedoutLab.rendered([stroke], 280, 9));
        const trace = workedoutLab.forward(network, workedoutLab.standardised(digit));
        workedoutLab.backward(network, trace, {loss: 7});
        return performance.now() - begun;
    });
    return [taken[0], taken.sort((a, b) => a - b)[times >> 1]];
}"""


def measured(page: Page, epochs: int) -> None:
    """Print a line for each network, and one for a stroke."""
    for name, changes in RUNS.items():
        seconds: float = page.evaluate(EPOCHS, [{**USUAL, **changes}, epochs])
        print(f"{name}: {seconds:.2f} s an epoch of 5,000 digits")
    first, usual = page.evaluate(STROKE, 20)
    print(f"a stroke: {usual:.0f} ms to answer and derivatives, {first:.0f} ms the first time")


def main() -> int:
    """Measure, or say what is missing."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--epochs", type=int, default=3, help="of which the fastest counts")
    chosen = parser.parse_args()
    program = shutil.which("chromium")
    if program is None:
        print("it needs chromium", file=sys.stderr)
        return 2
    images, labels = pocket_pixels()[0]
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=FLAGS)
        page = opened(browser)
        page.evaluate(PREPARE, [images.flatten().tolist(), labels.tolist()])
        measured(page, chosen.epochs)
        browser.close()
    return 0


if __name__ == "__main__":
    with console():
        status = main()
    sys.exit(status)
