"""Files as they should not be, by hand and by folder: a sentence each, nothing lost, nothing paid twice."""

from __future__ import annotations

import io
import json
import os
import time
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path

import duckdb
import pytest

from hexian.domains.ledger.models import PaymentOrder
from hexian.domains.mutualaid import rules, services, texts
from hexian.domains.mutualaid.models import Decision, File, RowFault
from hexian.domains.mutualaid.rules import Finding
from hexian.foundation import events
from hexian.foundation.actor import Actor, Refused
from hexian.foundation.sheets import WorkbookWriter
from hexian.foundation.work import runs
from hexian.foundation.work.models import Task
from tests import makers as houses
from tests.mutualaid.makers import HEAD, House, csv_of, settlement
from tests.web.test_aid import Browser

pytestmark = [pytest.mark.django_db, pytest.mark.database, pytest.mark.thorough]
SYSTEM = Actor.system("schedule", houses.NOW)
Rows = Iterable[Mapping[str, str]]


def json_lines(rows: Rows) -> bytes:
    return "".join(f"{json.dumps(row, ensure_ascii=False)}\n" for row in rows).encode()


def parquet(rows: Rows, folder: Path) -> bytes:
    """Typed as a bureau's warehouse has them: days, decimals, a flag."""
    source, made = folder / "source.jsonl", folder / "made.parquet"
    source.write_bytes(json_lines(rows))
    kinds = dict.fromkeys(HEAD, "VARCHAR") | {
        "adm_date": "DATE", "dscg_date": "DATE", "medfee_sumamt": "DECIMAL(14,2)", "inscp_scp_amt": "DECIMAL(14,2)",
        "fund_pay_sumamt": "DECIMAL(14,2)", "preselfpay_amt": "DECIMAL(14,2)", "refd_setl_flag": "INTEGER",
    }  # fmt: skip
    database = duckdb.connect()
    found = database.read_json(str(source), format="newline_delimited", columns=kinds)
    found.write_parquet(str(made))
    return made.read_bytes()


def workbook(rows: Rows, folder: Path) -> bytes:
    path = folder / "made.xlsx"
    with WorkbookWriter(path, "结算", heading=HEAD) as book:
        for row in rows:
            book.row([row[name] for name in HEAD])
    return path.read_bytes()


def upload(aid: House, content: bytes, name: str) -> File:
    with houses.as_(aid.officer):
        return services.receive(io.BytesIO(content), name=name, org_id=aid.org.public_id, actor=aid.officer)


def refused(aid: House, content: bytes, name: str) -> str:
    """The code of the refusal; it has a sentence, by hand and beside the file in the folder alike."""
    with pytest.raises(Refused) as caught:
        upload(aid, content, name)
    assert texts.of(caught.value)
    assert not File.objects.exists()
    return caught.value.code


def lay(inbox: Path, aid: House, content: bytes, name: str) -> Path:
    """Into the union's folder, and looked at."""
    folder = inbox / str(aid.org.public_id)
    folder.mkdir(exist_ok=True)
    path = folder / name
    path.write_bytes(content)
    os.utime(path, (time.time() - 60, time.time() - 60))
    with houses.as_(SYSTEM):
        services.look_into_folder(SYSTEM, quiet=1.0)
    return folder


@pytest.fixture
def inbox(tmp_path: Path, settings: object) -> Path:
    settings.INBOX_DIR = tmp_path / "inbox"  # type: ignore[attr-defined]
    (tmp_path / "inbox").mkdir()
    return tmp_path / "inbox"


def paid() -> int:
    return sum(PaymentOrder.objects.exclude(state="cancelled").values_list("fen", flat=True))


@pytest.mark.parametrize(
    ("name", "made"),
    [
        ("6月.parquet", parquet),
        ("6月.xlsx", workbook),
        ("6月.jsonl", lambda rows, _: json_lines(rows)),
        ("6月.csv", lambda rows, _: csv_of(rows)),
        ("GBK.csv", lambda rows, _: csv_of(rows).decode().encode("gb18030")),
        ("UTF-16.csv", lambda rows, _: csv_of(rows).decode().encode("utf-16")),
    ],
)
def test_every_kind_and_encoding_pays_the_same(
    aid: House, inbox: Path, tmp_path: Path, name: str, made: Callable[[Rows, Path], bytes]
) -> None:
    rows = [settlement(aid.member(), own=5_000), settlement(aid.member(), own=8_000), settlement(aid.member(), own=0)]
    folder = lay(inbox, aid, made(rows, tmp_path), name)
    file = File.objects.get()
    runs.run_task(str(file.task_id))
    file.refresh_from_db()
    assert (file.state, file.rows, paid()) == ("done", 3, 1_500_00 + 2_550_00)
    assert sorted(each.name for each in folder.iterdir()) == ["taken"]
    assert Decision.objects.filter(discharged="2026-05-06").count() == 3


