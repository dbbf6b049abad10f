"""The exact text of an agreement: what everybody reads, what is printed, and what is signed by its hash (人民调解法 Art 29). Pure."""

import hashlib
from collections.abc import Sequence

from huying.cases.masking import clear

from .models import Agreement, Obligation, Party, Side
from .numerals import capitals


def text(
    agreement: Agreement, sides: Sequence[Side], parties: Sequence[Party], obligations: Sequence[Obligation]
) -> str:
    """In Chinese, as the law has it: the parties, facts and issues, what was agreed, how and by when it is performed."""
    numbers = {side.pk: side.number for side in sides}
    blocks = ["人民调解口头协议登记" if agreement.oral else "人民调解协议书"]
    blocks += [_party(numbers[party.side_id], party) for party in parties]
    if agreement.facts:
        blocks.append(f"纠纷主要事实、争议事项及各方责任：\n{agreement.facts.strip()}")
    blocks.append(f"经调解，自愿达成如下{'部分' if agreement.partial else ''}协议：\n{agreement.terms.strip()}")
    if obligations:
        blocks.append("履行方式、期限：\n" + "\n".join(_owed(numbers[row.side_id], row) for row in obligations))
    return "\n\n".join(blocks) + "\n"


def digest(exact: str) -> str:
    """SHA-256 of the text as UTF-8, in 64 hexadecimal digits."""
    return hashlib.sha256(exact.encode()).hexdigest()


def _party(side: int, party: Party) -> str:
    lines = [f"当事人（第{side}方）：{party.name}"]
    lines += [party.particulars] if party.particulars else []
    if party.representative:
        power = "有权代为和解、签署" if party.may_settle else "一般授权"
        lines.append(f"代理人：{clear(party.representative)}（{power}）")
    return "\n".join(lines)


def _owed(side: int, row: Obligation) -> str:
    amount = f"，{capitals(row.amount)}（￥{row.amount:,.2f}）" if row.amount is not None else ""
    return f"{row.number}. 第{side}方：{row.what}{amount}，{row.due_on:%Y-%m-%d} 前履行。"
