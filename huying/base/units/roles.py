"""Roles, and what each may see: role × query × scope. What each may do stands in `cases/states.py`.

Administration, security and audit are three roles; an account has exactly one role, so none combines them.
"""

from dataclasses import dataclass

from django.db import models
from django.utils.translation import gettext_lazy as _


class Role(models.TextChoices):
    RESIDENT = "resident", _("resident")
    OPERATOR = "operator", _("hotline operator")
    DISPATCHER = "dispatcher", _("dispatcher")
    HANDLER = "handler", _("handler")
    FIELD = "field", _("grid worker")
    MEDIATOR = "mediator", _("mediator")
    SUPERVISOR = "supervisor", _("supervisor")
    ADMIN = "admin", _("administrator")
    SECURITY = "security", _("security officer")
    AUDITOR = "auditor", _("auditor")
    INTEGRATOR = "integrator", _("connected system")
    SYSTEM = "system", _("Huying itself")


class Scope(models.TextChoices):
    """How far a query reaches."""

    NONE = "none", _("nothing")
    OWN_CASE = "own_case", _("the one case whose code they hold")
    OWN_UNIT = "own_unit", _("their unit")
    UNIT_SUBTREE = "unit_subtree", _("their unit and those below it")
    AREA_SUBTREE = "area_subtree", _("their unit's area and everything in it")
    ALL = "all", _("the whole city")


class Query(models.TextChoices):
    """What may be asked for. A page or an operation names one of these in `web/gate.py`."""

    CASES = "cases", _("list, search, count and read cases")
    CONTACT = "contact", _("open a reporter's contact, with a purpose")
    REGISTERS = "registers", _("read areas, units and categories")
    SETUP = "setup", _("change the set-up")
    ACCOUNTS = "accounts", _("manage accounts, sessions and lock-outs")
    LOOKS = "looks", _("read who opened which contact")
    AUDIT = "audit", _("read the audit log")
    ERASURE = "erasure", _("hold back erasure, and decide on requests for it")
    ARTICLES = "articles", _("write articles of the knowledge base")
    PROPOSALS = "proposals", _("read what surges and recurs; a supervisor decides")
    WEBHOOKS = "webhooks", _("have another system told of every step")
    DISPUTES = "disputes", _("list, search and read disputes, without what was said in them")


N, C, U, T, G, A = Scope.NONE, Scope.OWN_CASE, Scope.OWN_UNIT, Scope.UNIT_SUBTREE, Scope.AREA_SUBTREE, Scope.ALL

PERMISSIONS: dict[Role, dict[Query, Scope]] = {
    role: dict(zip(Query, scopes, strict=True))
    for role, scopes in {
        #                 cases contact registers setup accounts looks audit erasure articles proposals webhooks disputes
        Role.RESIDENT:   (C,    N,      A,        N,    N,       C,    N,    N,       N,       N,       N,       C),
        Role.OPERATOR:   (A,    A,      A,        N,    N,       N,    N,    N,       N,       N,       N,       N),
        Role.DISPATCHER: (A,    N,      A,        N,    N,       N,    N,    N,       A,       N,       N,       N),
        Role.HANDLER:    (T,    U,      A,        N,    N,       N,    N,    N,       T,       N,       N,       N),
        Role.FIELD:      (G,    N,      A,        N,    N,       N,    N,    N,       N,       N,       N,       N),
        Role.MEDIATOR:   (N,    N,      A,        N,    N,       N,    N,    N,       T,       N,       N,       T),
        Role.SUPERVISOR: (T,    N,      A,        N,    N,       N,    N,    T,       T,       T,       N,       T),
        Role.ADMIN:      (N,    N,      A,        A,    N,       N,    N,    N,       A,       N,       A,       N),
        Role.SECURITY:   (N,    N,      A,        N,    A,       N,    N,    N,       N,       N,       N,       N),
        Role.AUDITOR:    (A,    N,      A,        N,    N,       A,    A,    N,       N,       A,       N,       A),
        Role.INTEGRATOR: (T,    N,      A,        N,    N,       N,    N,    N,       N,       N,       T,       U),
        Role.SYSTEM:     (A,    N,      A,        N,    N,       N,    N,    A,       A,       A,       A,       A),
    }.items()
}  # fmt: skip


def scope(role: str, query: Query) -> Scope:
    """How far `role` may see with `query`."""
    return PERMISSIONS[Role(role)][query]


@dataclass(frozen=True)
class Actor:
    """Whoever does something. The journal writes `ref`: a role, an account's or a key's number, never a name."""

    role: Role
    ref: str
    unit_id: int | None = None
    staff_id: int | None = None
    case_id: int | None = None
    """For a resident: the one case they hold the code of."""
    party_id: int | None = None
    """For a party of a dispute: the one whose code they hold."""

    @classmethod
    def resident(cls, case_id: int | None = None) -> "Actor":
        return cls(Role.RESIDENT, "resident", case_id=case_id)


SYSTEM = Actor(Role.SYSTEM, "system")
