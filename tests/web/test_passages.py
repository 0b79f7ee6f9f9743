"""会籍变动 on the pages: she asks on her phone, both desks answer, and what nobody may do is not offered."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from hexian.domains.members import services as members
from hexian.domains.members.models import ExchangeLayout, Membership, Participation, Passage
from hexian.domains.members.rules import PassageState
from hexian.domains.orgs import services as orgs
from hexian.domains.orgs.models import Role
from hexian.domains.people.models import Account, Person
from hexian.foundation.work.models import Task
from tests import makers
from tests.web.desk import Officer, at_the_desk, officer_of, words

pytestmark = [pytest.mark.django_db, pytest.mark.database, pytest.mark.thorough]


class Phone:
    """The member's own phone."""

    def __init__(self, member: Membership) -> None:
        person = Person.objects.get(pk=member.person_id)
        makers.worker(person)
        self.client = Client()
        self.client.force_login(Account.objects.get(person=person))

    def get(self, name: str, *args: object, **query: str) -> str:
        return words(self.client.get(reverse(name, args=args), query, follow=True).content.decode())

    def post(self, name: str, *args: object, **data: str) -> str:
        return words(self.client.post(reverse(name, args=args), data, follow=True).content.decode())


def today() -> date:
    return timezone.localdate()


def test_she_looks_for_a_union_asks_and_follows_it_through_both_desks() -> None:
    here, there = makers.make_org(), makers.make_org("浦沿街道总工会（演示）")
    member = makers.make_member(here, "王小满")
    phone, ours, theirs = Phone(member), officer_of(here), officer_of(there, name="吴远")
    assert "转会" in phone.get("me:mine")
    assert "换了单位、平台或者住处" in phone.get("me:membership")
    page = phone.get("me:ask_passage", "transfer", q="浦沿")
    assert "浦沿街道总工会" in page
    assert "未核实" in page
    target = str(there.public_id)
    assert "提出转会" in phone.get("me:ask_passage", "transfer", to=target)
    assert "请选一个原因" in phone.post("me:ask_passage", "transfer", union=target)
    said = phone.post("me:ask_passage", "transfer", union=target, reason="new_job", note="厂里搬走了")
    assert "转会到浦沿街道总工会" in said
    passage = Passage.objects.get()
    theirs.get("members:passage", passage.public_id, status=404)
    assert "厂里搬走了" in ours.get("members:passage", passage.public_id)
    assert "请选一个不同意的原因" in ours.post("members:passage_do", passage.public_id, "refuse", status=422)
    assert "等对方工会接收" in ours.post("members:passage_do", passage.public_id, "release")
    assert "王小满" in theirs.get("members:passages")
    arriving = theirs.get("members:passage", passage.public_id)
    assert "厂里搬走了" not in arriving
    assert "接收了" in theirs.post("members:passage_do", passage.public_id, "accept")
    assert "已办结" in phone.get("me:matters")
    assert "王小满" in theirs.get("members:members")
    theirs.post("members:passage_do", passage.public_id, "dance", status=404)


def test_an_officer_who_has_left_is_named_and_one_click_ends_her_office() -> None:
    here = makers.make_org()
    member, ours = makers.make_member(here, "王小满"), officer_of(here)
    person = Person.objects.get(pk=member.person_id)
    chair = Role.objects.get(org=None, key="organiser").public_id
    office = orgs.appoint(
        here.public_id, person_id=person.public_id, role_id=chair, title="组织员", actor=makers.SYSTEM
    )
    assert "任职还在" not in ours.get("orgs:offices")
    her = makers.worker(person)
    with makers.as_(her):
        passage = members.ask_passage(kind="quit", actor=her)
    ours.post("members:passage_do", passage.public_id, "confirm")
    for page in (
        ours.get("members:passage", passage.public_id),
        ours.get("orgs:offices"),
        ours.get("orgs:union", here.public_id),
    ):
        assert "王小满的会籍：已退会" in page
        assert "「组织员」的任职还在，请看要不要结束。" in page
    assert "任职结束了" in ours.post("orgs:end_office", office.public_id, reason="no longer a member")
    assert "任职还在" not in ours.get("orgs:offices")


def test_what_was_recalled_while_she_looked_is_a_sentence_on_the_other_desk() -> None:
    here, there = makers.make_org(), makers.make_org("浦沿街道总工会（演示）")
    phone, ours, theirs = Phone(makers.make_member(here, "王小满")), officer_of(here), officer_of(there, name="吴远")
    phone.post("me:ask_passage", "transfer", union=str(there.public_id), reason="new_job", note="厂里搬走了")
    passage = Passage.objects.get()
    theirs.post("members:passage_do", passage.public_id, "accept", status=404)
    ours.post("members:passage_do", passage.public_id, "release")
    assert "王小满" in theirs.get("members:passage", passage.public_id)
    ours.post("members:passage_do", passage.public_id, "recall")
    said = theirs.post("members:passage_do", passage.public_id, "accept", status=422)
    assert "原工会收回了转出的同意" in said
    assert "王小满" not in said


