"""Notices: who was told what, by which channel, and what became of it; and how each likes to be told."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _

from huying.base.sealed.fields import SealedField
from huying.base.units.models import Staff, Unit
from huying.cases.models import Case
from huying.civic.mediation.models import Party

from . import replies


class Channel(models.TextChoices):
    APP = "app", _("at the desk")
    EMAIL = "email", _("e-mail")
    SMS = "sms", _("text message")
    APPRISE = "apprise", _("group chat")


class Stage(models.TextChoices):
    """How far a notice has come."""

    WAITING = "waiting", _("waiting")
    SENDING = "sending", _("being sent")
    SENT = "sent", _("sent")
    DIGESTED = "digested", _("in a digest")
    DROPPED = "dropped", _("nobody to send it to")
    DEAD = "dead", _("given up")


class Pace(models.TextChoices):
    """How soon somebody wants e-mail."""

    AT_ONCE = "at_once", _("at once")
    HOURLY = "hourly", _("once an hour")
    DAILY = "daily", _("once a day")
    NEVER = "never", _("never; I look at the desk")


class Notice(models.Model):
    """One word to one recipient by one channel. It holds codes and a case, never an address, a name or what was said."""

    case = models.ForeignKey(Case, models.CASCADE, null=True, related_name="+")
    """None for a digest."""
    party = models.ForeignKey(Party, models.CASCADE, null=True, db_index=False, related_name="+")
    """Of a dispute, the party that it goes to; then it has no case."""
    opened_at = models.DateTimeField(null=True)
    """When the party came in by its link, which opens nothing a second time."""
    cause = models.CharField(max_length=60)
    """What it tells of: "case:KEY#NUMBER" for an event, "reach:KEY" for a deadline that was reached."""
    event = models.CharField(max_length=40)
    """The line of the table that it follows."""
    to = models.CharField(max_length=60)
    """"case:KEY" for its reporter, "party:KEY" of a dispute, "unit:KEY:ROLE" for a desk, "staff:KEY" for who works here."""
    channel = models.CharField(max_length=10, choices=Channel)
    template = models.CharField(max_length=40)
    language = models.CharField(max_length=10)
    facts = models.JSONField(default=dict)
    """What fills the template: state, due time and unit as they were, as codes."""
    urgent = models.BooleanField(default=False)
    unit = models.ForeignKey(Unit, models.CASCADE, null=True, db_index=False, related_name="+")
    role = models.CharField(max_length=20, blank=True)
    """Who at the unit's desk reads it; "" for everybody there who works on cases."""
    staff = models.ForeignKey(Staff, models.CASCADE, null=True, db_index=False, related_name="+")

    stage = models.CharField(max_length=10, choices=Stage, default=Stage.WAITING)
    gathered = models.BooleanField(default=False)
    """It waits to go out together with others."""
    digest = models.ForeignKey("self", models.SET_NULL, null=True, related_name="gathers")
    attempts = models.SmallIntegerField(default=0)
    next_at = models.DateTimeField()
    """When it may be sent; of one that is being sent, when whoever sends it counts as killed."""
    sent_at = models.DateTimeField(null=True)
    failure = models.CharField(max_length=80, blank=True)
    """What the channel said last, without the address."""
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["cause", "to", "channel"], name="told_once")]
        indexes = [
            models.Index(fields=["next_at", "id"], condition=Q(stage__in=["waiting", "sending"]), name="notices_due"),
            models.Index(fields=["unit", "-id"], condition=Q(channel="app"), name="notices_of_desk"),
            models.Index(fields=["id"], condition=Q(stage="dead"), name="notices_dead"),
        ]

    @property
    def message_id(self) -> str:
        """The same whenever it is sent, so that a mail server or a reader sees a repeat as one; by it an answer finds its case."""
        mark = salted_hmac("huying.notices", f"{self.cause} {self.to} {self.channel}", algorithm="sha256").hexdigest()[
            :32
        ]
        by_answer = f".{replies.token(self.case_id)}" if self.case_id and not self.unit_id and not self.staff_id else ""
        return f"<{mark}{by_answer}@{settings.DEFAULT_FROM_EMAIL.rpartition('@')[2].rstrip('>')}>"


