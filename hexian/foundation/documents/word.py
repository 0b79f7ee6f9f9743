"""A manuscript as a Word file: the same words as the PDF, to be edited, in the fonts official documents use.

The fonts are named, not enclosed; beside each name stand others to fall back on, for machines that have only those.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, date, datetime
from typing import Any, Final

from docx import Document
from docx.document import Document as WordDocument
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_BREAK, WD_LINE_SPACING
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt
from docx.table import Table, _Cell
from docx.text.paragraph import Paragraph
from docx.text.run import Run

Rows = Sequence[Sequence[str]]
#: Role → the name official documents ask for, then the names it goes by elsewhere.
FONTS: Final = {
    "fang": ("仿宋_GB2312", "仿宋,FangSong,STFangsong,Noto Serif CJK SC"),
    "hei": ("黑体", "SimHei,STHeiti,Noto Sans CJK SC"),
    "kai": ("楷体_GB2312", "楷体,KaiTi,STKaiti"),
    "biaosong": ("方正小标宋简体", "FZXiaoBiaoSong-B05S,华文中宋,STZhongsong,宋体"),
}
ALIGN: Final = {
    "left": WD_ALIGN_PARAGRAPH.LEFT,
    "center": WD_ALIGN_PARAGRAPH.CENTER,
    "right": WD_ALIGN_PARAGRAPH.RIGHT,
    "both": WD_ALIGN_PARAGRAPH.JUSTIFY,
}
#: GB/T 9704—2012: 22 lines on 225 mm.
PITCH: Final = Pt(28.95)
THREE, TWO, FOUR, SMALL = 16.0, 22.0, 14.0, 11.0
TYPE_AREA_MM: Final = 156


def bytes_of(template: str, said: Mapping[str, Any], proof: str) -> bytes:
    """The manuscript of a contract or an offer as .docx; the same bytes for the same words."""
    document = Document()
    lay_out(document, said, proof)
    WRITERS[template](document, said)
    return packed(document, said)


def lay_out(document: WordDocument, said: Mapping[str, Any], proof: str) -> None:
    """Paper, margins, the body's font and pitch, what stands above and below each page."""
    section = document.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.top_margin, section.bottom_margin = Mm(37), Mm(35)
    section.left_margin, section.right_margin = Mm(28), Mm(26)
    body: Any = document.styles["Normal"]
    body.paragraph_format.space_after = Pt(0)
    body.font.size = Pt(THREE)
    body.element.get_or_add_rPr().insert(0, fonts_element("fang"))
    above = "　".join(word for word in (said.get("version", ""), "草案" if said.get("draft") else "") if word)
    above += "　演示数据" if said.get("demo") else ""
    if above:
        line(section.header.paragraphs[0], above, size=SMALL, align="right")
    page_numbers(section.footer.paragraphs[0], proof)


def page_numbers(paragraph: Paragraph, proof: str) -> None:
    """«第 1 页　共 12 页» as fields Word counts itself, and the text's code."""
    paragraph.alignment = ALIGN["center"]
    for text, field in (("第 ", "PAGE"), (" 页　共 ", "NUMPAGES"), (f" 页　　文本校验码 {proof}", "")):
        styled(paragraph.add_run(text), "fang", SMALL)
        if field:
            add_field(styled(paragraph.add_run(), "fang", SMALL), field)


def add_field(run: Run, name: str) -> None:
    """A field that Word fills in."""
    for kind, text in (("begin", ""), ("", name), ("end", "")):
        element = OxmlElement("w:fldChar" if kind else "w:instrText")
        if kind:
            element.set(qn("w:fldCharType"), kind)
        else:
            element.text = text
        run._r.append(element)


def fonts_element(role: str) -> Any:
    """The font of a role, for every script."""
    element = OxmlElement("w:rFonts")
    for script in ("ascii", "hAnsi", "eastAsia", "cs"):
        element.set(qn(f"w:{script}"), FONTS[role][0])
    return element


def styled(run: Run, role: str = "fang", size: float = THREE) -> Run:
    """A run in the font of its role."""
    run.font.size = Pt(size)
    run._r.get_or_add_rPr().insert(0, fonts_element(role))
    return run


