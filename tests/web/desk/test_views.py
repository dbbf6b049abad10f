"""Views: a list under a name of one's own, with its filters and columns; sharing one is sending its address."""

import pytest
from django.test import Client

from huying.cases.models import View
from huying.web.desk import saved
from tests import stories
from tests.web.desk.people import signed_in

pytestmark = pytest.mark.django_db

LATE = "list=mine&category=0203&late=1"


def kept(client: Client, name: str, address: str, **more: str) -> str:
    answer = client.post("/desk/views/", {"name": name, "address": address, **more})
    return str(answer["Location"])


def test_a_view_keeps_filters_and_columns_and_nothing_else(city: stories.City) -> None:
    client = signed_in(city, "handler")
    typed = f"{LATE}&columns=due&columns=unit&after=x&since=9&made_up=1"
    assert kept(client, "晚了的路灯", typed) == f"/desk/?{LATE}&columns=due&columns=unit"
    page = client.get("/desk/?list=mine").context
    assert [(view.name, view.address) for view in page["views"]] == [("晚了的路灯", f"{LATE}&columns=due&columns=unit")]
    assert [*client.get(f"/desk/?{typed[:-19]}").context["columns"]] == ["unit", "due"]


def test_what_reaches_a_person_is_kept_by_no_view(city: stories.City) -> None:
    assert kept(signed_in(city, "operator"), "某人", "list=all&q=13812345678") == "/desk/?list=all"
    assert View.objects.get().address == "list=all"


def test_my_work_opens_with_the_view_that_opens_first(city: stories.City) -> None:
    client = signed_in(city, "handler")
    assert client.get("/desk/").status_code == 200
    kept(client, "晚了", LATE, opens_first="1")
    assert client.get("/desk/")["Location"] == f"/desk/?{LATE}"
    kept(client, "全部", "list=all", opens_first="1")
    assert client.get("/desk/")["Location"] == "/desk/?list=all"
    assert signed_in(city, "street").get("/desk/").status_code == 200


def test_the_same_name_is_the_same_view_and_somebody_elses_stays(city: stories.City) -> None:
    client, other = signed_in(city, "handler"), signed_in(city, "street")
    kept(client, "我的", LATE)
    kept(client, "我的", "list=all")
    kept(other, "我的", LATE)
    theirs = View.objects.get(staff=city.staff["street"])
    client.post("/desk/views/", {"remove": theirs.pk})
    client.post("/desk/views/", {"remove": View.objects.get(staff=city.staff["handler"]).pk})
    assert [*View.objects.all()] == [theirs]


def test_a_view_without_a_name_and_one_too_many_are_refused(
    city: stories.City, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(saved, "MOST", 1)
    client = signed_in(city, "handler")
    kept(client, " ", LATE)
    kept(client, "一", LATE)
    kept(client, "二", LATE)
    assert [view.name for view in View.objects.all()] == ["一"]


def test_columns_are_chosen_and_unknown_ones_are_not_there(city: stories.City) -> None:
    stories.dispatched(city)
    client = signed_in(city, "dispatcher")
    chosen = client.post("/desk/", {"list": "mine", "columns": ["kind", "due", "made_up"]})
    assert chosen["Location"] == "/desk/?list=mine&columns=kind&columns=due&columns=made_up"
    page = client.get(chosen["Location"])
    assert [*page.context["columns"]] == ["due", "kind"]
    assert page.context["tabs"][1][3] == "?list=all&columns=kind&columns=due&columns=made_up"
