"""The playground in the built book: on its page, from a disk, and beside what its cells print."""

import re
from itertools import pairwise
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

NAME = "book/signals/playground"
AXE = Path(__file__).parent / "vendor" / "axe-core" / "axe.min.js"
VIEWS = [(width, scheme) for width in (1280, 375) for scheme in ("light", "dark")]
# A network as deep and wide as there can be, inspected, with every fold open and a fault shown.
FULL = "hidden=16,16,8,8,4,4,2,2&steps=50&shown=both&lines=gradients&rate=no"
WIDE = """() => [...document.querySelectorAll(".wo-playground, .wo-playground *")]
    .filter((element) => element.getBoundingClientRect().right > innerWidth + 1
        && !element.closest(".wo-scroll, .wo-pg-weights, pre"))
    .map((element) => element.outerHTML.slice(0, 120))"""


def watched(context: BrowserContext) -> tuple[Page, list[str], list[str]]:
    """A page, what went wrong on it, and what it asked for."""
    page, faults, asked = context.new_page(), [], []
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.on(
        "console",
        lambda message: (
            faults.append(message.text) if message.type in ("error", "warning") else None
        ),
    )
    page.on("requestfailed", lambda request: faults.append(request.url))
    page.on("request", lambda request: asked.append(request.url))
    return page, faults, asked


@pytest.fixture
def full(chromium: Browser, address: str, request: pytest.FixtureRequest):
    """The page with the largest network, with everything unfolded."""
    width, scheme = request.param
    context = chromium.new_context(viewport={"width": width, "height": 900}, color_scheme=scheme)
    page, faults, _ = watched(context)
    page.goto(f"{address}/{NAME}.html#{FULL}")
    page.locator("#pg-diagram").focus()
    page.keyboard.press("End")
    page.locator(".wo-playground details").evaluate_all(
        "folds => folds.forEach((fold) => { fold.open = true; })"
    )
    expect(page.locator(".wo-pg-weights data").first).not_to_be_empty()
    yield page
    assert faults == []
    context.close()


each_view = pytest.mark.parametrize(
    "full", VIEWS, ids=[f"{width}-{scheme}" for width, scheme in VIEWS], indirect=True
)


@each_view
def test_axe_finds_nothing_at_all_in_the_largest_network(full):
    full.evaluate(AXE.read_text("utf-8"))
    found = full.evaluate(
        """async () => (await axe.run(".wo-playground", {resultTypes: ["violations"]})).violations
            .flatMap((one) => one.nodes.map((node) => one.id + ": " + node.html.slice(0, 160)))"""
    )
    assert found == []


@each_view
def test_the_largest_network_stays_within_its_page(full):
    assert full.evaluate(WIDE) == []
    assert full.evaluate("document.documentElement.scrollWidth <= innerWidth")


@pytest.mark.parametrize("width", [1280, 900, 375])
def test_each_column_of_the_settings_stands_under_its_heading(chromium, address, width):
    page = chromium.new_page(viewport={"width": width, "height": 900})
    page.goto(f"{address}/{NAME}.html")
    edges = page.locator("#the-settings table tr").evaluate_all(
        """rows => rows.map((row) => [...row.children].map((cell) => {
            const box = cell.getBoundingClientRect();
            return [Math.round(box.left), Math.round(box.right)];
        }))"""
    )
    assert len(edges) > 10
    assert all(row == edges[0] for row in edges)
    page.close()


@pytest.mark.parametrize("full", [VIEWS[2]], ids=["375"], indirect=True)
def test_what_a_finger_must_hit_is_large_enough(full):
    sizes = full.locator(".wo-playground :is(button, select, input, summary)").evaluate_all(
        "all => all.map((e) => [e.outerHTML.slice(0, 90), e.offsetWidth, e.offsetHeight])"
    )
    assert [size for size in sizes if min(size[1:]) < 24] == []  # WCAG 2.2, 2.5.8
    boxes = full.locator(".wo-pg-units button").evaluate_all(
        "all => all.map((e) => e.getBoundingClientRect()).map((b) => [b.left, b.right, b.top])"
    )
    rows = {top: sorted(box[:2] for box in boxes if box[2] == top) for *_, top in boxes}
    for row in rows.values():
        assert all(a[1] <= b[0] + 0.5 for a, b in pairwise(row))


def test_the_file_opens_from_disk_and_works(chromium, site):
    context = chromium.new_context()
    page, faults, asked = watched(context)
    page.goto((site / f"{NAME}.html").as_uri() + "#hidden=3&seed=2")
    page.get_by_role("button", name="Run", exact=True).click()
    page.wait_for_function("parseInt(document.querySelector('.wo-pg-numbers b').textContent) >= 5")
    page.get_by_role("button", name="Pause").click()
    kept = page.url
    assert re.search(r"#hidden=3&seed=2&steps=\d+$", kept)
    shown = page.locator(".wo-pg-numbers").text_content()
    page.goto("about:blank")
    page.goto(kept)
    expect(page.locator(".wo-pg-numbers")).to_have_text(shown)
    page.get_by_role("button", name="Copy link").click()
    expect(page.get_by_role("button", name=re.compile("Copied|address bar"))).to_be_visible()
    assert faults == []
    assert {url.partition(":")[0] for url in asked} <= {"file", "data", "about"}
    context.close()


def test_no_other_host_is_asked_while_it_runs(chromium, address):
    context = chromium.new_context()
    page, faults, asked = watched(context)
    page.goto(f"{address}/{NAME}.html")
    page.get_by_role("button", name="Run", exact=True).click()
    page.wait_for_timeout(500)
    assert faults == []
    assert {url.split("/")[2] for url in asked if not url.startswith("data:")} == {
        address.split("/")[2]
    }
    context.close()


def test_what_the_cell_prints_is_what_the_page_shows(chromium, address):
    context = chromium.new_context()
    page, _, _ = watched(context)
    page.goto(f"{address}/{NAME}.html")
    printed = page.locator("div.cell_output").first.text_content() or ""
    page.get_by_role("link", name="the same state").click()
    shown = page.locator(".wo-pg-numbers b").nth(2).inner_text()
    assert f"held out: loss {shown}" in printed
    page.locator("summary", has_text="All weights").click()
    for unit in (1, 2):
        row = page.get_by_role("row", name=f"Weight from unit {unit} of layer 2 to the output")
        assert row.locator("td").first.inner_text().replace("−", "-") in printed
    context.close()


def test_the_recorded_run_of_the_page_is_replayed_on_it(chromium, address):
    context = chromium.new_context()
    page, _, _ = watched(context)
    page.goto(f"{address}/{NAME}.html")
    printed = (page.locator("div.cell_output").nth(1).locator("pre").text_content() or "").strip()
    page.get_by_role("link", name="that run in the browser").click()
    expect(page.locator(".wo-pg-numbers b").first).to_have_text("250")
    shown = page.locator(".wo-pg-numbers b").nth(2).inner_text()
    assert printed == f"after 6250 steps: held out loss {shown}"
    context.close()


def test_each_experiment_of_the_page_is_taken_without_a_fault(chromium, address):
    context = chromium.new_context()
    page, faults, _ = watched(context)
    page.goto(f"{address}/{NAME}.html")
    links = page.locator("a.wo-experiment").evaluate_all("all => all.map((a) => a.hash)")
    assert len(links) > 9
    for link in links:
        page.evaluate("(hash) => { location.hash = hash; }", link)
        expect(page.locator("#pg-hidden")).to_have_value(re.search(r"hidden=([\d,]+)", link)[1])
        expect(page.get_by_role("alert")).to_be_empty()
    assert faults == []
    context.close()
