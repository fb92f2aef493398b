"""The page of the package has what the chapters use, every choice, and nothing cut or garbled."""

from __future__ import annotations

import dataclasses
import importlib
import inspect
import re
from collections import Counter
from pathlib import Path
from typing import Any, Literal, get_args, get_origin, get_type_hints

import pytest
from bs4 import BeautifulSoup
from names_used import belongs, place, used
from test_back_pages import chapters, source

import workedout as wo
from workedout.data import disturbances, held_out_views, sources
from workedout.data.augmentation import AUGMENTATIONS
from workedout.from_scratch.update_rules import RULES, ByRule
from workedout.networks import models, starts
from workedout.training import optimizers, probes, recipes

DIRECTIVE = re.compile(r"^\.\. auto(?:function|class|exception):: ([\w.]+)", re.M)
PAGE = "book/back/api"


def listed() -> list[str]:
    """The names that the page describes."""
    return DIRECTIVE.findall(source(PAGE))


def thing(name: str) -> Any:
    """The object behind a name of the page."""
    module, _, last = name.rpartition(".")
    return getattr(importlib.import_module(module), last)


def classes() -> list[type]:
    """The classes that the page describes, exceptions apart."""
    found = [thing(name) for name in listed()]
    return [each for each in found if isinstance(each, type) and not issubclass(each, Exception)]


def fields(described: type) -> tuple[str, ...]:
    """The fields of a dataclass or a named tuple."""
    if dataclasses.is_dataclass(described):
        return tuple(field.name for field in dataclasses.fields(described))
    return tuple(getattr(described, "_fields", ()))


def members(described: type) -> list[str]:
    """The public methods and properties of a class, fields apart."""
    return [
        name
        for name, value in vars(described).items()
        if not name.startswith("_")
        and name not in fields(described)
        and (callable(value) or isinstance(value, property))
    ]


def paragraph(described: Any, argument: str) -> str:
    """What a docstring says of an argument or attribute; empty where it says nothing."""
    text = inspect.getdoc(described) or ""
    found = re.search(rf"^    {argument}: (.*(?:\n {{8}}.*)*)", text, re.M)
    return " ".join(found[1].split()) if found else ""


def unlisted(text: str, choices: list[str]) -> list[str]:
    """The choices that a description does not list as such."""
    if "one of" not in text:
        return choices
    return [each for each in choices if f'``"{each}"``' not in text]


@pytest.fixture(scope="module")
def page(site: Path) -> BeautifulSoup:
    """The built page."""
    return BeautifulSoup((site / f"{PAGE}.html").read_text("utf-8"), "html.parser")


def test_everything_that_chapters_use_is_on_the_page() -> None:
    counts = Counter(name for each in chapters() for name in used(source(each)))
    expected = {name for name, times in counts.items() if belongs(name, times)}
    assert len(expected) > 60
    assert sorted(expected - set(listed())) == []


def test_every_name_of_the_front_door_is_on_the_page() -> None:
    door = {place(getattr(wo, name)) for name in wo.__all__ if name != "mnist"}
    assert sorted(door - set(listed())) == []


def test_no_name_is_on_the_page_twice() -> None:
    assert [name for name, times in Counter(listed()).items() if times > 1] == []


@pytest.mark.parametrize("described", classes(), ids=lambda each: each.__name__)
def test_every_field_of_a_class_is_described(described: type) -> None:
    assert [name for name in fields(described) if not paragraph(described, name)] == []


def test_no_sentence_is_taken_for_a_type(page: BeautifulSoup) -> None:
    """A colon in the first line of what is returned would part it."""
    types = [each for each in page.select("dl.field-list > dt") if "ype" in each.text]
    assert [each.find_next_sibling("dd").text for each in types] == []


