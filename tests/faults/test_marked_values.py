"""What people say of themselves, at whatever door and in whatever box, is left nowhere but in the sealed contact."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import requests

from tests.faults.installed import Shelf
from tests.faults.marked import Watched, disguises, photo
from tests.faults.processes import ended
from tests.faults.test_serve import free_port

CONTROL = "滨河路九号路灯不亮"
"""A text of a case: it is where the others are looked for, so looking finds something."""
TYPED = {
    "portal: name": "尉迟明珀", "portal: telephone": "13811110001", "portal: e-mail": "portal@marked.example",
    "portal: home": "柳烟巷七十七号九幢", "portal: text": "13811110002", "portal: identity": "33010619900101123X",
    "portal: file name": "13811110003", "portal: camera": "宇文青的相机", "portal: answer": "13811110004",
    "api: name": "澹台静姝", "api: telephone": "13811110005", "api: e-mail in text": "api@marked.example",
    "api: answer": "13811110006", "api: reply": "13811110007", "api: note": "0571-81111008", "api: message": "13811110030",
    "desk: name": "司空见月", "desk: telephone": "13811110009", "desk: text": "6222021234567890128",
    "import: name": "令狐听雪", "import: telephone": "13811110010", "import: text": "13811110011",
    "import: refused row": "13811110012", "search": "13811110013", "search by address": "13811110014",
    "tracking": "13811110015", "crash: name": "钟离挽星", "crash: telephone": "13811110016", "crash: text": "13811110017",
}  # fmt: skip
SEALED = [
    "尉迟明珀", "13811110001", "portal@marked.example", "柳烟巷七十七号九幢", "13811110002", "33010619900101123X", "13811110004",
    "澹台静姝", "13811110005", "api@marked.example", "13811110006", "13811110007", "0571-81111008",
    "司空见月", "13811110009", "6222021234567890128", "令狐听雪", "13811110010", "13811110011",
]  # fmt: skip
"""Those that the contact of a case has in the end."""
HAS = """
from huying.cases.models import Contact
for known in Contact.objects.all(): print(known.name, known.phone, known.email, known.address, known.mentioned)
"""


@pytest.fixture(scope="module")
def city(tmp_path_factory: pytest.TempPathFactory, shelf: Shelf) -> Iterator[Watched]:
    """The city after everybody has said everything."""
    shelf.city(data := tmp_path_factory.mktemp("marked"))
    city = Watched(data, free_port())
    try:
        by_portal(city)
        by_machine(city)
        at_the_desk(city)
        from_a_file(city, tmp_path_factory.mktemp("import"))
        crashing(city)
        yield city
    finally:
        with ended(city.program) as program:
            program.terminate()
            program.wait()


@pytest.fixture(scope="module")
def left(city: Watched) -> dict[str, bytes]:
    """All that is left behind, by where."""
    return city.everything()


def by_portal(city: Watched) -> None:
    resident = city.report()
    text = f"{CONTROL}，请打{TYPED['portal: text']}，身份证{TYPED['portal: identity']}"
    file = (f"{TYPED['portal: file name']}.jpg", photo(TYPED["portal: camera"]), "image/jpeg")
    resident.send("/report/", {"text": text, "category": "0203", "to": "2"}, {"photos": file}, shown=False)
    resident.send("/report/", {"address": TYPED["portal: home"], "private_place": "on", "to": "3"}, shown=False)
    who = {
        "name": TYPED["portal: name"], "phone": TYPED["portal: telephone"], "email": TYPED["portal: e-mail"],
        "confidentiality": "normal", "answers.pole_number": TYPED["portal: answer"], "answers.lights_out": "1", "to": "4",
    }  # fmt: skip
    receipt = resident.send("/report/", who)
    number, code = re.findall(r'id="(?:number|code)">([^<]+)</strong>', receipt.text)
    resident.open("/track/")
    resident.send("/track/", {"number": TYPED["tracking"], "code": code}, shown=False)
    resident.send("/track/", {"number": number, "code": code})


def by_machine(city: Watched) -> None:
    at = f"http://127.0.0.1:{city.port}/api/v1/cases"
    call = {
        "text": f"{CONTROL}，{TYPED['api: e-mail in text']}", "category": "0203",
        "contact": {"name": TYPED["api: name"], "phone": TYPED["api: telephone"]},
        "answers": {"pole_number": TYPED["api: answer"], "lights_out": 1},
    }  # fmt: skip
    filed = requests.post(at, json=call, headers={"Idempotency-Key": "marked"}, timeout=30).json()
    operator = city.key("operator", "gov")
    for verb, said in (
        ("note", {"text": f"来电 {TYPED['api: note']}"}), ("ask_resident", {"question": f"请回 {TYPED['api: reply']}"}),
        ("message", {"text": f"请回 {TYPED['api: message']}"}),
    ):  # fmt: skip
        _posted(city, f"{at}/{filed['number']}/{verb}", said, operator)
    for path in (f"/{filed['number']}", f"/{filed['number']}/events", "?list=all"):
        city.pages.append(requests.get(at + path, headers=operator, timeout=30).text)
    city.pages.append(requests.get(at, {"text": TYPED["search by address"]}, headers=operator, timeout=30).text)


def _posted(city: Watched, url: str, said: dict[str, Any], headers: dict[str, str]) -> None:
    answer = requests.post(url, json=said, headers=headers, timeout=30)
    assert answer.status_code in (200, 409), answer.text
    city.pages.append(answer.text)


def at_the_desk(city: Watched) -> None:
    operator = city.staff("marked", "operator", "gov")
    operator.open("/desk/call/")
    call = {
        "text": f"{CONTROL}，{TYPED['desk: text']}", "category": "0203", "name": TYPED["desk: name"],
        "phone": TYPED["desk: telephone"], "answers.lights_out": "1", "reply_wanted": "on", "then": "",
    }  # fmt: skip
    operator.send("/desk/call/preview/", call)
    operator.open("/desk/call/")
    filed = operator.send("/desk/call/", call)
    assert filed.status_code == 200, filed.text
    operator.open("/desk/", list="all")
    for number in re.findall(r"/desk/case/([\d-]+)/", city.pages[-1]):
        operator.open(f"/desk/case/{number}/")
    operator.open("/desk/", list="all")
    searched = operator.send("/desk/", {"q": TYPED["search"], "list": "all"})
    assert searched.status_code == 422


def from_a_file(city: Watched, folder: Path) -> None:
    (folder / "cases.csv").write_text(
        "number,text,received,name,phone\n"
        f"1,{CONTROL}，电话{TYPED['import: text']},2026-01-05 08:00,{TYPED['import: name']},{TYPED['import: telephone']}\n"
        f"2,{CONTROL}，电话{TYPED['import: refused row']},never,{TYPED['import: name']},{TYPED['import: telephone']}\n",
        encoding="utf-8",
    )
    (folder / "map.yaml").write_text(
        "source: old\ntime_zone: Asia/Shanghai\nnumber: number\ntext: text\nreceived: received\n"
        'contact: {name: name, phone: phone}\ncategory: {otherwise: "0301"}\n',
        encoding="utf-8",
    )
    said = city.run("import", "cases", str(folder / "cases.csv"), "--mapping", str(folder / "map.yaml"), "--json")
    assert '"written": 1' in said, said


def crashing(city: Watched) -> None:
    """A report that breaks our side half-way: the table of its text takes nothing any more."""
    city.sql("alter table cases_casetext add constraint broken check (false) not valid")
    call = {
        "text": f"{CONTROL}，{TYPED['crash: text']}",
        "contact": {"name": TYPED["crash: name"], "phone": TYPED["crash: telephone"]},
    }
    at = f"http://127.0.0.1:{city.port}"
    answer = requests.post(f"{at}/api/v1/cases", json=call, timeout=30)
    assert answer.status_code == 500
    city.pages.append(answer.text)
    said = {
        "text": call["text"], "nowhere": "on", "confidentiality": "normal",
        "name": TYPED["crash: name"], "phone": TYPED["crash: telephone"], "to": "4",
    }  # fmt: skip
    assert city.report().send("/report/", said).status_code == 500
    city.sql("alter table cases_casetext drop constraint broken")


def test_what_was_said_is_where_it_was_looked_for(left: dict[str, bytes]) -> None:
    found = {place for place, content in left.items() if any(said in content for said in disguises(CONTROL))}

    assert found == {"database", "statements", "pages"}
    assert b"reference" in left["logs"]
    assert b"parameters" in left["statements"].lower()


def test_it_is_sealed_with_the_contact_of_its_case(city: Watched, left: dict[str, bytes]) -> None:
    assert left  # taken before the contacts are read here
    said = city.run("manage", "shell", "-c", HAS)

    assert [value for value in SEALED if value not in said] == []


@pytest.mark.parametrize("what", TYPED)
def test_it_is_left_nowhere_else(left: dict[str, bytes], what: str) -> None:
    assert [place for place, content in left.items() if any(said in content for said in disguises(TYPED[what]))] == []
