"""Charts as plain geometry: what the template writes as SVG, and the same figures it writes as a table."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

WIDTH, HEIGHT = 420, 190
_LEFT, _RIGHT, _TOP, _BOTTOM = 38, 8, 12, 26
_WIDEST_BAR, _LABELS = 46.0, 6
_ROW, _NAME_WIDTH, _VALUE_WIDTH = 28, 165, 40


@dataclass(frozen=True, slots=True)
class Bar:
    """A rectangle; `kind` names the series, `told` what it says when pointed at."""

    x: float
    y: float
    width: float
    height: float
    kind: str
    told: str


@dataclass(frozen=True, slots=True)
class Label:
    """A word at a place; `anchor` as in SVG."""

    x: float
    y: float
    text: str
    anchor: str = "middle"


@dataclass(frozen=True, slots=True)
class Chart:
    """A chart in its own coordinates, 0 0 `width` `height`."""

    width: int
    height: int
    bars: Sequence[Bar]
    labels: Sequence[Label]
    lines: Sequence[float] = ()


def number(value: float | None, digits: int = 0) -> str:
    """Return a number as Indonesian writes it, a dash for none: `1.234`, `0,42`."""
    if value is None:
        return "–"
    return f"{value:,.{digits}f}".translate(str.maketrans(",.", ".,"))


def by_day(series: Mapping[str, Mapping[date, float | None]], names: Mapping[str, str], digits: int = 0) -> Chart:
    """Return bars by day, the series on top of each other, the first one at the bottom."""
    days = list(next(iter(series.values())))
    highest = max((sum(each[day] or 0 for each in series.values()) for day in days), default=0)
    top = _round_up(highest, digits)
    step = (WIDTH - _LEFT - _RIGHT) / len(days)
    thick = min(step * 0.8, _WIDEST_BAR)
    plot = HEIGHT - _TOP - _BOTTOM
    bars = []
    for place, day in enumerate(days):
        y = float(HEIGHT - _BOTTOM)
        for kind, values in series.items():
            value = values[day] or 0
            high = plot * value / top
            y -= high
            if value:
                told = f"{day:%d/%m/%Y}: {names[kind]} {number(value, digits)}"
                bars.append(Bar(_r(_LEFT + step * (place + 0.5) - thick / 2), _r(y), _r(thick), _r(high), kind, told))
    every = max(1, math.ceil(len(days) / _LABELS))
    labels = [
        Label(_r(_LEFT + step * (place + 0.5)), HEIGHT - 8, f"{day:%d/%m}")
        for place, day in enumerate(days)
        if place % every == 0
    ]
    lines = []
    for part in (0, 0.5, 1):
        y = _r(HEIGHT - _BOTTOM - plot * part)
        lines.append(y)
        labels.append(Label(_LEFT - 5, y + 4, number(top * part, _digits(top * part, digits)), "end"))
    return Chart(WIDTH, HEIGHT, bars, labels, lines)


def by_name(values: Sequence[tuple[str, float]], kind: str) -> Chart:
    """Return a bar a row, with name and value beside it."""
    longest = max((value for _, value in values), default=0) or 1
    room = WIDTH - _NAME_WIDTH - _VALUE_WIDTH
    bars, labels = [], []
    for place, (name, value) in enumerate(values):
        y = _ROW * place
        width = room * value / longest
        bars.append(Bar(_NAME_WIDTH, y + 5, _r(width), _ROW - 10, kind, f"{name}: {number(value)}"))
        labels.append(Label(_NAME_WIDTH - 8, y + 19, name, "end"))
        labels.append(Label(_r(_NAME_WIDTH + width + 6), y + 19, number(value), "start"))
    return Chart(WIDTH, max(_ROW, _ROW * len(values)), bars, labels)


def _round_up(highest: float, digits: int) -> float:
    """Return the top of the axis: 1, 2, 4, 5 or 10 times a power of ten, even where only whole numbers are told."""
    if highest <= 0:
        return 2.0 if digits == 0 else 1.0
    power = 10.0 ** math.floor(math.log10(highest))
    top = next(power * step for step in (1, 2, 4, 5, 10) if power * step >= highest - 1e-9)
    return max(top, 2.0) if digits == 0 else top


def _digits(value: float, digits: int) -> int:
    return 0 if value == round(value) else max(1, digits)


def _r(value: float) -> float:
    return round(value, 1)
