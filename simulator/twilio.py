"""A customer on WhatsApp and on the telephone, as Twilio would put them through.

`Customer(url, token).write("listrik padam")` returns the texts of the answer; `Caller(url, token)` is a telephone:
`dial`, `say`, `press`, `silent`, `hang_up` return what is heard.
"""

from __future__ import annotations

import itertools
import secrets
from collections.abc import Callable, Iterable, Mapping
from urllib.parse import urljoin, urlsplit

import requests
from twilio.request_validator import RequestValidator  # type: ignore[import-untyped]

from simulator.twiml import Verb, read

SECONDS = 15.0
ACCOUNT = "AC" + "0" * 32
WHATSAPP_NUMBER = "whatsapp:+622150001230"
VOICE_NUMBER = "+622150001231"
# A document that keeps redirecting is a fault of the server; the carrier gives up as well.
MOST_DOCUMENTS = 20
Post = Callable[[str, Mapping[str, str], Mapping[str, str]], tuple[int, str]]
# What leads away from the questions, and where the call is then.
_CONNECTING = {"Enqueue": "queued", "Dial": "dialling", "Record": "recording"}


class HungUpError(RuntimeError):
    """The call is over, or not at a point where this could be done."""


class Line:
    """Sign and post forms. `public_url` is what the server believes its address to be, if not `url`.

    `post(url, form, headers)` may replace the network and returns status and body.
    """

    def __init__(self, url: str, token: str, *, public_url: str | None = None, post: Post | None = None) -> None:
        self._url = url.rstrip("/")
        self._public = (public_url or url).rstrip("/")
        self._validator = RequestValidator(token)
        self._session = requests.Session()
        self._post = post or self._over_http

    @property
    def url(self) -> str:
        """Return where the server is reached."""
        return self._url

    @property
    def public_url(self) -> str:
        """Return what the server believes its address to be."""
        return self._public

    def signature(self, address: str, form: Mapping[str, str]) -> dict[str, str]:
        """Return the header that proves who calls an address."""
        return {"X-Twilio-Signature": self._validator.compute_signature(address, dict(form))}

    def send(self, path: str, form: Mapping[str, str]) -> str:
        """Post a form to a path as the carrier would and return the body. Raises: RuntimeError for an error status."""
        status, body = self._post(self._url + path, form, self.signature(self._public + path, form))
        if status >= 400:
            raise RuntimeError(f"{path} answered {status}")
        return body

    def _over_http(self, url: str, form: Mapping[str, str], headers: Mapping[str, str]) -> tuple[int, str]:
        response = self._session.post(url, data=form, headers=dict(headers), timeout=SECONDS)
        return response.status_code, response.text


class Customer:
    """Someone writing on WhatsApp."""

    def __init__(
        self,
        url: str,
        token: str,
        number: str = "+6281234567890",
        *,
        public_url: str | None = None,
        post: Post | None = None,
    ) -> None:
        self._line = Line(url, token, public_url=public_url, post=post)
        self.sender = number if number.startswith("whatsapp:") else f"whatsapp:{number}"

    def write(self, text: str, *, sid: str | None = None, **fields: str) -> list[str]:
        """Send a text; `fields` are further parameters. Return the texts of the answer."""
        form = {
            "MessageSid": sid or f"SM{secrets.token_hex(16)}",
            "AccountSid": ACCOUNT,
            "From": self.sender,
            "To": WHATSAPP_NUMBER,
            "Body": text,
            "NumMedia": "0",
            "NumSegments": "1",
            "MessageType": "text",
            "ProfileName": "Pelanggan",
            "WaId": self.sender.removeprefix("whatsapp:+"),
            "ApiVersion": "2010-04-01",
        }
        return [verb.text for verb in read(self._line.send("/whatsapp", form | fields)) if verb.name == "Message"]

    def send_photo(self, url: str, text: str = "") -> list[str]:
        """Send a photo, perhaps with words under it."""
        return self._send_media(url, "image/jpeg", "image", text)

    def send_voice_note(self, url: str) -> list[str]:
        """Send a voice note."""
        return self._send_media(url, "audio/ogg", "audio", "")

    def send_location(self, lat: float, lon: float, address: str = "", label: str = "") -> list[str]:
        """Send a location pin."""
        place = {"Latitude": str(lat), "Longitude": str(lon), "Address": address, "Label": label}
        return self.write("", MessageType="location", **{name: value for name, value in place.items() if value})

    def tap(self, title: str, payload: str) -> list[str]:
        """Tap a button of an earlier message."""
        return self.write(title, MessageType="button", ButtonText=title, ButtonPayload=payload)

    def _send_media(self, url: str, content_type: str, kind: str, text: str) -> list[str]:
        media = {"NumMedia": "1", "MediaUrl0": url, "MediaContentType0": content_type, "MessageType": kind}
        return self.write(text, **media)


