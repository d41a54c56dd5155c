"""What surrounds the procedure: fallback, repetition, yes and no, rating, help with the app, the way to a human."""

from __future__ import annotations

from datetime import timedelta

import pytest
import sqlalchemy as sa

from bootstrap import System
from tests.actions.talk import IDPEL, PHONE, SHOP, Talk, finished, given_report
from tickets.model import Channel, Kind


class TestFallback:
    def test_HO_1_the_first_misunderstanding_offers_the_second_in_a_row_hands_over(self, talk: Talk, system: System):
        assert talk.says("nlu_fallback", "asdf").keys == ["utter_maksud"]
        assert talk.says("nlu_fallback", "qwer").keys == ["utter_ke_cso"]
        (record,) = system.desk.waiting()
        assert (str(record.reason), record.said) == ("misunderstood", ("asdf", "qwer"))

    def test_HO_1_with_something_understood_in_between_they_are_not_in_a_row(self, talk: Talk):
        talk.says("nlu_fallback", "asdf")
        talk.says("bantuan", "bantuan")
        assert talk.says("nlu_fallback", "qwer").keys == ["utter_maksud"]

    def test_HO_1_after_a_human_the_count_begins_again(self, talk: Talk, system: System):
        for _ in range(2):
            talk.says("nlu_fallback", "asdf")
        assert talk.says("nlu_fallback", "hjkl").keys == ["utter_keterangan_diteruskan"]
        system.desk.close(system.desk.waiting()[0].id, "SARI")
        assert talk.says("nlu_fallback", "qwer").keys == ["utter_maksud"]

    @pytest.mark.parametrize(
        ("guess", "after_yes"),
        [
            ("lapor_padam", "utter_sudah_ada_laporan"),
            ("lapor_ulang", "utter_keterangan_dicatat"),
            ("tanya_estimasi", "utter_estimasi"),
            ("tanya_posisi_petugas", "utter_estimasi"),
            ("ubah_data", "utter_tanya_ubah"),
        ],
    )
    def test_the_likeliest_wish_is_offered_and_a_yes_takes_it_up(
        self, talk: Talk, system: System, guess: str, after_yes: str
    ):
        given_report(system)
        answer = talk.says("nlu_fallback", "asdf", ranking=("nlu_fallback", "sapaan", guess, "lapor_padam"))
        assert answer.keys == [f"utter_maksud_{guess}"]
        assert talk.answers("setuju").keys[0] == after_yes

    def test_a_yes_to_the_bare_menu_says_what_there_is(self, talk: Talk):
        talk.says("nlu_fallback", "asdf")
        assert talk.answers("setuju").keys == ["utter_bantuan"]


class TestAnythingElse:
    def test_thanks_in_answer_to_it_are_a_goodbye(self, talk: Talk):
        assert talk.answers("setuju").keys == ["utter_ada_lagi"]
        assert talk.says("terima_kasih", "tidak ada, terima kasih").keys == ["utter_sampai_jumpa"]
        assert talk.says("terima_kasih", "terima kasih").keys == ["utter_terima_kasih"]

    def test_thanks_where_more_of_the_application_was_offered_are_a_goodbye(self, talk: Talk):
        talk.says("bantuan_pln_mobile", "cara login pln mobile", topic="login")
        assert talk.question == "pln_mobile"
        assert talk.says("terima_kasih", "sudah, itu saja, terima kasih").keys == ["utter_sampai_jumpa"]


class TestRepetition:
    def test_what_was_said_last_is_said_again(self, talk: Talk):
        told = talk.says("bantuan", "bantuan")
        again = talk.says("ulangi", "ulangi")
        assert [said.values["text"] for said in again] == [talk.system.wording.say(told[0].key, "whatsapp")]

    def test_asked_twice_it_is_said_twice(self, talk: Talk):
        talk.says("bantuan", "bantuan")
        first, second = talk.says("ulangi", "ulangi"), talk.says("ulangi", "ulangi")
        assert [said.values for said in first] == [said.values for said in second]

    def test_all_messages_of_a_turn_come_again_in_order(self, talk: Talk, system: System):
        given_report(system, ago=timedelta(hours=4))
        told = talk.says("tanya_status", "status")
        assert len(talk.says("ulangi", "ulangi")) == len(told) > 2

    def test_before_anything_was_said_help_is_offered(self, talk: Talk):
        assert talk.says("ulangi", "ulangi").keys == ["utter_bantuan"]


