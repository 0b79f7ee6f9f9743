"""Founding through the pages: a contact on her phone without an account, an officer at her desk, a paper way beside."""

from __future__ import annotations

import re
from uuid import UUID

import pypdfium2  # type: ignore[import-untyped]
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from hexian.domains.founding import documents, services
from hexian.domains.founding.models import Candidate, Case, Intent
from hexian.domains.founding.rules import Body, Form, State
from hexian.domains.members import services as members
from hexian.domains.people.rules import CodePurpose
from tests import makers as base
from tests.founding import makers as make
from tests.makers import as_
from tests.people.makers import plant_code
from tests.web import desk

pytestmark = [pytest.mark.django_db, pytest.mark.database, pytest.mark.thorough]

PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"


def send_code(client: Client, url: str, mobile: str, purpose: CodePurpose) -> str:
    """A code on its way to a number, as the page sends it."""
    answer = client.post(url, {"mobile": mobile}, headers={"HX-Request": "true"})
    assert answer.status_code == 200, answer.content.decode()
    plant_code(mobile, purpose, "482913")
    return "482913"


def shown(client: Client, name: str, *args: object, status: int = 200) -> str:
    answer = client.get(reverse(name, args=args))
    assert answer.status_code == status, answer.headers.get("Location")
    return desk.words(answer.content.decode())


def sent(client: Client, name: str, /, *args: object, **data: object) -> str:
    answer = client.post(reverse(name, args=args), data)
    said = desk.words(answer.content.decode())
    assert answer.status_code == 302, said[:1500]
    return desk.words(client.get(answer.headers["Location"]).content.decode())


def test_a_contact_without_an_account_founds_a_union_on_her_phone() -> None:
    upper = make.street()
    officer = desk.at_the_desk(make.officer(upper))
    client, mobile = Client(), base.mobile()
    assert "长河街道总工会" in shown(client, "found:start")
    code = send_code(client, reverse("found:code", args=[upper.public_id]), mobile, CodePurpose.LOGIN)
    said = {
        "founding_form": "alone", "name": "新苗电子（演示）有限公司工会委员会", "contact_name": "周立夏",
        "mobile": mobile, "code": code,
        "idempotency_key": "f" * 32,
    }  # fmt: skip
    page = sent(client, "found:begin", upper.public_id, **said)
    assert "还不能提交" in page
    case = Case.objects.get()
    assert case.contact is not None
    fill(client, case)
    assert "在网上提交" in shown(client, "found:case", case.public_id)
    page = sent(client, "found:do", case.public_id, "request", version=version(case), channel="online")
    assert "现在在长河街道总工会（演示）手里" in page
    assert "到现在少跑 1 趟" in page

    assert "新苗电子" in officer.get("founding:queue")
    assert "批复可以打印" in officer.post(
        "founding:approve", case.public_id, number="长工组〔2026〕31号", version=version(case)
    )
    assert "到现在少跑 2 趟" in shown(client, "found:case", case.public_id)
    sent(client, "found:do", case.public_id, "recruit", version=version(case))
    sign_up(case)
    elect(client, case)
    sent(client, "found:do", case.public_id, "report", version=version(case))
    said_so = officer.post("founding:approve", case.public_id, number="长工组〔2026〕32号", version=version(case))
    assert "已转成入会申请" in said_so
    assert make.state_of(case) is State.APPROVED
    for document in ("request", "reply", "report", "result_reply", "roster"):
        answer = client.get(reverse("found:print", args=[case.public_id, document]))
        assert answer.content.startswith(b"%PDF"), document


def version(case: Case) -> int:
    case.refresh_from_db()
    return case.version


