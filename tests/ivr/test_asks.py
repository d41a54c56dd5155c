"""The commonest question known without the dialogue (ST-2): precisely, so that nobody's other words are passed over."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
from ruamel.yaml import YAML

from ivr.asks import Asks, asks

ROOT = Path(__file__).parents[2]
HELD_OUT = Path(__file__).parents[1] / "nlu" / "heldout.tsv"
DANGER = Path(__file__).parents[1] / "nlu" / "danger.tsv"
# What a message may be understood as by the dialogue that is answered with the state of its report.
MEANT = {
    Asks.WHEN: {"tanya_estimasi", "tanya_status"},
    Asks.STATE: {"tanya_status", "tanya_posisi_petugas", "tanya_estimasi"},
    Asks.HELLO: {"sapaan"},
    Asks.DARK: {"lapor_padam", "lapor_ulang", "tanya_status"},
}


@pytest.mark.parametrize(
    ("text", "asked"),
    [
        ("kapan nyala?", Asks.WHEN),
        ("kpn nyalanya min", Asks.WHEN),
        ("Berapa lama lagi, Pak?", Asks.WHEN),
        ("jam brp selesai perbaikannya", Asks.WHEN),
        ("estimasinya dong kak", Asks.WHEN),
        ("sampai kapan mati lampunya", Asks.WHEN),
        ("masih padam, kapan nyala?", Asks.WHEN),
        ("halo, listrik saya kapan hidup lagi ya", Asks.WHEN),
        ("status laporan saya bagaimana", Asks.STATE),
        ("petugasnya sudah sampai mana?", Asks.STATE),
        ("kapan petugas datang", Asks.STATE),
        ("halooo", Asks.HELLO),
        ("Selamat malam, Bu 🙏", Asks.HELLO),
        ("masih padam", Asks.DARK),
        ("listrik di rumah saya padam", Asks.DARK),
        ("kok belum nyala juga, kapan nyala?", Asks.DARK),
        ("petugas belum datang juga", Asks.DARK),
        # Abbreviated, doubled, with a slip, regional, English, with what stands beside a question.
        ("kpnn nyalanyaaa min??", Asks.WHEN),
        ("esimasi nya jm brp ya kak", Asks.WHEN),
        ("jam piro murube mas", Asks.WHEN),
        ("iraha hurungna kang", Asks.WHEN),
        ("bilo iduiknyo lampu da", Asks.WHEN),
        ("what time will the power be back", Asks.WHEN),
        ("masih lama ga sih, gerah banget", Asks.WHEN),
        ("malam ini bisa nyala ga ya", Asks.WHEN),
        ("udah 3 jam nih, kira2 berapa lama lagi", Asks.WHEN),
        ("saya sudah lapor tadi, kapan nyala?", Asks.WHEN),
        ("laporan saya sudah diproses belum ya", Asks.STATE),
        ("ada update?", Asks.STATE),
        ("sudah ditangani belum", Asks.STATE),
        ("petugasnya jadi datang ga", Asks.STATE),
        ("apakah petugas sudah di jalan", Asks.STATE),
        ("ptgsnya otw blm", Asks.STATE),
    ],
)
def test_ST_2_the_question_is_known_in_its_common_forms(text: str, asked: Asks) -> None:
    assert asks(text) is asked


@pytest.mark.parametrize(
    "text",
    [
        "",
        "🙏",
        "1",
        "ya",
        "belum",
        "tidak",
        "terima kasih",
        "padam lagi",
        "listrik sudah nyala",
        "belum padam",
        "tidak padam",
        "kapan nyala, ada kabel putus",
        "kapan nyala, bau terbakar",
        "masih padam, tetangga juga",
        "status G5426112300001",
        "kapan nyala 512345678901",
        "kapan bayar tagihan",
        "kapan mati lampunya",
        "lampu jalan mati",
        "toko saya padam",
        "rumah orang tua saya mati lampu",
        "batalkan laporan saya",
        "minta petugas",
        "jangan telepon saya",
        "jam berapa sekarang",
        "STOP",
        "/restart",
        "kapan " * 40,
        # A number in words, a choice, another lamp, dark anew, a report to be made, changed or told of.
        "lima empat dua enam, kapan nyala",
        "kapan nyala 08123",
        "laporan yang mana",
        "lampu jalan kapan nyala",
        "padam lagi, kapan nyala",
        "mau lapor, kapan nyala",
        "update laporan saya",
        "mau update laporan",
        "katanya sudah selesai, kapan nyala",
        "jam berapa tadi",
        "how to report",
        "apa kabar",
        "laporan saya sudah selesai, terima kasih",
        "petugas tidak datang",
        "listrik tidak nyala",
        "kalau sudah nyala kabari saya",
        "sambungkan ke petugas sekarang",
        "petugas?",
        "bukan, kapan nyala",
        "tidak jadi",
        "anak saya pakai oksigen, kapan nyala",
    ],
)
def test_ST_2_whoever_says_more_or_something_else_goes_the_ordinary_way(text: str) -> None:
    assert asks(text) is None


def test_ST_2_of_all_examples_only_those_that_ask_are_taken_for_the_question() -> None:
    found = [(intent, text, asks(text)) for intent, text in examples()]
    assert [row for row in found if row[2] and row[0] not in MEANT[row[2]]] == []
    known = [asked for intent, _, asked in found if intent == "tanya_estimasi"]
    assert sum(map(bool, known)) / len(known) > 0.7


def examples() -> Iterator[tuple[str, str]]:
    """Yield the intent and the words of each training example."""
    for file in sorted(ROOT.glob("data/*/nlu.yml")):
        for block in YAML(typ="safe").load(file)["nlu"]:
            for line in str(block["examples"]).splitlines() if "intent" in block else ():
                yield block["intent"], re.sub(r"\[([^\]]*)\][({][^)}]*[)}]", r"\1", line.removeprefix("- "))


def test_ST_2_of_the_held_out_messages_none_is_taken_for_what_it_is_not() -> None:
    rows = [line.split("\t") for line in HELD_OUT.read_text().splitlines() if line and line[0] != "#"]
    found = [(set(intent.split("|")), text, asks(text)) for intent, text, *_ in rows]
    known = [(intents, text, asked) for intents, text, asked in found if asked]
    assert [(text, asked) for intents, text, asked in known if not intents & MEANT[asked]] == []
    assert Counter(asked for _, _, asked in known).keys() == set(Asks)
    # It is there for the short and plain ones; a word that is not known leaves a message to the dialogue.
    asked = [asks(text) for intents, text, _ in found if intents == {"tanya_estimasi"}]
    assert sum(map(bool, asked)) / len(asked) > 0.3


def test_IN_7_no_message_of_danger_is_taken_for_a_question() -> None:
    rows = [line.split("\t") for line in DANGER.read_text().splitlines() if line and line[0] != "#"]
    told = [text for verdict, text in rows if verdict == "darurat"]
    assert len(told) > 50
    assert [text for text in told if asks(text) or asks(f"{text}, kapan nyala?")] == []
