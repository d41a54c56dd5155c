"""Recognise number words that a recogniser or a hasty thumb got one sound wrong."""

from functools import lru_cache

from bot.nlu.digits import DIGITS, figure_at
from bot.nlu.tokens import Token
from bot.nlu.typos import one_slip
from bot.nlu.vocabulary import COMMON, words

_SPOKEN = words(
    """
    kosong nol satu dua tiga empat lima enam tujuh delapan sembilan puluh belas ratus sepuluh sebelas seratus
    dobel double triple
    """
)
#: Real words one sound away from a number word.
_REAL = words(
    """
    sate situ suatu batu sapu ratu satuan dia tua doa gua duka juga tega lama limau enak tanam tempat cepat sempat umpat
    empati tujuan teduh depan peluh bulu keluh pulau penuh bekas balas kelas beras jelas gelas belah bolong kosan
    ratusan puluhan belasan satunya duanya tigaan model triplek ketiga kedua kelima kesatu keenam no not non nola
    """
)
_TWICE = {"dobel": "double"}
_SHORTEST = 3
#: A misheard word stands among so many understood ones within so many words around it.
_COMPANY, _REACH = 3, 6
#: So many are enough where a number was asked for.
_COMPANY_ASKED = 2
#: The nearest of them may be a hesitation away.
_BESIDE = 3


def understood_numbers(tokens: list[Token], *, asked: bool = False) -> list[Token]:
    """Return the tokens with misheard number words put right, where they stand among other number words."""
    company = _COMPANY_ASKED if asked else _COMPANY
    sure = [figure_at(tokens, index) is not None or token.word in _SPOKEN for index, token in enumerate(tokens)]
    if sum(sure) < company:
        return tokens
    repaired = list(tokens)
    for index, token in enumerate(tokens):
        if sure[index] or token.kind != "w":
            continue
        around = sure[max(0, index - _REACH) : index + _REACH + 1]
        beside = sure[max(0, index - _BESIDE) : index + _BESIDE + 1]
        if any(beside) and sum(around) >= company and (meant := _meant(token.raw) or _meant(token.word)):
            repaired[index] = token._replace(word=meant)
    return repaired


@lru_cache(maxsize=1024)
def _meant(raw: str) -> str:
    """Return the number word one slip away from `raw`, or "" where there is none or they mean different things."""
    if len(raw) < _SHORTEST or raw in COMMON or raw in _REAL or raw in DIGITS:
        return ""
    near = {word for word in _SPOKEN if one_slip(raw, word)}
    return min(near) if len({_TWICE.get(word, word) for word in near}) == 1 else ""
