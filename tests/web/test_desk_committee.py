"""Before the committee: the draft, its vote, the signed page; and wishes for correction, granted or refused."""

from __future__ import annotations

import io
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from PIL import Image

from hexian.domains.members import services as members
from hexian.domains.members.models import Application, ChangeRequest, Membership, Resolution
from hexian.domains.members.rules import ApplicationState, ChangeState, ResolutionState
from hexian.domains.orgs.models import Organisation
from hexian.web.join.forms import WITH_EMPLOYER
from tests import makers
from tests.conftest import NOW
from tests.web import desk
from tests.web.desk import Officer

pytestmark = [pytest.mark.django_db, pytest.mark.database, pytest.mark.thorough]
MEETING = {"number": "和畅工〔2026〕3 号", "held_on": "2026-06-17", "place": "会议室", "chair": "李敏"}
VOTE = {"seats": 5, "present": 4, "yes": 4, "no": 0, "abstained": 0}


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


def draft(officer: Officer, *rows: Application) -> Resolution:
    officer.post("members:propose", pick=[str(row.public_id) for row in rows], step="draft", **MEETING)
    return Resolution.objects.get(number=MEETING["number"])


def photo() -> SimpleUploadedFile:
    picture = io.BytesIO()
    Image.new("RGB", (40, 30), "white").save(picture, "JPEG")
    return SimpleUploadedFile("签字页.jpg", picture.getvalue(), "image/jpeg")


# — Before the committee —


def test_picked_names_become_a_draft(officer: Officer, union: Organisation) -> None:
    rows = [makers.make_application(union, name) for name in ("王小满", "赵一舟")]
    form = officer.post("members:propose", status=200, pick=[str(row.public_id) for row in rows])
    assert "把 2 个人提交委员会" in form
    resolution = draft(officer, *rows)
    text = officer.get("members:resolution", resolution.public_id)
    assert "名单（2 人）" in text
    assert "记录表决，2 人入会" in text
    assert "按全体委员算，到会的要超过 1/2，赞成的要超过 1/2。" in text


def test_the_meeting_says_what_is_missing_and_keeps_the_rest(officer: Officer, union: Organisation) -> None:
    row = makers.make_application(union, "王小满")
    pick = [str(row.public_id)]
    text = officer.post("members:propose", status=422, pick=pick, step="draft", number="", held_on="", chair="何清明")
    assert "请填决议编号" in text
    assert "请填开会的日期" in text
    assert "何清明" in text
    late = officer.post("members:propose", status=422, pick=pick, step="draft", **MEETING | {"held_on": "2027-06-17"})
    assert "离现在超过 60 天" in late


def test_resolutions_stand_in_the_order_of_their_meetings(officer: Officer, union: Organisation) -> None:
    for number, day in (("乙 2", "2026-06-17"), ("丙 3", "2026-06-20"), ("甲 1", "2026-06-18")):
        pick = [str(makers.make_application(union).public_id)]
        officer.post("members:propose", pick=pick, step="draft", **MEETING | {"number": number, "held_on": day})
    text = officer.get("members:resolutions")
    assert text.index("丙 3") < text.index("甲 1") < text.index("乙 2")


def test_a_list_for_a_coming_meeting_waits_for_its_vote(officer: Officer, union: Organisation) -> None:
    pick = [str(makers.make_application(union, "王小满").public_id)]
    officer.post("members:propose", pick=pick, step="draft", **MEETING | {"held_on": "2026-07-01"})
    resolution = Resolution.objects.get()
    text = officer.get("members:resolution", resolution.public_id)
    assert "会议还没有开" in text
    assert "记录表决，1 人入会" not in text
    text = officer.post("members:pass_resolution", resolution.public_id, status=422, **VOTE)
    assert "还没有到，不能记录表决" in text
    officer.post("members:edit_resolution", resolution.public_id, **MEETING)
    assert "记录表决，1 人入会" in officer.get("members:resolution", resolution.public_id)


