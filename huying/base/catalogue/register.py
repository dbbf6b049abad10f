"""The catalogue, kept in every process; a change is noticed within a second."""

from dataclasses import dataclass

from huying.base.journal import editions

from .limits import Limits
from .models import Category, Kind, Limit, Reason, ReplyTemplate, Tier

NAME = "catalogue"


@dataclass(frozen=True)
class Catalogue:
    """All categories, kinds, tiers, reasons and reply templates, by what they are asked by."""

    kinds: dict[str, Kind]
    tiers: dict[int, Tier]
    categories: dict[int, Category]
    by_code: dict[str, Category]
    children: dict[int | None, list[Category]]
    reasons: dict[str, list[Reason]]
    """Those that are offered, by purpose."""
    templates: dict[int | None, list[ReplyTemplate]]
    """Those that are offered, by category, None for those of all."""
    every_reason: dict[tuple[str, str], Reason]
    """By purpose and code, retired ones too."""
    limits: Limits

    def chain(self, category_id: int | None) -> list[int]:
        """The keys from a category up to the top of its tree; empty for none."""
        way = []
        while category_id is not None:
            way.append(category_id)
            category_id = self.categories[category_id].parent_id
        return way

    def retention(self, category_id: int | None, kind: Kind | None) -> tuple[int | None, str]:
        """For how many days a contact is kept after closing, and who says so: the nearest category, else the kind, else nobody."""
        for key in self.chain(category_id):
            if (days := self.categories[key].retention_days) is not None:
                return days, f"category:{self.categories[key].code}"
        return (kind.retention_days, f"kind:{kind.code}") if kind and kind.retention_days is not None else (None, "")

    def follow_up_share(self, category_id: int | None) -> int:
        """Per cent of the reporters who are asked whether it was solved: as the nearest category says, else the city."""
        said = (self.categories[key].follow_up_share for key in self.chain(category_id))
        return next((share for share in said if share is not None), self.limits.follow_up_share)

    def leaves(self) -> list[Category]:
        """What a case may be filed under, in the order of codes."""
        return [found for found in self.by_code.values() if found.pk not in self.children and not found.retired]

    def reason(self, purpose: str, code: str) -> Reason | None:
        """The reason with this code, also one that is no longer offered."""
        return self.every_reason.get((purpose, code))


def _read() -> Catalogue:
    tiers = {tier.pk: tier for tier in Tier.objects.all()}
    kinds = {kind.pk: kind for kind in Kind.objects.order_by("pk")}
    categories = list(Category.objects.order_by("code"))
    children: dict[int | None, list[Category]] = {}
    for category in categories:
        category.tier = tiers.get(category.tier_id) if category.tier_id else None
        category.kind = kinds.get(category.kind_id) if category.kind_id else None
        children.setdefault(category.parent_id, []).append(category)
    every_reason = {(reason.purpose, reason.code): reason for reason in Reason.objects.order_by("purpose", "pk")}
    reasons: dict[str, list[Reason]] = {}
    for reason in every_reason.values():
        if not reason.retired:
            reasons.setdefault(reason.purpose, []).append(reason)
    templates: dict[int | None, list[ReplyTemplate]] = {}
    for template in ReplyTemplate.objects.filter(retired=False).order_by("code"):
        templates.setdefault(template.category_id, []).append(template)
    return Catalogue(
        {kind.code: kind for kind in kinds.values()}, tiers, {found.pk: found for found in categories},
        {found.code: found for found in categories}, children, reasons, templates, every_reason,
        Limits.read(dict(Limit.objects.values_list("code", "value"))),
    )  # fmt: skip


current = editions.Copy(NAME, load=_read)
