"""The playground on a page, its table of settings, and links that the build has read."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from tiny_book import ROOT, TinyBook

from workedout_book.interactive.playground import CORE, SETTINGS, VIEW
from workedout_book.interactive.settings import Setting, Settings, table_script

ASSETS = ROOT / "book" / "_assets"
FOLDERS = ("arithmetic", "settings", "playground")
TABLE = Settings(table_script(ASSETS, SETTINGS), "playgroundSettings").rows()
SHOWN = "# A network\n\n:::{playground}\nWithout *scripts*.\n:::\n\n```{playground-settings}\n```\n"
LINK = "# A page\n\nSee {experiment}`the zero start <hidden=4,2&start=zeros>`.\n"


@pytest.fixture
def book(tiny_book: Callable[..., TinyBook]) -> Callable[..., TinyBook]:
    """Build a book whose network is on the page `a/network`."""

    def build(**pages: str) -> TinyBook:
        files = {f"{name.replace('_', '/')}.md": text for name, text in pages.items()}
        settings = {"playground_page": "a/network", "playground_assets": str(ASSETS)}
        return tiny_book(files, ["workedout_book.interactive.playground"], **settings)

    return build


def test_the_scripts_are_loaded_where_the_network_is_and_nowhere_else(book) -> None:
    built = book(index=LINK, a_network=SHOWN)
    assert built.warnings == ""
    scripts = {
        name: [
            tag["src"].partition("?")[0]
            for tag in built.soup(name).find_all("script", src=True)
            if any(f"_static/{each}/" in tag["src"] for each in FOLDERS)
        ]
        for name in ("index", "a/network")
    }
    assert scripts["index"] == []
    names = [f"../_static/{name}" for name in (*CORE, *VIEW)]
    assert scripts["a/network"] == names
    for name in names:
        assert (built.output / "a" / name).is_file()
    for name, count in (("index", 0), ("a/network", 1)):
        assert len(built.soup(name).select('link[href*="playground.css"]')) == count


def test_scripts_are_plain_and_wait_for_the_page(book) -> None:
    tags = book(index="# A page\n", a_network=SHOWN).soup("a/network").select("script[src]")
    ours = [tag for tag in tags if "playground/" in tag["src"]]
    assert all("defer" in tag.attrs and "type" not in tag.attrs for tag in ours)


def test_a_reader_without_scripts_is_told_something(book) -> None:
    place = book(index="# A page\n", a_network=SHOWN).soup("a/network").select_one(".wo-playground")
    assert place.em.text == "scripts"


def test_the_page_s_table_is_the_table_of_the_network(book) -> None:
    soup = book(index="# A page\n", a_network=SHOWN).soup("a/network")
    rows = [[cell.text for cell in row.select("td")] for row in soup.select("tbody tr")]
    assert rows == [list(setting) for setting in TABLE]
    assert len(rows) > 12


def test_the_page_s_table_is_not_laid_out_as_a_part_of_the_network(book) -> None:
    [table] = book(index="# A page\n", a_network=SHOWN).soup("a/network").select("table")
    views = [(ASSETS / script).read_text("utf-8") for script in VIEW]
    assert [name for name in table["class"] for view in views if f'"{name}"' in view] == []


def test_a_setting_says_its_default_and_its_values_as_an_address_has_them() -> None:
    settings = {setting.key: setting for setting in TABLE}
    assert settings["hidden"].default == "4,2"
    assert settings["rate"] == Setting(
        "rate",
        "0.03",
        "number from 0.000001 to 100",
        "length of a step, as a factor on the gradient",
    )
    assert settings["activation"].values == "relu, leaky-relu, sigmoid, tanh"


def test_a_link_leads_to_the_network_s_page_with_the_settings(book) -> None:
    pages = {"index": LINK, "b_other": LINK, "a_network": SHOWN + LINK.replace("# A page", "")}
    built = book(**pages)
    assert built.warnings == ""
    links = {
        name: built.soup(name).select_one("a.wo-experiment")
        for name in ("index", "b/other", "a/network")
    }
    assert {name: link["href"] for name, link in links.items()} == {
        "index": "a/network.html#hidden=4,2&start=zeros",
        "b/other": "../a/network.html#hidden=4,2&start=zeros",
        "a/network": "#hidden=4,2&start=zeros",
    }
    assert {link.text for link in links.values()} == {"the zero start"}


BAD_LINKS = {
    "{experiment}`zeros <start=zero>`": "“start” cannot be “zero”",
    "{experiment}`zeros <strat=zeros>`": "There is no setting “strat”",
    "{experiment}`wide <hidden=99>`": "“hidden” cannot be “99”",
    "{experiment}`start=zeros`": "expected `title <settings>`",
}


@pytest.mark.parametrize(("link", "fault"), BAD_LINKS.items(), ids=BAD_LINKS)
def test_a_link_that_the_network_would_not_take_is_a_warning(book, link: str, fault: str) -> None:
    built = book(index=f"# A page\n\nText\n\nSee {link}.\n", a_network=SHOWN)
    assert built.status != 0
    assert fault in built.warnings
    assert "index.md:5" in built.warnings


def test_a_link_without_a_page_to_lead_to_is_a_warning(book) -> None:
    assert "no page 'a/network'" in book(index=LINK).warnings
