"""Every page is read again when the code of these extensions changed.

Sphinx notices other pages, another configuration and other versions of extensions. These extensions
change with the book and have no versions: after `git pull` pages that an earlier one made would
stand beside the scripts of a later one. Cells are not executed again for it.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from workedout_book.documents import digest_of

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.config import Config

CODE = Path(__file__).resolve().parents[1]


def note(app: Sphinx, config: Config) -> None:
    """Keep which code reads the pages."""
    config.own_code = digest_of(CODE)


def setup(app: Sphinx) -> dict[str, Any]:
    """Register what is kept."""
    app.add_config_value("own_code", "", "env", [str])
    app.connect("config-inited", note)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
