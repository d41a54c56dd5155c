"""The supervisor's page: who may see it, its figures against a world counted by hand, and what can be taken away."""

from __future__ import annotations

import csv
import io
import json
import os
import re
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from bootstrap import System
from console.charts import by_day, by_name, number
from console.exports import misread_csv, misread_yaml
from console.kinerja import duration, percent
from desk.model import Reason
from performance.masking import Place
from performance.model import Misread, Trouble
from tests.console.conftest import Desk
from tests.console.scenes import World
from tests.fakes import NOON, FakeMessenger
from tickets.model import Channel, Rating, Side
from tickets.reports import Source
from tickets.requests import Contact

DeskOf = Callable[[str], Desk]
ROOT = Path(__file__).parents[2]
RASA = ROOT / ".venv" / "rasa" / "bin" / "python"
PATHS = ("/kinerja", "/kinerja/angka.csv", "/kinerja/salah-paham.csv", "/kinerja/salah-paham.yml")
LOAD = """
import json, sys
from rasa.shared.nlu.training_data.loading import load_data
data = load_data(sys.argv[1])
print(json.dumps([[m.get("text"), m.get("intent"), m.get("entities") or []] for m in data.intent_examples]))
"""


@pytest.fixture
def sari(desk_of: DeskOf) -> Desk:
    """Return the browser of a supervisor."""
    return desk_of("sari")


@pytest.fixture
def told(world: World, system: System) -> World:
    """Return a Monday: three outages, one repeated twice; two conversations, one with a human; a text misread twice."""
    kept, late, open_ = world.report(), world.report(), world.report()
    world.writes("halo", caller="+6281100000001")
    record = world.handed_over(caller="+6281100000002")
    world.later(minutes=2)
    system.desk.take(record.id, "hana")
    world.later(minutes=58)
    world.on_the_way(kept)
    world.finish(kept)
    system.reports.rate(kept.no_lapor, Rating(4, "=cepat", "WEB", world.clock()), source(world))
    world.later(hours=3)
    world.finish(late)
    for minutes in (0, 20):
        world.later(minutes=minutes)
        system.reports.contact(open_.no_lapor, Contact(Side.PLN, "lama", "BOT", Channel.WHATSAPP))
    for _ in range(2):
        misread(system, "njeglek pak Zulkarnain 081234567890", "masalah_meter")
    return world


def source(world: World) -> Source:
    return Source("CUSTOMER", Channel.WHATSAPP, world.clock())


def misread(system: System, text: str, guess: str | None, places: tuple[Place, ...] = ()) -> None:
    system.performance.misunderstood(
        text, Channel.WHATSAPP, Trouble.NOT_UNDERSTOOD, question=None, guess=guess, places=places
    )


def headline(page: str, name: str) -> str:
    found = re.search(rf'data-angka="{name}">([^<]*)<', page)
    assert found
    return found[1]


def cells(text: str) -> dict[tuple[str, str, str], str]:
    return {(row[0], row[1], row[2]): row[3] for row in csv.reader(io.StringIO(text.removeprefix("\ufeff")))}


def test_an_officer_gets_403_and_no_menu_entry(hana: Desk) -> None:
    for path in PATHS:
        assert "Bukan untuk peran Anda" in hana.get(path, 403)
    assert "Kinerja" not in hana.get("/")


@pytest.mark.parametrize("name", ["sari", "ayu"])
def test_supervisor_and_admin_see_it_in_the_menu(desk_of: DeskOf, name: str) -> None:
    desk = desk_of(name)
    assert 'href="/console/kinerja"' in desk.get("/")
    for path in PATHS:
        desk.get(path)


def test_the_headlines_are_what_happened(sari: Desk, told: World) -> None:
    page = sari.get("/kinerja")
    # Two of three finished in 1 and 4 hours, the third still dark after 4 h 20 min: one of three kept.
    expected = {
        "laporan": "3",
        "ulang": "0,67",
        "tanpa": "50%",
        "diteruskan": "1",
        "tepat": "33%",
        "pulih": "1 jam 00 menit",
        "nilai": "4,0",
        "salah": "2",
    }
    assert {name: headline(page, name) for name in expected} == expected
    assert "1 ditepati, 2 terlewat, 0 berjalan" in page
    assert "Pelanggan minta petugas" in page
    taken = page.split('data-waktu="TAKEN"')[1].split("</tr>")[0]
    assert re.findall(r"<td>([^<]*)</td>", taken) == ["1", "2 menit", "2 menit"]
    finished = page.split('data-waktu="FINISHED"')[1].split("</tr>")[0]
    assert re.findall(r"<td>([^<]*)</td>", finished) == ["2", "1 jam 00 menit", "4 jam 00 menit"]