def fill(client: Client, case: Case) -> None:
    """Everything before the request is handed in."""
    facts = {
        "founding_form": "alone", "name": case.name, "leadership": "committee", "term_years": 5,
        "address": "滨江区演示路 1 号",
        "has_consent": "on",
    }  # fmt: skip
    sent(client, "found:facts", case.public_id, **facts, version=version(case))
    firm = {
        "uscc": make.uscc(), "name": "新苗电子（演示）有限公司", "nature": "enterprise", "staff": 40, "women": 12,
        "intended": 30, "representative": "沈大雪", "established_on": "2020-05-06", "address": "滨江区演示路 1 号",
        "business": "电子元件",
    }  # fmt: skip
    assert "新苗电子" in sent(client, "found:employers", case.public_id, **firm, version=version(case))
    person = {
        "sex": "女",
        "nation": "汉族",
        "born_in": "1990-05",
        "politics": "群众",
        "education": "大学",
        "post": "质检员",
    }
    sent(client, "found:group", case.public_id, name="郑惊蛰", is_leader="on", **person, version=version(case))
    sent(client, "found:group", case.public_id, name="冯清明", **person, version=version(case))
    leader = case.preparers.get(is_leader=True)
    sent(client, "found:declare", case.public_id, leader.public_id, chair_ban="no", kin_ban="no")


def sign_up(case: Case) -> None:
    """A worker scans the recruiting poster."""
    case.refresh_from_db()
    client, mobile = Client(), base.mobile()
    code = send_code(client, reverse("found:sign_up_code", args=[case.recruit_code]), mobile, CodePurpose.JOIN)
    said = {
        "name": "褚白露", "id_number": base.id_number(), "mobile": mobile, "code": code, "kind_of_work": "装配工",
        "agree": "on", "agree_identity": "on",
    }  # fmt: skip
    answer = client.post(reverse("found:sign_up", args=[case.recruit_code]), said)
    assert "已收到" in desk.words(answer.content.decode())
    assert Intent.objects.get().channel == "online"
    # Her number stays proved on this phone: the page opens again and asks for no code.
    again = client.get(reverse("found:sign_up", args=[case.recruit_code]))
    assert again.status_code == 200
    assert "不用再填" in desk.words(again.content.decode())


def elect(client: Client, case: Case) -> None:
    """Candidates, declarations, and the result from paper."""
    for body, number in ((Body.COMMITTEE, 4), (Body.AUDIT, 2), (Body.WOMEN, 4)):
        for place in range(number):
            said = {
                "body": body,
                "name": f"{'魏陶姜'[list(Body).index(body)]}{make.NAMES[place]}",
                "mobile": base.mobile(),
            }
            sent(client, "found:candidates", case.public_id, **said, version=version(case))
    for row in case.candidates.filter(body=Body.COMMITTEE):
        sent(client, "found:declare", case.public_id, row.public_id, chair_ban="no", kin_ban="no")
    assert "结果录好了" in sent(
        client,
        "found:congress",
        case.public_id,
        **counted(case, held_on=timezone.localdate().isoformat()),
        version=version(case),
    )


def counted(case: Case, **changed: object) -> dict[str, object]:
    """The congress's form as somebody fills it in."""
    said: dict[str, object] = {
        "held_on": "2026-06-17", "place": "会议室", "kind": "members", "members": 30, "women_members": 12, "due": 30,
        "present": 28, "heads_by": "committee", "knows_unlisted": "on",
    }  # fmt: skip
    for body, seats in ((Body.COMMITTEE, 3), (Body.AUDIT, 1), (Body.WOMEN, 3)):
        said |= {
            f"{body}-seats": seats,
            f"{body}-issued": 28,
            f"{body}-returned": 28,
            f"{body}-valid": 28,
            f"{body}-invalid": 0,
        }
        heads = {Body.COMMITTEE: "chair", Body.AUDIT: "audit_chair", Body.WOMEN: "women_chair"}
        for place, row in enumerate(Candidate.objects.filter(case=case, body=body).order_by("pk")):
            said[f"votes-{row.public_id}"] = 26 - place if place < seats else 1
            said[f"post-{row.public_id}"] = heads[body] if place == 0 else ""
    return said | changed


def test_a_congress_with_too_few_present_names_how_many_are_missing() -> None:
    upper = make.street()
    contact, officer = make.contact(upper), make.officer(upper)
    case = make.agreed(upper, contact, officer)
    make.with_candidates(case, contact)
    handled = desk.at_the_desk(officer)
    said = handled.post(
        "found:congress", case.public_id, status=422, **counted(case, present=17), version=version(case)
    )
    assert "还差 3 人" in said
    assert "至少要到 20 人" in said


