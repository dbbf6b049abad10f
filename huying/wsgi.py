"""The web process, warm before it takes traffic."""

import os

from django.core.wsgi import get_wsgi_application
from django.db import connection
from django.urls import get_resolver

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "huying.settings")
os.environ["HUYING_IS_WEB"] = "1"  # of all programs, this one may ask the database through a pooler
application = get_wsgi_application()

from huying.web.api import door  # noqa: E402 - only now are there models

get_resolver().url_patterns  # noqa: B018 - imports every view
door.taken()  # reads the document of the API, on which the first callers would all wait
connection.ensure_connection()
connection.close()
