"""What a probe saw, read back by name."""

import pytest
import torch
from torch import nn

from workedout.records.fingerprints import Fingerprint
from workedout.records.store import ArmRecord, SeedResult
from workedout.results.silent_units import Seen, after, courses, ended, seen
from workedout.training.probes import units

PROBE = (0.25, 0.75, 1.0, 2.0, 3.0, 4.0, 5.0, 6.0)
LOOKS = [(0, 0.5, 0.5), (10, 0.4, 0.6)]


def arm(*probes):
    result = SeedResult([0.1], LOOKS, 1.0, 0, list(probes))
    return ArmRecord({}, "", Fingerprint((), ()), {0: result, 1: result})


def test_each_number_of_a_probe_has_its_name():
    assert seen(7, PROBE) == Seen(7, 0.25, 0.75, dead=(1, 4), off_negatives=(2, 5),
                                  off_positives=(3, 6))  # fmt: skip


def test_a_network_of_known_units_is_read_rightly():
    # One unit that is active everywhere, one on the positive point alone, one nowhere.
    first, last = nn.Linear(1, 3), nn.Linear(3, 1)
    with torch.no_grad():
        first.weight.copy_(torch.tensor([[0.0], [1.0], [0.0]]))
        first.bias.copy_(torch.tensor([1.0, 0.0, -1.0]))
        last.weight.copy_(torch.tensor([[-1.0, 2.0, 5.0]]))
        last.bias.zero_()
        inputs = torch.tensor([[-1.0], [1.0]])
        hidden = first(inputs).relu()
        (probe,) = units(torch.tensor([[-1.0, 1.0]]), last(hidden)[None], [hidden[None]]).tolist()
    assert seen(0, probe) == Seen(0, 0.5, 1.0, dead=(1,), off_negatives=(2,), off_positives=(1,))


def test_a_course_is_in_order_of_time_for_each_run():
    both = courses(arm(PROBE, PROBE))
    assert [[each.step for each in run] for run in both] == [[0, 10], [0, 10]]


def test_a_look_is_found_by_its_step_in_every_run():
    assert [each.step for each in after(arm(PROBE, PROBE), 10)] == [10, 10]
    with pytest.raises(ValueError, match="after 11 steps in each run, got 0"):
        after(arm(PROBE, PROBE), 11)


def test_a_run_without_probes_is_refused():
    with pytest.raises(ValueError, match="zip"):
        courses(arm())


ENDS = {
    "learnt": (0.91, (0, 0), 0.1),
    "layer dead": (0.5, (1, 3), 0.1),
    "no signal": (0.5, (1, 2), 0.2),
    "moving": (0.9, (2, 2), 0.1),
}


@pytest.mark.parametrize("end", ENDS)
def test_an_end_is_told_by_accuracy_then_by_dead_layers_then_by_a_loss_that_stands_still(end):
    accuracy, dead, loss = ENDS[end]
    result = SeedResult([0.1], [(10, 0.2, 0.5), (20, loss, 0.5)], 1.0, 0)
    last = Seen(20, 0.0, accuracy, dead, dead, dead)
    assert ended(result, last, since=10, width=3) == end
