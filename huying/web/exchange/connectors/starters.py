"""A mapping to begin with, for each thing that is exchanged; docs/guides/exchange.md and docs/guides/import.md explain every key."""

STARTERS = {
    "calls": """\
source: other-system
time_zone: Asia/Shanghai
number: case_no
text: description
received: reported_at
address: address
point: {lon: lon, lat: lat}
category:
  column: type
  values: {路灯: "0203"}
contact: {name: name, phone: phone}
""",
    "history": """\
source: other-system
time_zone: Asia/Shanghai
number: case_no
text: description
received: reported_at
replied: replied_at
closed: closed_at
category:
  column: type
  values: {路灯: "0203"}
reply: reply
outcome: {otherwise: no_answer}
""",
    "steps": """\
source: other-system
time_zone: Asia/Shanghai
number: case_no
id: step_no
step:
  column: step
  values: {受理: accept, 办结: reply, 说明: message}
text: remark
result:
  column: result
  values: {已解决: resolved}
  otherwise: explained
""",
    "cases": """\
fields:
  number: case_no
  seq: seq
  state: state
  category: category
  address: address
  received_at: received_at
  due_at: due_at
  text: description
""",
}
