"""Pages are read again after a change of the extensions, and after none they are not."""

from pathlib import Path

import pytest

from workedout_book.documents import digest_of
from workedout_book.site import own_code

EXTENSIONS = ["workedout_book.site.own_code"]


@pytest.fixture
def code(tmp_path_factory, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder that is taken for that of the extensions."""
    folder = tmp_path_factory.mktemp("extensions")
    (folder / "rooms").mkdir()
    (folder / "rooms/one.py").write_text("one = 1\n", "utf-8")
    monkeypatch.setattr(own_code, "CODE", folder)
    return folder


def test_pages_are_written_again_when_the_code_changed_and_only_then(tiny_book, code) -> None:
    def build(**files: str) -> str:
        book = tiny_book(files, EXTENSIONS)
        page = book.output / "index.html"
        page.write_text("as it was", "utf-8")
        return book.pages["index"]

    assert "One" in build(**{"index.md": "# One\n"})
    assert build() == "as it was"
    (code / "rooms/one.py").write_text("one = 2\n", "utf-8")
    assert "One" in build()


def test_a_module_that_moved_is_another_and_what_python_keeps_is_none(code) -> None:
    before = digest_of(code)
    (code / "__pycache__").mkdir()
    (code / "__pycache__/one.pyc").write_bytes(b"compiled")
    assert digest_of(code) == before
    (code / "rooms/one.py").rename(code / "rooms/two.py")
    assert digest_of(code) != before
