"""What is printed on the way: request, replies, report, registration form, roster.

What somebody has to say is never printed empty; what nobody has to prints as a line to write on.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _

from hexian.domains.founding import access, rules, texts
from hexian.domains.founding.models import Candidate, Case, Congress, Intent
from hexian.domains.founding.rules import Body, Document, Form, Leadership, Post
from hexian.domains.members import documents as member_documents
from hexian.domains.members import texts as members
from hexian.domains.members.access import REVEAL
from hexian.domains.members.models import Membership
from hexian.domains.orgs import texts as orgs
from hexian.domains.people import rules as people_rules
from hexian.domains.people.texts import CONSENTS
from hexian.foundation import crypto, documents
from hexian.foundation.actor import Actor, Refused
from hexian.foundation.audit import Look
from hexian.foundation.clock import queries as clocks
from hexian.foundation.clock.rules import last_day
from hexian.foundation.documents import BodyResult, GroupMember, RosterLine, VoteLine
from hexian.foundation.money.rules import shorten


def printed(case_id: UUID, document: str, *, actor: Actor, looks: list[Look] | None = None) -> bytes:
    """A document of a case as PDF. Raises `Refused` with `founding.unfilled` (`fields`), `founding.no_document`.

    `Case.DoesNotExist` out of reach.  Where sealed numbers are opened for it (`_opened`), each opening goes into
    `looks`, for the door to write down; without such a list nothing is opened.
    """
    reach = access.cases_to_work_on(actor) | access.cases_visible(actor) | access.cases_to_decide(actor)
    case = reach.select_related("upper", "union").get(public_id=case_id)
    make = _MAKERS.get(Document(document)) if document in list(Document) else None
    if make is None:
        raise Refused("founding.no_document")
    template, data = _roster(case, actor, looks) if document == Document.ROSTER else make(case, actor)
    return documents.render(template, {**data, "demo": case.is_demo, "dated": case.moved_at.date().isoformat()})


def day(value: date) -> str:
    """A day as documents print it: 「2026年6月17日」."""
    return f"{value.year}年{value.month}月{value.day}日"


def check_filled(given: Mapping[str, object]) -> None:
    """Nothing is printed with an empty place. Raises `Refused("founding.unfilled")` with the fields' names."""
    lacking = list(dict.fromkeys(name for name, value in given.items() if value in ("", None, [], ())))
    if lacking:
        raise Refused("founding.unfilled", fields=lacking)


_Made = tuple[str, Mapping[str, Any]]


# — 1.1 Request —


def _request(case: Case, actor: Actor) -> _Made:
    group = list(case.preparers.order_by("-is_leader", "pk"))
    employers = list(case.employers.order_by("pk"))
    check_filled({"name": case.name, "group": group})
    if case.form != Form.NEW_FORM:
        check_filled({"employers": employers, "consent": case.has_consent or ""})
    on = day(case.requested_on or timezone.localdate(actor.now))
    data = {
        "upper": case.upper.name,
        "union": case.name,
        "signer": f"{case.name}（筹）",
        "paragraphs": _request_words(case, group),
        "group": [_member(each) for each in group],
        "signed_on": on,
        "contact": f"{case.contact_name}　{case.contact_mobile}",
        "attachments": [str(_("筹备组成员表")), str(_("营业执照复印件"))] if employers else [str(_("筹备组成员表"))],
    }
    return "founding-request", data


