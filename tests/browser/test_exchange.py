"""An administrator connects another office's drop folder: tried on real records, run, accounted for, the day the same on both sides."""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
import yaml
from django.conf import settings
from playwright.sync_api import Browser, Page, ViewportSize, expect

from huying.cases.models import Case
from tests import stories
from tests.web.exchange.connectors import desk

pytestmark = pytest.mark.django_db(transaction=True)
WIDE = ViewportSize(width=1440, height=900)


@pytest.fixture
def admin(chromium: Browser, live_server: Any, client: Any) -> Callable[[], Any]:
    client.force_login(stories.city().staff["admin"])

    @contextmanager
    def signed_in() -> Iterator[Page]:
        with chromium.new_context(base_url=live_server.url, locale="zh-CN", viewport=WIDE) as context:
            context.add_cookies([{"name": "session", "value": client.cookies["session"].value, "url": live_server.url}])
            yield context.new_page()

    return signed_in


def drop(folder: Path, name: str, *rows: dict[str, Any]) -> None:
    lines = [",".join(desk.ROW), *(",".join((desk.ROW | row).values()) for row in rows)]
    (folder / f"{name}.part").write_text("\n".join(lines), encoding="utf-8")
    (folder / f"{name}.part").rename(folder / name)


def digest(*rows: dict[str, Any]) -> str:
    """Of the day, as the other office computes it."""
    records = ("\x1f".join((desk.ROW | row)[name] for name in sorted(desk.ROW)) for row in rows)
    return sha256("\n".join(sorted({sha256(record.encode()).hexdigest() for record in records})).encode()).hexdigest()


def test_a_drop_folder_is_connected_tried_run_and_reconciled(
    admin: Callable[[], Any], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(settings, "EXCHANGE", tmp_path)
    (tmp_path / "water").mkdir()
    good, bad = {"no": "1"}, {"no": "2", "kind": "ship"}
    drop(tmp_path / "water", "calls.csv", good, bad, good)
    with admin() as page:
        page.goto("/desk/setup/exchange/")
        page.get_by_label("交换内容").select_option("calls")
        page.get_by_label("方式").select_option("folder")
        page.locator("main form[method=get] button").click()
        for label, words in (
            ("系统名称", "供水热线"), ("简称", "water"), ("交换内容说明", "供水热线的诉求"), ("法律依据", "政务数据共享条例"),
            ("文件夹", "water"), ("静止秒数", "0"), ("各列的含义", yaml.safe_dump(desk.CALLS, allow_unicode=True)),
        ):  # fmt: skip
            page.get_by_label(label).first.fill(words)
        page.get_by_label("单位").select_option("02")
        page.get_by_role("button", name="保存").click()
        page.get_by_role("button", name="预览").click()
        preview = page.locator("#preview")
        expect(preview.get_by_text("映射中没有“ship”")).to_be_visible()
        assert Case.objects.count() == 0
        page.get_by_role("button", name="启用").click()
        page.get_by_role("button", name="立即交换").click()
        expect(page.get_by_text("收到 3 条：采用 1 条，拒收 1 条，重复 1 条。")).to_be_visible()
        page.get_by_text("填写对方某日的数").click()
        page.get_by_label("不同的记录").fill("2")
        page.get_by_label("当日哈希").fill(digest(good, bad))
        page.get_by_role("button", name="对比").click()
        expect(page.get_by_text("双方对这一天的统计一致。")).to_be_visible()
        page.get_by_role("link", name=re.compile("收到 3")).click()
        page.get_by_role("link", name="拒收").click()
        expect(page.locator("tbody tr")).to_have_count(1)
    assert Case.objects.get().external == "1"
