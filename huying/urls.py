"""What can be asked: request → view."""

from django.urls import include, path

from huying.web import health, metrics, telephone
from huying.web.api.door import door
from huying.web.chat import views as chat
from huying.web.open311 import pages
from huying.web.security_txt import security_txt

urlpatterns = [
    path("", include("huying.web.portal.urls")),
    path("", include("huying.web.exchange.urls")),
    path("healthz", health.healthz, name="healthz"),
    path("readyz", health.readyz, name="readyz"),
    path("metrics", metrics.metrics, name="metrics"),
    path(".well-known/security.txt", security_txt, name="security_txt"),
    path("api/v1/", door.urls),
    path("open311/", include("huying.web.open311.urls")),
    path("desk/setup/open311/", pages.peers, name="peers"),
    path("desk/setup/open311/<str:unit>/", pages.peer, name="peer"),
    path("telephone/events/", telephone.event, name="telephone"),
    path("chat/<slug:platform>/", chat.message, name="chat"),
    path("accounts/", include("huying.web.entrance")),
    path("desk/", include("huying.web.desk.urls")),
]

handler400 = "huying.web.problems.unreadable"
handler429 = "huying.web.limits.too_often"  # allauth asks for it
handler500 = "huying.web.problems.broken"
