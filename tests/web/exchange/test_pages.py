"""The exchange desk: a connector is set up, tried on real records, switched on, run; its records and days are read."""

import json
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
import yaml
from django.conf import settings
from django.test import Client

from huying.base.units.models import Key
from huying.cases.models import Case, Connector
from huying.web.exchange.connectors import picking
from tests import stories
from tests.web.desk.people import signed_in
from tests.web.exchange.connectors import desk
from tests.web.exchange.connectors.desk import Office

pytestmark = pytest.mark.django_db
LIST = "/desk/setup/exchange/"
PAGE = f"{LIST}water/"
FORM = {
    "name": "Water hotline", "slug": "water", "unit": "02", "content": "Calls of the water hotline", "basis": "Decree 809",
    "every": "5", "folder": "water", "still": "0", "mapping": yaml.safe_dump(desk.CALLS),
}  # fmt: skip


@pytest.fixture(autouse=True)
def exchange(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settings, "EXCHANGE", tmp_path)


@pytest.fixture
def city() -> stories.City:
    return stories.city()


@pytest.fixture
def admin(city: stories.City) -> Client:
    return signed_in(city, "admin")


@pytest.fixture
def office(city: stories.City) -> Office:
    return Office(desk.connected())


def do(admin: Client, deed: str, **given: Any) -> Any:
    return admin.post(PAGE, {"deed": deed, **given}, follow=True)


def told(answer: Any) -> list[str]:
    return [str(message) for message in answer.context["messages"]]


def test_a_connector_is_set_up_tried_and_switched_on(admin: Client) -> None:
    answer = admin.post(f"{LIST}new/?takes=calls&transport=folder", FORM, follow=True)
    assert told(answer) == ["It is off. Look at the preview, then switch it on."]
    office = Office(Connector.objects.get())
    office.drop("a.csv", {"no": 1}, {"no": 2, "kind": "ship"}, {"no": 1})
    preview = do(admin, "preview").context["preview"]
    assert [(line.state, line.reason) for line in preview.lines] == [
        ("applied", ""), ("refused", "category: the mapping does not know “ship”."), ("duplicate", ""),
    ]  # fmt: skip
    assert (Case.objects.count(), office.lying()) == (0, ["a.csv"])
    do(admin, "on")
    assert told(do(admin, "run")) == ["Received 3: applied 1, refused 1, duplicate 1."]
    (row,) = admin.get(LIST).context["rows"]
    assert row[1] == {"received": 3, "applied": 1, "refused": 1, "duplicate": 1}
    do(admin, "off")
    assert not Connector.objects.get().on


def test_what_is_wrong_stands_beside_its_field_and_nothing_is_made(admin: Client) -> None:
    wrong = {"slug": "Water!", "folder": "../etc", "mapping": "source: x", "unit": ""}
    answer = admin.post(f"{LIST}new/?takes=calls&transport=folder", FORM | wrong)
    assert (answer.status_code, {*answer.context["form"].errors}) == (422, {"unit"})
    answer = admin.post(f"{LIST}new/?takes=calls&transport=folder", FORM | wrong | {"unit": "02", "slug": "water"})
    assert (answer.status_code, {*answer.context["form"].errors}) == (422, {"folder", "mapping"})
    assert not Connector.objects.exists()


def test_no_connector_carries_what_the_charter_refuses(admin: Client) -> None:
    mapping = yaml.safe_dump(desk.CALLS | {"address": ["宗教信仰"]})
    answer = admin.post(f"{LIST}new/?takes=calls&transport=folder", FORM | {"mapping": mapping})
    assert [*answer.context["form"].errors] == ["mapping"]


def test_there_is_no_form_for_what_is_not_exchanged(admin: Client) -> None:
    assert admin.get(f"{LIST}new/?takes=faces&transport=camera").status_code == 404


def test_it_is_changed_and_its_secret_is_never_shown(admin: Client, city: stories.City) -> None:
    settings.INSIDE.append("127.0.0.1")
    try:
        desk.connected(http={"url": "http://127.0.0.1/calls"}, secret="s3cret")
        form = FORM | {"deed": "save", "url": "http://127.0.0.1/new", "name": "Water"}
        assert told(admin.post(PAGE, form, follow=True)) == ["In force now."]
    finally:
        settings.INSIDE.remove("127.0.0.1")
    known = Connector.objects.get()
    assert (known.name, known.address, known.secret) == ("Water", {"url": "http://127.0.0.1/new"}, "s3cret")
    assert "s3cret" not in admin.get(PAGE).content.decode()


def test_records_are_read_by_what_became_of_them_page_by_page(admin: Client, office: Office) -> None:
    office.drop("a.csv", *({"no": n} for n in range(60)), {"no": 99, "kind": "ship"})
    office.run()
    page = admin.get(f"{PAGE}records/")
    assert len(page.context["records"]) == 50
    assert len(admin.get(f"{PAGE}records/{page.context['older_url']}").context["records"]) == 11
    (refused,) = admin.get(f"{PAGE}records/?state=refused&day={desk.today()}").context["records"]
    assert refused.external == "99"
    assert [admin.get(f"{PAGE}records/?{wrong}").status_code for wrong in ("after=x", "day=x")] == [404, 404]