class Caller:
    """Someone on the telephone. `state` is `idle`, `asked`, `queued`, `dialling` or `over`.

    `number` None withholds the number; `call` and `here` take up a call where it stood; with `outgoing` we call.
    `gather` is the question being listened for, `connecting` the Enqueue or Dial.
    """

    def __init__(
        self,
        url: str,
        token: str,
        number: str | None = "+6281234567890",
        *,
        public_url: str | None = None,
        post: Post | None = None,
        call: str | None = None,
        here: str = "/voice",
        outgoing: bool = False,
    ) -> None:
        self._line = Line(url, token, public_url=public_url, post=post)
        self._outgoing = outgoing
        self._prefix = urlsplit(public_url or url).path.rstrip("/")
        self.sender = number or "anonymous"
        self.call = call or f"CA{secrets.token_hex(16)}"
        self.state = "idle"
        self.gather: Verb | None = None
        self.connecting: Verb | None = None
        self.heard: list[str] = []
        self.here = here
        self._rest: tuple[Verb, ...] = ()
        self._waited = 0
        self._key_action: str | None = None

    def dial(self) -> list[str]:
        """Call the service."""
        return self._fetch("/voice", CallStatus="ringing")

    def answers(self, address: str, by: str = "human") -> list[str]:
        """Lift the receiver, or let a machine do it; the service is asked at `address` what to say."""
        return self._fetch(address, AnsweredBy=by)

    def say(self, words: str, confidence: float | None = 0.9) -> list[str]:
        """Answer in words; a question for keys alone hears nothing."""
        gather = self._question()
        if "speech" not in gather.option("input", "dtmf"):
            return self.silent()
        certainty = {} if confidence is None else {"Confidence": str(confidence)}
        return self._answer(SpeechResult=words, Language=gather.option("language"), **certainty)

    def press(self, keys: str) -> list[str]:
        """Press keys; the question takes as many as it wants."""
        gather = self._question()
        finish, most = gather.option("finishOnKey", "#"), gather.option("numDigits")
        taken = "".join(itertools.takewhile(lambda key: key != finish, keys))
        return self._answer(Digits=taken[: int(most)] if most else taken)

    def silent(self) -> list[str]:
        """Say nothing until the question gives up."""
        gather = self._question()
        if gather.option("actionOnEmptyResult") == "true":
            return self._answer()
        return self._run(self._rest)

    def wait(self, seconds: int = 20, position: int = 1, average: int = 60) -> list[str]:
        """Stay in the queue for so long and hear what is announced."""
        if self.state != "queued" or self.connecting is None:
            raise HungUpError("the call is not in a queue")
        self._waited += seconds
        queue = {"QueueTime": str(self._waited), "QueuePosition": str(position), "AvgQueueTime": str(average)}
        self.here = self._path(self.connecting.option("waitUrl"))
        verbs = self._read(self.here, **queue, CurrentQueueSize=str(position))
        return self._in_queue(verbs)

    def press_waiting(self, key: str) -> list[str]:
        """Press a key while the queue is announced."""
        if self.state != "queued" or self._key_action is None:
            raise HungUpError("the queue takes no keys")
        self.here = self._path(self._key_action)
        verbs = self._read(self.here, Digits=key)
        redirect = next((verb for verb in verbs if verb.name == "Redirect"), None)
        return self._fetch(redirect.text) if redirect else self._in_queue(verbs)

    def _in_queue(self, verbs: tuple[Verb, ...]) -> list[str]:
        gather = next((verb for verb in verbs if verb.name == "Gather"), None)
        self._key_action = gather.option("action") if gather else None
        heard = self._hear(verb for verb in (*verbs, *(gather.nested if gather else ())) if verb.name == "Say")
        left = any(verb.name == "Leave" for verb in verbs)
        return heard + self._connected(QueueResult="leave", QueueTime=str(self._waited)) if left else heard

    def served(self) -> list[str]:
        """Let a human take the call from the queue or answer the dialled number, and finish."""
        return self._connected(QueueResult="bridged", DialCallStatus="completed")

    def unanswered(self, status: str = "no-answer") -> list[str]:
        """Let the dialled number be busy or not answer."""
        return self._connected(DialCallStatus=status)

    def leave_message(self, url: str, recording: str) -> list[str]:
        """Speak after the tone; `url` is where the carrier keeps it, empty where nothing was said."""
        message = {"RecordingUrl": url, "RecordingSid": recording, "RecordingDuration": "12", "Digits": "#"}
        return self._connected(**message) if url else self._run(self._rest)

    def hang_up(self) -> None:
        """Put the receiver down."""
        self.state, self.gather = "over", None
        self.report("completed", CallDuration="42")

    def fetch(self, address: str, **fields: str) -> tuple[Verb, ...]:
        """Ask for the document at an address relative to the present one, without executing it."""
        self.here = self._path(address)
        return self._read(self.here, **fields)

    def report(self, status: str, to: str = "/voice/status", **fields: str) -> None:
        """Report the state of the call, as the carrier does once it is over."""
        self._line.send(to, self._form(CallStatus=status, **fields))

    def fall_back(self, error: str = "11200") -> list[str]:
        """Go where the carrier goes when a webhook failed, or when it refused the document."""
        return self._fetch("/voice/fallback", ErrorCode=error, ErrorUrl=self.here)

    def _question(self) -> Verb:
        if self.state != "asked" or self.gather is None:
            raise HungUpError(f"nothing is being asked: the call is {self.state}")
        return self.gather

    def _answer(self, **fields: str) -> list[str]:
        return self._fetch(self._question().option("action") or self.here, **fields)

    def _connected(self, **fields: str) -> list[str]:
        if self.connecting is None:
            raise HungUpError("nobody is being connected")
        return self._fetch(self.connecting.option("action") or self.here, **fields)

    def _form(self, **fields: str) -> dict[str, str]:
        caller, called = (VOICE_NUMBER, self.sender) if self._outgoing else (self.sender, VOICE_NUMBER)
        return {
            "CallSid": self.call,
            "AccountSid": ACCOUNT,
            "From": caller,
            "To": called,
            "CallStatus": "in-progress",
            "Direction": "outbound-api" if self._outgoing else "inbound",
            "ApiVersion": "2010-04-01",
        } | fields

    def _path(self, address: str) -> str:
        parts = urlsplit(urljoin(self._prefix + self.here, address))
        path = parts.path.removeprefix(self._prefix)
        return f"{path}?{parts.query}" if parts.query else path

    def _read(self, path: str, **fields: str) -> tuple[Verb, ...]:
        return read(self._line.send(path, self._form(**fields)))

    def _fetch(self, address: str, **fields: str) -> list[str]:
        return self._run(self.fetch(address, **fields))

    def _run(self, verbs: tuple[Verb, ...]) -> list[str]:
        """Execute documents until the caller is asked, connected or the call is over; return what is heard."""
        heard: list[str] = []
        self.gather = self.connecting = None
        for _ in range(MOST_DOCUMENTS):
            redirected: Verb | None = None
            for position, verb in enumerate(verbs):
                if verb.name == "Say":
                    heard += self._hear([verb])
                elif verb.name == "Gather":
                    heard += self._hear(inner for inner in verb.nested if inner.name == "Say")
                    self.state, self.gather, self._rest = "asked", verb, verbs[position + 1 :]
                    return heard
                elif verb.name in _CONNECTING:
                    self.state, self.connecting, self._rest = _CONNECTING[verb.name], verb, verbs[position + 1 :]
                    return heard
                elif verb.name == "Connect":
                    return heard + self._over_socket(verb)
                elif verb.name == "Redirect":
                    redirected = verb
                    break
                elif verb.name in {"Hangup", "Reject"}:
                    break
            if redirected is None:
                self.state = "over"
                return heard
            self.here = self._path(redirected.text)
            verbs = self._read(self.here)
        raise HungUpError("the documents keep redirecting")

    def _over_socket(self, connect: Verb) -> list[str]:
        """Go on over a socket. This telephone has none: the carrier reports that it could not reach it."""
        return self._fetch(connect.option("action"), SessionStatus="failed", ErrorCode="64102")

    def _hear(self, verbs: Iterable[Verb]) -> list[str]:
        heard = [verb.text for verb in verbs]
        self.heard += heard
        return heard
