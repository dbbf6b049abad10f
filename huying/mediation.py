"""Whether mediation can be done here: committees with people and seals, and fonts for their papers. For `huying doctor`."""

from collections.abc import Sequence

from huying.civic.mediation.models import Committee, Dispute, DisputeType, Mediator
from huying.civic.mediation.papers import setting
from huying.findings import Finding, Said

SHOWN = 5
NOTHING = Said("", "")


def committees() -> Finding:
    """Somebody takes the disputes that come in, and each committee has who mediates and what it seals with."""
    there = list(Committee.objects.filter(unit__retired=False).select_related("unit").order_by("pk"))
    if not there:
        return _no_committee()
    staffed = set(Mediator.objects.filter(staff__is_active=True).values_list("staff__unit", flat=True))
    nobody = [row for row in there if row.pk not in staffed]
    unsealed = [row for row in there if not row.seal]
    mend = Said(
        _listed(nobody, "没有调解员：{}。", "zh") + _listed(unsealed, "没有印章名称：{}。", "zh"),
        " ".join(filter(None, [_listed(nobody, "No mediator: {}.", "en"), _listed(unsealed, "No seal: {}.", "en")])),
    )
    found = Said(f"调解组织 {len(there)} 个", f"{len(there)} committees mediate")
    return Finding("committees", not nobody and not unsealed, found, mend)


def fonts() -> Finding:
    """Papers of mediation are handed out as PDF, too."""
    needed = Committee.objects.filter(unit__retired=False).exists()
    well = not needed or setting.is_possible()
    found = (
        Said("文书可转为 PDF", "papers can be made as PDF")
        if well
        else Said("没有中文字体", "there is no Chinese font")
    )
    mend = Said(
        "请安装 fonts-noto-cjk;在此之前文书只有 Word 格式。",
        "Install fonts-noto-cjk; until then papers come as Word files only.",
    )
    return Finding("fonts", well, found, mend)


def _no_committee() -> Finding:
    """Nothing is amiss where nobody mediates, until types are set up or a dispute waits."""
    wanted = DisputeType.objects.exists() or Dispute.objects.exists()
    mend = Said(
        "请在 mediation.yaml 中设立调解组织,然后 huying setup。",
        "Set up a committee in mediation.yaml, then run huying setup.",
    )
    return Finding("committees", not wanted, Said("没有调解组织", "no committee mediates"), mend if wanted else NOTHING)


def _listed(rows: Sequence[Committee], sentence: str, language: str) -> str:
    names = [getattr(row.unit, language) or row.unit.zh for row in rows[:SHOWN]] + ["…"] * (len(rows) > SHOWN)
    return sentence.format(("、" if language == "zh" else ", ").join(names)) if rows else ""
