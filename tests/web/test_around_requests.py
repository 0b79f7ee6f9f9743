"""What surrounds every request: headers, limits, figures, logs without personal data, read-only pages."""

from __future__ import annotations

import io
import json
import logging
import re

import pytest
from django.http import HttpResponse
from django.test import Client, override_settings
from django.urls import reverse

from hexian.config import logs
from hexian.web.middleware import POLICY
from tests import makers
from tests.web import desk

pytestmark = [pytest.mark.django_db, pytest.mark.database]


def test_every_page_carries_the_strict_policy(client: Client) -> None:
    response = client.get(reverse("front:front"))
    assert response["Content-Security-Policy"] == POLICY
    assert "unsafe" not in POLICY
    assert response["X-Frame-Options"] == "DENY"
    assert response["Cache-Control"] == "private, no-store"


def test_no_page_has_inline_script_or_style(client: Client) -> None:
    html = client.get(reverse("front:front")).content.decode()
    assert " style=" not in html
    assert " onclick=" not in html
    assert "<script>" not in html


def test_a_request_keeps_the_id_a_proxy_gave_it(client: Client) -> None:
    assert client.get("/healthz", headers={"X-Request-ID": "abc-12345678"})["X-Request-ID"] == "abc-12345678"
    assert client.get("/healthz", headers={"X-Request-ID": "<script>"})["X-Request-ID"] != "<script>"


def test_health_tells_nothing_but_health(client: Client) -> None:
    assert client.get("/healthz").json() == {"ok": True, "database": True}


def test_figures_are_for_this_machine_or_for_the_token(client: Client) -> None:
    assert client.get("/metrics").status_code == 200
    assert client.get("/metrics", REMOTE_ADDR="203.0.113.9").status_code == 404
    with override_settings(METRICS_TOKEN="let-me-see"):
        assert client.get("/metrics").status_code == 404
        assert client.get("/metrics", headers={"Authorization": "Bearer let-me-see"}).status_code == 200


def test_behind_a_proxy_the_figures_are_not_for_everybody(client: Client) -> None:
    with override_settings(ALLAUTH_TRUSTED_PROXY_COUNT=1):
        assert client.get("/metrics", headers={"X-Forwarded-For": "203.0.113.9"}).status_code == 404
        assert client.get("/metrics", headers={"X-Forwarded-For": "127.0.0.1, 203.0.113.9"}).status_code == 404
        assert client.get("/metrics").status_code == 200


def test_a_token_in_another_script_is_wrong_and_no_fault(client: Client) -> None:
    with override_settings(METRICS_TOKEN="let-me-see"):
        assert client.get("/metrics", headers={"Authorization": "Bearer \xe9\xe9"}).status_code == 404


def test_methods_somebody_makes_up_are_counted_as_one(client: Client) -> None:
    for made_up in ("AAAAA1", "AAAAA2"):
        client.generic(made_up, reverse("front:front"))
    figures = client.get("/metrics").content.decode()
    assert 'method="other"' in figures
    assert "AAAAA" not in figures


def test_what_no_column_can_hold_makes_no_sense_and_is_no_fault() -> None:
    officer = desk.officer_of(makers.make_org())
    assert "没读懂" in desk.words(officer.client.post("/c/%00").content.decode())
    assert officer.client.post("/c/%00").status_code == 400
    nested = {"filter": "kind_of_work=%00"}
    assert officer.client.post(reverse("members:export"), nested).status_code == 400


def test_a_body_that_is_too_large_is_refused_with_a_sentence(client: Client) -> None:
    response = client.post(reverse("front:front"), data=b"x" * (10 * 1024 * 1024), content_type="text/plain")
    assert response.status_code == 413
    assert "2 MB" in response.content.decode()
    assert "文件" not in desk.words(response.content.decode())
    assert "照片" not in desk.words(response.content.decode())
    said = json.loads(response.headers["HX-Trigger"])["hx:toast"]["text"]
    assert "写的太多了" in said
    assert "2 MB" in said


def test_a_stale_form_gets_a_sentence() -> None:
    strict = Client(enforce_csrf_checks=True)
    response = strict.post(reverse("front:front"), {"code": "K7Q2ABCD"})
    assert response.status_code == 403
    assert "没有丢" in response.content.decode() or "还在" in response.content.decode()


