"""Figures for Prometheus: how many requests, how long, with what outcome. Labels name routes, never people."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping

import prometheus_client as prometheus
from flask import Flask, Response, g, request
from prometheus_client import values
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.multiprocess import MultiProcessCollector
from prometheus_client.registry import Collector

from tickets.errors import TicketError

REQUESTS = prometheus.Counter("padam_http_requests", "Requests answered", ["method", "route", "status"])
SECONDS = prometheus.Histogram(
    "padam_http_request_seconds",
    "From the request to its answer",
    ["route"],
    # Around the measures: 150 ms for a turn, 8 s for Rasa, 15 s for Twilio.
    buckets=(0.01, 0.025, 0.05, 0.1, 0.15, 0.25, 0.5, 1, 2, 4, 8, 15),
)


class Notices(Collector):
    """Ask the outbox at each look: how many notices in which state, and how old the oldest under way is."""

    def __init__(self, figures: Callable[[], tuple[Mapping[str, int], float]]) -> None:
        self._figures = figures

    def collect(self) -> Iterator[GaugeMetricFamily]:
        """Return the figures; none while the store does not answer."""
        try:
            counts, age = self._figures()
        except TicketError:
            return
        letters = GaugeMetricFamily("padam_notices", "Notices by state", labels=["state"])
        for state, count in counts.items():
            letters.add_metric([str(state)], count)
        yield letters
        yield GaugeMetricFamily("padam_outbox_age_seconds", "Age of the oldest notice under way", value=age)


def register(app: Flask, figures: Callable[[], tuple[Mapping[str, int], float]]) -> None:
    """Count and time every request, mount `/metrics`; `figures` are those of the outbox: states, age in seconds."""

    @app.before_request
    def begin() -> None:
        g.begun = time.perf_counter()

    @app.after_request
    def count(response: Response) -> Response:
        route = request.url_rule.rule if request.url_rule else "none"
        REQUESTS.labels(request.method, route, response.status_code).inc()
        if "begun" in g:
            SECONDS.labels(route).observe(time.perf_counter() - g.begun)
        return response

    @app.get("/metrics")
    def metrics() -> Response:
        asked = prometheus.CollectorRegistry()
        asked.register(Notices(figures))
        body = prometheus.generate_latest(_registry()) + prometheus.generate_latest(asked)
        return Response(body, content_type=prometheus.CONTENT_TYPE_PLAIN_0_0_4)


def _registry() -> prometheus.CollectorRegistry:
    """Return the figures of all web processes where they share them (PROMETHEUS_MULTIPROC_DIR), else of this one."""
    if values.ValueClass is values.MutexValue:
        return prometheus.REGISTRY
    registry = prometheus.CollectorRegistry()
    MultiProcessCollector(registry)  # type: ignore[no-untyped-call]
    return registry
