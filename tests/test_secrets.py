from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from huying import secrets


def test_a_secret_is_made_once_and_kept_from_others(tmp_path: Path) -> None:
    file = tmp_path / "secrets" / "key"
    first = secrets.kept(file, secrets.signing_key)
    assert secrets.kept(file, secrets.signing_key) == first
    assert file.stat().st_mode & 0o777 == 0o600
    assert file.parent.stat().st_mode & 0o777 == 0o700


def test_all_who_ask_at_once_read_the_same_secret(tmp_path: Path) -> None:
    file = tmp_path / "secrets" / "key"
    with ThreadPoolExecutor(8) as many:
        asked = [many.submit(secrets.kept, file, secrets.sealing_key) for _ in range(32)]
    assert {answer.result() for answer in asked} == {file.read_text()}
    assert list(file.parent.iterdir()) == [file]
