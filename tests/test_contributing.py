"""The guide for who builds on the book: every path, command and name in it exists.

``<name>`` stands for a name to be chosen. What is called after the guide's own example is to be
made: its folder must be there, and the thing itself not yet (`test_guide_example` makes it).
"""

import argparse
import ast
import contextlib
import importlib
import io
import json
import keyword
import os
import re
import shlex
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from functools import cache
from pathlib import Path

import pytest

from workedout.__main__ import parser
from workedout.experiments.catalogue import QUESTIONS

ROOT = Path(__file__).resolve().parent.parent
GUIDE = (ROOT / ".github/CONTRIBUTING.md").read_text("utf-8")
QUICK = "tests/quick.txt"
PACKAGES = {"code/workedout": "tests/code", "book/_extensions/workedout_book": "tests/book"}
BASES = ("", *PACKAGES)  # where a path may begin
EXAMPLE = re.compile(r"one[-_]unit|doubled_words")
CHOSEN = re.compile(rf"<\w+>|{EXAMPLE.pattern}")
MADE = (".venv", "_build")
SUFFIXES = {".md", ".txt", ".py", ".yml", ".toml", ".json", ".ini", ".bib", ".importlinter"}

FENCE = re.compile(r"^(`{3,})(\w+)\n(.*?)^\1$", re.DOTALL | re.MULTILINE)
TOKEN = re.compile(r"`([^`\n]+)`")
PATH = re.compile(r"[\w.<>-]+(/[\w.<>-]*)*")
DOTTED = re.compile(r"workedout(_book)?(\.\w+)+")
MESSAGE = re.compile(r'"([^"|]+)"')
TABLE_ROW = re.compile(r"^\|.*\|$", re.MULTILINE)


def blocks(guide: str, language: str) -> list[str]:
    """The fenced blocks of a language."""
    return [text for _, found, text in FENCE.findall(guide) if found == language]


def tokens(guide: str) -> list[str]:
    """What stands between single backticks, outside of blocks."""
    return TOKEN.findall(FENCE.sub("", guide))


def path_fault(path: str) -> str:
    """What is wrong with a path; nothing where it is there, or is to be made where it can be."""
    if path.startswith(MADE):
        return ""
    known, chosen, _ = path.partition("<")
    if chosen:
        known = known.rpartition("/")[0]
    elif EXAMPLE.search(path):
        if (ROOT / path).exists():
            return f"{path} is the example's, and the book has it"
        known = path.rstrip("/").rpartition("/")[0]
    return "" if any((ROOT / base / known).exists() for base in BASES) else f"no path {path}"


def name_fault(dotted: str) -> str:
    """What is wrong with a dotted name: no module, or no such thing in it."""
    if EXAMPLE.search(dotted):
        return ""
    parts = dotted.split(".")
    for length in range(len(parts), 0, -1):
        try:
            thing: object = importlib.import_module(".".join(parts[:length]))
        except ModuleNotFoundError:
            continue
        for part in parts[length:]:
            if not hasattr(thing, part):
                return f"no {part} in {dotted}"
            thing = getattr(thing, part)
        return ""
    return f"no module for {dotted}"


@cache
def sources() -> dict[Path, str]:
    """Our Python, this file aside."""
    files = (file for folder in ("code", "book", "tests") for file in (ROOT / folder).rglob("*.py"))
    return {file: file.read_text("utf-8") for file in files if file != Path(__file__).resolve()}


@cache
def defined() -> set[str]:
    """Every name that our Python gives to something."""
    found = set()
    for text in sources().values():
        for node in ast.walk(ast.parse(text)):
            if isinstance(node, ast.FunctionDef | ast.ClassDef):
                found.add(node.name)
            elif isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
                found.add(node.id)
    return found


def said(text: str) -> bool:
    """Whether our Python has this text."""
    return any(text in source for source in sources().values())


