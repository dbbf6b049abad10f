"""What follows what: event → reactions; the clock → jobs. To events this is what `urls.py` is to requests.

Long because it is one table.
"""

from collections.abc import Callable
from contextlib import suppress
from functools import wraps
from typing import Any

from procrastinate import JobContext, RetryStrategy
from procrastinate.contrib.django import app
from procrastinate.exceptions import AlreadyEnqueued, UniqueViolation
from procrastinate.jobs import Status

from huying.base import tracing
from huying.base.journal import clock, seals, waiting
from huying.cases import calling, codes, erasure, files, incoming, linked, orders, reactions, sayings, watch
from huying.civic.mediation import erasure as dispute_erasure
from huying.civic.mediation import reactions as dispute_reactions
from huying.civic.mediation import watch as dispute_watch
from huying.civic.mediation.states import LIFE as DISPUTE
from huying.civic.mediation.words import State as DisputeState
from huying.insight import proposing, refreshing
from huying.notices import parties, sending, telling
from huying.notices.codes import send_code
from huying.notices.table import told
from huying.notices.webhooks import posting, queueing, subscribing
from huying.web import limits, once, sessions
from huying.web.exchange.connectors import forgetting, reconciling, rounds
from huying.web.mail import fetching
from huying.web.open311 import exchanging

DONE: dict[str, tuple[str, ...]] = {
    "case.receive": ("route",),
    "case.unmerge": ("route",),
    "case.decide_review": ("route",),
    "case.reply": ("answer_merged",),
    "case.approve_reply": ("answer_merged",),
    "case.follow_up": ("rework_if_not_solved",),
    "case.refer": ("open_dispute",),
    "dispute.open": ("assign_committee",),
    **{f"dispute.{verb}": ("tell_case",) for verb, step in DISPUTE.steps.items() if step.target == DisputeState.CLOSED},
}
"""Event → what Huying does about it, each a job of its own."""

ASKED: dict[str, tuple[str, ...]] = {
    "case.reply": ("draw",),
    "case.approve_reply": ("draw",),
    "case.answer_through": ("draw",),
    "case.follow_up": ("draw_reading",),
    "case.close": ("draw_reading",),
    "clock.reach": ("draw_late",),
}
"""Event → who is drawn, to be asked whether it was solved, or to be read by others. Of the past nobody is asked."""

TOLD: dict[str, tuple[str, ...]] = {
    **{f"case.{verb}": ("tell",) for verb in told()},
    "clock.reach": ("notify_reach",),
    **{f"dispute.{verb}": ("tell_parties",) for verb in parties.TABLE},
    "dispute.owed": ("remind_party",),
}
"""Every event that somebody is told of; whom and how: `notices/table.py`."""

FLOW = {
    event: DONE.get(event, ()) + ASKED.get(event, ()) + TOLD.get(event, ())
    for event in dict.fromkeys((*DONE, *ASKED, *TOLD))
}
"""Event → the reactions to it."""

RETRY = RetryStrategy(max_attempts=10, exponential_wait=2)
STALLED_AFTER = 15  # seconds without a heartbeat of the worker
EXCHANGE = "exchange"
"""The queue of what waits for other systems or takes many records in: a worker of its own does it, so that notices never wait."""


ALONG: dict[str, Callable[..., None]] = {}
"""Reactions that look at one case each: who does one takes others along that wait."""


def _reaction(react: Callable[..., None], queue: str = "reactions", *, priority: int = 0) -> Any:
    @wraps(react)
    def follow(*, request: str = "", **keys: int) -> None:
        with tracing.following(request):
            react(**keys)
        if react.__name__ in ALONG:
            waiting.take_along(ALONG)

    return app.task(name=react.__name__, queue=queue, retry=RETRY, priority=priority)(follow)


for _react in (
    reactions.answer_merged, reactions.rework_if_not_solved, reactions.draw, reactions.draw_late,
    reactions.draw_reading, telling.tell, dispute_reactions.open_dispute, dispute_reactions.assign_committee,
    dispute_reactions.tell_case,
):  # fmt: skip
    _reaction(_react)

_reaction(reactions.route, priority=1)  # a unit waits for it; who is told what can wait for that

ALONG |= {
    react.__name__: react
    for react in (
        reactions.route, reactions.answer_merged, reactions.rework_if_not_solved, reactions.draw, reactions.draw_reading,
        telling.tell,
    )
}  # fmt: skip

