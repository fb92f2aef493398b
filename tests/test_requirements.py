"""The lists of versions: complete on every system, and those of the environment that runs here."""

import re
import shlex
import subprocess
import tomllib
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from importlib import metadata
from pathlib import Path

import pytest
from packaging.markers import default_environment
from packaging.requirements import Requirement
from packaging.specifiers import SpecifierSet
from packaging.utils import canonicalize_name

ROOT = Path(__file__).resolve().parent.parent
PROJECT = tomllib.loads((ROOT / "code" / "pyproject.toml").read_text("utf-8"))
# Each compiled list, and the list by hand from which it is made.
LISTS = {
    "requirements.txt": ".requirements.in",
    "tests/requirements.txt": "tests/requirements.in",
}
EDITABLE = "-e ./code"
PIN = re.compile(r"[a-z0-9-]+==[^\s;,*]+( ; \S.*)?")
# What may stand in an environment before anything of ours is installed.
SEEDED = {"pip", "setuptools", "wheel"}

PYTHONS = ("3.11", "3.12", "3.13", "3.14")
SYSTEMS = {
    "Linux x86_64": ("posix", "linux", "Linux", "x86_64"),
    "Linux aarch64": ("posix", "linux", "Linux", "aarch64"),
    "macOS arm64": ("posix", "darwin", "Darwin", "arm64"),
    "Windows": ("nt", "win32", "Windows", "AMD64"),
}

Pins = Mapping[str, Requirement]
Environment = Mapping[str, str]


def environment(system: str, python: str) -> Environment:
    """What markers can ask of CPython on a system."""
    names = ("os_name", "sys_platform", "platform_system", "platform_machine")
    return dict(zip(names, SYSTEMS[system], strict=True)) | {
        "python_version": python,
        "python_full_version": f"{python}.0",
        "implementation_name": "cpython",
        "implementation_version": f"{python}.0",
        "platform_python_implementation": "CPython",
        "extra": "",
    }


HERE: Environment = {**default_environment(), "extra": ""}
EVERYWHERE = {
    f"{system}, Python {python}": environment(system, python)
    for system in SYSTEMS
    for python in PYTHONS
}


def read(name: str) -> str:
    return (ROOT / name).read_text("utf-8")


def requirements(lines: Iterable[str]) -> list[Requirement]:
    """The packages that lines of a list name: without comments, options and the package itself."""
    bare = (line.split(" #")[0].strip() for line in lines)
    return [Requirement(line) for line in bare if line and line[0] not in "#-"]


def pins(text: str) -> dict[str, Requirement]:
    return {canonicalize_name(each.name): each for each in requirements(text.splitlines())}


def hand_written(name: str) -> list[Requirement]:
    """What a compiled list is made from, with what the package asks for where it is named."""
    text = read(LISTS[name])
    package = PROJECT["project"]["dependencies"] if EDITABLE in text.splitlines() else []
    return requirements([*text.splitlines(), *package])


def unpinned(text: str) -> list[str]:
    """Lines that are no version of one package, no comment and not the editable package."""
    lines = [line for line in text.splitlines() if line and not line.lstrip().startswith("#")]
    return [line for line in lines if line != EDITABLE and not PIN.fullmatch(line)]


def repeated(text: str) -> list[str]:
    """Packages that have several versions, by system or Python."""
    counts = Counter(each.name for each in requirements(text.splitlines()))
    return [name for name, count in counts.items() if count > 1]


def command(text: str) -> list[str]:
    """The words of the command in the head of a compiled list."""
    found = re.search(r"^# +(uv pip compile .*)$", text, re.MULTILINE)
    return shlex.split(found[1]) if found else []


def holds(requirement: Requirement, where: Environment) -> bool:
    return requirement.marker is None or requirement.marker.evaluate(dict(where))


def asked(
    roots: Iterable[Requirement], declared: Mapping[str, Sequence[Requirement]], where: Environment
) -> Iterator[Requirement]:
    """What `roots` ask for in an environment, and what that asks for by `declared` in turn."""
    seen = set()
    waiting = [(root, "") for root in roots]
    while waiting:
        requirement, extra = waiting.pop()
        if not holds(requirement, {**where, "extra": extra}):
            continue
        yield requirement
        name = canonicalize_name(requirement.name)
        for part in {"", *requirement.extras}:
            if (name, part) not in seen:
                seen.add((name, part))
                waiting += [(each, part) for each in declared.get(name, ())]


def unmet(wanted: Iterable[Requirement], listed: Pins, where: Environment) -> list[str]:
    """What is wanted in an environment and has no pin there, or one outside its bounds."""
    found = set()
    for requirement in wanted:
        pin = listed.get(canonicalize_name(requirement.name))
        if pin is None or not holds(pin, where):
            found.add(f"{requirement.name} has no pin")
        elif not allows(requirement, version(pin)):
            found.add(f"{requirement} does not allow {version(pin)}")
    return sorted(found)


def allows(requirement: Requirement, candidate: str) -> bool:
    return requirement.specifier.contains(candidate, prereleases=True)


