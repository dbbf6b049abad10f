"""Everything that may be done with a case, and which operation of the API does it."""

from types import SimpleNamespace

import pytest

from huying.base.units.roles import Actor, Role
from huying.cases.models import Case
from huying.cases.states import LIFE
from huying.web.api import door
from huying.web.api.steps import BY_A_PERSON, OF_NO_PROGRAM
from huying.web.portal.deeds import DEEDS

OPERATIONS = {name for methods in door.operations().values() for name in methods.values()} | {"receive"}
LEAD, INNER, CALLED = 1, 2, 3


def test_every_verb_has_an_operation_or_a_reason_why_not() -> None:
    assert LIFE.steps.keys() - OPERATIONS == OF_NO_PROGRAM.keys()
    assert OPERATIONS & OF_NO_PROGRAM.keys() == set()


@pytest.mark.parametrize("role", [Role.INTEGRATOR, Role.OPERATOR, Role.DISPATCHER, Role.SUPERVISOR])
def test_whatever_a_system_may_take_in_that_role_has_an_operation(role: Role) -> None:
    case = Case(pk=1, unit_id=LEAD, inner_unit_id=INNER)
    case.__dict__["papers"] = SimpleNamespace(assigned=lambda *_parts: [SimpleNamespace(unit_id=CALLED)])
    asking = [Actor(role, "key:1", unit_id=unit) for unit in (LEAD, INNER, CALLED)]
    may = {verb for verb, step in LIFE.steps.items() if any(party(case, by) for party in step.who for by in asking)}
    assert {OF_NO_PROGRAM[verb] for verb in may - OPERATIONS} <= {BY_A_PERSON}


def test_whatever_a_resident_does_at_the_portal_they_do_by_the_code() -> None:
    assert {verb for verb in DEEDS if f"reporter_{verb}" not in OPERATIONS} == set()
