"""The command line: ``python -m workedout list | run | check | renew | audit | grade | data``.

Exit status: 0 when all is well, 1 when something was found, 2 when a command cannot run, and 141,
as in a shell, when nobody reads the output any more.
"""

import argparse
import sys
import traceback
from collections.abc import Sequence
from contextlib import nullcontext

from workedout.console import console
from workedout.errors import WorkedOutError
from workedout.experiments.catalogue import QUESTIONS, find
from workedout.experiments.specification import Experiment
from workedout.files import named
from workedout.records.validity import Finding, Judgement, judged, together

FINE, FINDINGS, CANNOT_RUN = 0, 1, 2


def list_questions(arguments: argparse.Namespace) -> int:
    """Show every experiment and measurement."""
    for question in QUESTIONS.values():
        size = "measurement"
        if isinstance(question, Experiment):
            runs = sum(arm.seeds for arm in question.arms)
            size = f"{len(question.arms)} arms, {runs} runs"
        print(f"{question.name:<24} {size:<20} {question.question}")
    return FINE


def run_one(arguments: argparse.Namespace) -> int:
    """Train what is missing or stale, and write the record."""
    from workedout.records.cluster import dask_executor
    from workedout.records.lookup import run
    from workedout.records.store import path_of

    with dask_executor(arguments.dask) if arguments.dask else nullcontext() as executor:
        run(arguments.name, train=True, fresh=arguments.fresh, executor=executor)
    print(f"{arguments.name} is recorded in {path_of(arguments.name)}")
    return FINE


def check_all(arguments: argparse.Namespace) -> int:
    """Say for each record whether it holds."""
    questions = [find(name) for name in arguments.names or QUESTIONS]
    judgements = []
    for question in questions:
        judgements.append(judged(question))
        show_verdict(question.name, judgements[-1].findings)
    overall = together(judgements)
    if len(judgements) > 1:
        show_nearest(overall)
    return FINDINGS if overall.findings else FINE


def show_verdict(name: str, found: Sequence[Finding]) -> None:
    """Whether a record holds, and what to do where it does not."""
    print(f"{name}: {verdict(found)}")
    for finding in found:
        print(f"  {finding}")
    if found:
        print(f"  To renew it, run: python -m workedout run {name}")


def show_nearest(overall: Judgement) -> None:
    """How near the numbers of this processor come to being another behaviour."""
    if nearest := overall.nearest:
        print(f"most of its tolerance, {nearest.share:.2g} of it, is used by {nearest.where}")


def renew_fingerprints(arguments: argparse.Namespace) -> int:
    """Make the fingerprints of records anew, where the old ones hold."""
    from workedout.records.renewing import renew

    questions = [find(name) for name in arguments.names or QUESTIONS]
    status = FINE
    for question in questions:
        done = renew(question)
        print(f"{done.record}: {done.renewed} renewed, {done.kept} are of today's kind")
        for finding in done.refused:
            print(f"  left alone, {finding}")
            status = FINDINGS
    return status


def verdict(found: Sequence[Finding]) -> str:
    """One word for a whole record: the finding's own where there is no record to speak of."""
    if not found:
        return "valid"
    unreadable = found[0].reason in ("missing", "damaged") and not found[0].arm
    return found[0].reason if unreadable else "stale"


def audit_one(arguments: argparse.Namespace) -> int:
    """Train recorded seeds again and compare."""
    from workedout.records.auditing import LEVEL, audit

    verdicts = audit(arguments.name, arguments.seeds, arguments.arm)
    for verdict in verdicts:
        print(verdict)
    agree = all(verdict.agrees for verdict in verdicts)
    print(f"{arguments.name} {'agrees' if agree else 'DISAGREES'} at family-wise level {LEVEL}")
    return FINE if agree else FINDINGS


def grade_folder(arguments: argparse.Namespace) -> int:
    """Check again what the readers of a course answered."""
    from workedout.exercises.grade_table import as_csv, as_table
    from workedout.exercises.grading import NotAnExportError, all_graded

    found = list(all_graded(named(arguments.folder)))
    answers = [each for answers in found if isinstance(answers, list) for each in answers]
    print((as_csv if arguments.csv else as_table)(answers), end="")
    refused = [each for each in found if isinstance(each, NotAnExportError)]
    for error in refused:
        print(f"workedout: not graded, {error}", file=sys.stderr)
    if not arguments.csv:
        print(f"{len(answers)} answers in {len(found) - len(refused)} of {len(found)} files.")
        print("Whose name a file bears proves no authorship.")
    return FINDINGS if refused else FINE


