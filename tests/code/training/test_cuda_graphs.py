"""Graphs: recorded once and replayed. Without a GPU, a recorder of operations stands in for one."""

import gc
import inspect
import warnings
import weakref
from contextlib import contextmanager, nullcontext
from dataclasses import replace
from importlib import import_module
from types import SimpleNamespace

import pytest
import torch
from scipy.stats import mannwhitneyu
from torch.utils._python_dispatch import TorchDispatchMode
from torch.utils._pytree import tree_leaves

from workedout.data.examples import Split
from workedout.data.mnist import pocket
from workedout.networks.models import Bench, Mlp
from workedout.training import cuda_graphs, ensemble
from workedout.training.cuda_graphs import WARM_UP, Replayed
from workedout.training.ensemble import Member, Training, fit_together
from workedout.training.loop import fit
from workedout.training.optimizers import NOT_CAPTURABLE, OPTIMIZERS, optimizer_for
from workedout.training.recipes import Recipe

CPU, GPU = torch.device("cpu"), torch.device("cuda")
DIGITS = Split(pocket().train.take(slice(0, 110)), pocket().held_out.take(slice(0, 60)))
RECIPE = Recipe(2, 20, 0.05, "momentum", precision="float64", schedule="one-cycle")
STEPS, FULL, PARTIAL = 12, 10, 2  # five full batches and a partial one in each epoch
CAPTURABLE = [name for name in OPTIMIZERS if name not in NOT_CAPTURABLE]
# A rate is a number of single precision where a graph holds it.
TOLERANCE, RATE_TOLERANCE = 1e-10, 1e-6


def tensors_in(*trees):
    return [leaf for leaf in tree_leaves(trees) if isinstance(leaf, torch.Tensor)]


class Recorder(TorchDispatchMode):
    """What a CUDA graph does, on the CPU: keeps the operations, and undoes what they did.

    An operation that hands a number from the device to Python, or a tensor from Python to the
    device, cannot be captured, and is an error here too (a tensor of no dimension is a number).
    """

    def __init__(self):
        super().__init__()
        self.tape, self.before = [], {}

    def __torch_dispatch__(self, function, types, args=(), kwargs=None):
        made_in_python = function is torch.ops.aten.lift_fresh.default and args[0].dim()
        if made_in_python or function is torch.ops.aten._local_scalar_dense.default:
            raise RuntimeError(f"{function} cannot be captured")
        kwargs = kwargs or {}
        for tensor in tensors_in(args, kwargs):
            storage = tensor.untyped_storage()
            if storage.data_ptr() not in self.before:
                self.before[storage.data_ptr()] = (storage, storage.clone())
        outputs = function(*args, **kwargs)
        self.tape.append((function, args, kwargs, outputs))
        return outputs

    def __exit__(self, *error):
        super().__exit__(*error)
        for storage, content in self.before.values():
            storage.copy_(content)

    @torch.no_grad()
    def replay(self):
        for function, args, kwargs, outputs in self.tape:
            again = function(*args, **kwargs)
            for place, result in zip(tensors_in(outputs), tensors_in(again), strict=True):
                if place.data_ptr() != result.data_ptr():  # else a view, or done in place
                    place.copy_(result)


class Capturing(Training):
    """A training that captures its steps, whatever the device."""

    def __init__(self, members, device):
        super().__init__(members, device)
        self.captures = True
        self.moved = self._moved()
        self.replayed = Replayed(device)


@pytest.fixture
def recorder(monkeypatch):
    """CUDA's streams and graphs are replaced by a recorder; trainings capture their steps."""
    stream = SimpleNamespace(wait_stream=lambda other: None)

    @contextmanager
    def capture(graph, stream):
        with graph:
            yield

    monkeypatch.setattr(torch.cuda, "Stream", lambda device: stream)
    monkeypatch.setattr(torch.cuda, "current_stream", lambda device: stream)
    monkeypatch.setattr(torch.cuda, "stream", nullcontext)
    monkeypatch.setattr(torch.cuda, "CUDAGraph", Recorder)
    monkeypatch.setattr(torch.cuda, "graph", capture)
    monkeypatch.setattr(ensemble, "Training", Capturing)
    # RMSprop steps on the CPU as it does on a GPU.
    module = import_module("torch.optim.rmsprop")
    monkeypatch.setattr(module, "_get_capturable_supported_devices", lambda: ["cpu"])
    monkeypatch.setattr(module, "_default_to_fused_or_foreach", lambda *_, **__: (False, True))