def line(
    paragraph: Paragraph,
    text: str,
    *,
    role: str = "fang",
    size: float = THREE,
    align: str = "both",
    indent: bool = False,
) -> Paragraph:
    """Text in a paragraph; new lines in it break the line."""
    paragraph.alignment = ALIGN[align]
    form = paragraph.paragraph_format
    if size >= FOUR:
        form.line_spacing_rule, form.line_spacing = WD_LINE_SPACING.EXACTLY, PITCH if size < TWO else Pt(36)
    form.first_line_indent = Pt(2 * size) if indent else None
    for index, part in enumerate(text.split("\n")):
        if index:
            paragraph.add_run().add_break()
        styled(paragraph.add_run(part), role, size)
    return paragraph


def para(document: WordDocument, text: str, **style: Any) -> Paragraph:
    """A paragraph of the body, indented by two characters unless said."""
    return line(document.add_paragraph(), text, **{"indent": True, **style})


def gap(document: WordDocument, millimetres: float) -> None:
    """White space."""
    document.add_paragraph().paragraph_format.space_before = Mm(millimetres)


def new_page(document: WordDocument) -> None:
    """What follows begins on a new page."""
    document.add_paragraph().add_run().add_break(WD_BREAK.PAGE)


def grid(document: WordDocument, rows: Rows, widths: Sequence[float], *, head: bool = False) -> Table:
    """A ruled table; `head` repeats its first row on each page. Widths are shares of the type area."""
    table: Table = document.add_table(rows=len(rows), cols=len(widths), style="Table Grid")
    table.alignment, table.autofit = WD_TABLE_ALIGNMENT.CENTER, False
    for number, (line_of, texts) in enumerate(zip(table.rows, rows, strict=True)):
        for cell, text, width in zip(line_of.cells, texts, widths, strict=True):
            fill(cell, text, TYPE_AREA_MM * width / sum(widths), heading=head and number == 0)
    if head:
        table.rows[0]._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))
    return table


def fill(cell: _Cell, text: str, width: float, *, heading: bool = False) -> None:
    """A cell with its text."""
    cell.width = Mm(width)
    line(cell.paragraphs[0], text, role="hei" if heading else "fang", size=SMALL, align="center" if heading else "left")


def contract(document: WordDocument, said: Mapping[str, Any]) -> None:
    """Cover, parties, chapters, signatures, annexes, in the order of the PDF."""
    front(document, said)
    line(document.add_paragraph(), said["title"], role="biaosong", size=TWO, align="center")
    grid(document, said["parties"], (1.1, 1.8, 1.1, 1.6))
    for text in said["preamble"]:
        para(document, text)
    for chapter in said["chapters"]:
        para(
            document, chapter["title"], role="hei", align="center", indent=False
        ).paragraph_format.keep_with_next = True
        for article in chapter["articles"]:
            article_lines(document, article)
    signatures(document, said)
    for annex in said["annexes"]:
        annexed(document, annex)


def front(document: WordDocument, said: Mapping[str, Any]) -> None:
    """The cover."""
    gap(document, 30)
    line(document.add_paragraph(), said.get("employer", ""), role="biaosong", size=26, align="center")
    line(document.add_paragraph(), said["title"], role="biaosong", size=30, align="center")
    gap(document, 70)
    for label, value in said["cover"]:
        para(document, f"{label}{value}", align="left", indent=False)
    new_page(document)


def article_lines(document: WordDocument, article: Mapping[str, Any]) -> None:
    """An article: its number in 黑体, its text, the paragraphs below."""
    first = para(document, article["number"], role="hei")
    styled(first.add_run("　" + article["text"]))
    for text in article["below"]:
        para(document, text)


def signatures(document: WordDocument, said: Mapping[str, Any]) -> None:
    """The page for seals and signatures, with the remarks below."""
    new_page(document)
    para(document, "（签署页）", role="hei", align="center", indent=False)
    rows = [
        [f"{label}\n{name}\n\n\n" for label, name, *_signed in said["sides"]],
        [
            f"首席代表（签字）：\n{signed}\n{day or '　　　　年　　月　　日'}"
            for _label, _name, signed, day, _side in said["sides"]
        ],
    ]
    table = grid(document, rows, (1, 1))
    table.style = "Normal Table"
    gap(document, 6)
    grid(document, said["remarks"], (1, 5))
    if said["copies"]:
        para(document, said["copies"], size=FOUR)


def annexed(document: WordDocument, annex: Mapping[str, Any]) -> None:
    """A table on a page of its own."""
    new_page(document)
    line(document.add_paragraph(), annex["number"], role="hei", align="left")
    line(document.add_paragraph(), annex["title"], role="biaosong", size=TWO, align="center")
    if annex["unit"]:
        line(document.add_paragraph(), f"单位：{annex['unit']}", size=SMALL, align="right")
    grid(document, [annex["heads"], *annex["rows"]], annex["widths"], head=True)
    if annex["note"]:
        line(document.add_paragraph(), f"注：{annex['note']}", size=SMALL)


