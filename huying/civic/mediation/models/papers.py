"""What lies beside a dispute: sides and parties, the table, what every side must want, drafts. Read once, changed in memory."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property

from huying.civic.mediation.words import MEDIATES, ClockKind, Joint

from .agreement import Agreement, Signature
from .dispute import Dispute, DisputeClock
from .sides import Party, Side
from .table import Request, Seat


class Papers:
    """The rows beside one dispute, each kind read when it is first asked for."""

    def __init__(self, dispute: Dispute) -> None:
        self.dispute = dispute

    @cached_property
    def sides(self) -> list[Side]:
        return list(self.dispute.sides.all())

    @cached_property
    def parties(self) -> list[Party]:
        return list(Party.objects.filter(side__dispute=self.dispute))

    @cached_property
    def seats(self) -> list[Seat]:
        """Who sits at the table now."""
        return list(self.dispute.seats.filter(ended_at=None).prefetch_related("choices"))

    @cached_property
    def request(self) -> Request | None:
        """The one that waits."""
        return self.dispute.requests.filter(decision="").prefetch_related("answers").first()

    @cached_property
    def granted(self) -> list[Request]:
        """What every side wanted."""
        return list(self.dispute.requests.filter(decision="granted").order_by("id"))

    @cached_property
    def clocks(self) -> list[DisputeClock]:
        return list(self.dispute.clocks.order_by("id"))

    @cached_property
    def draft(self) -> Agreement | None:
        """The newest version of the text."""
        return self.dispute.agreements.order_by("-version").first()

    @cached_property
    def signatures(self) -> list[Signature]:
        """Of the newest version."""
        return list(self.draft.signatures.all()) if self.draft else []

    @cached_property
    def requests(self) -> list[Request]:
        """All of them, newest first, with their answers."""
        return list(self.dispute.requests.order_by("-id").prefetch_related("answers"))

    @cached_property
    def agreements(self) -> list[Agreement]:
        """All versions, newest first, with signatures and what is owed."""
        found = self.dispute.agreements.order_by("-version")
        return list(found.prefetch_related("signatures", "obligations__side"))

    def read_whole(self) -> None:
        """Read all of it at once where all of it is shown: fewer statements than one by one as the rules ask."""
        self.request = next((row for row in self.requests if row.decision == ""), None)
        self.granted = [row for row in reversed(self.requests) if row.decision == "granted"]
        self.draft = self.agreements[0] if self.agreements else None
        self.signatures = list(self.draft.signatures.all()) if self.draft else []

    @property
    def mediators(self) -> list[Seat]:
        return [seat for seat in self.seats if seat.part in MEDIATES]

    def of_side(self, number: int) -> Sequence[Party]:
        """The parties of the side with this number."""
        sides = {side.pk for side in self.sides if side.number == number}
        return [party for party in self.parties if party.side_id in sides]

    def side(self, number: int) -> Side | None:
        return next((side for side in self.sides if side.number == number), None)

    def wanted(self, kind: Joint) -> Request | None:
        """The newest of this kind that every side wanted."""
        return next((request for request in reversed(self.granted) if request.kind == kind), None)

    def party(self, pk: int | None) -> Party | None:
        return next((party for party in self.parties if party.pk == pk), None)

    def seat(self, pk: int | None) -> Seat | None:
        return next((seat for seat in self.seats if seat.pk == pk), None)

    def running(self, *kinds: ClockKind) -> list[DisputeClock]:
        """The clocks of these kinds that wait for what stops them."""
        return [row for row in self.clocks if row.kind in kinds and row.stopped_at is None]

    def unsigned(self) -> list[Party]:
        """Whose signature under the newest version is missing."""
        signed = {row.party_id for row in self.signatures if self.draft and row.hash == self.draft.hash}
        return [party for party in self.parties if party.pk not in signed]

    def not_countersigned(self) -> list[Seat]:
        """Which mediators have not signed the newest version."""
        signed = {row.staff_id for row in self.signatures if self.draft and row.hash == self.draft.hash}
        return [seat for seat in self.mediators if seat.staff_id not in signed]
