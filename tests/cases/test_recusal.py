"""Who keeps out of a case: whoever it is about, and whoever has an interest in it."""

import pytest

from huying.base.journal.memory import remembered
from huying.base.journal.refusals import Incomplete, Refused
from huying.base.journal.verify import verify
from huying.base.units.models import Staff
from huying.base.units.roles import SYSTEM, Actor, Role
from huying.cases import beside, counts, handling, intake, pace, queries, reactions, responsibility, routing
from huying.cases.models import Case
from huying.cases.states import LIFE
from tests import stories

pytestmark = pytest.mark.django_db

City = stories.City


@pytest.fixture
def city() -> City:
    return stories.city()


def seen(city: City, case: Case, who: str) -> bool:
    return queries.one(city.actor(who), case.number) is not None


def somebody(city: City, unit: str, role: Role = Role.HANDLER) -> Actor:
    made = Staff.objects.create(username=f"{role}-{unit}", unit=city.unit[unit], role=role)
    return made.actor


# -- the accused


def test_neither_the_accused_nor_anybody_below_leads_helps_or_is_handed_the_case(city: City) -> None:
    case = stories.in_progress(city, accused=city.unit["west"])
    panel, lead = city.actor("dispatcher"), stories.lead(case)
    for name, sentence in {
        "west": "反映西街道办的诉求不由西街道办自己办理。",
        "community": "诉求反映的是柳岸社区的上级单位，柳岸社区不参与办理。",
    }.items():
        unit = city.unit[name]
        with pytest.raises(Refused) as helping:
            handling.ask_help(case, by=lead, units=[city.unit["gas"], unit], reason="协助")
        with pytest.raises(Refused) as leading:
            routing.reassign(case, to=unit, by=panel, reason="wrong_unit")
        assert helping.value.reasons == leading.value.reasons == [sentence]
    assert Case.objects.get(pk=case.pk).version == case.version


def test_a_unit_above_cannot_hand_it_down_to_the_accused(city: City) -> None:
    case = stories.received(city, category=city.category["roads"], accused=city.unit["west"])
    routing.dispatch(case, to=city.unit["district"], by=city.actor("dispatcher"), basis="上级处理")
    handling.accept(case, by=stories.lead(case))
    for name in ("west", "community"):
        with pytest.raises(Refused):
            handling.hand_down(case, by=stories.lead(case), to=city.unit[name], basis="社区清单 3")


def test_a_return_neither_proposes_nor_designates_the_accused(city: City) -> None:
    case = stories.dispatched(city, accused=city.unit["roads"])
    for to, panel in (("gas", "supervisor"), ("lighting", "dispatcher")):
        routing.request_return(case, by=stories.lead(case), reason="not_ours", basis="清单", proposed=city.unit[to])
        routing.decide_return(case, by=city.actor(panel), decision="granted", to=city.unit[to], reason="裁定")
    with pytest.raises(Refused):
        routing.request_return(
            case, by=stories.lead(case), reason="not_ours", basis="清单", proposed=city.unit["roads"]
        )
    routing.request_return(case, by=stories.lead(case), reason="not_ours", basis="清单", proposed=city.unit["gas"])
    with pytest.raises(Refused) as refusal:
        routing.decide_return(
            case, by=city.actor("supervisor"), decision="granted", to=city.unit["roads"], reason="裁定"
        )
    assert refusal.value.reasons == ["反映市政道路处的诉求不由市政道路处自己办理。"]
    fresh = Case.objects.get(pk=case.pk)
    assert (fresh.designated, fresh.unit_id) == (False, case.unit_id)


def test_the_duty_list_goes_past_the_accused_and_all_below(city: City) -> None:
    west = stories.received(city, category=city.category["roads"], accused=city.unit["west"])
    assert responsibility.suggest(west).unit == city.unit["roads"]
    light = stories.received(city, accused=city.unit["lighting"])
    reactions.route(light.pk, 1)
    assert Case.objects.get(pk=light.pk).state == "received"


