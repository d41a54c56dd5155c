"""Write an address that was spoken: figures for number words, RT and RW, and the letters behind "blok"."""

from bot.nlu.digits import figure_at
from bot.nlu.tokens import Token

_LETTER_NAMES = "be ce de ef ge ha je ka el em en pe er es te ve we"
SPOKEN_LETTERS = {
    **{letter: letter.upper() for letter in "abcdefghijklmnopqrstuvwxyz"},
    **dict(zip(_LETTER_NAMES.split(), "BCDFGHJKLMNPRSTVW", strict=True)),
    "di": "D",
}
SPOKEN_RT = {
    ("er", "te"): "RT",
    ("er", "we"): "RW",
    ("r", "t"): "RT",
    ("r", "w"): "RW",
    ("ar", "ti"): "RT",
    ("eer", "te"): "RT",
}
#: Written so by whoever types; otherwise what a recogniser made of the letters.
_HEARD_RT = frozenset({"rt", "rw"})


def spelt(text: str, tokens: list[Token], start: int, past: int) -> str:
    """Write a spoken address with figures, RT and RW, and letters behind "blok"."""
    words: list[str] = []
    index = start
    while index < past:
        spoken_rt = SPOKEN_RT.get((tokens[index].word, tokens[index + 1].word if index + 1 < len(tokens) else ""))
        figure = figure_at(tokens, index)
        if spoken_rt:
            words.append(spoken_rt)
            index += 2
        elif figure is not None:
            words.append(figure.digits)
            index = figure.past
        elif tokens[index].word in _HEARD_RT and text[tokens[index].start : tokens[index].end].lower() not in _HEARD_RT:
            words.append(tokens[index].word.upper())
            index += 1
        elif words and words[-1].lower() in {"blok", "nomor"} and tokens[index].raw in SPOKEN_LETTERS:
            words.append(SPOKEN_LETTERS[tokens[index].raw])
            index += 1
        else:
            words.append(text[tokens[index].start : tokens[index].end])
            index += 1
    return " ".join(words).replace(" ,", ",").replace(" .", ".")
