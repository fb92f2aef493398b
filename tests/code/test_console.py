"""What a command prints where the console is odd: gone, full, closed, or poor in signs."""

import errno
import io
import subprocess
import sys

import pytest

from workedout import console
from workedout.__main__ import main
from workedout.console import CANNOT_WRITE, UNHEARD, is_broken_pipe
from workedout.records.progress import Progress

FULL = OSError(errno.ENOSPC, "No space left on device")
GONE = BrokenPipeError(errno.EPIPE, "Broken pipe")


class Failing(io.StringIO):
    """A stream that fails when it is written to, or when its buffer is."""

    def __init__(self, error, when):
        super().__init__()
        self.error, self.when = error, when

    def write(self, text):
        if self.when == "write":
            raise self.error
        return super().write(text)

    def flush(self):
        if self.when == "flush":
            raise self.error


@pytest.mark.parametrize("when", ["write", "flush"])
def test_where_nobody_reads_any_more_a_command_ends_in_silence(monkeypatch, capsys, when):
    monkeypatch.setattr(sys, "stdout", Failing(GONE, when))
    with pytest.raises(SystemExit) as caught:
        main(["list"])
    assert caught.value.code == UNHEARD
    assert capsys.readouterr().err == ""


@pytest.mark.parametrize("when", ["write", "flush"])
def test_output_that_cannot_be_written_is_one_message(monkeypatch, capsys, when):
    monkeypatch.setattr(sys, "stdout", Failing(FULL, when))
    with pytest.raises(SystemExit) as caught:
        main(["list"])
    assert caught.value.code == CANNOT_WRITE
    told = "workedout: the output cannot be written: No space left on device\n"
    assert capsys.readouterr().err == told


@pytest.mark.parametrize("error", [FULL, GONE], ids=["full", "gone"])
@pytest.mark.parametrize("when", ["write", "flush"])
def test_a_message_that_cannot_be_written_changes_no_status(monkeypatch, error, when):
    monkeypatch.setattr(sys, "stderr", Failing(error, when))
    assert main(["run", "huge"]) == 2


def closed():
    stream = io.StringIO()
    stream.close()
    return stream


NOWHERE = {"no console": lambda: None, "a closed one": closed}


@pytest.mark.skipif(sys.platform != "linux", reason="a disk that is always full")
def test_what_waits_in_a_discarded_buffer_goes_nowhere():
    with open("/dev/full", "w", encoding="utf-8") as stream:
        stream.write("waits")
        console.discard(stream)
        stream.flush()


@pytest.mark.parametrize("stream", NOWHERE.values(), ids=NOWHERE)
def test_without_streams_a_command_has_its_status_still(monkeypatch, stream):
    monkeypatch.setattr(sys, "stdout", stream())
    monkeypatch.setattr(sys, "stderr", stream())
    assert (main(["list"]), main(["run", "huge"])) == (0, 2)


def test_the_streams_are_as_they_were_afterwards():
    before = sys.stdout, sys.stderr
    with console.console():
        assert sys.stdout is not before[0]
    assert (sys.stdout, sys.stderr) == before


@pytest.mark.parametrize("stream", NOWHERE.values(), ids=NOWHERE)
def test_progress_that_nobody_can_see_is_no_error(monkeypatch, stream):
    monkeypatch.setattr(sys, "stderr", stream())
    Progress("tiny", 1)(1, 0, 0)


def test_progress_goes_on_where_the_log_is_full():
    report = Progress("tiny", 2, Failing(FULL, "write"))
    report(1, 1, 0)
    report(2, 0, 0)


@pytest.mark.parametrize(
    ("platform", "error", "broken"),
    [
        ("linux", GONE, True),
        ("linux", OSError(errno.EINVAL, "Invalid argument"), False),
        ("win32", OSError(errno.EINVAL, "Invalid argument"), True),
        ("win32", FULL, False),
    ],
    ids=["a broken pipe", "another error", "as Windows says it", "another one there"],
)
def test_a_broken_pipe_is_known_by_its_names(monkeypatch, platform, error, broken):
    monkeypatch.setattr(sys, "platform", platform)
    assert is_broken_pipe(error) == broken


# What a shell does with a command, and the status and the message that it ends with.
WORKEDOUT = f"{sys.executable} -m workedout"
SHELL = {
    "a reader that has gone": (f"{WORKEDOUT} list | true", UNHEARD, ""),
    "help for one that has gone": (f"{WORKEDOUT} audit --help | true", UNHEARD, ""),
    "messages and output for it": (f"{WORKEDOUT} list 2>&1 | true", UNHEARD, ""),
    "a full disk": (
        f"{WORKEDOUT} list > /dev/full | true",
        CANNOT_WRITE,
        "workedout: the output cannot be written: No space left on device\n",
    ),
    "messages to a full disk": (f"{WORKEDOUT} run huge 2> /dev/full | true", 2, ""),
    "closed output": (f"{WORKEDOUT} list >&- | true", 0, ""),
    "nothing open": (f"{WORKEDOUT} run huge <&- >&- 2>&- | true", 2, ""),
}


@pytest.mark.skipif(sys.platform != "linux", reason="a shell, and a disk that is always full")
@pytest.mark.parametrize(("command", "status", "told"), SHELL.values(), ids=SHELL)
def test_a_command_ends_well_in_a_shell(command, status, told):
    done = subprocess.run(
        ["bash", "-c", command + "; exit ${PIPESTATUS[0]}"],
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert (done.returncode, done.stderr) == (status, told)
