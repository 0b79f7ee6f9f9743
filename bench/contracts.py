"""Collective contracts as PDF: how many of twelve pages a core sets in a second, and whether memory stays bounded.

Every contract differs: another employer, other figures in every article, other articles repeated.  A process sets
its share one after another, as a worker of the queue does; the first one, which reads the fonts, is told apart.
A core's rate is per second of processor time, so that whatever else runs on the machine does not count.
"""

from __future__ import annotations

import os
import random
import re
import time
from collections.abc import Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from multiprocessing import get_context
from pathlib import Path
from typing import Any

from bench.frame import Report, percentile, say
from bench.memory import peak
from hexian.foundation import documents

#: The PDFs have twelve pages at least, cover, signatures and annex among them.
PAGES = 12
ARTICLES = 50
_PAGE = re.compile(rb"/Type\s*/Page[^s]")
_BLANK = re.compile(r"\{(\w)\}")
_RESIDENT = re.compile(r"VmRSS:\s+(\d+) kB")
PLACES = ("滨江", "长河", "西兴", "浦沿", "萧山", "余杭", "临平", "钱塘", "富阳", "桐庐")
TRADES = ("电子", "机械", "物流", "纺织", "食品", "医药", "软件", "化工", "印刷", "包装")
NAMES = ("王小满", "李知夏", "陈立秋", "赵清和", "周望舒", "吴景行", "孙临川", "郑怀远")
CHAPTERS = (
    "总则",
    "工资分配制度",
    "工资水平与调整",
    "最低工资",
    "工资支付",
    "加班工资与津贴",
    "特殊情况",
    "期限与变更",
    "监督与争议",
    "附则",
)
#: Articles with room for figures: {p} a rate, {m} a sum a month, {w} ten thousands a year, {d} a day, {n} a number.
WORDINGS = (
    "本合同适用于甲方的全体职工，包括试用期内的职工、非全日制用工和被派遣到甲方工作的劳动者，截至上月末共计{n}人。",
    "甲方与职工订立的劳动合同中劳动报酬的标准，不得低于本合同的约定；低于约定的，按照本合同执行，差额自{d}日起补足。",
    "甲方实行以岗位工资为基础、与技能等级和工作业绩相结合的分配制度，岗位工资占职工月工资的比例不低于{p}%。",
    "岗位工资标准见附件，共分{n}个等级；岗位变动的，自变动的次月起执行新岗位的标准，原标准高于新标准的保留{n}个月。",
    "上年度职工工资总额为{w}万元，本年度职工工资总额比上年度增长{p}%，即达到{w}万元，其中一线职工的增幅不低于{p}%。",
    "上年度职工年人均工资为{m}元，本年度年人均工资不低于{m}元；各岗位的年度平均工资水平和调整幅度列入附件。",
    "工资调整与企业利润、劳动生产率和本地区居民消费价格指数挂钩；利润增长超过{p}%的，双方在{n}个工作日内另行协商增加部分。",
    "甲方职工的最低工资标准为每月{m}元，非全日制用工的小时最低工资为{n}元，高于当地人民政府规定的最低工资标准。",
    "最低工资不包括加班工资、中班夜班高温等特殊工作环境的津贴，也不包括法律法规规定的福利待遇和由甲方代缴的{n}项费用。",
    "实行计件工资的工序，定额以同岗位百分之九十以上的职工在法定工作时间内能够完成为准；上月测定{n}人，达到的占{p}%。",
    "计件单价随定额调整而调整；原材料、设备或者工艺变化使定额难以完成的，甲方自接到反映之日起{n}个工作日内重新测定。",
    "工资以货币形式按月支付，发薪日为每月{d}日；遇法定休假日或者休息日的，提前在最近的工作日支付，由银行代发到职工本人账户。",
    "甲方每月向职工提供工资清单，列明应发、扣除和实发的项目与金额；职工有疑问的，甲方在{n}个工作日内答复并改正差错。",
    "职工离职的，甲方在办理手续时一次结清工资；结算确有困难的，最迟不超过离职之日起{n}日，并书面说明原因。",
    "安排职工延长工作时间的，支付不低于工资百分之一百五十的工资报酬；计算基数为本人上月工资扣除奖金后的{p}%且不低于{m}元。",
    "休息日安排工作又不能安排补休的，支付不低于工资百分之二百的工资报酬；补休应当在{n}周内安排，由职工提出日期。",
    "法定休假日安排工作的，支付不低于工资百分之三百的工资报酬，在次月{d}日前与当月工资一并发放。",
    "夜班津贴每班{n}元，高温津贴在规定的月份按每月{m}元发放，在岗时间不足一个月的按照实际出勤天数折算。",
    "交通、通讯和午餐补贴合计每月{m}元，随工资发放；甲方已经提供免费班车或者食堂的，相应补贴的减少不超过{p}%。",
    "年终奖金的总额不低于当年利润的{p}%，分配办法在每年{n}月前提交职工代表大会讨论，结果向全体职工公布。",
    "试用期工资不低于本岗位最低档工资的百分之八十，并且不低于每月{m}元；试用期的长短按照法律规定，最长不超过{n}个月。",
    "职工患病或者非因工负伤治疗的，在规定的医疗期内按照不低于本人工资{p}%的标准支付病假工资，每月不少于{m}元。",
    "职工请事假的，甲方可以不支付事假期间的工资；每年累计不超过{n}日的，不影响全勤奖以外的其他奖金。",
    "职工依法享受婚假、丧假、产假、陪产假、育儿假和年休假的，视为提供正常劳动，按照原标准支付工资；年休假未休的另按规定支付{p}%。",
    "职工依法参加社会活动、工会活动以及履行协商代表职责占用工作时间的，工资照发，每月不超过{n}个工作日的无须另行审批。",
    "非因职工原因停工停产在一个工资支付周期内的，按照正常出勤支付工资；超过一个周期的，每月支付不低于{m}元的生活费用。",
    "职工取得职业技能等级证书的，自取得的次月起发给技能津贴，标准为每月{m}元至{m}元，具体见能级工资专项约定。",
    "职工提出的技术革新和合理化建议被采用的，按照当年直接效益的{p}%给予一次性奖励，单项不低于{n}百元。",
    "甲方按照职工工资总额的{p}%足额提取职工教育培训经费，其中用于一线职工的部分不低于{p}%，每年向职工代表大会报告。",
    "女职工在孕期、产期、哺乳期内，甲方不得降低其工资；哺乳时间视为劳动时间，每日不少于{n}十分钟，往返时间计算在内。",
    "甲方每{n}个月组织一次女职工妇科检查，检查时间计入劳动时间，费用由甲方承担，人均标准不低于{m}元。",
    "本合同期限为一年；期满前九十日内，任何一方都可以提出重新签订或者续订的要求，另一方在{n}个工作日内书面答复。",
    "订立本合同依据的法律法规修改、发生不可抗力或者约定的条件出现的，经协商一致可以变更；提出方提供证明材料不少于{n}项。",
    "双方组成集体合同监督小组，每方{n}人，每季度检查一次履行情况；发现的问题以书面形式提交双方首席代表，并在{n}日内处理。",
    "双方首席代表每年至少一次向职工代表大会报告本合同的履行情况，报告在会前{n}日发给代表，并附逐条完成率。",
    "因履行本合同发生争议的，双方协商解决；协商不成的，可以依法申请调解、仲裁或者提起诉讼，协商的期限不超过{n}日。",
    "任何一方违反本合同的，应当承担违约责任；因此给职工造成损失的，按照实际损失赔偿，迟延支付的部分另加付{p}%。",
    "本合同未尽事宜，按照有关法律、法规和规章执行；附件是本合同的组成部分，共{n}件，与正文具有同等效力。",
)


