"""The words of this room: sentences for refusals, names of states and findings, lines of an explanation."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from hexian.domains.ledger import texts as ledger
from hexian.domains.mutualaid.rules import (
    Column,
    ContestState,
    DecisionState,
    Eligible,
    FileState,
    Finding,
    Payer,
    Per,
)
from hexian.foundation.actor import Refused

_SHANGHAI = ZoneInfo("Asia/Shanghai")

REFUSALS: dict[str, Promise] = {
    # plans
    "aid.agreement_ahead": _("协议的日期还没有到。请填已经签好的协议。"),
    "aid.agreement_missing": _("请填和医保部门的协议编号。没有编号的，填协议名称。"),
    "aid.cap_below_minimum": _("封顶 %(cap)s 低于最低发放额 %(minimum)s。请改高封顶，或者改低最低额。"),
    "aid.close_held": _("还有 %(count)s 笔等人办理，办完再关闭计划。"),
    "aid.halted": _("「%(plan)s」%(at)s 起停办，等人核实后恢复。收到的文件都还在，恢复后接着办。"),
    "aid.name_missing": _("请填计划的名称，例如「2026 年职工医疗互助」。"),
    "aid.no_agreement": _("「%(plan)s」还没有登记和医保部门的数据协议，不能开办。请先登记协议编号和日期。"),
    "aid.fund_of_donor": _(
        "「%(fund)s」是「%(donor)s」指定用途的钱，参加费不能收进去。请选别的基金；不收参加费的方案可以用它。"
    ),
    "aid.no_money": _("还没有选定从哪个基金发放。请先在账里开好互助金基金，再回来选。"),
    "aid.no_plan": _("本工会还没有开办中的互助计划，收到的结算没有依据可办。请先开办计划。"),
    "aid.no_table": _("「%(plan)s」还没有选定发放标准表。请先发布标准表，再回来选。"),
    "aid.not_halted": _("「%(plan)s」没有停办，不用恢复。"),
    "aid.plan_closed": _("「%(plan)s」没有在办，这一步做不了。"),
    "aid.plan_days": _("计划的起止日期不对：结束要在开始之后，最长一年。"),
    "aid.plan_over": _("计划到 %(last)s 为止，已经结束，不能再加人或开办。"),
    "aid.plan_overlaps": _("时间和「%(plan)s」重叠。一个工会同一天只能有一个互助计划，请改日期。"),
    "aid.plan_running": _("计划到 %(last)s 才结束，那之后再关闭。要先停下来，请用「停办」。"),
    "aid.plan_state": _("计划现在是「%(state)s」，这一步做不了。请刷新页面再看。"),
    "aid.sample_share": _("抽查比例填 0 到 10000，表示一万笔里抽几笔。"),
    "aid.second_person": _("这一步要由另一个人来办：起草的人不能自己开办，停办的人不能自己恢复。"),
    "aid.sum_negative": _("金额和天数不能是负数。请改正。"),
    "aid.nothing_to_try": _("还没有按这张表办过的结算，没有以往的决定可以比。有计划用这张表办过以后再来算。"),
    "aid.table_unlike": _(
        "这张表不能用来算互助金：要按「合规自付」分段，条件只能用结算单上有的（就医类别、医院、总费用、出院日期）。请换一张表。"
    ),
    "aid.terms_fixed": _("「%(plan)s」已经开办，缴费、起付、分段这些职工看到的约定不能再改，只能改封顶、抽查和名称。"),
    # taking part
    "aid.joined_past": _("参加日期不能早于今天（%(first)s）：生病以后不能补报。请改日期。"),
    "aid.no_person": _("您的账号没有对应到个人，办不了这件事。请用本人的账号登录。"),
    "aid.nobody_named": _("还没有选人。请勾选会员，或者选一个工会整体参加。"),
    "aid.not_taking_part": _("出院那天没有参加互助计划，所以没有可以办的。请先核对参加名单。"),
    "aid.paper_day": _("纸质同意书的签字日期还没有到。请核对日期。"),
    "aid.no_fees": _("这一方没有等着收的互助费了：都收到过，或者还没有人参加。"),
    "aid.not_your_book": _("这个计划的账由%(union)s管，请交给那里管账的人登记。"),
    "aid.came_ahead": _("收款日期还没有到。请填钱到账的那一天。"),
    "aid.payer": _("请选谁出这笔钱：本人、工会或者单位。"),
    # deciding
    "aid.another_person": _("上一次就是您答复的，复核要由另一个人来办。"),
    "aid.declined_before": _("本人谢绝过这一笔，没有收回以前不能发放。"),
    "aid.decision_state": _("这一笔现在是「%(state)s」，不能再办这一步，可能别人刚办过。请刷新页面看结果。"),
    "aid.group_unlike": _("这一类情况各不相同，不能成批处理，请一笔一笔看。"),
    "aid.later_revision": _("这张结算单后来又有新的记录，请看最新的那一笔。"),
    "aid.money_left": _("钱已经交给银行，来不及谢绝了。到账以后想退回，请联系工会。"),
    "aid.not_your_plan": _("这个计划由%(union)s管，请交给那里的人办。"),
    "aid.nothing_changes": _("重新算出来还是 %(fen)s，没有变化。请写明维持原来的结果，或者先改正单据上的数。"),
    "aid.nothing_to_pay": _(
        "按标准表和本年剩下的额度，这一笔算出来是 0 元，没有可以发放的。请写明原因，办「不发放」。"
    ),
    "aid.own_decision": _("这是您本人的互助金，要由别人来办。"),
    "aid.own_work": _("原来就是您办的，异议要由另一个人答复。"),
    "aid.reason_long": _("写得太长：%(have)s 个字，最多 %(most)s 个。请写短一些。"),
    "aid.reason_missing": _("请写明原因，本人看得到。"),
    "aid.relatives_decision": _("这是您申报过的亲属的互助金，要由别人来办。"),
    # contests and readings
    "aid.contest_state": _("这份异议现在是「%(state)s」，不能再办这一步。请刷新页面看结果。"),
    "aid.contested_before": _("这一笔您已经提过异议，正在办。答复后还不满意，可以要求另一个人复核。"),
    "aid.not_decided_yet": _("这一笔还在等人办理，没有结果可以提异议。办好后会通知您。"),
    "aid.nothing_to_appeal": _("这一笔还没有已答复的异议，不能要求复核。请先提异议，等工会答复。"),
    "aid.outcome": _("请选「维持」或者「更正」。"),
    "aid.read_before": _("这一笔已经有人复算过了。请看下一笔。"),
    # files
    "aid.column_twice": _("「%(column)s」选了两列，只能有一列。请改其中一列。"),
    "aid.columns_missing": _("还缺这些列，没有就算不出来：%(columns)s。请指出是哪一列，或者请发送方补上。"),
    "aid.columns_uneven": _("文件有 %(want)s 列，您确认了 %(have)s 列。请刷新页面重新确认。"),
    "aid.broke_off": _("办理中断了，已经办好的都算数。请点「接着办」；还不行，请系统管理员看后台日志。"),
    "aid.stopped_by_hand": _(
        "有人让它停下了，已经办好的都算数。点「接着办」从停下的那一行继续；不再办的，点「放弃这份文件」。"
    ),
    "aid.no_such_union": _(
        "文件夹「%(folder)s」不是任何工会的编号。请在结算文件页面上找到本工会的收件文件夹，再放一次。"
    ),
    "aid.file_gone": _("原文件已经按期删除，不能接着办。请重新上传。"),
    "aid.file_state": _("文件现在是「%(state)s」，这一步做不了。请刷新页面再看。"),
    "aid.too_large_to_send": _(
        "文件超过 %(megabytes)s MB，网页和接口收不下。请放进本工会的收件文件夹（一个文件 %(folder)s MB 以内），"
        "或者拆成几个文件分别交。"
    ),
    "aid.no_heading": _("前 %(rows)s 行里没有找到认得的表头。请看文件是不是医保结算明细，表头是不是被删了。"),
    "aid.no_sheet": _("文件里没有「%(name)s」这张工作表了。请重新上传。"),
    "aid.mostly_backwards": _(
        "%(of)s 行里有 %(rows)s 行出院早于入院，多半是两列日期弄反了。这一批一行也没有办。请重新确认每一列，再接着办。"
    ),
    "aid.mostly_broken": _(
        "%(of)s 行里有 %(rows)s 行不完整，多半是文件坏了。这一批一行也没有办。请发送方重发整个文件。"
    ),
    "aid.mostly_future": _(
        "%(of)s 行里有 %(rows)s 行出院日期还没有到，多半是日期列弄错了。"
        "这一批一行也没有办。请重新确认每一列，再接着办。"
    ),
    "aid.mostly_negative": _(
        "%(of)s 行里有 %(rows)s 行自付是负数，多半是两列金额弄反了。这一批一行也没有办。请重新确认每一列，再接着办。"
    ),
    "aid.mostly_unbalanced": _(
        "%(of)s 行里有 %(rows)s 行政策范围内的比总费用还多，多半是两列金额弄反了。"
        "这一批一行也没有办。请重新确认每一列，再接着办。"
    ),
    "aid.mostly_unborn": _(
        "%(of)s 行里有 %(rows)s 行入院早于出生，多半是日期列弄错了。这一批一行也没有办。请重新确认每一列，再接着办。"
    ),
    "aid.mostly_unreadable": _(
        "%(of)s 行里有 %(rows)s 行读不懂，多数在「%(column)s」这一列，多半是列认错了。"
        "这一批一行也没有办。请重新确认每一列，再接着办。"
    ),
    "aid.same_file": _("这个文件已经收过：「%(name)s」，%(at)s，现在是「%(state)s」。一个文件只办一次，不用再传。"),
    "aid.same_file_waits": _(
        "这个文件已经收过：「%(name)s」，%(at)s，现在是「%(state)s」。不用再传，请在「结算文件」里打开它接着办。"
    ),
    # rows
    "aid.currency": _("币种不是人民币，办不了。请换算成人民币再报。"),
    "aid.no_day": _("没有填日期。出院日期必须有。"),
    "aid.no_settlement_number": _("没有结算单号。没有单号，就分不清是不是同一笔。"),
    "aid.no_sum": _("没有填金额。没有发生的填 0。"),
    "aid.not_yes_or_no": _("退费标志看不懂。是退费填 1，不是填 0。"),
    "aid.row_too_wide": _("这一行有 %(have)s 格，表头只有 %(want)s 列，可能错位了。"),
    "aid.settlement_number_long": _("结算单号有 %(have)s 个字，最多 %(most)s 个，可能选错了列。"),
    "aid.sum_too_large": _("金额大得不像一张医院账单，可能是电话号码或证件号错了列。"),
}
#: What is wrong with a row, where the sentence would quote the cell: a fault keeps none of what stood there.
FAULTS: dict[str, Promise] = {
    "id.date": _("身份证号第 7 到 14 位不是一个日期。请对着证件改正。"),
    "id.future": _("按这个身份证号，出生日期还没有到。请对着证件改正。"),
    "money.negative": _("金额多了一个负号。退费请填退费标志，不用再写负号。"),
    "money.not_a_sum": _("看不出是多少钱。请填数字，例如 1234.50。"),
    "sheets.cell_digits": _("数字太长，被表格软件改掉了后几位。请把这一列设成「文本」，对着原件重新填。"),
    "sheets.cell_error": _("这一格是表格软件的出错标记。请改成实际内容。"),
    "sheets.day": _("看不出是哪一天。请写成 2024-03-01 这样。"),
}
#: Why a row that can be read was not decided.
STRAYS: dict[bool, Promise] = {
    False: _("这里没有这个人。建了档案以后会自动再办。"),
    True: _("退费先到，原来的结算还没有来。来了以后会自动再办。"),
}
#: What officers write most, for each of the two answers; a start, to be made fit.
USUAL: dict[str, tuple[Promise, ...]] = {
    "pay": (_("原件核对过，单据没有问题。"), _("和医保核对过，两次住院各是一次。"), _("金额核对过，按方案发放。")),
    "refuse": (
        _("和另一张结算单是同一笔，那一笔已经办好。"), _("出院那天没有参加互助，方案不包括。"),
        _("按方案算出来是 0 元。"),
    ),
}  # fmt: skip
#: What a settlement shares with the one an officer looks at.
BESIDE: dict[str, Promise] = {
    "invoice": _("同一张发票"), "number": _("同一个单号的另一次计算"), "bill": _("同一家医院、同一天、同样的金额"),
    "days": _("住院日期重叠或者紧挨着"),
}  # fmt: skip
#: What whoever changed a plan should know; no refusal.
REMARKS: dict[str, Promise] = {
    "aid.above_cap": _(
        "有 %(count)s 人那一年实际已发的超过计划现在的封顶（封顶后来改低过）：已经发的一分不退，这里按封顶算。"
    ),
    "aid.cap_lowered": _("封顶改低了：有 %(count)s 人今年已发的超过新的封顶，已经发的一分不退，以后不再发。"),
}
#: Reasons the program writes itself.
REASONS: dict[str, Promise] = {
    "aid.drift": _("抽查中人工复算和程序的结果不一致太多，自动停办"),
    "aid.refunded": _("医院退费，这张结算单冲正了"),
    "aid.taken_back": _("您收回了谢绝，按现在的额度重新办理"),
}

PLANS: dict[str, Promise] = {"draft": _("草稿"), "open": _("在办"), "closed": _("已关闭")}
PAYERS: dict[str, Promise] = {Payer.PERSON: _("本人"), Payer.UNION: _("工会"), Payer.EMPLOYER: _("单位")}
PERS: dict[str, Promise] = {Per.STAY: _("每次住院单独算"), Per.YEAR: _("全年合在一起算")}
ELIGIBLES: dict[str, Promise] = {
    Eligible.SCOPE: _("医保政策范围内的自付"),
    Eligible.SCOPE_AND_FIRST: _("医保政策范围内的自付，加上先行自付"),
}
FILES: dict[str, Promise] = {
    FileState.RECEIVED: _("已收到"),
    FileState.RUNNING: _("正在办"),
    FileState.DONE: _("办完了"),
    FileState.STOPPED: _("中途停下"),
    FileState.CANCELLED: _("已放弃"),
}
DECISIONS: dict[str, Promise] = {
    DecisionState.ORDERED: _("已办好"),
    DecisionState.NOTHING: _("没有自付，不用发"),
    DecisionState.HELD: _("等人看"),
    DecisionState.REFUSED: _("没有发放"),
    DecisionState.DECLINED: _("您谢绝了"),
    DecisionState.REVERSED: _("已冲正"),
    DecisionState.REPLACED: _("已由新的一次计算代替"),
}
#: The same to officers.
SEEN: dict[str, Promise] = DECISIONS | {DecisionState.DECLINED: _("本人谢绝")}
CONTESTS: dict[str, Promise] = {
    ContestState.FILED: _("等答复"),
    ContestState.DECIDED: _("已答复"),
    ContestState.APPEALED: _("等另一个人复核"),
    ContestState.CLOSED: _("已了结"),
}
FILE_ACTS: dict[str, Promise] = {
    "map": _("确认各列"), "run": _("办理"), "finish": _("办完"), "stop": _("停下"), "cancel": _("放弃"),
}  # fmt: skip
DECISION_ACTS: dict[str, Promise] = {
    "pay": _("决定发放"), "refuse": _("决定不发放"), "replace": _("更正"), "reverse": _("医院退费"),
    "decline": _("本人谢绝"), "take_back": _("本人收回谢绝"),
}  # fmt: skip
CONTEST_ACTS: dict[str, Promise] = {
    "decide": _("答复"), "appeal": _("要求复核"), "accept": _("接受，或者到期没有要求复核"),
}  # fmt: skip
OUTCOMES: dict[str, Promise] = {"upheld": _("维持原来的结果"), "corrected": _("已更正")}

#: Why people look at a settlement: for officers.
FINDINGS: dict[Finding, Promise] = {
    Finding.NEGATIVE: _("自付是负数"),
    Finding.BACKWARDS: _("出院早于入院"),
    Finding.FUTURE: _("出院日期还没有到"),
    Finding.UNBORN: _("入院早于出生"),
    Finding.UNBALANCED: _("政策范围内的比总费用还多"),
    Finding.SAME_INVOICE: _("同一张发票出现过"),
    Finding.SAME_BILL: _("同一家医院、同一天、同样的金额"),
    Finding.SPLIT: _("两次住院中间没有隔一天"),
    Finding.CORRECTED: _("同一个单号，数字变了"),
    Finding.REFUNDED: _("先收到了退费"),
    Finding.WAITING: _("在等待期里住的院"),
    Finding.OUTLIER: _("这家医院的自付比例明显偏高"),
    Finding.LARGE: _("金额大"),
    Finding.UNPAID: _("按方案算出来是 0 元"),
    Finding.UNSERVED: _("没有参加互助"),
    Finding.EXCLUDED: _("方案不包括的就医类别"),
}
#: Who handed a file in that lay in a watched folder.
FROM_FOLDER = _("从文件夹自动收的")
#: What an officer does about it before she decides.
ADVICE: dict[Finding, Promise] = {
    Finding.NEGATIVE: _("基金付的比政策范围内的还多：请和医保核对这两个数，对不上就不发放，请医保重发。"),
    Finding.BACKWARDS: _("请和医院核对入院、出院日期，多半是写反了；改好的记录重新收进来会自动办。"),
    Finding.FUTURE: _("请和医院核对出院日期；还没有出院就不发放，出院以后的结算会再来。"),
    Finding.UNBORN: _("请对着身份证核对入院日期，日期不对就请医保改好重发。"),
    Finding.UNBALANCED: _("请和医保核对总费用和政策范围内的金额，看是不是少了一位或者换了列。"),
    Finding.SAME_INVOICE: _("请对照下面同一张发票的结算：是同一笔就不发放，是另一笔请把发票号改对。"),
    Finding.SAME_BILL: _("请对照下面那一张：单号不同、别的都一样，多半是同一笔送了两次。"),
    Finding.SPLIT: _("请问医院是不是一次住院分开结的：是一次就并起来看有没有多发，是两次照发。"),
    Finding.CORRECTED: _("同一个单号又来了一次、数字变了：请和医保核对以哪一次为准，发放就按这一次重算。"),
    Finding.REFUNDED: _("退费比结算先到：请和医院核对这次看病还算不算数。"),
    Finding.WAITING: _("请核对参加日期和续保；入院时确实在等待期里就不发放。"),
    Finding.OUTLIER: _("请抽看几张这家医院的费用清单；这一笔单据没有问题就照发。"),
    Finding.LARGE: _("请看过结算单和发票，属实就发放。"),
    Finding.UNPAID: _("按方案算出来是 0 元，没有别的疑问就不发放。"),
    Finding.UNSERVED: _("请核对参加名单：漏了的先补办参加，再发放；确实没有参加就不发放。"),
    Finding.EXCLUDED: _("请核对就医类别；方案确实不包括就不发放。"),
}
#: The same to herself: what a person is looking at, and that nothing is refused by it.
LOOKED_AT: dict[Finding, Promise] = {
    Finding.NEGATIVE: _("结算单上的自付是负数，工会要和医保核对。"),
    Finding.BACKWARDS: _("结算单上出院早于入院，工会要核对日期。"),
    Finding.FUTURE: _("结算单上的出院日期还没有到，工会要核对。"),
    Finding.UNBORN: _("结算单上的入院日期不对，工会要核对。"),
    Finding.UNBALANCED: _("结算单上的金额对不上，工会要和医保核对。"),
    Finding.SAME_INVOICE: _("这张发票在另一张结算单上也出现过，工会要看是不是同一笔。"),
    Finding.SAME_BILL: _("同一家医院、同一天有一张同样金额的结算单，工会要看是不是同一笔。"),
    Finding.SPLIT: _("两次住院紧挨着，工会要看算一次还是两次。"),
    Finding.CORRECTED: _("医院更正过这张结算单，工会要重新核对。"),
    Finding.REFUNDED: _("这张结算单先收到了退费，工会要核对。"),
    Finding.WAITING: _("入院时您还在等待期里，工会要核对参加日期。"),
    Finding.OUTLIER: _("这家医院最近的自付比例明显偏高，所以由人再看一遍。不是您的问题。"),
    Finding.LARGE: _("金额比较大，按规定由人再看一遍。"),
    Finding.UNPAID: _("按方案算出来是 0 元，由人再确认一遍。"),
    Finding.UNSERVED: _("出院那天您没有参加互助，工会要核对参加名单。"),
    Finding.EXCLUDED: _("这一类就医方案里不包括，由人再确认一遍。"),
}
COLUMNS: dict[str, Promise] = {
    Column.ID_NUMBER: _("证件号码"), Column.NAME: _("姓名"), Column.SETTLEMENT: _("结算单号"),
    Column.IS_REFUND: _("退费标志"), Column.CARE: _("医疗类别"), Column.HOSPITAL: _("医院编号"),
    Column.HOSPITAL_NAME: _("医院名称"), Column.ADMITTED: _("入院日期"), Column.DISCHARGED: _("出院日期"),
    Column.SETTLED: _("结算时间"), Column.TOTAL: _("医疗总费用"), Column.OUTSIDE: _("全自费"),
    Column.ABOVE_PRICE: _("超限价"), Column.FIRST_SHARE: _("先行自付"), Column.IN_SCOPE: _("政策范围内金额"),
    Column.FUNDS: _("基金支付合计"), Column.OWN: _("个人支付"), Column.INVOICE_CODE: _("发票代码"),
    Column.INVOICE_NUMBER: _("发票号码"), Column.CURRENCY: _("币种"),
}  # fmt: skip


def money(fen: int) -> str:
    """A sum as it stands in a reckoning: yuan with both decimals."""
    sign, plain = "−" if fen < 0 else "", abs(fen)
    return gettext("%(sum)s 元") % {"sum": f"{sign}{plain // 100:,}.{plain % 100:02}"}


def of(refusal: Refused) -> str:
    """The sentence for a refusal of this room or of one below: what is wrong, and what to do."""
    words = REFUSALS.get(refusal.code)
    if words is None:
        return ledger.of(refusal)
    return str(words) % {name: _shown(refusal.code, name, value) for name, value in refusal.params.items()}


def fault(code: str, params: Mapping[str, Any]) -> str:
    """What is wrong with a row of a file; its own words of a cell are not kept and not said."""
    if code in FAULTS:
        return str(FAULTS[code])
    said = dict(params)
    for _place in range(5):
        try:
            return of(Refused(code, **said))
        except KeyError as missing:
            said[str(missing.args[0])] = "…"
    return code


def exact(ten_thousandths: int) -> str:
    """A part of a sum before it is rounded, in fen × basis points: «737.40 元», «12.3456 元»."""
    whole, rest = divmod(ten_thousandths, 1_000_000)
    places = f"{rest:06}".rstrip("0").ljust(2, "0")
    return gettext("%(sum)s 元") % {"sum": f"{whole:,}.{places}"}


def percent(rate_bp: int) -> str:
    """Basis points as people say them: 30%, 12.5%."""
    whole, rest = divmod(rate_bp, 100)
    return f"{whole}%" if not rest else f"{whole}.{rest:02}".rstrip("0") + "%"


def day(on: date) -> str:
    """A day as people say it."""
    return gettext("%(year)s 年 %(month)s 月 %(day)s 日") % {"year": on.year, "month": on.month, "day": on.day}


def knows(code: str) -> bool:
    """Whether the code of a refusal is this room's."""
    return code in REFUSALS


