import pytest
from django.db import connection
from django.test import Client


@pytest.mark.django_db
def test_it_is_ready_with_all_tables_and_shows_whether_a_worker_s_heart_beats(client: Client) -> None:
    answer = client.get("/readyz")
    assert (answer.status_code, answer.json()) == (200, {"database": True, "migrations": True, "worker": False})
    with connection.cursor() as cursor:
        cursor.execute("insert into procrastinate_workers default values")
    answer = client.get("/readyz")
    assert (answer.status_code, answer.json()) == (200, {"database": True, "migrations": True, "worker": True})
