"""The sentences of `domain.yml`: each is said somewhere, asks the same on both channels."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML

ROOT = Path(__file__).parents[1]
SPEAKERS = ("actions", "ivr", "tracking", "notify", "console")
# Said with the ticket's stage, the question, the field or the topic in their names.
FAMILIES = re.compile(
    r"utter_(tanya|jelaskan|tahap|pln_mobile|konfirmasi|maksud|posisi|kabar|selesai|rating|estimasi|laporan|darurat|nomor|telepon|no_lapor|pasti|jalan|kurang_jelas|lagi|salam_posisi|salam_jalan)_?"
)


@cache
def responses() -> dict[str, list[dict[str, Any]]]:
    """Return the responses by key."""
    loaded: dict[str, list[dict[str, Any]]] = YAML(typ="safe").load(ROOT / "domain.yml")["responses"]
    return loaded


@cache
def code() -> str:
    """Return everything that may say a sentence."""
    files = [ROOT / "telling.py", *(file for part in SPEAKERS for file in (ROOT / part).rglob("*.py"))]
    return "\n".join(file.read_text() for file in files)


def test_every_sentence_that_is_said_is_there() -> None:
    said = set(re.findall(r'"(utter_\w+)"', code()))
    assert said - responses().keys() == set()


def test_no_sentence_is_there_for_nothing() -> None:
    unsaid = {key for key in responses() if f'"{key}"' not in code()}
    assert {key for key in unsaid if not FAMILIES.match(key)} == set()


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
