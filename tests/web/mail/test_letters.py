"""However a letter was written and broken on its way, what somebody wrote themselves is read."""

from email.message import EmailMessage
from typing import Any

import pytest

from huying.web.mail import cutting, letters

from .post import letter

HEAD = b"From: =?GB2312?B?zfXD9A==?= <min@example.org>\r\nSubject: =?gb2312?B?wre1xru1wcs=?=\r\nMessage-ID: <1@x>\r\n"


def read(raw: bytes) -> letters.Letter:
    return letters.read(raw)


@pytest.mark.parametrize(
    ("charset", "written"),
    [
        ("gb2312", "路灯坏了,在㙦口".encode("gb18030")),  # more than gb2312 has, under its name
        ("gb18030", "路灯坏了,在㙦口".encode("gb18030")),
        ("utf-8", "路灯坏了,在㙦口".encode("gb18030")),  # another one than it says
        ("us-ascii", "路灯坏了,在㙦口".encode()),
        ("x-unknown", "路灯坏了,在㙦口".encode()),
        ("big5", "路灯坏了,在㙦口".encode()),
    ],
)
def test_the_words_are_read_whatever_their_charset_is_called(charset: str, written: bytes) -> None:
    raw = HEAD + f"Content-Type: text/plain; charset={charset}\r\n\r\n".encode() + written
    found = read(raw)
    assert (found.name, found.subject, found.text) == ("王敏", "路灯坏了", "路灯坏了,在㙦口")


@pytest.mark.parametrize("raw", ["主题".encode(), "主题".encode("gb18030"), b"=?utf-8?Q?=E4=B8=BB=E9=A2=98?="])
def test_a_subject_is_read_encoded_or_raw(raw: bytes) -> None:
    assert read(b"From: a@b.cn\r\nSubject: " + raw + b"\r\n\r\nx").subject == "主题"


@pytest.mark.parametrize(
    "head",
    [
        b"Subject: =?utf-8?B?!!!?=\r\n",
        b"Subject: =?nothing?Q?a?=\r\n",
        b"To: <<<>>>, ;;;:\r\nContent-Type: text/plain; charset*=x''\r\n",
        b'Content-Type: multipart/mixed; boundary="\r\n',
        b"Content-Disposition: attachment; filename*0*=utf-8''%ff\r\n",
        b"Content-Transfer-Encoding: base64\r\n",
        b"Date: never\r\nMessage-ID: <[>\r\n",
        b"References: " + b"<a@b> " * 5000 + b"\r\n",
    ],
)
def test_what_is_broken_is_read_as_far_as_it_goes(head: bytes) -> None:
    assert read(b"From: a@b.cn\r\n" + head + b"\r\nthe lamp is out").address == "a@b.cn"


@pytest.mark.parametrize("raw", [b"", b"nothing", b"From: nobody\r\n\r\nx", b"\xff\xfe\x00" * 9])
def test_without_a_sender_it_is_no_letter(raw: bytes) -> None:
    with pytest.raises(letters.Unreadable):
        read(raw)


def test_one_larger_than_any_letter_is_not_read() -> None:
    with pytest.raises(letters.Unreadable):
        read(HEAD + b"\r\n" + b"x" * letters.LARGEST)


def test_of_a_page_alone_its_words_are_read_without_what_it_hides() -> None:
    came = EmailMessage()
    came["From"] = "a@b.cn"
    came.set_content(
        "<html><head><style>p{}</style><title>t</title></head><body><p>路灯坏了</p><script>x()</script>"
        "<ul><li>第三盏<li>第四盏</ul><a href='https://e.cn'>图</a></body></html>", subtype="html",
    )  # fmt: skip
    assert read(came.as_bytes()).text.split() == ["路灯坏了", "*", "第三盏", "*", "第四盏", "图"]


def test_the_plain_words_come_before_the_page_and_files_and_decorations_are_told_apart() -> None:
    came = letter("路灯坏了")
    came.add_alternative("<p>页</p><img src='cid:logo'>", subtype="html")
    page: Any = came.get_payload()[1]  # type: ignore[index]
    page.add_related(b"GIF89a", "image", "gif", cid="<logo>")
    came.add_attachment(b"\x78\x9f\x3e\x22", maintype="application", subtype="ms-tnef", filename="winmail.dat")
    found = read(came.as_bytes())
    assert found.text == "路灯坏了"
    assert [(file.name, file.is_decoration) for file in found.files] == [("image/gif", True), ("winmail.dat", False)]


BELOW = [
    "呼应 <a@b.cn> 于2026年11月22日周日 16:20写道：\n\n> 已受理",
    "2026年11月22日 下午4:20，呼应 <a@b.cn> 写道：\n> 已受理",
    '在 2026-11-22 16:20:00，"12345" <a@b.cn> 写道：\n已受理',
    'At 2026-11-22 16:20:00, "12345" <a@b.cn> wrote:\n>已受理',
    '------------------ 原始邮件 ------------------\n发件人: "呼应" <a@b.cn>;\n已受理',
    '------------------ Original ------------------\nFrom: "a";',
    "-----Original Message-----\nFrom: Huying",
    "发件人: 呼应 <a@b.cn>\n发送时间: 2026年11月22日\n收件人: me\n主题: 已受理\n\n已受理",
    "From: Huying <a@b.cn>\nSent: Sunday\nTo: me\nSubject: received\n\nreceived",
    "On Nov 22, 2026, at 4:20 PM, Huying <a@b.cn> wrote:\n\n> received",
    "-- \n王敏\n云溪市某某公司",
    "发自我的iPhone",
    "Sent from my iPhone",
]


@pytest.mark.parametrize("below", BELOW)
def test_what_stands_below_their_own_words_is_cut(below: str) -> None:
    assert cutting.own_words(f"第三盏灯也坏了。\n\n请尽快。\n\n{below}\n") == "第三盏灯也坏了。\n\n请尽快。"


@pytest.mark.parametrize(
    "text",
    [
        "三件事:\n- 灯\n- 井盖\n\n谢谢,\n王敏",
        "From: the corner of Lake Road to the park, all lamps are out.",
        "发件人不明的快递堆在门口\n请处理",
        "师傅说 10:20 来,没来",
    ],
)  # fmt: skip
def test_their_own_words_are_all_kept(text: str) -> None:
    assert cutting.own_words(text) == text


@pytest.mark.parametrize("many", ["\n", "> ", "发件人:", "-", "On ", "2026年1月1日", "写道", "a b "])
def test_no_text_takes_long_to_cut(many: str) -> None:
    """Patterns look at 400 signs of a line, so what is read grows with the text alone."""
    assert len(cutting.own_words((many * letters.MOST_TEXT)[: letters.MOST_TEXT])) <= letters.MOST_TEXT


@pytest.mark.parametrize(
    ("subject", "matter"),
    [
        ("Re: 回复：路灯", "路灯"),
        ("Fwd: [1] x", "[1] x"),
        ("转发: Re[2]: 井盖", "井盖"),
        ("Research", "Research"),
        ("Re:", ""),
    ],
)
def test_a_subject_is_what_it_is_about(subject: str, matter: str) -> None:
    assert cutting.matter(subject) == matter