def test_names_that_stand_in_the_way_are_named(officer: Officer, union: Organisation) -> None:
    number = makers.id_number()
    makers.make_member(union, "赵一舟", number=number)
    blocked = makers.make_application(union, "赵一舟", number=number)
    free = makers.make_application(union, "王小满")
    pick = [str(blocked.public_id), str(free.public_id)]
    assert "名单里有 1 人还没有核对清楚" in officer.post("members:propose", status=200, pick=pick)
    text = officer.post("members:propose", status=422, pick=pick, step="draft", **MEETING)
    assert "有 1 人还不能列进名单：赵一舟（这个身份证号已经是本工会会员）" in text
    assert "再记录表决" not in text
    assert not Resolution.objects.exists()
    left = officer.post("members:propose", status=200, pick=pick, step="draft", drop=pick[0], **MEETING)
    assert "把 1 个人提交委员会" in left
    assert "赵一舟" not in left
    assert MEETING["number"] in left
    officer.post("members:propose", pick=pick[:1], drop=pick[0])


def test_nobody_picked_foreign_words_and_two_unions_are_sentences(officer: Officer, union: Organisation) -> None:
    below = makers.make_org("长河骑手（演示）工会", parent=union, kind="new_form")
    rows = [makers.make_application(union, "王小满"), makers.make_application(below, "赵一舟")]
    assert "还没有选人" in officer.post("members:propose", status=422)
    officer.post("members:propose", status=400, pick=["x"])
    pick = [str(row.public_id) for row in rows]
    assert "不属于同一个工会" in officer.post("members:propose", status=422, pick=pick, step="draft", **MEETING)


def test_a_number_already_used_is_a_sentence_and_can_be_corrected(officer: Officer, union: Organisation) -> None:
    first, second = (makers.make_application(union, name) for name in ("王小满", "赵一舟"))
    taken = draft(officer, first)
    pick = [str(second.public_id)]
    assert "已经用过" in officer.post("members:propose", status=422, pick=pick, step="draft", **MEETING)
    text = officer.post("members:edit_resolution", taken.public_id, **MEETING | {"number": "和畅工〔2026〕4 号"})
    assert "和畅工〔2026〕4 号" in text
    text = officer.post("members:edit_resolution", taken.public_id, status=422, **MEETING | {"number": " "})
    assert "请填决议编号" in text


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"yes": 3}, "票数对不上：委员 5 人、到会 4 人，票数合计 3。"),
        ({"present": 2, "yes": 2}, "到会的委员不够：共 5 人，至少要到 3 人，现在是 2 人。"),
        ({"yes": 2, "no": 2}, "赞成票不够：至少要 3 票，现在是 2 票。"),
        ({"seats": ""}, "请填人数，没有就填 0。"),
        ({"yes": "四"}, "这里填整数。"),
        ({"no": -1}, "人数不能是负数。"),
    ],
)
def test_a_wrong_vote_is_explained_and_kept(
    officer: Officer, union: Organisation, wrong: dict[str, object], words: str
) -> None:
    resolution = draft(officer, makers.make_application(union, "王小满"))
    text = officer.post("members:pass_resolution", resolution.public_id, status=422, **VOTE | wrong)
    assert words in text
    assert not Membership.objects.exists()


def test_the_vote_makes_members_of_all_once(officer: Officer, union: Organisation) -> None:
    rows = [makers.make_application(union, name) for name in ("王小满", "赵一舟")]
    resolution = draft(officer, *rows)
    text = officer.post("members:pass_resolution", resolution.public_id, **VOTE)
    assert "名单上的人现在都是会员" in text
    assert "待补签字件" in text
    assert Membership.objects.count() == 2
    again = officer.post("members:pass_resolution", resolution.public_id, status=422, **VOTE)
    assert "这份决议已经是「已通过」" in again
    assert Membership.objects.count() == 2


def test_nobody_becomes_a_member_who_was_admitted_elsewhere_meanwhile(officer: Officer, union: Organisation) -> None:
    number = makers.id_number()
    row = makers.make_application(union, "王小满", number=number)
    resolution = draft(officer, row, makers.make_application(union, "赵一舟"))
    makers.make_member(makers.make_org("浦沿街道总工会（演示）"), "王小满", number=number)
    text = officer.post("members:pass_resolution", resolution.public_id, status=422, **VOTE)
    assert "有 1 人还不能批准：王小满" in text
    assert Membership.objects.count() == 1
    officer.post("members:take_back", row.public_id)
    officer.post("members:pass_resolution", resolution.public_id, **VOTE)
    assert Membership.objects.count() == 2


