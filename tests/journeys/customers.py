"""Scripted customers (tests/nlu/customers.json): each answers what the bot asks, told by the key of the question."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any

from tests.deploy.system import RunningSystem
from tests.journeys.answers import Answer, Said
from tests.journeys.apkt import Apkt
from tests.journeys.people import Home, Person
from tickets.premises import plain

FILE = Path(__file__).parent.parent / "nlu" / "customers.json"
MOST_TURNS = 20
# So often the same answer is given to the same question.
PATIENCE = 3
# Long enough ago that nobody would take the outage of today for the same one.
ON_FILE = timedelta(days=40)

Record = Mapping[str, Any]
Reply = Callable[["Record", Said], str | None]

_ANSWERED = {
    "ETA-3": ("utter_estimasi",),
    "ETA-4": ("utter_estimasi_lewat",),
    "TR-2": ("utter_posisi", "utter_posisi_tanpa_plat"),
    "TR-3": ("utter_posisi_tidak_ada",),
    "PV-1": ("utter_estimasi", "utter_estimasi_lewat", "utter_status_selesai"),
    "PM-3": ("utter_pln_mobile_",),
}
# What only who may hear of a report is told (PV-2).
_TELLING = frozenset(
    {"no_lapor", "no_lapor_lisan", "alamat", "alamat_lisan", "jalan", "jalan_lisan", "jam", "jam_lisan"}
)
_REPEATS = frozenset({"LAPOR_ULANG", "UPDATE", "LAPOR_ULANG_UPDATE"})


@dataclass(slots=True)
class Talk:
    """What was said, and what came of it; `faults` is empty where all is as expected."""

    record: Record
    lines: list[str] = field(default_factory=list)
    answers: list[Answer] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)

    @property
    def human(self) -> bool:
        """Tell whether a human took over."""
        return any(answer.human for answer in self.answers)

    def row(self) -> str:
        """Return one line of the table of failures."""
        record = self.record
        kind = f"{record['id']} {record['situation']:30} {record['register']:8} {record['channel']:8}"
        return f"{kind} {'; '.join(self.faults)}"


def load() -> list[dict[str, Any]]:
    """Return the records."""
    return list(json.loads(FILE.read_text(encoding="utf-8")))


def run(record: Record, system: RunningSystem) -> Talk:
    """Set the scene, let the customer talk to the end, and compare what came of it."""
    apkt, facts = Apkt(system), record["facts"]
    home = _home(facts)
    _set_scene(record, apkt, home)
    person = Person(system, "voice" if record["channel"] == "voice" else "whatsapp", facts["caller"], home)
    talk = Talk(record)
    try:
        _converse(person, record, talk)
        talk.faults += _faults(record, talk, apkt, home)
    except (AssertionError, RuntimeError) as error:
        talk.faults.append(str(error).splitlines()[0])
    return talk


def _home(facts: Mapping[str, str]) -> Home:
    return Home(facts["idpel"], facts["meter_id"], facts["name"], facts["address"], 0)


# -- the scene --------------------------------------------------------------------------------------------------------


def _set_scene(record: Record, apkt: Apkt, home: Home) -> None:
    given, facts = record["setup"]["ticket"], record["facts"]
    customer = {key: facts[key] for key in ("idpel", "meter_id", "name", "address")}
    if given is None:
        if record["setup"]["premise_on_file"]:
            old = apkt.report(home, None, ago=ON_FILE, customer=customer | {"phone": facts["caller"]})
            apkt.finish(old, at=apkt.at(ON_FILE - timedelta(hours=2)))
        return
    report = apkt.report(
        home,
        None,
        ago=timedelta(minutes=given["reported_minutes_ago"]),
        kind=given["kind"],
        no_lapor=given["no_lapor"],
        customer=customer | {"phone": given["phone"]},
    )
    if given["tracking"]:
        apkt.assign(report)
    if given["stage"] not in {"LAPOR", "SELESAI"}:
        apkt.move(report, given["stage"])
    if given["tracking"]:
        apkt.see(report, "Jl. Soekarno Hatta")
    if given["status"] == "SELESAI":
        apkt.finish(report, given["resolution_code"], at=apkt.at(timedelta(minutes=10)))


# -- the talk ---------------------------------------------------------------------------------------------------------


def _converse(person: Person, record: Record, talk: Talk) -> None:
    words: str | None = str(record["opening"])
    repeated = 0
    for _ in range(MOST_TURNS):
        if words is None:
            break
        answer = person.says(words)
        talk.lines += [f"> {words}", *(f"    {said.text!r}" for said in answer.said)]
        talk.answers.append(answer)
        said = words
        words = None if answer.human or answer.over else reply(record, answer)
        repeated = repeated + 1 if words == said else 0
        if repeated == PATIENCE:
            talk.faults.append("gave up: the same question again and again")
            break
    person.hangs_up()


def reply(record: Record, answer: Answer) -> str | None:
    """Return what this customer answers to the last question of a turn, None where nothing more is wanted."""
    for said in reversed(answer.said):
        for key in said.keys:
            topic = re.sub(r"^utter_(?:tanya_|jelaskan_)?", "", key)
            say = _REPLIES.get("maksud" if topic.startswith("maksud") else topic)
            if say is not None:
                return say(record, said)
    return None


def _script(name: str) -> Reply:
    return lambda record, _: str(record["answers"].get(name, "tidak punya"))


def _always(words: str | None) -> Reply:
    return lambda _, __: words


def _if(what: Callable[[Record], bool], then: Reply, otherwise: Reply) -> Reply:
    return lambda record, said: (then if what(record) else otherwise)(record, said)


def _wants(*outcomes: str) -> Callable[[Record], bool]:
    return lambda record: record["expected"]["outcome"] in outcomes


def _changes_phone(record: Record) -> bool:
    return bool(record["facts"]["contact"] != record["facts"]["caller"])


def _which_number(record: Record, said: Said) -> str:
    return "iya" if _digits(said.values["nomor"]) == record["facts"]["idpel"] else "tidak"


def _confirm(record: Record, said: Said) -> str:
    """Confirm what was read back, or say how the part is that is wrong."""
    facts, says, read = record["facts"], record["answers"], said.values
    number = read.get("nomor") or read.get("nomor_lisan")
    if number is not None and _digits(number) not in {facts["idpel"], facts["meter_id"]}:
        return f"bukan, {says['number']}"
    phone = _digits(read.get("telepon") or read.get("telepon_lisan", ""))
    if phone.removeprefix("62").removeprefix("0") != facts["contact"].removeprefix("+62"):
        return f"bukan, {says['phone']}"
    return str(says["confirm"])


_WANTS_REPEAT = _wants("LAPOR_ULANG", "UPDATE", "LAPOR_ULANG_UPDATE")
_MORE, _CHOICE = _script("more"), _script("choice")
_CHANGE = _if(_changes_phone, _script("phone"), _script("address"))
# Question (its key without `utter_`, `tanya_`, `jelaskan_`) → what is answered.
_REPLIES: Mapping[str, Reply] = {
    "same": _if(_WANTS_REPEAT, _always("iya"), _always("tidak")),
    "dark": _script("confirm"),
    "scope": _script("scope"),
    "mcb": _script("mcb"),
    "mcb_retry": _always("belum"),
    "which_number": _which_number,
    "premise": _script("number"),
    "name": _script("name"),
    "address": _script("address"),
    "phone": _script("phone"),
    "correct": _script("number"),
    "konfirmasi_idpel": _confirm,
    "konfirmasi_meter": _confirm,
    "konfirmasi_nama": _confirm,
    "ubah": _CHANGE,
    "ubah_data": _CHANGE,
    "ubah_phone": _script("phone"),
    "ubah_address": _script("address"),
    "ubah_name": _script("name"),
    "ubah_idpel": _script("number"),
    "ubah_meter_id": _script("number"),
    "pasangan": _script("no_lapor"),
    "pasangan_no": _script("no_lapor"),
    "pasangan_idpel": _script("number"),
    # Who has no pair and wants no new report leaves it at that.
    "tanpa_nomor": _if(_wants("new_report"), _always("iya"), _always(None)),
    "pilihan_akhir": _script("no_lapor"),
    "tawar_lapor_ulang": _if(_WANTS_REPEAT, _script("confirm"), _always("tidak")),
    "status_selesai": _always("belum"),
    "menyala": _always("belum"),
    "keluhan_selesai": _always("iya"),
    "keluhan_cso": _always("tidak"),
    "maksud": _CHOICE,
    "data_untuk": _CHOICE,
    "bantuan": _CHOICE,
    "sapaan": _CHOICE,
    "di_luar_topik": _CHOICE,
    "pln_mobile_menu": _CHOICE,
    "pln_mobile_lagi": _MORE,
    "ada_lagi": _MORE,
    "rating": _MORE,
}


# -- the truth --------------------------------------------------------------------------------------------------------


def _faults(record: Record, talk: Talk, apkt: Apkt, home: Home) -> Iterable[str]:
    expected = record["expected"]
    if talk.human != expected["human"]:
        yield f"human {talk.human}, not {expected['human']}"
    wanted = expected.get("ticket") or {}
    if expected["outcome"] == "new_report" or (wanted and "no_lapor" not in wanted):
        yield from _new_report_faults(expected["outcome"], wanted, apkt, record["facts"])
    elif wanted:
        report = apkt.now(wanted)
        yield from _differences(report, wanted)
        if phone := expected.get("log_note_has"):
            notes = " ".join(repeat["note"] for repeat in apkt.repeats(report))
            if _digits(phone).removeprefix("62") not in _digits(notes):
                yield f"{phone} is in no note"
    keys = {key for answer in talk.answers for key in answer.keys}
    needed = _ANSWERED.get(expected.get("rule"), ()) if expected["outcome"] == "answer_only" else ()
    if needed and not any(
        key == name or (name.endswith("_") and key.startswith(name)) for key in keys for name in needed
    ):
        yield f"was not answered: {', '.join(sorted(keys))}"
    if expected.get("reply_reveals_nothing"):
        told = {name for answer in talk.answers for said in answer.said for name in said.values} & _TELLING
        if told:
            yield f"revealed {', '.join(sorted(told))}"


def _new_report_faults(outcome: str, wanted: Mapping[str, Any], apkt: Apkt, facts: Mapping[str, str]) -> Iterable[str]:
    new = [report for report in apkt.of_phone(facts["contact"]) if report["channel"] in {"WHATSAPP", "VOICE"}]
    if not new:
        if outcome == "new_report":
            yield "no report"
        return
    if len(new) > 1:
        yield f"{len(new)} reports"
    yield from _differences(new[0], wanted)


def _differences(report: Mapping[str, Any], wanted: Mapping[str, Any]) -> Iterable[str]:
    for name, value in wanted.items():
        found = report["customer"].get(name) if name in report["customer"] else report.get(name)
        if not _same(name, found, value):
            yield f"{name} {found!r}, not {value!r}"


def _same(name: str, found: object, wanted: object) -> bool:
    if name == "address":
        words = set(plain(str(wanted)).split())
        return len(words & set(plain(str(found)).split())) >= 0.7 * len(words)
    if name == "name":
        return plain(str(wanted)) in plain(str(found))
    return found == wanted


def _digits(text: str) -> str:
    return re.sub(r"\D", "", text)
