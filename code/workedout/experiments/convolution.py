"""Part III: convolutional networks."""

from workedout.experiments import dropout, padding, pooling, pretrained, regularisers

QUESTIONS = (
    *padding.QUESTIONS,
    *pooling.QUESTIONS,
    *dropout.QUESTIONS,
    *regularisers.QUESTIONS,
    *pretrained.QUESTIONS,
)
