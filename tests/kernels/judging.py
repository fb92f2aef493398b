"""Judge arms and measurements on this processor, under the kernels that the environment asks for.

Run as a script with a list of names on standard input, as JSON: "experiment / arm" or a
measurement. Prints, for each, its findings and the share of the tolerance that it uses.
"""

import json
import sys
from functools import cache

import torch

from workedout.experiments.catalogue import find
from workedout.experiments.specification import Measurement
from workedout.records.store import Record, read
from workedout.records.validity import Judgement, judged_arm, judged_measurement


@cache
def record_of(question: str) -> Record:
    """The record, read once for all of its arms."""
    return read(question)


def judged(name: str) -> Judgement:
    """Whether an arm or a measurement holds."""
    question, _, arm_name = name.partition(" / ")
    asked, record = find(question), record_of(question)
    if isinstance(asked, Measurement):
        return judged_measurement(asked, record)
    (arm,) = (arm for arm in asked.arms if arm.name == arm_name)
    return judged_arm(question, arm, record)


def in_json(judgement: Judgement) -> dict[str, object]:
    """A judgement as JSON has it."""
    nearest = judgement.nearest
    return {
        "findings": list(map(str, judgement.findings)),
        "share": nearest.share if nearest else None,
        "where": nearest.where if nearest else "",
    }


if __name__ == "__main__":
    judgements = {name: in_json(judged(name)) for name in json.load(sys.stdin)}
    capability = torch.backends.cpu.get_cpu_capability()
    print(json.dumps({"capability": capability, "judgements": judgements}))
