"""A telephone line with a recogniser that errs: words drop out, digits are confused, it guesses, or hears nothing."""

from __future__ import annotations

import random
import re
from dataclasses import dataclass, field

from tests.journeys.answers import Answer
from tests.journeys.people import Person

# How often, of all answers; a bad line has them all.
SILENT, GUESSED, UNSURE, DROPPED, DIGIT = 0.06, 0.06, 0.15, 0.03, 0.08
# How sure the recogniser says it is: clear, hesitating, guessing.
CLEAR, HESITATING, GUESSING = (0.7, 0.98), (0.35, 0.6), (0.05, 0.25)
# What Indonesian digits are taken for.
_CONFUSED = {"satu": "sembilan", "enam": "empat", "empat": "enam", "tujuh": "lima", "nol": "lima", "dua": "tiga"}
_FIGURE = re.compile(r"\d")
_WORD = re.compile(r"\S+")


@dataclass(slots=True)
class OnABadLine(Person):
    """A person on the telephone whose words arrive as a recogniser makes of them, the same each time for a `seed`."""

    seed: int = 0
    log: list[str] = field(default_factory=list)
    heard: list[Answer] = field(default_factory=list, repr=False)
    _chance: random.Random = field(default_factory=random.Random, repr=False)

    def __post_init__(self) -> None:
        self._chance = random.Random(self.seed)

    @property
    def last_call(self) -> str | None:
        """Return the id of the call under way, or of the last one."""
        return self._call.call if self._call else None

    def says(self, words: str) -> Answer:
        """Say something; what is not heard is said again, as people do."""
        self._reach()
        answer: Answer | None = None
        if self._happens(SILENT) and self.call_state == "asked":
            self.log.append("(silence)")
            answer = self.is_silent()
            if answer.human or answer.over or self.call_state != "asked":
                return answer
        heard, confidence = self._recognised(words)
        self.log.append(f"{heard!r} {confidence:.2f}")
        return self.hears(self.call.say(heard, confidence))

    def hears(self, texts: list[str]) -> Answer:
        """Keep everything that was heard, what followed a silence too."""
        self.heard.append(Person.hears(self, texts))
        return self.heard[-1]

    def _recognised(self, words: str) -> tuple[str, float]:
        if self._happens(GUESSED):
            return self._garbled(words), self._chance.uniform(*GUESSING)
        heard = " ".join(word for word in words.split() if len(words.split()) < 3 or not self._happens(DROPPED))
        if re.search(r"\d{3}|(?:satu|dua|enam|tujuh|nol).*(?:satu|dua|empat|lima)", words) and self._happens(DIGIT):
            heard = self._confused(heard)
        sure = HESITATING if self._happens(UNSURE) else CLEAR
        return heard or words, self._chance.uniform(*sure)

    def _garbled(self, words: str) -> str:
        found = words.split()
        self._chance.shuffle(found)
        return " ".join(found[: max(1, len(found) // 2)])

    def _confused(self, words: str) -> str:
        """Take one digit for another."""
        places = [at for at in _WORD.finditer(words) if at[0] in _CONFUSED] or list(_FIGURE.finditer(words))
        if not places:
            return words
        place = self._chance.choice(places)
        other = _CONFUSED.get(place[0]) or str((int(place[0]) + self._chance.randrange(1, 10)) % 10)
        return words[: place.start()] + other + words[place.end() :]

    def _happens(self, share: float) -> bool:
        return self._chance.random() < share
