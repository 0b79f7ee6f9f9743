"""A congress through the pages: set up, delegates pasted, the door, two tellers at two desks, the result."""

from __future__ import annotations

import re
from datetime import timedelta
from uuid import UUID

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django.utils.datastructures import MultiValueDict

from hexian.domains.decisions.models import Body, Motion, Sitting
from hexian.foundation.actor import Refused
from hexian.web.decisions.forms import CountForm, Scan
from tests.decisions import makers as make
from tests.web import desk
from tests.web.test_founding import PDF, sent, shown

pytestmark = [pytest.mark.django_db, pytest.mark.database, pytest.mark.thorough]

COUNT = {"issued": 3, "returned": 3, "valid": 3, "void": 0, "yes": 2, "no": 1, "abstain": 0}


def refused(client: Client, name: str, /, *args: object, **data: object) -> str:
    answer = client.post(reverse(name, args=args), data)
    assert answer.status_code == 422, answer.headers.get("Location")
    return desk.words(answer.content.decode())


def test_two_officers_hold_a_congress_from_the_list_of_names_to_the_resolution() -> None:
    union = make.works()
    first, second = (desk.at_the_desk(make.officer(union, name)).client for name in ("李敏", "周可心"))
    assert "还没有设立职代会" in shown(first, "decisions:bodies")
    year = timezone.localdate().year
    said = {
        "union": str(union.public_id), "kind": "assembly", "term_number": 1, "begins_on": f"{year}-01-01",
        "ends_on": f"{year + 4}-12-31", "staff": 3, "women": 1,
    }  # fmt: skip
    assert "不满 100 人才能开职工大会" in refused(first, "decisions:new", **{**said, "staff": 100})
    assert "还没有代表" in sent(first, "decisions:new", **said)
    body = Body.objects.get()

    wrong = "陈小满 女 仓库\n周立夏 哈 仓库\n陈小满 女 仓库"
    page = refused(first, "decisions:paste", body.public_id, lines=wrong)
    assert "第 2 行：性别「哈」看不懂" in page
    assert "第 3 行：「陈小满」已经在名单里" in page
    assert "陈小满 女 仓库" in page, "nothing typed is lost"
    right = "陈小满 女 仓库\n周立夏 男 仓库\n李敏 女 车间"
    assert "符合" in sent(first, "decisions:paste", body.public_id, lines=right)

    now = timezone.localtime()
    when = {"day": now.date().isoformat(), "time": "00:01", "place": "食堂", "chair": "李敏"}
    assert "封存应到名单" in sent(first, "decisions:plan", body.public_id, **when)
    sitting = Sitting.objects.get()
    sent(first, "decisions:put", sitting.public_id, title="《职工宿舍管理办法（草案）》")
    motion = Motion.objects.get()
    assert "名单还没有封存" in shown(first, "decisions:door", sitting.public_id)
    assert "已到 0 / 须到 2 / 应到 3" in sent(first, "decisions:do", sitting.public_id, "seal")
    entries = list(sitting.roll.order_by("position").values_list("public_id", flat=True))
    assert tap(first, sitting, entries[0]) == "已到 1 / 须到 2 / 应到 3"
    assert tap(first, sitting, entries[1], undo="") == "已到 2 / 须到 2 / 应到 3 够了，可以开会"
    assert tap(first, sitting, entries[1], undo="1") == "已到 1 / 须到 2 / 应到 3"
    assert "应到 3，须到 2，实到 1，还差 1 人" in refused(first, "decisions:do", sitting.public_id, "open")
    sheet = SimpleUploadedFile("签到册.pdf", PDF, content_type="application/pdf")
    assert "请选一张照片" in refused(first, "decisions:attendance", sitting.public_id, came=[str(entries[0])])
    came = [str(each) for each in entries]
    enough = sent(first, "decisions:attendance", sitting.public_id, came=came, page=sheet)
    assert "应到 3" in enough
    assert "到会人数够了，可以开会" in enough
    sent(first, "decisions:do", sitting.public_id, "open")

    assert "发票 4 张" not in refused(first, "decisions:count", motion.public_id, **{**COUNT, "valid": 2})
    assert "您的一份录好了" in sent(first, "decisions:count", motion.public_id, **COUNT)
    hidden = shown(second, "decisions:motion", motion.public_id)
    assert "另一位计票人录好了" in hidden
    assert "公布结果" not in hidden
    assert re.search(r"可以计票的：李敏（.+?）、周可心（.+?）。两份要由两个人录", hidden), "who else may count"
    differing = sent(second, "decisions:count", motion.public_id, **{**COUNT, "yes": 1, "no": 2})
    assert "两份计票对不上：同意、反对不一样" in differing
    narrow = first.get(reverse("decisions:motion", args=[motion.public_id])).content.decode()
    assert narrow.count('data-label="李敏"') == narrow.count('data-label="周可心"') == 7, "who counted what, on a phone"
    assert "请两位一起重新数票" in refused(first, "decisions:move", motion.public_id, "close")
    sent(first, "decisions:move", motion.public_id, "recount")
    for client in (second, first):
        page = sent(client, "decisions:count", motion.public_id, **COUNT)
    assert "公布后就是通过" in page
    assert "以前的计票" in page
    result = sent(second, "decisions:move", motion.public_id, "close")
    assert "同意 2 票，占应到 3 人的 66.67%。通过要 2 票。" in result
    for name, args in (("sheet", (motion.public_id, "resolution")), ("print", (sitting.public_id, "sign_in"))):
        assert first.get(reverse(f"decisions:{name}", args=args)).headers["Content-Type"] == "application/pdf"
    assert "会议开完了" in sent(first, "decisions:do", sitting.public_id, "close")
    assert "已闭会" in shown(first, "decisions:body", body.public_id)


