"""What is sent and what is answered. Generated from `docs/reference/openapi.json` by `clients/python/generate.py`; do not edit."""

from typing import Any, Literal, NotRequired, TypedDict


class AcceptStep(TypedDict):
    """The lead unit takes it on; Huying does where the unit kept silent past the limit."""

    version: NotRequired[int | None]


class Again(TypedDict):
    """重放 · Tell everything again that was sealed since then."""

    since: str


class AnswerHelpStep(TypedDict):
    """A called unit says what it did."""

    text: str
    version: NotRequired[int | None]


class AnswerReadingStep(TypedDict):
    """What the unit says to the findings."""

    text: str
    version: NotRequired[int | None]


class AnswerResidentStep(TypedDict):
    """What the resident answers."""

    answer: str
    version: NotRequired[int | None]


class AnswerThroughStep(TypedDict):
    """A merged reporter is answered with the case theirs was merged into: their own clock stops now."""

    version: NotRequired[int | None]


class AnswerVerdictStep(TypedDict):
    """What the unit tells the resident who was not satisfied. A new reply answers it, too."""

    text: str
    version: NotRequired[int | None]


class ApproveReplyStep(TypedDict):
    """The lead unit makes the proposed reply its own, with the rule it rests on, or gives it back with a word why."""

    basis: NotRequired[str]
    decision: Literal["granted", "refused"]
    text: NotRequired[str]
    version: NotRequired[int | None]


class AreaOut(TypedDict):
    """区域 · An area that holds today. `geometry`: GeoJSON, WGS84, where it was asked for."""

    code: str
    en: str
    geometry: NotRequired[dict[str, Any] | None]
    level: int
    parent: str | None
    zh: str


class ArticleOut(TypedDict):
    """知识条目 · An answer that is written already."""

    body_en: str
    body_zh: str
    code: str
    en: str
    zh: str


class AskHelpStep(TypedDict):
    """Whistle for other units (吹哨报到): each works beside the lead and answers for itself."""

    reason: str
    units: list[str]
    version: NotRequired[int | None]


class AskResidentStep(TypedDict):
    """Something is missing that only the resident knows. No clock waits for the answer."""

    question: str
    version: NotRequired[int | None]


class Asked(TypedDict):
    """申请 · Something asked that somebody else decides."""

    asked_at: str
    basis: str
    decided_at: str | None
    decision: str
    kind: str
    proposed_unit: "Named | None"
    proposed_until: str | None
    reason: str


class Assigned(TypedDict):
    """承办关系 · A unit's part in a case, and its own limit."""

    accepted_at: str | None
    answered_at: str | None
    basis: str
    due_at: str | None
    duty_item: str
    ended_at: str | None
    part: str
    started_at: str
    unit: "Named | None"


class BulkDone(TypedDict):
    """一批记录的结果 · `items` answers each record, in the order sent; received = applied + known + refused."""

    applied: int
    items: list["Done"]
    known: int
    received: int
    refused: int


class BulkIn(TypedDict):
    """一批记录 · What is filed is written first, then steps are taken in the order given; so a step may name a case
    filed beside it.
    """

    items: list["FileIn | TakeIn"]


class CallBack(TypedDict):
    """回访 · A reporter to be asked whether it was solved, by telephone or by a visit."""

    case: "Listed"
    ends_at: str
    means: str
    next_at: str | None
    round: int
    tries: int


class CallIn(TypedDict):
    """来电 · What somebody says. Only `text` is needed."""

    accused: NotRequired[str | None]
    answers: NotRequired[dict[str, Any]]
    category: NotRequired[str | None]
    channel: NotRequired[Literal["web", "phone", "field", "api", "walk_in", "letter", "email", "chat", "import"] | None]
    confidentiality: NotRequired[Literal["normal", "confidential", "anonymous"] | None]
    contact: NotRequired["ContactIn"]
    danger_over: NotRequired[bool]
    earlier: NotRequired[str]
    external: NotRequired[str]
    files: NotRequired[list[str]]
    kind: NotRequired[str | None]
    place: NotRequired["PlaceIn"]
    reply_wanted: NotRequired[bool]
    source: NotRequired[str]
    text: str
    urgency: NotRequired[Literal["ordinary", "urgent", "most_urgent"]]


class CategoryOut(TypedDict):
    """分类 · What may be asked for. Cases are filed under leaves. `questions` is a JSON Schema."""

    anonymous: bool
    code: str
    confidentiality: str
    emergency: "Emergency | None"
    en: str
    evidence: list[str]
    kind: "Named | None"
    leaf: bool
    open311: str
    parent: str | None
    questions: dict[str, Any]
    zh: str


