"""What this room holds about a person, whom that lets see her, how it is exported and erased."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from hexian.domains.members import access, texts
from hexian.domains.members.models import (
    OPEN_PASSAGE,
    Application,
    ChangeRequest,
    Membership,
    Participation,
    Passage,
)
from hexian.domains.members.rules import LIVING, OPEN_APPLICATION, PassageState, Turn
from hexian.domains.orgs import queries as orgs
from hexian.domains.orgs import texts as org_texts
from hexian.domains.people import rules as people_rules
from hexian.domains.people.models import Person
from hexian.domains.people.privacy import Holding, Rows, Watcher, register, register_watchers
from hexian.foundation import crypto
from hexian.foundation.actor import Actor, Refused

crypto.register(Application, "id_sealed", "subject", "id_index", people_rules.ID_PURPOSE)
crypto.register(ChangeRequest, "before", "person__subject")
crypto.register(ChangeRequest, "after", "person__subject")

#: Duties through which an officer sees something of a person.
_SEEING = (access.VIEW, access.ADMIT, access.CORRECT, access.EXPORT, access.REVEAL)


def officers_of(person_id: int) -> Iterable[Watcher]:
    """Whose office covers a union that knows the person: by each duty that shows something of her."""
    for seer in orgs.officers_over(codes_of(person_id), timezone.now()):
        for duty in _SEEING:
            if duty in seer.duties:
                why = _("%(org)s的%(title)s，可以%(what)s") % {
                    "org": seer.org_name, "title": seer.title, "what": org_texts.DUTIES[duty],
                }  # fmt: skip
                yield Watcher(seer.name, seer.title, seer.org_name, seer.org_code, duty, why)


def codes_of(person_id: int) -> set[str]:
    """The organisations a person is known to: by registration, applications and memberships."""
    arriving = Passage.objects.filter(OPEN_PASSAGE, person_id=person_id, released_at__isnull=False)
    return {
        *arriving.exclude(target_code="").values_list("target_code", flat=True),
        *Person.objects.filter(pk=person_id).values_list("code", flat=True),
        *Application.objects.filter(person_id=person_id).values_list("code", flat=True),
        *Membership.objects.filter(person_id=person_id).values_list("code", flat=True),
    }


def _export_applications(person_id: int) -> Rows:
    for row in Application.objects.filter(person_id=person_id).select_related("org").order_by("pk"):
        yield {
            str(_("工会")): row.org.name,
            str(_("姓名")): row.name,
            str(_("手机号")): row.mobile,
            str(_("身份证号")): crypto.open_sealed(row.id_sealed, row.subject) if row.id_sealed is not None else "",
            str(_("工种")): row.kind_of_work,
            str(_("平台")): row.platform,
            str(_("站点")): row.station,
            str(_("状态")): str(texts.APPLICATION_STATES[row.state]),
            str(_("申请时间")): row.applied_at,
        }


def _export_memberships(person_id: int) -> Rows:
    for row in Membership.objects.filter(person_id=person_id).select_related("org").order_by("pk"):
        yield {
            str(_("工会")): row.org.name,
            str(_("会员证号")): row.card_no,
            str(_("工种")): row.kind_of_work,
            str(_("状态")): str(texts.MEMBERSHIP_STATES[row.state]),
            str(_("入会日期")): row.joined_on,
        }


def _export_changes(person_id: int) -> Rows:
    for row in ChangeRequest.objects.filter(person_id=person_id).select_related("person").order_by("pk"):
        subject = row.person.subject
        yield {
            str(_("更正项目")): str(texts.CHANGE_FIELDS[row.field]),
            str(_("原来")): crypto.open_sealed(row.before, subject),
            str(_("改为")): crypto.open_sealed(row.after, subject),
            str(_("谁提出")): str(_("工会") if row.proposed_by else _("本人")),
            str(_("状态")): str(texts.CHANGE_STATES[row.state]),
            str(_("提出时间")): row.asked_at,
        }


def _export_passages(person_id: int) -> Rows:
    for row in Passage.objects.filter(person_id=person_id).select_related("source", "target").order_by("pk"):
        yield {
            str(_("会籍变动")): str(texts.PASSAGE_KINDS[row.kind]),
            str(_("状态")): str(texts.PASSAGE_STATES[row.state]),
            str(_("工会")): row.source.name,
            str(_("去往")): row.target.name if row.target else "",
            str(_("原因")): str(texts.PASSAGE_REASONS[row.reason]),
            str(_("说明")): row.note,
            str(_("谈话记录")): row.warning,
            str(_("本人的说明")): row.objection,
            str(_("答复")): row.answer,
            str(_("提出时间")): row.asked_at,
            str(_("生效日期")): row.on or "",
        }
    for part in Participation.objects.filter(person_id=person_id).order_by("pk"):
        yield {str(_("会籍变动")): str(texts.PARTS[part.kind]), str(_("生效日期")): part.on}


def _erase_passages(person_id: int, actor: Actor) -> None:
    """What was written is blanked, an open one ends; that a membership ended, and when, names nobody any more."""
    Participation.objects.filter(person_id=person_id).delete()
    rows = Passage.objects.filter(person_id=person_id)
    rows.filter(OPEN_PASSAGE).update(
        state=PassageState.WITHDRAWN, waits_for=Turn.NOBODY, decided_at=actor.now, due_at=None
    )
    rows.update(note="", warning="", objection="", params={})
    rows.exclude(answer="").update(answer="—")


def _erase_applications(person_id: int, actor: Actor) -> None:
    """Open ones stop; what she typed is blanked, and her number opens nowhere any more."""
    for row in Application.objects.select_for_update(of=("self",)).filter(person_id=person_id).order_by("pk"):
        if row.state in OPEN_APPLICATION:
            row.state, row.decided_at, row.resolution = "withdrawn", actor.now, None
        crypto.destroy(row.subject)
        row.id_sealed = row.id_index = None
        row.name = row.pinyin = row.mobile = row.id_tail = row.platform = row.station = row.note = ""
        row.save()


def _keep_memberships(person_id: int, _actor: Actor) -> None:
    """A member's record is kept while she is one (会籍管理); afterwards it names nobody once her person is blank."""
    if Membership.objects.filter(person_id=person_id, state__in=LIVING).exists():
        raise Refused("member.still_active")


def _erase_changes(person_id: int, _actor: Actor) -> None:
    ChangeRequest.objects.filter(person_id=person_id).delete()


register(
    Holding(
        # Asked first of all rooms (keys are sorted): a member is not half erased.
        "members.a_membership",
        _("会籍和会员证号"),
        _("证明您是会员，为您服务"),
        _("在会期间，离会后不再带您的名字"),
        _export_memberships,
        _keep_memberships,
    )
)
register(
    Holding(
        "members.application",
        _("入会申请里填的内容"),
        _("办理入会，核对身份"),
        _("到您注销为止"),
        _export_applications,
        _erase_applications,
    )
)
register(
    Holding(
        "members.change",
        _("申请更正的内容"),
        _("改正登记错的资料"),
        _("到您注销为止"),
        _export_changes,
        _erase_changes,
    )
)
register(
    Holding(
        "members.passage",
        _("转会、保留会籍、退会等的经过"),
        _("办理会籍变动"),
        _("到您注销为止"),
        _export_passages,
        _erase_passages,
    )
)
register_watchers("members", officers_of)
