"""Files that are none, and paths as people write them: told in one line, and never waited for."""

import os
import signal
import socket
import sys
from pathlib import Path

import pytest

from workedout import files
from workedout.data import mnist
from workedout.data.idx import read_bytes
from workedout.data.mnist import data_root, load
from workedout.data.photographs import photograph
from workedout.errors import WorkedOutError
from workedout.files import content, named, reason, replace
from workedout.networks.pretrained_weights import SQUEEZENET, from_file, path_of, read_verified
from workedout.records import journal, store

NUL = "a\0b"
PATIENCE = 20  # seconds; none of these takes one

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="pipes and devices with names")


@pytest.fixture(autouse=True)
def waits_for_nothing():
    """A reader that waits for a pipe fails, in place of keeping everybody waiting."""

    def waited(number, frame):
        raise TimeoutError("it waited")

    before = signal.signal(signal.SIGALRM, waited)
    signal.alarm(PATIENCE)
    yield
    signal.alarm(0)
    signal.signal(signal.SIGALRM, before)


def socket_at(path: Path) -> None:
    place = os.getcwd()
    os.chdir(path.parent)  # the name of a socket must be short
    try:
        with socket.socket(socket.AF_UNIX) as listening:
            listening.bind(path.name)
    finally:
        os.chdir(place)


def terabyte(path: Path) -> None:
    path.touch()
    os.truncate(path, 1 << 40)


PLACES = {
    "a pipe": os.mkfifo,
    "a folder": Path.mkdir,
    "a device without end": lambda path: path.symlink_to("/dev/zero"),
    "a device without content": lambda path: path.symlink_to("/dev/null"),
    "a socket": socket_at,
    "a link that leads nowhere": lambda path: path.symlink_to("nowhere"),
    "a link to itself": lambda path: path.symlink_to(path.name),
    "a file of a terabyte": terabyte,
}


def raw_file(folder: Path) -> Path:
    raw = folder / "MNIST" / "raw"
    raw.mkdir(parents=True)
    return raw / next(iter(mnist.FULL_FILES))


def own_record(folder: Path) -> Path:
    """In the test's own checkout."""
    store.writing_folder().mkdir()
    return store.writing_folder() / "tiny.json"


# Where a file is looked for in a folder, and what reads it.
READERS = {
    "a file of digits": (lambda folder: folder / "labels", read_bytes),
    "a packed file of digits": (lambda folder: folder / "labels.gz", read_bytes),
    "a data set": (raw_file, lambda path: load(path.parents[2])),
    "a packed data set": (
        lambda folder: raw_file(folder).with_suffix(".gz"),
        lambda path: load(path.parents[2]),
    ),
    "weights": (lambda folder: folder / "weights", lambda path: read_verified(path, "")),
    "a photograph": (lambda folder: folder / "cat.png", photograph),
    "a record": (own_record, lambda path: store.read(path.stem)),
}


@pytest.mark.parametrize(("find", "read"), READERS.values(), ids=READERS)
@pytest.mark.parametrize("make", PLACES.values(), ids=PLACES)
def test_what_is_no_file_is_refused_in_one_line(tmp_path, own_package, make, find, read):
    path = find(tmp_path)
    make(path)
    with pytest.raises(WorkedOutError) as caught:
        read(path)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(("find", "read"), READERS.values(), ids=READERS)
def test_a_file_that_may_not_be_read_is_refused_in_one_line(
    tmp_path, own_package, monkeypatch, find, read
):
    path = find(tmp_path)
    path.touch()

    def refuse(*arguments):
        raise PermissionError(13, "Permission denied", str(path))

    monkeypatch.setattr(os, "open", refuse)  # who is root may read everything
    with pytest.raises(WorkedOutError, match="Permission denied") as caught:
        read(path)
    assert "\n" not in str(caught.value)


UNREADABLE = {kind: make for kind, make in PLACES.items() if kind != "a link that leads nowhere"}


@pytest.mark.parametrize("make", UNREADABLE.values(), ids=UNREADABLE)
def test_a_journal_that_is_no_file_is_told_before_anything_is_trained(own_package, make):
    path = journal.path_of("tiny")
    path.parent.mkdir(parents=True)
    make(path)
    with pytest.raises(WorkedOutError, match="keeps finished runs and cannot be read"):
        journal.entries("tiny")


@pytest.mark.parametrize("kind", ["a folder", "a link to itself", "a socket"])
def test_a_lock_that_is_no_file_is_told(own_package, kind):
    path = journal.path_of("tiny").with_suffix(".lock")
    path.parent.mkdir(parents=True)
    PLACES[kind](path)
    with (
        pytest.raises(WorkedOutError, match="cannot be locked"),
        journal.sole_writer("tiny"),
    ):
        pass


