"""What is erased, what holds it back, and what the resident asks to be erased.

An erasure leaves an event: what went, by which rule, when it was due. That is the proof, and it holds nothing personal.
"""

from collections.abc import Collection, Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from huying.base.journal import clock, memory
from huying.base.journal.refusals import Incomplete
from huying.base.units.models import Staff
from huying.base.units.roles import Actor, Role

from . import files, retention, standing
from .models import Attachment, Case, CaseText, Contact, Hold, Publication, Saying
from .retention import Standing
from .states import LIFE
from .words import Erasable, RequestKind

ERASED = "已按本人请求删除 · Erased at the resident's request"
"""What stands where a text stood, in both languages, for whoever reads it."""
SAID_FOR_THE_RESIDENT = {
    "receive", "correct", "answer_resident", "follow_up", "rate", "review", "withdraw", "request_erasure",
}  # fmt: skip
"""Steps at which the words are the resident's, also where the hotline typed them."""


def hold(case: Case, *, by: Actor, reason: str, until: datetime, text: str) -> None:
    """Nothing of the case is erased until then (a year at most; it can be set again). `text`: why."""
    LIFE.check(case, "hold", by=by)
    now = clock.now()
    if not now < until <= now + retention.LONGEST_HOLD:
        raise Incomplete({"until": _("A hold ends within a year. It can be set again then.")})
    held = Hold(case=case, reason=reason, owner=by.ref, until=until, set_at=now)
    facts = {"reason": reason, "until": until.isoformat()}
    LIFE.take(case, "hold", by=by, facts=facts, words={"text": text}, beside=[held])


def release(case: Case, *, by: Actor, text: str, which: int | None = None) -> None:
    """The hold ends now. `which`: its key, where several are set."""
    LIFE.check(case, "release", by=by)
    found = [held for held in standing.holds(case) if which in (None, held.pk)]
    if len(found) != 1:
        raise Incomplete({"which": _("Several holds are set: say which one.")})
    found[0].released_at = clock.now()
    LIFE.take(case, "release", by=by, facts={"reason": found[0].reason}, words={"text": text}, beside=found)


def request_erasure(case: Case, *, by: Actor, what: Collection[str], reason: str) -> None:
    """The resident asks that some of what is held goes (PIPL Art. 47). `what`: codes of `Erasable`."""
    LIFE.check(case, "request_erasure", by=by)
    chosen = _in_order(what)
    if len(chosen) != len(set(what)):
        raise Incomplete({"what": _("This is not one of the choices.")})
    asked = case.papers.ask(RequestKind.ERASURE, by=by.ref, what=chosen)
    LIFE.take(case, "request_erasure", by=by, facts={"what": chosen}, words={"reason": reason}, beside=[asked])


def decide_erasure(
    case: Case, *, by: Actor, decision: str, what: Collection[str] | None = None, reason: str = ""
) -> None:
    """Granted: it goes now, all that was asked for or, of that, `what`. What is refused is refused with the reason."""
    LIFE.check(case, "decide_erasure", by=by)
    asked = case.papers.request(RequestKind.ERASURE)
    wished = asked.what if asked else []
    going = [code for code in wished if what is None or code in what] if decision == "granted" else []
    with _alone(case):
        if wrong := _against(case, decision, wished, going, reason):
            raise Incomplete(wrong)
        decided = case.papers.decide(RequestKind.ERASURE, decision, by=by.ref)
        emptied = _bare() if Erasable.TEXT in going else {}
        LIFE.take(
            case, "decide_erasure", by=by, facts={"decision": decision, "what": going}, words={"reason": reason},
            beside=[decided], **emptied,
        )  # fmt: skip
        _remove(case, going)


def erase(case: Case, *, by: Actor) -> None:
    """The time of the contact is up: it goes."""
    LIFE.check(case, "erase", by=by)
    with _alone(case):
        LIFE.check(case, "erase", by=by)
        written(case, standing.of(case), by=by)
        _remove(case, [Erasable.CONTACT])


