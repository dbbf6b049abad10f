"""What residents write in a chat becomes a case, or a word to the one whose number and code they type; and nobody else's does."""

import re
from typing import Any

import pytest
from django.test import Client
from procrastinate.contrib.django.models import ProcrastinateJob

from huying.base.journal.memory import remembered, typed
from huying.base.units.roles import Actor
from huying.cases import followup, handling, queries
from huying.cases.models import Case, Contact, Linked
from tests import stories

from .playing import KEY, OWNER, SECRET, TOKEN, DingTalk, Tencent, cdata

pytestmark = pytest.mark.django_db

Platform = Tencent | DingTalk
PLATFORMS: list[Platform] = [Tencent("wecom"), Tencent("wechat"), DingTalk()]
SAID = "滨河路 12 号门口路灯不亮"


@pytest.fixture(autouse=True)
def known(settings: Any) -> None:
    settings.WECOM = settings.WECHAT = [OWNER, TOKEN, KEY]
    settings.DINGTALK_SECRETS = ["the-next-one", SECRET]


@pytest.fixture
def city(db: None) -> stories.City:
    return stories.city()


def receipt(said: str) -> tuple[str, str]:
    found = re.search(r"编号 (\S+?)，查询码 (\S+?)。", said)
    assert found, said
    return found[1], found[2]


def newest() -> Case:
    return Case.objects.select_related("text", "contact").latest("pk")


@pytest.mark.parametrize("platform", PLATFORMS, ids=lambda one: one.name)
class TestEveryPlatform:
    def test_a_message_becomes_a_case_and_its_number_and_code_are_the_answer(
        self, city: stories.City, platform: Platform
    ) -> None:
        number, code = receipt(platform.says(SAID))
        case = queries.tracked(number, code)
        assert case
        assert (case.channel, case.text.body, case.category, case.language) == ("chat", SAID, None, "zh-hans")
        assert Contact.objects.get(case=case).chat == f"{platform.name}:WangMin"

    def test_sent_again_it_is_answered_the_same_and_nothing_is_done_twice(
        self, city: stories.City, platform: Platform
    ) -> None:
        assert platform.says(SAID) == platform.says(SAID)
        assert Case.objects.count() == 1

    def test_number_and_code_lead_to_their_case_and_nothing_else_does(
        self, city: stories.City, platform: Platform
    ) -> None:
        number, code = receipt(platform.says(SAID))
        assert platform.says(f"{number} {code} 第三盏也坏了", 2) == f"已加入 {number}。"
        receipt(platform.says("还有一件事:井盖坏了", 3))  # the same person, and a case of its own
        case = Case.objects.get(number=number)
        told = remembered(Case.life, case.pk)[-1:]
        assert (told[0].verb, told[0].by, [*typed(told, "text").values()]) == ("message", "resident", ["第三盏也坏了"])
        assert Case.objects.count() == 2

    def test_a_wrong_code_opens_nothing_and_is_tried_so_often_only(
        self, city: stories.City, platform: Platform, settings: Any
    ) -> None:
        settings.LIMITS = 0.1
        number, _code = receipt(platform.says(SAID))
        said = [platform.says(f"{number} ABCD-EFGH-JKMN 快点", n) for n in range(2, 6)]
        assert said[:2] == ["编号和查询码不匹配，请检查后再试。"] * 2
        assert said[-1].startswith("操作过于频繁")

    def test_what_is_not_signed_now_is_not_believed(self, city: stories.City, platform: Platform) -> None:
        kind: Any = type(platform)
        wrong: list[Any] = [{"late": 600}, {"late": -600}]
        wrong += (
            [{"token": "other"}, {"key": KEY[::-1]}, {"owner": "somebody-else"}]
            if kind is Tencent
            else [{"secret": "other"}]
        )
        named = {"name": platform.name} if kind is Tencent else {}
        for how in wrong:
            answer = kind(**named, **how).send(Content=SAID, text={"content": SAID})
            assert answer.status_code == 401, how
        assert Case.objects.count() == 0

    def test_without_being_set_up_it_is_not_there(self, platform: Platform, settings: Any) -> None:
        settings.WECOM = settings.WECHAT = settings.DINGTALK_SECRETS = []
        assert platform.send().status_code == 404


# -- to a case


def test_an_answer_goes_to_the_question_that_waits_and_a_closed_case_says_so(city: stories.City) -> None:
    platform = PLATFORMS[0]
    number, code = receipt(platform.says(SAID))
    case = Case.objects.get(number=number)
    handling.ask_resident(case, by=city.actor("dispatcher"), question="哪一盏?")
    platform.says(f"编号{number}查询码{code}:左边第三盏", 2)
    assert remembered(Case.life, case.pk)[-1].verb == "answer_resident"
    followup.close(Case.objects.get(pk=case.pk), by=city.actor("dispatcher"), outcome="explained", text="已说明")
    link = f"http://localhost:8000/track/?number={number}"
    assert platform.says(f"{number} {code} 谢谢", 3).splitlines()[-1] == link
    assert platform.says(f"{number} {code}", 4) == f"{number}：已解释。{link}"


def test_an_english_message_is_answered_in_english(city: stories.City) -> None:
    assert PLATFORMS[0].says("The lamp at 12 River Road is out").startswith("Filed: number ")


def test_a_telephone_number_in_it_is_sealed(city: stories.City) -> None:
    PLATFORMS[0].says(f"{SAID},打我电话 13900001234")
    case = newest()
    assert "1390" not in case.text.body
    assert case.contact.mentioned == "13900001234"


# -- without words


