"""A method for each operation. Generated from `docs/reference/openapi.json` by `clients/python/generate.py`; do not edit."""

from typing import Literal
from urllib.parse import quote

from .http import File, Http
from .types import (
    AcceptStep,
    Again,
    AnswerHelpStep,
    AnswerReadingStep,
    AnswerResidentStep,
    AnswerThroughStep,
    AnswerVerdictStep,
    ApproveReplyStep,
    AreaOut,
    ArticleOut,
    AskHelpStep,
    AskResidentStep,
    BulkDone,
    BulkIn,
    CallBack,
    CallIn,
    CategoryOut,
    CloseStep,
    ConfirmationStep,
    ContactStep,
    CorrectContactStep,
    CorrectStep,
    CrossReadStep,
    DecideErasureStep,
    DecideEscalationStep,
    DecideExclusionStep,
    DecideExtensionStep,
    DecideLookStep,
    DecideReturnStep,
    DecideReviewStep,
    DispatchStep,
    DisputeIn,
    DisputeMoved,
    DisputePage,
    DisputeTypeOut,
    DisputeWhole,
    DutyOut,
    Event,
    Filed,
    FollowUpStep,
    HandBackStep,
    HandDownStep,
    HoldStep,
    IndicatorOut,
    InterimReplyStep,
    MakeSafeStep,
    MergeStep,
    MessageStep,
    Moved,
    Named,
    NoteStep,
    Page,
    ParkStep,
    Part,
    PauseStep,
    PreviewIn,
    PreviewOut,
    ProposeReplyStep,
    PublicCase,
    PublicPage,
    QuarterOut,
    RateStep,
    ReadmitStep,
    ReasonOut,
    ReassignStep,
    RecuseStep,
    ReferStep,
    ReleaseStep,
    ReplyStep,
    ReporterCorrectContactStep,
    ReporterCorrectStep,
    ReporterFollowUpStep,
    ReporterRateStep,
    RequestErasureStep,
    RequestEscalationStep,
    RequestExclusionStep,
    RequestExtensionStep,
    RequestLookStep,
    RequestReturnStep,
    ResumeStep,
    Revealed,
    RevealStep,
    ReviewStep,
    Revived,
    ReworkStep,
    SubscriptionChange,
    SubscriptionIn,
    SubscriptionMade,
    SubscriptionOut,
    SuperviseStep,
    Tracked,
    Tried,
    TroubleOut,
    UnitOut,
    UnmergeStep,
    Uploaded,
    UrgeStep,
    VerifyStep,
    Whole,
    WithdrawStep,
)


