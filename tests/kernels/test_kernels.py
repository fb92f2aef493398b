"""Records hold under the kernels of other processors, which PyTorch can be asked for on this one.

The week's run judges every arm, the others a sample. The largest share of the tolerance that any
number uses stands in the summary of the tests.
"""

import json
import os
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest
import sample

JUDGING = Path(__file__).with_name("judging.py")
KERNELS = {
    "native": {},
    "AVX2": {
        "ATEN_CPU_CAPABILITY": "avx2",
        "ONEDNN_MAX_CPU_ISA": "AVX2",
        "MKL_ENABLE_INSTRUCTIONS": "AVX2",
    },
    "baseline": {
        "ATEN_CPU_CAPABILITY": "default",
        "ONEDNN_MAX_CPU_ISA": "SSE41",
        "MKL_ENABLE_INSTRUCTIONS": "SSE4_2",
    },
}
ROOM = 0.5  # of the tolerance: what a processor that was never seen may need on top


def asked() -> list[str]:
    weekly = os.environ.get("WORKEDOUT_WEEKLY")
    chosen = sample.arms() if weekly else dict.fromkeys([*sample.stratified(), *sample.sensitive()])
    return [*chosen, *sample.measurements()]


def judged_under(kernels: str) -> dict:
    """What the script says in a process of its own: PyTorch chooses kernels when it starts."""
    done = subprocess.run(
        [sys.executable, JUDGING],
        input=json.dumps(asked()), env={**os.environ, "OMP_NUM_THREADS": "1", **KERNELS[kernels]},
        capture_output=True, text=True, encoding="utf-8", check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


@pytest.fixture(scope="module", params=KERNELS)
def answer(request):
    return judged_under(request.param)


def test_every_arm_and_measurement_holds_with_room(answer, record_property, capsys):
    judgements = answer["judgements"]
    stale = [finding for each in judgements.values() for finding in each["findings"]]
    assert stale == []
    nearest = max(judgements.values(), key=lambda each: each["share"])
    words = f"{answer['capability']}: {nearest['share']:.2g} of the tolerance, {nearest['where']}"
    record_property("largest share", words)
    with capsys.disabled():
        print(f"\n{len(judgements)} fingerprints under {words}")
    assert nearest["share"] < ROOM
    assert len(judgements) == len(asked())


def test_baseline_kernels_are_others_than_those_of_a_processor_with_avx2():
    script = "import torch; print(torch.backends.cpu.get_cpu_capability())"
    names = [
        subprocess.run(
            [sys.executable, "-c", script],
            env={**os.environ, **kernels}, capture_output=True, encoding="utf-8", check=True,
        ).stdout
        for kernels in KERNELS.values()
    ]  # fmt: skip
    native, avx2, baseline = map(str.strip, names)
    if "AVX" not in native:
        pytest.skip(f"this processor has no AVX2: its kernels are {native} in any case")
    assert (avx2, baseline) == ("AVX2", "DEFAULT")


# The sample.

WANTED = {
    "part": {"I", "II", "III"},
    "engine": {"single", "batched"},
    "network": {"Mlp", "Plane", "Bench", "Cnn"},
    "batch_norm": {True, False},
    "dropout": {True, False},
    "start": {"pytorch", "playground", "zeros", "small", "xavier", "he", "constant", "normal"},
    "optimizer": {"sgd", "momentum", "adam", "adamw", "adagrad", "rmsprop", "nesterov"},
}


def test_the_sample_has_something_of_every_kind():
    arms = sample.arms()
    found = [each for name in sample.stratified() for each in sample.features(*arms[name])]
    for kind, values in WANTED.items():
        there = {value for what, value in found if what == kind}
        known = {
            value
            for each in arms.values()
            for what, value in sample.features(*each)
            if what == kind
        }
        assert there == known
        assert values & known <= there


def test_the_sample_is_small_and_takes_no_arm_twice():
    chosen = sample.stratified()
    assert len(chosen) < len(sample.arms()) / 10
    assert max(Counter(chosen).values()) == 1


def test_the_most_sensitive_arms_exist():
    assert len(sample.sensitive()) == sample.MOST
    assert set(sample.sensitive()) <= sample.arms().keys()
