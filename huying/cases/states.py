"""The whole life of a case on one screen: verb, from, to, who, what it requires.

What happens next stands in `huying/flow.py`; what each step does, in the step modules beside this file.
"""

from huying.base.journal.machine import BESIDE, NEW, STAYS, Machine, Step

from . import after_reply as after
from . import looks, masking
from . import parties as p
from . import rules as r
from .words import VERBS, ClockKind, Outcome, RequestKind, State

RECEIVED, DISPATCHED, IN_PROGRESS, REPLIED, CLOSED = State
WITH_UNIT = (DISPATCHED, IN_PROGRESS)
OPEN = (RECEIVED, DISPATCHED, IN_PROGRESS, REPLIED)
BEFORE_REPLY = (RECEIVED, DISPATCHED, IN_PROGRESS)
ANY = (*OPEN, CLOSED)
K, C = RequestKind, ClockKind

LIFE = Machine("case", {
    # intake              from            to           who                                                           requires
    "receive":       Step((NEW,),         RECEIVED,    (p.CALLER, p.OPERATOR, p.DISPATCHER, p.FIELD, p.CONNECTED, p.PROPOSED, p.SYSTEM), ("text",)),
    "correct":       Step(BEFORE_REPLY,   STAYS,       (p.RESIDENT, p.OPERATOR, p.DISPATCHER, p.SYSTEM)),
    "join":          Step((RECEIVED,),    CLOSED,      (p.RESIDENT,),                                                ("parent",)),
    "merge":         Step(BEFORE_REPLY,   CLOSED,      (p.OPERATOR, p.DISPATCHER, p.SUPERVISOR),                     ("parent",)),
    "unmerge":       Step((CLOSED,),      RECEIVED,    (p.DISPATCHER, p.SUPERVISOR),                                 ("reason",), (r.is_merged,)),
    "withdraw":      Step(BEFORE_REPLY,   CLOSED,      (p.RESIDENT, p.OPERATOR)),
    # routing
    "dispatch":      Step((RECEIVED,),    DISPATCHED,  (p.DISPATCHER, p.OPERATOR, p.SUPERVISOR, p.SYSTEM),           ("unit", "basis")),
    "reassign":      Step(WITH_UNIT,      DISPATCHED,  (p.DISPATCHER, p.SUPERVISOR),                                 ("unit", "reason")),
    "request_return": Step((DISPATCHED,), STAYS,       (p.LEAD,), ("reason", "basis", "proposed"), (r.not_designated, r.no_open(K.RETURN), r.within_return_window)),
    "decide_return": Step((DISPATCHED,),  {"granted": RECEIVED, "refused": DISPATCHED},
                                                       (p.PANEL,), ("decision",), (r.has_open(K.RETURN), r.not_who_dispatched, r.outside_the_unit)),
    "refer":         Step(BEFORE_REPLY,   STAYS,       (p.LEAD, p.OPERATOR, p.DISPATCHER),                           ("consents",), (r.mediable,)),
    # handling
    "accept":        Step((DISPATCHED,),  IN_PROGRESS, (p.LEAD, p.SYSTEM),                                           (), (r.no_open(K.RETURN), r.return_window_is_over)),
    "hand_down":     Step((IN_PROGRESS,), STAYS,       (p.LEAD,),                                                    ("to",)),
    "ask_help":      Step((IN_PROGRESS,), STAYS,       (p.LEAD, p.INNER),                                            ("units", "reason")),
    "answer_help":   Step((IN_PROGRESS,), STAYS,       (p.CO,),                                                      ("text",)),
    "contact":       Step((IN_PROGRESS,), STAYS,       (p.LEAD, p.INNER, p.CO),                                      ("means", "reached")),
    "ask_resident":  Step(BEFORE_REPLY,   STAYS,       (p.LEAD, p.INNER, p.OPERATOR, p.DISPATCHER),                  ("question",), (r.no_open(K.ANSWER),)),
    "answer_resident": Step(BEFORE_REPLY, STAYS,       (p.RESIDENT, p.OPERATOR),                                     ("answer",), (r.has_open(K.ANSWER),)),
    "pause":         Step((IN_PROGRESS,), STAYS,       (p.LEAD,),                                                    ("reason", "until"), (r.not_resting, r.rests_seldom)),
    "park":          Step((IN_PROGRESS,), STAYS,       (p.SUPERVISOR,),                                              ("reason", "plan", "review_on"), (r.not_resting, r.outside_the_unit)),
    "resume":        Step((IN_PROGRESS,), STAYS,       (p.LEAD, p.SUPERVISOR, p.SYSTEM),                             (), (r.is_resting,)),
    "request_extension": Step((IN_PROGRESS,), STAYS,   (p.LEAD,), ("reason", "until"), (r.no_open(K.EXTENSION), r.once(K.EXTENSION), r.extendable, r.not_overdue)),
    "decide_extension": Step((IN_PROGRESS,), STAYS,    (p.SUPERVISOR, p.DISPATCHER, p.SYSTEM),                       ("decision",), (r.has_open(K.EXTENSION), r.outside_the_unit, r.undecided_in_time)),
    "request_escalation": Step((IN_PROGRESS,), STAYS,  (p.LEAD,),                                                    ("reason",), (r.no_open(K.ESCALATION),)),
    "decide_escalation": Step((IN_PROGRESS,), STAYS,   (p.SUPERVISOR,),                                              ("decision",), (r.has_open(K.ESCALATION), r.outside_the_unit)),
    "hand_back":     Step(WITH_UNIT,      STAYS,       (p.SUPERVISOR,),                                              ("reason",), (r.is_raised, r.no_open(K.ESCALATION), r.outside_the_unit)),
    "urge":          Step((*WITH_UNIT,),  BESIDE,      (p.RESIDENT, p.OPERATOR, p.DISPATCHER, p.SUPERVISOR, p.SYSTEM), (), (r.not_urged_lately,)),
    "make_safe":     Step((IN_PROGRESS,), STAYS,       (p.LEAD, p.INNER, p.CO),                                      ("text",), (r.runs(C.MAKE_SAFE),)),
    "interim_reply": Step((IN_PROGRESS,), STAYS,       (p.LEAD,),                                                    ("text",)),
    "recount":       Step(ANY,            STAYS,       (p.SYSTEM,),                                                  ("cause",), (r.something_counts,)),
    "supervise":     Step((*WITH_UNIT, REPLIED), STAYS, (p.SUPERVISOR,),                                             ("rung", "reason"), (r.outside_the_unit,)),
    "propose_reply": Step((IN_PROGRESS,), STAYS,       (p.INNER,),                                                   ("text", "result"), (r.no_open(K.REPLY),)),
    "approve_reply": Step((IN_PROGRESS,), {"granted": REPLIED, "refused": IN_PROGRESS}, (p.LEAD,),                   ("decision",), (r.has_open(K.REPLY),)),
    "reply":         Step((IN_PROGRESS,), REPLIED,     (p.LEAD,),                                                    ("text", "result"), (r.no_open(K.REPLY),)),
    # follow-up
    "draw":          Step(ANY,            BESIDE,      (p.SYSTEM,),                                                  ("seed", "means"), (after.may_be_asked,)),
    "follow_up":     Step((REPLIED,),     {"yes": CLOSED, "partly": CLOSED, "explained": CLOSED, "no": REPLIED, "unreached": REPLIED, "no_answer": CLOSED},
                                                       (p.RESIDENT, p.OPERATOR, p.FIELD, p.SUPERVISOR, p.SYSTEM),    ("decision",), (r.outside_the_unit, after.visited, after.not_rated)),
    "rework":        Step((REPLIED, CLOSED), IN_PROGRESS, (p.SUPERVISOR, p.SYSTEM),                                  ("reason",), (r.had_unit, r.not_merged, r.reopened_by_a_person)),
    "close":         Step((RECEIVED, REPLIED), CLOSED, (p.OPERATOR, p.DISPATCHER, p.SUPERVISOR),                     ("outcome",), (r.outside_the_unit,)),
    "review":        Step((CLOSED,),      STAYS,       (p.RESIDENT, p.OPERATOR),                                     ("reason",), (r.once(K.REVIEW), r.not_merged, r.ended_for_the_resident)),
    "decide_review": Step((CLOSED,),      {"granted": IN_PROGRESS, "rerouted": RECEIVED, "refused": CLOSED}, (p.SUPERVISOR,), ("decision",), (r.has_open(K.REVIEW), r.outside_the_unit)),
    "rate":          Step((*BEFORE_REPLY, CLOSED), BESIDE, (p.RESIDENT, p.OPERATOR, p.FIELD, p.SUPERVISOR, p.SYSTEM), ("decision",), (after.merged_or_late, r.outside_the_unit, after.visited, after.not_rated)),
    "verify":        Step((*BEFORE_REPLY, REPLIED, CLOSED), STAYS, (p.OPERATOR, p.DISPATCHER, p.SUPERVISOR),         ("finding",), (r.runs(C.VERIFY), r.outside_the_unit)),
    "answer_verdict": Step((*BEFORE_REPLY, REPLIED, CLOSED), STAYS, (p.ANSWERING,),                                  ("text",), (r.runs(C.REDRESS),)),
    "draw_reading":  Step((CLOSED,),      BESIDE,      (p.SYSTEM,),                                                  ("seed",), (r.had_unit, r.not_merged, after.not_drawn_to_read)),
    "cross_read":    Step((CLOSED,),      STAYS,       (p.OPERATOR, p.DISPATCHER, p.SUPERVISOR),                     ("solved", "duty"), (after.waits_to_be_read, r.outside_the_unit)),
    "answer_reading": Step((*OPEN, CLOSED), STAYS,     (p.ANSWERING,),                                               ("text",), (after.was_read,)),
    "answer_through": Step((CLOSED,),     BESIDE,      (p.SYSTEM,),                                                  (), (r.is_merged,)),
    "request_exclusion": Step((*WITH_UNIT, REPLIED, CLOSED), STAYS, (p.LEAD,),                                       ("reason", "evidence"), (r.no_open(K.EXCLUSION), r.not_excluded)),
    "decide_exclusion": Step((*WITH_UNIT, REPLIED, CLOSED), STAYS, (p.SUPERVISOR,),                                  ("decision",), (r.has_open(K.EXCLUSION), r.outside_the_unit)),
    # beside the life: in the record, but no move
    "reveal":        Step(ANY,            BESIDE,      (p.OPENS_CONTACTS,),                       ("purpose", "until"), (r.not_about_them, looks.contact_is_theirs)),
    "request_look":  Step(ANY,            STAYS,       (p.OPENS_CONTACTS,), ("purpose", "until", "reason"), (r.no_open(K.LOOK), r.not_about_them, looks.needs_a_second_person)),
    "decide_look":   Step(ANY,            STAYS,       (p.SUPERVISOR, p.DISPATCHER), ("decision",), (r.has_open(K.LOOK), r.not_who_asked(K.LOOK), r.outside_the_unit)),
    "message":       Step(OPEN,           BESIDE,      (p.RESIDENT, p.OPERATOR, p.LEAD, p.INNER, p.CO),              ("text",), (r.not_about_them,)),
    "recuse":        Step(ANY,            BESIDE,      (p.STAFF, p.SUPERVISOR, p.DISPATCHER),                        ("interest",)),
    "readmit":       Step(ANY,            BESIDE,      (p.SUPERVISOR,),                                              (), (r.somebody_keeps_out,)),
    "attach":        Step(ANY,            BESIDE,      (p.RESIDENT, p.OPERATOR, p.FIELD, p.LEAD, p.INNER, p.CO, p.CONNECTED), ("file",)),
    "send_code":     Step(ANY,            BESIDE,      (p.SYSTEM,),                                                  ("channel",)),
    # what is held, and what goes
    "hold":          Step(ANY,            BESIDE,      (p.SUPERVISOR,),                                              ("reason", "until", "text")),
    "release":       Step(ANY,            BESIDE,      (p.SUPERVISOR,),                                              ("text",), (r.is_held,)),
    "request_erasure": Step(ANY,          STAYS,       (p.RESIDENT, p.OPERATOR),                                     ("what", "reason"), (r.no_open(K.ERASURE),)),
    "decide_erasure": Step(ANY,           STAYS,       (p.SUPERVISOR,),                                              ("decision",), (r.has_open(K.ERASURE), r.outside_the_unit)),
    "erase":         Step((CLOSED,),      BESIDE,      (p.SYSTEM,),                                                  ("what", "rule", "due"), (r.has_contact, r.retention_is_over)),
    "copy":          Step(ANY,            BESIDE,      (p.RESIDENT,)),
    "correct_contact": Step(ANY,          BESIDE,      (p.RESIDENT, p.OPERATOR),                                     ("fields",)),
    "publish":       Step(ANY,            BESIDE,      (p.OPERATOR, p.DISPATCHER, p.SUPERVISOR, p.LEAD),             ("text",), (r.by_a_person, r.not_about_them, r.stands_by_itself)),
    "announce":      Step(BEFORE_REPLY,   BESIDE,      (p.LEAD, p.INNER, p.OPERATOR, p.DISPATCHER, p.SUPERVISOR),    ("text", "text_en", "areas", "until"), (r.by_a_person, r.not_about_them, r.is_open_to_all)),
    "all_clear":     Step(OPEN,           BESIDE,      (p.LEAD, p.INNER, p.OPERATOR, p.DISPATCHER, p.SUPERVISOR),    (), (r.by_a_person, r.is_announced)),
    "unpublish":     Step(ANY,            BESIDE,      (p.OPERATOR, p.DISPATCHER, p.SUPERVISOR, p.LEAD),             ("reason",), (r.by_a_person, r.is_public)),
    "end_mediation": Step(ANY,            BESIDE,      (p.SYSTEM,),                                                  ("dispute", "outcome")),
    "note":          Step(ANY,            BESIDE,      (p.OPERATOR, p.DISPATCHER, p.SUPERVISOR, p.LEAD, p.INNER, p.CO), ("text",)),
}, states={NEW: "", **dict(State.choices)}, verbs=VERBS, keep_out=masking.keep_out)  # fmt: skip

ENDS = {
    RECEIVED: (
        Outcome.ANSWERED_ON_CALL,
        Outcome.OTHER_ROUTE,
        Outcome.EXPLAINED,
        Outcome.UNFOUNDED,
        Outcome.TRANSFERRED_EMERGENCY,
    ),
    REPLIED: (
        Outcome.RESOLVED,
        Outcome.PARTLY_RESOLVED,
        Outcome.EXPLAINED,
        Outcome.UNFOUNDED,
        Outcome.OTHER_ROUTE,
        Outcome.NO_ANSWER,
    ),
}
"""How a person may close a case, by where it stands."""

RESULTS = (Outcome.RESOLVED, Outcome.PARTLY_RESOLVED, Outcome.EXPLAINED, Outcome.UNFOUNDED, Outcome.OTHER_ROUTE)
"""What a unit may say in its reply that it came to."""
