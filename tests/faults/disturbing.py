"""Faults that disturb a run: kills, a second run, a full disk, a strange place.

Each function tries a fault some times, in a checkout of its own, and returns what went wrong, one
line for each wrong thing: an exit status or a message that does not fit, a lost seed, a record
that is not the undisturbed one. Nothing wrong is an empty list.
"""

import os
import random
import shutil
import signal
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from checkout import PATIENCE, Checkout, without_times

REFUSED = "workedout: another process is recording tiny: wait until it ends, or end it"


@contextmanager
def undisturbed(epochs: int = 1) -> Iterator[tuple[Checkout, dict[str, Any], float]]:
    """A checkout, what its experiment gives when nothing happens, and how many seconds it takes."""
    with TemporaryDirectory() as folder:
        checkout = Checkout(Path(folder) / "checkout", epochs)
        start = time.monotonic()
        process = checkout.done("run", "tiny")
        taken = time.monotonic() - start
        record = checkout.record()
        if process.returncode or record is None:
            raise RuntimeError(f"undisturbed, the run failed: {process.stderr}")
        forget(checkout)
        yield checkout, without_times(record), taken


def forget(checkout: Checkout) -> None:
    """Leave no record and no journal."""
    shutil.rmtree(checkout.recorded)


def one_message(process: "subprocess.CompletedProcess[str]", fault: str) -> list[str]:
    """What is wrong with how a command ended that had to end with one message."""
    lines = [line for line in process.stderr.splitlines() if line.startswith("workedout: ")]
    wrong = []
    if process.returncode != 2:
        wrong.append(f"{fault}: exit status {process.returncode}, expected 2")
    if len(lines) != 1 or "Traceback" in process.stderr:
        wrong.append(f"{fault}: expected one message, got {process.stderr[-300:]!r}")
    return wrong


def ends_as_undisturbed(checkout: Checkout, expected: dict[str, Any], fault: str) -> list[str]:
    """What is wrong after one more run, which nothing disturbs."""
    process = checkout.done("run", "tiny")
    if process.returncode:
        wrong = [f"{fault}: the next run failed with {process.stderr[-300:]!r}"]
    else:
        wrong = another_record(checkout, expected, f"{fault}, the next run")
    if left := [file.name for file in checkout.recorded.glob(".tiny*")]:
        wrong.append(f"{fault}: half-written files are left: {left}")
    return wrong


def another_record(checkout: Checkout, expected: dict[str, Any], fault: str) -> list[str]:
    """What is wrong with the record that has to be there now."""
    record = checkout.record()
    right = record is not None and without_times(record) == expected
    return [] if right else [f"{fault}: the record is another one"]


def kept_seeds(checkout: Checkout) -> dict[tuple[str, int], float]:
    """The seconds of each finished run that the journal or the record holds."""
    kept = {(e["arm"], int(e["seed"])): e["result"]["seconds"] for e in checkout.journal()}
    for arm, content in (checkout.record() or {"arms": {}})["arms"].items():
        kept |= {(arm, int(seed)): run["seconds"] for seed, run in content["seeds"].items()}
    return kept


def kills(count: int, draw: random.Random) -> list[str]:
    """Kill the driver at random moments, again and again, each time going on from what was left."""
    wrong = []
    with undisturbed(epochs=8) as (checkout, expected, taken):
        for number in range(count):
            before = kept_seeds(checkout)
            process = checkout.started("run", "tiny")
            try:
                process.wait(draw.uniform(0, taken))
            except subprocess.TimeoutExpired:
                process.kill()
            process.communicate()
            wait_for_group(process.pid)
            fault = f"kill {number}"
            if lost := [
                run for run, seconds in before.items() if kept_seeds(checkout).get(run) != seconds
            ]:
                wrong.append(f"{fault}: lost {lost}")
            if checkout.record():
                wrong += another_record(checkout, expected, fault)
                forget(checkout)
        wrong += ends_as_undisturbed(checkout, expected, "after all kills")
    return wrong


