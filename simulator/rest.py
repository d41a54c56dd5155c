"""Twilio's REST API as far as this system uses it: messages and calls made without being asked."""

from __future__ import annotations

import hmac
import json
from datetime import datetime
from email.utils import format_datetime
from http import HTTPStatus
from urllib.parse import urlsplit

from flask import Blueprint, Response, jsonify, request

from phones import to_e164
from simulator.carrier import Carrier
from simulator.store import Thing
from simulator.twiml import TwimlError

VERSION = "2010-04-01"
# As long as Twilio lets a telephone ring that nobody lifts.
RING_SECONDS = 60.0
Answer = Response | tuple[Response, int]


def blueprint(carrier: Carrier) -> Blueprint:
    """Return `/simulator/twilio/2010-04-01/Accounts/<sid>/Messages.json`, `Calls.json` and their single resources."""
    prefix = f"/simulator/twilio/{VERSION}/Accounts/<account>"
    routes = Blueprint("twilio_stand_in", __name__, url_prefix=prefix)
    settings = carrier.settings

    @routes.before_request
    def authenticate() -> Answer | None:
        given = request.authorization
        known = given is not None and hmac.compare_digest(given.password or "", settings.twilio_auth_token)
        if known and (request.view_args or {}).get("account") == settings.twilio_account_sid:
            return None
        return _fault(20003, "Authenticate", HTTPStatus.UNAUTHORIZED)

    _mount_messages(routes, carrier)
    _mount_calls(routes, carrier)
    return routes


def _mount_messages(routes: Blueprint, carrier: Carrier) -> None:
    @routes.post("/Messages.json")
    def send(account: str) -> Answer:  # noqa: ARG001 - part of the address
        form = request.form
        number = to_e164(form.get("To", "").removeprefix("whatsapp:"))
        if number is None:
            return _fault(21211, "The 'To' number is not a valid phone number.")
        template = form.get("ContentSid")
        text = _template(template, form.get("ContentVariables", "")) if template else form.get("Body", "")
        if not text.strip():
            return _fault(21602, "Message body is required.")
        callback = form.get("StatusCallback") or None
        sid = carrier.send(number, text, template=bool(template), callback=callback)
        return jsonify(_message(carrier, carrier.store.get("message", sid) or {}, sid)), HTTPStatus.CREATED

    @routes.get("/Messages.json")
    def messages(account: str) -> Answer:  # noqa: ARG001 - part of the address
        found = reversed(carrier.store.all("message"))
        to, sender = (request.args.get(name, "").removeprefix("whatsapp:") for name in ("To", "From"))
        shown = [_message(carrier, message, message["id"]) for message in found]
        wanted = [m for m in shown if m["to"].endswith(to) and m["from"].endswith(sender)]
        size = min(max(request.args.get("PageSize", 50, type=int), 1), 1000)
        return jsonify(messages=wanted[:size], page=0, page_size=size, next_page_uri=None, uri=request.path)

    @routes.get("/Messages/<sid>.json")
    def message(account: str, sid: str) -> Answer:  # noqa: ARG001 - part of the address
        found = carrier.store.get("message", sid)
        return jsonify(_message(carrier, found, sid)) if found else _missing()


