"""What follows from an approval: bodies in the tree, offices, a poster, and applications of those who signed up.

The duty to approve covers all of it; so these acts run with the program's reach and the approver's name.
"""

from __future__ import annotations

from dataclasses import replace

from django.db import transaction

from hexian.domains.founding.events import FoundingEvent
from hexian.domains.founding.models import Candidate, Case, Employer, Intent
from hexian.domains.founding.rules import Form, Post
from hexian.domains.founding.services import describing, opening
from hexian.domains.founding.texts import POSTS
from hexian.domains.members import services as members
from hexian.domains.orgs import services as orgs
from hexian.domains.orgs.models import JoinPoint, Organisation, Role
from hexian.domains.orgs.rules import Kind
from hexian.domains.orgs.services import particulars
from hexian.foundation import audit, crypto, events
from hexian.foundation.access import scope
from hexian.foundation.actor import Actor, Refused

#: What each post may do in the program from the first day; plain members of a committee get no duties by themselves.
ROLE_OF = {
    Post.CHAIR: "chair", Post.VICE_CHAIR: "organiser", Post.ORGANISER: "organiser", Post.AUDIT_CHAIR: "auditor",
    Post.WOMEN_CHAIR: "viewer",
}  # fmt: skip


def program_of(actor: Actor) -> Actor:
    """The approver with the program's reach: her name stays in the trail."""
    return replace(actor, is_system=True)


def enter_employers(case: Case, actor: Actor) -> None:
    """Employers nobody knew are known from now on, below the upper union. Raises `founding.has_union`."""
    program = program_of(actor)
    with scope(program):
        for row in case.employers.select_related("org").order_by("pk"):
            row.org = row.org or _known(row) or _enter(case, row, program)
            describing.check_no_union(row)
            row.save(update_fields=["org"])


def _known(row: Employer) -> Organisation | None:
    return Organisation.objects.filter(uscc=row.uscc).first()


def _enter(case: Case, row: Employer, program: Actor) -> Organisation:
    return orgs.found(
        kind=Kind.EMPLOYER, name=row.name, parent=case.upper.public_id, division=case.upper.division, uscc=row.uscc,
        address=row.address, staff_total=row.staff, nature=row.nature, trade=row.trade, is_demo=case.is_demo,
        actor=program,
    )  # fmt: skip


def establish(case: Case, actor: Actor) -> Organisation:
    """The union in the tree, there for all its employers, with its officers and its first poster."""
    program = program_of(actor)
    with scope(program):
        for row in case.employers.select_related("org"):
            describing.check_no_union(row)
        union = _found(case, program)
        for row in case.employers.select_related("org"):
            if row.org is not None:
                particulars.cover(union, row.org, union.founded_on)
        _appoint(case, union, program)
        orgs.open_join_point(union.public_id, actor=program, platform=case.platform, station=case.station)
    return union


def _found(case: Case, program: Actor) -> Organisation:
    first = case.employers.select_related("org").order_by("pk").first() if case.form == Form.ALONE else None
    return orgs.found(
        kind=opening.kind_of(case.form, first.nature if first else ""),
        name=case.name,
        parent=case.upper.public_id,
        division=case.upper.division,
        address=case.address,
        staff_total=case.staff,
        employer=first.org.public_id if first and first.org else None,
        is_demo=case.is_demo,
        actor=program,
    )


def _appoint(case: Case, union: Organisation, program: Actor) -> None:
    """Each post becomes an office from today; she signs in with her own number."""
    for each in case.candidates.filter(is_elected=True).exclude(post="").order_by("pk"):
        role = Role.objects.get(org=None, key=ROLE_OF[Post(each.post)])
        orgs.appoint_newcomer(
            union.public_id, name=each.name, mobile=each.mobile, role_id=role.public_id, title=_title(each),
            actor=program,
        )  # fmt: skip


def _title(candidate: Candidate) -> str:
    chairs = {Post.CHAIR: "工会主席", Post.VICE_CHAIR: "工会副主席"}
    return chairs.get(Post(candidate.post)) or str(POSTS[candidate.post])


def pass_on_intents(case: Case, actor: Actor) -> None:
    """Whoever signed up has applied now: the committee decides, nobody becomes a member silently.

    Who cannot apply (a member elsewhere, a text that has changed) stays on the list with the reason, and is told.
    """
    poster = JoinPoint.objects.filter(org=case.union).order_by("pk").get()
    program = Actor.system("founding", actor.now, shifted=actor.shifted)
    passed = 0
    with scope(program):
        waiting = case.intents.filter(application_id__isnull=True, id_sealed__isnull=False).order_by("pk")
        for intent in waiting.select_for_update(of=("self",)):
            passed += _pass_on(intent, poster.join_code, program)
    audit.record(
        FoundingEvent.INTENTS_PASSED_ON, case, actor=actor, code=case.code, passed=passed,
        left=case.intents.filter(application_id__isnull=True).count(),
    )  # fmt: skip


def _pass_on(intent: Intent, join_code: str, program: Actor) -> bool:
    try:
        with transaction.atomic():
            application = members.apply(
                join_code=join_code,
                name=intent.name,
                id_number=crypto.open_sealed(bytes(intent.id_sealed or b""), intent.subject),
                mobile=intent.mobile,
                kind_of_work=intent.kind_of_work,
                platform=intent.platform,
                station=intent.station,
                consents=intent.consents,
                request_key=intent.public_id.hex,
                actor=program,
            )
    except Refused as refusal:
        intent.refusal = refusal.code
    else:
        intent.application_id = application.public_id
    intent.save(update_fields=["application_id", "refusal"])
    if intent.refusal:
        events.publish(FoundingEvent.INTENT_DROPPED, intent, actor=program)
    return not intent.refusal