def _request_words(case: Case, group: Sequence[Any]) -> list[str]:
    names = "、".join(each.name for each in group)
    leader = next((each.name for each in group if each.is_leader), "")
    law = _("根据《中华人民共和国工会法》《中国工会章程》有关规定，")
    consent = "" if case.form == Form.NEW_FORM else _("并征得单位（党组织）同意，")
    body = texts.LEADERSHIPS[case.leadership]
    words = [
        *(_employer_words(each) for each in case.employers.order_by("pk")),
        _("现有职工 %(staff)s 人，其中女职工 %(women)s 人，自愿加入工会的 %(n)s 人。")
        % {"staff": case.staff, "women": case.women, "n": case.intended},
        f"{law}{consent}" + _("拟以%(form)s的形式成立%(name)s，设%(body)s，每届任期 %(years)s 年。")
        % {"form": texts.FORMS[case.form], "name": case.name, "body": body, "years": case.term_years},
        _("筹备组由%(names)s共 %(n)s 人组成，%(leader)s任组长，负责筹备和选举工作。")
        % {"names": names, "n": len(group), "leader": leader},
    ]  # fmt: skip
    if case.form == Form.NEW_FORM:
        words.insert(0, _("本会由在%(platform)s从业的劳动者组成，不依托单个用人单位。") % {"platform": case.platform})
    return [str(each) for each in words]


#: A line to write on, as the templates draw it.
_BLANK, _BLANK_DAY = "_" * 14, "____年__月__日"


def _employer_words(employer: Any) -> str:
    return _(
        "%(name)s成立于%(on)s，统一社会信用代码 %(uscc)s，住所%(address)s，主营%(business)s，属%(nature)s，"
        "法定代表人%(head)s。"
    ) % {
        "name": employer.name, "on": day(employer.established_on) if employer.established_on else _BLANK_DAY,
        "uscc": employer.uscc, "address": employer.address or _BLANK, "business": employer.business or _BLANK,
        "nature": orgs.NATURES[employer.nature], "head": employer.representative or _BLANK,
    }  # fmt: skip


def _member(person: Any) -> GroupMember:
    return GroupMember(
        name=person.name, sex=person.sex, nation=person.nation, born=person.born_in, politics=person.politics,
        education=person.education, post=person.post, role=str(_("组长") if person.is_leader else _("成员")),
    )  # fmt: skip


# — 1.2 and 1.4 Replies —


def _reply(case: Case, actor: Actor) -> _Made:
    if not case.prep_number:
        raise Refused("founding.no_document")
    group = list(case.preparers.order_by("-is_leader", "pk"))
    leader = next(each.name for each in group if each.is_leader)
    words = [
        _("你们《关于成立%(name)s的请示》（%(on)s）收悉。经研究，同意成立%(name)s筹备组，由%(leader)s任组长，%(names)s为成员。")
        % {
            "name": case.name, "on": day(case.requested_on or case.created_at.date()), "leader": leader,
            "names": "、".join(each.name for each in group if not each.is_leader),
        },
        _("请按《中国工会章程》和有关选举规定做好会员发展、候选人推荐和选举筹备工作，%(within)s召开会员（代表）大会，会后及时报选举结果。")
        % {"within": _within(case)},
        _("此复。"),
    ]  # fmt: skip
    title = _("关于同意筹建%(name)s的批复") % {"name": case.name}
    return "letter", _letter(case, str(title), case.prep_number, case.prep_on, [str(each) for each in words])


def _within(case: Case) -> str:
    """Until when the congress is to be held, as the clock computed it when the reply was given."""
    running = next(each for each in clocks.deadlines_of(case.public_id) if each.rule == rules.STARTS["approve_prep"])
    return str(_("%(until)s前")) % {"until": day(last_day(running.due_at))}


def _result_reply(case: Case, actor: Actor) -> _Made:
    if not case.result_number or case.approved_on is None:
        raise Refused("founding.no_document")
    words = [
        _("你们关于%(name)s选举结果的报告收悉。经研究，同意选举结果，批准%(name)s成立。") % {"name": case.name},
        *(str(each) for each in _elected_words(case)),
        _("本届任期自%(start)s起至%(end)s止。")
        % {"start": day(case.approved_on), "end": day(_term_end(case.approved_on, case.term_years))},
        _("此复。"),
    ]
    title = _("关于%(name)s选举结果的批复") % {"name": case.name}
    return "letter", _letter(case, str(title), case.result_number, case.approved_on, [str(each) for each in words])