def test_an_unknown_page_gets_a_sentence(client: Client) -> None:
    response = client.get("/nowhere/")
    assert response.status_code == 404
    assert "没找到" in response.content.decode()


@pytest.mark.parametrize(
    ("text", "hidden"),
    [
        ("身份证 33010819900307002X 登录", "33010819900307002X"),
        ("15 位 330108900307002", "330108900307002"),
        ("call 13800001234 now", "13800001234"),
        ("mail to wang@example.org", "wang@example.org"),
    ],
)
def test_a_log_line_never_holds_what_looks_personal(text: str, hidden: str) -> None:
    stream = io.StringIO()
    logs.configure(debug=False)
    handler = logging.getLogger().handlers[0]
    assert isinstance(handler, logging.StreamHandler)
    handler.setStream(stream)
    logging.getLogger("anything").warning(text)
    line = json.loads(stream.getvalue())
    assert hidden not in line["event"]
    assert "[…]" in line["event"]
    logs.configure(debug=False)


def test_a_join_code_typed_wrong_gets_a_sentence(client: Client) -> None:
    response = client.post(reverse("front:front"), {"code": "O0I1"})
    assert response.status_code == 422
    assert "入会码是 8 位数字和字母" in response.content.decode()


def test_a_join_code_typed_right_leads_to_the_poster(client: Client) -> None:
    response = client.post(reverse("front:front"), {"code": "k7q2-abcd"})
    assert response["Location"] == reverse("join:join", args=["K7Q2ABCD"])


def test_an_address_never_reaches_the_log(client: Client) -> None:
    stream = io.StringIO()
    logs.configure(debug=False)
    handler = logging.getLogger().handlers[0]
    assert isinstance(handler, logging.StreamHandler)
    handler.setStream(stream)
    client.get("/nowhere/token-of-a-card/")
    logs.configure(debug=False)
    assert "Not Found" in stream.getvalue()
    assert "token-of-a-card" not in stream.getvalue()


# — A body sent in pieces, without its length —


def in_pieces(client: Client, url: str, body: bytes, kind: str = "application/x-www-form-urlencoded") -> HttpResponse:
    """Post as a server hands on a chunked request: no length, and an input that ends by itself."""
    pieces = {
        "CONTENT_LENGTH": "",
        "HTTP_TRANSFER_ENCODING": "chunked",
        "wsgi.input_terminated": True,
        "wsgi.input": io.BytesIO(body),
    }
    answer: HttpResponse = client.generic("POST", url, body, kind, **pieces)  # type: ignore[arg-type, assignment]
    return answer


def test_a_form_sent_in_pieces_is_read(client: Client) -> None:
    answer = in_pieces(client, reverse("front:front"), b"code=k7q2-abcd")
    assert answer["Location"] == reverse("join:join", args=["K7Q2ABCD"])


def test_a_form_sent_in_pieces_is_not_called_stale() -> None:
    strict = Client(enforce_csrf_checks=True)
    page = strict.get(reverse("front:front")).content.decode()
    token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', page)
    assert token is not None
    answer = in_pieces(strict, reverse("front:front"), f"code=k7q2-abcd&csrfmiddlewaretoken={token[1]}".encode())
    assert answer.status_code == 302


def test_a_body_sent_in_pieces_may_be_no_larger_than_any_other(client: Client) -> None:
    answer = in_pieces(client, reverse("front:front"), b"code=" + b"x" * (2 * 1024 * 1024))
    assert answer.status_code == 413
    assert "2 MB" in answer.content.decode()


def test_json_sent_in_pieces_is_read_by_the_api(client: Client) -> None:
    answer = in_pieces(client, "/api/v1/join/22222222/code", b'{"mobile": "1"}', "application/json")
    assert json.loads(answer.content)["code"] == "request.unknown"
    point = makers.make_join_point(makers.make_org())
    answer = in_pieces(client, f"/api/v1/join/{point.join_code}/code", b'{"mobile": "139"}', "application/json")
    assert json.loads(answer.content)["code"] == "mobile.length"
