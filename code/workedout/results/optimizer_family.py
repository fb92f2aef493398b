"""The claims on the confirmation of the optimizers, which two chapters share.

The records of one grid are one family, whichever page speaks of them.
"""

import math

from workedout.experiments.optimizers import TITLES, WINNERS
from workedout.records.store import Record
from workedout.statistics.comparisons import holm_named
from workedout.statistics.hypothesis_tests import Test, mean_greater, means_within

RATES = (0.016, 0.032)  # of momentum 0.9; plain SGD has ten times as much
BEFORE_ADAGRAD = tuple(name for name in TITLES if name != "adagrad")
FACTOR = 3 / 2  # between final training costs that count as alike
ADAM_BELOW = "Adam's training cost ends lower than that of SGD"
ADAMW_ABOVE = "AdamW's training cost ends higher than that of Adam"
TWICE = "SGD at 0.16 ends at more than twice the cost of momentum at 0.032"


def adagrad_above(name: str) -> str:
    """The statement that AdaGrad is behind another optimizer."""
    return f"AdaGrad's training cost ends above that of {TITLES[name]}"


def alike(rate: float) -> str:
    """The statement that momentum and ten times the rate end alike."""
    return (
        f"Momentum 0.9 at {rate:g} and SGD at {10 * rate:g} end at training costs less than a "
        "factor 3/2 apart"
    )


def confirmed(record: Record) -> dict[str, Test]:
    """All claims on the record, decided together by Holm's correction."""

    def cost(name: str) -> list[float]:
        return record[WINNERS[name].name].train_losses

    def log_cost(arm: str, times: float = 1) -> list[float]:
        return [math.log(times * value) for value in record[arm].train_losses]

    tests = {
        ADAM_BELOW: mean_greater(cost("sgd"), cost("adam")),
        ADAMW_ABOVE: mean_greater(cost("adamw"), cost("adam")),
    }
    for name in BEFORE_ADAGRAD:
        tests[adagrad_above(name)] = mean_greater(cost("adagrad"), cost(name))
    for rate in RATES:
        tests[alike(rate)] = means_within(
            log_cost(f"momentum, rate {rate:g}"),
            log_cost(f"sgd, rate {10 * rate:g}"),
            math.log(FACTOR),
        )
    tests[TWICE] = mean_greater(log_cost("sgd, rate 0.16"), log_cost("momentum, rate 0.032", 2))
    return holm_named(tests)
