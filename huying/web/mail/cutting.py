"""What somebody wrote themselves: without the letters below it, and without the lines that a program or a card adds.

Our own lines, since the libraries for it know hardly any Chinese mail program, and one takes minutes over empty lines.
"""

import re

_DAY = r"(?:\d{4}[年/.-]\s?\d{1,2}[月/.-]\s?\d{1,2}|\d{1,2}:\d\d|(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun|周|星期))"
_BELOW = re.compile(
    rf"""^[ >]*(?:
        -{{2,}}[ ]?(?:原始邮件|原邮件|转发邮件|回复的?原?邮件|Original(?:[ ]Message)?|Forwarded[ ]message)[ ]?-{{2,}}  # QQ, Outlook
      | (?:On|At|在|于)?[ ]?.{{0,120}}{_DAY}.{{0,120}}(?:wrote|writes|写道|寫道)[ ]?[:：]                         # Gmail, Apple, 163
      | .{{0,120}}(?:写道|寫道)[ ]?[:：]
      | _{{10,}}
      )\s*$""",
    re.IGNORECASE | re.VERBOSE,
)
_HEAD = re.compile(r"^[ *]*(?:发件人|寄件者|From)[ *]*[:：].*$", re.IGNORECASE)
_HEADS = re.compile(
    r"^[ *]*(?:发件人|发送时间|发送日期|日期|收件人|抄送|主题|From|Sent|Date|To|Cc|Subject)[ *]*[:：]", re.IGNORECASE
)
_CARD = re.compile(r"^(?:--|—|－－)\s?$")
_SENT_BY = re.compile(
    r"^[ \t]*(?:发自我的|来自我的|从我的|发自|Sent from my|Get Outlook for|Sent with|由.{1,20}发送).{0,60}$",
    re.IGNORECASE,
)


def own_words(text: str) -> str:
    """The text without what is quoted below it, the card under it and what a program adds; "" where nothing else is there."""
    kept: list[str] = []
    lines = text.splitlines()
    for at, line in enumerate(lines):
        if _CARD.match(line) or _begins_below(lines, at):
            break
        if not line.startswith(">") and not _SENT_BY.match(line):
            kept.append(line.rstrip())
    return re.sub(r"\n{3,}", "\n\n", "\n".join(kept)).strip()


def without_card(text: str) -> str:
    """The text without the card under it; a letter that is passed on is kept, since it may be what it is about."""
    kept = []
    for line in text.splitlines():
        if _CARD.match(line):
            break
        if not _SENT_BY.match(line):
            kept.append(line.rstrip())
    return "\n".join(kept).strip()


def _begins_below(lines: list[str], at: int) -> bool:
    """A line that programs put above a quoted letter, or the head of one: two of its lines together."""
    line = lines[at][:400]
    if _BELOW.match(line):
        return True
    following = "".join(lines[at + 1 : at + 3])[:400]
    return bool(_HEAD.match(line)) and any(
        _HEADS.match(one[:400]) for one in (lines[at + 1 : at + 3] if following else [])
    )


_PREFIX = re.compile(r"^(?:(?:re|fw|fwd|aw|回复|答复|转发|回覆|轉寄)\s?(?:\[\d+\])?\s?[:：]\s?)+", re.IGNORECASE)


def matter(subject: str) -> str:
    """A subject without the signs of answers and letters passed on."""
    return _PREFIX.sub("", subject).strip()
