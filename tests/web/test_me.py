"""The worker's own pages: hers and nobody else's, everything she may do with her data, and every look on record."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from datetime import timedelta
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse

from hexian.domains.members import services as members
from hexian.domains.members.models import Application, ChangeRequest, Membership
from hexian.domains.members.rules import ApplicationState, ChangeState
from hexian.domains.orgs.models import Organisation
from hexian.domains.people import services as people
from hexian.domains.people.models import Account, Consent
from hexian.domains.people.rules import Purpose
from hexian.foundation import audit
from hexian.foundation.actor import Actor
from hexian.foundation.audit.models import AuditEntry
from hexian.foundation.notices import services as notices
from hexian.foundation.notices.models import Notice
from tests import makers

pytestmark = [pytest.mark.django_db, pytest.mark.database]
NUMBER = "330108199003070025"


@dataclass(frozen=True)
class Worker:
    """A member with her browser."""

    client: Client
    member: Membership
    account: Account
    actor: Actor

    def get(self, name: str, *args: object, **query: str) -> str:
        """A page's text."""
        response = self.client.get(reverse(name, args=args), query)
        assert response.status_code == 200, response.headers.get("Location")
        return str(response.content.decode())

    def post(self, name: str, *args: object, status: int = 302, **data: str) -> str:
        """Post; the text of what comes back."""
        response = self.client.post(reverse(name, args=args), data)
        assert response.status_code == status, response.content.decode()[:2000]
        return str(response.content.decode())


@pytest.fixture
def union() -> Organisation:
    """A street's union with a telephone."""
    return makers.make_org()


@pytest.fixture
def worker(union: Organisation, client: Client) -> Worker:
    """李知夏, a member, signed in."""
    member = makers.make_member(union, number=NUMBER)
    actor = makers.worker(member.person)
    account = account_of(actor)
    client.force_login(account)
    return Worker(client, member, account, actor)


def account_of(actor: Actor) -> Account:
    """The account an actor signed in with."""
    assert actor.account_id is not None
    return Account.objects.get(pk=actor.account_id)


def sign_in(actor: Actor) -> Client:
    """A browser somebody is signed in with, second factor and all."""
    client = Client()
    client.force_login(account_of(actor))
    session = client.session
    session["account_authentication_methods"] = [{"method": "mfa", "at": 0.0}]
    session["account_authentication_methods_user"] = str(actor.account_id)
    session.save()
    return client


PAGES = ("home", "matters", "say", "services", "mine", "visible", "looks", "export", "card", "notices", "enter")


@pytest.mark.parametrize("page", PAGES)
def test_nobody_sees_them_without_signing_in(client: Client, page: str) -> None:
    response = client.get(reverse(f"me:{page}"))
    assert response.headers["Location"].startswith("/accounts/login/?next=")


@pytest.mark.parametrize("page", PAGES)
def test_somebody_known_to_no_union_sees_what_to_do(client: Client, system: Actor, page: str) -> None:
    person = makers.make_person("陈不识")
    client.force_login(account_of(makers.worker(person)))
    response = client.get(reverse(f"me:{page}"))
    assert response.status_code == 200
    assert "None" not in response.content.decode()


def test_home_greets_a_member_with_her_card(worker: Worker) -> None:
    text = worker.get("me:home")
    assert re.search("李知夏，.{2}好", text)
    assert re.search(r"入会第 [\d,]+ 天", text)
    assert reverse("me:card") in text


def test_an_applicant_sees_whose_turn_it_is_and_by_when(client: Client, union: Organisation) -> None:
    application = makers.make_application(union, "赵一舟")
    client.force_login(Account.objects.get(person=application.person))
    for page in ("me:home", "me:matters"):
        text = client.get(reverse(page)).content.decode()
        assert "工会核对中" in text
        assert re.search(r"\d+ 月 \d+ 日 周. \d\d:\d\d 前回复", text)


def test_a_refusal_says_why_and_what_to_do(client: Client, union: Organisation) -> None:
    application = makers.make_application(union, "赵一舟")
    officer = makers.officer_of(union, *makers.CHAIR)
    with makers.as_(officer):
        members.refuse(
            application.public_id, reason="not_this_union", note="", remedy="请扫您所在街道的海报。", actor=officer
        )
    application.refresh_from_db()
    client.force_login(Account.objects.get(person=application.person))
    text = client.get(reverse("me:matters")).content.decode()
    assert "没有通过" in text
    assert application.remedy in text
    assert "重新申请" in text


