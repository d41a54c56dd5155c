"""Slips of the finger for training: plausible, of longer words only, the same for the same seed."""

import random

from bot.nlu.slips import with_slips
from bot.nlu.typos import one_slip

TEXT = "Tolong cek listrik rumah saya di jalan 512034123456"


def test_the_same_seed_makes_the_same_slips() -> None:
    assert with_slips(TEXT, 0.5, random.Random(7)) == with_slips(TEXT, 0.5, random.Random(7))


def test_every_slip_is_one_letter_and_never_the_first() -> None:
    for seed in range(50):
        words = zip(TEXT.lower().split(), with_slips(TEXT, 1.0, random.Random(seed)).split(), strict=True)
        for word, slipped in words:
            assert word == slipped or one_slip(slipped, word)
            assert word[0] == slipped[0]


def test_short_words_and_figures_stay() -> None:
    assert with_slips("di rt 5 ya 081234567890", 1.0, random.Random(1)) == "di rt 5 ya 081234567890"


def test_without_a_share_only_the_case_changes() -> None:
    assert with_slips(TEXT, 0.0, random.Random(1)) == TEXT.lower()