def version(pin: Requirement) -> str:
    return next(iter(pin.specifier)).version


def strange(installed: Mapping[str, str], listed: Pins, where: Environment) -> list[str]:
    """How an environment differs from the lists."""
    wanted = {name: pin for name, pin in listed.items() if holds(pin, where)}
    found = []
    for name in sorted(installed.keys() | wanted.keys()):
        if name not in installed:
            found.append(f"{name} is not installed")
        elif name not in wanted and name not in SEEDED:
            found.append(f"{name} {installed[name]} is in no list")
        elif name in wanted and not allows(wanted[name], installed[name]):
            found.append(f"{name} is {installed[name]} and not {version(wanted[name])}")
    return found


def distributions() -> dict[str, metadata.Distribution]:
    """What is installed, but for our own package and what setuptools carries for itself."""
    found: dict[str, metadata.Distribution] = {}
    for each in metadata.distributions():
        if "_vendor" not in Path(str(each.locate_file(""))).parts:
            found.setdefault(canonicalize_name(each.name), each)
    found.pop(PROJECT["project"]["name"], None)
    return found


def faults_here(found: Mapping[str, metadata.Distribution]) -> list[str]:
    both = pins(read("requirements.txt")) | pins(read("tests/requirements.txt"))
    return strange({name: each.version for name, each in found.items()}, both, HERE)


@pytest.fixture(scope="module")
def installed() -> dict[str, metadata.Distribution]:
    """What is installed, where it is what the lists say."""
    found = distributions()
    if faults_here(found):
        pytest.skip("another test says how this environment differs from the lists")
    return found


@pytest.fixture(scope="module")
def declared(installed) -> dict[str, list[Requirement]]:
    """What each installed distribution asks for, on any system."""
    return {name: requirements(each.requires or ()) for name, each in installed.items()}


def test_the_environment_is_that_of_the_lists():
    faults = faults_here(distributions())
    if faults:
        pytest.fail(
            f"This environment is not that of the lists: {', '.join(faults)}. Make .venv anew by "
            "the command under Test in README.md; where a package is new, name it in "
            ".requirements.in or tests/requirements.in and run .ci/update.",
            pytrace=False,
        )


@pytest.mark.parametrize("name", LISTS)
def test_every_line_of_a_compiled_list_is_a_version(name):
    assert unpinned(read(name)) == []


@pytest.mark.parametrize("name", LISTS)
def test_a_package_has_one_version_on_every_system(name):
    assert repeated(read(name)) == []


def test_the_package_itself_is_installed_editable():
    assert EDITABLE in read("requirements.txt").splitlines()


@pytest.mark.parametrize("name", LISTS)
def test_the_head_of_a_compiled_list_names_the_command_that_makes_it(name):
    words = command(read(name))
    assert words[-3:] == ["--output-file", name, LISTS[name]]
    assert "--universal" in words
    oldest = words[words.index("--python-version") + 1]
    assert PROJECT["project"]["requires-python"] == f">={oldest}"


@pytest.mark.parametrize("name", LISTS)
@pytest.mark.parametrize("where", EVERYWHERE.values(), ids=EVERYWHERE)
def test_a_list_has_all_that_it_needs_on_every_system(name, where, declared):
    wanted = asked(hand_written(name), declared, where)
    assert unmet(wanted, pins(read(name)), where) == []


@pytest.mark.parametrize("name", LISTS)
def test_a_list_has_nothing_that_nobody_asks_for(name, declared):
    wanted = {canonicalize_name(each.name) for each in asked(hand_written(name), declared, HERE)}
    listed = {each for each, pin in pins(read(name)).items() if holds(pin, HERE)}
    assert listed - wanted == set()


def test_the_lists_agree():
    first, second = (pins(read(name)) for name in LISTS)
    shared = first.keys() & second.keys()
    assert len(shared) > 10
    assert [name for name in shared if version(first[name]) != version(second[name])] == []


@pytest.mark.parametrize("python", PYTHONS)
def test_what_is_installed_admits_each_python(python, installed):
    refusing = [
        name
        for name, each in installed.items()
        if f"{python}.0" not in SpecifierSet(each.metadata.get("Requires-Python", ""))
    ]
    assert refusing == []


@pytest.mark.parametrize("extra", PROJECT["project"]["optional-dependencies"])
def test_the_versions_are_within_the_bounds_of_an_extra(extra):
    wanted = requirements(PROJECT["project"]["optional-dependencies"][extra])
    assert unmet(wanted, pins(read("tests/requirements.txt")), HERE) == []


def test_pip_builds_the_package_with_the_listed_backend():
    """pip installs what a build asks for beside the lists, so that names its very version."""
    wanted = PROJECT["build-system"]["requires"]
    assert unpinned("\n".join(wanted).replace("_", "-")) == []
    assert unmet(requirements(wanted), pins(read("requirements.txt")), HERE) == []


