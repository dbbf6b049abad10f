"""Reply templates: what is known of a case stands in them, what only the unit knows stays to be filled in."""

from datetime import UTC, datetime

import pytest
from django.utils.translation import override

from huying.base.catalogue.models import ReplyTemplate
from huying.base.journal import clock
from huying.cases import reply_texts
from tests import stories

pytestmark = pytest.mark.django_db


def test_fields_are_filled_in_the_readers_language(db: None) -> None:
    city = stories.city()
    template = ReplyTemplate(
        text_zh="您好！{place}的{category}（编号 {number}）已于{today}修复，原因：〔原因〕。咨询电话 {phone}。",
        text_en="{category} at {place} was repaired on {today}: [cause]. {made_up}",
    )
    with clock.at(datetime(2026, 11, 20, 7, tzinfo=UTC)):
        case = stories.in_progress(city, address="滨河路 12 号")
        with override("zh-hans"):
            chinese = reply_texts.filled(template, case)
        with override("en"):
            english = reply_texts.filled(template, case)
    assert chinese == (
        f"您好！西街道 滨河路 12 号的路灯照明（编号 {case.number}）已于2026年11月20日修复，原因：〔原因〕。咨询电话 〔主办单位电话〕。"
    )
    assert english == "Street lighting at West Street 滨河路 12 号 was repaired on 20 November 2026: [cause]. [made_up]"


def test_an_address_that_is_somebodys_home_never_stands_in_a_reply(db: None) -> None:
    case = stories.in_progress(stories.city(), private_place=True, address="滨河路 12 号 3 单元 501")
    with override("en"):
        assert reply_texts.filled(ReplyTemplate(text_en="At {place}."), case) == "At [area and address]."


def test_a_field_that_nothing_fills_is_named() -> None:
    assert reply_texts.unknown("{today} {yesterday} 〔原因〕") == ["yesterday"]
