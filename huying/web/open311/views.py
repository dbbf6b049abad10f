"""The calls of GeoReport v2, and of mySociety's extension for updates."""

from typing import Any

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from huying.base.units.models import Key
from huying.base.units.roles import Actor
from huying.cases import beside, open_reports
from huying.cases.models import Case
from huying.cases.open_reports import Wanted
from huying.web.once import once

from . import definitions, media, reports, requests, steps, updates
from .answers import Fault, call, errors
from .formats import answer, line_ends
from .given import Given, given, with_key

LONGEST_ID = 120


def service_list(request: HttpRequest, form: str) -> HttpResponse:
    given(request)
    return answer(form, "services", [definitions.service(found) for found in definitions.offered().values()])


def service_definition(request: HttpRequest, form: str, code: str) -> HttpResponse:
    given(request)
    if code not in definitions.offered():
        raise Fault(404, f"service_code: {code}: " + _("There is no such service."))
    return answer(form, "service_definition", definitions.definition(definitions.offered()[code]))


def requests_listed(request: HttpRequest, form: str) -> HttpResponse:
    asked = given(request)
    found = open_reports.listed(asked.key, asked.wanted())[asked.page()]
    return _shown(form, found, asked)


def request_shown(request: HttpRequest, form: str, number: str) -> HttpResponse:
    asked = given(request)
    case = open_reports.one(asked.key, number)
    if case is None:
        raise Fault(404, f"service_request_id: {number}: " + _("There is no such request."))
    return _shown(form, [case], asked)


def _shown(form: str, cases: Any, asked: Given) -> HttpResponse:
    rows = requests.shown(cases, asked.key, extended=asked.flag("extensions"))
    return answer(form, "service_requests", rows)


def request_filed(request: HttpRequest, form: str) -> HttpResponse:
    asked = with_key(request)

    def act() -> HttpResponse:
        sent = [file for _name, files in request.FILES.lists() for file in files]
        return answer(form, "service_requests", [reports.filed(asked, _key(asked), sent)])

    return once(request, request.headers.get("Idempotency-Key", "")[:80], act, caller=f"open311:{_key(asked).pk}")


def token(request: HttpRequest, form: str, token: str) -> HttpResponse:
    asked = given(request)
    case = open_reports.by_token(asked.key, token)
    if case is None:
        raise Fault(404, f"token: {token}: " + _("There is no such token."))
    return answer(form, "service_requests", [{"service_request_id": case.number, "token": token}])


# -- updates


def updates_listed(request: HttpRequest, form: str) -> HttpResponse:
    asked = given(request)
    if bool(asked.text("start_date")) != bool(asked.text("end_date")):
        raise Fault(400, "start_date, end_date: " + _("Both are given, or neither."))
    since, until = asked.span()
    wanted = Wanted(since, until, asked.many("service_request_id"))
    found = open_reports.happened(asked.key, *updates.verbs(), wanted)
    rows = [updates.update(one) for one in open_reports.told(asked.key, found[asked.page()])]
    return answer(form, "service_request_updates", rows)


def update_told(request: HttpRequest, form: str) -> HttpResponse:
    asked = with_key(request)
    said = {
        name: asked.text(name)
        for name in ("service_request_id", "update_id", "status", "updated_datetime", "description")
    }
    if missing := [name for name, value in said.items() if not value]:
        raise Fault(400, *(f"{name}: " + _("This is missing.") for name in missing))
    asked.moment("updated_datetime")
    status = said["status"].lower()
    if status not in updates.WORDS:
        raise Fault(400, f"status: {said['status']}: " + _("This is not one of the choices."))
    if len(said["update_id"]) > LONGEST_ID or len(said["description"]) > reports.LONGEST:
        raise Fault(
            400, "update_id, description: " + _("This is longer than %(n)d characters.") % {"n": reports.LONGEST}
        )
    update = _taken(asked, said["service_request_id"], said["update_id"], status, line_ends(said["description"]))
    return answer(form, "service_request_updates", [{"update_id": update}])


def _taken(asked: Given, number: str, update_id: str, status: str, text: str) -> str:
    """Take the step that the update asks for, once; return its number here."""
    key, urls = _key(asked), media.addresses(asked)
    with transaction.atomic():
        case = _theirs(key, number)
        Case.objects.select_for_update(of=("self",)).get(pk=case.pk)  # a twin waits here
        known = open_reports.known(case, key, update_id)
        if known is None:
            case = _theirs(key, number)
            if open_reports.filed_by(case, key):
                steps.of_reporter(case, Actor.resident(case.pk), status, text)
            else:
                steps.of_unit(case, key.actor, status, text)
            known = open_reports.remember(case, key, update_id, status)
            for file in media.embedded(urls):
                beside.attach(case, by=Actor.resident(case.pk), file=file)
            media.note(case, urls)
        return f"{case.number}-{known.seq}"


def _theirs(key: Key, number: str) -> Case:
    """The case that they filed, or that their unit leads. Raises `Fault`."""
    case = open_reports.theirs(key, number)
    if case is None:
        raise Fault(404, f"service_request_id: {number}: " + _("There is no such request."))
    return case


def _key(asked: Given) -> Key:
    assert asked.key is not None  # noqa: S101 - `with_key` refuses without
    return asked.key


def not_here(request: HttpRequest, form: str = "xml", **_given: Any) -> HttpResponse:
    """Whatever else lies below the address of the server."""
    return errors(form, 404, _("There is no such call; the answer is .xml or .json."))


SERVICES = call(GET=service_list)
DEFINITION = call(GET=service_definition)
REQUESTS = call(GET=requests_listed, POST=request_filed)
REQUEST = call(GET=request_shown)
TOKEN = call(GET=token)
UPDATES = call(GET=updates_listed, POST=update_told)
NOT_HERE = call(GET=not_here, POST=not_here)
