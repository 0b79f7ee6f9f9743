"""What the founders' side does with a case: hand in, begin, report, withdraw."""

from __future__ import annotations

import secrets
from uuid import UUID

from django.db import transaction

from hexian.domains.founding import rules
from hexian.domains.founding.models import Case
from hexian.domains.founding.rules import Channel, Document, Form, State
from hexian.domains.founding.services import describing, living, moving, scans
from hexian.domains.orgs.rules import JOIN_ALPHABET
from hexian.foundation.actor import Actor, Refused
from hexian.foundation.lawbook import queries as lawbook

#: Long enough that nobody guesses another union's.
_RECRUIT_LENGTH = 10


@transaction.atomic
def request(case_id: UUID, *, actor: Actor, channel: str = Channel.ONLINE, version: int | None = None) -> Case:
    """Hand the request to found in, or again after it was returned (工会法 11、12；TEMPLATES 1.1).

    Raises `Refused` with everything `check_request` does, `founding.scan_missing` for paper, `founding.state`.
    """
    case = moving.workable(case_id, actor, version)
    rules.next_state(case.state, "request", case.returned_from)
    check_request(case, actor)
    scans.check_scanned(case, Document.REQUEST, channel)
    case.requested_on = moving.today(actor)
    moving.move(case, "request", actor, channel=channel)
    return case


def check_request(case: Case, actor: Actor) -> None:
    """All of RULES §1.1 that can be known before anybody is elected, in the numbers of today, kept on the case."""
    rules.check_employers(case.form, case.employers.count())
    if case.form == Form.NEW_FORM and not case.platform:
        raise Refused("founding.platform_missing")
    rules.check_figures(case.staff, case.women, case.intended)
    least = _frozen(case, "union.required_members", actor)
    rules.check_leadership(case.leadership, case.intended, least)
    people = list(case.preparers.all())
    rules.check_group(sum(each.is_leader for each in people), len(people))
    living.check_group(case, actor)
    if not case.has_consent and case.form != Form.NEW_FORM:
        raise Refused("founding.consent_missing")
    for employer in case.employers.select_related("org"):
        describing.check_no_union(employer)
    _check_leader(case)


def _frozen(case: Case, code: str, actor: Actor) -> int:
    case.params[code] = lawbook.freeze(code, case.upper.division, moving.today(actor))
    return lawbook.look_up(code, case.upper.division, moving.today(actor)).number


def _check_leader(case: Case) -> None:
    """A leader who could not be chair is the first reason why requests come back (TEMPLATES 1.1)."""
    leader = case.preparers.get(is_leader=True)
    wanted = rules.bans_for(case.form, rules.Body.COMMITTEE)
    answers = dict(leader.declarations.values_list("ban", "answer"))
    rules.check_declared(leader.name, wanted, answers, rules.Post.CHAIR)


@transaction.atomic
def recruit(case_id: UUID, *, actor: Actor, channel: str = Channel.ONLINE, version: int | None = None) -> Case:
    """Begin to find members: from now on whoever wants to join signs up behind a code of its own."""
    case = moving.workable(case_id, actor, version)
    case.recruit_code = "".join(secrets.choice(JOIN_ALPHABET) for _ in range(_RECRUIT_LENGTH))
    moving.move(case, "recruit", actor, channel=channel)
    return case


@transaction.atomic
def report(case_id: UUID, *, actor: Actor, channel: str = Channel.ONLINE, version: int | None = None) -> Case:
    """Report what the congress elected, to be approved (TEMPLATES 1.3).

    Raises `Refused` with `founding.state`, `founding.elected_died`, `founding.scan_missing`.
    """
    case = moving.workable(case_id, actor, version)
    rules.next_state(case.state, "report", case.returned_from)
    living.check_elected(case, actor)
    scans.check_scanned(case, Document.REPORT, channel)
    moving.move(case, "report", actor, channel=channel)
    return case


@transaction.atomic
def withdraw(case_id: UUID, *, actor: Actor, version: int | None = None) -> Case:
    """Give a case up; its employers are free for another, whoever signed up is forgotten. Raises `founding.state`."""
    case = moving.workable(case_id, actor, version)
    moving.move(case, "withdraw", actor, channel=Channel.ONLINE)
    case.employers.update(is_open=False)
    scans.forget_numbers(case)
    return case


@transaction.atomic
def activate(case_id: UUID, *, actor: Actor, version: int | None = None) -> Case:
    """Close a case without registration as a legal person. Raises `founding.state`."""
    case = moving.workable(case_id, actor, version)
    moving.move(case, "activate", actor, channel=Channel.ONLINE)
    return case


def is_recruiting(case: Case) -> bool:
    """Whether somebody may still sign up."""
    return case.state in {State.MEMBER_RECRUIT, State.CONGRESS_HELD, State.RESULT_REPORTED} or (
        case.state == State.RETURNED and case.returned_from == State.RESULT_REPORTED
    )
