"""The picture of the digits lab says what the network makes of the digit."""

import numpy as np
import pytest
import torch
from torch import nn

from workedout.data.mnist import pocket
from workedout.figures.lab import inside, values
from workedout.networks.models import Mlp
from workedout.wording import percent


@pytest.fixture(scope="module")
def network() -> nn.Sequential:
    torch.manual_seed(0)
    return Mlp((20,))().eval()


def test_it_shows_the_units_and_the_probabilities_of_the_network(network):
    digit = pocket().train.inputs[0]
    hidden, probabilities = values(network, digit)
    with torch.no_grad():
        outputs = network(digit[None])[0].double()
        sums = network[1](digit.flatten())
    assert hidden == pytest.approx(sums.relu().numpy())
    assert probabilities == pytest.approx(outputs.softmax(dim=0).numpy())


def test_its_words_and_its_table_say_which_digit_it_takes_it_for(network):
    digit = pocket().train.inputs[0]
    hidden, probabilities = values(network, digit)
    most = int(np.argmax(probabilities))
    figure = inside(network, digit)
    assert f"{(hidden > 0).sum()} of them above zero" in figure.alt
    assert f"the longest for {most}, with {percent(probabilities[most])}" in figure.alt
    assert (str(most), percent(probabilities[most])) in figure.table.rows
