"""The house rules that a syntax tree or a listing can tell, each seen to reject a sample."""

import ast
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
PACKAGES = (ROOT / "code/workedout", ROOT / "book/_extensions/workedout_book")
CONTRACTS = ROOT / ".importlinter"
TOP_LEVEL = {"README.md", "requirements.txt", "_config.yml", "_toc.yml", "book", "code", "tests"}
MADE = {"_build", "_site"}  # git ignores these

LONGEST_MODULE, LONGEST_FUNCTION = 400, 60
LONGEST_SUBJECT, NEWEST = 72, 20  # characters; of so many commits
PICKLES = {"pickle", "cPickle", "dill", "cloudpickle", "joblib", "shelve"}
# Calls that answer yes or no, so that a statement which only calls one asserts nothing.
ANSWERS = {
    "allclose",
    "isclose",
    "equal",
    "array_equal",
    "equals",
    "startswith",
    "endswith",
    "issubset",
    "isdisjoint",
    "exists",
    "is_file",
    "is_dir",
}
# Written in parts, so that this file passes its own test.
ONE_MACHINE = re.compile("(?<![\\w.])/(?:" + "home|root|Users|work|opt)/\\w")


def sources() -> list[Path]:
    folders = (ROOT / "code", ROOT / "book", ROOT / "tests")
    return sorted(file for folder in folders for file in folder.rglob("*.py"))


def files_of_tests() -> list[Path]:
    return [file for file in sources() if file.is_relative_to(ROOT / "tests")]


def own_texts() -> Iterator[Path]:
    """Our own files of text: not what was vendored, and not what git ignores."""
    suffixes = {".py", ".md", ".yml", ".toml", ".txt", ".css", ".bib", ".json", ".ini", ".in"}
    files = [file for name in TOP_LEVEL - MADE for file in (ROOT / name).rglob("*")]
    files += [ROOT / name for name in TOP_LEVEL]
    files += [*ROOT.glob(".*.*"), *(ROOT / ".ci").iterdir(), *(ROOT / ".github").rglob("*")]
    for file in files:
        vendored = {"vendor", "katex", ".journal", "__pycache__"} & set(file.parts)
        if (
            file.is_file()
            and not vendored
            and (file.suffix in suffixes or file.parent.name == ".ci")
        ):
            yield file


def imported(file: Path) -> list[str]:
    """The modules that a module imports, wherever in it; relative ones begin with a dot."""
    found = []
    for node in ast.walk(ast.parse(file.read_text("utf-8"))):
        if isinstance(node, ast.ImportFrom):
            found.append("." * node.level + (node.module or ""))
        elif isinstance(node, ast.Import):
            found += [alias.name for alias in node.names]
    return found


def relative_imports(file: Path) -> list[str]:
    return [f"{file.name}: {name}" for name in imported(file) if name.startswith(".")]


def lint_imports(root: Path) -> subprocess.CompletedProcess[str]:
    """Hold both packages, below some folder, against the contracts of this book."""
    parts = [str(root / package.relative_to(ROOT).parent) for package in PACKAGES]
    return subprocess.run(
        [Path(sys.executable).with_name("lint-imports"), "--no-cache", "--config", CONTRACTS],
        cwd=root,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(parts)},
        capture_output=True,
        encoding="utf-8",
        check=False,
    )


def too_long(file: Path) -> list[str]:
    """A module or functions that do not fit a sitting or a glance."""
    text = file.read_text("utf-8")
    lines = len(text.splitlines())
    found = [f"{file.name}: {lines} lines"] if lines > LONGEST_MODULE else []
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            length = (node.end_lineno or 0) - node.lineno + 1
            if length > LONGEST_FUNCTION:
                found.append(f"{file.name}: {node.name} has {length} lines")
    return found


def pickles(file: Path) -> list[str]:
    """Imports of pickle and its relatives, and torch's own use of it."""
    found = []
    for node in ast.walk(ast.parse(file.read_text("utf-8"))):
        names: list[str] = []
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            names = [node.module or ""]
        elif isinstance(node, ast.Attribute) and node.attr in ("load", "save"):
            torch = isinstance(node.value, ast.Name) and node.value.id == "torch"
            names = ["pickle"] if torch else []
        found += [f"{file.name}:{node.lineno}" for name in names if name.split(".")[0] in PICKLES]
    return found