def half(content: bytes) -> bytes:
    return content[: len(content) // 2]


@pytest.mark.parametrize(
    ("bad", "code"),
    [
        (("半份.xlsx", lambda rows, folder: half(workbook(rows, folder))), "sheets.damaged"),
        (("半份.parquet", lambda rows, folder: half(parquet(rows, folder))), "sheets.damaged_data"),
        (("乱码.csv", lambda _rows, _folder: bytes(range(256)) * 40), "sheets.encoding"),
        (("没有表头.csv", lambda rows, _: csv_of(rows).split(b"\n", 1)[1]), "aid.no_heading"),
        (("列表.json", lambda rows, _: json.dumps(list(rows)).encode()), "sheets.json_list"),
        (("空.csv", lambda _rows, _folder: b""), "sheets.empty"),
    ],
)
def test_a_file_that_cannot_be_is_refused_by_hand_and_beside_it_in_the_folder(
    aid: House, inbox: Path, tmp_path: Path, bad: tuple[str, Callable[[Rows, Path], bytes]], code: str
) -> None:
    name, made = bad
    content = made([settlement(aid.member(), own=5_000) for _ in range(5)], tmp_path)
    assert refused(aid, content, name) == code
    folder = lay(inbox, aid, content, name)
    assert sorted(each.name for each in (folder / "refused").iterdir()) == [name, f"{name}.txt"]
    assert (folder / "refused" / name).read_bytes() == content, "nothing is lost"
    assert (folder / "refused" / f"{name}.txt").read_text(encoding="utf-8").strip().endswith("。")
    assert (File.objects.count(), PaymentOrder.objects.count()) == (0, 0)


def test_too_many_settlements_are_told_before_one_is_decided(aid: House, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("hexian.domains.mutualaid.services.receiving.MOST_SETTLEMENTS", 4)
    rows = [settlement(aid.member(), own=5_000) for _ in range(5)]
    assert refused(aid, csv_of(rows), "太多.csv") == "sheets.too_many_rows"
    assert refused(aid, json_lines(rows), "太多.jsonl") == "sheets.too_many_rows"
    assert upload(aid, csv_of(rows[:4]), "刚好.csv").state == "received"


def test_what_is_too_large_to_send_goes_by_the_folder_up_to_its_own_bound(
    aid: House, inbox: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    content = csv_of([settlement(aid.member(), own=5_000) for _ in range(5)])
    monkeypatch.setattr("hexian.domains.mutualaid.services.receiving.MOST_SENT", len(content) - 1)
    assert refused(aid, content, "一年.csv") == "aid.too_large_to_send"
    monkeypatch.setattr("hexian.domains.mutualaid.services.receiving.MOST_BYTES", len(content) - 1)
    folder = lay(inbox, aid, content, "更大.csv")
    assert (folder / "refused" / "更大.csv").read_bytes() == content
    monkeypatch.setattr("hexian.domains.mutualaid.services.receiving.MOST_BYTES", len(content))
    lay(inbox, aid, content, "一年.csv")
    assert File.objects.get().channel == "folder"


def test_a_file_cut_off_inside_a_line_loses_and_overpays_nothing(aid: House) -> None:
    """The bureau's file broke off in the last sum; the whole one comes an hour later."""
    head = [*(name for name in HEAD if name != "fund_pay_sumamt"), "fund_pay_sumamt"]
    rows = [settlement(aid.member(), own=5_000) for _ in range(3)]
    whole = csv_of(rows, head)
    cut = aid.run(upload(aid, whole[: -len("000.00\n")], "断.csv"))
    assert (cut.rows, cut.counts["ordered"], cut.counts["faults"], paid()) == (3, 2, 1, 2 * 1_500_00)
    fault = RowFault.objects.get()
    assert (fault.row, fault.fault) == (4, "sheets.cut_line")
    assert texts.fault(fault.fault, fault.params)
    assert aid.run(upload(aid, whole, "全.csv")).counts["ordered"] == 1
    assert (paid(), PaymentOrder.objects.count()) == (3 * 1_500_00, 3)


def test_a_broken_line_of_json_is_a_fault_and_the_others_are_paid(aid: House) -> None:
    first, second = (settlement(aid.member(), own=5_000) for _ in range(2))
    content = json_lines([first]) + b'{"certno": "3301\n' + json_lines([second])
    file = aid.run(upload(aid, content, "断.jsonl"))
    assert (file.counts["ordered"], file.counts["faults"], RowFault.objects.get().row) == (2, 1, 2)


def swapped(rows: Rows, one: str, other: str) -> bytes:
    """The headings stand where they did, the cells of two columns are exchanged."""
    return csv_of([{**row, one: row[other], other: row[one]} for row in rows])


@pytest.mark.parametrize(
    ("one", "other", "code"),
    [
        ("certno", "setl_id", "aid.mostly_unreadable"),
        ("inscp_scp_amt", "fund_pay_sumamt", "aid.mostly_negative"),
        ("medfee_sumamt", "fund_pay_sumamt", "aid.mostly_unbalanced"),
        ("adm_date", "dscg_date", "aid.mostly_backwards"),
    ],
)
def test_exchanged_columns_stop_the_file_and_once_set_right_it_pays(
    aid: House, one: str, other: str, code: str
) -> None:
    rows = [settlement(number, own=5_000) for number in (aid.member() for _ in range(22))]
    file = aid.run(upload(aid, swapped(rows, one, other), "反.csv"))
    assert (file.state, file.problem) == ("stopped", code)
    assert texts.of(Refused(file.problem, **file.problem_params)).endswith("。")
    assert (Decision.objects.count(), RowFault.objects.count(), file.rows) == (0, 0, 0)
    right = [{one: other, other: one}.get(column, column) for column in file.columns]
    with houses.as_(aid.officer):
        services.confirm_columns(file.public_id, given=right, actor=aid.officer)
    assert aid.run(file).counts["ordered"] == 22
    assert paid() == 22 * 1_500_00


@pytest.mark.parametrize(
    ("one", "other", "code"),
    [
        ("certno", "setl_id", "aid.mostly_unreadable"),
        ("inscp_scp_amt", "fund_pay_sumamt", "aid.mostly_negative"),
        ("medfee_sumamt", "fund_pay_sumamt", "aid.mostly_unbalanced"),
        ("adm_date", "dscg_date", "aid.mostly_backwards"),
    ],
)
@pytest.mark.parametrize("count", [3, 10, 19])
def test_a_file_of_a_few_rows_with_exchanged_columns_stops_too(
    aid: House, one: str, other: str, code: str, count: int
) -> None:
    rows = [settlement(aid.member(), own=5_000) for _ in range(count)]
    # One of ten shows nothing: a stay of one day, nothing left to pay.
    same_day = {"adm_date": "2026-05-06", "inscp_scp_amt": "9000.00", "fund_pay_sumamt": "9000.00"}
    rows[-1] |= same_day if count > 3 and "certno" not in (one, other) else {}
    file = aid.run(upload(aid, swapped(rows, one, other), "反.csv"))
    assert (file.state, file.problem, Decision.objects.count(), RowFault.objects.count()) == ("stopped", code, 0, 0)
    right = [{one: other, other: one}.get(column, column) for column in file.columns]
    with houses.as_(aid.officer):
        services.confirm_columns(file.public_id, given=right, actor=aid.officer)
    done = aid.run(file)
    assert (done.state, done.counts["ordered"] + done.counts.get("nothing", 0)) == ("done", count)
    # The sender's next file is right: what made up for this one is not done to it.
    after = aid.run(upload(aid, csv_of([settlement(aid.member(), own=5_000)]), "下一份.csv"))
    assert (after.state, after.counts["ordered"]) == ("done", 1)


def test_a_few_rows_that_are_odd_each_in_its_own_way_stop_nothing(aid: House) -> None:
    wrong = [
        {"fund_pay_sumamt": "90000.00"}, {"adm_date": "2026-05-09"}, {"dscg_date": "昨天"}, {"certno": "3.3E+17"},
    ]  # fmt: skip
    file = aid.run(aid.receive([settlement(aid.member(), own=5_000) | each for each in wrong]))
    assert (file.state, file.counts["held"], file.counts["faults"]) == ("done", 2, 2)


def test_whoever_says_the_columns_are_right_has_the_rows_laid_before_people(aid: House) -> None:
    """Four refunds nobody has marked as such: odd, and yet no exchange."""
    rows = [settlement(aid.member(), own=5_000, fund_pay_sumamt="90000.00") for _ in range(4)]
    file = aid.run(aid.receive(rows))
    assert (file.state, file.problem) == ("stopped", "aid.mostly_negative")
    desk = Browser(aid.officer)
    page = desk.get("aiddesk:file", file.public_id)
    assert "每一列都没有错的" in page
    desk.post("aiddesk:start", file.public_id, column=file.columns)
    file.refresh_from_db()
    runs.run_task(str(file.task_id))
    file.refresh_from_db()
    assert (file.state, file.counts["held"], paid()) == ("done", 4, 0)


def test_a_run_nobody_at_a_desk_began_is_seen_and_stopped_and_gone_on_with(
    aid: House, inbox: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("hexian.domains.mutualaid.services.portions.FIRST", 2)
    monkeypatch.setattr("hexian.domains.mutualaid.services.portions.PORTION", 2)
    lay(inbox, aid, csv_of([settlement(aid.member(), own=5_000) for _ in range(5)]), "很长.csv")
    file = File.objects.get()
    desk, task = Browser(aid.officer), Task.objects.filter(public_id=str(file.task_id))
    # She is told how far it is, and asks it to stop after the first portion.
    task.update(done=2, total=5)
    page = desk.get("aiddesk:file", file.public_id)
    assert "2 / 5 行" in page
    task.update(state="running")
    desk.post("aiddesk:stop", file.public_id)
    assert task.get().cancel_requested
    task.update(state="queued")
    runs.run_task(str(file.task_id))
    events.drain()
    file.refresh_from_db()
    assert (file.state, file.problem) == ("stopped", "aid.stopped_by_hand")
    assert "接着办" in desk.get("aiddesk:file", file.public_id)
    desk.post("aiddesk:stop", file.public_id, status=422)
    done = aid.run(file)
    assert (done.state, done.counts["ordered"], paid()) == ("done", 5, 5 * 1_500_00)


def test_the_last_rows_of_a_long_file_say_nothing_about_its_columns(
    aid: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("hexian.domains.mutualaid.services.portions.FIRST", 20)
    monkeypatch.setattr("hexian.domains.mutualaid.services.portions.PORTION", 20)
    rows = [settlement(aid.member(), own=5_000) for _ in range(23)]
    for row in rows[20:]:
        row["fund_pay_sumamt"] = "90000.00"
    file = aid.run(aid.receive(rows))
    assert (file.state, file.counts["held"], file.counts["ordered"]) == ("done", 3, 20)


def test_a_few_bad_rows_among_many_stop_nothing(aid: House) -> None:
    rows = [settlement(number, own=5_000) for number in (aid.member() for _ in range(22))]
    for row in rows[:9]:
        row["fund_pay_sumamt"] = "90000.00"
    file = aid.run(upload(aid, csv_of(rows), "有错.csv"))
    assert (file.state, file.counts["held"], file.counts["ordered"]) == ("done", 9, 13)


@pytest.mark.parametrize(
    ("given", "finding"),
    [
        ({"fund_pay_sumamt": "90000.00"}, Finding.NEGATIVE),
        ({"dscg_date": "2026-06-18", "adm_date": "2026-06-10"}, Finding.FUTURE),
        ({"adm_date": "2026-05-09"}, Finding.BACKWARDS),
        ({"adm_date": "1899-05-01"}, Finding.UNBORN),
    ],
)
def test_what_cannot_be_waits_for_a_person_in_words(aid: House, given: dict[str, str], finding: Finding) -> None:
    (row,) = aid.decide(settlement(aid.member(), own=8_000, **given))
    assert (row.state, row.amount_fen, paid()) == ("held", 0, 0)
    assert row.findings & finding
    assert all(str(texts.FINDINGS[each]) and str(texts.LOOKED_AT[each]) for each in rules.kinds(row.findings))


def test_another_currency_is_a_fault_in_words(aid: House) -> None:
    file = aid.run(aid.receive([settlement(aid.member(), own=8_000, currency="USD")], head=[*HEAD, "currency"]))
    fault = RowFault.objects.get()
    assert (file.counts["faults"], fault.fault, fault.column, paid()) == (1, "aid.currency", "currency", 0)
    assert texts.fault(fault.fault, fault.params).endswith("。")


@pytest.mark.parametrize(
    "given",
    [
        {"dscg_date": "昨天"}, {"certno": "3.30108E+17"}, {"certno": "330108199001010012"}, {"medfee_sumamt": "#REF!"},
        {"medfee_sumamt": "12.345"}, {"medfee_sumamt": "一千"}, {"refd_setl_flag": "也许"}, {"setl_id": ""},
        {"inscp_scp_amt": "19900000001"}, {"certno": ""}, {"dscg_date": ""}, {"fund_pay_sumamt": ""},
    ],
)  # fmt: skip
def test_every_row_that_cannot_be_read_has_a_sentence_that_quotes_nothing(aid: House, given: dict[str, str]) -> None:
    file = aid.run(aid.receive([settlement(aid.member(), own=8_000) | given]))
    fault = RowFault.objects.get()
    sentence = texts.fault(fault.fault, fault.params)
    assert (file.counts["faults"], sentence[-1], fault.row) == (1, "。", 2)
    assert not [cell for cell in given.values() if cell and cell in sentence]


def test_the_same_settlements_in_another_format_are_paid_once(aid: House, tmp_path: Path) -> None:
    rows = [settlement(aid.member(), own=5_000) for _ in range(3)]
    for content, name in (
        (csv_of(rows), "a.csv"), (json_lines(rows), "a.jsonl"), (parquet(rows, tmp_path), "a.parquet"),
    ):  # fmt: skip
        aid.run(upload(aid, content, name))
    assert (Decision.objects.count(), PaymentOrder.objects.count(), paid()) == (3, 3, 3 * 1_500_00)
