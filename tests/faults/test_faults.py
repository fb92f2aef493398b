"""A few of the faults of the campaign, and that each of them would notice what is wrong."""

import csv
import os
import random
import subprocess
import sys
from dataclasses import replace
from functools import partial
from pathlib import Path

import campaign
import pytest
import spoiling
from disturbing import full_disk, kills, no_network, one_message, strange_places, two_at_once
from PIL import Image
from spoiling import (
    LIES,
    hostile_tensors,
    no_files,
    spoilt_digits,
    spoilt_photographs,
    spoilt_records,
)

from workedout.data import mnist
from workedout.records import store

QUICK = {
    spoilt_records: 45,
    spoilt_digits: 24,
    spoilt_photographs: 64,
    no_files: 60,
    hostile_tensors: 120,
}
LONG = {kills: 2, two_at_once: 1, full_disk: 1, strange_places: 1, no_network: 1}


@pytest.mark.parametrize("attempt", QUICK, ids=lambda each: each.__name__)
def test_spoilt_files_are_refused_or_read_as_they_were(attempt):
    assert attempt(QUICK[attempt], random.Random(0)) == []


@pytest.mark.slow
@pytest.mark.skipif(sys.platform != "linux", reason="limits and signals of Linux")
@pytest.mark.parametrize("attempt", LONG, ids=lambda each: each.__name__)
def test_a_disturbed_run_loses_nothing_and_says_one_thing(attempt):
    assert attempt(LONG[attempt], random.Random(0)) == []


def test_every_lie_about_tensors_is_tried(monkeypatch):
    told = []
    for lie, content in LIES.items():
        monkeypatch.setitem(
            LIES, lie, lambda draw, lie=lie, content=content: told.append(lie) or content(draw)
        )
    hostile_tensors(120, random.Random(0))
    assert set(told) == set(LIES)


def test_a_record_that_is_read_otherwise_is_noticed(monkeypatch):
    read = store.read
    calls = iter(range(1_000))

    def careless(name):
        return read(name) if next(calls) % 2 == 0 else replace(whole, data="other")

    whole = read("quick")
    monkeypatch.setattr(store, "read", careless)
    assert any("something else was read" in line for line in spoilt_records(3, random.Random(0)))


def test_a_message_without_the_file_is_noticed(monkeypatch):
    def refuse(path, digests, first=[]):  # noqa: B006 – it remembers
        if path in first:
            raise mnist.DataError("no")
        first.append(path)

    monkeypatch.setattr(mnist, "read_verified", refuse)
    assert any("names no file" in line for line in spoilt_digits(2, random.Random(0)))


def test_weights_that_are_taken_are_noticed(monkeypatch):
    monkeypatch.setattr(spoiling, "fill", lambda network, tensors: network.reset_parameters())
    monkeypatch.setattr(spoiling, "read_verified", lambda path, digest: {})
    wrong = hostile_tensors(1, random.Random(0))
    assert [line.split(": ")[-1] for line in wrong] == ["was taken", "changed the network"] or (
        wrong[-1].endswith("changed the network")
    )


def test_a_photograph_that_is_no_picture_is_noticed(monkeypatch):
    monkeypatch.setattr(spoiling, "photograph", lambda path: Image.new("L", (1, 1)))
    wrong = spoilt_photographs(2, random.Random(0))
    assert [line.split(": ")[-1] for line in wrong] == ["something else was read"] * 2


def test_a_pipe_that_is_read_or_waited_for_is_noticed(monkeypatch):
    monkeypatch.setattr(spoiling, "PLACES", {"a pipe": os.mkfifo})
    monkeypatch.setattr(spoiling, "READERS", {"file": lambda path: b""})
    assert "something else was read" in no_files(1, random.Random(0))[0]
    monkeypatch.setattr(spoiling, "READERS", {"file": Path.read_bytes})
    monkeypatch.setattr(spoiling, "patience", partial(spoiling.patience, 1))
    assert "it waited" in no_files(1, random.Random(0))[0]


def ended(status: int, told: str) -> subprocess.CompletedProcess:
    return subprocess.CompletedProcess([], status, "", told)


@pytest.mark.parametrize(
    ("process", "wrong"),
    [
        (ended(2, "tiny: 1 of 2\nworkedout: the disk is full\n"), 0),
        (ended(1, "workedout: the disk is full\n"), 1),
        (ended(2, ""), 1),
        (ended(2, "workedout: one\nworkedout: two\n"), 1),
        (ended(1, "Traceback (most recent call last):\n"), 2),
    ],
    ids=["one message", "another status", "none", "two", "a traceback"],
)
def test_what_is_no_single_message_is_wrong(process, wrong):
    assert len(one_message(process, "fault")) == wrong


def test_the_campaign_counts_and_its_status_says_whether_anything_was_wrong(monkeypatch, capsys):
    fault = campaign.Fault("a fault", 3, lambda times, draw: ["lost"] * (times - 2))
    monkeypatch.setattr(campaign, "FAULTS", {"kills": fault})
    assert campaign.main([]) == 1
    assert capsys.readouterr().out == "a fault: 3 times, 1 wrong\n  lost\n"
    monkeypatch.setattr(campaign, "FAULTS", {"kills": fault._replace(times=2)})
    assert campaign.main([]) == 0


def test_the_counts_are_kept_as_a_table(monkeypatch, tmp_path):
    fault = campaign.Fault("a fault, often", 2_000, lambda times, draw: [])
    monkeypatch.setattr(campaign, "FAULTS", {"kills": fault})
    monkeypatch.setattr(campaign, "COUNTS", tmp_path / "faults.csv")
    assert campaign.main(["--write"]) == 0
    text = (tmp_path / "faults.csv").read_text("utf-8")
    assert text == 'fault,tried,went wrong\n"a fault, often","2,000",0\n'


def test_the_counts_on_the_page_are_those_of_a_whole_campaign():
    with campaign.COUNTS.open(newline="", encoding="utf-8") as file:
        head, *rows = csv.reader(file)
    assert tuple(head) == campaign.HEAD
    tried = [(fault.words, f"{fault.times:,}") for fault in campaign.FAULTS.values()]
    assert [(words, times) for words, times, _ in rows] == tried
    assert [wrong for *_, wrong in rows] == ["0"] * len(rows)


def test_a_part_of_a_campaign_is_not_kept(monkeypatch, tmp_path):
    monkeypatch.setattr(campaign, "COUNTS", tmp_path / "faults.csv")
    with pytest.raises(SystemExit):
        campaign.main(["--write", "--only", "tensors"])
    assert not (tmp_path / "faults.csv").exists()
