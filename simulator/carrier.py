"""The carrier behind the page: what customers send goes to the webhooks, signed; what comes back goes to their phones.

The page never waits for a webhook: that would keep a web thread busy that the webhook itself may need. The work is done
beside it, and the page sees what came of it in the store.
"""

from __future__ import annotations

import secrets
import threading
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict
from datetime import datetime, timedelta

import requests
import structlog

from settings import Settings
from simulator.store import Store
from simulator.twilio import ACCOUNT, VOICE_NUMBER, WHATSAPP_NUMBER, Caller, Customer, Line
from simulator.twiml import read
from tickets.ports import Clock

log = structlog.get_logger(__name__)
AT_ONCE = 4
# Twilio takes free text only so long after the customer's last message.
WINDOW = timedelta(hours=24)
OUTSIDE_WINDOW = "63016"


class Carrier:
    """One carrier for all customers of the page. `line` may replace the way to the webhooks."""

    def __init__(self, settings: Settings, store: Store, clock: Clock, *, line: str | None = None) -> None:
        self.store = store
        self.clock = clock
        self.settings = settings
        self._url = line or settings.local_url
        self._pool = ThreadPoolExecutor(AT_ONCE, thread_name_prefix="carrier")

    @property
    def whatsapp_number(self) -> str:
        """Return our number, as the customers' phones show it."""
        return self.settings.twilio_whatsapp_from or WHATSAPP_NUMBER

    @property
    def voice_number(self) -> str:
        """Return our telephone number."""
        return self.settings.twilio_voice_from or VOICE_NUMBER

    # -- WhatsApp ---------------------------------------------------------------------------------------------------

    def write(self, number: str, text: str, *, button: bool = False) -> str:
        """Send a text of a customer, or the title of a button tapped; return the id of the message."""
        fields = {"MessageType": "button", "ButtonText": text} if button else {}
        return self._from_customer(number, {"text": text}, lambda who, sid: who.write(text, sid=sid, **fields))

    def send_media(self, number: str, media: str, content_type: str, text: str) -> str:
        """Send a photo or voice note; `media` is its address."""
        kind = content_type.partition("/")[0]
        fields = {"NumMedia": "1", "MediaUrl0": media, "MediaContentType0": content_type, "MessageType": kind}
        shown = {"text": text, "media": media, "content_type": content_type}
        return self._from_customer(number, shown, lambda who, sid: who.write(text, sid=sid, **fields))

    def send_place(self, number: str, lat: float, lon: float, label: str) -> str:
        """Send a location pin."""
        fields = {"MessageType": "location", "Latitude": str(lat), "Longitude": str(lon)}
        fields |= {"Label": label} if label else {}
        shown = {"text": "", "place": {"lat": lat, "lon": lon, "label": label}}
        return self._from_customer(number, shown, lambda who, sid: who.write("", sid=sid, **fields))

    def _from_customer(
        self, number: str, shown: Mapping[str, object], send: Callable[[Customer, str], list[str]]
    ) -> str:
        sid = f"SM{secrets.token_hex(16)}"
        self._keep(sid, number, {**shown, "inbound": True, "status": "sent"})

        def work() -> None:
            who = Customer(self._url, self.settings.twilio_auth_token, number, public_url=self.settings.public_url)
            try:
                replies = send(who, sid)
            except (requests.RequestException, RuntimeError, ValueError) as error:
                log.warning("webhook_failed", error=type(error).__name__)
                self.store.put("message", sid, {"status": "failed"})
                return
            self.store.put("message", sid, {"status": "read" if replies else "delivered"})
            for text in replies:
                self._to_customer(f"SM{secrets.token_hex(16)}", number, {"text": text})

        self._pool.submit(work)
        return sid

    def send(self, number: str, text: str, *, template: bool, callback: str | None) -> str:
        """Send a message without being asked, as Twilio's REST API does; return its id."""
        sid = f"SM{secrets.token_hex(16)}"
        self.meet(number)
        message = {"text": text, "api": True, "template": template, "callback": callback}
        if template or self._is_in_window(number):
            self._keep(sid, number, message | {"inbound": False, "status": "queued"})
            self._pool.submit(self._to_customer, sid, number, message)
        else:
            self._keep(sid, number, message | {"inbound": False, "status": "undelivered", "error": OUTSIDE_WINDOW})
            self._pool.submit(self._tell, sid, "undelivered")
        return sid

    def read(self, number: str) -> None:
        """Mark what a customer has on the screen as read."""
        for message in self.store.all("message"):
            if message["number"] == number and not message["inbound"] and message["status"] == "delivered":
                self.store.put("message", message["id"], {"status": "read"})
                self._pool.submit(self._tell, message["id"], "read")

    def meet(self, number: str, name: str = "") -> None:
        """Give a number a phone on the page, unless it has one."""
        self.store.put("person", number, {"name": name or "Pelanggan"}, new=True)

    def _is_in_window(self, number: str) -> bool:
        mine = (m for m in self.store.all("message") if m["number"] == number and m["inbound"])
        last = max((datetime.fromisoformat(message["at"]) for message in mine), default=None)
        # Who never wrote on this page may have written from the terminal; only what is known can be over.
        return last is None or self.clock() - last <= WINDOW

    def _keep(self, sid: str, number: str, message: dict[str, object]) -> None:
        self.store.put("message", sid, {"number": number, "at": self.clock().isoformat(), **message})

    def _to_customer(self, sid: str, number: str, message: dict[str, object]) -> None:
        self._keep(sid, number, message | {"inbound": False, "status": "sent"})
        self._tell(sid, "sent")
        self.store.put("message", sid, {"status": "delivered"})
        self._tell(sid, "delivered")

    def _tell(self, sid: str, status: str) -> None:
        """Report the state of a message to us, as the carrier does, signed."""
        message = self.store.get("message", sid) or {}
        public = self.settings.public_url
        callback = str(message.get("callback") or f"{public}/whatsapp/status")
        if not callback.startswith(f"{public}/"):
            return
        form = {"MessageSid": sid, "MessageStatus": status, "AccountSid": ACCOUNT, "From": self.whatsapp_number}
        form |= {"To": f"whatsapp:{message.get('number')}"}
        form |= {"ErrorCode": str(message["error"])} if message.get("error") else {}
        try:
            self._line().send(callback.removeprefix(public), form)
        except (requests.RequestException, RuntimeError) as error:
            log.warning("callback_failed", error=type(error).__name__)

    def _line(self) -> Line:
        return Line(self._url, self.settings.twilio_auth_token, public_url=self.settings.public_url)

    # -- telephone --------------------------------------------------------------------------------------------------

    def dial(self, number: str | None) -> str:
        """Call us; return the id of the call."""
        sid = f"CA{secrets.token_hex(16)}"
        self._keep_call(sid, number, "in-progress", inbound=True)
        self.step(sid, "/voice", {"CallStatus": "ringing"})
        return sid

    def ring(self, number: str, document: str | None, seconds: float, asked: Mapping[str, object]) -> str:
        """Call a customer without being asked; it rings for so long.

        `asked`: `address`, where the page learns what to say unless it runs the document; `callback`, where the end is
        reported; `detects`, whether the one who answers is told apart from a machine.
        """
        sid = f"CA{secrets.token_hex(16)}"
        self.meet(number)
        verbs = [asdict(verb) for verb in read(document)] if document else None
        self._keep_call(sid, number, "ringing", inbound=False, verbs=verbs, **asked)
        unanswered = threading.Timer(seconds, self._give_up, [sid])
        unanswered.daemon = True
        unanswered.start()
        return sid

    def _give_up(self, sid: str) -> None:
        if (self.store.get("call", sid) or {}).get("status") == "ringing":
            self.end(sid, "no-answer")

    def step(self, sid: str, address: str, fields: dict[str, str]) -> None:
        """Fetch the next document of a call; its verbs, or that there is none, appear in the store."""
        call = self.store.get("call", sid) or {}
        at = int(call.get("step", 0)) + 1

        def work() -> None:
            phone = self._phone(sid, call)
            try:
                verbs = phone.fetch(address, **fields)
            except (requests.RequestException, RuntimeError, ValueError) as error:
                log.warning("webhook_failed", error=type(error).__name__)
                self.store.put("call", sid, {"step": at, "verbs": None, "failed": True, "here": phone.here})
                return
            shown = [asdict(verb) for verb in verbs]
            self.store.put("call", sid, {"step": at, "verbs": shown, "failed": False, "here": phone.here})

        self._pool.submit(work)

    def wait(self, sid: str, *, waiting: bool) -> None:
        """Note whether a call is in the queue, where the stage can answer it."""
        self.store.put("call", sid, {"waiting": waiting, "answered": False})

    def end(self, sid: str, status: str) -> None:
        """End a call and report it."""
        call = self.store.get("call", sid) or {}
        if call.get("status") in {"in-progress", "ringing"}:
            self.store.put("call", sid, {"status": status, "waiting": False})
            self._pool.submit(self._report, sid, call, status)

    def _report(self, sid: str, call: dict[str, object], status: str) -> None:
        begun = datetime.fromisoformat(str(call["at"]))
        duration = max(0, int((self.clock() - begun).total_seconds()))
        # Of a call we made only the address that was named with it is told.
        callback = "/voice/status" if call["inbound"] else call.get("callback")
        if not callback:
            return
        try:
            self._phone(sid, call).report(status, str(callback), CallDuration=str(duration))
        except (requests.RequestException, RuntimeError) as error:
            log.warning("callback_failed", error=type(error).__name__)

    def _phone(self, sid: str, call: dict[str, object]) -> Caller:
        number = call.get("number")
        return Caller(
            self._url,
            self.settings.twilio_auth_token,
            str(number) if number else None,
            public_url=self.settings.public_url,
            call=sid,
            here=str(call.get("here") or "/voice"),
            outgoing=not call["inbound"],
        )

    def _keep_call(self, sid: str, number: str | None, status: str, *, inbound: bool, **more: object) -> None:
        call = {"number": number, "at": self.clock().isoformat(), "status": status, "inbound": inbound, "step": 0}
        self.store.put("call", sid, call | more)