def test_a_name_can_be_taken_off_and_a_draft_given_up(officer: Officer, union: Organisation) -> None:
    rows = [makers.make_application(union, name) for name in ("王小满", "赵一舟")]
    resolution = draft(officer, *rows)
    assert "把王小满移出了名单" in officer.post("members:take_back", rows[0].public_id)
    assert "草稿作废了" in officer.post("members:cancel_resolution", resolution.public_id)
    resolution.refresh_from_db()
    assert resolution.state == ResolutionState.CANCELLED
    assert set(Application.objects.values_list("state", flat=True)) == {ApplicationState.CHECKED}
    assert "已经作废" in officer.get("members:resolution", resolution.public_id)
    assert "不能再作废" in officer.post("members:cancel_resolution", resolution.public_id, status=422)
    refused = officer.post("members:attach_evidence", resolution.public_id, status=422, page=photo())
    assert "已作废，不用再传照片" in refused


# — The signed page —


def test_a_photo_of_the_signed_page_is_kept_and_can_be_read(officer: Officer, union: Organisation) -> None:
    resolution = draft(officer, makers.make_application(union, "王小满"))
    assert "签字页存好了" in officer.post("members:attach_evidence", resolution.public_id, page=photo())
    resolution.refresh_from_db()
    assert resolution.evidence_id is not None
    answer = officer.client.get(reverse("system:file", args=[resolution.evidence_id]))
    assert answer.headers["Content-Type"] == "image/jpeg"
    assert Image.open(io.BytesIO(desk.streamed(answer))).size == (40, 30)


@pytest.mark.parametrize(
    ("file", "words"),
    [
        (SimpleUploadedFile("空.jpg", b"", "image/jpeg"), "这个文件是空的，请重新拍一张。"),
        (SimpleUploadedFile("其实是字.jpg", "今天开会。".encode(), "image/jpeg"), "这种文件收不了。"),
        (SimpleUploadedFile("表.jpg", b"a,b\n1,2\n", "image/jpeg"), "这里收的是"),
        (SimpleUploadedFile("大.jpg", b"\xff\xd8\xff" + bytes(11 * 1024 * 1024), "image/jpeg"), "文件超过 10 MB"),
        (SimpleUploadedFile("半张.jpg", photo().read()[:200], "image/jpeg"), "照片打不开"),
    ],
)
def test_a_file_that_is_no_signed_page_is_refused_in_a_sentence(
    officer: Officer, union: Organisation, file: SimpleUploadedFile, words: str
) -> None:
    resolution = draft(officer, makers.make_application(union, "王小满"))
    file.seek(0)
    text = officer.post("members:attach_evidence", resolution.public_id, status=422, page=file)
    assert words in text
    assert "('" not in text
    assert "image/jpeg" not in text
    assert "CSV" not in text
    assert "Excel" not in text
    resolution.refresh_from_db()
    assert resolution.evidence_id is None


def test_no_file_at_all_and_one_beyond_all_measure(officer: Officer, union: Organisation) -> None:
    resolution = draft(officer, makers.make_application(union, "王小满"))
    assert "请选一张照片" in officer.post("members:attach_evidence", resolution.public_id, status=422)
    huge = SimpleUploadedFile("很大.jpg", bytes(13 * 1024 * 1024), "image/jpeg")
    text = officer.post("members:attach_evidence", resolution.public_id, status=413, page=huge)
    assert "文件太大了" in text
    assert "一个文件最大 10 MB" in text


