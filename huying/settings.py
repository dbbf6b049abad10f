"""All settings, all from the environment. Nothing else of Huying reads the environment, but `embedded` and `serve`.

Long because it is one file on purpose: whoever runs Huying finds every setting here.
"""

import os
from datetime import timedelta
from pathlib import Path

import dj_database_url
import dj_email_url
from environs import Env, validate

from huying import embedded, secrets

env = Env()
HERE = Path(__file__).parent
DATA = embedded.data_folder()
DEMO = env.bool("HUYING_DEMO", default=False)  # demo accounts may sign in, and only this machine is listened to
DEBUG = env.bool("HUYING_DEBUG", default=False)
HTTPS = env.bool("HUYING_HTTPS", default=False)  # a proxy in front speaks HTTPS and sets X-Forwarded-Proto
PROXIES = env.int("HUYING_PROXIES", default=int(HTTPS))  # of ours, that append to X-Forwarded-For
LIMITS = env.float("HUYING_LIMITS", default=1)  # times the rates of web/limits.py; 0 counts nothing, for load tests

# Secrets: given, or made once inside the data folder. Of the sealing keys the first seals, the others still open.
SECRET_KEY = env("HUYING_SECRET_KEY", default="") or secrets.kept(DATA / "secrets" / "secret_key", secrets.signing_key)
OLD_SECRET_KEYS_FILE = DATA / "secrets" / "old_secret_keys"  # of the installation that this city was moved from
SECRET_KEY_FALLBACKS: list[str] = [  # open second factors locked before
    *env.list("HUYING_OLD_SECRET_KEYS", default=[]),
    *secrets.brought(OLD_SECRET_KEYS_FILE),
]
SEALING_KEYS: list[str] = env.list("HUYING_SEALING_KEYS", default=[])
SEALING_KEYS_FILE = Path(env("HUYING_SEALING_KEYS_FILE", default="") or DATA / "secrets" / "sealing_keys")
if not SEALING_KEYS:
    secrets.kept(SEALING_KEYS_FILE, secrets.sealing_key)

# How many days a contact is kept after closing, where neither category nor kind says otherwise (PIPL Art. 19)
RETENTION_DAYS = env.int("HUYING_RETENTION_DAYS", default=180, validate=validate.Range(30, 3650))
DISPUTE_FILE_DAYS = env.int("HUYING_DISPUTE_FILE_DAYS", default=1827, validate=validate.Range(365, 36500))  # five years

# Who may come in, and from where
LOOPBACK = ["localhost", "127.0.0.1", "[::1]"]
ALLOWED_HOSTS = LOOPBACK + ([] if DEMO else env.list("HUYING_HOSTS", default=[]))  # the supervisor asks as localhost
CSRF_TRUSTED_ORIGINS: list[str] = env.list("HUYING_ORIGINS", default=[])
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if HTTPS else None
SECURE_SSL_REDIRECT = HTTPS
SECURE_REDIRECT_EXEMPT = ["^healthz$", "^readyz$", "^metrics$"]
METRICS_TOKEN = env("HUYING_METRICS_TOKEN", default="")  # whoever sends it may read /metrics; this machine may without
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = HTTPS
HOST_PREFIX, SECURE_PREFIX = ("__Host-", "__Secure-") if HTTPS else ("", "")  # names browsers take over HTTPS only
SESSION_COOKIE_NAME = f"{HOST_PREFIX}session"
CSRF_COOKIE_NAME = f"{HOST_PREFIX}csrf"
LANGUAGE_COOKIE_NAME = f"{HOST_PREFIX}language"
CSRF_COOKIE_HTTPONLY = True
SECURE_HSTS_SECONDS = int(timedelta(days=365).total_seconds()) if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = HTTPS
SILENCED_SYSTEM_CHECKS = ["security.W021"]  # preloading binds the city's whole domain for years: not ours to choose
SECURE_REFERRER_POLICY = "same-origin"
SESSION_COOKIE_AGE = int(timedelta(hours=12).total_seconds())
LANGUAGE_COOKIE_HTTPONLY = True
X_FRAME_OPTIONS = "DENY"

INSTALLED_APPS = [
    "huying.base.worktime",
    "huying.base.journal",
    "huying.base.sealed",
    "huying.base.places",
    "huying.base.catalogue",
    "huying.base.units",
    "huying.cases",
    "huying.civic.mediation",
    "huying.insight",
    "huying.notices",
    "huying.web",
    "huying.web.api",
    "huying.web.desk",
    "huying.web.exchange",
    "huying.web.open311",
    "huying.web.portal",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "allauth.usersessions",
    "django_htmx",
    "ninja",
    "procrastinate.contrib.django",
]

