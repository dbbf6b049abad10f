"""What no form of Huying asks for: a case is about a matter at a place, never a dossier on a person.

The list follows the entities that the product refuses (DESIGN §2). It is a guard against slips, not against cunning.
"""

import re

WORDS = {
    "face": "人脸 面部识别",
    "fingerprint": "指纹",
    "biometric": "生物识别",
    "number_plate": "车牌 车辆号牌",
    "plate": "",
    "id_card": "身份证 证件号",
    "identity_number": "身份号",
    "passport": "护照",
    "household": "户籍 户口 实有人口",
    "resident_registry": "居民台账 人口台账",
    "ethnicity": "民族",
    "religion": "宗教 信仰",
    "political": "政治面貌",
    "criminal_record": "前科 犯罪记录",
    "watchlist": "重点人员 布控",
    "key_person": "重点人群 特殊人群",
    "blacklist": "黑名单",
    "petitioner": "信访人员",
    "risk_score": "风险等级 风险评分 信用分",
    "relationship": "人物关系 社会关系",
    "trajectory": "轨迹 行踪",
    "phone_location": "手机定位",
    "social_account": "微信号 社交账号 微博账号",
}
"""English terms as they stand in names of fields → Chinese ones as they stand in titles."""


def refused(name: str, *titles: str) -> str:
    """The term on the list that the name or a title of a field holds, or ""."""
    spelled = "_".join(re.findall(r"[a-z0-9]+", " ".join([re.sub(r"(?<=[a-z])(?=[A-Z])", " ", name), *titles]).lower()))
    for english, chinese in WORDS.items():
        if f"_{english}_" in f"_{spelled}_":
            return english.replace("_", " ")
        for term in chinese.split():
            if any(term in text for text in (name, *titles)):
                return term
    return ""