def test_a_vote_without_its_signed_page_is_followed_up_until_it_is_there(officer: Officer, union: Organisation) -> None:
    resolution = draft(officer, makers.make_application(union, "王小满"))
    assert "待补签字件" not in officer.get("system:home")
    officer.post("members:pass_resolution", resolution.public_id, **VOTE)
    assert Membership.objects.count() == 1
    assert resolution.number in officer.get("members:resolutions", state="unsigned")
    for page in (officer.get("members:resolution", resolution.public_id), officer.get("system:home")):
        assert "待补签字件" in page
        assert resolution.number in page
    stranger = desk.officer_of(makers.make_org("浦沿街道总工会（演示）"))
    assert resolution.number not in stranger.get("system:home")
    officer.post("members:attach_evidence", resolution.public_id, page=photo())
    assert "待补签字件" not in officer.get("system:home")
    assert "待补签字件" not in officer.get("members:resolution", resolution.public_id)
    assert "签字件都补齐了" in officer.get("members:resolutions", state="unsigned")
    assert resolution.number in officer.get("members:resolutions", state="passed")


def test_the_page_says_how_many_are_enough_as_the_lawbook_does(officer: Officer, union: Organisation) -> None:
    resolution = draft(officer, makers.make_application(union, "王小满"))
    assert "到会的要超过 1/2" in officer.get("members:resolution", resolution.public_id)
    officer.post("members:pass_resolution", resolution.public_id, **VOTE)
    assert "超过 1/2 本平台建议" in officer.get("members:resolution", resolution.public_id)


@pytest.mark.parametrize("name", ["members:application_pdf", "members:resolution_pdf"])
def test_forms_to_sign_are_pdf(officer: Officer, union: Organisation, name: str) -> None:
    row = makers.make_application(union, "王小满")
    subject = row.public_id if "application" in name else draft(officer, row).public_id
    answer = officer.client.get(reverse(name, args=[subject]))
    assert answer.headers["Content-Type"] == "application/pdf"
    assert answer.content.startswith(b"%PDF-")


# — Wishes for correction —


def wish(union: Organisation, field: str = "name", after: str = "李知夏天") -> ChangeRequest:
    member = makers.make_member(union)
    worker = makers.worker(member.person)
    with makers.as_(worker):
        return members.ask_change(field=field, after=after, why="写错了一个字", actor=worker)


def test_a_wish_is_granted_after_seeing_the_document(officer: Officer, union: Organisation) -> None:
    change = wish(union)
    text = officer.get("members:changes")
    assert "要改姓名" in text
    assert "李知夏 " in text
    assert "本人说：写错了一个字" in text
    assert "改好了" in officer.post("members:accept_change", change.public_id)
    assert Membership.objects.get().person.name == "李知夏天"
    assert "没有要更正的" in officer.get("members:changes")


def test_a_wish_is_refused_with_an_answer_only_and_the_answer_is_kept(officer: Officer, union: Organisation) -> None:
    change = wish(union)
    field = f"{change.public_id}-answer"
    text = officer.post("members:refuse_change", change.public_id, status=422, **{field: ""})
    assert "请写明为什么没有更正" in text
    officer.post("members:refuse_change", change.public_id, **{field: "和身份证上的不一样"})
    change.refresh_from_db()
    assert (change.state, change.answer) == (ChangeState.REFUSED, "和身份证上的不一样")
    late = officer.post("members:accept_change", change.public_id, status=422)
    assert "这份更正申请现在是「未更正」" in late


def test_a_number_of_somebody_else_stays_hers(officer: Officer, union: Organisation) -> None:
    number = makers.id_number()
    makers.make_member(union, "赵一舟", number=number)
    change = wish(union, "id_number", number)
    field = f"{change.public_id}-answer"
    text = officer.post("members:accept_change", change.public_id, status=422, **{field: "看过身份证"})
    assert "看过身份证" in text
    assert number not in text
    assert ChangeRequest.objects.get().state == ChangeState.ASKED


def test_wishes_of_others_unions_do_not_exist(union: Organisation) -> None:
    change = wish(makers.make_org("浦沿街道总工会（演示）"))
    officer = desk.officer_of(union)
    assert "没有要更正的" in officer.get("members:changes")
    officer.post("members:accept_change", change.public_id, status=404)


# — Proposed by an officer —


