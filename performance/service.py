"""The use cases of those who answer for the service: read the figures of a span, keep what was not understood."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import date, timedelta, tzinfo

from desk.model import Reason
from performance.figures import STARS, total_reports
from performance.masking import Place, mask
from performance.model import (
    Conversations,
    Figures,
    Misread,
    Misunderstanding,
    Promises,
    Reports,
    Times,
    Trouble,
    Waited,
)
from performance.ports import PerformanceUnitOfWorkFactory
from performance.span import LONGEST, Span
from tickets.model import Channel, Kind
from tickets.ports import Clock

# Masked or not, customers' words are kept no longer than a span can show.
KEPT = timedelta(days=LONGEST)
COMMENTS = 10
SHOWN = 50
# More different texts than anybody will read through.
EXPORTED = 2000
LONGEST_TEXT = 300


class Performance:
    """All use cases around the figures."""

    def __init__(self, uow: PerformanceUnitOfWorkFactory, clock: Clock, zone: tzinfo) -> None:
        self._uow = uow
        self._clock = clock
        self._zone = zone

    def span(self, first: str, last: str) -> Span:
        """Read a span of ISO dates, today where both are empty. Raises: SpanError."""
        return Span.read(first, last, self._clock(), self._zone)

    def figures(self, span: Span) -> Figures:
        """Return the figures of a span, of one state of the store as far as it can give one."""
        now = self._clock()
        with self._uow() as uow:
            counts, texts = uow.counts, uow.misunderstandings
            kinds = counts.kinds(span)
            reasons = counts.hand_overs(span)
            reports, conversations = counts.reports(span), counts.conversations(span)
            promises, misunderstood = counts.promises(span, now), texts.by_day(span)
            waits, stars = counts.waits(span), counts.stars(span)
            before = total_reports(counts.reports(span.before).values())
            comments, misread = counts.comments(span, COMMENTS), texts.commonest(span, SHOWN)
            rules = counts.rules(span)
        by_kind, by_channel, by_reason, by_day = Counter[Kind](), Counter[Channel](), Counter[Reason](), Counter[date]()
        for (kind, channel), count in kinds.items():
            by_kind[kind] += count
            by_channel[channel] += count
        for (day, reason), count in reasons.items():
            by_day[day] += count
            by_reason[reason] += count
        dates = [day.date for day in span.days]
        return Figures(
            reports={day: reports.get(day, Reports()) for day in dates},
            kinds={kind: by_kind[kind] for kind in Kind},
            channels=dict(by_channel.most_common()),
            rules=dict(sorted(rules.items())),
            conversations={day: conversations.get(day, Conversations()) for day in dates},
            hand_overs={day: by_day[day] for day in dates},
            reasons=dict(by_reason.most_common()),
            promises={day: promises.get(day, Promises()) for day in dates},
            waits={what: waits.get(what, Times()) for what in Waited},
            stars={star: stars.get(star, 0) for star in STARS},
            comments=comments,
            misunderstood={day: misunderstood.get(day, 0) for day in dates},
            misread=misread,
            before=before,
        )

    def misread(self, span: Span) -> Sequence[Misread]:
        """Return every text not understood, the commonest first, to be taken away."""
        with self._uow() as uow:
            return uow.misunderstandings.commonest(span, EXPORTED)

    def misunderstood(
        self,
        text: str,
        channel: Channel,
        trouble: Trouble,
        *,
        question: str | None,
        guess: str | None,
        places: Iterable[Place] = (),
        known: Iterable[str] = (),
    ) -> None:
        """Keep a text that was not understood, masked before it is stored; one without any word of use is not kept.

        `places` are what the dialogue found in it, `known` what is known of the customer: names, addresses.
        """
        masked = mask(text, places, known=known, question=question)[:LONGEST_TEXT].strip()
        if not masked:
            return
        now = self._clock()
        with self._uow() as uow:
            found = Misunderstanding(now, channel, trouble, masked, question, guess)
            uow.misunderstandings.add(found, now - KEPT)
            uow.commit()
