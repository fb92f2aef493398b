"""The house rules for scripts that linter and type checker do not tell, each seen to reject one."""

import re
from pathlib import Path

import pytest

ASSETS = Path(__file__).resolve().parent.parent / "book/_assets"
VENDORED = {"katex", "d3"}
LONGEST = 400  # lines, as of a module of Python
COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
# One constant, or one function that is called and has no name; all else is within.
ONE_THING = re.compile(
    r'\s*(const \w+ = )?\(\(\) => \{\n  "use strict";\n((  .*)?\n)*\}\)\(\);\n', re.MULTILINE
)
SILENCED = re.compile(r"@ts-|[{<|(]\s*\*\s*[}>|)\[]|[{<|(,:]\s*any\s*[}>|),\[]")


def scripts() -> list[Path]:
    """Our own, which pages load."""
    files = sorted(ASSETS.rglob("*.js"))
    return [file for file in files if not VENDORED & set(file.parts)]


def faults(script: str) -> list[str]:
    """What is wrong with the text of a script."""
    lines = len(script.splitlines())
    found = [f"{lines} lines"] if lines > LONGEST else []
    if not ONE_THING.fullmatch(COMMENT.sub("", script)):
        found.append("more than one constant or function at the top level")
    return found + [f"the checker is silenced: {each[0]}" for each in SILENCED.finditer(script)]


@pytest.mark.parametrize("file", scripts(), ids=lambda file: file.relative_to(ASSETS).as_posix())
def test_a_script_fits_a_sitting_and_is_one_thing(file: Path) -> None:
    assert faults(file.read_text("utf-8")) == []


def test_there_are_scripts() -> None:
    assert len(scripts()) > 30


GOOD = {
    "a constant": 'const one = (() => {\n  "use strict";\n\n  return {};\n})();\n',
    "a function": '/* Acts. */\n(() => {\n  "use strict";\n  act();\n})();\n',
    "a type": '/** @typedef {string} Name */\n\n(() => {\n  "use strict";\n  act();\n})();\n',
    "the word": '/* Not any. */\n(() => {\n  "use strict";\n  act();\n})();\n',
}
BAD = {
    "a global": 'globalThis.one = (() => {\n  "use strict";\n  return {};\n})();\n',
    "two constants": 'const a = 1;\nconst one = (() => {\n  "use strict";\n  return {};\n})();\n',
    "no strict mode": "(() => {\n  act();\n})();\n",
    "too many lines": '(() => {\n  "use strict";\n' + "  act();\n" * LONGEST + "})();\n",
    "no checks": '// @ts-nocheck\n(() => {\n  "use strict";\n  act();\n})();\n',
    "any type": '(() => {\n  "use strict";\n  /** @type {any} */\n  let a = 1;\n})();\n',
    "any value": '(() => {\n  "use strict";\n  /** @type {Map<A, any>} */\n  let a = 1;\n})();\n',
    "any argument": '(() => {\n  "use strict";\n  /** @type {(a: any) => A} */\n  let a;\n})();\n',
    "any types": '(() => {\n  "use strict";\n  /** @type {Map<any>} */\n  let a = 1;\n})();\n',
}


@pytest.mark.parametrize("script", GOOD.values(), ids=GOOD)
def test_a_script_within_the_rules_is_let_pass(script: str) -> None:
    assert faults(script) == []


@pytest.mark.parametrize("script", BAD.values(), ids=BAD)
def test_a_script_against_the_rules_is_found(script: str) -> None:
    assert faults(script) != []