class CloseStep(TypedDict):
    """End it, and say how. `text`: what the resident was told; `route`: the lawful way, where that is the end."""

    outcome: str
    route: NotRequired[str]
    text: NotRequired[str]
    version: NotRequired[int | None]


class ConfirmationStep(TypedDict):
    """What the court or labour arbitration said of the agreement."""

    decision: Literal["confirmed", "refused"]
    text: NotRequired[str]
    version: NotRequired[int | None]


class Contact(TypedDict):
    """联系方式 · How to reach the reporter."""

    address: str
    email: str
    mentioned: str
    name: str
    phone: str


class ContactIn(TypedDict):
    """联系方式 · How to reach the reporter. Encrypted; opened for a purpose only, and the reporter sees by whom."""

    email: NotRequired[str]
    name: NotRequired[str]
    phone: NotRequired[str]


class ContactStep(TypedDict):
    """The unit spoke with the resident, or tried to. Reaching them, and nothing else, stops the clock of first
    contact.
    """

    means: str
    reached: bool
    text: NotRequired[str]
    version: NotRequired[int | None]


class CorrectContactStep(TypedDict):
    """Put right how the reporter can be reached; what is not given stays. The record says which fields, not what was
    in them.
    """

    address: NotRequired[str]
    email: NotRequired[str]
    name: NotRequired[str]
    phone: NotRequired[str]
    version: NotRequired[int | None]


class CorrectStep(TypedDict):
    """Put right what was taken down. What is not given stays; the clocks stay as they are. `suggested`: what led to
    the category.
    """

    address: NotRequired[str]
    area: NotRequired[str | None]
    category: NotRequired[str | None]
    text: NotRequired[str]
    version: NotRequired[int | None]


class CrossReadStep(TypedDict):
    """Two findings: was it solved, and did the unit do its duty? Both count, neither changes how the case ended."""

    duty: bool
    solved: bool
    text: NotRequired[str]
    version: NotRequired[int | None]


class DecideErasureStep(TypedDict):
    """Granted: it goes now, all that was asked for or, of that, `what`. What is refused is refused with the reason."""

    decision: Literal["granted", "refused"]
    reason: NotRequired[str]
    version: NotRequired[int | None]
    what: NotRequired[list[Literal["contact", "text", "files"]] | None]


class DecideEscalationStep(TypedDict):
    """The level above decides, and what it wants done."""

    decision: Literal["granted", "refused"]
    reason: NotRequired[str]
    version: NotRequired[int | None]


class DecideExclusionStep(TypedDict):
    """Somebody outside the unit decides; how many were excluded is published."""

    decision: Literal["granted", "refused"]
    reason: NotRequired[str]
    version: NotRequired[int | None]


class DecideExtensionStep(TypedDict):
    """Somebody outside the unit decides, while there is time; the resident is told the reason and the new date. Left
    undecided, it was not granted: Huying writes "lapsed".
    """

    decision: Literal["granted", "refused"]
    reason: NotRequired[str]
    version: NotRequired[int | None]


class DecideLookStep(TypedDict):
    """The second person's word. Granted, whoever asked may open the contact until `until`, or as long as they asked
    for.
    """

    decision: Literal["granted", "refused"]
    reason: NotRequired[str]
    until: NotRequired[str | None]
    version: NotRequired[int | None]


class DecideReturnStep(TypedDict):
    """The panel decides. Granted, it goes to `to` in the same act, or back to the dispatcher; after three returns
    `to` is final.
    """

    decision: Literal["granted", "refused"]
    reason: NotRequired[str]
    to: NotRequired[str | None]
    version: NotRequired[int | None]


class DecideReviewStep(TypedDict):
    """Granted: the unit has it again. Rerouted: it goes back to be dispatched. Refused: it stays closed, with the
    reason told.
    """

    decision: Literal["granted", "rerouted", "refused"]
    reason: NotRequired[str]
    version: NotRequired[int | None]


class DispatchStep(TypedDict):
    """Make `to` the lead unit. `basis`: why, in words; `suggested`: what led to it, or what somebody decided
    against; `due_at`: only where history brings its own.
    """

    basis: str
    to: str
    version: NotRequired[int | None]


class DisputeClockOut(TypedDict):
    """时限 · A clock: what was promised, and whether it was kept."""

    due_at: str
    extended_from: str | None
    kind: str
    on_time: bool | None
    started_at: str
    stopped_at: str | None


