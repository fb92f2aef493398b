"""Kernels get the environment that the configuration states."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from tiny_book import TinyBook

from workedout_book.execution.environment import changed_environment, write_ipython_folder

PAGE = """---
file_format: mystnb
kernelspec: {display_name: Python 3, language: python, name: python3}
---

# A title

```{code-cell} python
import logging

logging.getLogger("matplotlib.font_manager").warning("building the " + "font cache")
logging.getLogger("matplotlib").warning("something " + "else")
[name for name in globals() if not name.startswith("_")]
```
"""


def test_variables_are_set_and_removed_and_the_rest_is_kept() -> None:
    before = {"PATH": "/bin", "DATA": "/data", "BUILD": "0"}
    after = changed_environment(before, {"BUILD": "1"}, ["DATA", "ABSENT"])
    assert after == {"PATH": "/bin", "BUILD": "1"}
    assert before["DATA"] == "/data"


def test_the_ipython_folder_silences_kernels(tmp_path: Path) -> None:
    write_ipython_folder(tmp_path / "ipython")
    path = tmp_path / "ipython" / "profile_default" / "ipython_kernel_config.py"
    assert "log_level" in path.read_text("utf-8")


def test_that_fonts_are_listed_for_the_first_time_is_on_no_page(
    tiny_book: Callable[..., TinyBook],
) -> None:
    book = tiny_book(
        {"index.md": PAGE}, ["workedout_book.execution.environment"], nb_execution_mode="force"
    )
    outputs = " ".join(output.text for output in book.soup().select(".cell_output"))
    assert "font cache" not in outputs
    assert "something else" in outputs
    assert "['In', 'Out', 'get_ipython', 'exit', 'quit', 'open', 'logging']" in outputs