MIDDLEWARE = [
    "huying.web.metrics.middleware",
    "huying.web.headers.middleware",
    "django.middleware.security.SecurityMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "huying.web.language.middleware",
    "huying.web.theme.middleware",
    "django.middleware.locale.LocaleMiddleware",
    "huying.web.problems.middleware",
    "huying.web.open311.answers.middleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "huying.web.presence.middleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "huying.web.first.middleware",
    "allauth.account.middleware.AccountMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "huying.web.limits.Middleware",
    "huying.web.api.ageing.middleware",
    "huying.web.gate.Middleware",
    "huying.web.replica.middleware",
    "huying.web.readonly.middleware",  # innermost: sessions are saved outside of it
]

ROOT_URLCONF = "huying.urls"
WSGI_APPLICATION = "huying.wsgi.application"
FLOW = "huying.flow.FLOW"  # looked up when an event is written, as ROOT_URLCONF is for a request
FLOW_OF_THE_PAST = "huying.flow.DONE"

# The database: the one given, else the embedded one of the data folder. A pool bounds the connections and
# waits while the database comes back; its connections are tried before use.
DATABASE_URL = env("DATABASE_URL", default="") or embedded.url(DATA / "db")
# Web processes may ask through PgBouncer in transaction mode (docs/how-to/run.md). Commands and workers never do.
POOLER_URL = env("DATABASE_POOLER_URL", default="") if env.bool("HUYING_IS_WEB", default=False) else ""  # wsgi.py
KEPT = {"prepare_threshold": None if POOLER_URL else 10**9}  # only statements that ask for it (`base/journal/kept.py`)
database = dj_database_url.parse(POOLER_URL or DATABASE_URL)
DATABASES = {
    "default": {
        **database,
        "CONN_HEALTH_CHECKS": True,
        "DISABLE_SERVER_SIDE_CURSORS": bool(POOLER_URL),
        "OPTIONS": {**database.get("OPTIONS", {}), **KEPT, "pool": {"min_size": 1, "max_size": 8, "timeout": 10}},
        "TEST": {"NAME": "test_" + env("HUYING_TEST_DB", default="huying")},
    }
}
# Replicas, with spaces between: they answer what everybody may read, unless they are behind (web/replica.py).
REPLICA_URLS: list[str] = env("DATABASE_REPLICA_URL", default="").split()
REPLICA_LAG = env.float("HUYING_REPLICA_LAG", default=15, validate=validate.Range(1, 3600))  # seconds
if env.bool("HUYING_IS_WEB", default=False):
    for place, url in enumerate(REPLICA_URLS, 1):
        own = dj_database_url.parse(url)
        DATABASES[f"replica_{place}"] = {
            **own,
            "URL": url,
            "CONN_HEALTH_CHECKS": True,
            "OPTIONS": {
                "options": "-c statement_timeout=10s -c lock_timeout=1s",
                **own.get("OPTIONS", {}),
                "prepare_threshold": None,
                "connect_timeout": 2,
                "tcp_user_timeout": 1000,  # milliseconds
                # Without its own retries, whose waits double up to minutes: the watch says when it is back.
                "pool": {"min_size": 0, "max_size": 8, "timeout": 1, "reconnect_timeout": 0},
            },
        }
BACKUPS = env("HUYING_BACKUPS", default="")  # a folder that `huying serve` keeps backups in (docs/how-to/backup.md)
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
CACHES = {"default": {"BACKEND": "huying.web.cache.Cache", "LOCATION": "cache", "OPTIONS": {"MAX_ENTRIES": 20_000}}}

# Jobs. The heartbeats let `flow.py` pick up the jobs of a worker that was killed.
PROCRASTINATE_AUTODISCOVER_MODULE_NAME = ""
PROCRASTINATE_IMPORT_PATHS = ["huying.flow"]
PROCRASTINATE_WORKER_DEFAULTS = {
    "update_heartbeat_interval": 5,
    "stalled_worker_timeout": 15,
    "shutdown_graceful_timeout": 10,
    "delete_jobs": "successful",
    "concurrency": 4,
}

SECURITY_CONTACT = env("HUYING_SECURITY_CONTACT", default="")  # told to whoever finds a weakness

