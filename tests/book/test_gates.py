"""Each gate stops a build: one small book under the project's own configuration, one fault each."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from small_book import HEAD, STRICT, built, make, replace

INDEX = """# A small book

It has mathematics, $x^2$, an image, a link to {doc}`computed`, and {published}`98.5 %`.

```{image} dot.png
:alt: A single black dot
```

$$ y = 2 x $$ (eq-defined)

```{by-definition} eq-defined
```
"""
COMPUTED = (
    HEAD
    + """# Computed

```{code-cell} python
from workedout.checks import check, claim
from workedout.records.lookup import run
from workedout.statistics.hypothesis_tests import Test
```

```{code-cell} python
check("Two and two are four", 2 + 2 == 4)
claim("Most images are right", Test(98 > 50, "98 of 100"))
run("mnist-facts").name
```

```{glue:math} dense
:label: eq-emitted
```

$$ 2 + 2 = 4 $$ (eq-covered)

```{checked-by} eq-covered
Two and two are four
```

```{code-cell} python
from dataclasses import replace

from workedout.derivations.identity import check_identity
from workedout.derivations.parameters import DENSE, ONE_HIDDEN
from workedout.display import glue

check_identity(DENSE)
glue("dense", DENSE.formula)
```
"""
)

# In which file a text is replaced by which, and what the output must then say. What fails in a
# cell fails the plain build; what is a warning fails where warnings are errors.
CELLS = {
    "a false check": ("computed.md", "2 + 2 == 4", "2 + 2 == 5", "not true: Two and two are four"),
    "a false claim": ("computed.md", "98 > 50", "48 > 50", "do not support: Most images are right"),
    "a failing cell": ("computed.md", "import run\n", "import walk\n", "cannot import name 'walk'"),
    "a stale record": (
        "../code/workedout/recorded/mnist-facts.json",
        '"never_on": 130',
        '"never_on": 131',
        "python -m workedout run mnist-facts",
    ),
}
WARNINGS = {
    "a typed number": (
        "index.md",
        "{published}`98.5 %`",
        "98.5 %",
        "paste it from its computation",
    ),
    "a missing alternative text": ("index.md", ":alt: A single black dot\n", "", "dot.png"),
    "a bad formula": ("index.md", "$x^2$", "$\\frac{x$", "KaTeX rejects the formula"),
    "a broken reference": ("index.md", "{doc}`computed`", "{doc}`commuted`", "commuted"),
    "an equation without a word": (
        "index.md",
        "```{by-definition} eq-defined\n```\n",
        "",
        "equation 'eq-defined': neither emitted",
    ),
    "a named check that was not made": (
        "computed.md",
        "} eq-covered\nTwo and two are four",
        "} eq-covered\nTwo and two are five",
        "no check shown on this page says 'Two and two are five' (the nearest: 'Two and two are",
    ),
    "an altered formula": (
        "computed.md",
        "DENSE.formula)",
        "replace(DENSE.formula, latex=r'n m = m (n + 1)'))",
        "equation 'eq-emitted': glued as the formula of 'parameters of a dense layer', but it is",
    ),
    "a formula of another identity": (
        "computed.md",
        "check_identity(DENSE)",
        "check_identity(ONE_HIDDEN)",
        "equation 'eq-emitted': glued from 'parameters of a dense layer', which no check_identity",
    ),
}


@pytest.fixture(scope="module")
def sound(tmp_path_factory, jupyter_book) -> Path:
    """The small book without faults, built once."""
    folder = make(tmp_path_factory.mktemp("sound"), {"index": INDEX, "computed": COMPUTED})
    status, output = built(jupyter_book, folder, *STRICT)
    assert status == 0, output[-4000:]
    return folder


@pytest.fixture
def copy(sound, tmp_path) -> Path:
    """The sound book with all that was built, elsewhere."""
    return shutil.copytree(sound, tmp_path / "book", symlinks=True)


@pytest.fixture
def broken(copy) -> Callable[[str, str, str], Path]:
    """The same with one text replaced by another."""

    def break_it(name: str, old: str, new: str) -> Path:
        replace(copy / "book" / name, old, new)
        return copy

    return break_it


@pytest.mark.slow
def test_without_a_fault_nothing_stops_the_build(copy, jupyter_book):
    status, output = built(jupyter_book, copy, *STRICT)
    assert status == 0, output[-4000:]


@pytest.mark.slow
def test_checks_whose_outputs_come_from_the_cache_still_count(copy, jupyter_book):
    for made in (".doctrees", "jupyter_execute", "html"):
        shutil.rmtree(copy / "_build" / made)
    status, output = built(jupyter_book, copy, *STRICT)
    assert status == 0, output[-4000:]
    assert "Executing notebook" not in output


@pytest.mark.slow
@pytest.mark.parametrize(("name", "old", "new", "reason"), CELLS.values(), ids=CELLS)
def test_a_cell_that_fails_stops_the_plain_build(broken, jupyter_book, name, old, new, reason):
    status, output = built(jupyter_book, broken(name, old, new))
    assert status != 0
    assert reason in output


@pytest.mark.slow
def test_the_same_cell_stops_the_next_build_too(broken, jupyter_book):
    name, old, new, reason = CELLS["a false check"]
    folder = broken(name, old, new)
    first, second = built(jupyter_book, folder), built(jupyter_book, folder)
    assert 0 not in (first[0], second[0])
    assert reason in second[1]


@pytest.mark.slow
@pytest.mark.parametrize(("name", "old", "new", "reason"), WARNINGS.values(), ids=WARNINGS)
def test_a_warning_stops_the_strict_build(broken, jupyter_book, name, old, new, reason):
    status, output = built(jupyter_book, broken(name, old, new), *STRICT)
    assert status != 0
    assert reason in output


@pytest.mark.slow
@pytest.mark.parametrize(("name", "old", "new", "reason"), WARNINGS.values(), ids=WARNINGS)
def test_the_same_warning_stops_the_next_build_too(broken, jupyter_book, name, old, new, reason):
    folder = broken(name, old, new)
    built(jupyter_book, folder, *STRICT)
    status, output = built(jupyter_book, folder, *STRICT)
    assert status != 0
    assert reason in output