def test_whom_to_turn_to_is_named_and_no_answer_is_promised(worker: Worker, union: Organisation) -> None:
    makers.officer_of(union, "members.view", "members.admit", name="李敏")
    makers.officer_of(union, "orgs.manage", "orgs.offices", "audit.view", name="许管网")
    makers.officer_of(union, "members.view", name="钱旁观")
    text = worker.get("me:say")
    assert "许管网" not in text
    assert "钱旁观" not in text
    assert "tel:0571-55500001" in text
    assert "tel:12351" in text
    assert "李敏" in text
    assert "不承诺" in text


def test_who_took_her_number_for_hers_is_said_as_it_was(client: Client, union: Organisation) -> None:
    officer = makers.officer_of(union, *makers.CHAIR, name="陈明")
    for name, is_checked in (("周可心", True), ("王小满", False)):
        row = makers.make_application(union, name)
        if is_checked:
            with makers.as_(officer):
                members.check(row.public_id, actor=officer)
        makers.pass_it(makers.make_resolution(row, officer=officer), officer)
        client.force_login(account_of(makers.worker(row.person)))
        mine = client.get(reverse("me:mine")).content.decode()
        looks = client.get(reverse("me:looks")).content.decode()
        assert ("工会已核对" in mine, "委员会批准入会时认定" in mine) == (is_checked, not is_checked)
        assert ("核对了您的身份证号" in looks, "一并认定您的身份证号" in looks) == (is_checked, not is_checked)


def test_her_number_is_masked_until_she_asks_and_that_is_on_record(worker: Worker) -> None:
    assert NUMBER not in worker.get("me:mine")
    assert NUMBER in worker.post("me:reveal", status=200)
    entry = AuditEntry.objects.get(event="people.identity_revealed")
    assert (entry.person_id, entry.actor_person_id) == (worker.member.person_id, worker.member.person_id)


def test_a_correction_goes_to_the_union_and_can_be_taken_back(worker: Worker) -> None:
    worker.post("me:correct", "name", after="李知霞", why="户口本上是这个霞")
    wish = ChangeRequest.objects.get()
    text = worker.get("me:matters")
    assert "李知霞" in text
    assert re.search(r"\d\d:\d\d 前回复", text)
    worker.post("me:take_back", wish.public_id)
    wish.refresh_from_db()
    assert wish.state == ChangeState.WITHDRAWN
    worker.member.person.refresh_from_db()
    assert worker.member.person.name == "李知夏"


@pytest.mark.parametrize(
    ("field", "after", "says"),
    [
        ("name", "", "请填正确的内容"),
        ("name", "李😀", "不能有「😀」"),
        ("id_number", "123", "18 位"),
        ("mobile", "110", "手机号"),
        ("name", "李知夏", "一样"),
    ],
)
def test_a_wrong_correction_is_said_beside_the_field(worker: Worker, field: str, after: str, says: str) -> None:
    text = worker.post("me:correct", field, after=after, status=422)
    assert says in text
    assert not ChangeRequest.objects.exists()


def test_each_correction_has_an_example_of_its_own_and_work_is_offered(worker: Worker) -> None:
    for field, example in (("mobile", "换了号码"), ("kind_of_work", "换了岗位"), ("id_number", "身份证换过")):
        page = worker.client.get(reverse("me:correct", args=[field])).content.decode()
        assert example in page
        assert ("身份证换过" in page) == (field == "id_number")
        assert ('<option value="仓储物流">' in page) == (field == "kind_of_work")


def test_an_unknown_field_is_no_page(worker: Worker) -> None:
    assert worker.client.get(reverse("me:correct", args=["salary"])).status_code == 404


def test_somebody_elses_wish_cannot_be_taken_back(worker: Worker, union: Organisation) -> None:
    other = makers.worker(makers.make_member(union, "孙远行").person)
    with makers.as_(other):
        wish = members.ask_change(field="name", after="孙远航", actor=other)
    worker.post("me:take_back", wish.public_id, status=404)
    wish.refresh_from_db()
    assert wish.state == ChangeState.ASKED


