"""What the files of MNIST hold."""

from workedout.data.facts import digit_facts
from workedout.experiments.specification import Measurement

MNIST_FACTS = Measurement(
    name="mnist-facts",
    question="What do the files of MNIST hold?",
    measure=digit_facts,
)

QUESTIONS = (MNIST_FACTS,)
