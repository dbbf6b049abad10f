"""A category that asks something can be reached: the mapping says in which column the answer stands; and every queue has its worker."""

import pytest
from procrastinate.contrib.django import app

from huying import serve
from huying.base.journal import editions
from huying.cases.models import Case, Exchanged
from tests import stories
from tests.web.exchange.connectors import desk
from tests.web.exchange.connectors.desk import Office, counted

QUESTIONS = {
    "type": "object", "required": ["lights_out"],
    "properties": {"lights_out": {"type": "integer"}, "dark": {"type": "boolean"}, "seen": {"type": "array", "items": {"type": "string"}}},
}  # fmt: skip


@pytest.mark.django_db
def test_answers_are_read_from_columns_as_the_questions_want_them(city: stories.City) -> None:
    light = city.category["light"]
    light.questions = QUESTIONS
    light.save()
    editions.changed("catalogue")
    stories.forget()
    answers = {
        "lights_out": "n",
        "dark": {"column": "dark", "values": {"黑": "yes"}, "otherwise": "no"},
        "seen": "seen",
    }
    office = Office(desk.connected(mapping=desk.CALLS | {"answers": answers}))
    like = desk.ROW | {"n": "3", "dark": "黑", "seen": "灯杆; 开关箱"}
    office.drop("a.csv", {"no": 1}, {"no": 2, "n": ""}, {"no": 3, "n": "several"}, like=like)
    assert counted(office.run()) == (3, 1, 2, 0)
    assert Case.objects.get().answers == {"lights_out": 3, "dark": True, "seen": ["灯杆", "开关箱"]}
    assert {row.reason.partition(":")[0] for row in Exchanged.objects.filter(state="refused")} == {"answers.lights_out"}


def test_every_job_has_a_queue_that_a_worker_of_serve_takes_from() -> None:
    ours = {task.queue for name, task in app.tasks.items() if not name.startswith(("builtin:", "procrastinate."))}
    assert ours == {queue for queues in serve.WORKERS for queue in queues}
