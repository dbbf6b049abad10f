"""Some things are never asked for, in Chinese or in English; the same words for things and places are."""

# ruff: noqa: E501, PT018 - tables, to be seen whole

from collections.abc import Iterator
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.utils import translation

from huying.base.catalogue.boundaries import faults, refused
from huying.base.catalogue.models import Category
from tests import stories

REFUSED = """
religion · 您的宗教信仰 · ethnicity · Ethnic group · 民族 · 籍贯 · nationality
id_card · idCardNumber · 身份证号码 · 证件号码 · passport_number · 护照号 · 社保卡号 · bank_account · 银行卡号 · fingerprint · 指纹 · 人员编号
person_id · personKey · residentId · face-photo · 人脸照片 · 车牌号码 · number_plate · Licence plate · plate · 轨迹 · 行踪 · phone_location · IMEI
户口所在地 · 户籍 · household_registry · resident register · 家庭成员 · 户主 · social_relations · relationship_graph
是否重点人员 · 重点人群类别 · keyPerson · Is this a key person? · watchlist · 黑名单 · 布控状态 · 信访人员类型 · petitioner · 上访户 · 前科
criminal_record · 吸毒史 · 社区矫正对象 · 嫌疑人 · suspect · 重点青少年
风险等级 · 人员风险等级 · risk_level · Risk score · riskScore · 信用分 · credit_score · 诚信分 · social score
政治面貌 · 是否党员 · party_member · political affiliation · HIV status · 艾滋病 · 病史 · 精神病 · 健康状况 · medical_history · disability grade
微信号 · QQ号 · wechat_id · 抖音号 · social account
"""

PASSED = """
小区风险点 · 风险点位置 · 灾害风险等级 · 地质灾害风险等级 · flood risk level · risk of collapse · road surface · 路面情况 · surface_type
interface · typeface · Which face of the building? · Which plates are broken? · template · manhole plate type · Which plate is loose? · hotplate
工商户 · 户外广告 · 门户网站 · 住户数量 · 入户水管 · Number of households · household waste · 生活垃圾 · 民族路 · 民族大道 12 号 · 宗教场所
pole_number · 灯杆编号 · lift_number · relations with the builder · tracking of rubbish lorries · 轨道交通 · 运行轨迹 · 党员活动室 · 党群服务中心
party wall · politics street · 公共卫生 · health centre · 卫生间 · 无障碍坡道 · aids to navigation · diagnostic code · 人员密集场所
监控是否损坏 · 信访编号 · 电话亭 · 电话线杆 · 手机信号 · phone signal · phone box · mailbox · 信箱 · business name · 店名 · 单位名称 · shop name
racecourse · terrace · number of lights · noise_level · score of water quality · trace of oil · 指纹锁 · account number of water meter · 生病树木
"""

CONTACT = "联系电话 · 手机号 · phone · mobile number · e-mail · 邮箱 · 当事人姓名 · 您的姓名 · name of the offender · 出生日期 · date of birth · 家庭住址"


@pytest.fixture(autouse=True)
def in_english() -> Iterator[None]:
    with translation.override("en"):
        yield


def asked(**rule: Any) -> dict[str, Any]:
    return {"type": "object", "properties": {"a": {"title": "灯杆编号", "title_en": "Pole number", **rule}}}


def listed(table: str) -> list[str]:
    return [said.strip() for line in table.strip().splitlines() for said in line.split("·")]


@pytest.mark.parametrize("said", listed(REFUSED))
def test_what_is_refused_is_refused_as_name_title_and_choice(said: str) -> None:
    assert refused(said) and refused("a", said)
    assert list(faults(asked(title=said))) and list(faults(asked(title_en=said)))
    assert list(faults(asked(oneOf=[{"const": "1", "title": said}]))) and list(faults(asked(enum=[said])))
    assert list(faults({"type": "object", "properties": {said: {"title": "甲"}}}))
    assert list(faults(asked(**{f"x-{said}": True}))) and list(faults(asked(**{"x-key": said})))


@pytest.mark.parametrize("said", listed(PASSED))
def test_things_and_places_pass(said: str) -> None:
    assert refused(said) == ""
    assert list(faults(asked(title=said, description=said, enum=[said]))) == []


@pytest.mark.parametrize("said", listed(CONTACT))
def test_the_contact_is_not_asked_for_a_second_time(said: str) -> None:
    assert refused(said) == ""
    assert list(faults(asked(title=said)))


@pytest.mark.parametrize(
    "rule",
    [
        {"format": "email"}, {"format": "phone"}, {"pattern": r"^1[3-9]\d{9}$"}, {"pattern": r"^\d{17}[\dX]$"},
        {"pattern": r"^[京沪浙][A-Z][A-Z0-9]{5}$"}, {"items": {"format": "email"}},
    ],
)  # fmt: skip
def test_the_shape_of_something_personal_is_refused(rule: dict[str, Any]) -> None:
    assert len(list(faults(asked(**rule)))) == 1


@pytest.mark.parametrize(
    "rule",
    [
        {"format": "date"}, {"pattern": r"^\d+$"}, {"pattern": r"^\d{11}$"}, {"pattern": "^[A-Z]{2}-"}, {"pattern": "("},
        {"pattern": r"^.{1,40}$"},
    ],
)  # fmt: skip
def test_other_shapes_pass(rule: dict[str, Any]) -> None:
    assert list(faults(asked(**rule))) == []


def test_every_fault_is_told_at_once_with_its_place_and_reason() -> None:
    questions = asked(title="您的民族", description="请填写联系电话") | {"x-person-key": "a"}
    assert list(faults(questions)) == [
        (
            ("properties", "a", "title"),
            "“您的民族” asks for “民族”. "
            "What somebody believes or where their family comes from has nothing to do with a matter at a place.",
        ),
        (
            ("properties", "a", "description"),
            "“请填写联系电话” asks for “电话”. How to reach somebody, and their name, stand in the sealed contact and nowhere else.",
        ),
        (
            ("x-person-key",),
            "“person-key” asks for “person key”. "
            "Who somebody is stands in no case; a number that a person keeps for life would join all their cases.",
        ),
    ]


def test_a_question_called_like_a_word_of_the_schema_is_read_too() -> None:
    assert [path for path, _why in faults({"properties": {"properties": {"title": "民族", "enum": ["汉族"]}}})] == [
        ("properties", "properties", "title")
    ]


def test_the_reason_is_told_in_chinese() -> None:
    with translation.override("zh-hans"):
        (fault,) = faults(asked(title="风险等级"))
    assert fault[1] == "“风险等级”涉及“风险等级”。人不由人打分，也不由机器打分。"


@pytest.mark.django_db
def test_no_way_leads_past_the_model() -> None:
    city = stories.city()
    with pytest.raises(ValidationError):
        Category.objects.create(code="x", zh="甲", en="A", questions=asked(title="是否重点人员"))
    with pytest.raises(ValidationError):
        Category.objects.filter(pk=city.category["light"].pk).update(questions=asked(title="是否重点人员"))
    with pytest.raises(ValidationError):
        Category.objects.bulk_create([Category(code="x", zh="甲", en="A", questions=asked(title="是否重点人员"))])
