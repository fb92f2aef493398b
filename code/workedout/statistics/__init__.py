"""What repeated trainings allow to say: intervals, tests and comparisons."""
