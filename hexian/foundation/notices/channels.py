"""The ways out: a text-message gateway over HTTP with a signature, and e-mail over SMTP.

A channel either delivers, or raises `TryLater` (the message keeps its place in the outbox) or `GiveUp` (it does not).
"""

from __future__ import annotations

import hashlib
import hmac
import http.client
import json
import secrets
import smtplib
import ssl
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from email.message import EmailMessage
from email.utils import make_msgid
from typing import Any, Protocol
from urllib.parse import SplitResult, parse_qs, unquote, urlsplit

from django.conf import settings

from hexian.foundation.notices.rules import Channel

#: Nobody waits for a one-time code longer than this; seconds.
TIMEOUT = 10.0
#: A gateway's answer is a line or two; more is not read.
LONGEST_ANSWER = 64 * 1024

#: The gateway's own codes, in the words most gateways use.
LATER = {"THROTTLED": "gateway.busy", "BUSY": "gateway.busy", "NO_BALANCE": "gateway.balance"}
NEVER = {
    "INVALID_NUMBER": "gateway.number",
    "BLOCKED": "gateway.blocked",
    "UNKNOWN_TEMPLATE": "gateway.template",
    "BAD_SIGNATURE": "gateway.unauthorised",
    "UNKNOWN_KEY": "gateway.unauthorised",
    "REJECTED": "gateway.refused",
}


class TryLater(Exception):  # noqa: N818 - an answer of the channel
    """Not now: `code` says why, `wait` how many seconds the other side asked for."""

    def __init__(self, code: str, wait: float = 0) -> None:
        super().__init__(code)
        self.code = code
        self.wait = wait


class GiveUp(Exception):  # noqa: N818 - an answer of the channel
    """Not at all: `code` says why."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True, slots=True)
class Letter:
    """What is sent: the template's name with its parameters, for gateways that know it, and the finished words."""

    template: str
    params: dict[str, Any]
    text: str
    subject: str = ""

    def as_json(self) -> str:
        """The letter as it is sealed."""
        return json.dumps(asdict(self), ensure_ascii=False, default=str)

    @classmethod
    def from_json(cls, values: Mapping[str, Any]) -> Letter:
        """The letter as it is opened again."""
        return cls(**values)


class Carrier(Protocol):
    """Something that delivers a letter to an address."""

    def send(self, address: str, letter: Letter, *, reference: str) -> None:
        """Deliver, or raise `TryLater` or `GiveUp`; the same reference means the same message."""


@dataclass(frozen=True, slots=True)
class SmsGateway:
    """A text-message gateway: JSON over HTTP, signed with HMAC-SHA256 over time, nonce and body."""

    url: str
    key: str
    secret: str = field(repr=False)
    timeout: float = TIMEOUT

    def send(self, address: str, letter: Letter, *, reference: str) -> None:
        """Post the message and read the gateway's verdict."""
        body = json.dumps(
            {
                "reference": reference,
                "mobile": address,
                "template": letter.template,
                "params": {name: str(value) for name, value in letter.params.items()},
                "text": letter.text,
            },
            ensure_ascii=False,
        ).encode()
        status, headers, answer = self._post(body)
        judge(status, headers, answer)

    def headers(self, body: bytes, *, now: int, nonce: str) -> dict[str, str]:
        """What proves to the gateway that this body comes from us, now, and only once."""
        signed = b"\n".join([str(now).encode(), nonce.encode(), body])
        return {
            "Content-Type": "application/json; charset=utf-8",
            "X-Key": self.key,
            "X-Timestamp": str(now),
            "X-Nonce": nonce,
            "X-Signature": hmac.new(self.secret.encode(), signed, hashlib.sha256).hexdigest(),
        }

    def _post(self, body: bytes) -> tuple[int, Mapping[str, str], bytes]:
        parts = urlsplit(self.url)
        path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
        headers = self.headers(body, now=int(time.time()), nonce=secrets.token_hex(16))
        line = connect(parts, self.timeout)
        try:
            line.request("POST", path, body, headers)
            reply = line.getresponse()
            return reply.status, dict(reply.headers), reply.read(LONGEST_ANSWER)
        except TimeoutError:
            raise TryLater("gateway.timeout") from None
        except (OSError, http.client.HTTPException):
            raise TryLater("gateway.unreachable") from None
        finally:
            line.close()


def connect(parts: SplitResult, timeout: float) -> http.client.HTTPConnection:
    """A connection to the gateway, encrypted when its address says so."""
    host = parts.hostname or ""
    if parts.scheme == "https":
        return http.client.HTTPSConnection(host, parts.port, timeout=timeout, context=ssl.create_default_context())
    return http.client.HTTPConnection(host, parts.port, timeout=timeout)