def test_a_message_nobody_sent_is_no_answer_and_a_sent_one_is(
    sari: Desk, hana: Desk, world: World, messenger: FakeMessenger
) -> None:
    record = world.handed_over()
    hana.send(f"/percakapan/{record.id}/ambil", page=f"/percakapan/{record.id}")
    messenger.down = True
    world.later(minutes=3)
    hana.send(f"/percakapan/{record.id}/tulis", page=f"/percakapan/{record.id}", teks="Halo", apa="jawab")
    waits = re.compile(r'data-waktu="ANSWERED">.*?<td>(.*?)</td><td>(.*?)</td>')
    assert waits.findall(sari.get("/kinerja")) == [("0", "–")]
    messenger.down = False
    world.later(minutes=2)
    hana.send(f"/percakapan/{record.id}/tulis", page=f"/percakapan/{record.id}", teks="Halo", apa="jawab")
    assert waits.findall(sari.get("/kinerja")) == [("1", "5 menit")]


@pytest.mark.parametrize("reason", list(Reason))
def test_every_reason_has_words_and_a_rule_HO_1(sari: Desk, world: World, reason: Reason) -> None:
    world.handed_over(reason=reason)
    page = sari.get("/kinerja")
    rows = re.findall(r'<th scope="row">([^<]+)</th><td>((?:HO|IN|PV)-\d)</td><td>1</td>', page)
    expected = {Reason.DANGER: "IN-7", Reason.WRONG_PAIRS: "PV-2"}.get(reason, "HO-1")
    assert [rule for _, rule in rows] == [expected]


def test_another_day_is_another_page_and_the_period_before_is_told(desk_of: DeskOf, told: World) -> None:
    told.later(days=1)
    sari = desk_of("sari")
    page = sari.get("/kinerja")
    assert headline(page, "laporan") == "0"
    assert "periode sebelumnya 0,67" in page
    assert headline(sari.get("/kinerja?dari=2026-11-23&sampai=2026-11-24"), "laporan") == "3"


def test_an_empty_day_says_so(sari: Desk) -> None:
    page = sari.get("/kinerja")
    assert "Belum ada yang dapat dihitung" in page
    assert headline(page, "ulang") == headline(page, "nilai") == "–"
    assert '<svg class="grafik"' not in page


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("dari=2026-11-23&sampai=2026-11-22", "Tanggal awal sesudah tanggal akhir"),
        ("dari=2026-01-01&sampai=2026-11-23", "Rentang paling lama 92 hari"),
        ("dari=2026-11-23&sampai=2026-12-01", "Tanggal akhir belum tiba"),
        ("dari=%3Cb%3E", "Tanggal tidak dapat dibaca"),
    ],
)
def test_dates_that_make_no_sense_are_refused_with_words(sari: Desk, query: str, words: str) -> None:
    for path in PATHS:
        text = sari.get(f"{path}?{query}", 422)
        assert words in text
        assert "<b>" not in text.split("<h1>")[1]


def test_every_figure_can_be_taken_away(sari: Desk, told: World) -> None:
    answer = sari.client.get("/console/kinerja/angka.csv")
    assert answer.headers["Content-Type"] == "text/csv; charset=utf-8"
    assert 'filename="kinerja-2026-11-23-2026-11-23.csv"' in answer.headers["Content-Disposition"]
    found = cells(answer.text)
    expected = {
        ("rentang", "dari", ""): "2026-11-23",
        ("laporan", "jumlah", ""): "3",
        ("laporan", "lapor_ulang_per_laporan", ""): "0.6667",
        ("laporan", "lapor_ulang_menurut_aturan", "LU-1"): "2",
        ("laporan", "pernah_lapor_ulang", ""): "1",
        ("laporan", "lapor_ulang_per_laporan_periode_sebelumnya", ""): "",
        ("percakapan", "bagian_tanpa_petugas", ""): "0.5",
        ("percakapan", "diteruskan_karena", "HO-1 customer_asked"): "1",
        ("estimasi", "terlewat", ""): "2",
        ("waktu", "median_detik", "FINISHED"): "3600",
        ("waktu", "p90_detik", "FINISHED"): "14400",
        ("penilaian", "bintang", "4"): "1",
        ("penilaian", "rata_rata", ""): "4.0",
        ("per_hari", "laporan", "2026-11-23"): "3",
        ("per_hari", "salah_paham", "2026-11-23"): "2",
    }
    assert {key: found[key] for key in expected} == expected


