"""The figures and the texts not understood, to be taken away: CSV for a spreadsheet, YAML for Rasa's training data."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Sequence

from ruamel.yaml import YAML
from ruamel.yaml.scalarstring import LiteralScalarString

from performance.figures import mean_stars, rule_of, share, total_conversations, total_promises, total_reports
from performance.masking import ADDRESS, LINK, NAME, NUMBER
from performance.model import Figures, Misread
from performance.span import Span

# What a spreadsheet takes for a formula.
_FORMULA = ("=", "+", "-", "@", "\t", "\r")
# Square brackets mark entities in Rasa's format: in a suggestion the masks are plain words.
_PLAIN = {NUMBER: "NOMOR", NAME: "NAMA", ADDRESS: "ALAMAT", LINK: "TAUTAN"}
Cell = str | int | float | None
Row = tuple[str, str, str, Cell]


def figures_csv(span: Span, figures: Figures) -> str:
    """Return every figure as a row of part, measure, key and value; shares are 0 to 1, durations seconds."""
    rows = [("bagian", "ukuran", "rincian", "nilai"), ("rentang", "dari", "", span.first.isoformat())]
    rows.append(("rentang", "sampai", "", span.last.isoformat()))
    return _csv([*rows, *_sums(figures), *_details(figures), *_days(figures)])


def misread_csv(texts: Iterable[Misread]) -> str:
    """Return the texts not understood, the commonest first."""
    head = ("kali", "teks", "dugaan", "pertanyaan", "sebab", "terakhir_utc")
    rows = (
        (each.count, each.text, each.guess, each.question, str(each.trouble), each.last.isoformat(timespec="seconds"))
        for each in texts
    )
    return _csv([head, *rows])


def misread_yaml(texts: Sequence[Misread]) -> str:
    """Return suggestions in the format of Rasa's training data, by the intent guessed; to be read before use."""
    intents: dict[str, dict[str, None]] = {}
    for each in texts:
        text = each.text
        for masked, word in _PLAIN.items():
            text = text.replace(masked, word)
        if each.guess:
            intents.setdefault(each.guess, {})[text] = None
    nlu = [
        {"intent": intent, "examples": LiteralScalarString("".join(f"- {text}\n" for text in found))}
        for intent, found in sorted(intents.items())
    ]
    yaml, out = YAML(), io.StringIO()
    yaml.width = 1000
    yaml.dump({"version": "3.1", "nlu": nlu}, out)
    note = (
        "# Usulan: teks yang tidak dipahami, menurut dugaan model. Periksa maksudnya satu per satu,\n"
        "# ganti NOMOR, NAMA, ALAMAT, TAUTAN dengan contoh rekaan, lalu pindahkan ke data/*/nlu.yml.\n"
    )
    return note + out.getvalue()


def _sums(figures: Figures) -> Iterator[Row]:
    reports, talks = total_reports(figures.reports.values()), total_conversations(figures.conversations.values())
    promises = total_promises(figures.promises.values())
    yield "laporan", "jumlah", "", reports.count
    yield "laporan", "lapor_ulang", "", reports.repeats
    yield "laporan", "lapor_ulang_per_laporan", "", _rounded(reports.repeats_each)
    yield "laporan", "lapor_ulang_per_laporan_periode_sebelumnya", "", _rounded(figures.before.repeats_each)
    yield "laporan", "pernah_lapor_ulang", "", reports.repeated
    yield "percakapan", "jumlah", "", talks.count
    yield "percakapan", "tanpa_petugas", "", talks.contained
    yield "percakapan", "bagian_tanpa_petugas", "", _rounded(share(talks.contained, talks.count))
    yield "percakapan", "diteruskan", "", sum(figures.hand_overs.values())
    yield "estimasi", "ditepati", "", promises.kept
    yield "estimasi", "terlewat", "", promises.missed
    yield "estimasi", "berjalan", "", promises.running
    yield "estimasi", "bagian_ditepati", "", _rounded(promises.share_kept)
    yield "penilaian", "jumlah", "", sum(figures.stars.values())
    yield "penilaian", "rata_rata", "", _rounded(mean_stars(figures.stars))
    yield "salah_paham", "jumlah", "", sum(figures.misunderstood.values())


def _details(figures: Figures) -> Iterator[Row]:
    for kind, count in figures.kinds.items():
        yield "laporan", "jenis", str(kind), count
    for channel, count in figures.channels.items():
        yield "laporan", "kanal", str(channel), count
    for rule, count in figures.rules.items():
        yield "laporan", "lapor_ulang_menurut_aturan", rule, count
    for reason, count in figures.reasons.items():
        yield "percakapan", "diteruskan_karena", f"{rule_of(reason)} {reason}", count
    for what, times in figures.waits.items():
        yield "waktu", "kasus", str(what), times.count
        yield "waktu", "median_detik", str(what), times.median
        yield "waktu", "p90_detik", str(what), times.p90
    for stars, count in figures.stars.items():
        yield "penilaian", "bintang", str(stars), count


def _days(figures: Figures) -> Iterator[Row]:
    for day, reports in figures.reports.items():
        on, talks, promises = day.isoformat(), figures.conversations[day], figures.promises[day]
        yield "per_hari", "laporan", on, reports.count
        yield "per_hari", "lapor_ulang", on, reports.repeats
        yield "per_hari", "percakapan", on, talks.count
        yield "per_hari", "percakapan_tanpa_petugas", on, talks.contained
        yield "per_hari", "diteruskan", on, figures.hand_overs[day]
        yield "per_hari", "estimasi_ditepati", on, promises.kept
        yield "per_hari", "estimasi_terlewat", on, promises.missed
        yield "per_hari", "estimasi_berjalan", on, promises.running
        yield "per_hari", "salah_paham", on, figures.misunderstood[day]


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(value, 4)


def _csv(rows: Iterable[Sequence[Cell]]) -> str:
    out = io.StringIO(newline="")
    csv.writer(out).writerows([_safe(cell) for cell in row] for row in rows)
    # The mark by which spreadsheets know UTF-8.
    return "\ufeff" + out.getvalue()


def _safe(cell: Cell) -> Cell:
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(_FORMULA) else cell
