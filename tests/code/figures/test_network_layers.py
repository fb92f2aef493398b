"""Networks layer by layer: what is drawn is what is built."""

import pytest

from workedout.experiments import cnn, depth_width
from workedout.figures.network_layers import network_layers, stages
from workedout.networks.models import Cnn, Mlp
from workedout.networks.parameter_table import parameters_of

TRAINED = {
    **{kind: each.network for kind, each in cnn.WINNERS.items()},
    **{str(units): each.network for units, each in depth_width.WINNERS.items()},
    "20": depth_width.BASELINE.network,
}


@pytest.mark.parametrize("description", TRAINED.values(), ids=TRAINED)
def test_stages_hold_every_parameter_of_a_trained_network(description):
    network = description()
    assert sum(stage.parameters for stage in stages(network)) == parameters_of(network)


def test_layers_that_keep_a_shape_stand_together():
    found = [(each.shape, each.layers) for each in stages(Cnn(((4,), (8,)), block_dropout=0.1)())]
    assert found == [
        ((1, 28, 28), ("image",)),
        ((4, 28, 28), ("convolution 3 × 3", "batch norm", "ReLU")),
        ((4, 14, 14), ("max pooling 2 × 2", "dropout 0.1")),
        ((8, 14, 14), ("convolution 3 × 3", "batch norm", "ReLU")),
        ((8, 7, 7), ("max pooling 2 × 2", "dropout 0.1")),
        ((392,), ("flatten",)),
        ((10,), ("dense",)),
    ]


def test_two_convolutions_of_one_shape_are_two_stages():
    shapes = [each.shape for each in stages(Cnn(((4, 4),))())]
    assert shapes.count((4, 28, 28)) == 2


def test_the_words_and_the_table_follow_the_description():
    figure = network_layers("tried", {"small": Mlp((20,)), "wide": Mlp((30, 15), dropout=0.2)})
    assert (
        "small: 15,910 parameters. image: 1 × 28 × 28; flatten: 784; dense, ReLU: 20" in figure.alt
    )
    assert ("wide", "15", "dense, ReLU, dropout 0.2") in figure.table.rows


def test_another_description_gives_another_drawing():
    drawn = [network_layers("tried", {"net": Mlp(hidden)}).svg for hidden in ((20,), (21,))]
    assert drawn[0] != drawn[1]


def test_a_layer_without_words_is_refused():
    with pytest.raises(ValueError, match="no words for a layer of kind Softmax"):
        stages(Mlp((4,), softmax=True)())
