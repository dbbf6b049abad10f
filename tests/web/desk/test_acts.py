"""Every verb at the desk, through its form. Long because each of them stands here with a case for it."""

import inspect
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from huying.base.journal.memory import remembered
from huying.base.units.roles import SYSTEM, Actor
from huying.cases import (
    beside,
    cross_reading,
    draws,
    followup,
    forgetting,
    handling,
    intake,
    pace,
    publishing,
    routing,
    troubles,
)
from huying.cases.models import Case
from huying.cases.states import LIFE
from huying.web.desk.acts import ACTS, ELSEWHERE
from tests import commands, stories
from tests.web.desk.people import photo, signed_in

pytestmark = pytest.mark.django_db

City = stories.City
Story = Callable[[City], Case]


def local(**ahead: int) -> str:
    return f"{timezone.localtime() + timedelta(**ahead):%Y-%m-%dT%H:%M}"


# -- how each case comes to where its verb is possible


def dangerous(city: City) -> Case:
    """Its tier promises that it is made safe."""
    tier = city.category["light"].tier
    assert tier
    tier.make_safe = {"value": 4, "unit": "h"}
    return stories.in_progress(city)


def after(story: Story, step: Callable[..., Any], **given: Any) -> Story:
    """`story`, and then one step more by somebody at the lead unit."""

    def told(city: City) -> Case:
        case = story(city)
        told = {name: value(city) if callable(value) else value for name, value in given.items()}
        step(case, **{"by": stories.lead(case), **told})
        return Case.objects.get(pk=case.pk)

    return told


def unit(name: str) -> Callable[[City], Any]:
    return lambda city: city.unit[name]


def returned(city: City) -> Case:
    return after(stories.dispatched, routing.request_return, reason="not_ours", basis="清单 9", proposed=unit("roads"))(
        city
    )


def confidential(city: City) -> Case:
    return stories.in_progress(city, confidentiality="confidential")


def looked_for(city: City) -> Case:
    later = timezone.now() + timedelta(hours=2)
    return after(confidential, beside.request_look, purpose="visit", until=later, reason="须当面交材料")(city)


def to_be_erased(city: City) -> Case:
    case = stories.closed(city)
    forgetting.request_erasure(case, by=Actor.resident(case.pk), what=["contact", "text"], reason="不想留下记录")
    return case


def kept_out(city: City) -> Case:
    return after(stories.in_progress, beside.recuse, by=lambda city: city.actor("handler"), interest="close")(city)


def road(city: City) -> Case:
    return stories.in_progress(city, category=city.category["roads"])


def merged(city: City) -> Case:
    case, parent = stories.received(city), stories.received(city)
    intake.merge(case, into=parent, by=city.actor("dispatcher"))
    return case


def answered_with_another(city: City) -> Case:
    return merged(city)


def reviewed(city: City) -> Case:
    case = stories.closed(city)
    followup.review(case, by=Actor.resident(case.pk), reason="又坏了")
    return case


def not_solved(city: City) -> Case:
    case = stories.replied(city)
    followup.follow_up(case, by=Actor.resident(case.pk), decision="no", satisfied=1)
    return case


to_be_read = after(stories.closed, draws.draw_reading, by=SYSTEM, seed=commands.SEED)
read = after(
    to_be_read,
    cross_reading.cross_read,
    by=lambda city: city.actor("supervisor"),
    solved=False,
    duty=True,
    text="无照片",
)

handed_down = after(road, handling.hand_down, to=unit("community"), basis="清单 3")


def proposed(city: City) -> Case:
    case = handed_down(city)
    handling.propose_reply(case, by=city.actor("community"), text="路面已补", result="resolved")
    return case


@dataclass
class Try:
    """A verb, a case for it, who takes it, what they fill in, the state it leads to."""

    verb: str
    story: Story
    who: str
    given: dict[str, Any] = field(default_factory=dict)
    state: str = "in_progress"


called = after(stories.in_progress, handling.ask_help, units=lambda city: [city.unit["roads"]], reason="挖开路面")
asked = after(stories.in_progress, handling.ask_resident, question="哪一盏？")
later = after(
    stories.in_progress,
    pace.request_extension,
    reason="weather",
    until=lambda _city: timezone.now() + timedelta(days=9),
)
paused = after(stories.in_progress, pace.pause, reason="court", until=lambda _city: timezone.now() + timedelta(days=9))
raised = after(stories.in_progress, pace.request_escalation, reason="跨区")
taken_up = after(
    raised, pace.decide_escalation, by=lambda city: city.actor("supervisor"), decision="granted", reason="同意"
)
excluding = after(stories.replied, followup.request_exclusion, reason="E06", evidence="气象局通知")

