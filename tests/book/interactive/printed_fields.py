"""A program that prints fields, as `workedout.exercises.page_fields` does, of one exercise a kind.

With a file named by PRINTED_FIELDS, it prints the fields in that file in place of them.
"""

import json
import os
from pathlib import Path

FIELDS = {
    "ex-a": {"kind": "number", "name": "ex-a", "asks": "the <number>", "key": "sealed-a"},
    "ex-b": {
        "kind": "numbers",
        "name": "ex-b",
        "asks": "both",
        "key": "sealed-b",
        "count": 2,
        "parts": ["mean", "<variance>"],
    },
    "ex-c": {"kind": "formula", "name": "ex-c", "asks": "f", "key": "sealed-c", "names": ["x"]},
    "ex-d": {
        "kind": "choice",
        "name": "ex-d",
        "asks": "the letter",
        "key": "sealed-d",
        "letters": "abc",
        "several": False,
    },
    "ex-e": {
        "kind": "network",
        "name": "ex-e",
        "asks": "weights",
        "key": "sealed-e",
        "inputs": [2, 3],
    },
    "ex-f": {
        "kind": "number",
        "name": "ex-f",
        "asks": "it",
        "key": "sealed-f",
        "others": [
            {
                "kind": "number",
                "name": "ex-f-1",
                "asks": "it",
                "key": "sealed-f-1",
                "question": "What is $x$, with 0.25?",
                "worked": "It is secretly $3$.",
            }
        ],
    },
}

SCRIPTS = {"every": ["judge.js"], "formula": ["formula.js"], "network": ["network.js"]}

if __name__ == "__main__":
    named = os.environ.get("PRINTED_FIELDS")
    fields = json.loads(Path(named).read_text("utf-8")) if named else FIELDS
    print(json.dumps({"fields": fields, "tables": {"every": "tables;\n"}, "scripts": SCRIPTS}))
