"""What is written and read is the same on every system: encodings, ends of lines, a clone."""

import ast
import re
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from page_cells import page_cells

ROOT = Path(__file__).resolve().parent.parent
# Where an encoding stands when it is not named, among the positional arguments.
ENCODING_AT = {"read_text": 0, "write_text": 1, "open": 3, "fdopen": 3, "makefile": 3}
TEMPORARY = {"NamedTemporaryFile", "TemporaryFile"}
RUNNING = {"run", "Popen", "call", "check_call", "check_output"}
OPENS_NO_TEXT = {"Image", "gzip", "tarfile", "zipfile", "webbrowser", "os"}


def codes() -> Iterator[tuple[str, str]]:
    """Every Python file, and the code cells of every page, with where they stand."""
    for folder in ("code", "book", "tests"):
        for file in sorted((ROOT / folder).rglob("*.py")):
            yield str(file.relative_to(ROOT)), file.read_text("utf-8")
    for page in sorted((ROOT / "book").rglob("*.md")):
        for cell in page_cells(page.read_text("utf-8")):
            yield page.name, cell.code


def calls(code: str) -> Iterator[tuple[ast.Call, str, set[str]]]:
    """The calls in some code, with the name of what is called and those of its arguments."""
    for node in ast.walk(ast.parse(code)):
        if isinstance(node, ast.Call):
            called = node.func
            name = called.attr if isinstance(called, ast.Attribute) else getattr(called, "id", "")
            yield node, name, {keyword.arg or "" for keyword in node.keywords}


def mode(call: ast.Call) -> str:
    """The mode in which a call opens a file, where it is written out."""
    words = [*call.args, *(word.value for word in call.keywords if word.arg == "mode")]
    texts = [str(word.value) for word in words if isinstance(word, ast.Constant)]
    return next((text for text in texts if re.fullmatch(r"[rwaxbt+]{1,3}", text)), "")


def opens_text(call: ast.Call, name: str) -> bool:
    """Tell whether a call opens a file, or what is like one, as text."""
    if name in TEMPORARY:
        return bool(mode(call)) and "b" not in mode(call)
    owner = getattr(call.func, "value", None)
    others = isinstance(owner, ast.Name) and owner.id in OPENS_NO_TEXT and name == "open"
    return name in ("open", "fdopen", "makefile") and not others and "b" not in mode(call)


def unnamed_encodings(code: str) -> list[int]:
    """Lines on which text is read or written in whatever encoding the system prefers."""
    found = []
    for call, name, named in calls(code):
        as_text = name in ("read_text", "write_text") or opens_text(call, name)
        running = name in RUNNING and named & {"text", "universal_newlines"}
        if "encoding" in named or not (as_text or running):
            continue
        if running or len(call.args) <= ENCODING_AT.get(name, 2):
            found.append(call.lineno)
    return found


def unnamed_line_ends(code: str) -> list[int]:
    """Lines on which text is written with the ends of lines that the system prefers."""
    return [
        call.lineno
        for call, name, named in calls(code)
        if "newline" not in named
        and (name == "write_text" or (opens_text(call, name) and set("wax+") & set(mode(call))))
    ]


def test_text_is_read_and_written_in_an_encoding_that_is_named():
    found = {place: lines for place, code in codes() if (lines := unnamed_encodings(code))}
    assert found == {}


def test_every_cell_of_the_pages_is_read():
    texts = {page.name: page.read_text("utf-8") for page in (ROOT / "book").rglob("*.md")}
    begun = {name: text.count("\n```{code-cell} python\n") for name, text in texts.items()}
    assert sum(begun.values()) > 300
    assert {name: len(page_cells(text)) for name, text in texts.items()} == begun


def test_the_package_and_the_book_write_the_same_ends_of_lines_everywhere():
    found = {place: lines for place, code in codes() if (lines := unnamed_line_ends(code))}
    assert {place for place in found if not place.startswith("tests")} == set()


