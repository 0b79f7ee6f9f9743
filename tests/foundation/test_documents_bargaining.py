"""Prints of bargaining are read back: filled, empty, overfull; the contract in PDF and Word says the same."""

from __future__ import annotations

import io
import re
from typing import Any

import pypdfium2  # type: ignore[import-untyped]
import pytest
from docx import Document

from hexian.foundation import documents
from hexian.foundation.documents import manuscripts
from tests.foundation.bargaining_papers import CONTRACT, FULL, MATERIALS, OFFER, delegates, registered
from tests.foundation.test_documents import pages, qr_codes, sizes, text

pytestmark = pytest.mark.thorough

MM = 72 / 25.4
#: Template → what it must say before anybody seals it (TEMPLATES §2, the laws it serves).
MUST_SAY: dict[str, tuple[str, ...]] = {
    "bargaining-offer": (
        "工资集体协商要约书", "编号：和畅工〔2026〕3号", "致：杭州和畅电子", "协商时间和地点", "2026年5月18日14时",
        "公司三楼会议室",
        "2026年6月26日", "协商内容", "√", "工资支付办法", "职工方5名、企业方5名", "首席代表和协商代表名单", "王小满",
        "首席代表",
        "上年度资产负债表", "十个工作日内书面答复", "2026年5月15日", "不得拒绝", "（盖章）", "首席代表（签字）",
        "附联", "收件人签名", "送达回证",
    ),
    "bargaining-reply": (
        "应约书", "和畅工〔2026〕3号", "2026年4月28日收到", "同意就工资集体协商事项", "2026年5月20日14时",
        "高温岗位津贴",
        "不同意见", "首席代表和协商代表名单", "资料", "2026年5月7日", "联系人：周望舒", "首席代表（签字）",
    ),
    "delivery-receipt": (
        "送达回证", "份数", "受送达人", "送达地点", "直接送达", "留置送达", "邮寄送达", "电子送达", "√", "约定依据",
        "签名或者盖章",
        "收到时间", "代收人", "拒收事由", "见证人", "送达人", "李知夏", "备注", "系统发出",
    ),
    "delegate-register": (
        "代表资格登记表", "方别", "姓名", "性别", "年龄", "岗位职务", "产生方式", "产生日期", "到会", "得票", "首席",
        "女／残／派遣",
        "外聘委托书号", "电话", "本人签名", "三分之一", "不得兼任", "职工方5人",
    ),
    "delegate-notice": (
        "公示", "第三届第二次职工代表大会", "应到54人，实到50人", "无记名", "得票", "2026年4月21日至2026年4月27日",
        "李知夏", "（盖章）",
    ),
    "delegate-replacement": ("更换", "陈立秋", "吴景行", "工作调动", "职代会选举", "第十三条", "特此通报"),
    "authorisation": (
        "首席代表授权委托书", "法定代表人", "3301**********1230", "受托人", "周望舒", "副总经理", "√", "参加协商会议",
        "2026年7月31日",
        "不得转委托", "委托人（签字）", "受托人（签字）", "单位（盖章）", "身份证复印件",
    ),
    "confidentiality": ("保密承诺书", "Z1、Z2", "用途", "返还和销毁", "期限", "责任", "公布协商进展",
    "承诺人（签字）", "系统内阅读并确认"),
    "meeting-notice": ("第1次", "时间和地点", "召集人", "轮流", "拟协商的事项", "参加协商的代表", "资料",
    "2026年5月12日前"),
    "bargaining-minutes": (
        "协商会议记录", "第2次会议", "召集、主持人", "职工方首席代表", "记录员", "吴景行", "不是协商代表", "轮流",
        "出席人员", "签名",
        "列席人员：李敏", "上次会议事项的落实", "企业方意见", "职工方意见", "数据依据", "一致", "分歧", "暂缓",
        "达成一致的事项",
        "中止协商", "累计15日", "不超过30日", "同意中止（签字）", "双方首席代表核对", "企业方首席代表（签字）",
        "记录员（签字）",
    ),
    "suspension-agreement": (
        "中止", "2026年5月20日至2026年6月3日", "累计15日", "不超过30日", "下次协商时间", "公司三楼会议室",
        "2026年6月27日", "不因中止",
        "职工方：同意中止", "首席代表（签字）",
    ),
    "materials-list": ("资料清单及接收单", "Z1", "复印件", "保密", "提供方（盖章）", "接收人（签字）"),
    "esignature-agreement": (
        "电子签名法》第三条", "适用的文书", "只由签名人控制", "任何改动都能够被发现", "电子送达", "同等的法律效力",
        "改用纸质文书",
        "2027年6月30日", "甲方（章）", "乙方（章）",
    ),
    "collective-contract": (
        "工资专项集体合同", "和畅集合〔2026〕1号", "第三稿", "甲方（企业）", "91330108MA2XXXXX0X", "经济类型",
        "350人", "首席代表",
        "乙方（全体职工）", "第一章总则", "第一条", "第二章工资水平与调整", "第二条【年度增长】",
        "（一）一线职工不低于7%",
        "第三条企业最低工资", "贰仟玖佰元整", "签署页", "甲方（章）", "乙方（章）", "首席代表（签字）", "备注",
        "应到54人实到50人同意47人",
        "收到日期", "审查意见／编号", "附件1", "岗位工资表", "4,200.00", "肆仟贰佰元整", "6.5%", "2026年7月1日",
        "一式八份",
    ),
    "contract-comparison": ("条款对照表", "原文本（第二稿）", "新文本（第三稿）", "增长5%", "增长6.5%", "删除线",
    "下划线"),
    "filing-register": (
        "报送（审查）登记表", "91330108MA2XXXXX0X", "规模以上企业", "合同类别", "工资专项", "首席代表", "要约日期",
        "应约日期", "协商次数",
        "应到54人，实到50人，同意47人", "双方签字日期", "报送日期", "报送份数", "经办人", "收到日期", "收件人签字",
        "审查意见", "受理回执", "十五日内未提出异议",
    ),
    "filing-statement": (
        "报送说明", "协商代表的产生", "协商过程", "协商的主要事项", "履行情况", "审议情况", "人均工资", "调整幅度",
        "涉及职工",
        "报送材料清单", "集体合同文本", "营业执照", "会议记录", "决议", "劳动合同复印件",
    ),
    "examination-opinion": (
        "集体合同审查意见书", "地址", "收到日期", "主体资格", "程序", "内容", "√", "异议", "第四十四条", "修订要求",
        "（盖章）", "一式三份",
    ),
    "publication-notice": (
        "生效的公告", "2026年6月12日由职工代表大会", "2026年6月18日由双方首席代表签字", "2026年6月23日收到文本",
        "2026年7月8日起生效",
        "有效期", "适用范围", "手机扫描", "（章）", "hexian.example/c/8f3a91c2",
    ),
    "performance-report": (
        "履行情况的报告", "约定", "完成率", "未完成原因", "整改期限", "工资增长兑现", "工资支付", "投诉",
        "监督小组检查", "结论",
        "首席代表（签字）", "职工代表大会（职工大会）意见",
    ),
    "amendment-agreement": (
        "集体合同变更协议", "和畅集合〔2026〕1号", "不可抗力", "√", "证明材料：订单减少情况说明", "原约定",
        "变更后的约定", "生效日期",
        "其他条款", "应到54人", "十日内", "不影响集体合同的效力", "首席代表（签字）",
    ),
    "union-opinion": (
        "工会劳动法律监督意见书", "长工监〔2026〕1号", "91330108MA2XXXXX0X", "查明的事实", "至今未收到", "调查日期",
        "证号0001", "依据", "第七条",
        "请你单位", "十五个工作日内书面答复", "主席（副主席）签字", "（盖章）", "送达回证",
    ),
}  # fmt: skip


