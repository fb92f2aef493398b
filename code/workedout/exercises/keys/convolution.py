"""Right answers to exercises of the third part, on convolutional networks."""

from fractions import Fraction

import numpy as np
import sympy as sp
import torch
from scipy.optimize import brentq
from torch import nn

from workedout.derivations import convolution_costs, pooling
from workedout.derivations.receptive_fields import receptive_field
from workedout.exercises.answers import Answer, Formula, Number, Numbers, shape
from workedout.exercises.keys.key import key
from workedout.experiments.cnn import WINNERS
from workedout.from_scratch.convolution import average_pool, max_pool
from workedout.from_scratch.dropout_masks import mean_over_masks
from workedout.from_scratch.windows import Window
from workedout.inspection.layer_outputs import reading
from workedout.networks.models import Bench
from workedout.networks.parameter_table import parameters_of
from workedout.networks.pretrained_weights import bare


@key("ex-conv-hand", "the three sides of the outputs, and the number of pixels not reached")
def sides() -> Answer:
    """By sliding the windows."""
    last = Window(3, stride=3)
    windows = (Window(3, 1, 1, 2), Window(3, dilation=2), last)
    reached = len({pixel for pixels in last.positions(7) for pixel in pixels})
    return Numbers([*(window.outputs(7) for window in windows), 7**2 - reached**2])


@key("ex-conv-matrix", "the shape of the matrix")
def as_matrix() -> Answer:
    """One row an output, one column a pixel."""
    return shape(Window(3).outputs(4) ** 2, 4**2)


@key("ex-conv-two", "the parameters of the two layers of 3 × 3, as a formula in c")
def two_layers() -> Answer:
    """From the checked identity."""
    costs = convolution_costs
    c = sp.Symbol("c", integer=True, positive=True)
    sizes = {costs.c: c, costs.m: c, costs.k_1: 3, costs.k_2: 3, costs.g: 1}
    return Formula(sp.expand(2 * costs.PARAMETERS.right.subs(sizes)))


@key("ex-cb-cost", "the multiply-adds forward, as a formula in C, O, K, I and J")
def forward_cost() -> Answer:
    """From the checked identity."""
    costs = convolution_costs
    C, O, K, I, J = sp.symbols("C O K I J", positive=True)  # noqa: E741  (the book's)
    sizes = {costs.c: C, costs.m: O, costs.k_1: K, costs.k_2: K, costs.g: 1}
    return Formula(costs.MULTIPLY_ADDS.right.subs({**sizes, costs.o_1: I, costs.o_2: J}))


def along_one_axis(size: int | tuple[int, ...]) -> int:
    """A size that PyTorch gives for one axis, or for each."""
    return size if isinstance(size, int) else size[0]


@key("ex-cnn-field", "the rows seen in front of each of the three poolings, and behind the last")
def rows_seen() -> Answer:
    """By the checked identity, from the layers of the network."""
    layers = [x for x in WINNERS["large"].network() if isinstance(x, nn.Conv2d | nn.MaxPool2d)]
    windows = [(along_one_axis(x.kernel_size), along_one_axis(x.stride)) for x in layers]
    before = [n for n, layer in enumerate(layers) if isinstance(layer, nn.MaxPool2d)]
    return Numbers([receptive_field(windows[:n]) for n in (*before, len(windows))])


@key("ex-cnn-count", "the number of parameters")
def two_convolutions() -> Answer:
    """As PyTorch allocates them."""
    return Number(parameters_of(WINNERS["two convolutions"].network()))


@key("ex-cnn-small-windows", "the weights of the first two small windows, and of the other two")
def small_windows() -> Answer:
    """As PyTorch allocates them."""
    pairs = (((1, 32), (32, 32)), ((32, 64), (64, 64)))
    return Numbers([sum(nn.Conv2d(*c, 3).weight.numel() for c in pair) for pair in pairs])


@key("ex-cnn-bias", "the number of idle parameters")
def idle_biases() -> Answer:
    """Counted in the network: one for each channel of a convolution."""
    layers = WINNERS["large"].network()
    return Number(sum(x.out_channels for x in layers if isinstance(x, nn.Conv2d)))


@key("ex-cnn-dense", "the weights: dense, only nearby, shared")
def without_sharing() -> Answer:
    """One weight for each pair, for each window, for each filter."""
    places, window, channels = 28**2, 5**2, 32
    return Numbers([places * places * channels, places * window * channels, window * channels])


@key("ex-do-hand", "the mean and the variance")
def over_masks() -> Answer:
    """All masks, in fractions."""
    p = Fraction(1, 4)

    def total(mask: tuple[int, ...]) -> Fraction:
        kept = zip((3, 6), (2, -1), mask, strict=True)
        return sum((w * x * m / (1 - p) for w, x, m in kept), Fraction(1))

    mean = mean_over_masks(total, 2, p)
    return Numbers((mean, mean_over_masks(lambda mask: (total(mask) - mean) ** 2, 2, p)))


@key("ex-do-count", "how many features are kept on average, and their standard deviation")
def kept_features() -> Answer:
    """Binomial, at one half."""
    features = [layer for layer in Bench()() if isinstance(layer, nn.Linear)][-1].in_features
    return Numbers((features / 2, (features / 4) ** 0.5), within=2e-2)


@key("ex-pool-hand", "the four largest values and the four means, row by row")
def pooled() -> Answer:
    """By the functions of the chapter, in fractions."""
    rows = [[1, 3, 0, 2], [5, 7, 4, 2], [0, 0, 6, 1], [8, 0, 1, 0]]
    grid = np.array([[[Fraction(cell) for cell in row] for row in rows]])
    largest, means = max_pool(grid, 2, 2)[0], average_pool(grid, 2, 2)
    return Numbers([*largest.flatten().tolist(), *means.flatten().tolist()])


@key("ex-pool-break", "q for black pixels that become white")
def half_broken() -> Answer:
    """The chance of the checked identity set to one half."""
    stays = pooling.CORNER_WHITE.right
    return Number(brentq(lambda q: float(stays.subs(pooling.q, q)) - 1 / 2, 0.0, 1.0), within=1e-2)


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


@key("ex-pt-hand", "the two probabilities, then those of outputs 64 times as large")
def two_probabilities() -> Answer:
    """By softmax."""
    outputs = torch.tensor([22.76, 22.73], dtype=torch.float64)
    return Numbers([*outputs.softmax(0).tolist(), *(64 * outputs).softmax(0).tolist()], 2e-2)
