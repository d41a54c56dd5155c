"""What can be found in a message."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Finding:
    """One thing a message states.

    `kind` is the entity's name, `value` its normalised value, `start` and `end` its place in the
    original text. `stated` is false for what only helps to understand the text, such as a clock
    time that is a promise and not the beginning of the outage.
    """

    kind: str
    value: str | int
    start: int
    end: int
    stated: bool = True