class Operations(Http):
    """Everything the API does, by the names that its document gives."""

    def list_areas(
        self, *, level: int | None | None = None, parent: str | None | None = None, geometry: bool | None = None
    ) -> list[AreaOut]:
        """区域 · Areas. The areas that hold today, parents before children."""
        answer: list[AreaOut] = self.ask(
            "GET", "/areas", query={"level": level, "parent": parent, "geometry": geometry}
        )
        return answer

    def bulk(self, body: BulkIn, *, idempotency_key: str | None = None) -> BulkDone:
        """批量提交 · Many records at once. Up to 1,000 records, each with its own answer; one that is refused spoils no
        other. The answer is 200 whatever became of them. All of it is written in one transaction: without an answer
        nothing was done, so send it again. What carries `key`, or `source` and `external`, is done once however often
        it is sent; where all do, `Idempotency-Key` is not needed. A batch costs a fraction of single calls, and
        counts as one of them; it is not larger than 1 MB.
        """
        answer: BulkDone = self.ask("POST", "/bulk", body=body, headers={"Idempotency-Key": idempotency_key})
        return answer

    def list_callbacks(self) -> list[CallBack]:
        """待回访 · Whom to ask. Whom the hotline calls or visits, longest waiting first. `reveal` opens the contact; what
        they say is a `follow_up` or `rate`.
        """
        answer: list[CallBack] = self.ask("GET", "/callbacks")
        return answer

    def list_cases(
        self,
        *,
        list: Literal[
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
        | None = None,
        state: Literal["received", "dispatched", "in_progress", "replied", "closed"] | None | None = None,
        category: str | None | None = None,
        area: str | None | None = None,
        unit: str | None | None = None,
        late: bool | None = None,
        stage: Literal[
            "late", "today", "undispatched", "unaccepted", "resting", "parked", "answered", "supervised", "provisional"
        ]
        | None
        | None = None,
        source: str | None = None,
        external: str | None = None,
        text: str | None = None,
        after: str | None = None,
        size: int | None = None,
        fields: str | None = None,
    ) -> Page:
        """诉求列表 · List cases. What lies on a desk, open and by due time, or everything this key may see, newest first."""
        answer: Page = self.ask(
            "GET",
            "/cases",
            query={
                "list": list,
                "state": state,
                "category": category,
                "area": area,
                "unit": unit,
                "late": late,
                "stage": stage,
                "source": source,
                "external": external,
                "text": text,
                "after": after,
                "size": size,
                "fields": fields,
            },
        )
        return answer

    def file_case(self, body: CallIn, *, idempotency_key: str | None = None) -> Filed:
        """提交诉求 · File a case. Without a key as a resident, with one as the connected system. Send an `Idempotency-Key`,
        and repeat until it is answered.
        """
        answer: Filed = self.ask("POST", "/cases", body=body, headers={"Idempotency-Key": idempotency_key})
        return answer

    def read_case(self, number: str, *, fields: str | None = None) -> Whole | Part:
        """一件诉求 · Read a case. All that lies on the case, and which steps this key may take now. Its `ETag` goes into
        `If-Match` of the next step.
        """
        answer: Whole | Part = self.ask("GET", f"/cases/{quote(str(number), safe='')}", query={"fields": fields})
        return answer

    def accept(
        self,
        number: str,
        body: AcceptStep | None = None,
        *,
        idempotency_key: str | None = None,
        if_match: str | None = None,
    ) -> Moved:
        """Accept. The lead unit takes it on; Huying does where the unit kept silent past the limit."""
        answer: Moved = self.ask(
            "POST",
            f"/cases/{quote(str(number), safe='')}/accept",
            body=body or {},
            headers={"Idempotency-Key": idempotency_key, "If-Match": if_match},
        )
        return answer

    def answer_help(
        self, number: str, body: AnswerHelpStep, *, idempotency_key: str | None = None, if_match: str | None = None
    ) -> Moved:
        """Answer the whistle. A called unit says what it did."""
        answer: Moved = self.ask(
            "POST",
            f"/cases/{quote(str(number), safe='')}/answer_help",
            body=body,
            headers={"Idempotency-Key": idempotency_key, "If-Match": if_match},
        )
        return answer

    def answer_reading(
        self, number: str, body: AnswerReadingStep, *, idempotency_key: str | None = None, if_match: str | None = None
    ) -> Moved:
        """Answer what readers found. What the unit says to the findings."""
        answer: Moved = self.ask(
            "POST",
            f"/cases/{quote(str(number), safe='')}/answer_reading",
            body=body,
            headers={"Idempotency-Key": idempotency_key, "If-Match": if_match},
        )
        return answer

    def answer_resident(
        self, number: str, body: AnswerResidentStep, *, idempotency_key: str | None = None, if_match: str | None = None
    ) -> Moved:
        """Answer the question. What the resident answers."""
        answer: Moved = self.ask(
            "POST",
            f"/cases/{quote(str(number), safe='')}/answer_resident",
            body=body,
            headers={"Idempotency-Key": idempotency_key, "If-Match": if_match},
        )
        return answer

    def answer_through(
        self,
        number: str,
        body: AnswerThroughStep | None = None,
        *,
        idempotency_key: str | None = None,
        if_match: str | None = None,
    ) -> Moved:
        """Answer with the case it was merged into. A merged reporter is answered with the case theirs was merged into:
        their own clock stops now.
        """
        answer: Moved = self.ask(
            "POST",
            f"/cases/{quote(str(number), safe='')}/answer_through",
            body=body or {},
            headers={"Idempotency-Key": idempotency_key, "If-Match": if_match},
        )
        return answer

    def answer_verdict(
        self, number: str, body: AnswerVerdictStep, *, idempotency_key: str | None = None, if_match: str | None = None
    ) -> Moved:
        """Answer a bad verdict. What the unit tells the resident who was not satisfied. A new reply answers it, too."""
        answer: Moved = self.ask(
            "POST",
            f"/cases/{quote(str(number), safe='')}/answer_verdict",
            body=body,
            headers={"Idempotency-Key": idempotency_key, "If-Match": if_match},
        )
        return answer

    def approve_reply(
        self, number: str, body: ApproveReplyStep, *, idempotency_key: str | None = None, if_match: str | None = None
    ) -> Moved:
        """Approve the reply. The lead unit makes the proposed reply its own, with the rule it rests on, or gives it back
        with a word why.
        """
        answer: Moved = self.ask(
            "POST",
            f"/cases/{quote(str(number), safe='')}/approve_reply",
            body=body,
            headers={"Idempotency-Key": idempotency_key, "If-Match": if_match},
        )
        return answer

    def ask_help(
        self, number: str, body: AskHelpStep, *, idempotency_key: str | None = None, if_match: str | None = None
    ) -> Moved:
        """Whistle for help. Whistle for other units (吹哨报到): each works beside the lead and answers for itself."""
        answer: Moved = self.ask(
            "POST",
            f"/cases/{quote(str(number), safe='')}/ask_help",
            body=body,
            headers={"Idempotency-Key": idempotency_key, "If-Match": if_match},
        )
        return answer

    def ask_resident(
        self, number: str, body: AskResidentStep, *, idempotency_key: str | None = None, if_match: str | None = None
    ) -> Moved:
        """Ask the resident. Something is missing that only the resident knows. No clock waits for the answer."""
        answer: Moved = self.ask(
            "POST",
            f"/cases/{quote(str(number), safe='')}/ask_resident",
            body=body,
            headers={"Idempotency-Key": idempotency_key, "If-Match": if_match},
        )
        return answer

    def attach(
        self, number: str, *, file: File, of_reply: bool | None = None, idempotency_key: str | None = None
    ) -> Moved:
        """添加文件 · Attach a file. A photo or a PDF. Its kind is told by its content; where it was taken and by which
        camera is removed.
        """
        answer: Moved = self.ask(
            "POST",
            f"/cases/{quote(str(number), safe='')}/attach",
            form={"file": file, "of_reply": of_reply},
            headers={"Idempotency-Key": idempotency_key},
        )
        return answer

    def close(
        self, number: str, body: CloseStep, *, idempotency_key: str | None = None, if_match: str | None = None
    ) -> Moved:
        """Close. End it, and say how. `text`: what the resident was told; `route`: the lawful way, where that is the
        end.
        """
        answer: Moved = self.ask(
            "POST",
            f"/cases/{quote(str(number), safe='')}/close",
            body=body,
            headers={"Idempotency-Key": idempotency_key, "If-Match": if_match},
        )
        return answer

    def contact(
        self, number: str, body: ContactStep, *, idempotency_key: str | None = None, if_match: str | None = None
    ) -> Moved:
        """Note a contact with the resident. The unit spoke with the resident, or tried to. Reaching them, and nothing
        else, stops the clock of first contact.
        """
        answer: Moved = self.ask(
            "POST",
            f"/cases/{quote(str(number), safe='')}/contact",
            body=body,
            headers={"Idempotency-Key": idempotency_key, "If-Match": if_match},
        )
        return answer

    def correct(
        self,
        number: str,
        body: CorrectStep | None = None,
        *,
        idempotency_key: str | None = None,
        if_match: str | None = None,
    ) -> Moved:
        """Correct. Put right what was taken down. What is not given stays; the clocks stay as they are. `suggested`:
        what led to the category.
        """
        answer: Moved = self.ask(
            "POST",
            f"/cases/{quote(str(number), safe='')}/correct",
            body=body or {},
            headers={"Idempotency-Key": idempotency_key, "If-Match": if_match},
        )
        return answer

    def correct_contact(
        self,
        number: str,
        body: CorrectContactStep | None = None,
        *,
        idempotency_key: str | None = None,
        if_match: str | None = None,
    ) -> Moved:
        """Correct the contact. Put right how the reporter can be reached; what is not given stays. The record says which
        fields, not what was in them.
        """
        answer: Moved = self.ask(
            "POST",
            f"/cases/{quote(str(number), safe='')}/correct_contact",
            body=body or {},
            headers={"Idempotency-Key": idempotency_key, "If-Match": if_match},
        )
        return answer

    def cross_read(
        self, number: str, body: CrossReadStep, *, idempotency_key: str | None = None, if_match: str | None = None
    ) -> Moved:
        """Read as somebody outside the unit. Two findings: was it solved, and did the unit do its duty? Both count,
        neither changes how the case ended.
        """
        answer: Moved = self.ask(
            "POST",
            f"/cases/{quote(str(number), safe='')}/cross_read",
            body=body,
            headers={"Idempotency-Key": idempotency_key, "If-Match": if_match},
        )
        return answer

    def decide_erasure(
        self, number: str, body: DecideErasureStep, *, idempotency_key: str | None = None, if_match: str | None = None
    ) -> Moved:
        """Decide on erasure. Granted: it goes now, all that was asked for or, of that, `what`. What is refused is
        refused with the reason.
        """
        answer: Moved = self.ask(
            "POST",
            f"/cases/{quote(str(number), safe='')}/decide_erasure",
            body=body,
            headers={"Idempotency-Key": idempotency_key, "If-Match": if_match},
        )
        return answer

    def decide_escalation(
        self,
        number: str,
        body: DecideEscalationStep,
        *,
        idempotency_key: str | None = None,
        if_match: str | None = None,
    ) -> Moved:
        """Decide on raising it. The level above decides, and what it wants done."""
        answer: Moved = self.ask(
            "POST",
            f"/cases/{quote(str(number), safe='')}/decide_escalation",
            body=body,
            headers={"Idempotency-Key": idempotency_key, "If-Match": if_match},
        )
        return answer

    def decide_exclusion(
        self, number: str, body: DecideExclusionStep, *, idempotency_key: str | None = None, if_match: str | None = None
    ) -> Moved:
        """Decide on the exclusion. Somebody outside the unit decides; how many were excluded is published."""
        answer: Moved = self.ask(
            "POST",
            f"/cases/{quote(str(number), safe='')}/decide_exclusion",
            body=body,
            headers={"Idempotency-Key": idempotency_key, "If-Match": if_match},
        )
        return answer

    def decide_extension(
        self, number: str, body: DecideExtensionStep, *, idempotency_key: str | None = None, if_match: str | None = None
    ) -> Moved:
        """Decide on more time. Somebody outside the unit decides, while there is time; the resident is told the reason
        and the new date. Left undecided, it was not granted: Huying writes "lapsed".
        """
        answer: Moved = self.ask(
            "POST",
            f"/cases/{quote(str(number), safe='')}/decide_extension",
            body=body,
            headers={"Idempotency-Key": idempotency_key, "If-Match": if_match},
        )
        return answer

    def decide_look(
        self, number: str, body: DecideLookStep, *, idempotency_key: str | None = None, if_match: str | None = None
    ) -> Moved:
        """Decide on opening the contact. The second person's word. Granted, whoever asked may open the contact until
        `until`, or as long as they asked for.
        """
        answer: Moved = self.ask(
            "POST",
            f"/cases/{quote(str(number), safe='')}/decide_look",
            body=body,
            headers={"Idempotency-Key": idempotency_key, "If-Match": if_match},
        )
        return answer

    def decide_return(
        self, number: str, body: DecideReturnStep, *, idempotency_key: str | None = None, if_match: str | None = None
    ) -> Moved:
        """Decide on the return. The panel decides. Granted, it goes to `to` in the same act, or back to the dispatcher;
        after three returns `to` is final.
        """
        answer: Moved = self.ask(
            "POST",
            f"/cases/{quote(str(number), safe='')}/decide_return",
            body=body,
            headers={"Idempotency-Key": idempotency_key, "If-Match": if_match},
        )
        return answer

    def decide_review(
        self, number: str, body: DecideReviewStep, *, idempotency_key: str | None = None, if_match: str | None = None
    ) -> Moved:
        """Decide on the review. Granted: the unit has it again. Rerouted: it goes back to be dispatched. Refused: it
        stays closed, with the reason told.
        """
        answer: Moved = self.ask(
            "POST",
            f"/cases/{quote(str(number), safe='')}/decide_review",
            body=body,
            headers={"Idempotency-Key": idempotency_key, "If-Match": if_match},
        )
        return answer

    def dispatch(
        self, number: str, body: DispatchStep, *, idempotency_key: str | None = None, if_match: str | None = None
    ) -> Moved:
        """Dispatch. Make `to` the lead unit. `basis`: why, in words; `suggested`: what led to it, or what somebody
        decided against; `due_at`: only where history brings its own.
        """
        answer: Moved = self.ask(
            "POST",
            f"/cases/{quote(str(number), safe='')}/dispatch",
            body=body,
            headers={"Idempotency-Key": idempotency_key, "If-Match": if_match},
        )
        return answer

    def read_events(self, number: str) -> list[Event]:
        """办理记录 · Read its record. All that happened to the case, oldest first."""
        answer: list[Event] = self.ask("GET", f"/cases/{quote(str(number), safe='')}/events")
        return answer

    def read_file(self, number: str, file: int) -> bytes:
        """读取文件 · Read a file. The content of a file that the case names in `files`."""
        answer: bytes = self.ask("GET", f"/cases/{quote(str(number), safe='')}/files/{quote(str(file), safe='')}")
        return answer

    def follow_up(
        self, number: str, body: FollowUpStep, *, idempotency_key: str | None = None, if_match: str | None = None
    ) -> Moved:
        """Follow up. What the resident says after the reply, on paper, on the line or by the page (`channel`).
        `decision`: yes, partly, explained, no; or unreached (asked again later), no_answer (the end of asking). The
        last call that nobody takes is that end. One verdict a round; a "no" leaves the case open for rework.
        """
        answer: Moved = self.ask(
            "POST",
            f"/cases/{quote(str(number), safe='')}/follow_up",
            body=body,
            headers={"Idempotency-Key": idempotency_key, "If-Match": if_match},
        )
        return answer

    def hand_back(
        self, number: str, body: HandBackStep, *, idempotency_key: str | None = None, if_match: str | None = None
    ) -> Moved:
        """Hand back to the level below. The level above has done its part: the level below decides again, one at a time
        down to the lead unit. No clock moves.
        """
        answer: Moved = self.ask(
            "POST",
            f"/cases/{quote(str(number), safe='')}/hand_back",
            body=body,
            headers={"Idempotency-Key": idempotency_key, "If-Match": if_match},
        )
        return answer

    def hand_down(
        self,
        number: str,
        body: HandDownStep | None = None,
        *,
        idempotency_key: str | None = None,
        if_match: str | None = None,
    ) -> Moved:
        """Hand down. Give the work to a unit below (`to`), or to a colleague in the lead unit, by the name of the
        account.
        """
        answer: Moved = self.ask(
            "POST",
            f"/cases/{quote(str(number), safe='')}/hand_down",
            body=body or {},
            headers={"Idempotency-Key": idempotency_key, "If-Match": if_match},
        )
        return answer

    def hold(
        self, number: str, body: HoldStep, *, idempotency_key: str | None = None, if_match: str | None = None
    ) -> Moved:
        """Hold back from erasure. Nothing of the case is erased until then (a year at most; it can be set again).
        `text`: why.
        """
        answer: Moved = self.ask(
            "POST",
            f"/cases/{quote(str(number), safe='')}/hold",
            body=body,
            headers={"Idempotency-Key": idempotency_key, "If-Match": if_match},
        )
        return answer

    def interim_reply(
        self, number: str, body: InterimReplyStep, *, idempotency_key: str | None = None, if_match: str | None = None
    ) -> Moved:
        """Tell how it stands. Tell the resident how it stands; the answer is still to come."""
        answer: Moved = self.ask(
            "POST",
            f"/cases/{quote(str(number), safe='')}/interim_reply",
            body=body,
            headers={"Idempotency-Key": idempotency_key, "If-Match": if_match},
        )
        return answer

    def make_safe(
        self, number: str, body: MakeSafeStep, *, idempotency_key: str | None = None, if_match: str | None = None
    ) -> Moved:
        """Report that it is safe. The danger is fenced off or shut off, whatever the repair takes."""
        answer: Moved = self.ask(
            "POST",
            f"/cases/{quote(str(number), safe='')}/make_safe",
            body=body,
            headers={"Idempotency-Key": idempotency_key, "If-Match": if_match},
        )
        return answer

    def merge(
        self, number: str, body: MergeStep, *, idempotency_key: str | None = None, if_match: str | None = None
    ) -> Moved:
        """Merge. The same matter is handled in the case with the number `into`."""
        answer: Moved = self.ask(
            "POST",
            f"/cases/{quote(str(number), safe='')}/merge",
            body=body,
            headers={"Idempotency-Key": idempotency_key, "If-Match": if_match},
        )
        return answer

    def message(
        self, number: str, body: MessageStep, *, idempotency_key: str | None = None, if_match: str | None = None
    ) -> Moved:
        """Send a message. Between the resident and those who work on it, on the tracking page and the case page; neither
        sees the other's address.
        """
        answer: Moved = self.ask(
            "POST",
            f"/cases/{quote(str(number), safe='')}/message",
            body=body,
            headers={"Idempotency-Key": idempotency_key, "If-Match": if_match},
        )
        return answer

    def note(
        self, number: str, body: NoteStep, *, idempotency_key: str | None = None, if_match: str | None = None
    ) -> Moved:
        """Write a note. A note for those who work on the case; the resident does not read it."""
        answer: Moved = self.ask(
            "POST",
            f"/cases/{quote(str(number), safe='')}/note",
            body=body,
            headers={"Idempotency-Key": idempotency_key, "If-Match": if_match},
        )
        return answer

    def park(
        self, number: str, body: ParkStep, *, idempotency_key: str | None = None, if_match: str | None = None
    ) -> Moved:
        """Keep as long-term. Keep it as long-term (挂账): open, with a reason, a plan and the day on which it is looked at
        again.
        """
        answer: Moved = self.ask(
            "POST",
            f"/cases/{quote(str(number), safe='')}/park",
            body=body,
            headers={"Idempotency-Key": idempotency_key, "If-Match": if_match},
        )
        return answer

    def pause(
        self, number: str, body: PauseStep, *, idempotency_key: str | None = None, if_match: str | None = None
    ) -> Moved:
        """Pause. The work cannot go on for a listed reason (hearing, appraisal, force majeure, court), until a set time."""
        answer: Moved = self.ask(
            "POST",
            f"/cases/{quote(str(number), safe='')}/pause",
            body=body,
            headers={"Idempotency-Key": idempotency_key, "If-Match": if_match},
        )
        return answer

    def propose_reply(
        self, number: str, body: ProposeReplyStep, *, idempotency_key: str | None = None, if_match: str | None = None
    ) -> Moved:
        """Propose a reply. The unit below says what it did; the lead unit answers for it and approves first."""
        answer: Moved = self.ask(
            "POST",
            f"/cases/{quote(str(number), safe='')}/propose_reply",
            body=body,
            headers={"Idempotency-Key": idempotency_key, "If-Match": if_match},
        )
        return answer

    def rate(
        self, number: str, body: RateStep, *, idempotency_key: str | None = None, if_match: str | None = None
    ) -> Moved:
        """Rate. What a merged reporter says became of the matter, or anybody whose time was up without an answer;
        nothing moves by it.
        """
        answer: Moved = self.ask(
            "POST",
            f"/cases/{quote(str(number), safe='')}/rate",
            body=body,
            headers={"Idempotency-Key": idempotency_key, "If-Match": if_match},
        )
        return answer

    def readmit(
        self, number: str, body: ReadmitStep, *, idempotency_key: str | None = None, if_match: str | None = None
    ) -> Moved:
        """Let into the case again. They see the case again."""
        answer: Moved = self.ask(
            "POST",
            f"/cases/{quote(str(number), safe='')}/readmit",
            body=body,
            headers={"Idempotency-Key": idempotency_key, "If-Match": if_match},
        )
        return answer

    def reassign(
        self, number: str, body: ReassignStep, *, idempotency_key: str | None = None, if_match: str | None = None
    ) -> Moved:
        """Reassign. Give it to another unit. The resident's clock goes on as it was."""
        answer: Moved = self.ask(
            "POST",
            f"/cases/{quote(str(number), safe='')}/reassign",
            body=body,
            headers={"Idempotency-Key": idempotency_key, "If-Match": if_match},
        )
        return answer

    def recuse(
        self, number: str, body: RecuseStep, *, idempotency_key: str | None = None, if_match: str | None = None
    ) -> Moved:
        """Keep out of the case. Somebody, by the name of the account, keeps out of the case."""
        answer: Moved = self.ask(
            "POST",
            f"/cases/{quote(str(number), safe='')}/recuse",
            body=body,
            headers={"Idempotency-Key": idempotency_key, "If-Match": if_match},
        )
        return answer

    def refer(
        self, number: str, body: ReferStep, *, idempotency_key: str | None = None, if_match: str | None = None
    ) -> Moved:
        """Refer to mediation. Hand it to mediation, which nobody can be sent to: every side has said yes. `consents`:
        side → answer. `contact`: the caller agrees that the committee learns how to reach them; without it, nothing
        of that leaves the case.
        """
        answer: Moved = self.ask(
            "POST",
            f"/cases/{quote(str(number), safe='')}/refer",
            body=body,
            headers={"Idempotency-Key": idempotency_key, "If-Match": if_match},
        )
        return answer

    def release(
        self, number: str, body: ReleaseStep, *, idempotency_key: str | None = None, if_match: str | None = None
    ) -> Moved:
        """Release the hold. The hold ends now. `which`: its key, where several are set."""
        answer: Moved = self.ask(
            "POST",
            f"/cases/{quote(str(number), safe='')}/release",
            body=body,
            headers={"Idempotency-Key": idempotency_key, "If-Match": if_match},
        )
        return answer

    def reply(
        self, number: str, body: ReplyStep, *, idempotency_key: str | None = None, if_match: str | None = None
    ) -> Moved:
        """Reply. Answer the resident, with the evidence the category asks for. `result`: what it came to; `basis`: the
        law or rule.
        """
        answer: Moved = self.ask(
            "POST",
            f"/cases/{quote(str(number), safe='')}/reply",
            body=body,
            headers={"Idempotency-Key": idempotency_key, "If-Match": if_match},
        )
        return answer

    def request_erasure(
        self, number: str, body: RequestErasureStep, *, idempotency_key: str | None = None, if_match: str | None = None
    ) -> Moved:
        """Ask for erasure. The resident asks that some of what is held goes (PIPL Art. 47). `what`: codes of `Erasable`."""
        answer: Moved = self.ask(
            "POST",
            f"/cases/{quote(str(number), safe='')}/request_erasure",
            body=body,
            headers={"Idempotency-Key": idempotency_key, "If-Match": if_match},
        )
        return answer

    def request_escalation(
        self,
        number: str,
        body: RequestEscalationStep,
        *,
        idempotency_key: str | None = None,
        if_match: str | None = None,
    ) -> Moved:
        """Ask to raise it. Ask a level above to take the decision (提级)."""
        answer: Moved = self.ask(
            "POST",
            f"/cases/{quote(str(number), safe='')}/request_escalation",
            body=body,
            headers={"Idempotency-Key": idempotency_key, "If-Match": if_match},
        )
        return answer

    def request_exclusion(
        self,
        number: str,
        body: RequestExclusionStep,
        *,
        idempotency_key: str | None = None,
        if_match: str | None = None,
    ) -> Moved:
        """Ask to exclude it from scoring. The unit asks that it does not count in scoring, by a coded reason and with
        evidence.
        """
        answer: Moved = self.ask(
            "POST",
            f"/cases/{quote(str(number), safe='')}/request_exclusion",
            body=body,
            headers={"Idempotency-Key": idempotency_key, "If-Match": if_match},
        )
        return answer

    def request_extension(
        self,
        number: str,
        body: RequestExtensionStep,
        *,
        idempotency_key: str | None = None,
        if_match: str | None = None,
    ) -> Moved:
        """Ask for more time. Ask for more time, once and before it is up."""
        answer: Moved = self.ask(
            "POST",
            f"/cases/{quote(str(number), safe='')}/request_extension",
            body=body,
            headers={"Idempotency-Key": idempotency_key, "If-Match": if_match},
        )
        return answer

    def request_look(
        self, number: str, body: RequestLookStep, *, idempotency_key: str | None = None, if_match: str | None = None
    ) -> Moved:
        """Ask to open the contact. Ask a second person to agree: the case is confidential, or closed. `until`: aware,
        three days ahead at most.
        """
        answer: Moved = self.ask(
            "POST",
            f"/cases/{quote(str(number), safe='')}/request_look",
            body=body,
            headers={"Idempotency-Key": idempotency_key, "If-Match": if_match},
        )
        return answer

    def request_return(
        self, number: str, body: RequestReturnStep, *, idempotency_key: str | None = None, if_match: str | None = None
    ) -> Moved:
        """Ask to return it. The unit says it is not responsible: with a coded reason, the duty clause and the unit that
        is.
        """
        answer: Moved = self.ask(
            "POST",
            f"/cases/{quote(str(number), safe='')}/request_return",
            body=body,
            headers={"Idempotency-Key": idempotency_key, "If-Match": if_match},
        )
        return answer

    def resume(
        self,
        number: str,
        body: ResumeStep | None = None,
        *,
        idempotency_key: str | None = None,
        if_match: str | None = None,
    ) -> Moved:
        """Resume. The work goes on."""
        answer: Moved = self.ask(
            "POST",
            f"/cases/{quote(str(number), safe='')}/resume",
            body=body or {},
            headers={"Idempotency-Key": idempotency_key, "If-Match": if_match},
        )
        return answer

    def reveal(
        self, number: str, body: RevealStep, *, idempotency_key: str | None = None, if_match: str | None = None
    ) -> Revealed:
        """Open the contact. Open the reporter's contact for a purpose, until a time. The look is recorded, and the
        resident can see it. `purpose`: of `words.Purpose`; `until`: aware, twelve hours ahead at most, and no longer
        than a second person granted.
        """
        answer: Revealed = self.ask(
            "POST",
            f"/cases/{quote(str(number), safe='')}/reveal",
            body=body,
            headers={"Idempotency-Key": idempotency_key, "If-Match": if_match},
        )
        return answer

    def review(
        self, number: str, body: ReviewStep, *, idempotency_key: str | None = None, if_match: str | None = None
    ) -> Moved:
        """Ask for a review. The resident asks once more; a person decides."""
        answer: Moved = self.ask(
            "POST",
            f"/cases/{quote(str(number), safe='')}/review",
            body=body,
            headers={"Idempotency-Key": idempotency_key, "If-Match": if_match},
        )
        return answer

    def rework(
        self, number: str, body: ReworkStep, *, idempotency_key: str | None = None, if_match: str | None = None
    ) -> Moved:
        """Send back for rework. Not solved and within duty: the unit has it again, with a clock of its own; the verdict
        before stays.
        """
        answer: Moved = self.ask(
            "POST",
            f"/cases/{quote(str(number), safe='')}/rework",
            body=body,
            headers={"Idempotency-Key": idempotency_key, "If-Match": if_match},
        )
        return answer

    def supervise(
        self, number: str, body: SuperviseStep, *, idempotency_key: str | None = None, if_match: str | None = None
    ) -> Moved:
        """Supervise. Put the unit under supervision (督办), on a rung of the ladder."""
        answer: Moved = self.ask(
            "POST",
            f"/cases/{quote(str(number), safe='')}/supervise",
            body=body,
            headers={"Idempotency-Key": idempotency_key, "If-Match": if_match},
        )
        return answer

    def unmerge(
        self, number: str, body: UnmergeStep, *, idempotency_key: str | None = None, if_match: str | None = None
    ) -> Moved:
        """Undo the merge. It was another matter after all: it goes back to be dispatched, with the clocks it had."""
        answer: Moved = self.ask(
            "POST",
            f"/cases/{quote(str(number), safe='')}/unmerge",
            body=body,
            headers={"Idempotency-Key": idempotency_key, "If-Match": if_match},
        )
        return answer

    def urge(
        self,
        number: str,
        body: UrgeStep | None = None,
        *,
        idempotency_key: str | None = None,
        if_match: str | None = None,
    ) -> Moved:
        """Urge. Remind the unit (催办)."""
        answer: Moved = self.ask(
            "POST",
            f"/cases/{quote(str(number), safe='')}/urge",
            body=body or {},
            headers={"Idempotency-Key": idempotency_key, "If-Match": if_match},
        )
        return answer

    def verify(
        self, number: str, body: VerifyStep, *, idempotency_key: str | None = None, if_match: str | None = None
    ) -> Moved:
        """Look into a bad verdict. What whoever looked into it found (`words.Finding`). Given by mistake, nobody has to
        answer it; it counts all the same.
        """
        answer: Moved = self.ask(
            "POST",
            f"/cases/{quote(str(number), safe='')}/verify",
            body=body,
            headers={"Idempotency-Key": idempotency_key, "If-Match": if_match},
        )
        return answer

    def withdraw(
        self,
        number: str,
        body: WithdrawStep | None = None,
        *,
        idempotency_key: str | None = None,
        if_match: str | None = None,
    ) -> Moved:
        """Withdraw. The resident takes it back."""
        answer: Moved = self.ask(
            "POST",
            f"/cases/{quote(str(number), safe='')}/withdraw",
            body=body or {},
            headers={"Idempotency-Key": idempotency_key, "If-Match": if_match},
        )
        return answer

    def list_categories(self) -> list[CategoryOut]:
        """分类 · Categories. The catalogue, in the order of its codes."""
        answer: list[CategoryOut] = self.ask("GET", "/categories")
        return answer

    def list_dispute_types(self) -> list[DisputeTypeOut]:
        """纠纷类型 · Types of dispute. What a dispute may be about, and whether it may be mediated."""
        answer: list[DisputeTypeOut] = self.ask("GET", "/dispute-types")
        return answer

    def list_disputes(
        self,
        *,
        list: Literal["open", "all"] | None = None,
        state: Literal["applied", "accepted", "mediating", "agreed", "in_force", "closed"] | None | None = None,
        type: str | None | None = None,
        area: str | None | None = None,
        origin: Literal[
            "application", "found", "hotline", "court", "police", "petition", "procuratorate", "arbitration", "other"
        ]
        | None
        | None = None,
        late: bool | None = None,
        opened_from: str | None | None = None,
        opened_until: str | None | None = None,
        source: str | None = None,
        external: str | None = None,
        text: str | None = None,
        after: str | None = None,
        size: int | None = None,
        fields: str | None = None,
    ) -> DisputePage:
        """纠纷列表 · List disputes. What your office handed over, or its committee has: how each stands, and how it ended."""
        answer: DisputePage = self.ask(
            "GET",
            "/disputes",
            query={
                "list": list,
                "state": state,
                "type": type,
                "area": area,
                "origin": origin,
                "late": late,
                "opened_from": opened_from,
                "opened_until": opened_until,
                "source": source,
                "external": external,
                "text": text,
                "after": after,
                "size": size,
                "fields": fields,
            },
        )
        return answer

    def open_dispute(self, body: DisputeIn, *, idempotency_key: str | None = None) -> DisputeMoved:
        """移交纠纷 · Hand a dispute over. It opens with your office as the one that handed it over, and goes to the
        committee for its type and place. Every side is asked first whether it wants mediation, free of charge; the
        codes of the parties go to the parties alone.
        """
        answer: DisputeMoved = self.ask("POST", "/disputes", body=body, headers={"Idempotency-Key": idempotency_key})
        return answer

    def read_dispute(self, number: str, *, fields: str | None = None) -> DisputeWhole | Part:
        """一件纠纷 · Read a dispute. How it stands, how it ended, and which steps this key may take now. What was said in
        mediation is in no answer.
        """
        answer: DisputeWhole | Part = self.ask(
            "GET", f"/disputes/{quote(str(number), safe='')}", query={"fields": fields}
        )
        return answer

    def decide_confirmation(
        self, number: str, body: ConfirmationStep, *, idempotency_key: str | None = None, if_match: str | None = None
    ) -> DisputeMoved:
        """司法确认结果 · Tell what the court decided. What the court or labour arbitration said of the agreement, by the
        office that handed the dispute over.
        """
        answer: DisputeMoved = self.ask(
            "POST",
            f"/disputes/{quote(str(number), safe='')}/decide_confirmation",
            body=body,
            headers={"Idempotency-Key": idempotency_key, "If-Match": if_match},
        )
        return answer

    def read_pack(self, number: str, pack: int) -> bytes:
        """取回材料 · Fetch a pack. The ZIP that the committee handed back to your office: papers as Word and PDF, without
        what was said or offered.
        """
        answer: bytes = self.ask("GET", f"/disputes/{quote(str(number), safe='')}/packs/{quote(str(pack), safe='')}")
        return answer

    def list_duties(self) -> list[DutyOut]:
        """责任清单 · The duty list. Who is responsible for what, and by which clause. For whoever has a key."""
        answer: list[DutyOut] = self.ask("GET", "/duties")
        return answer

    def upload(self, *, file: File, idempotency_key: str | None = None) -> Uploaded:
        """上传文件 · Send a file ahead. A photo or a PDF, for a case that is filed within a day. Its kind is told by its
        content; a photo keeps nothing but its picture.
        """
        answer: Uploaded = self.ask("POST", "/files", form={"file": file}, headers={"Idempotency-Key": idempotency_key})
        return answer

    def list_kinds(self) -> list[Named]:
        """诉求类型 · Kinds. What a resident may want: enquiry, help, complaint, report, suggestion, compliment."""
        answer: list[Named] = self.ask("GET", "/kinds")
        return answer

    def preview(self, body: PreviewIn) -> PreviewOut:
        """承办预览 · Who would get this. By the duty list as it stands now. A POST, because what somebody says does not
        belong into an address; nothing is written, so it takes no `Idempotency-Key`, and a key for reading may ask.
        """
        answer: PreviewOut = self.ask("POST", "/preview", body=body)
        return answer

    def list_articles(self, *, text: str | None = None) -> list[ArticleOut]:
        """知识库 · Articles. What fits a question, the best first; without one, everything that is written for residents."""
        answer: list[ArticleOut] = self.ask("GET", "/public/articles", query={"text": text})
        return answer

    def list_public_cases(
        self,
        *,
        category: str | None | None = None,
        area: str | None | None = None,
        state: Literal["open", "done"] | None | None = None,
        text: str | None = None,
        after: str | None = None,
        size: int | None = None,
    ) -> PublicPage:
        """公开诉求 · Public cases. The cases that a person released, the latest word first."""
        answer: PublicPage = self.ask(
            "GET",
            "/public/cases",
            query={"category": category, "area": area, "state": state, "text": text, "after": after, "size": size},
        )
        return answer

    def read_public_case(self, number: str) -> PublicCase:
        """一件公开诉求 · A public case. One of them; 404 for what nobody released."""
        answer: PublicCase = self.ask("GET", f"/public/cases/{quote(str(number), safe='')}")
        return answer

    def read_figures(
        self,
        *,
        day: str | None | None = None,
        by: Literal[
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
        | None = None,
        of: str | None = None,
    ) -> QuarterOut:
        """季度数据 · Figures of a quarter. Whole quarters that are over, the city together and along one tree: what the page
        `/city/figures/` shows.
        """
        answer: QuarterOut = self.ask("GET", "/public/figures", query={"day": day, "by": by, "of": of})
        return answer

    def list_indicators(self) -> list[IndicatorOut]:
        """指标定义 · How figures are counted. Every figure that is published, and what it is counted of."""
        answer: list[IndicatorOut] = self.ask("GET", "/public/indicators")
        return answer

    def list_troubles(self) -> list[TroubleOut]:
        """已知故障 · Known troubles. What is announced now, the latest first."""
        answer: list[TroubleOut] = self.ask("GET", "/public/troubles")
        return answer

    def list_reasons(self) -> list[ReasonOut]:
        """理由代码 · Reasons. The coded reasons that steps ask for."""
        answer: list[ReasonOut] = self.ask("GET", "/reasons")
        return answer

    def track(self, number: str, *, code: str | None = None, tracking_code: str | None = None) -> Tracked:
        """查询进度 · Track a case. What became of it, for whoever holds the code. A wrong number and a wrong code get the
        same answer.
        """
        answer: Tracked = self.ask(
            "GET",
            f"/track/{quote(str(number), safe='')}",
            query={"code": code},
            headers={"X-Tracking-Code": tracking_code},
        )
        return answer

    def reporter_answer_resident(
        self,
        number: str,
        body: AnswerResidentStep,
        *,
        tracking_code: str | None = None,
        idempotency_key: str | None = None,
        if_match: str | None = None,
    ) -> Moved:
        """Answer the question. What the resident answers."""
        answer: Moved = self.ask(
            "POST",
            f"/track/{quote(str(number), safe='')}/answer_resident",
            body=body,
            headers={"X-Tracking-Code": tracking_code, "Idempotency-Key": idempotency_key, "If-Match": if_match},
        )
        return answer

    def reporter_attach(
        self, number: str, *, file: File, tracking_code: str | None = None, idempotency_key: str | None = None
    ) -> Moved:
        """添加文件 · Add a file. A photo or a PDF from the reporter."""
        answer: Moved = self.ask(
            "POST",
            f"/track/{quote(str(number), safe='')}/attach",
            form={"file": file},
            headers={"X-Tracking-Code": tracking_code, "Idempotency-Key": idempotency_key},
        )
        return answer

    def reporter_correct(
        self,
        number: str,
        body: ReporterCorrectStep | None = None,
        *,
        tracking_code: str | None = None,
        idempotency_key: str | None = None,
        if_match: str | None = None,
    ) -> Moved:
        """Correct. Put right what was taken down. What is not given stays; the clocks stay as they are. `suggested`:
        what led to the category.
        """
        answer: Moved = self.ask(
            "POST",
            f"/track/{quote(str(number), safe='')}/correct",
            body=body or {},
            headers={"X-Tracking-Code": tracking_code, "Idempotency-Key": idempotency_key, "If-Match": if_match},
        )
        return answer

    def reporter_correct_contact(
        self,
        number: str,
        body: ReporterCorrectContactStep | None = None,
        *,
        tracking_code: str | None = None,
        idempotency_key: str | None = None,
        if_match: str | None = None,
    ) -> Moved:
        """Correct the contact. Put right how the reporter can be reached; what is not given stays. The record says which
        fields, not what was in them.
        """
        answer: Moved = self.ask(
            "POST",
            f"/track/{quote(str(number), safe='')}/correct_contact",
            body=body or {},
            headers={"X-Tracking-Code": tracking_code, "Idempotency-Key": idempotency_key, "If-Match": if_match},
        )
        return answer

    def track_file(self, number: str, file: int, *, tracking_code: str | None = None) -> bytes:
        """读取文件 · Read a file. The content of a file that the reporter sent, or that belongs to the answer."""
        answer: bytes = self.ask(
            "GET",
            f"/track/{quote(str(number), safe='')}/files/{quote(str(file), safe='')}",
            headers={"X-Tracking-Code": tracking_code},
        )
        return answer

    def reporter_follow_up(
        self,
        number: str,
        body: ReporterFollowUpStep,
        *,
        tracking_code: str | None = None,
        idempotency_key: str | None = None,
        if_match: str | None = None,
    ) -> Moved:
        """Follow up. What the resident says after the reply, on paper, on the line or by the page (`channel`).
        `decision`: yes, partly, explained, no; or unreached (asked again later), no_answer (the end of asking). The
        last call that nobody takes is that end. One verdict a round; a "no" leaves the case open for rework.
        """
        answer: Moved = self.ask(
            "POST",
            f"/track/{quote(str(number), safe='')}/follow_up",
            body=body,
            headers={"X-Tracking-Code": tracking_code, "Idempotency-Key": idempotency_key, "If-Match": if_match},
        )
        return answer

    def reporter_message(
        self,
        number: str,
        body: MessageStep,
        *,
        tracking_code: str | None = None,
        idempotency_key: str | None = None,
        if_match: str | None = None,
    ) -> Moved:
        """Send a message. Between the resident and those who work on it, on the tracking page and the case page; neither
        sees the other's address.
        """
        answer: Moved = self.ask(
            "POST",
            f"/track/{quote(str(number), safe='')}/message",
            body=body,
            headers={"X-Tracking-Code": tracking_code, "Idempotency-Key": idempotency_key, "If-Match": if_match},
        )
        return answer

    def reporter_rate(
        self,
        number: str,
        body: ReporterRateStep,
        *,
        tracking_code: str | None = None,
        idempotency_key: str | None = None,
        if_match: str | None = None,
    ) -> Moved:
        """Rate. What a merged reporter says became of the matter, or anybody whose time was up without an answer;
        nothing moves by it.
        """
        answer: Moved = self.ask(
            "POST",
            f"/track/{quote(str(number), safe='')}/rate",
            body=body,
            headers={"X-Tracking-Code": tracking_code, "Idempotency-Key": idempotency_key, "If-Match": if_match},
        )
        return answer

    def reporter_request_erasure(
        self,
        number: str,
        body: RequestErasureStep,
        *,
        tracking_code: str | None = None,
        idempotency_key: str | None = None,
        if_match: str | None = None,
    ) -> Moved:
        """Ask for erasure. The resident asks that some of what is held goes (PIPL Art. 47). `what`: codes of `Erasable`."""
        answer: Moved = self.ask(
            "POST",
            f"/track/{quote(str(number), safe='')}/request_erasure",
            body=body,
            headers={"X-Tracking-Code": tracking_code, "Idempotency-Key": idempotency_key, "If-Match": if_match},
        )
        return answer

    def reporter_review(
        self,
        number: str,
        body: ReviewStep,
        *,
        tracking_code: str | None = None,
        idempotency_key: str | None = None,
        if_match: str | None = None,
    ) -> Moved:
        """Ask for a review. The resident asks once more; a person decides."""
        answer: Moved = self.ask(
            "POST",
            f"/track/{quote(str(number), safe='')}/review",
            body=body,
            headers={"X-Tracking-Code": tracking_code, "Idempotency-Key": idempotency_key, "If-Match": if_match},
        )
        return answer

    def reporter_urge(
        self,
        number: str,
        body: UrgeStep | None = None,
        *,
        tracking_code: str | None = None,
        idempotency_key: str | None = None,
        if_match: str | None = None,
    ) -> Moved:
        """Urge. Remind the unit (催办)."""
        answer: Moved = self.ask(
            "POST",
            f"/track/{quote(str(number), safe='')}/urge",
            body=body or {},
            headers={"X-Tracking-Code": tracking_code, "Idempotency-Key": idempotency_key, "If-Match": if_match},
        )
        return answer

    def reporter_withdraw(
        self,
        number: str,
        body: WithdrawStep | None = None,
        *,
        tracking_code: str | None = None,
        idempotency_key: str | None = None,
        if_match: str | None = None,
    ) -> Moved:
        """Withdraw. The resident takes it back."""
        answer: Moved = self.ask(
            "POST",
            f"/track/{quote(str(number), safe='')}/withdraw",
            body=body or {},
            headers={"X-Tracking-Code": tracking_code, "Idempotency-Key": idempotency_key, "If-Match": if_match},
        )
        return answer

    def list_units(self) -> list[UnitOut]:
        """单位 · Units. The units that exist, in the order of their codes."""
        answer: list[UnitOut] = self.ask("GET", "/units")
        return answer

    def list_webhooks(self) -> list[SubscriptionOut]:
        """订阅列表 · List subscriptions. Those that this key looks after."""
        answer: list[SubscriptionOut] = self.ask("GET", "/webhooks")
        return answer

    def subscribe(self, body: SubscriptionIn, *, idempotency_key: str | None = None) -> SubscriptionMade:
        """新建订阅 · Subscribe. From now on every step of the unit's cases is posted to `url`, signed;
        `docs/guides/webhooks.md` says how.
        """
        answer: SubscriptionMade = self.ask(
            "POST", "/webhooks", body=body, headers={"Idempotency-Key": idempotency_key}
        )
        return answer

    def end_webhook(self, key: int, *, idempotency_key: str | None = None) -> None:
        """取消订阅 · End a subscription. It is told nothing any more, and forgotten."""
        self.ask("DELETE", f"/webhooks/{quote(str(key), safe='')}", headers={"Idempotency-Key": idempotency_key})

    def read_webhook(self, key: int) -> SubscriptionOut:
        """一个订阅 · Read a subscription. What it is told, and how that goes."""
        answer: SubscriptionOut = self.ask("GET", f"/webhooks/{quote(str(key), safe='')}")
        return answer

    def change_webhook(
        self, key: int, body: SubscriptionChange, *, idempotency_key: str | None = None
    ) -> SubscriptionOut:
        """修改订阅 · Change a subscription. What is left out stays as it is."""
        answer: SubscriptionOut = self.ask(
            "PATCH", f"/webhooks/{quote(str(key), safe='')}", body=body, headers={"Idempotency-Key": idempotency_key}
        )
        return answer

    def replay_webhook(self, key: int, body: Again, *, idempotency_key: str | None = None) -> SubscriptionOut:
        """重放 · Tell again. Everything that was sealed since `since` is told again; a receiver knows repeats by their id."""
        answer: SubscriptionOut = self.ask(
            "POST",
            f"/webhooks/{quote(str(key), safe='')}/replay",
            body=body,
            headers={"Idempotency-Key": idempotency_key},
        )
        return answer

    def revive_webhook(self, key: int, *, idempotency_key: str | None = None) -> Revived:
        """重试死信 · Try dead letters again. What was given up after three days is tried again."""
        answer: Revived = self.ask(
            "POST", f"/webhooks/{quote(str(key), safe='')}/revive", headers={"Idempotency-Key": idempotency_key}
        )
        return answer

    def try_webhook(self, key: int, *, idempotency_key: str | None = None) -> Tried:
        """试投 · Post a test. Post a test now, and say what came of it."""
        answer: Tried = self.ask(
            "POST", f"/webhooks/{quote(str(key), safe='')}/try", headers={"Idempotency-Key": idempotency_key}
        )
        return answer
