"""The built book, read as files: links, anchors, figures, and nothing from another host."""

import re
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest
import yaml
from bs4 import BeautifulSoup, Tag

ROOT = Path(__file__).resolve().parents[2]

# Elements that make a browser fetch something, and the attribute that says from where. (A link to
# another host that a reader may click is another matter.)
FETCHED = {
    "script": "src",
    "img": "src",
    "source": "src",
    "iframe": "src",
    "video": "src",
    "audio": "src",
    "embed": "src",
    "object": "data",
    "use": "href",
    "image": "href",
}
FETCHING_LINKS = {
    "stylesheet",
    "preload",
    "modulepreload",
    "prefetch",
    "icon",
    "manifest",
    "preconnect",
}
IN_STYLES = re.compile(r"""(?:url\(\s*|@import\s+)["']?\s*((?:https?:)?//[^"')\s]+)""")
IN_SCRIPTS = re.compile(r"""(?:fetch|import|importScripts)\s*\(\s*["'`]((?:https?:)?//[^"'`]+)""")


@lru_cache(maxsize=1)  # several tests read the whole site
def parsed(folder: Path) -> dict[str, BeautifulSoup]:
    """Every page below a folder, by its path."""
    return {
        page.relative_to(folder).as_posix(): BeautifulSoup(page.read_text("utf-8"), "html.parser")
        for page in sorted(folder.rglob("*.html"))
        if not page.relative_to(folder).as_posix().startswith("_static/")
    }


def anchors(page: BeautifulSoup) -> set[str]:
    return {tag["id"] for tag in page.find_all(id=True)} | {
        tag["name"] for tag in page.find_all("a", attrs={"name": True})
    }


def links(page: BeautifulSoup) -> Iterator[str]:
    for attribute in ("href", "src", "data"):
        for tag in page.find_all(attrs={attribute: True}):
            if tag.name != "base":
                yield tag[attribute]


def dead_links(folder: Path) -> list[str]:
    """Links within the site that lead to no file, or to no anchor of the page they name."""
    pages = parsed(folder)
    ids = {name: anchors(page) for name, page in pages.items()}
    stateful = {name for name, page in pages.items() if page.select_one(".wo-playground, .wo-lab")}
    dead = []
    for name, page in pages.items():
        for link in set(links(page)):
            parts = urlsplit(link)
            if parts.scheme or parts.netloc:
                continue
            target = (folder / name).parent / unquote(parts.path) if parts.path else folder / name
            target = target.resolve()
            if not target.is_relative_to(folder.resolve()) or not target.is_file():
                dead.append(f"{name}: {link} (no such file)")
                continue
            there = target.relative_to(folder.resolve()).as_posix()
            if there in stateful and "=" in parts.fragment:
                continue  # a state of the playground or the lab, which the build has read
            if parts.fragment and there in ids and unquote(parts.fragment) not in ids[there]:
                dead.append(f"{name}: {link} (no such anchor)")
    return sorted(dead)


def foreign_fetches(folder: Path) -> list[str]:
    """What a browser would fetch from another host, by pages, style sheets and scripts."""
    found = []
    for name, page in parsed(folder).items():
        wanted = [tag.get(FETCHED[tag.name]) for tag in page.find_all(list(FETCHED))]
        wanted += [
            tag.get("href")
            for tag in page.find_all("link")
            if FETCHING_LINKS & set(tag.get("rel") or ())
        ]
        styles = [tag.get_text() for tag in page.find_all("style")]
        styles += [tag["style"] for tag in page.find_all(style=True)]
        wanted += [url for style in styles for url in IN_STYLES.findall(style)]
        scripts = [tag.get_text() for tag in page.find_all("script")]
        wanted += [url for script in scripts for url in IN_SCRIPTS.findall(script)]
        found += [f"{name}: {url}" for url in wanted if url and urlsplit(url).netloc]
    for pattern, suffix in ((IN_STYLES, "css"), (IN_SCRIPTS, "js")):
        for file in sorted(folder.rglob(f"*.{suffix}")):
            urls = pattern.findall(file.read_text(errors="replace", encoding="utf-8"))
            found += [f"{file.relative_to(folder)}: {url}" for url in urls]
    return found


def figures_without_text(folder: Path) -> list[str]:
    """Images and drawings that say nothing to whoever cannot see them."""
    return [
        f"{name}: {str(tag)[:120]}"
        for name, page in parsed(folder).items()
        for tag in page.find_all(["img", "svg"])
        if not has_text(tag)
    ]