class DisputeIn(TypedDict):
    """移交纠纷 · A dispute that an office hands over. Only `text` and `origin` are needed."""

    amount: NotRequired[float | str | None]
    court_stage: NotRequired[Literal["prefiling", "ordinary", "summary"] | None]
    earlier: NotRequired[str]
    external: NotRequired[str]
    issues: NotRequired[str]
    origin: Literal["hotline", "court", "police", "petition", "procuratorate", "arbitration", "other"]
    place: NotRequired["WhereIn"]
    reference: NotRequired[str]
    sides: NotRequired[list[list["PartyIn"]]]
    source: NotRequired[str]
    text: str
    type: NotRequired[str | None]
    urgent: NotRequired[bool]


class DisputeListed(TypedDict):
    """纠纷(列表) · A dispute as lists show it."""

    accepted_at: str | None
    closed_at: str | None
    committee: "Named | None"
    confirmation: str
    due_at: str | None
    effective_at: str | None
    end_reason: str
    external: str
    late: bool
    number: str
    opened_at: str
    origin: str
    outcome: str
    performance: str
    place: "DisputePlace"
    reference: str
    source: str
    state: str
    title: str
    type: "Named | None"
    version: int


class DisputeMoved(TypedDict):
    """办理结果 · Where a dispute stands after a step."""

    committee: "Named | None"
    confirmation: str
    number: str
    state: str
    type: "Named | None"
    version: int


class DisputePage(TypedDict):
    """一页纠纷 · One page of disputes; `next` is null on the last."""

    disputes: list["DisputeListed | Part"]
    next: str | None


class DisputePlace(TypedDict):
    """地点 · Where: the smallest known area, an address in words."""

    address: str
    area: "Named | None"


class DisputeTypeOut(TypedDict):
    """纠纷类型 · A type of dispute. `mediable`: yes, limited, no; `period_days`: how long mediation takes at most."""

    code: str
    en: str
    mediable: str
    period_days: int
    zh: str


class DisputeWhole(TypedDict):
    """纠纷 · A dispute with its clocks, and what was handed back of it."""

    accepted_at: str | None
    amount: str | None
    clocks: list["DisputeClockOut"]
    closed_at: str | None
    committee: "Named | None"
    confirmation: str
    court_stage: str
    danger: bool
    due_at: str | None
    effective_at: str | None
    end_reason: str
    external: str
    late: bool
    number: str
    opened_at: str
    origin: str
    outcome: str
    packs: list["PackOut"]
    partial: bool
    performance: str
    place: "DisputePlace"
    reference: str
    source: str
    state: str
    steps: dict[str, str]
    title: str
    type: "Named | None"
    urgent: bool
    version: int


class Done(TypedDict):
    """一条记录的结果 · What became of one record: what the single call would have answered."""

    case: "Filed | Moved | None"
    known: bool
    problem: "Problem | None"
    status: int


class DutyOut(TypedDict):
    """责任清单条目 · This unit answers for this category and what lies below it, in this area; null is everything."""

    area: "Named | None"
    category: "Named | None"
    clause: str
    item: str
    prefer: str
    priority: int
    unit: "Named | None"
    valid_from: str | None
    valid_until: str | None


class Emergency(TypedDict):
    """紧急提示 · The test that comes before the form: if it is so, call the number `code` at once."""

    code: str
    en: str
    zh: str


class Event(TypedDict):
    """记录 · One thing that happened. `words` are what people typed; erased words are absent."""

    at: str
    by: str
    facts: dict[str, Any]
    title: str
    verb: str
    who: str
    words: dict[str, str]


class FileIn(TypedDict):
    """新诉求 · A case to be filed. With `source` and `external` it is taken in once, however often it is sent."""

    file: "CallIn"
    key: NotRequired[str]


class FileOut(TypedDict):
    """文件 · A photo or document of a case. `of_reply`: it belongs to the unit's answer."""

    added_at: str
    id: int
    media_type: str
    name: str
    of_reply: bool
    size: int


class Filed(TypedDict):
    """受理回执 · What a caller takes away. The code opens the tracking page; it is told once and kept nowhere."""

    category: "Named | None"
    code: str
    due_at: str | None
    number: str
    place: "Place"
    received_at: str
    state: str
    status: "Named"
    unit: "Named | None"
    version: int


