"""The built site can be put on a host as it is: all may read it, and it names no place of here."""

from __future__ import annotations

import json
import os
import re
import socket
import sys
import tempfile
import zipfile
import zlib
from collections.abc import Callable, Iterator
from html import escape
from pathlib import Path
from urllib.parse import quote

import pytest
from tiny_book import ROOT, TinyBook

from workedout_book.site.readable_site import make_readable

# Places on any machine: what a traceback, a warning of a cell or a record of elsewhere may name.
PLACES = re.compile(
    rb"(?<![\w.])/(?:home|root|Users|tmp|var/folders)/\w|\bsite-packages/|\bipykernel_\d|[A-Z]:\\Users"
)


def not_readable(site: Path) -> list[str]:
    """Files that not everybody may read, and folders that not everybody may enter and list."""
    return [
        f"{path.relative_to(site)}: {mode:o}"
        for path in (site, *sorted(site.rglob("*")))
        if (mode := path.stat().st_mode & 0o777) & (wanted := 0o555 if path.is_dir() else 0o444)
        != wanted
    ]


def contents(path: Path) -> Iterator[bytes]:
    """What is in a file, and in what is packed in it."""
    content = path.read_bytes()
    yield content
    if zipfile.is_zipfile(path):
        with zipfile.ZipFile(path) as packed:
            yield from (name.encode() for name in packed.namelist())
            yield from (packed.read(name) for name in packed.namelist())
    if path.name == "objects.inv":
        head = b"zlib.\n"  # of the inventory; what follows is packed
        yield zlib.decompress(content[content.index(head) + len(head) :])


def spellings(name: str) -> set[bytes]:
    """A path as it stands in a text, in HTML, in JSON and in an address."""
    spelt = {name, escape(name), json.dumps(name)[1:-1], quote(name)}
    return {each.encode(errors="surrogateescape") for each in spelt}


def names_of_here() -> list[str]:
    """The folders of the checkout, Python and the user; this machine, if its name is no word."""
    folders = [ROOT, sys.prefix, sys.base_prefix, Path.home(), tempfile.gettempdir()]
    both = {name for each in folders for name in (os.path.abspath(each), os.path.realpath(each))}
    host = socket.gethostname()
    telling = [host] if len(host) > 5 and re.search(r"[\d.-]", host) else []
    return sorted(name for name in both if name.count("/") > 1) + telling


def named_places(site: Path, names: list[str]) -> list[str]:
    """The files in which one of the names, or a place on any machine, is to be read."""
    wanted = re.compile(
        b"|".join(map(re.escape, {form for name in names for form in spellings(name)}))
    )
    found = []
    for path in sorted(site.rglob("*")):
        if path.is_file():
            for content in contents(path):
                match = (wanted.search(content) if names else None) or PLACES.search(content)
                if match:
                    found.append(f"{path.relative_to(site)}: {match[0].decode(errors='replace')}")
    return found


def test_everybody_may_read_the_site(site):
    assert not_readable(site) == []


def test_the_site_names_no_place_of_the_machine_that_built_it(site):
    assert named_places(site, names_of_here()) == []


# The checkers themselves, each on a small site with one fault.

HERE = "/srv/build & test/book 1"


@pytest.fixture
def small_site(tmp_path: Path) -> Path:
    """A page, a style sheet, a wheel and an inventory; none names a place."""
    site = tmp_path / "site"
    (site / "book").mkdir(parents=True)
    (site / "book/page.html").write_text(
        "<p>Data in /path/to/data, e.g. a/home/b, ../tmp/c.</p>", "utf-8"
    )
    (site / "style.css").write_text("", "utf-8")
    write_wheel(site, "x = 1")
    write_inventory(site, "a py:module 1 b.html#a -")
    return site


def write_wheel(site: Path, text: str) -> None:
    with zipfile.ZipFile(site / "a-1-py3-none-any.whl", "w", zipfile.ZIP_DEFLATED) as wheel:
        wheel.writestr("a.py", text)


def write_inventory(site: Path, text: str) -> None:
    head = b"# The remainder of this file is compressed using zlib.\n"
    (site / "objects.inv").write_bytes(head + zlib.compress(text.encode()))


def on_the_page(text: str) -> Callable[[Path], object]:
    return lambda site: (site / "book/page.html").write_text(f"<p>{text}</p>", "utf-8")


NAMED: dict[str, Callable[[Path], object]] = {
    "a page": on_the_page(f"in {escape(HERE)}/book"),
    "a notebook": lambda site: (site / "a.ipynb").write_text(json.dumps({"a": HERE}), "utf-8"),
    "an address": lambda site: (site / "a.svg").write_text(f"file://{quote(HERE)}/a.svg", "utf-8"),
    "a wheel": lambda site: write_wheel(site, f"# {HERE}"),
    "an inventory": lambda site: write_inventory(site, HERE),
    "a picture": lambda site: (site / "a.png").write_bytes(b"\x89PNG\xff" + HERE.encode()),
    "a home elsewhere": on_the_page("File " + "/home" + "/somebody/book.py"),
    "a warning of a cell": on_the_page("ipykernel_4711/2.py:3: UserWarning"),
    "a library": on_the_page("lib/python3.11/site-packages/torch/nn.py:3"),
}
CLOSED: dict[str, Callable[[Path], object]] = {
    "a file": lambda site: (site / "style.css").chmod(0o600),
    "a file for a group": lambda site: (site / "style.css").chmod(0o640),
    "a folder": lambda site: (site / "book").chmod(0o700),
    "a folder that cannot be listed": lambda site: (site / "book").chmod(0o711),
    "the site itself": lambda site: site.chmod(0o750),
}


def test_a_site_that_is_fit_passes(small_site):
    assert (named_places(small_site, [HERE]), not_readable(small_site)) == ([], [])


@pytest.mark.parametrize("spoil", NAMED.values(), ids=NAMED)
def test_a_place_is_found_in(small_site, spoil):
    spoil(small_site)
    assert len(named_places(small_site, [HERE])) == 1


@pytest.mark.parametrize("spoil", CLOSED.values(), ids=CLOSED)
def test_what_is_not_for_everybody_is_found(small_site, spoil):
    spoil(small_site)
    assert len(not_readable(small_site)) == 1


def test_this_checkout_is_among_the_names_of_here():
    assert str(ROOT) in names_of_here()


@pytest.fixture
def strict_umask() -> Iterator[None]:
    """New files are for their owner alone."""
    before = os.umask(0o077)
    yield
    os.umask(before)


@pytest.mark.usefixtures("strict_umask")
def test_a_site_is_readable_by_all_under_any_umask(tiny_book):
    built: TinyBook = tiny_book({"index.md": "# A title"}, ["workedout_book.site.readable_site"])
    assert (built.status, built.warnings) == (0, "")
    assert not_readable(built.output) == []


@pytest.mark.usefixtures("strict_umask")
def test_a_file_of_another_user_is_a_warning(tiny_book, monkeypatch):
    def refuse(path: Path, mode: int) -> None:
        raise PermissionError

    monkeypatch.setattr(Path, "chmod", refuse)
    built = tiny_book({"index.md": "# A title"}, ["workedout_book.site.readable_site"])
    assert built.status == 1
    assert "index.html belongs to another user" in built.warnings


def test_other_rights_stay(tmp_path: Path):
    file = tmp_path / "program"
    file.touch()
    file.chmod(0o700)
    make_readable(file)
    assert file.stat().st_mode & 0o777 == 0o744
