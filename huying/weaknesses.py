"""Settings by which an installation is easier to attack than it need be. In a demo, which serves its own machine only, none counts."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import NamedTuple
from urllib.parse import urlsplit

from cryptography.fernet import Fernet
from django.conf import settings

from huying.base.units.roles import Role

MOST_TIMES = 10
LONGEST_IDLE = timedelta(minutes=30)
GUARDIANS = {Role.ADMIN, Role.SECURITY, Role.AUDITOR}


class Weakness(NamedTuple):
    """What to do about it, in both languages, and whether it is there."""

    zh: str
    en: str
    is_there: Callable[[], bool]


def found() -> Iterator[Weakness]:
    """Those of this installation."""
    return (weakness for weakness in WEAKNESSES if weakness.is_there())


def hosts_elsewhere() -> set[str]:
    """The names under which others come in; none: this machine only."""
    return set(settings.ALLOWED_HOSTS) - set(settings.LOOPBACK)


def _guessable(secret: str) -> bool:
    return len(secret) < 50 or len(set(secret)) < 10 or secret.startswith("django-insecure-")


def _is_no_key(key: str) -> bool:
    try:
        Fernet(key)
    except ValueError:
        return True
    return False


def _sealing_keys() -> list[str]:
    file = settings.SEALING_KEYS_FILE
    return settings.SEALING_KEYS or (file.read_text().split() if file.exists() else [])


def _is_open(url: str) -> bool:
    """Whether what goes to this address can be read on its way. This machine talks to itself as it likes."""
    asked = urlsplit(url)
    return bool(url) and asked.scheme != "https" and asked.hostname not in settings.LOOPBACK


def _mail_is_open() -> bool:
    sealed = settings.EMAIL_USE_TLS or settings.EMAIL_USE_SSL
    return bool(settings.SMTP_URL) and not sealed and settings.EMAIL_HOST not in settings.LOOPBACK


def _leads_nowhere() -> bool:
    """Whether notices that leave the house carry links that nobody else can follow, or that can be read on the way."""
    sends = bool(settings.SMTP_URL or settings.SMS_URL or settings.CHATS)
    return sends and bool(hosts_elsewhere()) and urlsplit(settings.ADDRESS).scheme != "https"


WEAKNESSES = (
    Weakness(
        "请取消 HUYING_DEBUG，否则出错页面会暴露内部信息。",
        "Unset HUYING_DEBUG: error pages show the inside.",
        lambda: settings.DEBUG,
    ),
    Weakness(
        "请在 HUYING_HOSTS 写明主机名，不要用 * 或以点开头的名称。",
        "Name your hosts in HUYING_HOSTS instead of '*' or what begins with a dot.",
        lambda: any(host.startswith(("*", ".")) for host in hosts_elsewhere()),
    ),
    Weakness(
        "请在前面加 HTTPS 代理并设置 HUYING_HTTPS=1。",
        "Put a proxy with HTTPS in front and set HUYING_HTTPS=1.",
        lambda: bool(hosts_elsewhere()) and not settings.HTTPS,
    ),
    Weakness(
        "请在 HUYING_PROXIES 写明代理的层数，否则所有来访者都算作同一个地址。",
        "Say in HUYING_PROXIES how many proxies stand in front: without it all callers count as one address.",
        lambda: settings.HTTPS and settings.PROXIES < 1,
    ),
    Weakness(
        "HUYING_ORIGINS 中的网址须以 https:// 开头，且不含 *。",
        "Let the addresses in HUYING_ORIGINS begin with https:// and hold no '*'.",
        lambda: any("*" in url or not url.startswith("https://") for url in settings.CSRF_TRUSTED_ORIGINS),
    ),
    Weakness(
        "HUYING_SECRET_KEY 至少 50 个随机字符，或取消设置以自动生成。",
        "Give HUYING_SECRET_KEY 50 random characters, or unset it to have one made.",
        lambda: any(map(_guessable, [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS])),
    ),
    Weakness(
        "密封密钥缺失或无效：请用 huying keys 生成，并通过 HUYING_SEALING_KEYS 或密钥文件提供。",
        "A sealing key is missing or is none: have one made by `huying keys`, and give it in HUYING_SEALING_KEYS or its file.",
        lambda: not _sealing_keys() or any(map(_is_no_key, _sealing_keys())),
    ),
    Weakness(
        "请取消 HUYING_LIMITS（或设为 1 至 10），否则各入口的访问频率不受限制。",
        "Unset HUYING_LIMITS, or give it 1 to 10: without it the doors are open to floods and guesses.",
        lambda: not 0 < settings.LIMITS <= MOST_TIMES,
    ),
    Weakness(
        "HUYING_MFA_ROLES 须包括 admin、security、auditor。",
        "Let HUYING_MFA_ROLES include admin, security and auditor.",
        lambda: bool(GUARDIANS - set(settings.ROLES_WITH_MFA)),
    ),
    Weakness(
        "HUYING_IDLE_MINUTES 须为 1 至 30 分钟。",
        "Give HUYING_IDLE_MINUTES 1 to 30 minutes.",
        lambda: not timedelta(0) < settings.IDLE <= LONGEST_IDLE,
    ),
    Weakness(
        "HUYING_RETENTION_DAYS 须大于 0。",
        "Give HUYING_RETENTION_DAYS more than 0.",
        lambda: settings.RETENTION_DAYS < 1,
    ),
    Weakness(
        "HUYING_SMS_URL（短信网关）须用 https。",
        "Reach the gateway of text messages by https (HUYING_SMS_URL).",
        lambda: _is_open(settings.SMS_URL),
    ),
    Weakness(
        "HUYING_OIDC_URL（统一身份认证）须用 https。",
        "Reach the provider of sign-in by https (HUYING_OIDC_URL).",
        lambda: _is_open(settings.OIDC_URL),
    ),
    Weakness(
        "HUYING_SMTP_URL（邮件服务器）须加密（?tls=True）。",
        "Reach the mail server by TLS (HUYING_SMTP_URL, ?tls=True).",
        _mail_is_open,
    ),
    Weakness(
        "HUYING_ADDRESS（通知中的链接）须为本市对外的 https 网址。",
        "Give HUYING_ADDRESS, to which links in notices lead, as the city's own https address.",
        _leads_nowhere,
    ),
)
