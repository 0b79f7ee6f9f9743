"""Whatever is typed into whatever form, what comes back is a sentence of ours: Chinese, whole, and never Django's."""

from __future__ import annotations

import importlib
import pkgutil
import re
from collections.abc import Iterator

import pytest
from django import forms
from django.core.cache import cache
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from hexian import web
from hexian.domains.people import services
from hexian.domains.people.models import Account
from hexian.foundation.actor import Actor
from hexian.web import sentences
from hexian.web.accounts import second_factor, urls
from hexian.web.accounts.adapter import AccountAdapter
from hexian.web.accounts.mfa import MfaAdapter
from tests.people import makers

PASSWORD = "correct horse battery"
#: Words of Django's and allauth's own Chinese, which no sentence of ours uses.
NOT_OURS = re.compile(r"字段|变量|确保|有效的|空字符串|必填项|必须|选择一个|用户")
#: Latin words that belong into a Chinese sentence.
KNOWN = re.compile(r"JPG|PNG|PDF|MB|name@example\.com|https://example\.com|HEXIAN_SMS_URL")
BAD = (
    None, "", " ", "\x00", "x" * 5000, "王" * 5000, "-1", "1e400", "9" * 400,
    "２０２６-１３-４５", "not a date", "👷", "a\x00b",
    ["x", "y"], SimpleUploadedFile("x" * 300, b""), SimpleUploadedFile("a.png", b"no picture"),
)  # fmt: skip


def every_form() -> list[type[forms.BaseForm]]:
    """Every form of the screens."""
    for module in pkgutil.walk_packages(web.__path__, "hexian.web."):
        importlib.import_module(module.name)
    return sorted({each for each in below(forms.BaseForm) if is_for_people(each)}, key=str)


def is_for_people(form: type[forms.BaseForm]) -> bool:
    """Whether anybody meets this form outside the gallery of components."""
    return form.__module__.startswith("hexian.web.") and not form.__module__.startswith("hexian.web.gallery.")


def below(kind: type[forms.BaseForm]) -> Iterator[type[forms.BaseForm]]:
    for each in kind.__subclasses__():
        yield each
        yield from below(each)


def is_ours(sentence: str) -> bool:
    """Whether a sentence is whole, Chinese and not one of Django's."""
    plain = KNOWN.sub("", re.sub("「.*?」", "", sentence, flags=re.DOTALL))
    return sentence.endswith("。") and not NOT_OURS.search(plain) and not re.search(r"[A-Za-z]{3,}", plain)


def complaints(field: forms.Field, value: object) -> list[str]:
    try:
        if isinstance(field, forms.FileField):
            field.clean(value, None)
        else:
            field.clean(value)
    except ValidationError as said:
        return said.messages
    except (AttributeError, TypeError):
        return []  # a list where text is read, or text where a file is: no browser can send it there
    return []


@pytest.mark.parametrize("form", every_form(), ids=lambda form: f"{form.__module__}.{form.__name__}")
def test_no_field_of_any_form_says_a_sentence_of_djangos(form: type[forms.Form]) -> None:
    said = {
        (name, sentence)
        for name, field in form.base_fields.items()
        for value in BAD
        for sentence in complaints(field, value)
    }
    assert [each for each in said if not is_ours(each[1])] == []


def test_the_forms_are_found_and_complain() -> None:
    assert len(every_form()) > 25
    assert any(complaints(field, "") for form in every_form() for field in form.base_fields.values())  # type: ignore[attr-defined]


def test_each_of_our_sentences_reads_whole() -> None:
    spoken = [str(each) for kind in sentences.FIELDS.values() for each in kind.values()]
    spoken += [str(each) for each in sentences.CHECKS.values()]
    spoken += [str(each) for adapter in (AccountAdapter, MfaAdapter) for each in adapter.error_messages.values()]
    bare = [re.sub(r"%\(\w+\)[sd]", "1", each) for each in spoken]
    assert [each for each in bare if not is_ours(each)] == []


@pytest.fixture
def browsers(system: Actor) -> dict[str, Client]:
    """A browser for each step of the way in."""
    cache.clear()
    owner = makers.account(system, password=PASSWORD)
    officer = makers.account(system, password=PASSWORD, is_demo=True)
    services.set_totp(officer, actor=system)
    found = {name: Client() for name in ("nobody", "half signed in", "signed in", "second factor", "no password")}
    sign_in(found["half signed in"], officer)
    sign_in(found["signed in"], owner)
    sign_in(found["second factor"], officer)
    found["second factor"].post(reverse("mfa_authenticate"), {"code": second_factor.demo_totp_now()})
    found["no password"].force_login(makers.account(system))
    return found


def sign_in(client: Client, owner: Account) -> None:
    client.post(reverse("account_login"), {"login": owner.mobile, "password": PASSWORD})


@pytest.mark.thorough
@pytest.mark.django_db
@pytest.mark.database
@pytest.mark.parametrize("typed", [None, "", "\x00", "x" * 500, "12"])
def test_no_page_of_the_accounts_door_breaks_or_says_a_sentence_of_djangos(
    browsers: dict[str, Client], typed: str | None
) -> None:
    names = ("login", "mobile", "code", "password", "password1", "oldpassword")
    body = {} if typed is None else dict.fromkeys(names, typed)
    for browser in browsers.values():
        # Leaving ends the state this browser stands for.
        for name in [each.name for each in urls.urlpatterns if each.name != "account_logout"]:
            answer = browser.post(reverse(name), body)
            assert answer.status_code in {302, 403, 404, 405, 422}, name
            told = re.findall(r'class="error"[^>]*>.*?<span>(.*?)</span>', answer.content.decode(), re.DOTALL)
            assert [each for each in told if not is_ours(each)] == [], name
