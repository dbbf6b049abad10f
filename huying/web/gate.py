"""Who may ask for what: every page and every operation of the API by name, and what lets somebody in.

One table and one place that holds to it. What somebody sees behind a door follows from the scope of their role
(`base/units/roles.py`), and what they may do with a case from `cases/states.py`. Long because it is one table.
"""

from collections.abc import Callable
from enum import Enum
from typing import Any

from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import ResolverMatch, reverse
from django.utils.translation import gettext as _

from huying.base.units import register as units
from huying.base.units.roles import Query, Role, Scope, scope

from .api import door, keys
from .api.steps import OF_REPORTER, STEPS
from .limits import TooMany, refused
from .portal import access
from .portal.mediation import access as dispute_access
from .problems import problem


class Who(Enum):
    """Who is let in where no query of a role decides."""

    PUBLIC = "everybody"
    HOLDER = "whoever gave the number and the code of this case"
    PARTY = "whoever gave the number of this dispute and a party's code"
    SIGNED_IN = "whoever is signed in"
    NOBODY = "nobody: the page is closed"


PUBLIC, HOLDER, PARTY, SIGNED_IN, NOBODY = Who
CASES, ACCOUNTS, REGISTERS = Query.CASES, Query.ACCOUNTS, Query.REGISTERS
SETUP, LOOKS, AUDIT = Query.SETUP, Query.LOOKS, Query.AUDIT

Entry = Who | Query

