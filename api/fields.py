"""Kinds of values on the wire: each refuses what it does not mean, and says in the document what it means."""

# The signatures here are marshmallow's own.
# ruff: noqa: ANN401, ARG002
from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime, timezone
from typing import Any

from marshmallow import ValidationError, fields, validate

from api.context import current
from phones import to_e164
from tickets import rules
from tickets.model import Kind, Word
from tickets.numbers import read_no_lapor

_LINE_CONTROLS = r"\x00-\x1f\x7f-\x9f"
_TEXT_CONTROLS = r"\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f"
_SURROGATES = re.compile("[\ud800-\udfff]")
_FIRST_YEAR = 2000
_DAY_28_31 = "(?:(?:0[1-9]|1[0-2])(?:0[1-9]|1[0-9]|2[0-8])|(?:0[13-9]|1[0-2])(?:29|30)|(?:0[13578]|1[02])31)"
_LEAP_DAY = "(?:[02468][048]|[13579][26])0229"
# Letter or none, unit, yymmdd of an existing day, sequence, mark or none.
NO_LAPOR = rf"[GKgk]?[0-9]{{2}}(?:[0-9]{{2}}{_DAY_28_31}|{_LEAP_DAY})[0-9]{{3,12}}[*]?"
IDPEL = "^[0-9]{12}$"
METER_ID = "^[0-9]{11}$"
UNIT_CODE = "^[0-9]{2}$"


class Text(fields.String):
    """Text without control characters, trimmed; `lines` allows line breaks and tabs, `blank` allows nothing at all."""

    def __init__(self, longest: int, *, lines: bool = False, blank: bool = False, **kwargs: Any) -> None:
        controls = _TEXT_CONTROLS if lines else _LINE_CONTROLS
        self._controls = re.compile(f"[{controls}]")
        self._longest = longest
        self._blank = blank
        pattern = f"^[^{controls}]*$" if blank else rf"^[^{controls}]*[^{controls}\s][^{controls}]*$"
        metadata = {
            "pattern": pattern,
            "minLength": 0 if blank else 1,
            "maxLength": longest,
            **kwargs.pop("metadata", {}),
        }
        super().__init__(metadata=metadata, **kwargs)

    def _deserialize(self, value: Any, attr: str | None, data: Mapping[str, Any] | None, **kwargs: Any) -> Any:
        text = super()._deserialize(value, attr, data, **kwargs)
        if self._controls.search(text) or _SURROGATES.search(text):
            raise ValidationError("Control characters and lone surrogates are not allowed.")
        if len(text) > self._longest:
            raise ValidationError(f"Longer than {self._longest} characters.")
        text = text.strip()
        if not text and not self._blank:
            raise ValidationError("Must not be blank.")
        return text


class Phone(fields.String):
    """A telephone number in any usual writing, kept as E.164."""

    def __init__(self, **kwargs: Any) -> None:
        metadata = {"format": "phone", "example": "+6281234567890", **kwargs.pop("metadata", {})}
        super().__init__(metadata=metadata, **kwargs)

    def _deserialize(self, value: Any, attr: str | None, data: Mapping[str, Any] | None, **kwargs: Any) -> Any:
        number = to_e164(super()._deserialize(value, attr, data, **kwargs))
        if number is None:
            raise ValidationError("Not a telephone number that can be called.")
        return number


class Choice(fields.Enum[Word]):
    """One of the words of the procedure."""

    def __init__(self, words: type[Word], **kwargs: Any) -> None:
        super().__init__(words, by_value=fields.String, **kwargs)


class Digits(fields.String):
    """A number made of exactly so many digits and nothing else."""

    def __init__(self, pattern: str, example: str, **kwargs: Any) -> None:
        self._pattern = re.compile(pattern)
        metadata = {"pattern": pattern, "example": example, **kwargs.pop("metadata", {})}
        super().__init__(metadata=metadata, **kwargs)

    def _deserialize(self, value: Any, attr: str | None, data: Mapping[str, Any] | None, **kwargs: Any) -> Any:
        text = super()._deserialize(value, attr, data, **kwargs)
        # `$` alone would let a line break pass.
        if not self._pattern.fullmatch(text) or text.endswith("\n"):
            raise ValidationError(f"Must match {self._pattern.pattern}")
        return text


