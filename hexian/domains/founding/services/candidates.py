"""Who stands for which body, and what each declares of herself."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from uuid import UUID

from django.db import transaction

from hexian.domains.founding import rules
from hexian.domains.founding.events import FoundingEvent
from hexian.domains.founding.models import Candidate, Case, Declaration, Preparer
from hexian.domains.founding.rules import Ban, Body, Channel, State
from hexian.domains.founding.services import moving
from hexian.domains.founding.services.describing import PersonFacts, edited_fields, person_fields
from hexian.domains.people import rules as people_rules
from hexian.foundation import audit
from hexian.foundation.actor import Actor, Refused


@transaction.atomic
def add_candidate(
    case_id: UUID,
    body: str,
    facts: PersonFacts,
    *,
    is_written_in: bool = False,
    actor: Actor,
    version: int | None = None,
) -> Candidate:
    """Put somebody up for a body, or add whom voters wrote in.

    Raises `Refused` with `name.*`, `founding.person_twice`, `mobile.*`, `founding.state`.
    """
    case = moving.workable(case_id, actor, version)
    moving.check_editable(case, State.MEMBER_RECRUIT, State.CONGRESS_HELD)
    fields = dict(person_fields(facts))
    if case.candidates.filter(body=Body(body), name=fields["name"]).exists():
        raise Refused("founding.person_twice", name=fields["name"])
    fields["job"] = fields.pop("post")
    candidate = Candidate.objects.create(
        case=case, body=Body(body), pinyin=people_rules.pinyin_of(fields["name"]).key, is_written_in=is_written_in,
        **fields,
    )  # fmt: skip
    moving.touch(case, actor, what="candidates")
    return candidate


@transaction.atomic
def edit_candidate(
    candidate_id: UUID,
    facts: PersonFacts,
    *,
    is_written_in: bool = False,
    actor: Actor,
    version: int | None = None,
) -> Case:
    """Write anew who somebody standing is; no mobile number keeps the one there is, the body stays.

    Raises what `add_candidate` does, and `founding.name_counted` once votes are entered under her name.
    """
    former = Candidate.objects.select_related("case").get(public_id=candidate_id)
    case = moving.workable(former.case.public_id, actor, version)
    moving.check_editable(case, State.MEMBER_RECRUIT, State.CONGRESS_HELD)
    fields = edited_fields(facts, former, case.candidates.filter(body=former.body).exclude(pk=former.pk))
    if former.votes is not None and fields["name"] != former.name:
        raise Refused("founding.name_counted", name=former.name)
    fields["job"] = fields.pop("post")
    Candidate.objects.filter(pk=former.pk).update(
        pinyin=people_rules.pinyin_of(fields["name"]).key, is_written_in=is_written_in, **fields
    )
    moving.touch(case, actor, what="candidates")
    return case


@transaction.atomic
def drop_candidate(candidate_id: UUID, *, actor: Actor) -> Case:
    """Take somebody off the list of a body. Raises `founding.state`, `Candidate.DoesNotExist`."""
    candidate = Candidate.objects.select_related("case").get(public_id=candidate_id)
    case = moving.workable(candidate.case.public_id, actor)
    moving.check_editable(case, State.MEMBER_RECRUIT, State.CONGRESS_HELD)
    candidate.delete()
    moving.touch(case, actor, what="candidates")
    return case


@transaction.atomic
def declare(
    person_id: UUID, answers: Mapping[str, bool], *, declared_on: date | None = None, channel: str = Channel.PAPER,
    actor: Actor,
) -> list[Declaration]:  # fmt: skip
    """Write down what a candidate, or the leader of the group, has signed; a «yes» is kept, and bars her.

    Raises `Refused` with `founding.ban`, `founding.day_ahead`, `founding.state`.
    """
    candidate = Candidate.objects.filter(public_id=person_id).select_related("case").first()
    preparer = None if candidate else Preparer.objects.select_related("case").get(public_id=person_id)
    who = candidate or preparer
    assert who is not None  # noqa: S101 - get() has raised otherwise
    case = moving.workable(who.case.public_id, actor)
    _check_open(case, candidate)
    on = declared_on or moving.today(actor)
    rules.check_day(on, moving.today(actor), not_before=None)
    rows = [
        _declared(case, candidate, preparer, ban=ban, answer=answer, on=on, channel=channel, actor=actor)
        for ban, answer in _answers(case, answers).items()
    ]
    # What she answered is hers: the trail says only that she did.
    audit.record(FoundingEvent.DECLARED, case, actor=actor, code=case.code, channel=channel, count=len(rows))
    moving.touch(case, actor, what="declarations")
    return rows


def _check_open(case: Case, candidate: Candidate | None) -> None:
    if candidate is None:
        moving.check_editable(case, State.DRAFT)
    else:
        moving.check_editable(case, State.MEMBER_RECRUIT, State.CONGRESS_HELD)


def _answers(case: Case, answers: Mapping[str, bool]) -> Mapping[Ban, bool]:
    wanted = rules.bans_for(case.form, Body.COMMITTEE)
    if any(ban not in answers for ban in wanted):
        raise Refused("founding.ban")
    return {ban: answers[ban] for ban in wanted}


def _declared(
    case: Case,
    candidate: Candidate | None,
    preparer: Preparer | None,
    *,
    ban: Ban,
    answer: bool,
    on: date,
    channel: str,
    actor: Actor,
) -> Declaration:
    said = {"answer": answer, "declared_on": on, "channel": Channel(channel)}
    row, _made = Declaration.objects.update_or_create(
        case=case,
        candidate=candidate,
        preparer=preparer,
        ban=ban,
        defaults=said | {"recorded_at": actor.now, "recorded_by": actor.person_id},
    )
    return row