class TestSmallTalk:
    @pytest.mark.parametrize(
        ("intent", "key"),
        [
            ("terima_kasih", "utter_terima_kasih"),
            ("selamat_tinggal", "utter_sampai_jumpa"),
            ("bantuan", "utter_bantuan"),
            ("di_luar_topik", "utter_di_luar_topik"),
            ("batal", "utter_tidak_ada_yang_dibatalkan"),
            ("setuju", "utter_ada_lagi"),
            ("tolak", "utter_ada_lagi"),
        ],
    )
    def test_each_has_its_answer(self, talk: Talk, intent: str, key: str):
        assert talk.says(intent, intent).keys == [key]

    def test_a_no_to_anything_else_is_goodbye(self, talk: Talk):
        talk.says("setuju", "ya")
        assert talk.says("tolak", "tidak").keys == ["utter_sampai_jumpa"]
        assert talk.says("tolak", "tidak, terima kasih", also="terima_kasih").keys == ["utter_sampai_jumpa"]

    def test_a_yes_to_anything_else_asks_what(self, talk: Talk):
        talk.says("setuju", "ya")
        assert talk.says("setuju", "ya").keys == ["utter_bantuan"]

    @pytest.mark.parametrize(
        ("words", "found", "key"),
        [
            ("cara lapornya", {}, "utter_pln_mobile_lapor"),
            ("android", {"platform": "android"}, "utter_pln_mobile_pasang_android"),
        ],
    )
    def test_PM_3_a_topic_named_after_another_needs_no_menu(
        self, talk: Talk, words: str, found: dict[str, str], key: str
    ):
        talk.says("bantuan_pln_mobile", "cara login pln mobile")
        assert talk.says("bantuan", words, **found).keys[0] == key

    def test_PM_2_other_business_is_for_a_human_if_wanted(self, talk: Talk, system: System):
        assert talk.says("keluhan_lain", "tagihan saya salah").keys == ["utter_keluhan_cso"]
        assert talk.answers("tolak").keys == ["utter_baik"]
        assert not system.desk.waiting()
        talk.says("keluhan_lain", "tagihan saya salah")
        assert talk.answers("setuju").keys == ["utter_ke_cso"]
        assert len(system.desk.waiting()) == 1

    def test_an_open_complaint_is_told_first(self, talk: Talk, system: System):
        given_report(system, kind=Kind.K)
        assert talk.says("keluhan_lain", "keluhan saya").keys == ["utter_status_keluhan", "utter_keluhan_cso"]


class TestHuman:
    @pytest.mark.parametrize(
        ("channel", "key"), [(Channel.WHATSAPP, "utter_ke_cso"), (Channel.VOICE, "utter_ke_cso_suara")]
    )
    def test_HO_4_who_asks_gets_one_and_a_time(self, system: System, channel: Channel, key: str):
        talk = Talk(system, channel=channel)
        answer = talk.says("minta_cso", "mau bicara dengan orang")
        assert answer.keys == [key]
        (record,) = system.desk.waiting()
        assert answer[0].values["id"] == record.id
        assert answer[0].values["jam"] == "pukul 12.30 WIB"

    def test_HO_2_the_record_says_who_what_and_how_far_it_was(self, talk: Talk, system: System):
        given = given_report(system, SHOP)
        talk.says("tanya_status", "laporan toko saya")
        talk.says("lapor_padam", "rumah juga padam", idpel=IDPEL)
        talk.says("minta_cso", "sambungkan ke petugas")
        (record,) = system.desk.waiting()
        assert (record.caller, record.channel, record.no_lapor) == (PHONE, Channel.WHATSAPP, given.no_lapor)
        assert record.said == ("laporan toko saya", "rumah juga padam", "sambungkan ke petugas")
        assert f"idpel: {IDPEL}" in str(record.understood)
        assert str(record.reason) == "customer_asked"
        assert talk.loop is None

    def test_HO_1_asked_twice_there_is_one_record(self, talk: Talk, system: System):
        first, second = talk.says("minta_cso", "cso"), talk.says("minta_cso", "mana petugasnya")
        assert first[0].values["id"] == second[0].values["id"]
        assert len(system.desk.waiting()) == 1