@pytest.mark.parametrize("name", ["numppy", "--bogus", "", "nump.", "-e ./code"])
def test_an_update_of_what_no_list_pins_is_refused(name):
    before = [read(each) for each in LISTS]
    done = subprocess.run([ROOT / ".ci" / "update", name], capture_output=True, encoding="utf-8")
    assert done.returncode == 2
    usage = "Usage: .ci/update [--upgrade | PACKAGE ...]"
    assert done.stderr == f"No list pins a package '{name}'. {usage}\n"
    assert [read(each) for each in LISTS] == before


# Each checker on samples that it must reject, and on the nearest that it must let pass.

NO_PIN = {
    "a bare name": "numpy",
    "a bound": "numpy>=2.4.6",
    "a prefix": "numpy==2.*",
    "two bounds": "numpy==2.4.6,<3",
    "an address": "numpy @ https://example.org/numpy.whl",
    "a file": "./numpy.whl",
    "another package, editable": "-e ./other",
    "an index": "--index-url https://example.org/simple",
}
A_PIN = {
    "a version": "numpy==2.4.6",
    "a version with a marker": "triton==3.6.0 ; sys_platform == 'linux'",
    "the package": "-e ./code",
    "a comment": "# numpy",
    "an indented comment": "    # via numpy",
}


@pytest.mark.parametrize("line", NO_PIN.values(), ids=NO_PIN)
def test_a_line_that_is_no_version_is_found(line):
    assert unpinned(f"sympy==1.14.0\n{line}\n") == [line]


@pytest.mark.parametrize("line", A_PIN.values(), ids=A_PIN)
def test_a_line_that_is_a_version_is_let_pass(line):
    assert unpinned(line) == []


def test_a_package_with_two_versions_is_found():
    text = "a==1 ; python_version < '3.13'\na==2 ; python_version >= '3.13'\nb==1"
    assert repeated(text) == ["a"]


def test_a_head_without_a_command_is_found():
    assert command("# Made by hand.\nnumpy==2.4.6") == []


LINUX, WINDOWS = environment("Linux x86_64", "3.11"), environment("Windows", "3.14")
DECLARED = {
    "a": requirements(["B>=2", "c; sys_platform == 'win32'", "d; extra == 'more'"]),
    "b": requirements(["a", "e ; python_version < '3.14'"]),
}


@pytest.mark.parametrize(
    ("root", "where", "names"),
    [
        ("a", LINUX, "aaBe"),
        ("a[more]", LINUX, "aaBBde"),
        ("a", WINDOWS, "aaBc"),
        ("b", WINDOWS, "aBbc"),
        ("a; sys_platform == 'linux'", WINDOWS, ""),
    ],
    ids=["all", "with an extra", "on another system", "from elsewhere", "nothing"],
)
def test_what_is_asked_for_is_followed_where_its_markers_hold(root, where, names):
    found = asked(requirements([root]), DECLARED, where)
    assert sorted(each.name for each in found) == sorted(names)


UNMET = {
    "no pin": ("a", "b==1", "a has no pin"),
    "a pin for another system": ("a", "a==1 ; sys_platform == 'win32'", "a has no pin"),
    "a pin below the bound": ("a>=2", "a==1", "a>=2 does not allow 1"),
    "a pin above the bound": ("a<2", "a==2.0.1", "a<2 does not allow 2.0.1"),
}
MET = {
    "a pin": ("a", "a==1"),
    "a pin for this system": ("a", "a==1 ; sys_platform == 'linux'"),
    "another spelling": ("A_b.c>=1", "a-b-c==1"),
    "a pin at the bound": ("a>=2", "a==2"),
}


@pytest.mark.parametrize(("wanted", "listed", "fault"), UNMET.values(), ids=UNMET)
def test_a_requirement_that_a_list_does_not_meet_is_found(wanted, listed, fault):
    assert unmet(requirements([wanted]), pins(listed), LINUX) == [fault]


@pytest.mark.parametrize(("wanted", "listed"), MET.values(), ids=MET)
def test_a_requirement_that_a_list_meets_is_let_pass(wanted, listed):
    assert unmet(requirements([wanted]), pins(listed), LINUX) == []


STRANGE = {
    "a package in no list": ({"a": "1", "b": "2"}, ["b 2 is in no list"]),
    "another version": ({"a": "1.1"}, ["a is 1.1 and not 1"]),
    "a package of another system": ({"a": "1", "c": "3"}, ["c 3 is in no list"]),
    "a package that is missing": ({}, ["a is not installed"]),
}
FAMILIAR = {
    "what is listed": {"a": "1"},
    "the same version, spelled out": {"a": "1.0"},
    "what was there before": {"a": "1", "pip": "23.2", "setuptools": "65.5"},
}
SHORT_LIST = pins("a==1\nc==3 ; sys_platform == 'win32'")


@pytest.mark.parametrize(("found", "faults"), STRANGE.values(), ids=STRANGE)
def test_an_environment_that_is_not_that_of_a_list_is_found(found, faults):
    assert strange(found, SHORT_LIST, LINUX) == faults


@pytest.mark.parametrize("found", FAMILIAR.values(), ids=FAMILIAR)
def test_an_environment_that_is_that_of_a_list_is_let_pass(found):
    assert strange(found, SHORT_LIST, LINUX) == []
