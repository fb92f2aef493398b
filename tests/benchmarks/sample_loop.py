"""How much faster is `fit` than the usual sample loop? Run on request, on a quiet machine:

    WORKEDOUT_DATA=/path/to/data python tests/benchmarks/sample_loop.py

Both train 784-100-10 with Adam at batch 32 on the 60,000 images, one epoch, in one process, turn
and turn about, so that a machine whose speed drifts drifts for both. Timed is the epoch alone:
data set and network are made before, and neither side evaluates.
"""

import argparse
import statistics
import time
from collections.abc import Callable

import torch
from torch import nn
from torch.utils.data import DataLoader
from torchvision import datasets, transforms

from workedout.examples import Split
from workedout.mnist import MEAN, STANDARD_DEVIATION, data_root, load
from workedout.models import Mlp
from workedout.recipes import Recipe
from workedout.training import fit

BATCH, RATE = 32, 1e-3
NETWORK = Mlp(hidden=(100,))
RECIPE = Recipe(
    epochs=1, batch_size=BATCH, learning_rate=RATE, optimizer="adam", observe=()
)  # observes nothing: the sample loop is timed without its evaluation, too
CPU = torch.device("cpu")


def sample_loop() -> Callable[[], None]:
    """The loop that tutorials show, ready to run one epoch."""
    to_input = transforms.Compose(
        [transforms.ToTensor(), transforms.Normalize((MEAN,), (STANDARD_DEVIATION,))]
    )
    digits = datasets.MNIST(str(data_root()), train=True, transform=to_input)
    loader = DataLoader(digits, batch_size=BATCH, shuffle=True)
    loss_of = nn.CrossEntropyLoss()

    def epoch() -> None:
        network = NETWORK()
        optimizer = torch.optim.Adam(network.parameters(), lr=RATE)
        network.train()
        for images, labels in loader:
            optimizer.zero_grad()
            loss = loss_of(network(images), labels)
            loss.backward()
            optimizer.step()

    return epoch


def our_loop() -> Callable[[], None]:
    """The same epoch by `fit`."""
    digits = load()
    split = Split(digits.full, digits.test)

    def epoch() -> None:
        fit(NETWORK, split, RECIPE, seed=0, device=CPU)

    return epoch


def timed(epoch: Callable[[], None]) -> float:
    """Seconds that one epoch takes."""
    start = time.perf_counter()
    epoch()
    return time.perf_counter() - start


def median_epochs(pairs: int, threads: int) -> tuple[float, float]:
    """Time both in turn, print what came out, and return the medians (theirs, ours)."""
    torch.set_num_threads(threads)
    theirs, ours = sample_loop(), our_loop()
    for warm_up in (ours, theirs):
        timed(warm_up)
    times = [(timed(theirs), timed(ours)) for _ in range(pairs)]
    ratios = [a / b for a, b in times]
    their_median, our_median = (statistics.median(side) for side in zip(*times, strict=True))
    print(
        f"{threads} thread(s): sample loop {their_median:.2f} s an epoch, fit {our_median:.2f} s, "
        f"ratio {statistics.median(ratios):.2f} ({min(ratios):.2f} to {max(ratios):.2f})"
    )
    return their_median, our_median


def main() -> None:
    """Time both at each number of threads, then the best of one against the best of the other."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--pairs", type=int, default=5, help="pairs of epochs that count")
    parser.add_argument(
        "--threads",
        type=int,
        nargs="+",
        default=sorted({1, torch.get_num_threads()}),
        help="numbers of threads to try; without it, one and PyTorch's default here",
    )
    chosen = parser.parse_args()
    print(f"torch {torch.__version__}, medians of {chosen.pairs} pairs of epochs")
    medians = [median_epochs(chosen.pairs, threads) for threads in chosen.threads]
    theirs, ours = (min(side) for side in zip(*medians, strict=True))
    print(f"best against best: {theirs:.2f} s / {ours:.2f} s = {theirs / ours:.2f}")


if __name__ == "__main__":
    main()