def least(template: str) -> dict[str, Any]:
    """Only the keys a template cannot do without."""
    return {key: value for key, value in FULL[template].items() if key in documents.TEMPLATES[template]}


def outside(pdf: bytes) -> list[str]:
    """The characters that stand outside the margins of their page (10 mm at the least)."""
    found = []
    with pypdfium2.PdfDocument(pdf) as document:
        for page in document:
            words, width, height = page.get_textpage(), page.get_width(), page.get_height()
            for index in range(words.count_chars()):
                left, bottom, right, top = words.get_charbox(index)
                inside = left >= 10 * MM <= width - right and bottom >= 8 * MM and top <= height - 10 * MM
                if right > left and not inside:
                    found.append(words.get_text_range(index, 1))
    return found


def test_every_print_of_bargaining_has_a_sample_and_its_words() -> None:
    names = {name for name in documents.TEMPLATES if name in FULL}
    assert names == set(FULL) == set(MUST_SAY)
    assert len(names) == 22


@pytest.mark.parametrize("template", FULL)
def test_a_filled_form_says_what_the_law_asks(template: str) -> None:
    pdf = documents.render(template, FULL[template])
    words = text(pdf)
    assert [said for said in MUST_SAY[template] if said not in words] == []
    assert documents.text_hash(template, FULL[template])[:4].upper() in words
    assert b"<pdfaid:conformance>A</pdfaid:conformance>" in pdf
    assert pdf == documents.render(template, FULL[template])
    assert outside(pdf) == []


