"""Every question of the book, by name."""

from workedout.errors import WorkedOutError
from workedout.experiments import speed, training
from workedout.experiments.specification import Experiment, Measurement

QUESTIONS: dict[str, Experiment | Measurement] = {
    question.name: question for question in (*training.QUESTIONS, *speed.QUESTIONS)
}


def find(name: str) -> Experiment | Measurement:
    """The question of this name.

    Raises:
        WorkedOutError: there is none.
    """
    if name not in QUESTIONS:
        raise WorkedOutError(f"no experiment is called {name!r}: there are {', '.join(QUESTIONS)}")
    return QUESTIONS[name]
