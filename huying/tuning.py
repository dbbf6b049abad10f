"""Settings of PostgreSQL that fit a machine, as pure arithmetic; what the running server has is asked by `huying doctor`.

The shares of memory are those of PostgreSQL's own manual (19.4 Resource Consumption) and of its wiki's "Tuning Your
PostgreSQL Server": a quarter for shared buffers, three quarters believed to be cached by the system.
"""

from collections.abc import Mapping

MOST_BUFFERS = 16 * 1024  # MB; past it the system's own cache serves better
MOST_FOR_UPKEEP = 2 * 1024  # MB

SAFE = {"fsync": "on", "full_page_writes": "on", "synchronous_commit": "on"}
"""With one of these off, what was acknowledged may be lost."""


def settings(memory: float, cpus: int) -> dict[str, str]:
    """Lines of postgresql.conf for a server of its own with `memory` GB and so many processors, on a solid-state disk."""
    megabytes = int(memory * 1024)
    buffers = min(megabytes // 4, MOST_BUFFERS)
    helpers = max(1, min(4, cpus // 2))
    return {
        **SAFE,
        "max_connections": "200",
        "shared_buffers": f"{buffers}MB",
        "effective_cache_size": f"{megabytes * 3 // 4}MB",
        # A list page sorts little; 200 connections with two sorts each must fit beside the buffers.
        "work_mem": f"{max(4, min(64, (megabytes - buffers) // 400))}MB",
        "maintenance_work_mem": f"{max(64, min(MOST_FOR_UPKEEP, megabytes // 16))}MB",
        # Between two checkpoints every page is written whole once: fewer of them is less to write.
        "max_wal_size": f"{max(2, min(32, int(memory)))}GB",
        "checkpoint_timeout": "15min",
        "checkpoint_completion_target": "0.9",
        "wal_compression": "on",
        "wal_level": "replica",
        "random_page_cost": "1.1",
        "effective_io_concurrency": "200",
        "max_worker_processes": str(max(8, cpus)),
        "max_parallel_workers_per_gather": str(helpers),
        "max_parallel_maintenance_workers": str(helpers),
        # Compiling costs more than any statement of ours takes.
        "jit": "off",
        # Tables of millions of rows are cleared before a fifth of them is dead.
        "autovacuum_vacuum_scale_factor": "0.05",
        "autovacuum_analyze_scale_factor": "0.02",
        "autovacuum_vacuum_insert_scale_factor": "0.05",
        # A program that was stopped in the middle shall not hold vacuum up for ever.
        "idle_in_transaction_session_timeout": "10min",
        "TimeZone": "UTC",
    }


def written(memory: float, cpus: int) -> str:
    """The same as a file for `include` in postgresql.conf."""
    lines = [
        f"{name} = '{value}'" if "-" in value else f"{name} = {value}" for name, value in settings(memory, cpus).items()
    ]
    return "\n".join([f"# Huying: PostgreSQL on {memory:g} GB and {cpus} processors", *lines, ""])


def unsafe(server: Mapping[str, str]) -> list[str]:
    """Of what the server says of itself: the settings by which an acknowledged write may be lost."""
    return [name for name in SAFE if server[name] == "off"]


def slow(server: Mapping[str, str], database_bytes: int) -> list[str]:
    """Settings that were left as PostgreSQL comes out of the box, where the data has outgrown them.

    `server` holds `shared_buffers` in bytes and `jit`; small databases need nothing.
    """
    grown = database_bytes > 4 * int(server["shared_buffers"]) and int(server["shared_buffers"]) < 256 * 1024**2
    return ["shared_buffers"] * grown + ["jit"] * (server["jit"] == "on" and database_bytes > 1024**3)