def test_a_consent_is_taken_back(worker: Worker, system: Actor) -> None:
    people.give_consent(worker.member.person, Purpose.JOIN, actor=system)
    assert "撤回同意" in worker.get("me:mine")
    worker.post("me:withdraw", "join")
    assert Consent.objects.get().withdrawn_at is not None
    worker.post("me:withdraw", "join", status=422)
    worker.post("me:withdraw", "nonsense", status=422)


def test_she_takes_everything_along_as_a_file_and_on_paper(worker: Worker) -> None:
    response = worker.client.post(reverse("me:export"), {"as": "json"})
    held = json.loads(response.content)
    assert response.headers["Content-Disposition"].endswith('filename="my-union-data.json"')
    assert NUMBER in json.dumps(held, ensure_ascii=False)
    assert worker.member.card_no in json.dumps(held)
    page = worker.post("me:export", status=200, **{"as": "page"})
    assert NUMBER in page
    assert "打印" in page
    assert AuditEntry.objects.filter(event="people.data_exported", person_id=worker.member.person_id).count() == 2
    assert NUMBER not in worker.get("me:export")


def test_who_can_see_her_is_named_with_what_their_office_lets_them_do(worker: Worker, union: Organisation) -> None:
    makers.officer_of(union, "members.view", "people.reveal", name="李敏")
    makers.officer_of(makers.make_org("别处（演示）工会"), *makers.CHAIR, name="周外人")
    text = worker.get("me:visible")
    assert "李敏" in text
    assert "查看会员资料、查看完整证件号" in text
    assert "周外人" not in text


def test_who_looked_is_told_in_her_words(worker: Worker, union: Organisation) -> None:
    officer = makers.officer_of(union, *makers.CHAIR, name="李敏")
    with makers.as_(officer):
        members.reveal_id_number(worker.member.public_id, reason="核对补贴名单", actor=officer)
        audit.record_view(
            worker.member, actor=officer, code=union.code, person_id=worker.member.person_id, duty="members.view"
        )
    text = worker.get("me:looks")
    assert "看了您的资料" in text
    assert "打开了您的身份证全号" in text
    assert "核对补贴名单" in text
    assert "李敏" in text
    assert "members." not in text.split('<main id="main">')[1].split("</main>")[0]


def test_the_card_is_kept_by_her_browser_only_and_names_no_number(worker: Worker) -> None:
    response = worker.client.get(reverse("me:card"))
    assert response.headers["Cache-Control"] == "private, max-age=43200"
    assert "Cookie" in response.headers["Vary"]
    assert "<svg" in response.content.decode()
    assert NUMBER not in response.content.decode()
    assert worker.client.get(reverse("me:mine")).headers["Cache-Control"] == "private, no-store"


def test_an_officer_reads_a_card_and_she_learns_of_it(worker: Worker, union: Organisation) -> None:
    officer = makers.officer_of(makers.make_org("别处（演示）工会"), "members.view", name="周窗口")
    window, url = sign_in(officer), reverse("front:scan", args=[worker.member.card_token])
    assert "有效会员" not in window.get(url).content.decode()
    text = window.post(url).content.decode()
    assert "有效会员" in text
    assert "李**" in text
    assert "李知夏" not in text
    assert "扫了您的会员码" in worker.get("me:looks")


def test_the_code_tells_a_passer_by_nothing(worker: Worker) -> None:
    url = reverse("front:scan", args=[worker.member.card_token])
    for client in (Client(), worker.client):
        seen = client.get(url)
        assert seen.status_code == 200
        assert "李" not in seen.content.decode().split('<main id="main">')[1]
        refused = client.post(url)
        assert refused.status_code == 422
    assert not AuditEntry.objects.filter(event="members.card_read").exists()


def test_an_unknown_code_is_said_to_be_none(union: Organisation) -> None:
    window = sign_in(makers.officer_of(union, "members.view"))
    response = window.post(reverse("front:scan", args=["nonsense"]))
    assert response.status_code == 422
    assert "有效会员" not in response.content.decode()