class TestRating:
    @pytest.mark.parametrize(
        ("stars", "key"),
        [
            (5, "utter_rating_tinggi"),
            (4, "utter_rating_tinggi"),
            (3, "utter_rating_rendah"),
            (1, "utter_rating_rendah"),
        ],
    )
    def test_MT_7_stars_said_at_once_are_kept(self, talk: Talk, system: System, stars: int, key: str):
        given = finished(system, given_report(system))
        assert talk.says("beri_rating", "pelayanannya bagus", stars=stars).keys == [key]
        rating = system.reports.get(given.no_lapor).rating
        assert rating
        assert (rating.stars, rating.comment) == (stars, "pelayanannya bagus")

    def test_MT_7_missing_stars_are_asked_for_and_the_words_kept(self, talk: Talk, system: System):
        given = finished(system, given_report(system))
        assert talk.says("beri_rating", "mau menilai petugas").keys == ["utter_tanya_rating"]
        assert talk.presses("beri_rating", stars=4).keys == ["utter_rating_tinggi"]
        rating = system.reports.get(given.no_lapor).rating
        assert rating
        assert (rating.stars, rating.comment) == (4, "mau menilai petugas")

    def test_MT_7_a_key_is_a_star(self, talk: Talk, system: System):
        given = finished(system, given_report(system))
        talk.says("beri_rating", "mau menilai")
        talk.says("nlu_fallback", "3", choice=3)
        rating = system.reports.get(given.no_lapor).rating
        assert rating
        assert rating.stars == 3

    def test_MT_7_an_open_report_cannot_be_rated_yet(self, talk: Talk, system: System):
        given = given_report(system)
        assert talk.says("beri_rating", "bintang 5", stars=5).keys == ["utter_rating_belum"]
        assert system.reports.get(given.no_lapor).rating is None

    @pytest.mark.parametrize("words", ["tolak", "terima_kasih", "selamat_tinggal", "batal"])
    def test_who_does_not_want_to_rate_is_left_alone(self, talk: Talk, system: System, words: str):
        given = finished(system, given_report(system))
        talk.says("beri_rating", "mau menilai")
        assert talk.says(words, words).keys == ["utter_terima_kasih"]
        assert (talk.loop, system.reports.get(given.no_lapor).rating) == (None, None)

    def test_a_second_answer_without_stars_ends_the_question(self, talk: Talk, system: System):
        finished(system, given_report(system))
        talk.says("beri_rating", "mau menilai")
        assert talk.says("nlu_fallback", "lumayan").keys == ["utter_tanya_rating"]
        assert talk.says("nlu_fallback", "ya begitu").keys == ["utter_terima_kasih"]
        assert talk.loop is None

    def test_MT_7_stars_in_a_complaint_on_finished_work_are_kept_and_the_power_asked_for(
        self, talk: Talk, system: System
    ):
        given = finished(system, given_report(system))
        answer = talk.says("lapor_ulang", "bintang 1, lambat sekali", stars=1)
        assert answer.keys == ["utter_rating_rendah", "utter_tanya_menyala"]
        ticket = system.reports.get(given.no_lapor)
        assert ticket.rating
        assert (ticket.rating.stars, ticket.is_open) == (1, False)
        assert talk.answers("tolak").keys[0] == "utter_laporan_aktif_kembali"

    def test_LU_1_stars_in_a_complaint_on_unfinished_work_are_no_rating(self, talk: Talk, system: System):
        given = given_report(system, ago=timedelta(hours=4))
        assert talk.says("lapor_ulang", "bintang 1, lambat", stars=1).keys[0] == "utter_lapor_ulang_dicatat"
        assert system.reports.get(given.no_lapor).rating is None

    @pytest.mark.parametrize(
        ("intent", "key"), [("padam_lagi", "utter_laporan_aktif_kembali"), ("lapor_padam", "utter_tanya_same")]
    )
    def test_LU_7_dark_again_comes_before_the_rating(self, talk: Talk, system: System, intent: str, key: str):
        finished(system, given_report(system))
        talk.says("beri_rating", "mau menilai")
        assert talk.says(intent, "eh padam lagi").keys[0] == key
        assert talk.loop != "rating_form"


