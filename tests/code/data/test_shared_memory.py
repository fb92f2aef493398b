"""The full set, mapped from files: the same numbers, in memory once."""

from pathlib import Path
from types import SimpleNamespace

import pytest
import torch

from workedout.data import shared_memory
from workedout.data.shared_memory import Mapped, shared
from workedout.data.sources import Digits, TwoCircles
from workedout.errors import WorkedOutError
from workedout.experiments.specification import Arm
from workedout.networks.models import Mlp
from workedout.training.recipes import Recipe


@pytest.fixture(autouse=True)
def own_folder(tmp_path, monkeypatch):
    """Files of this test's own."""
    for remembered in (shared_memory._mapped, shared_memory._open):
        remembered.cache_clear()
    own = tmp_path / "own"
    own.mkdir()
    monkeypatch.setattr(shared_memory, "folder", lambda: own)
    yield own
    for remembered in (shared_memory._mapped, shared_memory._open):
        remembered.cache_clear()


@pytest.fixture
def digits(small_mnist, monkeypatch):
    """A small data set in the place of MNIST."""
    monkeypatch.setenv("WORKEDOUT_DATA", str(small_mnist))
    return Digits("tuning")


def test_the_examples_are_the_same(digits):
    source = shared(digits)
    assert isinstance(source, Mapped)
    for mapped_part, part in zip(source.split(), digits.split(), strict=True):
        for ours, theirs in zip(mapped_part, part, strict=True):
            assert ours.dtype == theirs.dtype
            assert torch.equal(ours, theirs)


def test_two_arms_with_one_source_share_the_very_tensors(digits):
    assert shared(Digits("tuning")).split() is shared(Digits("tuning")).split()


def test_what_one_process_writes_stays_its_own(digits):
    source = shared(digits)
    files = {file: file.read_bytes() for file in shared_memory.folder().iterdir()}
    assert files
    source.split().train.inputs.fill_(7.0)
    assert {file: file.read_bytes() for file in files} == files


def test_an_arm_with_mapped_data_reads_the_test_set_as_before(digits):
    assert not shared(digits).reads_test_set
    final = shared(Digits("final"))
    assert final.reads_test_set
    with pytest.raises(ValueError, match="reads the test set once"):
        Arm("a", Mlp((2,)), final, Recipe(2, 10, 0.1, observe="epoch"), 1)
    assert final.digest() == Digits("final").digest()


def test_small_sources_are_left_as_they_are():
    assert shared(TwoCircles(0)) == TwoCircles(0)


def test_without_room_each_process_reads_its_own(digits, monkeypatch):
    class Full:
        free = 10

    monkeypatch.setattr(shared_memory.shutil, "disk_usage", lambda folder: Full)
    assert shared(digits) == digits
    assert list(shared_memory.folder().iterdir()) == []


def test_on_windows_which_removes_no_mapped_file_each_process_reads_its_own(digits, monkeypatch):
    monkeypatch.setattr(shared_memory, "sys", SimpleNamespace(platform="win32"))
    assert shared(digits) == digits
    assert list(shared_memory.folder().iterdir()) == []


def test_without_the_data_the_message_is_the_usual_one(monkeypatch, tmp_path: Path):
    monkeypatch.setenv("WORKEDOUT_DATA", str(tmp_path / "nowhere"))
    from workedout.data import sources

    sources._digits.cache_clear()
    with pytest.raises(WorkedOutError, match="WORKEDOUT_DATA"):
        shared(Digits("final"))
