"""Changes made by hand to the batched engine: its fingerprint sees them, or a test that is named.

What the fingerprint keeps are losses, observations and probes of members that have one recipe;
what else could go wrong is left to tests.
"""

import json
import os
import subprocess
import sys
from functools import partial

import fingerprints_of_copies
import pytest
from fingerprints_of_copies import PACKAGE, copied
from test_mutations import HARMLESS, assert_same, differs

ARMS = ("probed", "dropped", "convolution")
DROPPED = ("dropped", "convolution")
DENSE = ("probed", "dropped")  # whose gradients are written out

# What it means, the module, what stands there once, what stands there instead, and the arms
# whose results it alters. The others must not change.
MUTATIONS = {
    "examples of the first member": (
        "training/pool.py",
        "places = rows + self.starts", "places = rows + 0 * self.starts", ARMS,
    ),
    "one rate for all": (
        "training/ensemble.py",
        'group["lr"] = equals.recipe.rate(done)', 'group["lr"] = self.recipe.rate(done)',
        ARMS,
    ),
    "one momentum and weight decay for all": (
        "training/ensemble.py",
        "optimizer_for(views, recipe,", "optimizer_for(views, self.recipe,", ARMS,
    ),
    "settings for members that begin at the first": (
        "training/ensemble.py", "            first = last\n", "", ARMS,
    ),
    "one start for all": (
        "training/ensemble.py", "initialized(m.network, m.recipe, m.seed, device)",
        "initialized(m.network, m.recipe, members[0].seed, device)", ARMS,
    ),
    "one order for all": (
        "training/ensemble.py",
        'generator(member.seed, "order")', 'generator(members[0].seed, "order")',
        ARMS,
    ),
    "one augmentation for all": (
        "training/ensemble.py", 'generator(member.seed, "augmentation")',
        'generator(members[0].seed, "augmentation")', ("convolution",),
    ),
    "augmentation in another order": (
        "training/ensemble.py",
        "draws.flatten(1)", "draws.transpose(1, 2).flatten(1)", ("convolution",),
    ),
    "one stream of masks for all": (
        "training/ensemble.py", 'derived_seed(member.seed, "dropout")',
        'derived_seed(members[0].seed, "dropout")', DROPPED,
    ),
    "one mask for all": (
        "training/ensemble.py",
        "masks[place] = mask\n", "masks[place] = mask[:1].expand_as(mask)\n",
        DROPPED,
    ),
    "masks without their scale": (
        "training/ensemble.py", "generator=random).div_(1 - p)", "generator=random)", DROPPED,
    ),
    "what is kept is dropped": (
        "training/ensemble.py", "mine.bernoulli_(1 - p,", "mine.bernoulli_(p,", DROPPED,
    ),
    "the mean loss of all members": (
        "training/ensemble.py", "grad(each.sum(), ", "grad(each.mean(), ", ("convolution",),
    ),
    "gradients of the neighbour": (
        "training/ensemble.py", "gradient[self.first : self.last].contiguous()",
        "gradient.roll(1, 0)[self.first : self.last].contiguous()", ARMS,
    ),
    "labels of the neighbour": (
        "training/ensemble.py", "losses(outputs.flatten(0, 1), targets.flatten())",
        "losses(outputs.flatten(0, 1), targets.roll(1, 0).flatten())", ("convolution",),
    ),
    "labels of the neighbour, of dense members": (
        "training/ensemble.py", "tape.targets.copy_(targets)",
        "tape.targets.copy_(targets.roll(1, 0))", DENSE,
    ),
    "errors through the neighbour's weights": (
        "training/dense_gradients.py", 'numbers["weight"].mT, behind',
        'numbers["weight"].roll(1, 0).mT, behind', DENSE,
    ),
    "gradients by the first member's inputs": (
        "training/dense_gradients.py", "behind, inputs.mT, out",
        "behind, inputs[:1].expand_as(inputs).mT, out", DENSE,
    ),
    "no dropout of dense members": (
        "training/dense_gradients.py", "mask.copy_(self.stack.masks[place].flatten(2).mT)",
        "mask.fill_(1)", ("dropped",),
    ),
    "half of the label's error": (
        "training/dense_gradients.py", "torch.full_like(of_label, -1.0)",
        "torch.full_like(of_label, -0.5)", ("dropped",),
    ),
    "an observation a step early": (
        "training/ensemble.py", "            if done in moments:",
        "            if done + 1 in moments:", ARMS,
    ),
    "a probe of the held-out half": (
        "training/ensemble.py", "self.train.take(rows.expand(", "self.held_out.take(rows.expand(",
        ("probed",),
    ),
    "units that are active below zero": (
        "training/probes.py", "active = layer > 0", "active = layer > -1", ("probed",),
    ),
    "the output counted as a hidden layer": (
        "training/stack.py", "hidden[:-1] if ends_in_activation", "hidden if ends_in_activation",
        ("probed",),
    ),
    "sorted in the second half": (
        "training/loop.py", "2 * epoch < recipe.epochs", "2 * epoch >= recipe.epochs", ("probed",),
    ),
    "weights of the first member": (
        "training/stack.py",
        'torch.baddbmm(tensors["bias"].unsqueeze(2), tensors["weight"], inputs.mT)',
        'torch.baddbmm(tensors["bias"].unsqueeze(2), tensors["weight"][:1].expand_as('
        'tensors["weight"]), inputs.mT)', ARMS,
    ),
    "no bias": (
        "training/stack.py", 'torch.baddbmm(tensors["bias"].unsqueeze(2)',
        'torch.baddbmm(0 * tensors["bias"].unsqueeze(2)', ARMS,
    ),
    "channels of members mixed": (
        "training/stack.py", "outputs.unflatten(1, (members, -1))",
        "outputs.unflatten(1, (-1, members)).transpose(1, 2)", ("convolution",),
    ),
    "batch norm of the first member's inputs": (
        "training/stack.py", 'F.batch_norm(\n        side_by_side(inputs)',
        'F.batch_norm(\n        side_by_side(inputs[:1].expand_as(inputs))', ("convolution",),
    ),
    "evaluation by statistics of all members": (
        "training/stack.py", 'tensors["running_var"].view(-1)',
        'tensors["running_var"].mean(0).repeat(len(inputs))', ("convolution",),
    ),
    "statistics that stand still": (
        "training/stack.py",
        'tensors["running_mean"].view(-1)', 'tensors["running_mean"].flatten().clone()',
        ("convolution",),
    ),
    "statistics that move twice as fast": (
        "training/stack.py",
        "layer.momentum or 0.0", "2 * (layer.momentum or 0.0)", ("convolution",),
    ),
    "no dropout": (
        "training/stack.py",
        "inputs * self.masks[place] if self.training else inputs", "inputs", ("convolution",),
    ),
}  # fmt: skip

