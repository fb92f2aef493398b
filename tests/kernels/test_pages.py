"""Pages with live cells print the same under kernels of other processors, to the last digit.

What a reader computes again must be what the page shows. The cells of a page run once more, under
baseline kernels, and say what they said when the book was built. (On a processor without AVX2 both
are baseline.)
"""

import os
import re
from pathlib import Path

import nbclient
import nbformat
import pytest
import yaml
from page_cells import page_cells
from printed import shown
from test_kernels import KERNELS
from untried_records import untried

ROOT = Path(__file__).resolve().parents[2]
BOOK = ROOT / "book"
# What trains or computes in a page, in place of reading a record.
LIVE = re.compile(r"\b(fit|fit_together|sample_loop|examine|torch|np|numpy)\b *[.(]")


def cells(page: Path) -> str:
    """The code of a page's cells."""
    text = page.read_text(encoding="utf-8")
    return "\n".join(cell.code for cell in page_cells(text))


PAGES = sorted(
    str(page.relative_to(BOOK).with_suffix(""))
    for page in BOOK.glob("*/*.md")
    if LIVE.search(cells(page))
)


def environment() -> dict[str, str]:
    """That of a build, with baseline kernels."""
    config = yaml.safe_load((ROOT / "_config.yml").read_text(encoding="utf-8"))["sphinx"]["config"]
    left_out = config["kernel_environment_unset"]
    kept = {name: value for name, value in os.environ.items() if name not in left_out}
    return kept | config["kernel_environment"] | KERNELS["baseline"]


def test_most_chapters_have_live_cells():
    assert len(PAGES) > 20


@pytest.mark.parametrize("page", PAGES)
def test_a_page_prints_the_same_under_baseline_kernels(site, page):
    built = nbformat.read(ROOT / "_build" / "jupyter_execute" / "book" / f"{page}.ipynb", 4)
    again = nbformat.from_dict(built)
    again.cells.insert(0, untried())  # another test tries behaviour under these kernels
    client = nbclient.NotebookClient(
        again, timeout=600, kernel_name="python3",
        resources={"metadata": {"path": str((BOOK / page).parent)}},
    )  # fmt: skip
    before = shown(built)
    client.execute(env=environment())
    assert shown(again)[1:] == before
