"""Scripted customers (tests/nlu/customers.json): each answers what the bot asks, told by the key of the question."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any

import spoken
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

# The customer learns that it was not heard.
_NOT_HEARD = ("utter_kurang_jelas", "utter_lagi_", "utter_tidak_mendengar")

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
    {
        "no_lapor",
        "no_lapor_lisan",
        "akhir",
        "akhir_lisan",
        "alamat",
        "alamat_lisan",
        "jalan",
        "jalan_lisan",
        "jam",
        "jam_lisan",
    }
)
_SPOKEN = ("nol", "satu", "dua", "tiga", "empat", "lima", "enam", "tujuh", "delapan", "sembilan")
_COUNTING = frozenset({*_SPOKEN, "belas", "puluh", "ratus", "sepuluh", "sebelas", "seratus"})
# So few digits tell that a number is known at all, "kosong" and "dobel" left out; so many are its ending.
_SOME_DIGITS, _ENDING = 4, 4
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


def run(record: Record, system: RunningSystem, person_of: Callable[..., Person] = Person) -> Talk:
    """Set the scene, let the customer talk to the end, and compare what came of it."""
    apkt, facts = Apkt(system), record["facts"]
    home = _home(facts)
    _set_scene(record, apkt, home)
    person = person_of(system, "voice" if record["channel"] == "voice" else "whatsapp", facts["caller"], home)
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
    repeated, heard = 0, set[str]()
    for _ in range(MOST_TURNS):
        if words is None:
            break
        answer = person.keys(words) if words.endswith("#") or _is_key(words) else person.says(words)
        talk.lines += [f"> {words}", *(f"    {said.text!r}" for said in answer.said)]
        talk.answers.append(answer)
        said = words
        words = None if answer.human or answer.over else _next(record, said, answer)
        # A yes to each part that is read back is no circle: what was asked is new.
        asked = answer.said[-1].text if answer.said else ""
        repeated = repeated + 1 if words == said and asked in heard else 0
        heard.add(asked)
        if repeated == PATIENCE:
            talk.faults.append("gave up: the same question again and again")
            break
    person.hangs_up()


def _is_key(words: str) -> bool:
    return len(words) == 1 and words.isdigit()


def _next(record: Record, said: str, answer: Answer) -> str | None:
    """Return what is answered. What one calls for is said again where it was not heard, whatever else is asked."""
    again = said if any(key.startswith(_NOT_HEARD) for key in answer.keys) else None
    if again == record["opening"]:
        return again
    return reply({**record, "said": said}, answer) or again


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
    number = _digits(said.values.get("nomor") or said.values.get("nomor_lisan", ""))
    return "iya" if number == record["facts"]["idpel"] else "tidak"


def _is_own(record: Record, said: Said) -> str:
    """Confirm a number that was heard badly, if it is one of one's own."""
    facts, number = record["facts"], _digits(said.values.get("nomor") or said.values.get("nomor_lisan", ""))
    known = {facts["idpel"], facts["meter_id"], facts["contact"].removeprefix("+62"), facts.get("no_lapor", "")[1:]}
    return "ya" if number.removeprefix("62").removeprefix("0") in known | {number} & known else "tidak"


def _keyed(record: Record, _: Said) -> str:
    """Key the number in: that is what people do who were told how many digits came. Who has none says so again."""
    meter = "meter_id" in (record["expected"].get("ticket") or {})
    known = len(_digits(record["answers"].get("number", ""))) >= _SOME_DIGITS
    return f"{record['facts']['meter_id' if meter else 'idpel']}#" if known else _script("number")(record, _)


def _keyed_phone(record: Record, _: Said) -> str:
    return f"0{record['facts']['contact'].removeprefix('+62')}#"


def _keyed_again(record: Record, said: Said) -> str:
    """Key in the number that was said and not heard, be it a telephone's or a report's."""
    says, words = record["answers"], record["said"].removeprefix("bukan, ")
    if words == says.get("phone"):
        return _keyed_phone(record, said)
    if words == says.get("no_lapor"):
        return f"{_digits(words)}#"
    return _keyed(record, said)


