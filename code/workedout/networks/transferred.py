"""Networks that start from another's training: all layers but the last come from a kept file.

The last layer is new, with as many outputs as the new question has classes. Of a frozen network it
alone learns; else all layers do.
"""

import hashlib
from dataclasses import dataclass, replace
from pathlib import Path

from torch import nn

from workedout.files import content, reason
from workedout.networks.eight_bits import restored
from workedout.networks.models import CLASSES, Cnn
from workedout.networks.pretrained_weights import WeightsError

FOLDER = Path(__file__).parent.parent / "recorded"
LARGEST = 1 << 24  # bytes of a file
REMEDY = "install the package workedout again, or, where its record was renewed, name the new one"


class Fixed(nn.Sequential):
    """Layers that stay as they are: no number of them moves, and they always evaluate.

    Without the latter the running means of batch norm would follow the new examples, and dropout
    would go on dropping.
    """

    def __init__(self, *layers: nn.Module) -> None:
        super().__init__(*layers)
        self.requires_grad_(False)
        self.train(False)

    def train(self, mode: bool = True) -> "Fixed":
        """Stay in evaluation mode, whatever the rest of the network does."""
        super().train(False)
        return self


@dataclass(frozen=True)
class Transferred:
    """A network whose last layer is new, and whose other layers were trained before.

    Attributes:
        network: the one that was trained before.
        record: the name of the record beside which its numbers are kept.
        sha256: of the file with them.
        frozen: whether the last layer alone learns; its inputs are then fixed features.
        outputs: of the last layer.
    """

    network: Cnn
    record: str
    sha256: str
    frozen: bool
    outputs: int = CLASSES

    def __call__(self) -> nn.Sequential:
        """Build the network; the first numbers of its last layer alone are drawn.

        Raises:
            WeightsError: the file is missing, is another one, or does not fit.
        """
        trained = restored(self.network, kept_weights(self.record, self.sha256))
        # As a network without a past is drawn: by one seed, both get the same last layer.
        new = replace(self.network, outputs=self.outputs)()[-1]
        body = list(trained)[:-1]
        return nn.Sequential(Fixed(*body), new) if self.frozen else nn.Sequential(*body, new)


def kept_weights(record: str, sha256: str) -> bytes:
    """The file of the network that is kept beside a record.

    Raises:
        WeightsError: it is missing, cannot be read, or is another one.
    """
    path = FOLDER / f"{record}.safetensors"
    try:
        encoded = content(path, LARGEST)
    except OSError as error:
        raise WeightsError(f"{path} cannot be read ({reason(error)}): {REMEDY}") from None
    if (found := hashlib.sha256(encoded).hexdigest()) != sha256:
        raise WeightsError(
            f"{path} is another network than expected: its SHA-256 is {found[:12]}…, expected "
            f"{sha256[:12]}…: {REMEDY}"
        )
    return encoded
