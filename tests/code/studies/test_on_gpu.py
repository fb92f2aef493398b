"""The command for a GPU, tried without one: what it makes, and that it says what does not agree."""

import subprocess
import sys
from dataclasses import replace
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path

import numpy as np
import pytest
import torch

from workedout.records.lookup import run
from workedout.records.store import path_of
from workedout.statistics.hypothesis_tests import means_within

SCRIPT = Path(__file__).parents[2] / "benchmarks" / "on_gpu.py"


@pytest.fixture(scope="module")
def command():
    spec = spec_from_file_location("on_gpu", SCRIPT)
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.mark.skipif(torch.cuda.is_available(), reason="there is a GPU")
def test_without_a_gpu_it_says_so_and_does_nothing(command, tmp_path, monkeypatch, capsys):
    monkeypatch.setattr(sys, "argv", ["on_gpu.py", str(tmp_path / "out")])
    with pytest.raises(SystemExit) as ended:
        command.main()
    assert ended.value.code == 2
    assert "there is no GPU; --rehearse" in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []


@pytest.mark.slow
def test_a_rehearsal_leaves_a_record_in_the_folder_and_none_in_the_book(command, tmp_path):
    assert command.rehearsal(tmp_path)
    assert (tmp_path / "gpu-finals.json").exists()
    assert not path_of("gpu-finals").exists()


@pytest.mark.parametrize(
    ("skipped", "rehearse", "fine"), [(0, False, True), (2, False, False), (2, True, True)]
)
def test_a_skipped_test_is_a_failure_where_there_is_a_gpu(
    command, tmp_path, monkeypatch, skipped, rehearse, fine
):
    def passing(arguments, **_):
        (report,) = (a.partition("=")[2] for a in arguments if a.startswith("--junitxml="))
        text = f'<testsuites><testsuite skipped="{skipped}"/></testsuites>'
        Path(report).write_text(text, "utf-8")
        return subprocess.CompletedProcess(arguments, 0)

    monkeypatch.setattr(command.subprocess, "run", passing)
    assert command.tests(tmp_path, rehearse) == fine


def test_finals_that_do_not_differ_nearly_always_agree(command):
    """The power of the equivalence test, at the spread of the processor's finals."""
    random = np.random.default_rng(1)
    for question, arm in command.ON_THE_PROCESSOR.values():
        known = np.array(run(question)[arm.name].accuracies)
        draws = random.normal(known.mean(), known.std(ddof=1), (200, 2, len(known)))
        agree = [means_within(ours, theirs, command.MARGIN).holds for ours, theirs in draws]
        assert np.mean(agree) > 0.97


def as_recorded(command):
    """What the finals of a GPU would be, were they those of the processor."""
    arms = {name: run(q)[arm.name] for name, (q, arm) in command.ON_THE_PROCESSOR.items()}
    return replace(run("quick"), name="gpu-finals", arms=arms)


def test_finals_that_agree_are_fine(command, tmp_path, monkeypatch):
    record = as_recorded(command)
    monkeypatch.setattr(command, "kept", lambda folder, question: record)
    assert command.finals(tmp_path)
    assert (tmp_path / "equivalence.txt").read_text("utf-8").count("agrees: True") == 2


def test_a_final_that_reads_other_digits_is_seen(command, tmp_path, monkeypatch):
    record = as_recorded(command)
    ours = record.arms["convolutional"]
    worse = {
        seed: replace(
            each,
            observations=[(s, loss, accuracy - 0.002) for s, loss, accuracy in each.observations],
        )
        for seed, each in ours.seeds.items()
    }
    record.arms["convolutional"] = replace(ours, seeds=worse)
    monkeypatch.setattr(command, "kept", lambda folder, question: record)
    assert not command.finals(tmp_path)
    text = (tmp_path / "equivalence.txt").read_text("utf-8")
    assert "dense" in text
    assert "convolutional" in text
    assert text.count("agrees: False") == 1


def test_what_fails_does_not_keep_the_rest_from_being_done(command, tmp_path, monkeypatch, capsys):
    done = []

    def fails(folder, rehearse):
        raise OSError("no disk")

    monkeypatch.setattr(command, "tests", fails)
    monkeypatch.setattr(command, "rehearsal", lambda folder: done.append(folder) or True)
    monkeypatch.setattr(sys, "argv", ["on_gpu.py", str(tmp_path), "--rehearse"])
    assert command.main() == 1
    assert done == [tmp_path]
    captured = capsys.readouterr()
    assert "OSError: no disk" in captured.err
    assert "tests: NOT FINE" in captured.out
    assert "rehearsal: fine" in captured.out
