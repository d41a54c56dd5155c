"""That the power is back, as people say it of themselves; and what only sounds like it (rule CF-5)."""

import pytest

from bot.nlu.facts import find_facts
from bot.nlu.lexicon import read_tokens
from tests.bot.conftest import Pipeline


def says_so(text: str) -> bool:
    return any(found.kind == "power" for found in find_facts(read_tokens(text)))


SAID = [
    "min udah nyala nih",
    "listriknya sdh menyala",
    "alhamdulillah udah idup lagi",
    "sudah normal kembali pak",
    "wis murub mas",
    "lampu sudah hidup, laporannya tolong ditutup",
    "petugas gak usah ke sini, listrik udah on",
    "sudah ada listrik bu",
    "listriknya sudah masuk",
    "pln sudah nyala jam 9 tadi",
    "laporan padam saya dibatalkan saja, sudah menyala",
]
ONLY_SOUNDS_LIKE_IT = [
    "belum nyala",
    "sudah nyala belum ya",
    "sudah nyala?",
    "apakah sudah menyala",
    "kapan nyala",
    "sudah nyala tapi mati lagi",
    "sudah nyala cuma redup",
    "katanya sudah nyala",
    "di aplikasi statusnya sudah menyala",
    "tetangga sudah nyala semua",
    "yang lain sudah nyala pak",
    "sudah nyala sebentar terus padam",
    "mcb sudah naik",
    "semoga sudah nyala",
    "kalau sudah nyala kabari ya",
    "sudah normal tagihannya",
    "genset sudah hidup",
    "nyalakan listriknya",
    "rumah depan sudah terang, rumah saya gelap",
    "kok sudah selesai padahal gelap",
    "it was on but now it's gone again",
]


@pytest.mark.parametrize("text", SAID)
def test_CF_5_that_the_power_is_back_is_found(text: str):
    assert says_so(text)


@pytest.mark.parametrize("text", ONLY_SOUNDS_LIKE_IT)
def test_CF_5_what_only_sounds_like_it_is_none(text: str):
    assert not says_so(text)


@pytest.mark.parametrize("text", SAID)
def test_CF_5_it_is_passed_on_by_the_pipeline(pipeline: Pipeline, text: str):
    found = [each["value"] for each in pipeline.parse(text)["entities"] if each["entity"] == "power"]
    assert found == ["on"]