def token_fault(token: str) -> str:
    """What is wrong with what stands between backticks; nothing with what is no reference."""
    program = token.split()[0].removeprefix(".venv/bin/")
    if token.startswith(".ci/") and Path(token).suffix and " " not in token:
        return path_fault(token)
    if program in PROGRAMS or token.startswith((".venv/bin/", ".ci/")):
        return command_fault(token) if " " in token or "/" in token else ""
    if token.startswith("import "):
        return name_fault(token.split()[1])
    if DOTTED.fullmatch(token):
        return name_fault(token)
    if token.isidentifier():
        known = keyword.iskeyword(token) or token in defined() or EXAMPLE.search(token)
        return "" if known or (token.isupper() and said(token)) else f"no name {token}"
    is_path = "/" in token or Path(token).suffix in SUFFIXES or token.startswith(".")
    return path_fault(token) if is_path and PATH.fullmatch(token) else ""


# One function a program: what is wrong with its arguments.


def paths_fault(arguments: Sequence[str]) -> str:
    """Of the arguments that are no options, the first that is no path."""
    faults = (path_fault(each) for each in arguments if not each.startswith("-"))
    options = (each.partition("=")[2] for each in arguments if each.startswith("--config-path="))
    return next(filter(None, [*faults, *map(path_fault, options)]), "")


def workedout_fault(arguments: Sequence[str]) -> str:
    """What the command line itself says, or a name that no question has."""
    told = io.StringIO()
    try:
        with contextlib.redirect_stderr(told), contextlib.redirect_stdout(told):
            chosen: argparse.Namespace = parser().parse_args(arguments)
    except SystemExit:
        return told.getvalue().strip().splitlines()[-1]
    names = [*getattr(chosen, "names", ()), *filter(None, [getattr(chosen, "name", "")])]
    strange = [name for name in names if name not in QUESTIONS and not CHOSEN.search(name)]
    return f"no question {strange[0]}" if strange else ""


def python_fault(arguments: Sequence[str]) -> str:
    """A module that is known, or a script."""
    match arguments:
        case ["-m", "workedout", *rest]:
            return workedout_fault(rest)
        case ["-m", "venv", ".venv"]:
            return ""
        case ["-m", module, *_]:
            return f"unknown module {module}"
    return paths_fault(arguments[:1])


@cache
def markers() -> set[str]:
    """The markers of the tests, from where they are registered."""
    for node in ast.parse((ROOT / "tests/conftest.py").read_text("utf-8")).body:
        if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "MARKERS":
            return set(ast.literal_eval(node.value))
    raise AssertionError("tests/conftest.py has no MARKERS")


def pytest_fault(arguments: Sequence[str]) -> str:
    """A file, a test in a file, a marker, or a file of such arguments."""
    rest = iter(arguments)
    for each in rest:
        if each.startswith("@"):
            listed = ROOT / each[1:]
            fault = path_fault(each[1:]) or pytest_fault(listed.read_text("utf-8").splitlines())
        elif each == "-m":
            strange = set(re.findall(r"\w+", next(rest))) - {"not", "and", "or"} - markers()
            fault = f"no marker {min(strange)}" if strange else ""
        else:
            fault = named_test_fault(*each.split("::"))
        if fault:
            return fault
    return ""


def named_test_fault(file: str, name: str = "") -> str:
    """A file that is not there, or that has no such test."""
    fault = path_fault(file)
    if fault or not name:
        return fault
    tree = ast.parse((ROOT / file).read_text("utf-8"))
    names = {node.name for node in tree.body if isinstance(node, ast.FunctionDef)}
    return "" if name in names else f"no test {name} in {file}"


def of_npm(package: str) -> Callable[[Sequence[str]], str]:
    """What is wrong with the arguments of a program from npm: it is not fetched, or a path."""
    fetched = json.loads((ROOT / ".ci/package.json").read_text("utf-8"))["devDependencies"]
    if package not in fetched:
        return lambda _: f"npm fetches no {package}"
    return lambda given: paths_fault([each for each in given if each != "ci"])


def only(allowed: set[str]) -> Callable[[Sequence[str]], str]:
    """What is wrong with the arguments of a program that is given only these."""
    return lambda given: "" if set(given) <= allowed else f"unknown {min(set(given) - allowed)}"