class Template(models.Model):
    """The words of a template where the city has written its own; else those of `wording.py` hold."""

    code = models.CharField(max_length=40, primary_key=True)
    subject_zh = models.CharField(max_length=80)
    subject_en = models.CharField(max_length=120)
    text_zh = models.CharField(max_length=300)
    text_en = models.CharField(max_length=500)


class OptOut(models.Model):
    """The reporter of this case wants no notices; what they must be told stands on the tracking page all the same."""

    case = models.OneToOneField(Case, models.CASCADE, primary_key=True, related_name="+")
    at = models.DateTimeField()


class Preference(models.Model):
    """How somebody who works here is told, and how far they have read."""

    staff = models.OneToOneField(Staff, models.CASCADE, primary_key=True, related_name="+")
    pace = models.CharField(max_length=10, choices=Pace, default=Pace.AT_ONCE)
    language = models.CharField(max_length=10, blank=True)
    url = SealedField(blank=True)
    """A chat of their own, as apprise writes addresses."""
    read_to = models.BigIntegerField(default=0)
    """The newest notice at the desk that they have seen."""


class Desk(models.Model):
    """The group chat of a unit, as apprise writes addresses. These hold the chat's key."""

    unit = models.OneToOneField(Unit, models.CASCADE, primary_key=True, related_name="+")
    url = SealedField(blank=True)
    """As it was typed at the desk."""
    variable = models.CharField(max_length=80, blank=True)
    """Where the environment has the address instead (`HUYING_CHAT_…`): so set-up files can name a chat and hold no key."""

    @property
    def address(self) -> str:
        """Empty where the environment has none."""
        return settings.CHATS.get(self.variable, "") if self.variable else self.url


class Subscription(models.Model):
    """Another system that is told, by a request over HTTP each, of every step of the cases that its unit sees."""

    name = models.CharField(max_length=60)
    unit = models.ForeignKey(Unit, models.CASCADE, related_name="+")
    """It is told of the cases that this unit sees."""
    url = SealedField()
    """Where to; it may hold a token of the other system."""
    secret = SealedField()
    """What the requests are signed with (“whsec_…”, standardwebhooks.com)."""
    verbs = models.JSONField(default=list, blank=True)
    """The steps it is told of; empty: of all."""
    categories = models.JSONField(default=list, blank=True)
    """Codes of the categories it is told of, with everything below them; empty: of all."""
    stopped = models.BooleanField(default=False)
    seal = models.BigIntegerField()
    """What came under the seals up to this one waits to be posted, or was."""
    posted_at = models.DateTimeField(null=True)
    n_posted = models.BigIntegerField(default=0)
    refusals = models.SmallIntegerField(default=0)
    """How often in a row the whole system did not answer."""
    next_at = models.DateTimeField(null=True)
    """It is not asked before."""
    failure = models.CharField(max_length=80, blank=True)
    """What went wrong last; empty while all is well."""

    class Meta:
        ordering = ["name", "pk"]


class Delivery(models.Model):
    """A step of a case that a subscription is still to be told; gone when it was."""

    subscription = models.ForeignKey(Subscription, models.CASCADE, related_name="deliveries")
    case = models.ForeignKey(Case, models.CASCADE, related_name="+")
    seq = models.IntegerField()
    """Number of the event in the record of its case."""
    attempts = models.SmallIntegerField(default=0)
    next_at = models.DateTimeField()
    dead = models.BooleanField(default=False)
    """Given up; somebody may have it sent again."""
    failure = models.CharField(max_length=80, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["subscription", "case", "seq"], name="delivered_once")]
        indexes = [models.Index(fields=["subscription", "id"], condition=Q(dead=False), name="deliveries_waiting")]
