"""The digits lab on a page, its table of settings, its data, and links that the build has read."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from tiny_book import ROOT, TinyBook

from workedout_book.interactive.lab import CORE, STATE, VIEW
from workedout_book.interactive.settings import Settings, table_script

ASSETS = ROOT / "book" / "_assets"
TABLE = Settings(table_script(ASSETS, STATE), "labState").rows()
SHOWN = "# A lab\n\n:::{lab}\nNot *opened*.\n:::\n\n```{lab-settings}\n```\n"
LINK = "# A page\n\nSee {lab}`a shifted digit <source=pocket&digit=8&right=4>`.\n"
DESCRIBED = {"kind": "Mlp", "hidden": [100]}


@pytest.fixture
def records(tmp_path: Path) -> Path:
    """A record with a network beside it, and one of hard digits."""
    folder = tmp_path / "records"
    folder.mkdir()
    arm = {"specification": {"network": DESCRIBED}, "seeds": {"0": {"kept": {}}, "1": {}}}
    other = {"specification": {"network": {"kind": "other"}}, "seeds": {"0": {}}}
    written = {
        "small": {"arms": {"other": other, "kept": arm}},
        "hard": {"arms": {}, "value": {"17": {"label": 5, "image": "UE5H"}}},
    }
    for name, content in written.items():
        (folder / f"{name}.json").write_text(json.dumps(content), encoding="utf-8", newline="\n")
    (folder / "small.safetensors").write_bytes(b"weights")
    (folder / "digits.bin").write_bytes(b"digits")
    return folder


@pytest.fixture
def book(tiny_book: Callable[..., TinyBook], records: Path) -> Callable[..., TinyBook]:
    """Build a book whose lab is on the page `a/lab`."""

    def build(settings: dict | None = None, **pages: str) -> TinyBook:
        files = {f"{name.replace('_', '/')}.md": text for name, text in pages.items()}
        usual = {
            "lab_page": "a/lab",
            "lab_assets": str(ASSETS),
            "lab_records": str(records),
            "lab_networks": {"dense": "small"},
            "lab_hardest": "hard",
            "lab_digits": str(records / "digits.bin"),
        }
        extensions = ["workedout_book.interactive.lab"]
        return tiny_book(files, extensions, **(usual | (settings or {})))

    return build


def scripts(built: TinyBook, page: str) -> list[str]:
    tags = built.soup(page).find_all("script", src=True)
    return [tag["src"].partition("?")[0] for tag in tags if "/lab/" in tag["src"]]


def test_the_scripts_are_loaded_where_the_lab_is_and_nowhere_else(book) -> None:
    built = book(index=LINK, a_lab=SHOWN)
    assert built.warnings == ""
    assert scripts(built, "index") == []
    expected = [f"../_static/{name}" for name in (*CORE, *VIEW) if name.startswith("lab/")]
    assert scripts(built, "a/lab") == expected
    for name in (*CORE, *VIEW):
        assert (built.output / "_static" / name).is_file()


def test_every_script_of_the_lab_is_on_its_page() -> None:
    there = {f"lab/{path.name}" for path in (ASSETS / "lab").glob("*.js")}
    assert there == {name for name in (*CORE, *VIEW) if name.startswith("lab/")}


def test_scripts_are_plain_and_wait_for_the_page(book) -> None:
    tags = book(index="# A page\n", a_lab=SHOWN).soup("a/lab").select('script[src*="/lab/"]')
    assert tags
    assert all("defer" in tag.attrs and "type" not in tag.attrs for tag in tags)


def test_until_it_is_opened_there_is_a_button_and_what_the_author_says(book) -> None:
    place = book(index="# A page\n", a_lab=SHOWN).soup("a/lab").select_one(".wo-lab")
    assert place.button.text == "Open the lab"
    assert place.em.text == "opened"


def test_data_are_scripts_that_no_page_names(book) -> None:
    built = book(index="# A page\n", a_lab=SHOWN)
    folder = built.output / "_static" / "lab" / "data"
    found = {path.stem: path.read_text("utf-8") for path in folder.iterdir()}
    assert sorted(found) == ["dense", "digits", "hardest"]
    assert not any("lab/data" in page for page in built.pages.values())
    opening, ending = 'labFiles.arrived("dense", ', ");\n"
    assert found["dense"].startswith(opening)
    text = json.loads(json.loads(found["dense"][len(opening) : -len(ending)]))
    assert text == {"network": DESCRIBED, "weights": "d2VpZ2h0cw=="}
    assert found["digits"] == 'labFiles.arrived("digits", "ZGlnaXRz");\n'
    assert "17" in found["hardest"]


def test_a_book_without_the_lab_has_no_data(book) -> None:
    built = book(index="# A page\n")
    assert built.warnings == ""
    assert not (built.output / "_static" / "lab" / "data").exists()


def test_a_network_that_is_not_there_is_a_warning(book, records: Path) -> None:
    (records / "small.safetensors").unlink()
    built = book(index="# A page\n", a_lab=SHOWN)
    assert "the data 'dense' cannot be had" in built.warnings
    assert built.status != 0


def test_the_page_s_table_is_the_table_of_the_lab(book) -> None:
    soup = book(index="# A page\n", a_lab=SHOWN).soup("a/lab")
    rows = [[cell.text for cell in row.select("td")] for row in soup.select("tbody tr")]
    assert rows == [list(setting) for setting in TABLE]
    assert len(rows) > 30


def test_a_setting_says_its_default_and_its_values_as_an_address_has_them() -> None:
    settings = {setting.key: setting for setting in TABLE}
    assert settings["source"].values == "drawing, pocket, hardest, picture"
    assert settings["right"].values == "whole number from -14 to 14"
    assert settings["rate"].default == "0.1"
    assert settings["ink"].default == "none"


def test_a_link_leads_to_the_lab_s_page_with_the_settings(book) -> None:
    pages = {"index": LINK, "b_other": LINK, "a_lab": SHOWN + LINK.replace("# A page", "")}
    built = book(**pages)
    assert built.warnings == ""
    links = {
        name: built.soup(name).select_one("a.wo-lab-link") for name in ("index", "b/other", "a/lab")
    }
    state = "#source=pocket&digit=8&right=4"
    assert {name: link["href"] for name, link in links.items()} == {
        "index": f"a/lab.html{state}",
        "b/other": f"../a/lab.html{state}",
        "a/lab": state,
    }
    assert {link.text for link in links.values()} == {"a shifted digit"}


BAD_LINKS = {
    "{lab}`pocket <source=pockets>`": "“source” cannot be “pockets”",
    "{lab}`pocket <sauce=pocket>`": "There is no setting “sauce”",
    "{lab}`far <right=15>`": "“right” cannot be “15”",
    "{lab}`drawn <ink=p12>`": "“ink” cannot be “p12”",
    "{lab}`source=pocket`": "expected `title <settings>`",
}


@pytest.mark.parametrize(("link", "fault"), BAD_LINKS.items(), ids=BAD_LINKS)
def test_a_link_that_the_lab_would_not_take_is_a_warning(book, link: str, fault: str) -> None:
    built = book(index=f"# A page\n\nText\n\nSee {link}.\n", a_lab=SHOWN)
    assert built.status != 0
    assert fault in built.warnings
    assert "index.md:5" in built.warnings


def test_a_link_without_a_page_to_lead_to_is_a_warning(book) -> None:
    assert "no page 'a/lab'" in book(index=LINK).warnings