def asserts_nothing(file: Path) -> list[str]:
    """Statements that look like assertions and can never fail."""
    found = []
    tree = ast.parse(file.read_text("utf-8"))
    raising = {inner for node in ast.walk(tree) if expects_raise(node) for inner in ast.walk(node)}
    for node in ast.walk(tree):
        if node in raising:
            continue
        if isinstance(node, ast.Assert):
            idle = isinstance(node.test, ast.Tuple | ast.Constant | ast.JoinedStr | ast.Lambda)
        elif isinstance(node, ast.Expr):
            idle = isinstance(node.value, ast.Compare | ast.BoolOp | ast.UnaryOp) or answers(
                node.value
            )
        else:
            continue
        if idle:
            found.append(f"{file.name}:{node.lineno}")
    return found


def expects_raise(node: ast.AST) -> bool:
    """Tell whether this is a block of ``pytest.raises``, where a bare expression may fail."""
    return isinstance(node, ast.With) and any(
        isinstance(item.context_expr, ast.Call)
        and ast.unparse(item.context_expr.func) in ("pytest.raises", "pytest.warns")
        for item in node.items
    )


def answers(node: ast.expr) -> bool:
    """Tell whether an expression is a call whose answer is a yes or no."""
    if not isinstance(node, ast.Call):
        return False
    called = node.func
    name = called.attr if isinstance(called, ast.Attribute) else getattr(called, "id", "")
    return name in ANSWERS


def long_subjects(subjects: str) -> list[str]:
    """Subjects of commits that a list of them would cut; those of merges are made by programs."""
    lines = subjects.splitlines()
    return [each for each in lines if len(each) > LONGEST_SUBJECT and not each.startswith("Merge ")]


def test_the_top_level_holds_what_the_design_lists_and_nothing_else():
    entries = {entry.name for entry in ROOT.iterdir() if not entry.name.startswith(".")}
    assert entries - MADE == TOP_LEVEL


def test_the_folder_code_is_no_package():
    assert not (ROOT / "code" / "__init__.py").exists()


def test_data_flows_one_way():
    done = lint_imports(ROOT)
    assert done.returncode == 0, done.stdout + done.stderr


def test_no_import_is_relative():
    assert [fault for file in sources() for fault in relative_imports(file)] == []


@pytest.mark.parametrize(
    "module",
    [init for package in PACKAGES for init in sorted(package.rglob("__init__.py"))],
    ids=lambda file: file.parent.name,
)
def test_an_init_re_exports_nothing(module):
    assert [name for name in imported(module) if name.startswith((".", "workedout"))] == []


def test_modules_fit_a_sitting_and_functions_a_glance():
    assert [fault for file in sources() for fault in too_long(file)] == []


def test_nothing_pickles():
    assert [fault for file in sources() for fault in pickles(file)] == []


def test_every_assertion_can_fail():
    assert [fault for file in files_of_tests() for fault in asserts_nothing(file)] == []


def test_no_file_names_a_place_on_one_machine():
    texts = list(own_texts())
    assert len(texts) > 30
    assert [str(file) for file in texts if ONE_MACHINE.search(file.read_text("utf-8"))] == []


def test_the_subjects_of_the_newest_commits_are_short():
    # Whoever the checkout belongs to, as in a container.
    git = ["git", "-c", "safe.directory=*", "-C", ROOT]
    log = [*git, "log", f"-{NEWEST}", "--format=%s"]
    done = subprocess.run(log, capture_output=True, encoding="utf-8", check=False)
    if done.returncode != 0:
        pytest.skip("no history of git is here")
    assert long_subjects(done.stdout) == []


# Each checker on samples that it must reject, and on the nearest that it must let pass.

IDLE = {
    "a bare comparison": "a == b",
    "a bare membership": "a in b",
    "a chain of conditions": "a == b and c == d",
    "a bare negation": "not a",
    "an asserted tuple": "assert (a == b, 'they differ')",
    "an asserted text": "assert 'a == b'",
    "a discarded answer": "torch.allclose(a, b)",
    "a discarded method's answer": "a.startswith(b)",
    "one inside a block": "with x.raises(y):\n    a == b",
}
NOT_IDLE = {
    "an assertion": "assert a == b, 'they differ'",
    "a call": "assert_close(a, b)",
    "an assignment": "same = a == b",
    "a docstring": "'a == b'",
    "one that must raise": "with pytest.raises(ValueError):\n    equal(a, b)",
}


@pytest.mark.parametrize("statement", IDLE.values(), ids=IDLE)
def test_an_assertion_that_cannot_fail_is_found(tmp_path, statement):
    (tmp_path / "sample.py").write_text(statement, "utf-8")
    assert len(asserts_nothing(tmp_path / "sample.py")) == 1


