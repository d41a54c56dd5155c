"""The settings: read once from the environment, checked, frozen. Nothing else reads the environment.

A `.env` file is not read by itself: what a process sees must be what its operator gave it, and a stray file in the
working directory must not change a test or a server. Load one with `set -a; . ./.env; set +a`.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeVar
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

import setting_kinds as kinds
from secret_files import SecretStore

T = TypeVar("T")
D = TypeVar("D")

LOOPBACK_ACCOUNT = "AC" + "0" * 32
DEFAULT_TWILIO_API = "https://api.twilio.com"
DEFAULT_PORT = 8080
DEFAULT_RASA_URL = "http://127.0.0.1:5005"
DEFAULT_ACTIONS_URL = "http://127.0.0.1:5055"


class SettingsError(ValueError):
    """The environment does not make sense; the message has one line for each variable at fault."""


@dataclass(frozen=True, slots=True)
class Oidc:
    """The company's identity provider; `roles` are its words for officer, supervisor and admin."""

    issuer: str
    client_id: str
    client_secret: str = field(repr=False)
    role_claim: str
    roles: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Settings:
    """What an operator may decide. Variables are the field names in capitals; docs/configuration.md explains each."""

    host: str
    port: int
    var_dir: Path
    database_url: str = field(repr=False)
    redis_url: str | None = field(repr=False)
    amqp_url: str | None = field(repr=False)
    public_url: str
    trusted_proxies: int
    oidc: Oidc | None
    twilio_account_sid: str
    twilio_auth_token: str = field(repr=False)
    twilio_whatsapp_from: str | None
    twilio_voice_from: str | None
    twilio_api_base: str
    twilio_reply_template: str | None
    cso_dial: str | None
    api_key: str = field(repr=False)
    console_admin_password: str = field(repr=False)
    unit_code: str
    timezone: ZoneInfo
    map_tiles: str | None
    simulator: bool
    rasa_url: str
    actions_url: str
    secret_key: str = field(repr=False)
    rasa_timeout: float
    reply_minutes: int
    web_workers: int
    web_threads: int
    log_level: str

    @classmethod
    def from_env(cls, environ: Mapping[str, str] = os.environ) -> Settings:
        """Read, check and complete the environment. Raises: SettingsError, naming every variable at fault."""
        env = _Reader(environ)
        host = env.read("HOST", str, "127.0.0.1")
        port = env.read("PORT", kinds.whole(1, 65535), DEFAULT_PORT)
        simulator = env.read("SIMULATOR", kinds.flag, False)
        account = env.read("TWILIO_ACCOUNT_SID", kinds.account_sid, LOOPBACK_ACCOUNT)
        # Without an account of one's own, the simulator's page takes what is sent without being asked.
        stands_in = simulator and account == LOOPBACK_ACCOUNT
        twilio_api = f"{_local_url(host, port)}/simulator/twilio" if stands_in else DEFAULT_TWILIO_API
        var_dir = env.read("VAR_DIR", kinds.directory, Path("var").absolute())
        kept = SecretStore(var_dir / "secrets")
        settings = cls(
            host=host,
            port=port,
            var_dir=var_dir,
            database_url=env.read("DATABASE_URL", kinds.database_url, f"sqlite:///{var_dir}/padam.db"),
            redis_url=env.read("REDIS_URL", kinds.url("redis", "rediss", "unix"), None),
            amqp_url=env.read("AMQP_URL", kinds.url("amqp", "amqps"), None),
            public_url=env.read("PUBLIC_URL", kinds.base_url, _local_url(host, port)),
            trusted_proxies=env.read("TRUSTED_PROXIES", kinds.whole(0, 9), 0),
            oidc=_oidc(env),
            twilio_account_sid=account,
            twilio_whatsapp_from=env.read("TWILIO_WHATSAPP_FROM", kinds.whatsapp_number, None),
            twilio_voice_from=env.read("TWILIO_VOICE_FROM", kinds.e164, None),
            twilio_api_base=env.read("TWILIO_API_BASE", kinds.base_url, twilio_api),
            twilio_reply_template=env.read("TWILIO_REPLY_TEMPLATE", kinds.content_sid, None),
            cso_dial=env.read("CSO_DIAL", kinds.dialable, None),
            unit_code=env.read("UNIT_CODE", kinds.two_digits, "54"),
            timezone=env.read("TIMEZONE", kinds.zone, ZoneInfo("Asia/Jakarta")),
            map_tiles=env.read("MAP_TILES", kinds.tiles, None),
            simulator=simulator,
            rasa_url=env.read("RASA_URL", kinds.base_url, DEFAULT_RASA_URL),
            actions_url=env.read("ACTIONS_URL", kinds.base_url, DEFAULT_ACTIONS_URL),
            # Under Twilio's 15 s for a webhook, with room for everything else.
            rasa_timeout=env.read("RASA_TIMEOUT", kinds.number(0.1, 12.0), 8.0),
            reply_minutes=env.read("REPLY_MINUTES", kinds.whole(1, 24 * 60), 30),
            web_workers=env.read("WEB_WORKERS", kinds.whole(1, 64), 1),
            web_threads=env.read("WEB_THREADS", kinds.whole(1, 512), 32),
            log_level=env.read("LOG_LEVEL", kinds.log_level, "INFO"),
            # Last: nothing is written when a variable above is wrong.
            twilio_auth_token=env.secret("TWILIO_AUTH_TOKEN", kept, n_bytes=16),
            api_key=env.secret("API_KEY", kept, n_bytes=24),
            console_admin_password=env.secret("CONSOLE_ADMIN_PASSWORD", kept, n_bytes=9),
            secret_key=env.secret("SECRET_KEY", kept, n_bytes=32),
        )
        env.fail_if_wrong()
        return settings

    @property
    def local_url(self) -> str:
        """Where the web process listens."""
        return _local_url(self.host, self.port)

    @property
    def rasa_host(self) -> str:
        """Where Rasa listens."""
        return urlsplit(self.rasa_url).hostname or "127.0.0.1"

    @property
    def rasa_port(self) -> int:
        """Where Rasa listens."""
        return _port_of(self.rasa_url)

    @property
    def actions_host(self) -> str:
        """Where the action server listens."""
        return urlsplit(self.actions_url).hostname or "127.0.0.1"

    @property
    def actions_port(self) -> int:
        """Where the action server listens."""
        return _port_of(self.actions_url)

    @property
    def console_admin_password_is_generated(self) -> bool:
        """Tell whether nobody chose the password of the first account."""
        path = self.var_dir / "secrets" / "console_admin_password"
        return path.exists() and path.read_text("ascii").strip() == self.console_admin_password

    @property
    def tracker_url(self) -> str:
        """Where Rasa keeps its conversations: a file of its own, which no report waits for, or the one server."""
        shared = not self.database_url.startswith("sqlite")
        return self.database_url if shared else f"sqlite:///{self.var_dir}/tracker.db"

    @property
    def simulator_dir(self) -> Path:
        """What the simulator remembers: its phones, its clock."""
        return self.var_dir / "simulator"

    @property
    def log_dir(self) -> Path:
        """Where the parts of a system on one machine write their logs."""
        return self.var_dir / "log"

    @property
    def run_dir(self) -> Path:
        """What is true only while a system runs: process ids, its lock."""
        return self.var_dir / "run"

    @property
    def metrics_dir(self) -> Path:
        """Where the web processes share their figures."""
        return self.run_dir / "metrics"

    def export(self, **more: str) -> None:
        """Tell the programs started from here what was settled: places and addresses, no secret; and `more`."""
        settled = {"VAR_DIR": str(self.var_dir), "RASA_URL": self.rasa_url, "ACTIONS_URL": self.actions_url}
        os.environ.update(settled | more)

    @staticmethod
    def environment(**more: str) -> dict[str, str]:
        """Return the environment with `more`, for a program of another's."""
        return dict(os.environ) | more


