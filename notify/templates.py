"""The templates of the notices: `templates.yml` for what WhatsApp wants to know, `domain.yml` for the words."""

from __future__ import annotations

import hashlib
import json
import string
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from ruamel.yaml import YAML

from notify.text import WHATSAPP, key_of
from tickets.notices import Notice
from wording import Wording

FILE = Path(__file__).with_name("templates.yml")


@dataclass(frozen=True, slots=True)
class Template:
    """A sentence with places: `text` names them, `body` numbers them from 1 as WhatsApp does."""

    notice: Notice
    language: str
    text: str
    replies: tuple[str, ...]
    choices: tuple[tuple[str, str], ...] = ()
    button: str = ""

    @property
    def places(self) -> list[str]:
        """Return the names of the places in the order of their numbers."""
        names = [name for _, name, _, _ in string.Formatter().parse(self.text) if name]
        return list(dict.fromkeys(names))

    @property
    def body(self) -> str:
        """Return the text as WhatsApp keeps it."""
        return self.text.format_map({name: f"{{{{{at}}}}}" for at, name in enumerate(self.places, 1)})

    @property
    def name(self) -> str:
        """Return the name at Twilio. An approved text cannot be changed: another text has another name."""
        seen = [self.language, self.body, self.replies, *([self.choices, self.button] if self.choices else ())]
        print_ = hashlib.sha256(json.dumps(seen).encode()).hexdigest()
        return f"padam_{self.notice.lower()}{'_list' if self.choices else ''}_{print_[:8]}"

    def variables(self, values: Mapping[str, str]) -> dict[str, str]:
        """Return the values by number."""
        return {str(at): values[name] for at, name in enumerate(self.places, 1)}


@dataclass(frozen=True, slots=True)
class Book:
    """All templates, one for each notice; and the lists some have besides, within 24 hours alone."""

    templates: Mapping[Notice, Template]
    lists: Mapping[Notice, Template]
    category: str
    samples: Mapping[str, str]

    @classmethod
    def load(cls, wording: Wording, file: Path = FILE) -> Book:
        """Read the templates. Raises: WordingError for a notice without words."""
        given = YAML(typ="safe").load(file.read_text(encoding="utf-8"))
        foot = wording.say("utter_kabar_kaki", WHATSAPP)
        replies, lists = given["quick_replies"], {}
        found = {}
        for notice in Notice:
            text = f"{wording.variant(key_of(notice), WHATSAPP)['text'].strip()}\n\n{foot}"
            found[notice] = Template(notice, given["language"], text, tuple(replies.get(notice, ())))
        for word, choices in given["lists"].items():
            notice = Notice(word)
            items = tuple((str(number), title) for number, title in choices.items())
            lists[notice] = replace(found[notice], choices=items, button=given["button"])
        return cls(found, lists, given["category"], given["samples"])

    def offering(self, notice: Notice) -> Template | None:
        """Return what offers the answers to a notice by buttons or a list in 24 hours; None where there are none."""
        template = self.lists.get(notice, self.templates[notice])
        return template if template.choices or template.replies else None
