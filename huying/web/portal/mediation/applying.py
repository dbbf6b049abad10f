"""Applying for mediation, in three steps without a script. One form, one address; going back loses nothing."""

from collections.abc import Sequence
from functools import cached_property
from typing import Any

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from huying.base.journal.refusals import Refused
from huying.base.units.roles import Actor
from huying.civic.mediation import opening
from huying.civic.mediation.opening import Matter
from huying.civic.mediation.sides import Person
from huying.web.limits import TooMany, spend
from huying.web.once import once
from huying.web.portal import doubts
from huying.web.portal.steps import Step

from .steps import STEPS, Happened, Other, You

SEND = len(STEPS) + 1
TEMPLATES = tuple(f"portal/mediation/{name}.html" for name in ("apply_what", "apply_other", "apply_you"))
NOT_TYPED = {"csrfmiddlewaretoken", "to", "token", doubts.TRAP, doubts.SURE}


class Application:
    """What was typed so far on all steps; it goes from page to page in the pages themselves."""

    def __init__(self, post: QueryDict) -> None:
        self.post, self.token, self.sure = post, doubts.known(post.get("token", "")), ""
        self.forms = (Happened(post), Other(post), You(post))

    @cached_property
    def matter(self) -> Matter:
        happened, other, you = (form.given for form in self.forms)
        applicant = Person(
            name=you.get("name", ""), phone=you.get("phone", ""), email=you.get("email", ""),
            language=get_language() or "zh-hans",
        )  # fmt: skip
        against = Person(
            name=other.get("other_name", ""), kind=other.get("other_kind", ""), phone=other.get("other_phone", ""),
            address=other.get("other_address", ""),
        )  # fmt: skip
        return Matter(
            text=happened.get("text", ""), issues=happened.get("issues", ""), amount=happened.get("amount"),
            area=happened.get("area"), address=happened.get("address", ""), sides=[[applicant], [against]],
        )  # fmt: skip

    @property
    def against(self) -> Sequence[Person]:
        """Who stands on the other side, as the summary says it."""
        return self.matter.sides[1]

    def first_wrong(self, before: int) -> int | None:
        """The first step ahead of `before` (counted from 1) at which something is wrong."""
        return next((n for n, form in enumerate(self.forms[: before - 1], start=1) if form.errors), None)

    def page(self, step: int, *, judged: bool) -> Step:
        """The form of a step: judged, with its errors, or as it was typed."""
        return self.forms[step - 1] if judged else STEPS[step - 1](self.post, judged=False)

    def carried(self, shown: Step) -> list[tuple[str, str]]:
        """What was typed on the other steps, to go along unseen."""
        names = NOT_TYPED | shown.fields.keys()
        return [(name, value) for name, values in self.post.lists() if name not in names for value in values]


@require_http_methods(["GET", "HEAD", "POST"])
def apply(request: HttpRequest) -> HttpResponse:
    """Show a step, or send. `to` is where the button pressed leads; the first step with something wrong comes before that."""
    application, typed = Application(request.POST), request.POST.get("to", "")
    to = int(typed) if typed in ("1", "2", "3", "4") else 1
    if request.headers.get("X-Part") == "areas":
        return render(request, "portal/areas.html", {"form": application.page(1, judged=False), "part": True})
    wrong = application.first_wrong(before=to)
    if wrong is None and to == SEND:
        return _send(request, application)
    return _page(request, application, wrong or to, application.page(wrong or to, judged=wrong is not None))


def _page(request: HttpRequest, application: Application, step: int, form: Step) -> HttpResponse:
    context: dict[str, Any] = {
        "form": form, "draft": application, "step": step, "steps": [str(known.label) for known in STEPS],
        "carried": application.carried(form), "on": step + 1, "back": step - 1,
    }  # fmt: skip
    return render(request, TEMPLATES[step - 1], context, status=422 if form.errors else 200)


def _send(request: HttpRequest, application: Application) -> HttpResponse:
    """File it once, however often the button was pressed; the answer tells the applicant's own code, and no other."""
    last = application.forms[-1]

    def act() -> HttpResponse:
        receipt = opening.open(application.matter, by=Actor.resident())
        context = {"dispute": receipt.dispute, "code": receipt.codes[1, 1]}
        return render(request, "portal/mediation/receipt.html", context)

    try:
        spend(request, "report")
        if doubts.doubted(request, application.token, application.matter.text):
            last.add_error(None, doubts.ONCE_MORE)
            application.sure = doubts.proof(application.token)
            return _page(request, application, SEND - 1, last)
        response = once(request, application.token, act)
    except TooMany as refusal:
        last.add_error(None, refusal.says)
        return refusal.on(_page(request, application, SEND - 1, last))
    except Refused as refused:
        last.add_error(None, " ".join(refused.reasons) or _("This application was sent already, as it read then."))
        return _page(request, application, SEND - 1, last)
    response["Cache-Control"] = "no-store"
    return response