def _mount_calls(routes: Blueprint, carrier: Carrier) -> None:
    @routes.post("/Calls.json")
    def ring(account: str) -> Answer:  # noqa: ARG001 - part of the address
        form = request.form
        number, url, document = to_e164(form.get("To", "")), form.get("Url"), form.get("Twiml")
        if number is None:
            return _fault(21211, "The 'To' number is not a valid phone number.")
        if not (url or document):
            return _fault(21205, "Url or Twiml is required.")
        callback = form.get("StatusCallback")
        asked = {
            "address": url and _own_path(carrier, url),
            "callback": callback and _own_path(carrier, callback),
            "detects": "MachineDetection" in form,
        }
        try:
            sid = carrier.ring(number, document, form.get("Timeout", RING_SECONDS, type=float), asked)
        except TwimlError:
            return _fault(12100, "Document parse failure.")
        return jsonify(_call(carrier, carrier.store.get("call", sid) or {}, sid)), HTTPStatus.CREATED

    @routes.get("/Calls.json")
    def calls(account: str) -> Answer:  # noqa: ARG001 - part of the address
        shown = [_call(carrier, call, call["id"]) for call in reversed(carrier.store.all("call"))]
        wanted = {name: request.args[name.title()] for name in ("to", "from") if name.title() in request.args}
        found = [call for call in shown if all(call[name] == wanted[name] for name in wanted)]
        return jsonify(calls=found, page=0, page_size=len(found), next_page_uri=None, uri=request.path)

    @routes.route("/Calls/<sid>.json", methods=["GET", "POST"])
    def call(account: str, sid: str) -> Answer:  # noqa: ARG001 - part of the address
        if carrier.store.get("call", sid) is None:
            return _missing()
        if request.method == "POST" and request.form.get("Status") in {"completed", "canceled"}:
            carrier.end(sid, request.form["Status"])
        return jsonify(_call(carrier, carrier.store.get("call", sid) or {}, sid))


def _own_path(carrier: Carrier, url: str) -> str:
    parts = urlsplit(url.removeprefix(carrier.settings.public_url))
    return f"{parts.path}?{parts.query}" if parts.query else parts.path


def _template(sid: str | None, variables: str) -> str:
    """Return what can be shown of a template: its words are with Twilio, its values came along."""
    try:
        values = json.loads(variables or "{}")
    except ValueError:
        values = {}
    return " · ".join([f"[{sid}]", *(str(value) for value in values.values())])


def _message(carrier: Carrier, message: Thing, sid: str) -> Thing:
    customer, ours = f"whatsapp:{message['number']}", carrier.whatsapp_number
    inbound = message["inbound"]
    uri = f"/{VERSION}/Accounts/{carrier.settings.twilio_account_sid}/Messages/{sid}.json"
    at = format_datetime(datetime.fromisoformat(message["at"]))
    return {
        "sid": sid,
        "account_sid": carrier.settings.twilio_account_sid,
        "messaging_service_sid": None,
        "api_version": VERSION,
        "body": message["text"],
        "from": customer if inbound else ours,
        "to": ours if inbound else customer,
        "direction": "inbound" if inbound else "outbound-api" if message.get("api") else "outbound-reply",
        "status": "received" if inbound else message["status"],
        "error_code": int(message["error"]) if message.get("error") else None,
        "error_message": None,
        "num_media": "1" if message.get("media") else "0",
        "num_segments": "1",
        "price": None,
        "price_unit": "USD",
        "date_created": at,
        "date_sent": at,
        "date_updated": at,
        "subresource_uris": {"media": uri.replace(".json", "/Media.json")},
        "uri": uri,
    }


def _call(carrier: Carrier, call: Thing, sid: str) -> Thing:
    customer, ours, inbound = call["number"] or "anonymous", carrier.voice_number, call["inbound"]
    at = format_datetime(datetime.fromisoformat(call["at"]))
    return {
        "sid": sid,
        "account_sid": carrier.settings.twilio_account_sid,
        "api_version": VERSION,
        "from": customer if inbound else ours,
        "to": ours if inbound else customer,
        "direction": "inbound" if inbound else "outbound-api",
        "status": call["status"],
        "date_created": at,
        "start_time": at,
        "uri": f"/{VERSION}/Accounts/{carrier.settings.twilio_account_sid}/Calls/{sid}.json",
    }


def _missing() -> Answer:
    return _fault(20404, "The requested resource was not found", HTTPStatus.NOT_FOUND)


def _fault(code: int, message: str, status: HTTPStatus = HTTPStatus.BAD_REQUEST) -> Answer:
    about = f"https://www.twilio.com/docs/errors/{code}"
    return jsonify(code=code, message=message, more_info=about, status=int(status)), status
