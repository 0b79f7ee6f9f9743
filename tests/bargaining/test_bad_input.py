"""What people get wrong: each is a sentence that names clause, rule and remedy, and nothing is lost or half done."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from functools import partial
from uuid import UUID, uuid4

import pytest
from django.db.models import Model
from django.utils import timezone

from hexian import embedded
from hexian.domains.bargaining import queries, services, texts
from hexian.domains.bargaining.models import (
    Case,
    Draft,
    Evidence,
    Filing,
    Item,
    Meeting,
    Participant,
    Proposal,
    Signature,
    Step,
    Suspension,
    Talk,
)
from hexian.domains.bargaining.rules import clauses
from hexian.domains.bargaining.rules.clauses import Typed
from hexian.domains.bargaining.rules.contracts import text_hash
from hexian.domains.bargaining.rules.meeting import Form
from hexian.domains.bargaining.rules.states import Side, State
from hexian.domains.bargaining.services import Break, Fact, Line, Opinion, Package, Pen, Receipt, Record, Seat, Vote
from hexian.domains.bargaining.services import drafting as drafts
from hexian.domains.orgs.models import Office
from hexian.domains.people.models import Account, Person
from hexian.foundation.access import scope
from hexian.foundation.actor import Actor, Refused
from tests import makers as base
from tests.bargaining import makers
from tests.bargaining.makers import House
from tests.makers import as_
from tests.members.test_together import at_once

pytestmark = [pytest.mark.database, pytest.mark.thorough]
KEPT: tuple[type[Model], ...] = (
    Case, Draft, Evidence, Item, Meeting, Participant, Proposal, Signature, Step, Suspension, Talk
)  # fmt: skip
WAGES = ("wage.minimum_month", "wage.annual_increase", "wage.pay_day", "wage.overtime_workday")
#: Two hundred printed pages.
PASTE = "每页约八百字的员工手册全文。" * 12_000


def kept() -> str:
    """Every row of the room, to be compared."""
    with as_(base.SYSTEM):
        return str([list(model._default_manager.order_by("pk").values()) for model in KEPT])


def said(act: Callable[[], object], actor: Actor) -> str:
    """The sentence an act is refused with; every row is as it was before."""
    before = kept()
    with as_(actor), pytest.raises(Refused) as refusal:
        act()
    assert kept() == before, "a refusal leaves nothing half done"
    sentence = texts.of(refusal.value)
    assert "%(" not in sentence
    return sentence


class Table:
    """A room in which both negotiate over wages."""

    def __init__(self) -> None:
        self.home = makers.house()
        case = makers.placed(self.home, State.NEGOTIATING, special="wage")
        with as_(base.SYSTEM):
            for number, code in enumerate(WAGES, 2):
                Item.objects.create(case=case, number=number, clause=code, title=titled(code), asked_by="worker")
        self.case = makers.fresh(case)
        self.chair, self.manager = makers.again(self.home.chair), makers.again(self.home.manager)

    def item(self, code: str) -> UUID:
        with as_(base.SYSTEM):
            return self.case.items.get(clause=code).public_id

    def propose(self, code: str, typed: Typed, actor: Actor | None = None, key: UUID | None = None) -> Proposal:
        who = actor or self.chair
        with as_(who):
            return services.propose(self.item(code), typed, key=key or uuid4(), actor=who)


def titled(code: str) -> str:
    return clauses.clause(code).title


#: clause, what is typed, and what the sentence has to say: the clause, the rule, what to do.
TYPED = (
    ("wage.annual_increase", Typed("5"), ("没有写百分号", "5%", "请选一个")),
    ("wage.annual_increase", Typed("0.05"), ("5%", "0.05%", "还是")),
    ("wage.annual_increase", Typed("5.125%"), ("小数点后两位", "请改写")),
    ("wage.annual_increase", Typed("百分之五左右"), ("看不懂", "5.5%")),
    ("wage.annual_increase", Typed(""), ("还没有填", "请填写")),
    ("wage.minimum_month", Typed("2490"), ("2,490 元", "应当高于最低工资", "等于也不行", "请提高")),
    ("wage.minimum_month", Typed("2489.99 元/月"), ("2,489.99 元", "2,490 元", "请提高")),
    ("wage.minimum_month", Typed("2900.555"), ("最多到分", "请改写")),
    ("wage.overtime_workday", Typed("140%"), ("140%", "劳动法 44", "150%", "请提高")),
    ("wage.pay_day", Typed("32"), ("1 到 31 日", "32")),
    ("wage.pay_day", Typed("10", since=date(2026, 6, 16)), ("已经过去", "请填今天或者以后")),
    ("wage.pay_day", Typed("10", PASTE), ("最多 4000 字", "没有保存", "附件")),
    ("wage.minimum_month", Typed(PASTE), ("看不懂", "请只填数字")),
)


@pytest.mark.django_db
def test_what_is_typed_into_a_clause_is_refused_with_clause_rule_and_remedy() -> None:
    table = Table()
    for code, typed, words in TYPED:
        sentence = said(partial(table.propose, code, typed), table.chair)
        assert f"「{titled(code)}」" in sentence
        assert [word for word in words if word not in sentence] == [], sentence
        assert len(sentence) < 200, "a paste is not read out"
    assert table.propose("wage.annual_increase", Typed("5%")).value["number"] == 500
    assert table.propose("wage.minimum_month", Typed("2490.01")).value["number"] == 249_001


@pytest.mark.django_db
def test_who_lowers_pay_is_asked_once_whichever_side_she_is() -> None:
    table = Table()
    with as_(base.SYSTEM):
        for number, code in ((7, "wage.front_line_increase"), (8, "wage.post_levels")):
            Item.objects.create(case=table.case, number=number, clause=code, title=titled(code), asked_by="worker")
    tables = next(each for each in clauses.codebook().values() if any(column.raises for column in each.columns))
    assert tables.code == "wage.post_levels"
    rows = [{"post": "装配", "increase": "2%"}, {"post": "质检", "increase": "-3%"}]
    for actor in (table.chair, table.manager):
        for code in ("wage.annual_increase", "wage.front_line_increase"):
            sentence = said(partial(table.propose, code, Typed("－3%"), actor), actor)
            assert [
                word for word in (titled(code), "-3%", "降低工资", "「降低 3%」", "请改正") if word not in sentence
            ] == []
            assert table.propose(code, Typed("-3%", is_meant=True), actor).value["number"] == -300
            # Neither nought nor a raise is a question.
            assert table.propose(code, Typed("0%"), actor).value["number"] == 0
        sentence = said(partial(table.propose, tables.code, Typed(rows=rows), actor), actor)
        assert "「降低 3%」" in sentence
        assert table.propose(tables.code, Typed(rows=rows, is_meant=True), actor).value["rows"][1]["increase"] == -300
    # Without its sign it is asked about as any other number, whatever she says she means.
    assert "百分号" in said(partial(table.propose, "wage.annual_increase", Typed("-3", is_meant=True)), table.chair)


@pytest.mark.django_db
def test_a_day_that_is_over_is_asked_about_and_ends_nothing() -> None:
    table = Table()
    with as_(base.SYSTEM):
        for number, code in ((7, "wage.adjustment_from"), (8, "wage.term_until")):
            Item.objects.create(case=table.case, number=number, clause=code, title=titled(code), asked_by="worker")
    gone = timezone.localdate(table.chair.now) - timedelta(days=1)
    for code, words in (("wage.adjustment_from", "请按「就是这一天」"), ("wage.term_until", "签了也约束不了谁")):
        sentence = said(partial(table.propose, code, Typed(gone.isoformat())), table.chair)
        assert [each for each in (f"「{titled(code)}」", "这一天已经过去", words) if each not in sentence] == []
        assert table.propose(code, Typed((gone + timedelta(days=1)).isoformat())).value["number"]
    meant = Typed(gone.isoformat(), is_meant=True)
    assert table.propose("wage.adjustment_from", meant).value["number"] == gone.toordinal()
    assert "签了也约束不了谁" in said(partial(table.propose, "wage.term_until", meant), table.chair)


@pytest.mark.django_db
def test_a_share_without_its_sign_in_a_table_offers_nothing_to_press() -> None:
    table = Table()
    with as_(base.SYSTEM):
        code = "wage.post_levels"
        Item.objects.create(case=table.case, number=7, clause=code, title=titled(code), asked_by="worker")
    typed = Typed(rows=[{"post": "装配", "increase": "0.05"}])
    sentence = said(partial(table.propose, code, typed), table.chair)
    assert "第 1 行「调整幅度」" in sentence
    assert "5% 还是 0.05%？请带上 % 再填" in sentence
    assert "请选一个" not in sentence


@pytest.mark.django_db
def test_from_where_a_rise_is_asked_about_is_a_row_of_the_lawbook() -> None:
    table = Table()
    rows = [{"post": "装配", "increase": "2%"}, {"post": "质检", "increase": "40%"}]
    with as_(base.SYSTEM):
        code = "wage.post_levels"
        Item.objects.create(case=table.case, number=7, clause=code, title=titled(code), asked_by="worker")
    assert "是不是 4%" in said(partial(table.propose, code, Typed(rows=rows)), table.chair)
    assert table.propose(code, Typed(rows=rows, is_meant=True)).value["rows"][1]["increase"] == 4_000
    assert table.propose("wage.annual_increase", Typed("30%")).value["number"] == 3_000
    sentence = said(partial(table.propose, "wage.annual_increase", Typed("30.01%")), table.chair)
    assert "30.01%，比一般的增幅高得多。是不是 3%？" in sentence
    with as_(base.SYSTEM):
        rule = table.case.params["wage.rise_asked"]
        Case.objects.filter(pk=table.case.pk).update(
            params={**table.case.params, "wage.rise_asked": {**rule, "text": "60000"}}
        )
    assert table.propose("wage.annual_increase", Typed("500%")).value["number"] == 50_000


@pytest.mark.django_db
def test_a_paste_of_two_hundred_pages_is_named_and_nothing_of_it_is_cut_off() -> None:
    table = Table()
    case_id, chair = table.case.public_id, table.chair
    with as_(base.SYSTEM):
        row = Meeting.objects.create(case=table.case, number=1, at=base.NOW, place="三楼", chaired_by="worker")
    pastes: list[Callable[[], object]] = [
        lambda: services.say(case_id, PASTE, key=uuid4(), actor=chair),
        lambda: services.cite(case_id, Fact("依据", "统计局", note=PASTE), actor=chair),
        lambda: services.propose(table.item("wage.pay_day"), Typed("10"), key=uuid4(), actor=chair, note=PASTE),
        lambda: services.suspend(case_id, Break(PASTE, date(2026, 6, 20)), actor=chair),
        lambda: services.keep_minutes(row.public_id, Record(recorder="钱录", lines=[Line("议题", worker=PASTE)]),
                                      actor=chair),
        lambda: services.keep_minutes(row.public_id, Record(recorder="钱录", lines=[Line("议题")], remarks=PASTE),
                                      actor=chair),
        lambda: services.ask_coordination(case_id, PASTE, actor=chair),
    ]  # fmt: skip
    for act in pastes:
        sentence = said(act, chair)
        assert "字" in sentence
        assert "最多" in sentence


@pytest.mark.django_db
def test_dates_in_the_past_and_ahead() -> None:
    home = makers.house()
    yesterday = base.NOW - timedelta(days=1)
    assert "已经过去" in said(lambda: makers.opened(home, meet_at=yesterday), home.chair)
    case = makers.sent(home)
    chair = makers.again(home.chair)
    delivery = case.deliveries.get().public_id
    paper = makers.scan(case, "receipt")
    for at, word in ((base.NOW - timedelta(days=2), "早于发出时间"), (base.NOW + timedelta(days=1), "不能在以后")):
        receipt = Receipt("孙海", at, attachment=paper)
        assert word in said(partial(services.prove, delivery, receipt, actor=chair), chair)
    assert "照片" in said(lambda: services.prove(delivery, Receipt("孙海", base.NOW), actor=chair), chair)
    seat = Seat("许明", base.mobile(), chosen_on=date(2026, 6, 18))
    assert "还没有到" in said(lambda: services.name_delegate(case.public_id, seat, actor=chair), chair)
    # What the other side has not received cannot be sent on by it, nor confirmed by the sender.
    makers.join(home, case)
    manager = makers.again(home.manager)
    assert "职工方" in said(lambda: services.deliver_again(case.public_id, services.Sending(), actor=manager), manager)
    assert "企业方" in said(lambda: services.confirm(delivery, actor=chair), chair)


@pytest.mark.django_db
def test_the_day_a_delegate_was_chosen_is_added_later_and_once() -> None:
    home = makers.house()
    case = makers.opened(home)
    seat, chair = Seat("许明", base.mobile(), origin="elected"), makers.again(home.chair)
    with as_(chair):
        row = services.name_delegate(case.public_id, seat, actor=chair)

    def unchosen() -> set[str]:
        with as_(chair):
            return {str(each.params.get("name", "")) for each in queries.case(case.public_id, chair).findings}

    assert "许明" in unchosen()
    write = partial(services.note_choosing, row.public_id, actor=chair)
    assert "还没有到" in said(lambda: write(date(2026, 6, 18)), chair)
    assert "不能多于" in said(lambda: write(date(2026, 6, 1), votes=50, voters=49), chair)
    with as_(chair):
        write(date(2026, 6, 1), votes=49, voters=54)
    assert "许明" not in unchosen()
    with as_(base.SYSTEM):
        row.refresh_from_db()
    assert (row.chosen_on, row.votes, row.voters) == (date(2026, 6, 1), 49, 54)
    sentence = said(lambda: write(date(2026, 6, 2)), chair)
    assert [word for word in ("许明", "6 月 1 日", "不能改写", "换人") if word not in sentence] == [], sentence
    # The other side's list is the other side's.
    home = makers.house("另一家")
    seated, manager = makers.placed(home, State.REPLIED), makers.again(home.manager)
    with as_(base.SYSTEM):
        hers = seated.participants.filter(side=Side.WORKER, role="rep")[0]
        hers.chosen_on = None
        hers.save(update_fields=["chosen_on"])
    assert "职工方" in said(lambda: services.note_choosing(hers.public_id, date(2026, 6, 1), actor=manager), manager)


@pytest.mark.django_db
def test_nobody_sits_on_both_sides() -> None:
    home = makers.house()
    case = makers.placed(home, State.REPLIED)
    chair, manager = makers.again(home.chair), makers.again(home.manager)
    with as_(chair):
        rep = case.participants.filter(side=Side.WORKER, role="rep").order_by("pk")[0]
    for mobile, name in ((number_of(rep), rep.name), (chair.mobile or "", chair.name)):
        seat = Seat(name, mobile, origin="appointed")
        sentence = said(partial(services.name_delegate, case.public_id, seat, actor=manager), manager)
        assert name in sentence
        assert "不得兼任双方代表" in sentence
        assert "换人" in sentence
    # The head of the other side is refused though nobody has named her there yet.
    boss = makers.house("临江电子")
    early = makers.opened(boss)
    taken = Seat("孙海", boss.manager.mobile or "", origin="elected", chosen_on=base.TODAY, votes=49, voters=54)
    naming = makers.again(boss.chair)
    sentence = said(partial(services.name_delegate, early.public_id, taken, actor=naming), naming)
    assert "按职务代表那一方" in sentence
    assert "企业方" in sentence
    # Somebody a union elsewhere knows, whose papers the chair may not see, comes and goes by her number.
    expert = base.make_person("沈外聘", org=base.make_org())
    with as_(makers.again(boss.chair)):
        hired = services.name_delegate(
            early.public_id, Seat("沈外聘", expert.mobile, origin="engaged", is_outside=True, mandate="委托书"),
            actor=makers.again(boss.chair),
        )  # fmt: skip
        assert services.end_delegate(hired.public_id, "换人", actor=makers.again(boss.chair)).until == base.TODAY
    # Who only handles papers across the table is known by her person, though no seat there names her number.
    handler = base.officer_of(home.union, *makers.WORKER_DUTIES, name="陈办")
    with as_(handler):
        services.take_part(case.public_id, actor=handler)
    seat = Seat("陈办", handler.mobile or "", origin="appointed")
    assert "双方代表" in said(lambda: services.name_delegate(case.public_id, seat, actor=manager), manager)
    number = number_of(rep)
    assert "记录员" in said(lambda: services.appoint_recorder(case.public_id, rep.name, number, actor=chair), chair)
    person = Person.objects.get(pk=makers.person_of(handler))
    with as_(base.SYSTEM):
        Office.objects.filter(person=person).update(ends_on=base.TODAY)
    twofold = makers.again(base.officer_of(home.employer, *makers.EMPLOYER_DUTIES, name="陈办", person=person))
    assert "另一方" in said(lambda: services.take_part(case.public_id, actor=twofold), twofold)


def number_of(row: Participant) -> str:
    """With which somebody who has a part signs in."""
    assert row.person_id is not None
    with as_(base.SYSTEM):
        return Account.objects.get(person_id=row.person_id).mobile


@pytest.mark.django_db
@pytest.mark.parametrize("side", list(Side))
def test_a_chief_who_left_office_is_named_whoever_asks(side: Side) -> None:
    home = makers.house()
    case = makers.placed(home, State.REPLIED)
    leaving = home.chair if side is Side.WORKER else home.manager
    with as_(base.SYSTEM):
        Office.objects.filter(person_id=makers.person_of(leaving)).update(ends_on=base.TODAY)
    chair, manager = makers.again(home.chair), makers.again(home.manager)
    sentence = said(lambda: services.publicise(case.public_id, actor=chair), chair)
    assert leaving.name in sentence
    assert "已经不在任" in sentence
    assert "换一位" in sentence
    makers.put(case, State.CONGRESS_PASSED)
    draft = makers.with_text(case, base.TODAY)
    pen = Pen(draft.text_hash, Form.PAPER, attachment=makers.scan(case))
    for actor in (chair, manager):
        assert "已经不在任" in said(partial(services.sign, case.public_id, pen, actor=actor), actor)
    # An office that ends next month is held until then.
    with as_(base.SYSTEM):
        Office.objects.filter(person_id=makers.person_of(leaving)).update(ends_on=date(2026, 7, 31))
    with as_(chair):
        services.sign(case.public_id, pen, actor=chair)


@pytest.mark.django_db
def test_two_chiefs_signing_different_versions() -> None:
    home = makers.house()
    case = makers.placed(home, State.CONGRESS_PASSED)
    old = makers.with_text(case, base.TODAY)
    with as_(base.SYSTEM):
        Draft.objects.filter(pk=old.pk).update(body={"title": "旧的一稿"}, text_hash=text_hash({"title": "旧的一稿"}))
    draft = makers.with_text(case, base.TODAY)
    chair, manager = makers.again(home.chair), makers.again(home.manager)
    with as_(manager):
        services.sign(case.public_id, Pen(draft.text_hash, attachment=makers.scan(case)), actor=manager)
    page = makers.scan(case)
    stale = Pen(text_hash({"title": "旧的一稿"}), attachment=page)
    sentence = said(lambda: services.sign(case.public_id, stale, actor=chair), chair)
    assert draft.text_hash[:12] in sentence
    assert "签字没有生效" in sentence
    for pen, word in (
        (Pen(draft.text_hash), "扫描件"),
        (Pen(draft.text_hash, Form.ELECTRONIC), "电子签名法 3"),
        (Pen(draft.text_hash, on=date(2026, 6, 16), attachment=page), "早于职代会通过"),
        (Pen(draft.text_hash, on=date(2026, 6, 18), attachment=page), "不能在以后"),
    ):
        assert word in said(partial(services.sign, case.public_id, pen, actor=chair), chair)
    assert "已经签过字" in said(
        lambda: services.sign(case.public_id, Pen(draft.text_hash, attachment=page), actor=manager), manager
    )
    assert makers.state_of(case) is State.CONGRESS_PASSED


@pytest.mark.django_db
def test_a_text_altered_by_one_character_goes_no_further() -> None:
    home = makers.house()
    case = makers.placed(home, State.DRAFT_AGREED)
    draft = makers.with_text(case, base.TODAY)
    with as_(base.SYSTEM):
        Draft.objects.filter(pk=draft.pk).update(body={"title": case.title.replace("工资", "工貲")})
    chair, manager = makers.again(home.chair), makers.again(home.manager)
    case_id = case.public_id
    assert "被改动过" in said(lambda: services.submit(case_id, actor=chair), chair)
    vote = Vote(draft.text_hash, True, base.TODAY, 54, 50, 40)
    makers.put(case, State.CONGRESS_SUBMITTED)
    assert "被改动过" in said(lambda: services.take_result(case_id, vote, base.SYSTEM), base.SYSTEM)
    makers.put(case, State.CONGRESS_PASSED)
    pen = Pen(draft.text_hash, attachment=makers.scan(case))
    assert "被改动过" in said(lambda: services.sign(case_id, pen, actor=manager), manager)
    makers.put(case, State.EFFECTIVE)
    assert "被改动过" in said(lambda: services.publish(case_id, ["app"], actor=manager), manager)


@pytest.mark.django_db
def test_a_congress_that_voted_on_another_text_has_not_passed_this_one() -> None:
    home = makers.house()
    case = makers.placed(home, State.CONGRESS_SUBMITTED)
    draft = makers.with_text(case, base.TODAY)
    vote = Vote("0" * 64, True, base.TODAY, 54, 50, 40)
    sentence = said(lambda: services.take_result(case.public_id, vote, base.SYSTEM), base.SYSTEM)
    assert draft.text_hash[:12] in sentence
    assert "请用最新的草案" in sentence


@pytest.mark.django_db
def test_a_draft_that_lacks_contradicts_or_stoops_is_named_before_it_can_go_on() -> None:
    table = Table()
    case_id, manager = table.case.public_id, table.manager
    adopt = partial_adopt(table)
    assert "还有议题没有谈定" in said(adopt, manager)
    with as_(base.SYSTEM):
        table.case.items.update(set_aside=True)
    assert "起止日期" in said(adopt, manager)
    with as_(manager):
        services.set_term(case_id, date(2026, 8, 1), date(2027, 7, 31), actor=manager)
    lacking = said(adopt, manager)
    assert "合同里还缺" in lacking
    assert "浙江集体合同条例 19" in lacking
    with as_(base.SYSTEM):
        Case.objects.filter(pk=table.case.pk).update(special="grade", womens_content="")
    assert "妇女权益保障法 44" in said(adopt, manager)
    # The minimum wage rose while they talked: what was agreed is named now.
    with as_(base.SYSTEM):
        table.case.items.filter(clause="wage.minimum_month").update(set_aside=False)
    makers.settle_all(table.home, table.case)
    with as_(base.SYSTEM):
        least = {**table.case.params["wage.minimum_month"], "text": "290000"}
        params = {**table.case.params, "wage.minimum_month": least}
        Case.objects.filter(pk=table.case.pk).update(womens_content="annex", params=params)
    assert "应当高于最低工资" in said(adopt, manager)
    for starts, ends, word in (
        (date(2026, 8, 1), date(2026, 7, 1), "以后"), (date(2026, 8, 1), date(2026, 12, 31), "至少 1 年"),
        (date(2026, 8, 1), date(2030, 7, 31), "最长 3 年"),
    ):  # fmt: skip
        assert word in said(partial(services.set_term, case_id, starts, ends, actor=manager), manager)


@pytest.mark.django_db
def test_a_text_with_two_terms_is_not_adopted() -> None:
    home = makers.house()
    case = makers.talking(home, topics=(*makers.TOPICS, "wage.term_from"))
    makers.settle_all(home, case, {"wage.term_from": Typed("2026年9月1日")})
    manager = makers.again(home.manager)
    with as_(manager), pytest.raises(Refused, match=r"draft\.term_differs"):
        makers.adopted(home, case)


def partial_adopt(table: Table) -> Callable[[], object]:
    def adopt() -> object:
        case = makers.fresh(table.case)
        return services.adopt(case.public_id, text_hash(drafts.body_of(case)), actor=table.manager)

    return adopt


@pytest.mark.django_db
def test_a_text_that_changed_after_it_was_read_is_not_adopted() -> None:
    home = makers.house()
    case = makers.placed(home, State.NEGOTIATING)
    makers.settle_all(home, case)
    manager = makers.again(home.manager)
    with as_(manager):
        services.set_term(case.public_id, date(2026, 8, 1), date(2027, 7, 31), actor=manager)
        read = text_hash(drafts.body_of(makers.fresh(case)))
        services.set_term(case.public_id, date(2026, 9, 1), date(2027, 8, 31), actor=manager)
    assert "在您看过之后变了" in said(lambda: services.adopt(case.public_id, read, actor=manager), manager)
    stale = makers.fresh(case).version - 1
    again = text_hash(drafts.body_of(makers.fresh(case)))
    assert "有人改过" in said(lambda: services.adopt(case.public_id, again, actor=manager, version=stale), manager)


@pytest.mark.django_db
def test_accepting_is_of_the_other_sides_latest_version_and_reopening_needs_both() -> None:
    table = Table()
    chair, manager = table.chair, table.manager
    first = table.propose("wage.pay_day", Typed("10"))
    second = table.propose("wage.pay_day", Typed("12"))
    item = table.item("wage.pay_day")
    assert "新的一稿" in said(lambda: services.accept(first.public_id, actor=manager), manager)
    assert "本方提的" in said(lambda: services.accept(second.public_id, actor=chair), chair)
    with as_(base.SYSTEM):
        rep = table.case.participants.filter(side=Side.EMPLOYER, role="rep")[0]
    delegate = makers.again(base.worker(rep.person)) if rep.person else manager
    with as_(delegate):
        services.promise(table.case.public_id, actor=delegate)
    assert "首席代表" in said(lambda: services.accept(second.public_id, actor=delegate), delegate)
    with as_(manager):
        services.accept(second.public_id, actor=manager)
    assert "锁定" in said(lambda: table.propose("wage.pay_day", Typed("15"), manager), manager)
    assert "锁定" in said(lambda: services.set_aside(item, actor=manager), manager)
    with as_(manager):
        assert services.reopen(item, actor=manager).agreed_id == second.pk, "one side alone opens nothing"
    assert "正在等对方同意" in said(lambda: services.reopen(item, actor=manager), manager)
    assert "锁定" in said(lambda: table.propose("wage.pay_day", Typed("15"), chair), chair)
    with as_(chair):
        assert services.reopen(item, actor=chair).agreed_id is None
    assert "不用重新打开" in said(lambda: services.reopen(item, actor=chair), chair)
    assert table.propose("wage.pay_day", Typed("15"), manager).number == 1


@pytest.mark.django_db
def test_the_same_proposal_and_word_sent_twice_is_there_once() -> None:
    table = Table()
    key = uuid4()
    first = table.propose("wage.pay_day", Typed("10"), key=key)
    version = room_version(table.case)
    assert table.propose("wage.pay_day", Typed("10"), key=key).pk == first.pk
    with as_(table.chair):
        words = [services.say(table.case.public_id, "十号发", key=key, actor=table.chair).pk for _twice in range(2)]
    assert len(set(words)) == 1
    assert (Proposal.objects.count(), Talk.objects.count(), room_version(table.case)) == (1, 1, version + 1)


def room_version(case: Case) -> int:
    with as_(base.SYSTEM):
        return makers.fresh(case).room.version


@pytest.mark.django_db
def test_what_was_objected_to_is_mended_before_it_is_filed_again() -> None:
    home = makers.house()
    case = makers.placed(home, State.NEGOTIATING)
    makers.settle_all(home, case)
    case = makers.adopted(home, case)
    with as_(base.SYSTEM):
        Filing.objects.create(case=case, number=1, draft=case.drafts.get(), filed_on=base.TODAY, copies=5)
    makers.put(case, State.FILED)
    manager, chair = makers.again(home.manager), makers.again(home.chair)
    objection = {"clause": makers.SHORT[0], "words": "起算日不明", "basis": "条例 19"}
    case_id = case.public_id
    opinion = Opinion(base.TODAY, objections=[objection])
    assert "还没有登记" in said(lambda: services.examine(case_id, opinion, actor=manager), manager)
    with as_(manager):
        services.receive_filing(case_id, base.TODAY, actor=manager)
    assert "已经登记" in said(lambda: services.receive_filing(case_id, base.TODAY, actor=manager), manager)
    bare = Opinion(base.TODAY, objections=[{"words": "不行"}])
    assert "依据" in said(lambda: services.examine(case_id, bare, actor=manager), manager)
    with as_(manager):
        services.examine(case_id, opinion, actor=manager)
    with as_(chair):
        services.answer_objection(case_id, actor=chair)
    package = Package(base.TODAY, 5)
    assert "还有议题没有谈定" in said(lambda: services.file(case_id, package, actor=manager), manager)
    makers.settle_all(home, case, {makers.SHORT[0]: Typed(text="按双方共同约定办理。")})
    with as_(manager):
        read = text_hash(drafts.body_of(makers.fresh(case)))
        services.adopt_revision(case_id, read, substantive=False, actor=manager)
    assert "还没有都在这个文本上签字" in said(lambda: services.file(case_id, package, actor=manager), manager)


@pytest.mark.django_db
def test_who_was_found_to_act_unlawfully_does_not_let_it_rest_herself() -> None:
    home = makers.house()
    case = makers.placed(home, State.NEGOTIATING)
    above, manager = makers.again(home.above), makers.again(home.manager)
    with as_(above):
        services.find_unlawful(case.public_id, "拒绝提供资料", actor=above)
    assert "职工方" in said(lambda: services.settle(case.public_id, "已经提供", actor=manager), manager)
    with as_(above):
        assert services.settle(case.public_id, "资料已提供", actor=above).state == State.NEGOTIATING
    with as_(base.SYSTEM):
        assert list(case.steps.order_by("-pk").values_list("note", flat=True)[:2]) == ["资料已提供", "拒绝提供资料"]


@pytest.mark.django_db
def test_one_bargaining_of_a_kind_at_a_time_also_when_both_sides_were_writing() -> None:
    home = makers.house()
    makers.opened(home, Side.WORKER)
    assert "正在进行" in said(lambda: makers.opened(home, Side.WORKER), home.chair)
    theirs = makers.opened(home, Side.EMPLOYER)
    makers.seated(home, theirs, Side.EMPLOYER)
    manager = makers.again(home.manager)
    with as_(manager):
        services.send_offer(theirs.public_id, services.Sending(), actor=manager)
    with as_(base.SYSTEM):
        ours = Case.objects.get(offered_by=Side.WORKER)
    makers.seated(home, ours, Side.WORKER)
    chair = makers.again(home.chair)
    assert "正在进行" in said(lambda: services.send_offer(ours.public_id, services.Sending(), actor=chair), chair)


# — At once —


def at_a_table(number: int) -> tuple[House, Case, list[UUID]]:
    with scope(base.SYSTEM):
        home = makers.house()
        case = makers.placed(home, State.NEGOTIATING)
        for place, code in enumerate(("grade.definition", "grade.procedure")[:number], 2):
            Item.objects.create(case=case, number=place, clause=code, title=titled(code), asked_by="worker")
        items = list(case.items.order_by("number").values_list("public_id", flat=True))
    return home, case, items


def acting(actor: Actor, act: Callable[[Actor], object]) -> Callable[[], str]:
    def do() -> str:
        with as_(actor):
            act(actor)
        return "done"

    return do


def test_both_sides_at_once(own_database: embedded.DatabaseUrls) -> None:
    """Real connections: one key is one proposal; one acceptance locks; accepting and reopening wait in one order."""
    home, case, (item, other) = at_a_table(1)
    chair, manager = makers.again(home.chair), makers.again(home.manager)
    typed, key = Typed(text="每月十日发放。"), uuid4()

    def propose(who: Actor) -> object:
        return services.propose(item, typed, key=key, actor=who)

    assert at_once(*[acting(chair, propose)] * 5) == ["done"] * 5
    with scope(base.SYSTEM):
        mine = Proposal.objects.get(item__public_id=item)
    both = at_once(
        acting(manager, lambda who: services.accept(mine.public_id, actor=who)),
        acting(chair, lambda who: services.propose(item, typed, key=uuid4(), actor=who)),
    )
    # Whichever came first, the other was told: a locked clause takes no version, an old version no acceptance.
    assert both in (["done", "room.agreed"], ["done", "room.not_latest"])
    with scope(base.SYSTEM):
        latest = Proposal.objects.filter(item__public_id=item).latest("number")
        agreed = Item.objects.get(public_id=item).agreed_id
    assert agreed in {None, latest.pk}
    if agreed is None:
        assert at_once(acting(manager, lambda who: services.accept(latest.public_id, actor=who))) == ["done"]
    # Both reopen at once, while each proposes on the other clause: nobody waits for ever, and it is open.
    reopened = at_once(
        acting(chair, lambda who: services.reopen(item, actor=who)),
        acting(manager, lambda who: services.reopen(item, actor=who)),
        acting(chair, lambda who: services.propose(other, typed, key=uuid4(), actor=who)),
        acting(manager, lambda who: services.propose(other, typed, key=uuid4(), actor=who)),
        acting(manager, lambda who: services.set_aside(other, actor=who)),
    )
    assert reopened == ["done"] * 5
    with scope(base.SYSTEM):
        assert Item.objects.get(public_id=item).agreed_id is None
        assert Proposal.objects.filter(item__public_id=other).count() == 2
        assert makers.fresh(case).room.version >= 8


@pytest.mark.django_db
def test_a_text_whose_table_of_posts_is_not_its_total_is_not_adopted() -> None:
    """350 people in the table, and 350 work there: posts times people is the total both sides agreed on, or neither."""
    home = makers.house()
    case = makers.talking(home, topics=("wage.post_levels", "wage.total_this_year"))
    keys = ("post", "count", "last_year", "increase", "this_year")
    rows = (("装配工", "210", "84000", "5.5%", "88620"), ("其他", "140", "100000", "5%", "105000"))
    table = Typed(rows=[dict(zip(keys, row, strict=True)) for row in rows])
    values = {"wage.post_levels": table, "wage.total_this_year": Typed("31000000")}
    makers.settle_all(home, case, values)
    with as_(base.SYSTEM):
        found = [each for each in drafts.findings(makers.fresh(case)) if each.code == "draft.posts_sum"]
    assert [(each.params["sum"], each.params["people"]) for each in found] == [(3_331_020_000, 350)]
    said = texts.of_finding(found[0])
    assert "33,310,200 元；谈定的「本年度工资总额」是 31,000,000 元，对不上" in said
