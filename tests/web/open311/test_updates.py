"""What happened to a case, told to other systems; and what they tell."""

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from huying.base.journal import clock
from huying.base.units.models import Key
from huying.base.units.roles import SYSTEM
from huying.cases import handling, open_reports, reactions, routing
from huying.cases.models import Case
from huying.cases.telling import timeline
from huying.web.open311 import updates
from tests import stories

from .conftest import System, errors, system, xml

pytestmark = pytest.mark.django_db


def lit(city: stories.City, number: str) -> Case:
    """In the hands of the lighting office."""
    case = Case.objects.get(number=number)
    routing.dispatch(case, to=city.unit["lighting"], by=SYSTEM, basis="灯饰条例 3")
    handling.accept(case, by=stories.lead(case))
    return case


def told(reader: System, **said: str) -> list[tuple[str, str]]:
    answer = reader.get("servicerequestupdates.json", **said)
    assert answer.status_code == 200
    return [(row["status"], row["description"]) for row in answer.json()]


def test_everybody_is_told_the_steps_and_whoever_filed_it_the_words(
    city: stories.City, app: System, anybody: System
) -> None:
    case = lit(city, app.filed())
    handling.interim_reply(case, by=stories.lead(case), text="灯泡已订")
    handling.reply(case, by=stories.lead(case), text="换了灯泡", result="explained")
    office = "City Lighting Office"
    assert told(anybody) == [
        ("investigating", f"Passed to {office}"), ("in_progress", f"{office} accepted it"),
        ("in_progress", f"{office} tells how it stands"), ("no_further_action", f"{office} answered"),
    ]  # fmt: skip
    assert told(app)[2:] == [("in_progress", "灯泡已订"), ("no_further_action", "换了灯泡")]


def test_of_a_private_report_nobody_else_is_told(city: stories.City, private: System, anybody: System) -> None:
    case = lit(city, private.filed())
    handling.ask_resident(case, by=stories.lead(case), question="哪一盏？")
    assert (told(anybody), told(private)[-1]) == ([], ("unchanged", "哪一盏？"))


def test_an_update_is_taken_once_and_has_one_number(app: System, anybody: System) -> None:
    number = app.filed()
    first, again = app.told(number, "INVESTIGATING", "还在看"), app.told(number, "INVESTIGATING", "还在看")
    assert first.json() == again.json() == [{"update_id": f"{number}-2"}]
    assert told(anybody) == [("investigating", "还在看")]


def test_the_reporters_system_speaks_for_its_reporter(city: stories.City, app: System) -> None:
    case = lit(city, app.filed())
    handling.ask_resident(case, by=stories.lead(case), question="哪一盏？")
    assert app.told(case.number, "OPEN", "第三盏", "1").status_code == 200
    handling.reply(Case.objects.get(), by=stories.lead(case), text="换了", result="resolved")
    assert app.told(case.number, "FIXED", "谢谢", "2").status_code == 200
    story = [entry.verb for entry in timeline(Case.objects.get(), resident=False)]
    assert story == ["receive", "dispatch", "accept", "ask_resident", "answer_resident", "reply", "follow_up"]
    assert app.shown(case.number)["status"] == "closed"


def test_what_was_not_solved_can_be_withdrawn_once_it_is_taken_up_again(city: stories.City, app: System) -> None:
    case = lit(city, app.filed())
    handling.reply(case, by=stories.lead(case), text="换了", result="resolved")
    assert app.told(case.number, "OPEN", "还是不亮", "1").status_code == 200
    assert app.told(case.number, "CANCELLED", "自己亮了", "2").status_code == 425
    reactions.rework_if_not_solved(case.pk, 0)
    assert app.told(case.number, "CANCELLED", "自己亮了", "2").status_code == 200
    assert Case.objects.get().outcome == "withdrawn"


def test_a_report_that_solved_itself_is_withdrawn(app: System) -> None:
    app.told(app.filed(), "FIXED", "自己亮了")
    assert Case.objects.get().outcome == "withdrawn"


def test_the_units_system_accepts_and_answers(city: stories.City, app: System) -> None:
    office = system(city, "open311_private", "lighting")
    number = app.filed()
    routing.dispatch(Case.objects.get(), to=city.unit["lighting"], by=SYSTEM, basis="灯饰条例 3")
    for place, (status, text) in enumerate([("IN_PROGRESS", "已派工"), ("IN_PROGRESS", "在换"), ("FIXED", "换了")]):
        assert office.told(number, status, text, str(place)).status_code == 200
    story = [entry.verb for entry in timeline(Case.objects.get(), resident=False)]
    assert story == ["receive", "dispatch", "accept", "message", "reply"]


