"""Messages with several parts: all of them are taken in, none is invented."""

import pytest

from bot.nlu.splitting import split
from tests.bot.conftest import Pipeline


@pytest.mark.parametrize(
    ("text", "clauses"),
    [
        ("Rumah saya padam. Kapan nyala?", ["Rumah saya padam", "Kapan nyala"]),
        ("petugas belum datang sekalian ganti nomor hp", ["petugas belum datang", "ganti nomor hp"]),
        ("listrik mati dan kapan nyala", ["listrik mati", "kapan nyala"]),
        ("rumah padam dari jam lima kapan nyala", ["rumah padam dari jam lima", "kapan nyala"]),
        ("aplikasi error terus", ["aplikasi error terus"]),
        ("kulkas dan tv mati", ["kulkas dan tv mati"]),
        ("halo, pak", ["halo pak"]),
        ("", []),
    ],
)
def test_a_message_is_cut_where_a_new_wish_opens(text: str, clauses: list[str]) -> None:
    assert split(text) == clauses


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("rumah saya padam dari jam 5, kira-kira kapan nyala?", {"lapor_padam", "tanya_estimasi"}),
        ("halo pak rumah saya mati lampu kapan nyala ya", {"lapor_padam", "tanya_estimasi"}),
        ("petugas belum datang dari pagi sekalian mau ganti nomor hp saya", {"lapor_ulang", "ubah_data"}),
        ("padam lagi padahal katanya selesai, tolong sambungkan ke cs", {"padam_lagi", "minta_cso"}),
        ("iya betul, kapan nyalanya", {"setuju", "tanya_estimasi"}),
    ],
)
def test_every_part_is_the_intent_or_noted_beside_it(pipeline: Pipeline, text: str, parts: set[str]) -> None:
    assert {pipeline.intent(text)} | pipeline.also(text) == parts


@pytest.mark.parametrize(
    ("text", "intent"),
    [
        ("assalamualaikum pak, saya mau lapor listrik rumah saya padam", "lapor_padam"),
        ("selamat malam. petugasnya sudah sampai mana ya?", "tanya_posisi_petugas"),
        ("terima kasih pln, lapor dari pagi belum ada yang datang", "lapor_ulang"),
        ("makasih infonya, oh iya alamat saya salah tolong diganti", "ubah_data"),
        ("idpel saya 512345678901, rumah saya padam sendiri", "lapor_padam"),
    ],
)
def test_courtesy_and_numbers_give_way_to_substance(pipeline: Pipeline, text: str, intent: str) -> None:
    assert pipeline.intent(text) == intent


@pytest.mark.parametrize(
    "text",
    [
        "selamat pagi pak, terima kasih banyak",
        "rumah saya mati lampu dari tadi pagi, tetangga nyala semua",
        "nama saya budi, alamat jalan mawar 3, hp 081234567890",
        "petugas belum datang juga, sudah dua kali saya lapor, capek nunggu",
    ],
)
def test_nothing_further_is_read_into_a_single_matter(pipeline: Pipeline, text: str) -> None:
    assert pipeline.also(text) == set()


def test_two_clear_parts_are_no_ambiguity(pipeline: Pipeline) -> None:
    ranking = pipeline.parse("iya betul, kapan nyalanya")["intent_ranking"]
    assert ranking[0]["name"] in {"setuju", "tanya_estimasi"}
    assert ranking[0]["confidence"] >= 0.65 - 1e-6
    assert sum(each["confidence"] for each in ranking) == pytest.approx(1.0, abs=1e-3)
