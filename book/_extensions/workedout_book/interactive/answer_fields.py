"""What to ask below each exercise, from the keys of a package, in a process of its own.

Computing the right answers takes libraries that the build does not need, and some seconds. So a
program does it beside the build, which starts it first and waits for it when a page asks. What it
printed is kept next to the site's stored pages, under a digest of the package: a build after no
change starts nothing.

Configuration:

``answer_fields_program``
    module that prints as JSON the ``fields``, by the label of the exercise; the names of the
    ``scripts`` that judge, in order, under ``every`` and under the kinds of fields that need more;
    and the ``tables`` that these read, as scripts, under the same. Empty: there are no fields.
``answer_fields_package``
    folder of the package that it is in, relative to the book.
"""

from __future__ import annotations

import hashlib
import json
import re
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sphinx.errors import ExtensionError

from workedout_book.documents import digest_of

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.environment import BuildEnvironment

NAME = "answer_fields"  # of the file that keeps them, and of the attribute of the application

_COMMENT = re.compile(r"^ *(?:/\*.*?\*/|//[^\n]*)\n", re.MULTILINE | re.DOTALL)
_INDENTATION = re.compile(r"^ +", re.MULTILINE)

Fields = dict[str, dict[str, Any]]


class Program:
    """The program, at work until its output is asked for.

    Args:
        module: that is run.
        kept: the file of an output of the same package; it need not be there.
    """

    def __init__(self, module: str, kept: Path) -> None:
        self._kept = kept
        self._module = module
        self._found: dict[str, Any] | None = None
        self._process = None if kept.is_file() else self._start()

    def _start(self) -> subprocess.Popen[str]:
        return subprocess.Popen(
            [sys.executable, "-m", self._module],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            encoding="utf-8",
        )

    def found(self) -> dict[str, Any]:
        """What it printed.

        Raises:
            ExtensionError: it ended with an error.
        """
        if self._found is None:
            self._found = json.loads(self._output())
        return self._found

    def _output(self) -> str:
        if self._process is None:
            return self._kept.read_text("utf-8")
        output, errors = self._process.communicate()
        if self._process.returncode:
            last = errors.strip().splitlines()[-1:] or ["no message"]
            raise ExtensionError(f"python -m {self._module} failed: {last[0]}")
        self._kept.parent.mkdir(parents=True, exist_ok=True)
        for old in self._kept.parent.glob(f"{NAME}-*.json"):
            old.unlink(missing_ok=True)
        self._kept.write_text(output, "utf-8", newline="\n")
        return output

    def stop(self) -> None:
        """Let it go, where nobody asked."""
        if self._process is not None and self._process.poll() is None:
            self._process.kill()
            self._process.communicate()


def start(app: Sphinx) -> None:
    """Start the program where there is one."""
    if app.config.answer_fields_program:
        package = Path(app.srcdir, app.config.answer_fields_package)
        python = hashlib.sha256(sys.version.encode()).hexdigest()[:8]
        kept = Path(app.doctreedir, f"{NAME}-{digest_of(package, '*.py')}-{python}.json")
        setattr(app, NAME, Program(app.config.answer_fields_program, kept))


def answer_fields(app: Sphinx) -> Fields:
    """The field of each exercise, by label; none where there is no program."""
    program: Program | None = getattr(app, NAME, None)
    fields: Fields = program.found()["fields"] if program else {}
    return fields


def judge_scripts(app: Sphinx, folder: Path) -> dict[str, str]:
    """The scripts that judge, each kind's put together from a folder; none without a program."""
    program: Program | None = getattr(app, NAME, None)
    if program is None:
        return {}
    found = program.found()
    return {
        kind: found["tables"].get(kind, "")
        + "".join(lean((folder / name).read_text("utf-8")) for name in names)
        for kind, names in found["scripts"].items()
    }


def lean(script: str) -> str:
    """A script without comments that have lines of their own, and without indentation.

    No text of it goes over a line, so that nothing but what it weighs is changed.
    """
    return _INDENTATION.sub("", _COMMENT.sub("", script))


def changed_pages(app: Sphinx, env: BuildEnvironment, *names: Any) -> list[str]:
    """The pages whose fields are others than when they were read; a first build waits for none."""
    kept: dict[str, dict[str, str]] = env.__dict__.get(NAME, {})
    fields = answer_fields(app) if kept else {}
    return [
        page
        for page, seen in kept.items()
        if page in env.found_docs
        and any(state(fields.get(label)) != was for label, was in seen.items())
    ]


def note_fields(env: BuildEnvironment, docname: str, seen: dict[str, str]) -> None:
    """Keep with which fields a page was read, by label."""
    env.__dict__.setdefault(NAME, {})[docname] = seen


def state(field: dict[str, Any] | None) -> str:
    """A field in few signs, to see whether it changed."""
    return hashlib.sha256(json.dumps(field, sort_keys=True).encode()).hexdigest()[:20]


def stop(app: Sphinx, exception: Exception | None) -> None:
    """Leave no process behind."""
    program: Program | None = getattr(app, NAME, None)
    if program:
        program.stop()


def setup(app: Sphinx) -> dict[str, Any]:
    """Register the settings, and the program's beginning and end."""
    app.add_config_value("answer_fields_program", "", "env", [str])
    app.add_config_value("answer_fields_package", "", "env", [str])
    app.connect("builder-inited", start)
    app.connect("env-get-outdated", changed_pages)
    app.connect("build-finished", stop)
    return {"version": "1", "parallel_read_safe": False, "parallel_write_safe": True}