def test_a_page_of_connectors_costs_a_fixed_number_of_statements(
    admin: Client, office: Office, django_assert_max_num_queries: Any
) -> None:
    office.drop("a.csv", *({"no": n} for n in range(20)))
    office.run()
    desk.connected(slug="more")
    for address in (LIST, PAGE, f"{PAGE}records/"):
        admin.get(address)
        with django_assert_max_num_queries(12):
            assert admin.get(address).status_code == 200


def test_both_sides_check_a_day_by_hand_and_by_program(admin: Client, city: stories.City, office: Office) -> None:
    office.drop("a.csv", {"no": 1})
    office.run()
    record = sha256("\x1f".join(desk.ROW[name] for name in sorted(desk.ROW)).encode()).hexdigest()
    day, digest = desk.today().isoformat(), sha256(record.encode()).hexdigest()
    assert told(do(admin, "reconcile", day=day, records="1", digest=digest)) == ["Both sides say the same of this day."]
    assert told(do(admin, "reconcile", day=day, records="2", digest=digest)) == ["The two sides differ on this day."]
    assert do(admin, "reconcile", day=day, records="1", digest="?").status_code == 422
    theirs = Client(headers={"authorization": f"Bearer {Key.make('integrator', city.unit['lighting'])}"})
    address = f"/exchange/water/{day}.json"
    assert (theirs.get(address).json()["digest"], theirs.get(address).json()["agreed"]) == (digest, False)
    said = {"records": 0, "digest": sha256(b"").hexdigest(), "digests": []}
    answer = theirs.post(address, json.dumps(said), content_type="application/json").json()
    assert (answer["agreed"], answer["missing"], answer["surplus"]) == (False, [], ["1"])
    assert theirs.post(address, "{}", content_type="application/json").status_code == 422


@pytest.mark.parametrize("who", ["roads", ""])
def test_a_day_is_told_to_no_other_unit(city: stories.City, office: Office, who: str) -> None:
    key = Key.make("integrator", city.unit[who]) if who else "hy_wrong"
    client = Client(headers={"authorization": f"Bearer {key}"})
    assert client.get(f"/exchange/water/{desk.today()}.json").status_code == 404


def test_everybody_reads_what_is_shared_with_whom_on_which_basis(city: stories.City, office: Office) -> None:
    desk.connected(slug="given", takes="cases", mapping=desk.OFFER, content="Cases of street lights", folder="given")
    desk.connected(slug="resting", takes="cases", mapping=desk.OFFER, content="Off", folder="off", on=False)
    said = Client(headers={"accept-language": "en"}).get("/data/catalogue.json").json()
    (given,) = said["conditional"]
    assert (given["content"], given["columns"], given["basis"]) == (
        "Cases of street lights", "no, said, seq, state", "政务数据共享条例",
    )  # fmt: skip
    (taken,) = said["taken"]
    assert (taken["columns"], taken["sealed"]) == ("at, kind, no, said, x, y", "who, tel")
    page = Client().get("/data/").content.decode()
    assert "供水热线接到的诉求" in page
    assert "water" not in page.partition("<main")[2]


def test_columns_are_chosen_among_those_of_the_real_records_and_the_preview_follows(
    admin: Client, office: Office
) -> None:
    like = {name if name != "said" else "words": value for name, value in desk.ROW.items()}
    office.drop("a.csv", {"no": 1}, like=like)
    first = do(admin, "preview")
    assert (first.context["preview"].trouble, first.context["unsaved"]) == (
        "The file has no columns said. It has: no, words, at, x, y, kind, who, tel.", False,
    )  # fmt: skip
    fields = first.context["pickers"].fields
    assert [value for value, _label in fields["text"].choices] == ["", "said", *like]
    columns = {f"column-{name}": field.initial for name, field in fields.items()} | {
        "column-text": "words",
        "column-contact.name": "",
    }
    tried = do(admin, "pick", mapping=office.connector.mapping, **columns)
    assert [(line.state, line.reason) for line in tried.context["preview"].lines] == [("applied", "")]
    mapping = yaml.safe_load(tried.context["form"].initial["mapping"])
    assert (mapping["text"], mapping["contact"], mapping["category"]["values"]) == (
        "words", {"phone": "tel"}, desk.CALLS["category"]["values"],  # type: ignore[index]
    )  # fmt: skip
    assert (tried.context["unsaved"], Connector.objects.get().mapping) == (True, office.connector.mapping)
    do(admin, "save", **FORM | {"mapping": tried.context["form"].initial["mapping"]})
    do(admin, "run")
    assert Case.objects.get().text.body == desk.ROW["said"]


def test_what_is_more_than_a_column_stays_with_its_comments() -> None:
    text = "source: a  # theirs\nnumber: no\ntext: [one, two]\ncategory:\n  column: kind  # by hand\n  values: {灯: '0203'}\n"
    assert picking.chosen("calls", text) | {"number": "no", "text": "one, two", "category": "kind"} == picking.chosen(
        "calls", text
    )
    made = picking.changed("calls", text, {"text": "one, two", "category": "type", "point.lon": "x", "point.lat": "y"})
    assert yaml.safe_load(made) == yaml.safe_load(text) | {
        "category": {"column": "type", "values": {"灯": "0203"}}, "point": {"lon": "x", "lat": "y"},
    }  # fmt: skip
    assert ("# theirs" in made, "# by hand" in made) == (True, True)
    assert picking.chosen("calls", "[") == {}