ROUTES: dict[str, Entry] = {
    # -- the portal
    "portal:home": PUBLIC,
    "portal:charter": PUBLIC,
    "portal:areas": PUBLIC,
    "portal:city": PUBLIC,
    "portal:points": PUBLIC,
    "portal:atom": PUBLIC,
    "portal:rss": PUBLIC,
    "portal:widget": PUBLIC,
    "portal:figures": PUBLIC,
    "portal:figures_file": PUBLIC,
    "portal:definitions": PUBLIC,
    "portal:public": PUBLIC,  # what a person released of it
    "portal:answers": PUBLIC,
    "portal:answer": PUBLIC,
    "portal:report": PUBLIC,
    "portal:photo": PUBLIC,  # its address is a signed token
    "portal:track": PUBLIC,
    "portal:leave": PUBLIC,
    "portal:code": PUBLIC,
    "portal:enter": PUBLIC,
    "portal:quiet": PUBLIC,  # its address is a signed token
    "portal:rate": PUBLIC,  # its address is a signed token
    "portal:case": HOLDER,
    "portal:file": HOLDER,
    "portal:copy": HOLDER,
    "portal:act": HOLDER,
    "portal:mediate": PUBLIC,
    "portal:apply": PUBLIC,
    "portal:dispute_open": PUBLIC,
    "portal:dispute_lost": PUBLIC,
    "portal:dispute_leave": PUBLIC,
    "portal:dispute_in": PUBLIC,  # its address is a signed token, good for once
    "portal:dispute": PARTY,
    "portal:dispute_copy": PARTY,
    "portal:dispute_file": PARTY,
    "portal:dispute_paper": PARTY,
    "portal:dispute_session": PARTY,
    "portal:dispute_act": PARTY,
    "security_txt": PUBLIC,
    # -- the desk
    "desk:mine": CASES,
    "desk:arrived": CASES,
    "desk:views": CASES,
    "desk:bulk": CASES,
    "desk:order": CASES,
    "desk:print": CASES,
    "desk:document": CASES,
    "desk:palette": SIGNED_IN,
    "desk:map": CASES,
    "desk:points": CASES,
    "desk:call": CASES,
    "desk:preview": CASES,
    "desk:places": REGISTERS,
    "desk:crisis": CASES,
    "desk:line": CASES,
    "desk:callbacks": CASES,
    "desk:ask": CASES,
    "desk:troubles": CASES,
    "desk:case": CASES,
    "desk:paper": CASES,
    "desk:file": CASES,
    "desk:act": CASES,
    "desk:disputes": Query.DISPUTES,
    "desk:sessions": Query.DISPUTES,
    "desk:dispute_figures": Query.DISPUTES,
    "desk:dispute_behind": Query.DISPUTES,
    "desk:export_dispute_figures": Query.DISPUTES,
    "desk:new_dispute": REGISTERS,  # who may open one: `civic/mediation/states.py`
    "desk:preview_dispute": REGISTERS,
    "desk:dispute": Query.DISPUTES,
    "desk:dispute_paper": Query.DISPUTES,
    "desk:dispute_file": Query.DISPUTES,
    "desk:act_in_dispute": Query.DISPUTES,
    "desk:me": SIGNED_IN,
    "desk:styleguide": SIGNED_IN,
    "desk:enrol": SIGNED_IN,
    "desk:notices": CASES,
    "desk:preferences": SIGNED_IN,
    "desk:unsent": SETUP,
    "desk:templates": SETUP,
    "desk:template": SETUP,
    "desk:dispatching": CASES,
    "desk:decide": CASES,
    "desk:overview": CASES,
    "desk:figures": CASES,
    "desk:definitions": SIGNED_IN,
    "desk:behind": CASES,
    "desk:export_figures": CASES,
    "desk:monthly": CASES,
    "desk:setup": SETUP,
    "desk:timing": SETUP,
    "desk:setup_year": SETUP,
    "desk:setup_models": SETUP,
    "desk:setup_scoring": SETUP,
    "desk:setup_monthly": SETUP,
    "desk:setup_monthly_file": SETUP,
    "desk:setup_webhooks": SETUP,
    "desk:setup_webhook": SETUP,
    "desk:setup_export": SETUP,
    "desk:setup_import": SETUP,
    "desk:setup_who": SETUP,
    "desk:setup_coverage": SETUP,
    "desk:setup_routing": SETUP,
    "desk:setup_borders": SETUP,
    "desk:setup_entries": SETUP,
    "desk:setup_entry": SETUP,
    "desk:roles": REGISTERS,
    "desk:articles": REGISTERS,
    "desk:article": REGISTERS,
    "desk:write_article": Query.ARTICLES,
    "desk:edit_article": Query.ARTICLES,
    "desk:looks": LOOKS,
    "desk:export_looks": LOOKS,
    "desk:audit": AUDIT,
    "desk:export_audit": AUDIT,
    "desk:erasure": Query.ERASURE,
    "desk:proposals": Query.PROPOSALS,
    "desk:proposal": Query.PROPOSALS,
    "desk:accounts": ACCOUNTS,
    "desk:account": ACCOUNTS,
    # -- signing in
    "account_login": PUBLIC,
    "account_logout": PUBLIC,
    "account_inactive": PUBLIC,
    "account_change_password": SIGNED_IN,
    "account_reauthenticate": SIGNED_IN,
    "account_home": SIGNED_IN,
    "presence": PUBLIC,  # tells nobody anything but how many seconds are left to themselves
    "mfa_authenticate": PUBLIC,  # between the password and being signed in
    "mfa_login_webauthn": PUBLIC,
    "openid_connect_login": PUBLIC,
    "openid_connect_callback": PUBLIC,
    "mfa_index": SIGNED_IN,
    "mfa_reauthenticate": SIGNED_IN,
    "mfa_activate_totp": SIGNED_IN,
    "mfa_deactivate_totp": SIGNED_IN,
    "mfa_view_recovery_codes": SIGNED_IN,
    "mfa_generate_recovery_codes": SIGNED_IN,
    "mfa_download_recovery_codes": SIGNED_IN,
    "mfa_list_webauthn": SIGNED_IN,
    "mfa_add_webauthn": SIGNED_IN,
    "mfa_remove_webauthn": SIGNED_IN,
    "mfa_reauthenticate_webauthn": SIGNED_IN,
    # -- the API
    "api:openapi-json": PUBLIC,
    "api:openapi-view": PUBLIC,
    "api:file_case": PUBLIC,
    "api:upload": PUBLIC,
    **dict.fromkeys(("api:track", "api:track_file", "api:reporter_attach"), PUBLIC),  # with the code
    **{f"api:reporter_{verb}": PUBLIC for verb in OF_REPORTER},  # with the code
    "api:list_public_cases": PUBLIC,
    "api:read_public_case": PUBLIC,
    "api:list_troubles": PUBLIC,
    "api:list_articles": PUBLIC,
    "api:read_figures": PUBLIC,
    "api:list_indicators": PUBLIC,
    "api:list_areas": PUBLIC,
    "api:list_units": PUBLIC,
    "api:list_categories": PUBLIC,
    "api:list_kinds": PUBLIC,
    "api:list_reasons": PUBLIC,
    "api:list_duties": REGISTERS,
    "api:preview": REGISTERS,
    "api:list_cases": CASES,
    "api:list_callbacks": CASES,
    "api:read_file": CASES,
    "api:read_case": CASES,
    "api:read_events": CASES,
    "api:attach": CASES,
    "api:bulk": CASES,
    "api:list_dispute_types": PUBLIC,
    **dict.fromkeys(("api:list_disputes", "api:read_dispute", "api:read_pack"), Query.DISPUTES),
    **dict.fromkeys(
        ("api:open_dispute", "api:decide_confirmation"), Query.DISPUTES
    ),  # for whose unit: the table of the life
    "api:list_webhooks": Query.WEBHOOKS,
    "api:subscribe": Query.WEBHOOKS,
    "api:read_webhook": Query.WEBHOOKS,
    "api:change_webhook": Query.WEBHOOKS,
    "api:end_webhook": Query.WEBHOOKS,
    "api:try_webhook": Query.WEBHOOKS,
    "api:replay_webhook": Query.WEBHOOKS,
    "api:revive_webhook": Query.WEBHOOKS,
    **{f"api:{verb}": CASES for verb in STEPS},  # who takes which: `cases/states.py`
    # -- Open311: it shows what everybody may read; whoever writes, or asks for their own, sends a key (`open311/given.py`)
    "open311:discovery": PUBLIC,
    "open311:services": PUBLIC,
    "open311:definition": PUBLIC,
    "open311:requests": PUBLIC,
    "open311:request": PUBLIC,
    "open311:token": PUBLIC,
    "open311:updates": PUBLIC,
    "open311:not_here": PUBLIC,
    "peers": SETUP,
    "peer": SETUP,
    # -- the exchange desk
    "exchange:catalogue": PUBLIC,
    "exchange:catalogue_json": PUBLIC,
    "exchange:day": PUBLIC,  # with a key of the connector's unit (`exchange/days.py`)
    "exchange:connectors": SETUP,
    "exchange:new": SETUP,
    "exchange:connector": SETUP,
    "exchange:records": SETUP,
    # -- the exchange of the hotline
    "telephone": PUBLIC,  # signed (`web/telephone.py`)
    "chat": PUBLIC,  # signed by its platform (`web/chat/`)
    # -- is it well
    "healthz": PUBLIC,
    "readyz": PUBLIC,
    "metrics": PUBLIC,  # to this machine, or with a token (`metrics.py`)
    # -- closed: they keep their names, because ninja and allauth look for them
    "api:api-root": NOBODY,
    "account_signup": NOBODY,
    "mfa_edit_webauthn": NOBODY,
    "socialaccount_signup": NOBODY,
    "socialaccount_connections": NOBODY,
    "socialaccount_login_error": NOBODY,
    "socialaccount_login_cancelled": NOBODY,
    "account_email": NOBODY,
    "account_email_verification_sent": NOBODY,
    "account_set_password": NOBODY,
    "account_confirm_login_code": NOBODY,
    "account_confirm_email": NOBODY,
    "account_reset_password_from_key_done": NOBODY,
    "account_reset_password_from_key": NOBODY,
    "account_reset_password_done": NOBODY,
}


