"""Figures for Prometheus. Labels name channels, routes, intents and codes, never people.

What happens is counted by the process it happens in; what is waiting is read from the store at each look. Every part
serves its own `/metrics`, but for Rasa, which is measured from both sides: the gateway times it, the actions count what
it understood.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping

import prometheus_client as prometheus
from flask import Flask, Response, g, request
from prometheus_client import values
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.multiprocess import MultiProcessCollector
from prometheus_client.registry import Collector

from performance.operation import Operation
from tickets.errors import TicketError

CONTENT_TYPE = prometheus.CONTENT_TYPE_PLAIN_0_0_4
# Around the measures: 150 ms for a turn, 8 s for Rasa, 15 s for Twilio.
_BUCKETS = (0.01, 0.025, 0.05, 0.1, 0.15, 0.25, 0.5, 1, 2, 4, 8, 15)

REQUESTS = prometheus.Counter("padam_http_requests", "Requests answered", ["method", "route", "status"])
SECONDS = prometheus.Histogram(
    "padam_http_request_seconds", "From the request to its answer", ["route"], buckets=_BUCKETS
)
HOLDING = prometheus.Counter("padam_holding_answers", "Turns that had a holding answer first", ["channel"])
TURNS = prometheus.Counter("padam_turns", "Messages worked on, by what became of them", ["channel", "handling"])
TURN_SECONDS = prometheus.Histogram("padam_turn_seconds", "From a message to its answer", ["channel"], buckets=_BUCKETS)
TAKEN_OVER = prometheus.Counter("padam_turns_taken_over", "Messages whose first worker died")
DIALOGUE_SECONDS = prometheus.Histogram(
    "padam_dialogue_seconds", "What Rasa and the actions take for a turn", ["channel"], buckets=_BUCKETS
)
DIALOGUE_FAILURES = prometheus.Counter("padam_dialogue_failures", "Turns Rasa had no usable answer to", ["why"])
SIGNATURES_REFUSED = prometheus.Counter("padam_signatures_refused", "Webhooks whose signature was wrong")
UNDERSTOOD = prometheus.Counter("padam_understood", "Messages by what they were understood as", ["channel", "intent"])
MISUNDERSTOOD = prometheus.Counter("padam_misunderstood", "Messages the bot did not understand", ["channel", "trouble"])
ACTION_SECONDS = prometheus.Histogram("padam_action_seconds", "What an action takes", ["action"], buckets=_BUCKETS)
ACTION_FAILURES = prometheus.Counter("padam_action_failures", "Actions that broke off with an apology", ["action"])
NOTICES_SENT = prometheus.Counter("padam_notices_sent", "Notices the carrier took")
CARRIER_ERRORS = prometheus.Counter("padam_carrier_errors", "Calls the carrier refused or did not answer", ["code"])


class Gauges(Collector):
    """Ask the store at each look."""

    def __init__(self, look: Callable[[], Operation]) -> None:
        self._look = look

    def collect(self) -> Iterator[GaugeMetricFamily]:
        """Return the figures; none while the store does not answer."""
        try:
            now = self._look()
        except TicketError:
            yield GaugeMetricFamily("padam_store_up", "Whether the store answers", value=0)
            return
        yield GaugeMetricFamily("padam_store_up", "Whether the store answers", value=1)
        yield _by("padam_notices", "Notices by state", "state", now.notices)
        yield GaugeMetricFamily("padam_outbox_age_seconds", "Age of the oldest notice under way", value=now.outbox_age)
        yield GaugeMetricFamily("padam_waiting", "Conversations that wait for a human", value=now.waiting)
        yield GaugeMetricFamily("padam_waiting_age_seconds", "How long the first of them waits", value=now.waiting_age)
        yield GaugeMetricFamily("padam_reply_overdue", "Those past the promised time", value=now.reply_overdue)
        yield GaugeMetricFamily("padam_taken", "Conversations a human has", value=now.taken)
        yield _by("padam_hand_overs_day", "Hand-overs of 24 hours by reason", "reason", now.hand_overs_of_day)
        yield GaugeMetricFamily(
            "padam_unanswered_day", "Messages of 24 hours without an answer", value=now.unanswered_of_day
        )
        yield GaugeMetricFamily("padam_reports_open", "Buildings without power", value=now.reports_open)
        yield GaugeMetricFamily("padam_reports_overdue", "Those past the promised time", value=now.reports_overdue)
        yield _by("padam_eta_day", "Reports finished in 24 hours by ETA", "outcome", now.eta_of_day)
        yield _by("padam_undelivered_day", "Messages of 24 hours not delivered", "code", now.carrier_errors_of_day)
        yield GaugeMetricFamily("padam_stream_waiting", "Events the broker does not have yet", value=now.stream_waiting)
        yield GaugeMetricFamily("padam_storm", "1 in storm mode", value=now.storm)
        yield GaugeMetricFamily("padam_storm_share", "Share of late turns it is judged by", value=now.storm_share)


class Owed(Collector):
    """Ask at each look how many messages had no more than a holding answer, and how many real ones are on their way."""

    def __init__(self, figures: Callable[[], tuple[int, float, int]]) -> None:
        self._figures = figures

    def collect(self) -> Iterator[GaugeMetricFamily]:
        """Return the figures; none while the store does not answer."""
        try:
            held, age, under_way = self._figures()
        except TicketError:
            return
        yield GaugeMetricFamily("padam_turns_held", "WhatsApp messages whose answer is owed", value=held)
        yield GaugeMetricFamily("padam_turns_held_age_seconds", "Age of the oldest of them", value=age)
        yield GaugeMetricFamily("padam_late_answers", "Real answers on their way to the carrier", value=under_way)


def _by(name: str, what: str, label: str, counts: Mapping[str, int]) -> GaugeMetricFamily:
    family = GaugeMetricFamily(name, what, labels=[label])
    for value, count in counts.items():
        family.add_metric([value], count)
    return family


def register(app: Flask, look: Callable[[], Operation], owed: Callable[[], tuple[int, float, int]]) -> None:
    """Count and time requests, mount `/metrics`; `look` reads the state of the system, `owed` that of late answers."""

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
        asked.register(Gauges(look))
        asked.register(Owed(owed))
        return Response(rendered() + prometheus.generate_latest(asked), content_type=CONTENT_TYPE)


def rendered() -> bytes:
    """Return the figures of this process, of all web processes where they share them (PROMETHEUS_MULTIPROC_DIR)."""
    return prometheus.generate_latest(_registry())


def serve(address: tuple[str, int]) -> None:
    """Serve `/metrics` beside a part that serves nothing else."""
    host, port = address
    prometheus.start_http_server(port, host)


def _registry() -> prometheus.CollectorRegistry:
    if values.ValueClass is values.MutexValue:
        return prometheus.REGISTRY
    registry = prometheus.CollectorRegistry()
    MultiProcessCollector(registry)  # type: ignore[no-untyped-call]
    return registry