@dataclass(frozen=True)
class Share:
    """What one process set: seconds of each contract after the first, those of the processor, pages, memory in MiB."""

    first: float
    seconds: list[float]
    work: list[float]
    fewest_pages: int
    mean_pages: float
    different: int
    early: float
    late: float
    peak: float


def measure(contracts: int, cores: int) -> Report:
    """Set so many contracts in as many processes as there are cores."""
    report = Report("contracts")
    say(f"排 {contracts} 份合同，{cores} 个进程")
    shares = set_all(contracts, cores)
    seconds = [second for share in shares for second in share.seconds]
    report.figure("core.rate", min(len(share.work) / sum(share.work) for share in shares), "contracts/s")
    report.figure("all.rate", sum(len(one.seconds) / sum(one.seconds) for one in shares), "contracts/s")
    report.figure("contract.p50", percentile(seconds, 0.5) * 1000, "ms")
    report.figure("contract.p99", percentile(seconds, 0.99) * 1000, "ms")
    report.figure("first", max(share.first for share in shares) * 1000, "ms")
    report.figure("pages.fewest", min(share.fewest_pages for share in shares), "pages")
    report.figure("pages.mean", sum(share.mean_pages for share in shares) / len(shares), "pages")
    report.figure("files", sum(share.different for share in shares), "files")
    report.figure("memory.peak", max(share.peak for share in shares), "MiB")
    report.figure("memory.growth", max(one.late / one.early for one in shares), "×")
    aim(report, contracts)
    return report


def aim(report: Report, contracts: int) -> None:
    """What it must reach."""
    report.target("core.rate", ">=", 20)
    report.target("pages.fewest", ">=", PAGES)
    report.target("files", ">=", contracts)
    report.target("memory.growth", "<=", 1.25)