ASKED_AT = {"portal:case": "portal:track", "portal:dispute": "portal:dispute_open"}
"""The page of a thing → where its code is asked for."""


def sees(role: str, entry: Entry) -> bool:
    """Whether an account or a key of this role is let in."""
    return scope(role, entry) != Scope.NONE if isinstance(entry, Query) else entry in (PUBLIC, SIGNED_IN)


class Middleware:
    """Asks before every view. What has no line in the table is not there."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Callable[..., Any], args: Any, given: dict[str, Any]
    ) -> HttpResponse | None:  # fmt: skip
        """None lets the request through to its view."""
        match: Any = request.resolver_match
        entry = asked_for(match, request.method or "")
        if entry is NOBODY:
            raise Http404
        if match.namespace == "api":
            request.operation = door.operations().get(match.route, {}).get(request.method or "", "")  # type: ignore[attr-defined]
            return _by_key(request, entry) or _by_content(request)
        if entry is PUBLIC:
            return None
        if entry in (HOLDER, PARTY):
            return _by_code(request, match.view_name, given["number"])
        return _by_account(request, entry)


def asked_for(match: ResolverMatch, method: str) -> Entry:
    """The line of a page, or of the operation that this method asks for; ninja itself answers to other methods."""
    operations = door.operations().get(match.route)
    if operations is None:
        return ROUTES.get(match.view_name, NOBODY)
    return ROUTES.get(f"api:{operations[method]}", NOBODY) if method in operations else PUBLIC


def _by_code(request: HttpRequest, name: str, number: str) -> HttpResponse | None:
    """A stranger is asked for the code of a case or dispute, whether there is such a one or not, and finds nothing below it."""
    if (dispute_access if ROUTES[name] is PARTY else access).is_open(request, number):
        return None
    if name in ASKED_AT:
        return HttpResponseRedirect(reverse(ASKED_AT[name], query={"number": number}))
    raise Http404


def _by_key(request: HttpRequest, entry: Entry) -> HttpResponse | None:
    """A wrong key opens nothing, not even what is open to everybody."""
    if entry is PUBLIC and "Authorization" not in request.headers:
        return None
    try:
        by = keys.KEY(request)
    except TooMany as refusal:
        return refused(request, refusal)
    if by is None:
        return problem(401, headers={"WWW-Authenticate": "Bearer"})
    if not sees(by.role, entry):
        raise Http404
    if reason := keys.beyond(request, request.operation, public=entry is PUBLIC):  # type: ignore[attr-defined]
        return problem(403, reason)
    return None


def _by_content(request: HttpRequest) -> HttpResponse | None:
    """What is sent must be of a kind that the operation takes."""
    operation = request.operation  # type: ignore[attr-defined]
    if not operation or door.fits(request, operation):
        return None
    return problem(415, _("Send %(kinds)s.") % {"kinds": ", ".join(sorted(door.taken()[operation]))})


def _by_account(request: HttpRequest, entry: Entry) -> HttpResponse | None:
    """The unit comes from the register, so that pages ask the database nothing for it."""
    staff = request.user
    if not staff.is_authenticated:
        return redirect_to_login(request.get_full_path())
    if not sees(Role(staff.role), entry):
        raise Http404
    if unit := units.current().by_id.get(staff.unit_id or 0):
        staff.unit = unit
    return None