def group(network=Mlp((8,), dropout=0.3), recipe=RECIPE):  # noqa: B008
    slower = replace(recipe, learning_rate=recipe.learning_rate / 4, weight_decay=0.01)
    return [Member(network, DIGITS, each, seed) for seed, each in enumerate((recipe, slower))]


def eagerly(members, device=CPU):
    """Without a graph, and with rates that are tensors all the same."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(cuda_graphs, "WARM_UP", STEPS)
        return fit_together(members, device)


def assert_same(histories, others, tolerance=TOLERANCE):
    for history, other in zip(histories, others, strict=True):
        assert history.step_losses == pytest.approx(other.step_losses, rel=tolerance, abs=tolerance)
        for ours, theirs in zip(history.observations, other.observations, strict=True):
            assert ours == pytest.approx(theirs, rel=tolerance, abs=tolerance)
        for name, tensor in other.network.state_dict().items():
            mine = history.network.state_dict()[name]
            torch.testing.assert_close(mine, tensor, rtol=tolerance, atol=tolerance)


CASES = {
    **{f"optimizer {name}": (Mlp((8,), 0.3), {"optimizer": name}) for name in CAPTURABLE},
    "convolutions": (Bench((2, 3)), {}),
    "augmentation": (Mlp((8,), 0.3), {"augmentation": "affine"}),
    "half precision": (Mlp((8,), 0.3, 0.1), {"precision": "bfloat16"}),
    "the steps in order": (Mlp((8,)), {"order": "sorted-then-shuffled", "observe": "half-epoch"}),
}


@pytest.mark.parametrize(("network", "change"), CASES.values(), ids=CASES)
def test_replayed_steps_are_the_eager_ones(recorder, network, change):
    members = group(network, replace(RECIPE, **change))
    assert_same(fit_together(members, CPU), eagerly(members))


def test_replayed_steps_are_those_of_fit_but_for_the_rounding_of_rates(recorder):
    members = group(Bench((2, 3)))
    alone = [fit(*member, CPU) for member in members]
    assert_same(fit_together(members, CPU), alone, RATE_TOLERANCE)


def test_most_steps_are_replayed(recorder, monkeypatch):
    calls = {"learned": 0, "replayed": 0}
    learn, replay = Training._learn, Recorder.replay
    monkeypatch.setattr(Training, "_learn", counting(learn, calls, "learned"))
    monkeypatch.setattr(Recorder, "replay", counting(replay, calls, "replayed"))
    fit_together(group(), CPU)
    assert calls == {"learned": WARM_UP + 1 + PARTIAL, "replayed": FULL - WARM_UP}


def counting(function, calls, name):
    def count(*arguments):
        calls[name] += 1
        return function(*arguments)

    return count


def test_a_rate_that_a_graph_would_freeze_is_seen(recorder, monkeypatch):
    plain = lambda parameters, recipe, device: optimizer_for(parameters, recipe)  # noqa: E731
    monkeypatch.setattr(ensemble, "optimizer_for", plain)
    members = group()
    frozen, followed = fit_together(members, CPU), eagerly(members)
    assert frozen[0].step_losses != pytest.approx(followed[0].step_losses, rel=1e-3)


def test_masks_that_a_graph_would_freeze_are_seen(recorder, monkeypatch):
    first = {}

    def same(training, batch, real=Training._masks):
        masks = real(training, batch)
        return first.setdefault(batch, masks)

    members = group()
    right = fit_together(members, CPU)
    monkeypatch.setattr(Training, "_masks", same)
    frozen = fit_together(members, CPU)
    assert frozen[0].step_losses != pytest.approx(right[0].step_losses, rel=1e-3)


WAITING = {
    "a number for Python": lambda values: values * values.sum().item(),
    "a decision in Python": lambda values: values if values.sum() > 0 else -values,
    "a tensor from Python": lambda values: values + torch.tensor([1.0, 2.0]),
}


@pytest.mark.parametrize("work", WAITING.values(), ids=WAITING)
def test_work_that_cannot_be_captured_is_an_error_of_the_recorder(work):
    with pytest.raises(RuntimeError, match="cannot be captured"), Recorder():
        work(torch.ones(2))


def test_a_recording_does_nothing_until_it_is_replayed():
    values = torch.arange(4.0)
    with Recorder() as recording:
        total = values.add_(1)[1:].sum()
    assert values.tolist() == [0, 1, 2, 3]
    recording.replay()
    assert (values.tolist(), total.item()) == ([1, 2, 3, 4], 9)
    recording.replay()
    assert total.item() == 12


# What a replay takes and gives.


def doubled(rows, draws, masks):
    return 2 * rows + draws + masks[3]


def arguments(value, size=4):
    batch = (torch.full((size,), value), torch.zeros(size))
    return batch, {3: torch.full((size,), 100.0)}


def test_every_call_uses_its_own_inputs_and_gives_a_result_of_its_own(recorder):
    replayed = Replayed(CPU)
    results = [replayed(doubled, *arguments(float(value))) for value in range(WARM_UP + 4)]
    assert [result.tolist() for result in results] == [
        [2.0 * value + 100] * 4 for value in range(WARM_UP + 4)
    ]


def test_a_call_of_another_shape_runs_eagerly_before_and_after_the_capture(recorder):
    replayed = Replayed(CPU)
    for value in range(2 * WARM_UP):
        assert replayed(doubled, *arguments(1.0)).tolist() == [102] * 4
        assert replayed(doubled, *arguments(float(value), size=3)).tolist() == [2 * value + 100] * 3
    assert len(replayed.graph.tape) == 3  # two sums and a product


def test_a_training_ends_with_its_last_reference(recorder, monkeypatch):
    made = []
    real = Capturing.__init__

    def build(training, members, device):
        real(training, members, device)
        made.append(weakref.ref(training))
        made.append(weakref.ref(training.replayed))

    monkeypatch.setattr(Capturing, "__init__", build)
    gc.collect()
    gc.disable()
    try:
        fit_together(group(), CPU)
        assert [reference() for reference in made] == [None, None]
    finally:
        gc.enable()


CAPTURABLE_WARNING = "This instance was constructed with capturable=True"


def test_an_optimizer_that_is_not_captured_yet_does_not_warn(recorder):
    def step(rows, draws, masks):
        warnings.warn(f"{CAPTURABLE_WARNING} or", stacklevel=1)
        warnings.warn("a loss is no number", stacklevel=1)
        return rows

    assert CAPTURABLE_WARNING in inspect.getsource(torch.optim.Optimizer)
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        Replayed(CPU)(step, *arguments(1.0))
    assert [str(warning.message) for warning in caught] == ["a loss is no number"]


# On a GPU.

needs_gpu = pytest.mark.skipif(not torch.cuda.is_available(), reason="there is no GPU")
EXACT = 2.0**-4  # a rate that single precision holds exactly


@needs_gpu
@pytest.mark.parametrize("name", CAPTURABLE)
def test_a_graph_replays_the_eager_steps(name):
    members = group(Bench((2, 3), dropout=0.3), replace(RECIPE, optimizer=name))
    assert_same(fit_together(members, GPU), eagerly(members, GPU), 1e-8)


@needs_gpu
@pytest.mark.parametrize("name", OPTIMIZERS)
@pytest.mark.parametrize("network", [Mlp((8,)), Bench((2, 3), dropout=0.0)], ids=str)
def test_a_gpu_trains_members_as_the_cpu_does(name, network):
    recipe = replace(RECIPE, optimizer=name, learning_rate=EXACT / 4, augmentation="affine")
    members = group(network, recipe)
    on_gpu, on_cpu = fit_together(members, GPU), fit_together(members, CPU)
    for history, other in zip(on_gpu, on_cpu, strict=True):
        assert history.step_losses == pytest.approx(other.step_losses, rel=1e-5, abs=1e-5)
        assert next(history.network.parameters()).is_cuda


@needs_gpu
def test_one_graph_after_another_replays_its_own_steps():
    members = group()
    first = fit_together(members, GPU)
    fit_together(group(Bench((2, 3))), GPU)
    assert_same(fit_together(members, GPU), first, 1e-8)


@needs_gpu
def test_masks_of_a_gpu_follow_the_seed_and_give_the_same_distribution():
    recipe = Recipe(4, 20, 0.05, "momentum", observe="end")
    network = Mlp((16,), dropout=0.5)
    members = [Member(network, DIGITS, recipe, seed) for seed in range(40)]
    first, again = fit_together(members, GPU), fit_together(members, GPU)
    assert [h.step_losses for h in first] == [h.step_losses for h in again]
    on_cpu = fit_together([member._replace(seed=member.seed + 40) for member in members], CPU)
    for what in ("loss", "accuracy"):
        samples = [[getattr(h.observations[-1], what) for h in runs] for runs in (first, on_cpu)]
        assert mannwhitneyu(*samples).pvalue > 0.001


@needs_gpu
def test_the_callers_random_state_on_the_gpu_is_left_as_it_was():
    state = torch.cuda.get_rng_state()
    fit_together(group(), GPU)
    assert torch.equal(torch.cuda.get_rng_state(), state)
