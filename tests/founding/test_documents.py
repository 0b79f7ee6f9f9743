"""Every document prints once its time has come, and none with an empty place."""

from __future__ import annotations

from uuid import UUID

import pypdfium2  # type: ignore[import-untyped]
import pytest

from hexian.domains.founding import documents, queries, services, texts
from hexian.domains.founding.models import Case
from hexian.domains.founding.rules import Document
from hexian.foundation import crypto
from hexian.foundation.actor import Actor, Refused
from hexian.foundation.audit import Look, record_looks
from hexian.foundation.audit.models import AuditEntry
from tests import makers as base
from tests.founding import makers as make
from tests.makers import as_

pytestmark = [pytest.mark.django_db, pytest.mark.database, pytest.mark.thorough]


def said(content: bytes) -> str:
    """The words of a PDF, without its line breaks."""
    opened = pypdfium2.PdfDocument(content)
    found = "".join(opened[number].get_textpage().get_text_range() for number in range(len(opened)))
    opened.close()
    return "".join(found.split())


def printed(case_id: object, document: str, actor: Actor) -> bytes:
    with as_(actor):
        return documents.printed(case_id, document, actor=actor)  # type: ignore[arg-type]


def test_a_founded_union_has_its_whole_file() -> None:
    upper = make.street()
    contact, chair = make.contact(upper), make.officer(upper)
    case = make.agreed(upper, contact, chair, address="滨江区演示路 1 号")
    signed = make.intent(case)
    make.with_candidates(case, contact)
    with as_(contact):
        services.hold_congress(case.public_id, make.minutes(case), actor=contact)
        services.report(case.public_id, actor=contact)
    with as_(chair):
        services.approve_result(case.public_id, number="长工组〔2026〕901号", actor=chair)
    asked = services.LegalFacts(
        residence="滨江区演示路 1 号", phone="0571-5550 0009", business="维护职工合法权益", liability="以经费独立承担",
        handler="周立夏", handler_mobile="13811112222", dues_fen=120_000,
    )  # fmt: skip
    with as_(contact):
        services.ask_legal(case.public_id, asked, actor=contact)
    for document in (
        Document.REQUEST, Document.REPLY, Document.REPORT, Document.RESULT_REPLY, Document.LEGAL, Document.ROSTER,
        Document.RECRUIT,
    ):  # fmt: skip
        assert printed(case.public_id, document, contact).startswith(b"%PDF"), document
    assert "妥否，请批复" in said(printed(case.public_id, Document.REQUEST, contact))
    assert "2026年9月17日前召开会员（代表）大会" in said(printed(case.public_id, Document.REPLY, contact))
    report = said(printed(case.public_id, Document.REPORT, contact))
    assert "应到30人，实到28人，到会率93.33%" in report
    assert "魏甲" in report
    reply = said(printed(case.public_id, Document.RESULT_REPLY, contact))
    assert "自2026年6月17日起至2031年6月16日止" in reply
    assert "长工组〔2026〕901号" in reply
    with as_(contact):
        assert documents.record(case.public_id, signed, actor=contact).startswith(b"%PDF")


def test_a_request_without_what_it_is_about_is_not_printed_and_says_which() -> None:
    upper = make.street()
    contact = make.contact(upper)
    case = make.draft(upper, contact)
    with pytest.raises(Refused) as refusal:
        printed(case.public_id, Document.REQUEST, contact)
    assert refusal.value.params["fields"] == ["group"]
    assert "筹备组" in texts.of(refusal.value)


def test_what_nobody_has_to_fill_in_prints_as_a_line_to_write_on_and_the_page_says_which() -> None:
    upper = make.street()
    contact = make.contact(upper)
    case = make.filled(upper, contact)
    with as_(contact):
        assert queries.case(case.public_id, contact).blanks == ()
        bare = make.employer(
            name="新苗电子（演示）0有限公司", established_on=None, address="", business="", representative=""
        )
        services.edit_employer(case.employers.get().public_id, bare, actor=contact)
        second = case.preparers.get(is_leader=False)
        services.edit_preparer(second.public_id, services.PersonFacts(name="冯清明"), actor=contact)
        blanks = queries.case(case.public_id, contact).blanks
    assert blanks == (
        "established_on", "residence", "business", "representative", "sex", "nation", "born_in", "politics",
        "education", "post",
    )  # fmt: skip
    words = said(printed(case.public_id, Document.REQUEST, contact))
    assert "有限公司成立于年月日，统一社会信用代码" in words, "a line, and nothing printed on it"
    assert "主营，属" in words
    assert "冯清明成员" in words


