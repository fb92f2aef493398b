"""The cache of executed pages lies in the build folder, whatever signs its path has.

jupyter-cache names its database by an address, in which a question mark begins settings and a
percent sign with two digits is another sign: such a path led elsewhere, or nowhere. Where the
database cannot be opened at all, the build ends in one line.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

from jupyter_cache import get_cache
from jupyter_cache.cache import db
from sphinx.application import Sphinx
from sphinx.config import Config
from sqlalchemy import URL, Engine, create_engine
from sqlalchemy.exc import SQLAlchemyError

_PLAIN = db.create_engine
_SQLITE = "sqlite:///"


def engine_of(address: str) -> Engine:
    """The engine of the database in a file, whose path is all that follows the scheme."""
    return create_engine(URL.create("sqlite", database=address.removeprefix(_SQLITE)))


def start(app: Sphinx, config: Config) -> None:
    """Have the cache take its path as it is.

    Raises:
        SystemExit: the path is none that can be written into a page.
    """
    try:
        str(app.outdir).encode()
    except UnicodeEncodeError:
        path = os.fsencode(app.outdir)
        raise SystemExit(f"the path {path!r} is not UTF-8: rename its folders") from None
    db.create_engine = engine_of


def check(app: Sphinx) -> None:
    """Open the cache.

    Raises:
        SystemExit: it cannot be opened.
    """
    config = app.env.mystnb_config  # type: ignore[attr-defined]
    if config.execution_mode != "cache":
        return
    folder = Path(config.execution_cache_path)
    try:
        get_cache(folder).list_cache_records()
    except (OSError, RuntimeError, SQLAlchemyError) as error:
        reason = str(error).splitlines()[0]
        raise SystemExit(
            f"the cache of executed pages, {folder}, cannot be opened ({reason}): remove that "
            f"folder or, where its path is long ({len(os.fsencode(folder))} bytes), move the book"
        ) from None


def stop(app: Sphinx, exception: Exception | None) -> None:
    """Give the cache its own function back."""
    db.create_engine = _PLAIN


def setup(app: Sphinx) -> dict[str, Any]:
    """Register the handlers."""
    app.connect("config-inited", start, priority=2)
    # After MyST-NB, which settles where the cache is.
    app.connect("builder-inited", check, priority=900)
    app.connect("build-finished", stop)
    return {"version": "1.0", "parallel_read_safe": True, "parallel_write_safe": True}
