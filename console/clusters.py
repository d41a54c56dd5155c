"""Reports of a possible wider outage put together by place, as the officer would see them on a map."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from tickets.model import Ticket
from tickets.premises import metres_between, street_key
from tickets.rules import CLUSTER_METRES


@dataclass(slots=True)
class Cluster:
    """Reports near each other, newest first."""

    tickets: list[Ticket] = field(default_factory=list)

    @property
    def place(self) -> tuple[float, float] | None:
        """Return the middle of the reports whose place is known, degrees WGS84."""
        known = [(t.customer.lat, t.customer.lon) for t in self.tickets]
        places = [(lat, lon) for lat, lon in known if lat is not None and lon is not None]
        if not places:
            return None
        return sum(lat for lat, _ in places) / len(places), sum(lon for _, lon in places) / len(places)

    @property
    def is_marked(self) -> bool:
        """Tell whether one of them carries the mark of a possible wider outage."""
        return any(t.wider_outage for t in self.tickets)

    @property
    def address(self) -> str | None:
        """Return an address of one of them."""
        return next((t.customer.address for t in self.tickets if t.customer.address), None)

    def is_near(self, ticket: Ticket) -> bool:
        """Tell whether a report belongs here: the same street or within 500 m (Source: procedure.md IN-6)."""
        return any(_near(ticket, known) for known in self.tickets)


def clusters(tickets: Iterable[Ticket]) -> Sequence[Cluster]:
    """Group reports by place, the largest group first."""
    found: list[Cluster] = []
    for ticket in tickets:
        near = [cluster for cluster in found if cluster.is_near(ticket)]
        # A report between two groups makes one of them.
        merged = Cluster([*(known for cluster in near for known in cluster.tickets), ticket])
        found = [cluster for cluster in found if cluster not in near] + [merged]
    return sorted(found, key=lambda cluster: -len(cluster.tickets))


def _near(a: Ticket, b: Ticket) -> bool:
    street = street_key(a.customer.address)
    if street is not None and street == street_key(b.customer.address):
        return True
    here, there = (a.customer.lat, a.customer.lon), (b.customer.lat, b.customer.lon)
    if None in here or None in there:
        return False
    return metres_between(here, there) <= CLUSTER_METRES  # type: ignore[arg-type]
