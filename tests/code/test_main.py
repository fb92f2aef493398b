"""The commands, in this process: status, output and errors together."""

import runpy
import shutil
import sys

import pytest

from workedout.__main__ import main
from workedout.experiments import catalogue
from workedout.records import journal


@pytest.fixture
def command(capsys):
    """Run a command; give its status, its output and its errors."""

    def run(*arguments):
        capsys.readouterr()
        status = main(list(arguments))
        output = capsys.readouterr()
        # A bar of progress is no message.
        errors = [line for line in output.err.splitlines() if line.startswith("workedout:")]
        return status, output.out, errors

    return run


def forget(content):
    del content["arms"]["2 units"]["seeds"]["1"]


def test_list_names_every_question(command, tiny):
    status, out, errors = command("list")
    assert (status, errors) == (0, [])
    assert [line.split()[0] for line in out.splitlines()] == list(catalogue.QUESTIONS)
    assert "2 arms, 6 runs" in out.splitlines()[-1]
    (facts,) = (line for line in out.splitlines() if line.startswith("mnist-facts"))
    assert "measurement" in facts


def test_run_trains_what_is_missing_and_says_where_it_is(command, tiny, own_package):
    status, out, errors = command("run", "tiny")
    assert (status, errors) == (0, [])
    assert out == f"tiny is recorded in {own_package / 'recorded' / 'tiny.json'}\n"
    assert command("check", "tiny") == (0, "tiny: valid\n", [])


def test_run_trains_without_the_variable(command, tiny, altered, monkeypatch):
    monkeypatch.delenv("WORKEDOUT_TRAIN", raising=False)
    altered(forget)
    assert command("run", "tiny")[0] == 0
    assert command("check", "tiny")[0] == 0


def test_run_fresh_trains_all_of_it(command, tiny, recorded):
    before = recorded.stat().st_mtime_ns
    assert command("run", "tiny")[0] == 0
    assert recorded.stat().st_mtime_ns == before
    assert command("run", "tiny", "--fresh")[0] == 0
    assert recorded.stat().st_mtime_ns != before


def test_a_second_run_is_refused_with_one_message(command, tiny, own_package):
    with journal.sole_writer("tiny"):
        status, out, errors = command("run", "tiny")
    assert (status, out) == (2, "")
    assert errors == ["workedout: another process is recording tiny: wait until it ends, or end it"]


def test_check_of_a_stale_record_is_a_finding_with_the_command(command, tiny, altered):
    altered(forget)
    assert command("check", "tiny") == (
        1,
        "tiny: stale\n"
        "  tiny / 2 units: seeds: no run for seed 1\n"
        "  To renew it, run: python -m workedout run tiny\n",
        [],
    )


def test_check_of_a_missing_record_says_missing(command, tiny, own_package):
    status, out, _ = command("check", "tiny")
    assert status == 1
    assert out.startswith("tiny: missing\n")


def test_check_of_a_damaged_record_says_damaged(command, tiny, recorded):
    recorded.write_text("{", "utf-8")
    status, out, _ = command("check", "tiny")
    assert status == 1
    assert out.startswith("tiny: damaged\n")


def test_check_of_an_arm_that_was_never_recorded_says_stale(command, tiny, altered):
    altered(lambda content: content["arms"].pop("2 units"))
    assert command("check", "tiny")[1].startswith("tiny: stale\n  tiny / 2 units: missing")


def test_check_without_a_name_checks_all(command, recorded, monkeypatch, tiny):
    for name in set(catalogue.QUESTIONS) - {"tiny"}:
        monkeypatch.delitem(catalogue.QUESTIONS, name)
    assert command("check") == (0, "tiny: valid\n", [])


def test_one_stale_record_among_valid_ones_is_a_finding(command, tiny, recorded):
    status, out, _ = command("check", "tiny", "depth-width-search")
    assert status == 1
    assert "tiny: valid\n" in out
    assert "depth-width-search: missing\n" in out


def test_check_trains_nothing(command, tiny, altered, recorded):
    altered(forget)
    before = recorded.read_bytes()
    command("check", "tiny")
    assert recorded.read_bytes() == before


def test_an_audit_of_an_honest_record_agrees(command, tiny, recorded):
    status, out, errors = command("audit", "tiny", "--seeds", "2")
    assert (status, errors) == (0, [])
    assert out.splitlines()[-1] == "tiny agrees at family-wise level 0.01"


