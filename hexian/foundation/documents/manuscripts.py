"""The words of what is printed and leaves as Word too: said once here, set by typst and by Word.

A manuscript is plain data. A run of low lines («____») in a text is a blank to be filled in by hand.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from hexian.foundation.documents import topics
from hexian.foundation.money.rules import capitals

_DIGITS = "零一二三四五六七八九"
BLANK = "_" * 8
SHORT = "_" * 4
DAY = "______年____月____日"
TITLES = {
    "general": "集体合同",
    "wage": "工资专项集体合同",
    "safety": "劳动安全卫生专项集体合同",
    "women": "女职工权益保护专项集体合同",
    "grade": "能级工资专项集体合同",
}
SIDES = {"workers": "职工方", "employer": "企业方"}


def chinese(number: int) -> str:
    """A whole number from 1 to 9,999 as articles are numbered: 10 十, 21 二十一, 105 一百零五."""
    words = ""
    for place, name in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit = number // place % 10
        if digit:
            words += _DIGITS[digit] + name
        elif words and not words.endswith("零"):
            words += "零"
    words = words.rstrip("零")
    return words[1:] if words.startswith("一十") else words


def numbered(number: int) -> str:
    """The sign before an item: （一）, （二） …"""
    return f"（{chinese(number)}）"


def told(data: Mapping[str, Any], key: str, blank: str = BLANK) -> Any:
    """A value, or a blank where there is none."""
    found = data.get(key)
    return blank if found is None or found == "" else found


def contract(data: Mapping[str, Any]) -> dict[str, Any]:
    """A collective contract as it is read: cover, parties, numbered chapters and articles, annexes, signatures."""
    title = data.get("title") or TITLES[data["kind"]]
    return {
        "title": title,
        "cover": cover(data),
        "parties": parties(data),
        "preamble": list(data.get("preamble") or [preamble(title)]),
        "chapters": chapters(data["chapters"]),
        "annexes": [annex(number, part) for number, part in enumerate(data.get("annexes", []), 1)],
        "sides": sides(data),
        "remarks": remarks(data),
        "copies": data.get("copies", ""),
    }


def preamble(title: str) -> str:
    """What stands before the first chapter when the parties wrote nothing of their own."""
    return (
        "甲乙双方根据《中华人民共和国劳动法》《中华人民共和国劳动合同法》《中华人民共和国工会法》等法律、法规，"
        f"遵循合法、平等、诚信和兼顾双方利益的原则，经集体协商一致，订立本{title}，共同遵守。"
    )


def cover(data: Mapping[str, Any]) -> list[list[str]]:
    """The lines of the cover, label and value."""
    workers = f"{told(data, 'employer')}全体职工"
    return [
        ["合同编号：", told(data, "number")],
        ["甲　　方：", told(data, "employer")],
        ["乙　　方：", f"{workers}（由{told(data, 'union')}代表）"],
        ["合同期限：", f"{told(data, 'term_from', DAY)}至{told(data, 'term_until', DAY)}"],
        ["签订日期：", told(data, "signed_on", DAY)],
    ]


def parties(data: Mapping[str, Any]) -> list[list[str]]:
    """The head of the contract: who the parties are and who bargained for them, in rows of two pairs."""
    ours, theirs = data.get("employer_chief", {}), data.get("workers_chief", {})
    return [
        ["甲方（企业）", data.get("employer", ""), "统一社会信用代码", data.get("uscc", "")],
        ["地址", data.get("address", ""), "经济类型", data.get("ownership", "")],
        ["法定代表人", data.get("legal_representative", ""), "职工人数", heads(data.get("staff"))],
        ["首席代表", ours.get("name", ""), "职务", ours.get("post", "")],
        ["乙方（全体职工）", f"由{told(data, 'union', SHORT)}代表", "工会负责人", data.get("union_chair", "")],
        ["首席代表", theirs.get("name", ""), "职务", theirs.get("post", "")],
        ["甲方协商代表", heads(data.get("employer_count")), "乙方协商代表", heads(data.get("workers_count"))],
    ]


def heads(count: int | None) -> str:
    """A number of people, or a blank for it."""
    return f"{SHORT}人" if count is None else f"{count}人"


def chapters(given: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Chapters and articles with their numbers; articles are counted through the whole contract."""
    found, number = [], 0
    for order, chapter in enumerate(given, 1):
        articles = [article(number + index, each) for index, each in enumerate(chapter["articles"], 1)]
        number += len(articles)
        found.append({"title": f"第{chinese(order)}章　{chapter['title']}", "articles": articles})
    return found


