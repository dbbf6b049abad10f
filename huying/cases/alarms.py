"""Words by which a caller may be in danger: somebody hears them first, and decides. Nothing is kept of it.

The numbers are those of the country: 12356 psychological support (国卫医政发〔2024〕42号), 120 first aid, 110 police, 119 fire.
"""

import re
from dataclasses import dataclass

from huying.base import bigrams

SUPPORT, FIRST_AID, POLICE, FIRE = "12356", "120", "110", "119"
EMERGENCY = (FIRE, POLICE, FIRST_AID)

_ENDING_LIFE = re.compile(
    r"自杀|自尽|轻生|寻死|不想活|活不下去|活着没意思|活够了|想死|去死了算|了结自己|结束生命|结束自己|一了百了|跳楼|跳河|跳江|跳桥|割腕|上吊|喝农药|服毒"
    r"|\bsuicid|\bkill (?:my|him|her)self|\bend (?:my|his|her) (?:own )?life|\bwant(?:s|ed)? to die|\bno reason to live"
    r"|\b(?:jump off|jump from) the (?:roof|bridge)"
)
_EMERGENCY = {
    FIRE: re.compile(r"着火|起火|火灾|冒浓烟|爆炸|\bon fire\b|\bexplosion"),
    FIRST_AID: re.compile(r"没有呼吸|心脏病发|晕倒|昏迷|大出血|中毒了|\bunconscious|\bnot breathing|\bheart attack|\bheavy bleeding"),
    POLICE: re.compile(r"正在打人|持刀|抢劫|绑架|砍人|\bknife\b|\bbeing attacked|\brobber|\bkidnap"),
}  # fmt: skip


@dataclass(frozen=True)
class Alarm:
    """What to do at once: hand over as a crisis, or to an emergency number."""

    crisis: bool = False
    number: str = ""

    def __bool__(self) -> bool:
        return self.crisis or bool(self.number)


def heard(text: str) -> Alarm:
    """What the words of a caller give to think of; a life comes before everything else."""
    folded = bigrams.folded(text)
    if _ENDING_LIFE.search(folded):
        return Alarm(crisis=True, number=SUPPORT)
    return Alarm(number=next((number for number, words in _EMERGENCY.items() if words.search(folded)), ""))
