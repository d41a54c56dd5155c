"""Wider outages: found, read, decided by the unit (Source: procedure.md WO)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from api.context import current
from api.operations import operation
from api.outage_schemas import (
    ConfirmIn,
    DismissIn,
    MemberIn,
    OutageEtaIn,
    OutageHistoryOut,
    OutageListIn,
    OutageListOut,
    OutageOut,
    ResolveIn,
)
from api.schemas import APKT
from tickets.model import Channel
from tickets.outage_service import Group
from tickets.outages import OPEN
from tickets.reports import Source

_NUMBER = "/outages/<no>"


def _source(data: Mapping[str, Any]) -> Source:
    return current().outages.source(APKT, Channel.APKT, data.get("at"))


def _shown(group: Group) -> Mapping[str, Any]:
    outage, place = group.outage, group.place
    lat, lon = place or (None, None)
    facts = {name: getattr(outage, name) for name in ("state", "area", "since", "cause", "reason", "needs_decision")}
    facts |= {"eta": outage.until, "confirmed_at": outage.confirmed_at, "closed_at": outage.closed_at}
    numbers = [ticket.no_lapor for ticket in group.reports]
    return {"outage": outage.no, "size": len(numbers), "reports": numbers, "lat": lat, "lon": lon, **facts}


@operation("GET", "/outages", OutageListOut, query=OutageListIn)
def list_outages(query: Mapping[str, Any]) -> Mapping[str, Any]:
    """List wider outages, the newest first; without a state those that are suspected or confirmed."""
    states = (query["state"],) if query.get("state") else OPEN
    return {"items": [_shown(group) for group in current().outages.listed(states, query["limit"])]}


@operation("GET", _NUMBER, OutageOut)
def get_outage(no: str) -> Mapping[str, Any]:
    """Return a wider outage with the numbers of its reports."""
    return _shown(current().outages.get(no))


@operation("GET", f"{_NUMBER}/history", OutageHistoryOut)
def outage_history(no: str) -> Mapping[str, Any]:
    """Return what happened to a wider outage, oldest first."""
    return {"items": current().outages.history(no)}


@operation(
    "POST",
    f"{_NUMBER}/confirmation",
    OutageOut,
    body=ConfirmIn,
    example={"eta": "2026-11-23T15:30:00+07:00", "cause": "Kabel putus tertimpa pohon.", "area": "Jl. Melati"},
)
def confirm_outage(data: Mapping[str, Any], no: str) -> Mapping[str, Any]:
    """Find that it is a wider outage (WO-4); every linked customer is told. 409 where it was decided already."""
    facts = {"until": data.get("eta"), "cause": data.get("cause"), "area": data.get("area")}
    return _shown(current().outages.confirm(no, _source(data), **facts))


@operation(
    "POST",
    f"{_NUMBER}/eta",
    OutageOut,
    body=OutageEtaIn,
    example={"eta": "2026-11-23T17:00:00+07:00", "cause": "Menunggu penggantian kabel."},
)
def promise_outage_end(data: Mapping[str, Any], no: str) -> Mapping[str, Any]:
    """Promise another end (WO-5). Changed twice already it is a 409, and an officer decides (ETA-6)."""
    return _shown(current().outages.promise(no, data["eta"], data["cause"], _source(data), by_human=False))


@operation(
    "POST", f"{_NUMBER}/dismissal", OutageOut, body=DismissIn, example={"reason": "Tiga gangguan yang tidak terkait."}
)
def dismiss_outage(data: Mapping[str, Any], no: str) -> Mapping[str, Any]:
    """Find that it is none (WO-6); its reports are of one building again and make no group any more."""
    return _shown(current().outages.dismiss(no, data["reason"], _source(data)))


@operation("POST", f"{_NUMBER}/resolution", OutageOut, body=ResolveIn, example={"note": "Kabel sudah diganti."})
def resolve_outage(data: Mapping[str, Any], no: str) -> Mapping[str, Any]:
    """Say that the power is back (WO-7): its reports are finished, urgent ones at NYALA, and customers asked."""
    return _shown(current().outages.resolve(no, _source(data), data.get("note")))


@operation("POST", f"{_NUMBER}/reports", OutageOut, body=MemberIn, example={"no_lapor": "G5426112300001"})
def add_to_outage(data: Mapping[str, Any], no: str) -> Mapping[str, Any]:
    """Put an open report of one building into the group (WO-3); 409 where it is in another one."""
    return _shown(current().outages.add(no, data["no_lapor"], _source(data)))


@operation(
    "POST",
    f"{_NUMBER}/reports/removal",
    OutageOut,
    body=MemberIn,
    example={"no_lapor": "G5426112300001", "reason": "Gardu lain."},
)
def remove_from_outage(data: Mapping[str, Any], no: str) -> Mapping[str, Any]:
    """Take a report out of the group for good (WO-3)."""
    return _shown(current().outages.remove(no, data["no_lapor"], _source(data), data.get("reason")))