def judge(status: int, headers: Mapping[str, str], answer: bytes) -> None:
    """Turn a gateway's answer into success, a later try or an end."""
    if status in {401, 403}:
        raise GiveUp("gateway.unauthorised")
    if status == 429:
        raise TryLater("gateway.busy", wait=seconds_asked(headers))
    if status >= 500:
        raise TryLater("gateway.busy", wait=seconds_asked(headers))
    verdict = code_in(answer)
    if status == 200 and verdict == "OK":
        return
    if verdict in LATER:
        raise TryLater(LATER[verdict])
    if verdict in NEVER:
        raise GiveUp(NEVER[verdict])
    # a refusal we do not know is final; an answer that is none may be a proxy's error page
    raise GiveUp("gateway.refused") if verdict else TryLater("gateway.garbled")


def code_in(answer: bytes) -> str:
    """The code in a gateway's answer; empty when it is not the JSON we expect."""
    try:
        parsed = json.loads(answer)
    except ValueError:
        return ""
    code = parsed.get("code") if isinstance(parsed, dict) else None
    return code if isinstance(code, str) else ""


def seconds_asked(headers: Mapping[str, str]) -> float:
    """How long the gateway asks us to wait, at most an hour."""
    asked = next((value for name, value in headers.items() if name.lower() == "retry-after"), "")
    return min(float(asked), 3600.0) if asked.isascii() and asked.isdigit() else 0.0


@dataclass(frozen=True, slots=True)
class SmtpMail:
    """E-mail: `smtp://name:secret@host:587` (STARTTLS), `smtps://…:465`, or `smtp://…?tls=none` within one machine."""

    url: str = field(repr=False)
    sender: str
    timeout: float = TIMEOUT

    def send(self, address: str, letter: Letter, *, reference: str) -> None:
        """Hand the letter to the mail server."""
        try:
            mail = self.compose(address, letter, reference)
        except ValueError:
            raise GiveUp("mail.address") from None
        with mail_troubles(), self._server() as server:
            server.send_message(mail)

    def compose(self, address: str, letter: Letter, reference: str) -> EmailMessage:
        """The mail itself. Raises `ValueError` when an address or subject would break out of its header."""
        mail = EmailMessage()
        mail["From"] = self.sender
        mail["To"] = address
        mail["Subject"] = letter.subject
        mail["Message-ID"] = make_msgid(idstring=reference, domain=self.sender.rpartition("@")[2] or "localhost")
        mail["Auto-Submitted"] = "auto-generated"
        mail.set_content(letter.text)
        return mail

    @contextmanager
    def _server(self) -> Iterator[smtplib.SMTP]:
        parts = urlsplit(self.url)
        tls = parse_qs(parts.query).get("tls", ["starttls"])[0]
        context = ssl.create_default_context()
        if parts.scheme == "smtps":
            server: smtplib.SMTP = smtplib.SMTP_SSL(
                parts.hostname or "", parts.port or 465, timeout=self.timeout, context=context
            )
        else:
            server = smtplib.SMTP(parts.hostname or "", parts.port or 587, timeout=self.timeout)
        with server:
            if parts.scheme != "smtps" and tls != "none":
                server.starttls(context=context)
            if parts.username:
                server.login(unquote(parts.username), unquote(parts.password or ""))
            yield server


@contextmanager
def mail_troubles() -> Iterator[None]:
    """Turn what a mail server says into a later try or an end: 4xx means later, 5xx means never."""
    try:
        yield
    except smtplib.SMTPRecipientsRefused as trouble:
        codes = [code for code, _ in trouble.recipients.values()]
        raise (TryLater("mail.later") if all(code < 500 for code in codes) else GiveUp("mail.address")) from None
    except smtplib.SMTPAuthenticationError:
        raise GiveUp("mail.unauthorised") from None
    except smtplib.SMTPResponseException as trouble:
        raise (TryLater("mail.later") if trouble.smtp_code < 500 else GiveUp("mail.refused")) from None
    except (smtplib.SMTPException, OSError):
        raise TryLater("mail.unreachable") from None


def configured(channel: Channel) -> Carrier:
    """The carrier the installation has for a channel. Raises `GiveUp("channel.missing")` when there is none."""
    options: Mapping[str, str] = settings.NOTICES
    if channel is Channel.SMS and options.get("sms_url"):
        return SmsGateway(options["sms_url"], options.get("sms_key", ""), options.get("sms_secret", ""))
    if channel is Channel.MAIL and options.get("smtp_url"):
        return SmtpMail(options["smtp_url"], options.get("mail_from") or "hexian@localhost")
    raise GiveUp("channel.missing")
