"""`{% asset %}`: what a page asks for, read from Vite's manifest."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured

from huying.web.templatetags import assets

BUILT = {
    "src/desk.ts": {"file": "assets/desk-1.js", "css": ["assets/desk-2.css"], "imports": ["_form.js"]},
    "src/plain.ts": {"file": "assets/plain-3.js"},
    "_form.js": {"file": "assets/form-4.js", "css": ["assets/form-5.css"], "imports": ["_point.js"]},
    "_point.js": {"file": "assets/point-6.js", "imports": ["_form.js"]},
}


@pytest.fixture
def manifest(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    path = tmp_path / "manifest.json"
    monkeypatch.setattr(assets, "MANIFEST", path)
    assets.manifest.cache_clear()
    yield path
    assets.manifest.cache_clear()


def test_an_entry_asks_for_its_styles_then_its_script_then_what_it_imports(manifest: Path) -> None:
    manifest.write_text(json.dumps(BUILT))
    assert assets.asset("desk").splitlines() == [
        '<link rel="stylesheet" href="/static/built/assets/desk-2.css">',
        '<link rel="stylesheet" href="/static/built/assets/form-5.css">',
        '<script type="module" src="/static/built/assets/desk-1.js"></script>',
        '<link rel="modulepreload" href="/static/built/assets/form-4.js">',
        '<link rel="modulepreload" href="/static/built/assets/point-6.js">',
    ]


def test_an_entry_without_styles_and_imports_is_one_script(manifest: Path) -> None:
    manifest.write_text(json.dumps(BUILT))
    assert assets.asset("plain").splitlines() == [
        '<script type="module" src="/static/built/assets/plain-3.js"></script>'
    ]


def test_before_the_build_the_page_says_what_to_run(manifest: Path) -> None:
    with pytest.raises(ImproperlyConfigured, match="run make build"):
        assets.asset("desk")
