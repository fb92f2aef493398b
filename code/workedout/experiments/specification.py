"""What is trained, as data: experiments, their arms, and the canonical form of an arm."""

import json
from collections.abc import Callable
from dataclasses import MISSING, dataclass, fields, is_dataclass
from typing import Any, Literal, get_args

from workedout.data.sources import DigitFiles, Material, Source
from workedout.networks.models import Network
from workedout.networks.transferred import Transferred
from workedout.training.recipes import POINTS, Recipe

Measure = Literal["accuracy", "loss"]  # by which settings are chosen, and runs are compared

DIGIT_FILES = DigitFiles()
# The kinds of description that a measurement's value may hold, by name.
DESCRIBED: dict[str, type] = {kind.__name__: kind for kind in (Recipe, *get_args(Network))}


@dataclass(frozen=True)
class Arm:
    """One network, trained by one recipe on one source, with seeds 0, 1, … below ``seeds``.

    Attributes:
        name: within the experiment.
        network: one of the descriptions of ``networks.models``, or one that starts from another.
        data: the source of the examples.
        recipe: how to train.
        seeds: how many runs.
        curve: how many points of each seed's training loss a record keeps at most, first and
            last too. It decides no number, so it is no part of the specification.
        keep: of which seed the trained network is kept beside the record; None for none. It
            decides no number either.
    """

    name: str
    network: Network | Transferred
    data: Source
    recipe: Recipe
    seeds: int
    curve: int = POINTS
    keep: int | None = None

    def __post_init__(self) -> None:
        if self.curve < 2:
            raise ValueError(f"{self.name}: expected 2 points of a curve or more, got {self.curve}")
        if self.keep is not None and not 0 <= self.keep < self.seeds:
            raise ValueError(
                f"{self.name}: expected a seed below {self.seeds} to keep, got {self.keep}"
            )
        if self.data.reads_test_set and self.recipe.observe != "end":
            raise ValueError(
                f"{self.name}: a final reads the test set once, at the end; expected "
                f"observe='end', got {self.recipe.observe!r}"
            )


@dataclass(frozen=True)
class Experiment:
    """A question, and the arms that answer it; all of them on one kind of device.

    Attributes:
        name: of the experiment and of its record.
        question: in words.
        arms: what is trained; no two have one name.
    """

    name: str
    question: str
    arms: tuple[Arm, ...]

    def __post_init__(self) -> None:
        names = [arm.name for arm in self.arms]
        repeated = sorted({name for name in names if names.count(name) > 1})
        if repeated:
            raise ValueError(f"{self.name}: more than one arm is called {', '.join(repeated)}")
        keepers = [arm.name for arm in self.arms if arm.keep is not None]
        if len(keepers) > 1:
            raise ValueError(
                f"{self.name}: a record has one network beside it at most, and "
                f"{', '.join(keepers)} keep one each"
            )


@dataclass(frozen=True)
class Measurement:
    """A question about some material, answered by a pure function of it.

    Attributes:
        name: of the measurement and of its record.
        question: in words.
        measure: takes what the material gives, say the training pixels and the held-out ones, and
            returns values that JSON can hold.
        behaviour: the same, for the fingerprint on the miniature: what a measurement of times
            does, since times never come out the same. Without it, ``measure`` itself.
        trains: whether the behaviour trains networks; it then takes, after the material, how these
            draw their first weights, one of ``"float32"`` and ``"float64"``.
        reads_test_set: whether anything of the held-out pixels is used.
        networks: how many networks it trains that answer the held-out images, each once.
        reading: what it does with the held-out images, for the list of what read the test set.
        material: what is measured; the full data set, unless it says something else.
        device: on which kind of device it measures, one of ``"cpu"`` and ``"cuda"``.
    """

    name: str
    question: str
    measure: Callable[..., dict[str, Any]]
    behaviour: Callable[..., dict[str, Any]] | None = None
    trains: bool = False
    reads_test_set: bool = True
    material: Material = DIGIT_FILES
    device: str = "cpu"
    networks: int = 0
    reading: str = "images were counted or drawn, no network was asked"


def specification(arm: Arm) -> dict[str, Any]:
    """All that decides an arm's numbers but the seeds, every default spelled out."""
    return {part: describe(getattr(arm, part)) for part in ("network", "data", "recipe")}


def describe(value: Any) -> Any:
    """A frozen description as JSON values; a dataclass names its kind."""
    if is_dataclass(value) and not isinstance(value, type):
        named = {field.name: describe(getattr(value, field.name)) for field in fields(value)}
        return {"kind": type(value).__name__, **named}
    if isinstance(value, tuple):
        return [describe(item) for item in value]
    return value


def canonical(described: Any) -> str:
    """One text for one specification: sorted keys, no white space."""
    return json.dumps(described, sort_keys=True, separators=(",", ":"))


def completed(recorded: dict[str, Any], arm: Arm) -> dict[str, Any]:
    """A recorded specification, with fields that were added since at their defaults."""
    return {part: _with_defaults(then, getattr(arm, part, None)) for part, then in recorded.items()}


def completed_within(recorded: Any) -> Any:
    """The same for recipes and networks that are described anywhere in a measurement's value."""
    if isinstance(recorded, list):
        return [completed_within(item) for item in recorded]
    if not isinstance(recorded, dict):
        return recorded
    inside = {name: completed_within(item) for name, item in recorded.items()}
    kind = DESCRIBED.get(str(inside.get("kind")))
    return inside if kind is None else {**inside, **_added(inside, kind)}


def _with_defaults(recorded: dict[str, Any], value: Any) -> dict[str, Any]:
    if recorded.get("kind") != type(value).__name__:
        return recorded
    return {**recorded, **_added(recorded, type(value))}


def _added(recorded: dict[str, Any], kind: type) -> dict[str, Any]:
    return {
        field.name: describe(field.default)
        for field in fields(kind)
        if field.name not in recorded and field.default is not MISSING
    }
