"""Every paper of a sitting prints once its time has come, with what TEMPLATES 2.12 asks; none before."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

import pypdfium2  # type: ignore[import-untyped]
import pytest

from hexian.domains.decisions import documents, services
from hexian.foundation.actor import Actor, Refused
from tests.decisions import makers as make
from tests.makers import as_

pytestmark = [pytest.mark.django_db, pytest.mark.database, pytest.mark.thorough]


def pages_of(content: bytes) -> list[str]:
    """The words of each page, without line breaks."""
    opened = pypdfium2.PdfDocument(content)
    found = ["".join(opened[place].get_textpage().get_text_range().split()) for place in range(len(opened))]
    opened.close()
    return found


def test_the_four_papers_and_the_notice() -> None:
    union = make.works()
    chair, other = make.officer(union), make.officer(union, "周可心")
    body = make.full(union, chair, observers=2)
    sitting, motion = make.opened(body, chair, 50)

    def printed(make_it: Callable[..., bytes], ident: UUID, document: str, actor: Actor = chair) -> list[str]:
        with as_(actor):
            return pages_of(make_it(ident, document, actor=actor))

    notice = "".join(printed(documents.of_sitting, sitting.public_id, "notice"))
    assert "关于召开和畅电子（演示）有限公司第三届第一次职工代表大会的通知" in notice
    assert "2.表决：《工资专项集体合同（草案）》" in notice

    sheet = printed(documents.of_sitting, sitting.public_id, "sign_in")
    assert "应到54人，须到36人" in sheet[0]
    assert "代表团／选区" in sheet[0]
    assert "列席人员签到册" in sheet[-1]
    assert "应到" not in sheet[-1].replace("不计入应到、实到", "")

    ballots = printed(documents.of_motion, motion.public_id, "ballots")
    assert len(ballots) == 14
    assert ballots[0].count("表决票") == 4
    assert ballots[-1].count("表决票") == 2, "fifty-four in all"
    assert len(set(ballots[:-1])) == 1, "alike: no number, no name"
    assert "盖大会章" in ballots[0]

    blank = "".join(printed(documents.of_motion, motion.public_id, "tally"))
    assert "54人" in blank
    assert "B≥A×2/3" in blank
    assert "F＞A×1/2" in blank
    with as_(chair), pytest.raises(Refused, match=r"decisions.no_document"):
        documents.of_motion(motion.public_id, "resolution", actor=chair)

    make.count(motion, make.tally(36, 9, 4, 1), chair, other)
    with as_(chair):
        services.close_motion(motion.public_id, actor=chair)
    filled = "".join(printed(documents.of_motion, motion.public_id, "tally"))
    for words in ("50人", "49张", "1张", "36票", "66.67%", "√通过", "周可心", "总监票人"):
        assert words in filled, words

    (resolution,) = printed(documents.of_motion, motion.public_id, "resolution")
    for words in (
        "第三届第一次职工代表大会", "公司食堂二楼", "李敏", "应到职工代表54人，实到50人", "到会率92.59%", "无记名投票",
        "同意36票，反对9票，弃权4票", "66.67%", "28票", "通过《工资专项集体合同（草案）》。", "主席团",
        "盖工会或职代会印章",
        "代表签到册",
    ):  # fmt: skip
        assert words in resolution, words


@pytest.mark.parametrize("document", ["sign_in", "ballots", "nothing"])
def test_a_paper_before_its_time_is_refused(document: str) -> None:
    union = make.works()
    chair = make.officer(union)
    sitting = make.planned(make.body(union, chair), chair)
    motion = make.put(sitting, chair)
    ask: Callable[..., bytes] = documents.of_motion if document == "ballots" else documents.of_sitting
    ident = (motion if document == "ballots" else sitting).public_id
    with as_(chair), pytest.raises(Refused, match=r"decisions.no_document"):
        ask(ident, document, actor=chair)


def test_numbers_of_terms_are_written_as_documents_do() -> None:
    assert [documents.ordinal(number) for number in (1, 10, 11, 20, 35, 100)] == [
        "一",
        "十",
        "十一",
        "二十",
        "三十五",
        "100",
    ]
