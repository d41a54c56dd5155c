"""What every graph component of ours is that learns nothing and keeps nothing."""

from __future__ import annotations

from typing import Any, TypeVar

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage

Self = TypeVar("Self", bound="Component")


class Component(GraphComponent):
    """A component made of its settings alone, where it has any."""

    def __init__(self, config: dict[str, Any] | None = None) -> None:
        """Take the settings; who has some keeps what it needs of them."""

    @classmethod
    def create(
        cls: type[Self],
        config: dict[str, Any],
        model_storage: ModelStorage,  # noqa: ARG003 - Rasa's signature
        resource: Resource,  # noqa: ARG003
        execution_context: ExecutionContext,  # noqa: ARG003
    ) -> Self:
        """Create the component."""
        return cls(config)