def has_text(tag: Tag) -> bool:
    """Tell whether a figure has an alternative text of words; a file's path is none."""
    if tag.get("aria-hidden") == "true" or tag.find_parent(attrs={"aria-hidden": "true"}):
        return True
    if tag.name == "svg" and tag.get("role") != "img":
        return tag.find_parent("span", class_="katex") is not None  # a part of a formula
    text = tag.get("alt" if tag.name == "img" else "aria-label") or ""
    return " " in text.strip() and not re.search(r"\.(png|svg|jpe?g)$", text.strip())


def test_the_book_builds_without_a_warning(site_build):
    assert site_build.returncode == 0, site_build.stdout[-20_000:]


def test_every_page_of_the_contents_is_built(site):
    contents = yaml.safe_load((ROOT / "_toc.yml").read_text("utf-8"))
    named = [chapter["file"] for part in contents["parts"] for chapter in part["chapters"]]
    assert [
        page for page in [contents["root"], *named] if not (site / f"{page}.html").is_file()
    ] == []


def test_every_source_page_is_in_the_contents():
    contents = (ROOT / "_toc.yml").read_text("utf-8")
    sources = [page for page in (ROOT / "book").rglob("*.md") if "_assets" not in page.parts]
    assert [
        page.name
        for page in sources
        if f"{page.relative_to(ROOT).with_suffix('').as_posix()}\n" not in contents
    ] == []


def test_every_link_within_the_site_leads_somewhere(site):
    assert dead_links(site) == []


def test_nothing_is_fetched_from_another_host(site):
    assert foreign_fetches(site) == []


def test_every_figure_has_a_text(site):
    assert figures_without_text(site) == []


def test_the_chapters_have_figures(site):
    chapter = BeautifulSoup(
        (site / "book/training/depth-width.html").read_text("utf-8"), "html.parser"
    )
    assert chapter.select("article figure svg[role=img], article img")


def test_the_site_carries_the_package(site):
    assert [wheel.name.split("-")[0] for wheel in site.rglob("*.whl")] == ["workedout"]


# The checkers themselves, each on a site with one fault.

GOOD = """<p id="here"><a href="#here">here</a> <a href="b.html#there">there</a>
<a href="https://example.org/elsewhere">elsewhere</a><img src="i.png" alt="A falling curve">
<svg role="img" aria-label="A rising curve"></svg><svg aria-hidden="true"></svg></p>"""
FAULTS = {
    "a link to no page": (dead_links, '<a href="c.html">c</a>'),
    "a link out of the site": (dead_links, '<a href="../../README.md">up</a>'),
    "a link to no anchor": (dead_links, '<a href="b.html#nowhere">b</a>'),
    "a link to no anchor of its own page": (dead_links, '<a href="#nowhere">b</a>'),
    "an image that is not there": (dead_links, '<img src="none.png" alt="No image">'),
    "a script from elsewhere": (
        foreign_fetches,
        '<script src="https://example.org/a.js"></script>',
    ),
    "a style from elsewhere": (
        foreign_fetches,
        '<link rel="stylesheet" href="//example.org/a.css">',
    ),
    "a font from elsewhere": (
        foreign_fetches,
        "<style>@font-face { src: url('https://example.org/a.woff2') }</style>",
    ),
    "an image from elsewhere": (
        foreign_fetches,
        '<img src="https://example.org/a.png" alt="An a">',
    ),
    "a background from elsewhere": (
        foreign_fetches,
        '<p style="background: url(https://example.org/a.png)"></p>',
    ),
    "a module from elsewhere": (
        foreign_fetches,
        "<script type='module'>await import('https://example.org/a.js')</script>",
    ),
    "an image without text": (figures_without_text, '<img src="i.png">'),
    "an image with a path for text": (figures_without_text, '<img src="i.png" alt="../my i.png">'),
    "a drawing without text": (figures_without_text, '<svg role="img"></svg>'),
    "a drawing without role": (figures_without_text, "<svg></svg>"),
}


@pytest.fixture
def small_site(tmp_path):
    (tmp_path / "b.html").write_text('<p id="there">b</p>', "utf-8")
    (tmp_path / "i.png").write_bytes(b"")
    (tmp_path / "a.html").write_text(GOOD, "utf-8")
    return tmp_path


@pytest.mark.parametrize("checker", [dead_links, foreign_fetches, figures_without_text])
def test_a_good_site_passes(small_site, checker):
    assert checker(small_site) == []


@pytest.mark.parametrize(("checker", "fault"), FAULTS.values(), ids=FAULTS)
def test_a_fault_is_found(small_site, checker, fault):
    (small_site / "a.html").write_text(GOOD + fault, "utf-8")
    assert len(checker(small_site)) == 1


def test_a_style_sheet_that_fetches_from_another_host_is_found(small_site):
    (small_site / "a.css").write_text("@import 'https://example.org/b.css';", "utf-8")
    assert foreign_fetches(small_site) == ["a.css: https://example.org/b.css"]
