"""Citations by author and year, and a bibliography labelled in the same words.

In the text "(LeCun et al., 1998)" or "LeCun et al. (1998)"; in the list, sorted by author, each
entry begins with "LeCun et al., 1998", so that a printed page can be followed as well.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Any

from pybtex.plugin import register_plugin  # type: ignore[import-untyped]
from pybtex.style.formatting.plain import Style as PlainStyle  # type: ignore[import-untyped]
from pybtex.style.labels import BaseLabelStyle  # type: ignore[import-untyped]
from sphinxcontrib.bibtex.plugin import register_plugin as register_bibtex_plugin
from sphinxcontrib.bibtex.style.referencing import BracketStyle
from sphinxcontrib.bibtex.style.referencing.author_year import AuthorYearReferenceStyle

if TYPE_CHECKING:
    from pybtex.database import Entry, Person  # type: ignore[import-untyped]
    from sphinx.application import Sphinx
    from sphinx.environment import BuildEnvironment

STYLE = "author_year_round"


def names(last_names: Sequence[str]) -> str:
    """Join last names as a citation does: one, two, or the first of more."""
    if not last_names:
        return ""
    first, *others = last_names
    if len(others) > 1 or others == ["others"]:
        return f"{first} et al."
    return " and ".join([first, *others])


def label(last_names: Sequence[str], year: str, key: str) -> str:
    """Return the label of an entry; without author and year, its key."""
    return ", ".join(part for part in (names(last_names), year) if part) or key


def last_name(person: Person) -> str:
    """Return a person's last name with what is put before it, as a citation has it: van Gemert."""
    parts = [*person.rich_prelast_names, *person.rich_last_names]
    return " ".join(map(str, parts))


class AuthorYearLabels(BaseLabelStyle):  # type: ignore[misc]
    """Labels of the bibliography."""

    def format_labels(self, sorted_entries: Iterable[Entry]) -> Iterator[str]:
        """Yield the label of each entry."""
        for entry in sorted_entries:
            people = entry.persons.get("author") or entry.persons.get("editor") or []
            last_names = [last_name(person) for person in people]
            yield label(last_names, entry.fields.get("year", ""), entry.key)


class AuthorYearStyle(PlainStyle):  # type: ignore[misc]
    """The bibliography: plain, sorted by author, year and title."""

    default_label_style = AuthorYearLabels


class RoundReferenceStyle(AuthorYearReferenceStyle):  # type: ignore[misc]
    """References in round brackets."""

    def __init__(self) -> None:
        brackets = BracketStyle(left="(", right=")", sep="; ", last_sep="; ")
        super().__init__(
            bracket_textual=brackets, bracket_parenthetical=brackets, bracket_year=brackets
        )


def pages_with_a_list(app: Sphinx, env: BuildEnvironment) -> list[str]:
    """The pages to write again: what they list depends on what other pages cite."""
    return sorted({key.docname for key in env.get_domain("cite").bibliographies})  # type: ignore[attr-defined]


def setup(app: Sphinx) -> dict[str, Any]:
    """Register both styles under one name, for the settings of sphinxcontrib-bibtex."""
    app.setup_extension("sphinxcontrib.bibtex")
    register_plugin("pybtex.style.formatting", STYLE, AuthorYearStyle)
    register_bibtex_plugin("sphinxcontrib.bibtex.style.referencing", STYLE, RoundReferenceStyle)
    app.connect("env-updated", pages_with_a_list)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
