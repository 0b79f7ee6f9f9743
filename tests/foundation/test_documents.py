"""Prints are read back: text, page size, watermark, QR code, fonts, the same bytes twice."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pypdfium2  # type: ignore[import-untyped]
import pytest
import zxingcpp

from hexian.foundation import documents
from hexian.foundation.documents import fonts

MM = 72 / 25.4
POSTER: dict[str, Any] = {
    "union": "长河街道骑手工会（演示）",
    "qr_url": "https://hexian.example/j/K7Q2MD",
    "code": "K7Q2MD",
    "site": "hexian.example",
    "promise": "3 个工作日内，工会给您答复",
    "hotline": "12351",
    "dated": "2026-03-18",
}
RESOLUTION: dict[str, Any] = {
    "union": "和畅电子（演示）工会委员会",
    "session": "第一届委员会第3次会议",
    "names": [
        {"name": "王小满", "id_masked": "3301**********123X", "work": "操作工"},
        {"name": "李知夏", "id_masked": "3301**********1230"},
    ],
}
APPLICATION: dict[str, Any] = {
    "union": "和畅电子（演示）工会委员会",
    "name": "王小满",
    "pledge": "我自愿加入中华全国总工会，遵守《中国工会章程》。",
    "consent": ["工会收集您的姓名和手机号，用来办理入会。", "您可以随时撤回。"],
}
LETTER: dict[str, Any] = {
    "issuer": "长河街道总工会（演示）",
    "number": "长总工〔2026〕1号",
    "subject": "关于同意成立工会委员会的批复",
    "to": "和畅电子（演示）工会委员会（筹）",
    "paragraphs": ["你单位来文收悉。", "一、同意成立", "此复。"],
    "signer": "长河街道总工会（演示）",
    "signed_on": "2026年3月18日",
}
CARD: dict[str, Any] = {
    "union": "和畅电子（演示）工会委员会",
    "name": "王小满",
    "card_no": "HC 0001",
    "member_since": "2026年3月18日",
    "qr_url": "https://hexian.example/c/3f9d",
}
SAMPLES = {
    "poster": POSTER,
    "resolution": RESOLUTION,
    "application": APPLICATION,
    "letter": LETTER,
    "member-card": CARD,
}
#: In no font that comes along: an extension-B character and an emoji.
UNKNOWN = "𨭎"


def pages(pdf: bytes) -> list[str]:
    with pypdfium2.PdfDocument(pdf) as document:
        return [page.get_textpage().get_text_range().replace("\r\n", "\n") for page in document]


def text(pdf: bytes) -> str:
    return "".join("".join(pages(pdf)).split())


def sizes(pdf: bytes) -> list[tuple[int, int]]:
    """Width and height of each page in millimetres."""
    with pypdfium2.PdfDocument(pdf) as document:
        return [(round(page.get_width() / MM), round(page.get_height() / MM)) for page in document]


def qr_codes(pdf: bytes) -> list[str]:
    """What a phone reads from the printed pages."""
    with pypdfium2.PdfDocument(pdf) as document:
        drawn = [page.render(scale=1.5).to_pil() for page in document]
    return [code.text for image in drawn for code in zxingcpp.read_barcodes(image)]


@pytest.mark.parametrize("template", SAMPLES)
def test_the_same_data_give_the_same_bytes(template: str) -> None:
    assert documents.render(template, SAMPLES[template]) == documents.render(template, SAMPLES[template])


@pytest.mark.parametrize("template", SAMPLES)
def test_every_print_is_an_archivable_pdf(template: str) -> None:
    pdf = documents.render(template, SAMPLES[template])
    assert b"<pdfaid:part>2</pdfaid:part>" in pdf
    assert b"<pdfaid:conformance>A</pdfaid:conformance>" in pdf


@pytest.mark.parametrize("template", SAMPLES)
def test_demo_data_are_marked_on_every_print(template: str) -> None:
    assert "演示数据" in text(documents.render(template, {**SAMPLES[template], "demo": True}))
    assert "演示数据" not in text(documents.render(template, SAMPLES[template]))


@pytest.mark.parametrize("template", SAMPLES)
def test_every_template_is_listed_and_says_what_it_lacks(template: str) -> None:
    assert template in documents.TEMPLATES
    with pytest.raises(documents.UnknownTemplate, match=r"needs .*union|needs .*issuer"):
        documents.render(template, {})


def test_a_template_outside_the_folder_is_unknown() -> None:
    with pytest.raises(documents.UnknownTemplate):
        documents.render("../../config/settings", {})


@pytest.mark.parametrize(("paper", "size"), [("a4", (210, 297)), ("a3", (297, 420))])
def test_the_poster_has_its_size_and_a_code_a_phone_reads(paper: str, size: tuple[int, int]) -> None:
    pdf = documents.render("poster", {**POSTER, "paper": paper})
    assert sizes(pdf) == [size]
    assert qr_codes(pdf) == [POSTER["qr_url"]]


def test_the_demo_mark_does_not_spoil_the_code() -> None:
    assert qr_codes(documents.render("poster", {**POSTER, "demo": True})) == [POSTER["qr_url"]]


def test_the_poster_says_what_one_needs_to_know() -> None:
    words = text(documents.render("poster", POSTER))
    for said in ("扫一扫，加入工会", "长河街道骑手工会（演示）", "K7Q2MD", "12351", "3个工作日内，工会给您答复"):
        assert said in words


def test_the_poster_names_what_the_form_asks() -> None:
    assert "填五项" in text(documents.render("poster", POSTER))
    words = text(documents.render("poster", {**POSTER, "also_asked": ["平台", "站点"]}))
    for said in ("填七项", "手机上填七项", "工种、平台、站点"):
        assert said in "".join(words.split())


def test_the_poster_fits_a_long_name_and_a_long_number() -> None:
    pdf = documents.render("poster", {**POSTER, "union": "杭州市滨江区长河街道" * 3, "hotline": "0571-00000000"})
    assert len(sizes(pdf)) == 1
    assert "0571-00000000" in text(pdf)


def test_what_people_type_is_never_markup() -> None:
    typed = '#panic("x") *星* _下_ $x$ \\ <a> @b 「`#let`」'
    assert "".join(typed.split()) in text(documents.render("poster", {**POSTER, "union": typed}))


def test_a_character_no_font_has_is_left_blank_and_named() -> None:
    assert documents.missing_glyphs(f"王{UNKNOWN}😀满") == (UNKNOWN, "😀")
    names = [{"name": f"王{UNKNOWN}", "id_masked": "3301**********1230"}]
    words = text(documents.render("resolution", {**RESOLUTION, "names": names}))
    assert "王〓" in words
    assert f"U+{ord(UNKNOWN):04X}" in words
    assert "请用笔补写" in words


@pytest.mark.parametrize("name", ["喆", "䶮", "𬱟", "㛃", "〇", "·", "𠮷"])
def test_rare_characters_of_names_print(name: str) -> None:
    assert documents.missing_glyphs(name) == ()
    assert f"王{name}" in text(documents.render("application", {**APPLICATION, "name": f"王{name}"}))


def test_silent_characters_are_dropped() -> None:
    hidden = "王\u200b小\u202e满\x07\ufe0f"
    assert documents.missing_glyphs(hidden) == ()
    assert "王小满" in text(documents.render("application", {**APPLICATION, "name": hidden}))


def test_a_private_sign_counts_as_unknown() -> None:
    assert documents.missing_glyphs("\ue000") == ("\ue000",)


def test_coverage_agrees_with_a_font_that_is_known() -> None:
    known = fonts.coverage(fonts.folders())
    assert {ord(char) for char in "工会龘"} <= known
    assert 0xFFFF not in known


def test_a_broken_font_file_spoils_no_print(tmp_path: Path, settings: Any) -> None:
    (tmp_path / "broken.otf").write_bytes(b"OTTO\x00\xffnot a font")
    settings.FONTS_DIR = tmp_path
    assert tmp_path in fonts.folders()
    assert documents.missing_glyphs("工会") == ()
    assert "扫一扫" in text(documents.render("poster", POSTER))


def test_a_font_laid_down_by_the_deployment_widens_what_prints(tmp_path: Path, settings: Any) -> None:
    source = fonts.folders()[0] / "NotoSerifSC-Regular.otf"
    (tmp_path / "extra.otf").write_bytes(source.read_bytes())
    settings.FONTS_DIR = tmp_path
    assert fonts.coverage((tmp_path,)) == fonts.code_points_of(source) - {
        point for point in fonts.code_points_of(source) if 0xE000 <= point <= 0xF8FF or point >= 0xF0000
    }


def test_a_changed_word_changes_the_hash() -> None:
    changed = {**RESOLUTION, "session": "第一届委员会第4次会议"}
    first, second = documents.text_hash("resolution", RESOLUTION), documents.text_hash("resolution", changed)
    assert first != second
    assert first[:4].upper() in text(documents.render("resolution", RESOLUTION))


def test_the_order_of_keys_does_not_change_the_hash() -> None:
    turned = dict(reversed(list(RESOLUTION.items())))
    assert documents.text_hash("resolution", turned) == documents.text_hash("resolution", RESOLUTION)


def test_the_metadata_carry_the_documents_own_date() -> None:
    with pypdfium2.PdfDocument(documents.render("poster", POSTER)) as document:
        facts = document.get_metadata_dict()
    assert facts["Title"] == "扫码加入长河街道骑手工会（演示）"
    assert facts["CreationDate"].startswith("D:20260318")


def test_a_resolution_lists_names_with_masked_numbers_on_a_page_of_its_own() -> None:
    first, *rest = pages(documents.render("resolution", {**RESOLUTION, "votes_for": 4, "expected": 5, "present": 4}))
    assert "关于接纳王小满等2人加入工会的决议" in "".join(first.split())
    assert "同意4票" in "".join(first.split())
    assert "3301**********123X" not in first
    assert "3301**********123X" in rest[0]
    assert sizes(documents.render("resolution", RESOLUTION)) == [(210, 297), (210, 297)]
    assert "性别" not in rest[0]


def test_a_resolution_says_how_many_must_be_present_as_it_is_told() -> None:
    words = "".join(text(documents.render("resolution", {**RESOLUTION, "quorum": "不少于 2/3"})).split())
    assert "到会委员占全体委员的比例不少于2/3，会议有效。" in words
    assert "半数" not in "".join(text(documents.render("resolution", RESOLUTION)).split())


def test_a_long_list_repeats_its_head_on_every_page() -> None:
    names = [{"name": f"王{number}", "id_masked": "3301**********1230"} for number in range(60)]
    listed = pages(documents.render("resolution", {**RESOLUTION, "names": names}))[1:]
    assert len(listed) > 1
    assert all("身份证号" in page for page in listed)
    assert "王59" in listed[-1]


def test_consent_stands_on_a_page_of_its_own() -> None:
    form, card, consent = pages(documents.render("application", APPLICATION))
    assert "入会申请书" in form
    assert "会员登记表" in card
    assert "随时撤回" in consent
    assert "随时撤回" not in form + card


def test_an_official_page_has_at_most_22_lines_of_28_characters() -> None:
    pdf = documents.render("letter", {**LETTER, "paragraphs": ["工" * 28 * 60]})
    lines = [line for line in pages(pdf)[1].split("\n") if set(line.strip()) == {"工"}]
    assert len(lines) == 22
    assert {len(line.strip()) for line in lines} == {28}


@pytest.mark.parametrize("lines", range(4, 10))
def test_a_signature_never_stands_alone_and_a_heading_never_ends_a_page(lines: int) -> None:
    words = [
        *(f"第{number}段收悉。" for number in range(lines)),
        "一、第一个标题",
        "由甲、乙、丙组成。",
        "二、第二个标题",
    ]
    words += ["由丁、戊组成。", "本届任期自即日起。", "此复。"]
    found = [
        [line.strip() for line in page.split("\n") if line.strip() and "—" not in line and "校验码" not in line]
        for page in pages(documents.render("letter", {**LETTER, "paragraphs": words}))
    ]
    assert found[-1][-2:] == [LETTER["signer"], LETTER["signed_on"]]
    assert len(found[-1]) >= 4, "at least two lines of text stand with the signature"
    assert not any(page[-1].startswith(("一、", "二、")) for page in found)


def test_an_official_page_keeps_the_margins_of_the_standard() -> None:
    pdf = documents.render("letter", {**LETTER, "paragraphs": ["工" * 28 * 60]})
    with pypdfium2.PdfDocument(pdf) as document:
        page = document[1]
        words = page.get_textpage()
        boxes = [
            words.get_charbox(index) for index in range(words.count_chars()) if words.get_text_range(index, 1) == "工"
        ]
        height = page.get_height()
    left, right = min(box[0] for box in boxes) / MM, max(box[2] for box in boxes) / MM
    top, bottom = (height - max(box[3] for box in boxes)) / MM, (height - min(box[1] for box in boxes)) / MM
    # a character's ink is a little smaller than its cell
    assert 28 <= left < 30
    assert 182 < right <= 184
    assert 37 <= top < 40
    assert 255 < bottom <= 262


def test_the_number_of_an_even_page_stands_left() -> None:
    pdf = documents.render("letter", {**LETTER, "paragraphs": ["工" * 28 * 60]})
    with pypdfium2.PdfDocument(pdf) as document:
        dashes = []
        for page in document:
            words = page.get_textpage()
            found = [words.get_charbox(index)[0] / MM for index in range(words.count_chars())
                     if words.get_text_range(index, 1) == "—"]  # fmt: skip
            dashes.append(found[0])
    assert dashes[0] > 105 > dashes[1]
