"""Below each exercise with a key stands a field of its kind, and further exercises in folds."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from printed_fields import FIELDS
from sphinx.errors import ExtensionError
from tiny_book import ROOT

from workedout_book.interactive.answer_fields import lean

EXTENSIONS = [
    "workedout_book.interactive.fields",
    "workedout_book.exercises.hidden_solutions",
    "workedout_book.gates.typed_numbers",
    "workedout_book.notebooks.notebooks",
]
EXERCISE = ":::{{exercise}}\n:label: ex-{0}\n\nWhat is {0}?\n:::\n\n"
HEAD = "---\njupytext: {text_representation: {extension: .md, format_name: myst}}\n"
HEAD += "kernelspec: {name: python3, display_name: Python 3, language: python}\n---\n"
PAGE = HEAD + "# A title\n\n" + "".join(map(EXERCISE.format, "abcdefg"))
FILES = {
    "index.md": PAGE,
    "plain.md": ":orphan:\n\n# Plain\n",
    **{f"scripts/{name}.js": f"{name};\n" for name in ("judge", "formula", "network")},
    **{f"assets/answers/{name}.js": f"{name};\n" for name in ("fields", "network_field")},
}
SETTINGS = {
    "answer_fields_program": "printed_fields",
    "answer_fields_package": ".",
    "answer_fields_scripts": "scripts",
    "html_static_path": ["assets"],
}


@pytest.fixture
def program(monkeypatch: pytest.MonkeyPatch, tmp_path: Path):
    """Let the program be found, and print another text where one is given."""
    monkeypatch.setenv("PYTHONPATH", str(Path(__file__).parent))

    def printing(text: str) -> None:
        (tmp_path / "printed.json").write_text(text, "utf-8")
        monkeypatch.setenv("PRINTED_FIELDS", str(tmp_path / "printed.json"))

    return printing


@pytest.fixture
def built(tiny_book, program):
    """Build a book beside a package of one module, of which each version is another."""
    return lambda version=1, extra=None, **settings: tiny_book(
        {**FILES, **(extra or {}), "package.py": f"{version}\n"},
        EXTENSIONS,
        **SETTINGS,
        **settings,
    )


def test_each_kind_of_answer_has_its_field(built) -> None:
    book = built()
    assert book.warnings == ""
    # As a browser has it once the fields have come.
    page = BeautifulSoup(re.sub("</?template[^>]*>", "", book.pages["index"]), "html.parser")
    forms = {form["data-name"]: form for form in page.select("form.wo-field")}
    assert list(forms) == ["ex-a", "ex-b", "ex-c", "ex-d", "ex-e", "ex-f", "ex-f-1"]
    assert sealed_keys(book) == {name: f"sealed-{name[3:]}" for name in forms}
    for name, form in forms.items():
        assert form.find_parent(id=name.removesuffix("-1")) is not None
        assert form.select_one("p[role=status]")["id"] == f"{name}-verdict"
    assert forms["ex-a"].label.text == "Your answer: the <number>"
    assert forms["ex-a"].input["id"] == forms["ex-a"].label["for"]
    assert [each.parent.name for each in forms["ex-b"].select("input")] == ["label", "label"]
    named = [label.text.strip() for label in forms["ex-b"].select("label")]
    assert named == ["mean", "<variance>"]
    assert [each["value"] for each in forms["ex-d"].select("input[type=radio]")] == ["a", "b", "c"]
    assert json.loads(forms["ex-e"]["data-form"]) == {"kind": "network", "inputs": [2, 3]}


def sealed_keys(book) -> dict[str, str]:
    """The keys that the script of a page holds."""
    text = (book.output / "_static/answers-keys/index.js").read_text("utf-8")
    found = re.fullmatch(r"const answersSealed = (.*);\n", text)
    return json.loads(found[1])


def test_several_letters_have_boxes(built, program) -> None:
    program(json.dumps({"ex-d": {**FIELDS["ex-d"], "several": True}}))
    boxes = built().soup().select("form.wo-field input")
    assert [box["type"] for box in boxes] == ["checkbox"] * 3


def test_a_further_exercise_is_folded_with_its_worked_solution(built) -> None:
    other = built().soup().select_one("details.wo-other")
    assert other.summary.text == "Another of this kind (1 of 1)"
    assert other.select_one(".math") is not None
    assert "secretly" in other.select_one("details.wo-worked").text


def test_a_build_without_solutions_has_no_worked_one(built) -> None:
    book = built(hide_solutions=True)
    assert book.soup().select_one("details.wo-other form") is not None
    files = [path for path in book.output.rglob("*") if path.is_file()]
    assert [path for path in files if b"secretly" in path.read_bytes()] == []


def scripts(page: BeautifulSoup) -> tuple[list[str], list[str]]:
    """The scripts of a page that fields need: at once, and in which order when one comes near."""
    found = [script for script in page.select("script[src]") if "_static/" in script["src"]]
    near = " ".join(script.get("data-scripts", "") for script in found).split()
    now = [name_of(script["src"]) for script in found]
    kept = [name for name in now if name.startswith("answers") or name == "progress.js"]
    return kept, list(map(name_of, near))


def name_of(address: str) -> str:
    """A script's name, of an address with the mark of its content."""
    return address.removeprefix("_static/").partition("?v=")[0]