@pytest.mark.parametrize("statement", NOT_IDLE.values(), ids=NOT_IDLE)
def test_a_statement_that_can_fail_is_let_pass(tmp_path, statement):
    (tmp_path / "sample.py").write_text(statement, "utf-8")
    assert asserts_nothing(tmp_path / "sample.py") == []


PICKLING = {
    "an import": "import pickle",
    "an import of a part": "from joblib import dump",
    "an import in a function": "def f():\n    import dill",
    "torch's own": "torch.load(path)",
}


@pytest.mark.parametrize("statement", PICKLING.values(), ids=PICKLING)
def test_a_pickle_is_found(tmp_path, statement):
    (tmp_path / "sample.py").write_text(statement, "utf-8")
    assert len(pickles(tmp_path / "sample.py")) == 1


RECORDS, BOOK = "code/workedout/records/", "book/_extensions/workedout_book/"
# A file, and what it imports against the contracts.
BACKWARD = {
    "by name": ("code/workedout/data/idx.py", "from workedout.records.lookup import run"),
    "as a module": ("code/workedout/data/idx.py", "from workedout.records import lookup"),
    "plainly": ("code/workedout/data/idx.py", "import workedout.records.lookup"),
    "inside a function": (
        "code/workedout/data/idx.py",
        "def f():\n    from workedout.records.lookup import run",
    ),
    "from a room's room": (
        "code/workedout/derivations/algebra/cases.py",
        "from workedout.figures.kit.grids import grid",
    ),
    "from a room of the same floor": (
        f"{RECORDS}store.py",
        "from workedout.exercises.answers import Answer",
    ),
    "round in a room": (f"{RECORDS}store.py", "from workedout.records.lookup import run"),
    "of a module that has no floor": ("code/workedout/elsewhere.py", ""),
    "of an extension": (f"{BOOK}execution/jobs.py", "from workedout_book.site import edition"),
    "of an extension that has no floor": (f"{BOOK}elsewhere/thing.py", ""),
}


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """Both packages, to be spoilt."""
    for package in PACKAGES:
        for file in package.rglob("*.py"):
            path = tmp_path / file.relative_to(ROOT)
            path.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(file, path)
    return tmp_path


@pytest.mark.parametrize(("name", "line"), BACKWARD.values(), ids=BACKWARD)
def test_an_import_against_the_flow_is_found(copy, name, line):
    (copy / name).parent.mkdir(exist_ok=True)
    (copy / name).parent.joinpath("__init__.py").touch()
    with (copy / name).open("a", encoding="utf-8") as file:
        file.write(f"\n{line}\n")
    done = lint_imports(copy)
    assert done.returncode == 1, done.stdout + done.stderr
    assert "BROKEN" in done.stdout


def test_an_import_along_the_flow_is_let_pass(copy):
    with (copy / f"{RECORDS}store.py").open("a", encoding="utf-8") as file:
        file.write("\nfrom workedout.networks.models import Mlp\nimport torch\n")
    assert lint_imports(copy).returncode == 0


@pytest.mark.parametrize("line", ["from . import errors", "from .records import run"])
def test_a_relative_import_is_found(tmp_path, line):
    (tmp_path / "sample.py").write_text(f"import torch\n{line}", "utf-8")
    assert len(relative_imports(tmp_path / "sample.py")) == 1


@pytest.mark.parametrize(
    "text",
    ["x = 1\n" * (LONGEST_MODULE + 1), "def f():\n" + "    x = 1\n" * LONGEST_FUNCTION],
    ids=["module", "function"],
)
def test_what_is_too_long_is_found(tmp_path, text):
    (tmp_path / "sample.py").write_text(text, "utf-8")
    assert len(too_long(tmp_path / "sample.py")) == 1


@pytest.mark.parametrize("text", ["in /" + "home/me/x", '"/' + 'work/x"'])
def test_a_place_on_one_machine_is_found(text):
    assert ONE_MACHINE.search(text)


@pytest.mark.parametrize("text", ["/path/to/data", "https://example.org/" + "work/x", "a/work/b"])
def test_a_place_anywhere_is_let_pass(text):
    assert not ONE_MACHINE.search(text)


@pytest.mark.parametrize("subject", ["x" * (LONGEST_SUBJECT + 1), "A subject, " * 20])
def test_a_subject_that_is_too_long_is_found(subject):
    assert long_subjects(f"Short\n{subject}\n") == [subject]


@pytest.mark.parametrize(
    "subject", ["x" * LONGEST_SUBJECT, "", f"Merge {'a' * 40} into {'b' * 40}"]
)
def test_a_subject_that_fits_is_let_pass(subject):
    assert long_subjects(f"{subject}\nShort\n") == []
