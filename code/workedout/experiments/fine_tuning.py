"""Few labelled digits of another source than MNIST, with and without training on MNIST before.

Two questions about the same images: which digit it is, and whether it was turned to the left or to
the right, which pretraining on turned copies taught a network to overlook.
"""

from dataclasses import dataclass
from typing import Any

from torch import nn

from workedout.data.examples import Examples, Split
from workedout.data.few_labels import OpticalDigits, TurnedDigits
from workedout.data.optical_digits import parts
from workedout.experiments import transfer
from workedout.experiments.specification import Measurement
from workedout.experiments.transfer import MNIST, OPTICAL, RATES, Chosen, Task
from workedout.networks.eight_bits import restored
from workedout.networks.transferred import kept_weights
from workedout.training.loop import observe
from workedout.training.recipes import Recipe

COUNTS = (10, 30, 100, 300, 1000)  # labelled examples

SEARCH = transfer.search(
    "fine-tuning-search",
    "At which rate does each way learn best from few digits of another source?",
    OPTICAL,
    COUNTS,
)

# The best of the search by each measure, by ``selection.best``.
CHOSEN: Chosen = {
    "accuracy": {
        ("scratch", 10): 0.001,
        ("scratch", 30): 0.003,
        ("scratch", 100): 0.003,
        ("scratch", 300): 0.003,
        ("scratch", 1000): 0.01,
        ("frozen", 10): 0.03,
        ("frozen", 30): 0.1,
        ("frozen", 100): 0.1,
        ("frozen", 300): 0.3,
        ("frozen", 1000): 0.1,
        ("fine-tuned", 10): 0.003,
        ("fine-tuned", 30): 0.0003,
        ("fine-tuned", 100): 0.01,
        ("fine-tuned", 300): 0.01,
        ("fine-tuned", 1000): 0.001,
    },
    "loss": {
        ("scratch", 10): 0.003,
        ("scratch", 30): 0.003,
        ("scratch", 100): 0.003,
        ("scratch", 300): 0.003,
        ("scratch", 1000): 0.003,
        ("frozen", 10): 0.1,
        ("frozen", 30): 0.1,
        ("frozen", 100): 0.1,
        ("frozen", 300): 0.1,
        ("frozen", 1000): 0.1,
        ("fine-tuned", 10): 0.003,
        ("fine-tuned", 30): 0.003,
        ("fine-tuned", 100): 0.01,
        ("fine-tuned", 300): 0.01,
        ("fine-tuned", 1000): 0.01,
    },
}

FINAL = transfer.finals(
    "fine-tuning",
    "How well does each way read digits of another source after 10 to 1000 of them?",
    OPTICAL,
    CHOSEN,
)

TURNED_COUNTS = (100,)
# Two more for each way: two of them were best at the upper end of the others.
TURNED_RATES = {
    "scratch": (*RATES["scratch"], 1.0, 3.0),
    "frozen": (*RATES["frozen"], 3.0, 10.0),
    "fine-tuned": (*RATES["fine-tuned"], 0.3, 1.0),
}
TURNED = Task(TurnedDigits("tuning", 10), MNIST, outputs=2, most=700)
TURNED_SEARCH = transfer.search(
    "turned-digits-search",
    "At which rate does each way learn best to tell which way a digit was turned?",
    TURNED,
    TURNED_COUNTS,
    TURNED_RATES,
)


# The best of the search by its loss, for both measures: by accuracy several rates of a way are
# within an image or two of all, and chance would choose.
_BY_LOSS = {("scratch", 100): 0.3, ("frozen", 100): 3.0, ("fine-tuned", 100): 0.1}
TURNED_CHOSEN: Chosen = {"accuracy": _BY_LOSS, "loss": _BY_LOSS}

TURNED_FINAL = transfer.finals(
    "turned-digits",
    "How well does each way tell, after 100 examples, which way a digit was turned?",
    TURNED,
    TURNED_CHOSEN,
)


@dataclass(frozen=True)
class PretrainedAndOptical:
    """The network that was trained on MNIST, and the digits of the other source."""

    def full(self) -> tuple[nn.Sequential, Split, Split]:
        """The network, and both ways to part the digits."""
        network = restored(transfer.NETWORK, kept_weights(MNIST.record, MNIST.sha256))
        return network, parts("tuning"), parts("final")

    def miniature(self) -> tuple[nn.Sequential, Split, Split]:
        """The same, in which the part to tune stands for the final one; all in float64."""
        network, tuning, _ = self.full()
        precise = Split(*(Examples(part.inputs.double(), part.targets) for part in tuning))
        return network.double(), precise, precise

    def digest(self) -> str:
        """Of the digits."""
        return OpticalDigits("final", 1000).digest()


def as_is(network: nn.Sequential, tuning: Split, final: Split) -> dict[str, Any]:
    """How the pretrained network reads the other digits, without any training on them.

    Args:
        network: in any mode; it is looked at in evaluation mode.
        tuning: whose held-out examples are the validation images.
        final: whose held-out examples are the test images.
    """
    how = Recipe(1, 1, 1.0)
    found = {}
    for name, part in (("validation", tuning), ("test", final)):
        _, loss, accuracy = observe(network, part.held_out, how, step=0)
        found[name] = {"loss": loss, "accuracy": accuracy}
    return {"pretrained": MNIST.sha256, **found}


AS_IS = Measurement(
    name="fine-tuning-as-is",
    question="How well does the network from MNIST read digits of another source, as it is?",
    measure=as_is,
    material=PretrainedAndOptical(),
    reading=f"the kept network of {MNIST.record} was asked, as it is",
)

QUESTIONS = (SEARCH, FINAL, TURNED_SEARCH, TURNED_FINAL, AS_IS)
