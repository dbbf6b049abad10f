"""Messages of a made-up city, enough to learn a few categories from."""

import random

from huying.cases.learning.training import Example

ABOUT = {
    "light": ("路灯", "不亮", "太暗", "灯杆", "street lights", "lamp"),
    "roads": ("坑洼", "路面", "塌陷", "井盖", "pothole", "kerb"),
    "water": ("停水", "水压", "水管", "漏水", "water pipe", "leak"),
}
PHRASES = (
    "请问",
    "我们小区",
    "门口",
    "已经三天了",
    "希望尽快处理",
    "谢谢",
    "晚上",
    "老人",
    "孩子",
    "有人来看过",
    "please",
    "our street",
)


def examples(n: int, *, seed: int = 1) -> list[Example]:
    """`n` messages, the labels in turn, each with two words of its label among others."""
    chance = random.Random(seed)
    return [Example(_text(chance, label), label) for label, _at in zip(list(ABOUT) * n, range(n), strict=False)]


def _text(chance: random.Random, label: str) -> str:
    parts = [*chance.sample(ABOUT[label], 2), *chance.choices(PHRASES, k=8)]
    chance.shuffle(parts)
    return "，".join(parts)
