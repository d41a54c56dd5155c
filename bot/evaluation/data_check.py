"""Check the training data: balance, duplicates, likeness across intents, leaks from the held-out sets.

Run as `python -m bot.evaluation.data_check`; exit code 1 and one line for each fault when something is wrong.
"""

from __future__ import annotations

import re
import sys
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from bot.evaluation.heldout import read_cases

DATA, HELD_OUT = Path("data"), Path("tests/nlu")

#: Fewer examples than this teach an intent's short forms only.
FEWEST = 80
#: The fullest intent may outweigh the leanest this many times; class weights in the model make up for the rest.
IMBALANCE = 5.0
#: Shares of common character trigrams (Jaccard) from which two texts are one text with other small words.
ALIKE_ACROSS = 0.86
ALIKE_HELD_OUT = 0.8
#: Texts shorter than this are the language itself ("iya", "kapan nyala"): alike without being copied.
SHORT_WORDS = 4

_INTENT = re.compile(r"-\s+intent:\s*(\S+)")
_EXAMPLE = re.compile(r"\s+-\s+(.+)")
_SIGNS = re.compile(r"[^\w\s]|_")


class Example(NamedTuple):
    """A training example and where it stands."""

    intent: str
    text: str
    place: str


def read_examples(folder: Path = DATA) -> list[Example]:
    """Read the examples of every `nlu.yml` under `folder`; Rasa's own validation checks that they are YAML."""
    examples = []
    for path in sorted(folder.rglob("nlu.yml")):
        intent = ""
        for line in path.read_text(encoding="utf-8").splitlines():
            if match := _INTENT.match(line):
                intent = match.group(1)
            elif intent and (match := _EXAMPLE.match(line)):
                examples.append(Example(intent, match.group(1).strip(), str(path)))
    return examples


def bare(text: str) -> str:
    """Return lower-case words without signs; a text of signs alone stays as it is."""
    return " ".join(_SIGNS.sub(" ", text.lower()).split()) or text.strip()


def trigrams(text: str) -> frozenset[str]:
    """Return the character trigrams of the bare text."""
    padded = f" {bare(text)} "
    return frozenset(padded[n : n + 3] for n in range(max(1, len(padded) - 2)))


class Likeness:
    """Find the texts that share most trigrams with a given one, without comparing all with all."""

    def __init__(self, texts: Sequence[str]) -> None:
        self._grams = [trigrams(text) for text in texts]
        self._where: dict[str, list[int]] = defaultdict(list)
        for number, grams in enumerate(self._grams):
            for gram in grams:
                self._where[gram].append(number)

    def near(self, text: str, least: float) -> Iterator[tuple[int, float]]:
        """Yield number and likeness of each text at least that alike (0 to 1, 1 is the same trigrams)."""
        grams = trigrams(text)
        # Alike by `least` means sharing at least that part of its own trigrams: the rarest few must hold one of them.
        rarest = sorted(grams, key=lambda gram: len(self._where.get(gram, ())))[: int(len(grams) * (1 - least)) + 1]
        for number in {number for gram in rarest for number in self._where.get(gram, ())}:
            other = self._grams[number]
            likeness = len(grams & other) / len(grams | other)
            if likeness >= least:
                yield number, likeness


def balance_faults(examples: Iterable[Example]) -> Iterator[str]:
    """Yield intents with too few examples, and too great a difference between the fullest and the leanest."""
    counts: dict[str, int] = defaultdict(int)
    for example in examples:
        counts[example.intent] += 1
    for intent, count in sorted(counts.items()):
        if count < FEWEST:
            yield f"balance: {intent} has {count} examples, at least {FEWEST} are needed"
    if counts and max(counts.values()) > IMBALANCE * min(counts.values()):
        fullest, leanest = max(counts, key=counts.__getitem__), min(counts, key=counts.__getitem__)
        yield f"balance: {fullest} ({counts[fullest]}) has over {IMBALANCE:g} times the examples of {leanest}"


def duplicate_faults(examples: Iterable[Example]) -> Iterator[str]:
    """Yield examples that say the same words as an earlier one."""
    seen: dict[str, Example] = {}
    for example in examples:
        earlier = seen.setdefault(bare(example.text), example)
        if earlier is not example:
            yield f'duplicate: "{example.text}" ({example.intent}) repeats "{earlier.text}" ({earlier.intent})'


def likeness_faults(examples: Sequence[Example]) -> Iterator[str]:
    """Yield pairs of longer examples of different intents that differ in little more than small words."""
    longer = [example for example in examples if len(bare(example.text).split()) > SHORT_WORDS]
    index = Likeness([example.text for example in longer])
    for number, example in enumerate(longer):
        for other, likeness in index.near(example.text, ALIKE_ACROSS):
            if other < number and longer[other].intent != example.intent:
                yield (
                    f'alike ({likeness:.2f}): "{example.text}" ({example.intent}) and '
                    f'"{longer[other].text}" ({longer[other].intent})'
                )


def leak_faults(examples: Sequence[Example], held_out: Iterable[tuple[str, str]]) -> Iterator[str]:
    """Yield longer held-out texts (text, place) that stand in the training data, word for word or nearly."""
    index = Likeness([example.text for example in examples])
    for text, place in held_out:
        if len(bare(text).split()) <= SHORT_WORDS:
            continue
        for number, likeness in index.near(text, ALIKE_HELD_OUT):
            yield f'leak ({likeness:.2f}): {place} "{text}" and training "{examples[number].text}"'


def held_out_texts(folder: Path = HELD_OUT) -> list[tuple[str, str]]:
    """Read every held-out text and the file it is from."""
    return [(case.text, str(path)) for path in sorted(folder.glob("*.tsv")) for case in read_cases(path)]


def main() -> int:
    """Print every fault and a summary; return the exit code."""
    examples, held_out = read_examples(), held_out_texts()
    if not examples:
        print("data_check: no training examples under data/", file=sys.stderr)
        return 1
    faults = [
        *balance_faults(examples),
        *duplicate_faults(examples),
        *likeness_faults(examples),
        *leak_faults(examples, held_out),
    ]
    for fault in faults:
        print(fault, file=sys.stderr)
    intents = len({example.intent for example in examples})
    print(f"data_check: {len(examples)} examples, {intents} intents, {len(held_out)} held out, {len(faults)} faults")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
