"""The probe that notes which held-out images are misread, as what, and how surely."""

from dataclasses import replace

import pytest
import torch
from torch import nn

from workedout.data.examples import Examples, Split
from workedout.data.mnist import pocket
from workedout.data.sources import Pocket
from workedout.experiments.specification import Arm
from workedout.networks.models import Bench, Mlp
from workedout.records.runs import engine_for
from workedout.training.ensemble import Member, fit_together
from workedout.training.loop import EVALUATION_BATCH, fit, misread
from workedout.training.recipes import Recipe

CPU = torch.device("cpu")
SPLIT = Split(*(part.take(slice(0, 60)) for part in pocket()))
RECIPE = Recipe(2, 20, 0.1, precision="float64", probe="misread")


class Fixed(nn.Module):
    """Answers with the logits that are its inputs."""

    def forward(self, inputs):
        return inputs


def test_each_misread_example_has_its_row_its_label_its_answer_and_its_probability():
    logits = torch.log(torch.tensor([[0.7, 0.2, 0.1], [0.1, 0.3, 0.6], [0.25, 0.5, 0.25]]))
    examples = Examples(logits.double(), torch.tensor([0, 1, 0]))
    found = misread(nn.Sequential(Fixed()), examples, replace(RECIPE, probe="none"))
    assert found == pytest.approx((1, 1, 2, 0.6, 2, 0, 1, 0.5), rel=1e-6)


def test_rows_go_on_from_one_batch_of_the_evaluation_to_the_next():
    logits = torch.zeros(EVALUATION_BATCH + 2, 3)
    logits[:, 0] = 1
    targets = torch.zeros(len(logits), dtype=torch.int64)
    targets[-1] = 2
    (row, label, answer, _) = misread(nn.Sequential(Fixed()), Examples(logits, targets), RECIPE)
    assert (row, label, answer) == (EVALUATION_BATCH + 1, 2, 0)


def test_it_is_noted_at_each_observation_and_agrees_with_the_accuracy():
    history = fit(Mlp((8,)), SPLIT, RECIPE, 4, CPU)
    for noted, (_, _, accuracy) in zip(history.probes, history.observations, strict=True):
        assert len(noted) // 4 == round(len(SPLIT.held_out) * (1 - accuracy)) > 0
        assert len(noted) % 4 == 0


def test_it_changes_nothing_of_the_training_and_leaves_it_in_training_mode():
    plain = fit(Mlp((8,)), SPLIT, replace(RECIPE, probe="none"), 4, CPU)
    noted = fit(Mlp((8,)), SPLIT, RECIPE, 4, CPU)
    assert (noted.step_losses, noted.observations) == (plain.step_losses, plain.observations)
    assert noted.network.training


def test_it_has_no_batched_form():
    with pytest.raises(ValueError, match="no batched form of the probe 'misread'"):
        fit_together([Member(Mlp((8,)), SPLIT, RECIPE, seed) for seed in (0, 1)], CPU)
    arm = Arm("noted", Bench((2, 2)), Pocket(), RECIPE, seeds=2)
    assert engine_for(arm, torch.device("cuda")) == "single"