def test_a_stale_form_is_not_carried_out() -> None:
    upper = make.street()
    contact, officer = make.contact(upper), make.officer(upper)
    case = make.requested(upper, contact)
    seen = version(case)
    handled = desk.at_the_desk(officer)
    with as_(contact):
        services.withdraw(case.public_id, actor=contact)
    said = handled.post("founding:approve", case.public_id, status=422, number="长工组〔2026〕1号", version=seen)
    assert "内容有人改过" in said
    assert make.state_of(case) is State.WITHDRAWN


def main_buttons(page: str) -> list[str]:
    """The words of the main buttons of a page's content."""
    found = re.findall(r"<(?:button|a)[^>]*btn-primary[^>]*>(.*?)</(?:button|a)>", page, flags=re.DOTALL)
    return [desk.words(each).strip() for each in found]


def test_members_who_have_not_signed_up_are_seen_before_the_result_is_entered() -> None:
    upper = make.street()
    contact, officer = make.contact(upper), make.officer(upper)
    case = make.agreed(upper, contact, officer)
    make.intent(case)
    make.with_candidates(case, contact)
    handled = desk.at_the_desk(officer)
    today = timezone.localdate().isoformat()
    silent = {name: value for name, value in counted(case, held_on=today).items() if name != "knows_unlisted"}
    said = handled.post("found:congress", case.public_id, status=422, **silent, version=version(case))
    assert "会员填了 30 人，系统里登记了 1 人，差 29 人" in said
    handled.post("found:congress", case.public_id, **silent, knows_unlisted="on", version=version(case))
    assert "会员 30 人，其中 1 人在系统里登记了" in handled.get("founding:case", case.public_id)
    with as_(contact):
        roster = documents.printed(case.public_id, "roster", actor=contact)
    with pypdfium2.PdfDocument(roster) as opened:
        words = "".join(opened[0].get_textpage().get_text_range().split())
    assert "列出1人，会议记录的会员共30人" in words


def test_the_front_page_and_the_sign_in_lead_to_founding() -> None:
    for name in ("front:front", "account_login", "account_request_login_code"):
        page = Client().get(reverse(name)).content.decode()
        assert f'href="{reverse("found:start")}"' in page, name
        assert "单位还没有工会？" in page


def test_the_way_of_paper_wants_the_signed_page_first() -> None:
    upper = make.street()
    officer = desk.at_the_desk(make.officer(upper))
    opened = officer.post(
        "founding:new", upper=str(upper.public_id), founding_form="new_form", name="长河骑手（演示）联合工会委员会",
        contact_name="周立夏",
        mobile=base.mobile(), channel="visit", idempotency_key="p" * 32,
    )  # fmt: skip
    assert "开好了，接着填" in opened
    case = Case.objects.get()
    assert (case.contact_id, case.steps.get().channel) == (None, "visit")
    facts = {
        "founding_form": "new_form", "name": case.name, "leadership": "committee", "term_years": 3,
        "address": "长河街道",
        "platform": "迅达配送（演示）",
        "staff": 90, "women": 10, "intended": 40,
    }  # fmt: skip
    officer.post("found:facts", case.public_id, **facts, version=version(case))
    person = {
        "sex": "男",
        "nation": "汉族",
        "born_in": "1990-05",
        "politics": "群众",
        "education": "高中",
        "post": "骑手",
    }
    officer.post("found:group", case.public_id, name="郑惊蛰", is_leader="on", **person, version=version(case))
    officer.post("found:group", case.public_id, name="冯清明", **person, version=version(case))
    drawn = officer.client.get(reverse("founding:case", args=[case.public_id])).content.decode()
    assert main_buttons(drawn) == ["传筹建请示的签章页"], "what came on paper goes on on paper"
    refused = officer.post("found:do", case.public_id, "request", status=422, channel="paper", version=version(case))
    assert "请先把筹建请示打印出来签字盖章" in refused
    page = SimpleUploadedFile("请示.pdf", PDF, content_type="application/pdf")
    assert "照片存好了" in officer.post("found:keep_scan", case.public_id, document="request", page=page)
    drawn = officer.client.get(reverse("founding:case", args=[case.public_id])).content.decode()
    assert main_buttons(drawn) == ["用签章的照片提交"]
    assert "不能同意筹建" in officer.get("founding:approve", case.public_id)
    officer.post("found:do", case.public_id, "request", channel="paper", version=version(case))
    assert make.state_of(case) is State.PREP_REQUESTED
    assert "少跑" in officer.get("founding:case", case.public_id)