def wait_for_group(group: int) -> None:
    """Wait until a killed driver's workers, which end by themselves, are gone."""
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        try:
            os.killpg(group, 0)
        except ProcessLookupError:
            return
        time.sleep(0.02)
    os.killpg(group, signal.SIGKILL)
    raise RuntimeError("workers of a killed driver went on")


def two_at_once(count: int, draw: random.Random) -> list[str]:
    """Start two runs of one experiment at nearly the same time.

    A pair in which one began after the other had ended is no such pair, and is not counted.
    """
    wrong = []
    number = 0
    with undisturbed() as (checkout, expected, taken):
        while number < count:
            first = checkout.started("run", "tiny")
            time.sleep(draw.uniform(0, taken / 2))
            second = checkout.done("run", "tiny")
            out, told = first.communicate()
            fault = f"pair {number}"
            statuses = sorted((first.returncode, second.returncode))
            wrong += another_record(checkout, expected, fault)
            forget(checkout)
            # Whoever comes when the record is there has nothing to train, and nothing to say.
            if statuses == [0, 0] and not (told and second.stderr):
                continue
            number += 1
            if statuses != [0, 2]:
                wrong.append(f"{fault}: exit statuses {statuses}, expected 0 and 2: {out}{told}")
            refused = told if first.returncode else second.stderr
            if not refused.rstrip().endswith(REFUSED) or "Traceback" in refused:
                wrong.append(f"{fault}: the refused one said {refused[-300:]!r}")
    return wrong


def full_disk(count: int, draw: random.Random) -> list[str]:
    """No file may grow beyond some size, drawn anew, which is what a full disk is to a program."""
    import resource  # Windows has none

    wrong = []
    with undisturbed() as (checkout, expected, _):
        for number in range(count):
            room = draw.randrange(20_000)

            def limit(room: int = room) -> None:
                resource.setrlimit(resource.RLIMIT_FSIZE, (room, room))

            process = checkout.done("run", "tiny", before=limit)
            fault = f"{number}, room for {room} bytes"
            if process.returncode:
                wrong += one_message(process, fault)
            wrong += ends_as_undisturbed(checkout, expected, fault)
            forget(checkout)
    return wrong


def strange_places(count: int, draw: random.Random) -> list[str]:
    """Other languages, time zones and encodings, and a home that cannot be written into."""
    places = [
        {"LC_ALL": language, "TZ": zone, **coding}
        for language in ("C", "POSIX", "C.UTF-8", "tr_TR.UTF-8", "no such language")
        for zone in ("UTC", "Pacific/Kiritimati", "America/St_Johns")
        for coding in (
            {},
            {"PYTHONIOENCODING": "ascii"},
            {"PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"},
        )
    ]
    wrong = []
    with undisturbed() as (checkout, expected, _):
        for place in draw.sample(places, min(count, len(places))):
            place = {**place, "HOME": "/dev/null", "XDG_DATA_HOME": "/dev/null"}
            for arguments in (("list",), ("run", "tiny"), ("check", "tiny")):
                process = checkout.done(*arguments, **place)
                if process.returncode:
                    wrong.append(f"{place}: {arguments[0]} said {process.stderr[-300:]!r}")
            wrong += another_record(checkout, expected, str(place))
            forget(checkout)
    return wrong


def no_network(count: int, draw: random.Random) -> list[str]:
    """Ask for the data set where no host can be reached: the proxy's port is closed."""
    wrong = []
    with TemporaryDirectory() as folder:
        checkout = Checkout(Path(folder) / "checkout")
        for number in range(count):
            root = checkout.root / f"data {number}"
            proxy = f"http://127.0.0.1:{draw.randint(1, 9)}"
            proxies = {f"{kind}_proxy": proxy for kind in ("http", "https", "ftp")}
            process = checkout.done("data", "--download", "--root", str(root), **proxies)
            wrong += one_message(process, proxy)
            if root.exists() and any(file.is_file() for file in root.rglob("*")):
                wrong.append(f"{proxy}: files are left")
    return wrong
