"""The n-gram classifier: reproducible, safe to read, calibrated answers for whatever is typed."""

import pytest

from tests.bot.conftest import Pipeline


def test_training_twice_gives_the_same_model(pipeline: Pipeline) -> None:
    assert pipeline.facts["same_twice"]


def test_what_is_read_ranks_as_what_was_written(pipeline: Pipeline) -> None:
    assert pipeline.facts["same_when_read"]


def test_the_written_model_holds_text_and_arrays_only(pipeline: Pipeline) -> None:
    assert pipeline.facts["files"] == [".json", ".npz"]


def test_the_shares_of_all_intents_add_up(pipeline: Pipeline) -> None:
    assert pipeline.facts["rows_add_up"]


@pytest.mark.parametrize(
    ("text", "intent"),
    [
        ("pagi min, listrik di ruko saya mati dari jam 6, ruko sebelah nyala", "lapor_padam"),
        ("sak dusun mati lampu kabeh", "lapor_padam_meluas"),
        ("sdh lapor dr subuh blm ada ptgs yg muncul", "lapor_ulang"),
        ("di aplikasi udah selesai padahal rumah masih gelap gulita", "padam_lagi"),
        ("kira2 nyalanya jam brp ya", "tanya_estimasi"),
        ("ptgsnya udh sampe mana min", "tanya_posisi_petugas"),
        ("laporan saya udah diproses blm", "tanya_status"),
        ("no hp saya ganti ya di laporannya", "ubah_data"),
        ("lupa password pln mobile gimana dong", "bantuan_pln_mobile"),
        ("token saya ditolak terus sama meteran", "masalah_meter"),
        ("kok tagihan bulan ini mahal bener", "keluhan_lain"),
        ("saya mau ngomong sama orang aja jangan bot", "minta_cso"),
        ("mantap pln, lapor dari kemarin sampai sekarang gelap terus ga ada yang datang", "lapor_ulang"),
        ("besok hujan ga ya", "di_luar_topik"),
    ],
)
def test_plain_cases_of_each_kind(pipeline: Pipeline, text: str, intent: str) -> None:
    assert pipeline.intent(text) == intent


def test_the_ranking_holds_every_intent_once_best_first(pipeline: Pipeline) -> None:
    understood = pipeline.parse("rumah saya padam")
    names = [each["name"] for each in understood["intent_ranking"]]
    shares = [each["confidence"] for each in understood["intent_ranking"]]
    assert len(names) == len(set(names)) == 24
    assert shares == sorted(shares, reverse=True)
    assert names[0] == understood["intent"]["name"]


def test_an_unclear_message_is_asked_back_and_keeps_its_best_intent_below(pipeline: Pipeline) -> None:
    understood = pipeline.parse("saya di sini terus dia bilang begitu")
    assert understood["intent"]["name"] == "nlu_fallback"
    assert understood["intent_ranking"][1]["name"] != "nlu_fallback"


@pytest.mark.parametrize("text", ["", "🔥", "…", "x" * 4000, "\u202eلا", "\x00\x07"])
def test_whatever_is_typed_is_answered(pipeline: Pipeline, text: str) -> None:
    assert "intent" in pipeline.parse(text)
