"""The queue of applications, one application, and what an officer does with it."""

from uuid import UUID

from ninja import Query, Router

from hexian.api.door import ApiRequest, door
from hexian.api.shapes import members as shapes
from hexian.api.shapes.base import answers, laid_flat
from hexian.domains.members import queries, services, texts
from hexian.domains.members.access import ADMIT
from hexian.foundation.actor import Actor
from hexian.foundation.audit import Look

router = Router(tags=["applications"])


@router.get("/applications", response=answers(shapes.Applications))
@door(needs=ADMIT)
def applications(request: ApiRequest, wanted: Query[shapes.ApplicationQuery]) -> queries.Page[queries.ApplicationRow]:
    """The queue below her offices: open ones by promise, what is due first comes first; decided ones newest first."""
    chosen = queries.ApplicationFilter(
        tab=wanted.tab, kind_of_work=wanted.kind_of_work, finding=wanted.finding or "", union=wanted.union
    )
    return queries.queue(request.actor, chosen, wanted.cursor, wanted.size)


@router.get("/applications/{uuid:application_id}", response=answers(shapes.ApplicationPage))
@door(needs=ADMIT)
def application(request: ApiRequest, application_id: UUID) -> dict[str, object]:
    """One application; the applicant can see afterwards who looked."""
    page = queries.application(application_id, request.actor)
    request.looks.append(Look(page.row, page.row.code, page.row.person_id, ADMIT))
    return laid_flat(page.row, page, sort=("acts",))


@router.post("/applications/{uuid:application_id}/check", response=answers(shapes.ApplicationPage))
@door(needs=ADMIT)
def check(request: ApiRequest, application_id: UUID) -> dict[str, object]:
    """The basic check is done: she may go before the committee."""
    services.check(application_id, actor=request.actor)
    return _after(application_id, request.actor)


@router.post("/applications/{uuid:application_id}/refuse", response=answers(shapes.ApplicationPage))
@door(needs=ADMIT)
def refuse(request: ApiRequest, application_id: UUID, why: shapes.Refusal) -> dict[str, object]:
    """Refuse with a reason and what she can do instead; it can be taken back with `reopen`."""
    remedy = why.remedy.strip() or str(texts.REASONS[why.reason].remedy)
    services.refuse(application_id, reason=why.reason, remedy=remedy, note=why.note, actor=request.actor)
    return _after(application_id, request.actor)


@router.post("/applications/{uuid:application_id}/reopen", response=answers(shapes.ApplicationPage))
@door(needs=ADMIT)
def reopen(request: ApiRequest, application_id: UUID) -> dict[str, object]:
    """Take a refusal back; a new promise begins."""
    services.reopen(application_id, actor=request.actor)
    return _after(application_id, request.actor)


def _after(application_id: UUID, actor: Actor) -> dict[str, object]:
    page = queries.application(application_id, actor)
    return laid_flat(page.row, page, sort=("acts",))
