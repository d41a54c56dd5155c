"""The settings: complete, checked, secret where they must be, and the same for every process."""

from __future__ import annotations

import re
import stat
from concurrent.futures import ThreadPoolExecutor
from dataclasses import FrozenInstanceError, fields
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from setting_reader import SettingsError
from settings import Oidc, Settings, Speaking, Storming

ROOT = Path(__file__).parent.parent
EXAMPLE = (ROOT / ".env.example").read_text()
DOCUMENTED = dict(re.findall(r"^([A-Z_]+)=(.*)$", EXAMPLE, re.MULTILINE))


def read(tmp_path: Path, **environ: str) -> Settings:
    return Settings.from_env({"VAR_DIR": str(tmp_path), **environ})


def test_every_setting_is_in_the_example_and_nothing_else_is() -> None:
    groups = {"OIDC": Oidc, "STORM": Storming, "VOICE": Speaking}
    names = {field.name.upper() for field in fields(Settings)} - groups.keys()
    names |= {f"{name}_{field.name.upper()}" for name, group in groups.items() for field in fields(group)}
    assert set(DOCUMENTED) == names


def test_every_setting_is_explained_in_the_documentation() -> None:
    explained = (ROOT / "docs" / "configuration.md").read_text()
    assert [name for name in DOCUMENTED if f"`{name}`" not in explained] == []


def test_the_example_as_it_stands_gives_the_defaults(tmp_path: Path) -> None:
    assert Settings.from_env(DOCUMENTED | {"VAR_DIR": str(tmp_path)}) == read(tmp_path)


def test_the_defaults_are_those_of_the_contract(tmp_path: Path) -> None:
    settings = read(tmp_path)
    assert (settings.host, settings.port, settings.public_url) == ("127.0.0.1", 8080, "http://127.0.0.1:8080")
    assert settings.database_url.startswith(f"sqlite:///{tmp_path}/")
    assert (settings.redis_url, settings.amqp_url, settings.cso_dial) == (None, None, None)
    assert (settings.unit_code, settings.timezone, settings.simulator) == ("54", ZoneInfo("Asia/Jakarta"), False)


def test_the_public_address_follows_host_and_port_unless_given(tmp_path: Path) -> None:
    assert read(tmp_path, HOST="::1", PORT="9000").public_url == "http://[::1]:9000"
    assert read(tmp_path, PORT="9000", PUBLIC_URL="https://ivr.example.id/").public_url == "https://ivr.example.id"


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("PORT", "0"),
        ("PORT", "65536"),
        ("PORT", "http"),
        ("DATABASE_URL", "postgresql://localhost/padam"),
        ("DATABASE_URL", "mysql://localhost/padam"),
        ("REDIS_URL", "localhost:6379"),
        ("AMQP_URL", "redis://localhost"),
        ("PUBLIC_URL", "ivr.example.id"),
        ("PUBLIC_URL", "https://ivr.example.id/?a=b"),
        ("TWILIO_ACCOUNT_SID", "AC123"),
        ("TWILIO_WHATSAPP_FROM", "whatsapp:0812"),
        ("TWILIO_VOICE_FROM", "02150001234"),
        ("TWILIO_API_BASE", "ftp://api.twilio.com"),
        ("CSO_DIAL", "the human next door"),
        ("VOICE_NAME", "Polly.Joanna"),
        ("VOICE_FALLBACK", "Google.ms-MY-Wavenet-A"),
        ("UNIT_CODE", "5"),
        ("UNIT_CODE", "٥٤"),
        ("TIMEZONE", "WIB"),
        ("TIMEZONE", "../../etc/passwd"),
        ("SIMULATOR", "yes"),
        ("RASA_URL", "127.0.0.1:5005"),
        ("RASA_TIMEOUT", "15"),
        ("STORM_ENTER", "30"),
        ("STORM_LEAVE", "0.3"),
        ("STORM_WINDOW", "0"),
        ("RASA_TIMEOUT", "nan"),
        ("REPLY_MINUTES", "0"),
        ("WEB_THREADS", "many"),
        ("LOG_LEVEL", "LOUD"),
    ],
)
def test_a_wrong_value_is_refused_by_name(tmp_path: Path, name: str, value: str) -> None:
    with pytest.raises(SettingsError, match=f"^{name}: must "):
        read(tmp_path, **{name: value})


