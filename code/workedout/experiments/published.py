"""Results that others published for the tasks of this book, by experiment and arm.

Accuracies of single runs on the 10,000 test images, in per cent, as their authors print them.
"""

from collections.abc import Mapping

PUBLISHED: Mapping[str, Mapping[str, tuple[float, ...]]] = {
    "depth-width": {
        "100 units": (97.64, 97.84, 97.86),
        "200 units": (98.06, 98.07, 98.10),
        "1000 units": (98.32, 98.54, 98.54),
    },
    "optimizers": {
        "SGD": (97.92,),
        "momentum": (98.06,),
        "AdaGrad": (97.53,),
        "Adam": (97.61,),
    },
    "batch-norm": {"ReLU, with batch norm, rate 2": (97.1,)},
    "cnn": {"plain": (98.54, 98.80, 99.25)},
    "two-convolutions": {"4 epochs": (99.15,)},
}
