"""What is held about a person, why, how long, who can see it, how it is exported and erased.

Every room that holds personal data registers itself here; the rooms above `people` do so from their own `privacy.py`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from hexian.domains.people import rules
from hexian.domains.people.models import Account, ApiToken, Consent, Person, Secret
from hexian.domains.people.texts import CONSENTS
from hexian.foundation import crypto
from hexian.foundation.actor import Actor
from hexian.foundation.notices import queries as notices
from hexian.foundation.notices import services as telling

Words = str | Promise
Rows = Iterable[Mapping[str, object]]

#: Beside words in a file: what programs know the same thing by. People are not shown it.
CODE = "code"

crypto.register(Person, "id_sealed", "subject", "id_index", rules.ID_PURPOSE)
crypto.register(Secret, "sealed", "subject")


@dataclass(frozen=True, slots=True)
class Holding:
    """What one room holds about a person. `export` gives readable rows; `erase` blanks them for good."""

    key: str
    what: Words
    why: Words
    how_long: Words
    export: Callable[[int], Rows]
    erase: Callable[[int, Actor], None]


@dataclass(frozen=True, slots=True)
class Watcher:
    """Somebody who can see a person's data: her name, office and union, the duty that lets her, and why in words."""

    name: str
    title: str
    org_name: str
    org_code: str
    duty: str
    why: Words


_holdings: dict[str, Holding] = {}
_watchers: dict[str, Callable[[int], Iterable[Watcher]]] = {}


def register(holding: Holding) -> None:
    """Declare what a room holds; the same key registered again replaces the former."""
    _holdings[holding.key] = holding


def register_watchers(key: str, provider: Callable[[int], Iterable[Watcher]]) -> None:
    """Let a room say who can see the person with this id; it is asked under the system's scope."""
    _watchers[key] = provider


def holdings() -> tuple[Holding, ...]:
    """Every declared holding, in a fixed order."""
    return tuple(_holdings[key] for key in sorted(_holdings))


def watchers_of(person_id: int) -> list[Watcher]:
    """Everybody any room names, by union and name; nobody twice for the same duty in the same office."""
    found = {watcher for provider in _watchers.values() for watcher in provider(person_id)}
    return sorted(found, key=lambda watcher: (watcher.org_code, watcher.title, watcher.name, watcher.duty))


def _export_person(person_id: int) -> Rows:
    for person in Person.objects.filter(pk=person_id):
        sealed = person.id_sealed
        yield {
            str(_("姓名")): person.name,
            str(_("手机号")): person.mobile,
            str(_("身份证号")): crypto.open_sealed(sealed, person.subject) if sealed is not None else "",
            str(_("身份核对时间")): person.verified_at,
            str(_("登记时间")): person.created_at,
        }


def _export_account(person_id: int) -> Rows:
    for account in Account.objects.filter(person_id=person_id):
        yield {
            str(_("登录手机号")): account.mobile,
            str(_("电子邮箱")): account.email,
            str(_("开通时间")): account.created_at,
            str(_("最近登录")): account.last_login,
        }
    for token in ApiToken.objects.filter(account__person_id=person_id).order_by("created_at"):
        yield {
            str(_("程序密钥")): token.name,
            str(_("发出时间")): token.created_at,
            str(_("到期时间")): token.expires_at,
        }


def _export_consents(person_id: int) -> Rows:
    for consent in Consent.objects.filter(person_id=person_id).order_by("given_at", "id"):
        yield {
            str(_("同意的事项")): str(CONSENTS[rules.Purpose(consent.purpose)].title),
            CODE: consent.purpose,
            str(_("文本版本")): consent.version,
            str(_("同意时间")): consent.given_at,
            str(_("撤回时间")): consent.withdrawn_at,
        }


def _export_notices(person_id: int) -> Rows:
    for line in notices.newest(person_id, limit=None):
        yield {
            str(_("消息")): line.text,
            CODE: line.kind,
            str(_("发出时间")): line.created_at,
            str(_("读过的时间")): line.read_at,
        }


def _erase_notices(person_id: int, _actor: Actor) -> None:
    telling.forget(person_id)


def _erase_person(person_id: int, actor: Actor) -> None:
    for person in Person.objects.select_for_update(of=("self",)).filter(pk=person_id):
        crypto.destroy(person.subject)
        person.name = person.pinyin = person.initials = person.mobile = person.id_tail = ""
        person.id_sealed = person.id_index = None
        person.erased_at = actor.now
        person.save()


def _erase_account(person_id: int, _actor: Actor) -> None:
    Account.objects.filter(person_id=person_id).delete()


def _keep_consents(_person_id: int, _actor: Actor) -> None:
    """Consents name no one once the person is blank, and prove that what was done was allowed (个保法 69)."""


register(
    Holding(
        "people.person",
        _("姓名、手机号、身份证号"),
        _("办理入会、核对身份、与您联系"),
        _("到您注销为止"),
        _export_person,
        _erase_person,
    )
)
register(
    Holding(
        "people.account",
        _("登录用的手机号、登录过的设备"),
        _("让您登录，并看到谁在用您的账号"),
        _("到您注销为止"),
        _export_account,
        _erase_account,
    )
)
register(
    Holding(
        "people.consent",
        _("您同意过和撤回过的事项"),
        _("证明处理您的信息得到过您的同意"),
        _("长期；注销后不再带您的名字"),
        _export_consents,
        _keep_consents,
    )
)
register(
    Holding(
        "people.notice",
        _("工会发给您的消息"),
        _("告诉您事情办到了哪一步"),
        _("读过以后留 180 天，最迟到您注销为止"),
        _export_notices,
        _erase_notices,
    )
)
