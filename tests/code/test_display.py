"""Values on a page, with IPython alone: no Sphinx and no MyST-NB."""

import io
import os
import subprocess
import sys

import pytest
from IPython.core.interactiveshell import InteractiveShell
from IPython.utils.capture import capture_output

from workedout import display
from workedout.display import KEPT, Formula, glue, show


class Html:
    """Shows itself as HTML."""

    def _repr_html_(self):
        return "<b>bold</b>"


@pytest.fixture
def shell(monkeypatch):
    """A kernel's shell."""
    shell = InteractiveShell.instance()
    shell.display_formatter.active_types = shell.display_formatter.format_types
    monkeypatch.setattr(display, "get_ipython", lambda: shell)
    yield shell
    InteractiveShell.clear_instance()


def outputs(act, *arguments):
    with capture_output() as captured:
        act(*arguments)
    return captured.outputs


def test_outside_a_notebook_a_value_is_printed(capsys):
    show(Formula("x^2"))
    assert "x^2" in capsys.readouterr().out


NOWHERE = {"none": lambda: None, "a closed one": lambda: closed(io.StringIO())}


def closed(stream):
    stream.close()
    return stream


@pytest.mark.parametrize("stream", NOWHERE.values(), ids=NOWHERE)
def test_without_an_open_console_nothing_is_printed_and_nothing_fails(stream, monkeypatch):
    monkeypatch.setattr(sys, "stdout", stream())
    show(Formula("x^2"))


def test_a_console_without_the_signs_gets_a_plain_form(monkeypatch):
    stream = io.TextIOWrapper(io.BytesIO(), encoding="cp1252")
    monkeypatch.setattr(sys, "stdout", stream)
    show("✓ η × 2")
    stream.flush()
    assert stream.buffer.getvalue().decode("cp1252").rstrip() == "ok eta × 2"


def test_outside_a_notebook_keeping_a_value_prints_nothing(capsys):
    glue("name", 3)
    assert capsys.readouterr().out == ""


def test_in_a_notebook_a_value_shows_itself(shell):
    (output,) = outputs(show, Html())
    assert output.data["text/html"] == "<b>bold</b>"


def test_a_figure_is_shown_where_it_is_computed_and_kept_under_its_name(shell):
    (output,) = outputs(glue, "bold", Html())
    assert output.data["text/html"] == "<b>bold</b>"
    assert output.metadata["scrapbook"] == {"name": "bold", "mime_prefix": ""}


def test_a_kept_number_is_not_shown_but_kept_under_its_name(shell):
    (output,) = outputs(glue, "count", 3)
    assert all(kind.startswith(KEPT) for kind in output.data)
    assert output.metadata["scrapbook"] == {"name": "count", "mime_prefix": KEPT}


def test_a_kept_formula_has_its_latex(shell):
    (output,) = outputs(glue, "square", Formula("x^2"))
    assert "x^2" in output.data[f"{KEPT}text/latex"]


def test_a_formula_says_of_which_identity_it_is(shell):
    (output,) = outputs(glue, "square", Formula("x^2", "square"))
    assert output.metadata["workedout"] == {
        "kind": "formula",
        "latex": "x^2",
        "identity": "square",
    }


def test_what_is_noted_of_a_formula_changes_nothing_that_is_shown(shell):
    (output,) = outputs(show, Formula("x^2"))
    assert set(output.data) == {"text/plain", "text/latex"}


def test_a_kept_number_is_text(shell):
    (output,) = outputs(glue, "count", 3)
    assert output.data[f"{KEPT}text/plain"] == "3"


WITHOUT_SPHINX = """
import sys

class Refuse:
    def find_spec(self, name, path=None, target=None):
        if name.split(".")[0] in ("sphinx", "myst_nb", "myst_parser", "docutils", "jupyter_book"):
            raise ImportError(name)

sys.meta_path.insert(0, Refuse())
from workedout.checks import check
from workedout.figures.kit.drawing import drawing
check("it holds", True)
"""


def test_the_package_needs_no_sphinx():
    done = run_script(WITHOUT_SPHINX, "utf-8")
    assert (done.returncode, done.stdout) == (0, "✓ it holds\n"), done.stderr


def run_script(code, encoding):
    """Run some code whose output has an encoding."""
    return subprocess.run(
        [sys.executable, "-c", code],
        env={**os.environ, "PYTHONIOENCODING": encoding},
        capture_output=True,
        encoding=encoding,
        check=False,
    )
