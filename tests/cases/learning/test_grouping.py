"""Messages that say nearly the same are one group."""

import random

from huying.cases.learning import grouping

CHANCE = random.Random(3)
LONG = "".join(chr(CHANCE.randrange(0x4E00, 0x5E00)) for _ in range(200))
OTHER = "".join(chr(CHANCE.randrange(0x5E00, 0x6E00)) for _ in range(200))


def test_a_message_sent_again_with_a_few_changes_is_in_the_group_of_the_first() -> None:
    one, again, other = grouping.groups([LONG, "您好！" + LONG[:90] + "另外" + LONG[100:], OTHER])
    assert one == again != other


def test_a_short_message_stands_alone_even_if_others_say_the_same() -> None:
    assert len(set(grouping.groups(["路灯不亮", "路灯不亮", ""]))) == 3
