"""Part III: convolutional networks."""

from workedout.experiments import dropout, padding, pooling, pretrained

QUESTIONS = (
    *padding.QUESTIONS,
    *pooling.QUESTIONS,
    *dropout.QUESTIONS,
    *pretrained.QUESTIONS,
)
