"""The page and what its scripts ask for. Nothing here waits for a webhook (see `simulator.carrier`)."""

from __future__ import annotations

import mimetypes
import secrets
from http import HTTPStatus
from pathlib import Path
from typing import TYPE_CHECKING, Any

from flask import Blueprint, Response, abort, jsonify, render_template, request, send_from_directory

from phones import to_e164
from simulator.carrier import Carrier
from simulator.stage import PlayersError, Stagehand
from tickets.errors import NotFoundError, TicketError

if TYPE_CHECKING:
    from bootstrap import System

PEOPLE = (("+6281234567890", "Siti"), ("+6281234567891", "Budi"), ("+6281234567892", "Wayan"))
KINDS = {"image/jpeg", "image/png", "image/webp", "audio/ogg", "audio/webm", "audio/wav", "audio/mp4"}
HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob:; media-src 'self' blob:; "
        "connect-src 'self'; form-action 'none'; base-uri 'none'; frame-ancestors 'none'"
    ),
    # Speaking into the telephone and recording voice notes; the location pin may be where one is.
    "Permissions-Policy": "microphone=(self), geolocation=(self), camera=()",
    "X-Robots-Tag": "noindex, nofollow",
}
# What a telephone may tell the webhooks of a call; the rest is the carrier's.
FIELDS = {
    "Digits", "SpeechResult", "Confidence", "Language", "CallStatus", "QueueTime", "QueuePosition", "AvgQueueTime",
    "CurrentQueueSize", "QueueResult", "DialCallStatus", "ErrorCode", "ErrorUrl", "SessionStatus", "AnsweredBy",
}  # fmt: skip


def blueprint(system: System, carrier: Carrier) -> Blueprint:
    """Return `/simulator/` and what hangs on it."""
    routes = Blueprint("simulator", __name__, url_prefix="/simulator", template_folder="templates")
    media = system.settings.simulator_dir / "media"
    for number, name in PEOPLE:
        carrier.meet(number, name)

    @routes.before_request
    def own_pages_only() -> None:
        # Another site in the same browser must not play customer here.
        if request.headers.get("Sec-Fetch-Site", "same-origin") not in {"same-origin", "none"} and _is_write():
            abort(HTTPStatus.FORBIDDEN)

    @routes.after_request
    def protect(response: Response) -> Response:
        response.headers.update(HEADERS)
        return response

    @routes.get("/")
    def page() -> str:
        return render_template("simulator/page.html", ours=carrier.voice_number, zone=system.settings.timezone.key)

    @routes.get("/static/<path:name>")
    def static(name: str) -> Response:
        return send_from_directory("simulator/static", name, max_age=0)

    @routes.get("/api/changes")
    def changes() -> Response:
        change, things = carrier.store.since(request.args.get("after", 0, type=int))
        return jsonify(change=change, things=[thing for thing in things if thing["kind"] not in {"meta", "route"}])

    _mount_chat(routes, system, carrier, media)
    _mount_calls(routes, carrier)
    _mount_stage(routes, system, carrier)
    return routes


def _mount_chat(routes: Blueprint, system: System, carrier: Carrier, media: Path) -> None:
    @routes.post("/api/people")
    def meet() -> Response:
        body = _body()
        number = _number(body.get("number") or f"+62812{secrets.randbelow(10**8):08d}")
        carrier.meet(number, str(body.get("name") or "")[:40])
        return jsonify(number=number)

    @routes.post("/api/chats/<number>/messages")
    def write(number: str) -> tuple[Response, int]:
        number, body = _number(number), _body()
        text = str(body.get("text") or "")[:4000]
        if "lat" in body:
            sid = carrier.send_place(number, float(body["lat"]), float(body["lon"]), text)
        elif body.get("media"):
            content_type = mimetypes.guess_type(str(body["media"]))[0] or "image/jpeg"
            base = f"{system.settings.public_url}/simulator/media/"
            sid = carrier.send_media(number, base + Path(str(body["media"])).name, content_type, text)
        else:
            sid = carrier.write(number, text, button=bool(body.get("button")))
        return jsonify(sid=sid), HTTPStatus.ACCEPTED

    @routes.post("/api/chats/<number>/read")
    def read(number: str) -> Response:
        carrier.read(_number(number))
        return jsonify()

    @routes.post("/api/media")
    def upload() -> Response:
        kind = request.mimetype
        if kind not in KINDS:
            abort(HTTPStatus.UNSUPPORTED_MEDIA_TYPE)
        media.mkdir(parents=True, exist_ok=True)
        suffix = {"audio/webm": ".weba", "audio/wav": ".wav", "audio/ogg": ".ogg"}.get(kind)
        name = secrets.token_hex(16) + (suffix or mimetypes.guess_extension(kind) or "")
        (media / name).write_bytes(request.get_data())
        return jsonify(media=name)

    @routes.get("/media/<name>")
    def show(name: str) -> Response:
        return send_from_directory(media, name)