@pytest.mark.parametrize("template", FULL)
def test_an_empty_form_prints_for_a_pen(template: str) -> None:
    pdf = documents.render(template, {**least(template), "demo": True})
    words = text(pdf)
    assert "演示数据" in words
    assert "none" not in words.lower()
    assert "2026" not in words or template == "collective-contract"
    assert outside(pdf) == []


def stretched(value: Any) -> Any:
    """The same data with every name of a body three times as long, and longer words where a person writes freely."""
    if isinstance(value, str):
        return re.sub(r"(和畅电子|江南大道0000号|滨江区)", r"\1" * 3, value)
    if isinstance(value, dict):
        return {key: stretched(part) for key, part in value.items()}
    return [stretched(part) for part in value] if isinstance(value, list) else value


@pytest.mark.parametrize("template", FULL)
def test_long_names_stay_on_the_page(template: str) -> None:
    assert outside(documents.render(template, stretched(FULL[template]))) == []


def test_a_register_of_two_hundred_repeats_its_head() -> None:
    found = pages(documents.render("delegate-register", {**FULL["delegate-register"], "delegates": registered(200)}))
    assert len(found) > 5
    assert all("本人签名" in page for page in found[:-1])
    assert "职工方100人" in "".join(found[-1].split())
    assert f"共 {len(found)} 页" in found[0]


def test_eighty_rows_and_two_hundred_delegates_stay_on_their_pages() -> None:
    offer = documents.render("bargaining-offer", {**OFFER, "delegates": delegates(200)})
    materials = documents.render("materials-list", {**FULL["materials-list"], "materials": MATERIALS * 16})
    rows = FULL["contract-comparison"]["rows"] * 40
    comparison = documents.render("contract-comparison", {**FULL["contract-comparison"], "rows": rows})
    assert [outside(pdf) for pdf in (offer, materials, comparison)] == [[], [], []]
    assert all("原文本" in page for page in pages(comparison))


def big_contract(**changes: Any) -> dict[str, Any]:
    """Sixty articles and an annex of eighty rows."""
    articles = [{"text": f"第{number}项约定，" + "双方按照约定履行。" * 12} for number in range(60)]
    annex = {**CONTRACT["annexes"][0], "rows": [["装配岗位", 420_000 + number, 650, None] for number in range(80)]}
    return {**CONTRACT, "chapters": [{"title": "总则", "articles": articles}], "annexes": [annex], **changes}


