"""What waits, how long, and how much there is of it: asked of the database when Prometheus asks, never kept.

Every figure says something that an operator can act upon; which, stands in `deploy/prometheus/alerts.yaml`.
"""

import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

import psutil
from django.db import DatabaseError, connection, transaction
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.registry import Collector
from psycopg_pool import PoolTimeout

import huying

from . import health


class Gauge(NamedTuple):
    """A family of figures. Its statement answers with a row for each: the labels, then the figure."""

    name: str
    says: str
    labels: tuple[str, ...]
    sql: str


GAUGES = (
    Gauge(
        "huying_workers",
        "Workers whose heart beat within 30 seconds.",
        (),
        "SELECT count(*) FROM procrastinate_workers WHERE last_heartbeat > now() - interval '30 seconds'",
    ),
    Gauge(
        "huying_jobs",
        "Jobs by queue and status; those that succeeded are gone.",
        ("queue", "status"),
        "SELECT queue_name, status::text, count(*) FROM procrastinate_jobs GROUP BY 1, 2",
    ),
    Gauge(
        "huying_jobs_oldest_seconds",
        "How long the oldest job has been due.",
        ("queue",),
        """SELECT queue_name, extract(epoch FROM now() - coalesce(scheduled_at, at))
            FROM (SELECT queue_name, min(id) AS id FROM procrastinate_jobs
                  WHERE status = 'todo' AND (scheduled_at IS NULL OR scheduled_at <= now()) GROUP BY 1) AS oldest
            JOIN procrastinate_jobs USING (id, queue_name)
            JOIN procrastinate_events ON job_id = procrastinate_jobs.id AND type = 'deferred'""",
    ),
    Gauge(
        "huying_unsealed_events",
        "Events that no seal covers yet.",
        (),
        "SELECT count(*) FROM journal_unsealed",
    ),
    Gauge(
        "huying_unsealed_oldest_seconds",
        "How long the oldest of them has been waiting; 0 where none waits.",
        (),
        """SELECT coalesce(max(extract(epoch FROM now() - at)), 0)
            FROM (SELECT * FROM journal_unsealed ORDER BY id LIMIT 1) AS oldest
            JOIN journal_event USING (life, thing, seq)""",
    ),
    Gauge(
        "huying_clocks_due",
        "Clocks that the watch should have looked at by now.",
        (),
        "SELECT count(*) FROM cases_clock WHERE next_at <= now()",
    ),
    Gauge(
        "huying_clocks_oldest_seconds",
        "How far the watch is behind.",
        (),
        "SELECT coalesce(extract(epoch FROM now() - min(next_at)), 0) FROM cases_clock WHERE next_at <= now()",
    ),
    Gauge(
        "huying_cases_open",
        "Open cases by state, and whether their time is up.",
        ("state", "late"),
        """SELECT state, coalesce(due_at < now(), false)::text, count(*) FROM cases_case
           WHERE state IN ('received', 'dispatched', 'in_progress', 'replied') GROUP BY 1, 2""",
    ),
    Gauge(
        "huying_notices",
        "Notices that wait, are being sent, or were given up.",
        ("stage",),
        """SELECT stage, count(*) FROM notices_notice WHERE stage IN ('waiting', 'sending') GROUP BY 1
            UNION ALL SELECT 'dead', count(*) FROM notices_notice WHERE stage = 'dead'""",
    ),
    Gauge(
        "huying_notices_oldest_seconds",
        "How long the oldest notice has been due.",
        (),
        """SELECT coalesce(extract(epoch FROM now() - min(next_at)), 0) FROM notices_notice
            WHERE stage IN ('waiting', 'sending') AND next_at <= now()""",
    ),
    Gauge(
        "huying_webhook_deliveries",
        "Steps that other systems are still to be told, and those that were given up.",
        ("state",),
        "SELECT CASE WHEN dead THEN 'dead' ELSE 'waiting' END, count(*) FROM notices_delivery GROUP BY 1",
    ),
    Gauge(
        "huying_database_bytes",
        "Size of the database.",
        (),
        "SELECT pg_database_size(current_database())",
    ),
    Gauge(
        "huying_database_connections",
        "Connections to the database by what they do, and how many the server takes at most.",
        ("state",),
        """SELECT coalesce(state, 'other'), count(*) FROM pg_stat_activity WHERE datname = current_database() GROUP BY 1
           UNION ALL SELECT 'limit', current_setting('max_connections')::int""",
    ),
    Gauge(
        "huying_database_oldest_transaction_seconds",
        "How long the oldest transaction has been open: vacuum cannot clear away behind it.",
        (),
        """SELECT coalesce(max(extract(epoch FROM now() - xact_start)), 0)
            FROM pg_stat_activity WHERE datname = current_database()""",
    ),
    Gauge(
        "huying_replica_lag_seconds",
        "How far each replica is behind, as the server that it follows sees it; needs the right pg_monitor.",
        ("replica",),
        """SELECT coalesce(nullif(application_name, ''), client_addr::text, pid::text),
                  coalesce(extract(epoch FROM max(replay_lag)), 0)
           FROM pg_stat_replication GROUP BY 1""",
    ),
    Gauge(
        "huying_replica_lag_bytes",
        "How much of the journal of PostgreSQL (WAL) each replica has not replayed yet.",
        ("replica",),
        """SELECT coalesce(nullif(application_name, ''), client_addr::text, pid::text),
                  max(pg_wal_lsn_diff(pg_current_wal_lsn(), replay_lsn))::float8
           FROM pg_stat_replication WHERE replay_lsn IS NOT NULL AND NOT pg_is_in_recovery() GROUP BY 1""",
    ),
    Gauge(
        "huying_wal_archive_failures",
        "Segments of WAL that could not be archived since the statistics began: a backup to the minute needs each.",
        (),
        "SELECT failed_count FROM pg_stat_archiver",
    ),
)


