"""How somebody wants to be told, as people say it; and what only sounds like it (rule NT-1)."""

import pytest

from bot.nlu.lexicon import read_tokens
from bot.nlu.lines import Line
from bot.nlu.telling import find_telling
from tests.bot.conftest import Pipeline


def wish(text: str) -> str | int | None:
    return next((found.value for found in find_telling(Line.of(read_tokens(text)))), None)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("kabari lewat WA saja", "whatsapp"),
        ("kabarin via wa dong", "whatsapp"),
        ("mau dikabari lewat whatsapp", "whatsapp"),
        ("kabarnya lewat wa aja pak", "whatsapp"),
        ("lewat wasap saja", "whatsapp"),
        ("tolong kirim nomornya lewat WA", "whatsapp"),
        ("jgn telpon, wa aja ya", "whatsapp"),
        ("telepon saja", "voice"),
        ("via tlp aja", "voice"),
        ("kabari saya lewat telepon ya bu", "voice"),
        ("jangan di wa, telpon saja", "voice"),
        ("tidak usah dikabari", "none"),
        ("ga usah dikabarin lagi", "none"),
        ("jangan hubungi saya lagi", "none"),
        ("gausah telpon", "not_voice"),
        ("jangan ditelepon ya pak", "not_voice"),
        ("jangan wa saya", "not_whatsapp"),
    ],
)
def test_NT_1_a_wish_is_found(text: str, value: str):
    assert wish(text) == value


@pytest.mark.parametrize(
    "text",
    [
        "kok saya tidak dikabari",
        "sudah saya hubungi lewat telepon tidak diangkat",
        "hubungi saya lewat telepon saja dari cs",
        "telepon saja orangnya ke sini",
        "nomor wa pln berapa",
        "tidak perlu kirim petugas, sudah nyala",
        "petugas jangan telepon nomor lama",
        "nomor WA saya ganti",
        "saya dapat info di wa katanya sudah nyala",
        "telepon saya sekarang",
    ],
)
def test_NT_1_what_only_sounds_like_it_is_none(text: str):
    assert wish(text) is None


@pytest.mark.parametrize("text", ["kabari lewat WA saja", "jangan telepon", "telepon saja", "tidak usah dikabari"])
def test_NT_1_a_message_that_is_only_a_wish_changes_data(pipeline: Pipeline, text: str):
    understood = pipeline.parse(text)
    assert understood["intent"]["name"] == "ubah_data"
    assert sum(each["confidence"] for each in understood["intent_ranking"]) == pytest.approx(1.0, abs=1e-3)


def test_NT_1_beside_an_outage_or_danger_the_wish_is_an_entity(pipeline: Pipeline):
    understood = pipeline.parse("listrik di rumah saya padam dari jam 5 sore, kabari lewat wa saja ya")
    assert understood["intent"]["name"] == "lapor_padam"
    assert "whatsapp" in [each["value"] for each in understood["entities"] if each["entity"] == "kabar"]
    assert pipeline.intent("ada api di meteran, jangan telepon") == "darurat"
    assert pipeline.also("ada api di meteran, jangan telepon") == set()
