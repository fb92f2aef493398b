"""Part III: convolutional networks."""

from workedout.experiments import (
    cnn,
    cnn_inside,
    dropout,
    padding,
    pooling,
    pretrained,
    regularisers,
)

QUESTIONS = (
    *padding.QUESTIONS,
    *pooling.QUESTIONS,
    *cnn.QUESTIONS,
    *cnn_inside.QUESTIONS,
    *dropout.QUESTIONS,
    *regularisers.QUESTIONS,
    *pretrained.QUESTIONS,
)
