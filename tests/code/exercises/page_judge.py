"""The judge of the page in QuickJS, beside Python's own, to compare what they say."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import quickjs

from workedout.exercises.answers import Answer
from workedout.exercises.checking import Verdict
from workedout.exercises.page_tables import (
    FORMULA_SCRIPTS,
    GATE_SCRIPTS,
    SCRIPTS,
    points_script,
    words_script,
)
from workedout.exercises.portable import portable, sealed

FOLDER = Path(__file__).resolve().parents[3] / "book/_assets/answers"
ALL = (*SCRIPTS, *FORMULA_SCRIPTS, *GATE_SCRIPTS)
ASK = """(function (label, given) {
    return JSON.stringify(answersJudge.verdict(keys[label], JSON.parse(given)));
})"""
Change = Callable[[str, str], str]


class PageJudge:
    """The scripts of the page without a page.

    Args:
        change: of the name and the text of each script, the text that is run.
    """

    def __init__(self, change: Change = lambda _, text: text) -> None:
        self.context = quickjs.Context()
        self.context.eval(words_script())
        for name in ALL:
            self.context.eval(change(name, (FOLDER / name).read_text("utf-8")))
        self.context.eval("var keys = {};")
        self._learn = self.context.eval(
            "(function (label, text) { keys[label] = answersKeys.opened(label, text); })"
        )
        self._ask = self.context.eval(ASK)
        self.longest = 0.0  # seconds of one verdict

    def learn(self, label: str, answer: Answer) -> None:
        """Take a key as a page holds it."""
        key = portable(answer)
        if "signs" in key:
            self.context.eval(points_script([key["signs"]]))
        self._learn(label, sealed(label, key))

    def words(self, label: str, given: Any) -> str:
        """What is said about an answer."""
        text = json.dumps(given)
        begun = time.process_time()
        found = json.loads(self._ask(label, text))
        self.longest = max(self.longest, time.process_time() - begun)
        assert found["right"] == (found["words"] == Verdict("").words)
        return str(found["words"])

    def value(self, expression: str) -> Any:
        """What an expression of JavaScript gives."""
        return json.loads(self.context.eval(f"JSON.stringify({expression})"))


def python_words(answer: Answer, given: Any) -> str:
    """What Python says about an answer."""
    return Verdict(answer.fault(given)).words
