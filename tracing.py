"""Traces by OpenTelemetry: a turn from the gateway through Rasa to the actions and the database, off unless configured.

Rasa's frozen environment has no OpenTelemetry. The gateway gives its place in the trace (W3C `traceparent`) along with
the message, Rasa hands it to the actions, whose spans join: what lies between `dialogue` and its actions is Rasa's own.
Attributes name channel, conversation, route, action and kind of statement; never a person, a text or a value.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa
from flask import Flask, Response, g, request
from opentelemetry import context, trace
from opentelemetry.trace import Span, SpanKind, StatusCode
from opentelemetry.trace.propagation.tracecontext import TraceContextTextMapPropagator
from sqlalchemy import Connection, Engine

from settings import Settings

if TYPE_CHECKING:
    from opentelemetry.sdk.trace import TracerProvider

SECONDS = 5
# Where the place in a trace stands in the metadata of a message.
CARRIER = "trace"
_propagator = TraceContextTextMapPropagator()
_tracer = trace.get_tracer("padam")


def configure(settings: Settings, part: str) -> TracerProvider | None:
    """Send the spans of this process, `padam-<part>`, to the collector of the settings; without one do nothing."""
    endpoint = settings.otel_exporter_otlp_endpoint
    if endpoint is None:
        return None
    # Reading these takes as long as reading a third of everything else.
    from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
    from opentelemetry.sdk.resources import Resource
    from opentelemetry.sdk.trace import TracerProvider
    from opentelemetry.sdk.trace.export import BatchSpanProcessor

    provider = TracerProvider(resource=Resource.create({"service.name": f"padam-{part}"}))
    provider.add_span_processor(BatchSpanProcessor(OTLPSpanExporter(f"{endpoint}/v1/traces", timeout=SECONDS)))
    trace.set_tracer_provider(provider)
    return provider


@contextmanager
def span(name: str, **attributes: str | int) -> Iterator[Span]:
    """Trace what is done within; an exception is named by its type, its message may name a person."""
    with _tracer.start_as_current_span(
        name, attributes=_named(attributes), record_exception=False, set_status_on_exception=False
    ) as present:
        try:
            yield present
        except BaseException as error:
            present.set_attribute("error.type", type(error).__name__)
            present.set_status(StatusCode.ERROR)
            raise


def note(**attributes: str | int) -> None:
    """Add to the span this happens in."""
    trace.get_current_span().set_attributes(_named(attributes))


def carried() -> dict[str, str]:
    """Return the present place in the trace, for a message to carry; nothing where nothing is traced."""
    found: dict[str, str] = {}
    _propagator.inject(found)
    return {CARRIER: found["traceparent"]} if "traceparent" in found else {}


@contextmanager
def continued(metadata: Mapping[str, Any]) -> Iterator[None]:
    """Go on within the trace a message carried here."""
    place = metadata.get(CARRIER)
    if not isinstance(place, str):
        yield
        return
    token = context.attach(_propagator.extract({"traceparent": place}))
    try:
        yield
    finally:
        context.detach(token)


def register(app: Flask) -> None:
    """Trace every request by its route."""

    @app.before_request
    def begin() -> None:
        route = request.url_rule.rule if request.url_rule else "none"
        present = _tracer.start_span(f"{request.method} {route}", kind=SpanKind.SERVER)
        present.set_attributes({"http.request.method": request.method, "http.route": route})
        g.span, g.span_token = present, context.attach(trace.set_span_in_context(present))

    @app.after_request
    def tell(response: Response) -> Response:
        if "span" in g:
            g.span.set_attribute("http.response.status_code", response.status_code)
        return response

    @app.teardown_request
    def end(_error: BaseException | None) -> None:
        if "span" in g:
            context.detach(g.pop("span_token"))
            g.pop("span").end()


def watch(engine: Engine) -> None:
    """Trace the statements put to a database, by their first word; values and texts stay out."""

    def begin(
        connection: Connection,
        _cursor: object,
        statement: str,
        _values: object,
        execution: Any,  # noqa: ANN401 - an execution context of any dialect
        _many: bool,
    ) -> None:
        word = statement.split(None, 1)[0].upper() if statement.strip() else "?"
        present = _tracer.start_span(f"db {word}", kind=SpanKind.CLIENT)
        present.set_attributes({"db.system.name": connection.dialect.name, "db.operation.name": word})
        execution.padam_span = present

    def end(
        _connection: Connection,
        _cursor: object,
        _statement: str,
        _values: object,
        execution: Any,  # noqa: ANN401 - as above
        _many: bool,
    ) -> None:
        execution.padam_span.end()

    def fail(failed: sa.engine.ExceptionContext) -> None:
        present: Span | None = getattr(failed.execution_context, "padam_span", None)
        if present is not None:
            present.set_attribute("error.type", type(failed.original_exception).__name__)
            present.set_status(StatusCode.ERROR)
            present.end()

    sa.event.listen(engine, "before_cursor_execute", begin)
    sa.event.listen(engine, "after_cursor_execute", end)
    sa.event.listen(engine, "handle_error", fail)


def _named(attributes: Mapping[str, str | int]) -> dict[str, str | int]:
    return {f"padam.{name}": value for name, value in attributes.items()}
