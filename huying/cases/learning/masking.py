"""Taking out of a message what reaches or names a person, before anything is learned from it.

Numbers and addresses as everywhere (`sealed/spotting.py`). Names cannot be told from other words for certain; those that
introduce themselves are taken out here, and what stands in the messages of one person only is never learned
(`training.MET`).
"""

import re
from dataclasses import replace

from huying.base.sealed import spotting

from .training import Example

NAME = "□"
_SURNAMES = (
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何林高罗郑梁谢宋唐许韩邓冯曹彭曾肖田董潘袁蔡蒋余于杜叶程魏苏吕丁任卢姚沈钟姜崔谭陆范汪廖石金"
    "韦贾夏付傅方邹熊白孟秦邱侯江尹薛闫段雷龙黎史陶贺毛郝顾龚邵万覃武钱戴严莫孔向常汤康易乔赖文"
)
_COLON, _END = "[:\uff1a]", r"(?=[\s,.;:()\uff0c\u3002\uff1b\uff1a\u3001\uff08\uff09]|$)"
_INTRODUCED = re.compile(
    rf"(?P<how>我叫|本人叫|名叫|(?:姓名|联系人)(?:{_COLON}|[是为])?)\s?[{_SURNAMES}][\u4e00-\u9fff]{{1,2}}{_END}"
)
_ADDRESSED = re.compile(
    rf"(?<![\u4e00-\u9fff])[{_SURNAMES}][\u4e00-\u9fff]{{0,2}}(?P<how>先生|女士|小姐|阿姨|师傅|大爷|大妈)"
)


def masked(example: Example) -> Example:
    """The same example without telephone numbers, names that introduce themselves, and the like."""
    text = spotting.masked(example.text)[0] if spotting.may_hold(example.text) else example.text
    text = _INTRODUCED.sub(rf"\g<how>{NAME}", text)
    return replace(example, text=_ADDRESSED.sub(rf"{NAME}\g<how>", text))
