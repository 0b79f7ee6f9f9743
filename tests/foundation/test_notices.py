"""Notices in the program, and messages from the outbox to the gateway, the mail server or the demo tray."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.db import DatabaseError, transaction
from django.utils import timezone
from structlog.testing import capture_logs

from hexian.foundation import crypto
from hexian.foundation.access import scope
from hexian.foundation.actor import Actor, OfficeHeld, Refused
from hexian.foundation.notices import channels, queries, rules, services, texts, wording, wordings
from hexian.foundation.notices.models import DemoMessage, DemoTray, Message, Notice
from hexian.foundation.notices.rules import MessageState
from tests.conftest import NOW

pytestmark = [pytest.mark.django_db, pytest.mark.database]

CODE = wording("test.code", sms="验证码 {code}，{minutes} 分钟内有效。", subject="验证码", mail="验证码 {code}。")
HELLO = wording("test.hello", notice="{union}接纳您为会员。")
MOBILE = "13800000001"


def person(number: int) -> Actor:
    return Actor(now=NOW, request_id="r", name="王小满", person_id=number, account_id=number)


def send(good_for: timedelta | None = None) -> Message:
    guest = Actor.guest(NOW, code="A0001", mobile=None)
    message_id = services.send_text(MOBILE, CODE, {"code": "482913", "minutes": 5}, actor=guest, good_for=good_for)
    return Message.objects.get(id=message_id)


def test_a_person_reads_her_own_notices_newest_first(system: Actor) -> None:
    for number in range(5):
        services.tell(
            1, HELLO, params={"union": f"第{number}工会"}, actor=Actor.system("t", NOW + timedelta(hours=number))
        )
    services.tell(2, HELLO, params={"union": "别人的工会"}, actor=system)

    first = queries.newest(1, limit=3)
    rest = queries.newest(1, after=queries.Place(first[-1].created_at, first[-1].public_id), limit=3)

    assert [line.text for line in first + rest] == [f"第{number}工会接纳您为会员。" for number in (4, 3, 2, 1, 0)]
    assert queries.unread(1) == 5


def test_notices_of_one_moment_are_paged_without_loss(system: Actor) -> None:
    for number in range(7):
        services.tell(1, HELLO, params={"union": str(number)}, actor=system)
    seen: list[str] = []
    place = None
    while page := queries.newest(1, after=place, limit=2):
        seen += [line.text for line in page]
        place = queries.Place(page[-1].created_at, page[-1].public_id)
    assert len(seen) == len(set(seen)) == 7


def test_reading_marks_only_her_own(system: Actor) -> None:
    hers = services.tell(1, HELLO, params={"union": "甲"}, actor=system)
    assert not services.mark_read(hers.public_id, actor=person(2))
    assert services.mark_read(hers.public_id, actor=person(1))
    assert services.mark_read(hers.public_id, actor=person(1))
    assert not services.mark_read(uuid4(), actor=person(1))
    assert queries.unread(1) == 0
    assert Notice.objects.get().read_at == NOW


def test_all_are_read_at_once(system: Actor) -> None:
    for owner in (1, 1, 2):
        services.tell(owner, HELLO, params={"union": "甲"}, actor=system)
    assert services.mark_all_read(actor=person(1)) == 2
    assert queries.unread(2) == 1
    assert services.mark_all_read(actor=Actor.anonymous(NOW)) == 0


def test_a_notice_is_nobody_elses_business(system: Actor) -> None:
    services.tell(1, HELLO, params={"union": "甲"}, actor=system)
    with scope(person(2)):
        assert not Notice.objects.exists()
        assert Notice.objects.update(read_at=NOW) == 0
        with pytest.raises(DatabaseError, match="row-level security"), transaction.atomic():
            services.tell(1, HELLO, params={"union": "甲"}, actor=person(2))
    with scope(person(1)):
        assert queries.unread(1) == 1


def test_an_officer_tells_people_of_her_union_but_does_not_read_along() -> None:
    office = OfficeHeld(uuid4(), 1, "A0001", "工会", "干部", frozenset())
    officer = Actor(now=NOW, request_id="r", name="李敏", person_id=9, account_id=9, offices=(office,))
    with scope(officer):
        services.tell(1, HELLO, params={"union": "甲"}, actor=officer, code="A00010002")
        assert not Notice.objects.filter(person_id=1).exists()


def test_a_kind_this_version_does_not_know_still_shows(system: Actor) -> None:
    services.tell(1, "kind.of.tomorrow", actor=system)
    assert queries.newest(1)[0].text == "kind.of.tomorrow"


def test_a_notice_from_before_its_wording_gained_a_place_reads_plainly(system: Actor) -> None:
    services.tell(1, HELLO, params={"union": "甲"}, actor=system)
    Notice.objects.filter(person_id=1).update(params={"secret": "王小满"})
    services.tell(1, HELLO, params={"union": "乙"}, actor=system)
    with capture_logs() as logged:
        texts_now = {line.text for line in queries.newest(1)}
    assert texts_now == {"乙接纳您为会员。", str(wordings.PLAIN)}
    assert [(line["kind"], line["place"]) for line in logged] == [(HELLO, "union")]
    assert "王小满" not in str(logged)


def test_a_notice_that_lacks_a_place_is_never_written(system: Actor) -> None:
    with pytest.raises(KeyError):
        services.tell(1, HELLO, actor=system)
    assert not Notice.objects.exists()


def test_braces_in_a_parameter_stay() -> None:
    assert wordings.filled("您好，{name}。", {"name": "{0.__class__}"}) == "您好，{0.__class__}。"
    with pytest.raises(KeyError):
        wordings.filled("{lacking}", {})


def test_a_wording_is_declared_once() -> None:
    assert wording("test.hello", notice="{union}接纳您为会员。") == HELLO
    with pytest.raises(ValueError, match="twice"):
        wording("test.hello", notice="别的话")


def test_a_message_without_words_is_refused(system: Actor) -> None:
    for template in (HELLO, "no.such.template"):
        with pytest.raises(Refused, match=r"notices\.no_words"):
            services.send_text(MOBILE, template, {"union": "甲"}, actor=system)
    assert not Message.objects.exists()


def test_a_guest_puts_a_message_into_the_outbox_and_cannot_read_it_back() -> None:
    guest = Actor.guest(NOW, code="A0001")
    with scope(guest):
        services.send_text(MOBILE, CODE, {"code": "482913", "minutes": 5}, actor=guest)
        assert not Message.objects.exists()
        assert Message.objects.update(state=MessageState.SENT) == 0
    assert Message.objects.count() == 1


def test_a_waiting_message_is_sealed() -> None:
    row = send()
    stored = bytes(row.address or b"") + bytes(row.body or b"")
    assert MOBILE.encode() not in stored
    assert b"482913" not in stored
    assert crypto.open_sealed(row.address or b"", row.subject) == MOBILE


def test_a_rolled_back_act_sends_nothing() -> None:
    with transaction.atomic():
        send()
        transaction.set_rollback(True)
    assert not Message.objects.exists()


def test_sealed_columns_are_declared_for_rotation() -> None:
    assert {"notices_message.address", "notices_message.body"} <= {column.name for column in crypto.sealed_columns()}


def test_a_demo_reads_messages_in_the_tray_and_sends_none(system: Actor, settings: Any) -> None:
    settings.NOTICES = {"sms_url": "http://127.0.0.1:9/"}
    services.open_tray(actor=system)
    services.open_tray(actor=system)
    row = send()
    assert services.deliver_due() == 1
    row.refresh_from_db()
    assert (row.state, row.address, row.body) == (MessageState.SENT, None, None)
    assert [(one.to, one.text) for one in queries.latest_demo_messages()] == [(MOBILE, "验证码 482913，5 分钟内有效。")]


def test_a_closed_tray_shows_nothing_and_forgets(system: Actor) -> None:
    services.open_tray(actor=system)
    send()
    services.deliver_due()
    services.close_tray(actor=system)
    assert not DemoMessage.objects.exists()
    assert queries.latest_demo_messages() == []


def test_row_security_hides_the_tray_once_it_is_closed(system: Actor) -> None:
    services.open_tray(actor=system)
    DemoMessage.objects.create(channel="sms", address=MOBILE, text="x", at=NOW)
    with scope(Actor.anonymous(NOW)):
        assert DemoMessage.objects.count() == 1
    DemoTray.objects.all().delete()
    with scope(Actor.anonymous(NOW)):
        assert DemoMessage.objects.count() == 0


def test_without_any_channel_a_message_is_given_up_and_wiped(settings: Any) -> None:
    settings.NOTICES = {}
    row = send()
    services.deliver_due()
    row.refresh_from_db()
    assert (row.state, row.error, row.address, row.body) == (MessageState.GIVEN_UP, "channel.missing", None, None)


def test_an_expired_code_is_not_sent(system: Actor) -> None:
    services.open_tray(actor=system)
    row = send(good_for=timedelta(minutes=5))
    Message.objects.filter(id=row.id).update(expires_at=timezone.now() - timedelta(seconds=1))
    services.deliver_due()
    row.refresh_from_db()
    assert (row.state, row.error, row.body) == (MessageState.GIVEN_UP, "expired", None)
    assert not DemoMessage.objects.exists()


def test_a_message_whose_salt_is_gone_is_given_up() -> None:
    row = send()
    crypto.destroy(row.subject)
    services.deliver_due()
    row.refresh_from_db()
    assert (row.state, row.error) == (MessageState.GIVEN_UP, "crypto.destroyed")


def test_a_leased_message_is_left_to_its_sender(system: Actor) -> None:
    services.open_tray(actor=system)
    row = send()
    assert services._lease(timezone.now()) is not None
    assert services.deliver_due() == 0
    Message.objects.filter(id=row.id).update(next_try_at=timezone.now())
    assert services.deliver_due() == 1
    assert DemoMessage.objects.count() == 1


def test_pauses_grow_and_end() -> None:
    waits = [rules.next_try(attempt, NOW, None) for attempt in range(1, len(rules.PAUSES) + 2)]
    assert waits[-1] is None
    kept = [wait for wait in waits if wait is not None]
    assert kept == sorted(kept)
    assert kept[0] == NOW + timedelta(seconds=2)


def test_the_gateway_may_ask_for_a_longer_pause_but_not_past_the_end() -> None:
    assert rules.next_try(1, NOW, None, wait=90) == NOW + timedelta(seconds=90)
    assert rules.next_try(1, NOW, NOW + timedelta(seconds=60), wait=90) is None


def test_old_things_are_purged(system: Actor) -> None:
    long_ago = NOW - timedelta(days=400)
    services.tell(1, HELLO, params={"union": "甲"}, actor=Actor.system("t", long_ago))
    services.tell(2, HELLO, params={"union": "甲"}, actor=Actor.system("t", long_ago))
    services.mark_all_read(actor=Actor(now=long_ago, request_id="r", name="x", person_id=1))
    waiting, done = send(), send()
    Message.objects.filter(id=done.id).update(
        state=MessageState.SENT, sent_at=long_ago, created_at=long_ago, address=None, body=None
    )
    Message.objects.filter(id=waiting.id).update(created_at=long_ago)

    assert services.purge(NOW) == 2
    assert [notice.person_id for notice in Notice.objects.all()] == [2]
    assert [message.id for message in Message.objects.all()] == [waiting.id]


def test_the_outbox_is_counted_by_state() -> None:
    send()
    assert queries.outbox() == {"queued": 1, "sent": 0, "failed": 0, "given_up": 0}


def test_every_trouble_of_a_channel_has_a_sentence() -> None:
    source = Path(channels.__file__).read_text(encoding="utf-8") + Path(services.__file__).read_text(encoding="utf-8")
    named = {piece.split('"')[0] for piece in source.replace('"', ' "').split(' "')}
    troubles = {word for word in named if word.startswith(("gateway.", "mail.", "channel."))} | {"expired", "too_often"}
    assert troubles - set(texts.TROUBLES) == set()
    assert texts.trouble("gateway.number").startswith("手机号")


@pytest.mark.parametrize(
    ("wrong", "name"),
    [
        ({"state": "lost"}, "notices_message_state_is_known"),
        ({"channel": "pigeon"}, "notices_message_channel_is_known"),
        ({"state": "given_up", "body": b"x"}, "notices_message_is_wiped_when_done"),
        ({"state": "sent"}, "notices_sent_message_has_a_time"),
    ],
)
def test_the_database_refuses_a_wrong_message(wrong: dict[str, Any], name: str) -> None:
    right = {"channel": "sms", "template": "x", "subject": uuid4(), "created_at": NOW, "next_try_at": NOW}
    with pytest.raises(DatabaseError, match=name), transaction.atomic():
        Message.objects.create(**(right | wrong))
