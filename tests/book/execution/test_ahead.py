"""Pages are executed side by side, and come out as if one had followed the other."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path
from threading import Thread

import nbformat
import pytest
from jupyter_cache.executors.utils import single_nb_execution
from myst_nb.core.execute import cache as cached_execution
from tiny_book import TinyBook

from workedout_book.execution import ahead as execute_ahead
from workedout_book.execution.jobs import Ahead, identity

HEAD = """---
file_format: mystnb
kernelspec: {display_name: Python 3, language: python, name: python3}
---

# A title

"""
# A page says in a folder that it has begun, and waits until as many others have.
MEETING = """```{{code-cell}} python
import time
from pathlib import Path

folder = Path({folder!r})
(folder / {name!r}).touch()
end = time.monotonic() + 60
while len(list(folder.iterdir())) < {others} and time.monotonic() < end:
    time.sleep(0.05)
print("met", len(list(folder.iterdir())))
```
"""
SETTINGS = {"cwd": ".", "timeout": 60, "allow_errors": False, "meta_override": True}


def page(*cells: str) -> str:
    return HEAD + "\n".join(f"```{{code-cell}} python\n{cell}\n```\n" for cell in cells)


def notebook(*cells: str) -> nbformat.NotebookNode:
    made = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(cell) for cell in cells])
    for cell in made.cells:
        cell.id = "same"
    return made


@pytest.fixture
def build(tiny_book: Callable[..., TinyBook], monkeypatch) -> Callable[..., TinyBook]:
    """Build with the extension on a machine of two cores."""
    monkeypatch.setattr(execute_ahead, "cores", lambda: 2)

    def built(files: dict[str, str], **settings: object) -> TinyBook:
        settings = {"nb_execution_mode": "cache", "nb_execution_raise_on_error": True, **settings}
        return tiny_book(
            files,
            ["workedout_book.execution.ahead", "workedout_book.execution.outputs"],
            **settings,
        )

    return built


def test_two_pages_are_executed_at_the_same_time(build, tmp_path: Path) -> None:
    folder = tmp_path / "meeting"
    folder.mkdir()
    files = {
        f"{name}.md": HEAD + MEETING.format(folder=str(folder), name=name, others=2)
        for name in ("index", "second")
    }
    book = build(files)
    assert (book.status, book.warnings) == (0, "")
    for name in ("index", "second"):
        assert "met 2" in book.soup(name).text


def test_each_page_shows_its_own_outputs_and_those_of_the_cache_are_not_made_again(
    build, tmp_path: Path
) -> None:
    log = tmp_path / "log"
    files = {
        f"{name}.md": page(f"print({name!r}, file=open({str(log)!r}, 'a'))", f"'page ' + {name!r}")
        for name in ("index", "second", "third")
    }
    book = build(files)
    for name in ("index", "second", "third"):
        assert f"page {name}" in book.soup(name).text
    assert sorted(log.read_text("utf-8").split()) == ["index", "second", "third"]
    files["second.md"] += "\nMore prose.\n"
    files["third.md"] = files["third.md"].replace("'page '", "'other page '")
    book = build(files)
    assert "page second" in book.soup("second").text
    assert "other page third" in book.soup("third").text
    assert sorted(log.read_text("utf-8").split()) == ["index", "second", "third", "third"]


def test_a_failing_cell_stops_the_build_and_no_kernel_goes_on(build, tmp_path: Path) -> None:
    begun, ended = tmp_path / "begun", tmp_path / "ended"
    wait = (
        f"import time, pathlib\npathlib.Path({str(begun)!r}).touch()\ntime.sleep(8)\n"
        f"pathlib.Path({str(ended)!r}).touch()"
    )
    fail = (
        f"import time, pathlib\nwhile not pathlib.Path({str(begun)!r}).exists(): time.sleep(0.05)\n"
        "1 / 0"
    )
    with pytest.raises(Exception, match=r"index\.md"):
        build({"index.md": page(fail), "second.md": page(wait)})
    assert begun.exists()
    time.sleep(9)
    assert not ended.exists()


def test_the_function_of_myst_nb_is_its_own_again_after_the_build(build) -> None:
    build({"index.md": page("6 * 7")})
    assert cached_execution.single_nb_execution is single_nb_execution


def test_a_page_with_settings_of_its_own_is_left_to_its_reading(build) -> None:
    own = page("print('exec' + 'uted')").replace(
        "file_format: mystnb", "file_format: mystnb\nmystnb: {execution_mode: 'off'}"
    )
    book = build({"index.md": own})
    assert "executed" not in book.soup().text


def test_a_notebook_gets_the_outputs_of_its_own_execution() -> None:
    ahead, mine = Ahead(1), notebook("6 * 7")
    ahead.begin(mine, **SETTINGS)
    assert mine.cells[0].outputs == []
    result = ahead.finish(mine, **SETTINGS)
    assert result.err is None
    assert result.nb is mine
    assert mine.cells[0].outputs[0]["data"]["text/plain"] == "42"


def test_what_was_not_begun_is_executed_when_it_is_asked_for() -> None:
    ahead = Ahead(1)
    mine = notebook("6 * 9")
    assert ahead.finish(mine, **SETTINGS).err is None
    assert mine.cells[0].outputs[0]["data"]["text/plain"] == "54"


def test_an_error_in_a_cell_comes_back_as_a_value() -> None:
    ahead, mine = Ahead(1), notebook("1 / 0")
    ahead.begin(mine, **SETTINGS)
    result = ahead.finish(mine, **SETTINGS)
    assert "ZeroDivisionError" in result.exc_string


def test_a_notebook_that_cannot_be_executed_raises_when_it_is_asked_for() -> None:
    ahead, mine = Ahead(1), notebook("6 * 7")
    mine.metadata["kernelspec"] = {"name": "no-such-kernel"}
    ahead.begin(mine, **SETTINGS)
    with pytest.raises(Exception, match="no-such-kernel"):
        ahead.finish(mine, **SETTINGS)


def test_stopping_kills_what_runs_and_begins_nothing_more(tmp_path: Path) -> None:
    begun = [tmp_path / "first", tmp_path / "second"]
    ahead = Ahead(1)
    for path in begun:
        cell = f"import time, pathlib\npathlib.Path({str(path)!r}).touch()\ntime.sleep(600)"
        ahead.begin(notebook(cell), **SETTINGS)
    while not begun[0].exists():
        time.sleep(0.05)
    stopping = Thread(target=ahead.stop)
    stopping.start()
    stopping.join(timeout=60)
    assert not stopping.is_alive()
    assert not begun[1].exists()


def test_an_interrupt_while_a_page_is_waited_for_kills_what_runs(monkeypatch) -> None:
    ahead, mine = Ahead(1), notebook("import time; time.sleep(600)")
    ahead.begin(mine, **SETTINGS)
    (job,) = ahead._jobs.values()
    future = job.future
    wait = future.result

    def interrupted() -> None:
        while not future.running():
            time.sleep(0.05)
        raise KeyboardInterrupt

    monkeypatch.setattr(future, "result", interrupted)
    with pytest.raises(KeyboardInterrupt):
        ahead.finish(mine, **SETTINGS)
    with pytest.raises(Exception, match=r"[Kk]ernel"):
        wait(timeout=60)


@pytest.mark.parametrize(
    "change",
    [
        lambda book, settings: book.cells[0].update(source="7"),
        lambda book, settings: book.cells[0].metadata.update(tags=["raises-exception"]),
        lambda book, settings: book.metadata.update(kernelspec={"name": "other"}),
        lambda book, settings: settings.update(timeout=61),
    ],
    ids=["source", "metadata of a cell", "kernel", "setting"],
)
def test_what_decides_an_execution_is_in_its_identity(change) -> None:
    book, settings = notebook("6"), dict(SETTINGS)
    before = identity(book, settings)
    assert identity(notebook("6"), dict(SETTINGS)) == before
    change(book, settings)
    assert identity(book, settings) != before
