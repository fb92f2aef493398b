"""All questions of the book together."""

from workedout.experiments import (
    batch_norm,
    cnn,
    depth_width,
    depth_width_augmented,
    optimizers,
    regularisers,
    schedules,
    speed,
    weight_decay,
)
from workedout.experiments.catalogue import QUESTIONS
from workedout.experiments.specification import Experiment

# Every experiment that ever read the test set. Another one is added here by hand, on purpose.
FINALS = {
    batch_norm.FINAL.name,
    cnn.LARGE.name,
    cnn.SMALL.name,
    depth_width.FINAL.name,
    depth_width_augmented.FINAL.name,
    optimizers.FINAL.name,
    regularisers.FINAL.name,
    schedules.FINAL.name,
    speed.QUICK.name,
    weight_decay.FINAL.name,
}


def test_only_finals_read_the_test_set():
    reading = {
        question.name
        for question in QUESTIONS.values()
        if isinstance(question, Experiment)
        and any(arm.data.reads_test_set for arm in question.arms)
    }
    assert reading == FINALS


def test_a_question_has_the_name_under_which_it_is_found():
    assert all(name == question.name for name, question in QUESTIONS.items())
