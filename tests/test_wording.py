"""The sentences of `domain.yml`: each is said somewhere, asks the same on both channels and can be spoken."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML

ROOT = Path(__file__).parents[1]
SPEAKERS = ("actions", "ivr", "tracking", "notify", "console")
# Said with the ticket's stage, the question, the field or the topic in their names.
FAMILIES = re.compile(
    r"utter_(tanya|jelaskan|tahap|pln_mobile|konfirmasi|maksud|posisi|kabar|selesai|rating|estimasi|laporan|darurat)_?"
)


@cache
def responses() -> dict[str, list[dict[str, Any]]]:
    """Return the responses by key."""
    loaded: dict[str, list[dict[str, Any]]] = YAML(typ="safe").load(ROOT / "domain.yml")["responses"]
    return loaded


@cache
def code() -> str:
    """Return everything that may say a sentence."""
    return "\n".join(file.read_text() for part in SPEAKERS for file in (ROOT / part).rglob("*.py"))


def spoken() -> list[tuple[str, str]]:
    """Return each key with what is heard, placeholders left out."""
    return [
        (key, re.sub(r"\{\w+\}", "", variant["text"]))
        for key, variants in responses().items()
        for variant in variants
        if variant.get("channel") == "voice"
    ]


def test_every_sentence_that_is_said_is_there() -> None:
    said = set(re.findall(r'"(utter_\w+)"', code()))
    assert said - responses().keys() == set()


def test_no_sentence_is_there_for_nothing() -> None:
    unsaid = {key for key in responses() if f'"{key}"' not in code()}
    assert {key for key in unsaid if not FAMILIES.match(key)} == set()


@pytest.mark.parametrize(
    "pattern", [r"https?:|www\.|\.id\b", r"[*_~`#|<>±/\\()\[\]&]", r"[^\x00-\x7f]", r"[A-Z]{3,}", r"\d"]
)
def test_what_is_heard_can_be_spoken(pattern: str) -> None:
    assert [(key, text) for key, text in spoken() if re.search(pattern, text)] == []


def test_what_is_heard_is_one_breath_or_two() -> None:
    """docs/voice-style.md: a prompt is short; the longest are the safety advice and the numbers told twice."""
    assert [(key, len(text.split())) for key, text in spoken() if len(text.split()) > 36] == []


def test_both_channels_ask_for_the_same() -> None:
    def offers(variants: list[dict[str, Any]], channel: str | None) -> list[list[str]]:
        chosen = [variant for variant in variants if variant.get("channel") == channel]
        return [[button["payload"] for button in variant.get("buttons", ())] for variant in chosen]

    differ = {
        key
        for key, variants in responses().items()
        if offers(variants, "voice") and offers(variants, None)[0] != offers(variants, "voice")[0]
    }
    assert differ == set()