def remark(code: str, facts: Mapping[str, int]) -> str:
    """What whoever changed a plan should know."""
    return str(REMARKS[code]) % {name: f"{value:,}" for name, value in facts.items()}


def reason(text: str) -> str:
    """Why something was decided: the program's own reasons by their words, a person's as she wrote it."""
    return str(REASONS.get(text, text))


#: Which table names the state a refusal speaks of.
_STATES: Mapping[str, Mapping[str, Promise]] = {
    "aid.plan_state": PLANS, "aid.decision_state": DECISIONS, "aid.contest_state": CONTESTS, "aid.file_state": FILES,
    "aid.same_file": FILES, "aid.same_file_waits": FILES,
}  # fmt: skip


def _shown(code: str, name: str, value: Any) -> object:
    if name == "state":
        return _STATES.get(code, {}).get(value, value)
    if name in {"cap", "minimum", "fen"}:
        return money(value)
    if name in {"column", "columns"}:
        return "、".join(str(COLUMNS[each]) for each in ([value] if isinstance(value, str) else value))
    if isinstance(value, datetime):
        there = value.astimezone(_SHANGHAI)
        return f"{there.month} 月 {there.day} 日 {there:%H:%M}"
    if isinstance(value, date):
        return f"{value.year} 年 {value.month} 月 {value.day} 日"
    return value