NOW = ["progress.js", "answers/when_near.js"]


def test_a_page_names_the_scripts_that_its_fields_need_and_another_none(built, program) -> None:
    book = built()
    assert scripts(book.soup()) == (
        NOW,
        [
            "answers-keys/index.js",
            "answers-every.js",
            "answers-formula.js",
            "answers-network.js",
            "answers/network_field.js",
            "answers/fields.js",
        ],
    )
    assert scripts(book.soup("plain")) == ([], [])
    static = book.output / "_static"
    assert (static / "answers-every.js").read_text("utf-8") == "tables;\njudge;\n"
    assert (static / "answers-formula.js").read_text("utf-8") == "formula;\n"
    program(json.dumps({"ex-a": FIELDS["ex-a"]}))
    assert scripts(built(2).soup()) == (
        NOW,
        ["answers-keys/index.js", "answers-every.js", "answers/fields.js"],
    )
    program("{}")
    assert scripts(built(3).soup()) == ([], [])


def test_a_script_with_another_content_has_another_address(built) -> None:
    def address(text: str) -> str:
        book = built(extra={"scripts/judge.js": text})
        return str(book.soup().select_one("script[data-scripts]")["data-scripts"])

    assert address("one;\n").split()[1] != address("two;\n").split()[1]


def test_no_form_stands_in_a_page_that_is_just_opened(built) -> None:
    page = built().soup()
    for template in page.select("template"):
        template.decompose()
    assert page.select("form.wo-field, fieldset") == []


def test_a_script_is_made_lean_without_a_change_of_its_code() -> None:
    script = '/* Two\n   lines. */\n(() => {\n  // Why.\n  const a = "// b"; // beside it\n})();\n'
    assert lean(script) == '(() => {\nconst a = "// b"; // beside it\n})();\n'


def test_no_text_of_the_scripts_goes_over_a_line() -> None:
    for path in (ROOT / "book/_assets/answers").glob("*.js"):
        lines = path.read_text("utf-8").splitlines()
        assert [line for line in lines if line.count("`") % 2] == []


def test_a_changed_key_changes_the_page_and_an_unchanged_one_starts_nothing(built, program) -> None:
    built()
    program("not read: the package is the same")
    assert sealed_keys(built())["ex-a"] == "sealed-a"
    program(json.dumps({"ex-a": {**FIELDS["ex-a"], "key": "sealed-anew"}}))
    assert sealed_keys(built(2)) == {"ex-a": "sealed-anew"}


def test_a_key_stands_in_no_page_that_is_just_opened(built) -> None:
    assert "sealed" not in built().pages["index"]


def test_a_program_that_fails_is_one_line(built, program, tmp_path: Path) -> None:
    program("{}")
    (tmp_path / "printed.json").unlink()
    with pytest.raises(ExtensionError, match=r"python -m printed_fields failed: FileNotFound"):
        built()
