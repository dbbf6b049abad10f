"""Keys lie apart from what they open."""

from pathlib import Path

import pytest

from huying import secrets
from huying.backup import apart
from huying.base.sealed import keys


@pytest.mark.parametrize(
    ("keys_at", "apart_"), [("keys", True), ("backups", False), ("backups/keys", False), (".", False)]
)
def test_keys_are_never_kept_with_the_backups(tmp_path: Path, keys_at: str, apart_: bool) -> None:
    assert apart.is_apart(tmp_path / keys_at, tmp_path / "backups") == apart_


def test_keys_come_to_an_empty_place_as_they_were_and_behind_those_that_are_there(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("HUYING_SEALING_KEYS", raising=False)
    monkeypatch.delenv("HUYING_SEALING_KEYS_FILE", raising=False)
    rings = {name: secrets.sealing_key() for name in ("old", "new")}
    for name, key in rings.items():
        monkeypatch.setenv("HUYING_DATA", str(tmp_path / name))
        secrets.bring(_made(tmp_path / name / "secrets") / "sealing_keys", [key])
        secrets.bring(tmp_path / name / "secrets" / "secret_key", [f"signs-{name}"])
    monkeypatch.setenv("HUYING_DATA", str(tmp_path / "old"))
    assert apart.copy(tmp_path / "keys") == ["sealing_keys", "secret_key"]
    assert {path.stat().st_mode & 0o777 for path in (tmp_path / "keys").iterdir()} == {0o600}

    monkeypatch.setenv("HUYING_DATA", str(tmp_path / "empty"))
    wanted = [keys.fingerprint(rings["old"])]
    assert apart.missing(wanted) == wanted
    apart.bring(tmp_path / "keys")
    assert apart.missing(wanted) == []
    assert (tmp_path / "empty" / "secrets" / "secret_key").read_text() == "signs-old\n"

    monkeypatch.setenv("HUYING_DATA", str(tmp_path / "new"))
    apart.bring(tmp_path / "keys")
    assert secrets.brought(tmp_path / "new" / "secrets" / "sealing_keys") == [rings["new"], rings["old"]]
    assert secrets.brought(tmp_path / "new" / "secrets" / "secret_key") == ["signs-new"]
    assert secrets.brought(tmp_path / "new" / "secrets" / "old_secret_keys") == ["signs-old"]


def _made(folder: Path) -> Path:
    folder.mkdir(parents=True)
    return folder
