"""What must hold whatever comes in; pytest tries it shortly, `make fuzz` at length and guided by coverage."""

from __future__ import annotations

import re
import secrets
from collections.abc import Iterable, Iterator
from urllib.parse import urlsplit

from hypothesis import given
from hypothesis import strategies as st

from bot.nlu.reading import read
from phones import to_e164
from simulator.twiml import Verb
from simulator.twiml import read as verbs_of
from tests.fuzz.world import world

# Words that lead somewhere, between anything at all.
WORDS = st.sampled_from(
    [
        "listrik padam", "/restart", '/inform{"idpel":"1"}', "ya", "tidak", "0", "9", "*", "#", "543210000012", "STOP",
        "MULAI", "belum", "G5426112300001*", "<Say>", "]]>", "&amp;", "\u202e", "\x00", "\ud83d\ude21", "😡",
        "a" * 2000, "\n\n", "{jam}", "%s",
    ]
)  # fmt: skip
ANYTHING = st.one_of(WORDS, st.text(max_size=60), st.lists(WORDS, max_size=4).map(" ".join))
NUMBERS = st.one_of(
    st.sampled_from(["+6281234567890", "anonymous", "+266696687", "", "client:x"]), st.text(max_size=16)
)
MESSAGE = st.fixed_dictionaries(
    {"From": st.one_of(NUMBERS, NUMBERS.map(lambda number: f"whatsapp:{number}")), "Body": ANYTHING},
    optional={
        "MessageSid": st.text(max_size=34),
        "NumMedia": st.one_of(st.sampled_from(["0", "1", "11", "-1", "٣"]), ANYTHING),
        "MediaUrl0": ANYTHING,
        "MediaContentType0": ANYTHING,
        "Latitude": st.one_of(st.floats().map(str), ANYTHING),
        "Longitude": st.one_of(st.floats().map(str), ANYTHING),
        "Address": ANYTHING,
        "ButtonText": ANYTHING,
        "ButtonPayload": ANYTHING,
        "ListTitle": ANYTHING,
        "ListId": ANYTHING,
    },
)
ANSWER = st.one_of(
    st.fixed_dictionaries({"Digits": st.one_of(st.text("0123456789*#", max_size=20), ANYTHING)}),
    st.fixed_dictionaries({"SpeechResult": ANYTHING, "Confidence": st.one_of(st.floats().map(str), ANYTHING)}),
    st.just({}),
)
STATUS = st.fixed_dictionaries(
    {"MessageSid": ANYTHING, "MessageStatus": st.one_of(st.sampled_from(["sent", "failed", "read"]), ANYTHING)},
    optional={"ErrorCode": ANYTHING},
)
OF_KIND = {
    "idpel": re.compile(r"\d{12}"),
    "meter_id": re.compile(r"\d{11}"),
    "no_lapor": re.compile(r"[GK]?\d{11,}"),
    "phone": re.compile(r"\+[1-9]\d{6,14}"),
    "since": re.compile(r"([01]\d|2[0-3]):[0-5]\d"),
}
STEPS = 12


def utf8(form: dict[str, str]) -> dict[str, str]:
    """Return a form as it can go over a line: no half characters."""
    return {name: value.encode("utf-8", "ignore").decode() for name, value in form.items()}


@given(MESSAGE)
def whatsapp(form: dict[str, str]) -> None:
    """Every signed message gets a document, or is told that it is none; nothing fails."""
    status, body = world().post("/whatsapp", utf8(form))
    assert status in {200, 400}
    # Raises what is no document.
    assert status == 400 or all(verb.name == "Message" for verb in verbs_of(body))


@given(STATUS)
def receipt(form: dict[str, str]) -> None:
    """A receipt is taken, whatever it says."""
    assert world().post("/whatsapp/status", utf8(form))[0] == 204


@given(NUMBERS, st.lists(ANSWER, max_size=STEPS))
def call(number: str, answers: list[dict[str, str]]) -> None:
    """A caller who says anything always hears something, and is led only where a route is."""
    caller = utf8({"CallSid": f"CA{secrets.token_hex(16)}", "From": number})
    where = "/voice"
    for given_answer in [{}, *answers]:
        status, body = world().post(where, caller | utf8(given_answer))
        assert status == 200
        verbs = list(_all(verbs_of(body)))
        assert {"Say", "Redirect", "Play"} & {verb.name for verb in verbs}
        assert all(verb.text for verb in verbs if verb.name == "Say")
        actions = [verb.option("action") or verb.text for verb in verbs if verb.name in {"Gather", "Redirect"}]
        if not actions:
            break
        where = actions[0]
        assert urlsplit(where).path.startswith("/voice")


@given(
    ANYTHING,
    st.sampled_from(["", "idpel", "meter_id", "phone", "name", "address", "scope", "mcb", "stars", "no_lapor"]),
)
def understanding(text: str, expected: str) -> None:
    """Any text is read, its findings lie in it and are of their kind."""
    found = read(text, expected)
    for finding in found.findings:
        assert 0 <= finding.start <= finding.end <= len(text)
        shape = OF_KIND.get(finding.kind)
        assert shape is None or shape.fullmatch(str(finding.value)), finding
    assert found.normalised == found.normalised.strip()


@given(st.text(max_size=40))
def telephone(text: str) -> None:
    """A number is E.164, or none; read again it is itself."""
    number = to_e164(text)
    assert number is None or to_e164(number) == number


def _all(verbs: Iterable[Verb]) -> Iterator[Verb]:
    for verb in verbs:
        yield verb
        yield from _all(verb.nested)


PROPERTIES = {it.__name__: it for it in (whatsapp, receipt, call, understanding, telephone)}
