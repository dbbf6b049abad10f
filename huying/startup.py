"""What every command needs first: the database up, and Django set up."""

import os
from collections.abc import Iterator
from contextlib import contextmanager

from huying import console, embedded


@contextmanager
def ready(*, migrated: bool = False, importing: bool = False) -> Iterator[None]:
    """Database up and Django set up; `migrated`: the tables are brought up to date first.

    While a city is half here (`web/exchange/city`) only what is `importing` it may go on.
    """
    with console.explained(), embedded.database():
        set_up_django()
        from huying.base.journal.refusals import Refused

        if not importing and _is_half_here():
            raise console.refusal(
                "城市导入尚未完成,请再次执行 huying import city。",
                "The import of a city is not finished: run `huying import city` again.",
            )
        if migrated:
            migrate()
        try:
            yield
        except Refused as refusal:
            raise console.refusal("未执行:", *refusal.reasons) from None
        finally:
            let_go()


def set_up_django() -> None:
    import django
    from django.apps import apps

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "huying.settings")
    if not apps.ready:
        django.setup()


def let_go(*, always: bool = False) -> None:
    """An embedded server that stops should find nobody connected; `always`: also where it was named by its address."""
    from django.db import connections

    if always or embedded.cluster():
        for connection in connections.all():
            connection.close()
            connection.close_pool()  # type: ignore[attr-defined]  # PostgreSQL's has one


def _is_half_here() -> bool:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SELECT to_regclass('city_import')")
        return cursor.fetchone()[0] is not None


def migrate() -> None:
    """Bring the tables up to date. Whoever comes second waits, and then finds nothing to do."""
    from django.core.management import call_command
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("select pg_advisory_lock(hashtext('huying migrate'))")
        call_command("migrate", verbosity=0, skip_checks=False)
        call_command("createcachetable", verbosity=0)
        cursor.execute("select pg_advisory_unlock(hashtext('huying migrate'))")
