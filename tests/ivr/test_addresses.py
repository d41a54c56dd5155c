"""Several Rasa processes: where one is away, or dies with a turn, another answers it in time."""

from __future__ import annotations

import socket
import time
from collections import Counter
from collections.abc import Iterator

import pytest

from ivr.addresses import PAUSE_SECONDS, Addresses
from ivr.rasa_client import DialogueError, RasaClient
from tests.ivr.fake_rasa import FakeRasa, text

# Nobody runs out of time by a machine that stands still for a while.
LONG = 60.0
CONVERSATIONS = [f"wa-{n}" for n in range(64)]


@pytest.fixture
def other() -> Iterator[FakeRasa]:
    other = FakeRasa()
    yield other
    other.stop()


def ask(client: RasaClient, conversation: str) -> tuple[str, ...]:
    return client.ask("whatsapp", conversation, text="halo", metadata={}).texts


def test_conversations_are_spread_and_each_keeps_its_own(rasa: FakeRasa, other: FakeRasa) -> None:
    client = RasaClient([rasa.url, other.url], LONG)
    for _ in range(2):
        for conversation in CONVERSATIONS:
            ask(client, conversation)
    served = [Counter(asked["sender"] for asked in one.asked) for one in (rasa, other)]
    assert min(len(names) for names in served) > len(CONVERSATIONS) // 4
    assert set(served[0]).isdisjoint(served[1])


def test_one_that_is_away_costs_no_customer_an_answer(other: FakeRasa) -> None:
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        away = f"http://127.0.0.1:{closed.getsockname()[1]}"
    client = RasaClient([away, other.url], LONG)
    assert {ask(client, conversation) for conversation in CONVERSATIONS} == {("dengar: halo",)}


@pytest.mark.parametrize("conversation", CONVERSATIONS[:8])
def test_no_time_is_lost_before_another_one_is_tried(conversation: str) -> None:
    (first, at_once), (second, next_at_once), (again, pause) = Addresses(["http://a", "http://b"]).tries(conversation)
    assert {first, second} == {"http://a", "http://b"}
    assert (at_once, next_at_once, pause) == (0.0, 0.0, PAUSE_SECONDS)
    assert again == first


def test_one_that_dies_with_a_turn_leaves_it_to_another(
    rasa: FakeRasa, other: FakeRasa, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("ivr.addresses.REST_SECONDS", LONG)
    client = RasaClient([rasa.url, other.url], LONG)
    conversation = next(name for name in CONVERSATIONS if Addresses([rasa.url, other.url]).order(name)[0] == rasa.url)

    def die(_asked: object) -> list[dict[str, object]]:
        raise ConnectionResetError

    rasa.answer = die
    assert ask(client, conversation) == ("dengar: halo",)
    assert (len(rasa.asked), len(other.asked)) == (1, 1)
    assert ask(client, conversation) == ("dengar: halo",), "the one that died is asked last for a while"
    assert (len(rasa.asked), len(other.asked)) == (1, 2)


def test_a_turn_that_failed_is_not_put_to_another(rasa: FakeRasa, other: FakeRasa) -> None:
    rasa.status = other.status = 500
    with pytest.raises(DialogueError, match="broken"):
        ask(RasaClient([rasa.url, other.url], LONG), "wa-1")
    assert len(rasa.asked) + len(other.asked) == 1


def test_the_only_address_is_tried_again_for_several_may_stand_behind_it(rasa: FakeRasa) -> None:
    died = iter([True, False])

    def once_dead(_asked: object) -> list[dict[str, object]]:
        if next(died):
            raise ConnectionResetError
        return [text("halo")]

    rasa.answer = once_dead
    begun = time.monotonic()
    assert ask(RasaClient([rasa.url], LONG), "wa-1") == ("halo",)
    assert time.monotonic() - begun >= PAUSE_SECONDS


def test_the_time_of_a_turn_holds_over_all_tries(rasa: FakeRasa, other: FakeRasa) -> None:
    for one in (rasa, other):
        one.hold()
    with pytest.raises(DialogueError, match="slow"):
        ask(RasaClient([rasa.url, other.url], 0.5), "wa-1")
    # Nothing is left of it for a second one, and nobody answered the first.
    assert len(rasa.asked) + len(other.asked) <= 1


def test_a_turn_whose_rasa_misses_what_it_needs_is_put_to_another_and_may_be_asked_for_again(
    rasa: FakeRasa, other: FakeRasa
) -> None:
    rasa.status = other.status = 503
    with pytest.raises(DialogueError, match="down") as fault:
        ask(RasaClient([rasa.url, other.url], LONG), "wa-1")
    assert fault.value.passes
    assert min(len(rasa.asked), len(other.asked)) >= 1
