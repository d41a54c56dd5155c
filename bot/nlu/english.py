"""Read English words as the Indonesian ones they stand for, in messages that mix the two."""

from functools import lru_cache
from pathlib import Path

ENGLISH_FILE = Path(__file__).with_name("english.tsv")


@lru_cache(maxsize=1)
def english() -> dict[str, str]:
    """Load the list: English word, without apostrophe, to Indonesian words, "" where none is needed."""
    entries: dict[str, str] = {}
    for line in ENGLISH_FILE.read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            forms, meaning = line.split("\t")
            entries.update(dict.fromkeys(forms.split(), meaning))
    return entries


def in_indonesian(raw: str, word: str) -> str:
    """Return the Indonesian for the word typed as `raw` and spelt out as `word`; `word` where it is not English."""
    return english().get(raw.replace("'", "").replace("’", ""), word)