class FollowUpStep(TypedDict):
    """What the resident says after the reply, on paper, on the line or by the page (`channel`). `decision`: yes,
    partly, explained, no; or unreached (asked again later), no_answer (the end of asking). The last call that
    nobody takes is that end. One verdict a round; a "no" leaves the case open for rework.
    """

    channel: NotRequired[str]
    contacted: NotRequired[bool | None]
    decision: Literal["yes", "partly", "explained", "no", "unreached", "no_answer"]
    reason: NotRequired[str]
    satisfied: NotRequired[int | None]
    text: NotRequired[str]
    version: NotRequired[int | None]


class HandBackStep(TypedDict):
    """The level above has done its part: the level below decides again, one at a time down to the lead unit. No
    clock moves.
    """

    reason: str
    version: NotRequired[int | None]


class HandDownStep(TypedDict):
    """Give the work to a unit below (`to`), or to a colleague in the lead unit, by the name of the account."""

    basis: NotRequired[str]
    colleague: NotRequired[str]
    due_at: NotRequired[str | None]
    to: NotRequired[str | None]
    version: NotRequired[int | None]


class HoldStep(TypedDict):
    """Nothing of the case is erased until then (a year at most; it can be set again). `text`: why."""

    reason: str
    text: str
    until: str
    version: NotRequired[int | None]


class IndicatorOut(TypedDict):
    """指标定义 · How a figure is counted: of what (`over`), and what of that (`hit`). `better`: "up", "down" or ""."""

    better: str
    code: str
    en: str
    hit_en: str
    hit_zh: str
    measure: str
    over_en: str
    over_zh: str
    source: str
    zh: str


class InterimReplyStep(TypedDict):
    """Tell the resident how it stands; the answer is still to come."""

    text: str
    version: NotRequired[int | None]


class Listed(TypedDict):
    """诉求(列表) · A case as lists show it."""

    category: "Named | None"
    channel: str
    closed_at: str | None
    due_at: str | None
    kind: "Named | None"
    late: bool
    number: str
    outcome: str
    place: "Place"
    received_at: str
    state: str
    status: "Named"
    tier: str | None
    title: str
    unit: "Named | None"
    urgency: str
    version: int


class MakeSafeStep(TypedDict):
    """The danger is fenced off or shut off, whatever the repair takes."""

    text: str
    version: NotRequired[int | None]


class MergeStep(TypedDict):
    """The same matter is handled in the case with the number `into`."""

    into: str
    version: NotRequired[int | None]


class MessageStep(TypedDict):
    """Between the resident and those who work on it, on the tracking page and the case page; neither sees the
    other's address.
    """

    text: str
    version: NotRequired[int | None]


class Moved(TypedDict):
    """办理结果 · Where a case stands after a step."""

    due_at: str | None
    number: str
    outcome: str
    state: str
    unit: "Named | None"
    version: int


class Named(TypedDict):
    """登记项 · A row of a register."""

    code: str
    en: str
    zh: str


class NoteStep(TypedDict):
    """A note for those who work on the case; the resident does not read it."""

    text: str
    version: NotRequired[int | None]


class NumberOut(TypedDict):
    """一个指标数值 · A figure. `value`: a share from 0 to 1, a count, minutes; null where nothing was there to count, or
    it is withheld. `low`, `high`: the 95 % interval of a share (E. B. Wilson, 1927).
    """

    code: str
    denominator: float | None
    excluded: int | None
    high: float | None
    low: float | None
    numerator: float | None
    value: float | None
    withheld: bool


class PackOut(TypedDict):
    """移交材料 · A pack that was handed back to the office that sent the dispute: a ZIP."""

    handed_at: str
    id: int
    name: str
    sha256: str
    size: int


class Page(TypedDict):
    """一页诉求 · One page; `next` is null on the last."""

    cases: list["Listed | Part"]
    next: str | None


class ParkStep(TypedDict):
    """Keep it as long-term (挂账): open, with a reason, a plan and the day on which it is looked at again."""

    plan: str
    reason: str
    review_on: str
    version: NotRequired[int | None]


Part = dict[str, Any]


class PartyIn(TypedDict):
    """当事人 · Somebody on a side. Sealed; in this dispute only."""

    address: NotRequired[str]
    email: NotRequired[str]
    kind: NotRequired[Literal["person", "organisation"]]
    language: NotRequired[Literal["zh-hans", "en"]]
    may_settle: NotRequired[bool]
    name: str
    phone: NotRequired[str]
    representative: NotRequired[str]


class PauseStep(TypedDict):
    """The work cannot go on for a listed reason (hearing, appraisal, force majeure, court), until a set time."""

    reason: str
    until: str
    version: NotRequired[int | None]