# Not by an event: the portal asks for it, and whoever asked waits no longer than a few minutes.
app.task(name="send_code", queue="notices", retry=RetryStrategy(max_attempts=6, exponential_wait=3))(send_code)
app.task(name="send_way_in", queue="notices", retry=RETRY)(parties.send_way_in)
_reaction(telling.notify_reach, queue="notices")
_reaction(parties.tell_parties, queue="notices")
_reaction(parties.remind_party, queue="notices")


app.task(name="carry_out", queue="reactions", retry=RETRY)(orders.carry_out)


@app.task(name="send_notices", queue="notices")
def send_notices(cause: str) -> None:
    """Send what was just written about one event; what a channel refuses is tried again by the job below."""
    sending.send(cause)


@app.periodic(cron="* * * * *")
@app.task(name="send_due", queue="notices", queueing_lock="send_due")
def send_due(timestamp: int) -> None:
    """Send what had to wait: for the morning, for its digest, for a server that was away, or for a worker that was killed."""
    sending.gather()
    sending.send()


@app.periodic(cron="* * * * * */10")
@app.task(name="queue_webhooks", queue="notices", queueing_lock="queue_webhooks", lock="queue_webhooks")
def queue_webhooks(timestamp: int) -> None:
    """Bring up for each subscription what happened, and post what is due. Only what is sealed is told, so it is sealed first."""
    if going := subscribing.going():
        seals.seal()
    for key in going:
        queueing.queue(key)
        with suppress(AlreadyEnqueued):
            post_webhooks.configure(queueing_lock=f"webhook:{key}", lock=f"webhook:{key}").defer(key=key)


@app.task(name="post_webhooks", queue="notices")
def post_webhooks(key: int) -> None:
    """Post what is due to one subscription; one at a time, so that the order of each case holds."""
    posting.post(key)


@app.periodic(cron="* * * * *")
@app.task(name="fetch_mail", queue="clock", queueing_lock="fetch_mail", lock="fetch_mail")
def fetch_mail(timestamp: int) -> None:
    """Take in the letters that lie in the mailbox. One that does not answer is asked again a minute later."""
    with suppress(fetching.Away):
        fetching.fetch()


# Not by an event: the door that took the case in asks for it.
app.task(name="fetch_linked", queue="reactions", retry=RetryStrategy(max_attempts=8, exponential_wait=5))(linked.fetch)


@app.periodic(cron="57 3 * * *")
@app.task(name="forget_incoming", queue="clock", queueing_lock="forget_incoming")
def forget_incoming(timestamp: int) -> None:
    """Drop what came in long ago, files that could not be had, and what a system did not take for months."""
    incoming.forget()
    linked.forget()
    subscribing.forget()


@app.periodic(cron="57 3 * * *")
@app.task(name="forget_notices", queue="clock", queueing_lock="forget_notices")
def forget_notices(timestamp: int) -> None:
    """Drop what was told long ago."""
    telling.forget()


@app.periodic(cron="*/2 * * * *")
@app.task(name="seal", queue="clock", queueing_lock="seal", lock="seal")
def seal(timestamp: int) -> None:
    """Bring the newest events under a seal."""
    seals.seal()


@app.periodic(cron="* * * * *")
@app.task(name="watch", queue="clock", queueing_lock="watch")
def look(timestamp: int) -> None:
    """Mark what the clocks passed, and decide what silence decides. No lock: two at once do nothing twice."""
    watch.watch(clock.now() - watch.STILL_BEING_WRITTEN)


@app.periodic(cron="*/5 * * * *")
@app.task(name="watch_disputes", queue="clock", queueing_lock="watch_disputes")
def watch_disputes(timestamp: int) -> None:
    """Note which clocks of disputes passed and what is soon owed. No lock: two at once do nothing twice."""
    dispute_watch.watch()


@app.periodic(cron="*/10 * * * *")
@app.task(name="end_asking", queue="clock", queueing_lock="end_asking")
def end_asking(timestamp: int) -> None:
    """Close as "no answer" where nobody answered in time."""
    reactions.end_asking()


@app.periodic(cron="47 * * * *")
@app.task(name="forget_codes", queue="clock", queueing_lock="forget_codes")
def forget_codes(timestamp: int) -> None:
    """Drop the one-time codes that are over, and what was typed to ask for them."""
    codes.forget()


@app.periodic(cron="*/10 * * * *")
@app.task(name="forget_calls", queue="clock", queueing_lock="forget_calls")
def forget_calls(timestamp: int) -> None:
    """Drop the telephone calls that are over, with their numbers."""
    calling.forget()