def set_all(contracts: int, cores: int) -> list[Share]:
    """The shares of all processes, started anew so that none inherits another's caches."""
    parts = [range(core, contracts, cores) for core in range(cores)]
    with ProcessPoolExecutor(cores, mp_context=get_context("spawn")) as pool:
        return list(pool.map(set_share, parts))


def set_share(numbers: Sequence[int]) -> Share:
    """Set these contracts one after another."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "hexian.config.settings")
    first, *rest = (timed(contract(number)) for number in numbers)
    early = rest[: max(1, len(rest) // 5)][-1]
    pages = [each.pages for each in (first, *rest)]
    return Share(
        first=first.seconds,
        seconds=[each.seconds for each in rest],
        work=[each.work for each in rest],
        fewest_pages=min(pages),
        mean_pages=sum(pages) / len(pages),
        different=len({each.digest for each in (first, *rest)}),
        early=early.memory,
        late=rest[-1].memory,
        peak=peak(),
    )


@dataclass(frozen=True)
class Timed:
    """One contract set."""

    seconds: float
    work: float
    pages: int
    digest: int
    memory: float


def timed(data: Mapping[str, Any]) -> Timed:
    """Set one contract and look at it."""
    began, work = time.perf_counter(), time.process_time()
    pdf = documents.render("collective-contract", data)
    seconds, worked = time.perf_counter() - began, time.process_time() - work
    return Timed(seconds, worked, len(_PAGE.findall(pdf)), hash(pdf), resident_mib())


def resident_mib() -> float:
    """What this process holds now; its peak where the system does not say."""
    status = Path("/proc/self/status")
    found = _RESIDENT.search(status.read_text(encoding="utf-8")) if status.exists() else None
    return int(found[1]) / 1024 if found else peak()


def contract(number: int) -> dict[str, Any]:
    """An invented contract; the number decides every word of it."""
    dice = random.Random(number)
    employer = f"杭州{dice.choice(PLACES)}{dice.choice(TRADES)}{number}号有限公司（演示）"
    names = dice.sample(NAMES, 2)
    return {
        "kind": "wage", "version": "定稿", "number": f"集合〔2026〕{number + 1}号", "employer": employer,
        "uscc": f"9133010800000{number:05d}", "address": f"杭州市滨江区江南大道{dice.randrange(1000)}号",
        "ownership": "有限责任公司", "legal_representative": names[0], "staff": dice.randrange(100, 3000),
        "union": f"{employer}工会委员会", "union_chair": names[1],
        "employer_chief": {"name": names[0], "post": "总经理"},
        "workers_chief": {"name": names[1], "post": "工会主席"},
        "employer_count": 5, "workers_count": 5, "term_from": "2026年7月1日", "term_until": "2027年6月30日",
        "signed_on": "2026年6月18日", "dated": "2026-06-18", "chapters": chapters(dice), "annexes": [annex(dice)],
        "congress": {"held_on": "2026年6月12日", "due": 54, "present": 50, "votes_for": dice.randrange(28, 50)},
    }  # fmt: skip


def chapters(dice: random.Random) -> list[dict[str, Any]]:
    """Ten chapters with the articles dealt out over them."""
    texts = [filled(text, dice) for text in (*WORDINGS, *dice.sample(WORDINGS, ARTICLES - len(WORDINGS)))]
    ends = [len(texts) * index // len(CHAPTERS) for index in range(len(CHAPTERS) + 1)]
    return [
        {"title": title, "articles": [{"text": text} for text in texts[begin:end]]}
        for title, begin, end in zip(CHAPTERS, ends, ends[1:], strict=False)
    ]


def filled(text: str, dice: random.Random) -> str:
    """A wording with figures, each its own."""
    return _BLANK.sub(lambda found: figure(found[1], dice), text)


def figure(kind: str, dice: random.Random) -> str:
    """A figure of the kind a wording asks for."""
    figures = {"p": (10, 120), "m": (2600, 9900), "w": (1000, 90000), "d": (1, 28), "n": (2, 30)}
    drawn = dice.randrange(*figures[kind])
    return f"{drawn / 10:g}" if kind == "p" else f"{drawn:,}"


def annex(dice: random.Random) -> dict[str, Any]:
    """A table of wages by post."""
    wage = {"title": "月标准", "kind": "yuan", "capitals": True}
    columns = [{"title": "岗位"}, wage, {"title": "调幅", "kind": "percent"}]
    rows = [[f"{dice.choice(TRADES)}岗位{level}级", dice.randrange(260_000, 990_000), 650] for level in range(1, 13)]
    return {"title": "岗位工资标准表", "unit": "元／月，税前", "columns": columns, "rows": rows}
