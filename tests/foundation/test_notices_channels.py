"""The text-message channel against a real local gateway: signature checked, every kind of answer given."""

from __future__ import annotations

import hashlib
import hmac
import json
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest
from django.utils import timezone

from hexian.foundation.actor import Actor
from hexian.foundation.notices import channels, services, wording
from hexian.foundation.notices.channels import GiveUp, Letter, SmsGateway, SmtpMail, TryLater
from hexian.foundation.notices.models import Message
from hexian.foundation.notices.rules import PAUSES, Channel, MessageState
from tests.conftest import NOW

KEY, SECRET = "hexian", "not-a-secret"
LETTER = Letter("people.code", {"code": "482913"}, "验证码 482913，5 分钟内有效。", "验证码")
HELLO = wording("test.texted", sms="您好，{name}。")
MOBILE = "13800000001"


@dataclass
class Gateway:
    """A gateway that checks signatures as a real one does, and answers what the test wants."""

    answers: list[tuple[int, dict[str, str], bytes]] = field(default_factory=list)
    taken: list[dict[str, Any]] = field(default_factory=list)
    nonces: set[str] = field(default_factory=set)
    url: str = ""

    def verdict(self, headers: Any, body: bytes) -> tuple[int, dict[str, str], bytes]:
        signed = b"\n".join([headers["X-Timestamp"].encode(), headers["X-Nonce"].encode(), body])
        right = hmac.new(SECRET.encode(), signed, hashlib.sha256).hexdigest()
        if headers["X-Key"] != KEY or not hmac.compare_digest(right, headers["X-Signature"]):
            return 401, {}, b'{"code": "BAD_SIGNATURE"}'
        if headers["X-Nonce"] in self.nonces or abs(int(headers["X-Timestamp"]) - timezone.now().timestamp()) > 300:
            return 401, {}, b'{"code": "REPLAYED"}'
        self.nonces.add(headers["X-Nonce"])
        self.taken.append(json.loads(body))
        return self.answers.pop(0) if self.answers else (200, {}, b'{"code": "OK"}')


