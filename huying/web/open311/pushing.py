"""To a unit's own system: the cases that lie with it, and what their reporters say. What did not arrive is sent again.

All that is owed stands in rows (`Pushed`) and in the journal of the case; nothing is remembered by a process. Their server
may take a repeated request for the same by our number of it (`external_id`), and an update by its `update_id`.
"""

from contextlib import ExitStack, suppress
from datetime import timedelta
from typing import Any

from django.db.models import Exists, F, OuterRef, Q
from django.utils.translation import gettext as _

from huying.base.journal import clock
from huying.base.journal.memory import Event, typed
from huying.cases import files
from huying.cases.models import Case, Peer, Pulled, Pushed
from huying.cases.words import Confidentiality, State

from . import peers
from .definitions import DANGER_OVER
from .formats import moment
from .peers import Away, Declined, TooEarly

LONGEST_PAUSE = timedelta(hours=1)
AT_ONCE = 500
"""Cases of one round."""
GONE = ("withdraw", "reassign", "decide_return", "merge", "join")
"""With these it is not theirs any more."""
OURS = ("message", "answer_resident", "urge", "follow_up", "decide_review", *GONE)
"""What they are told of."""


def push(peer: Peer) -> None:
    """Send what lies with the unit and is not there yet, and what happened since. Raises `Away`: the rest waits for the next round."""
    _put_down(peer)
    for pushed in _on_their_way(peer):
        _send(pushed)
    for pushed in _with_news(peer):
        with suppress(TooEarly):  # of this case alone: the next round tells what is left of it
            _tell(pushed)


def _put_down(peer: Peer) -> None:
    """A row for every case that lies with the unit and has none yet: from now on it is owed."""
    known = Pushed.objects.filter(case=OuterRef("pk"), peer=peer)
    found = Case.objects.filter(~Exists(known), unit=peer.unit_id, state__in=(State.DISPATCHED, State.IN_PROGRESS))
    now = clock.now()
    rows = [
        Pushed(case=case, peer=peer, due_at=now, refused=_stays(case), told=case.n_events)
        for case in found.select_related("category").order_by("pk")[:AT_ONCE]
    ]
    Pushed.objects.bulk_create(rows, ignore_conflicts=True)


def _stays(case: Case) -> str:
    category = case.category
    sealed = case.confidentiality != Confidentiality.NORMAL or (
        category and category.confidentiality != Confidentiality.NORMAL
    )
    return _("It is confidential and is not sent to another system.") if sealed else ""


def _on_their_way(peer: Peer) -> list[Pushed]:
    owed = Pushed.objects.filter(peer=peer, external="", refused="", due_at__lte=clock.now())
    return list(owed.select_related("case__category", "case__text", "case__area", "peer").order_by("due_at")[:AT_ONCE])


def _send(pushed: Pushed) -> None:
    """File it there, or ask for the number behind its token."""
    try:
        if pushed.token:
            pushed.external = peers.token(pushed.peer, pushed.token)
        else:
            _filed(pushed)
    except Away:
        _later(pushed)
        raise
    except Declined as refusal:
        pushed.refused = str(refusal)[:300]
    if not pushed.external and not pushed.refused:
        _later(pushed)
        return
    pushed.save(update_fields=["external", "token", "refused"])


def _filed(pushed: Pushed) -> None:
    with ExitStack() as opened:
        media = [
            (row.name, opened.enter_context(files.open_file(row)), row.media_type)
            for row in pushed.case.attachments.filter(of_reply=False)[:9]
        ]
        receipt = peers.file(pushed.peer, _report(pushed), media)
    pushed.external, pushed.token = receipt.get("service_request_id", ""), receipt.get("token", "")
    if not pushed.external and not pushed.token:
        pushed.refused = _("They tell no number by which it could be followed.")
    pushed.save(update_fields=["external", "token", "refused"])


