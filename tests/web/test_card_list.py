"""A union's list of bank cards: every line is looked at first, and kept for nobody else than whom it names."""

from __future__ import annotations

from pathlib import Path
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from hexian.domains.ledger import services
from hexian.domains.ledger.models import PayeeAccount, PaymentOrder
from hexian.domains.people.models import Person
from hexian.domains.people.services import verify_identity
from hexian.foundation import crypto
from hexian.foundation.actor import Refused
from hexian.foundation.audit.models import AuditEntry
from hexian.foundation.sheets import WorkbookWriter
from tests import makers
from tests.ledger import makers as make
from tests.web.desk import at_the_desk

pytestmark = [pytest.mark.django_db, pytest.mark.database]


def known(at: make.Desk, name: str, card: str = "") -> tuple[Person, str]:
    """Somebody whose document her union has seen; her number."""
    person, number = make.payee(at.union, name, card), makers.id_number()
    with makers.as_(makers.SYSTEM):
        verify_identity(person.pk, number, actor=makers.SYSTEM)
    return person, number


def browser(at: make.Desk) -> Client:
    return at_the_desk(at.keeper).client


def looked(client: Client, text: str) -> str:
    """What the page says of a pasted list."""
    return client.post(reverse("ledger:cards"), {"text": text}).content.decode()


def keep(client: Client, page: str, **more: str) -> str:
    """She says yes to what she was shown."""
    sealed = page.split('name="sealed" value="')[1].split('"', maxsplit=1)[0]
    answer = client.post(reverse("ledger:keep_cards"), {"sealed": sealed, **more}, follow=True)
    return answer.content.decode()


@pytest.fixture
def at() -> make.Desk:
    return make.desk(fen=0)


def test_a_pasted_list_is_shown_first_and_kept_when_she_says_so(at: make.Desk) -> None:
    (one, number), (two, other) = known(at, "李知夏"), known(at, "赵秋分", "6222000000008801")
    client = browser(at)
    head, bank = "姓名\t身份证号\t开户银行\t银行卡号", "演示银行滨河支行"
    rows = (f"李知夏\t{number}\t{bank}\t6222 0000 0000 9900", f"赵秋分\t{other}\t{bank}\t6222000000009901")
    page = looked(client, "\n".join((head, *rows)))
    assert "可以登记 2 张，0 张不变，0 行有问题" in page
    assert "1 个人已经有卡" in page
    assert "6222000000009901" not in page
    assert number not in page
    assert PayeeAccount.objects.filter(is_active=True).count() == 1
    assert "登记了 2 张银行卡" in keep(client, page)
    cards = PayeeAccount.objects.filter(is_active=True).order_by("tail")
    assert [(each.person_id, each.tail, each.holder) for each in cards] == [
        (one.pk, "9900", "李知夏"), (two.pk, "9901", "赵秋分"),
    ]  # fmt: skip
    assert crypto.open_sealed(bytes(cards[0].card or b""), one.subject) == "6222000000009900"
    assert AuditEntry.objects.filter(event="ledger.card_kept", person_id=two.pk).count() == 1
    # The same list again changes nothing.
    again = looked(client, f"李知夏,{number},演示银行滨河支行,6222000000009900")
    assert "已经是这张，不变" in again
    assert 'name="sealed"' not in again


@pytest.mark.parametrize(
    ("line", "sentence"),
    [
        ("李知夏,{number},演示银行,12", "账号看不懂"),
        ("李知夏,{number},演示银行,6.222E+15", "科学计数"),
        ("李知夏,{number},,6222000000009900", "没有填开户银行"),
        (",{number},演示银行,6222000000009900", "没有填姓名"),
        ("李知秋,{number},演示银行,6222000000009900", "姓名和这里登记的不一样"),
        ("李知夏,330108197001010018,演示银行,6222000000009900", "身份证号"),
        ("吴处暑,{stranger},演示银行,6222000000009900", "您经办的工会里没有这个身份证号"),
        ("李知夏,{number},演示银行,6222000000008801", "已经登记在别人名下"),
        ("李知夏,{number},演示银行,6222000000009900\n李知夏,{number},演示银行,6222000000009902", "同一个人"),
        ("李知夏,{number},演示银行,6222000000009900\n赵秋分,{other},演示银行,6222000000009900", "两个人是这个卡号"),
        ("姓名,身份证号,开户银行,银行卡号,户名\n李知夏,{number},演示银行,6222000000009900,李知冬", "户名和姓名不一样"),
    ],
)  # fmt: skip
def test_what_is_wrong_with_a_line_is_said_and_nothing_kept(at: make.Desk, line: str, sentence: str) -> None:
    _, number = known(at, "李知夏")
    _, other = known(at, "赵秋分", "6222000000008801")
    _, stranger = known(make.desk(makers.make_org("别处工会（演示）"), fen=0), "吴处暑")
    client = browser(at)
    page = looked(client, line.format(number=number, other=other, stranger=stranger))
    assert sentence in page
    assert 'name="sealed"' not in page
    assert PayeeAccount.objects.filter(is_active=True).count() == 1


