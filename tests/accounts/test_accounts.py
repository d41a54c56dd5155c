"""Accounts on both databases: who gets in, who is kept out, and who decides about it."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path

import pytest
from argon2 import PasswordHasher
from sqlalchemy import Engine

from accounts import service
from accounts.errors import (
    BadNameError,
    LastAdminError,
    NameTakenError,
    NoSuchAccountError,
    TooManyAttemptsError,
    WeakPasswordError,
    WrongLoginError,
)
from accounts.model import Role
from accounts.service import ATTEMPTS_LIMIT, ATTEMPTS_LIMIT_ANYWHERE, LOGIN_LASTS, Accounts
from storage.engine import make_engine
from storage.migrate import upgrade
from storage.unit_of_work import SqlUnitOfWork
from tests.databases import fresh_postgresql
from tests.fakes import HandSetClock

PASSWORD = "sandi-yang-panjang"
HERE = "10.0.0.7"


@pytest.fixture(params=["sqlite", "postgresql"])
def engine(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Engine]:
    if request.param == "sqlite":
        engine = make_engine(f"sqlite:///{tmp_path}/accounts.db")
        upgrade(engine)
        yield engine
        engine.dispose()
        return
    with fresh_postgresql() as url:
        engine = make_engine(url)
        upgrade(engine)
        yield engine
        engine.dispose()


@pytest.fixture
def clock() -> HandSetClock:
    return HandSetClock()


@pytest.fixture
def accounts(engine: Engine, clock: HandSetClock, monkeypatch: pytest.MonkeyPatch) -> Accounts:
    monkeypatch.setattr(service, "_hasher", PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))
    accounts = Accounts(lambda: SqlUnitOfWork(engine), clock)
    accounts.create("ayu", Role.ADMIN, PASSWORD)
    accounts.create("Hana", Role.OFFICER, PASSWORD)
    return accounts


def test_the_first_account_is_made_once_and_only_where_there_is_none(engine: Engine, clock: HandSetClock) -> None:
    bare = Accounts(lambda: SqlUnitOfWork(engine), clock)
    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(bare.found, [PASSWORD] * 2)) == [False, True]
    assert [(account.name, account.role) for account in bare.all()] == [("admin", Role.ADMIN)]
    assert bare.found("another-password") is False
    assert bare.whose(bare.log_in("admin", PASSWORD, HERE)) == bare.all()[0]


def test_a_log_in_is_good_for_a_shift_and_until_logging_out(accounts: Accounts, clock: HandSetClock) -> None:
    token = accounts.log_in(" HANA ", PASSWORD, HERE)
    hana = accounts.whose(token)
    assert hana is not None
    assert (hana.name, hana.signature("54")) == ("hana", "CC.54.HANA")
    assert accounts.whose("made-up") is None
    other = accounts.log_in("hana", PASSWORD, HERE)
    accounts.log_out(token)
    assert accounts.whose(token) is None
    clock.forward(LOGIN_LASTS - timedelta(seconds=1))
    assert accounts.whose(other) is not None
    clock.forward(timedelta(seconds=1))
    assert accounts.whose(other) is None


def test_nothing_stored_lets_anybody_in(accounts: Accounts, engine: Engine) -> None:
    token = accounts.log_in("hana", PASSWORD, HERE)
    with SqlUnitOfWork(engine) as uow:
        hana = uow.accounts.get("hana")
        assert hana is not None
        assert hana.password.startswith("$argon2id$")
        assert uow.logins.get(token) is None


@pytest.mark.parametrize("name", ["hana", "nobody"])
def test_a_wrong_password_and_a_wrong_name_are_told_alike(accounts: Accounts, name: str) -> None:
    with pytest.raises(WrongLoginError):
        accounts.log_in(name, "salah-salah-salah", HERE)


def test_guessing_is_slowed_down_from_one_address(accounts: Accounts, clock: HandSetClock) -> None:
    for _ in range(ATTEMPTS_LIMIT):
        with pytest.raises(WrongLoginError):
            accounts.log_in("hana", "salah-salah-salah", HERE)
    with pytest.raises(TooManyAttemptsError):
        accounts.log_in("hana", PASSWORD, HERE)
    # Her own desk and her colleagues are not kept out by it.
    assert accounts.log_in("hana", PASSWORD, "10.0.0.8")
    assert accounts.log_in("ayu", PASSWORD, HERE)
    clock.forward(timedelta(minutes=15))
    assert accounts.log_in("hana", PASSWORD, HERE)


def test_guessing_is_slowed_down_from_many_addresses(accounts: Accounts) -> None:
    for number in range(ATTEMPTS_LIMIT_ANYWHERE):
        with pytest.raises(WrongLoginError):
            accounts.log_in("hana", "salah-salah-salah", f"10.1.0.{number}")
    with pytest.raises(TooManyAttemptsError):
        accounts.log_in("hana", PASSWORD, "10.2.0.1")


def test_a_right_password_forgives_the_wrong_ones_before(accounts: Accounts) -> None:
    for _ in range(3):
        for _ in range(ATTEMPTS_LIMIT - 1):
            with pytest.raises(WrongLoginError):
                accounts.log_in("hana", "salah-salah-salah", HERE)
        accounts.log_in("hana", PASSWORD, HERE)


def test_a_closed_account_is_out_at_once_and_cannot_log_in(accounts: Accounts) -> None:
    token = accounts.log_in("hana", PASSWORD, HERE)
    accounts.change("hana", active=False)
    assert accounts.whose(token) is None
    with pytest.raises(WrongLoginError):
        accounts.log_in("hana", PASSWORD, HERE)
    accounts.change("hana", active=True)
    assert accounts.whose(token) is None
    assert accounts.log_in("hana", PASSWORD, HERE)


def test_a_new_password_ends_what_the_old_one_began(accounts: Accounts) -> None:
    token = accounts.log_in("hana", PASSWORD, HERE)
    accounts.set_password("hana", "sandi-yang-lain")
    assert accounts.whose(token) is None
    with pytest.raises(WrongLoginError):
        accounts.log_in("hana", PASSWORD, HERE)
    kept = accounts.change_own_password("hana", "sandi-yang-lain", "sandi-ketiga-ini", HERE)
    assert accounts.whose(kept) is not None
    with pytest.raises(WrongLoginError):
        accounts.change_own_password("hana", PASSWORD, "sandi-keempat-ini", HERE)


def test_a_role_counts_from_the_next_page_on(accounts: Accounts) -> None:
    token = accounts.log_in("hana", PASSWORD, HERE)
    accounts.change("hana", role=Role.SUPERVISOR)
    hana = accounts.whose(token)
    assert hana is not None
    assert hana.role is Role.SUPERVISOR


def test_the_last_admin_stays_admin(accounts: Accounts) -> None:
    with pytest.raises(LastAdminError):
        accounts.change("ayu", role=Role.OFFICER)
    with pytest.raises(LastAdminError):
        accounts.change("ayu", active=False)
    accounts.change("hana", role=Role.ADMIN)
    accounts.change("ayu", active=False)


def test_two_admins_who_close_each_other_at_once_leave_one(accounts: Accounts) -> None:
    accounts.change("hana", role=Role.ADMIN)

    def close(name: str) -> bool:
        try:
            accounts.change(name, active=False)
        except LastAdminError:
            return False
        return True

    with ThreadPoolExecutor(2) as pool:
        done = list(pool.map(close, ["ayu", "hana"]))
    assert sum(done) == 1
    assert sum(account.active for account in accounts.all()) == 1


@pytest.mark.parametrize("name", ["x", "1hana", "hana sari", "hana/../ayu", "h" * 33, "hána"])
def test_names_that_cannot_stand_in_a_report_are_refused(accounts: Accounts, name: str) -> None:
    with pytest.raises(BadNameError):
        accounts.create(name, Role.OFFICER, PASSWORD)


def test_accounts_are_sound(accounts: Accounts) -> None:
    with pytest.raises(NameTakenError):
        accounts.create("HANA", Role.OFFICER, PASSWORD)
    for weak in ("pendek", "x" * 201, "hana.santoso"):
        with pytest.raises(WeakPasswordError):
            accounts.create("hana.santoso", Role.OFFICER, weak)
    with pytest.raises(NoSuchAccountError):
        accounts.change("nobody", active=True)


def test_roles_include_the_ones_below() -> None:
    assert [[a.includes(b) for b in Role] for a in Role] == [
        [True, False, False],
        [True, True, False],
        [True, True, True],
    ]
