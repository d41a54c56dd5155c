"""Read one message: its words, what it states and the text the classifier sees."""

from functools import lru_cache
from typing import NamedTuple

from bot.nlu.addresses import find_addresses
from bot.nlu.digits import DIGITS
from bot.nlu.english import in_indonesian
from bot.nlu.facts import find_facts
from bot.nlu.findings import Finding
from bot.nlu.groups import find_groups
from bot.nlu.keys import MASKS, NUMBER_MASK
from bot.nlu.lexicon import read_tokens
from bot.nlu.names import find_names
from bot.nlu.numbers import find_numbers
from bot.nlu.since import find_times
from bot.nlu.tokens import Token
from not_known import says_unknown

#: Where they were asked for whole messages are taken for them.
_BARE = frozenset({"name", "address"})
_SMALL = {str(digit): word for word, digit in DIGITS.items() if word in {"satu", "dua", "tiga", "empat", "lima"}}


class Reading(NamedTuple):
    """What was found in a message, in the order said, and its normalised text."""

    findings: tuple[Finding, ...]
    normalised: str


@lru_cache(maxsize=64)
def read(text: str, expected: str = "") -> Reading:
    """Read `text`; `expected` is the entity kind the bot has just asked for, or "".

    The last few readings are kept, so that normaliser and extractor share one.
    """
    tokens = read_tokens(text)
    if expected in _BARE and says_unknown(text):
        # "embuh pak" is nobody's name and no street.
        expected = ""
    numbers = find_numbers(tokens, expected)
    groups = find_groups(tokens, expected) if all(each.kind == "number_fragment" for each in numbers) else []
    if any(each.kind != "group" for each in groups):
        # These digits are told of as part of a number; alone they are none.
        numbers = []
    taken = {
        index for index, token in enumerate(tokens) if any(each.start <= token.start < each.end for each in numbers)
    }
    times = find_times(tokens, taken, expected)
    names = find_names(text, tokens, taken, expected)
    facts = find_facts(tokens, expected)
    wider = any(fact.value == "wider" for fact in facts)
    barring = [*numbers, *names, *(time for time in times if time.kind != "since_text")]
    addresses = find_addresses(text, tokens, barring, "" if groups else expected, wider=wider)
    if addresses:
        # "alamatnya di Tengah No. 8" is no middle group.
        groups = [each for each in groups if each.kind != "group"]
    findings = sorted((*numbers, *groups, *times, *names, *addresses, *facts), key=lambda each: (each.start, each.end))
    return Reading(
        findings=tuple(each for each in findings if each.stated),
        normalised=_normalised(tokens, [each for each in findings if each.kind in MASKS]),
    )


def _normalised(tokens: list[Token], masked: list[Finding]) -> str:
    """Write the canonical Indonesian words, with the masks of `masked` in their place and signs left out."""
    words: list[str] = []
    pending = sorted(masked, key=lambda each: (each.start, -each.end), reverse=True)
    covered = -1
    for token in tokens:
        while pending and pending[-1].start <= token.start:
            finding = pending.pop()
            if finding.end > max(covered, token.start):
                words.append(MASKS[finding.kind])
                covered = max(covered, finding.end)
        if token.start < covered:
            continue
        if token.kind == "w":
            words.append(in_indonesian(token.raw, token.word))
        elif token.kind == "d":
            words.append(_SMALL.get(token.word, "123" if token.word == "123" else NUMBER_MASK))
        elif token.word == "?":
            words.append("?")
    return " ".join(filter(None, words))