def _numbers(record: Record) -> tuple[str, ...]:
    facts = record["facts"]
    return (facts["idpel"], facts["meter_id"], f"0{facts['contact'].removeprefix('+62')}")


def _which_group(record: Record, said: Said) -> str:
    """Press the key of the one group that is wrong; where several are, 8, which begins anew."""
    read = [_digits(part.partition(", ")[2]) for part in said.values["kelompok_lisan"].split(". ")]
    for own in _numbers(record):
        parts = spoken.groups(own)
        wrong = [place for place, (ours, theirs) in enumerate(zip(parts, read, strict=False), 1) if ours != theirs]
        if len(own) == len("".join(read)) and len(wrong) == 1:
            return str(wrong[0])
    return "8"


def _group_digits(record: Record, said: Said) -> str:
    """Key in how the group is that was read out: of the own number that is most like it there."""
    read = _digits(said.values.get("kelompok_lisan") or said.values.get("kelompok", ""))
    place = int(_digits(said.values.get("urutan_lisan") or said.values["urutan"])) - 1
    own = [parts[place] for number in _numbers(record) if place < len(parts := spoken.groups(number))]
    alike = [part for part in own if len(part) == len(read)] or own
    return f"{min(alike, key=lambda part: sum(a != b for a, b in zip(part, read, strict=False)))}#"


def _correct(record: Record, said: Said) -> str:
    """Say again what was said to be wrong; who is asked for it by key presses that of the part."""
    words, says = record["said"].removeprefix("bukan, "), record["answers"]
    if not any(key.startswith("utter_jelaskan") for key in said.keys):
        return words
    return "3" if words == says.get("phone") else "2" if words.startswith("alamatnya") else "1"


def _own_address(record: Record, said: Said) -> str:
    facts, read = record["facts"], said.values.get("alamat") or said.values.get("alamat_lisan", "")
    return "ya" if _same("address", read, facts.get("new_address") or facts["address"]) else "tidak"


def _confirm(record: Record, said: Said) -> str:
    """Confirm what was read back, or say how the part is that is wrong: people hear their own name and street."""
    facts, says = record["facts"], record["answers"]
    read = {**said.values, **_identity(said.values)}
    address = read.get("alamat") or read.get("alamat_lisan")
    # Who left a part out has no reason to miss it.
    own = (facts["address"], says.get("address", facts["address"]))
    if address is not None and not any(_same("address", address, one) for one in own):
        return f"bukan, alamatnya {says['address']}"
    name = read.get("nama") or read.get("nama_lisan")
    if name is not None and not _same("name", name, facts["name"]):
        return f"bukan, {says['name']}"
    number = read.get("nomor") or read.get("nomor_lisan")
    # What is known of the caller is read back by its ending, the number they call from not at all.
    if number is not None and not _is_premise(record, _digits(number)):
        return f"bukan, {says['number']}"
    told = read.get("telepon") or read.get("telepon_lisan")
    phone = _digits(told or "") or facts["caller"].removeprefix("+")
    # A read-back of several questions tells it in one of them.
    if told is not None and phone.removeprefix("62").removeprefix("0") != facts["contact"].removeprefix("+62"):
        return f"bukan, {says['phone']}"
    return str(says["confirm"])


def _identity(read: Mapping[str, str]) -> Mapping[str, str]:
    """Return the number or name of a question that reads either."""
    if "apa_lisan" not in read or "isi_lisan" not in read:
        return {}
    return {"nama_lisan" if read["apa_lisan"].casefold() == "nama" else "nomor_lisan": read["isi_lisan"]}


def _is_premise(record: Record, digits: str) -> bool:
    own = (record["facts"]["idpel"], record["facts"]["meter_id"])
    return digits in own or (len(digits) <= _ENDING and any(number.endswith(digits) for number in own))