def offer(document: WordDocument, said: Mapping[str, Any]) -> None:
    """Title, blocks, seal and signature, and the receipt to be torn off."""
    line(document.add_paragraph(), said["title"], role="biaosong", size=TWO, align="center")
    para(document, said["number"], size=FOUR, align="right", indent=False)
    para(document, said["to"], indent=False)
    for block in said["blocks"]:
        BLOCKS[block["kind"]](document, block)
    gap(document, 6)
    for text in (
        f"{said['seal']['unit']}（盖章）",
        "首席代表（签字）：________",
        said["seal"]["date"] or "______年____月____日",
    ):
        para(document, text, align="right", indent=False)
    para(document, said["contact"])
    para(document, f"—— {said['slip']['title']} ——", size=FOUR, align="center", indent=False)
    grid(document, said["slip"]["rows"], (1, 3.6))


def agreement(document: WordDocument, said: Mapping[str, Any]) -> None:
    """Title, number, blocks, and both sides beside each other to seal and sign."""
    line(document.add_paragraph(), said["title"], role="biaosong", size=TWO, align="center")
    if said["heading"]:
        para(document, said["heading"], size=FOUR, align="right", indent=False)
    for block in said["blocks"]:
        BLOCKS[block["kind"]](document, block)
    gap(document, 6)
    rows = [
        [label for label, *_signed in said["sides"]],
        [f"{name}\n\n" for _label, name, *_signed in said["sides"]],
        [
            f"首席代表（签字）：\n{signed}\n{day or said['day'] or '　　　　年　　月　　日'}"
            for _label, _name, signed, day, _side in said["sides"]
        ],
    ]
    grid(document, rows, (1, 1)).style = "Normal Table"


def ticks(document: WordDocument, block: Mapping[str, Any]) -> None:
    """A list to tick."""
    for item in block["items"]:
        para(document, f"{'☑' if item['chosen'] else '□'} {item['text']}")


def heading(document: WordDocument, block: Mapping[str, Any]) -> None:
    """「一、」 in 黑体, on the page of what follows."""
    para(document, block["text"], role="hei").paragraph_format.keep_with_next = True


def table_block(document: WordDocument, block: Mapping[str, Any]) -> None:
    """A table among the paragraphs."""
    grid(document, [block["heads"], *block["rows"]], block["widths"], head=True)


BLOCKS: Final[dict[str, Callable[[WordDocument, Mapping[str, Any]], None]]] = {
    "para": lambda document, block: void(para(document, block["text"])),
    "plain": lambda document, block: void(para(document, block["text"], indent=False)),
    "level1": heading,
    "ticks": ticks,
    "table": table_block,
}
WRITERS: Final = {"collective-contract": contract, "bargaining-offer": offer, "amendment-agreement": agreement}


def void(_: object) -> None:
    """Nothing of it."""


def packed(document: WordDocument, said: Mapping[str, Any]) -> bytes:
    """The file with its properties and font table, every part dated as the document is."""
    day = date.fromisoformat(str(said.get("dated") or "2026-01-01"))
    facts = document.core_properties
    facts.title, facts.author, facts.comments = said["title"], said.get("employer") or said.get("sender", ""), ""
    facts.created = facts.modified = datetime(day.year, day.month, day.day, tzinfo=UTC)
    draft, final = io.BytesIO(), io.BytesIO()
    document.save(draft)
    with zipfile.ZipFile(draft) as source, zipfile.ZipFile(final, "w", zipfile.ZIP_DEFLATED) as target:
        for name in source.namelist():
            part = zipfile.ZipInfo(name, (day.year, day.month, day.day, 0, 0, 0))
            part.compress_type = zipfile.ZIP_DEFLATED
            target.writestr(part, font_table() if name == "word/fontTable.xml" else source.read(name))
    return final.getvalue()


def font_table() -> bytes:
    """The fonts by name with the names to fall back on."""
    space = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    fonts = "".join(
        f'<w:font w:name="{name}"><w:altName w:val="{others}"/><w:charset w:val="86"/><w:family w:val="auto"/></w:font>'
        for name, others in FONTS.values()
    )
    return (
        f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?><w:fonts xmlns:w="{space}">{fonts}</w:fonts>'.encode()
    )