def test_people_of_the_accused_unit_and_below_never_see_the_case(city: City) -> None:
    case = stories.received(city, category=city.category["roads"], accused=city.unit["district"])
    routing.dispatch(case, to=city.unit["roads"], by=city.actor("dispatcher"), basis="道路条例 1")
    inside = [somebody(city, "district", role) for role in (Role.HANDLER, Role.SUPERVISOR)]
    assert [seen(city, case, who) for who in ("roads", "operator", "dispatcher", "supervisor")] == [True] * 4
    assert [seen(city, case, who) for who in ("street", "community", "field")] == [False] * 3
    assert [queries.one(by, case.number) for by in inside] == [None, None]


def test_the_accused_sees_nothing_of_it_even_where_a_unit_below_it_has_it(city: City) -> None:
    """Routed there before the rule could know: a merged case named them later."""
    led = stories.dispatched(city, category=city.category["roads"])
    about = stories.received(city, accused=city.unit["district"])
    district = somebody(city, "district")
    assert queries.one(district, led.number) == led
    with pytest.raises(Refused) as refusal:
        intake.merge(about, into=led, by=city.actor("operator"))
    assert refusal.value.reasons == [f"{led.number}正由本件所反映的单位办理，不能并入。"]
    assert Case.objects.get(pk=about.pk).parent is None


def test_whoever_a_merged_case_is_about_has_no_part_in_the_one_it_was_merged_into(city: City) -> None:
    into, about = stories.dispatched(city), stories.received(city, accused=city.unit["roads"])
    assert LIFE.why_not(into, "decide_extension", by=city.actor("roads")) != ""
    intake.merge(about, into=into, by=city.actor("operator"))
    into = Case.objects.get(pk=into.pk)
    handling.accept(into, by=stories.lead(into))
    with pytest.raises(Refused):
        handling.ask_help(into, by=stories.lead(into), units=[city.unit["roads"]], reason="挖路")
    with pytest.raises(Refused):
        routing.reassign(into, to=city.unit["roads"], by=city.actor("dispatcher"), reason="wrong_unit")
    assert responsibility.suggest(into).unit == city.unit["lighting"]


def test_a_merged_case_hides_the_other_from_whom_it_is_about(city: City) -> None:
    into = stories.received(city, category=city.category["roads"])
    routing.dispatch(into, to=city.unit["west"], by=city.actor("dispatcher"), basis="街道清单 7")
    community = somebody(city, "community")
    handling.accept(into, by=stories.lead(into))
    handling.hand_down(into, by=stories.lead(into), to=city.unit["community"], basis="社区清单 3")
    assert queries.one(community, into.number) == into
    about = stories.received(city, accused=city.unit["community"])
    with pytest.raises(Refused):
        intake.merge(about, into=into, by=city.actor("operator"))
    other = stories.in_progress(city)
    handling.ask_help(other, by=stories.lead(other), units=[city.unit["west"]], reason="协助")
    handling.answer_help(other, by=Actor(Role.HANDLER, "staff:west", unit_id=city.unit["west"].pk), text="已协助")
    street = city.actor("street")
    assert queries.one(street, other.number) == other
    intake.merge(stories.received(city, accused=city.unit["west"]), into=other, by=city.actor("operator"))
    assert queries.one(street, other.number) is None


def test_nobody_of_the_accused_decides_on_anything(city: City) -> None:
    case = stories.in_progress(city, accused=city.unit["hotline"])
    pace.request_escalation(case, by=stories.lead(case), reason="协调")
    boss = Actor(Role.SUPERVISOR, "staff:boss", unit_id=city.unit["hotline"].pk)
    assert LIFE.why_not(case, "decide_escalation", by=boss) == "诉求反映的是您所在的单位，由其他单位处理。"
    assert LIFE.why_not(case, "decide_escalation", by=city.actor("supervisor")) == ""


# -- recusal