def _letter(case: Case, title: str, number: str, on: date | None, words: list[str]) -> Mapping[str, Any]:
    return {
        "issuer": case.upper.name, "number": number, "subject": title, "to": f"{case.name}（筹）", "paragraphs": words,
        "signer": case.upper.name, "signed_on": day(on or case.moved_at.date()),
    }  # fmt: skip


def _elected_words(case: Case) -> Iterable[str]:
    numbers = ("一", "二", "三")
    for number, body in zip(numbers, _bodies(case), strict=False):
        names = "、".join(
            each.name for each in case.candidates.filter(body=body, is_elected=True).order_by("pinyin", "pk")
        )
        yield f"{number}、{_body_title(case, body)}"
        yield _("由%(names)s组成。%(posts)s") % {"names": names, "posts": _posts(case, body)}


def _posts(case: Case, body: Body) -> str:
    held = case.candidates.filter(body=body).exclude(post="")
    order = list(Post)
    rows = sorted(held, key=lambda each: order.index(Post(each.post)))
    return "".join(f"{texts.POSTS[each.post]}：{each.name}。" for each in rows)


def _body_title(case: Case, body: Body) -> str:
    alone = body is Body.COMMITTEE and case.leadership == Leadership.ORGANISER
    return str(texts.LEADERSHIPS[Leadership.ORGANISER] if alone else texts.BODIES[body])


def _bodies(case: Case) -> list[Body]:
    there = set(case.ballots.values_list("body", flat=True))
    return [body for body in Body if body in there]


def _term_end(start: date, years: int) -> date:
    """The last day of the term: the one before its anniversary; one begun on 29 February ends on the 28th."""
    if (start.month, start.day) == (2, 29):
        return date(start.year + years, 2, 28)
    return start.replace(year=start.year + years) - timedelta(days=1)


# — 1.3 Report —


def _report(case: Case, actor: Actor) -> _Made:
    congress = Congress.objects.filter(case=case).first()
    if congress is None:
        raise Refused("founding.no_document")
    check_filled({"prep_number": case.prep_number, "place": congress.place})
    share = rules.completion(congress.present, congress.due) or 0
    words = [
        _(
            "根据%(number)s批复，%(on)s在%(place)s召开%(kind)s。应到 %(due)s 人，实到 %(present)s 人，"
            "到会率 %(rate)s，符合规定。"
        )
        % {
            "number": case.prep_number, "on": day(congress.held_on), "place": congress.place,
            "kind": texts.MEETINGS[congress.kind], "due": congress.due, "present": congress.present,
            "rate": f"{share // 100}.{share % 100:02} %",
        },
        _("会议以无记名投票、差额选举的方式进行，各委员会的负责人由%(by)s产生。结果如下：")
        % {"by": _("大会直接选举") if congress.heads_by == "congress" else _("委员会选举")},
    ]  # fmt: skip
    data = {
        "upper": case.upper.name,
        "union": case.name,
        "paragraphs": [str(each) for each in words],
        "bodies": [_result(case, body) for body in _bodies(case)],
        "signed_on": day(timezone.localdate(case.moved_at)),
    }
    return "election-report", data


def _result(case: Case, body: Body) -> BodyResult:
    count = case.ballots.get(body=body)
    ballots = _(
        "应选 %(seats)s 名。发出选票 %(issued)s 张，收回 %(returned)s 张，有效票 %(valid)s 张，"
        "无效票 %(invalid)s 张。"
    ) % {
        "seats": count.seats, "issued": count.issued, "returned": count.returned, "valid": count.valid,
        "invalid": count.invalid,
    }  # fmt: skip
    rows = case.candidates.filter(body=body).order_by("-votes", "pinyin", "pk")
    return BodyResult(title=_body_title(case, body), ballots=str(ballots), lines=[_line(each) for each in rows])


def _line(row: Candidate) -> VoteLine:
    return VoteLine(
        name=row.name + (str(_("（另选人）")) if row.is_written_in else ""), votes=row.votes or 0,
        elected=str(_("当选")) if row.is_elected else "", post=str(texts.POSTS[row.post]) if row.post else "",
    )  # fmt: skip


