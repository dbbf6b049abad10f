"""Every page and every operation of the API × everybody: who is let in follows from two tables, and is asked for real.

Expected is what `gate.ROUTES` and `roles.PERMISSIONS` say, and where a case is named, whether its unit or its area lies
within the reach of whoever asks, worked out here from the registers alone.
"""

from collections.abc import Iterator
from typing import Any

import pytest

from huying.base.places import register as places
from huying.base.units import register as units
from huying.base.units.models import Unit
from huying.base.units.roles import PERMISSIONS, Query, Role, Scope
from huying.cases.models import Case
from huying.web import gate
from huying.web.api.steps import OF_REPORTER
from tests.web import routes, town
from tests.web.test_permissions_by_hand import ASKED_TO_COME_IN

pytestmark = pytest.mark.django_db

CASES = ("light", "roads")
AT = {
    Role.HANDLER: ("lighting", "roads"), Role.FIELD: ("west", "east"), Role.INTEGRATOR: ("lighting", "roads"),
    Role.SUPERVISOR: ("hall", "roads"),
}  # fmt: skip
"""Where somebody of a role sits, so that a case lies within their reach from one desk and not from another."""
STAFF = [
    f"{role}@{unit}" for role in Role for unit in AT.get(role, ("hotline",)) if role not in (Role.RESIDENT, Role.SYSTEM)
]
EVERYBODY = ["stranger", "resident:own", "resident:other", *STAFF]
PROGRAMS = ["stranger", "key:wrong", *(f"key:{who}" for who in STAFF)]

ARGUMENTS = {
    "token": "made-up",
    "provider_id": "city",
    "verb": "note",
    "key": "made-up",
    "code": "new_case",
    "name": "urge",
    "article": "lamps",
    "slug": "duties",
    "language": "en",
    "on": "2026-11-22",
    "kind": "pdf",
}
VERBS = {"portal:act": "withdraw"}
SENT = {
    "desk:account": "deed=unlock", "desk:export_looks": "format=csv", "desk:export_audit": "format=csv",
    "desk:export_figures": "format=csv", "desk:export_dispute_figures": "format=csv",
}  # fmt: skip
THEIR_OWN_REASONS = {
    "portal:photo": "the token was made up",
    "desk:paper": "nobody urged these cases",
    "desk:order": "they ordered nothing",
    "desk:proposal": "nothing was proposed",
    **dict.fromkeys(("api:read_dispute", "api:read_pack", "api:decide_confirmation"), "no office handed one over"),
    **dict.fromkeys(
        ("desk:dispute", "desk:dispute_paper", "desk:dispute_file", "desk:act_in_dispute"), "nobody brought a dispute"
    ),
    "desk:setup_webhook": "no other system is told",
    "exchange:connector": "no other system is connected",
    "exchange:records": "no other system is connected",
    "exchange:new": "the form names what is exchanged and how",
    "exchange:day": "no other system is connected",
    "portal:quiet": "the token was made up",
    "portal:rate": "the token was made up",
    "portal:public": "nobody released these cases",
    "portal:figures_file": "no quarter was counted",
    "desk:behind": "no figure is named",
    "desk:dispute_behind": "no figure is named",
    "portal:points": "no map says what it shows",
    "desk:points": "no map says what it shows",
    "portal:answer": "there is no such article",
    "portal:code": "no channel is set up",
    "portal:enter": "no channel is set up",
    "portal:dispute_lost": "no channel is set up",
    "openid_connect_login": "no provider is set up",
    "openid_connect_callback": "no provider is set up",
    "mfa_authenticate": "nobody is between the password and being signed in",
    "mfa_login_webauthn": "nobody began to sign in with a key",
    "mfa_remove_webauthn": "they have no such key",
    "mfa_deactivate_totp": "they have no authenticator app",
    "mfa_view_recovery_codes": "they have no second factor",
    "mfa_generate_recovery_codes": "they have no second factor",
    "mfa_download_recovery_codes": "they have no second factor",
    "presence": "a stranger has no time left, and reads so as 401",
    "telephone": "the exchange signs, and no secret is set",
    "chat": "each platform signs, and none is set up",
    "peer": "no unit works in another Open311 system",
    "open311:requests": "whoever files sends a key of its own",
    "open311:updates": "whoever tells an update sends a key of its own",
    "open311:request": "nobody told everybody of these cases",
    "open311:token": "the token was made up",
    "open311:not_here": "there is no such call",
    "api:read_public_case": "nobody released these cases",
    "api:track_file": "the code opens it",
    "api:reporter_attach": "the code opens it",
    **{f"api:reporter_{verb}": "the code opens it" for verb in OF_REPORTER},
    "security_txt": "the city has named nobody to write to",
}
"""Pages that may have nothing for whoever is let in, and why."""