@app.periodic(cron="17 3 * * *")
@app.task(name="forget_answers", queue="clock", queueing_lock="forget_answers")
def forget_answers(timestamp: int) -> None:
    """Drop the answers to repeated requests that nobody will repeat again."""
    once.forget()


@app.periodic(cron="7 * * * *")
@app.task(name="forget_tallies", queue="clock", queueing_lock="forget_tallies")
def forget_tallies(timestamp: int) -> None:
    """Drop the counts of doors whose window is over."""
    limits.forget()


@app.periodic(cron="27 3 * * *")
@app.task(name="erase", queue="clock", queueing_lock="erase", lock="erase")
def erase(timestamp: int) -> None:
    """Erase what of cases and disputes has its time up."""
    erasure.run()
    dispute_erasure.run()


@app.periodic(cron="37 3 * * *")
@app.task(name="forget_unsent", queue="clock", queueing_lock="forget_unsent")
def forget_unsent(timestamp: int) -> None:
    """Remove the files of forms that nobody sent, and of cases that were erased."""
    files.forget_unsent()


@app.periodic(cron="27 4 * * *")
@app.task(name="propose", queue="clock", queueing_lock="propose")
def propose(timestamp: int) -> None:
    """Propose what surged yesterday and what recurs. No lock: two at once propose nothing twice."""
    proposing.find()


@app.periodic(cron="41 3 * * *")
@app.task(name="forget_orders", queue="clock", queueing_lock="forget_orders")
def forget_orders(timestamp: int) -> None:
    """Drop what was ordered for many cases and is over."""
    orders.forget()


@app.periodic(cron="47 3 * * *")
@app.task(name="forget_sessions", queue="clock", queueing_lock="forget_sessions")
def forget_sessions(timestamp: int) -> None:
    """Drop what is left of sessions that are over."""
    sessions.forget()


@app.periodic(cron="13 * * * *")
@app.task(name="refresh_sayings", queue="clock", queueing_lock="refresh_sayings")
def refresh_sayings(timestamp: int) -> None:
    """Compare new calls with open cases of late only."""
    sayings.refresh()


@app.periodic(cron="* * * * *")
@app.task(name="exchange_open311", queue=EXCHANGE, queueing_lock="exchange_open311", lock="exchange_open311")
def exchange_open311(timestamp: int) -> None:
    """Send to the units that work in another system what lies with them, and fetch what they did."""
    exchanging.exchange()


@app.periodic(cron="* * * * *")
@app.task(name="begin_rounds", queue="clock", queueing_lock="begin_rounds")
def begin_rounds(timestamp: int) -> None:
    """Begin the rounds of connectors that are due; each has a lock of its own, so that a long one holds up no other."""
    for key in rounds.due():
        with suppress(AlreadyEnqueued):
            exchange_round.configure(queueing_lock=f"connector:{key}", lock=f"connector:{key}").defer(key=key)


@app.task(name="exchange_round", queue=EXCHANGE)
def exchange_round(key: int) -> None:
    """Take in what waits at a connector, or give out what changed. Trouble is noted there; the next round is another try."""
    rounds.begin(key)


@app.periodic(cron="23 0 * * *")
@app.task(name="reconcile", queue=EXCHANGE, queueing_lock="reconcile", lock="reconcile")
def reconcile(timestamp: int) -> None:
    """Count yesterday of every connector, tell the other side, and take what it says."""
    reconciling.yesterday()


@app.periodic(cron="7 4 * * *")
@app.task(name="forget_exchanged", queue=EXCHANGE, queueing_lock="forget_exchanged", lock="forget_exchanged")
def forget_exchanged(timestamp: int) -> None:
    """Drop what became of each record long ago; the counts and the hash of its day stay."""
    forgetting.forget()


@app.periodic(cron="*/5 * * * *")
@app.task(name="refresh_figures", queue="clock", queueing_lock="refresh_figures", lock="refresh_figures")
def refresh_figures(timestamp: int) -> None:
    """Count what happened since the last time."""
    refreshing.refresh()


@app.periodic(cron="* * * * * */15")
@app.task(name="rescue", queue="clock", queueing_lock="rescue", pass_context=True)
async def rescue(context: JobContext, timestamp: int) -> None:
    """Queue again what a killed worker left. No lock: a killed rescue must not stop the next one."""
    manager = context.app.job_manager
    for job in await manager.get_stalled_jobs(seconds_since_heartbeat=STALLED_AFTER):
        try:
            await manager.retry_job(job)
        except (
            UniqueViolation
        ):  # the clock has queued it again meanwhile, and what is left would hold its lock for ever
            await manager.finish_job(job, Status.FAILED, delete_job=True)
