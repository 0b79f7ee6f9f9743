"""The papers of a case held against TEMPLATES §2, line by line: what stands before the seal is there, filled in."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator
from contextlib import closing
from datetime import date, timedelta
from io import BytesIO
from uuid import uuid4

import pypdfium2  # type: ignore[import-untyped]
import pytest
from django.utils import timezone

from hexian.domains.bargaining import documents, services, texts
from hexian.domains.bargaining.documents import filing
from hexian.domains.bargaining.documents.package import package
from hexian.domains.bargaining.models import Case
from hexian.domains.bargaining.rules import standing
from hexian.domains.bargaining.rules.clauses import Typed
from hexian.domains.bargaining.rules.contracts import Ground, Procedure
from hexian.domains.bargaining.rules.meeting import Form
from hexian.domains.bargaining.rules.states import Side, State
from hexian.domains.bargaining.services import Line, Package, Pen, Record, Vote, drafting
from hexian.domains.decisions import services as decisions
from hexian.domains.orgs.models import Organisation
from hexian.foundation.actor import Actor, Refused
from hexian.foundation.clock import services as clock
from hexian.foundation.documents import render
from tests import makers as base
from tests.bargaining import makers
from tests.decisions import makers as congress
from tests.makers import as_

pytestmark = [pytest.mark.django_db, pytest.mark.database, pytest.mark.thorough]
SAID = {
    "legal_representative": "孙海", "employer_contact": "郑秋分", "employer_phone": "0571-0000 0017",
    "workers_contact": "王建国", "workers_phone": "0571-0000 0015", "handler_phone": "0571-0000 0018",
    "recorder_post": "综合办", "former": "首次签订工资专项集体合同。", "wage_average": "9.8 万元／年",
    "wage_front_line": "6%", "observers": "周岚（街道工会）", "ownership": "私营有限责任公司",
}  # fmt: skip


def words(pdf: bytes) -> str:
    """What a reader finds in a PDF, without spaces."""
    book = pypdfium2.PdfDocument(pdf)
    return re.sub(r"\s+", "", "".join(page.get_textpage().get_text_range() for page in book))


class Story:
    """A wage contract of an invented firm, filed; everything a paper can say was said."""

    def __init__(self) -> None:
        self.home = makers.house()
        Organisation.objects.filter(pk=self.home.employer.pk).update(
            uscc="91330108000000000W", address="滨江区演示路 1 号", phone="0571-0000 0017"
        )
        self.case = makers.talking(self.home, number="和畅工〔2026〕1号", contact="王建国 0571-0000 0015")
        self.chair, self.manager = makers.again(self.home.chair), makers.again(self.home.manager)
        with as_(self.chair):
            services.keep_particulars(self.case.public_id, SAID, actor=self.chair)
        self.meet()
        self.conclude()

    def meet(self) -> None:
        case_id = self.case.public_id
        with as_(self.chair):
            row = services.call_meeting(case_id, base.NOW + timedelta(days=20), "三楼会议室", actor=self.chair)
        then = makers.then(self.home, base.NOW + timedelta(days=21))
        present = [("worker", "职工方 王建国"), ("employer", "企业方 孙海")]
        line = Line("年度工资增长幅度", employer="3%", worker="6.5%", basis="工资指导线 5.1%", result="apart")
        with as_(then.chair):
            made = services.keep_minutes(
                row.public_id, Record(recorder="钱录", present=present, lines=[line]), actor=then.chair
            )
        for actor in (then.chair, then.manager):
            with as_(actor):
                services.sign_minutes(row.public_id, made.text_hash, actor=actor)

    def conclude(self) -> None:
        makers.settle_all(self.home, self.case)
        case = makers.adopted(self.home, self.case)
        with as_(self.chair):
            text = services.submit(case.public_id, actor=self.chair).text_hash
        with as_(base.SYSTEM):
            services.take_result(case.public_id, Vote(text, True, base.TODAY, 54, 50, 40), base.SYSTEM)
        for verb in (services.agree_to_e_sign, self.sign):
            for actor in (self.chair, self.manager):
                with as_(actor):
                    verb(case.public_id, actor=actor)
        with as_(self.manager):
            package = Package(base.TODAY, 5, handler="冯大雪")
            services.file(case.public_id, package, actor=self.manager)
        self.case = makers.fresh(case)

    def sign(self, case_id: object, *, actor: Actor) -> None:
        text = drafting.adopted(makers.fresh(self.case)).text_hash
        services.sign(self.case.public_id, Pen(text, Form.ELECTRONIC), actor=actor)

    def print(self, paper: str) -> str:
        with as_(self.chair):
            return words(documents.printed(self.case.public_id, paper, actor=self.chair))


#: paper → what TEMPLATES §2 asks of it, in its order
LINES = {
    # 2.1: number, to whom, basis, time and place, topics, numbers, own delegates, papers asked for, term, seal, slip
    "offer": "工资集体协商要约书 和畅工〔2026〕1号 致：和畅电子有限公司（演示） 《杭州市企业工资集体协商条例》第24条 "
             "2026年7月17日 三楼会议室 最迟不晚于2026年8月17日 企业最低工资 年度工资增长幅度 每方5至9名，双方人数相等 "
             "首席代表 王建国 工会负责人 请你方在答复时一并提供首席代表和协商代表名单 资产负债表 上年工资总额 "
             "2026年7月8日前 10个工作日内书面答复 2026年7月2日 （盖章） 首席代表（签字） 一式两份 收到时间 "
             "收件人签名 "
             "联系人：王建国 0571-00000015",
    # 2.2: the offer's number and receipt, agreed, time and place, topics, own delegates, papers with their day
    "reply": "工资集体协商应约书 和畅工〔2026〕1号 2026年6月17日收到 同意要约书提出的时间和地点 孙海 主要负责人 "
             "资产负债表 （盖章） 首席代表（签字） 联系人：郑秋分 0571-00000017",
    "receipt": "送达回证 工资集体协商要约书（编号：和畅工〔2026〕1号） 受送达人 和畅电子有限公司（演示） "
               "滨江区演示路1号 电子送达 收到时间：2026年6月17日 代收人 拒收事由和日期 见证人 "
               "送达人（两人签名） 系统记录",
    "register": "协商代表资格登记表 职工方 企业方 产生方式 职务当然 选派 得票 到会 首席 外聘委托书号 本人签名 "
                "三分之一",
    "notice": "职工方代表的公示 职工代表大会（职工大会） 公示期自2026年6月17日至2026年6月25日 王建国反映 "
              "0571-00000015",
    # 2.7: which, when, where, who convened in turn, recorder, who came, each topic with both views, agreed, both chiefs
    "minutes": "第1次会议 和畅工〔2026〕1号-1 三楼会议室 职工方首席代表 本次为首次会议 钱录（综合办） 孙海 王建国 "
               "列席人员：周岚（街道工会） 企业方意见 3% 职工方意见 6.5% 工资指导线5.1% 结果 分歧 暂缓 "
               "本次会议没有达成一致的事项 中止协商 在本平台确认 首席代表（签字） 记录员（签字） 逐页签字",
    # 2.8: cover, parties, the nine matters, head and end by law, page for signatures with the vote
    "contract": "合同编号 和畅工〔2026〕1号 91330108000000000W 滨江区演示路1号 私营有限责任公司 法定代表人 "
                "2026年8月1日至2027年7月31日 350人 第一章 总则 适用于甲方和甲方的全体职工 "
                "2,900元（大写：贰仟玖佰元整） 期满前90日内 首席代表（签字） "
                "已电子签名：王建国 应到54人实到50人同意40人 人社部门 收到日期 "
                "一式8份",
    "filing-register": "报送（审查）登记表 91330108000000000W 规模以上企业 350 工资专项 孙海 0571-00000017 王建国 "
                       "0571-00000015 要约日期 2026年6月17日 应到54人，实到50人，同意40人 一式5份 冯大雪 "
                       "0571-00000018 "
                       "收到日期 审查意见 受理回执",
    # 2.13: how delegates came, the course, what was agreed, how the former was kept, the vote, wages, enclosures
    "filing-statement": "关于《工资专项集体合同》的报送说明 职工方代表5名 企业方代表5名 "
                        "发出要约 书面答复 月最低工资为人民币2,900元 首次签订工资专项集体合同 "
                        "应到54人，实到50人，无记名投票，40人同意 "
                        "9.8万元／年 5.5% 一线职工6% 350人 报送材料清单 集体合同文本 企业营业执照复印件 职工代表大会",
    # 2.5: who entrusts and who is entrusted, each power by itself, from when until when, nobody else, both sign, copies
    "authorisation": "首席代表授权委托书 委托人 孙海 受托人 身份证号 □参加协商会议 □在协商会议记录上签字 "
                     "签署中止协商意见 "
                     "通过的集体合同上签字 2026年6月17日至2027年7月31日 受托人不得转委托 本企业的其他负责人 "
                     "外聘人员只能担任协商代表 委托人（签字） 单位（盖章） 受托人（签字） 受托人身份证复印件",
    # 2.6: who, what by the numbers of the list, what for, until when, given back, answered for, and what stays free
    "promise": "保密承诺书 《杭州市企业工资集体协商条例》第21条、第48条 本人王建国 职工方首席代表 "
               "编号为1、2的资料 只用于本次集体协商 自签署之日起至2027年7月31日 "
               "交还提供方 依法承担相应的法律责任 公布协商进展 不视为违反本承诺 "
               "2026年6月17日14:30在本平台逐条阅读 承诺人（签字）",
    # 2.7: which, when, where, who calls it in turn, topics, who comes, papers asked for
    "meeting-notice": "第1次工资集体协商会议 和畅工〔2026〕1号-1 《杭州市企业工资集体协商条例》第25条 "
                      "2026年7月7日14:30 三楼会议室 "
                      "王建国（双方首席代表轮流担任） 年度工资增长幅度 刘一工 2026年7月8日前 （盖章） 0571-00000015",
    "suspension": "中止意见书 未达成一致 经职工方首席代表同意 中止期限 累计 下次协商时间 下次协商内容 "
                  "不因中止而停止计算 "
                  "2026年8月17日 同意中止 首席代表（签字）",
    "materials": "资料清单及接收单 提供方：和畅电子有限公司（演示） 资产负债表 上年工资总额 真实、完整 "
                 "保密承诺书 提供方（盖章） "
                 "接收人（签字）",
    "e-signing": "电子签名法》第三条、第十三条、第十四条 集体合同文本 签名人专有 文本校验码 接收地址 "
                 "同等的法律效力 改用纸质文书",
    # 2.14: both with their addresses, received, parties and course and content, either verdict, three copies
    "examination": "审查意见书 企业方 滨江区演示路1号 职工方 收到日期 主体资格 协商的程序 合同的内容 未提出异议 "
                   "□对下列条款提出异议 依据 修订要求 一式三份",
    # 2.15: passed, signed, received, in force, term, for whom, what, where to read and whom to ask, seals, record
    "publication": "关于公布《工资专项集体合同》生效的公告 2026年6月17日由职工代表大会（职工大会）审议通过 "
                   "由双方首席代表签字 "
                   "收到文本 2026年8月1日至2027年7月31日 本企业全体职工 2,900元（大写：贰仟玖佰元整） 增长5.5% "
                   "王建国 "
                   "0571-00000015 （章） 张贴记录和备案回执",
    # 2.16: clause by clause, raises, payment, complaints, the watchers, conclusion, both chiefs, the congress
    "performance": "履行情况的报告 条款 约定 完成情况 完成率 未完成原因 整改期限 工资增长兑现 增长5.5% 工资支付 "
                   "职工投诉 "
                   "监督小组检查 结论 首席代表（签字） 职工代表大会（职工大会）意见",
}  # fmt: skip


def test_the_papers_lack_nothing_before_the_seal() -> None:
    story = Story()
    printed = {paper: story.print(paper) for paper in LINES}
    lacking = {paper: [line for line in lines.split() if line not in printed[paper]] for paper, lines in LINES.items()}
    assert {paper: lines for paper, lines in lacking.items() if lines} == {}
    assert [paper for paper, said in printed.items() if re.search(r"workers|employer|\{|\}|None", said)] == []
    # Everything else prints too; what its step has not come for says so.
    to_come = {"replacement", "comparison", "amendment"}
    for paper in set(texts.PAPERS) - set(LINES) - to_come:
        assert story.print(paper), paper
    for paper in to_come:
        with pytest.raises(Refused, match=r"paper\.none"):
            story.print(paper)
    with as_(story.chair):
        for paper in ("contract", "offer"):
            file = zipfile.ZipFile(BytesIO(documents.worded(story.case.public_id, paper, actor=story.chair)))
            plain = re.sub(r"<[^>]+>", "", file.read("word/document.xml").decode())
            assert "和畅工〔2026〕1号" in plain


def test_a_receipt_rests_on_nothing_that_was_agreed_later() -> None:
    story = Story()
    with as_(base.SYSTEM):
        story.case.e_signing.update(at=base.NOW + timedelta(days=40))
    said = story.print("receipt")
    assert "自行打开并签收" in said
    assert "使用约定" not in said
    with as_(base.SYSTEM):
        story.case.e_signing.update(at=base.NOW - timedelta(days=40))
    assert "《电子签名使用约定》" in story.print("receipt")
    # What was given is on the list with its day, not with a blank.
    with as_(story.chair):
        assert (
            "2026年6月"
            in words(documents.printed(story.case.public_id, "materials", actor=story.chair)).split("提供日期")[1]
        )


#: What an opinion on talks that were not finished in time says, beside what it says of any other.
UNFINISHED = (
    "工会劳动法律监督意见书 91330108000000000W 和畅工〔2026〕1号 你单位于2026年6月17日收到 2026年8月17日 "
    "《杭州市企业工资集体协商条例》 第29条 15个工作日内书面答复我会 主席（副主席）签字 （盖章） 草案"
)


def test_an_opinion_accuses_nobody_of_what_did_not_happen() -> None:
    """The union above finds the facts written only where the clock tells them; elsewhere it writes them with a pen."""
    story = Story()
    said = story.print("opinion")
    assert [line for line in UNFINISHED.split() if line not in said and line not in _OF_LATENESS] == []
    assert [words for words in ("没有完成", *_OF_LATENESS, "尽快完成协商") if words in said] == []

    home = makers.house("明川")
    case = makers.talking(home, number="和畅工〔2026〕1号")
    late = makers.system_at(base.NOW + timedelta(days=70))
    with as_(late):
        clock.mark_overdue(late)
    above = makers.again(home.above, late.now)
    with as_(above):
        told = words(documents.printed(case.public_id, "opinion", actor=above))
    assert [line for line in UNFINISHED.split() if line not in told and line != "91330108000000000W"] == []
    assert "没有完成" in told


#: What only an opinion on lateness names.
_OF_LATENESS = (
    "和畅工〔2026〕1号",
    "你单位于2026年6月17日收到",
    "2026年8月17日",
    "《杭州市企业工资集体协商条例》",
    "第29条",
)


#: TEMPLATES 2.17, line by line: what both papers say, and each of them alone.
CHANGED = (
    "甲方（企业）：和畅电子有限公司（演示） 乙方（全体职工）：由和畅电子有限公司工会委员会（演示）代表 "
    "2026年6月17日签订的《工资专项集体合同》 "
    "编号：和畅工〔2026〕1号 自2026年7月3日起生效 情形 约定的 证明材料 职工代表大会（职工大会） 应到 同意 "
    "首席代表、单位名称、法定代表人或者投资人的变更，不影响集体合同的效力 首席代表（签字） （章）"
)
ALONE = {
    Procedure.AMEND: "集体合同变更协议 下列第4项 原约定 变更后的约定 生效日期 年度工资增长幅度 增长5.5% 增长7% "
                     "2026年8月1日 未变更的条款继续有效 签字之日起10日内 15日内未提出异议",
    Procedure.END: "集体合同解除协议 下列第4项 解除日期 自2026年8月1日起解除 解除后事项 "
                   "解除之日起5个工作日内报人力资源社会保障部门备案",
}  # fmt: skip


@pytest.mark.parametrize("procedure", list(ALONE))
def test_a_change_and_an_early_end_lack_nothing_before_the_seal(procedure: Procedure) -> None:
    story = Story()
    Case.objects.filter(pk=story.case.pk).update(
        state=State.MONITORING, effective_at=makers.moment("2026-07-03 00:00"), signed_on=base.TODAY
    )
    proof = makers.scan(story.case, "ground")
    change = services.Change(story.case.public_id, procedure, Ground.AS_AGREED, "订单减少三成。", [proof])
    topics = ("wage.annual_increase",) if procedure == Procedure.AMEND else ()
    given = makers.facts(title="2026 年工资集体协商（变更）", topics=topics)
    with as_(story.chair):
        case = services.open_case(
            side=Side.WORKER, employer=story.home.employer.public_id, facts=given, request_key=uuid4().hex,
            actor=story.chair, change=change,
        )  # fmt: skip
    Case.objects.filter(pk=case.pk).update(state=State.NEGOTIATING, offered_on=base.TODAY)
    with as_(story.manager):
        services.take_part(case.public_id, actor=story.manager)
    for side in Side:
        makers.seated(story.home, case, side)
    makers.promised(story.home, case)
    makers.settle_all(story.home, case, {"wage.annual_increase": Typed("7%")})
    makers.adopted(story.home, case)
    chair = makers.again(story.chair)
    with as_(chair):
        pdf = documents.printed(case.public_id, "amendment", actor=chair)
    said = words(pdf)
    wanted = f"{CHANGED} {ALONE[procedure]} 理由：订单减少三成。 证明材料：减产说明"
    assert [line for line in wanted.split() if line not in said] == []
    assert not re.search(r"workers|employer|\{|\}|None", said)


def articles(case: Case) -> Iterator[tuple[str, str]]:
    with as_(base.SYSTEM):
        body = drafting.body_of(makers.fresh(case))
    for chapter in body["chapters"]:
        for each in chapter["articles"]:
            yield each["clause"], each["words"]


def test_what_the_law_says_stands_where_nothing_was_agreed_and_gives_way_where_it_was() -> None:
    home = makers.house()
    case = makers.placed(home, State.NEGOTIATING, starts_on=date(2026, 8, 1), ends_on=date(2027, 7, 31))
    before = dict(articles(case))
    assert (
        before["standing.term"] == "本合同自2026年8月1日起至2027年7月31日止。期满或者双方约定的终止条件出现，即行终止。"
    )
    assert "签字之日起10日内" in before["standing.file"]
    assert "每年至少一次" in before["standing.report"]
    assert "standing.dispute" in before
    # 妇女权益保障法 44: what was said to stand in it does, and another choice says where else it stands.
    assert "男女平等" in before["standing.womens"]
    with as_(base.SYSTEM):
        Case.objects.filter(pk=case.pk).update(womens_content="own_contract")
    assert {code for code, _words in articles(case) if "womens" in code} == {"standing.womens_elsewhere"}
    with as_(base.SYSTEM):
        case.items.create(number=9, clause="grade.dispute", title="争议", asked_by=Side.WORKER)
    makers.settle_all(home, case)
    after = dict(articles(case))
    assert "standing.dispute" not in after
    assert "grade.dispute" in after
    # A place without a term says nothing of it, rather than a blank.
    nation = makers.placed(makers.house("国家", division="320508"), State.NEGOTIATING, special="safety")
    assert {"standing.term", "standing.publish", "standing.report"} & set(dict(articles(nation))) == set()
    assert all(not re.search(r"\{|____", each) for _code, each in articles(nation))
    assert {code for code in before if code.startswith(standing.STANDING)} >= {"standing.scope", "standing.closing"}


def test_a_delegate_who_left_is_told_to_the_other_side_on_paper() -> None:
    home = makers.house()
    case = makers.placed(home, State.NEGOTIATING)
    chair = makers.again(home.chair)
    with as_(chair):
        with pytest.raises(Refused, match=r"paper\.none"):
            documents.printed(case.public_id, "replacement", actor=chair)
        gone = case.participants.filter(side=Side.WORKER, role="rep")[0]
        services.end_delegate(gone.public_id, "调离本单位", actor=chair)
        seat = services.Seat("许明", base.mobile(), chosen_on=base.TODAY, post="质检")
        services.name_delegate(case.public_id, seat, actor=chair, replaces=gone.public_id)
        said = words(documents.printed(case.public_id, "replacement", actor=chair))
    for word in (gone.name, "调离本单位", "许明", "质检", "职代会"):
        assert word in said, word


def test_minutes_both_have_signed_take_in_nothing_that_came_later() -> None:
    """A suspension and another chief of a week later are not in what was signed before (TEMPLATES 2.7)."""
    story = Story()
    case_id = story.case.public_id
    chair = makers.again(story.chair, base.NOW + timedelta(days=28))
    with as_(chair):
        before = words(documents.printed(case_id, "minutes", actor=chair))
    makers.put(story.case, State.NEGOTIATING)
    stop = services.Break("再算一算", timezone.localdate(chair.now) + timedelta(days=3), "三楼", "增幅")
    with as_(chair):
        services.suspend(case_id, stop, actor=chair)
    manager = makers.again(story.manager, chair.now)
    with as_(manager):
        if makers.state_of(story.case) is not State.SUSPENDED:
            services.consent_to_suspend(case_id, actor=manager)
    with as_(base.SYSTEM):
        chief = story.case.participants.get(side=Side.EMPLOYER, role="chief", until=None)
        type(chief).objects.filter(pk=chief.pk).update(until=timezone.localdate(chair.now))
        chief.pk, chief.public_id, chief.name, chief.person = None, uuid4(), "郑新任", None
        chief.since, chief.until = timezone.localdate(chair.now), None
        chief.save(force_insert=True)
    with as_(chair):
        after = words(documents.printed(case_id, "minutes", actor=chair))
    assert "本次会议没有中止协商" in after
    assert "郑新任" not in after
    assert "企业方首席代表（签字）：孙海（在本平台确认）" in after
    assert before == after


def test_minutes_both_have_signed_say_that_nobody_else_was_there() -> None:
    story = Story()
    with as_(story.chair):
        services.keep_particulars(story.case.public_id, {"observers": ""}, actor=story.chair)
        said = words(documents.printed(story.case.public_id, "minutes", actor=story.chair))
    assert "列席人员：无。" in said


def test_the_seal_of_a_statement_stands_under_words_of_it() -> None:
    story = Story()
    for more in ("", "按月足额支付，没有争议。" * 30, "按月足额支付，没有争议。" * 55):
        with as_(story.manager):
            services.keep_particulars(story.case.public_id, {"former": more}, actor=story.manager)
            content = documents.printed(story.case.public_id, "filing-statement", actor=story.manager)
        with closing(pypdfium2.PdfDocument(content)) as book:
            pages = [page.get_textpage().get_text_range() for page in book]
        sealed = next(page for page in pages if "（盖章）" in page)
        assert "六、工资专项情况" in sealed, more


def test_the_notice_on_the_wall_tells_first_what_the_law_asks_for() -> None:
    """Six figures have room; whoever agreed on many reads her least wage and pay day, not the total of the firm."""
    house = makers.house()
    case = makers.talking(house, topics=("wage.total_last_year", "wage.total_this_year", "wage.average_last_year",
                                         "wage.stoppage_share", "wage.report", *makers.TOPICS))  # fmt: skip
    makers.settle_all(house, case)
    with as_(base.SYSTEM):
        told = filing._points(drafting.agreed_in(makers.fresh(case)))
    assert len(told) == 6
    for said in ("月最低工资", "每月10日", "比上年度增长"):
        assert any(said in each for each in told), said
    assert sum("总额" in each or "年人均工资为" in each for each in told) < 3, "what nobody has to say comes after"


def test_what_changed_in_a_table_stands_in_the_comparison_of_two_texts() -> None:
    """The words of the article stay «见附件»; who is asked to agree sees the line that is another."""
    house = makers.house()
    case = makers.talking(house)
    makers.settle_all(house, case)
    case = makers.adopted(house, case)
    chair, manager = makers.again(house.chair), makers.again(house.manager)
    with as_(chair):
        text = services.submit(case.public_id, actor=chair).text_hash
    with as_(base.SYSTEM):
        services.take_result(case.public_id, Vote(text, False, base.TODAY, 54, 50, 20), base.SYSTEM)
    with as_(chair):
        services.revise(case.public_id, actor=chair)
    item = case.items.get(clause="wage.piece_rates")
    for actor in (chair, manager):
        with as_(actor):
            services.reopen(item.public_id, actor=actor)
    row = {"process": "整机装配", "unit": "台", "quota": "36", "rate": "7.5"}
    makers.settle_all(house, case, {"wage.piece_rates": Typed(rows=[row])})
    makers.adopted(house, case)
    with as_(chair):
        told = words(documents.printed(case.public_id, "comparison", actor=chair))
    assert "条款对照表" in told, "it is no contract"
    assert "整机装配｜台｜36｜7.5" in told
    assert "2026年6月17日" in told, "the day of the new text"


def test_what_was_answered_and_filed_prints_no_blank_for_what_there_is_not() -> None:
    story = Story()
    reply, filed = story.print("reply"), story.print("filing-register")
    assert "我方不增加议题" in reply
    assert "我方增加的议题：" not in reply
    assert "没有逾期" in filed
    empty = words(render("bargaining-reply", {"side": "employer"}))
    assert "我方增加的议题：" in empty, "an empty form leaves room"


def test_what_is_filed_comes_in_one_file_with_the_resolution_of_the_congress() -> None:
    """浙江 34: the employer hands in the package; the resolution is the union's, and goes along."""
    home = makers.house()
    case = makers.placed(home, State.NEGOTIATING)
    makers.settle_all(home, case)
    case = makers.adopted(home, case)
    chair, manager = makers.again(home.chair), makers.again(home.manager)
    with as_(chair):
        services.submit(case.public_id, actor=chair)
    body = congress.full(home.union, chair)
    sitting = congress.sealed(body, chair)
    with as_(chair):
        motion = services.put_to_vote(case.public_id, sitting.public_id, actor=chair)
    with as_(base.SYSTEM):
        congress.come(sitting, chair, 50)
    later = makers.later(chair, 1 / 12)
    with as_(later):
        decisions.open_sitting(sitting.public_id, actor=later)
    second = base.officer_of(home.union, *base.CHAIR, name="叶二")
    congress.count(motion, congress.tally(40, 10), later, makers.again(second, later.now))
    with as_(later):
        decisions.close_motion(motion.public_id, actor=later)
    manager = makers.again(home.manager, later.now)
    with as_(manager):
        content = package(case.public_id, ("contract", "filing-statement", "minutes"), actor=manager)
    with zipfile.ZipFile(BytesIO(content)) as book:
        named = book.namelist()
        resolution = words(book.read(named[2]))
    assert named == ["01 集体合同.pdf", "02 报送说明.pdf", "03 职代会决议.pdf", "04 职代会计票报告单.pdf"]
    assert "应到职工代表54人" in resolution
    outsider = base.officer_of(base.make_org(), *makers.EMPLOYER_DUTIES)
    with as_(outsider), pytest.raises(Case.DoesNotExist):
        package(case.public_id, ("contract",), actor=outsider)
