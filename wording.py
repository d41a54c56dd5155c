"""The sentences of `domain.yml` for code outside Rasa."""

from __future__ import annotations

import string
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML


class WordingError(Exception):
    """A response is missing, or its placeholders and the values given do not match."""


def _fields(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


@dataclass(frozen=True)
class Wording:
    """The responses by key, each a list of variants with `text` and perhaps a `channel`."""

    responses: Mapping[str, list[dict[str, Any]]]

    @classmethod
    def load(cls, path: Path | str = "domain.yml") -> Wording:
        """Read the responses of a domain file."""
        with Path(path).open(encoding="utf-8") as file:
            return cls(YAML(typ="safe").load(file)["responses"])

    def variant(self, key: str, channel: str) -> dict[str, Any]:
        """Return the variant for `whatsapp` or `voice`: the channel's own, else the one for all."""
        variants = self.responses.get(key)
        if not variants:
            raise WordingError(f"there is no response {key}")
        own = [variant for variant in variants if variant.get("channel") == channel]
        return (own or [variant for variant in variants if "channel" not in variant])[0]

    def placeholders(self, key: str) -> set[str]:
        """Return the placeholders of all variants of a response."""
        return {name for variant in self.responses.get(key, []) for name in _fields(variant.get("text", ""))}

    def say(self, key: str, channel: str, **values: object) -> str:
        """Return a sentence. Raises: WordingError for a missing response or placeholder."""
        text = str(self.variant(key, channel).get("text", ""))
        missing = _fields(text) - set(values)
        if missing:
            raise WordingError(f"{key} lacks a value for {', '.join(sorted(missing))}")
        return text.format_map(values).strip()
