"""Neural Networks, Worked Out: what the chapters call, and a front door for who copies cells.

``import workedout as wo`` leads to the few names below, ``wo.fit`` for instance. Each is looked up
where it is defined when it is first used (PEP 562), so that importing this imports nothing else,
and a page depends only on the modules behind the names that it uses. Chapters and the package
itself import every name from its own module.
"""

from importlib import import_module

# Modules below this one, and the names of theirs; a module's own name stands for the module.
NAMES: dict[str, tuple[str, ...]] = {
    "checks": ("check", "claim"),
    "data.examples": ("Examples", "Split"),
    "data.mnist": ("mnist", "pocket"),
    "data.own_digits": ("digit_from_file",),
    "exercises.checking": ("exercise",),
    "inspection.diagnosis": ("Loop", "examine"),
    "networks.models": ("Cnn", "Mlp"),
    "records.lookup": ("run",),
    "statistics.hypothesis_tests": ("mean_greater",),
    "statistics.intervals": ("student_interval", "wilson_interval"),
    "training.loop": ("fit",),
    "training.recipes": ("Recipe",),
}
_PLACES = {name: place for place, names in NAMES.items() for name in names}
__all__ = sorted(_PLACES)


def __getattr__(name: str) -> object:
    """The object of this name, from its module.

    Raises:
        AttributeError: no door has this name; the message says which there are.
    """
    if name not in _PLACES:
        known = ", ".join(__all__)
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}; it has {known}")
    place = _PLACES[name]
    module = import_module(f"{__name__}.{place}")
    return module if place.rpartition(".")[2] == name else getattr(module, name)


def __dir__() -> list[str]:
    """The names, for completion."""
    return [*globals(), *__all__]
