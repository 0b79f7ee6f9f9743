"""Who sat when a contract was made sits when it is changed or ended: delegates are so for its term (浙江 13)."""

from __future__ import annotations

from uuid import UUID

from hexian.domains.bargaining import access
from hexian.domains.bargaining.events import BargainingEvent
from hexian.domains.bargaining.models import Case, Participant, Particulars
from hexian.domains.bargaining.rules.contracts import Procedure
from hexian.domains.bargaining.rules.delegates import DELEGATES
from hexian.domains.bargaining.services import moving
from hexian.domains.bargaining.services.particulars import particulars_of
from hexian.domains.orgs import services as orgs
from hexian.foundation.actor import Actor

#: What is known of a delegate, as it was when she was chosen.
_KNOWN = (
    "person_id", "name", "sex", "post", "role", "side", "origin", "chosen_on", "votes", "voters", "heads",
    "is_outside", "is_disabled", "is_dispatched", "mandate", "namesake",
)  # fmt: skip


#: What papers say besides that another year does not change.
_LASTING = (
    "legal_representative", "ownership", "union_chair", "employer_contact", "employer_phone", "workers_contact",
    "workers_phone", "handler_phone", "receiver", "receiver_phone", "recorder_post",
)  # fmt: skip


def carry_particulars(case: Case) -> None:
    """What was filled in for the papers of the former contract is not asked again."""
    known = particulars_of(case.former) if case.former is not None else {}
    lasting = {name: known[name] for name in _LASTING if known.get(name)}
    if lasting:
        Particulars.objects.create(case=case, known=lasting)


def carry_over(case: Case, side: str, actor: Actor, *, paper: UUID | None = None) -> None:
    """Seat a side's delegates of the contract that is to be changed or ended, unless it has named some already.

    Who left is ended and replaced like any other; secrets are promised anew, for other materials.  Whoever was named
    from paper stands on the new answer's page (`paper`): her side is not in the program because its contract is old.
    """
    if case.former is None or case.procedure == Procedure.CONCLUDE:
        return
    if case.participants.filter(side=side, role__in=DELEGATES, until=None).exists():
        return
    for former in case.former.participants.filter(side=side, role__in=DELEGATES, until=None).order_by("pk"):
        known = {name: getattr(former, name) for name in _KNOWN}
        proof = paper if former.paper is not None else None
        row = Participant.objects.create(case=case, since=moving.today(actor), paper=proof, **known)
        if row.person_id is not None:
            orgs.grant_part(row.person_id, kind=access.PART, subject=case.public_id, role=side, actor=actor)
        moving.note(
            case, actor, BargainingEvent.DELEGATE_NAMED, participant=str(row.public_id), side=side,
            former=str(case.former.public_id),
        )  # fmt: skip