def erase_again(key: int, what: Collection[str]) -> bool:
    """What was erased by request is there again, because an older database was brought back: it goes, if the case is there.

    The step that granted it is of a time that is no more; the audit log has that it went again.
    """
    with transaction.atomic():
        case = Case.objects.select_for_update().filter(pk=key).first()
        if case is None:
            return False
        if Erasable.TEXT in what:
            Case.objects.filter(pk=key).update(**_bare())
        _remove(case, what)
    return True


def written(case: Case, stands: Standing, *, by: Actor) -> None:
    """The event of an erased contact: what went, by which rule, when it was due."""
    due = timezone.localdate(stands.due, timezone.get_default_timezone()).isoformat() if stands.due else ""
    LIFE.take(case, "erase", by=by, facts={"what": [Erasable.CONTACT.value], "rule": stands.rule, "due": due})


# -- the parts they share


@contextmanager
def _alone(case: Case) -> Iterator[None]:
    """All or nothing, and behind the lock at which every other step waits: a hold cannot come in between."""
    with transaction.atomic():
        Case.objects.select_for_update().only("pk").get(pk=case.pk)
        yield


def _in_order(what: Collection[str]) -> list[str]:
    return [code for code in Erasable.values if code in what]


def _against(case: Case, decision: str, wished: list[str], going: list[str], reason: str) -> dict[str, str]:
    """What stands against deciding like this, by field."""
    if decision not in ("granted", "refused"):
        return {"decision": _("This is not one of the choices.")}
    if decision == "granted" and not going:
        return {"what": _("This is missing.")}
    if going and (held := standing.holds(case)):
        until = timezone.localtime(held[0].until)
        return {"decision": _("A hold is set until %(until)s: nothing goes before.") % {"until": f"{until:%Y-%m-%d}"}}
    if Erasable.TEXT in going and case.is_open:
        return {
            "decision": _(
                "What was said is needed to handle the case. It can go once the case is closed or withdrawn: "
                "grant the rest, or refuse with this reason."
            )
        }
    if len(going) < len(wished) and not reason.strip():
        return {"reason": _("Say why it is refused; the resident reads it.")}
    return {}


def _bare() -> dict[str, Any]:
    """What is left on the row of a case whose text is gone: its category and area."""
    return {"title": ERASED, "address": "", "lon": None, "lat": None, "answers": {}}


def _remove(case: Case, going: Collection[str]) -> None:
    if Erasable.CONTACT in going:
        Contact.objects.filter(case=case).delete()
    if Erasable.TEXT in going:
        CaseText.objects.filter(case=case).update(body=ERASED, words="", search="")
        Saying.objects.filter(case=case).delete()
        Publication.objects.filter(case=case).delete()
        memory.unsay(case.life, case.pk, _said_by_the_resident(case))
    if Erasable.FILES in going:
        sent = _sent_by_the_resident(case)
        hashes = list(sent.values_list("sha256", flat=True))
        sent.delete()
        transaction.on_commit(lambda: files.forget(hashes))


def _said_by_the_resident(case: Case) -> list[int]:
    """The numbers of the events at which they said something."""
    events = memory.remembered(case.life, case.pk)
    return [event.seq for event in events if event.by == "resident" or event.verb in SAID_FOR_THE_RESIDENT]


def _sent_by_the_resident(case: Case) -> Any:
    """What they sent themselves or gave the hotline; what units took for their work and their reply is the record of the office."""
    at_the_hotline = [f"staff:{pk}" for pk in Staff.objects.filter(role=Role.OPERATOR).values_list("pk", flat=True)]
    theirs = Q(added_by="resident") | Q(added_by__in=at_the_hotline) | Q(added_at=case.received_at)
    return Attachment.objects.filter(theirs, case=case, of_reply=False)