class Waiting(Collector):
    """Asked anew each time."""

    def collect(self) -> Iterable[Metric]:
        """The figures of the database, as far as it answers, and of the processes on this machine."""
        answers = health.database_answers()
        yield _family(
            "huying_info", "The release that answers.", ("version", "python"), [(huying.__version__, _python(), 1)]
        )
        yield _family("huying_database_up", "Whether the database answers.", (), [(int(answers),)])
        if answers:
            yield from _asked()
        yield _family(
            "huying_process_resident_memory_bytes",
            "Memory of the processes of this installation on this machine.",
            ("part",),
            list(_memory().items()),
        )


def _asked() -> Iterator[Metric]:
    for gauge in GAUGES:
        try:
            with transaction.atomic(), connection.cursor() as cursor:
                cursor.execute("SET TRANSACTION READ ONLY")
                cursor.execute("SET LOCAL statement_timeout = '5s'")
                cursor.execute(gauge.sql)
                rows = cursor.fetchall()
        except (DatabaseError, PoolTimeout):  # a table is not there yet, or it took too long: the others still tell
            continue
        yield _family(gauge.name, gauge.says, gauge.labels, rows)


def _family(name: str, says: str, labels: tuple[str, ...], rows: Iterable[tuple[Any, ...]]) -> GaugeMetricFamily:
    family = GaugeMetricFamily(name, says, labels=labels)
    for *given, figure in rows:
        family.add_metric([str(label) for label in given], float(figure))
    return family


def _python() -> str:
    return ".".join(map(str, sys.version_info[:3]))


def _memory() -> dict[str, int]:
    """Bytes by part: the programs that this Python's environment runs, each with what it alone and others with it hold."""
    programs, parts = str(Path(sys.executable).parent), {"web": 0, "worker": 0}
    for process in psutil.process_iter(["cmdline", "memory_info"]):
        command = " ".join(process.info["cmdline"] or ())
        part = next((part for part, word in PARTS.items() if word in command), None)
        if part and command.startswith(programs) and process.info["memory_info"]:
            parts[part] += process.info["memory_info"].rss
    return parts


PARTS = {"web": "huying.webserver", "worker": "huying.cli worker"}