def _report(pushed: Pushed) -> list[tuple[str, str]]:
    """The case as a report, without anything that reaches its reporter."""
    case, category = pushed.case, pushed.case.category
    code = category.code if category else ""
    services = pushed.peer.services
    service = services.get(code) or services.get("") or (category.open311 if category else "")
    said = [
        ("service_code", service),
        ("description", case.text.body),
        ("attribute[external_id]", f"{case.number}/{pushed.pk}"),
    ]
    if case.lat is not None and case.lon is not None:
        said += [("lat", f"{case.lat:.6f}"), ("long", f"{case.lon:.6f}")]
    if case.lat is None or case.address:
        said.append(("address_string", case.address or str(case.area or _("unknown"))))
    if category and category.emergency_number:
        said.append((f"attribute[{DANGER_OVER}]", "true"))
    for question, answer in case.answers.items():
        several = isinstance(answer, list)
        said += [(f"attribute[{question}]" + "[]" * several, _plain(one)) for one in (answer if several else [answer])]
    return said


def _plain(answer: Any) -> str:
    return str(answer).lower() if isinstance(answer, bool) else str(answer)


def _later(pushed: Pushed) -> None:
    pushed.tried += 1
    pushed.due_at = clock.now() + min(timedelta(minutes=2 ** min(pushed.tried, 10) / 2), LONGEST_PAUSE)
    pushed.save(update_fields=["tried", "due_at", "token"])


# -- what happened since


def _with_news(peer: Peer) -> list[Pushed]:
    news = Pushed.objects.filter(~Q(external=""), peer=peer, refused="", case__n_events__gt=F("told"))
    return list(news.select_related("case", "peer").order_by("pk")[:AT_ONCE])


def _tell(pushed: Pushed) -> None:
    """Every event that they have to know of, in its order; then it is no longer owed."""
    events = Event.objects.filter(life=Case.life, thing=pushed.case_id, seq__gt=pushed.told).order_by("seq")
    told = [event for event in events if event.verb in OURS and event.by != by(pushed.peer)]
    words: dict[int, str] = {}
    for name in ("reason", "answer", "text"):
        words |= {pk: text for pk, text in typed(told, name).items() if text}
    for event in told:
        if status := _status(event):
            _told(pushed, event, status, words.get(event.pk, ""))
        pushed.told = event.seq
        pushed.save(update_fields=["told"])
    pushed.told = pushed.case.n_events
    pushed.save(update_fields=["told"])
    if any(_is_over(event) for event in told):
        pushed.delete()  # should it come back, it is another report


def _is_over(event: Event) -> bool:
    """Whether it left them for good, though it goes on here."""
    decision = event.facts.get("decision")
    if event.verb in ("decide_return", "decide_review"):
        return bool(decision == ("granted" if event.verb == "decide_return" else "rerouted"))
    return event.verb in ("reassign", "merge", "join")


def _told(pushed: Pushed, event: Event, status: str, text: str) -> None:
    said = {
        "service_request_id": pushed.external, "update_id": f"{pushed.case.number}-{event.seq}", "status": status.upper(),
        "updated_datetime": str(moment(event.at)), "description": text or _said(event.verb),
    }  # fmt: skip
    row = Pulled(pushed=pushed, status=status, at=event.at, text="", settled_at=clock.now())
    try:
        row.update_id = peers.tell(pushed.peer, said) or f"ours-{event.seq}"
    except Declined as refusal:
        row.update_id, row.settled_at = f"ours-{event.seq}", None
        row.text, row.conflict = said["description"], str(refusal)[:300]
    Pulled.objects.bulk_create([row], ignore_conflicts=True)  # by its number there it is known when it comes back


def _status(event: Event) -> str:
    """What it is to them; "" where they need not know."""
    decision = event.facts.get("decision")
    if event.verb == "follow_up":
        return {"no": "open", "unreached": ""}.get(str(decision), "closed")
    if event.verb == "decide_review":
        return "reopen" if decision == "granted" else ""
    if event.verb == "decide_return" and decision != "granted":
        return ""
    return "cancelled" if event.verb in GONE else "unchanged"


def _said(verb: str) -> str:
    return {
        "urge": _("The reporter asks how it stands."),
        "follow_up": _("The reporter has said whether it is solved."),
        "decide_review": _("It is looked at again."),
    }.get(verb, _("It is not with you any more."))


def by(peer: Peer) -> str:
    """How the journal names what their system did."""
    return f"peer:{peer.pk}"