def test_what_is_returned_says_why_and_how_to_mend_it() -> None:
    upper = make.street()
    contact, chair = make.contact(upper), make.officer(upper)
    case = make.requested(upper, contact)
    officer = desk.at_the_desk(chair)
    assert "筹备组会收到短信" in officer.post(
        "founding:return", case.public_id, reason="papers", remedy="", note="", version=version(case)
    )
    page = officer.get("founding:case", case.public_id)
    assert "材料缺页或看不清" in page
    assert "不用跑一趟" in page


def test_targets_show_what_was_done_of_what_was_set() -> None:
    district = base.make_org("滨江区总工会（演示）", kind="district")
    upper = base.make_org("长河街道总工会（演示）", parent=district, division="330108002")
    officer = desk.at_the_desk(make.officer(district))
    make.founded(upper, make.contact(upper), make.officer(upper, "周可心"), Form.NEW_FORM)
    said = {"org": str(upper.public_id), "year": 2026, "kind": "all", "number": 3, "top": str(district.public_id)}
    page = officer.post("founding:set_target", **said)
    assert "33.33 %" in page
    assert "无目标" in page
    rows = officer.get("founding:queue", tab="founded", year=2026, union=str(upper.public_id))
    assert "长河骑手（演示）联合工会委员会" in rows
    officer.post("founding:set_target", status=404, **{**said, "org": str(district.public_id)})


def test_nobody_else_finds_a_case() -> None:
    upper = make.street()
    case = make.requested(upper, make.contact(upper))
    stranger = desk.at_the_desk(base.worker(base.make_person("吴远")))
    stranger.get("found:case", case.public_id, status=404)
    stranger.get("founding:case", case.public_id, status=404)
    elsewhere = desk.at_the_desk(make.officer(base.make_org("浦沿街道总工会（演示）"), "吴近"))
    elsewhere.get("founding:case", case.public_id, status=404)
    elsewhere.get("found:facts", case.public_id, status=404)


def test_the_district_above_sees_a_case_and_does_not_answer_for_the_street() -> None:
    district = base.make_org("滨江区总工会（演示）", kind="district")
    upper = base.make_org("长河街道总工会（演示）", parent=district, division="330108002")
    case = make.requested(upper, make.contact(upper))
    above = desk.at_the_desk(make.officer(district))
    assert "新苗电子" in above.get("founding:case", case.public_id)
    above.post("founding:approve", case.public_id, status=404, number="区工组〔2026〕1号", version=version(case))


def test_a_recruiting_code_that_leads_nowhere_says_so() -> None:
    client = Client()
    assert "不能用了" in shown(client, "found:sign_up", "NOSUCHCODE", status=404)


def test_a_page_has_one_heading() -> None:
    page = Client().get(reverse("found:start")).content.decode()
    assert len(re.findall(r"<h1", page)) == 1
    assert isinstance(make.street().public_id, UUID)


