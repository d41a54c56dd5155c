"""Replace short, spoken and misspelt forms by the words they stand for."""

import re
from functools import lru_cache
from pathlib import Path

from bot.nlu.digits import DIGITS
from bot.nlu.phrases import understood_phrases
from bot.nlu.tokens import Token, tokenise, touching
from bot.nlu.typos import corrected, one_slip
from bot.nlu.vocabulary import COMMON, given_names, words

LEXICON_FILE = Path(__file__).with_name("lexicon.tsv")

_REPEATED = re.compile(r"(.)\1{2,}")
#: "limapuluh", "tujuhbelas": written as one, read as two.
_TENS = re.compile(r"(?!ber|se(?:puluh|belas|ratus))(\w{3,10})(puluh|belas|ratus)")
_FINAL_PAIR = re.compile(r"(\w)\1$")
_PAIR = re.compile(r"(\w)\1")
#: Words that rightly end in a pair of letters.
_FINAL_PAIR_STAYS = frozenset({"off", "app", "pass", "call", "bill", "full", "miss", "wifi", "ss", "email", "gg"})
#: A figure straight behind these is a number of its own ("rt2"), never the sign of a doubled word ("tiba2").
_COUNTED = words(
    """
    rt rw blok blk no nomor nmr jalan jln gang gg lantai km kelas lt bintang nilai rate jam pukul jm pkl pk tgl hp
    wa telp
    """
)
_TIME_WORDS = frozenset({"jam", "pukul", "menit", "hari", "pagi", "siang", "sore", "malam"})
_NO_SLIPS = frozenset({"jas", "jambu", "jami", "jamu", "pasi", "haji", "harian", "malang", "pukau", "siangan", "hati"})
_DOUBLING = frozenset({"2", '"'})


@lru_cache(maxsize=1)
def lexicon() -> dict[str, tuple[str, ...]]:
    """Load the lexicon: short form to the words it stands for."""
    entries: dict[str, tuple[str, ...]] = {}
    for line in LEXICON_FILE.read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            forms, full = line.split("\t")
            entries.update(dict.fromkeys(forms.split(), tuple(full.split())))
    return entries


def read_tokens(text: str) -> list[Token]:
    """Return the tokens of `text`, each with the word it stands for."""
    raw = understood_phrases(tokenise(text))
    tokens: list[Token] = []
    for index, token in enumerate(raw):
        if token.kind == "w":
            tokens.extend(token._replace(word=word) for word in _words(raw, index))
        elif index and _doubles(raw, index) and tokens:
            tokens.append(token._replace(word=tokens[-1].word, kind="w"))
        else:
            tokens.extend(token._replace(word=word) for word in lexicon().get(token.raw, (token.raw,)))
    return [_time_word(tokens, index) for index in range(len(tokens))]


def _time_word(tokens: list[Token], index: int) -> Token:
    """Put right a slip in a word of time that stands beside a figure: "jma 5", "5 soer"."""
    token = tokens[index]
    if token.kind != "w" or token.raw != token.word or not 3 <= len(token.raw) <= 6 or token.raw in COMMON:
        return token
    beside = (*tokens[max(0, index - 1) : index], *tokens[index + 1 : index + 2])
    if not any(each.kind == "d" or each.word in DIGITS for each in beside):
        return token
    meant = {word for word in _TIME_WORDS if word[0] == token.raw[0] or sorted(word) == sorted(token.raw)}
    near = [word for word in meant if one_slip(token.raw, word)]
    return token._replace(word=near[0]) if len(near) == 1 and token.raw not in _NO_SLIPS else token


def _words(raw: list[Token], index: int) -> tuple[str, ...]:
    """Choose by the neighbours where a short form has several meanings, else by the lexicon."""
    word = raw[index].raw
    if word not in {"x", "pk", "g", "k", "br"}:
        return spelt_out(word)
    behind = index + 1 + (index + 1 < len(raw) and raw[index + 1].raw in {".", "-"})
    before_figure = behind < len(raw) and raw[behind].kind == "d"
    if word == "x":
        return ("kali",) if index and raw[index - 1].kind == "d" and not before_figure else ("x",)
    if word == "pk":
        return ("pukul",) if before_figure else ("pak",)
    if word == "br":
        # "Br. Tengah" is a banjar on Bali, "br lapor" has only just reported.
        return ("banjar",) if behind == index + 2 else spelt_out(word)
    return (word,) if before_figure and len(raw[behind].raw) > 1 else spelt_out(word)


@lru_cache(maxsize=8192)
def spelt_out(raw: str) -> tuple[str, ...]:
    """Return the words one folded word stands for; itself where it is none of the known short forms."""
    word = raw.replace("'", "").replace("’", "").replace("`", "") if not raw.isalpha() else raw
    entries = lexicon()
    if word in entries:
        return entries[word]
    squeezed = _REPEATED.sub(r"\1", word)
    if squeezed not in _FINAL_PAIR_STAYS and len(squeezed) > 2:
        squeezed = _FINAL_PAIR.sub(r"\1", squeezed)
    if squeezed in entries:
        return entries[squeezed]
    if squeezed in given_names():
        return (squeezed,)
    if tens := _TENS.fullmatch(squeezed):
        return tens.groups()
    if squeezed not in COMMON and (single := _PAIR.sub(r"\1", squeezed)) != squeezed and single in COMMON:
        return entries.get(single, (single,))
    return entries.get(known := corrected(squeezed), (known,))


def _doubles(raw: list[Token], index: int) -> bool:
    """Say whether the sign at `index` doubles the word before it: "tiba2", `jam"`."""
    token, previous = raw[index], raw[index - 1]
    if token.raw not in _DOUBLING or previous.kind != "w" or not touching(previous, token):
        return False
    if len(previous.raw) < 3 or (token.raw == "2" and previous.raw in _COUNTED):
        return False
    following = raw[index + 1] if index + 1 < len(raw) else None
    return following is None or not touching(token, following) or following.kind == "s"