def tap(client: Client, sitting: Sitting, entry: UUID, undo: str = "") -> str:
    """One tap at the door as htmx sends it; what the counter says then."""
    answer = client.post(
        reverse("decisions:door", args=[sitting.public_id]), {"entry": str(entry), "undo": undo},
        headers={"HX-Request": "true"},
    )  # fmt: skip
    said = answer.content.decode()
    assert answer.status_code == 200, said
    assert f'aria-pressed="{"false" if undo else "true"}"' in said
    return re.sub(r"\s+", " ", re.sub(r"<[^>]*>", " ", said[said.index('id="counter"') :].partition(">")[2])).strip()


def test_a_sitting_is_moved_called_off_and_a_delegate_replaced() -> None:
    union = make.works()
    officer = make.officer(union)
    client, body = desk.at_the_desk(officer).client, make.full(union, officer)
    day = (timezone.localdate() + timedelta(days=3)).isoformat()
    plan = {"day": day, "time": "14:00", "place": "食堂", "chair": "李敏"}
    sent(client, "decisions:plan", body.public_id, **plan)
    sitting = Sitting.objects.get()
    assert "一号楼" in sent(client, "decisions:change", sitting.public_id, **{**plan, "place": "一号楼"})
    assert "请写原因" in refused(client, "decisions:cancel", sitting.public_id, reason="")
    assert "会议取消了：停电" in sent(client, "decisions:cancel", sitting.public_id, reason="停电")
    who = body.delegates.order_by("pk")[0]
    new = {"reason": "left", "name": "陶新来", "sex": "女", "department": "车间1"}
    page = sent(client, "decisions:replace", who.public_id, **new)
    assert f"接替 {who.name}" in page
    assert "已离任（1 名）" in page
    third = body.delegates.order_by("pk")[2]
    assert "在任 53 名" in sent(client, "decisions:end", third.public_id, reason="resigned")
    assert "至少要 96 名" in refused(client, "decisions:seats", body.public_id, staff=999, women=100, seats=95)
    assert "96 名" in sent(client, "decisions:seats", body.public_id, staff=999, women=100)
    sent(client, "decisions:end_body", body.public_id)
    assert "没有换过届的" not in desk.words(client.get(reverse("decisions:bodies"), {"ended": "1"}).content.decode())


def test_what_is_wrong_with_a_figure_of_a_count_stands_beside_it() -> None:
    for code, figure in (("decisions.beyond_roll", "issued"), ("decisions.figure_negative", "yes")):
        form = CountForm(COUNT)
        assert form.is_valid()
        form.refuse(Refused(code, figure=figure, have=60, roll=54))
        assert list(form.errors) == [figure]
    blank = CountForm({**COUNT, "abstain": ""})
    assert blank.errors["abstain"] == ["请填票数，没有就填 0。"]
    scan = Scan({"document": "sign_in"}, MultiValueDict({"page": [SimpleUploadedFile("会议.jpg", b"x")]}))
    assert scan.is_valid()
    scan.refuse(Refused("attachments.heic"))
    assert list(scan.errors) == ["page"]


def test_where_one_person_alone_may_count_a_second_is_asked_for() -> None:
    union = make.works()
    alone = make.officer(union)
    motion = make.put(make.planned(make.full(union, alone), alone), alone)
    page = shown(desk.at_the_desk(alone).client, "decisions:motion", motion.public_id)
    assert re.search(r"现在只有李敏（.+?）可以计票。两份要由两个人录：请先在「任职与权限」里再任命一位计票人", page)
