"""What the bot said, recognised by the sentences of `domain.yml` and not by bits of text."""

from __future__ import annotations

import re
import string
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from bootstrap import DOMAIN
from wording import Wording

HUMAN = frozenset({"utter_ke_cso", "utter_ke_cso_suara"})
_BLANK_LINE = re.compile(r"\n\s*\n")
# A voice is given "apa apa" for "apa-apa".
_SPACES = re.compile(r"[\s-]+")
# What a placeholder may hold, where "anything" would make a sentence match every other.
_HOLDS = {
    "apa_lisan": "[Nn]omor [a-z]+|[Nn]ama",
    "urutan": r"\d",
    "urutan_lisan": "[a-z]+",
    "no_lapor": r"[GK]\d+\*?",
    "akhir_lisan": "[a-z ]+",
}


@dataclass(frozen=True, slots=True)
class Said:
    """One sentence: all the keys it may stand under, and what was put into its placeholders."""

    keys: frozenset[str]
    values: Mapping[str, str]
    text: str


@dataclass(frozen=True, slots=True)
class Answer:
    """All the sentences of a turn. `human` tells whether a human takes over, `over` that the call has ended."""

    said: tuple[Said, ...]
    human: bool = False
    over: bool = False

    @property
    def text(self) -> str:
        """Return everything as it was read or heard."""
        return "\n".join(said.text for said in self.said)

    @property
    def keys(self) -> frozenset[str]:
        """Return every key that was said."""
        return frozenset().union(*(said.keys for said in self.said))

    def says(self, *keys: str) -> bool:
        """Tell whether all of these sentences were said."""
        return self.keys.issuperset(keys)

    def asks(self, *topics: str) -> bool:
        """Tell whether one of these questions was asked, plainly or with an explanation."""
        return any({f"utter_tanya_{topic}", f"utter_jelaskan_{topic}"} & self.keys for topic in topics)

    def value(self, key: str, name: str) -> str:
        """Return what a sentence was told with, for the ear where it was spoken; of a known report its ending."""
        names = (name, f"{name}_lisan", *(("akhir_lisan",) if name == "no_lapor" else ()))
        found = [said.values[one] for said in self.said if key in said.keys for one in names if one in said.values]
        assert found, f"{key} with {name} was not said:\n{self.text}"
        return found[0]


@dataclass(frozen=True, slots=True)
class _Template:
    key: str
    pattern: re.Pattern[str]
    weight: int


def recognise(texts: Iterable[str], channel: str) -> tuple[Said, ...]:
    """Return the sentences of a turn on `whatsapp` or `voice`. Raises: AssertionError for one of unknown wording."""
    return tuple(said for text in texts for said in _sentences(text, channel))


def _sentences(text: str, channel: str) -> list[Said]:
    """Take a message apart: on WhatsApp one holds all the sentences of a turn, with blank lines between them."""
    parts = [part for part in _BLANK_LINE.split(text) if part.strip()]
    # The best reading of the first so many parts; a sentence may have blank lines of its own.
    best: list[tuple[int, list[Said]] | None] = [(0, [])]
    for end in range(1, len(parts) + 1):
        readings = []
        for start in range(end):
            before, found = best[start], _sentence("\n\n".join(parts[start:end]), channel)
            if before and found:
                readings.append((before[0] + found[0], [*before[1], found[1]]))
        best.append(max(readings, key=lambda reading: reading[0], default=None))
    found = best[-1]
    assert found, f"domain.yml has no such sentence for {channel}: {text}"
    return found[1]


def _sentence(text: str, channel: str) -> tuple[int, Said] | None:
    """Return the most telling reading of one sentence and how much of it is wording."""
    flat = _flat(text)
    found = [(template, match) for template in _templates(channel) if (match := template.pattern.fullmatch(flat))]
    if not found:
        return None
    best = max(template.weight for template, _ in found)
    matches = [(template, match) for template, match in found if template.weight == best]
    values = {name: value for _, match in matches for name, value in match.groupdict().items()}
    return best, Said(frozenset(template.key for template, _ in matches), values, text)


@cache
def _templates(channel: str) -> tuple[_Template, ...]:
    wording = Wording.load(DOMAIN)
    return tuple(_template(key, wording.variant(key, channel), channel) for key in wording.responses)


def _template(key: str, variant: Mapping[str, Any], channel: str) -> _Template:
    parts: list[str] = []
    named: set[str] = set()
    weight = 0
    for literal, name, _, _ in string.Formatter().parse(str(variant.get("text", ""))):
        plain = _SPACES.sub(" ", literal)
        parts.append(re.escape(plain))
        weight += len(plain)
        if name:
            parts.append(f"(?P={name})" if name in named else f"(?P<{name}>{_HOLDS.get(name, '.*?')})")
            named.add(name)
    # WhatsApp numbers the offers of a question under it.
    offers = [] if channel == "voice" else variant.get("buttons") or []
    titles = "".join(rf" \d+\. {re.escape(offer['title'])}" for offer in offers)
    return _Template(key, re.compile("".join(parts).strip() + titles, re.DOTALL), weight)


def _flat(text: str) -> str:
    return _SPACES.sub(" ", text).strip()
