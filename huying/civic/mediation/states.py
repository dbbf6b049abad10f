"""The whole life of a dispute on one screen: verb, from, to, who, what it requires.

The machine and the journal are those of a call. What each step does stands in the step modules beside this file.
"""

from huying.base.journal.machine import BESIDE, NEW, STAYS, Machine, Step

from . import masking
from . import parties as p
from . import rules as r
from .words import VERBS, Joint, State

APPLIED, ACCEPTED, MEDIATING, AGREED, IN_FORCE, CLOSED = State
BEFORE_FORCE = (APPLIED, ACCEPTED, MEDIATING, AGREED)
OPEN = (*BEFORE_FORCE, IN_FORCE)
AT_TABLE = (MEDIATING, AGREED)
ANY = (*OPEN, CLOSED)

LIFE = Machine("dispute", {
    # opening           from            to           who                                                      requires
    "open":          Step((NEW,),       APPLIED,     (p.APPLICANT, p.WINDOW, p.FIELD, p.HANDED_OVER, p.SYSTEM),   ("text", "origin")),
    "correct":       Step((APPLIED, ACCEPTED, MEDIATING), STAYS, (p.APPLYING, p.RECEPTION, p.COMMITTEE)),
    "add_party":     Step((APPLIED, ACCEPTED, MEDIATING), STAYS, (p.RECEPTION, p.COMMITTEE),                  ("side",)),
    "represent":     Step(OPEN,         STAYS,       (p.PARTY, p.RECEPTION, p.COMMITTEE),                     ("party",)),
    "assign":        Step((APPLIED,),   STAYS,       (p.RECEPTION, p.COMMITTEE, p.SUPERVISOR, p.SYSTEM),      ("unit", "basis")),
    "turn_away":     Step((APPLIED,),   CLOSED,      (p.RECEPTION, p.COMMITTEE),                              ("reason", "remedies")),
    # consent first
    "ask":           Step((APPLIED,),   STAYS,       (p.RECEPTION, p.COMMITTEE),                              ("side", "means"), (r.may_be_mediated,)),
    "consent":       Step((APPLIED,),   STAYS,       (p.PARTY, p.RECEPTION, p.COMMITTEE),                     ("side", "means"), (r.may_be_mediated,)),
    "refuse":        Step(BEFORE_FORCE, CLOSED,      (p.PARTY, p.RECEPTION, p.COMMITTEE),                     ("side", "means", "remedies")),
    "withdraw":      Step((APPLIED,),   CLOSED,      (p.APPLYING, p.RECEPTION, p.COMMITTEE),                  ("means",)),
    "lapse":         Step((APPLIED,),   CLOSED,      (p.COMMITTEE,),                                          ("remedies",), (r.somebody_did_not_answer,)),
    "accept":        Step((APPLIED,),   ACCEPTED,    (p.COMMITTEE,),                                          (), (r.may_be_mediated, r.every_side_consented)),
    # who mediates
    "propose":       Step((ACCEPTED,),  STAYS,       (p.COMMITTEE,),                                          ("seats", "reason")),
    "disclose":      Step((ACCEPTED, MEDIATING), BESIDE, (p.SEATED,),                                         ("text",)),
    "choose":        Step((ACCEPTED,),  STAYS,       (p.PARTY, p.COMMITTEE),                                  ("side", "seat", "means")),
    "object":        Step((ACCEPTED, MEDIATING), ACCEPTED, (p.PARTY, p.COMMITTEE),                            ("side", "seat", "means")),
    "recuse":        Step((ACCEPTED, MEDIATING), ACCEPTED, (p.SEATED,),                                       ("reason",)),
    "begin":         Step((ACCEPTED,),  MEDIATING,   (p.COMMITTEE,),                                          (), (r.table_is_set,)),
    "request":       Step((ACCEPTED, MEDIATING, IN_FORCE), STAYS, (p.PARTY, p.MEDIATOR, p.COMMITTEE),         ("kind", "reason"), (r.no_open_request,)),
    "answer_request": Step((ACCEPTED, MEDIATING, IN_FORCE), STAYS, (p.PARTY, p.MEDIATOR, p.COMMITTEE),        ("side", "means", "decision"), (r.has_open_request,)),
    "raise_level":   Step((ACCEPTED, MEDIATING), ACCEPTED, (p.COMMITTEE,),                                    ("unit", "reason"), (r.every_side_wants(Joint.RAISE),)),
    # at the table
    "schedule":      Step((MEDIATING,), STAYS,       (p.MEDIATOR,),                                           ("starts_at", "where")),
    "propose_times": Step((MEDIATING,), BESIDE,      (p.PARTY,),                                              ("times",)),
    "cancel_session": Step((MEDIATING,), STAYS,      (p.MEDIATOR,),                                           ("session", "reason")),
    "minute":        Step(AT_TABLE,     STAYS,       (p.MEDIATOR,),                                           ("session",)),
    "talk_privately": Step((MEDIATING,), BESIDE,     (p.MEDIATOR, p.PARTY),                                   ("side",)),
    "say":           Step((MEDIATING,), BESIDE,      (p.PARTY, p.MEDIATOR)),
    "offer":         Step((MEDIATING,), BESIDE,      (p.PARTY, p.MEDIATOR),                                   ("side",)),
    "answer_offer":  Step((MEDIATING,), BESIDE,      (p.PARTY, p.MEDIATOR),                                   ("side", "offer", "decision")),
    "state_undisputed": Step((MEDIATING,), BESIDE,   (p.MEDIATOR,)),
    "confirm_undisputed": Step((MEDIATING,), BESIDE, (p.PARTY, p.MEDIATOR),                                   ("side", "note")),
    # agreement
    "draft":         Step((MEDIATING,), STAYS,       (p.MEDIATOR,),                                           ("version", "hash")),
    "settle":        Step((MEDIATING,), AGREED,      (p.MEDIATOR,),                                           ("version", "hash"), (r.has_written_draft,)),
    "redraft":       Step((AGREED,),    MEDIATING,   (p.MEDIATOR,),                                           ("reason",)),
    "sign":          Step((AGREED,),    STAYS,       (p.PARTY, p.MEDIATOR),                                   ("party", "hash", "means")),
    "countersign":   Step((AGREED,),    STAYS,       (p.MEDIATOR,),                                           ("hash",)),
    "seal":          Step((AGREED,),    IN_FORCE,    (p.COMMITTEE,),                                          ("hash",), (r.everybody_signed,)),
    "agree_orally":  Step((MEDIATING,), STAYS,       (p.PARTY, p.MEDIATOR),                                   ("party", "hash", "means"), (r.has_oral_draft,)),
    "record_oral":   Step((MEDIATING,), IN_FORCE,    (p.MEDIATOR,),                                           ("hash",), (r.has_oral_draft, r.everybody_agreed_orally)),
    "end":           Step((ACCEPTED, *AT_TABLE), CLOSED, (p.MEDIATOR, p.COMMITTEE),                           ("reason", "remedies")),
    "refer":         Step((APPLIED, ACCEPTED, *AT_TABLE), CLOSED, (p.RECEPTION, p.MEDIATOR, p.COMMITTEE),     ("to", "reason")),
    # afterwards
    "submit_confirmation": Step((IN_FORCE,), STAYS,  (p.COMMITTEE,),                                          ("kind",), (r.confirmation_is_wanted, r.confirmation_in_time)),
    "decide_confirmation": Step((IN_FORCE,), STAYS,  (p.COMMITTEE, p.HANDED_OVER),                            ("decision",), (r.confirmation_is_applied_for,)),
    "perform":       Step((IN_FORCE,),  STAYS,       (p.PARTY, p.COMMITTEE),                                  ("obligation",)),
    "default":       Step((IN_FORCE,),  STAYS,       (p.PARTY, p.COMMITTEE),                                  ("obligation", "remedies")),
    "follow_up":     Step((IN_FORCE, CLOSED), BESIDE, (p.PARTY, p.COMMITTEE, p.OPERATOR),                     ("side", "means")),
    "close":         Step((IN_FORCE,),  CLOSED,      (p.COMMITTEE,),                                          ("performance",)),
    # beside the life
    "report_danger": Step(OPEN,         BESIDE,      (p.RECEPTION, p.TOOK_IN, p.FIELD, p.MEDIATOR, p.COMMITTEE), ("to", "text")),
    "hand_over":     Step(ANY,          BESIDE,      (p.COMMITTEE,),                                          ("to", "sha256")),
    "link":          Step(OPEN,         BESIDE,      (p.RECEPTION, p.COMMITTEE),                              ("earlier",)),
    "reveal":        Step(ANY,          BESIDE,      (p.MEDIATOR, p.COMMITTEE, p.RECEPTION),                  ("purpose", "party")),
    "correct_contact": Step(OPEN,       BESIDE,      (p.PARTY, p.RECEPTION, p.COMMITTEE),                     ("party",)),
    "renew_code":    Step(ANY,          BESIDE,      (p.PARTY, p.RECEPTION, p.COMMITTEE),                     ("party",)),
    "attach":        Step(OPEN,         BESIDE,      (p.PARTY, p.RECEPTION, p.MEDIATOR, p.COMMITTEE),         ("file",)),
    "note":          Step(ANY,          BESIDE,      (p.MEDIATOR, p.COMMITTEE),                               ("text",)),
    "take_out":      Step(ANY,          BESIDE,      (p.MEDIATOR, p.COMMITTEE),                               ("sha256",)),
    "copy":          Step(ANY,          BESIDE,      (p.PARTY,)),
    "hold":          Step(ANY,          BESIDE,      (p.SUPERVISOR,),                                         ("reason", "until", "text")),
    "release":       Step(ANY,          BESIDE,      (p.SUPERVISOR,),                                         ("text",), (r.is_held,)),
    "erase":         Step((CLOSED,),    BESIDE,      (p.SYSTEM,),                                             ("what", "rule", "due"), (r.retention_is_over,)),
}, states={NEW: "", **dict(State.choices)}, verbs=VERBS, keep_out=masking.keep_out)  # fmt: skip
