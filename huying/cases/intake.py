"""Receiving calls, and what may still be changed about them: correct, merge, unmerge, withdraw."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.conf import settings
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from huying.base.catalogue.models import Category, Kind
from huying.base.journal import clock, rows
from huying.base.journal.refusals import Refused
from huying.base.places import locator
from huying.base.places.models import Area
from huying.base.units.models import Unit
from huying.base.units.roles import Actor

from . import ancestry, checks, deadlines, nearby, numbers, public, rules, sayings, suggesting, texts
from .models import Attachment, Case, CaseText, Contact
from .nearby import Near
from .reading import offers
from .reading.offers import Offer
from .states import LIFE
from .suggesting import Suggestion
from .words import Channel, ClockKind, Confidentiality, Outcome, Part, Urgency


@dataclass
class Call:
    """What somebody said, as a door took it in. Coordinates are WGS84 degrees."""

    text: str
    channel: str = Channel.WEB
    kind: Kind | None = None
    category: Category | None = None
    answers: dict[str, Any] = field(default_factory=dict)
    address: str = ""
    lon: float | None = None
    lat: float | None = None
    area: Area | None = None
    private_place: bool = False
    """It is the reporter's home: the case keeps the area, the sealed contact what is more exact."""
    earlier: str = ""
    """The number of a case that they reported before, as they typed it."""
    located: bool = False
    """`area` is what lies around the point; a door that takes in many has looked them all up at once."""
    name: str = ""
    phone: str = ""
    email: str = ""
    chat: str = ""
    """Where they wrote from: the platform, a colon, and its name for them."""
    confidentiality: str = ""
    urgency: str = Urgency.ORDINARY
    reply_wanted: bool = True
    accused: Unit | None = None
    recording: str = ""
    """Where the exchange keeps the recording of the call."""
    handed_over: bool = False
    """The caller was handed over to an emergency number; the emergency test is answered by that."""
    danger_over: bool = False
    """The emergency test was shown and answered: the danger is over."""
    attachments: list[Attachment] = field(default_factory=list)
    suggested: Sequence[Suggestion] = ()
    """The categories that whoever filed it was shown."""
    near: Sequence[Near] = ()
    """The open cases that whoever filed it was offered to join."""
    read: Sequence[Offer] = ()
    """What was read in the words and offered to whoever filed it."""
    language: str = ""
    source: str = ""
    external: str = ""


@dataclass(frozen=True)
class Receipt:
    """What the caller takes away: the case, and the code that opens it (told once, kept as a hash)."""

    case: Case
    code: str


def receive(call: Call, *, by: Actor, key: int | None = None) -> Receipt:
    """Take a call in. Raises `Incomplete` with everything that is wrong with it at once, and writes nothing then.

    `key`: a reserved key for the row, where history is taken in.
    """
    checks.call(call)
    now, code = clock.now(), numbers.code()
    key = key or rows.reserve(Case, 1)[0]
    area = _area(call, now)
    category = call.category
    case = rows.new(
        Case, id=key, number=numbers.number(_day(now), key), channel=call.channel, source=call.source, external=call.external,
        code_digest=numbers.digest(code), kind=call.kind or (category.kind if category else None), category=category,
        tier=category.tier if category else None, urgency=call.urgency,
        confidentiality=call.confidentiality or (category.confidentiality if category else Confidentiality.NORMAL),
        title=texts.title(call.text), answers=call.answers, reply_wanted=call.reply_wanted,
        language=call.language or translation.get_language() or settings.LANGUAGE_CODE,
        accused=call.accused, received_at=now, earlier=_earlier(call), **_place(call), **ancestry.of_area(area),
    )  # fmt: skip
    said = _text(case, call.text)
    beside: list[Any] = [said, *sayings.of(case, call.text), *_files(case, call, by, now), *_contact(case, call)]
    beside += deadlines.at_receipt(case)
    facts = {"channel": call.channel, "kind": _code(case.kind), "category": _code(category), "area": _code(area)}
    if call.danger_over:
        facts["danger"] = "over"
    if case.earlier:
        facts["earlier"] = case.earlier.number
    facts |= suggesting.facts(call.suggested) | nearby.facts(call.near) | offers.facts(call.read, call)
    words = {"text": call.text, "suggested": suggesting.reason(call.suggested), "read": offers.reason(call.read, call)}
    LIFE.file(case, "receive", by=by, facts=facts, words=words, beside=beside)
    return Receipt(case, code)


def correct(
    case: Case,
    *,
    by: Actor,
    text: str = "",
    category: Category | None = None,
    area: Area | None = None,
    address: str = "",
    suggested: Sequence[Suggestion] = (),
) -> None:
    """Put right what was taken down. What is not given stays; the clocks stay as they are. `suggested`: what led to the category."""
    LIFE.check(case, "correct", by=by)
    changes: dict[str, Any] = {}
    facts: dict[str, Any] = suggesting.facts(suggested)
    if category is not None:
        checks.category(category)
        changes |= {"category": category, "tier": category.tier}
        facts["category"] = {"from": _code(case.category), "to": category.code}
    if area is not None:
        changes |= ancestry.of_area(area)
        facts["area"] = {"from": _code(case.area), "to": area.code}
    beside: list[Any] = []
    if address and case.private_place:
        known = case.papers.contact or Contact(case=case)
        known.address, address = address, ""
        beside.append(known)
    if address:
        changes["address"] = address
    if text:
        changes["title"] = texts.title(text)
        beside.append(_text(case, text, adding=False))
    words = {"text": text, "address": address, "suggested": suggesting.reason(suggested)}
    LIFE.take(case, "correct", by=by, facts=facts, words=words, beside=beside, **changes)
    if text:
        sayings.change(case, text)


