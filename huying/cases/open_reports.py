"""What other systems read of cases by Open311: what everybody may, and what a system filed itself. Confidential cases never."""

import secrets
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Exists, F, OuterRef, Q, QuerySet, Subquery
from django.db.models.lookups import GreaterThanOrEqual, LessThanOrEqual

from huying.base.catalogue import register as catalogue
from huying.base.journal.memory import Event, typed
from huying.base.places import register as places
from huying.base.units import register as units
from huying.base.units.models import Key

from . import numbers
from .models import Case, OpenReport, OpenUpdate, Publication
from .sentences import TOLD
from .words import Confidentiality, Outcome, State

DONE = (State.REPLIED, State.CLOSED)
MOST = 1000
"""Rows that are given at once."""


@dataclass(frozen=True)
class Wanted:
    """What a list is narrowed to; times are aware. `numbers` overrides everything else."""

    since: datetime
    until: datetime
    numbers: Collection[str] | None = None
    services: Collection[str] | None = None
    done: bool | None = None
    changed_since: datetime | None = None
    changed_until: datetime | None = None


def note(case: Case, key: Key, *, token: bool) -> OpenReport:
    """Remember that `case` was filed with `key`; in the transaction that filed it. `token`: its sender gets one, not the number."""
    public = key.purpose == Key.Purpose.OPEN311
    return OpenReport.objects.create(
        case=case, key=key, public=public, token=secrets.token_urlsafe(18) if token else ""
    )


def readable(key: Key | None) -> QuerySet[Case]:
    """What may be read: released by a person, told to everybody by its sender, or filed with `key`."""
    told = (
        Publication.objects.filter(gone=False)
        .values("case")
        .union(OpenReport.objects.filter(public=True).values("case"), all=True)
    )
    by_them = Q(pk__in=told) | (Q(pk__in=OpenReport.objects.filter(key=key).values("case")) if key else Q())
    return Case.objects.filter(
        by_them, confidentiality=Confidentiality.NORMAL, category__confidentiality=Confidentiality.NORMAL
    ).exclude(category__open311="")


def listed(key: Key | None, wanted: Wanted) -> QuerySet[Case]:
    """What is wanted of it, newest first, with all that its answer shows, and `changed_at`."""
    found = _with_all(readable(key)).order_by("-received_at", "-id")
    if wanted.numbers is not None:
        return found.filter(number__in=[numbers.tidy(number) for number in wanted.numbers])
    found = found.filter(received_at__gte=wanted.since, received_at__lte=wanted.until)
    if wanted.services is not None:
        found = found.filter(category__open311__in=wanted.services)
    if wanted.done is not None:
        found = found.filter(_done() if wanted.done else ~_done())
    if wanted.changed_since:
        found = found.filter(GreaterThanOrEqual(F("changed_at"), wanted.changed_since))
    return found.filter(LessThanOrEqual(F("changed_at"), wanted.changed_until)) if wanted.changed_until else found


def named(case: Case) -> Case:
    """With its category, area and unit from the registers of this process, which a list would join for every row."""
    case.category = catalogue.current().categories.get(case.category_id or 0)
    case.area = places.by_id(case.area_id or 0)
    case.unit = units.current().by_id.get(case.unit_id or 0)
    return case


def one(key: Key | None, number: str) -> Case | None:
    """The case with this number, however it was written, if it may be read."""
    tidy = numbers.tidy(number)
    return _with_all(readable(key)).filter(number=tidy).first() if tidy else None


def by_token(key: Key | None, token: str) -> Case | None:
    """The case that was filed in exchange for this token."""
    return readable(key).filter(open_report__token=token).first() if token else None


def is_done(case: Case) -> bool:
    """Whether nobody works on it any more: answered, or ended. Of a merged one says the case that it went into."""
    led_by = case.parent if case.outcome == Outcome.MERGED and case.parent else case
    return led_by.state in DONE


def filed_by(case: Case, key: Key | None) -> bool:
    """Whether the system with this key filed it: it reads the answers, and speaks for the reporter."""
    report = getattr(case, "open_report", None)
    return key is not None and report is not None and report.key_id == key.pk


