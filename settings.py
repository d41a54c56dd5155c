"""The settings: read once from the environment, checked, frozen. Nothing else reads the environment.

A `.env` file is not read by itself: what a process sees must be what its operator gave it, and a stray file in the
working directory must not change a test or a server. Load one with `set -a; . ./.env; set +a`.
"""

from __future__ import annotations

import hmac
import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

import setting_kinds as kinds
from secret_files import SecretStore
from setting_reader import SettingReader

LOOPBACK_ACCOUNT = "AC" + "0" * 32
DEFAULT_TWILIO_API = "https://api.twilio.com"
DEFAULT_PORT = 8080
DEFAULT_RASA_URL = "http://127.0.0.1:5005"
DEFAULT_ACTIONS_URL = "http://127.0.0.1:5055"


@dataclass(frozen=True, slots=True)
class Oidc:
    """The company's identity provider; `roles` are its words for officer, supervisor and admin."""

    issuer: str
    client_id: str
    client_secret: str = field(repr=False)
    role_claim: str
    roles: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Speaking:
    """The voice of the telephone as the carrier names it, and the one that speaks where it is refused."""

    name: str
    fallback: str


@dataclass(frozen=True, slots=True)
class Storming:
    """When the load is a storm: shares (0 to 1) it begins and ends by, over `window`; the least it lasts. Seconds."""

    enter: float
    leave: float
    window: float
    stay: float


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
    twilio_auth_token_secondary: str | None = field(repr=False)
    twilio_whatsapp_from: str | None
    twilio_voice_from: str | None
    twilio_api_base: str
    twilio_reply_template: str | None
    cso_dial: str | None
    voice: Speaking
    voice_path: str
    relay_recogniser: tuple[str, ...]
    calls_per_second: float
    api_key: str = field(repr=False)
    api_key_secondary: str | None = field(repr=False)
    console_admin_password: str = field(repr=False)
    unit_code: str
    timezone: ZoneInfo
    map_tiles: str | None
    simulator: bool
    rasa_url: str
    actions_url: str
    rasa_listen: str | None
    actions_listen: str | None
    notify_listen: str | None
    otel_exporter_otlp_endpoint: str | None
    secret_key: str = field(repr=False)
    rasa_timeout: float
    rasa_turns: int
    storm: Storming
    reply_minutes: int
    keep_reports_days: int
    keep_conversations_days: int
    keep_trail_days: int
    web_workers: int
    web_threads: int
    log_level: str

    @classmethod
    def from_env(cls, environ: Mapping[str, str] = os.environ) -> Settings:
        """Read, check and complete the environment. Raises: SettingsError, naming every variable at fault."""
        env = SettingReader(environ)
        host = env.read("HOST", str, "127.0.0.1")
        port = env.read("PORT", kinds.whole(1, 65535), DEFAULT_PORT)
        simulator = env.read("SIMULATOR", kinds.flag, False)
        account = env.read("TWILIO_ACCOUNT_SID", kinds.account_sid, LOOPBACK_ACCOUNT)
        # Without an account of one's own, the simulator's page takes what is sent without being asked.
        stand_in = f"{_local_url(host, port)}/simulator/twilio" if simulator and account == LOOPBACK_ACCOUNT else None
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
            twilio_auth_token_secondary=env.read("TWILIO_AUTH_TOKEN_SECONDARY", str, None),
            api_key_secondary=env.read("API_KEY_SECONDARY", str, None),
            twilio_whatsapp_from=env.read("TWILIO_WHATSAPP_FROM", kinds.whatsapp_number, None),
            twilio_voice_from=env.read("TWILIO_VOICE_FROM", kinds.e164, None),
            twilio_api_base=env.read("TWILIO_API_BASE", kinds.base_url, stand_in or DEFAULT_TWILIO_API),
            twilio_reply_template=env.read("TWILIO_REPLY_TEMPLATE", kinds.content_sid, None),
            cso_dial=env.read("CSO_DIAL", kinds.dialable, None),
            **_telephone(env),
            unit_code=env.read("UNIT_CODE", kinds.two_digits, "54"),
            timezone=env.read("TIMEZONE", kinds.zone, ZoneInfo("Asia/Jakarta")),
            map_tiles=env.read("MAP_TILES", kinds.tiles, None),
            simulator=simulator,
            **_inside(env),
            rasa_timeout=env.read("RASA_TIMEOUT", kinds.number(0.1, 12.0), 8.0),
            rasa_turns=env.read("RASA_TURNS", kinds.whole(1, 512), 16),
            reply_minutes=env.read("REPLY_MINUTES", kinds.whole(1, 24 * 60), 30),
            **_periods(env),
            web_workers=env.read("WEB_WORKERS", kinds.whole(1, 64), 1),
            web_threads=env.read("WEB_THREADS", kinds.whole(1, 512), 64),
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
    def twilio_auth_tokens(self) -> tuple[str, ...]:
        """What Twilio may sign with: while a token is changed, two of them. Calls to Twilio take the first."""
        return tuple(token for token in (self.twilio_auth_token, self.twilio_auth_token_secondary) if token)

    @property
    def api_keys(self) -> tuple[str, ...]:
        """Which bearer keys are good: while a key is changed, two of them."""
        return tuple(key for key in (self.api_key, self.api_key_secondary) if key)

    @staticmethod
    def var_dir_from_env(environ: Mapping[str, str] = os.environ) -> Path:
        """Return VAR_DIR alone, for what must come before secrets are made. Raises: SettingsError."""
        env = SettingReader(environ)
        var_dir: Path = env.read("VAR_DIR", kinds.directory, Path("var").absolute())
        env.fail_if_wrong()
        return var_dir

    @property
    def local_url(self) -> str:
        """Where the web process listens."""
        return _local_url(self.host, self.port)

    @property
    def rasa_urls(self) -> tuple[str, ...]:
        """Where turns may be put to Rasa."""
        return tuple(self.rasa_url.split(","))

    @property
    def actions_urls(self) -> tuple[str, ...]:
        """Where Rasa finds the action servers."""
        return tuple(self.actions_url.split(","))

    @property
    def rasa_address(self) -> tuple[str, int]:
        """Where this machine's Rasa listens: host and port."""
        return _address(self.rasa_listen or self.rasa_urls[0])

    @property
    def actions_address(self) -> tuple[str, int]:
        """Where this machine's action server listens: host and port."""
        return _address(self.actions_listen or self.actions_urls[0])

    @property
    def notify_address(self) -> tuple[str, int] | None:
        """Where the worker of the notices tells its figures: host and port, None for nowhere."""
        return _address(self.notify_listen) if self.notify_listen else None

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

    @property
    def event_key(self) -> str:
        """Return the key of the pseudonyms in the event stream: made of the secret key, which it does not give away."""
        return hmac.new(self.secret_key.encode(), b"events", "sha256").hexdigest()

    def export(self, **more: str) -> None:
        """Tell the programs started from here what was settled: places and addresses, no secret; and `more`."""
        settled = {"VAR_DIR": str(self.var_dir), "RASA_URL": self.rasa_url, "ACTIONS_URL": self.actions_url}
        os.environ.update(settled | more)

    @staticmethod
    def environment(**more: str) -> dict[str, str]:
        """Return the environment with `more`, for a program of another's."""
        return dict(os.environ) | more