# What no fingerprint can see, and the test that does.
TESTED = {
    "probabilities of the first member": (
        "training/ensemble.py", "float(network[place].p)", "float(self.networks[0][place].p)",
        "code/training/test_ensemble_members.py::test_members_drop_with_probabilities_of_their_own",
    ),
    "networks of the first member": (
        "training/stack.py", "t[member].detach()", "t[0].detach()",
        "code/training/test_ensemble.py::test_the_networks_of_the_histories_hold_the_trained_numbers",
    ),
    "batches of one size": (
        "training/ensemble.py",
        "sizes = [len(rows) for rows in", "sizes = [recipe.batch_size for rows in",
        "code/training/test_ensemble.py::test_one_member_is_a_group",
    ),
    "numbers in the members' memory format": (
        "training/stack.py", "for s in states]).contiguous()", "for s in states])",
        "code/training/test_ensemble_formats.py::test_channels_last_is_no_other_network",
    ),
    "inputs of the first replay": (
        "training/cuda_graphs.py", "place.copy_(part)", "place.clone()",
        "code/training/test_cuda_graphs.py::test_every_call_uses_its_own_inputs_and_gives_a_result_of_its_own",
    ),
    "results that the next step overwrites": (
        "training/cuda_graphs.py", "self.outputs.clone()", "self.outputs",
        "code/training/test_cuda_graphs.py::test_every_call_uses_its_own_inputs_and_gives_a_result_of_its_own",
    ),
    "a rate that the graph freezes": (
        "training/ensemble.py", 'group["lr"].fill_(equals.recipe.rate(done))', "pass",
        "code/training/test_cuda_graphs.py::test_replayed_steps_are_those_of_fit_but_for_the_rounding_of_rates",
    ),
}  # fmt: skip
ALL = MUTATIONS | TESTED
ORIGINAL, SMALLER = "nothing at all", "a smaller batch of evaluation"


def mutate(name, folder):
    """Make one change of the lists; a text that is not there once is left for its own test."""
    module, old, new, _ = ALL[name]
    path = folder / module
    path.write_text(path.read_text("utf-8").replace(old, new), "utf-8")


@pytest.fixture(scope="module")
def found(tmp_path_factory):
    """For each changed copy its numbers, or how its test ended; and all tests on the original."""
    root = tmp_path_factory.mktemp("copies")
    changes = {name: (partial(mutate, name), "batched") for name in MUTATIONS}
    changes |= {name: (partial(mutate, name), test) for name, (*_, test) in TESTED.items()}
    changes |= {name: (HARMLESS[name], "batched") for name in (ORIGINAL, SMALLER)}
    every_test = " ".join(sorted({test for *_, test in TESTED.values()}))
    changes["the tests of the original"] = (HARMLESS[ORIGINAL], every_test)
    folders = {
        name: (str(copied(root / str(number), change)), wanted)
        for number, (name, (change, wanted)) in enumerate(changes.items())
    }
    environment = {**os.environ, "PYTHONDONTWRITEBYTECODE": "1"}
    environment.pop("PYTHONPATH", None)
    script = fingerprints_of_copies.__file__
    done = subprocess.run(
        [sys.executable, script, *map("=".join, folders.values())],
        env=environment, capture_output=True, encoding="utf-8", check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    answers = json.loads(done.stdout)
    return {name: answers[folder] for name, (folder, _) in folders.items()}


@pytest.mark.parametrize("name", ALL)
def test_the_text_to_change_stands_in_its_module_once(name):
    module, old, new, _ = ALL[name]
    assert (PACKAGE / module).read_text("utf-8").count(old) == 1
    assert new != old


@pytest.mark.parametrize("name", MUTATIONS)
def test_a_change_is_caught_on_the_arms_that_it_alters(found, name):
    numbers, original = found[name], found[ORIGINAL]
    assert isinstance(numbers, dict), numbers  # else the traceback of a change that broke the code
    caught = {arm for arm in ARMS if differs(numbers[arm], original[arm])}
    assert caught == set(MUTATIONS[name][3])


def test_a_harmless_change_leaves_the_fingerprints_alone(found):
    for arm in ARMS:
        assert_same(found[SMALLER][arm], found[ORIGINAL][arm])


@pytest.mark.parametrize("name", TESTED)
def test_what_no_fingerprint_sees_fails_its_test(found, name):
    assert found[name] == pytest.ExitCode.TESTS_FAILED


def test_the_named_tests_pass_on_the_code_as_it_is(found):
    assert found["the tests of the original"] == pytest.ExitCode.OK
