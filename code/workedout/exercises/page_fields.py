"""What a page needs to ask each exercise of its reader and to judge the answer there.

    python -m workedout.exercises.page_fields

prints it for all exercises with a key as one JSON text, with the tables of the scripts that judge:
computing the right answers takes the package and its libraries, and the build itself needs neither.
"""

import json
import sys
from collections.abc import Sequence
from typing import Any

from workedout.exercises.answers import Answer, Choice, Formula, Gate, Numbers
from workedout.exercises.checking import INSTANCES, KEYS
from workedout.exercises.keys.instances import Instance, Instances
from workedout.exercises.page_tables import (
    FORMULA_SCRIPTS,
    GATE_SCRIPTS,
    SCRIPTS,
    points_script,
    words_script,
)
from workedout.exercises.portable import portable, sealed
from workedout.exercises.verdict_words import ordinal

OTHERS = 2  # further instances that a page carries; each weighs a kilobyte or two
# The scripts that each kind of field needs beside those of every field.
MORE_SCRIPTS = {"formula": FORMULA_SCRIPTS, "network": GATE_SCRIPTS}


def form(answer: Answer) -> dict[str, Any]:
    """Which fields an answer is given in; nothing of it that the exercise does not say."""
    if isinstance(answer, Numbers):
        return {"kind": "numbers", "count": len(answer.values)}
    if isinstance(answer, Formula):
        names = sorted(symbol.name for symbol in answer.expression.free_symbols)
        return {"kind": "formula", "names": names}
    if isinstance(answer, Choice):
        return {"kind": "choice", "letters": answer.letters, "several": len(answer.right) > 1}
    if isinstance(answer, Gate):
        return {"kind": "network", "inputs": list(answer.truth)}
    return {"kind": "number"}


def field(name: str, asks: str, answer: Answer, parts: Sequence[str] = ()) -> dict[str, Any]:
    """A field, with what judges an answer, not yet sealed.

    Args:
        name: of the field, unique in the book.
        asks: what an answer consists of; nothing where the question says it.
        answer: the right one.
        parts: a name for each of several numbers; without, they are counted as in a verdict.
    """
    made = {"name": name, "asks": asks, **form(answer), "key": portable(answer)}
    if isinstance(answer, Numbers):
        made["parts"] = list(parts) or [ordinal(place) for place in range(len(answer.values))]
    return made


def other(kind: Instances, number: int, instance: Instance) -> dict[str, Any]:
    """A further instance: its question, its field, and its worked solution."""
    name = f"{kind.key.label}-{number}"
    return {
        "question": instance.question,
        "worked": instance.worked,
        **field(name, "", kind.answer(instance)),  # its question is another
    }


def all_fields() -> dict[str, dict[str, Any]]:
    """The field of each exercise, and its others, by label."""
    found = {
        key.label: field(key.label, key.asks, key.compute(), key.parts) for key in KEYS.values()
    }
    for label, kind in INSTANCES.items():
        numbered = enumerate(kind.first(OTHERS), 1)
        found[label]["others"] = [other(kind, number, each) for number, each in numbered]
    return found


def printed() -> dict[str, Any]:
    """All that a build asks for; each right answer is computed once."""
    fields = all_fields()
    each = [one for found in fields.values() for one in (found, *found.get("others", ()))]
    kinds = sorted({one["key"]["signs"] for one in each if "signs" in one["key"]})
    for one in each:
        one["key"] = sealed(one["name"], one["key"])
    tables = {"every": words_script(), "formula": points_script(kinds)}
    return {"fields": fields, "tables": tables, "scripts": {"every": SCRIPTS, **MORE_SCRIPTS}}


if __name__ == "__main__":
    sys.stdout.write(json.dumps(printed()))
