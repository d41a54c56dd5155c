"""Rasa without TensorFlow.

Rasa imports TensorFlow whatever the pipeline is: every component is registered at start, those of DIET and TED among
them. Ours uses none of them, and TensorFlow is two thirds of the memory and of the start of a Rasa process. `leave_out`
puts an empty package in its place, enough for Rasa to define those components, useless to run them: a pipeline that
names one fails when it is built, not in a conversation.
"""

import importlib.abc
import importlib.machinery
import sys
import types
from abc import ABCMeta
from collections.abc import Sequence

LEFT_OUT = frozenset({"tensorflow", "tensorflow_addons", "tensorflow_hub", "tensorflow_text", "keras"})


class _Anything(ABCMeta):
    """Gives each name of a class that is asked for, but for Python's own."""

    def __getattr__(cls, name: str) -> type:
        if name.startswith("__"):
            raise AttributeError(name)
        return Absent


class Absent(metaclass=_Anything):
    """Stands for a class, a type, a constant or a decorator of what was left out."""

    def __init__(self, *_: object, **__: object) -> None:
        if type(self) is not Absent:
            raise RuntimeError(f"{type(self).__name__} needs TensorFlow, which this process left out")

    def __call__(self, decorated: object = None) -> object:
        """Return what was decorated as it is."""
        return decorated


class _Empty(types.ModuleType):
    def __getattr__(self, name: str) -> type:
        if name.startswith("__"):
            raise AttributeError(name)
        return Absent


class _Finder(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    def find_spec(
        self,
        fullname: str,
        path: Sequence[str] | None = None,  # noqa: ARG002
        target: types.ModuleType | None = None,  # noqa: ARG002
    ) -> importlib.machinery.ModuleSpec | None:
        left_out = fullname.partition(".")[0] in LEFT_OUT
        return importlib.machinery.ModuleSpec(fullname, self, is_package=True) if left_out else None

    def create_module(self, spec: importlib.machinery.ModuleSpec) -> types.ModuleType:
        return _Empty(spec.name)

    def exec_module(self, module: types.ModuleType) -> None:
        """Leave the package empty."""


def leave_out() -> None:
    """Let this process import nothing of TensorFlow from now on; before Rasa is imported."""
    if not any(isinstance(finder, _Finder) for finder in sys.meta_path):
        sys.meta_path.insert(0, _Finder())
