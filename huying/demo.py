"""The demo: a made-up city with accounts that anybody at this machine may use."""

from pathlib import Path

from huying.base.journal import audit
from huying.base.units import demo
from huying.base.units.models import Unit
from huying.console import say
from huying.insight import proposing, refreshing
from huying.web import setup
from huying.web.exchange import demo as calls
from huying.web.exchange import past

OPEN = {"居民 Residents": "/", "员工 Staff": "/desk/", "接口 API": "/api/v1/docs", "Open311": "/open311/discovery.xml"}
CITY = Path(__file__).parent.parent / "samples" / "yunxi"


def prepare(address: str) -> None:
    """Load the city and some calls into an empty database, have the accounts, and say what there is to open."""
    if not Unit.objects.exists():
        if problems := setup.load(CITY, by=audit.console()).problems:
            raise ValueError(f"{CITY}: {problems}")
        calls.fill()
        past.fill()
        refreshing.refresh()
        proposing.find()
    accounts = demo.accounts()
    say("示例城市云溪市(虚构)", "The made-up city of Yunxi:")
    for who, path in OPEN.items():
        say(f"  {who:<16}", f"{address}{path}")
    say("演示账号,密码均为", f"Accounts, each with the password {demo.PASSWORD}:")
    for account in accounts:
        unit = f"{account.unit.zh} {account.unit.en}" if account.unit else ""
        say(f"  {account.username:<12}", account.get_role_display(), unit)