def test_a_rule_that_forbids_the_step_is_told_in_its_words(city: stories.City, app: System) -> None:
    office = system(city, "open311_private", "lighting")
    number = app.filed()
    assert office.told(number, "FIXED", "换了").status_code == 404  # not theirs yet
    routing.dispatch(Case.objects.get(), to=city.unit["lighting"], by=SYSTEM, basis="灯饰条例 3")
    assert errors(office.told(number, "NOT_COUNCILS_RESPONSIBILITY", "不归我们")) == [
        "They say that it is not theirs; a person at the unit returns it, and names whose it is."
    ]


@pytest.mark.parametrize("missing", ["service_request_id", "update_id", "status", "updated_datetime", "description"])
def test_an_update_says_all_that_is_needed(app: System, missing: str) -> None:
    said = {"service_request_id": app.filed(), "update_id": "1", "status": "OPEN", "description": "x"}
    said |= {"updated_datetime": "2026-08-01T09:30:00Z"}
    answer = app.post("servicerequestupdates.json", **(said | {missing: ""}))
    assert (answer.status_code, errors(answer)) == (400, [f"{missing}: This is missing."])


def test_a_page_of_requests_costs_a_fixed_number_of_statements(
    city: stories.City, app: System, django_assert_max_num_queries: object
) -> None:
    for number in range(5):
        app.filed(description=f"路灯 {number}")
    with django_assert_max_num_queries(12):  # type: ignore[operator]
        assert len(app.get("requests.json").json()) == 5


def test_extensions_bring_what_happened_as_notes(city: stories.City, app: System, anybody: System) -> None:
    case = lit(city, app.filed())
    handling.interim_reply(case, by=stories.lead(case), text="灯泡已订")
    said = {
        reader: anybody_s["notes"]
        for reader, anybody_s in ((who, who.shown(case.number, extensions="true")) for who in (app, anybody))
    }
    office = "City Lighting Office"
    assert [(note["type"], note["summary"]) for note in said[anybody]] == [
        ("investigating", f"Passed to {office}"), ("in_progress", f"{office} accepted it"),
        ("in_progress", f"{office} tells how it stands"),
    ]  # fmt: skip
    assert [note["summary"] for note in said[app]][-1] == "灯泡已订"
    assert "notes" not in app.shown(case.number)
    listed = xml(app.get("requests.xml", extensions="true"))
    assert [note.findtext("type") for note in listed.iter("note")] == ["investigating", "in_progress", "in_progress"]


def test_notes_take_the_same_statements_for_many(city: stories.City, app: System) -> None:
    for n in range(4):
        lit(city, app.filed(description=f"第 {n} 盏"))

    def asked(size: int) -> int:
        """Statements about cases and their record; the registers look for changes once a second."""
        with CaptureQueriesContext(connection) as sent:
            app.get("requests.json", extensions="true", page_size=size)
        return sum(bool(re.search('FROM "(cases_|journal_event|journal_words)', one["sql"])) for one in sent)

    assert asked(1) == asked(4)


def test_updates_of_a_few_hours_are_found_by_their_time_where_there_are_many(app: System) -> None:
    """FixMyStreet asks for the last two hours, every few minutes."""
    case = Case.objects.get(number=app.filed())
    columns = ", ".join(
        f'"{field.column}"' for field in Case._meta.concrete_fields if field.name not in ("id", "number")
    )
    with connection.cursor() as cursor:
        cursor.execute(f"""
            INSERT INTO cases_case (id, number, {columns})
            SELECT {case.pk} + n, n, {columns} FROM cases_case, generate_series(1, 20000) n WHERE id = {case.pk};
            INSERT INTO cases_openreport (case_id, key_id, public, token)
            SELECT {case.pk} + n, key_id, true, '' FROM cases_openreport, generate_series(1, 20000) n WHERE case_id = {case.pk};
            INSERT INTO journal_event (life, thing, seq, verb, source, target, by, at, facts, hash)
            SELECT 'case', {case.pk} + n / 5, n % 5, 'accept', '', '', 'system', now() - (100000 - n) * interval '1 minute', '{{}}', ''
            FROM generate_series(5, 100000) n;
            ANALYZE cases_case, cases_openreport, journal_event;
        """)
    now = clock.now()
    wanted = open_reports.Wanted(now - timedelta(hours=2), now)
    assert "what_happened_when" in open_reports.happened(Key.bearer(app.key), *updates.verbs(), wanted)[:1000].explain()


def test_a_note_of_a_unit_s_system_is_an_update_without_words_for_others(
    city: stories.City, app: System, anybody: System
) -> None:
    number = app.filed()
    routing.dispatch(Case.objects.get(number=number), to=city.unit["lighting"], by=SYSTEM, basis="灯饰条例 3")
    assert system(city, Key.Purpose.OPEN311_PRIVATE, "lighting").told(number, "open", "已受理").status_code == 200
    told = anybody.get("servicerequestupdates.json").json()
    assert (told[-1]["description"], told[-1]["status"]) == ("", "open")
