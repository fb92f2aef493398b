"""The race of the page on speed, run on request, without touching its record:

    WORKEDOUT_DATA=/path/to/data python tests/benchmarks/race.py

It takes some thirteen minutes on two quiet cores, and JAX and scikit-learn beside the packages of
the tests: ``pip install -r tests/benchmarks/requirements.txt``.
"""

from workedout.console import console
from workedout.data.mnist import full_pixels
from workedout.figures.speed import ten_seeds
from workedout.studies.timing import SEEDS, race


def main() -> None:
    """Race, and print the seconds of each contest."""
    found = race(*full_pixels())
    for network in ("784-100-10", "bench"):
        print(f"one core, {network}: {found['core'][network]}")
    contests = found["cpu"]["contests"]
    for network, seconds in ten_seeds(contests, SEEDS).items():
        ratios = {side: f"{seconds['loop'] / taken:.1f}" for side, taken in seconds.items()}
        print(f"all cores, {network}: {contests[network]}, ratios {ratios}")


if __name__ == "__main__":
    with console():
        main()
