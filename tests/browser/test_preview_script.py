"""What a link leads to is shown beside it: by mouse, keyboard and finger, from disk too."""

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from measures import AT_REST, AXE, VIOLATIONS
from playwright.sync_api import Browser, Page, expect

ROOT = Path(__file__).resolve().parents[2]
PAGE = (
    """\
# A page

```{toctree}
:hidden:
other
words
works
```

By {eq}`eq-near`, {eq}`eq-far` and {numref}`fig-near`, a {term}`unit` learns, as
{cite:t}`someone` says on {doc}`other`, or in {ref}`the end <the-end>`.

$$
a = \\sum_{i=1}^{n} b_i + """
    + " + ".join(f"c_{{{n}}}" for n in range(40))
    + """
$$ (eq-near)

:::{figure} dot.png
:name: fig-near
:alt: A dot

A [linked](https://other.example/) dot.
:::

"""
    + "Words.\n\n" * 40
    + """
(the-end)=
## The end

By {eq}`eq-near` again.
"""
)
FILES = {
    "index.md": PAGE,
    "other.md": "# Other\n\n$$\nd = e\n$$ (eq-far)\n",
    "words.md": "# Words\n\n:::{glossary}\nunit\n  What sums, then bends.\n:::\n",
    "works.md": "# Works\n\n```{bibliography}\n```\n",
    "references.bib": "@book{someone, author={Some One}, title={A Work}, year=1999,"
    " publisher={P}}\n",
}


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a small book."""
    from tiny_book import PNG, build_book

    folder = tmp_path_factory.mktemp("previews")
    (folder / "book").mkdir()
    (folder / "book/dot.png").write_bytes(PNG)
    book = build_book(
        folder,
        FILES,
        ["sphinxcontrib.bibtex", "workedout_book.site.previews",
         "workedout_book.site.page_finish"],
        html_theme="sphinx_book_theme",
        html_math_renderer="katex",
        html_css_files=["workedout.css"],
        katex_path=str(ROOT / "book/_assets/katex"),
        bibtex_bibfiles=["references.bib"],
        numfig=True,
    )  # fmt: skip
    assert book.warnings == ""
    return book.output


@pytest.fixture(scope="module", params=["served", "disk"])
def home(request, built: Path, serve: Callable[[Path], str]) -> str:
    """Where the book is: on a server, or on disk."""
    return serve(built) if request.param == "served" else built.as_uri()


@pytest.fixture
def page(chromium: Browser, home: str) -> Iterator[Page]:
    """The page, in a window that has a mouse; nothing is asked for once it is there."""
    with chromium.new_context(viewport={"width": 800, "height": 600}) as context:
        page = context.new_page()
        faults: list[str] = []
        page.on("pageerror", lambda error: faults.append(str(error)))
        page.goto(f"{home}/index.html", wait_until="networkidle")
        page.evaluate(AT_REST)  # a page from disk asks for its fonts in its first frames
        page.evaluate("() => document.fonts.ready.then(() => null)")
        page.on("request", lambda request: faults.append(request.url))
        yield page
        # What axe reads again, it asks for itself.
        assert [fault for fault in faults if not re.search(r"^data:|\.css\b", fault)] == []


def preview(page: Page):
    return page.locator("#wo-preview:not([hidden])")


def link(page: Page, href: str):
    return page.locator(f".bd-article p a.reference.internal[href$='{href}']").first


SHOWN = {
    "a formula of the page": ("#equation-eq-near", ".katex-display"),
    "a formula of another page": ("other.html#equation-eq-far", "math mi"),
    "a figure": ("#fig-near", "img[alt='A dot']"),
    "a term": ("words.html#term-unit", "p:has-text('What sums, then bends.')"),
    "a work": ("works.html#id2", "p:has-text('Some One. A Work')"),
}


def href_of(page: Page, href: str) -> str:
    """The address of a link; that of a citation is counted by the bibliography."""
    return href if "works" not in href else page.locator(
        ".bibtex-citation a, a[href*='works.html#']").first.get_attribute("href")  # fmt: skip


@pytest.mark.parametrize(("href", "content"), SHOWN.values(), ids=SHOWN)
def test_the_mouse_shows(page, href, content):
    link(page, href_of(page, href)).hover()
    expect(preview(page).locator(content).first).to_be_visible()


@pytest.mark.parametrize(("href", "content"), SHOWN.values(), ids=SHOWN)
def test_the_keyboard_shows_and_escape_closes(page, href, content):
    wanted = href_of(page, href)
    page.locator(".bd-article h1").click()
    for _ in range(30):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.getAttribute('href')") == wanted:
            break
    expect(preview(page).locator(content).first).to_be_visible()
    page.keyboard.press("Escape")
    expect(preview(page)).to_have_count(0)
    assert page.evaluate("document.activeElement.getAttribute('href')") == wanted


def test_it_describes_the_link_while_it_is_shown(page):
    unit = link(page, "#term-unit")
    unit.hover()
    expect(unit).to_have_accessible_description("What sums, then bends.")
    page.keyboard.press("Escape")
    expect(unit).to_have_accessible_description("")


@pytest.mark.parametrize("href", ["#the-end", "other.html"])
def test_a_section_and_a_page_are_not_shown(page, href):
    link(page, href).hover()
    page.wait_for_timeout(500)
    expect(preview(page)).to_have_count(0)


def test_it_stays_while_the_mouse_is_on_it_and_goes_with_it(page):
    link(page, "#term-unit").hover()
    preview(page).hover()
    page.wait_for_timeout(500)
    expect(preview(page)).to_have_count(1)
    page.locator(".bd-article h1").hover()
    expect(preview(page)).to_have_count(0)


def test_a_glance_over_a_link_shows_nothing(page):
    link(page, "#term-unit").hover()
    page.locator(".bd-article h1").hover()
    page.wait_for_timeout(500)
    expect(preview(page)).to_have_count(0)


def test_it_lies_within_the_window_and_a_wide_formula_within_it(page):
    link(page, "#equation-eq-near").hover()
    box = preview(page).bounding_box()
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= 800
    room = "e => e.scrollWidth - e.clientWidth"
    assert preview(page).evaluate(room) <= 1


def test_no_name_is_there_twice_and_nothing_in_it_is_a_stop(page):
    link(page, "#fig-near").hover()
    expect(preview(page)).to_have_count(1)
    assert page.locator("[id='fig-near']").count() == 1
    assert preview(page).locator("a, button, [tabindex]").count() == 0


def test_axe_finds_nothing_serious_in_it(page):
    link(page, "#equation-eq-near").hover()
    expect(preview(page)).to_have_count(1)
    page.evaluate(AXE.read_text("utf-8"))
    assert page.evaluate(VIOLATIONS) == []


def test_a_link_is_followed_as_before(page):
    link(page, "#the-end").click()
    page.wait_for_url("**#the-end")


def test_a_citation_has_its_title_back(page):
    work = page.locator("a[title*='A Work']")
    title = work.get_attribute("title")
    page.locator("a[href*='works.html#']").first.hover()
    expect(preview(page)).to_have_count(1)
    assert page.locator("a[title*='A Work']").count() == 0
    page.keyboard.press("Escape")
    assert work.get_attribute("title") == title


def test_it_is_not_printed(page):
    link(page, "#term-unit").hover()
    expect(preview(page)).to_have_count(1)
    page.emulate_media(media="print")
    expect(preview(page)).to_be_hidden()


@pytest.fixture
def phone(chromium: Browser, home: str) -> Iterator[Page]:
    """The page, under a finger."""
    with chromium.new_context(
        viewport={"width": 375, "height": 700}, has_touch=True, is_mobile=True
    ) as context:
        page = context.new_page()
        page.goto(f"{home}/index.html", wait_until="networkidle")
        yield page


def test_the_first_tap_shows_and_the_second_follows(phone):
    term = link(phone, "#term-unit")
    term.tap()
    expect(preview(phone)).to_contain_text("Tap again to go there.")
    assert "index.html" in phone.url
    term.tap()
    phone.wait_for_url("**/words.html#term-unit")


def test_a_tap_elsewhere_closes(phone):
    link(phone, "#term-unit").tap()
    expect(preview(phone)).to_have_count(1)
    phone.locator(".bd-article h1").tap()
    expect(preview(phone)).to_have_count(0)


def test_a_link_without_a_preview_is_followed_at_the_first_tap(phone):
    link(phone, "other.html").tap()
    phone.wait_for_url("**/other.html")
