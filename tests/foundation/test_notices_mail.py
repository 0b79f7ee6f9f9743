"""The e-mail channel against a real local server: plain, encrypted, asking for a password, refusing."""

from __future__ import annotations

import smtplib
import socket
import ssl
from collections.abc import Callable, Iterator
from datetime import timedelta
from email import message_from_bytes
from email.policy import default as modern
from ipaddress import IPv4Address
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from django.utils import timezone

from hexian.foundation.actor import Actor
from hexian.foundation.notices import services, wording
from hexian.foundation.notices.channels import GiveUp, Letter, SmtpMail, TryLater
from tests.conftest import NOW

LETTER = Letter("people.code", {"code": "482913"}, "验证码 482913，5 分钟内有效。", "验证码")
MAILED = wording("test.mailed", subject="和弦来信", mail="您好，{name}。")


class Postbox:
    """A mail server's memory, and what it says to recipients and data."""

    def __init__(self) -> None:
        self.letters: list[bytes] = []
        self.on_recipient = "250 OK"
        self.on_data = "250 OK"

    async def handle_RCPT(  # noqa: N802 - aiosmtpd's name
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        envelope.rcpt_tos.append(address)
        return self.on_recipient

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        self.letters.append(bytes(envelope.original_content or b""))
        return self.on_data


Door = Callable[..., SmtpMail]


@pytest.fixture
def postbox() -> Postbox:
    return Postbox()


@pytest.fixture
def certificate(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> ssl.SSLContext:
    """A server's certificate for this machine, and everybody here trusting it."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "127.0.0.1")])
    here = x509.SubjectAlternativeName([x509.IPAddress(IPv4Address("127.0.0.1"))])
    now = timezone.now()
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(here, critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    plain = serialization.NoEncryption()
    secret = key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, plain)
    (tmp_path / "cert.pem").write_bytes(made.public_bytes(serialization.Encoding.PEM))
    (tmp_path / "key.pem").write_bytes(secret)
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "cert.pem"))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(tmp_path / "cert.pem", tmp_path / "key.pem")
    return context


@pytest.fixture
def mail(postbox: Postbox) -> Iterator[Door]:
    """Opens mail servers: plain, with STARTTLS and a login, encrypted from the first byte."""
    servers: list[Controller] = []

    def let_in(*args: Any) -> AuthResult:
        given = args[-1]
        good = isinstance(given, LoginPassword) and (given.login, given.password) == (b"hexian", b"p@ss")
        return AuthResult(success=good, handled=good)

    def door(address: str = "smtp://{}?tls=none", **options: Any) -> SmtpMail:
        if options.get("auth_required"):
            options["authenticator"] = let_in
        server = Controller(postbox, hostname="127.0.0.1", port=free_port(), **options)
        server.start()
        servers.append(server)
        return SmtpMail(address.format(f"127.0.0.1:{server.port}"), "和弦 <union@hexian.example>", timeout=5)

    yield door
    for server in servers:
        server.stop()


def free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port: int = free.getsockname()[1]
        return port


def test_a_mail_arrives_readable(mail: Door, postbox: Postbox) -> None:
    mail().send("li@example.com", LETTER, reference="r-1")
    letter = message_from_bytes(postbox.letters[0], policy=modern)
    assert (letter["To"], letter["Subject"], letter["Auto-Submitted"]) == ("li@example.com", "验证码", "auto-generated")
    assert "r-1" in letter["Message-ID"]
    assert letter.get_content().strip() == LETTER.text


def test_a_mail_server_lets_us_in_with_a_name(mail: Door, postbox: Postbox, certificate: ssl.SSLContext) -> None:
    server = mail("smtp://hexian:p%40ss@{}", tls_context=certificate, require_starttls=True, auth_required=True)
    server.send("li@example.com", LETTER, reference="r")
    assert len(postbox.letters) == 1


def test_a_wrong_password_is_given_up(mail: Door, postbox: Postbox, certificate: ssl.SSLContext) -> None:
    server = mail("smtp://hexian:wrong@{}", tls_context=certificate, require_starttls=True, auth_required=True)
    with pytest.raises(GiveUp, match=r"mail\.unauthorised"):
        server.send("li@example.com", LETTER, reference="r")
    assert postbox.letters == []


def test_a_line_encrypted_from_the_first_byte(mail: Door, postbox: Postbox, certificate: ssl.SSLContext) -> None:
    mail("smtps://{}", ssl_context=certificate).send("li@example.com", LETTER, reference="r")
    assert len(postbox.letters) == 1


def test_a_certificate_nobody_vouches_for_is_not_trusted(
    mail: Door, postbox: Postbox, certificate: ssl.SSLContext, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("SSL_CERT_FILE")
    with pytest.raises(TryLater, match=r"mail\.unreachable"):
        mail("smtps://{}", ssl_context=certificate).send("li@example.com", LETTER, reference="r")
    assert postbox.letters == []


@pytest.mark.parametrize(
    ("answer", "kind", "code"),
    [
        ("450 mailbox busy", TryLater, "mail.later"),
        ("550 no such user", GiveUp, "mail.address"),
    ],
)
def test_what_the_server_says_of_the_address(
    mail: Door, postbox: Postbox, answer: str, kind: type[TryLater | GiveUp], code: str
) -> None:
    postbox.on_recipient = answer
    with pytest.raises(kind, match=code):
        mail().send("li@example.com", LETTER, reference="r")


@pytest.mark.parametrize(
    ("answer", "kind", "code"),
    [
        ("451 try again", TryLater, "mail.later"),
        ("554 spam", GiveUp, "mail.refused"),
    ],
)
def test_what_the_server_says_of_the_letter(
    mail: Door, postbox: Postbox, answer: str, kind: type[TryLater | GiveUp], code: str
) -> None:
    postbox.on_data = answer
    with pytest.raises(kind, match=code):
        mail().send("li@example.com", LETTER, reference="r")


def test_an_address_cannot_smuggle_a_header(mail: Door, postbox: Postbox) -> None:
    with pytest.raises(GiveUp, match=r"mail\.address"):
        mail().send("li@example.com\r\nBcc: all@example.com", LETTER, reference="r")
    assert postbox.letters == []


def test_a_server_without_encryption_gets_no_letter(mail: Door, postbox: Postbox) -> None:
    plain = mail()
    careful = SmtpMail(plain.url.replace("?tls=none", ""), plain.sender, timeout=5)
    with pytest.raises(TryLater, match=r"mail\.unreachable"):
        careful.send("li@example.com", LETTER, reference="r")
    assert postbox.letters == []


def test_no_mail_server_means_later() -> None:
    with pytest.raises(TryLater, match=r"mail\.unreachable"):
        SmtpMail(f"smtp://127.0.0.1:{free_port()}?tls=none", "a@b", timeout=2).send("li@x.cn", LETTER, reference="r")


@pytest.mark.django_db
@pytest.mark.database
def test_from_the_outbox_to_the_mailbox(mail: Door, postbox: Postbox, settings: Any) -> None:
    settings.NOTICES = {"smtp_url": mail().url, "mail_from": "union@hexian.example"}
    services.send_mail("li@example.com", MAILED, {"name": "李知夏"}, actor=Actor.system("t", NOW))
    assert services.deliver_due() == 1
    letter = message_from_bytes(postbox.letters[0], policy=modern)
    assert letter["Subject"] == "和弦来信"
    assert letter.get_content().strip() == "您好，李知夏。"


def test_smtplib_is_the_real_one(mail: Door) -> None:
    with mail()._server() as server:
        assert isinstance(server, smtplib.SMTP)
        assert server.noop()[0] == 250
