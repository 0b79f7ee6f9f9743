"""What is printed of many: names a roster brought, volumes from the worker, sex and birth for whoever may open them."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import pypdfium2  # type: ignore[import-untyped]
import pytest

from hexian.domains.members import documents, services
from hexian.domains.members.models import Membership, Resolution
from hexian.domains.members.services import exporting, handing_over
from hexian.domains.orgs.models import Organisation
from hexian.foundation import work
from hexian.foundation.actor import Actor, Refused
from hexian.foundation.attachments import queries as attachments
from hexian.foundation.audit import Look
from hexian.foundation.audit.models import AuditEntry
from hexian.foundation.work import registry, runs
from tests import makers
from tests.makers import as_

pytestmark = [pytest.mark.django_db, pytest.mark.database, pytest.mark.thorough]


@pytest.fixture
def officer() -> Iterator[Actor]:
    """An officer of a union whom jobs find as their starter."""
    found = makers.officer_of(makers.make_org(), *makers.CHAIR)
    former = list(registry._builder)
    work.set_actor_builder(lambda starter, now: replace(found, now=now))
    yield found
    registry._builder[:] = former


def said(content: bytes) -> str:
    """The words of a PDF, without its line breaks."""
    opened = pypdfium2.PdfDocument(content)
    found = "".join(opened[number].get_textpage().get_text_range() for number in range(len(opened)))
    opened.close()
    return "".join(found.split())


def union_of(officer: Actor) -> Organisation:
    return Organisation.objects.get(pk=officer.offices[0].org_id)


def recorded(officer: Actor, *names: str, number: str = "2026-9") -> Resolution:
    """A vote on a roster, and members as the roster lands them."""
    union = union_of(officer)
    with as_(officer):
        resolution = services.record_resolution(
            union.public_id, number=number, held_on=makers.TODAY, seats=5, present=5, yes=5, no=0, abstained=0,
            actor=officer,
        )  # fmt: skip
    for name in names:
        member = makers.make_member(union, name)
        Membership.objects.filter(pk=member.pk).update(resolution=resolution)
    return resolution


def test_a_resolution_over_a_roster_lists_its_names_once_each(officer: Actor) -> None:
    union, other = union_of(officer), makers.make_org("浦沿街道总工会（演示）")
    resolution = recorded(officer, "王小满", "周可心")
    gone = Membership.objects.get(person__name="周可心")
    handing_over.transfer([gone.pk], union, other, makers.TODAY)
    assert Membership.objects.filter(resolution=resolution).count() == 3
    with as_(officer):
        content = said(documents.resolution_form(resolution.public_id, actor=officer))
    assert "接纳王小满、周可心2人为本会会员（名单附后）" in content
    annex = content[content.index("附件") :]
    assert [annex.count(word) for word in ("共2人", "入会日期", "周可心", "王小满")] == [1, 1, 1, 1]


def test_many_names_are_printed_in_volumes_by_the_worker(officer: Actor, monkeypatch: pytest.MonkeyPatch) -> None:
    names = [f"员{chr(0x4E00 + number)}" for number in range(7)]
    resolution, empty = recorded(officer, *names), recorded(officer, number="2026-10")
    monkeypatch.setattr(documents, "VOLUME", 3)
    with as_(officer):
        form = said(documents.resolution_form(resolution.public_id, actor=officer))
        task = services.start_annex(resolution.public_id, actor=officer)
        with pytest.raises(Refused, match=r"resolution\.no_names"):
            services.start_annex(empty.public_id, actor=officer)
    assert "接纳会员共7人，名单分3册另附" in form
    runs.run_task(str(task.public_id))
    task.refresh_from_db()
    assert (task.state, task.done, task.total) == ("done", 7, 7)
    assert task.attachment_id is not None
    kept = attachments.find(task.attachment_id)
    assert kept is not None
    with zipfile.ZipFile(io.BytesIO(b"".join(attachments.stream(kept)))) as book:
        volumes = [said(book.read(name)) for name in book.namelist()]
    assert [sum(volume.count(name) for name in names) for volume in volumes] == [3, 3, 1]
    assert all(f"第{n}册，共3册" in volume for n, volume in enumerate(volumes, 1))
    assert AuditEntry.objects.get(event="members.annex_printed").facts["count"] == 7
    later = replace(makers.SYSTEM, now=kept.kept_at + timedelta(days=3, seconds=1))
    with as_(later):
        assert exporting.drop_old_exports(actor=later) == 1


def test_an_application_prints_sex_and_birth_only_for_whoever_may_open_the_number(officer: Actor) -> None:
    union = union_of(officer)
    row = makers.make_application(union, number=makers.id_number(birth="19900307"))
    reader = makers.officer_of(union, "members.view", "members.admit")
    for actor, opens in ((reader, False), (officer, True)):
        looks: list[Look] = []
        with as_(actor):
            content = said(documents.application_form(row.public_id, actor=actor, looks=looks))
        assert ("1990年3月7日" in content) == opens
        assert [(look.person_id, look.duty) for look in looks] == [(row.person_id, "people.reveal")] * opens
    with as_(officer):
        silent = said(documents.application_form(row.public_id, actor=officer))
    assert "1990年3月7日" not in silent, "what nobody writes down is not opened"