def handle_data(arguments: argparse.Namespace) -> int:
    """Verify the data set, download it, or make the pocket set."""
    from workedout.data.download import download
    from workedout.data.make_pocket import make
    from workedout.data.mnist import data_root, full_pixels

    if arguments.download:
        print(f"MNIST is in {download(arguments.root)}")
    elif arguments.pocket:
        print(*make(arguments.root), sep="\n")
    else:
        full_pixels(arguments.root)
        print(f"the four files in {data_root(arguments.root) / 'MNIST' / 'raw'} are MNIST")
    return FINE


def parser() -> argparse.ArgumentParser:
    """The commands and their arguments."""
    top = argparse.ArgumentParser(prog="python -m workedout", description=__doc__.split("\n")[0])
    commands = top.add_subparsers(required=True, metavar="COMMAND")

    add = commands.add_parser("list", help="show every experiment and measurement")
    add.set_defaults(act=list_questions)

    add = commands.add_parser("run", help="train what is missing or stale, and record it")
    add.add_argument("name")
    add.add_argument("--fresh", action="store_true", help="train all of it again")
    add.add_argument(
        "--dask", metavar="ADDRESS", help="train on the Dask cluster that has its scheduler there"
    )
    add.set_defaults(act=run_one)

    add = commands.add_parser("check", help="say for each record whether it holds")
    add.add_argument("names", nargs="*", metavar="name", help="without any: all")
    add.set_defaults(act=check_all)

    add = commands.add_parser("renew", help="make fingerprints anew where the old ones hold")
    add.add_argument("names", nargs="*", metavar="name", help="without any: all")
    add.set_defaults(act=renew_fingerprints)

    add = commands.add_parser("audit", help="train recorded seeds again and compare")
    add.add_argument("name")
    add.add_argument("--seeds", type=_positive, default=1, help="how many of each arm (1)")
    add.add_argument("--arm", help="only this arm")
    add.set_defaults(act=audit_one)

    add = commands.add_parser("grade", help="check again what readers exported")
    add.add_argument("folder", type=_folder, help="folder with the files, each ending in .json")
    add.add_argument("--csv", action="store_true", help="print rows for a spreadsheet")
    add.set_defaults(act=grade_folder)

    add = commands.add_parser("data", help="verify MNIST; fetch it when asked")
    add.add_argument("--root", type=_folder, help="folder that holds MNIST/raw")
    choice = add.add_mutually_exclusive_group()
    choice.add_argument("--download", action="store_true", help="fetch it with torchvision")
    choice.add_argument("--pocket", action="store_true", help="make the pocket set again")
    add.set_defaults(act=handle_data)
    return top


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return its exit status."""
    with console():
        return _done(parser().parse_args(arguments))


def _done(chosen: argparse.Namespace) -> int:
    kept = "; finished seeds are kept" if chosen.act is run_one else ""
    try:
        status: int = chosen.act(chosen)
    except WorkedOutError as error:
        if error.__cause__:  # a bug in a run: the message names the run, this says where
            traceback.print_exception(error.__cause__)
        print(f"workedout: {error}", file=sys.stderr)
        return CANNOT_RUN
    except OSError as error:  # a full disk, a folder that may not be written into
        print(f"workedout: {error}{kept}", file=sys.stderr)
        return CANNOT_RUN
    except KeyboardInterrupt:
        print(f"workedout: interrupted{kept}", file=sys.stderr)
        return CANNOT_RUN
    return status


def _positive(text: str) -> int:
    value = int(text) if text.isdigit() else 0
    if value < 1:
        raise argparse.ArgumentTypeError(f"expected a whole number from 1, got {text!r}")
    return value


def _folder(text: str) -> str:
    if not text:
        raise argparse.ArgumentTypeError("expected a folder, got nothing")
    return text


if __name__ == "__main__":
    sys.exit(main())