class Place(TypedDict):
    """地点 · Where: WGS84 degrees, the smallest known area, an address in words."""

    address: str
    area: "Named | None"
    lat: float | None
    lon: float | None


class PlaceIn(TypedDict):
    """地点 · Where: a point, or an area, or an address in words with its area; or nothing of it."""

    address: NotRequired[str]
    area: NotRequired[str | None]
    crs: NotRequired[Literal["WGS84", "GCJ02", "BD09", "CGCS2000"]]
    lat: NotRequired[float | None]
    lon: NotRequired[float | None]
    private: NotRequired[bool]


class PreviewIn(TypedDict):
    """拟提交的诉求 · What somebody is about to say. Without `category`, the likeliest of those that `text` speaks of is
    looked at.
    """

    accused: NotRequired[str | None]
    category: NotRequired[str | None]
    place: NotRequired["PlaceIn"]
    text: NotRequired[str]


class PreviewOut(TypedDict):
    """承办预览 · Who would get it, why, and until when they would answer. Without `unit`, `because` says why a
    dispatcher decides.
    """

    area: "Named | None"
    because: str
    category: "Named | None"
    due_at: str | None
    emergency: str | None
    suggested: list["SuggestedOut"]
    unit: "Named | None"


class Problem(TypedDict):
    """拒绝及原因(RFC 9457)· Why not, in the language of the reader (`Accept-Language`)."""

    detail: str
    errors: list["Wrong"]
    status: int
    title: str
    type: str


class Promise(TypedDict):
    """时限 · A clock: what was promised, and whether it was kept."""

    due_at: str | None
    kind: str
    on_time: bool | None
    pauses: list[dict[str, str | None]]
    round: int
    started_at: str
    stopped_at: str | None


class ProposeReplyStep(TypedDict):
    """The unit below says what it did; the lead unit answers for it and approves first."""

    result: Literal["resolved", "partly_resolved", "explained", "unfounded", "other_route"]
    text: str
    version: NotRequired[int | None]


class PublicCase(TypedDict):
    """公开诉求 · What a person wrote of a case, and no word that was sent. The place is the street's where it is a
    private matter.
    """

    answer: str
    at: str
    category: "Named | None"
    lat: float | None
    lon: float | None
    number: str
    received_at: str
    stage: str
    street: str
    summary: str
    summary_en: str
    unit: "Named | None"


class PublicIn(TypedDict):
    """Which of them, from where on."""

    after: NotRequired[str]
    area: NotRequired[str | None]
    category: NotRequired[str | None]
    size: NotRequired[int]
    state: NotRequired[Literal["open", "done"] | None]
    text: NotRequired[str]


class PublicPage(TypedDict):
    """一页公开诉求 · One page; `next` is null on the last."""

    cases: list["PublicCase"]
    next: str | None


class QuarterIn(TypedDict):
    """Which quarter, by what, and which figures."""

    by: NotRequired[
        Literal[
            "area:district",
            "area:street",
            "unit:department",
            "unit:utility",
            "unit:district",
            "unit:street",
            "category:1",
            "channel",
        ]
        | None
    ]
    day: NotRequired[str | None]
    of: NotRequired[str]


class QuarterOut(TypedDict):
    """已公布的季度数据 · A quarter as it was published; what comes late or is corrected later does not change it."""

    parts: list["SliceOut"]
    since: str
    until: str
    whole: "SliceOut"


class RateStep(TypedDict):
    """What a merged reporter says became of the matter, or anybody whose time was up without an answer; nothing
    moves by it.
    """

    channel: NotRequired[str]
    contacted: NotRequired[bool | None]
    decision: Literal["yes", "partly", "no", "explained", "unreached", "no_answer"]
    reason: NotRequired[str]
    satisfied: NotRequired[int | None]
    text: NotRequired[str]
    version: NotRequired[int | None]


class ReadmitStep(TypedDict):
    """They see the case again."""

    staff: str
    version: NotRequired[int | None]


class ReasonOut(TypedDict):
    """理由代码 · A coded reason, by what it is a reason for."""

    code: str
    en: str
    purpose: str
    zh: str


class ReassignStep(TypedDict):
    """Give it to another unit. The resident's clock goes on as it was."""

    basis: NotRequired[str]
    reason: str
    to: str
    version: NotRequired[int | None]


class RecuseStep(TypedDict):
    """Somebody, by the name of the account, keeps out of the case."""

    interest: Literal["close", "own", "involved", "before", "other"]
    staff: str
    version: NotRequired[int | None]


