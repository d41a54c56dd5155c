"""Find customer, meter, report and telephone numbers in a message."""

from bot.nlu.findings import Finding
from bot.nlu.identifiers import ASKED, FRAGMENT_DIGITS, Surroundings, confidence, identify, label_of
from bot.nlu.misheard import understood_numbers
from bot.nlu.runs import Piece, Step, is_filler, joined, pieces, runs
from bot.nlu.tokens import Token, touching

_LETTERS = {"g": "G", "ge": "G", "gee": "G", "k": "K", "ka": "K"}
_BETWEEN_LETTER_AND_DIGITS = frozenset("-.* ")
_SMALLEST = 6
#: A message with more words than these around a short number is not an answer that gives it.
_FEW_WORDS = 5
#: Asked for a number, so few digits among other words are something else; more may stand among a few of them.
_TINY, _FEW_BESIDE = 3, 3


def find_numbers(tokens: list[Token], expected: str = "") -> list[Finding]:
    """Return the numbers the message holds, in the order said; `expected` is the kind just asked for."""
    found: list[Finding] = []
    tokens = understood_numbers(tokens, asked=expected in ASKED)
    for run in _whole_runs(tokens, expected):
        if expected in ASKED or sum(len(step.figure.digits) for step in run) >= _SMALLEST:
            found.extend(_findings(tokens, run, expected))
    return found


def _whole_runs(tokens: list[Token], expected: str) -> list[list[Step]]:
    """Return the runs of figures; those that stray words have torn apart are one again."""
    found = runs(tokens)
    if len(found) < 2:
        return found
    first, past = found[0][0].figure.first, found[-1][-1].figure.past
    around = _surroundings(tokens, first, past, expected)
    return joined(tokens, found, lambda digits: confidence(digits, around))


def _findings(tokens: list[Token], run: list[Step], expected: str) -> list[Finding]:
    first = run[0].figure.first
    whole = _surroundings(tokens, first, run[-1].figure.past, expected)
    found = []
    for piece in pieces(tokens, run, lambda digits: confidence(digits, whole)):
        around = whole if piece.first == first else _surroundings(tokens, piece.first, piece.past, expected)
        identifier = identify(piece.digits, around)
        if identifier is not None and not (identifier.kind == "number_fragment" and _incidental(tokens, piece, around)):
            start, end = _place(tokens, piece, around)
            found.append(Finding(identifier.kind, identifier.value, start, end))
    return found


def _incidental(tokens: list[Token], piece: Piece, around: Surroundings) -> bool:
    """Say whether typed digits that are no whole number are an amount or a date rather than half a number."""
    said = tokens[piece.first : piece.past]
    if around.expected in ASKED and len(piece.digits) < FRAGMENT_DIGITS:
        # Two house numbers or "cuma satu rumah" are no part of the number that was asked.
        beside = [token for token in (*tokens[: piece.first], *tokens[piece.past :]) if token.kind == "w"]
        others = sum(not is_filler(token.word) for token in beside)
        return others > (0 if len(piece.digits) < _TINY else _FEW_BESIDE)
    if around.label or around.expected or around.plus or around.letter:
        return False
    if not any(token.kind == "d" for token in said):
        return False
    others = sum(token.kind == "w" for token in tokens) - sum(token.kind == "w" for token in said)
    return others > _FEW_WORDS or (len(said) > 1 and any(token.word in {".", "/"} for token in said))


def _surroundings(tokens: list[Token], first: int, past: int, expected: str) -> Surroundings:
    letter, attached = _letter(tokens, first)
    return Surroundings(
        letter=letter,
        attached=attached,
        plus=first > 0 and tokens[first - 1].word in {"+", "plus"},
        label=label_of(tokens, first, past),
        expected=expected,
    )


def _letter_index(tokens: list[Token], first: int) -> int | None:
    index = first - 1
    while index >= 0 and tokens[index].word in _BETWEEN_LETTER_AND_DIGITS:
        index -= 1
    return index if index >= 0 and tokens[index].raw in _LETTERS else None


def _letter(tokens: list[Token], first: int) -> tuple[str, bool]:
    """Return the G or K before a report number, and whether it stands directly before it."""
    index = _letter_index(tokens, first)
    if index is None:
        return "", False
    return _LETTERS[tokens[index].raw], touching(tokens[first - 1], tokens[first])


def _place(tokens: list[Token], piece: Piece, around: Surroundings) -> tuple[int, int]:
    """Return where the number stands, with its letter, plus sign and asterisk."""
    first, last = piece.first, piece.past - 1
    if around.letter:
        first = _letter_index(tokens, first) or 0
    elif around.plus:
        first -= 1
    if last + 1 < len(tokens) and tokens[last + 1].word == "*":
        last += 1
    return tokens[first].start, tokens[last].end
