"""What no form of Huying asks for: a case is about a matter at a place, never a dossier on a person (DESIGN §2, K3).

The list follows the entities that the product refuses. It is a guard against slips, not against cunning: it reads names,
titles, choices and formats in Chinese and in English, and lets the same words pass where they mean a thing or a place.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy


@dataclass(frozen=True)
class Boundary:
    """Something that is not asked for: why, and how it is called in English and in Chinese (regular expressions, a few a line)."""

    why: Any
    english: str
    chinese: str

    def term(self, said: str) -> str:
        """The term that stands in `said`, as it stands there, or ""."""
        words = re.sub(r"(?<=[a-z])(?=[A-Z])|[^A-Za-z0-9\u4e00-\u9fff]+", " ", said).strip()
        found = re.search(rf"(?i)\b(?:{_any(self.english)})\b", words) or re.search(_any(self.chinese), said)
        return found[0].lower() if found else ""


@cache
def _any(terms: str) -> str:
    return "|".join(term.strip() for line in terms.strip().splitlines() for term in line.split(" · "))


_OF_A_PLACE = "".join(
    f"(?<!{what})"
    for what in ["灾害", "地质", "山洪", "洪涝", "火灾", "消防", "燃气", "结构", "房屋", "场所", "点位", "隐患", "设施"]
)
_OF_A_THING = "".join(
    f"(?<!{what} )"
    for what in ["flood", "fire", "slope", "gas", "site", "hazard", "building", "landslide", "structural"]
)

BOUNDARIES = (
    Boundary(
        lazy("What somebody believes or where their family comes from has nothing to do with a matter at a place."),
        r"""
        religions? · religious (?:belief|faith|affiliation) · faith · ethnicity · ethnic (?:group|origin|minority)
        race · nationality
        """,
        r"""
        宗教(?!场所|活动场所|建筑|用地) · 信仰 · 教派 · 种族 · 族别 · 国籍 · 籍贯
        (?<!中华)民族(?!路|街|大道|大街|广场|公园|村|小区|中学|小学|医院|团结|风情|文化宫)
        """,
    ),
    Boundary(
        lazy("Who somebody is stands in no case; a number that a person keeps for life would join all their cases."),
        r"""
        id card(?: (?:number|no))? · identity (?:card|number|document|no) · identification number · national id
        citizen id · resident id · person(?:al)? (?:id|key|number|code) · passport · social security (?:number|no)
        driving licen[cs]e (?:number|no) · driver licen[cs]e · bank (?:card|account) · card number
        biometrics? · fingerprints? · iris scan · voice ?print · dna
        """,
        r"""
        身份证 · 证件号 · 身份号 · 身份信息 · 护照 · 社保(?:卡|编|号) · 驾驶证号 · 军官证
        个人编号 · 人员编号 · 居民编号 · 银行卡 · 银行账[号户]
        指纹(?!锁) · 虹膜 · 声纹 · 生物识别 · 基因
        """,
    ),
    Boundary(
        lazy("Huying reads no faces and no plates, and follows nobody."),
        r"""
        \Aface\Z · face (?:photo|image|recognition|scan|id|match) · facial
        (?:number|licen[cs]e|registration|car|vehicle) plates? · plate (?:number|no) · \Aplate\Z
        trajector(?:y|ies) · track of (?:a )?(?:person|vehicle) · location history · whereabouts · phone location
        imei · imsi · mac address · device id · camera (?:feed|stream)
        """,
        r"""
        人脸 · 面部识别 · 刷脸 · 车牌 · 车辆号牌 · 号牌号
        (?<!运行)轨迹 · 行踪 · 出行记录 · 手机定位 · 手机串号 · 定位记录 · 视频流
        """,
    ),
    Boundary(
        lazy("There is no register of residents or households; what belongs to a case is what it is about."),
        r"""
        residents? (?:registry|register|list|file) · head of household · hukou · family members? · next of kin
        household (?:registry|register|registration|booklet|member)s?
        social relation(?:s|ship|ships)? · relationship graph · relationship
        """,
        r"""
        户籍 · 户口 · 户主 · 实有人口 · 流动人口(?:登记|信息) · 居民台账 · 人口台账 · 居民档案 · 家庭成员
        人物关系 · 社会关系 · 亲属关系 · 关系图谱
        """,
    ),
    Boundary(
        lazy(
            "Nobody is put on a list here: no key persons, no watchlist, no petitioners, no record of what somebody once did."
        ),
        r"""
        watch ?lists? · black ?lists? · key (?:person|people|population|individual)s? · key youth
        special (?:group|population)s? · petitioners? · troublemakers? · persons? of interest · suspects?
        criminal (?:record|history) · ex (?:offender|convict) · drug (?:user|addict) · parolee
        """,
        r"""
        重点人员(?!密集) · 重点人群 · 特殊人群 · 重点青少年 · 重点对象 · 管控对象 · 稳控 · 布控 · 黑名单 · 失信人
        信访人员 · 上访人 · 上访户 · 访民 · 信访老户 · 缠访 · 闹访 · 涉稳 · 涉恐 · 邪教
        前科 · 犯罪记录 · 违法记录 · 刑满释放 · 社区矫正 · 吸毒 · 戒毒 · 嫌疑人
        """,
    ),
    Boundary(
        lazy("Persons are not rated, neither by people nor by a machine."),
        rf"""
        {_OF_A_THING}risk (?:score|level|rating|grade|class)s? · person(?:al)? risk
        (?:credit|trust|behaviou?r|social|person|resident) (?:score|rating|points)
        """,
        rf"""
        {_OF_A_PLACE}风险(?:等级|评分|评级|级别) · 人员(?:等级|评级|评分|风险) · 信用[分等评] · 诚信[分等]
        """,
    ),
    Boundary(
        lazy("What somebody thinks of politics is theirs."),
        r"political (?:affiliation|status|opinion|view)s? · political · party (?:member|membership|affiliation)s?",
        r"政治面貌 · 政治倾向 · 政治观点 · 党派 · 党籍 · 党员(?!活动|驿站|之家|服务|教育) · 是否入党",
    ),
    Boundary(
        lazy("Health is between people and their doctors; what help is needed can be asked without it."),
        r"""
        hiv · (?-i:AIDS) · health (?:status|condition|record)s? · medical (?:history|record|condition)s? · diagnos[ie]s
        mental (?:illness|disorder) · disability (?:type|grade|certificate|number) · infection status
        pregnan(?:t|cy) · sexual orientation
        """,
        r"""
        艾滋 · 病史 · 病历 · 健康状况 · 健康码 · 精神病 · 精神障碍 · 诊断结果 · 传染病患者 · 残疾(?:证|等级|类别)
        怀孕 · 孕情 · 性取向
        """,
    ),
    Boundary(
        lazy("What people do in social media is not looked at here."),
        r"social (?:media )?accounts? · we ?chat(?: (?:id|number|account))? · weibo · tik ?tok · douyin · qq",
        r"微信 · (?i:qq) · 微博 · 抖音 · 快手 · 社交账号",
    ),
)

CONTACT = Boundary(
    lazy("How to reach somebody, and their name, stand in the sealed contact and nowhere else."),
    r"""
    (?:tele)?phone(?! signal| box| booth| line| mast| pole| cable| kiosk) · mobile(?: (?:number|no|phone))?
    cell(?: ?phone)? · e ?mail(?: address)? · home address · date of birth · birth ?(?:day|date)
    (?:full|first|last|family|given|your) name
    names? of (?:the )?(?:person|owner|tenant|neighbou?r|offender|resident|reporter)s?
    """,
    r"""
    电话(?!亭|线|局|井|杆|信号) · 手机(?!信号|基站|充电) · 邮箱 · 电子邮件 · 联系方式 · 联系人 · 姓名
    出生(?:日期|年月) · 生日 · 家庭住址 · 现住址
    """,
)
"""Not asked by a question of a category, though the contact of a case has it."""


def refused(name: str, *titles: str) -> str:
    """The term on the list that the name or a title of a field holds, or ""."""
    return next((term for said in (name, *titles) for known in BOUNDARIES if (term := known.term(said))), "")


def why(term: str) -> str:
    """Why what `refused` found is not asked for."""
    return str(next(known.why for known in (*BOUNDARIES, CONTACT) if known.term(term)))


# -- the questions of a category

Path = tuple[Any, ...]

KEYWORDS = {
    "$schema", "$id", "$ref", "$defs", "type", "properties", "patternProperties", "additionalProperties", "required",
    "title", "title_en", "description", "description_en", "$comment", "const", "enum", "default", "examples",
    "oneOf", "anyOf", "allOf", "not", "if", "then", "else", "items", "prefixItems", "contains", "format", "pattern",
    "minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf", "minLength", "maxLength", "minItems",
    "maxItems", "uniqueItems", "minProperties", "maxProperties", "dependentRequired",
}  # fmt: skip
"""What JSON Schema itself says; every other name and all text is read."""
SPOKEN = {"title", "title_en", "description", "description_en", "const", "enum", "default", "examples", "$comment"}
FORMATS = {"email", "idn-email", "phone", "tel", "telephone", "mobile"}
SAMPLES = {
    "13900001234": ("20000000000", "7"),
    "33010619900101123X": ("7", "ABCDEFGHJKLMNPQRST"),
    "浙A12345": ("7", "灯12"),
}
"""A number of a person or a plate → what a pattern for such a number would not fit."""


def faults(questions: Any) -> Iterator[tuple[Path, str]]:
    """Everything that questions in JSON Schema must not ask for: where it stands, and the sentence why."""
    for path, said in _said(questions, ()):
        if term := next((term for known in (*BOUNDARIES, CONTACT) if (term := known.term(said))), ""):
            yield path, _("“%(said)s” asks for “%(term)s”. %(why)s") % {"said": said, "term": term, "why": why(term)}
    for path, shape in _shapes(questions, ()):
        words = {"said": shape, "why": CONTACT.why}
        yield path, _("“%(said)s” is the shape of something that reaches a person. %(why)s") % words


def _said(node: Any, path: Path) -> Iterator[tuple[Path, str]]:
    """The names that are not JSON Schema's own, and all text for people."""
    if isinstance(node, list):
        for place, below in enumerate(node):
            yield from _said(below, (*path, place))
        return
    if not isinstance(node, dict):
        return
    named = bool(path) and path[-1] in ("properties", "patternProperties", "$defs") and not _is_property(path)
    for name, below in node.items():
        here = (*path, name)
        if named or name not in KEYWORDS:
            yield here, str(name).removeprefix("x-")
        if not named and (name in SPOKEN or name not in KEYWORDS):
            yield from (
                (here, text) for text in (below if isinstance(below, list) else [below]) if isinstance(text, str)
            )
        yield from _said(below, here)


def _is_property(path: Path) -> bool:
    """Whether this is a question that is called "properties" itself."""
    return len(path) > 1 and path[-2] in ("properties", "patternProperties", "$defs") and not _is_property(path[:-1])


def _shapes(node: Any, path: Path) -> Iterator[tuple[Path, str]]:
    """Formats and patterns that fit a telephone, an e-mail address, an identity number or a plate, and little else."""
    if isinstance(node, list):
        for place, below in enumerate(node):
            yield from _shapes(below, (*path, place))
    if not isinstance(node, dict):
        return
    if node.get("format") in FORMATS:
        yield (*path, "format"), node["format"]
    if isinstance(node.get("pattern"), str) and _fits_a_person(node["pattern"]):
        yield (*path, "pattern"), node["pattern"]
    for name, below in node.items():
        yield from _shapes(below, (*path, name))


def _fits_a_person(pattern: str) -> bool:
    try:
        fits = re.compile(pattern)
    except re.error:
        return False
    return any(fits.search(number) and not any(map(fits.search, others)) for number, others in SAMPLES.items())