class ReferStep(TypedDict):
    """Hand it to mediation, which nobody can be sent to: every side has said yes. `consents`: side → answer.
    `contact`: the caller agrees that the committee learns how to reach them; without it, nothing of that leaves
    the case.
    """

    consents: dict[str, Any]
    contact: NotRequired[bool]
    version: NotRequired[int | None]


class ReleaseStep(TypedDict):
    """The hold ends now. `which`: its key, where several are set."""

    text: str
    version: NotRequired[int | None]
    which: NotRequired[int | None]


class ReplyStep(TypedDict):
    """Answer the resident, with the evidence the category asks for. `result`: what it came to; `basis`: the law or
    rule.
    """

    basis: NotRequired[str]
    result: Literal["resolved", "partly_resolved", "explained", "unfounded", "other_route"]
    text: str
    version: NotRequired[int | None]


class ReporterCorrectContactStep(TypedDict):
    """Put right how the reporter can be reached; what is not given stays. The record says which fields, not what was
    in them.
    """

    email: NotRequired[str]
    name: NotRequired[str]
    phone: NotRequired[str]
    version: NotRequired[int | None]


class ReporterCorrectStep(TypedDict):
    """Put right what was taken down. What is not given stays; the clocks stay as they are. `suggested`: what led to
    the category.
    """

    address: NotRequired[str]
    text: NotRequired[str]
    version: NotRequired[int | None]


class ReporterFollowUpStep(TypedDict):
    """What the resident says after the reply, on paper, on the line or by the page (`channel`). `decision`: yes,
    partly, explained, no; or unreached (asked again later), no_answer (the end of asking). The last call that
    nobody takes is that end. One verdict a round; a "no" leaves the case open for rework.
    """

    contacted: NotRequired[bool | None]
    decision: Literal["yes", "partly", "no", "explained"]
    reason: NotRequired[str]
    satisfied: NotRequired[int | None]
    text: NotRequired[str]
    version: NotRequired[int | None]


class ReporterRateStep(TypedDict):
    """What a merged reporter says became of the matter, or anybody whose time was up without an answer; nothing
    moves by it.
    """

    contacted: NotRequired[bool | None]
    decision: Literal["yes", "partly", "no", "explained"]
    reason: NotRequired[str]
    satisfied: NotRequired[int | None]
    text: NotRequired[str]
    version: NotRequired[int | None]


class RequestErasureStep(TypedDict):
    """The resident asks that some of what is held goes (PIPL Art. 47). `what`: codes of `Erasable`."""

    reason: str
    version: NotRequired[int | None]
    what: list[Literal["contact", "text", "files"]]


class RequestEscalationStep(TypedDict):
    """Ask a level above to take the decision (提级)."""

    reason: str
    version: NotRequired[int | None]


class RequestExclusionStep(TypedDict):
    """The unit asks that it does not count in scoring, by a coded reason and with evidence."""

    evidence: str
    reason: str
    version: NotRequired[int | None]


class RequestExtensionStep(TypedDict):
    """Ask for more time, once and before it is up."""

    reason: str
    text: NotRequired[str]
    until: str
    version: NotRequired[int | None]


class RequestLookStep(TypedDict):
    """Ask a second person to agree: the case is confidential, or closed. `until`: aware, three days ahead at most."""

    purpose: Literal["call_back", "visit", "verify", "follow_up", "relay", "serve", "check"]
    reason: str
    until: str
    version: NotRequired[int | None]


class RequestReturnStep(TypedDict):
    """The unit says it is not responsible: with a coded reason, the duty clause and the unit that is."""

    basis: str
    proposed: str
    reason: str
    version: NotRequired[int | None]


class ResumeStep(TypedDict):
    """The work goes on."""

    version: NotRequired[int | None]


class RevealStep(TypedDict):
    """Open the reporter's contact for a purpose, until a time. The look is recorded, and the resident can see it.
    `purpose`: of `words.Purpose`; `until`: aware, twelve hours ahead at most, and no longer than a second person
    granted.
    """

    purpose: Literal["call_back", "visit", "verify", "follow_up", "relay", "serve", "check"]
    reason: NotRequired[str]
    until: str
    version: NotRequired[int | None]


class Revealed(TypedDict):
    """联系方式(已留痕) · The contact; that it was opened stands in the record, where the reporter sees it."""

    contact: "Contact | None"
    due_at: str | None
    number: str
    outcome: str
    state: str
    unit: "Named | None"
    version: int