def test_an_officer_proposes_and_a_second_one_says_yes(officer: Officer, union: Organisation) -> None:
    member = makers.make_member(union, "李知夏")
    assert "更正资料" in officer.get("members:member", member.public_id)
    form = officer.get("members:correct", member.public_id)
    assert "要本人确认" in form
    facts = {"field": "name", "after": "李知夏天", "why": "看过身份证原件"}
    assert "本人看得到" in officer.post("members:correct", member.public_id, status=422, **facts | {"why": ""})
    assert "和现在登记的一样" in officer.post(
        "members:correct", member.public_id, status=422, **facts | {"after": "李知夏"}
    )
    assert "已经告诉本人" in officer.post("members:correct", member.public_id, **facts)
    own = officer.get("members:changes")
    assert "是您提出的" in own
    assert "看过证件，改" not in own
    change = ChangeRequest.objects.get()
    officer.post("members:accept_change", change.public_id, status=404)
    second = desk.officer_of(union, name="何清明")
    assert "工会提出：看过身份证原件" in second.get("members:changes")
    assert "改好了" in second.post("members:accept_change", change.public_id)
    member.person.refresh_from_db()
    assert member.person.name == "李知夏天"


def work_said(officer: Officer, member: Membership, *, status: int = 302, **said: str) -> str:
    facts = {"field": "kind_of_work", "why": "本人来电，换了岗位"} | said
    return officer.post("members:correct", member.public_id, status=status, **facts)


def test_the_kind_of_work_is_chosen_from_the_list_of_the_join_form(officer: Officer, union: Organisation) -> None:
    member = makers.make_member(union, "李知夏")
    page = officer.client.get(reverse("members:correct", args=[member.public_id])).content.decode()
    assert all(f'<option value="{word}">' in page for word in (*map(str, WITH_EMPLOYER), "other"))
    work_said(officer, member, work="设备维修", after="随手写的")
    member.refresh_from_db()
    assert member.kind_of_work == "设备维修"
    work_said(officer, member, work="other", after="电焊工")
    member.refresh_from_db()
    assert member.kind_of_work == "电焊工"
    assert "和现在登记的一样" in work_said(officer, member, status=422, work="other", after="电焊工")
    assert "请选一个工种" in work_said(officer, member, status=422)
    assert "请写是什么工种" in work_said(officer, member, status=422, work="other")


def test_the_member_answers_on_her_own_page(officer: Officer, union: Organisation) -> None:
    member = makers.make_member(union, "李知夏")
    officer.post("members:correct", member.public_id, field="name", after="李知夏天", why="看过身份证原件")
    officer.post("members:correct", member.public_id, field="mobile", after="13900009999", why="本人来电")
    name, mobile = ChangeRequest.objects.order_by("pk")
    herself = desk.at_the_desk(makers.worker(member.person))
    page = herself.get("me:matters")
    assert "等您确认" in page
    assert "工会说：看过身份证原件" in page
    assert "资料已经改好" in herself.post("me:confirm_change", name.public_id)
    assert "已经告诉工会" in herself.post("me:decline_change", mobile.public_id)
    member.person.refresh_from_db()
    assert (member.person.name, member.person.mobile) != ("李知夏", "13900009999")
    assert member.person.name == "李知夏天"
    herself.post("me:confirm_change", mobile.public_id, status=422)
    desk.at_the_desk(makers.worker(makers.make_person())).post("me:confirm_change", name.public_id, status=404)


def test_a_proposal_is_taken_back_by_who_made_it(officer: Officer, union: Organisation) -> None:
    member = makers.make_member(union, "李知夏")
    officer.post("members:correct", member.public_id, field="name", after="李知夏天", why="看过身份证原件")
    change = ChangeRequest.objects.get()
    desk.officer_of(union, name="何清明").post("members:take_back_change", change.public_id, status=404)
    assert "撤回了，资料没有改" in officer.post("members:take_back_change", change.public_id)


def test_who_only_reads_finds_no_way_to_correct(union: Organisation) -> None:
    member = makers.make_member(union)
    viewer = desk.officer_of(union, "members.view")
    assert "更正资料" not in viewer.get("members:member", member.public_id)
    viewer.get("members:correct", member.public_id, status=403)
