"""Downloading: asked for, verified, whole or not at all."""

import shutil
import subprocess
import sys
from pathlib import Path
from urllib.error import URLError

import pytest
import torchvision

from workedout.data import mnist
from workedout.data.download import download
from workedout.data.mnist import DataError, load

FAILURES = {
    "no network": URLError("Name or service not known"),
    "a mirror that fails": RuntimeError("Error downloading train-images-idx3-ubyte.gz"),
    "a failure without words": OSError(),
    "a full disk": OSError(28, "No space left on device"),
}


def stand_in(monkeypatch, act):
    """Let ``act(folder)`` do what torchvision does, in place of its network."""
    monkeypatch.setattr(
        torchvision.datasets, "MNIST", lambda root, train, download: act(Path(root))
    )


def delivering(source):
    """Deliver the files below a root."""
    return lambda root: shutil.copytree(source / "MNIST", root / "MNIST")


def names_below(folder):
    return sorted(path.name for path in folder.rglob("*") if path.is_file())


@pytest.mark.parametrize("failure", FAILURES.values(), ids=FAILURES)
def test_a_failed_download_says_what_to_do_and_leaves_nothing(tmp_path, monkeypatch, failure):
    def fail(root):
        (root / "MNIST" / "raw").mkdir(parents=True)
        (root / "MNIST" / "raw" / "train-images-idx3-ubyte").write_bytes(b"half")
        raise failure

    stand_in(monkeypatch, fail)
    with pytest.raises(DataError, match=r"could not be downloaded.*Check the network.*by hand"):
        download(tmp_path)
    assert names_below(tmp_path) == []


def test_the_download_ends_where_load_looks(small_mnist, tmp_path, monkeypatch):
    stand_in(monkeypatch, delivering(small_mnist))
    folder = download(tmp_path / "new")
    assert folder == tmp_path / "new" / "MNIST" / "raw"
    assert names_below(tmp_path / "new") == sorted(mnist.FULL_FILES)
    assert len(load(tmp_path / "new").full) == 30


def test_what_is_there_is_not_downloaded_again(small_mnist, monkeypatch):
    stand_in(monkeypatch, lambda root: pytest.fail("asked the network"))
    assert download(small_mnist) == small_mnist / "MNIST" / "raw"


def test_a_damaged_file_is_replaced_since_that_is_what_its_error_advises(
    small_mnist, tmp_path, monkeypatch
):
    shutil.copytree(small_mnist, tmp_path / "whole")
    (small_mnist / "MNIST" / "raw" / "t10k-labels-idx1-ubyte").write_bytes(b"")
    with pytest.raises(DataError, match="data --download"):
        load(small_mnist)
    stand_in(monkeypatch, delivering(tmp_path / "whole"))
    download(small_mnist)
    assert len(load(small_mnist).test) == 10


def test_files_that_are_not_mnist_are_not_kept(small_mnist, tmp_path, monkeypatch):
    def deliver(root):
        delivering(small_mnist)(root)
        (root / "MNIST" / "raw" / "t10k-labels-idx1-ubyte").write_bytes(b"other")

    stand_in(monkeypatch, deliver)
    with pytest.raises(DataError, match="t10k-labels-idx1-ubyte is damaged"):
        download(tmp_path / "new")
    assert names_below(tmp_path / "new") == []


def test_a_folder_that_cannot_be_made_is_an_error_with_advice(tmp_path, monkeypatch):
    stand_in(monkeypatch, lambda root: None)
    (tmp_path / "file").touch()
    with pytest.raises(DataError, match="could not be downloaded into"):
        download(tmp_path / "file")


KILLED = """
import os, sys
from pathlib import Path
import torchvision
from workedout.data.download import download

def die(root, train, download):
    raw = Path(root) / "MNIST" / "raw"
    raw.mkdir(parents=True)
    (raw / "train-images-idx3-ubyte").write_bytes(b"half of it")
    os._exit(9)  # nothing is tidied up

torchvision.datasets.MNIST = die
download(sys.argv[1])
"""


def test_a_killed_download_leaves_nothing_that_looks_like_data(tmp_path):
    done = subprocess.run([sys.executable, "-c", KILLED, tmp_path], check=False)
    assert done.returncode == 9
    assert list((tmp_path / "MNIST" / "raw").iterdir()) == []
    with pytest.raises(DataError, match="does not exist"):
        load(tmp_path)
