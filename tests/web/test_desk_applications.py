"""From the queue to the committee and back: every act of an officer, every refusal a sentence, nothing lost."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse

from hexian.domains.members.models import Application
from hexian.domains.members.rules import ApplicationState, Finding
from hexian.domains.orgs.models import Office, Organisation
from hexian.foundation.audit.models import AuditEntry
from tests import makers
from tests.conftest import NOW
from tests.web import desk
from tests.web.desk import Officer

pytestmark = [pytest.mark.django_db, pytest.mark.database, pytest.mark.thorough]


@pytest.fixture(autouse=True)
def _wednesday(monkeypatch: pytest.MonkeyPatch) -> None:
    """Requests happen on the day the makers' rows are from."""
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOW + timedelta(minutes=5))


@pytest.fixture
def union() -> Organisation:
    return makers.make_org()


@pytest.fixture
def officer(union: Organisation) -> Officer:
    return desk.officer_of(union)


# — The queue —


def test_the_queue_says_when_each_is_due_and_masks_numbers(officer: Officer, union: Organisation) -> None:
    row = makers.make_application(union, "王小满")
    text = officer.get("members:applications")
    assert "1 份待办，0 份今天要答复" in text
    # Three working days from Wednesday: the Dragon Boat Festival and a weekend lie between.
    assert "周二 24:00" in text
    assert row.mobile not in text
    assert "没有发现" not in text


def test_each_filter_narrows_and_can_be_taken_off(officer: Officer, union: Organisation) -> None:
    other = makers.make_org("长河骑手（演示）工会", parent=union, kind="new_form")
    makers.make_application(union, "王小满", kind_of_work="检验员")
    makers.make_application(other, "赵一舟")
    assert "赵一舟" not in officer.get("members:applications", kind_of_work="检验员")
    text = officer.get("members:applications", union=str(other.public_id))
    assert "王小满" not in text and "工会：长河骑手（演示）工会" in text  # noqa: PT018 - one page, two sides
    assert "没有符合条件的申请" in officer.get("members:applications", finding="same_mobile")
    strange = officer.get("members:applications", tab="x", union="x", finding="x", cursor="x:x")
    assert "王小满" in strange


@pytest.mark.parametrize("tab", ["today", "overdue", "findings", "proposed", "approved", "refused", "withdrawn"])
def test_an_empty_view_says_so_and_leads_on(officer: Officer, tab: str) -> None:
    assert "这里没有申请" in officer.get("members:applications", tab=tab)


def test_an_empty_queue_leads_to_the_posters(officer: Officer) -> None:
    assert "今天的都办完了" in officer.get("members:applications")


def test_the_next_page_goes_on_where_the_last_ended(officer: Officer, union: Organisation) -> None:
    for number in range(27):
        makers.make_application(union, f"王{chr(0x4E00 + number)}")
    page = officer.client.get(reverse("members:applications"))
    first = {row.public_id for row in page.context["page"].rows}
    second = officer.client.get(reverse("members:applications") + page.context["next_url"])
    assert len(first) == 25
    assert not first & {row.public_id for row in second.context["page"].rows}
    assert len(second.context["page"].rows) == 2


# — One application —


def test_a_look_is_on_record_once_and_for_the_drawer_too(officer: Officer, union: Organisation) -> None:
    row = makers.make_application(union, "王小满")
    assert "没有发现同号" in officer.get("members:application", row.public_id)
    url = reverse("members:application", args=[row.public_id])
    fragment = officer.client.get(url, headers={"HX-Request": "true"}).content.decode()
    assert "<html" not in fragment
    assert AuditEntry.objects.filter(event="person.viewed", person_id=row.person_id).count() == 1


def test_checked_from_the_drawer_she_is_back_at_her_list(officer: Officer, union: Organisation) -> None:
    row = makers.make_application(union, "王小满")
    text = officer.post("members:check", row.public_id, next="/desk/applications/?tab=findings")
    assert "王小满核对好了" in text
    assert "要核对的" in text
    away = officer.client.post(reverse("members:reopen", args=[row.public_id]), {"next": "https://example.org/"})
    assert away.status_code == 422


def test_a_foreign_address_to_go_back_to_is_not_followed(officer: Officer, union: Organisation) -> None:
    row = makers.make_application(union, "王小满")
    answer = officer.client.post(reverse("members:check", args=[row.public_id]), {"next": "https://example.org/"})
    assert answer.headers["Location"] == reverse("members:application", args=[row.public_id])


def test_a_finding_is_cleared_with_a_note_and_not_without(officer: Officer, union: Organisation) -> None:
    number = makers.id_number()
    makers.make_application(union, "王小满", number=number)
    row = makers.make_application(union, "王小满", number=number)
    text = officer.get("members:application", row.public_id)
    assert "还有一份申请用了同一个身份证号" in text
    refused = officer.post("members:clear_finding", row.public_id, status=422, finding="same_id_open", note="")
    assert "请写明您是怎么核实的" in refused
    text = officer.post("members:clear_finding", row.public_id, finding="same_id_open", note="看过身份证，是本人")
    assert "看过身份证，是本人" in text
    assert Finding.SAME_ID_OPEN in Application.objects.get(pk=row.pk).passed_over


