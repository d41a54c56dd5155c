"""The OpenAPI document is valid, complete, and true: no answer outside it, whatever is sent."""

from __future__ import annotations

import itertools
import re
import shutil
import tempfile
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from typing import Any
from zlib import crc32

import pytest
import schemathesis
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from openapi_spec_validator import validate
from schemathesis import GenerationMode

from storage.engine import make_engine
from tests.api.conftest import KEY, NOON, Apkt, SetClock, make_app, read

CALLS = {
    ("post", "/api/v1/tickets"),
    ("get", "/api/v1/tickets"),
    ("get", "/api/v1/tickets/{no_lapor}"),
    ("post", "/api/v1/tickets/{no_lapor}/assignment"),
    ("post", "/api/v1/tickets/{no_lapor}/stage"),
    ("post", "/api/v1/tickets/{no_lapor}/eta"),
    ("post", "/api/v1/tickets/{no_lapor}/position"),
    ("post", "/api/v1/tickets/{no_lapor}/contact"),
    ("post", "/api/v1/tickets/{no_lapor}/comments"),
    ("post", "/api/v1/tickets/{no_lapor}/rating"),
    ("get", "/api/v1/tickets/{no_lapor}/tracking"),
    ("get", "/api/v1/tickets/{no_lapor}/log-lapor-ulang"),
    ("get", "/api/v1/tickets/{no_lapor}/history"),
    ("get", "/api/v1/outages"),
    ("get", "/api/v1/outages/{no}"),
    ("get", "/api/v1/outages/{no}/history"),
    ("post", "/api/v1/outages/{no}/confirmation"),
    ("post", "/api/v1/outages/{no}/eta"),
    ("post", "/api/v1/outages/{no}/dismissal"),
    ("post", "/api/v1/outages/{no}/resolution"),
    ("post", "/api/v1/outages/{no}/reports"),
    ("post", "/api/v1/outages/{no}/reports/removal"),
}
# What a schema cannot say: a time is not in the future, a telephone number can be called, a cursor is one of ours.
PAST = st.datetimes(datetime(2020, 1, 1), NOON.replace(tzinfo=None)).flatmap(  # noqa: DTZ001 - made aware below
    lambda moment: st.integers(-12, 14).map(
        lambda hours: moment.replace(tzinfo=UTC).astimezone(timezone(timedelta(hours=hours))).isoformat()
    )
)
PHONES = st.from_regex(r"(\+62|62|0)8[1-9][0-9]{7,9}", fullmatch=True)
keys = itertools.count()


# The tests are made one for each call, so the document is there before the first fixture; the database comes later.
folder = tempfile.TemporaryDirectory()
engine = make_engine(f"sqlite:///{folder.name}/api.db")
app = make_app(engine, SetClock())
numbers: list[str] = []
outages: list[str] = []
cursors: list[str] = []
# The key is always the right one here: a violation that consists of a wrong key would be cured by it.
config = schemathesis.Config.from_dict({"generation": {"with-security-parameters": False}})
document = schemathesis.openapi.from_wsgi("/api/v1/openapi.json", app, config=config)


@document.hook
def map_path_parameters(_context: object, path_parameters: dict[str, Any]) -> dict[str, Any]:
    """Send most calls to reports that exist, in every state they can be in."""
    name, known = ("no", outages) if "no" in (path_parameters or ()) else ("no_lapor", numbers)
    if path_parameters and (chosen := crc32(repr(path_parameters).encode()) % (len(known) + 2)) < len(known):
        return path_parameters | {name: known[chosen]}
    return path_parameters


@pytest.fixture(scope="module")
def seeded(fresh_database: Path) -> Iterator[None]:
    shutil.copy(fresh_database, f"{folder.name}/api.db")
    apkt = Apkt(app.test_client(), SetClock())
    numbers.extend(seed(apkt))
    outages.extend(seed_outages(apkt))
    cursors.extend(read(apkt.get("", limit=size))["next_cursor"] for size in (1, 2))
    schemathesis.openapi.format("date-time", PAST)
    schemathesis.openapi.format("phone", PHONES)
    yield
    engine.dispose()
    folder.cleanup()


