"""All settings, all from the environment. Nothing else of Huying reads the environment, but `embedded` and `serve`."""

from datetime import timedelta
from pathlib import Path

import dj_database_url
from environs import Env

from huying import embedded, secrets

env = Env()
HERE = Path(__file__).parent
DATA = embedded.data_folder()
DEMO = env.bool("HUYING_DEMO", default=False)  # demo accounts may sign in, and only this machine is listened to
DEBUG = env.bool("HUYING_DEBUG", default=False)
HTTPS = env.bool("HUYING_HTTPS", default=False)  # a proxy in front speaks HTTPS and sets X-Forwarded-Proto

# Secrets: given, or made once inside the data folder. The first sealing key seals, the others still open.
SECRET_KEY = env("HUYING_SECRET_KEY", default="") or secrets.kept(DATA / "secrets" / "secret_key", secrets.signing_key)
SEALING_KEYS = (
    env.list("HUYING_SEALING_KEYS", default=[])
    or secrets.kept(DATA / "secrets" / "sealing_keys", secrets.sealing_key).split()
)

# Who may come in, and from where
LOOPBACK = ["localhost", "127.0.0.1", "[::1]"]
ALLOWED_HOSTS = LOOPBACK if DEMO else env.list("HUYING_HOSTS", default=LOOPBACK)
CSRF_TRUSTED_ORIGINS: list[str] = env.list("HUYING_ORIGINS", default=[])
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if HTTPS else None
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = HTTPS
SECURE_HSTS_SECONDS = int(timedelta(days=365).total_seconds()) if HTTPS else 0
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
    "huying.web",
    "huying.web.api",
    "huying.web.desk",
    "huying.web.exchange",
    "huying.web.portal",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",
    "django_htmx",
    "ninja",
    "procrastinate.contrib.django",
]

MIDDLEWARE = [
    "huying.web.headers.middleware",
    "django.middleware.security.SecurityMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "huying.web.language.middleware",
    "django.middleware.locale.LocaleMiddleware",
    "huying.web.problems.middleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "huying.web.readonly.middleware",  # innermost: sessions are saved outside of it
]

ROOT_URLCONF = "huying.urls"
WSGI_APPLICATION = "huying.wsgi.application"
FLOW = "huying.flow.FLOW"  # looked up when an event is written, as ROOT_URLCONF is for a request

# The database: the one given, else the embedded one of the data folder. A pool bounds the connections and
# waits while the database comes back; its connections are tried before use.
database = dj_database_url.parse(env("DATABASE_URL", default="") or embedded.url(DATA / "db"))
DATABASES = {
    "default": {
        **database,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": {**database.get("OPTIONS", {}), "pool": {"min_size": 1, "max_size": 8, "timeout": 10}},
        "TEST": {"NAME": "test_" + env("HUYING_TEST_DB", default="huying")},
    }
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
CACHES = {"default": {"BACKEND": "django.core.cache.backends.db.DatabaseCache", "LOCATION": "cache"}}

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

# Signing in
AUTH_USER_MODEL = "units.Staff"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in (
        "UserAttributeSimilarityValidator",
        "MinimumLengthValidator",
        "CommonPasswordValidator",
        "NumericPasswordValidator",
    )
]
ACCOUNT_ADAPTER = "huying.web.accounts.Adapter"
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*", "password2*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/desk/"
ACCOUNT_LOGOUT_REDIRECT_URL = "/"

# Language, time
LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", "简体中文"), ("en", "English")]
LOCALE_PATHS = [HERE / "base" / "locale"]
TIME_ZONE = env("HUYING_TIME_ZONE", default="Asia/Shanghai")
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
FILE_UPLOAD_PERMISSIONS = 0o600
FILE_UPLOAD_DIRECTORY_PERMISSIONS = 0o700
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedStaticFilesStorage"},
}


def WHITENOISE_IMMUTABLE_FILE_TEST(path: str, url: str) -> bool:  # noqa: N802 - the name is whitenoise's
    """Built files carry their hash in the name: browsers may keep them for ever."""
    return "/built/assets/" in url


LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name}: {message}", "style": "{"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["stderr"], "level": env("HUYING_LOG", default="WARNING")},
    "loggers": {
        "django": {"handlers": [], "propagate": True},
        "django.request": {"level": "ERROR"},  # a refusal is an answer, not a fault of ours
    },
}