# Signing in
AUTH_USER_MODEL = "units.Staff"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
PASSWORD_DAYS = env.int("HUYING_PASSWORD_DAYS", default=0)  # 0: no rotation, which makes passwords worse (decision 10)
IDLE = timedelta(minutes=env.int("HUYING_IDLE_MINUTES", default=15))  # without a click or a key; L3-02
ROLES_WITH_MFA = env.list("HUYING_MFA_ROLES", default=[] if DEMO else ["admin", "security", "auditor"])
ACCOUNT_ADAPTER = "huying.web.accounts.Adapter"
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*", "password2*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_SESSION_REMEMBER = False  # gone with the browser: computers at work are shared
ACCOUNT_RATE_LIMITS = {
    "login_failed": "10/m/ip,5/15m/key"
}  # as an account is locked, so that none shows by its absence
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/desk/"
ACCOUNT_LOGOUT_REDIRECT_URL = "/"
MFA_ADAPTER = "huying.web.factors.Adapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_TOTP_TOLERANCE = 1  # a telephone's clock may be half a minute off
MFA_FORMS = {
    "authenticate": "huying.web.factors.Authenticate",
    "reauthenticate": "huying.web.factors.Reauthenticate",
    "activate_totp": "huying.web.factors.ActivateApp",
    "add_webauthn": "huying.web.factors.AddKey",
}

# Signing in at the city's own OpenID Connect provider: the value of the claim is the user name here
OIDC_URL = env("HUYING_OIDC_URL", default="")
OIDC_CLAIM = env("HUYING_OIDC_CLAIM", default="preferred_username")
SOCIALACCOUNT_ADAPTER = "huying.web.provider.Adapter"
SOCIALACCOUNT_PROVIDERS = {
    "openid_connect": {
        "OAUTH_PKCE_ENABLED": True,
        "APPS": [
            {
                "provider_id": "city",
                "name": env("HUYING_OIDC_NAME", default="OpenID Connect"),
                "client_id": env("HUYING_OIDC_CLIENT_ID", default=""),
                "secret": env("HUYING_OIDC_CLIENT_SECRET", default=""),
                "settings": {"server_url": OIDC_URL},
            }
        ][: bool(OIDC_URL)],
    }
}

# Notices: a channel is there once it is configured. Failures are tried again by the job that sends.
SMTP_URL = env("HUYING_SMTP_URL", default="")  # smtp://user:password@host:587/?tls=True
smtp = dj_email_url.parse(SMTP_URL or "dummy:")
EMAIL_BACKEND, EMAIL_HOST, EMAIL_PORT = smtp["EMAIL_BACKEND"], smtp["EMAIL_HOST"], smtp["EMAIL_PORT"]
EMAIL_HOST_USER, EMAIL_HOST_PASSWORD = smtp["EMAIL_HOST_USER"], smtp["EMAIL_HOST_PASSWORD"]
EMAIL_USE_TLS, EMAIL_USE_SSL = smtp["EMAIL_USE_TLS"], smtp["EMAIL_USE_SSL"]
EMAIL_TIMEOUT = 10
DEFAULT_FROM_EMAIL = env("HUYING_MAIL_FROM", default="huying@localhost")
MAIL_REPLY_TO = env("HUYING_MAIL_REPLY_TO", default="")  # where residents write to; answers come to NAME+TOKEN@HOST
IMAP_URL = env("HUYING_IMAP_URL", default="")  # imaps://user:password@host/INBOX; docs/guides/mail.md
SMS_URL = env("HUYING_SMS_URL", default="")  # the interface: docs/guides/channels.md
SMS_KEY = env("HUYING_SMS_KEY", default="")
CHATS = {
    name: address for name, address in os.environ.items() if name.startswith("HUYING_CHAT_")
}  # of units, by apprise
ADDRESS = env(
    "HUYING_ADDRESS", default=CSRF_TRUSTED_ORIGINS[0] if CSRF_TRUSTED_ORIGINS else "http://localhost:8000"
).rstrip("/")
OPEN311_JURISDICTIONS: list[str] = env.list("HUYING_OPEN311_JURISDICTIONS", default=[])  # none: the code of the city
QUIET_HOURS = env("HUYING_QUIET_HOURS", default="21:00-08:00")  # of the city's time; equal ends: none
NOTICES_KEPT = timedelta(days=env.int("HUYING_NOTICES_DAYS", default=180))

# Maps: a base map by URL, several with spaces between (the lower first); `{key}` stands for HUYING_MAP_KEY.
# Without one, borders on plain paper.
MAP_TILES: list[str] = env("HUYING_MAP_TILES", default="").split()
MAP_KEY = env("HUYING_MAP_KEY", default="")
MAP_CREDIT = env("HUYING_MAP_CREDIT", default="")
MAP_CRS = env("HUYING_MAP_CRS", default="WGS84", validate=validate.OneOf(["WGS84", "CGCS2000", "GCJ-02"]))
EMBED_ON: list[str] = env.list("HUYING_EMBED_ON", default=[])  # sites that may show the widget of public cases
INSIDE: list[str] = env.list("HUYING_INSIDE", default=[])  # hosts in the city's own network that other systems may name

