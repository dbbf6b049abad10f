"""The registers that have pages: which file each is, how it and its fields are called, what a list of it shows."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext_lazy as _

from huying.web.setup import sheets
from huying.web.setup.sheets import Sheet


@dataclass(frozen=True)
class Register:
    """One register: its file, its name, one of it, what its list shows and what its page lets change."""

    slug: str
    sheet: Sheet
    title: Any
    one: Any
    shown: tuple[str, ...]
    """Columns of the list; the first leads to the entry."""
    about: Any = ""
    kept: tuple[str, ...] = ()
    """Fields that the page leaves as they are."""
    labels: Mapping[str, Any] = field(default_factory=dict)
    """Where a field is called otherwise here."""
    helps: Mapping[str, Any] = field(default_factory=dict)
    by: tuple[str, ...] = ()
    """The fields by which the list can be grouped and narrowed."""

    @property
    def fields(self) -> list[str]:
        return [name for name in self.sheet.columns if name not in self.kept]

    @property
    def removable(self) -> bool:
        """Whether an entry goes for good; all others end or retire, and keep what was done under them."""
        return not self.sheet.left_out

    @property
    def ends(self) -> bool:
        """Whether entries can end, so that a list holds some that are over."""
        return bool({"retired", "valid_until"} & set(self.sheet.columns))

    def label(self, name: str) -> Any:
        return self.labels.get(name) or LABELS.get(name, name)

    def help(self, name: str) -> Any:
        return self.helps.get(name) or HELPS.get(name, "")


LABELS = {
    "code": _("Code"), "zh": _("Name, Chinese"), "en": _("Name, English"), "parent": _("Below"), "level": _("Level"),
    "area": _("Area"), "hours": _("Office hours"), "phone": _("Telephone"), "retired": _("No longer offered"),
    "item": _("Item"), "unit": _("Unit"), "category": _("Category"), "priority": _("Priority"), "clause": _("Clause"),
    "prefer": _("Of equals"),
    "version": _("Edition"), "valid_from": _("Valid from"), "valid_until": _("First day without"),
    "weekdays": _("Weekdays"), "starts": _("From"), "ends": _("Until"), "desk": _("Desk"),
    "kind": _("Kind"), "tier": _("Tier"), "department": _("Field of work"), "confidentiality": _("Confidentiality"),
    "anonymous": _("May be reported without a name"), "emergency_number": _("Emergency number"),
    "emergency_zh": _("Emergency test, Chinese"), "emergency_en": _("Emergency test, English"),
    "open311": _("Open311 code"), "open311_batch": _("Open311: the number is told later"),
    "evidence": _("A reply must carry"), "answered_on_call": _("Often answered on the call"),
    "mediable": _("May go to mediation"), "spares_accused": _("Never goes to the unit it is about"),
    "retention_days": _("Contact kept, days"), "questions": _("Extra questions"), "statutory": _("Period set by law"),
    "statutory_zh": _("Law and article, Chinese"), "statutory_en": _("Law and article, English"),
    "complex": _("Takes longer to see whose it is"), "keywords": _("Words people use, Chinese"),
    "keywords_en": _("Words people use, English"),
    "receipt": _("Accepted within"), "first_contact": _("First contact"), "limit": _("Answer within"),
    "interim": _("Interim word"), "make_safe": _("Made safe"), "extendable": _("May be extended"),
    "urgent": _("Never waits for the morning"),
    "follow_up_share": _("Asked whether it was solved, per cent"), "hint_zh": _("To be shown with it, Chinese"),
    "hint_en": _("To be shown with it, English"),
    "value": _("Value"), "purpose": _("Purpose"), "text_zh": _("Text, Chinese"), "text_en": _("Text, English"),
    "road": _("Road"), "number": _("House number"), "estate": _("Estate"), "building": _("Building"),
    "other_names": _("Other names"), "lon": _("Longitude"), "lat": _("Latitude"),
    "words": _("Words by which it is known"), "confirmable": _("A court may confirm it"),
    "remedies_zh": _("Where one can turn otherwise, Chinese"), "remedies_en": _("Where one can turn otherwise, English"),
    "reviewed_by_arbitration": _("Labour arbitration may review it"), "period_days": _("Days for mediation"),
    "extension_days": _("Days of an extension"), "parts": _("Who sits on a joint panel"), "note_zh": _("To be known, Chinese"),
    "note_en": _("To be known, English"), "short": _("Short name in numbers"), "seal": _("What stands in its seal"),
    "types": _("Types"), "staff": _("Account"), "part": _("Sits as"), "languages": _("Languages"), "away_until": _("Away until"),
    "day": _("Day"), "subject": _("Subject"), "mediators": _("Mediators"),
    "time_zone": _("Time zone"), "language": _("Language"), "holidays": _("Holidays"),
}  # fmt: skip
HELPS = {
    "code": _("Stays for ever; other entries name it. No spaces, commas or other signs."),
    "hours": _("Such as Mo-Fr 08:30-12:00,14:00-17:30 or 24/7. Empty: those of the city."),
    "priority": _("Higher comes first where two items fit equally well. Empty: 0."),
    "prefer": _(
        "Which of several items with the same category, area and priority gets a case. Items that say the same here share."
    ),
    "clause": _("The law or the list by which it is theirs."),
    "valid_until": _("Nothing is deleted: it ends on this day."),
    "retention_days": _("30 to 3650. Empty: as everywhere."),
    "retired": _("What was filed under it keeps its name."),
    "statutory": _("Such as 60 d or 20 wd."),
    "ends": _("At or before the beginning: on the next day."),
    "open311": _("By which other programs file here. Empty: they cannot."),
}
PERIOD = _("Such as 15 min, 2 h, 7 d or 5 wd (working days). Empty: nothing is promised.")

REGISTERS = {
    register.slug: register
    for register in (
        Register("areas", sheets.AREAS, _("Areas"), _("Area"), ("zh", "code", "level", "valid_until"),
            _("The city and its parts, down to the grid cell. A report finds the smallest area around its point.")),
        Register("addresses", sheets.ADDRESSES, _("Addresses"), _("Address"), ("zh", "code", "area", "other_names"),
            _("Streets, house numbers, estates and buildings, so that a place is found by its name."),
            helps={"zh": _("As it is written out. Empty: road, number, estate and building."), "area": _("The smallest one it lies in."),
                "other_names": _("What people call it too, with ; between."), "lon": _("WGS84. Empty: found by its area only.")},
            labels={"zh": _("Written out, Chinese"), "en": _("Written out, English")}, kept=("source",), by=("area",)),
        Register("units", sheets.UNITS, _("Units"), _("Unit"), ("zh", "code", "level", "area", "hours", "phone"),
            _("Organisations that answer. Who sits there when, stands in their rosters.")),
        Register("shifts", sheets.SHIFTS, _("Duty rosters"), _("Shift"), ("desk", "unit", "weekdays", "starts", "ends", "phone"),
            _("Desks, not persons: what cannot wait goes to the desk that is staffed now."), by=("unit",)),
        Register("duties", sheets.DUTIES, _("Duty list"), _("Item"), ("item", "unit", "category", "area", "clause", "valid_until"),
            _("Which unit answers for what, and where. The closest category wins, then the closest area, then priority; equals may share."),
            helps={"category": _("With everything below it. Empty: everything."),
                "area": _("With everything in it. Empty: the whole city.")},
            by=("unit", "category")),
        Register("categories", sheets.CATEGORIES, _("Categories"), _("Category"), ("zh", "code", "kind", "tier", "department", "retired"),
            _("What may be asked for. Cases are filed under those that have none below them.")),
        Register("kinds", sheets.KINDS, _("Kinds"), _("Kind"), ("zh", "code", "retention_days", "retired"), _("What the resident wants.")),
        Register("tiers", sheets.TIERS, _("Tiers"), _("Tier"), ("zh", "code", "receipt", "first_contact", "limit", "retired"),
            _("How soon. Cases that are open keep what they were promised, unless you choose otherwise."),
            helps=dict.fromkeys(("receipt", "first_contact", "limit", "interim", "make_safe"), PERIOD)),
        Register("limits", sheets.LIMITS, _("Rules about time"), _("Rule"), ("code", "value"),
            _("The city's own; what is not here holds as usual.")),
        Register("reasons", sheets.REASONS, _("Coded reasons"), _("Reason"), ("zh", "code", "purpose", "retired"), by=("purpose",)),
        Register("replies", sheets.TEMPLATES, _("Reply templates"), _("Template"), ("zh", "code", "category", "retired"),
            _("Texts to start a reply from."), by=("category",)),
        Register("dispute-types", sheets.DISPUTE_TYPES, _("Types of dispute"), _("Type of dispute"),
            ("zh", "code", "mediable", "period_days", "retired"),
            _("What may be mediated, by which words it is known, and where one can turn otherwise."),
            helps={"words": _("One a line. With ! behind it: names the thing itself, and counts more.")}),
        Register("committees", sheets.COMMITTEES, _("Committees"), _("Committee"), ("unit", "kind", "level", "short", "types"),
            _("Units that mediate. Their area, hours and the unit above them are those of the unit."),
            labels={"level": _("Level: 1 village or community, 2 street, 3 district, 4 city")},
            helps={"types": _("None: all types.")}),
        Register("mediators", sheets.MEDIATORS, _("Mediators"), _("Mediator"), ("staff", "part", "languages", "types", "away_until"),
            _("Accounts that mediate. Nothing here measures anybody.")),
        Register("rooms", sheets.ROOMS, _("Rooms"), _("Room"), ("zh", "unit", "retired"), _("Where sessions are held."), by=("unit",)),
        Register("trainings", sheets.TRAININGS, _("Trainings"), _("Training"), ("subject", "unit", "day", "hours", "mediators"),
            _("What a committee's mediators were trained in: how many of them, never who."), by=("unit",),
            labels={"hours": _("Hours"), "mediators": _("How many mediators")}),
        Register("city", sheets.CITY, _("City"), _("City"), ("zh", "hours", "holidays"),
            _("Office hours of units that have none of their own, and whose holidays are kept."),
            kept=("zh", "en", "time_zone", "language", "crs"),
            helps={"hours": _("Such as Mo-Fr 08:30-12:00,14:00-17:30 or 24/7.")}),
    )
}  # fmt: skip
"""In the order in which the pages offer them."""
