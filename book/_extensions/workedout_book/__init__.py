"""The extensions of this book, in rooms, with one setup for all.

Each module that has a ``setup`` of its own is an extension by itself, and can be named alone.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from sphinx.application import Sphinx

# In this order their handlers are called where priorities are equal.
EXTENSIONS = (
    "site.own_code",
    "site.whole_book",
    "execution.one_at_a_time",
    "execution.cache_place",
    "execution.key",
    "execution.ahead",
    "execution.environment",
    "execution.warned_pages",
    "chapters.shown_source",
    "notebooks.notebooks",
    "notebooks.download_links",
    "notebooks.launch_links",
    "chapters.head",
    "interactive.playground",
    "interactive.lab",
    "chapters.predict",
    "chapters.short_answer",
    "chapters.further",
    "chapters.ticks",
    "chapters.folds",
    "chapters.core_path",
    "chapters.wrong_answers",
    "interactive.stepper",
    "interactive.answering",
    "gates.typed_numbers",
    "mathematics.checked_equations",
    "mathematics.katex",
    "site.lettered_pages",
    "site.section_search",
    "site.page_meta",
    "site.social_image",
    "site.start_page",
    "site.not_found",
    "site.for_hosts",
    "site.lean_files",
    "site.theme_scripts",
    "site.preloads",
    "site.printed_book",
    "site.previews",
    "site.page_finish",
    "gates.alt_text",
    "site.author_year",
    "exercises.rules",
    "exercises.hidden_solutions",
    "exercises.checked",
    "exercises.hints",
    "exercises.answer_steps",
    "site.edition",
    "site.readable_site",
    "chapters.teaching",
    "chapters.cards",
    "interactive.progress",
    "interactive.fields",
)


def setup(app: Sphinx) -> dict[str, Any]:
    """Set up every extension of the book."""
    for name in EXTENSIONS:
        app.setup_extension(f"{__name__}.{name}")
    return {"version": "1.0", "parallel_read_safe": True, "parallel_write_safe": True}
