"""Speak numbers in Indonesian, independently of the code that reads them."""

from __future__ import annotations

from hypothesis import strategies as st

ONES = ["nol", "satu", "dua", "tiga", "empat", "lima", "enam", "tujuh", "delapan", "sembilan"]


def cardinal(number: int) -> str:
    """Return the words for 0 to 999."""
    if number < 10:
        return ONES[number]
    if number == 10:
        return "sepuluh"
    if number == 11:
        return "sebelas"
    if number < 20:
        return f"{ONES[number - 10]} belas"
    if number < 100:
        tens, rest = divmod(number, 10)
        return f"{ONES[tens]} puluh" + (f" {ONES[rest]}" if rest else "")
    hundreds, rest = divmod(number, 100)
    head = "seratus" if hundreds == 1 else f"{ONES[hundreds]} ratus"
    return head + (f" {cardinal(rest)}" if rest else "")


@st.composite
def spoken(draw: st.DrawFn, digits: str, *, groups: bool = True) -> str:
    """Speak a string of digits: singly, as tens, with "dobel" and "triple", "nol" or "kosong".

    Tens stand only before a digit that cannot be taken for their unit.
    """
    words: list[str] = []
    at = 0
    while at < len(digits):
        rest = digits[at:]
        choices = [1]
        if len(rest) >= 2 and rest[0] == rest[1]:
            choices.append(-2)
        if len(rest) >= 3 and len(set(rest[:3])) == 1:
            choices.append(-3)
        if groups and len(rest) >= 2 and rest[0] != "0" and (rest[1] != "0" or rest[2:3] in {"", "0"}):
            choices.append(2)
        size = draw(st.sampled_from(choices))
        if size == 1:
            word = draw(st.sampled_from(["nol", "kosong"])) if rest[0] == "0" else ONES[int(rest[0])]
            words.append(word)
        elif size == 2:
            words.append(cardinal(int(rest[:2])))
        else:
            words.append(f"{'dobel' if size == -2 else 'triple'} {ONES[int(rest[0])]}")
        at += abs(size)
    return " ".join(words)