def test_texts_are_masked_before_they_are_stored(sari: Desk, told: World, system: System) -> None:
    with system.engine.connect() as connection:
        stored = connection.exec_driver_sql("SELECT text, folded FROM misunderstandings").all()
    assert set(stored) == {("njeglek pak [nama] [nomor]", "njeglek pak [nama] [nomor]")}
    page = sari.get("/kinerja")
    assert "njeglek pak [nama] [nomor]" in page
    assert "Zulkarnain" not in page


def test_texts_with_nothing_but_personal_data_are_not_kept(system: System, sari: Desk) -> None:
    misread(system, "081234567890", None)
    assert headline(sari.get("/kinerja"), "salah") == "0"


def test_texts_are_forgotten_after_92_days(system: System, world: World) -> None:
    misread(system, "njeglek", None)
    world.later(days=92, seconds=1)
    misread(system, "piye", None)
    with system.engine.connect() as connection:
        assert connection.exec_driver_sql("SELECT text FROM misunderstandings").scalars().all() == ["piye"]


def text(words: str, guess: str | None = "tanya_status", count: int = 1) -> Misread:
    return Misread(words, guess, "maksud", Trouble.ASKED_AGAIN, count, NOON)


def test_no_cell_is_a_formula() -> None:
    rows = list(csv.reader(io.StringIO(misread_csv([text("=HYPERLINK(1)"), text('-njeglek, "ya"', None, 3)]))))
    assert [row[:3] for row in rows[1:]] == [
        ["1", "'=HYPERLINK(1)", "tanya_status"],
        ["3", '\'-njeglek, "ya"', ""],
    ]


@pytest.mark.skipif(not RASA.exists() and not os.environ.get("CI"), reason="Rasa's environment is not set up")
def test_suggestions_are_training_data_to_rasa(tmp_path: Path, sari: Desk, system: System) -> None:
    misread(system, 'njeglek: "terus" #1 pak Zulkarnain mati [x](phone)', "masalah_meter")
    misread(system, "- piye kabare listrike", "tanya_status")
    misread(system, "tanpa dugaan", None)
    answer = sari.client.get("/console/kinerja/salah-paham.yml")
    assert answer.headers["Content-Type"] == "application/yaml; charset=utf-8"
    path = tmp_path / "nlu.yml"
    path.write_text(answer.text, "utf-8")
    done = subprocess.run(
        [RASA, "-W", "ignore", "-c", LOAD, path], capture_output=True, text=True, timeout=120, check=True, cwd=tmp_path
    )
    assert sorted(json.loads(done.stdout.splitlines()[-1])) == [
        ["- piye kabare listrike", "tanya_status", []],
        ['njeglek: "terus" #1 pak NAMA mati x phone', "masalah_meter", []],
    ]


def test_no_suggestion_is_still_valid_yaml() -> None:
    assert misread_yaml([]).endswith("version: '3.1'\nnlu: []\n")


def test_a_chart_is_as_high_as_its_figures() -> None:
    day, other = NOON.date(), NOON.date().replace(day=24)
    chart = by_day({"bot": {day: 2, other: 4}, "petugas": {day: 2, other: 0}}, {"bot": "b", "petugas": "p"})
    heights = {(bar.kind, bar.told): bar.height for bar in chart.bars}
    # The axis ends at 4: as high as both stacks.
    assert heights == {
        ("bot", "23/11/2026: b 2"): 76.0,
        ("petugas", "23/11/2026: p 2"): 76.0,
        ("bot", "24/11/2026: b 4"): 152.0,
    }
    assert [label.text for label in chart.labels] == ["23/11", "24/11", "0", "2", "4"]
    rows = by_name([("a", 4), ("b", 1)], "bot").bars
    assert rows[0].width == pytest.approx(4 * rows[1].width, abs=0.3)


@pytest.mark.parametrize(
    ("told", "words"),
    [
        (number(1234.5, 2), "1.234,50"),
        (number(None), "–"),
        (percent(0.666), "67%"),
        (percent(None), "–"),
        (duration(59), "59 detik"),
        (duration(60), "1 menit"),
        (duration(3 * 3600 + 7 * 60), "3 jam 07 menit"),
        (duration(None), "–"),
    ],
)
def test_numbers_are_written_as_indonesian_writes_them(told: str, words: str) -> None:
    assert told == words
