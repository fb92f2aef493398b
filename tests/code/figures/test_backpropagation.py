"""Figures of the chapter on backpropagation: what they say is what they were given."""

from workedout.figures.backpropagation import pass_costs, power_of_ten, step_errors
from workedout.from_scratch.finite_differences import Study

STUDY = Study(
    steps=[1e-1, 1e-5, 1e-9],
    forward=[1e-1, 2e-5, 3e-3],
    central=[1e-2, 4e-9, 0.0],
    forward_exact=[1e-1, 2e-5, 1e-9],
    central_exact=[1e-2, 1e-10, 1e-18],
    rounding=1e-16,
    second=2.0,
    third=6.0,
)


def test_the_errors_are_described_from_the_data_and_listed():
    figure = step_errors(STUDY)
    assert "one step ahead, 2.0e-05 at a step of about 1.0e-05" in figure.alt
    assert "to both sides, 0 at a step of about 1.0e-09" in figure.alt
    assert figure.table.rows[1] == ("1.0e-05", "2.0e-05", "2.0e-05", "4.0e-09", "1.0e-10")


def test_the_costs_are_described_and_listed():
    figure = pass_costs({"784-100-10": (784, 100, 10), "3-3-3": (3, 3, 3)})
    assert "784-100-10: 1.01 and 3-3-3: 1.50" in figure.alt
    assert figure.table.rows[0] == ("784-100-10", "79,400", "79,400", "1,000", "1.013")


def test_a_number_is_written_with_its_power_of_ten():
    assert power_of_ten(1.84e-8) == "1.8e-08"
    assert power_of_ten(0.0) == "0"