def test_a_list_with_faults_keeps_the_good_lines_only_when_told_so(at: make.Desk) -> None:
    (one, number), (_, other) = known(at, "李知夏"), known(at, "赵秋分")
    lines = services.read_pasted(f"李知夏,{number},演示银行,6222000000009900\n赵秋分,{other},演示银行,12")
    with makers.as_(at.keeper), pytest.raises(Refused, match=r"ledger\.cards_faulty"):
        services.keep_list(lines, actor=at.keeper)
    client = browser(at)
    page = looked(client, f"李知夏,{number},演示银行,6222000000009900\n赵秋分,{other},演示银行,12")
    assert "只登记没有问题的 1 张" in page
    assert "登记了 1 张银行卡，0 张没有变，跳过 1 行" in keep(client, page, only_good="1")
    assert PayeeAccount.objects.get().person_id == one.pk


def test_a_list_comes_as_a_workbook_and_one_without_its_columns_is_refused(at: make.Desk, tmp_path: Path) -> None:
    (_, number) = known(at, "李知夏")
    client = browser(at)
    for head, said in (
        (("序号", "职工姓名", "证件号码", "开户行", "账号"), "可以登记 1 张"),
        (("序号", "职工姓名", "证件号码", "开户行", "备注"), "表头里没有「银行卡号」这一列"),
    ):
        path = tmp_path / "卡.xlsx"
        with WorkbookWriter(path, "卡", heading=head) as book:
            book.row(("1", "李知夏", number, "演示银行", "6222000000009900"))
        file = SimpleUploadedFile(path.name, path.read_bytes())
        assert said in client.post(reverse("ledger:cards"), {"file": file, "text": ""}).content.decode()


def test_what_she_was_shown_is_hers_alone_and_of_today(at: make.Desk) -> None:
    (_, number) = known(at, "李知夏")
    with makers.as_(at.keeper):
        sealed = services.sealed(services.read_pasted(f"李知夏,{number},演示银行,6222000000009900"), at.keeper)
    for text in (sealed[:-8] + "AAAAAAA=", "卡", ""):
        answer = browser(at).post(reverse("ledger:keep_cards"), {"sealed": text})
        assert "这份核对过期了" in answer.content.decode()
    other = at.hands[1]
    answer = at_the_desk(other).client.post(reverse("ledger:keep_cards"), {"sealed": sealed})
    assert "这份核对过期了" in answer.content.decode()
    assert not PayeeAccount.objects.exists()


def test_programs_send_a_list_too(at: make.Desk) -> None:
    (one, number), (_, other) = known(at, "李知夏"), known(at, "赵秋分")
    client = browser(at)
    card = {"bank_name": "演示银行", "number": "6222000000009900"}
    listed = [
        {"name": "李知夏", "id_number": number, **card},
        {"name": "赵秋分", "id_number": other, **card, "number": "1"},
    ]
    url = reverse("api:keep_cards")

    def send(**more: object) -> dict[str, object]:
        answer = client.post(url, {"cards": listed, **more}, content_type="application/json")
        assert answer.status_code == 200, answer.content.decode()
        said: dict[str, object] = answer.json()
        return said

    first = send()
    assert first["kept"] == 0
    assert [(each["state"], each["fault"]) for each in first["lines"]] == [  # type: ignore[attr-defined]
        ("new", ""), ("fault", "ledger.card_number"),
    ]  # fmt: skip
    assert send(only_good=True, dry_run=True)["kept"] == 0
    assert send(only_good=True)["kept"] == 1
    assert PayeeAccount.objects.get().person_id == one.pk
    assert send(only_good=True)["kept"] == 0


def test_what_is_owed_back_is_listed_until_it_has_come(at: make.Desk) -> None:
    """Of 2,550.00 paid 1,050.00 were too much: seen on the book's page, repaid in two parts."""
    rich = make.desk()
    make.order(rich, (make.payee(rich.union), 2_550_00), causes=[7_001])
    run = make.released(rich)
    make.reply(run, rich.keeper, make.answer(run, make.lines_of(run)))
    with makers.as_(makers.SYSTEM):
        services.set_off(
            make.SOURCE, [7_001], 1_500_00, book_id=rich.book.pk, receivable_id=rich.line("receivable").pk, memo="更正",
            on=makers.TODAY, batch=uuid4(), actor=makers.SYSTEM,
        )  # fmt: skip
    client, order = browser(rich), PaymentOrder.objects.get(source_id=7_001)
    owed = f"{reverse('ledger:waiting', args=[rich.book.public_id])}?view=owed"
    assert "登记退款" in client.get(owed).content.decode()
    url = reverse("ledger:repay", args=[order.public_id])
    assert "还要退回 1,050.00 元" in client.get(url).content.decode()
    said = client.post(url, {"fen": "1050.01", "on": "2026-06-17"})
    assert (said.status_code, "退回的钱比应退的多" in said.content.decode()) == (422, True)
    assert "其中多付了" in client.get(reverse("ledger:order", args=[order.public_id])).content.decode()
    for sum_, left in (("1000", True), ("50", False)):
        assert client.post(url, {"fen": sum_, "on": "2026-06-17"}).status_code == 302
        assert ("登记退款" in client.get(owed).content.decode()) is left
    assert rich.balances()["receivable"] == 0
