"""Chinese words for what this room refuses, names and tells."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from hexian.domains.ledger.rules import AccountKind, Column, DonorKind, GiftKind, Hand, Order, Run, Source
from hexian.domains.ledger.rules.files import Format, Layout, Verdict
from hexian.domains.members import texts as members
from hexian.domains.orgs import texts as orgs
from hexian.foundation.actor import Refused
from hexian.foundation.money import rules as money
from hexian.foundation.sheets import texts as sheets

RUNS: Mapping[str, Promise] = {
    Run.DRAFTED: _("草稿"),
    Run.PROPOSED: _("等复核或审批"),
    Run.REVIEWED: _("已复核，等审批"),
    Run.APPROVED: _("已审批，等放款"),
    Run.RELEASED: _("已放款，等银行回盘"),
    Run.ANSWERED: _("银行已回盘"),
    Run.CLOSED: _("已办结"),
    Run.CANCELLED: _("已作废"),
}
RUN_ACTS: Mapping[str, Promise] = {
    "add": _("加付款"), "leave": _("移出付款"), "propose": _("提交"), "cancel": _("作废"), "review": _("复核"),
    "second": _("第一审批"), "approve": _("审批"), "return": _("退回"), "release": _("放款"), "answer": _("回盘入账"),
    "close": _("办结"),
}  # fmt: skip
HANDS: Mapping[str, Promise] = {
    Hand.PROPOSE: _("经办"), Hand.REVIEW: _("复核"), Hand.SECOND: _("第一审批"), Hand.APPROVE: _("审批"),
    Hand.RELEASE: _("放款"),
}  # fmt: skip
ORDERS: Mapping[str, Promise] = {
    Order.ORDERED: _("等付款"),
    Order.BATCHED: _("在批次里"),
    Order.RELEASED: _("已交银行"),
    Order.PAID: _("已到账"),
    Order.RETURNED: _("银行退回"),
    Order.CANCELLED: _("已取消"),
}
ORDER_ACTS: Mapping[str, Promise] = {
    "batch": _("放进批次"), "cancel": _("取消"), "leave": _("移出批次"), "release": _("交银行"), "pay": _("到账"),
    "return": _("退回"),
}  # fmt: skip
ACCOUNTS: Mapping[str, Promise] = {
    AccountKind.MONEY: _("货币资金"), AccountKind.RECEIVABLE: _("应收"), AccountKind.PAYABLE: _("应付"),
    AccountKind.FUND: _("基金结余"), AccountKind.INCOME: _("收入"), AccountKind.EXPENSE: _("支出"),
}  # fmt: skip
DONORS: Mapping[str, Promise] = {
    DonorKind.EMPLOYER: _("企业"),
    DonorKind.UNION: _("工会"), DonorKind.BODY: _("其他单位"), DonorKind.PERSON: _("个人"),
}  # fmt: skip
GIFTS: Mapping[str, Promise] = {
    GiftKind.PLEDGE: _("按认捐到账"), GiftKind.GIFT: _("捐赠"), GiftKind.SALE: _("闲置物品义卖"),
}  # fmt: skip
SOURCES: Mapping[str, Promise] = {
    Source.GIFT: _("收到捐赠"), Source.OPENING: _("期初"), Source.PAID: _("银行付款"), Source.BOUNCED: _("银行退票"),
    Source.RECEIVABLE: _("转为应收退回"), Source.KEPT: _("不用退回了"),
    Source.SETTLED: _("退回后冲抵"), Source.REPAID: _("收回退款"),
    Source.OWED_RECEIVED: _("收到应收款"), Source.OWED_SET_OFF: _("用待退的抵应收款"),
    Source.REVERSAL: _("冲正"), Source.MANUAL: _("手工"), Source.AID: _("补助"),
}  # fmt: skip
CARD_COLUMNS: Mapping[str, Promise] = {
    Column.NAME: _("姓名"), Column.ID_NUMBER: _("身份证号"), Column.BANK: _("开户银行"), Column.NUMBER: _("银行卡号"),
}  # fmt: skip
LAYOUTS: Mapping[str, Promise] = {
    Layout.ICBC: _("工商银行批量支付"), Layout.PLAIN: _("通用五列（农业银行等）"),
}  # fmt: skip
FORMATS: Mapping[str, Promise] = {
    Format.XLSX: _("Excel"), Format.CSV_GBK: _("文本，GBK 编码"), Format.CSV_UTF8: _("文本，UTF-8 编码"),
}  # fmt: skip
VERDICTS: Mapping[str, Promise] = {
    Verdict.PAID: _("到账"),
    Verdict.RETURNED: _("退回"),
    Verdict.BOUNCED: _("到账后又退回"),
    Verdict.AGAIN: _("以前回过，不变"),
    Verdict.PENDING: _("银行还在处理"),
    Verdict.UNKNOWN: _("批次里没有这个序号"),
    Verdict.OTHER_SUM: _("金额和发出的不一样"),
    Verdict.OTHER_CARD: _("账号和发出的不一样"),
    Verdict.TWICE: _("同一个序号出现两次"),
    Verdict.UNREADABLE: _("看不懂"),
}

REFUSALS: Mapping[str, Promise] = {
    "ledger.run_state": _("这个批次现在是「%(run_state)s」，不能「%(run_act)s」。请刷新看看走到了哪一步。"),
    "ledger.order_state": _("这笔付款现在是「%(order_state)s」，不能「%(order_act)s」。请刷新看看。"),
    "ledger.hand_twice": _("这个批次您已经「%(hand)s」过了。一个人只能经一道手，请换一位同事。"),
    "ledger.hand_of_another": _("这道手续要由本人来办，也只能办一次。请用本人的账号登录。"),
    "ledger.no_duty": _("您没有「%(hand)s」的职责。请有这项职责的同事来办。"),
    "ledger.no_person": _("这里要由一个人签，程序不能代签。请用本人的账号登录。"),
    "ledger.own_money": _("这个批次里有付给您本人或您申报的亲属的钱，您不能经手。请换一位同事，或把那一笔移出来。"),
    "ledger.relatives_money": _(
        "这个批次里有 %(count)s 笔付给您申报的亲属，您不能经手。请换一位同事，或把它们移出来。"
    ),
    "ledger.review_first": _("这个批次的金额要先复核。请复核的同事先看。"),
    "ledger.second_first": _("这个批次的金额要两个人审批。请先由另一位审批，或填上委员会决议的文号。"),
    "ledger.run_is_fixed": _("批次提交以后不能再加付款。请退回草稿，或放进下一个批次。"),
    "ledger.nothing_waits": _("没有可以付的。等付款的人都还没有银行卡，或者都已经在别的批次里。"),
    "ledger.nothing_to_release": _("批次里没有一笔能付：收款人都没有银行卡。请补录银行卡再放款。"),
    "ledger.nothing_to_pay": _("没有要付的款。请检查是不是选错了。"),
    "ledger.too_many_lines": _("一个批次最多 %(most)s 笔。请分成几个批次。"),
    "ledger.unanswered": _("还有 %(count)s 笔银行没有回复。等回盘齐了再办结。"),
    "ledger.reason_missing": _("没有写原因。请写一句，别人才知道为什么。"),
    "ledger.money_short": _("银行存款不够付。请先收款入账，或者减少这一批的付款。"),
    "ledger.fund_short": _("基金余额不够。请先收款入账，或者请工会定一个兜底的数额。"),
    "ledger.not_owed": _("应付的钱没有这么多，这样会多付。请核对付款单。"),
    "ledger.repaid_too_much": _("退回的钱比应退的多。请核对金额。"),
    "ledger.not_owed_back": _("这笔付款不用退回。请核对是不是选错了。"),
    "ledger.ordered_before": _("这里面有已经下过付款单的，整批都没有下。请刷新后再试。"),
    "ledger.reversed_before": _("这一笔已经冲正过了，不用再冲。"),
    "ledger.not_reversible": _("这一笔不能手工冲正：付款要由退款或银行退回来冲。请从付款单那里办理。"),
    "ledger.same_person": _("冲正要由另一个人来做，不能是记账的本人。请换一位同事。"),
    "ledger.memo_missing": _("没有写冲正的原因。请写一句，审计时要看。"),
    "ledger.paid_before": _("这笔钱已经付过了，没有再付。"),
    "ledger.other_book": _("科目或付款单不是这个账本的。请刷新后再试。"),
    "ledger.money_by_order": _("钱只能按付款单付出去，不能直接从存款里记走。请先下付款单。"),
    "ledger.purpose_stays": _("专用基金的用途定了就不改。要换用途，请另设一个基金。"),
    "ledger.licence_missing": _(
        "向社会公开募捐要有公开募捐资格证书（慈善法第二十二条）。请填证书编号，或不要公开募捐。"
    ),
    "ledger.name_taken": _("已经有同名的了。请换一个名称。"),
    "ledger.name_missing": _("没有填名称。请填一个别人看得懂的名称。"),
    "ledger.purpose_missing": _("没有填用途。请写明这笔基金用来做什么。"),
    "ledger.fund_of_donor": _("这个基金是「%(donor)s」指定用途的，只收它的钱。别人的捐款请记到别的基金。"),
    "ledger.fund_ended": _("「%(fund)s」已经结束，不能再记。请选别的基金。"),
    "ledger.period_closed": _("这个日期的账已经结了，不能再记进去。请记在结账日以后。"),
    "ledger.period_ahead": _("结账日要在今天以前。请选已经过完的日子。"),
    "ledger.period_before_book": _("账本从 %(opened)s 才开始，不能结到它以前。请换一个日子。"),
    "ledger.closed_already": _("账已经结到 %(closed)s 了。请选更晚的日子。"),
    "ledger.sum_missing": _("金额要大于零。请填收到的数目。"),
    "ledger.day_ahead": _("这个日期还没有到。请填钱到账的那一天。"),
    "ledger.item_missing": _("没有写卖的是什么。请填物品名称。"),
    "ledger.pledge_missing": _("按认捐到账的，要选是哪一份认捐；别的不用选。请改一下。"),
    "ledger.pledge_full": _("这份认捐只剩 %(left_fen)s 元，到封顶了。多出来的请另记为捐赠。"),
    "ledger.pledge_sums": _("认捐的总额不能比一年的数少，两个数都要大于零。请核对。"),
    "ledger.basis_missing": _("没有写依据。请填协议或决议的名称和文号。"),
    "ledger.no_fines": _("职工的罚金不能进基金。工会要改，请先在法定参数里写明依据。"),
    "ledger.no_card_owner": _("您的账号没有对应到个人，存不了银行卡。请用本人的账号登录。"),
    "ledger.card_number": _("账号看不懂。请填 10 到 30 位数字，可以有空格。"),
    "ledger.bank_missing": _("没有填开户银行。请照银行卡上的填。"),
    "ledger.holder_missing": _("没有填户名。请照银行登记的姓名填。"),
    "ledger.card_rounded": _("表格把卡号改成了科学计数，后几位已经丢了。请把那一列设成文本，重新填一遍。"),
    "ledger.name_of_payee": _("没有填姓名。请填收款人的姓名。"),
    "ledger.not_her_card": _("户名和姓名不一样。钱只打到本人的卡上，请换成本人的卡。"),
    "ledger.payee_unknown": _("您经办的工会里没有这个身份证号。请核对号码；不归您管的人，请她的工会登记。"),
    "ledger.payee_other_name": _("这个身份证号的姓名和这里登记的不一样。请核对是不是填错了人。"),
    "ledger.payee_twice": _("同一个人在名单里出现两次。请只留一行。"),
    "ledger.card_twice": _("名单里有两个人是这个卡号。一张卡只能是一个人的，请核对。"),
    "ledger.card_of_another": _("这个卡号已经登记在别人名下。一张卡只能是一个人的，请核对。"),
    "ledger.cards_empty": _("名单里没有一行。请粘贴名单，或选一个文件。"),
    "ledger.cards_many": _("一份名单最多 %(most)s 人。请分成几份。"),
    "ledger.cards_heading": _("表头里没有「%(missing)s」这一列。要有姓名、身份证号、开户银行、银行卡号四列。"),
    "ledger.cards_faulty": _("有 %(count)s 行有问题，一张卡都没有登记。请改好，或只登记没有问题的。"),
    "ledger.cards_nothing_new": _("没有要登记的：名单里的卡都已经登记过，或都有问题。"),
    "ledger.cards_stale": _("这份核对过期了。请重新粘贴名单，再核对一遍。"),
    "ledger.card_missing": _("收款人还没有银行卡，没法付。请先补录银行卡。"),
    "ledger.same_card": _("银行就是从这张卡退回来的。请换一张卡；核对过这张卡没有错的，勾选「卡号核对无误」。"),
    "ledger.not_returned": _("这笔付款没有被退回，不用重付。请刷新看看。"),
    "ledger.reopened_before": _("这笔退回的付款已经重新下单了，不会付两次。"),
    "ledger.recalled": _("这笔付款的起因已经撤销，不用再付。"),
    "ledger.relation_missing": _("没有写是什么亲属。请写配偶、父母、子女等。"),
    "ledger.own_number": _("这是您自己的身份证号。请填亲属的。"),
    "ledger.not_released": _("这个批次还没有放款，或者已经办结。放款以后才有银行文件和回盘。"),
    "ledger.no_such_part": _("这个批次只有 %(parts)s 个文件。请从批次页面下载。"),
    "ledger.no_bank": _("账本还没有填付款银行和账号，工行的文件要用。请在账本设置里填好。"),
    "ledger.reply_heading": _("找不到表头：要有序号、账号、金额、处理状态四列。请把银行给的原文件传上来，不要改列名。"),
    "ledger.reply_number": _("文件里没有批次号，不知道回的是哪一批。请在文件名里写上「%(wanted)s」再传。"),
    "ledger.reply_other_run": _("这是批次 %(told)s 的回盘，不是 %(wanted)s 的，没有入账。请到那个批次的页面上传。"),
    "ledger.reply_swapped": _("金额那一列不像金额，可能和账号列换了位置。请传银行给的原文件。"),
    "ledger.reply_half": _("文件不完整：合计写的是 %(total)s，实际只有 %(lines)s 行。请向银行重新下载。"),
    "ledger.reply_empty": _("文件里没有一行回复。请向银行重新下载。"),
    "ledger.reply_large": _("文件太大，打不开。一份回盘最多 32 MB，请分开传。"),
    "ledger.reply_twice": _("这份回盘已经传过了，没有再读。请到批次页面的「银行回盘」里看它的结果。"),
    "ledger.reply_stops": _("有 %(count)s 行和我们发出的对不上，整份没有入账。请看标出的行，向银行核对后重新下载。"),
    "ledger.repaid_before": _(
        "银行退回的第 %(row)s 笔，以前登记过收款人还回 %(sum)s 元，同一笔钱不会回来两次，整份没有入账。"
        "请另一位同事先冲正那笔「收回退款」，再入账。"
    ),
    "ledger.reply_nothing_new": _("这份回盘没有新的结果，不用入账。"),
    "ledger.reply_applied": _("这份回盘已经处理过了。请刷新看看。"),
}


def knows(code: str) -> bool:
    """Whether a refusal is of this room."""
    return code in REFUSALS


_ABOVE: dict[str, Promise] = {}


def name_source(code: str, words: Promise) -> None:
    """Let a room above say what its postings are called."""
    _ABOVE[code] = words


def sources() -> dict[str, Promise]:
    """What postings come from, in words: this room's own, and those the rooms above have named."""
    return {**_ABOVE, **SOURCES}


def source(code: str) -> str:
    """What a posting comes from, in words; its code where nobody has named it."""
    return str(SOURCES.get(code) or _ABOVE.get(code) or code)


def of(refusal: Refused) -> str:
    """The sentence for a refusal of this room or one below."""
    words = REFUSALS.get(refusal.code)
    if words is not None:
        return str(words) % {name: _word(name, value) for name, value in refusal.params.items()}
    return sheets.of(refusal) if refusal.code.startswith("sheets.") else members.of(refusal)


_WORDS: Mapping[str, Mapping[str, Promise]] = {
    "run_state": RUNS, "run_act": RUN_ACTS, "order_state": ORDERS, "order_act": ORDER_ACTS, "hand": HANDS,
    "missing": CARD_COLUMNS,
}  # fmt: skip


def _word(name: str, value: object) -> object:
    if name.endswith("_fen") and isinstance(value, int):
        return money.shorten(value)[0] if value % 1_000_000 else f"{value // 100:,}"
    if name in _WORDS:
        return _WORDS[name].get(str(value), value)
    return orgs.shown(name, value)