# Language, time
LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", "简体中文"), ("en", "English")]
LOCALE_PATHS = [HERE / "base" / "locale"]
TIME_ZONE = env("HUYING_TIME_ZONE", default="Asia/Shanghai")
TELEPHONE_SECRETS: list[str] = env.list(
    "HUYING_TELEPHONE_SECRETS", default=[]
)  # docs/guides/telephone.md; the first is the newest
# Chats that residents write from (docs/guides/chat.md): of WeCom and WeChat, whose it is, token, key; of DingTalk, secrets
WECOM: list[str] = env.list("HUYING_WECOM", default=[], validate=validate.Length(equal=3))
WECHAT: list[str] = env.list("HUYING_WECHAT", default=[], validate=validate.Length(equal=3))
DINGTALK_SECRETS: list[str] = env.list("HUYING_DINGTALK_SECRETS", default=[])
PHONE_REGION = env("HUYING_PHONE_REGION", default="CN")  # where a number without a country code is from
OFFICE_HOURS = env("HUYING_HOURS", default="Mo-Fr 09:00-12:00,13:30-17:30")  # opening_hours of OpenStreetMap
USE_TZ = True

# Pages and files
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ]
        },
    }
]
STATIC_URL = "/static/"
STATIC_ROOT = HERE.parent / "staticroot"
MEDIA_ROOT = DATA / "files"
EXCHANGED_KEPT = timedelta(days=env.int("HUYING_EXCHANGED_DAYS", default=180, validate=validate.Range(7, 3660)))
EXCHANGE = Path(env("HUYING_EXCHANGE", default="") or DATA / "exchange")  # below it lie the drop folders, nowhere else
PDF_FONTS: list[str] = env.list(
    "HUYING_PDF_FONTS",
    default=[f"/usr/share/fonts/opentype/noto/Noto{face}CJK-Regular.ttc" for face in ("Serif", "Sans")],
)  # what agreements are set in; the first that has a character draws it (Debian: fonts-noto-cjk)
LAKE = DATA / "lake"  # facts for the figures; made from the journal, so it can be made anew
RATE_PROFILES = env("HUYING_RATE_PROFILES", default="")  # a file like huying/insight/profiles.yaml
FALSE_ALARMS = env.float(
    "HUYING_FALSE_ALARMS", default=20, validate=validate.Range(0.1, 1000)
)  # surges a month for nothing
LAKE_MEMORY = env("HUYING_LAKE_MEMORY", default="512MB")
LAKE_THREADS = env.int("HUYING_LAKE_THREADS", default=2)
FILE_UPLOAD_HANDLERS = [
    "huying.web.uploads.Whole",
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "django.core.files.uploadhandler.TemporaryFileUploadHandler",
]
DATA_UPLOAD_MAX_MEMORY_SIZE = 1024 * 1024  # bytes of a request without its files
DATA_UPLOAD_MAX_NUMBER_FIELDS = 500
DATA_UPLOAD_MAX_NUMBER_FILES = 20
FILE_UPLOAD_PERMISSIONS = 0o600
FILE_UPLOAD_DIRECTORY_PERMISSIONS = 0o700
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedStaticFilesStorage"},
}


def WHITENOISE_IMMUTABLE_FILE_TEST(path: str, url: str) -> bool:  # noqa: N802 - the name is whitenoise's
    """Built files carry their hash in the name: browsers may keep them for ever."""
    return "/built/assets/" in url


LOG_FORMAT = env("HUYING_LOG_FORMAT", default="line", validate=validate.OneOf(["line", "json"]))
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "line": {"()": "huying.logs.Line", "format": "{asctime} {levelname} {name}: {message}", "style": "{"},
        "json": {"()": "huying.logs.Json"},
    },
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": LOG_FORMAT}},
    "root": {"handlers": ["stderr"], "level": env("HUYING_LOG", default="WARNING")},
    "loggers": {
        "django": {"handlers": [], "propagate": True},
        "apprise": {"level": "CRITICAL"},  # quotes the addresses of chats, with their keys
        "django.request": {"level": "ERROR"},  # a refusal is an answer, not a fault of ours
        "django.security": {
            "level": "CRITICAL"
        },  # refused as 400 or 413: a stranger shall not fill the log with tracebacks
    },
}