def correct_contact(
    case: Case, *, by: Actor, name: str = "", phone: str = "", email: str = "", address: str = ""
) -> None:
    """Put right how the reporter can be reached; what is not given stays. The record says which fields, not what was in them."""
    LIFE.check(case, "correct_contact", by=by)
    given = {"name": name, "phone": phone, "email": email, "address": address}
    checks.contact(given)
    known = Contact.objects.filter(case=case).first() or Contact(case=case)
    changed = [key for key, value in given.items() if value]
    for key in changed:
        setattr(known, key, given[key])
    LIFE.take(case, "correct_contact", by=by, facts={"fields": changed}, beside=[known])


def merge(case: Case, *, into: Case, by: Actor) -> None:
    """The same matter is handled in `into`; this one's reporter is answered with it, and may rate."""
    LIFE.check(case, "merge", by=by)
    _merged(case, "merge", into, by)


def join(case: Case, *, into: Case, by: Actor) -> None:
    """The reporter says that it is the same as an open case that everybody may know of: handled there, answered with it, rated by both."""
    LIFE.check(case, "join", by=by)
    if not public.may_join(into):
        raise Refused(_("The other report cannot be joined any more."))
    _merged(case, "join", into, by)


def unmerge(case: Case, *, by: Actor, reason: str) -> None:
    """It was another matter after all: it goes back to be dispatched, with the clocks it had."""
    LIFE.check(case, "unmerge", by=by)
    LIFE.take(
        case,
        "unmerge",
        by=by,
        words={"reason": reason},
        beside=[deadlines.to_dispatch(case)],
        parent=None,
        outcome="",
        closed_at=None,
        **ancestry.of_unit(None),
    )


def withdraw(case: Case, *, by: Actor, reason: str = "") -> None:
    """The resident takes it back."""
    LIFE.check(case, "withdraw", by=by)
    LIFE.take(
        case, "withdraw", by=by, words={"reason": reason},
        beside=[*case.papers.end(*Part), *deadlines.lapse(case, *ClockKind)],
        outcome=Outcome.WITHDRAWN, closed_at=clock.now(), **deadlines.NO_REST,
    )  # fmt: skip


def _merged(case: Case, verb: str, into: Case, by: Actor) -> None:
    if into.pk == case.pk:
        raise Refused(_("A case is not merged into itself."))
    if into.outcome == Outcome.MERGED:
        raise Refused(_("%(number)s was merged itself; choose the case it was merged into.") % {"number": into.number})
    if into.was_closed(clock.now()):
        raise Refused(_("%(number)s is closed; ask for its review instead.") % {"number": into.number})
    if Case.objects.filter(parent=case).exists():
        raise Refused(_("Other cases were merged into this one; merge the other way round."))
    if why_not := rules.may_take_in(into, case):
        raise Refused(why_not)
    beside = [*case.papers.end(*Part), *deadlines.at_merge(case)]
    LIFE.take(
        case, verb, by=by, facts={"parent": into.number, **nearby.likely(case, into)}, beside=beside,
        parent=into, outcome=Outcome.MERGED, closed_at=clock.now(), **deadlines.NO_REST,
    )  # fmt: skip


def _area(call: Call, now: datetime) -> Area | None:
    """The smallest area around the point as borders were then; without a point, or outside all borders, the one that was named."""
    if call.located or call.lon is None or call.lat is None:
        return call.area
    return locator.locate(call.lon, call.lat, _day(now)) or call.area


def _place(call: Call) -> dict[str, Any]:
    if call.private_place:
        return {"private_place": True}
    return {"address": call.address, "lon": call.lon, "lat": call.lat}


def _contact(case: Case, call: Call) -> list[Contact]:
    """How to reach the reporter, as far as they said; and where it is, when that is their home."""
    point = f"{call.lon}, {call.lat}" if call.lon is not None and call.lat is not None else ""
    home = "\n".join(filter(None, (call.address, point))) if call.private_place else ""
    given = {"name": call.name, "phone": call.phone, "email": call.email, "address": home, "recordings": call.recording}
    given |= {"chat": call.chat}
    return [Contact(case=case, **given)] if any(given.values()) else []


def _earlier(call: Call) -> Case | None:
    """The case told before. A number that is not there passes without a word, so that nobody learns which ones are."""
    return Case.objects.filter(number=numbers.tidy(call.earlier)).first() if call.earlier else None


def _text(case: Case, text: str, *, adding: bool = True) -> CaseText:
    said = rows.new(CaseText, case_id=case.pk)
    texts.write(said, text)
    said._state.adding = adding
    return said


def _files(case: Case, call: Call, by: Actor, now: datetime) -> list[Attachment]:
    for attachment in call.attachments:
        attachment.case, attachment.added_at, attachment.added_by = case, now, by.ref
    return call.attachments


def _code(row: Any) -> str | None:
    return row.code if row else None


def _day(moment: datetime) -> Any:
    return timezone.localdate(moment, timezone.get_default_timezone())
