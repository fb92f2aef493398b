"""Plain loops over the pocket set, for the checklist."""

from torch import nn
from torch.optim import SGD
from torch.utils.data import DataLoader, TensorDataset

from workedout.data.mnist import pocket
from workedout.inspection.cases.parts import layers
from workedout.inspection.diagnosis import Loop


def loop(network=None, loss=None, loader=None, **options):
    """A plain loop over the pocket set."""
    network = network or layers()
    descent = options.pop("optimizer", None) or SGD(network.parameters(), 0.1)
    train = loader or DataLoader(TensorDataset(*pocket().train), batch_size=50, shuffle=True)
    return Loop(network, loss or nn.CrossEntropyLoss(), train, descent, **options)
