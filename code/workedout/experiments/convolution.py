"""Part III: convolutional networks."""

from workedout.experiments import padding, pooling

QUESTIONS = (*padding.QUESTIONS, *pooling.QUESTIONS)