def test_all_faults_are_named_at_once_and_nothing_is_written(tmp_path: Path) -> None:
    with pytest.raises(SettingsError) as fault:
        read(tmp_path / "var", PORT="x", UNIT_CODE="x", TIMEZONE="x")
    assert [line.split(":")[0] for line in str(fault.value).splitlines()] == ["PORT", "UNIT_CODE", "TIMEZONE"]
    assert not (tmp_path / "var").exists()


def test_a_fault_in_an_address_with_a_password_does_not_repeat_it(tmp_path: Path) -> None:
    with pytest.raises(SettingsError) as fault:
        read(tmp_path, DATABASE_URL="mysql://padam:hunter2@db/padam", REDIS_URL="tcp://:hunter2@cache")
    assert "hunter2" not in str(fault.value)


@pytest.mark.parametrize("given", ["+622150001234", "whatsapp:+622150001234"])
def test_the_whatsapp_sender_is_kept_as_twilio_writes_it(tmp_path: Path, given: str) -> None:
    assert read(tmp_path, TWILIO_WHATSAPP_FROM=given).twilio_whatsapp_from == "whatsapp:+622150001234"


@pytest.mark.parametrize("given", ["123", "+622150001234", "sip:cso@pbx.example.id"])
def test_calls_may_be_handed_to_a_number_or_a_sip_address(tmp_path: Path, given: str) -> None:
    assert read(tmp_path, CSO_DIAL=given).cso_dial == given


def test_secrets_are_not_shown(tmp_path: Path) -> None:
    given = {"TWILIO_AUTH_TOKEN": "s3cret-1", "API_KEY": "s3cret-2", "SECRET_KEY": "s3cret-3"}
    hidden = {"DATABASE_URL": "postgresql+psycopg://padam:s3cret-4@db/padam", "CONSOLE_ADMIN_PASSWORD": "s3cret-5"}
    assert "s3cret" not in repr(read(tmp_path, **given, **hidden, REDIS_URL="redis://:s3cret-6@cache"))


def test_secrets_not_given_are_made_once_and_only_the_owner_reads_them(tmp_path: Path) -> None:
    first, second = read(tmp_path), read(tmp_path)
    assert first == second
    assert len({first.twilio_auth_token, first.api_key, first.secret_key, first.console_admin_password}) == 4
    kept = list((tmp_path / "secrets").iterdir())
    assert {path.name for path in kept} == {"twilio_auth_token", "api_key", "secret_key", "console_admin_password"}
    assert {stat.S_IMODE(path.stat().st_mode) for path in kept} == {0o600}


def test_a_secret_that_is_given_is_not_kept(tmp_path: Path) -> None:
    assert read(tmp_path, API_KEY="given").api_key == "given"
    assert not (tmp_path / "secrets" / "api_key").exists()


def test_readers_that_start_at_once_get_the_same_secrets(tmp_path: Path) -> None:
    with ThreadPoolExecutor(16) as pool:
        read_at_once = list(pool.map(lambda _: read(tmp_path), range(64)))
    assert {settings.secret_key for settings in read_at_once} == {read(tmp_path).secret_key}


def test_the_settings_cannot_be_changed(tmp_path: Path) -> None:
    with pytest.raises(FrozenInstanceError):
        read(tmp_path).port = 1  # type: ignore[misc]


def test_a_setting_may_stand_in_a_file(tmp_path: Path) -> None:
    file = tmp_path / "token"
    file.write_text("from-the-file\n")
    assert read(tmp_path, TWILIO_AUTH_TOKEN_FILE=str(file)).twilio_auth_token == "from-the-file"
    assert read(tmp_path, TWILIO_AUTH_TOKEN="given", TWILIO_AUTH_TOKEN_FILE=str(file)).twilio_auth_token == "given"
    with pytest.raises(SettingsError, match=r"DATABASE_URL_FILE: cannot be read \(FileNotFoundError\)"):
        read(tmp_path, DATABASE_URL_FILE=str(tmp_path / "nothing"))


def test_several_addresses_and_where_one_listens(tmp_path: Path) -> None:
    settings = read(tmp_path, RASA_URL="http://a:5005/, http://b:5005", RASA_LISTEN="0.0.0.0:5006")
    assert settings.rasa_urls == ("http://a:5005", "http://b:5005")
    assert (settings.rasa_address, settings.actions_address) == (("0.0.0.0", 5006), ("127.0.0.1", 5055))  # noqa: S104
    with pytest.raises(SettingsError, match="NOTIFY_LISTEN: must be HOST:PORT"):
        read(tmp_path, NOTIFY_LISTEN="9100")