@pytest.fixture(autouse=True, scope="module")
def everybody_came_in(built: town.Town) -> None:
    for who in {*EVERYBODY, *PROGRAMS}:
        for case in CASES:
            built.browser(who, case)


# -- what the tables promise


def reached(who: str, case: Case) -> bool:
    """Whether the case lies within the scope of this role, at this unit."""
    role, _, unit_code = who.removeprefix("key:").partition("@")
    reach, unit = PERMISSIONS[Role(role)][Query.CASES], UNITS[unit_code]
    if reach == Scope.UNIT_SUBTREE:
        return case.unit_id in units.current().ids_below(unit.pk)
    if reach == Scope.AREA_SUBTREE:
        assert unit.area is not None
        return case.area_id in places.ids_below(unit.area)
    return reach == Scope.ALL


UNITS: dict[str, Unit] = {}


def promised(entry: gate.Entry, who: str, name: str, case: Case | None) -> str:
    machine = name.startswith("api:")
    if machine and who == "key:wrong":
        return "401"
    if entry in (gate.PUBLIC, gate.NOBODY):
        return "let in" if entry is gate.PUBLIC else "404"
    if entry is gate.HOLDER:
        return "let in" if who == "resident:own" else "asked to come in" if name == "portal:case" else "404"
    if entry is gate.PARTY:  # nobody here gave a party's code; whoever did: tests/web/portal/test_mediation.py
        return "asked to come in" if name == "portal:dispute" else "404"
    if who.startswith(("stranger", "resident")):
        return "401" if machine else "asked to come in"
    role = Role(who.removeprefix("key:").partition("@")[0])
    shut = isinstance(entry, Query) and PERMISSIONS[role][entry] == Scope.NONE
    of_cases = case if entry is not Query.DISPUTES else None  # no dispute has the number of a case
    return "404" if shut or (of_cases and not reached(who, of_cases)) else "let in"


def answered(answer: Any) -> str:
    """405, 409, 413, 415 and 422 are refusals from behind the door."""
    if answer.status_code >= 500 and answer.status_code != 503:
        return f"broken: {answer.status_code}"
    if answer.headers.get("Location", "").startswith(ASKED_TO_COME_IN):
        return "asked to come in"
    return str(answer.status_code) if answer.status_code in (401, 403, 404, 503) else "let in"


def the_page(name: str, route: str) -> str:
    """The address, with the case and its file still to be named."""
    for asked, given in (ARGUMENTS | ({"verb": VERBS[name]} if name in VERBS else {})).items():
        route = route.replace(f"<str:{asked}>", given).replace(f"<{asked}>", given)
    route = route.replace("<open311_form:form>", "json").replace("<path:code>", "LIGHT").replace("<path:rest>", "v2")
    route = route.replace("<slug:platform>", "wecom")
    route = route.replace("<file>", "{file_NAME}").replace("<pack>", "1")
    return "/" + route.replace("<str:number>", "{case_NAME}").replace("<number>", "{case_NAME}").replace(
        "<int:pk>", "{file_NAME}" if "number" in route else "{staff}"
    )


def wrong_answers(place: town.Town, name: str, method: str, path: str, everybody: list[str]) -> Iterator[str]:
    UNITS.update(place.city.unit)
    entry = gate.ROUTES[name]
    for case in CASES if "{case_" in path else ("light",):
        address = path.replace("_NAME}", f"_{case}}}")
        for who in everybody:
            expected = promised(entry, who, name, place.case(case) if "{case_" in path else None)
            found = answered(place.ask(who, method, address, SENT.get(name, "")))
            excused = name in THEIR_OWN_REASONS and expected == "let in" and "broken" not in found
            if found != expected and not excused:
                yield f"{who}: {method} {address}: promised {expected}, answered {found}"


# -- and what is answered

PAGES, OPERATIONS = routes.pages(), routes.operations()


@pytest.mark.parametrize(("name", "route"), PAGES, ids=[name for name, _route in PAGES])
def test_every_page_lets_in_whom_the_tables_let_in(place: town.Town, name: str, route: str) -> None:
    path = the_page(name, route)
    assert [wrong for method in ("GET", "POST") for wrong in wrong_answers(place, name, method, path, EVERYBODY)] == []


@pytest.mark.parametrize(("name", "method", "route"), OPERATIONS, ids=[name for name, _method, _route in OPERATIONS])
def test_every_operation_lets_in_whom_the_tables_let_in(place: town.Town, name: str, method: str, route: str) -> None:
    path = the_page(f"api:{name}", route) + ("?code={code_NAME}" if name == "track" else "")
    assert [*wrong_answers(place, f"api:{name}", method, path, PROGRAMS)] == []