def test_an_audit_of_a_made_up_record_disagrees(command, tiny, altered):
    def boast(content):
        for number, seed in enumerate(content["arms"]["4 units"]["seeds"].values()):
            seed["observations"][-1][1:] = [0.001 + number * 1e-5, 1.0]

    altered(boast)
    status, out, _ = command("audit", "tiny", "--arm", "4 units")
    assert status == 1
    assert out.splitlines()[-1] == "tiny DISAGREES at family-wise level 0.01"


CANNOT_RUN = {
    "an unknown experiment": (["run", "huge"], "no experiment is called 'huge'"),
    "a check of one": (["check", "huge"], "no experiment is called 'huge'"),
    "an audit of one": (["audit", "huge"], "no experiment is called 'huge'"),
    "an audit without a record": (["audit", "tiny"], "there is no record of tiny"),
    "data that is not there": (["data", "--root", "nowhere"], "does not exist"),
    "a pocket of nothing": (["data", "--root", "nowhere", "--pocket"], "does not exist"),
}


@pytest.mark.parametrize(("arguments", "words"), CANNOT_RUN.values(), ids=CANNOT_RUN)
def test_what_cannot_run_says_so_in_one_line_with_status_2(
    command, tiny, own_package, arguments, words
):
    status, out, errors = command(*arguments)
    assert (status, out) == (2, "")
    assert len(errors) == 1
    assert words in errors[0]


MISTYPED = {
    "no command": [],
    "an unknown command": ["train"],
    "a run of nothing": ["run"],
    "a run of two": ["run", "a", "b"],
    "no seeds": ["audit", "tiny", "--seeds", "0"],
    "negative seeds": ["audit", "tiny", "--seeds", "-1"],
    "seeds in words": ["audit", "tiny", "--seeds", "two"],
    "seeds in small": ["audit", "tiny", "--seeds", "²"],
    "a folder without a name": ["data", "--root", ""],
    "both of two": ["data", "--download", "--pocket"],
    "an unknown option": ["check", "--quickly"],
}


@pytest.mark.parametrize("arguments", MISTYPED.values(), ids=MISTYPED)
def test_what_was_mistyped_ends_with_status_2_and_the_usage(capsys, arguments):
    with pytest.raises(SystemExit) as caught:
        main(arguments)
    assert caught.value.code == 2
    assert capsys.readouterr().err.startswith("usage: python -m workedout")


def test_a_bug_keeps_its_traceback(tiny, own_package, monkeypatch):
    monkeypatch.setattr("workedout.records.recording.fingerprint", lambda *arguments: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        main(["run", "tiny"])


def test_an_interrupted_run_says_that_seeds_are_kept(command, tiny, own_package, monkeypatch):
    def interrupt(*counts):
        raise KeyboardInterrupt

    monkeypatch.setattr("workedout.records.progress.Progress.__call__", interrupt)
    assert command("run", "tiny") == (
        2, "", ["workedout: interrupted; finished seeds are kept"]
    )  # fmt: skip


def test_a_full_disk_is_one_message_and_no_traceback(command, tiny, own_package, monkeypatch):
    def full(*arguments):
        raise OSError(28, "No space left on device", "tiny.json")

    monkeypatch.setattr("workedout.records.recording.write", full)
    assert command("run", "tiny") == (
        2,
        "",
        [
            "workedout: [Errno 28] No space left on device: 'tiny.json'; finished seeds are kept",
        ],
    )


def test_data_says_that_the_files_are_mnist(command, small_mnist):
    status, out, _ = command("data", "--root", str(small_mnist))
    assert (status, out) == (0, f"the four files in {small_mnist / 'MNIST' / 'raw'} are MNIST\n")


def test_data_downloads_only_when_asked(command, small_mnist, tmp_path, monkeypatch):
    import torchvision

    def deliver(root, train, download):
        shutil.copytree(small_mnist / "MNIST", f"{root}/MNIST")

    monkeypatch.setattr(torchvision.datasets, "MNIST", deliver)
    new = str(tmp_path / "new")
    assert command("data", "--root", new)[0] == 2
    assert command("data", "--root", new, "--download")[0] == 0
    assert command("data", "--root", new)[0] == 0


def test_the_real_files_are_mnist(command, mnist_root):
    assert command("data", "--root", str(mnist_root))[0] == 0


def test_python_m_workedout_ends_with_the_status(monkeypatch, capsys):
    monkeypatch.setattr(sys, "argv", ["workedout", "run", "huge"])
    monkeypatch.delitem(sys.modules, "workedout.__main__")
    with pytest.raises(SystemExit) as caught:
        runpy.run_module("workedout", run_name="__main__")
    assert caught.value.code == 2
    assert "no experiment is called 'huge'" in capsys.readouterr().err