def test_what_is_written_can_be_corrected_until_the_upper_union_has_it() -> None:
    upper = make.street()
    contact = make.contact(upper)
    case = make.filled(upper, contact)
    desk_side = desk.at_the_desk(make.officer(upper))
    firm, leader = case.employers.get(), case.preparers.get(is_leader=True)
    assert firm.uscc in desk_side.get("found:edit_employer", firm.public_id)
    given = {"uscc": firm.uscc, "name": firm.name, "nature": "enterprise", "staff": 50, "women": 20, "intended": 35}
    assert "改好了" in desk_side.post("found:edit_employer", firm.public_id, **given, version=version(case))
    case.refresh_from_db()
    assert case.staff == 50
    page = desk_side.get("found:edit_preparer", leader.public_id)
    assert "现在是" in page
    assert leader.mobile not in page
    person = {"name": leader.name, "is_leader": "on", "version": version(case)}
    assert "改好了" in desk_side.post("found:edit_preparer", leader.public_id, **person)
    leader.refresh_from_db()
    assert (leader.sex, leader.is_leader, len(leader.mobile)) == ("", True, 11)
    asked = desk_side.get("founding:case", case.public_id)
    assert "打印的请示上会留空" in asked
    assert "筹备组成员性别" in asked
    assert "去掉" in desk_side.get("found:group", case.public_id)

    with as_(contact):
        services.request(case.public_id, actor=contact)
    for name in ("employers", "group"):
        page = desk_side.get(f"found:{name}", case.public_id)
        assert "去掉" not in page
        assert "加上" not in page
        assert "请上级工会退回" in page
    answer = desk_side.client.get(reverse("found:edit_employer", args=[firm.public_id]), follow=True)
    assert "不能填写申请" in desk.words(answer.content.decode())


def test_a_candidate_is_corrected_in_place() -> None:
    upper = make.street()
    contact, officer = make.contact(upper), make.officer(upper)
    case = make.agreed(upper, contact, officer)
    make.with_candidates(case, contact)
    who = case.candidates.filter(body="audit").order_by("pk")[0]
    browser = desk.at_the_desk(officer)
    assert "女职工委员会都要差额" in browser.get("found:candidates", case.public_id)
    given = {"name": who.name, "mobile": "13700008888", "version": version(case)}
    assert "改好了" in browser.post("found:edit_candidate", who.public_id, **given)
    who.refresh_from_db()
    assert who.mobile == "13700008888"


def test_who_signed_up_is_taken_off_the_list_only_while_the_list_is_open() -> None:
    upper = make.street()
    contact, chair = make.contact(upper), make.officer(upper)
    case = make.agreed(upper, contact, chair)
    phone, number = base.mobile(), base.id_number()
    elsewhere = base.make_org("浦沿骑手（演示）工会", kind="new_form", parent=upper)
    base.worker(base.make_member(elsewhere, "褚白露", phone=phone, number=number).person)
    ident = make.intent(case, "褚白露", mobile=phone, number=number)  # a member elsewhere: never becomes an application
    officer = desk.at_the_desk(chair)

    def list_of_people() -> str:
        return officer.get("found:people", case.public_id)

    for offered in ("去掉", "录一份纸上签好的申请书", "打印登记海报"):
        assert offered in list_of_people()
    make.with_candidates(case, contact)
    with as_(contact):
        services.hold_congress(case.public_id, make.minutes(case), actor=contact)
        services.report(case.public_id, actor=contact)
    with as_(chair):
        services.approve_result(case.public_id, number="长工组〔2026〕803号", actor=chair)
    page = list_of_people()
    assert "没能转成申请" in page
    for gone in ("去掉", "录一份纸上签好的申请书", "打印登记海报"):
        assert gone not in page
    assert "名单也不能再改" in page
    assert "已经不收入会登记了" in officer.post("found:drop_intent", ident, status=422)


def test_a_dead_candidate_stands_out_on_both_pages() -> None:
    upper = make.street()
    contact, chair = make.contact(upper), make.officer(upper)
    case = make.agreed(upper, contact, chair)
    make.with_candidates(case, contact)
    first = case.candidates.filter(body=Body.COMMITTEE).order_by("pk")[0]
    member = base.make_member(upper, first.name, phone=first.mobile)
    officer = desk.at_the_desk(chair)
    assert "已去世" not in officer.get("found:candidates", case.public_id)
    with as_(chair):
        members.record_death(member.public_id, died_on=base.TODAY, paper="medical", paper_on=base.TODAY, actor=chair)
    assert f"{first.name}已经去世" in officer.get("founding:case", case.public_id)
    assert officer.get("found:candidates", case.public_id).count("已去世") == 1
