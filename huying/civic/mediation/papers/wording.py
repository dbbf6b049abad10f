"""The words of every paper. A city that wants its own letterhead puts `mediation-NAME.zh-hans.docx` into `papers` of the data folder.

In Chinese, as courts and committees read them. Placeholders: `documents.known`. What the law asks for: 人民调解法 Arts 4, 17, 20,
23, 26, 29, 30, 33; 司法部令75号 Art 35.
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class Paper:
    """One kind: its title, and its paragraphs."""

    title: str
    body: tuple[str, ...]
    dated: bool = True


PARTIES = (
    "{%p for party in parties %}",
    "第{{ party.side }}方当事人：{{ party.name }}{% if party.representative %}（代理人：{{ party.representative }}）{% endif %}",
    "{%p endfor %}",
)
TOLD = ("纠纷类型：{{ type }}", "发生地点：{{ place }}", "{%p for line in told %}", "{{ line }}", "{%p endfor %}")
LINES = ("{%p for line in lines %}", "{{ line }}", "{%p endfor %}")
EXACT = ("{%p for line in exact %}", "{{ line }}", "{%p endfor %}")
SIGNED = ("{%p for one in signed %}", "{{ one.who }}：{{ one.name }}　{{ one.how }}", "{%p endfor %}")
REMEDIES = ("{%p for line in remedies %}", "{{ line }}", "{%p endfor %}")

PAPERS: dict[str, Paper] = {
    "agreement": Paper("人民调解协议书", (
        "编号：{{ agreement_number }}", *EXACT,
        "本协议自各方当事人签名、盖章或者按指印，调解员签名并加盖调解委员会印章之日起生效，对各方当事人具有法律约束力，各方应当按照约定履行。",
        "{%p if confirmable %}",
        "各方认为有必要的，可以自本协议生效之日起三十日内共同向人民法院申请司法确认。",
        "{%p endif %}",
        "{%p if reviewable %}",
        "各方可以自本协议生效之日起十五日内共同向劳动人事争议仲裁委员会申请仲裁审查。",
        "{%p endif %}",
        "本协议一式 {{ copies }} 份，当事人各执一份，{{ committee }}留存一份。",
        *SIGNED, "调解委员会（印章）：{{ seal }}", "文本指纹（SHA-256）：{{ hash }}",
    )),
    "oral": Paper("人民调解口头协议登记表", (
        "纠纷编号：{{ number }}", *EXACT, "口头协议自各方当事人达成协议之日起生效。", *SIGNED, "文本指纹（SHA-256）：{{ hash }}",
    )),
    "application": Paper("人民调解申请书", (
        "纠纷编号：{{ number }}", *PARTIES, *TOLD,
        "申请人已知悉：人民调解不收取任何费用；当事人可以接受、拒绝或者要求终止调解；申请调解不妨碍依法通过仲裁、行政、司法等途径维护自己的权利。",
        "申请人（签名、盖章或者按指印）：＿＿＿＿＿＿＿＿",
    )),
    "registration": Paper("人民调解受理登记表", (
        "纠纷编号：{{ number }}", "来源：{{ origin }}{% if reference %}（{{ reference }}）{% endif %}", *PARTIES, *TOLD,
        "涉及金额：{{ amount }}", "登记日期：{{ opened }}", "受理日期：{{ accepted }}", "调解组织：{{ committee }}",
        "{%p for one in mediators %}", "调解员：{{ one }}", "{%p endfor %}",
    )),
    "rights": Paper("权利义务告知书", (
        "纠纷编号：{{ number }}",
        "一、人民调解是自愿的。您可以接受、拒绝或者随时要求终止调解，不需要说明理由，也不会因此对您有任何不利影响。",
        "二、人民调解不收取任何费用。任何人不得向您索取财物或者牟取不正当利益。",
        "三、您可以选择或者接受调解员；认为调解员与纠纷有利害关系的，可以要求更换。",
        "四、您可以要求调解公开进行或者不公开进行；可以自主表达意愿，自愿达成调解协议。",
        "五、调解不妨碍您依法通过仲裁、行政、司法等途径维护自己的权利。",
        "六、请如实陈述纠纷事实，遵守调解现场秩序，尊重调解员，尊重对方行使权利。",
        "七、调解中的陈述和让步不得在以后的程序中用来对您不利；各方共同确认的无争议事实除外。",
        "以上内容已告知。是否同意调解：□ 同意　□ 不同意", "当事人（签名、盖章或者按指印）：＿＿＿＿＿＿＿＿",
    )),
    "invitation": Paper("调解通知书", (
        "{{ names }}：", "编号 {{ number }} 的纠纷定于 {{ session }} 进行调解。", "地点：{{ where }}",
        "参加调解完全自愿，不收取任何费用。不能到场的，请提前告知，可以另约时间。", "{{ committee }}",
    )),
    "termination": Paper("终止调解通知书", (
        "{{ names }}：", "编号 {{ number }} 的纠纷，调解于 {{ closed }} 终止。", "终止原因：{{ end_reason }}",
        "您可以依法通过以下途径维护自己的权利：", *REMEDIES,
        "调解终止对任何一方当事人都没有不利影响，调解不收取任何费用。", "{{ committee }}",
    )),
    "confirmation": Paper("司法确认申请书", (
        "＿＿＿＿＿＿＿＿人民法院：", *PARTIES,
        "请求事项：请求依法确认各方于 {{ effective }} 达成的调解协议（{{ agreement_number }}）有效。",
        "事实和理由：各方经{{ committee }}主持调解，自愿达成上述协议，协议于 {{ effective }} 生效。"
        "现依照《中华人民共和国民事诉讼法》和《中华人民共和国人民调解法》第三十三条，自协议生效之日起三十日内共同提出申请。",
        "各方承诺：出于自愿达成协议，没有恶意串通、规避法律的行为；因该协议内容给他人造成损害的，愿意承担相应的法律责任。",
        "附：调解协议书一份；调解组织出具的证明；当事人身份证明；联系方式由各方填写：＿＿＿＿＿＿＿＿＿＿＿＿",
        "{%p for party in parties %}", "申请人（第{{ party.side }}方，签名、盖章或者按指印）：＿＿＿＿＿＿＿＿", "{%p endfor %}",
    )),
    "review": Paper("仲裁审查申请书", (
        "＿＿＿＿＿＿＿＿劳动人事争议仲裁委员会：", *PARTIES,
        "请求事项：请求对各方于 {{ effective }} 达成的调解协议（{{ agreement_number }}）进行审查，并制作调解书。",
        "事实和理由：各方经{{ committee }}主持调解，就劳动争议自愿达成上述协议，协议于 {{ effective }} 生效。"
        "现依照《劳动人事争议仲裁办案规则》，自协议生效之日起十五日内共同提出仲裁审查申请。",
        "各方承诺：出于自愿达成协议，没有恶意串通、规避法律的行为；协议内容没有违反法律、行政法规的强制性规定。",
        "附：调解协议书一份；当事人身份证明、资格证明；能够证明劳动关系的材料；联系方式由各方填写：＿＿＿＿＿＿＿＿＿＿＿＿",
        "{%p for party in parties %}", "申请人（第{{ party.side }}方，签名、盖章或者按指印）：＿＿＿＿＿＿＿＿", "{%p endfor %}",
    )),
    "reminder": Paper("履行提醒书", (
        "{{ names }}：", "协议 {{ agreement_number }} 约定的下列事项尚未履行：",
        "{%p for line in owed %}", "{{ line }}", "{%p endfor %}", "请按约定履行。已经履行的，请告知{{ committee }}。",
    )),
    "undisputed": Paper("无争议事实记载", (
        "纠纷编号：{{ number }}", "下列事实经各方当事人共同确认，没有争议：",
        "{%p for line in undisputed %}", "{{ line }}", "{%p endfor %}",
    )),
    "cover": Paper("人民调解卷宗", (
        "纠纷编号：{{ number }}", "纠纷类型：{{ type }}", "{{ names }}", "调解组织：{{ committee }}",
        "受理日期：{{ accepted }}", "结案日期：{{ closed }}", "结果：{{ outcome }}", "协议编号：{{ agreement_number }}",
    ), dated=False),
    "record": Paper("调解过程记录", ("纠纷编号：{{ number }}", *LINES), dated=False),
    "talks": Paper("调解笔录", ("纠纷编号：{{ number }}", *LINES), dated=False),
    "private": Paper("单独谈话记录", ("纠纷编号：{{ number }}", "仅供调解员阅读，不得向其他方出示。", *LINES), dated=False),
    "index": Paper("卷内目录", (
        "纠纷编号：{{ number }}", "{%p for line in index %}", "{{ line }}", "{%p endfor %}",
    ), dated=False),
}  # fmt: skip