# Where one of a few names is chosen: the attribute, and the table that decides.
CHOICES: dict[tuple[Any, str], Any] = {
    (recipes.Recipe, "optimizer"): optimizers.OPTIMIZERS,
    (recipes.Recipe, "schedule"): recipes.SCHEDULES,
    (recipes.Recipe, "loss"): recipes.LOSSES,
    (recipes.Recipe, "order"): recipes.ORDERS,
    (recipes.Recipe, "augmentation"): AUGMENTATIONS,
    (recipes.Recipe, "precision"): recipes.PRECISIONS,
    (recipes.Recipe, "observe"): recipes.MOMENTS,
    (recipes.Recipe, "probe"): [*probes.PROBES, *sorted(probes.ON_HELD_OUT)],
    (models.Mlp, "activation"): models.ACTIVATIONS,
    (models.Mlp, "start"): starts.DIGIT_STARTS,
    (models.Plane, "activation"): models.ACTIVATIONS,
    (models.Plane, "start"): starts.STARTS,
    (models.Plane, "output"): models.OUTPUTS,
    (models.Bench, "pooling"): models.POOLINGS,
    (sources.TruthTable, "gate"): sources.TRUTHS,
    (disturbances.Disturbance, "what"): disturbances.CHANGES,
    (held_out_views.by_view, "name"): held_out_views.VIEWS,
    (ByRule, "name"): RULES,
}
CHOICES |= {
    (described, name): get_args(hint)
    for described in classes()
    for name, hint in get_type_hints(described).items()
    if get_origin(hint) is Literal
}


@pytest.mark.parametrize(
    ("where", "choices"), CHOICES.items(), ids=lambda each: ".".join(
        part if isinstance(part, str) else part.__name__ for part in each
    ) if isinstance(each, tuple) and not isinstance(each[0], str) else "",
)  # fmt: skip
def test_every_choice_is_listed(where: tuple[Any, str], choices: Any) -> None:
    described, argument = where
    assert unlisted(paragraph(described, argument), list(choices)) == []


@pytest.mark.parametrize(
    "text", ["a name in ``TABLE``.", '``"a"`` or ``"b"``.', 'one of ``"a"``.', 'one of "a", "b".']
)
def test_a_choice_that_is_not_listed_is_found(text: str) -> None:
    assert unlisted(text, ["a", "b"])


def test_a_description_with_all_choices_passes() -> None:
    assert unlisted('one of ``"a"`` and ``"b"``', ["a", "b"]) == []


def test_every_method_and_property_is_on_the_page(page: BeautifulSoup) -> None:
    expected = [f"{place(each)}.{name}" for each in classes() for name in members(each)]
    assert len(expected) > 20
    assert [name for name in expected if page.find(id=name) is None] == []


def test_no_first_sentence_in_a_table_is_cut(page: BeautifulSoup) -> None:
    rows = page.select("table tr")
    assert len(rows) == len(listed())
    for row, name in zip(rows, sorted_as_listed(), strict=True):
        told = " ".join(row.select("td")[1].get_text().split())
        first = " ".join((inspect.getdoc(thing(name)) or "").split("\n\n")[0].split())
        rest = first.replace("`", "").replace("*", "")[len(told) :].strip()
        assert told.endswith(".")
        assert not rest or rest[0].isupper(), f"{name}: {told}"


def sorted_as_listed() -> list[str]:
    """The names of the tables, in their order."""
    return re.findall(r"^   ~([\w.]+)$", source(PAGE), re.M)


def garbled(page: BeautifulSoup) -> list[str]:
    """Signs on a page that something was not understood when it was made."""
    found = [each for each in ("<factory>", "``", "Alias for field", "0x") if each in page.text]
    for label in page.select(".field-list dd li > p > strong"):
        if not re.fullmatch(r"\*{0,2}\w+", label.text):
            found.append(label.text)
    return found


def test_nothing_on_the_page_is_garbled(page: BeautifulSoup) -> None:
    assert garbled(page) == []


@pytest.mark.parametrize(
    "html",
    [
        "<p>Thing(a=&lt;factory&gt;)</p>",
        "<p>a name in ``TABLE``</p>",
        "<dl class='field-list'><dd><ul><li><p><strong>after</strong> (before, )</p></ul></dl>"
        "<dl class='field-list'><dd><ul><li><p><strong>a, b</strong></p></ul></dl>",
    ],
)
def test_what_is_garbled_is_found(html: str) -> None:
    assert garbled(BeautifulSoup(html, "html.parser"))


def test_a_signature_that_is_written_out_has_the_arguments_of_the_class() -> None:
    written = re.findall(r"^\.\. autoclass:: ([\w.]+)\((.*)\)$", source(PAGE), re.M)
    assert written
    for name, arguments in written:
        typed = re.findall(r"(\w+)(?:=[^,]*)?(?:, |$)", arguments)
        assert typed == list(inspect.signature(thing(name)).parameters)
