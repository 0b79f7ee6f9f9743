"""The trail in words: every event has some, facts are told or left out, deadlines end at 24:00 of their last day."""

from __future__ import annotations

import ast
import importlib
import re
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from hexian.domains.members import texts
from hexian.domains.members.rules import ApplicationState, Finding, MembershipState, ResolutionState
from hexian.domains.orgs import texts as org_texts
from hexian.foundation.access import DUTIES
from hexian.foundation.actor import Actor
from hexian.foundation.work.scheduling import SCHEDULE
from hexian.foundation.work.texts import often
from hexian.jobs import schedule as jobs
from hexian.web.system import facts
from hexian.web.system.rulebook import AREAS
from hexian.web.system.wording import EVENTS, lines
from hexian.web.templatetags import wording
from tests.conftest import NOW

ROOT = Path(__file__).resolve().parents[2] / "hexian"
UUID_OR_HASH = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}|[0-9a-f]{32}")
_WRITERS = {"record", "record_many", "_record", "_entry"}


def named_events() -> set[str]:
    """The values of every room's events module."""
    found: set[str] = set()
    for file in ROOT.rglob("events.py"):
        module = importlib.import_module(".".join(file.relative_to(ROOT.parent).with_suffix("").parts))
        for value in vars(module).values():
            if (
                isinstance(value, str)
                and re.fullmatch(r"[a-z_]+(\.[a-z_]+)+", value)
                and not value.startswith("hexian")
            ):
                found.add(value)
            if isinstance(value, type) and issubclass(value, StrEnum) and value is not StrEnum:
                found.update(str(member) for member in value)
    return found


def written_events() -> set[str]:
    """Every event written out at the place where it is recorded."""
    found: set[str] = set()
    texts = [file.read_text(encoding="utf-8") for file in ROOT.rglob("*.py")]
    for text in texts:
        # To take a file to pieces costs a hundred times what it costs to look for a word in it.
        for node in ast.walk(ast.parse(text)) if "record" in text else ():
            if not isinstance(node, ast.Call) or not node.args or not isinstance(node.args[0], ast.Constant):
                continue
            name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
            value = node.args[0].value
            if name in _WRITERS and isinstance(value, str) and "." in value:
                found.add(value)
    return found


def test_every_event_has_words_and_no_words_are_left_over() -> None:
    written = written_events()
    assert {"attachments.kept", "keys.rotated", "person.viewed", "work.task.started"} <= written
    assert named_events() | written == set(EVENTS)


def test_words_are_chinese_and_no_two_are_the_same() -> None:
    said = [str(words) for words in EVENTS.values()]
    assert all(re.search("[\u4e00-\u9fff]", words) for words in said)
    same = {words for words in said if said.count(words) > 1}
    assert same <= {"打开了身份证全号"}


def entry(event: str, **told: Any) -> Any:
    plain = {
        "at": NOW, "event": event, "actor_name": "李敏", "actor_person_id": 1, "office": "和畅电子（演示）工会 · 主席",
        "code": "A", "subject_type": "application", "subject_id": "8b0c4d1e-0000-4000-8000-000000000000", "facts": {},
        "shifted": False,
    }  # fmt: skip
    return SimpleNamespace(**plain | told)


STRANGER = Actor(now=NOW, request_id="tests", name="陈不识", person_id=9, account_id=9)


@pytest.mark.parametrize(
    ("event", "told", "words"),
    [
        ("orgs.founded", {"kind": "park"}, "类型：园区工会"),
        ("orgs.edited", {"fields": ["name", "phone"]}, "改了：全称、电话"),
        ("orgs.office_ended", {"reason": "handed over", "ends_on": "2026-06-17"}, "原因：移交，止：6 月 17 日 周三"),
        ("orgs.role_edited", {"before": ["orgs.view"], "duties": ["members.view"]},
         "原来：查看组织，现在：查看会员资料"),
        ("orgs.feature_switched", {"feature": "join.scan", "is_on": False}, "扫码入会，关掉"),
        ("members.refused", {"reason": "identity"}, "原因：身份没有核对上"),
        ("members.finding_cleared", {"finding": "same_mobile"}, "疑问：这个手机号还登记在别人名下"),
        ("members.change_asked", {"field": "name"}, "更正的是：姓名"),
        ("members.exported", {"count": 44, "sha256": "0" * 64}, "44 人"),
        ("members.proposed", {"resolution": "8b0c4d1e-0000-4000-8000-000000000000"}, ""),
        ("lawbook.changed", {"rule": "join.reply", "old": "3", "new": "5", "from": "2026-07-01"},
         "原来：3，现在：5，起用：7 月 1 日 周三"),
        ("clock.met", {"due": "2026-06-18T16:00:00+00:00", "rule": "join.reply"}, "截止：明天 24:00"),
        ("people.signed_in", {"method": "password+mfa"}, "用：密码、动态码"),
        ("people.code_refused", {"purpose": "login", "why": "code.wrong"}, ""),
        ("person.revealed", {"why": "本人来窗口核对"}, "原因：本人来窗口核对"),
        ("orgs.dissolved", {"reason": "", "on": "2026-06-17", "offices": 2}, "6 月 17 日 周三，结束任职 2 个"),
    ],
)  # fmt: skip
def test_facts_are_told_in_words(event: str, told: dict[str, Any], words: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOW)
    said = "，".join(facts.of(event, told))
    assert said == words
    assert not re.search(r"[a-z]+[._][a-z]+", said)


