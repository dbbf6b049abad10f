"""What a browser may do with our answers: nothing from elsewhere, nothing inline, nothing kept that is personal.

Each is one of the OWASP Secure Headers Project's; what Django sends by itself (HSTS, nosniff, Referrer-Policy, COOP,
X-Frame-Options) is set in `settings.py`.
"""

from collections.abc import Callable
from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from huying.web import maps

CONTENT = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; font-src 'self'; "
    "connect-src 'self'; worker-src 'self'; manifest-src 'self'; object-src 'none'; base-uri 'none'; "
    "form-action 'self'; frame-ancestors 'none'"
)
FILE = "sandbox; default-src 'none'; frame-ancestors 'none'"
"""The policy of a file that somebody sent: whatever is in it, it runs nothing and asks for nothing."""

ALWAYS = {
    "Content-Security-Policy": CONTENT,
    "Permissions-Policy": "geolocation=(self), camera=(), microphone=(), payment=(), usb=()",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Origin-Agent-Cluster": "?1",
    "X-Permitted-Cross-Domain-Policies": "none",
}
PERSONAL = ("/desk/", "/track/", "/accounts/", "/api/")
"""Below these, no browser and no cache keeps anything, unless the view says otherwise."""
LEAVING = {"account_logout", "portal:leave"}
"""After these, the browser drops what pages kept in it, half-written replies for example."""


def middleware(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """The outermost one: refusals and static files carry the policies too. What a view has said of itself stands."""

    def answer(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        for name, value in ALWAYS.items():
            response.setdefault(name, value)
        if tiles := maps.origins():
            response["Content-Security-Policy"] = with_tiles(response["Content-Security-Policy"], tiles)
        if request.path.startswith(PERSONAL):
            response.setdefault("Cache-Control", "no-store")
        if request.path.startswith("/accounts/") and settings.OIDC_URL:
            response["Content-Security-Policy"] = _with_provider(response["Content-Security-Policy"])
        if request.method == "POST" and request.resolver_match and request.resolver_match.view_name in LEAVING:
            response["Clear-Site-Data"] = '"cache", "storage"'
        return response

    return answer


def with_tiles(policy: str, origins: list[str]) -> str:
    """The city's base map comes from elsewhere: pages and the map's worker may ask there, and show what comes."""
    for source in ("connect-src 'self'", "img-src 'self'"):
        policy = policy.replace(source, " ".join([source, *origins]))
    return policy


def _with_provider(policy: str) -> str:
    """Signing in with OpenID Connect begins with a form whose answer leads to the provider: browsers must let it go there."""
    provider = urlsplit(settings.OIDC_URL)
    origin = f" {provider.scheme}://{provider.netloc}" if provider.netloc else ""
    return policy.replace("form-action 'self'", f"form-action 'self'{origin}")
