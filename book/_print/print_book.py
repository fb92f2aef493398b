"""Print the whole book into one PDF, with a bookmark for each section.

Run as ``python book/_print/print_book.py [FILE]``, without a file into `_build/book.pdf`. It needs
Chromium, Debian's or Playwright's, and the packages of `tests/requirements.txt`. The book is built
as one page, from the same cached outputs as the site, and Chromium prints that page: what is folded
is open, figures have the colours of paper, and the solutions stand at the end.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

from filelock import FileLock
from playwright.sync_api import Error, Page, Playwright, sync_playwright

from workedout.console import console
from workedout.files import named

ROOT = Path(__file__).resolve().parents[2]
HERE = Path(__file__).parent
BUILT = ROOT / "_build/singlehtml"
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--no-first-run"]
FOOTER = (
    '<div style="width:100%;text-align:center;font-size:8pt;color:#444">'
    '<span class="pageNumber"></span></div>'
)
WIDTH = 643  # CSS pixels: 210 mm of paper less its margins, so that what is measured is printed
PATIENCE = 1_200_000  # milliseconds; some hundred pages take minutes
# That of `one_at_a_time`: no build writes the page anew while it is printed.
LOCK = ROOT / "_build/.doctrees.lock"
# Without this script, the answers to a prediction are plain folds.
LEFT_OUT = "**/predict.js"


def build() -> Path:
    """Build the book as one page and return its file.

    Raises:
        SystemExit: the build failed; its output is on the terminal.
    """
    program = str(Path(sys.executable).with_name("jupyter-book"))
    command = [program, "build", ".", "-W", "--keep-going", "--builder", "singlehtml"]
    done = subprocess.run(command, cwd=ROOT, check=False)
    if done.returncode != 0:
        raise SystemExit("the book does not build as one page: see above")
    # Its addresses start from the folder of the whole, wherever its first page lies.
    return Path(shutil.copy(BUILT / "book/index.html", BUILT / "book.html"))


def prepare(page: Page) -> None:
    """Make the page ready for paper."""
    page.emulate_media(media="print", color_scheme="light")
    page.add_style_tag(path=HERE / "print.css")
    page.evaluate("document.fonts.ready")
    page.evaluate((HERE / "for_paper.js").read_text("utf-8"))


def chromium(playwright: Playwright) -> str:
    """The program: the one on the path, else the one that Playwright has fetched.

    Raises:
        SystemExit: there is neither.
    """
    program = shutil.which("chromium") or playwright.chromium.executable_path
    if not Path(program).exists():
        raise SystemExit(
            "there is no chromium: apt-get install chromium, elsewhere playwright install chromium"
        )
    return program


def print_page(source: Path, target: Path) -> None:
    """Print one built page; what was in the target before stays until the new file is whole.

    Raises:
        SystemExit: there is no chromium, it did not come to an end, or the target is held open.
    """
    unfinished = target.with_suffix(".part")
    try:
        with sync_playwright() as playwright:
            program = chromium(playwright)
            browser = playwright.chromium.launch(executable_path=program, args=FLAGS)
            page = browser.new_page(viewport={"width": WIDTH, "height": 1000})
            page.set_default_timeout(PATIENCE)
            page.route(LEFT_OUT, lambda route: route.abort())
            page.goto(source.as_uri(), wait_until="load")
            prepare(page)
            page.pdf(
                path=unfinished,
                outline=True,
                tagged=True,
                prefer_css_page_size=True,
                print_background=True,
                display_header_footer=True,
                header_template="<span></span>",
                footer_template=FOOTER,
            )
            browser.close()
        unfinished.replace(target)
    except Error as error:
        raise SystemExit(f"chromium did not print the book: {error.message}") from error
    except PermissionError as error:  # Windows replaces no file that a program shows
        raise SystemExit(
            f"{target} could not be replaced: close the program that shows it"
        ) from error
    finally:
        unfinished.unlink(missing_ok=True)


def main(arguments: list[str]) -> None:
    """Build and print."""
    target = named(arguments[0]) if arguments else ROOT / "_build/book.pdf"
    if not target.parent.is_dir():
        raise SystemExit(f"there is no folder {target.parent}: make it, or name another file")
    built = build()
    with FileLock(LOCK):
        print_page(built, target)
    print(f"printed {target}")


if __name__ == "__main__":
    with console():
        main(sys.argv[1:])