def test_what_has_no_words_is_left_out() -> None:
    odd = {"digest": "f" * 64, "task": "8b0c4d1e-0000-4000-8000-000000000000", "filter": {"state": "active"}, "x": None}
    assert list(facts.of("members.export_portion", odd)) == []


def test_one_act_over_many_is_one_line_and_a_stranger_gets_no_link() -> None:
    several = lines([entry("members.proposed", subject_id=str(n)) for n in range(12)], STRANGER)
    assert [line.text for line in several] == ["把申请列进了委员会决议（12 次）"]
    (alone,) = lines([entry("members.checked")], STRANGER)
    assert (alone.url, alone.who) == ("", "李敏 · 和畅电子（演示）工会 · 主席")


def test_the_program_and_guests_are_named_as_such() -> None:
    (own, guest) = lines(
        [
            entry("clock.met", actor_name="outbox", actor_person_id=None),
            entry("members.applied", actor_name="", actor_person_id=None),
        ],
        STRANGER,
    )
    assert (own.who, guest.who) == ("程序自动", "本人，还没有登录")


def test_every_code_a_page_shows_has_a_word() -> None:
    assert set(org_texts.DUTIES) == {name for name in DUTIES if not name.startswith("tests.")}
    assert set(texts.APPLICATION_STATES) == set(ApplicationState)
    assert set(texts.MEMBERSHIP_STATES) == set(MembershipState)
    assert set(texts.RESOLUTION_STATES) == set(ResolutionState)
    assert set(texts.FINDINGS) == set(Finding)


@pytest.mark.parametrize(
    ("due", "words"),
    [
        (datetime(2026, 6, 17, 16, tzinfo=UTC), "今天 24:00"),
        (datetime(2026, 6, 18, 16, tzinfo=UTC), "明天 24:00"),
        (datetime(2026, 6, 24, 16, tzinfo=UTC), "6 月 24 日 周三 24:00"),
        (datetime(2026, 6, 17, 11, 50, tzinfo=UTC), "今天 19:50"),
        (datetime(2026, 6, 17, 16, 1, tzinfo=UTC), "明天 00:01"),
    ],
)
def test_a_deadline_at_midnight_ends_the_day_before(due: datetime, words: str) -> None:
    assert wording.due_words(due, NOW) == words


def test_a_deadline_never_names_a_day_on_which_it_is_over() -> None:
    midnight = datetime(2026, 6, 17, 16, tzinfo=UTC)
    for days in range(40):
        due = midnight + timedelta(days=days)
        assert wording.due_words(due, NOW).endswith("24:00")
        assert "00:00" not in wording.due_words(due, NOW)


@pytest.mark.parametrize(
    ("cron", "words"),
    [
        ("*/15 * * * *", "每 15 分钟"),
        ("5 3 * * *", "每天 03:05"),
        ("40 6 * * 1", "每周一 06:40"),
        ("0 4 * * 0", "每周日 04:00"),
        ("0 4 * * 7", "每周日 04:00"),
        ("30 5 1 * *", "每月 1 日 05:30"),
        ("0 4 1 1 *", "0 4 1 1 *"),
    ],
)
def test_a_rule_of_the_schedule_is_said(cron: str, words: str) -> None:
    assert often(cron) == words


def test_no_job_we_have_shows_its_rule_raw() -> None:
    assert "members.lapses" in SCHEDULE, jobs.__doc__
    planned = [(job.name, often(job.cron)) for job in SCHEDULE.values()]
    assert [name for name, words in planned if not words.startswith("每")] == []


def test_every_rule_of_the_lawbook_stands_on_one_of_its_pages() -> None:
    prefixes = [prefix for _label, prefixes in AREAS for prefix in prefixes]
    data = (ROOT / "foundation" / "lawbook" / "data").glob("*.toml")
    codes = {code for file in data for code in re.findall(r'^\["([a-z_.]+)"', file.read_text("utf-8"), re.MULTILINE)}
    assert codes
    assert {code for code in codes if sum(code.startswith(prefix) for prefix in prefixes) != 1} == set()
