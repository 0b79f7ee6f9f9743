"""What mutual aid keeps of a person: how she takes part, what was decided about her bills, what she said of it."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from hexian.domains.mutualaid import texts
from hexian.domains.mutualaid.models import Contest, Decision, Participation, Reading
from hexian.domains.mutualaid.services import enrolling
from hexian.domains.people.privacy import CODE, Holding, Rows, register
from hexian.foundation.actor import Actor


def _export_taking_part(person_id: int) -> Rows:
    for row in Participation.objects.filter(person_id=person_id).select_related("plan").order_by("since", "pk"):
        yield {
            str(_("互助计划")): row.plan.name,
            str(_("参加日期")): row.since,
            str(_("到哪天为止")): row.until,
            str(_("从哪天入院起保障")): row.covered_from,
            str(_("缴费")): texts.money(row.fee_fen),
            str(_("谁出")): str(texts.PAYERS.get(row.payer, row.payer)),
            str(_("同意书签署日期")): row.consented_on,
        }


def _export_decisions(person_id: int) -> Rows:
    for row in Decision.objects.filter(person_id=person_id).order_by("discharged", "settlement", "revision"):
        yield {
            str(_("结算单号")): row.settlement,
            str(_("第几次计算")): row.revision,
            str(_("医院")): row.hospital,
            str(_("入院")): row.admitted,
            str(_("出院")): row.discharged,
            str(_("医疗总费用")): texts.money(row.total_fen),
            str(_("合规自付")): texts.money(row.own_fen),
            str(_("互助金")): texts.money(row.amount_fen),
            str(_("结果")): str(texts.DECISIONS[row.state]),
            CODE: row.state,
            str(_("原因")): texts.reason(row.reason),
            str(_("办理时间")): row.decided_at,
        }


def _export_contests(person_id: int) -> Rows:
    for row in Contest.objects.filter(person_id=person_id).order_by("filed_at", "pk"):
        yield {
            str(_("提出时间")): row.filed_at,
            str(_("您写的")): row.reason,
            str(_("工会的答复")): row.answer,
            str(_("您要求复核时写的")): row.appeal,
            str(_("复核的答复")): row.appeal_answer,
        }


def _end(person_id: int, actor: Actor) -> None:
    """Whoever is gone takes part no longer and owes nothing; figures name nobody once her person is blank."""
    enrolling.erased(person_id, actor)


def _blank_decisions(person_id: int, _actor: Actor) -> None:
    """Sums stay, the books need them; what people wrote about her goes."""
    Decision.objects.filter(person_id=person_id).exclude(reason="").exclude(reason__startswith="aid.").update(reason="")
    Reading.objects.filter(decision__person_id=person_id).update(note="")


def _blank_contests(person_id: int, _actor: Actor) -> None:
    Contest.objects.filter(person_id=person_id).update(reason="", answer="", appeal="", appeal_answer="")


register(
    Holding(
        "mutualaid.taking_part",
        _("您参加的医疗互助"),
        _("证明您参加了哪个计划、从哪天起保障"),
        _("长期；注销后不再带您的名字"),
        _export_taking_part,
        _end,
    )
)
register(
    Holding(
        "mutualaid.decision",
        _("医保结算和互助金的每一笔计算"),
        _("算出该给您多少互助金，让您看得到每一分怎么来的"),
        _("随账目保存；注销后只留数字，不再带您的名字"),
        _export_decisions,
        _blank_decisions,
    )
)
register(
    Holding(
        "mutualaid.contest",
        _("您对互助金提出的异议"),
        _("答复您，必要时更正"),
        _("随账目保存；注销后删去您写的话"),
        _export_contests,
        _blank_contests,
    )
)