UNNAMED = {
    "reading a path": "path.read_text()",
    "writing a path": "path.write_text(text)",
    "opening": "open(path)",
    "opening a path to write": "path.open('w')",
    "a mode by its name": "open(path, mode='a')",
    "a descriptor": "os.fdopen(number, 'w')",
    "a temporary file": "tempfile.NamedTemporaryFile('w')",
    "a socket": "connection.makefile()",
    "a program's output": "subprocess.run(command, text=True)",
}
NAMED = {
    "reading a path": "path.read_text('utf-8')",
    "writing a path": "path.write_text(text, encoding='utf-8')",
    "opening": "open(path, encoding='utf-8')",
    "opening bytes": "path.open('rb')",
    "a temporary file of bytes": "tempfile.NamedTemporaryFile()",
    "an image": "Image.open(path)",
    "a program's output": "subprocess.run(command, encoding='utf-8')",
    "a program's bytes": "subprocess.run(command, capture_output=True)",
}
ENDS = {
    "writing a path": "path.write_text(text, 'utf-8')",
    "opening to write": "open(path, 'w', encoding='utf-8')",
    "opening to append": "path.open('a', encoding='utf-8')",
}
NO_ENDS = {
    "the end of a line named": "path.write_text(text, 'utf-8', newline='\\n')",
    "reading": "path.open(encoding='utf-8')",
    "bytes": "path.open('wb')",
}


@pytest.mark.parametrize("code", UNNAMED.values(), ids=UNNAMED)
def test_an_encoding_that_is_not_named_is_found(code):
    assert unnamed_encodings(code) == [1]


@pytest.mark.parametrize("code", NAMED.values(), ids=NAMED)
def test_an_encoding_that_is_named_or_not_needed_is_let_pass(code):
    assert unnamed_encodings(code) == []


@pytest.mark.parametrize("code", ENDS.values(), ids=ENDS)
def test_an_end_of_lines_that_is_not_named_is_found(code):
    assert unnamed_line_ends(code) == [1]


@pytest.mark.parametrize("code", NO_ENDS.values(), ids=NO_ENDS)
def test_an_end_of_lines_that_is_named_or_not_needed_is_let_pass(code):
    assert unnamed_line_ends(code) == []


def test_a_clone_where_git_is_told_to_change_ends_of_lines_has_the_same_bytes(tmp_path: Path):
    given, unwanted = (
        tmp_path / "given",
        shutil.ignore_patterns("__pycache__", ".journal", "*.egg-info", "node_modules"),
    )
    given.mkdir()
    for name in (".gitattributes", "README.md", "requirements.txt", "_config.yml", "_toc.yml"):
        shutil.copy(ROOT / name, given)
    for name in ("book", "code", "tests", ".ci", ".github"):
        shutil.copytree(ROOT / name, given / name, ignore=unwanted)
    (given / "book/from_windows.md").write_bytes(b"one\r\ntwo\r\n")
    clone = tmp_path / "clone"
    git = ["git", "-c", "user.name=book", "-c", "user.email=book@localhost", "-C"]
    quiet = {"check": True, "capture_output": True}
    subprocess.run([*git, given, "init", "--quiet"], **quiet)
    subprocess.run([*git, given, "add", "."], **quiet)
    subprocess.run([*git, given, "commit", "--quiet", "--message", "all"], **quiet)
    crlf = ["-c", "core.autocrlf=true", "-c", "core.eol=crlf"]
    subprocess.run([*git[:-1], *crlf, "clone", "--quiet", given, clone], **quiet)
    (given / "book/from_windows.md").write_bytes(b"one\ntwo\n")
    assert contents(clone) == contents(given)


def contents(folder: Path) -> dict[str, bytes]:
    """The bytes of each file in a folder, git's own apart."""
    files = [file for file in folder.rglob("*") if file.is_file()]
    names = {file.relative_to(folder).as_posix(): file for file in files}
    return {name: f.read_bytes() for name, f in names.items() if not name.startswith(".git/")}
