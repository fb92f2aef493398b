"""All questions of the book together."""

import subprocess
import sys
from importlib import import_module
from pathlib import Path

import pytest

import workedout.experiments
from workedout.errors import WorkedOutError
from workedout.experiments import (
    batch_norm,
    batch_norm_falling,
    cnn,
    depth_width,
    depth_width_augmented,
    fine_tuning,
    generalisation,
    held_back,
    lab,
    optimizers,
    optimizers_decay,
    regularisers,
    regularisers_few,
    schedules,
    speed,
    start_here,
    weight_decay,
)
from workedout.experiments.catalogue import PARTS, QUESTIONS, Questions
from workedout.experiments.specification import Experiment

# Every experiment that ever read the test set. Another one is added here by hand, on purpose.
FINALS = {
    batch_norm.FINAL.name,
    batch_norm_falling.FINAL.name,
    cnn.LARGE.name,
    cnn.SMALL.name,
    depth_width.FINAL.name,
    depth_width_augmented.FINAL.name,
    generalisation.EXAMPLES.name,
    generalisation.STOPPING.name,
    generalisation.WIDTH.name,
    fine_tuning.FINAL.name,
    fine_tuning.TURNED_FINAL.name,
    held_back.FINAL.name,
    lab.CONVOLUTIONAL.name,
    lab.DENSE.name,
    optimizers.FINAL.name,
    optimizers_decay.FINAL.name,
    regularisers.FINAL.name,
    regularisers_few.FINAL.name,
    schedules.FINAL.name,
    speed.QUICK.name,
    start_here.FINAL.name,
    weight_decay.FINAL.name,
}


def test_only_finals_read_the_test_set():
    reading = {
        question.name
        for question in QUESTIONS.values()
        if isinstance(question, Experiment)
        and any(arm.data.reads_test_set for arm in question.arms)
    }
    assert reading == FINALS


def test_a_question_has_the_name_under_which_it_is_found():
    assert all(name == question.name for name, question in QUESTIONS.items())


MODULES = {module: names for modules in PARTS.values() for module, names in modules.items()}


@pytest.mark.parametrize("module", MODULES)
def test_a_module_asks_the_questions_under_which_the_catalogue_lists_it(module):
    asked = import_module(f"workedout.experiments.{module}").QUESTIONS
    assert MODULES[module] == tuple(question.name for question in asked)


def test_every_module_that_asks_questions_is_listed():
    folder = Path(workedout.experiments.__file__).parent
    asking = {
        file.stem for file in folder.glob("*.py") if "\nQUESTIONS = (" in file.read_text("utf-8")
    }
    assert asking == set(MODULES)


def test_no_name_is_listed_twice():
    assert sum(map(len, MODULES.values())) == len(QUESTIONS)


def test_a_question_is_found_without_importing_the_others():
    script = """
import sys
from workedout.experiments.catalogue import find
find("padding")
print(*sorted(each for each in sys.modules if each.startswith("workedout.experiments.")))
"""
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, encoding="utf-8")
    names = ("catalogue", "padding", "specification", "speed")
    assert done.stdout.split() == [f"workedout.experiments.{name}" for name in names]


def test_a_name_that_its_module_does_not_ask_for_is_told_with_those_that_it_does():
    with pytest.raises(WorkedOutError, match=r"experiments\.logic asks no 'xar', .* it asks xor$"):
        Questions({"xar": "logic"})["xar"]


def test_questions_stay_in_the_order_of_the_book_when_one_is_taken_out_and_put_back(monkeypatch):
    names = list(QUESTIONS)
    with monkeypatch.context() as patched:
        patched.delitem(QUESTIONS, names[0])
        assert list(QUESTIONS) == names[1:]
        patched.setitem(QUESTIONS, "another", QUESTIONS[names[1]])
    assert list(QUESTIONS) == names