def test_a_contract_of_sixty_articles_counts_its_pages_and_articles() -> None:
    pdf = documents.render("collective-contract", big_contract())
    found = pages(pdf)
    assert outside(pdf) == []
    assert len(found) > 12
    assert (
        f"第 {len(found)} 页　共 {len(found)} 页".split() == found[-1].split()[-5:-2]
        or f"共 {len(found)} 页" in found[-1]
    )
    words = "".join("".join(found).split())
    assert words.index("第十九条") < words.index("第二十条") < words.index("第六十条")
    annexed = [page for page in found if "肆仟贰佰元" in page]
    assert len(annexed) > 1
    assert all("执行日期" in page for page in annexed)


def test_a_word_without_end_breaks_at_the_edge() -> None:
    article = {"text": "网址见 https://hexian.example/" + "a" * 200}
    pdf = documents.render("collective-contract", {**CONTRACT, "chapters": [{"title": "总则", "articles": [article]}]})
    assert outside(pdf) == []
    assert "a" * 200 in text(pdf).replace("\u200b", "")


def test_a_draft_is_marked_on_every_page() -> None:
    draft = pages(documents.render("collective-contract", {**CONTRACT, "draft": True}))
    assert all("草" in page and "案" in page for page in draft)
    assert "草案" not in text(documents.render("collective-contract", CONTRACT))


@pytest.mark.parametrize("kind", manuscripts.TITLES)
def test_each_kind_of_contract_has_its_title(kind: str) -> None:
    assert manuscripts.TITLES[kind] in text(documents.render("collective-contract", {**CONTRACT, "kind": kind}))


def test_a_changed_word_changes_the_contracts_code_and_a_signature_does_not() -> None:
    code = documents.text_hash("collective-contract", CONTRACT)
    article = {"text": "本合同适用于甲方全体职工。"}
    changed = {**CONTRACT, "chapters": [{"title": "总则", "articles": [article]}, *CONTRACT["chapters"][1:]]}
    later = {**CONTRACT, "draft": True, "version": "定稿", "signed_on": "2026年6月19日", "congress": {}}
    assert documents.text_hash("collective-contract", changed) != code
    assert documents.text_hash("collective-contract", later) == code


@pytest.mark.parametrize("template", FULL)
def test_a_changed_word_changes_the_code_of_every_print(template: str) -> None:
    key = next(key for key, value in FULL[template].items() if isinstance(value, str) and key not in {"side", "action"})
    changed = {**FULL[template], key: "改了"} if key not in {"kind", "ground"} else stretched(FULL[template])
    if template == "collective-contract":
        changed = {**CONTRACT, "employer": "改了"}
    assert documents.text_hash(template, changed) != documents.text_hash(template, FULL[template])


@pytest.mark.parametrize("ground", ["refused", "overdue", "unfinished", "sign_refused", "other"])
def test_an_opinion_tells_its_ground_and_never_fines(ground: str) -> None:
    words = text(documents.render("union-opinion", {**FULL["union-opinion"], "ground": ground, "draft": True}))
    assert "罚款" not in words
    assert "责令" not in words
    assert "草" in words


@pytest.mark.parametrize(("template", "known"), [("union-opinion", "sent_on"), ("bargaining-reply", "received_on")])
def test_an_offer_without_a_number_is_cited_without_one_and_an_empty_form_leaves_room(
    template: str, known: str
) -> None:
    whole = FULL[template] | ({"ground": "refused", "facts": None} if template == "union-opinion" else {})
    assert "要约书》（编号：和畅工〔2026〕3号）" in text(documents.render(template, whole))
    bare = {key: value for key, value in whole.items() if key != "offer_number"}
    said = text(documents.render(template, bare))
    assert "集体协商要约书》" in said
    assert "要约书》（编号" not in said
    assert "要约书》（编号" in text(documents.render(template, {k: v for k, v in bare.items() if k != known}))


