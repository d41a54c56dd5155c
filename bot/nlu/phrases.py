"""Put right what a recogniser writes for letters said one by one, and for words it takes for others."""

from functools import lru_cache
from pathlib import Path

from bot.nlu.tokens import Token

PHRASES_FILE = Path(__file__).with_name("phrases.tsv")


@lru_cache(maxsize=1)
def phrases() -> dict[tuple[str, ...], tuple[str, ...]]:
    """Load the phrases: the words as they are heard, to those that were said."""
    entries: dict[tuple[str, ...], tuple[str, ...]] = {}
    for line in PHRASES_FILE.read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            heard, said = line.split("\t")
            entries.update(dict.fromkeys((tuple(form.split()) for form in heard.split(";")), tuple(said.split())))
    return entries


@lru_cache(maxsize=1)
def _longest() -> dict[str, int]:
    """Return the number of words of the longest phrase for each word that begins one."""
    longest: dict[str, int] = {}
    for heard in phrases():
        longest[heard[0]] = max(longest.get(heard[0], 0), len(heard))
    return longest


def understood_phrases(tokens: list[Token]) -> list[Token]:
    """Return the tokens with misheard phrases replaced, the longest first; each word keeps a place in the text."""
    result: list[Token] = []
    index = 0
    while index < len(tokens):
        for size in range(_longest().get(tokens[index].raw, 0), 0, -1):
            heard = tokens[index : index + size]
            said = phrases().get(tuple(token.raw for token in heard))
            if said is not None:
                result.extend(Token(word, word, heard[0].start, heard[-1].end, "w") for word in said)
                index += size
                break
        else:
            result.append(tokens[index])
            index += 1
    return result
