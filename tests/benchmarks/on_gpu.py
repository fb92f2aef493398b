"""All that this book wants of a GPU, in one command that should take less than ten minutes:

    WORKEDOUT_DATA=/path/to/data python tests/benchmarks/on_gpu.py FOLDER

FOLDER gets, each as soon as it is whole:

- tests.xml: the tests that need a GPU, none of them skipped;
- gpu-finals.json: two finals with ten seeds, trained at once by the batched engine, as a record;
  the seconds of the convolutional one, which reads 99 %, add up to those of all ten;
- equivalence.txt: whether these finals agree with those of the processor;
- speed-gpu.json: the race of the page on speed, as a record.

Exit status 1 where a test fails or a final does not agree; the rest is done all the same.
With ``--rehearse`` the finals are tried on few digits, where there is no GPU on the processor,
and tests that need one may be skipped. The records go into ``code/workedout/recorded`` when their
questions, RACE and FINALS, go into the catalogue.
"""

import argparse
import subprocess
import sys
import time
import traceback
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import Path
from unittest.mock import patch
from xml.etree import ElementTree

import torch

from workedout.console import console
from workedout.data.sources import Pocket
from workedout.experiments import optimizers, speed
from workedout.experiments.specification import Arm, Experiment, Measurement
from workedout.records import journal, recording, store
from workedout.records.lookup import run
from workedout.records.store import Record
from workedout.statistics.hypothesis_tests import means_within
from workedout.studies import timing

ROOT = Path(__file__).parents[2]
TESTS = (
    "tests/code/test_randomness.py",
    "tests/code/training/test_cuda_graphs.py",
    "tests/code/training/test_loop_formats.py",
    "tests/code/studies/test_timing.py",
)
# Of accuracy: twenty of the 10,000 test digits. At the spread of the processor's finals, ten seeds
# that do not differ show that in nearly every run; within ten digits, only in three of four.
MARGIN = 0.002

RACE = Measurement(
    name="speed-gpu",
    question="How much faster are these trainings than the usual loop, on a GPU?",
    measure=timing.race_on_the_gpu,
    behaviour=timing.behaviour,
    trains=True,
    reads_test_set=False,
    device="cuda",
)
# A dense network and a convolutional one; the second is the quickest that reads 99 %.
ON_THE_PROCESSOR = {
    "dense": ("optimizers", next(arm for arm in optimizers.FINAL.arms if arm.name == "Adam")),
    "convolutional": ("quick", speed.QUICK.arms[0]),
}
FINALS = Experiment(
    name="gpu-finals",
    question="Do ten seeds trained at once on a GPU read as many test digits as on a processor?",
    arms=tuple(replace(arm, name=name) for name, (_, arm) in ON_THE_PROCESSOR.items()),
)


def tests(folder: Path, rehearse: bool) -> bool:
    """Whether the tests that need a GPU pass, and, with one, none is skipped."""
    report = folder / "tests.xml"
    command = [sys.executable, "-m", "pytest", "-q", f"--junitxml={report}", *TESTS]
    passed = subprocess.run(command, cwd=ROOT, check=False).returncode == 0
    skipped = sum(int(s.get("skipped", 0)) for s in ElementTree.parse(report).iter("testsuite"))
    if skipped and not rehearse:
        print(f"{skipped} tests were skipped, with a GPU at hand", file=sys.stderr)
    return passed and (rehearse or not skipped)


def kept(folder: Path, question: Experiment | Measurement) -> Record:
    """Make a record in the folder, not among those of the book."""
    with (
        patch.object(store, "writing_folder", lambda: folder),
        patch.object(journal, "writing_folder", lambda: folder),
    ):
        return recording.made(question, fresh=True)


def finals(folder: Path) -> bool:
    """Whether the finals agree with those of the processor: two one-sided tests each."""
    record = kept(folder, FINALS)
    lines, agree = [], True
    for name, (question, arm) in ON_THE_PROCESSOR.items():
        ours = record[name]
        test = means_within(ours.accuracies, run(question)[arm.name].accuracies, MARGIN)
        agree = agree and test.holds
        lines.append(f"{name}: {ours.seconds:.1f} s for all seeds; agrees: {test.holds}, {test}")
    (folder / "equivalence.txt").write_text("\n".join(lines) + "\n", "utf-8")
    print(*lines, sep="\n")
    return agree


def race(folder: Path) -> bool:
    """Record the race."""
    return bool(kept(folder, RACE).value)


def rehearsal(folder: Path) -> bool:
    """The finals on the pocket set, in one epoch, with three seeds; compared with nothing."""
    arms = tuple(
        Arm(a.name, a.network, Pocket(), replace(a.recipe, epochs=1), seeds=3) for a in FINALS.arms
    )
    return bool(kept(folder, replace(FINALS, arms=arms)).arms)


def main() -> int:
    """Do all steps, whatever becomes of one."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("--rehearse", action="store_true", help="few digits, a GPU or none")
    arguments = parser.parse_args()
    if not (arguments.rehearse or torch.cuda.is_available()):
        parser.error("there is no GPU; --rehearse tries the command without one")
    folder = arguments.folder.resolve()
    folder.mkdir(parents=True, exist_ok=True)
    steps: dict[str, Callable[[], bool]] = {
        "tests": partial(tests, folder, arguments.rehearse),
        **(
            {"rehearsal": partial(rehearsal, folder)}
            if arguments.rehearse
            else {"finals": partial(finals, folder), "race": partial(race, folder)}
        ),
    }
    failed = []
    for name, step in steps.items():
        start = time.perf_counter()
        try:
            fine = step()
        except Exception:  # what comes after may still be worth its time
            traceback.print_exc()
            fine = False
        print(f"{name}: {'fine' if fine else 'NOT FINE'}, {time.perf_counter() - start:.0f} s")
        failed += [] if fine else [name]
    return 1 if failed else 0


if __name__ == "__main__":
    with console():
        sys.exit(main())
