"""Everything that can be asked for, walked from `urls.py` itself."""

from collections.abc import Iterable, Iterator

from django.urls import URLPattern, URLResolver, get_resolver

from huying.web.api import door


def leading_to(
    patterns: Iterable[URLPattern | URLResolver], before: str = "", space: str = ""
) -> Iterator[tuple[str, str]]:  # fmt: skip
    for found in patterns:
        route = f"{before}{found.pattern}"
        if isinstance(found, URLResolver):
            inner = f"{space}{found.namespace}:" if found.namespace else space
            yield from leading_to(found.url_patterns, route, inner)
        else:
            yield (f"{space}{found.name}" if found.name else ""), route


def pages() -> list[tuple[str, str]]:
    """The name, "" where nobody gave it one, and the route of every page; the API's operations are none."""
    return [(name, route) for name, route in leading_to(get_resolver().url_patterns) if route not in door.operations()]


def operations() -> list[tuple[str, str, str]]:
    """Name, method and route of every operation of the API."""
    return [(name, method, route) for route, methods in door.operations().items() for method, name in methods.items()]


def names() -> set[str]:
    """As the gate calls them."""
    return {name for name, _route in pages()} | {f"api:{name}" for name, _method, _route in operations()}