def test_another_name_is_another_person_who_has_declared_nothing() -> None:
    upper = make.street()
    contact, chair = make.contact(upper), make.officer(upper)
    case = make.agreed(upper, contact, chair)
    make.with_candidates(case, contact)
    who = case.candidates.filter(body="committee").order_by("pk")[0]
    with as_(contact):
        services.edit_candidate(who.public_id, make.person("魏甲", mobile="", post="班组长"), actor=contact)
        who.refresh_from_db()
        assert (who.job, bool(who.mobile), who.declarations.count()) == ("班组长", True, 2)
        with pytest.raises(Refused, match=r"founding.person_twice"):
            services.edit_candidate(who.public_id, make.person("魏乙"), actor=contact)
        services.edit_candidate(who.public_id, make.person("魏甲甲"), actor=contact)
        assert who.declarations.count() == 0
        services.declare(who.public_id, {"chair_ban": False, "kin_ban": False}, actor=contact)
        services.hold_congress(case.public_id, make.minutes(case), actor=contact)
        with pytest.raises(Refused, match=r"founding.name_counted"):
            services.edit_candidate(who.public_id, make.person("魏甲"), actor=contact)
        services.edit_candidate(who.public_id, make.person("魏甲甲", mobile="13700009999"), actor=contact)
        who.refresh_from_db()
        assert who.mobile == "13700009999"
        with pytest.raises(Refused, match=r"founding.state"):
            services.edit_employer(case.employers.get().public_id, make.employer(), actor=contact)


@pytest.mark.parametrize(
    "document", [Document.REPLY, Document.REPORT, Document.RESULT_REPLY, Document.LEGAL, "nothing"]
)
def test_a_document_before_its_time_is_refused(document: str) -> None:
    upper = make.street()
    contact = make.contact(upper)
    case = make.filled(upper, contact)
    with pytest.raises(Refused, match=r"founding.no_document"):
        printed(case.public_id, document, contact)


def test_nobody_else_prints_it() -> None:
    upper = make.street()
    case = make.filled(upper, make.contact(upper))
    with pytest.raises(type(case).DoesNotExist):
        printed(case.public_id, Document.REQUEST, base.guest(upper))


def test_sex_and_birth_are_printed_for_whoever_may_open_the_number_and_the_look_is_on_record() -> None:
    upper = make.street()
    contact, chair = make.contact(upper), make.officer(upper)
    reader = base.officer_of(upper, "founding.view", "founding.handle")
    case = make.agreed(upper, contact, chair, address="滨江区演示路 1 号")
    signed = make.intent(case)
    opener = base.officer_of(upper, "founding.view", "founding.handle", "people.reveal", name="赵一舟")
    born = number_of(case, signed)[6:10] + "年"
    for actor, opens in ((contact, False), (reader, False), (opener, True)):
        looks: list[Look] = []
        with as_(actor):
            roster = documents.printed(case.public_id, Document.ROSTER, actor=actor, looks=looks)
            card = documents.record(case.public_id, signed, actor=actor, looks=looks)
        for content in (roster, card):
            assert (born in said(content)) == opens
        assert [look.duty for look in looks] == ["people.reveal"] * (2 if opens else 0)
        record_looks(looks, actor=actor)
    with as_(opener):
        silent = documents.printed(case.public_id, Document.ROSTER, actor=opener)
    assert born not in said(silent), "what nobody writes down is not opened"
    (entry,) = AuditEntry.objects.filter(event="person.viewed", actor_person_id=opener.person_id)
    assert (entry.subject_id, entry.person_id) == (str(signed), None)


def number_of(case: Case, signed: UUID) -> str:
    row = case.intents.get(public_id=signed)
    return crypto.open_sealed(bytes(row.id_sealed or b""), row.subject)
