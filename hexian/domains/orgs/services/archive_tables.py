"""What this room itself puts into the package of a body: particulars, history, officers, employers, groups, posters."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from django.utils import timezone
from django.utils.translation import gettext as _

from hexian.domains.orgs import access, facts, queries, texts
from hexian.domains.orgs.models import GroupMember, JoinPoint, Office, Organisation
from hexian.foundation.actor import Actor, Refused
from hexian.foundation.regions import queries as regions


@dataclass(frozen=True, slots=True)
class Table:
    """A table of texts; its title is also its file's name."""

    title: str
    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


def particulars(org: Organisation) -> Iterator[tuple[str, str]]:
    """What is known of a body, label and value; nothing that is not known."""
    known = [
        (_("全称"), org.name), (_("简称"), org.short_name), (_("类型"), str(texts.KINDS[org.kind])),
        (_("上级"), org.parent.name if org.parent else ""), (_("成立日期"), org.founded_on.isoformat()),
        (_("撤销日期"), day_text(org.dissolved_on)), (_("所在地区"), _region(org.division)),
        (_("统一社会信用代码"), org.uscc), (_("用人单位"), org.employer.name if org.employer else ""),
        (_("职工人数"), str(org.staff_total or "")), (_("电话"), org.phone), (_("地址"), org.address),
        (_("单位性质"), str(texts.NATURES.get(org.nature, ""))),
        (_("登记注册类型"), facts.ownerships().get(org.ownership, "")),
        (_("行业门类"), facts.trades().get(org.trade, "")),
    ]  # fmt: skip
    yield from ((label, value) for label, value in known if value)


def own(org: Organisation, actor: Actor) -> Iterator[Table]:
    """The tables of this room, as far as the actor may see each."""
    yield Table(_("基本情况"), (_("项目"), _("内容")), tuple(particulars(org)))
    yield _stays(org, actor)
    yield _changes(org, actor)
    if actor.may(access.OFFICES, org.code):
        yield _offices(org, actor)
    yield _covers(org, actor)
    yield _groups(org)
    yield _posters(org)


def day_text(day: date | None) -> str:
    """A day as tables write it; nothing for none."""
    return day.isoformat() if day else ""


def _region(division: str) -> str:
    try:
        return regions.full_name(division) if division else ""
    except Refused:
        return division


def _stays(org: Organisation, actor: Actor) -> Table:
    rows = queries.stays_of(org.public_id, actor)
    lines = tuple((row.parent.name if row.parent else "", day_text(row.since), day_text(row.until)) for row in rows)
    return Table(_("隶属关系"), (_("上级"), _("从"), _("到")), lines)


def _changes(org: Organisation, actor: Actor) -> Table:
    lines = tuple(
        (
            day_text(row.on), str(texts.ACTS[row.kind]), row.source.name, row.target.name,
            row.from_parent.name if row.from_parent else "", row.to_parent.name if row.to_parent else "",
            row.reason, row.reply_number, day_text(row.reply_on), row.reply_text,
        )
        for row in queries.changes_of(org.public_id, actor)
    )  # fmt: skip
    head = (
        _("日期"), _("事项"), _("原组织"), _("现组织"), _("原上级"), _("新上级"), _("理由"), _("批复文号"),
        _("批复日期"), _("批复内容"),
    )  # fmt: skip
    return Table(_("划转合并分立"), head, lines)


def _offices(org: Organisation, actor: Actor) -> Table:
    rows = Office.objects.filter(org=org).select_related("person", "role", "minded_from").order_by("starts_on", "pk")
    lines = tuple(
        (
            office.person.name, office.title, office.role.name, day_text(office.starts_on), day_text(office.ends_on),
            str(texts.END_REASONS.get(office.end_reason, office.end_reason)),
            office.minded_from.short_name if office.minded_from else "",
        )
        for office in rows
    )  # fmt: skip
    head = (_("姓名"), _("职务"), _("角色"), _("从"), _("到"), _("结束原因"), _("代管来自"))
    return Table(_("任职"), head, lines)


def _covers(org: Organisation, actor: Actor) -> Table:
    is_union = org.category == facts.Category.UNION
    rows = (queries.covers if is_union else queries.covered_by)(org.public_id, actor)
    lines = tuple((row.body.name, str(row.staff_total or ""), day_text(row.since), day_text(row.until)) for row in rows)
    return Table(_("用人单位") if is_union else _("所属工会"), (_("名称"), _("职工人数"), _("从"), _("到")), lines)


def _groups(org: Organisation) -> Table:
    rows = GroupMember.objects.filter(org=org).select_related("group").order_by("since", "pk")
    lines = tuple(
        (row.group.name, str(texts.GROUP_KINDS[row.group.kind]), day_text(row.since), day_text(row.until))
        for row in rows
    )
    return Table(_("分组"), (_("名称"), _("种类"), _("从"), _("到")), lines)


def _posters(org: Organisation) -> Table:
    lines = tuple(
        (point.label, point.join_code, day_text(timezone.localdate(point.created_at)),
         day_text(timezone.localdate(point.closed_at)) if point.closed_at else "")
        for point in JoinPoint.objects.filter(org=org).order_by("created_at", "pk")
    )  # fmt: skip
    return Table(_("入会海报"), (_("贴在哪里"), _("入会码"), _("做好"), _("停用")), lines)
