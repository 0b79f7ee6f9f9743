"""Her own data and her rights over them, in the words and lines her pages show."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from hexian.domains.members import texts
from hexian.domains.members.queries import MyApplication, MyMembership
from hexian.domains.orgs import texts as orgs
from hexian.domains.people.privacy import CODE, Holding, Watcher
from hexian.domains.people.queries import AccountView, ConsentView, PersonView
from hexian.web.me.showing import day

Words = str | Promise


@dataclass(frozen=True, slots=True)
class Datum:
    """One line of her own data, with what she can do about it."""

    label: Words
    value: str
    note: Words = ""
    is_masked: bool = False
    reveal_url: str = ""
    edit_url: str = ""
    edit_label: Words = ""


def data_rows(
    person: PersonView | None,
    account: AccountView | None,
    membership: MyMembership | None,
    application: MyApplication | None,
    id_number: str = "",
) -> list[Datum]:
    """Her data line by line; `id_number` in full when she has just asked for it."""
    rows = []
    if person is not None:
        rows += [
            Datum(texts.CHANGE_FIELDS["name"], person.name, **_correct("name", membership)),
            _number(person, application, membership, id_number),
        ]
    if account is not None:
        change = {"edit_url": reverse("account_change_mobile"), "edit_label": _("换号码")}
        rows.append(Datum(_("登录手机号"), account.mobile, is_masked=True, **change))
    if person is not None and membership is not None:
        rows.append(
            Datum(
                texts.CHANGE_FIELDS["mobile"],
                person.mobile,
                _("工会用它联系您"),
                is_masked=True,
                **_correct("mobile", membership),
            )
        )
        rows.append(
            Datum(texts.CHANGE_FIELDS["kind_of_work"], membership.kind_of_work, **_correct("kind_of_work", membership))
        )
    return rows


def _number(person: PersonView, application: MyApplication | None, membership: MyMembership | None, full: str) -> Datum:
    if full:
        return Datum(
            texts.CHANGE_FIELDS["id_number"], full, _("离开这一页就收起来"), **_correct("id_number", membership)
        )
    if person.id_number:
        url = reverse("me:reveal")
        return Datum(
            texts.CHANGE_FIELDS["id_number"],
            person.id_number,
            _("委员会批准入会时认定") if person.verified_by_resolution else _("工会已核对"),
            True,
            url,
            **_correct("id_number", membership),
        )
    typed = application.id_masked if application else ""
    note = _("工会还没有核对") if typed else _("没有留")
    return Datum(texts.CHANGE_FIELDS["id_number"], typed, note, is_masked=bool(typed))


def _correct(field: str, membership: MyMembership | None) -> dict[str, Any]:
    if membership is None:
        return {}
    return {"edit_url": reverse("me:correct", args=[field]), "edit_label": _("更正")}


@dataclass(frozen=True, slots=True)
class ShownConsent:
    """A consent with the name of the sheet in which it is taken back."""

    row: ConsentView

    @property
    def dialog_id(self) -> str:
        """The sheet's id."""
        return f"consent-{self.row.text.purpose}"


@dataclass(frozen=True, slots=True)
class Group:
    """Those of one organisation who can see her."""

    org_name: str
    seers: list[Seer]


@dataclass(frozen=True, slots=True)
class Seer:
    """Somebody who can see her, and what her office lets her do."""

    name: str
    title: str
    duties: str


def watchers(found: Sequence[Watcher]) -> list[Group]:
    """Who can see her, by organisation from her own upwards, each person once with all she may do."""
    rows = sorted(found, key=lambda row: (-len(row.org_code), row.org_code, row.title, row.name, row.duty))
    return [
        Group(name, [Seer(who, title, _duties(each)) for (who, title), each in groupby(of, _who)])
        for (_code, name), of in groupby(rows, lambda row: (row.org_code, row.org_name))
    ]


def _duties(rows: Iterable[Watcher]) -> str:
    return "、".join(str(orgs.DUTIES.get(row.duty, row.why)) for row in rows)


def _who(row: Watcher) -> tuple[str, str]:
    return row.name, row.title


@dataclass(frozen=True, slots=True)
class ExportPart:
    """One sort of data held about her, for reading and printing."""

    holding: Holding
    rows: list[list[tuple[str, object]]]


def parts(held: Mapping[str, Sequence[Mapping[str, object]]], holdings: Iterable[Holding]) -> list[ExportPart]:
    """Everything held about her, with why and how long."""
    return [
        ExportPart(
            holding,
            [
                [(name, _readable(value)) for name, value in row.items() if name != CODE]
                for row in held.get(str(holding.what), [])
            ],
        )
        for holding in holdings
    ]


def _readable(value: object) -> object:
    if isinstance(value, datetime):
        there = timezone.localtime(value)
        return f"{day(there.date())} {there:%H:%M}"
    return day(value) if isinstance(value, date) else "—" if value in (None, "") else value
