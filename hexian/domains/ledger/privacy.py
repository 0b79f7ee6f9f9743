"""What this room holds about a person, how it is exported and erased.

What was paid to whom is the book's own record and stays by its law; the card goes, and so does a donor's name who asks.
"""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from hexian.domains.ledger import texts
from hexian.domains.ledger.models import Donor, PayeeAccount, PaymentOrder, Posting, Relation
from hexian.domains.ledger.rules.files import yuan
from hexian.domains.people.privacy import Holding, Rows, register
from hexian.domains.people.rules import ID_PURPOSE
from hexian.foundation import crypto
from hexian.foundation.actor import Actor
from hexian.foundation.audit import queries as trail


def _export_orders(person_id: int) -> Rows:
    for row in PaymentOrder.objects.filter(payee_id=person_id).select_related("account").order_by("pk"):
        yield {
            str(_("用途")): row.purpose,
            str(_("金额（元）")): yuan(row.fen),
            str(_("其中要退回（元）")): yuan(row.owed_fen or 0),
            str(_("状态")): str(texts.ORDERS[row.state]),
            str(_("下单时间")): row.ordered_at,
            str(_("付到尾号")): row.account.tail if row.account else "",
            str(_("银行日期")): row.bank_on or "",
        }


def _export_cards(person_id: int) -> Rows:
    for row in PayeeAccount.objects.filter(person_id=person_id).order_by("pk"):
        yield {
            str(_("开户银行")): row.bank_name,
            str(_("户名")): row.holder,
            str(_("尾号")): row.tail,
            str(_("在用")): str(_("是") if row.is_active else _("否")),
            str(_("登记时间")): row.added_at,
        }


def _export_relations(person_id: int) -> Rows:
    for row in Relation.objects.filter(person_id=person_id).order_by("pk"):
        yield {str(_("关系")): row.word, str(_("申报时间")): row.declared_at, str(_("结束时间")): row.ended_at or ""}


def _export_gifts(person_id: int) -> Rows:
    for donor in Donor.objects.filter(person_id=person_id).order_by("pk"):
        for gift in donor.gifts.select_related("fund").order_by("on", "pk"):
            yield {
                str(_("基金")): gift.fund.name,
                str(_("金额（元）")): yuan(gift.fen),
                str(_("日期")): gift.on,
                str(_("票据号")): gift.voucher,
            }


def _keep(_person_id: int, _actor: Actor) -> None:
    """A booked payment names nobody once her person is blank."""


def _erase_cards(person_id: int, _actor: Actor) -> None:
    PayeeAccount.objects.filter(person_id=person_id).update(card=None, holder="", is_active=False)


def _erase_relations(person_id: int, _actor: Actor) -> None:
    Relation.objects.filter(person_id=person_id).delete()


def _erase_gifts(person_id: int, _actor: Actor) -> None:
    for donor in Donor.objects.filter(person_id=person_id):
        donor.name, donor.is_anonymous, donor.person_id = f"{_('已注销的捐赠人')} {donor.pk}", True, None
        donor.save()


def batches_with(person_id: int) -> list[str]:
    """The batches that ordered something for her or took it back, as the trail names them."""
    found = Posting.objects.filter(order__payee_id=person_id).values_list("batch", flat=True).distinct()
    return [str(batch) for batch in found]


register(
    Holding(
        "ledger.orders",
        _("付给您的每一笔钱"),
        _("把补助打给您，并且对得上账"),
        _("按会计档案保管年限，注销后不再带您的名字"),
        _export_orders,
        _keep,
    )
)
register(
    Holding(
        "ledger.cards",
        _("您的收款银行卡，卡号加密"),
        _("把补助打到您的卡上"),
        _("您换卡或注销为止"),
        _export_cards,
        _erase_cards,
    )
)
register(
    Holding(
        "ledger.relations",
        _("您申报的亲属关系，身份证号加密"),
        _("付给亲属的钱您不能经手"),
        _("您任职期间"),
        _export_relations,
        _erase_relations,
    )
)
register(
    Holding(
        "ledger.gifts",
        _("您捐的款"),
        _("开票、公示、报告用到哪里去了"),
        _("按会计档案保管年限"),
        _export_gifts,
        _erase_gifts,
    )
)
crypto.register(PayeeAccount, "card", "person__subject")
crypto.register(Relation, "relative_sealed", "person__subject", "relative_index", ID_PURPOSE)
trail.register_batches("ledger", batches_with)
