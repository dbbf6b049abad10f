"""What reaches or names a person is taken out before anything is learned."""

import pytest

from huying.cases.learning import masking
from huying.cases.learning.training import Example


@pytest.mark.parametrize(
    ("typed", "learned"),
    [
        ("停水了，电话 13900001234", "停水了，电话 〔☎ •••〕"),
        ("我叫王小明，路灯不亮", "我叫□，路灯不亮"),
        ("联系人：李雷 停水", "联系人：□ 停水"),
        ("找 王师傅来修", "找 □师傅来修"),
        ("我叫不到车，看病先生气", "我叫不到车，看病先生气"),
        ("路灯不亮", "路灯不亮"),
    ],
)
def test_numbers_and_names_that_introduce_themselves_are_not_learned(typed: str, learned: str) -> None:
    assert masking.masked(Example(typed, "x")).text == learned
