"""The guard: danger wins over every other reading, harmless words of danger do not. Source: procedure.md IN-7."""

import pytest

from tests.bot.conftest import Pipeline


@pytest.mark.parametrize(
    ("text", "also"),
    [
        ("rumah saya padam sendirian dari sore tetangga nyala, tadi meterannya keluar asap", "lapor_padam"),
        ("sudah lapor dari pagi petugas belum datang, sekarang kabelnya keluar percikan", "lapor_ulang"),
        ("statusnya selesai tapi masih padam, kabelnya masih menjuntai di jalan", "padam_lagi"),
    ],
)
def test_in_7_danger_hidden_in_a_complaint_wins_and_keeps_it(pipeline: Pipeline, text: str, also: str) -> None:
    understood = pipeline.parse(text)
    assert understood["intent"]["name"] == "darurat"
    assert understood["intent"]["confidence"] >= 0.9
    assert also in {each["value"] for each in understood["entities"] if each["entity"] == "also"}


@pytest.mark.parametrize(
    "text",
    ["tidak ada percikan api pak, cuma padam", "kompor listrik tidak nyala karena rumah padam", "kabel charger putus"],
)
def test_discounted_danger_is_not_raised(pipeline: Pipeline, text: str) -> None:
    assert pipeline.intent(text) != "darurat"


@pytest.mark.parametrize(
    "text", ["mboh", "tiang engsap", "enten uning tiang", "teu terang abdi", "mboten ngertos pak", "teai kuissenna"]
)
def test_IN_7_who_only_does_not_know_is_in_no_danger_whatever_the_words_look_like(
    pipeline: Pipeline, text: str
) -> None:
    assert pipeline.intent(text) != "darurat"


def test_IN_7_danger_beside_not_knowing_is_danger(pipeline: Pipeline) -> None:
    assert pipeline.intent("mboh nomere pak, iki tiang e kobong metu geni") == "darurat"


def test_danger_without_a_word_of_the_lexicon_is_the_classifiers(pipeline: Pipeline) -> None:
    assert pipeline.intent("tolong segera ini bahaya sekali membahayakan warga") == "darurat"


def test_the_shares_still_add_up_after_raising(pipeline: Pipeline) -> None:
    ranking = pipeline.parse("rumah saya padam, trafo meledak")["intent_ranking"]
    assert sum(each["confidence"] for each in ranking) == pytest.approx(1.0, abs=1e-3)
    assert ranking[0]["name"] == "darurat"
