"""Part II: training on MNIST."""

from workedout.experiments import (
    batch_norm,
    depth_grid,
    depth_width,
    depth_width_augmented,
    hyperparameters,
    loss,
    optimizers,
    schedules,
    weight_decay,
)
from workedout.experiments.specification import Measurement
from workedout.measurements import digit_facts

MNIST_FACTS = Measurement(
    name="mnist-facts",
    question="What do the files of MNIST hold?",
    measure=digit_facts,
)

QUESTIONS = (
    MNIST_FACTS,
    *loss.QUESTIONS,
    *depth_width.QUESTIONS,
    *depth_width_augmented.QUESTIONS,
    *depth_grid.QUESTIONS,
    *schedules.QUESTIONS,
    *optimizers.QUESTIONS,
    *batch_norm.QUESTIONS,
    *weight_decay.QUESTIONS,
    *hyperparameters.QUESTIONS,
)
