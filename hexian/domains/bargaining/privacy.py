"""What this room holds about a person, how it is exported and erased."""

from __future__ import annotations

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from hexian.domains.bargaining import texts
from hexian.domains.bargaining.models import Participant, Proposal, Reading, Talk
from hexian.domains.bargaining.rules.clauses import clause, pointed
from hexian.domains.people.privacy import Holding, Rows, register
from hexian.foundation.actor import Actor


def _seats(person_id: int) -> QuerySet[Participant]:
    return Participant.objects.filter(person_id=person_id).select_related("case").order_by("pk")


def _export_seats(person_id: int) -> Rows:
    for row in _seats(person_id):
        yield {
            str(_("协商")): row.case.title, str(_("身份")): str(texts.ROLES[row.role]), str(_("姓名")): row.name,
            str(_("岗位")): row.post,
            str(_("起")): row.since, str(_("止")): row.until or "",
        }  # fmt: skip


def _erase_seats(person_id: int, _actor: Actor) -> None:
    """Who bargained is part of the contract's record; in which post is not."""
    _seats(person_id).update(post="")


def _export_words(person_id: int) -> Rows:
    """What she herself said and signed, nobody else's."""
    for row in Talk.objects.filter(by_id=person_id).select_related("case").order_by("pk"):
        yield {str(_("协商")): row.case.title, str(_("时间")): row.at, str(_("发言")): row.words}
    for each in Proposal.objects.filter(by_id=person_id).select_related("case", "item").order_by("pk"):
        words = pointed(clause(each.item.clause), each.words, None)
        yield {str(_("协商")): each.case.title, str(_("时间")): each.at, str(_("提案")): words}


def _keep_words(person_id: int, _actor: Actor) -> None:
    """What was proposed and said is the record of both sides (档案); it names an office, and stays."""


def _export_readings(person_id: int) -> Rows:
    for row in Reading.objects.filter(person_id=person_id).select_related("publication__case").order_by("pk"):
        yield {
            str(_("集体合同")): texts.contract_name(row.publication.case.contract, row.publication.case.special),
            str(_("阅读时间")): row.at,
        }


def _erase_readings(person_id: int, _actor: Actor) -> None:
    Reading.objects.filter(person_id=person_id).delete()


register(
    Holding(
        "bargaining.seat", _("协商代表等身份"), _("办理集体协商"),
        _("姓名随集体合同档案留存，岗位到您注销为止"),
        _export_seats, _erase_seats,
    )
)  # fmt: skip
register(
    Holding(
        "bargaining.words",
        _("协商中的发言和提案"),
        _("记录协商过程"),
        _("随集体合同档案留存"),
        _export_words,
        _keep_words,
    )
)
register(
    Holding(
        "bargaining.reading", _("集体合同的阅读回执"), _("证明已向职工公布"), _("到您注销为止"),
        _export_readings, _erase_readings,
    )
)  # fmt: skip