class _Reader:
    """Read variables one by one and remember what is wrong with them. An empty variable counts as absent."""

    def __init__(self, environ: Mapping[str, str]) -> None:
        self._environ = environ
        self._faults: list[str] = []

    def read(self, name: str, parse: Callable[[str], T], default: D) -> T | D:
        text = self._environ.get(name, "").strip()
        if not text:
            return default
        try:
            return parse(text)
        except ValueError as fault:
            self._faults.append(f"{name}: {fault}")
            return default

    def secret(self, name: str, kept: SecretStore, *, n_bytes: int) -> str:
        given = self._environ.get(name, "").strip()
        return given if given or self._faults else kept.get(name.lower(), n_bytes)

    def together(self, *names: str) -> None:
        """Note which of variables that mean something only together is missing."""
        missing = [name for name in names if not self._environ.get(name, "").strip()]
        if len(missing) < len(names):
            self._faults += [f"{name}: must be set together with {', '.join(names)}" for name in missing]

    def fail_if_wrong(self) -> None:
        if self._faults:
            raise SettingsError("\n".join(self._faults))


def _oidc(env: _Reader) -> Oidc | None:
    needed = ("OIDC_ISSUER", "OIDC_CLIENT_ID", "OIDC_CLIENT_SECRET")
    env.together(*needed)
    issuer = env.read(needed[0], kinds.base_url, None)
    client_id, client_secret = (env.read(name, str, "") for name in needed[1:])
    claim = env.read("OIDC_ROLE_CLAIM", str, "roles")
    roles = env.read("OIDC_ROLES", kinds.words(3), ("officer", "supervisor", "admin"))
    return Oidc(issuer, client_id, client_secret, claim, roles) if issuer else None


def _local_url(host: str, port: int) -> str:
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"


def _port_of(url: str) -> int:
    parts = urlsplit(url)
    return parts.port or (443 if parts.scheme == "https" else 80)