def test_an_end_and_a_change_are_told_apart() -> None:
    data = {"action": "end", "ends_on": "2026年12月31日", "filing_within": "五个工作日"}
    words = text(documents.render("amendment-agreement", data))
    assert "集体合同解除协议" in words
    assert "2026年12月31日起解除" in words
    assert "五个工作日内" in words
    assert "变更的条款" not in words


def test_what_has_no_number_goes_without_a_blank_for_one() -> None:
    """«编号：____» stood over a change, and beside the contract it changes, though neither has a number."""
    whole = FULL["amendment-agreement"]
    assert text(documents.render("amendment-agreement", whole)).count("编号：") == 2
    without = {key: value for key, value in whole.items() if key not in {"number", "contract_number"}}
    for said in (
        text(documents.render("amendment-agreement", without)),
        "".join(word_texts(documents.render_word("amendment-agreement", without))),
    ):
        assert f"2026年6月18日签订的《{whole['contract']}》，自2026年7月8日起生效" in said
        assert "编号" not in said
    assert text(documents.render("amendment-agreement", {"action": "amend"})).count("编号：") == 2, "a form has room"


def test_the_code_on_the_notice_opens_the_contract() -> None:
    notice = documents.render("publication-notice", FULL["publication-notice"])
    assert qr_codes(notice) == [FULL["publication-notice"]["qr_url"]]
    posted, kept = pages(notice)
    assert "备案回执" in kept
    assert "备案回执" not in posted


@pytest.mark.parametrize("template", ["delivery-receipt", "filing-register", "confidentiality", "examination-opinion"])
def test_a_form_stands_on_one_page(template: str) -> None:
    assert len(sizes(documents.render(template, FULL[template]))) == 1
    assert len(sizes(documents.render(template, least(template)))) == 1


def word_texts(file: bytes) -> list[str]:
    """Every paragraph of a Word file, those in tables too, without spaces."""
    document = Document(io.BytesIO(file))
    cells = (cell for table in document.tables for row in table.rows for cell in row.cells)
    found = [*document.paragraphs, *(paragraph for cell in cells for paragraph in cell.paragraphs)]
    return ["".join(paragraph.text.split()) for paragraph in found if paragraph.text.strip()]


def bare(words: str) -> str:
    """Text without blanks to fill in, boxes and ticks, which each kind of file draws its own way."""
    return re.sub(r"[\s_□☑√]", "", words)


@pytest.mark.parametrize(
    ("template", "data"),
    [
        ("collective-contract", CONTRACT),
        ("bargaining-offer", OFFER),
        ("amendment-agreement", FULL["amendment-agreement"]),
        (
            "amendment-agreement",
            {
                "action": "end",
                "ends_on": "2026年12月31日",
                "employer": "和畅电子（演示）",
                "union": "和畅工会（演示）",
                "settlement": ["按上年标准发到年底。"],
                "reason": "订单减少",
                "ground": 3,
            },
        ),
    ],
)
def test_word_says_what_the_pdf_says(template: str, data: dict[str, Any]) -> None:
    printed = bare(text(documents.render(template, data)))
    file = documents.render_word(template, data)
    texts = [bare(words).strip("—") for words in word_texts(file)]
    # a paragraph that runs over two pages has the foot of the first between its halves
    lacking = [words for words in texts if words not in printed and not re.search(r"年月日$|首席代表（签字）：", words)]
    assert lacking == []
    said = bare("".join(texts))
    for chapter in data.get("chapters", []):
        for article in chapter["articles"]:
            assert bare(article["text"].split("\n")[0]) in said
    assert file == documents.render_word(template, data)
    assert "文本校验码" in "".join(p.text for p in Document(io.BytesIO(file)).sections[0].footer.paragraphs)


def test_word_names_the_fonts_of_official_documents() -> None:
    document = Document(io.BytesIO(documents.render_word("collective-contract", {**CONTRACT, "draft": True})))
    fonts = set(re.findall(r'w:eastAsia="([^"]+)"', document.element.xml))
    assert {"仿宋_GB2312", "黑体", "方正小标宋简体"} <= fonts
    assert "草案" in document.sections[0].header.paragraphs[0].text