PROGRAMS: dict[str, Callable[[Sequence[str]], str]] = {
    "python": python_fault,
    "python3": python_fault,
    "pip": lambda given: paths_fault([each for each in given if each not in ("install", "-r")]),
    "pytest": pytest_fault,
    "ruff": lambda given: paths_fault(given[1:]),
    "mypy": paths_fault,
    "lint-imports": only({"--no-cache"}),
    "jupyter-book": only({"build", ".", "-W", "-n", "--keep-going"}),
    "npm": lambda given: paths_fault([each for each in given if each != "ci"]),
    "biome": of_npm("@biomejs/biome"),
    "tsc": of_npm("typescript"),
}
OF_THE_SYSTEM = {"python3", "npm", "biome", "tsc"}


def command_fault(line: str) -> str:
    """The first thing that is wrong in a line of commands."""
    for command in line.split(" && "):
        words = shlex.split(command)
        while words and re.fullmatch(r"[A-Z_]+=.*", words[0]):
            name, _, value = words.pop(0).partition("=")
            if not said(name):
                return f"no variable {name}"
            if "/" in value and (fault := paths_fault(value.split(":"))):
                return fault
        program = words[0].removeprefix(".venv/bin/").removeprefix(".ci/node_modules/.bin/")
        if program.startswith(".ci/"):
            if not os.access(ROOT / program, os.X_OK):
                return f"no program {program}"
            continue
        if program not in PROGRAMS:
            return f"unknown program {program}"
        if program not in OF_THE_SYSTEM and not shutil.which(
            program, path=str(Path(sys.executable).parent)
        ):
            return f"{program} is not installed by the lists of requirements"
        if fault := PROGRAMS[program](words[1:]):
            return fault
    return ""


def imports_fault(code: str) -> str:
    """The first import of our packages that leads nowhere."""
    for module, names in re.findall(r"^from (workedout[\w.]*) import (.+)$", code, re.MULTILINE):
        for name in names.split(", "):
            if fault := name_fault(f"{module}.{name}"):
                return fault
    return ""


def messages(guide: str) -> Iterator[str]:
    """What a gate says, as the second column of the last table quotes it."""
    rows = TABLE_ROW.findall(guide.rpartition("\n## ")[2])
    for row in rows:
        yield from MESSAGE.findall(row.split(" | ")[1])


def faults(guide: str) -> list[str]:
    """Every reference of a guide that leads nowhere."""
    found = [token_fault(token) for token in tokens(guide)]
    found += [command_fault(line) for text in blocks(guide, "bash") for line in text.splitlines()]
    found += [
        imports_fault(text) for kind in ("python", "markdown") for text in blocks(guide, kind)
    ]
    found += [f"nobody says {text!r}" for text in messages(guide) if not said(text)]
    return [fault for fault in found if fault]


def rooms(package: str) -> list[str]:
    """The rooms of a package."""
    return sorted(init.parent.name for init in (ROOT / package).glob("*/__init__.py"))


def unnamed_rooms(guide: str) -> list[str]:
    """The rooms that the map lacks."""
    named = tokens(guide)
    return [room for package in PACKAGES for room in rooms(package) if f"{room}/" not in named]


def untested_rooms(quick: Sequence[str]) -> list[str]:
    """The rooms of which no test is among the quick ones."""
    folders = [f"{tests}/{room}/" for package, tests in PACKAGES.items() for room in rooms(package)]
    return [folder for folder in folders if not any(line.startswith(folder) for line in quick)]


def test_every_reference_of_the_guide_leads_somewhere():
    assert len(tokens(GUIDE)) > 100
    assert len([line for text in blocks(GUIDE, "bash") for line in text.splitlines()]) > 10
    assert len(list(messages(GUIDE))) > 5
    assert faults(GUIDE) == []


def test_the_map_has_every_room():
    assert unnamed_rooms(GUIDE) == []


def test_the_quick_tests_have_one_of_every_room():
    assert untested_rooms((ROOT / QUICK).read_text("utf-8").splitlines()) == []


def test_the_readme_leads_to_the_guide():
    assert "](.github/CONTRIBUTING.md)" in (ROOT / "README.md").read_text("utf-8")