class ReviewStep(TypedDict):
    """The resident asks once more; a person decides."""

    reason: str
    version: NotRequired[int | None]


class Revived(TypedDict):
    """重试 · How many steps that were given up are tried again."""

    revived: int


class ReworkStep(TypedDict):
    """Not solved and within duty: the unit has it again, with a clock of its own; the verdict before stays."""

    reason: str
    version: NotRequired[int | None]


class SliceOut(TypedDict):
    """一组指标 · The figures of everything together (`code` is "" then), or of one part."""

    code: str
    en: str
    figures: list["NumberOut"]
    zh: str


class SubscriptionChange(TypedDict):
    """订阅变更 · What is left out stays. While it is stopped nothing is told; what happened meanwhile is told when it
    goes on.
    """

    categories: NotRequired[list[str] | None]
    name: NotRequired[str | None]
    stopped: NotRequired[bool | None]
    url: NotRequired[str | None]
    verbs: NotRequired[list[str] | None]


class SubscriptionIn(TypedDict):
    """订阅 · Who is told of what. `verbs` and `categories`: empty for all; a category stands for everything below it."""

    categories: NotRequired[list[str]]
    name: str
    unit: str
    url: str
    verbs: NotRequired[list[str]]


class SubscriptionMade(TypedDict):
    """新订阅 · `secret` signs what is posted (standardwebhooks.com); it is told here only."""

    categories: list[str]
    dead: int
    failure: str
    id: int
    n_posted: int
    name: str
    posted_at: str | None
    secret: str
    stopped: bool
    unit: "Named | None"
    url: str
    verbs: list[str]
    waiting: int


class SubscriptionOut(TypedDict):
    """订阅 · As it stands. `waiting`, `dead`: steps that are still to be told, and that were given up."""

    categories: list[str]
    dead: int
    failure: str
    id: int
    n_posted: int
    name: str
    posted_at: str | None
    stopped: bool
    unit: "Named | None"
    url: str
    verbs: list[str]
    waiting: int


class SuggestedOut(TypedDict):
    """可能的分类 · A category that the words speak of. `words`: those that counted; `share`: how sure beside the others,
    up to 1.
    """

    code: str
    en: str
    share: float
    words: list[str]
    zh: str


class SuperviseStep(TypedDict):
    """Put the unit under supervision (督办), on a rung of the ladder."""

    reason: str
    rung: Literal["notice", "listed", "on_site", "talk"]
    version: NotRequired[int | None]


class TakeIn(TypedDict):
    """办理步骤 · A step to be taken with the case `number`, or with the one that `source` knows as `external`."""

    external: NotRequired[str]
    key: NotRequired[str]
    number: NotRequired[str]
    said: NotRequired[dict[str, Any]]
    source: NotRequired[str]
    take: Literal[
        "correct",
        "merge",
        "unmerge",
        "withdraw",
        "dispatch",
        "reassign",
        "request_return",
        "decide_return",
        "refer",
        "accept",
        "hand_down",
        "ask_help",
        "answer_help",
        "contact",
        "make_safe",
        "interim_reply",
        "ask_resident",
        "answer_resident",
        "pause",
        "park",
        "resume",
        "request_extension",
        "decide_extension",
        "request_escalation",
        "decide_escalation",
        "hand_back",
        "urge",
        "supervise",
        "propose_reply",
        "approve_reply",
        "reply",
        "answer_through",
        "follow_up",
        "rate",
        "verify",
        "answer_verdict",
        "cross_read",
        "answer_reading",
        "rework",
        "close",
        "review",
        "decide_review",
        "request_exclusion",
        "decide_exclusion",
        "correct_contact",
        "hold",
        "release",
        "request_erasure",
        "decide_erasure",
        "request_look",
        "decide_look",
        "message",
        "recuse",
        "readmit",
        "note",
    ]


class Told(TypedDict):
    """进展 · One line of the story, for the reporter."""

    at: str
    title: str
    who: str
    words: dict[str, str]


class Tracked(TypedDict):
    """办理进度 · A case as its reporter sees it."""

    category: "Named | None"
    closed_at: str | None
    due_at: str | None
    files: list["FileOut"]
    late: bool
    number: str
    outcome: str
    place: "Place"
    received_at: str
    reply: str
    status: "Named"
    steps: dict[str, str]
    timeline: list["Told"]
    title: str
    unit: "Named | None"


class Tried(TypedDict):
    """试投结果 · Whether the test was taken; `failure` is "" then."""

    failure: str


