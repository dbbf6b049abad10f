"""A deed for many at the desk: looked at case by case, ordered, taken back or done; and on paper."""

import pytest
from django.test import Client

from huying.base.journal import clock
from huying.cases import handling, orders
from huying.cases.models import Case, Order
from tests import stories
from tests.web.desk.people import signed_in

pytestmark = pytest.mark.django_db


def pressed(client: Client, verb: str, *cases: str, **more: str) -> object:
    return client.post("/desk/bulk/", {"verb": verb, "case": [*cases], "back": "list=mine&late=1", **more})


def test_the_preview_says_of_each_case_whether_it_can_be_done(city: stories.City) -> None:
    one, accepted = stories.dispatched(city), stories.in_progress(city)
    other_unit = stories.dispatched(city, category=city.category["roads"])
    page = pressed(signed_in(city, "handler"), "accept", one.number, accepted.number, other_unit.number)
    assert [(line.case.number, line.why_not) for line in page.context["lines"]] == [  # type: ignore[attr-defined]
        (one.number, ""), (accepted.number, "“Accept” is not possible while it is “in progress”."),
    ]  # fmt: skip
    assert Order.objects.count() == 0


def test_ordered_it_waits_in_the_list_and_is_done_as_whoever_ordered_it(city: stories.City) -> None:
    client, one, two = signed_in(city, "handler"), stories.dispatched(city), stories.dispatched(city)
    sent = pressed(client, "accept", f"{one.number}:{one.version}", f"{two.number}:{two.version}", sure="1")
    order = Order.objects.get()
    assert sent["Location"] == f"/desk/?list=mine&late=1&order={order.pk}"  # type: ignore[index]
    assert client.get(f"/desk/?list=mine&order={order.pk}").context["order"]["waits"] is True
    orders.carry_out(order.pk)
    with clock.at(order.due_at + orders.UNDO):
        shown = client.get(f"/desk/orders/{order.pk}/").context["order"]
    assert (shown["waits"], len(shown["done"]), shown["refused"], shown["open"]) == (False, 2, [], [])


def test_what_moved_after_the_preview_is_not_done(city: stories.City) -> None:
    case = stories.dispatched(city)
    seen = f"{case.number}:{case.version - 1}"
    pressed(signed_in(city, "handler"), "accept", seen, sure="1")
    orders.carry_out(Order.objects.get().pk)
    assert Case.objects.get(pk=case.pk).state == "dispatched"


def test_taken_back_at_the_desk_nothing_happens(city: stories.City) -> None:
    client, case = signed_in(city, "handler"), stories.dispatched(city)
    pressed(client, "accept", case.number, sure="1")
    order = Order.objects.get()
    assert signed_in(city, "street").post(f"/desk/orders/{order.pk}/").status_code == 404
    assert (
        client.post(f"/desk/orders/{order.pk}/", {"back": "list=mine"})["Location"]
        == f"/desk/?list=mine&order={order.pk}"
    )
    orders.carry_out(order.pk)
    assert Case.objects.get(pk=case.pk).state == "dispatched"
    assert client.get(f"/desk/orders/{order.pk}/").context["order"]["taken_back"] is True


def test_reassigning_many_asks_where_to_and_why_once(city: stories.City) -> None:
    client, cases = signed_in(city, "dispatcher"), [stories.dispatched(city), stories.in_progress(city)]
    numbers = [case.number for case in cases]
    missing = pressed(client, "reassign", *numbers, sure="1")
    assert (missing.status_code, [*missing.context["form"].errors]) == (422, ["to", "reason", "basis"])  # type: ignore[attr-defined]
    pressed(client, "reassign", *numbers, sure="1", to="03", reason="other", basis="道路条例 1")
    orders.carry_out(Order.objects.get().pk)
    assert {Case.objects.get(pk=case.pk).unit for case in cases} == {city.unit["roads"]}


def test_nothing_ticked_leads_back_to_the_list(city: stories.City) -> None:
    assert pressed(signed_in(city, "handler"), "accept")["Location"] == "/desk/?list=mine&late=1"  # type: ignore[index]


@pytest.mark.parametrize("n", [1, 12])
def test_the_preview_costs_as_many_statements_for_many_as_for_one(
    city: stories.City, n: int, django_assert_max_num_queries: object
) -> None:
    cases = [stories.dispatched(city).number for _n in range(n)]
    client = signed_in(city, "handler")
    pressed(client, "accept", *cases)
    with django_assert_max_num_queries(9):  # type: ignore[operator]
        pressed(client, "accept", *cases)


def test_ticked_cases_are_printed_without_a_word_of_their_reporters(city: stories.City) -> None:
    one, other_unit = stories.in_progress(city), stories.dispatched(city, category=city.category["roads"])
    client = signed_in(city, "handler")
    sent = pressed(client, "print", one.number, other_unit.number)
    assert sent["Location"] == f"/desk/print/?case={one.number}"  # type: ignore[index]
    page = client.get(sent["Location"]).content.decode()  # type: ignore[index]
    assert ("滨河路 12 号门口路灯不亮" in page, "13900001234" in page, "王敏" in page) == (True, False, False)
    handling.contact(one, by=city.actor("handler"), means="phone", reached=True)
    assert client.get("/desk/print/")["Location"] == "/desk/"


def test_many_are_merged_into_the_oldest_of_them_which_goes_on(city: stories.City) -> None:
    client, oldest = signed_in(city, "operator"), stories.dispatched(city)
    others = [stories.received(city), stories.dispatched(city)]
    ticked = [case.number for case in (others[0], oldest, others[1])]
    shown = pressed(client, "merge", *ticked).context  # type: ignore[attr-defined]
    proposed = shown["form"]["into"].value()
    assert (proposed, shown["n"], [line.goes_on for line in shown["lines"]]) == (oldest.number, 2, [False, True, False])
    pressed(client, "merge", *ticked, sure="1", into=proposed)
    order = Order.objects.get()
    orders.carry_out(order.pk)
    assert [line.why_not for line in order.lines.all()] == ["", ""]
    assert {Case.objects.get(pk=case.pk).parent for case in others} == {oldest}
    assert Case.objects.get(pk=oldest.pk).state == "dispatched"


def test_nothing_is_merged_into_a_case_that_is_not_there(city: stories.City) -> None:
    client, case = signed_in(city, "operator"), stories.dispatched(city)
    answer = pressed(client, "merge", case.number, sure="1", into="2026-1")
    assert (answer.status_code, Order.objects.count()) == (422, 0)  # type: ignore[attr-defined]