@pytest.mark.slow
def test_pytest_finds_every_test_that_the_guide_names():
    named = {each.split()[1] for each in tokens(GUIDE) if each.startswith(".venv/bin/pytest ")}
    assert len(named) > 10
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "--collect-only", "-q", *sorted(named)],
        cwd=ROOT,
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr


# Guides with one reference that leads nowhere, and what is said of it.
BROKEN = {
    "a path": ("See `book/nowhere.md`.", "no path book/nowhere.md"),
    "a path of a room": ("See `figures/kitchen/`.", "no path figures/kitchen/"),
    "a file": ("See `nowhere.yml`.", "no path nowhere.yml"),
    "a placeholder in no folder": ("Make `book/no/<chapter>.md`.", "no path book/no/<chapter>.md"),
    "an example in no folder": ("In `book/no/one-unit.md`:", "no path book/no/one-unit.md"),
    "a module": ("`workedout.nowhere.fit`", "no nowhere in workedout.nowhere.fit"),
    "a function": ("`workedout.checks.chick`", "no chick in workedout.checks.chick"),
    "a bare name": ("Call `chick_identity`.", "no name chick_identity"),
    "a door": ("`import workedoor as wo`", "no module for workedoor"),
    "an import": (
        "```python\nfrom workedout.checks import check, chick\n```\n",
        "no chick in workedout.checks.chick",
    ),
    "a subcommand": ("`.venv/bin/python -m workedout rum`", "invalid choice: 'rum'"),
    "an option": (
        "```bash\n.venv/bin/python -m workedout run xor --frosh\n```\n",
        "unrecognized arguments: --frosh",
    ),
    "a question": ("`.venv/bin/python -m workedout check zor`", "no question zor"),
    "a module to run": ("`.venv/bin/python -m nothing`", "unknown module nothing"),
    "a script": ("`.venv/bin/python tests/no.py`", "no path tests/no.py"),
    "a file of tests": ("`.venv/bin/pytest tests/test_no.py`", "no path tests/test_no.py"),
    "a test": ("`.venv/bin/pytest tests/test_house.py::test_no`", "no test test_no in"),
    "a marker": ("```bash\n.venv/bin/pytest -m 'not slaw'\n```\n", "no marker slaw"),
    "a list of tests": ("`.venv/bin/pytest @tests/no.txt`", "no path tests/no.txt"),
    "a program of .ci": ("Run `.ci/walk`.", "no program .ci/walk"),
    "a file of .ci": ("See `.ci/walk.json`.", "no path .ci/walk.json"),
    "another program": ("```bash\nmake html\n```\n", "unknown program make"),
    "a second command": (
        "```bash\n.venv/bin/ruff check . && .venv/bin/mypy code/no\n```\n",
        "no path code/no",
    ),
    "an option of a builder": ("`.venv/bin/jupyter-book build . -Q`", "unknown -Q"),
    "requirements": ("`.venv/bin/pip install -r no.txt`", "no path no.txt"),
    "a variable": (
        "```bash\nWORKEDOUT_NOWHERE=1 .venv/bin/pytest\n```\n",
        "no variable WORKEDOUT_NOWHERE",
    ),
    "a configuration": (
        "`.ci/node_modules/.bin/biome ci --config-path=.ci/no.json book`",
        "no path .ci/no.json",
    ),
    "a checker's folder": ("`.ci/node_modules/.bin/tsc -p .co`", "no path .co"),
    "a message": (
        '\n## Gates\n\n| I | "no gate says so" | it |\n',
        "nobody says 'no gate says so'",
    ),
}


@pytest.mark.parametrize(("guide", "fault"), BROKEN.values(), ids=BROKEN)
def test_a_reference_that_leads_nowhere_is_found(guide, fault):
    found = faults(guide)
    assert found
    assert fault in found[0]


def test_a_room_that_is_missing_is_found():
    assert "records" in unnamed_rooms(GUIDE.replace("`records/`", "records"))
    quick = (ROOT / QUICK).read_text("utf-8").replace("tests/book/gates/", "tests/book/sites/")
    assert untested_rooms(quick.splitlines()) == ["tests/book/gates/"]