def test_word_takes_what_xml_cannot_hold_and_refuses_what_has_no_manuscript() -> None:
    odd = {**CONTRACT, "employer": "和畅\x07电子<&>（演示）"}
    assert "和畅电子<&>（演示）" in "".join(word_texts(documents.render_word("collective-contract", odd)))
    with pytest.raises(documents.UnknownTemplate, match="PDF only"):
        documents.render_word("delivery-receipt", {})


@pytest.mark.parametrize(
    ("number", "words"),
    [(1, "一"), (10, "十"), (11, "十一"), (20, "二十"), (21, "二十一"), (100, "一百"), (105, "一百零五"), (110,
    "一百一十"), (1001, "一千零一")],
)  # fmt: skip
def test_articles_are_numbered_as_laws_are(number: int, words: str) -> None:
    assert manuscripts.chinese(number) == words


def test_values_of_annexes_are_written_by_their_kind() -> None:
    assert manuscripts.value(420_050, {"title": "", "kind": "yuan", "capitals": True}) == "4,200.50\n肆仟贰佰元零伍角整"
    assert manuscripts.value(650, {"title": "", "kind": "percent"}) == "6.5%"
    assert manuscripts.value(10_000, {"title": "", "kind": "percent"}) == "100%"
    assert manuscripts.value("2026-07-01", {"title": "", "kind": "date"}) == "2026年7月1日"
    assert manuscripts.value(None, {"title": "", "kind": "yuan"}) == ""


@pytest.mark.parametrize(
    ("former", "new"),
    [("增长5%，7月起。", "增长6.5%，7月起。"), ("", "全新"), ("删去", ""), ("同", "同"), ("甲乙" * 900, "乙甲" * 900)],
)
def test_a_comparison_joins_to_both_texts(former: str, new: str) -> None:
    before, after = documents.segments(former, new)
    assert "".join(part["text"] for part in before) == former
    assert "".join(part["text"] for part in after) == new
    assert {part["mark"] for part in before} <= {"same", "gone"}
    assert {part["mark"] for part in after} <= {"same", "new"}


def test_a_figure_changes_whole() -> None:
    row = documents.compared("第九条", "增长5%，7月起。", "增长6.5%，7月起。")
    assert [(part["text"], part["mark"]) for part in row["new"]] == [
        ("增长", "same"), ("6.5%", "new"), ("，7月起。", "same"),
    ]  # fmt: skip


def test_whom_to_ask_stands_on_the_page_of_the_seal_however_long_a_statement_is() -> None:
    """Lines are added until every place on the page has been the last one."""
    for more in range(24):
        given = {**FULL["filing-statement"], "substance": ["双方就下列事项达成一致。"] * more, "contact": "冯大雪"}
        with pypdfium2.PdfDocument(documents.render("filing-statement", given)) as document:
            sheets = [sheet.get_textpage().get_text_range() for sheet in document]
        (asked,) = [page for page in sheets if "联系人：冯大雪" in re.sub(r"\s", "", page)]
        assert "（盖章）" in asked, more


def test_a_list_that_is_sealed_has_no_free_line_for_somebody_to_come() -> None:
    """Rows to be filled in stand in an empty form only."""
    assert len(manuscripts.delegates_table(delegates(3))["rows"]) == 3
    assert len(manuscripts.delegates_table([])["rows"]) == 5

    def numbers(data: dict[str, Any]) -> set[str]:
        found = pages(documents.render("delegate-register", data))
        return {line.strip() for page in found for line in page.splitlines()} & {"7", "8", "9", "10"}

    filled = {**FULL["delegate-register"], "delegates": registered(6)}
    assert numbers({key: each for key, each in filled.items() if key != "delegates"}) == {"7", "8", "9", "10"}
    assert numbers(filled) == set()
