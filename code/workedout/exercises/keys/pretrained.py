"""Right answers to exercises of the third part, on pretrained networks."""

import torch
from torch import nn

from workedout.exercises.answers import Answer, Numbers
from workedout.exercises.keys.key import key
from workedout.inspection.layer_outputs import reading
from workedout.networks.parameter_table import parameters_of
from workedout.networks.pretrained_weights import bare


@key("ex-pt-squeezenet", "the four numbers of rows for 224 pixels, and the four for 227")
def rows() -> Answer:
    """Read from the network, without memory for its weights."""
    found = []
    for side in (224, 227):
        with torch.device("meta"):
            network = bare("squeezenet1_0")
            with reading(network) as read:
                network(torch.empty(1, 3, side, side))
        kinds = dict(network.named_modules())
        seen = (n for n in read if n == "features.0" or isinstance(kinds[n], nn.MaxPool2d))
        found += [read[name][0].shape[-1] for name in seen]
    return Numbers(found)


@key("ex-pt-ten", "the parameters of the new last layer of AlexNet, and of SqueezeNet")
def last_layers() -> Answer:
    """Counted in networks without memory for their weights."""
    counts = []
    for architecture in ("alexnet", "squeezenet1_0"):
        with torch.device("meta"):
            layers = list(bare(architecture, classes=10).modules())
        last = [layer for layer in layers if isinstance(layer, nn.Linear | nn.Conv2d)][-1]
        counts.append(parameters_of(last))
    return Numbers(counts)


@key("ex-pt-hand", "the two probabilities, then those of outputs 64 times as large")
def two_probabilities() -> Answer:
    """By softmax."""
    outputs = torch.tensor([22.76, 22.73], dtype=torch.float64)
    return Numbers([*outputs.softmax(0).tolist(), *(64 * outputs).softmax(0).tolist()], 2e-2)
