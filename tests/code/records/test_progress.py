"""What a recording says of itself, on a terminal and in a log file."""

import io

import pytest

from workedout.records import progress
from workedout.records.progress import Progress


class Terminal(io.StringIO):
    """Takes text as a terminal does."""

    def isatty(self) -> bool:
        return True


@pytest.fixture
def clock(monkeypatch):
    """A clock that moves when told."""
    now = [0.0]
    monkeypatch.setattr(progress.time, "monotonic", lambda: now[0])

    def move(seconds):
        now[0] += seconds

    return move


def test_a_line_says_done_running_failed_and_the_time_left(clock):
    line = Progress("tiny", 10, io.StringIO()).line(done=4, running=2, failed=1, seconds=500.0)
    assert line == ("tiny: 4 of 10 runs done, 2 running, 1 failed, 8 min so far, about 8 min left")


def test_before_anything_is_done_no_time_is_promised(clock):
    assert Progress("tiny", 10, io.StringIO()).line(0, 2, 0, 5.0) == (
        "tiny: 0 of 10 runs done, 2 running, 5 s so far"
    )


def test_a_terminal_has_one_line_that_is_rewritten(clock):
    stream = Terminal()
    show = Progress("tiny", 2, stream)
    for done in (0, 1, 2):
        show(done, 2 - done, 0)
        clock(60.0)
    text = stream.getvalue()
    assert text.count("\n") == 1
    assert text.endswith("\n")
    assert text.count("\r") == 3
    # A shorter line blots out the longer one before it.
    lengths = [len(part) for part in text.rstrip("\n").split("\r")[1:]]
    assert lengths[2] >= len("tiny: 1 of 2 runs done, 1 running, 60 s so far, about 60 s left")


def test_a_log_file_gets_whole_lines_and_not_too_many(clock):
    stream = io.StringIO()
    show = Progress("tiny", 1000, stream)
    for done in range(1001):
        show(done, min(2, 1000 - done), 0)
        clock(1.0)
    lines = stream.getvalue().splitlines()
    assert "\r" not in stream.getvalue()
    assert 20 < len(lines) < 40
    assert lines[-1].startswith("tiny: 1000 of 1000 runs done")


def test_a_log_file_repeats_nothing_while_nothing_happens(clock):
    stream = io.StringIO()
    show = Progress("tiny", 5, stream)
    for _ in range(500):
        show(1, 2, 0)
        clock(1.0)
    assert len(stream.getvalue().splitlines()) == 1


def test_the_last_line_is_written_when_the_rest_failed(clock):
    stream = io.StringIO()
    show = Progress("tiny", 3, stream)
    show(0, 2, 0)
    show(2, 0, 1)
    assert stream.getvalue().splitlines()[-1] == "tiny: 2 of 3 runs done, 1 failed, 0 s so far"
