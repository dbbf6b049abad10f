"""One deed for many cases: it waits, can be taken back, and is done case by case with an answer for each."""

from datetime import timedelta

import pytest
from django.utils.translation import override
from procrastinate.contrib.django.models import ProcrastinateJob

from huying.base.journal import clock
from huying.base.journal.memory import remembered
from huying.cases import handling, orders
from huying.cases.models import Case, Order
from tests import stories

pytestmark = pytest.mark.django_db


@pytest.fixture
def city(db: None) -> stories.City:
    return stories.city()


def ordered(city: stories.City, *cases: Case, verb: str = "accept", **given: str) -> Order:
    staff = city.staff["handler" if verb == "accept" else "dispatcher"]
    with override("en"):
        return orders.order(staff, verb, {case.pk: case.version for case in cases}, given)


def answers(order: Order) -> list[str | None]:
    return [line.why_not if line.answered_at else None for line in order.lines.order_by("pk")]


def states(*cases: Case) -> list[str]:
    return [Case.objects.get(pk=case.pk).state for case in cases]


def test_nothing_happens_before_its_time_and_a_job_waits_for_it(city: stories.City) -> None:
    case = stories.dispatched(city)
    order = ordered(city, case)
    job = ProcrastinateJob.objects.get(task_name="carry_out")
    assert (job.args, job.scheduled_at) == ({"order": order.pk}, order.due_at)
    assert (states(case), answers(order)) == (["dispatched"], [None])


def test_taken_back_in_time_it_leaves_no_trace_in_any_case(city: stories.City) -> None:
    case = stories.dispatched(city)
    before = len(remembered("case", case.pk))
    order = ordered(city, case)
    assert orders.take_back(order) is True
    orders.carry_out(order.pk)
    assert (states(case), len(remembered("case", case.pk)), answers(order)) == (["dispatched"], before, [None])


def test_after_its_time_it_cannot_be_taken_back(city: stories.City) -> None:
    order = ordered(city, stories.dispatched(city))
    with clock.at(order.due_at + timedelta(seconds=1)):
        assert orders.take_back(order) is False


def test_each_case_is_done_for_itself_and_says_why_it_was_not(city: stories.City) -> None:
    one, moved, given_away = (stories.dispatched(city) for _n in range(3))
    order = ordered(city, one, moved, given_away)
    handling.accept(Case.objects.get(pk=moved.pk), by=city.actor("handler"))
    stories.routing.reassign(
        Case.objects.get(pk=given_away.pk),
        to=city.unit["roads"],
        by=city.actor("dispatcher"),
        reason="other",
        basis="道路条例",
    )
    orders.carry_out(order.pk)
    assert states(one, moved, given_away) == ["in_progress", "in_progress", "dispatched"]
    assert answers(order) == ["", "Somebody else was faster. Look again before you go on.", "It is not yours any more."]
    assert remembered("case", one.pk)[-1].by == city.actor("handler").ref


def test_done_again_it_does_nothing_twice(city: stories.City) -> None:
    case = stories.dispatched(city)
    order = ordered(city, case)
    orders.carry_out(order.pk)
    n = len(remembered("case", case.pk))
    orders.carry_out(order.pk)
    assert (len(remembered("case", case.pk)), answers(order)) == (n, [""])


def test_an_account_that_was_closed_meanwhile_does_nothing(city: stories.City) -> None:
    case = stories.dispatched(city)
    order = ordered(city, case)
    staff = city.staff["handler"]
    staff.is_active = False
    staff.save()
    orders.carry_out(order.pk)
    assert (states(case), answers(order)) == (["dispatched"], ["It is not yours any more."])


def test_many_are_reassigned_with_one_reason_and_no_telephone_is_kept(city: stories.City) -> None:
    cases = [stories.dispatched(city) for _n in range(2)]
    order = ordered(city, *cases, verb="reassign", to="03", reason="other", basis="路灯杆属道路处,问 13812345678")
    assert "13812345678" not in order.given["basis"]
    orders.carry_out(order.pk)
    assert answers(order) == ["", ""]
    assert [Case.objects.get(pk=case.pk).unit for case in cases] == [city.unit["roads"]] * 2


def test_orders_are_forgotten_and_the_journal_stays(city: stories.City) -> None:
    case = stories.dispatched(city)
    order = ordered(city, case)
    orders.carry_out(order.pk)
    with clock.at(order.due_at + orders.KEPT + timedelta(seconds=1)):
        orders.forget()
    assert (Order.objects.count(), remembered("case", case.pk)[-1].verb) == (0, "accept")