def test_what_an_officer_begins_is_hers_to_confirm() -> None:
    union = makers.make_org()
    member = makers.make_member(union)
    phone, officer = Phone(member), officer_of(union)
    page = officer.get("members:member", member.public_id)
    assert "保留会籍" in page
    assert "恢复会籍" not in page
    assert "请写明为什么" in officer.post("members:begin", member.public_id, "retain", status=422, reason="unemployed")
    said = officer.post("members:begin", member.public_id, "retain", reason="unemployed", note="看过失业登记证")
    assert "要本人在手机上确认" in said
    passage = Passage.objects.get()
    officer.get("members:begin", member.public_id, "resume", status=404)
    assert "确认，给我办" in phone.get("me:membership")
    assert "保留会籍" in phone.post("me:agree_passage", passage.public_id)
    assert "会籍给您留着" in phone.get("me:home")
    assert "还没有入会" not in phone.get("me:mine")
    assert "申请恢复" in phone.get("me:ask_passage", "resume")
    phone.post("me:ask_passage", "resume", reason="back")
    assert "撤回了" in phone.post("me:withdraw_passage", Passage.objects.get(kind="resume").public_id)


def test_a_death_is_recorded_by_a_paper_and_can_be_taken_back() -> None:
    union = makers.make_org()
    member = makers.make_member(union)
    phone, officer = Phone(member), officer_of(union)
    facts = {"died_on": str(today() - timedelta(days=3)), "paper": "medical", "paper_on": str(today())}
    early = facts | {"paper_on": str(today() - timedelta(days=9))}
    assert "早于去世的日期" in officer.post("members:begin", member.public_id, "death", status=422, **early)
    assert "登记了" in officer.post("members:begin", member.public_id, "death", **facts)
    assert "登录" in phone.get("me:home"), "her session has ended"
    passage = Passage.objects.get()
    assert "恢复到原来的样子" in officer.post(
        "members:passage_do", passage.public_id, "undo", **{"undo-said": "同名同姓，登记错了"}
    )
    assert Membership.objects.get(pk=member.pk).state == "active"


def test_the_six_month_rule_goes_step_by_step_on_the_pages() -> None:
    union = makers.make_org()
    member = makers.make_member(union)
    phone, officer = Phone(member), officer_of(union)
    passage = Passage.objects.create(
        kind="lapse", state="proposed", waits_for="source", origin="program", reason="no_part", membership=member,
        person_id=member.person_id, source=union, code=union.code, asked_at=timezone.now(),
    )  # fmt: skip
    assert "记录谈话" in officer.get("members:passage", passage.public_id)
    assert "记下了" in officer.post("members:passage_do", passage.public_id, "warn", **{"warn-said": "上门谈过"})
    vote = {f"lapse-{name}": number for name, number in
            {"seats": 5, "present": 5, "yes": 5, "no": 0, "abstained": 0}.items()}  # fmt: skip
    meeting = {"lapse-number": "2026-9", "lapse-held_on": str(today())} | vote
    refused = officer.post("members:passage_do", passage.public_id, "lapse", status=422, **meeting)
    assert "委员会要等一等" in refused
    assert "写给委员会了" in phone.post("me:object_passage", passage.public_id, words="会费由单位代扣")
    assert "会费由单位代扣" in officer.get("members:passage", passage.public_id)
    part = {"kind": "dues", "on": str(today())}
    assert "记下了" in officer.post("members:took_part", member.public_id, **part)
    passage.refresh_from_db()
    assert passage.state == PassageState.DROPPED
    assert Participation.objects.count() == 1


def test_a_layout_is_edited_with_sentences_and_chosen_for_an_export() -> None:
    union = makers.make_org()
    makers.make_member(union)
    officer = officer_of(union)
    assert "全总会员实名制" in officer.get("members:layouts")
    text = {"name": "省里的", "day": "yyyymmdd", "columns_text": "姓名 | 名字"}
    assert "第 1 列的「名字」不是本系统的字段" in officer.post("members:layout", "real_name", status=422, **text)
    assert "改好了" in officer.post("members:layout", "real_name", **text | {"columns_text": "姓名 | 姓名 | 必填"})
    assert "省里的" in officer.get("members:members")
    assert "改回来了" in officer.post("members:drop_layout", "real_name")
    assert ExchangeLayout.objects.count() == 2
    officer.get("members:layout", "other", status=404)
    officer.post("members:export", filter="", whole="1", layout="real_name", leave_out="1")
    assert Task.objects.get().params["layout"] == "real_name"


def test_nobody_handles_her_own() -> None:
    union = makers.make_org()
    member = makers.make_member(union)
    own: Officer = at_the_desk(makers.officer_of(union, *makers.CHAIR, person=Person.objects.get(pk=member.person_id)))
    own.get("members:begin", member.public_id, "retain", status=404)
    assert "登记" not in own.get("members:member", member.public_id).split("经过")[0].split("会籍变动")[-1]


def test_a_poster_of_another_union_offers_to_go_over_instead_of_joining_again() -> None:
    member = makers.make_member(makers.make_org())
    there = makers.make_org("浦沿街道总工会（演示）")
    page = Phone(member).get("join:join", makers.make_join_point(there).join_code)
    assert "转会到浦沿街道总工会" in page
    assert "不用重新入会" in page