def article(number: int, given: Mapping[str, Any]) -> dict[str, Any]:
    """An article: its number, the paragraph beside it, and the paragraphs below with their items numbered."""
    title = f"【{given['title']}】" if given.get("title") else ""
    items = [numbered(index) + text for index, text in enumerate(given.get("items", []), 1)]
    first, *rest = paragraphs(given["text"])
    below = [line for text in given.get("more", []) for line in paragraphs(text)]
    return {"number": f"第{chinese(number)}条", "text": title + first, "below": [*rest, *items, *below]}


def paragraphs(text: str) -> list[str]:
    """The paragraphs of a text as typed: a line each, empty ones left out; at least one."""
    return [line.strip() for line in text.split("\n") if line.strip()] or [""]


def annex(number: int, given: Mapping[str, Any]) -> dict[str, Any]:
    """An annexed table with every value in words, and how each column stands."""
    columns = given["columns"]
    return {
        "number": f"附件{number}",
        "title": given["title"],
        "unit": given.get("unit", ""),
        "note": given.get("note", ""),
        "heads": [column["title"] for column in columns],
        "widths": [column.get("width", 1) for column in columns],
        "aligns": ["left" if column.get("kind", "text") == "text" else "right" for column in columns],
        "rows": [[value(cell, column) for cell, column in zip(row, columns, strict=True)] for row in given["rows"]],
    }


def value(cell: Any, column: Mapping[str, Any]) -> str:
    """A value as its column's kind is written: yuan from fen, percent from basis points, a day from ISO."""
    kind = column.get("kind", "text")
    if cell is None or cell == "":
        return ""
    if kind == "yuan":
        return yuan(int(cell)) + (f"\n{capitals(int(cell))}" if column.get("capitals") else "")
    if kind == "percent":
        return percent(int(cell))
    if kind == "date":
        day = date.fromisoformat(str(cell))
        return f"{day.year}年{day.month}月{day.day}日"
    return str(cell)


def yuan(fen: int) -> str:
    """Fen as yuan with two decimals: 420000 → «4,200.00»."""
    sign = "-" if fen < 0 else ""
    return f"{sign}{abs(fen) // 100:,}.{abs(fen) % 100:02d}"


def percent(points: int) -> str:
    """Basis points as percent without idle noughts: 650 → «6.5%»."""
    whole, rest = divmod(abs(points), 100)
    decimals = f".{rest:02d}".rstrip("0") if rest else ""
    return f"{'-' if points < 0 else ''}{whole}{decimals}%"


def sides(data: Mapping[str, Any]) -> list[list[str]]:
    """What each side fills in at the end: seal, chief's signature, date; how and when it was signed electronically."""
    signed, days = data.get("signatures") or {}, data.get("signed_days") or {}
    return [
        [label, data.get(unit, ""), signed.get(side, ""), days.get(side, ""), side]
        for label, unit, side in (("甲方（章）", "employer", "employer"), ("乙方（章）", "union", "workers"))
    ]


def remarks(data: Mapping[str, Any]) -> list[list[str]]:
    """Below the signatures: how the congress passed it, and what the labour authority writes."""
    congress = data.get("congress", {})
    due, present, votes = (told(congress, key, SHORT) for key in ("due", "present", "votes_for"))
    passed = f"{told(congress, 'held_on', DAY)}　应到{due}人　实到{present}人　同意{votes}人"
    return [
        ["备注", f"职工代表大会（职工大会）通过：{passed}"],
        ["人社部门", f"收到日期：{DAY}\n审查意见／编号：{BLANK}\n　　　　　　　　　　　　　　（章）"],
    ]