def test_a_photo_is_fetched_by_a_job(city: stories.City) -> None:
    platform = PLATFORMS[1]
    receipt(platform.told(platform.send(MsgType="image", PicUrl="http://mmbiz.qpic.cn/a/0", MediaId="m")))
    assert newest().text.body == "一张照片，没有文字说明"
    assert Linked.objects.get(case=newest()).url == "http://mmbiz.qpic.cn/a/0"
    assert ProcrastinateJob.objects.filter(task_name="fetch_linked").count() == 1


def test_a_voice_message_is_its_words_and_where_it_is_kept_is_sealed(city: stories.City) -> None:
    platform = PLATFORMS[1]
    receipt(platform.told(platform.send(MsgType="voice", MediaId="media-7", Recognition=SAID)))
    receipt(platform.told(platform.send(MsgType="voice", MediaId="media-8", MsgId=2)))
    heard, unheard = Case.objects.select_related("text", "contact").order_by("pk")
    assert (heard.text.body, heard.contact.recordings) == (SAID, "wechat:media-7")
    assert (unheard.text.body, unheard.contact.recordings) == ("一段语音，尚未转写成文字", "wechat:media-8")


def test_a_place_comes_as_chinese_maps_have_it_and_is_kept_as_the_world_does(city: stories.City) -> None:
    platform = PLATFORMS[0]
    cells = {"Location_X": "30.047", "Location_Y": "114.0555", "Scale": "15", "Label": "滨河路 12 号"}
    receipt(platform.told(platform.send(MsgType="location", **cells)))
    case = newest()
    assert (case.address, case.area, case.text.body) == (
        "滨河路 12 号",
        city.area["west"],
        "一个地点，没有文字说明：滨河路 12 号",
    )
    assert [case.lon, case.lat] == pytest.approx([114.05, 30.05], abs=1e-3)


def test_dingtalk_s_pictures_and_voices_are_kept_by_reference(city: stories.City) -> None:
    platform = DingTalk()
    rich = {"richText": [{"text": SAID}, {"type": "picture", "downloadCode": "c1"}]}
    receipt(platform.told(platform.send(msgtype="richText", content=rich)))
    receipt(
        platform.told(
            platform.send(msgtype="audio", content={"downloadCode": "c2", "recognition": "井盖坏了"}, msgId="m2")
        )
    )
    assert [(case.text.body, case.contact.recordings) for case in Case.objects.order_by("pk")] == [
        (SAID, "dingtalk:c1"), ("井盖坏了", "dingtalk:c2"),
    ]  # fmt: skip


def test_in_a_group_nothing_is_filed_since_others_would_read_the_code(city: stories.City) -> None:
    platform = DingTalk()
    assert (
        platform.told(platform.send(text={"content": SAID}, conversationType="2"))
        == "请单独发给我：在群里，别人会看到您的查询码。"
    )
    assert Case.objects.count() == 0


def test_who_opens_the_chat_is_told_how_and_other_events_are_passed_over(city: stories.City) -> None:
    platform = PLATFORMS[1]
    opened = {"MsgType": "event", "Event": "subscribe", "MsgId": "", "CreateTime": 5}
    assert platform.told(platform.send(**opened)).startswith("请用一条消息")
    assert platform.send(MsgType="event", Event="CLICK", MsgId="", CreateTime=6).content == b""
    assert platform.send(MsgType="link", MsgId=9).content == b""
    assert Case.objects.count() == 0


# -- the console tries the address


def test_the_console_reads_back_what_it_sent(settings: Any) -> None:
    wecom, wechat = PLATFORMS[:2]
    assert isinstance(wecom, Tencent)
    assert isinstance(wechat, Tencent)
    sealed = wecom.sealed("1616140317555161061")
    assert Client().get(wecom.address(sealed, echostr=sealed)).content == b"1616140317555161061"
    assert Client().get(wechat.address(echostr="4375120948345356249")).content == b"4375120948345356249"
    assert Client().get(Tencent("wechat", token="other").address(echostr="1")).status_code == 401
    assert Client().get(Tencent("wecom", token="other").address(sealed, echostr=sealed)).status_code == 401
    assert Client().get("/chat/dingtalk/").status_code == 401


def test_plain_bodies_of_wechat_are_not_believed_though_their_address_is_signed() -> None:
    wechat = PLATFORMS[1]
    assert isinstance(wechat, Tencent)
    body = cdata(ToUserName=OWNER, FromUserName="WangMin", CreateTime=1, MsgType="text", Content=SAID, MsgId=1)
    assert Client().post(wechat.address(), body, content_type="text/xml").status_code == 401


@pytest.mark.parametrize(
    ("body", "status"),
    [("<xml>", 422), ('<!DOCTYPE x [<!ENTITY a "b">]><xml>&a;</xml>', 422), ("x" * 70_000, 413), ("<xml/>", 401)],
)
def test_what_is_no_message_is_refused(body: str, status: int) -> None:
    wecom = PLATFORMS[0]
    assert isinstance(wecom, Tencent)
    assert Client().post(wecom.address(), body, content_type="text/xml").status_code == status


def test_a_signed_body_of_dingtalk_that_says_nothing_is_refused() -> None:
    assert DingTalk().send(msgtype="text", text=None).status_code == 422


def test_the_same_number_with_other_words_is_refused(city: stories.City) -> None:
    platform = DingTalk()
    platform.says(SAID)
    assert platform.send(text={"content": "其他"}, msgId="m1").status_code == 409


def test_whoever_merely_knows_the_platforms_name_of_somebody_finds_nothing(city: stories.City) -> None:
    """The name at the platform is sealed with the case: no look-up by it is possible."""
    from django.core.exceptions import FieldError

    PLATFORMS[0].says(SAID)
    with pytest.raises(FieldError):
        Contact.objects.filter(chat="wecom:WangMin").exists()
    assert Actor.resident().case_id is None