def test_somebody_elses_application_is_a_page_that_does_not_exist(officer: Officer) -> None:
    stranger = makers.make_application(makers.make_org("浦沿街道总工会（演示）"), "赵一舟")
    for name in ("application", "refuse", "application_pdf"):
        officer.get(f"members:{name}", stranger.public_id, status=404)
    for name in ("check", "reopen", "reveal_applicant"):
        officer.post(f"members:{name}", stranger.public_id, status=404, reason="想看看")
    officer.post("members:propose", status=404, pick=[str(stranger.public_id)])
    officer.get("members:application", uuid4(), status=404)


def test_nobody_handles_her_own(union: Organisation) -> None:
    row = makers.make_application(union, "李敏")
    own = desk.at_the_desk(makers.officer_of(union, *makers.CHAIR, person=row.person))
    assert "要由别的干部来办" in own.get("members:application", row.public_id)
    own.post("members:check", row.public_id, status=404)
    assert "选择 李敏" not in own.get("members:applications")


def test_her_number_is_opened_with_a_reason_only(officer: Officer, union: Organisation) -> None:
    number = makers.id_number()
    row = makers.make_application(union, "王小满", number=number)
    text = officer.post("members:reveal_applicant", row.public_id, status=422, reason="")
    assert "请写明为什么要看" in text
    assert number not in text
    assert number in officer.post("members:reveal_applicant", row.public_id, status=200, reason="对照身份证")
    seen = AuditEntry.objects.get(event="person.revealed")
    assert (seen.person_id, seen.facts["why"]) == (row.person_id, "对照身份证")


def test_without_the_duty_no_number_is_opened(union: Organisation) -> None:
    plain = desk.officer_of(union, "members.view", "members.admit")
    row = makers.make_application(union, "王小满")
    plain.post("members:reveal_applicant", row.public_id, status=403, reason="想看看")
    assert "看全号" not in plain.get("members:application", row.public_id)


# — Refusing and taking it back —


def test_refused_with_reason_and_remedy_and_taken_back_from_the_toast(officer: Officer, union: Organisation) -> None:
    row = makers.make_application(union, "王小满")
    text = officer.post("members:refuse", row.public_id, reason="identity", remedy="", note="电话打不通")
    undo = reverse("members:reopen", args=[row.public_id])
    assert "已告诉王小满没有通过和怎么办" in text
    row.refresh_from_db()
    assert row.state == ApplicationState.REFUSED
    assert row.remedy == "请带身份证到工会当面核对，或者核对号码后重新申请。"
    answer = officer.client.post(undo, headers={"HX-Request": "true"})
    assert (answer.status_code, answer.headers["HX-Refresh"]) == (200, "true")
    assert "这份申请重新待办" in officer.get("members:applications")
    row.refresh_from_db()
    assert (row.state, row.reason) == (ApplicationState.APPLIED, "")


def test_the_undo_of_the_toast_is_posted(officer: Officer, union: Organisation) -> None:
    row = makers.make_application(union, "王小满")
    url = reverse("members:refuse", args=[row.public_id])
    page = officer.client.post(url, {"reason": "identity"}, follow=True).content.decode()
    assert f'hx-post="{reverse("members:reopen", args=[row.public_id])}"' in page


def test_other_reasons_have_to_be_said_and_nothing_typed_is_lost(officer: Officer, union: Organisation) -> None:
    row = makers.make_application(union, "王小满")
    text = officer.post("members:refuse", row.public_id, status=422, reason="other", remedy="请来窗口。", note="")
    assert "选了「其他原因」，请写明" in text
    assert "请来窗口。" in text
    assert "请选一个原因" in officer.post("members:refuse", row.public_id, status=422, reason="", remedy="请来窗口。")


def test_of_two_officers_at_once_the_second_hears_what_has_happened(officer: Officer, union: Organisation) -> None:
    row = makers.make_application(union, "王小满")
    colleague = desk.officer_of(union, name="何清明")
    colleague.post("members:refuse", row.public_id, reason="identity")
    text = officer.post("members:refuse", row.public_id, status=422, reason="duplicate", remedy="照常办理。")
    assert "这份申请现在是「未批准」，不能不批准" in text
    assert "照常办理。" in text
    assert "不能核对通过" in officer.post("members:check", row.public_id, status=422)


def test_the_desk_is_closed_to_strangers(client: Client, union: Organisation) -> None:
    row = makers.make_application(union, "王小满")
    urls = [reverse("members:applications"), reverse("members:application", args=[row.public_id])]
    assert [client.get(url).headers["Location"].split("?")[0] for url in urls] == ["/accounts/login/"] * 2
    viewer = desk.officer_of(union, "orgs.view")
    assert [viewer.client.get(url).status_code for url in urls] == [404, 404]


def test_an_officer_of_yesterday_is_none_today(union: Organisation) -> None:
    officer = desk.officer_of(union)
    officer.get("members:applications")
    Office.objects.filter(public_id=officer.actor.offices[0].office_id).update(ends_on=makers.TODAY)
    officer.get("members:applications", status=404)
