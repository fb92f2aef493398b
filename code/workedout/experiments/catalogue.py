"""Every question of the book, by name."""

from workedout.errors import WorkedOutError
from workedout.experiments import convolution, signals, speed, training
from workedout.experiments.specification import Experiment, Measurement

EVERY_PART = (*signals.QUESTIONS, *training.QUESTIONS, *convolution.QUESTIONS, *speed.QUESTIONS)
QUESTIONS: dict[str, Experiment | Measurement] = {
    question.name: question for question in EVERY_PART
}


def find(name: str) -> Experiment | Measurement:
    """The question of this name.

    Raises:
        WorkedOutError: there is none.
    """
    if name not in QUESTIONS:
        raise WorkedOutError(f"no experiment is called {name!r}: there are {', '.join(QUESTIONS)}")
    return QUESTIONS[name]