def _mount_calls(routes: Blueprint, carrier: Carrier) -> None:
    @routes.post("/api/calls")
    def dial() -> tuple[Response, int]:
        number = _body().get("number")
        return jsonify(sid=carrier.dial(_number(str(number)) if number else None)), HTTPStatus.ACCEPTED

    @routes.post("/api/calls/<sid>/step")
    def step(sid: str) -> tuple[Response, int]:
        body, call = _body(), carrier.store.get("call", sid)
        if call is None:
            abort(HTTPStatus.NOT_FOUND)
        fields = {name: str(value) for name, value in body.get("fields", {}).items() if name in FIELDS}
        carrier.store.put("call", sid, {"status": "in-progress"})
        carrier.step(sid, str(body.get("address") or call.get("here") or "/voice"), fields)
        return jsonify(), HTTPStatus.ACCEPTED

    @routes.post("/api/calls/<sid>/waiting")
    def wait(sid: str) -> Response:
        if carrier.store.get("call", sid) is None:
            abort(HTTPStatus.NOT_FOUND)
        carrier.wait(sid, waiting=bool(_body().get("waiting")))
        return jsonify()

    @routes.post("/api/calls/<sid>/end")
    def end(sid: str) -> Response:
        carrier.end(sid, "no-answer" if _body().get("declined") else "completed")
        return jsonify()


def _mount_stage(routes: Blueprint, system: System, carrier: Carrier) -> None:
    hand = Stagehand(system, carrier.store)

    def shown() -> Response:
        world = (carrier.store.get("meta", "world") or {}).get("numbers", ())
        return jsonify(time=hand.clock(), reports=hand.reports(), queue=hand.queue(), world=len(world))

    @routes.get("/api/stage")
    def look() -> Response:
        return shown()

    @routes.post("/api/stage/world")
    def world() -> Response:
        hand.make_world()
        return shown()

    @routes.post("/api/stage/time")
    def jump() -> Response:
        hand.jump(int(_body().get("minutes", 0)))
        return shown()

    @routes.post("/api/stage/drive")
    def drive() -> Response:
        hand.drive_all()
        return shown()

    @routes.post("/api/stage/queue/<sid>")
    def answer(sid: str) -> Response:
        hand.answer(sid)
        return shown()

    @routes.post("/api/stage/reports/<no_lapor>/<step>")
    def act(no_lapor: str, step: str) -> Response:
        hand.act(no_lapor, step)
        return shown()

    @routes.errorhandler(PlayersError)
    def unknown(_error: PlayersError) -> tuple[Response, int]:
        return jsonify(code="unknown-step"), HTTPStatus.BAD_REQUEST

    @routes.errorhandler(TicketError)
    def refused(error: TicketError) -> tuple[Response, int]:
        status = HTTPStatus.NOT_FOUND if isinstance(error, NotFoundError) else HTTPStatus.CONFLICT
        return jsonify(code=error.code), status


def _is_write() -> bool:
    return request.method not in {"GET", "HEAD", "OPTIONS"}


def _body() -> dict[str, Any]:
    # A form of another site cannot be JSON; the browser would ask first.
    body = request.get_json(force=False)
    if not isinstance(body, dict):
        abort(HTTPStatus.BAD_REQUEST)
    return body


def _number(text: str) -> str:
    number = to_e164(text)
    if number is None:
        abort(HTTPStatus.BAD_REQUEST)
    return number