SUMMARY = "西街道一处路灯不亮，已派人检修"
public = after(stories.in_progress, publishing.publish, by=lambda city: city.actor("dispatcher"), text=SUMMARY)
announced = after(
    stories.in_progress, troubles.announce, by=lambda city: city.actor("operator"), text="西街道停电检修",
    text_en="Power is off in West Street", areas=lambda city: [city.area["west"]],
    until=lambda _city: timezone.now() + timedelta(hours=5),
)  # fmt: skip

held = after(
    stories.closed, forgetting.hold, by=lambda city: city.actor("supervisor"), reason="lawsuit", text="诉讼",
    until=lambda _city: timezone.now() + timedelta(days=90),
)  # fmt: skip

TRIES = [
    Try("dispatch", stories.received, "dispatcher", {"to": "城市照明处", "basis": "清单 1"}, "dispatched"),
    Try("accept", stories.dispatched, "handler"),
    Try(
        "reply",
        stories.in_progress,
        "handler",
        {"text": "灯已换", "result": "resolved", "attached": [photo]},
        "replied",
    ),
    Try("propose_reply", handed_down, "community", {"text": "路面已补", "result": "resolved"}),
    Try("approve_reply", proposed, "street", {"decision": "granted"}, "replied"),
    Try("answer_help", called, "roads", {"text": "路面已恢复"}),
    Try("contact", stories.in_progress, "handler", {"means": "phone", "reached": "yes"}),
    Try("ask_help", stories.in_progress, "handler", {"units": ["Roads Office · 03", ""], "reason": "挖开路面"}),
    Try("hand_down", road, "street", {"to": "1111", "basis": "清单 3"}),
    Try("ask_resident", stories.in_progress, "handler", {"question": "哪一盏？"}),
    Try("answer_resident", asked, "operator", {"answer": "最东边的"}),
    Try("request_extension", stories.in_progress, "handler", {"reason": "other", "until": local(days=9)}),
    Try("decide_extension", later, "supervisor", {"decision": "granted"}),
    Try("request_escalation", stories.in_progress, "handler", {"reason": "跨区"}),
    Try("decide_escalation", raised, "supervisor", {"decision": "granted"}),
    Try(
        "announce",
        stories.in_progress,
        "operator",
        {
            "text": "西街道停电检修",
            "text_en": "Power is off in West Street",
            "areas": ["West Street · 111", ""],
            "until": local(days=1),
        },
    ),
    Try("all_clear", announced, "operator", {"text": "已恢复供电"}),
    Try("publish", stories.in_progress, "dispatcher", {"text": SUMMARY}),
    Try("unpublish", public, "dispatcher", {"reason": "写错了地方"}),
    Try("hand_back", taken_up, "supervisor", {"reason": "已协调"}),
    Try("pause", stories.in_progress, "handler", {"reason": "hearing", "until": local(days=9)}),
    Try("resume", paused, "handler"),
    Try(
        "park",
        stories.in_progress,
        "supervisor",
        {"reason": "other", "plan": "明年改造", "review_on": local(days=90)[:10]},
    ),
    Try(
        "request_return",
        stories.dispatched,
        "handler",
        {"reason": "other", "basis": "清单 9", "proposed": "03"},
        "dispatched",
    ),
    Try("decide_return", returned, "dispatcher", {"decision": "granted", "to": "Roads Office"}, "dispatched"),
    Try(
        "reassign", stories.in_progress, "dispatcher", {"to": "03", "reason": "other", "basis": "清单 3"}, "dispatched"
    ),
    Try("refer", stories.in_progress, "handler", {"caller": "on", "other": "on"}),
    Try("follow_up", stories.replied, "operator", {"decision": "yes", "contacted": "yes", "satisfied": "5"}, "closed"),
    Try("verify", not_solved, "operator", {"finding": "confirmed", "text": "已电话核实"}, "replied"),
    Try("answer_verdict", not_solved, "handler", {"text": "明日上门重修"}, "replied"),
    Try("cross_read", to_be_read, "operator", {"solved": "yes", "duty": "no", "text": "答复太简"}, "closed"),
    Try("answer_reading", read, "handler", {"text": "已补照片"}, "closed"),
    Try("rework", stories.replied, "supervisor", {"reason": "other"}),
    Try("close", stories.replied, "operator", {"outcome": "explained", "text": "已说明"}, "closed"),
    Try("review", stories.closed, "operator", {"reason": "又坏了"}, "closed"),
    Try("decide_review", reviewed, "supervisor", {"decision": "granted"}),
    Try("rate", merged, "operator", {"decision": "yes"}, "closed"),
    Try("urge", stories.in_progress, "operator", {"text": "请抓紧"}),
    Try("make_safe", dangerous, "handler", {"text": "已围挡"}),
    Try("interim_reply", stories.in_progress, "handler", {"text": "配件在路上"}),
    Try("supervise", stories.in_progress, "supervisor", {"rung": "notice", "reason": "逾期"}),
    Try("request_exclusion", stories.replied, "handler", {"reason": "other", "evidence": "通知"}, "replied"),
    Try("decide_exclusion", excluding, "supervisor", {"decision": "granted"}, "replied"),
    Try("merge", stories.received, "dispatcher", {"into": "OTHER"}, "closed"),
    Try("unmerge", merged, "dispatcher", {"reason": "另一盏灯"}, "received"),
    Try("correct", stories.received, "operator", {"text": "滨河路 14 号门口路灯不亮"}, "received"),
    Try("withdraw", stories.received, "operator", {"reason": "自己好了"}, "closed"),
    Try("attach", stories.in_progress, "handler", {"attached": [photo]}),
    Try("note", stories.in_progress, "handler", {"text": "备件明天到"}),
    Try("correct_contact", stories.in_progress, "operator", {"phone": "13900005678"}),
    Try(
        "hold",
        stories.closed,
        "supervisor",
        {"reason": "other", "until": local(days=90)[:10], "text": "诉讼"},
        "closed",
    ),
    Try("release", held, "supervisor", {"which": "FIRST", "text": "已撤诉"}, "closed"),
    Try("request_erasure", stories.closed, "operator", {"what": ["contact"], "reason": "不想再被联系"}, "closed"),
    Try("decide_erasure", to_be_erased, "supervisor", {"decision": "granted", "what": ["contact", "text"]}, "closed"),
    Try("reveal", stories.in_progress, "handler", {"purpose": "visit", "until": "hour"}),
    Try("request_look", confidential, "handler", {"purpose": "visit", "until": "tomorrow", "reason": "须当面交材料"}),
    Try("decide_look", looked_for, "dispatcher", {"decision": "granted"}),
    Try("message", stories.in_progress, "handler", {"text": "明早来看"}),
    Try("recuse", stories.in_progress, "handler", {"interest": "close"}),
    Try("readmit", kept_out, "supervisor", {"staff": "handler"}),
]