def _wants_repeat(record: Record) -> bool:
    """Tell whether nothing was done yet; before 3 hours that is an update, too (LU-2), but no wish to change data."""
    wants = _wants("LAPOR_ULANG", "UPDATE", "LAPOR_ULANG_UPDATE")
    return wants(record) and not record["situation"].startswith("change_")


_WANTS_CHANGE = _wants("UPDATE", "LAPOR_ULANG_UPDATE")
_MORE, _CHOICE = _script("more"), _script("choice")
_CHANGE = _if(_changes_phone, _script("phone"), _script("address"))
# Question (its key without `utter_`, `tanya_`, `jelaskan_`) → what is answered.
_REPLIES: Mapping[str, Reply] = {
    "same": _if(_wants_repeat, _always("iya"), _always("tidak")),
    "dark": _script("confirm"),
    "scope": _script("scope"),
    "mcb": _script("mcb"),
    "mcb_retry": _always("belum"),
    "which_number": _which_number,
    "premise": _script("number"),
    "name": _script("name"),
    "address": _script("address"),
    "phone": _script("phone"),
    "correct": _correct,
    "correct_nama": _correct,
    "kelompok": _which_group,
    "angka_kelompok": _group_digits,
    "konfirmasi_idpel": _confirm,
    "konfirmasi_meter": _confirm,
    "konfirmasi_nama": _confirm,
    "konfirmasi_alamat": _confirm,
    "konfirmasi_telepon": _confirm,
    "konfirmasi_identitas": _confirm,
    "konfirmasi_identitas_alamat": _confirm,
    "konfirmasi_identitas_telepon": _confirm,
    "konfirmasi_perbaikan": _is_own,
    "pasti_nomor": _is_own,
    "pasti_alamat": _own_address,
    "pasti_nama": _always("ya"),
    "pasti_data": _script("confirm"),
    "pasti_laporan": _script("confirm"),
    "pasti_lapor_ulang": _if(_wants_repeat, _always("iya"), _always("tidak")),
    "pasti_padam_lagi": _if(_wants_repeat, _always("iya"), _always("tidak")),
    "pasti_ubah_data": _if(_WANTS_CHANGE, _always("iya"), _always("tidak")),
    "ubah_dengan_ini": _if(_WANTS_CHANGE, _always("iya"), _always("tidak")),
    "cancel": _always("tidak"),
    "nomor_kurang": _keyed,
    "nomor_lebih": _keyed,
    "kurang_jelas_angka": _keyed_again,
    "lagi_angka": _keyed_again,
    "telepon_kurang": _keyed_phone,
    "telepon_lebih": _keyed_phone,
    "no_lapor_kurang": _script("no_lapor"),
    "no_lapor_lebih": _script("no_lapor"),
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
    "tawar_lapor_ulang": _if(_wants_repeat, _script("confirm"), _always("tidak")),
    "salam_lapor_ulang": _if(_wants_repeat, _script("confirm"), _always("tidak")),
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
        words = _said_words(str(wanted))
        return len(words & _said_words(str(found))) >= 0.7 * len(words)
    if name == "name":
        return plain(str(wanted)) in plain(str(found))
    return found == wanted


def _said_words(address: str) -> set[str]:
    """Return the words of an address as it is said, written or spoken; a figure is one word, of whatever length."""
    said = re.sub(r"\b(er) (te|we)\b", r"\1\2", spoken.address_said(address).casefold())
    words: list[str] = []
    counts = False
    for word in re.findall(r"\w+", said):
        goes_on, counts = counts, word in _COUNTING
        if goes_on and counts:
            words[-1] += word
        else:
            words.append(word)
    return set(words)


def _digits(text: str) -> str:
    """Return the digits of a number as it was read, or heard."""
    said = (str(_SPOKEN.index(word)) if word in _SPOKEN else word for word in re.findall(r"\w+", text))
    return re.sub(r"\D", "", "".join(said))
