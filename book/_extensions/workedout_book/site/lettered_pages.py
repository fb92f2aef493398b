"""Let the numbers on pages that are no chapters say where they are: Table N.2 is in Notation.

Sphinx counts figures, tables, listings and formulas by chapter where the table of contents is
numbered, so that Fig. 5.3 is in chapter 5. On pages beside the chapters it counts through all of
them, without a word of which. Here each such page counts for itself, under a letter.

Configuration value:

``lettered_pages``
    The letter of each such page.
"""

from __future__ import annotations

from typing import Any

from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment

Numbers = dict[str, dict[str, tuple[Any, ...]]]  # of one page, by kind and anchor


def lettered(numbers: Numbers, letter: str) -> Numbers:
    """Return a page's numbers, counted from one for each kind, under its letter."""
    return {
        kind: {
            anchor: (letter, place)
            for place, anchor in enumerate(sorted(of_kind, key=of_kind.__getitem__), 1)
        }
        for kind, of_kind in numbers.items()
    }


def plain_numbers(app: Sphinx, env: BuildEnvironment) -> list[str]:
    """Put back the numbers that Sphinx gave, with which it compares those that it gives now."""
    env.toc_fignumbers.update(getattr(env, "numbers_without_letter", {}))
    return []


def letter_numbers(app: Sphinx, env: BuildEnvironment) -> list[str]:
    """Set the letters; return the pages whose numbers are others than before."""
    letters: dict[str, str] = app.config.lettered_pages
    pages = [page for page in letters if page in env.toc_fignumbers]
    before = getattr(env, "numbers_with_letter", {})
    after = {page: lettered(env.toc_fignumbers[page], letters[page]) for page in pages}
    env.numbers_without_letter = {page: env.toc_fignumbers[page] for page in pages}  # type: ignore[attr-defined]
    env.numbers_with_letter = after  # type: ignore[attr-defined]
    env.toc_fignumbers.update(after)
    return [page for page in pages if after[page] != before.get(page)]


def setup(app: Sphinx) -> dict[str, Any]:
    """Register the configuration, and both handlers around Sphinx's own (500)."""
    app.add_config_value("lettered_pages", {}, "env", [dict])
    app.connect("env-get-updated", plain_numbers, priority=100)
    app.connect("env-get-updated", letter_numbers, priority=900)
    return {"version": "1.0", "parallel_read_safe": True, "parallel_write_safe": True}
