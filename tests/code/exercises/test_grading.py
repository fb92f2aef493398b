"""Files of a course are graded by the keys; a damaged or hostile one is a line, and no more."""

from __future__ import annotations

import csv
import json
import os
from pathlib import Path
from typing import Any

import pytest

from workedout.__main__ import main
from workedout.exercises.checking import KEYS

RIGHT = {"ex-count": "24380", "ex-sigmoid-output": "x - y", "ex-steps": ["469", "96"]}
GATE = {"layers": [{"weights": [["1", "1"]], "biases": ["-1"], "relu": True}]}


def export(**changes: Any) -> dict[str, Any]:
    answers = {
        label: {"given": given, "right": False, "attempts": 2} for label, given in RIGHT.items()
    }
    return {
        "format": "workedout-progress",
        "version": 1,
        "reader": "17",
        "answers": answers,
        **changes,
    }


def answering(**given: Any) -> dict[str, Any]:
    """The export of a reader who gave these answers and calls them right."""
    answers = {
        f"ex-{label.replace('_', '-')}": {"given": each, "right": True, "attempts": 1}
        for label, each in given.items()
    }
    return export(answers=answers)


@pytest.fixture
def grade(tmp_path: Path, capsys):
    """Grade files, given by name; give the status, the rows of the CSV, and the errors."""

    def run(files: dict[str, Any]) -> tuple[int, list[dict[str, str]], list[str]]:
        folder = tmp_path / "course"
        folder.mkdir()
        for name, found in files.items():
            data = found if isinstance(found, bytes) else json.dumps(found).encode()
            (folder / name).write_bytes(data)
        capsys.readouterr()
        status = main(["grade", str(folder), "--csv"])
        shown = capsys.readouterr()
        return status, list(csv.DictReader(shown.out.splitlines())), shown.err.splitlines()

    return run


def verdicts(rows: list[dict[str, str]]) -> dict[str, str]:
    return {row["exercise"]: row["verdict"] for row in rows}


def test_answers_are_checked_again_whatever_the_file_says_of_them(grade) -> None:
    status, rows, errors = grade({"a.json": export()})
    assert (status, errors) == (0, [])
    assert verdicts(rows) == dict.fromkeys(RIGHT, "✓ right")
    assert {row["reader"] for row in rows} == {"17"}
    assert {row["attempts"] for row in rows} == {"2"}


def test_a_wrong_answer_that_is_called_right_is_wrong(grade) -> None:
    _, rows, _ = grade({"a.json": answering(count="3", sigmoid_output="y - x", steps="469")})
    assert verdicts(rows) == {
        "ex-count": "✗ not right: too small",
        "ex-sigmoid-output": "✗ not right: has the right form, but a wrong factor",
        "ex-steps": "✗ not right: expected 2 numbers, got 1",
    }


@pytest.mark.parametrize(("bias", "right"), [("-1", True), ("-1/2", False), ("half", False)])
def test_a_network_is_read_from_its_fields(grade, bias: str, right: bool) -> None:
    layer = {**GATE["layers"][0], "biases": [bias]}
    _, rows, _ = grade({"a.json": answering(**{"and": {"layers": [layer]}})})
    assert verdicts(rows)["ex-and"].startswith("✓" if right else "✗")


STRANGE = {
    "a number": 3,
    "nothing": None,
    "a list of numbers": [1, 2],
    "a network without layers": {},
    "layers of texts": {"layers": ["1"]},
    "weights of numbers": {"layers": [{"weights": [[1]], "biases": ["0"], "relu": True}]},
    "text that runs nothing": "__import__('os').system('echo ran > ran.txt')",
    "a tower of powers": "9**9**9**9",
    "text without end": "1" * 100_000,
}


@pytest.mark.parametrize("given", STRANGE.values(), ids=STRANGE)
def test_a_strange_answer_gets_a_verdict(grade, given: Any, tmp_path: Path) -> None:
    status, rows, errors = grade({"a.json": answering(count=given)})
    assert (status, errors) == (0, [])
    assert verdicts(rows)["ex-count"].startswith("✗ not right: ")
    assert not (tmp_path / "ran.txt").exists()


