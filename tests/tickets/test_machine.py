"""Any sequence of contacts and stages: nothing lost, nothing skipped, nothing twice."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, MultipleResults, RuleBasedStateMachine, invariant, multiple, rule

from tests.fakes import FakeStore, HandSetClock
from tests.tickets.scenes import MOMENT, THREE_HOURS, TONO, apkt
from tickets import rules
from tickets.errors import ConflictError, TicketError
from tickets.events import EventType, Tab
from tickets.model import Channel, Customer, Kind, Outcome, Position, ResolutionCode, Side, Stage, Status
from tickets.numbers import make_no_lapor, read_no_lapor
from tickets.premises import premise_keys
from tickets.service import Contact, NewReport, Reports

# Few buildings, so that they meet: some know both numbers, some one, some only name and address.
BUILDINGS = [
    Customer(idpel="500000000001", meter_id="10000000001"),
    Customer(idpel="500000000001"),
    Customer(meter_id="10000000001"),
    Customer(idpel="500000000002", meter_id="10000000001"),
    Customer(idpel="500000000002"),
    Customer(name="Budi", address="Jl Merdeka 5"),
    Customer(name="BUDI", address="jalan merdeka no. 5", idpel="500000000003"),
    Customer(name="Siti", address="Jl Merdeka 5", phone="+62811"),
]
CHANGES: dict[str, st.SearchStrategy[Any]] = {
    "phone": st.sampled_from(["+62811", "+62812", None]),
    "idpel": st.sampled_from(["500000000001", "500000000002", "500000000009"]),
    "meter_id": st.sampled_from(["10000000001", None]),
    "address": st.sampled_from(["Jl Merdeka 5", "Jl Baru 1"]),
}
# The number of a report made in this step, or nothing.
Made = str | MultipleResults[str]
# Most of the rules are about outages.
KINDS = st.sampled_from([Kind.G, Kind.G, Kind.G, Kind.K])
PAUSES = [timedelta(), MOMENT, timedelta(hours=1), THREE_HOURS - MOMENT, THREE_HOURS, timedelta(days=1)]


class Procedure(RuleBasedStateMachine):
    """Customers, officers and time do what they like to the use cases; the promises hold after each step."""

    reports_made = Bundle("reports_made")

    def __init__(self) -> None:
        super().__init__()
        self.store = FakeStore()
        self.clock = HandSetClock()
        self.reports = Reports(self.store, self.clock, unit_code="54", zone=ZoneInfo("Asia/Jakarta"))
        self.numbers: list[str] = []
        self.notes: list[str] = []
        self.reopened: set[str] = set()
        self.lapor_ulang = self.updates = 0

    def note(self) -> str:
        """Return a note nobody used before."""
        return f"catatan {len(self.notes)}"

    def apply(self, outcome: Outcome, note: str) -> None:
        """Remember what the procedure says it did."""
        self.notes.append(note)
        self.lapor_ulang += outcome in (Outcome.LAPOR_ULANG, Outcome.LAPOR_ULANG_UPDATE)
        self.updates += outcome in (Outcome.UPDATE, Outcome.LAPOR_ULANG_UPDATE)

    @rule(target=reports_made, customer=st.sampled_from(BUILDINGS), kind=KINDS, urgent=st.booleans())
    def take(self, customer: Customer, kind: Kind, urgent: bool) -> Made:
        note = self.note()
        taken = self.reports.take(NewReport(customer, note, "BOT", Channel.WHATSAPP, kind, urgent=urgent))
        if taken.repeat is None:
            self.notes.append(note)
            self.numbers.append(taken.ticket.no_lapor)
            return taken.ticket.no_lapor
        assert taken.ticket.no_lapor in self.numbers
        assert set(premise_keys(customer)) & set(premise_keys(taken.ticket.customer))
        self.apply(taken.repeat.outcome, note)
        return multiple()

    @rule(
        target=reports_made,
        no_lapor=reports_made,
        side=st.sampled_from(Side),
        urgent=st.booleans(),
        changes=st.fixed_dictionaries({}, optional=CHANGES),
    )
    def contact(self, no_lapor: str, side: Side, urgent: bool, changes: dict[str, object]) -> Made:
        before, note = self.reports.get(no_lapor), self.note()
        try:
            result = self.reports.contact(no_lapor, Contact(side, note, "BOT", Channel.VOICE, urgent, changes))
        except TicketError:
            assert changes, "a contact that changes nothing is never refused"
            assert self.reports.get(no_lapor) == before
            return multiple()
        self.apply(result.verdict.outcome, note)
        if result.verdict.outcome is Outcome.NEW_REPORT:
            self.numbers.append(result.ticket.no_lapor)
            return result.ticket.no_lapor
        if result.verdict.reopens:
            self.reopened.add(result.ticket.no_lapor)
        for name, value in changes.items():
            assert getattr(result.ticket.customer, name) == value
        return multiple()

    @rule(no_lapor=reports_made, stage=st.sampled_from(Stage))
    def advance(self, no_lapor: str, stage: Stage, code: ResolutionCode | None = None) -> None:
        before = self.reports.get(no_lapor)
        try:
            after = self.reports.advance(no_lapor, stage, apkt(self.reports), code=code)
        except TicketError:
            assert self.reports.get(no_lapor) == before
        else:
            assert after.stage is stage
            assert after.stage.order >= before.stage.order

    @rule(no_lapor=reports_made, code=st.sampled_from([None, *ResolutionCode]))
    def finish(self, no_lapor: str, code: ResolutionCode | None) -> None:
        self.advance(no_lapor, Stage.SELESAI, code)

    @rule(no_lapor=reports_made, name=st.sampled_from(["Tono", "Joko"]))
    def assign(self, no_lapor: str, name: str) -> None:
        try:
            self.reports.assign(no_lapor, replace(TONO, name=name), apkt(self.reports))
        except ConflictError:
            ticket = self.reports.get(no_lapor)
            assert ticket.kind is Kind.K or not ticket.is_open

    @rule(no_lapor=reports_made, age=st.sampled_from(PAUSES))
    def see(self, no_lapor: str, age: timedelta) -> None:
        before = self.reports.get(no_lapor)
        try:
            after = self.reports.see_position(no_lapor, Position(-7.0, 112.0, "Jl Mawar", self.clock() - age))
        except ConflictError:
            return
        if before.position is not None:
            assert after.position is not None
            assert after.position.at >= before.position.at

    @rule(no_lapor=reports_made)
    def comment(self, no_lapor: str) -> None:
        note = self.note()
        self.reports.comment(no_lapor, note, apkt(self.reports))
        self.notes.append(note)

    @rule(pause=st.sampled_from(PAUSES))
    def wait(self, pause: timedelta) -> None:
        self.clock.forward(pause)

    @invariant()
    def no_note_is_lost(self) -> None:
        told = " ".join(event.note or "" for event in self.store.state.events) + " "
        kept = " ".join(repeat.note for ticket in self.store.state.tickets.values() for repeat in ticket.repeats)
        for note in self.notes:
            assert any(f"{note}{end}" in told for end in (" ", " [")), note
        assert kept.count("catatan") == self.lapor_ulang

    @invariant()
    def no_number_is_given_twice(self) -> None:
        assert len(set(self.numbers)) == len(self.numbers)
        assert set(self.numbers) == set(self.store.state.tickets)
        digits = {no_lapor[1:] for no_lapor in self.numbers}
        assert len(digits) == len(self.numbers)

    @invariant()
    def repeats_and_updates_are_counted_exactly(self) -> None:
        tickets = self.store.state.tickets.values()
        assert sum(ticket.lapor_ulang_count for ticket in tickets) == self.lapor_ulang
        assert sum(ticket.update_count for ticket in tickets) == self.updates
        for ticket in tickets:
            assert ticket.lapor_ulang_count == len(ticket.repeats)

    @invariant()
    def stages_are_a_chain_without_gap_in_the_history(self) -> None:
        for no_lapor, ticket in self.store.state.tickets.items():
            steps = [(event.old, event.new) for event in self.reports.history(no_lapor, Tab.TRANSITIONS)]
            chain = [str(Stage.LAPOR), *(new for _, new in steps)]
            assert [old for old, _ in steps] == chain[:-1]
            assert [str(reached.stage) for reached in ticket.stages] == chain
            for old, new in steps:
                forward = Stage(str(new)).order > Stage(str(old)).order
                assert forward or (old, new) == (Stage.SELESAI, Stage.LAPOR)
            assert (ticket.stage is Stage.SELESAI) is (ticket.status is Status.SELESAI)
            assert (ticket.resolution is None) is ticket.is_open

    @invariant()
    def the_asterisk_marks_exactly_what_was_reopened_and_stays(self) -> None:
        marked = {no_lapor for no_lapor, ticket in self.store.state.tickets.items() if ticket.attention}
        assert marked == self.reopened
        for no_lapor in marked:
            assert self.reports.get(no_lapor + "*").display_no == no_lapor + "*"

    @invariant()
    def a_building_has_one_open_outage_report(self) -> None:
        held: dict[str, str] = {}
        for no_lapor, ticket in self.store.state.tickets.items():
            if ticket.kind is Kind.G and ticket.is_open:
                for key in premise_keys(ticket.customer):
                    assert key not in held, (key, held[key], no_lapor)
                    held[key] = no_lapor
        assert held == self.store.state.premises

    @invariant()
    def every_report_began_with_being_reported(self) -> None:
        for no_lapor in self.numbers:
            kinds = [event.type for event in self.store.state.events if event.no_lapor == no_lapor]
            assert kinds.count(EventType.REPORTED) == 1
            assert kinds[0] is EventType.REPORTED


TestProcedure = Procedure.TestCase
TestProcedure.settings = settings(max_examples=100, stateful_step_count=50, deadline=None)


@given(
    kind=st.sampled_from(Kind),
    status=st.sampled_from(Status),
    side=st.sampled_from(Side),
    elapsed=st.timedeltas(min_value=timedelta(), max_value=timedelta(days=30)),
    urgent=st.booleans(),
)
def test_the_LU_table_has_one_answer_for_every_case(
    kind: Kind, status: Status, side: Side, elapsed: timedelta, urgent: bool
) -> None:
    verdict = rules.decide_repeat(kind, status, side, elapsed, urgent=urgent)
    assert verdict.rule in {f"LU-{number}" for number in range(1, 13)}
    assert verdict.reopens is (kind is Kind.G and status is Status.SELESAI)
    if status is Status.SELESAI:
        assert verdict.outcome not in (Outcome.UPDATE, Outcome.LAPOR_ULANG_UPDATE)
    if kind is Kind.G and status is Status.BELUM_SELESAI and elapsed < THREE_HOURS and not urgent:
        assert verdict.outcome is Outcome.UPDATE
    if status is Status.BELUM_SELESAI and side is Side.CUSTOMER:
        assert verdict.outcome is Outcome.UPDATE


@given(
    kind=st.sampled_from(Kind),
    unit=st.integers(0, 99),
    day=st.dates(min_value=date(2000, 1, 1), max_value=date(2068, 12, 31)),
    sequence=st.integers(1, 10**9),
    separators=st.lists(st.sampled_from(["", " ", "-", ".", "*"]), min_size=40, max_size=40),
    lower=st.booleans(),
)
def test_IN_4_every_number_we_write_is_read_however_it_is_typed(
    kind: Kind, unit: int, day: date, sequence: int, separators: list[str], lower: bool
) -> None:
    number = make_no_lapor(kind, f"{unit:02}", day, sequence)
    typed = "".join(sign + separator for sign, separator in zip(number, separators, strict=False))
    assert read_no_lapor(typed.lower() if lower else typed) == number