def test_an_error_while_the_lock_is_held_stays_what_it_is(own_package):
    with pytest.raises(OSError, match="the disk is full"), journal.sole_writer("tiny"):
        raise OSError("the disk is full")


def test_a_pipe_in_place_of_a_lock_keeps_nobody_waiting(own_package):
    path = journal.path_of("tiny").with_suffix(".lock")
    path.parent.mkdir(parents=True)
    os.mkfifo(path)
    with journal.sole_writer("tiny"):
        pass


NAMES = {
    "a NUL": NUL,
    "half a sign": "\ud800",
    "a name without end": "a" * 5_000,
    "a file as a folder": "/dev/null/MNIST",
}


@pytest.mark.parametrize("name", NAMES.values(), ids=NAMES)
def test_a_name_that_no_file_can_have_is_refused_in_one_line(name):
    for read in (load, photograph, lambda path: read_verified(Path(path), "")):
        with pytest.raises(WorkedOutError) as caught:
            read(name)
        assert "\n" not in str(caught.value)


def test_a_file_is_read_whole_up_to_the_limit(tmp_path):
    path = tmp_path / "file"
    path.write_bytes(b"12345")
    assert content(path, 5) == b"12345"
    with pytest.raises(OSError, match="it has more than 4 bytes"):
        content(path, 4)


def test_a_file_that_grows_without_end_is_left_at_the_limit(tmp_path, monkeypatch):
    """As those of ``/proc`` do, whose size is stated as 0."""
    path = tmp_path / "file"
    path.write_bytes(b"12345")
    stat = os.stat_result([0o100644, *[0] * 9])
    monkeypatch.setattr(os, "fstat", lambda descriptor: stat)
    with pytest.raises(OSError, match="it has more than 4 bytes"):
        content(path, 4)


def test_reading_leaves_no_file_open(tmp_path):
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "file").write_bytes(b"1")
    before = os.listdir("/proc/self/fd")
    for name in ("pipe", "file"):
        with pytest.raises(OSError, match="it "):
            content(tmp_path / name, 0)
    assert os.listdir("/proc/self/fd") == before


# Paths as people write them.


@pytest.fixture
def home(tmp_path, monkeypatch):
    monkeypatch.setenv("HOME", str(tmp_path))
    return tmp_path


HOMELY = {
    "the home folder": ("~", ""),
    "a folder in it": ("~/data", "data"),
    "a path in a path": (Path("~/data"), "data"),
}


@pytest.mark.parametrize(("written", "meant"), HOMELY.values(), ids=HOMELY)
def test_a_tilde_is_the_home_folder(home, written, meant):
    assert named(written) == home / meant


@pytest.mark.parametrize("path", ["data", "/data", "a~b", "~nobody-of-this-name/x", f"~{NUL}"])
def test_any_other_path_stays_as_it_is(home, path):
    assert named(path) == Path(path)


def test_a_tilde_may_stand_in_the_variables_and_the_arguments(home, monkeypatch):
    (home / SQUEEZENET.file).write_bytes(b"")
    monkeypatch.setenv("WORKEDOUT_DATA", "~/data")
    monkeypatch.setenv("WORKEDOUT_WEIGHTS", "~")
    assert data_root() == data_root("~/data") == home / "data"
    assert path_of(SQUEEZENET) == home / SQUEEZENET.file
    with pytest.raises(WorkedOutError, match=f"there is no file {home / 'cat.png'}"):
        photograph("~/cat.png")


def test_weights_that_are_a_pipe_are_told_as_such(tmp_path, monkeypatch):
    os.mkfifo(tmp_path / "weights")
    monkeypatch.setenv("WORKEDOUT_WEIGHTS", str(tmp_path / "weights"))
    with pytest.raises(WorkedOutError, match="it is a pipe, and no file"):
        from_file()


def test_a_file_is_replaced_whole(tmp_path, monkeypatch):
    path = tmp_path / "file"
    path.write_bytes(b"old")

    def fail(*arguments):
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(files.os, "replace", fail)
        with pytest.raises(OSError, match="No space left"):
            replace(path, b"new")
    assert {file.name: file.read_bytes() for file in tmp_path.iterdir()} == {"file": b"old"}
    replace(path, b"new")
    assert {file.name: file.read_bytes() for file in tmp_path.iterdir()} == {"file": b"new"}


def test_a_reason_is_one_line_without_number_and_path():
    assert reason(PermissionError(13, "Permission denied", "x")) == "Permission denied"
    assert reason(ValueError("first\nsecond")) == "first second"
