"""What the files of MNIST hold."""

from workedout.experiments.specification import Measurement
from workedout.measurements import digit_facts

MNIST_FACTS = Measurement(
    name="mnist-facts",
    question="What do the files of MNIST hold?",
    measure=digit_facts,
)

QUESTIONS = (MNIST_FACTS,)