class ReportNumber(fields.String):
    """A report number as a machine sends it, with or without letter and mark; read canonical."""

    def __init__(self, **kwargs: Any) -> None:
        metadata = {"pattern": f"^{NO_LAPOR}$", "example": "G5426112300001", **kwargs.pop("metadata", {})}
        super().__init__(metadata=metadata, **kwargs)

    def _deserialize(self, value: Any, attr: str | None, data: Mapping[str, Any] | None, **kwargs: Any) -> Any:
        text = super()._deserialize(value, attr, data, **kwargs)
        number = read_no_lapor(text) if re.fullmatch(NO_LAPOR, text) else None
        if number is None:
            raise ValidationError("Not a report number.")
        return number


class Instant(fields.AwareDateTime):
    """A moment, ISO 8601 with offset; written in the zone of the unit, kept as UTC."""

    def __init__(self, **kwargs: Any) -> None:
        metadata = {"example": "2026-11-23T10:15:00+07:00", **kwargs.pop("metadata", {})}
        super().__init__(format="iso", metadata=metadata, **kwargs)

    def _serialize(self, value: Any, attr: str | None, obj: Any, **kwargs: Any) -> str | None:
        return None if value is None else value.astimezone(current().zone).isoformat()

    def _deserialize(self, value: Any, attr: str | None, data: Mapping[str, Any] | None, **kwargs: Any) -> datetime:
        if not isinstance(value, str):
            raise self.make_error("invalid", input=value, obj_type=self.OBJ_TYPE)
        moment = super()._deserialize(value, attr, data, **kwargs)
        # Before the conversion: the first and last hours of the calendar have no UTC.
        if not _FIRST_YEAR <= moment.year < _FIRST_YEAR + 100:
            raise ValidationError("Not a time of this century.")
        return moment.astimezone(timezone.utc)


class Eta(Instant):
    """The promised end of the work of a G report, null for a K report and a wider outage without one
    (Source: procedure.md ETA-1, ETA-2, ETA-6, WO-4)."""

    def get_value(self, obj: Any, attr: str, accessor: Any = None, default: Any = None) -> Any:
        """Return what is promised."""
        return rules.promised(obj) if obj.kind is Kind.G and not rules.has_no_eta(obj) else None


class Number(fields.Float):
    """A JSON number; no text that looks like one, no NaN."""

    def __init__(self, low: float, high: float, **kwargs: Any) -> None:
        super().__init__(allow_nan=False, validate=validate.Range(low, high), **kwargs)

    def _deserialize(self, value: Any, attr: str | None, data: Mapping[str, Any] | None, **kwargs: Any) -> Any:
        if isinstance(value, bool) or not isinstance(value, int | float):
            raise self.make_error("invalid", input=value)
        return super()._deserialize(value, attr, data, **kwargs)


class Whole(fields.Integer):
    """A whole JSON number; 5.0 is one too (JSON knows no other difference)."""

    def __init__(self, low: int, high: int, **kwargs: Any) -> None:
        super().__init__(validate=validate.Range(low, high), **kwargs)

    def _deserialize(self, value: Any, attr: str | None, data: Mapping[str, Any] | None, **kwargs: Any) -> Any:
        if isinstance(value, bool) or not (isinstance(value, int) or (isinstance(value, float) and value.is_integer())):
            raise self.make_error("invalid", input=value)
        return int(value)


class Flag(fields.Boolean):
    """JSON true or false, nothing that merely looks so."""

    def _deserialize(self, value: Any, attr: str | None, data: Mapping[str, Any] | None, **kwargs: Any) -> Any:
        if not isinstance(value, bool):
            raise self.make_error("invalid", input=value)
        return value


class QueryFlag(fields.Boolean):
    """`true` or `false` in a query string, in any case of letters."""

    def _deserialize(self, value: Any, attr: str | None, data: Mapping[str, Any] | None, **kwargs: Any) -> Any:
        words = {"true": True, "false": False}
        if str(value).lower() not in words:
            raise self.make_error("invalid", input=value)
        return words[str(value).lower()]


class QueryWhole(fields.Integer):
    """A whole number in a query string: ASCII digits."""

    def __init__(self, low: int, high: int, **kwargs: Any) -> None:
        super().__init__(validate=validate.Range(low, high), **kwargs)

    def _deserialize(self, value: Any, attr: str | None, data: Mapping[str, Any] | None, **kwargs: Any) -> Any:
        if not re.fullmatch(r"[0-9]{1,9}", str(value)):
            raise self.make_error("invalid", input=value)
        return int(value)