class TestPlnMobile:
    @pytest.mark.parametrize(
        ("words", "topic"),
        [
            ("cara instal pln mobile", "pasang"),
            ("download aplikasinya di mana", "pasang"),
            ("tidak bisa login", "masuk"),
            ("cara lapor lewat aplikasi", "lapor"),
            ("di mana lihat nomor laporan", "nomor"),
            ("cara lacak petugas di aplikasi", "lacak"),
        ],
    )
    def test_PM_3_the_step_asked_for_is_explained(self, talk: Talk, words: str, topic: str):
        assert talk.says("bantuan_pln_mobile", words).keys == [f"utter_pln_mobile_{topic}", "utter_pln_mobile_lagi"]

    @pytest.mark.parametrize("platform", ["android", "ios"])
    def test_PM_3_installing_knows_the_platform(self, talk: Talk, platform: str):
        answer = talk.says("bantuan_pln_mobile", "cara pasang", platform=platform)
        assert answer.keys[0] == f"utter_pln_mobile_pasang_{platform}"

    def test_PM_3_who_names_no_topic_of_the_menu_is_told_how_to_follow_the_work(self, talk: Talk):
        assert talk.says("bantuan_pln_mobile", "cara pakainya gimana").keys == ["utter_pln_mobile_menu"]
        assert talk.says("bantuan_pln_mobile", "ya cara pakainya").keys[0] == "utter_pln_mobile_lacak"

    def test_PM_3_without_a_topic_the_menu_leads_to_every_topic(self, talk: Talk):
        assert talk.says("bantuan_pln_mobile", "pln mobile").keys == ["utter_pln_mobile_menu"]
        for topic in ("pasang", "masuk", "lapor", "nomor", "lacak"):
            answer = talk.presses("bantuan_pln_mobile", topic=topic)
            assert answer.keys == [f"utter_pln_mobile_{topic}", "utter_pln_mobile_lagi"]
        assert talk.answers("setuju").keys == ["utter_pln_mobile_menu"]
        talk.presses("bantuan_pln_mobile", topic="masuk")
        assert talk.answers("tolak").keys == ["utter_baik"]


class TestNeverSilent:
    @pytest.fixture
    def broken(self, system: System) -> Talk:
        with system.engine.begin() as connection:
            for table in sa.inspect(connection).get_table_names():
                connection.exec_driver_sql(f"ALTER TABLE {table} RENAME TO gone_{table}")
        return Talk(system)

    @pytest.mark.parametrize("intent", ["tanya_status", "lapor_padam", "lapor_ulang", "minta_cso", "sapaan"])
    def test_HO_1_a_store_that_does_not_answer_is_said(self, broken: Talk, intent: str):
        assert broken.says(intent, "halo").keys == ["utter_gangguan_ke_petugas"]

    def test_IN_7_the_advice_in_danger_needs_no_store(self, broken: Talk):
        assert broken.says("darurat", "ada api").keys == ["utter_darurat_api", "utter_gangguan_ke_petugas"]