def _oidc(env: SettingReader) -> Oidc | None:
    needed = ("OIDC_ISSUER", "OIDC_CLIENT_ID", "OIDC_CLIENT_SECRET")
    env.together(*needed)
    issuer = env.read(needed[0], kinds.base_url, None)
    client_id, client_secret = (env.read(name, str, "") for name in needed[1:])
    claim = env.read("OIDC_ROLE_CLAIM", str, "roles")
    roles = env.read("OIDC_ROLES", kinds.words(3), ("officer", "supervisor", "admin"))
    return Oidc(issuer, client_id, client_secret, claim, roles) if issuer else None


def _telephone(env: SettingReader) -> dict[str, Any]:
    """Return how calls are led and made, and who listens."""
    return {
        "voice": _voice(env),
        "voice_path": env.read("VOICE_PATH", kinds.one_of("gather", "relay"), "gather"),
        "calls_per_second": env.read("CALLS_PER_SECOND", kinds.number(0.1, 30.0), 1.0),
        "relay_recogniser": env.read("RELAY_RECOGNISER", kinds.words(2), ("Google", "long")),
    }


def _storm(env: SettingReader) -> Storming:
    share = kinds.number(0, 1)
    enter, leave = env.read("STORM_ENTER", share, 0.3), env.read("STORM_LEAVE", share, 0.1)
    env.check("STORM_LEAVE", leave < enter, "must be less than STORM_ENTER")
    window = env.read("STORM_WINDOW", kinds.number(1, 600), 60.0)
    return Storming(enter, leave, window, env.read("STORM_STAY", kinds.number(0, 3600), 300.0))


def _periods(env: SettingReader) -> dict[str, Any]:
    """Return how many days personal data are kept."""
    a_day_to_years = kinds.whole(1, 3650)
    return {
        "keep_reports_days": env.read("KEEP_REPORTS_DAYS", a_day_to_years, 730),
        "keep_conversations_days": env.read("KEEP_CONVERSATIONS_DAYS", a_day_to_years, 180),
        "keep_trail_days": env.read("KEEP_TRAIL_DAYS", a_day_to_years, 730),
    }


def _inside(env: SettingReader) -> dict[str, Any]:
    """Return where the parts find each other, and where each listens."""
    return {
        "rasa_url": env.read("RASA_URL", kinds.base_urls, DEFAULT_RASA_URL),
        "actions_url": env.read("ACTIONS_URL", kinds.base_urls, DEFAULT_ACTIONS_URL),
        "rasa_listen": env.read("RASA_LISTEN", kinds.host_port, None),
        "actions_listen": env.read("ACTIONS_LISTEN", kinds.host_port, None),
        "notify_listen": env.read("NOTIFY_LISTEN", kinds.host_port, None),
        "otel_exporter_otlp_endpoint": env.read("OTEL_EXPORTER_OTLP_ENDPOINT", kinds.base_url, None),
        "storm": _storm(env),
    }


def _voice(env: SettingReader) -> Speaking:
    name = env.read("VOICE_NAME", kinds.indonesian_voice, "Google.id-ID-Wavenet-A")
    return Speaking(name, env.read("VOICE_FALLBACK", kinds.indonesian_voice, "Google.id-ID-Standard-A"))


def _local_url(host: str, port: int) -> str:
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"


def _address(url: str) -> tuple[str, int]:
    parts = urlsplit(url if "://" in url else f"//{url}")
    return parts.hostname or "127.0.0.1", parts.port or (443 if parts.scheme == "https" else 80)