# — 1.6 Registration as a legal person —


def _legal(case: Case, actor: Actor) -> _Made:
    legal = getattr(case, "legal", None)
    if legal is None or case.approved_on is None:
        raise Refused("founding.no_document")
    chair = case.candidates.filter(post__in=[Post.CHAIR, Post.ORGANISER]).order_by("pk").first()
    check_filled({"legal": legal.residence and legal.business and legal.liability, "result_number": case.result_number})
    assert chair is not None  # noqa: S101 - no result is approved without
    congress = case.congress
    organising = [
        (_("本届选举日期"), day(congress.held_on)), (_("审批单位"), case.upper.name),
        (_("审批文号"), case.result_number),
        (_("批准日期"), day(case.approved_on)), (_("会员人数"), str(congress.members)),
        (_("职工人数"), str(case.staff)),
    ]  # fmt: skip
    place = [(_("住所"), legal.residence), (_("办公地址"), legal.office_address or legal.residence)]
    place += [(_("联系电话"), legal.phone), (_("电子邮箱"), legal.email)]
    money = [
        (_("会费"), _yuan(legal.dues_fen)), (_("拨缴经费"), _yuan(legal.allocation_fen)),
        (_("其他收入"), _yuan(legal.other_fen)), (_("资金合计"), _yuan(legal.funds_fen)),
        (_("办公场所"), f"{legal.office_area} ㎡"), (_("活动场所"), f"{legal.activity_area} ㎡"),
        (_("业务范围"), legal.business), (_("承担民事责任能力"), legal.liability),
    ]  # fmt: skip
    person = [*_of_chair(chair), (_("专职或兼职"), _("专职") if legal.is_full_time else _("兼职"))]
    sections = [
        (_("基本情况"), place),
        (_("组织简况"), organising),
        (_("收入、资金和场所"), money),
        (_("法定代表人"), person),
    ]
    data = {
        "union": case.name, "upper": case.upper.name, "handler": f"{legal.handler}　{legal.handler_mobile}",
        "sections": [
            {"title": str(title), "rows": [[str(label), str(value)] for label, value in rows]}
            for title, rows in sections
        ],
    }  # fmt: skip
    return "legal-person", data


def _of_chair(chair: Candidate) -> list[tuple[str, object]]:
    return [
        (_("姓名"), chair.name), (_("性别"), chair.sex), (_("民族"), chair.nation), (_("出生年月"), chair.born_in),
        (_("文化程度"), chair.education), (_("政治面貌"), chair.politics), (_("工会职务"), texts.POSTS[chair.post]),
    ]  # fmt: skip


def _yuan(fen: int) -> str:
    amount, scale = shorten(fen)
    return f"{amount} {'元' if scale == 'yuan' else '万元' if scale == 'wan' else '亿元'}"


# — 1.8 Roster, 1.7 record cards, the recruiting poster —


def _roster(case: Case, actor: Actor, looks: list[Look] | None = None) -> _Made:
    intents = list(case.intents.order_by("pk"))
    check_filled({"intents": intents})
    cards = (
        Membership.objects.filter(org=case.union).select_related("person")
        if case.union_id
        else Membership.objects.none()
    )
    by_name = {(card.person.name, card.person.mobile): card for card in cards}
    title = _("会员花名册") if case.union_id else _("入会登记花名册")
    known = [(row, by_name.get((row.name, row.mobile))) for row in intents]
    numbers = _opened(known, case, actor, looks)
    lines = [_roster_line(row, card, numbers.get(row.pk)) for row, card in known]
    data = {
        "union": case.name, "title": str(title), "printed_on": day(timezone.localdate(actor.now)), "lines": lines,
        "members": _members_of(case),
    }  # fmt: skip
    return "roster", data


def _members_of(case: Case) -> int:
    """How many members the minutes of the congress say; none before it."""
    return Congress.objects.filter(case=case).values_list("members", flat=True).first() or 0


