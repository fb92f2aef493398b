"""Give the kernels of a build the environment that the configuration states, and no other.

Kernels inherit the environment of the build. Here variables are set (``kernel_environment``) and
removed (``kernel_environment_unset``) for the time of the build, and IPython's folder is one
inside the build folder, so that a user's start-up files have no say in what a page prints, and
a kernel's own notices (ipykernel's about its transport, matplotlib's about fonts) stay out of the
build's output and of the pages.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from sphinx.application import Sphinx
from sphinx.config import Config

KERNEL_CONFIG = """\
c.IPKernelApp.log_level = 40  # errors only
c.HistoryManager.enabled = False
# On a machine's first day, matplotlib says on some page that it lists the fonts.
c.IPKernelApp.exec_lines = [
    "__import__('logging').getLogger('matplotlib.font_manager').setLevel('ERROR')"
]
"""


def changed_environment(
    environment: Mapping[str, str], put: Mapping[str, str], drop: Iterable[str]
) -> dict[str, str]:
    """A copy of `environment` with the variables of `put` and without those of `drop`."""
    dropped = set(drop)
    kept = {name: value for name, value in environment.items() if name not in dropped}
    return kept | {name: str(value) for name, value in put.items()}


def write_ipython_folder(folder: Path) -> None:
    """Make `folder` an IPython folder whose kernels report nothing but errors."""
    profile = folder / "profile_default"
    profile.mkdir(parents=True, exist_ok=True)
    (profile / "ipython_kernel_config.py").write_text(KERNEL_CONFIG, "utf-8", newline="\n")


def enter(app: Sphinx, config: Config) -> None:
    """Change this process's environment, and restore it when the build is over."""
    before = dict(os.environ)
    ipython = Path(app.outdir).resolve().parent / ".ipython"
    write_ipython_folder(ipython)
    put = {**config.kernel_environment, "IPYTHONDIR": str(ipython)}
    _replace_environment(changed_environment(before, put, config.kernel_environment_unset))
    app.connect("build-finished", lambda _app, _exception: _replace_environment(before))


def _replace_environment(wanted: Mapping[str, str]) -> None:
    for name in os.environ.keys() - wanted.keys():
        del os.environ[name]
    os.environ.update(wanted)


def setup(app: Sphinx) -> dict[str, Any]:
    """Register the configuration and the handler."""
    app.add_config_value("kernel_environment", {}, "", [dict])
    app.add_config_value("kernel_environment_unset", [], "", [list, tuple])
    app.connect("config-inited", enter)
    return {"version": "1.0", "parallel_read_safe": True, "parallel_write_safe": True}
