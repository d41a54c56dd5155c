"""The supervisor's page: the figures of a span of days, and the same to be taken away."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, timedelta
from http import HTTPStatus

from flask import Blueprint, Response, render_template, request

from accounts.model import Role
from console.access import only
from console.charts import Chart, by_day, by_name, number
from console.context import current
from console.exports import figures_csv, misread_csv, misread_yaml
from performance import figures as sums
from performance.model import Figures
from performance.service import KEPT
from performance.span import LONGEST, Span, SpanError

_CSV, _YAML = "text/csv; charset=utf-8", "application/yaml; charset=utf-8"
_SHORTCUTS = ((1, "Hari ini"), (7, "7 hari"), (30, "30 hari"), (LONGEST, f"{LONGEST} hari"))


def mount(pages: Blueprint) -> None:
    """Add the page and what can be taken away."""
    pages.add_app_template_filter(number, "console_angka")
    pages.add_app_template_filter(percent, "console_persen")
    pages.add_app_template_filter(duration, "console_lama")

    @pages.get("/kinerja")
    @only(Role.SUPERVISOR)
    def performance() -> str | tuple[str, int]:
        values = {name: request.args.get(name, "") for name in ("dari", "sampai")}
        today = current().clock().astimezone(current().settings.timezone).date()
        shown = {"values": values, "today": today, "shortcuts": _shortcuts(today), "kept": KEPT.days}
        try:
            span = _span()
        except SpanError as fault:
            return render_template("console/kinerja.html", fault=fault.code, **shown), HTTPStatus.UNPROCESSABLE_ENTITY
        shown["values"] = {"dari": span.first.isoformat(), "sampai": span.last.isoformat()}
        found = current().performance.figures(span)
        return render_template("console/kinerja.html", span=span, figures=found, **shown, **_totals(found))

    @pages.get("/kinerja/angka.csv")
    @only(Role.SUPERVISOR)
    def performance_csv() -> Response:
        return _away("kinerja", "csv", _CSV, lambda span: figures_csv(span, current().performance.figures(span)))

    @pages.get("/kinerja/salah-paham.csv")
    @only(Role.SUPERVISOR)
    def misread_as_csv() -> Response:
        return _away("salah-paham", "csv", _CSV, lambda span: misread_csv(current().performance.misread(span)))

    @pages.get("/kinerja/salah-paham.yml")
    @only(Role.SUPERVISOR)
    def misread_as_yaml() -> Response:
        return _away("salah-paham", "yml", _YAML, lambda span: misread_yaml(current().performance.misread(span)))


def percent(value: float | None) -> str:
    """Return a share of 0 to 1 as `87%`, a dash for none."""
    return "–" if value is None else f"{number(value * 100)}%"


def duration(seconds: int | None) -> str:
    """Return whole seconds as `45 detik`, `12 menit`, `3 jam 07 menit`; a dash for none."""
    if seconds is None:
        return "–"
    if seconds < 60:
        return f"{seconds} detik"
    hours, minutes = divmod(seconds // 60, 60)
    return f"{hours} jam {minutes:02} menit" if hours else f"{minutes} menit"


def _span() -> Span:
    return current().performance.span(request.args.get("dari", ""), request.args.get("sampai", ""))


def _away(name: str, ending: str, kind: str, write: Callable[[Span], str]) -> Response:
    try:
        span = _span()
    except SpanError as fault:
        page = render_template("console/galat.html", code=f"span-{fault.code}")
        return Response(page, HTTPStatus.UNPROCESSABLE_ENTITY)
    answer = Response(write(span), content_type=kind)
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}-{span.first}-{span.last}.{ending}"'
    return answer


def _shortcuts(today: date) -> list[tuple[str, str, str]]:
    return [(words, (today - timedelta(days=days - 1)).isoformat(), today.isoformat()) for days, words in _SHORTCUTS]


def _totals(found: Figures) -> dict[str, object]:
    talks = sums.total_conversations(found.conversations.values())
    return {
        "reports": sums.total_reports(found.reports.values()),
        "talks": talks,
        "contained": sums.share(talks.contained, talks.count),
        "promises": sums.total_promises(found.promises.values()),
        "handed_over": sum(found.hand_overs.values()),
        "mean": sums.mean_stars(found.stars),
        "rated": sum(found.stars.values()),
        "misunderstood": sum(found.misunderstood.values()),
        "rule_of": sums.rule_of,
        "charts": _charts(found),
        "by_name": by_name,
    }


def _charts(found: Figures) -> Mapping[str, Chart]:
    names = {
        "laporan": "laporan", "ulang": "Lapor Ulang per laporan", "bot": "tanpa petugas", "petugas": "dengan petugas",
        "tepat": "ditepati", "lewat": "terlewat", "jalan": "berjalan", "salah": "salah paham",
    }  # fmt: skip
    talks, promises = found.conversations, found.promises
    series: dict[str, dict[str, dict[date, float | None]]] = {
        "reports": {"laporan": {day: each.count for day, each in found.reports.items()}},
        "repeats": {"ulang": {day: each.repeats_each for day, each in found.reports.items()}},
        "talks": {
            "bot": {day: each.contained for day, each in talks.items()},
            "petugas": {day: each.with_human for day, each in talks.items()},
        },
        "promises": {
            "tepat": {day: each.kept for day, each in promises.items()},
            "lewat": {day: each.missed for day, each in promises.items()},
            "jalan": {day: each.running for day, each in promises.items()},
        },
        "misunderstood": {"salah": {day: count for day, count in found.misunderstood.items()}},  # noqa: C416
    }
    return {name: by_day(each, names, 2 if name == "repeats" else 0) for name, each in series.items()}
