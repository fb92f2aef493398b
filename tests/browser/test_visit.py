"""The visit itself: each fault that it looks for, on a page that has it and on one that has not."""

import pytest

PAGE = """<!doctype html>
<html lang="en"><head><title>A page</title><link rel="icon" href="data:,">
<meta name="viewport" content="width=device-width"></head>
<body><main><h1>A page</h1><p>Text with <span class="math">
<span class="katex">x<annotation>\\frac{1}{2}</annotation></span></span>
and code <code>\\frac</code>.</p>%s</main></body></html>"""

# Where the visit must note the fault, and the fault.
FAULTS = {
    "a formula left as TeX": ("mathematics", '<span class="math">\\(x\\)</span>'),
    "TeX in the text": ("mathematics", "<p>thus \\frac{1}{2}</p>"),
    "a formula that KaTeX rejected": (
        "mathematics",
        '<span class="math"><span class="katex katex-error">x</span></span>',
    ),
    "a formula without its fonts": (
        "mathematics",
        '<span class="katex"><span class="mord">x</span></span>',
    ),
    "a script of another host": (
        "strangers",
        '<script src="http://example.invalid/a.js"></script>',
    ),
    "a font of another host": (
        "strangers",
        "<style>@font-face { font-family: f; src: url(http://example.invalid/f.woff2); } "
        "p { font-family: f; }</style>",
    ),
    "a missing image": ("failures", '<img src="none.png" alt="none">'),
    "an exception": ("console", "<script>throw new Error('no');</script>"),
    "a warning": ("console", "<script>console.warn('hm');</script>"),
    "a wide block": ("overflow", '<div style="width: 2000px">wide</div>'),
    "a wide block in a fold": (
        "overflow",
        '<details><summary>More</summary><div style="width: 2000px">wide</div></details>',
    ),
    "pale text": ("violations", '<p style="color: #ccc; background: #fff">pale</p>'),
    "pale text in a fold": (
        "violations",
        "<details><summary>More</summary>"
        '<p style="color: #ccc; background: #fff">pale</p></details>',
    ),
    "an image without text": (
        "violations",
        '<img src="data:image/gif;base64,R0lGODlhAQABAAAAACw=">',
    ),
    "a button without a name": ("violations", "<button></button>"),
}
NOTED = ("mathematics", "strangers", "failures", "console", "overflow", "violations")


@pytest.fixture
def noted(tmp_path, serve, visit):
    def look(extra: str) -> dict[str, list[str]]:
        (tmp_path / "page.html").write_text(PAGE % extra, "utf-8")
        found = visit(f"{serve(tmp_path)}/page.html", 1280, "light")
        return {name: getattr(found, name) for name in NOTED}

    return look


def test_a_page_without_faults_has_none(noted):
    assert noted("<div style='overflow: auto'><div style='width: 2000px'>scrolls</div></div>") == {
        name: [] for name in NOTED
    }


@pytest.mark.parametrize(("where", "fault"), FAULTS.values(), ids=FAULTS)
def test_a_fault_is_noted(noted, where, fault):
    assert noted(fault)[where]