class TroubleOut(TypedDict):
    """已知故障 · What many would call about, told before they do. `categories`: codes of what calls about it would be
    filed under.
    """

    announced_at: str
    areas: list["Named"]
    categories: list[str]
    en: str
    until: str
    zh: str


class UnitOut(TypedDict):
    """单位 · An organisation of the city, at any level."""

    area: "Named | None"
    code: str
    en: str
    hours: str
    level: str
    parent: str | None
    phone: str
    zh: str


class UnmergeStep(TypedDict):
    """It was another matter after all: it goes back to be dispatched, with the clocks it had."""

    reason: str
    version: NotRequired[int | None]


class Uploaded(TypedDict):
    """已上传 · A file that waits for its case."""

    media_type: str
    name: str
    point: list[float] | None
    size: int
    token: str


class UrgeStep(TypedDict):
    """Remind the unit (催办)."""

    text: NotRequired[str]
    version: NotRequired[int | None]


class VerifyStep(TypedDict):
    """What whoever looked into it found (`words.Finding`). Given by mistake, nobody has to answer it; it counts all
    the same.
    """

    finding: Literal["confirmed", "mistaken"]
    text: NotRequired[str]
    version: NotRequired[int | None]


class Wanted(TypedDict):
    """Which list, narrowed to what, from where on."""

    after: NotRequired[str]
    area: NotRequired[str | None]
    category: NotRequired[str | None]
    external: NotRequired[str]
    fields: NotRequired[str]
    late: NotRequired[bool]
    list: NotRequired[
        Literal[
            "mine",
            "called",
            "handed",
            "undispatched",
            "returns",
            "calls",
            "looks",
            "unsolved",
            "verify",
            "answers",
            "readings",
            "late_readings",
            "exclusions",
            "all",
        ]
    ]
    size: NotRequired[int]
    source: NotRequired[str]
    stage: NotRequired[
        Literal[
            "late", "today", "undispatched", "unaccepted", "resting", "parked", "answered", "supervised", "provisional"
        ]
        | None
    ]
    state: NotRequired[Literal["received", "dispatched", "in_progress", "replied", "closed"] | None]
    text: NotRequired[str]
    unit: NotRequired[str | None]


class WantedDisputes(TypedDict):
    """Which list, narrowed to what, from where on."""

    after: NotRequired[str]
    area: NotRequired[str | None]
    external: NotRequired[str]
    fields: NotRequired[str]
    late: NotRequired[bool]
    list: NotRequired[Literal["open", "all"]]
    opened_from: NotRequired[str | None]
    opened_until: NotRequired[str | None]
    origin: NotRequired[
        Literal[
            "application", "found", "hotline", "court", "police", "petition", "procuratorate", "arbitration", "other"
        ]
        | None
    ]
    size: NotRequired[int]
    source: NotRequired[str]
    state: NotRequired[Literal["applied", "accepted", "mediating", "agreed", "in_force", "closed"] | None]
    text: NotRequired[str]
    type: NotRequired[str | None]


class WhereIn(TypedDict):
    """地点 · Where: a point, or an area, or an address in words with its area; or nothing of it."""

    address: NotRequired[str]
    area: NotRequired[str | None]
    crs: NotRequired[Literal["WGS84", "GCJ02", "BD09", "CGCS2000"]]
    lat: NotRequired[float | None]
    lon: NotRequired[float | None]


class Whole(TypedDict):
    """诉求 · A case with all that lies beside it."""

    accused: "Named | None"
    answers: dict[str, Any]
    assignments: list["Assigned"]
    category: "Named | None"
    channel: str
    clocks: list["Promise"]
    closed_at: str | None
    confidentiality: str
    designated: bool
    due_at: str | None
    excluded: str
    external: str
    files: list["FileOut"]
    inner_unit: "Named | None"
    kind: "Named | None"
    language: str
    late: bool
    level: int
    number: str
    outcome: str
    parent: str | None
    paused_until: str | None
    place: "Place"
    received_at: str
    referred: bool
    reply_wanted: bool
    requests: list["Asked"]
    returns: int
    review_on: str | None
    rounds: int
    source: str
    state: str
    status: "Named"
    steps: dict[str, str]
    supervision: str
    text: str
    tier: str | None
    title: str
    unit: "Named | None"
    urgency: str
    version: int


class WithdrawStep(TypedDict):
    """The resident takes it back."""

    reason: NotRequired[str]
    version: NotRequired[int | None]


class Wrong(TypedDict):
    """一处错误 · One thing that is wrong. `at` is the field's path, "" for the request as a whole."""

    at: str
    says: str