def answers(cases: Iterable[Case]) -> dict[int, str]:
    """What was answered last, by key of the case, in two statements; absent where nothing was, or it was erased."""
    told = list(
        Event.objects.filter(
            life=Case.life, thing__in=[case.pk for case in cases], verb__in=("propose_reply", "reply", "approve_reply")
        ).order_by("thing", "seq")
    )
    words, proposed, found = typed(told, "text"), dict[int, str](), dict[int, str]()
    for event in told:
        if event.verb == "propose_reply":
            proposed[event.thing] = words.get(event.pk, "")
        elif event.verb == "reply" or event.facts["decision"] == "granted":
            found[event.thing] = words.get(event.pk, "") if event.verb == "reply" else proposed.get(event.thing, "")
    return found


# -- what happened


@dataclass(frozen=True)
class Happening:
    """Something that happened to a case: what, in whose words if anybody may read them, and as which update it was told."""

    case: Case
    event: Event
    words: str
    status: str
    """As another system said it; "" where Huying says it."""


def happened(
    key: Key | None, verbs: Collection[str], own: Collection[str], wanted: Wanted
) -> QuerySet[Event]:  # fmt: skip
    """The events of these `verbs`, `own` ones only of what was filed with `key`, and every update that was told; oldest first.

    Of `wanted` the time of the event and the numbers count.
    """
    cases = readable(key)
    if wanted.numbers is not None:
        cases = cases.filter(number__in=[numbers.tidy(number) for number in wanted.numbers])
    told = OpenUpdate.objects.filter(case=OuterRef("thing"), seq=OuterRef("seq"))
    theirs = OpenReport.objects.filter(key=key).values("case") if key else OpenReport.objects.none().values("case")
    return Event.objects.filter(
        Q(verb__in=verbs) | Exists(told) | Q(verb__in=own, thing__in=theirs),
        life=Case.life, thing__in=cases.values("pk"), at__gte=wanted.since, at__lte=wanted.until,
    ).order_by("at", "id")  # fmt: skip


def told(key: Key | None, events: Iterable[Event]) -> list[Happening]:
    """These events with their cases and words, in a fixed number of statements."""
    page = list(events)
    cases = _with_all(Case.objects.filter(pk__in={event.thing for event in page})).in_bulk()
    seqs = {event.seq for event in page}
    told_us = OpenUpdate.objects.filter(case__in=cases.keys(), seq__in=seqs)
    updates = {(update.case_id, update.seq): update for update in told_us}
    verb = {event.pk: event.verb for event in page}
    said: dict[int, str] = {}
    for name in ("question", "answer", "reason", "text"):
        said |= {pk: text for pk, text in typed(page, name).items() if text and name in TOLD.get(verb[pk], ())}
    return [
        Happening(
            cases[event.thing], event,
            said.get(event.pk, "") if (event.thing, event.seq) in updates or filed_by(cases[event.thing], key) else "",
            getattr(updates.get((event.thing, event.seq)), "status", ""),
        )
        for event in page
    ]  # fmt: skip


def known(case: Case, key: Key, update_id: str) -> OpenUpdate | None:
    """The update that they told with this number before."""
    return OpenUpdate.objects.filter(case=case, key=key, update_id=update_id).first()


def remember(case: Case, key: Key, update_id: str, status: str) -> OpenUpdate:
    """The newest event of `case` is what this update became; in the transaction of the step itself."""
    return OpenUpdate.objects.create(case=case, key=key, update_id=update_id, seq=case.n_events, status=status)


def _with_all(cases: QuerySet[Case]) -> QuerySet[Case]:
    newest = Event.objects.filter(life=Case.life, thing=OuterRef("pk"), seq=OuterRef("n_events")).values("at")
    return cases.select_related("text", "parent", "publication", "open_report").annotate(changed_at=Subquery(newest[:1]))  # fmt: skip


def _done() -> Q:
    goes_on = Q(outcome=Outcome.MERGED) & ~Q(parent__state__in=DONE)
    return Q(state__in=DONE) & ~goes_on


def theirs(key: Key, number: str) -> Case | None:
    """The case with this number that was filed with `key`, or that the unit of `key` leads: of these they may tell updates."""
    led = Q(unit=key.unit_id) if key.unit_id else Q(pk=None)
    cases = Case.objects.filter(Q(open_report__key=key) | led, confidentiality=Confidentiality.NORMAL)
    tidy = numbers.tidy(number)
    return cases.select_related("open_report").filter(number=tidy).first() if tidy else None
