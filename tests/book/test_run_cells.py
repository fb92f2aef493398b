"""The cells of a page, run without a build."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import run_cells

PAGE = """# A page

```{code-cell} python
:tags: [remove-cell]

from workedout.checks import check
two = 2
```

Text.

```{code-cell} python
check("Two is two", two == 2)
```
"""


def ran(page: Path, text: str) -> subprocess.CompletedProcess[str]:
    page.write_text(text, "utf-8")
    return subprocess.run(
        [sys.executable, run_cells.__file__, page],
        capture_output=True,
        encoding="utf-8",
        check=False,
    )


def test_a_cell_has_the_names_of_those_before_and_shows_its_tick(tmp_path: Path) -> None:
    done = ran(tmp_path / "page.md", PAGE)
    assert (done.returncode, done.stdout) == (0, "✓ Two is two\n"), done.stderr


def test_a_cell_that_fails_names_its_line_of_the_page(tmp_path: Path) -> None:
    done = ran(tmp_path / "page.md", PAGE.replace("two == 2", "two == 3"))
    assert done.returncode == 1
    assert 'page.md", line 13' in done.stderr
    assert done.stderr.endswith("CheckFailedError: not true: Two is two\n")