def test_notices_are_read_one_by_one_or_all_at_once(worker: Worker, system: Actor) -> None:
    person = worker.member.person_id
    told = [notices.tell(person, "members.change_accepted", url="/me/matters/", actor=system) for _ in range(3)]
    assert "更正的资料已经改好了" in worker.get("me:notices")
    answer = worker.client.post(reverse("me:read", args=[told[0].public_id]), {"to": "/me/matters/"})
    assert answer.headers["Location"] == "/me/matters/"
    assert Notice.objects.filter(read_at__isnull=True).count() == 2
    worker.post("me:read_all")
    assert not Notice.objects.filter(read_at__isnull=True).exists()


@pytest.mark.parametrize("to", ["https://elsewhere.example/", "//elsewhere.example", ""])
def test_a_notice_leads_nowhere_else(worker: Worker, system: Actor, to: str) -> None:
    told = notices.tell(worker.member.person_id, "members.change_accepted", actor=system)
    answer = worker.client.post(reverse("me:read", args=[told.public_id]), {"to": to})
    assert answer.headers["Location"] == reverse("me:notices")


def test_somebody_elses_notice_is_not_hers_to_read(worker: Worker, system: Actor) -> None:
    other = makers.make_person("孙远行")
    told = notices.tell(other.pk, "members.change_accepted", actor=system)
    worker.post("me:read", told.public_id, status=404)
    told.refresh_from_db()
    assert told.read_at is None


def test_older_notices_follow_on_the_next_page(worker: Worker, system: Actor) -> None:
    for minute in range(25):
        earlier = Actor.system("tests", system.now - timedelta(minutes=minute))
        notices.tell(
            worker.member.person_id, "members.applied", params={"org": f"第 {minute} 号", "until": ""}, actor=earlier
        )
    first = worker.get("me:notices")
    assert "第 19 号" in first
    assert "第 20 号" not in first
    link = re.search(r'href="(/me/notices/\?at=[^"]+)"', first)
    assert link is not None
    second = worker.client.get(link.group(1).replace("&amp;", "&")).content.decode()
    assert "第 20 号" in second
    assert "第 24 号" in second
    assert "第 19 号" not in second


def test_she_goes_to_the_desk_as_one_of_her_offices_only(union: Organisation) -> None:
    officer = makers.officer_of(union, "members.view")
    browser = sign_in(officer)
    office = officer.offices[0].office_id
    answer = browser.post(reverse("me:office"), {"office": str(office)})
    assert answer.headers["Location"] == reverse("system:home")
    assert browser.session["acting_office"] == str(office)
    assert browser.post(reverse("me:office"), {"office": str(uuid4())}).status_code == 404
    assert browser.post(reverse("me:office"), {"office": "x"}).status_code == 404


def test_a_code_typed_by_hand_leads_to_the_poster(worker: Worker, union: Organisation) -> None:
    point = makers.make_join_point(union)
    answer = worker.client.post(reverse("me:enter"), {"code": f" {point.join_code.lower()} "})
    assert answer.headers["Location"] == reverse("join:join", args=[point.join_code])
    assert "入会码" in worker.post("me:enter", code="1", status=422)


def test_a_member_before_the_code_field_is_told_that_she_is_one(
    worker: Worker, client: Client, union: Organisation
) -> None:
    text = worker.get("me:enter")
    assert "您还没有加入工会" not in text
    assert "您已经是会员" in text
    assert reverse("me:card") in text
    client.force_login(Account.objects.get(person=makers.make_application(union, "赵一舟").person))
    assert "您还没有加入工会" in client.get(reverse("me:enter")).content.decode()


def test_a_tick_stands_beside_what_is_done_only(worker: Worker, union: Organisation) -> None:
    assert re.search(r'class="sub">.*?#f-circle-check.*?会员已认证', worker.get("me:home"))
    guest = sign_in(makers.worker(makers.make_application(union, "赵一舟").person))
    assert re.search(r'class="sub">.*?#clock".*?工会核对中', guest.get(reverse("me:home")).content.decode())


def test_a_get_writes_nothing(worker: Worker) -> None:
    before = AuditEntry.objects.count()
    for page in PAGES:
        worker.get(f"me:{page}")
    assert AuditEntry.objects.count() == before
    assert not Application.objects.exclude(state=ApplicationState.APPLIED).exists()
