"""Made-up disputes of any number: a few lives lived by the real commands and rolled back, all others like them, by COPY.

Each copy has keys, parties, place, committee and moment of its own, its chain of events is hashed anew, and each batch comes
under a seal: `huying verify` finds nothing wrong with them. Long because lives and their copies are read together.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from copy import copy
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from functools import cache
from random import Random
from time import perf_counter
from typing import Any

from django.db import transaction
from django.db.models import Model, Q
from django.utils import timezone

from huying.base.journal import chain, clock, rows, seals
from huying.base.journal.memory import Event, Words
from huying.base.places import register as places
from huying.base.units import register as units
from huying.base.units.models import Staff
from huying.base.units.roles import Role
from huying.civic.mediation import (
    afterwards,
    agreeing,
    ancestry,
    consenting,
    models,
    numbers,
    opening,
    parties,
    sessions,
    table,
    texts,
)
from huying.civic.mediation.agreeing import Owed
from huying.civic.mediation.models import Dispute, DisputeType
from huying.civic.mediation.sides import Person

BATCH = 2_000
DAY = timedelta(days=1)
KINDS = 8
"""Types of dispute, of each of which a life of every end is lived."""
WEEK = timedelta(days=7)
"""A life is moved by whole weeks, so that its working days stay what they were."""
ENDS = {
    "performed": 46, "refused": 14, "ended": 12, "oral": 9, "unanswered": 5, "in_force": 6, "mediating": 4, "asking": 3, "signing": 1,
}  # fmt: skip
"""How many of a hundred go which way; what is open lies in the last weeks only."""
OPEN = {"in_force", "mediating", "asking", "signing"}
ORIGINS = ("application", "found", "hotline", "court", "police", "petition", "arbitration")
MATTERS = (
    "拖欠工资{n}元，多次催要未果", "楼上漏水，墙面损坏，要求赔偿{n}元", "物业停车费{n}元有争议", "借款{n}元到期未还",
    "商品质量有问题，要求退款{n}元", "两车剐蹭，修理费{n}元由谁承担", "装修噪声影响休息，要求停工", "宅基地相邻通道被占用",
)  # fmt: skip
STREETS = ("滨河路", "柳岸巷", "云山大道", "望溪街", "石桥里", "学府路")
OF_DISPUTE: tuple[tuple[type[Model], str], ...] = (
    (models.DisputeText, "dispute"), (models.Side, "dispute"), (models.Party, "side__dispute"), (models.Seat, "dispute"),
    (models.Choice, "seat__dispute"), (models.Meeting, "dispute"), (models.Note, "dispute"), (models.DisputeClock, "dispute"),
    (models.Agreement, "dispute"), (models.Obligation, "agreement__dispute"), (models.Signature, "agreement__dispute"),
)  # fmt: skip
NAMED = {"seat": models.Seat, "party": models.Party, "session": models.Meeting, "note": models.Note}
"""Facts of an event that are keys, and of what."""


@dataclass(frozen=True)
class Life:
    """One life as it was lived: all of its rows."""

    end: str
    dispute: Dispute
    rows: Sequence[Model]
    events: Sequence[Event]
    words: Sequence[Model]


def upto(
    n: int, *, until: date, years: float = 3, seed: int = 1, progress: Callable[[int], Any] = lambda n: None
) -> dict[str, Any]:
    """Write as many as are missing to `n`, and say what that was; interrupted, the same command takes it up again.

    A city in which nobody mediates gets none.
    """
    _committees.cache_clear()
    here, began, interrupted = Dispute.objects.count(), perf_counter(), False
    missing = max(n - here, 0) if _committees() else 0
    progress(min(here, n))
    try:
        events = pour(missing, until=until, years=years, seed=seed, first=here, progress=progress) if missing else 0
    except KeyboardInterrupt:
        events, interrupted = 0, True
    written = Dispute.objects.count() - here
    return {
        "written": written, "events": events, "unchanged": here, "seconds": round(perf_counter() - began, 1), "interrupted": interrupted,
    }  # fmt: skip


def pour(
    n: int, *, until: date, years: float = 3, seed: int = 1, first: int = 0,
    progress: Callable[[int], Any] = lambda n: None,
) -> int:  # fmt: skip
    """Write `n` disputes of the `years` before `until`, behind `first` that are here; return how many events that were."""
    lives = list(_lives(until))
    written = 0
    for begin in range(first, first + n, BATCH):
        some = min(BATCH, first + n - begin)
        written += _batch(lives, some, max(1, round(years * 52)), Random(f"{seed} {begin}"))
        progress(some)
    return written


def _batch(lives: list[Life], n: int, past: int, random: Random) -> int:
    chosen = random.choices(lives, [ENDS[life.end] for life in lives], k=n)
    keys = _Keys(chosen)
    made, ends, n_events = [], [], 0
    for life in chosen:
        weeks = random.randrange(3) if life.end in OPEN else random.randrange(past)
        copied, events, words = _like(life, keys, -weeks * WEEK, random)
        made += [*copied, *events, *words]
        ends.append(events[-1])
        n_events += len(events)
    with transaction.atomic():
        rows.copy(sorted(made, key=lambda row: ORDER[type(row)]))
        seals.close(ends, n_events=n_events)
    return n_events


class _Keys:
    """Fresh keys of every table, asked for once a batch."""

    def __init__(self, lives: Sequence[Life]) -> None:
        wanted: dict[type[Model], int] = {Dispute: len(lives)}
        for life in lives:
            for row in life.rows:
                wanted[type(row)] = wanted.get(type(row), 0) + 1
        self.of = {
            model: iter(rows.reserve(model, n)) for model, n in wanted.items() if model is not models.DisputeText
        }

    def next(self, model: type[Model]) -> int:
        return next(self.of[model])


ORDER = {model: place for place, model in enumerate((Dispute, *(model for model, _path in OF_DISPUTE), Event, Words))}
"""What points at what comes after it."""


# -- a life like another


def _like(life: Life, keys: _Keys, shift: timedelta, random: Random) -> tuple[list[Model], list[Event], list[Model]]:
    """The same life of another dispute, `shift` later, at another place and with another committee."""
    dispute = _moved(life.dispute, shift)
    dispute.pk = keys.next(Dispute)
    dispute.number = numbers.number(timezone.localdate(dispute.opened_at), dispute.pk)
    dispute.origin = random.choice(ORIGINS)
    _placed(dispute, random)
    said = random.choice(MATTERS).format(n=random.randrange(3, 900) * 100)
    dispute.title, dispute.amount = said, Decimal(random.randrange(3, 900) * 100)
    dispute.address = f"{random.choice(STREETS)} {random.randrange(1, 300)} 号"
    own: dict[Any, int] = {(Dispute, life.dispute.pk): dispute.pk}
    copied: list[Model] = [dispute]
    for row in life.rows:
        new = _moved(row, shift)
        if not isinstance(new, models.DisputeText):
            own[type(row), row.pk] = new.pk = keys.next(type(row))
        for field in row._meta.concrete_fields:
            if field.is_relation and (other := own.get((field.related_model, getattr(row, field.attname)))):
                setattr(new, field.attname, other)
        if isinstance(new, models.DisputeText):
            texts.write(new, f"{dispute.address}，{said}", "")
        if hasattr(new, "unit_id"):
            new.unit_id = dispute.unit_id
        if getattr(new, "staff_id", None):
            new.staff_id = _committees()[dispute.unit_id or 0]
        copied.append(new)
    events, words = _chained(life, dispute, own, shift)
    return copied, events, words


def _chained(life: Life, dispute: Dispute, own: dict[Any, int], shift: timedelta) -> tuple[list[Event], list[Model]]:
    """Its events under its own keys, hashed one after the other, and the words at them."""
    words = []
    for said in life.words:
        new = copy(said)
        new.pk, new.thing, new.salt = None, dispute.pk, chain.salt()  # type: ignore[attr-defined]
        words.append(new)
    blinded: dict[int, dict[str, str]] = {}
    for word in words:
        blinded.setdefault(word.seq, {})[word.name] = chain.blinded(word.text, word.salt)  # type: ignore[attr-defined]
    head, events = b"", []
    for event in life.events:
        new = _moved(event, shift)
        new.pk, new.thing, new.area, new.unit = None, dispute.pk, dispute.area_id, dispute.unit_id
        new.facts = {
            name: own.get((NAMED[name], value), value) if name in NAMED else value
            for name, value in event.facts.items()
        }
        if event.seq in blinded:
            new.facts["words"] = blinded[event.seq]
        head = new.hash = chain.link(head, new)
        events.append(new)
    dispute.head = head
    return events, words


def _moved(row: Any, shift: timedelta) -> Any:
    """A copy with every moment and day of it later by `shift`."""
    new = copy(row)
    new._state = type(row._state)()
    for field in row._meta.concrete_fields:
        value = getattr(row, field.attname)
        if isinstance(value, date):
            setattr(new, field.attname, value + shift)
    return new


def _placed(dispute: Dispute, random: Random) -> None:
    """Somewhere in the area of some committee."""
    unit = units.current().by_id[random.choice(list(_committees()))]
    area = places.by_id(unit.area_id or 0)
    inside = random.choice(places.ids_below(area)) if area else 0
    for name, value in (ancestry.of_unit(unit) | ancestry.of_area(places.by_id(inside))).items():
        setattr(dispute, name, value)


@cache
def _committees() -> dict[int, int]:
    """The committees that somebody mediates for, and who."""
    mediating = Staff.objects.filter(role=Role.MEDIATOR, unit__committee__isnull=False).order_by("-pk")
    return dict(mediating.values_list("unit", "pk"))


# -- lived by the commands


def _lives(until: date) -> Iterator[Life]:
    """One of each end, lived and rolled back: what is open began lately, the rest half a year before."""
    staff = Staff.objects.filter(role=Role.MEDIATOR, unit__committee__isnull=False).order_by("pk")[0]
    kinds = list(DisputeType.objects.filter(mediable=DisputeType.Mediable.YES).order_by("code")[:KINDS])
    last = timezone.make_aware(datetime.combine(until, time(9)), timezone.get_default_timezone())
    for end in ENDS:
        for kind in kinds:
            with transaction.atomic():
                yield _lived(end, kind, staff, last - (WEEK * 3 if end in OPEN else WEEK * 12))
                transaction.set_rollback(True)


def _lived(end: str, kind: DisputeType, staff: Staff, begins: datetime) -> Life:
    moment = iter(begins + timedelta(hours=n * 5) for n in range(10**4))
    by = staff.actor

    def then(command: Callable[..., Any], *given: Any, **said: Any) -> Any:
        with clock.at(next(moment)):
            return command(*given, **said)

    sides = [[Person("张三", phone="13900000001")], [Person("李四", phone="13900000002")]]
    matter = opening.Matter(text="待调解", sides=sides, type=kind, unit=staff.unit, language="zh-hans")
    dispute = then(opening.open, matter, by=by).dispute
    for side in (1, 2):
        then(consenting.ask, dispute, by=by, side=side, means="phone")
    if end == "refused":
        then(consenting.refuse, dispute, by=by, side=2, means="phone")
    elif end == "unanswered":
        for _wait in range(40):
            next(moment)
        then(consenting.lapse, dispute, by=by)
    elif end != "asking":
        _mediated(end, dispute, staff, then)
    return _whole(end, dispute)


def _mediated(end: str, dispute: Dispute, staff: Staff, then: Callable[..., Any]) -> None:
    by = staff.actor
    for side in (1, 2):
        then(consenting.consent, dispute, by=by, side=side, means="phone")
    then(consenting.accept, dispute, by=by)
    then(table.propose, dispute, by=by, seats=[table.Proposed(staff=staff)], reason="熟悉")
    then(table.disclose, dispute, by=by, text="没有利害关系")
    for side in (1, 2):
        then(table.choose, dispute, by=by, side=side, seat=dispute.papers.seats[0], means="phone")
    then(table.begin, dispute, by=by)
    session = then(sessions.schedule, dispute, by=by, starts_at=clock.now() + DAY, where="调解室")
    then(sessions.minute, dispute, by=by, session=session, text="双方各自说明情况")
    if end == "ended":
        then(agreeing.end, dispute, by=by, reason="other")
    if end in ("mediating", "ended"):
        return
    due = timezone.localdate(dispute.opened_at) + timedelta(days=30)
    owed = [Owed(2, "支付", due, Decimal(1000))]
    text = then(agreeing.draft, dispute, by=by, terms="分期支付", obligations=owed, oral=end == "oral")
    _agreed(end, dispute, staff, text.hash, then)


def _agreed(end: str, dispute: Dispute, staff: Staff, text: str, then: Callable[..., Any]) -> None:
    by = staff.actor
    if end == "oral":
        for party in dispute.papers.parties:
            then(agreeing.agree_orally, dispute, by=by, party=party, hash=text, means="session")
        then(agreeing.record_oral, dispute, by=by, hash=text)
    else:
        then(agreeing.settle, dispute, by=by)
        for party in dispute.papers.parties:
            then(agreeing.sign, dispute, by=parties.actor(party), party=party, hash=text, means="page")
        then(agreeing.countersign, dispute, by=by, hash=text)
        if end == "signing":
            return
        then(agreeing.seal, dispute, by=by, hash=text)
    if end == "in_force":
        return
    owed = models.Obligation.objects.get(agreement__dispute=dispute)
    then(afterwards.perform, dispute, by=by, obligation=owed, on=owed.due_on)
    for side in (1, 2):
        then(afterwards.follow_up, dispute, by=by, side=side, means="phone", held=True, satisfied=5 - side)
    then(afterwards.close, dispute, by=by, performance="performed")


def _whole(end: str, dispute: Dispute) -> Life:
    """Everything that the commands left behind."""
    known = [
        row for model, path in OF_DISPUTE for row in model._base_manager.filter(**{path: dispute.pk}).order_by("pk")
    ]
    mine = Q(life=Dispute.life, thing=dispute.pk)
    return Life(
        end, Dispute.objects.get(pk=dispute.pk), known, list(Event.objects.filter(mine).order_by("seq")),
        list(Words.objects.filter(mine).order_by("seq", "name")),
    )  # fmt: skip
