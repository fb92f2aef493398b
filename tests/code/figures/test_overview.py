"""The figure of the front page shows every network that read the test set, and no other."""

from workedout.figures.overview import TITLES, every_reading
from workedout.results.tables import finals, recorded


def test_each_network_that_read_the_test_set_is_a_dot():
    results = list(recorded("*"))
    figure = every_reading(results)
    networks = sum(row.runs for _, row in finals(results) if row.images is not None)
    assert networks == sum(int(row[1]) for row in figure.table.rows)
    assert figure.alt.startswith(f"{networks} networks")
    assert figure.svg.count("<use ") >= networks


def test_each_experiment_has_a_title_and_each_title_its_experiment():
    every = list(finals(recorded("*")))
    assert set(TITLES) == {name for name, row in every if row.images is not None}
    # Those that read other images than MNIST's, or a part of these, have no place on its axis.
    others = {"fine-tuning", "turned-digits", "held-back"}
    assert {name for name, row in every if row.images is None} == others
    assert len(set(TITLES.values())) == len(TITLES)


def test_rows_are_ordered_and_numbered_by_what_the_records_say():
    figure = every_reading(recorded("depth-width*"))
    medians = [float(row[3]) for row in figure.table.rows]
    assert medians == sorted(medians, reverse=True)
    (record,) = [each.record for each in recorded("depth-width")]
    runs = [run for arm in record.arms.values() for run in arm.accuracies]
    row = next(row for row in figure.table.rows if row[0] == TITLES["depth-width"])
    assert float(row[2]) == round(10_000 * (1 - max(runs)))
    assert float(row[4]) == round(10_000 * (1 - min(runs)))
