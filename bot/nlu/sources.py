"""Tell apart two versions of the code and data that read messages."""

import hashlib
from functools import lru_cache
from pathlib import Path

import not_known

_FOLDER = Path(__file__).parent
_BESIDE = Path(not_known.__file__)
#: Classification has its own; a change there does not alter what is read.
_ELSEWHERE = frozenset(
    {"classifier.py", "clauses.py", "danger.py", "ngrams.py", "safety.py", "slips.py", "splitting.py", "stated_wish.py"}
)


@lru_cache(maxsize=1)
def fingerprint() -> str:
    """Return a digest of the modules and word lists beside this file, and of what else they read by."""
    digest = hashlib.sha256()
    for path in sorted((*_FOLDER.glob("*.py"), *_FOLDER.glob("*.tsv"), *_FOLDER.glob("*.txt"), _BESIDE)):
        if path.name not in _ELSEWHERE:
            digest.update(path.read_bytes())
    return digest.hexdigest()