def offer(data: Mapping[str, Any]) -> dict[str, Any]:
    """An offer to bargain as a row of blocks, and the receipt to be torn off."""
    title = f"{data.get('subject', '')}集体协商要约书"
    return {
        "title": title,
        "number": f"编号：{told(data, 'number')}",
        "to": f"致：{told(data, 'to', BLANK * 2)}",
        "blocks": [*opening(data), *headed(offer_parts(data)), *closing()],
        "seal": {"unit": data.get("sender", ""), "date": data.get("signed_on", "")},
        "contact": f"（联系人：{told(data, 'contact', SHORT)}　电话：{told(data, 'phone')}）",
        "slip": slip(data, title),
    }


def opening(data: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Why, and by which law."""
    basis = "、".join(data.get("basis", [])) or f"{BLANK * 2}等有关集体协商的规定"
    purpose = data.get("purpose") or "为协调劳动关系，维护职工和企业双方的合法权益"
    subject = data.get("subject", "")
    lead = f"{purpose.rstrip('，。；')}，根据{basis}，我方现就{subject}集体协商事项向你方提出要约。"
    return [{"kind": "para", "text": lead}]


def offer_parts(data: Mapping[str, Any]) -> list[tuple[str, list[dict[str, Any]]]]:
    """The parts of an offer in order, each with its heading; 杭州企业工资集体协商条例 24 asks for the first four."""
    named = [
        ("协商时间和地点", [para(meeting_words(data))]),
        ("协商内容（打“√”的为本次要约的议题）", [{"kind": "ticks", "items": topics_of(data)}]),
        ("双方代表人数", [para(count_words(data))]),
        ("本方首席代表和协商代表名单", [delegates_table(data.get("delegates", []))]),
        ("你方代表名单", [para("请你方在答复时一并提供首席代表和协商代表名单。")]),
    ]
    wanted = [("请你方提供的资料", materials_wanted(data))] if asks_materials(data) else []
    return [*named, *wanted, ("答复期限", [para(reply_words(data))])]


def meeting_words(data: Mapping[str, Any]) -> str:
    """When and where the sides are to meet first, and the latest day."""
    first, place = told(data, "first_at", f"{DAY}____时"), told(data, "place", BLANK * 2)
    return f"首次协商会议拟于{first}在{place}召开，最迟不晚于{told(data, 'latest', DAY)}。"


def count_words(data: Mapping[str, Any]) -> str:
    """How many are to bargain for each side."""
    workers, employer = (told(data, key, SHORT) for key in ("workers_count", "employer_count"))
    return f"建议职工方{workers}名、企业方{employer}名，均含首席代表一名。{data.get('count_rule', '')}"


def reply_words(data: Mapping[str, Any]) -> str:
    """By when the other side must answer in writing."""
    within, due = told(data, "reply_within", SHORT), told(data, "reply_due", DAY)
    return f"请自收到本要约书之日起{within}内书面答复，最迟于{due}。一方提出协商要求的，另一方不得拒绝。"


def asks_materials(data: Mapping[str, Any]) -> bool:
    """Workers ask for the employer's figures as a rule; the employer only where it says which."""
    return data["side"] == "workers" or bool(data.get("materials"))


def materials_wanted(data: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The papers asked for, by when."""
    wanted = data.get("materials") or topics.MATERIALS
    lead = f"请你方于{told(data, 'materials_by', DAY)}前提供下列与协商有关的真实情况和资料："
    return [para(lead), *(para(f"{number}. {name}") for number, name in enumerate(wanted, 1))]


def topics_of(data: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The topics offered, or the law's whole list with nothing ticked."""
    given = data.get("topics") or [{"text": text} for text in topics.LISTS[data.get("topic_list", "wage")]]
    return [{"text": each["text"], "chosen": bool(each.get("chosen"))} for each in given]


def delegates_table(people: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """A side's delegates as a table; an empty form has five lines for them."""
    rows = [[who.get(key, "") for key in ("name", "sex", "work", "remark")] for who in people]
    empty = [] if rows else [[""] * 4 for _ in range(5)]  # a list that is signed has no free line
    lines = [[str(number), *row] for number, row in enumerate([*rows, *empty], 1)]
    heads = ["序号", "姓名", "性别", "部门、岗位", "备注"]
    return {"kind": "table", "heads": heads, "rows": lines, "widths": [0.7, 1.2, 0.8, 2.2, 1.3]}


def closing() -> list[dict[str, Any]]:
    """How many copies there are."""
    return [para("本要约书一式两份，双方各执一份，送达时另附送达回证。")]


def slip(data: Mapping[str, Any], title: str) -> dict[str, Any]:
    """The receipt: what was received, when, by whom."""
    return {
        "title": "附联（由收件方填写后交还发件方）",
        "rows": [
            ["收到文书", f"{title}（编号：{told(data, 'number')}）"],
            ["收到时间", "______年____月____日____时____分"],
            ["收件人签名", ""],
            ["收件单位（章）", ""],
        ],
    }


def para(text: str) -> dict[str, Any]:
    """A paragraph as a block."""
    return {"kind": "para", "text": text}


def headed(parts: Sequence[tuple[str, list[dict[str, Any]]]]) -> list[dict[str, Any]]:
    """Parts under their numbered headings 「一、」「二、」."""
    blocks: list[dict[str, Any]] = []
    for number, (title, body) in enumerate(parts, 1):
        blocks += [{"kind": "level1", "text": f"{chinese(number)}、{title}"}, *body]
    return blocks


#: The cases in which a contract may be changed or ended (浙江集体合同条例 32, 杭州企业工资集体协商条例 38).
GROUNDS = (
    "订立集体合同所依据的法律、法规被修改或者废止；", "因不可抗力致使集体合同部分或者全部不能履行；",
    "企业发生破产、兼并、解散等重大变化，致使集体合同无法履行；", "集体合同约定的{act}条件出现；",
    "法律、法规规定可以{act}的其他情形。",
)  # fmt: skip


def agreement(data: Mapping[str, Any]) -> dict[str, Any]:
    """An agreement to change a contract or to end one early, as a row of blocks, and both sides' signatures."""
    act = act_of(data)
    return {
        "title": f"集体合同{act}协议",
        "heading": f"编号：{told(data, 'number')}" if is_numbered(data, "number") else "",
        "blocks": [*agreed_on(data), *congress_and_filing(data)],
        "sides": sides(data),
        "day": data.get("signed_on", ""),
    }


def agreement_text(data: Mapping[str, Any]) -> dict[str, Any]:
    """The words two copies of an agreement must share: not what the congress and the authority add later."""
    return {"title": f"集体合同{act_of(data)}协议", "blocks": agreed_on(data)}


def is_numbered(data: Mapping[str, Any], key: str) -> bool:
    """Whether a number is told, or room kept for one: where a contract is named, what has no number goes without."""
    return bool(data.get(key)) or not data.get("contract")


def act_of(data: Mapping[str, Any]) -> str:
    """What is done to the contract."""
    return "解除" if data["action"] == "end" else "变更"


def agreed_on(data: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Who agrees, why, and on what: the clauses changed, or the day of the end and what follows it."""
    act = act_of(data)
    ground = told(data, "ground", SHORT)
    number = f"（编号：{told(data, 'contract_number')}）" if is_numbered(data, "contract_number") else ""
    return [
        plain(f"甲方（企业）：{told(data, 'employer', BLANK * 2)}"),
        plain(f"乙方（全体职工）：由{told(data, 'union', BLANK * 2)}代表"),
        para(
            f"双方于{told(data, 'signed_before', DAY)}签订的《{told(data, 'contract', BLANK)}》{number}，"
            f"自{told(data, 'effective_before', DAY)}起生效。"
            f"现因下列第{ground}项情形，经集体协商一致，{act}该合同："
        ),
        {
            "kind": "ticks",
            "items": [
                {"text": f"{number}. {words.format(act=act)}", "chosen": number == data.get("ground")}
                for number, words in enumerate(GROUNDS, 1)
            ],
        },
        *([para(f"理由：{data['reason']}")] if data.get("reason") else []),
        para(f"证明材料：{'；'.join(data.get('proofs') or [BLANK * 3])}。"),
        *headed(ending(data) if data["action"] == "end" else changing(data)),
    ]


def ending(data: Mapping[str, Any]) -> list[tuple[str, list[dict[str, Any]]]]:
    """From which day nothing of the contract holds, and what was agreed on for afterwards."""
    settled = [para(f"{number}. {words}") for number, words in enumerate(data.get("settlement") or [], 1)]
    return [
        ("解除日期", [para(f"上述集体合同自{told(data, 'ends_on', DAY)}起解除。")]),
        ("解除后事项", settled or [para(BLANK * 6) for _line in range(3)]),
    ]


def changing(data: Mapping[str, Any]) -> list[tuple[str, list[dict[str, Any]]]]:
    """The clauses in their former and new wording; the others go on."""
    rows = [[row.get(key, "") for key in ("clause", "former", "new", "in_force")] for row in data.get("rows") or []]
    lines = [[str(number), *row] for number, row in enumerate([*rows, *([""] * 4 for _ in range(0 if rows else 3))], 1)]
    heads = ["序号", "条款", "原约定", "变更后的约定", "生效日期"]
    table = {"kind": "table", "heads": heads, "rows": lines, "widths": [12, 22, 47, 46, 29]}
    rest = "未变更的条款继续有效；变更后的条款与原条款不一致的，以本协议为准。"
    return [("变更的条款", [table]), ("其他条款", [para(rest)])]


def congress_and_filing(data: Mapping[str, Any]) -> list[dict[str, Any]]:
    """How the congress passed it, and within how long it is filed."""
    congress = data.get("congress") or {}
    due, present, votes = (told(congress, key, SHORT) for key in ("due", "present", "votes_for"))
    within, silent = told(data, "filing_within", SHORT), told(data, "objection_within", SHORT)
    filed = f"企业自解除之日起{within}内报人力资源社会保障部门备案。"
    if data["action"] != "end":
        filed = (
            f"企业自双方首席代表签字之日起{within}内，把本协议及说明报送人力资源社会保障部门；"
            f"自其收到之日起{silent}内未提出异议的，本协议即行生效。"
        )
    names = "首席代表、单位名称、法定代表人或者投资人的变更，不影响集体合同的效力。"
    voted = (
        f"职工代表大会（职工大会）于{told(congress, 'held_on', DAY)}审议，应到{due}人，实到{present}人，同意{votes}人。"
    )
    return [
        {"kind": "level1", "text": "三、协商和审议"},
        para(f"双方于{told(data, 'negotiated_on', DAY)}协商一致；{voted}"),
        {"kind": "level1", "text": "四、报送"},
        para(f"{filed}{names}"),
    ]


def plain(text: str) -> dict[str, Any]:
    """A line that is not indented."""
    return {"kind": "plain", "text": text}


#: What the two sides agree on; not the cover, the signatures or what the congress and the authority note below.
TEXT = ("title", "parties", "preamble", "chapters", "annexes")


def contract_text(data: Mapping[str, Any]) -> dict[str, Any]:
    """The words two copies of a contract must share to be the same contract."""
    whole = contract(data)
    return {key: whole[key] for key in TEXT}


@dataclass(frozen=True)
class Manuscript:
    """How a document's data become words: all that is set, and the words its hash is taken over."""

    set_out: Callable[[Mapping[str, Any]], dict[str, Any]]
    words: Callable[[Mapping[str, Any]], dict[str, Any]]


MANUSCRIPTS = {
    "collective-contract": Manuscript(contract, contract_text),
    "bargaining-offer": Manuscript(offer, offer),
    "amendment-agreement": Manuscript(agreement, agreement_text),
}