@pytest.mark.parametrize("tried", TRIES, ids=lambda tried: tried.verb)
def test_a_verb_is_done_through_its_form(city: City, tried: Try) -> None:
    case = tried.story(city)
    client, url = signed_in(city, tried.who), f"/desk/case/{case.number}/{tried.verb}/"
    form = client.get(url)
    assert (form.status_code, form.context["reason"]) == (200, "")
    given = {name: [one() for one in value] if value == [photo] else value for name, value in tried.given.items()}
    if tried.verb == "merge":
        given["into"] = stories.received(city).number
    if tried.verb == "release":
        given["which"] = form.context["form"].fields["which"].choices[0][0]
    done = client.post(url, {"version": case.version, **given})
    assert done.status_code == (200 if tried.verb == "reveal" else 302), done.context and done.context["form"].errors
    fresh = Case.objects.get(pk=case.pk)
    verbs = [event.verb for event in remembered("case", case.pk)]
    assert (fresh.state, tried.verb in verbs) == (tried.state, True)


def test_every_verb_has_its_button_and_is_tried_here() -> None:
    assert ACTS.keys() | ELSEWHERE.keys() == LIFE.steps.keys()
    assert ACTS.keys() & ELSEWHERE.keys() == set()
    assert sorted(tried.verb for tried in TRIES) == sorted(ACTS)


@pytest.mark.parametrize("verb", ACTS)
def test_a_form_asks_for_nothing_that_its_command_does_not_take(verb: str) -> None:
    act = ACTS[verb]
    asked = set(act.form.base_fields) - {"version"}
    taken = set(inspect.signature(act.command, follow_wrapped=True).parameters) - {"case", "by"}
    adjusted = {"refer": {"caller", "other"}}.get(verb, set())
    assert asked - taken - {"attached"} == adjusted


