"""Fields wait, with their scripts, until a reader may want them: and a page opens without them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Page, Request, expect

ROOT = Path(__file__).resolve().parents[2]
FAR = 8000  # pixels, some screens further than what is taken for near
FIELD = "form.wo-field[data-name=ex-count]"
PAGE = f"""# A title

```{{raw}} html
<div style="height: {FAR}px"></div>
```

(below)=
## Exercises

:::{{exercise}}
:label: ex-count

What is asked?
:::
"""


SCRIPTS = ["answers-every.js", "answers-keys/index.js", "answers/fields.js"]


@pytest.fixture(scope="module")
def address(tmp_path_factory, serve: Callable[[Path], str]) -> str:
    """A small book with an exercise far below."""
    from tiny_book import build_book

    book = build_book(
        tmp_path_factory.mktemp("far"),
        {"index.md": PAGE},
        ["workedout_book.interactive.fields", "workedout_book.exercises.rules"],
        answer_fields_program="workedout.exercises.page_fields",
        answer_fields_package=str(ROOT / "code/workedout"),
        answer_fields_scripts=str(ROOT / "book/_assets/answers"),
        html_static_path=[str(ROOT / "book/_assets")],
    )
    return serve(book.output) + "/index.html"


@pytest.fixture
def page(chromium: Browser) -> Iterator[Page]:
    with chromium.new_context(viewport={"width": 1280, "height": 900}) as context:
        page = context.new_page()
        page.clock.install()
        yield page


@pytest.fixture
def asked_for(page: Page) -> list[str]:
    """The scripts of fields that the page loads, but for the one that waits."""
    names: list[str] = []

    def note(request: Request) -> None:
        name = urlsplit(request.url).path.rpartition("/_static/")[2]
        if name.startswith("answers") and name.endswith(".js") and "when_near" not in name:
            names.append(name)

    page.on("request", note)
    return names


def test_a_page_that_is_just_opened_has_neither_fields_nor_their_scripts(
    page, address, asked_for
) -> None:
    page.goto(address, wait_until="networkidle")
    expect(page.locator(FIELD)).to_have_count(0)
    assert asked_for == []


WANTED = {
    "it comes near": lambda page: page.mouse.wheel(0, FAR),
    "a key is pressed": lambda page: page.keyboard.press("Tab"),
    "a pointer is put down": lambda page: page.mouse.click(5, 5),
    "the page has been open for a while": lambda page: page.clock.run_for(6000),
}


@pytest.mark.parametrize("act", WANTED.values(), ids=WANTED)
def test_a_field_comes_with_its_scripts_when(page, address, asked_for, act) -> None:
    page.goto(address, wait_until="networkidle")
    act(page)
    field = page.locator(FIELD)
    field.wait_for()
    expect(field).to_have_count(1)
    assert sorted(asked_for) == SCRIPTS
    field.get_by_role("textbox").fill("24380")
    field.get_by_role("button", name="Check").click()
    expect(field.get_by_role("status")).to_have_text("✓ right")


def test_an_address_that_leads_into_the_page_brings_them_at_once(page, address) -> None:
    page.goto(f"{address}#ex-count")
    page.locator(FIELD).wait_for()
    expect(page.locator("#ex-count")).to_be_in_viewport()


def test_who_acts_more_than_once_gets_one_field(page, address, asked_for) -> None:
    page.goto(address, wait_until="networkidle")
    for act in WANTED.values():
        act(page)
    page.locator(FIELD).wait_for()
    page.wait_for_load_state("networkidle")
    expect(page.locator("head script[src*='answers/fields.js']")).to_have_count(1)
    assert sorted(asked_for) == SCRIPTS
    expect(page.locator(FIELD)).to_have_count(1)
