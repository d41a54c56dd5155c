"""What Rasa works out anew at each turn, though it never changes."""

from __future__ import annotations

from functools import lru_cache

from rasa.shared.core.domain import Domain
from rasa.shared.core.events import Event


def prepare() -> None:
    """Let Rasa remember it: the class of an event by its name, all were imported with Rasa's own; the empty domain."""
    Event.resolve_by_type = staticmethod(lru_cache(maxsize=None)(Event.resolve_by_type))
    Domain.empty = staticmethod(lru_cache(maxsize=1)(Domain.empty))