@pytest.fixture
def gateway() -> Iterator[Gateway]:
    state = Gateway()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            status, headers, answer = state.verdict(self.headers, body)
            self.send_response(status)
            for name, value in headers.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(answer)))
            self.end_headers()
            self.wfile.write(answer)

        def log_message(self, *_: object) -> None:
            """Say nothing on the test's screen."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    state.url = f"http://127.0.0.1:{server.server_port}/send?v=1"
    yield state
    server.shutdown()
    server.server_close()
    thread.join()


def carrier(gateway: Gateway, secret: str = SECRET) -> SmsGateway:
    return SmsGateway(gateway.url, KEY, secret, timeout=5)


def test_a_signed_message_reaches_the_gateway(gateway: Gateway) -> None:
    carrier(gateway).send(MOBILE, LETTER, reference="r-1")
    assert gateway.taken == [
        {
            "reference": "r-1",
            "mobile": MOBILE,
            "template": "people.code",
            "params": {"code": "482913"},
            "text": "验证码 482913，5 分钟内有效。",
        }
    ]


def test_every_message_has_a_nonce_of_its_own(gateway: Gateway) -> None:
    for number in range(3):
        carrier(gateway).send(MOBILE, LETTER, reference=f"r-{number}")
    assert len(gateway.nonces) == 3


def test_a_wrong_secret_is_given_up(gateway: Gateway) -> None:
    with pytest.raises(GiveUp, match=r"gateway\.unauthorised"):
        carrier(gateway, secret="wrong").send(MOBILE, LETTER, reference="r")
    assert gateway.taken == []


@pytest.mark.parametrize(
    ("answer", "code", "wait"),
    [
        ((429, {"Retry-After": "90"}, b""), "gateway.busy", 90),
        ((429, {"Retry-After": "Wed, 21 Oct"}, b""), "gateway.busy", 0),
        ((503, {"Retry-After": "99999"}, b"down"), "gateway.busy", 3600),
        ((500, {}, b""), "gateway.busy", 0),
        ((200, {}, b'{"code": "THROTTLED"}'), "gateway.busy", 0),
        ((200, {}, b'{"code": "NO_BALANCE"}'), "gateway.balance", 0),
        ((200, {}, b"<html>proxy</html>"), "gateway.garbled", 0),
        ((200, {}, b'["OK"]'), "gateway.garbled", 0),
        ((200, {}, b"\xff\xfe"), "gateway.garbled", 0),
        ((404, {}, b""), "gateway.garbled", 0),
    ],
)
def test_some_answers_mean_later(gateway: Gateway, answer: Any, code: str, wait: float) -> None:
    gateway.answers = [answer]
    with pytest.raises(TryLater) as trouble:
        carrier(gateway).send(MOBILE, LETTER, reference="r")
    assert (trouble.value.code, trouble.value.wait) == (code, wait)


@pytest.mark.parametrize(
    ("answer", "code"),
    [
        ((403, {}, b""), "gateway.unauthorised"),
        ((200, {}, b'{"code": "INVALID_NUMBER"}'), "gateway.number"),
        ((400, {}, b'{"code": "BLOCKED"}'), "gateway.blocked"),
        ((200, {}, b'{"code": "UNKNOWN_TEMPLATE"}'), "gateway.template"),
        ((200, {}, b'{"code": "SOMETHING_NEW"}'), "gateway.refused"),
        ((400, {}, b'{"code": "OK"}'), "gateway.refused"),
    ],
)
def test_some_answers_mean_never(gateway: Gateway, answer: Any, code: str) -> None:
    gateway.answers = [answer]
    with pytest.raises(GiveUp) as trouble:
        carrier(gateway).send(MOBILE, LETTER, reference="r")
    assert trouble.value.code == code


def test_a_gateway_that_is_not_there_means_later() -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    with pytest.raises(TryLater, match=r"gateway\.unreachable"):
        SmsGateway(f"http://127.0.0.1:{port}/", KEY, SECRET).send(MOBILE, LETTER, reference="r")


@contextmanager
def listener(answer: bytes = b"") -> Iterator[str]:
    """Something that takes calls and says only this, or nothing at all."""
    with socket.create_server(("127.0.0.1", 0)) as server:

        def take() -> None:
            line, _ = server.accept()
            with line:
                line.recv(1)
                line.sendall(answer)
                done.wait(10)

        done = threading.Event()
        thread = threading.Thread(target=take)
        thread.start()
        yield f"http://127.0.0.1:{server.getsockname()[1]}/"
        done.set()
        thread.join()


def test_a_silent_gateway_means_later() -> None:
    with listener() as url, pytest.raises(TryLater, match=r"gateway\.timeout"):
        SmsGateway(url, KEY, SECRET, timeout=0.2).send(MOBILE, LETTER, reference="r")


def test_a_gateway_that_speaks_no_http_means_later() -> None:
    with listener(b"220 mail.example ESMTP\r\n\r\n") as url, pytest.raises(TryLater, match=r"gateway\.unreachable"):
        SmsGateway(url, KEY, SECRET, timeout=5).send(MOBILE, LETTER, reference="r")


def test_an_unencrypted_line_is_not_taken_for_an_encrypted_one(gateway: Gateway) -> None:
    with pytest.raises(TryLater, match=r"gateway\.unreachable"):
        SmsGateway(gateway.url.replace("http:", "https:"), KEY, SECRET).send(MOBILE, LETTER, reference="r")


def test_the_secret_is_in_no_representation(gateway: Gateway) -> None:
    assert SECRET not in repr(carrier(gateway))
    assert "hidden" not in repr(SmtpMail("smtp://a:hidden@localhost", "x@y"))


def free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port: int = free.getsockname()[1]
        return port


def test_settings_choose_the_carrier(settings: Any) -> None:
    settings.NOTICES = {"sms_url": "https://sms.example/", "smtp_url": "smtps://mail.example", "mail_from": "a@b.cn"}
    assert isinstance(channels.configured(Channel.SMS), SmsGateway)
    assert isinstance(channels.configured(Channel.MAIL), SmtpMail)
    settings.NOTICES = {}
    for channel in Channel:
        with pytest.raises(GiveUp, match=r"channel\.missing"):
            channels.configured(channel)


@pytest.mark.django_db
@pytest.mark.database
def test_from_the_outbox_to_the_phone(gateway: Gateway, settings: Any) -> None:
    settings.NOTICES = {"sms_url": gateway.url, "sms_key": KEY, "sms_secret": SECRET}
    gateway.answers = [(500, {}, b"")]
    message_id = services.send_text(MOBILE, HELLO, {"name": "王小满"}, actor=Actor.system("t", NOW))

    assert services.deliver_due() == 1
    row = Message.objects.get(id=message_id)
    assert (row.state, row.error, row.attempts) == (MessageState.FAILED, "gateway.busy", 1)
    assert row.next_try_at > timezone.now()

    Message.objects.update(next_try_at=timezone.now())
    assert services.deliver_due() == 1
    row.refresh_from_db()
    assert (row.state, row.attempts, row.address, row.body, row.error) == (MessageState.SENT, 2, None, None, "")
    assert row.sent_at is not None
    assert [letter["reference"] for letter in gateway.taken] == [str(message_id)] * 2
    assert gateway.taken[-1]["text"] == "您好，王小满。"


@pytest.mark.django_db
@pytest.mark.database
def test_a_number_that_does_not_exist_is_not_tried_again(gateway: Gateway, settings: Any) -> None:
    settings.NOTICES = {"sms_url": gateway.url, "sms_key": KEY, "sms_secret": SECRET}
    gateway.answers = [(200, {}, b'{"code": "INVALID_NUMBER"}')]
    services.send_text(MOBILE, HELLO, {"name": "王小满"}, actor=Actor.system("t", NOW))
    assert services.deliver_due() == 1
    assert services.deliver_due() == 0
    row = Message.objects.get()
    assert (row.state, row.error, row.body) == (MessageState.GIVEN_UP, "gateway.number", None)


@pytest.mark.django_db
@pytest.mark.database
def test_a_gateway_that_is_down_for_long_is_given_up(settings: Any) -> None:
    settings.NOTICES = {"sms_url": f"http://127.0.0.1:{free_port()}/"}
    services.send_text(MOBILE, HELLO, {"name": "王小满"}, actor=Actor.system("t", NOW))
    tries = 0
    while services.deliver_due():
        tries += 1
        Message.objects.update(next_try_at=timezone.now())
    row = Message.objects.get()
    assert (tries, row.state, row.error) == (len(PAUSES) + 1, MessageState.GIVEN_UP, "too_often")