def test_an_entry_that_is_none_is_said_to_be_cut(grade) -> None:
    _, rows, _ = grade({"a.json": export(answers={"ex-count": None, "ex-steps": {"attempts": -4}})})
    assert set(verdicts(rows).values()) == {"✗ not right: the answer was not exported whole"}
    assert {row["attempts"] for row in rows} == {"1"}


def test_a_label_that_the_book_does_not_have_is_said_so(grade) -> None:
    _, rows, _ = grade({"a.json": answering(count="3", **{"no_such\n": "1"})})
    assert verdicts(rows)["ex-no-suchU+000A"] == (
        "✗ not right: no exercise of this edition has that label"
    )


REFUSED: dict[str, tuple[Any, str]] = {
    "cut": (json.dumps(export()).encode()[:100], "it is damaged, or no file of this book"),
    "empty": (b"", "it is damaged, or no file of this book"),
    "no text": (b"\xff\xfe\x00", "it is damaged, or no file of this book"),
    "deep": (b"[" * 200_000, "it is damaged, or no file of this book"),
    "a long number": (b"1" * 10_000, "it is damaged, or no file of this book"),
    "a list": ([1], "it is no file that this book exported"),
    "foreign": ({"format": "other"}, "it is no file that this book exported"),
    "newer": (export(version=2), "it is of another version than 1"),
    "large": (b" " * 2_000_001, "it has more than 2,000,000 bytes"),
    "answers in a list": (export(answers=[1]), "expected at most 1,000 answers"),
    "too many": (
        export(answers={str(n): {} for n in range(1001)}),
        "expected at most 1,000 answers",
    ),
}


def test_thirty_files_of_which_some_are_damaged_are_graded_in_one_call(grade) -> None:
    damaged = {f"{name}.json": found for name, (found, _) in REFUSED.items()}
    sound = {f"reader {n:02}.json": export(reader=f"reader {n:02}") for n in range(30)}
    status, rows, errors = grade({**sound, **damaged})
    assert status == 1
    assert {row["reader"] for row in rows} == {f"reader {n:02}" for n in range(30)}
    assert len(rows) == 30 * len(RIGHT)
    assert errors == [
        f"workedout: not graded, {name}.json: {reason}"
        for name, (_, reason) in sorted(REFUSED.items(), key=lambda item: f"{item[0]}.json")
    ]


def test_a_pipe_and_a_folder_are_not_waited_for(grade, tmp_path: Path) -> None:
    pipe = tmp_path / "course" / "pipe.json"
    (tmp_path / "course").mkdir()
    os.mkfifo(pipe)
    (tmp_path / "course" / "folder.json").mkdir()
    assert main(["grade", str(pipe.parent)]) == 1


READERS = {
    "two lines": ("one\ntwo", "onetwo"),
    "none": (None, "a.json"),
    "blank": ("  ", "a.json"),
    "a formula of a spreadsheet": ("=1+1", "'=1+1"),
    "long": ("x" * 1000, "x" * 100),
}


@pytest.mark.parametrize(("reader", "shown"), READERS.values(), ids=READERS)
def test_a_reader_is_named_in_one_line_that_no_spreadsheet_computes(
    grade, reader: Any, shown: str
) -> None:
    _, rows, _ = grade({"a.json": export(reader=reader)})
    assert {row["reader"] for row in rows} == {shown}


def test_the_table_is_for_the_eye_and_says_what_a_file_proves(tmp_path: Path, capsys) -> None:
    (tmp_path / "a.json").write_text(json.dumps(export()), "utf-8")
    assert main(["grade", str(tmp_path)]) == 0
    head, *lines, count, proof = capsys.readouterr().out.splitlines()
    assert head.split() == ["reader", "exercise", "verdict", "attempts"]
    assert [line.split()[1] for line in lines] == [label for label in KEYS if label in RIGHT]
    assert count == "3 answers in 1 of 1 files."
    assert "proves no authorship" in proof


@pytest.mark.parametrize("name", ["", "nowhere"])
def test_a_folder_without_files_is_one_line(tmp_path: Path, capsys, name: str) -> None:
    assert main(["grade", str(tmp_path / name)]) == 2
    assert "expected a folder with files that end in .json" in capsys.readouterr().err