def seed(apkt: Apkt) -> list[str]:
    """Make a report in each state."""
    fresh, finished, reopened, complaint, ended = (
        str(apkt.report(kind=kind)["no_lapor"]) for kind in ("G", "G", "G", "K", "K")
    )
    for no in (finished, reopened, ended):
        apkt.finish(no)
    apkt.contact(reopened)
    read(apkt.post(f"/{reopened}/assignment", {"officer": {"name": "Budi"}}))
    read(apkt.post(f"/{reopened}/position", {"lat": 0, "lon": 0, "at": NOON.isoformat()}))
    return [fresh, finished, reopened, f"{reopened}*", complaint, ended]


def seed_outages(apkt: Apkt) -> list[str]:
    """Make a wider outage in each state."""
    found = [apkt.outage(street) for street in ("Mawar", "Anggrek", "Kenanga", "Teratai")]
    for no in found[1:3]:
        read(apkt.decide(no, "confirmation"))
    read(apkt.decide(found[2], "resolution"))
    read(apkt.decide(found[3], "dismissal", reason="Keliru."))
    return found


def test_document_is_valid_and_names_every_call(apkt: Apkt):
    document = read(apkt.client.get("/api/v1/openapi.json"))
    validate(document)
    named = {(method, path) for path, calls in document["paths"].items() for method in calls if method != "parameters"}
    assert named == CALLS


def test_every_call_wants_the_key_and_says_what_may_go_wrong(apkt: Apkt):
    document = read(apkt.client.get("/api/v1/openapi.json"))
    scheme = document["components"]["securitySchemes"]["ApiKey"]
    assert (scheme["type"], scheme["scheme"], document["security"]) == ("http", "bearer", [{"ApiKey": []}])
    for method, path in CALLS:
        call = document["paths"][path][method]
        expected = {"401", "500", "503"} | ({"400", "409", "413", "415", "422"} if method == "post" else set())
        assert expected <= set(call["responses"]), (method, path)
        assert call["summary"]
        if method == "post":
            assert call["requestBody"]["content"]["application/json"]["example"]


def test_examples_of_the_document_are_accepted(apkt: Apkt):
    document = read(apkt.client.get("/api/v1/openapi.json"))
    no = apkt.report(reported_at="2026-11-23T10:00:00+07:00")["no_lapor"]
    for path in ("", "assignment", "stage", "eta", "position", "contact", "comments"):
        full = f"/api/v1/tickets/{{no_lapor}}/{path}" if path else "/api/v1/tickets"
        example = document["paths"][full]["post"]["requestBody"]["content"]["application/json"]["example"]
        answer = apkt.post(f"/{no}/{path}" if path else "", example)
        assert answer.status_code in {200, 201}, (path, answer.text)


@document.parametrize()
@settings(max_examples=60, derandomize=True, deadline=None, database=None, suppress_health_check=list(HealthCheck))
def test_no_answer_lies_outside_the_document(case: schemathesis.Case, seeded: None):
    meant = case.meta is not None and case.meta.generation.mode is GenerationMode.POSITIVE
    key = case.headers.get("Idempotency-Key")
    if isinstance(key, str) and re.fullmatch("[!-~]{1,200}", key):
        # A key seen before brings the first answer back, which may not fit what is sent now.
        case.headers["Idempotency-Key"] = f"{key}{next(keys)}"
    if meant and "cursor" in case.query:
        case.query["cursor"] = cursors[len(case.query["cursor"]) % len(cursors)]
    if meant and isinstance(case.body, dict) and "eta" in case.body:
        # Every other time lies behind, this one ahead.
        case.body["eta"] = (NOON + timedelta(hours=4)).isoformat()
    case.call_and_validate(headers={"Authorization": f"Bearer {KEY}"})
