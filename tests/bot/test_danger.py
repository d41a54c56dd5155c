"""The lexicon of danger: nothing dangerous is missed, nothing harmless is raised. Source: procedure.md IN-7."""

import pytest

from danger.judge import Verdict, danger_in

DANGER = """
Pak di tiang pojok gang ada api kecil-kecil gitu
itu kabelnya putus pas ujan tadi, masih ngelewer di depan toko
kabel yg ke rumah sy jatuh ke teras
meteran listrik sy berasap min
ada bau sangit banget dari kotak meteran
bau kabel kebakar dari plafon, listrik mati
mcbnya meledak tadi siang terus gelap
tadi ada ledakan di gardu belakang rumah
trafo deket masjid meledug keluar asep
percikan di sambungan kabel tiap ada angin
kabelnya nyetrum kena seng
adek saya kesetrum pas buka kulkas
tetangga ada yg tersetrum
saya habis kena setrum dari keran
tiang listriknya mau rubuh ketabrak truk
tiangnya udah miring 45 derajat
pohon mangga tumbang ke kabel listrik
dahan jatuh, kabelnya ketiban
banjir udah nyampe kwh
rumah kebanjiran, stop kontak kerendem, kerendam air semua
tolong matikan listrik pak, air sudah masuk rumah
mama saya pakai oksigen listriknya padam
anak saya pake nebulizer tiap 4 jam, rumah padam
bapak cuci darah di rumah, listrik mati
bayi kami masih di inkubator dan listrik klinik padam
cpap suami saya mati
korsleting di atap
konslet keluar percikan
rumah tetangga kebakaran
kebakaran!
darurat pak
ini darurat tolong segera
emergency
kabel terkelupas nempel di pagar besi
kabel sr rendah banget bisa kepegang anak
stop kontak saya meleleh
colokan keluar api
meteran panas banget pas dipegang
kabel mendesis di tiang
ujung kabelnya nyala-nyala, bahaya buat yang lewat
arus pendek di lantai dua
saya sudah lapor jam 3, petugas belum datang, padahal kabel masih menjuntai
aplikasinya error terus padahal meteran saya kebakar
terima kasih pln, sudah dua hari kabel putus dibiarkan di jalan
listrik padam dari sore. oh iya tadi sempat keluar asap dari meteran
tidak ada yang datang, ada percikan api di tiang
petugas bilang sudah aman tapi kabelnya masih keluar api
tidak tahu kenapa meteran keluar asap
kabele pedhot nang dalan mas
ana geni nang tiang
aya seuneu dina kabel
kabel putuih di muko rumah
there is smoke coming out of the meter
someone is electrocuted
mohon segera, warga takut karena kabel tegangan menengah jatuh
ibu saya sesak napas alatnya mati
kabel listrik nyangkut di truk lalu putus
gardu terendam banjir
ada korban tersengat listrik
kabel depan rumah melorot hampir nyentuh motor
""".strip().splitlines()

HARMLESS = """
tidak ada percikan, hanya padam
ga ada asap ga ada api, cuma gelap
bukan kebakaran kok pak
tidak ada bau gosong
nggak ada kabel putus
tidak ada yang kesetrum
kompor listrik saya ga nyala karena padam
rumah saya di dekat stasiun kereta api
pln kebakaran jenggot
tagihan bulan ini meledak
emosi saya meledak
saldo token saya hangus
poin saya hangus semua
nasi gosong gara gara listrik padam
kabel charger saya putus
kabel internet putus
setrumnya ga masuk ke rumah
aerator oksigen kolam ikan saya mati
oksigen kolam lele mati karena padam
asap rokok
tegangan rendah
tarif listrik turun ga
lampu darurat saya habis baterai
listrik padam satu rumah
mcb turun terus
jeglek terus, takut kebakaran
dulu pernah kesetrum waktu kecil, sekarang rumah saya padam saja
kabel putus yang kemarin sudah disambung, terima kasih
tv saya meledak minggu lalu, minta ganti rugi
mohon pohon dekat kabel dipangkas
kapan nyala
petugasnya sudah datang kerumah
mau pindah tiang listrik
suara petasan
internet kantor turun
banjir keluhan di kolom komentar
harga cabai turun
""".strip().splitlines()


@pytest.mark.parametrize("text", DANGER)
def test_in_7_danger_is_never_missed(text: str) -> None:
    assert danger_in(text) is Verdict.DANGER


@pytest.mark.parametrize("text", HARMLESS)
def test_what_only_sounds_like_danger_is_not_raised(text: str) -> None:
    assert danger_in(text) is not Verdict.DANGER


def test_words_of_danger_that_do_not_count_are_told_from_silence() -> None:
    assert danger_in("tidak ada percikan api") is Verdict.DISCOUNTED
    assert danger_in("rumah saya padam") is Verdict.SILENT


def test_typos_are_found_in_the_normalised_form() -> None:
    assert danger_in("ad asp d mtrn") is Verdict.SILENT
    assert danger_in("ad asp d mtrn", "ada asap di meteran") is Verdict.DANGER


def test_the_message_as_typed_decides_when_it_speaks() -> None:
    assert danger_in("tidak ada api, hanya padam", "api hanya padam") is Verdict.DISCOUNTED


@pytest.mark.parametrize("text", ["TRAFO MELEDAK", "Trafo meledak!!!", "pak\ntrafo meledak\n", "halo…trafo meledak🔥"])
def test_case_signs_and_lines_do_not_hide_danger(text: str) -> None:
    assert danger_in(text) is Verdict.DANGER


def test_a_very_long_message_is_judged_in_time() -> None:
    assert danger_in("kabel rumah saya " * 250 + "putus dan keluar api") is Verdict.DANGER
