"""What lies beside a dispute: sides and parties, the table, what every side must want, drafts. Read once, changed in memory."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from operator import attrgetter

from huying.base.journal import reading
from huying.civic.mediation.words import MEDIATES, ClockKind, Joint

from .agreement import Agreement, Obligation, Signature
from .dispute import Dispute, DisputeClock
from .sides import Party, Side
from .table import Choice, Request, RequestAnswer, Seat

OF_DISPUTE = "dispute_id = $1"
WHOLE: tuple[reading.Table, ...] = (
    (Side, OF_DISPUTE, "*"),
    (DisputeClock, OF_DISPUTE, "*"),
    (Seat, OF_DISPUTE, "*"),
    (Choice, "seat_id IN (SELECT id FROM mediation_seat WHERE dispute_id = $1)", "*"),
    (Request, OF_DISPUTE, "*"),
    (RequestAnswer, "request_id IN (SELECT id FROM mediation_request WHERE dispute_id = $1)", "*"),
    (Agreement, OF_DISPUTE, "*"),
    (Signature, "agreement_id IN (SELECT id FROM mediation_agreement WHERE dispute_id = $1)", "*"),
)
"""What the page of a dispute reads in one statement."""


class Papers:
    """The rows beside one dispute, each kind read when it is first asked for."""

    requests: list[Request]
    """All that was asked of every side, newest first; read with the whole."""
    agreements: list[Agreement]
    """All versions of the text, newest first; read with the whole."""

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
        return list(self.dispute.seats.filter(ended_at=None))

    @cached_property
    def choices(self) -> list[Choice]:
        """What the sides said of whoever sits at the table."""
        return list(Choice.objects.filter(seat__in=self.seats)) if self.seats else []

    @cached_property
    def request(self) -> Request | None:
        """The one that waits."""
        return self.dispute.requests.filter(decision="").first()

    @cached_property
    def answers(self) -> list[RequestAnswer]:
        """What the sides said to what they were asked for."""
        return list(RequestAnswer.objects.filter(request__dispute=self.dispute)) if self.request else []

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
        return [row for row in self.signed if row.agreement_id == self.draft.pk] if self.draft else []

    @cached_property
    def signed(self) -> list[Signature]:
        """Of every version."""
        return list(Signature.objects.filter(agreement__dispute=self.dispute)) if self.draft else []

    @cached_property
    def owed(self) -> list[Obligation]:
        """What is owed under every version."""
        found = list(Obligation.objects.filter(agreement__dispute=self.dispute)) if self.draft else []
        sides = {side.pk: side for side in self.sides}
        for row in found:
            row.side = sides[row.side_id]
        return found

    def read_whole(self) -> None:
        """Read all of it at once where all of it is shown: fewer statements than one by one as the rules ask."""
        told = reading.beside(self.dispute.pk, WHOLE)
        self.sides, self.clocks, seats, self.choices, requests, self.answers, agreements, self.signed = told
        self.sides.sort(key=attrgetter("number"))
        self.seats = [seat for seat in seats if seat.ended_at is None]
        self.requests, self.agreements = requests[::-1], sorted(agreements, key=attrgetter("version"), reverse=True)
        self.request = next((row for row in requests if row.decision == ""), None)
        self.granted = [row for row in requests if row.decision == "granted"]
        self.draft = self.agreements[0] if self.agreements else None

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
