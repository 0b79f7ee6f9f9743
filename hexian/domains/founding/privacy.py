"""What this room holds about a person, how it is exported and erased.

Persons here are told apart by their mobile number: most of them are written down by somebody else, and have no account.
"""

from __future__ import annotations

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from hexian.domains.founding import rules, texts
from hexian.domains.founding.models import Candidate, Case, Intent, Preparer
from hexian.domains.people import rules as people_rules
from hexian.domains.people.models import Account, Person
from hexian.domains.people.privacy import Holding, Rows, register
from hexian.foundation import crypto
from hexian.foundation.actor import Actor, Refused

crypto.register(Intent, "id_sealed", "subject", "id_index", people_rules.ID_PURPOSE)


def _mobiles(person_id: int) -> set[str]:
    """The numbers she is known by here."""
    numbers = {
        *Person.objects.filter(pk=person_id).values_list("mobile", flat=True),
        *Account.objects.filter(person_id=person_id).values_list("mobile", flat=True),
    }
    return numbers - {""}


def _contacts(person_id: int) -> QuerySet[Case]:
    return Case.objects.filter(Q(contact_id=person_id) | Q(contact_mobile__in=_mobiles(person_id))).order_by("pk")


def _intents(person_id: int) -> QuerySet[Intent]:
    return Intent.objects.filter(_named(person_id)).select_related("case").order_by("pk")


def _named(person_id: int) -> Q:
    """Written down under her number and her name: families share telephones."""
    names = Person.objects.filter(pk=person_id).values_list("name", flat=True)
    return Q(mobile__in=_mobiles(person_id), name__in=[name for name in names if name])


def _export_contacts(person_id: int) -> Rows:
    for case in _contacts(person_id):
        yield {
            str(_("建会名称")): case.name,
            str(_("联系人")): case.contact_name,
            str(_("手机号")): case.contact_mobile,
            str(_("状态")): str(texts.STATES[case.state]),
        }


def _export_intents(person_id: int) -> Rows:
    for row in _intents(person_id):
        number = crypto.open_sealed(bytes(row.id_sealed), row.subject) if row.id_sealed is not None else ""
        yield {
            str(_("工会")): row.case.name,
            str(_("姓名")): row.name,
            str(_("手机号")): row.mobile,
            str(_("身份证号")): number,
            str(_("工种")): row.kind_of_work,
            str(_("签名日期")): row.signed_on,
        }


def _export_people(person_id: int) -> Rows:
    for row in Preparer.objects.filter(_named(person_id)).select_related("case").order_by("pk"):
        yield _one(row.case.name, str(_("筹备组成员")), row.name, sex=row.sex, born_in=row.born_in, post=row.post)
    for each in Candidate.objects.filter(_named(person_id)).select_related("case").order_by("pk"):
        what = f"{texts.BODIES[each.body]}{_('候选人')}"
        yield _one(each.case.name, what, each.name, sex=each.sex, born_in=each.born_in, post=each.job)


def _one(case: str, what: str, name: str, *, sex: str, born_in: str, post: str) -> dict[str, object]:
    return {
        str(_("工会")): case, str(_("身份")): what, str(_("姓名")): name, str(_("性别")): sex,
        str(_("出生年月")): born_in, str(_("现任职务")): post,
    }  # fmt: skip


def _erase_contacts(person_id: int, actor: Actor) -> None:
    """A case under way needs somebody to turn to: she hands it over or gives it up first."""
    cases = _contacts(person_id)
    if cases.exclude(state__in=rules.ENDED).exists():
        raise Refused("founding.contact_needed")
    cases.update(contact=None, contact_name="", contact_mobile="")


def _erase_intents(person_id: int, actor: Actor) -> None:
    rows = list(_intents(person_id))
    if rows:
        crypto.destroy(*(row.subject for row in rows))
    blank = {"name": "", "mobile": "", "id_tail": "", "id_sealed": None, "id_index": None}
    Intent.objects.filter(pk__in=[row.pk for row in rows]).update(**blank)


def _erase_people(person_id: int, actor: Actor) -> None:
    """Who was put up and elected is the union's record; how to reach her is not."""
    blank = dict.fromkeys(("mobile", "born_in", "education", "nation", "politics"), "")
    Preparer.objects.filter(_named(person_id)).update(**blank)
    Candidate.objects.filter(_named(person_id)).update(**blank)


register(
    Holding(
        "founding.contact",
        _("建会联系人"),
        _("办理建会，与您联系"),
        _("到您注销为止"),
        _export_contacts,
        _erase_contacts,
    )
)
register(
    Holding(
        "founding.intent",
        _("建会时填的入会登记"),
        _("工会成立后为您办入会"),
        _("工会成立或建会撤回时销毁证件号，其余到您注销为止"),
        _export_intents,
        _erase_intents,
    )
)
register(
    Holding(
        "founding.people",
        _("筹备组成员和候选人"),
        _("办理建会和选举"),
        _("姓名和选举结果随工会档案留存，其余到您注销为止"),
        _export_people,
        _erase_people,
    )
)