_Known = tuple[Intent, Membership | None]


def _opened(known: Sequence[_Known], case: Case, actor: Actor, looks: list[Look] | None) -> Mapping[int, str | None]:
    """The ID numbers the actor may open, by intent: sex and birth come from them; each is a look to write down.

    A number lies with the intent until it is passed on, then with the member.  Nobody opens her own.
    """
    if looks is None:
        return {}
    sealed: dict[int, tuple[bytes, UUID]] = {}
    for row, card in known:
        code, person = (card.code, card.person_id) if card else (case.code, None)
        blob, subject = (card.person.id_sealed, card.person.subject) if card else (row.id_sealed, row.subject)
        if blob is not None and actor.may(REVEAL, code) and (person is None or person != actor.person_id):
            sealed[row.pk] = (bytes(blob), subject)
            looks.append(Look(card or row, code, person, REVEAL))
    return dict(zip(sealed, crypto.open_many(sealed.values()), strict=True))


def _roster_line(row: Intent, card: Membership | None, number: str | None) -> RosterLine:
    sex, born = member_documents.sex_and_birth(number)
    return RosterLine(
        name=row.name,
        sex=sex,
        id_masked=people_rules.mask_id_tail(row.id_tail),
        born=born,
        work=row.kind_of_work,
        mobile=people_rules.mask_mobile(row.mobile),
        joined=day(card.joined_on) if card else "",
        state=str(members.MEMBERSHIP_STATES[card.state]) if card else str(_("待批准")),
        card_no=card.card_no if card else "",
        new_form=row.platform,
    )


def record(case_id: UUID, intent_id: UUID, *, actor: Actor, looks: list[Look] | None = None) -> bytes:
    """One person's application and record card, to sign on paper (TEMPLATES 1.7). Raises `Case.DoesNotExist`.

    Sex and birth for whoever may open her number, see `printed`.
    """
    case = access.cases_to_work_on(actor).select_related("upper").get(public_id=case_id)
    row = case.intents.filter(public_id=intent_id).first()
    if row is None:
        raise Case.DoesNotExist
    consents = [CONSENTS[purpose] for purpose in (people_rules.Purpose.JOIN, people_rules.Purpose.IDENTITY)]
    sex, born = member_documents.sex_and_birth(_opened([(row, None)], case, actor, looks).get(row.pk))
    data = {
        "sex": sex, "born_on": born,
        "union": case.name, "upper_union": case.upper.name, "name": row.name,
        "pledge": str(members.PLEDGES[members.PLEDGE]),
        "applied_on": day(row.signed_on), "post": row.kind_of_work, "id_masked": people_rules.mask_id_tail(row.id_tail),
        "mobile": people_rules.mask_mobile(row.mobile), "new_form": row.platform,
        "consent": [f"{text.title}。" + "".join(str(each) for each in text.paragraphs) for text in consents],
        "consented_at": day(row.signed_on), "demo": case.is_demo, "dated": row.signed_on.isoformat(),
    }  # fmt: skip
    return documents.render("application", data)


def recruit_url(code: str) -> str:
    """What the recruiting poster's QR code opens."""
    return f"{settings.PUBLIC_URL}/found/r/{code}/"


def _recruit(case: Case, actor: Actor) -> _Made:
    if not case.recruit_code:
        raise Refused("founding.no_document")
    data = {
        "union": f"{case.name}（筹）", "qr_url": recruit_url(case.recruit_code), "code": case.recruit_code,
        "site": settings.PUBLIC_URL.split("://", 1)[-1] + "/found/r/", "promise": str(_("工会成立后，为您办入会手续")),
        "hotline": case.upper.phone,
    }  # fmt: skip
    return "poster", data


_MAKERS = {
    Document.REQUEST: _request,
    Document.REPLY: _reply,
    Document.REPORT: _report,
    Document.RESULT_REPLY: _result_reply,
    Document.LEGAL: _legal,
    Document.ROSTER: _roster,
    Document.RECRUIT: _recruit,
}