def test_who_keeps_out_does_not_find_the_case_any_more_and_their_colleague_does(city: City) -> None:
    case, colleague = stories.in_progress(city), somebody(city, "lighting")
    beside.recuse(case, by=city.actor("handler"), interest="close")
    assert (seen(city, case, "handler"), queries.one(colleague, case.number)) == (False, case)
    for name in ("mine", "all"):
        assert (list(queries.LISTS[name](city.actor("handler"))), list(queries.LISTS[name](colleague))) == ([], [case])
    assert counts.counts(city.actor("handler"), ["mine"])["mine"] == 0
    assert verify().findings == []


@pytest.mark.parametrize("who", ["operator", "dispatcher", "supervisor", "auditor", "handler"])
def test_everybody_who_reads_cases_can_keep_out(city: City, who: str) -> None:
    case = stories.in_progress(city)
    assert seen(city, case, who) is True
    beside.recuse(case, by=city.actor(who), interest="own")
    assert seen(city, case, who) is False


def test_a_supervisor_names_who_keeps_out_and_a_colleague_cannot(city: City) -> None:
    case, handler = stories.in_progress(city), city.staff["handler"]
    with pytest.raises(Refused):
        beside.recuse(case, by=somebody(city, "lighting"), interest="own", staff=handler)
    beside.recuse(case, by=city.actor("supervisor"), interest="involved", staff=handler)
    assert seen(city, case, "handler") is False
    last = remembered("case", case.pk)[-1]
    assert (last.facts, last.by) == (
        {"staff": f"staff:{handler.pk}", "interest": "involved"},
        city.actor("supervisor").ref,
    )


def test_nobody_is_named_who_could_not_see_it_or_keeps_out_already(city: City) -> None:
    case = stories.in_progress(city)
    for _time in range(2):
        with pytest.raises(Incomplete) as refusal:
            beside.recuse(case, by=city.actor("supervisor"), interest="own", staff=city.staff["roads"])
        assert list(refusal.value.fields) == ["staff"]
    beside.recuse(case, by=city.actor("handler"), interest="own")
    with pytest.raises(Refused):
        beside.recuse(case, by=city.actor("handler"), interest="own")
    with pytest.raises(Incomplete):
        beside.recuse(case, by=city.actor("dispatcher"), interest="因为")


def test_who_has_the_work_in_hand_gives_it_up_and_it_is_not_given_to_them_again(city: City) -> None:
    case, handler = stories.in_progress(city), city.staff["handler"]
    handling.hand_down(case, by=stories.lead(case), to=handler)
    beside.recuse(case, by=handler.actor, interest="close")
    assert Case.objects.get(pk=case.pk).colleague_id is None
    with pytest.raises(Refused):
        handling.hand_down(Case.objects.get(pk=case.pk), by=stories.lead(case), to=handler)


def test_a_supervisor_lets_them_in_again_but_never_themselves(city: City) -> None:
    case, boss = stories.in_progress(city), city.staff["supervisor"]
    assert LIFE.why_not(case, "readmit", by=boss.actor) == "没有人回避此件。"
    beside.recuse(case, by=city.actor("handler"), interest="close")
    beside.recuse(case, by=boss.actor, interest="own")
    with pytest.raises(Refused):
        beside.readmit(case, by=boss.actor, staff=boss)
    other = somebody(city, "hall", Role.SUPERVISOR)
    beside.readmit(case, by=other, staff=city.staff["handler"])
    assert (seen(city, case, "handler"), seen(city, case, "supervisor")) == (True, False)
    beside.recuse(case, by=city.actor("handler"), interest="close")
    assert seen(city, case, "handler") is False


def test_the_system_and_the_resident_are_not_touched_by_it(city: City) -> None:
    case = stories.in_progress(city)
    beside.recuse(case, by=city.actor("handler"), interest="close")
    assert queries.one(SYSTEM, case.number) == queries.one(Actor.resident(case.pk), case.number) == case
