"""Every question of the book, by name; its module is imported when it is first asked for.

So a page depends on the questions that it names, and not on all of them: the book's build finds in
``PARTS`` which modules those are.
"""

from collections.abc import Iterator, Mapping, MutableMapping
from importlib import import_module

from workedout.errors import WorkedOutError
from workedout.experiments.specification import Experiment, Measurement

Question = Experiment | Measurement

# For each part of the book its modules, and for each of these the questions that it asks.
PARTS: dict[str, dict[str, tuple[str, ...]]] = {
    "I": {
        "initialization": ("starts-relu", "starts-depth"),
        "plateau": (
            "plateau",
            "plateau-random",
            "plateau-full-batch",
            "plateau-symmetric",
            "four-cases",
        ),
        "dying_relu": (
            "dying-relu",
            "dying-relu-logistic",
            "dying-relu-epoch",
            "dying-relu-cures",
            "dying-relu-biases",
        ),
        "logic": ("xor",),
    },
    "II": {
        "start_here": ("start-here-sweep", "start-here"),
        "mnist": ("mnist-facts",),
        "loss": ("two-softmaxes-search", "two-softmaxes", "loss-and-accuracy"),
        "depth_width": (
            "depth-width-search",
            "depth-width-confirmation",
            "depth-width",
            "depth-width-beyond",
        ),
        "depth_width_augmented": (
            "depth-width-augmented-search",
            "depth-width-augmented-confirmation",
            "depth-width-augmented",
            "depth-width-augmented-beyond",
        ),
        "depth_grid": ("depth-width-grid", "depth-width-grid-higher"),
        "schedules": (
            "schedules-sweep",
            "schedules-budget",
            "schedules-batch",
            "schedules",
            "schedules-beyond",
        ),
        "optimizers": ("optimizers-search", "optimizers-confirmation", "optimizers"),
        "optimizers_decay": (
            "optimizers-decay-search",
            "optimizers-decay-confirmation",
            "optimizers-decay",
        ),
        "batch_norm": ("batch-norm-sweep", "batch-norm"),
        "batch_norm_falling": ("batch-norm-falling-search", "batch-norm-falling"),
        "weight_decay": ("weight-decay-steps", "adam-decay-search", "adam-decay"),
        "generalisation": (
            "generalisation-examples",
            "generalisation-width",
            "generalisation-noise",
            "generalisation-stopping",
        ),
        "bias_variance": ("generalisation-draws",),
        "hyperparameters": ("misread",),
        "hypergradients": ("hypergradients",),
        "lab": ("lab-search", "lab-confirmation", "lab-convolution", "lab-dense", "lab-beyond"),
        "diagnosis": ("diagnosis-cases",),
        "selection_costs": ("selection-costs",),
        "certain_answers": ("certain-answers",),
    },
    "III": {
        "padding": ("padding",),
        "pooling": ("pooling",),
        "cnn": ("cnn-search", "cnn-confirmation", "cnn", "two-convolutions", "cnn-beyond"),
        "cnn_inside": ("cnn-inside", "cnn-hardest"),
        "dropout": ("dropout-one-epoch", "dropout-ten-epochs"),
        "regularisers": ("regularisers-search", "regularisers"),
        "regularisers_few": ("regularisers-few-search", "regularisers-few"),
        "pretrained": ("pretrained",),
        "fine_tuning": (
            "fine-tuning-search",
            "fine-tuning",
            "turned-digits-search",
            "turned-digits",
            "fine-tuning-as-is",
        ),
        "held_back": ("held-back-pretraining", "held-back-search", "held-back"),
    },
    "speed": {
        "speed": ("speed", "quick-search", "quick", "quick-beyond"),
    },
}


class Questions(MutableMapping[str, Question]):
    """Questions by name.

    Args:
        modules: which module asks the question of a name.
    """

    def __init__(self, modules: Mapping[str, str]) -> None:
        self._order = tuple(modules)
        self._asked: dict[str, Question | str] = {**modules}

    def __getitem__(self, name: str) -> Question:
        asked = self._asked[name]
        if isinstance(asked, str):
            module = import_module(f"workedout.experiments.{asked}")
            there = {each.name: each for each in module.QUESTIONS}
            if name not in there:
                raise WorkedOutError(
                    f"{module.__name__} asks no {name!r}, for which the catalogue lists it: "
                    f"it asks {', '.join(there)}"
                )
            asked = self._asked[name] = there[name]
        return asked

    def __setitem__(self, name: str, question: Question) -> None:
        self._asked[name] = question

    def __delitem__(self, name: str) -> None:
        del self._asked[name]

    def __iter__(self) -> Iterator[str]:
        # In the order of the book, whatever was taken out and put back.
        yield from (name for name in self._order if name in self._asked)
        yield from (name for name in self._asked if name not in self._order)

    def __len__(self) -> int:
        return len(self._asked)


QUESTIONS = Questions(
    {
        name: module
        for modules in PARTS.values()
        for module, names in modules.items()
        for name in names
    }
)


def find(name: str) -> Question:
    """The question of this name.

    Raises:
        WorkedOutError: there is none.
    """
    if name not in QUESTIONS:
        raise WorkedOutError(f"no experiment is called {name!r}: there are {', '.join(QUESTIONS)}")
    return QUESTIONS[name]
