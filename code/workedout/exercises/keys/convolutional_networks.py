"""Right answers to exercises of the third part: whole networks, and dropout."""

from fractions import Fraction

from torch import nn

from workedout.derivations.receptive_fields import receptive_field
from workedout.exercises.answers import Answer, Number, Numbers
from workedout.exercises.keys.key import key
from workedout.experiments.cnn import WINNERS
from workedout.from_scratch.dropout_masks import mean_over_masks
from workedout.networks.models import Bench
from workedout.networks.parameter_table import parameters_of


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
