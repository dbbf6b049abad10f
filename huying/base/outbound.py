"""Requests to addresses that somebody else named, a webhook or a picture: to the public internet, never into our own network.

The host is looked up once, each of its addresses judged, and the connection made to the one that was judged; so again at
each redirect. `requests-hardened` does the connecting. Hosts that the city names in `HUYING_INSIDE` may lie in its own network,
on any port: departments' systems do. What the city itself configures (its provider, its gateways) does not come by here.
"""

import ipaddress
import socket
from dataclasses import replace
from urllib.parse import SplitResult, urlsplit

from django.conf import settings
from django.utils.translation import gettext as _
from requests_hardened import Config, HTTPSession
from requests_hardened.ip_filter import EXTRA_BLOCKED_NET_RANGES

from huying.base.journal.refusals import Refused

SECONDS = (5, 20)
"""For connecting, and between two bytes of the answer."""
HOPS = 3
"""Redirects that are followed."""
PORTS = {80, 443, 8080, 8443}
SCHEMES = {"http": 80, "https": 443}

GUARDED = Config(
    default_timeout=SECONDS, never_redirect=False, ip_filter_enable=True, ip_filter_allow_loopback_ips=False,
    user_agent_override="Huying",
)  # fmt: skip

INSIDE = replace(GUARDED, ip_filter_enable=False, never_redirect=True)


def public(url: str) -> None:
    """Look whether `url` may be asked: http or https, no name or password in it, a public host on a usual port.

    For the form in which somebody enters it. Raises `Refused` with the sentence. What a host name leads to may change:
    only `session()` protects when it is asked.
    """
    try:
        parts = urlsplit(url)
        port = parts.port or SCHEMES.get(parts.scheme, 0)
    except ValueError as wrong:
        raise Refused(_("This is no address of the web.")) from wrong
    if reason := _reason(parts) or ("" if _inside(parts) else _closed(port) or _private(parts.hostname or "", port)):
        raise Refused(reason)


def to(url: str) -> HTTPSession:
    """A session for asking `url`, which may lie inside; there it follows no redirect."""
    if not _inside(urlsplit(url)):
        return session()
    trusting = HTTPSession(INSIDE)
    trusting.trust_env = False
    return trusting


def session() -> HTTPSession:
    """A session of `requests` whose every connection goes to a public address, or raises `requests.RequestException`."""
    guarded = HTTPSession(GUARDED)
    guarded.trust_env = False  # no proxy of the environment: it would look the host up by itself
    guarded.max_redirects = HOPS
    return guarded


def found(host: str, port: int) -> str:
    """The address to connect to for what is not the web, such as SFTP: a public one, or one of a host that may lie inside.

    Connect to this address and not to the name, which may lead elsewhere a moment later. Raises `Refused` with the sentence.
    """
    try:
        places = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError):
        raise Refused(_("There is no such host: %(host)s.") % {"host": host}) from None
    addresses = [str(place[0]) for *_rest, place in places]
    if host not in settings.INSIDE and not all(map(_is_public, addresses)):
        raise Refused(_("This address lies in a private network."))
    return addresses[0]


def _inside(parts: SplitResult) -> bool:
    return (parts.hostname or "") in settings.INSIDE


def _closed(port: int) -> str:
    if port in PORTS:
        return ""
    return _("This port is not asked: %(ports)s are.") % {"ports": ", ".join(map(str, sorted(PORTS)))}


def _reason(parts: SplitResult) -> str:
    if parts.scheme not in SCHEMES or not parts.hostname:
        return _("An address begins with https:// or http://.")
    if parts.username is not None or parts.password is not None:
        return _("An address holds no user name and no password.")
    return ""


def _private(host: str, port: int) -> str:
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError):
        return _("There is no such host: %(host)s.") % {"host": host}
    if all(_is_public(str(place[0])) for *_rest, place in found):
        return ""
    return _("This address lies in a private network.")


def _is_public(text: str) -> bool:
    """As `requests-hardened` judges, so that what a form accepts can be asked."""
    address = ipaddress.ip_address(text.partition("%")[0])
    mapped = getattr(address, "ipv4_mapped", None)
    address = mapped or address
    blocked = any(address in net for net in EXTRA_BLOCKED_NET_RANGES if net.version == address.version)
    return address.is_global and not address.is_multicast and not blocked
