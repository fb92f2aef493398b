"""The race of the page on speed, run on request, without touching its record:

    WORKEDOUT_DATA=/path/to/data python tests/benchmarks/race.py

It takes some ten minutes on two quiet cores; with a GPU, that too is raced.
"""

from workedout.console import console
from workedout.data.mnist import full_pixels
from workedout.figures.speed import ten_seeds
from workedout.studies.timing import SEEDS, race


def main() -> None:
    """Race, and print the seconds of each contest."""
    found = race(*full_pixels())
    for device in ("cpu", "cuda"):
        for network, seconds in ten_seeds(found.get(device, {}).get("contests", {}), SEEDS).items():
            ratios = {side: f"{seconds['loop'] / taken:.1f}" for side, taken in seconds.items()}
            print(f"{device} {network}: {found[device]['contests'][network]}, ratios {ratios}")


if __name__ == "__main__":
    with console():
        main()
