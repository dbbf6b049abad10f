"""What residents read of what is held about them, and the copy that they take away."""

import io
import json
import zipfile
from datetime import timedelta
from typing import Any

from django.test import Client
from django.utils import timezone

from huying.base.journal.memory import remembered
from huying.base.journal.verify import verify
from huying.base.units.roles import Actor
from huying.cases import beside, followup, forgetting, handling, intake
from huying.cases.models import Attachment, Case, Contact
from huying.cases.words import State
from tests import stories

from .conftest import advanced, file_one
from .test_report import photo
from .test_track import deed


def copy(client: Client, address: str) -> tuple[zipfile.ZipFile, dict[str, Any]]:
    response = client.post(f"{address}copy/")
    assert (response.status_code, response["Content-Type"], response["Cache-Control"]) == (
        200, "application/zip", "private, no-store",
    )  # fmt: skip
    number = address.strip("/").rpartition("/")[2]
    assert response["Content-Disposition"] == f'attachment; filename="{number}.zip"'
    packed = zipfile.ZipFile(io.BytesIO(b"".join(response)))
    return packed, json.loads(packed.read(f"{number}.json"))


def test_the_copy_holds_all_that_is_held_and_who_looked(city: stories.City, client: Client, opened: Any) -> None:
    receipt = file_one(city, name="王敏", email="wang@example.org")
    case = advanced(receipt, State.IN_PROGRESS)
    later = timezone.now() + timedelta(hours=1)
    beside.reveal(case, by=city.actor("handler"), purpose="visit", until=later)
    beside.note(case, by=city.actor("handler"), text="只给同事看")
    address = opened(receipt)
    deed(client, address, "attach", photos=photo())
    packed, held = copy(client, address)
    assert (held["number"], held["text"], held["area"]) == (case.number, "滨河路 12 号门口路灯不亮", "西街道")
    assert {name: held["contact"][name] for name in ("name", "phone", "email")} == {
        "name": "王敏", "phone": "13900001234", "email": "wang@example.org",
    }  # fmt: skip
    assert [(look["who"], look["purpose"]) for look in held["looks"]] == [("城市照明处", "约上门时间")]
    assert held["story"][-1]["what"] == "您获取了本件留存内容的副本"
    assert "只给同事看" not in json.dumps(held, ensure_ascii=False)
    (file,) = [name for name in packed.namelist() if name.startswith("files/")]
    assert len(packed.read(file)) == Attachment.objects.get().size
    page = packed.read(f"{case.number}.html").decode()
    assert [words in page for words in ("13900001234", "城市照明处", "滨河路 12 号门口路灯不亮")] == [True] * 3
    assert remembered("case", case.pk)[-1].verb == "copy"
    assert verify().findings == []


def test_without_the_code_there_is_no_copy_and_a_look_at_the_address_takes_none(
    city: stories.City, client: Client, opened: Any
) -> None:
    receipt = file_one(city)
    assert client.post(f"/track/{receipt.case.number}/copy/").status_code == 404
    address = opened(receipt)
    assert client.get(f"{address}copy/").status_code == 405
    assert [event.verb for event in remembered("case", receipt.case.pk)] == ["receive"]


def test_the_page_says_until_when_the_contact_is_kept(city: stories.City, client: Client, opened: Any) -> None:
    receipt = file_one(city)
    address = opened(receipt)
    assert "诉求结束 180 天后，您的联系方式将被删除。" in client.get(address).content.decode()
    case = advanced(receipt, State.REPLIED)
    followup.follow_up(case, by=Actor.resident(case.pk), decision="yes")
    day = timezone.localtime(case.closed_at) + timedelta(days=180)
    assert f"您的联系方式将于 {day.year}年{day.month}月{day.day}日 删除" in client.get(address).content.decode()
    until = timezone.now() + timedelta(days=30)
    forgetting.hold(case, by=city.actor("supervisor"), reason="lawsuit", until=until, text="来函")
    last = timezone.localtime(until)
    assert f"{last.year}年{last.month}月{last.day}日 之前本件内容暂不删除" in client.get(address).content.decode()


def test_a_resident_asks_and_reads_the_decision_with_the_remedy(
    city: stories.City, client: Client, opened: Any
) -> None:
    receipt = file_one(city)
    case = advanced(receipt, State.REPLIED)
    followup.follow_up(case, by=Actor.resident(case.pk), decision="yes")
    address = opened(receipt)
    assert deed(client, address, "request_erasure", what=["contact", "text"], reason="不想留下记录").status_code == 302
    due = timezone.localtime() + timedelta(days=15)
    assert f"我们将于 {due.year}年{due.month}月{due.day}日 前作出决定" in client.get(address).content.decode()
    by = city.actor("supervisor")
    forgetting.decide_erasure(Case.objects.get(pk=case.pk), by=by, decision="refused", reason="正在复议")
    body = client.get(address).content.decode()
    assert [words in body for words in ("履行个人信息保护职责的部门投诉", "正在复议")] == [True, True]
    assert deed(client, address, "request_erasure", what=["contact"], reason="仍然希望").status_code == 302
    forgetting.decide_erasure(Case.objects.get(pk=case.pk), by=by, decision="granted")
    assert "我们没有留存您的联系方式。" in client.get(address).content.decode()
    assert Contact.objects.count() == 0


def test_a_resident_corrects_the_contact_and_never_reads_it_on_the_page(
    city: stories.City, client: Client, opened: Any
) -> None:
    receipt = file_one(city)
    address = opened(receipt)
    assert deed(client, address, "correct_contact", phone="13900005678").status_code == 302
    assert Contact.objects.get().phone == "13900005678"
    assert "13900005678" not in client.get(address).content.decode()
    assert deed(client, address, "correct_contact").status_code == 422


def test_what_was_said_to_one_reporter_of_their_data_is_not_told_to_another(
    city: stories.City, client: Client, opened: Any
) -> None:
    receipt, other = file_one(city), stories.in_progress(city)
    intake.merge(receipt.case, into=other, by=city.actor("operator"))
    forgetting.request_erasure(other, by=city.actor("operator"), what=["contact"], reason="王敏来电要求")
    forgetting.decide_erasure(other, by=city.actor("supervisor"), decision="granted")
    handling.reply(other, by=stories.lead(other), text="灯已修好", result="resolved")
    body = client.get(opened(receipt)).content.decode()
    assert [words in body for words in ("灯已修好", "王敏", "删除申请")] == [True, False, False]