def required(verb: str) -> list[str]:
    return [name for name, asked in ACTS[verb].form.base_fields.items() if asked.required and name != "version"]


@pytest.mark.parametrize("tried", [tried for tried in TRIES if required(tried.verb)], ids=lambda tried: tried.verb)
def test_an_empty_form_comes_back_with_every_reason_and_changes_nothing(city: City, tried: Try) -> None:
    case = tried.story(city)
    response = signed_in(city, tried.who).post(f"/desk/case/{case.number}/{tried.verb}/", {"version": case.version})
    assert (response.status_code, list(response.context["form"].errors)) == (422, required(tried.verb))
    assert Case.objects.get(pk=case.pk).n_events == case.n_events


def test_a_reply_without_the_photo_it_needs_is_sent_back_and_nothing_is_kept(city: City) -> None:
    city.category["light"].evidence = ["photo"]
    city.category["light"].save()
    stories.forget()
    case = stories.in_progress(city)
    client, url = signed_in(city, "handler"), f"/desk/case/{case.number}/reply/"
    given = {"version": case.version, "text": "灯已换", "result": "resolved"}
    refused = client.post(url, given)
    assert refused.status_code == 422
    assert refused.context["form"].errors.as_data().keys() == {"attached"}
    pdf = SimpleUploadedFile("b.pdf", b"%PDF-1.4\n%%EOF", "application/pdf")
    assert client.post(url, {**given, "attached": [pdf]}).status_code == 422
    assert list(case.attachments.all()) == []
    assert client.post(url, {**given, "attached": [photo()]}).status_code == 302
    assert [row.of_reply for row in case.attachments.all()] == [True]


def test_a_refusal_is_shown_with_its_sentence(city: City) -> None:
    case = stories.in_progress(city)
    response = signed_in(city, "handler").post(
        f"/desk/case/{case.number}/ask_help/", {"version": case.version, "units": ["02"], "reason": "x"}
    )
    assert (response.status_code, response.context["refused"]) == (409, ["City Lighting Office is in it already."])
    assert "City Lighting Office is in it already." in response.content.decode()


def test_what_is_not_ones_own_to_do_is_refused_with_the_rules_sentence(city: City) -> None:
    case = stories.in_progress(city)
    response = signed_in(city, "operator").post(
        f"/desk/case/{case.number}/reply/", {"version": case.version, "text": "x", "result": "resolved"}
    )
    assert (response.status_code, response.context["refused"]) == (
        409,
        [LIFE.why_not(case, "reply", by=city.actor("operator"))],
    )


def test_who_was_slower_reads_what_changed_and_keeps_what_they_typed(city: City) -> None:
    case = stories.in_progress(city)
    client, url = signed_in(city, "handler"), f"/desk/case/{case.number}/contact/"
    seen = case.version
    handling.ask_help(case, by=stories.lead(case), units=[city.unit["roads"]], reason="挖开路面")
    given = {"means": "phone", "reached": "yes", "text": "说好周五"}
    slower = client.post(url, {"version": seen, **given})
    assert slower.status_code == 409
    assert [entry["title"] for entry in slower.context["since"]] == ["Whistle for help"]
    form = slower.context["form"]
    assert (form["text"].value(), form["version"].value()) == ("说好周五", str(case.version))
    assert client.post(url, {"version": case.version, **given}).status_code == 302


def test_strangers_and_unknown_verbs_find_nothing(city: City) -> None:
    case = stories.in_progress(city)
    answers = {
        name: signed_in(city, name).get(f"/desk/case/{case.number}/{verb}/").status_code
        for name, verb in {"roads": "note", "street": "reply", "admin": "note", "handler": "fire"}.items()
    }
    assert answers == dict.fromkeys(answers, 404)


def test_a_form_asked_for_by_htmx_is_a_fragment_and_its_success_leads_to_the_case(city: City) -> None:
    case = stories.in_progress(city)
    client, url = signed_in(city, "handler"), f"/desk/case/{case.number}/note/"
    assert "<html" not in client.get(url, headers={"hx-request": "true"}).content.decode()
    assert "<html" in client.get(url).content.decode()
    done = client.post(url, {"version": case.version, "text": "好"}, headers={"hx-request": "true"})
    assert done["HX-Redirect"] == f"/desk/case/{case.number}/"
