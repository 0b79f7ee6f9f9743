"""Committee resolutions: drawn up over a list of applications, passed by vote, or given up."""

from typing import Annotated
from uuid import UUID

from ninja import Header, Query, Router
from ninja.responses import Status

from hexian.api.door import ApiRequest, door
from hexian.api.once import made_once
from hexian.api.shapes import members as shapes
from hexian.api.shapes.base import RequestKey, answers, laid_flat
from hexian.domains.members import queries, services
from hexian.domains.members.access import ADMIT
from hexian.foundation.actor import Actor

router = Router(tags=["resolutions"])


@router.get("/resolutions", response=answers(shapes.Resolutions))
@door(needs=ADMIT)
def resolutions(request: ApiRequest, wanted: Query[shapes.ResolutionQuery]) -> queries.Page[queries.ResolutionRow]:
    """The resolutions below her offices, in each union the newest first."""
    return queries.resolutions(request.actor, wanted.cursor, wanted.state or "", wanted.size)


@router.post("/resolutions", response=answers(shapes.ResolutionPage, 201))
@door(needs=ADMIT)
def propose(
    request: ApiRequest,
    wanted: shapes.NewResolution,
    idempotency_key: Annotated[RequestKey | None, Header(alias="Idempotency-Key")] = None,
) -> Status[dict[str, object]]:
    """Draw up a draft over applications of one union, all of them or none (中国工会章程 2)."""
    facts = wanted.model_dump(exclude={"application_ids"})

    def make() -> UUID:
        return services.propose(wanted.application_ids, actor=request.actor, **facts).public_id

    made = made_once("propose", idempotency_key, request.actor, make)
    return Status(201, _page(made, request.actor))


@router.get("/resolutions/{uuid:resolution_id}", response=answers(shapes.ResolutionPage))
@door(needs=ADMIT)
def resolution(request: ApiRequest, resolution_id: UUID) -> dict[str, object]:
    """One resolution: its list, its vote, and by which numbers of law it is decided."""
    return _page(resolution_id, request.actor)


@router.post("/resolutions/{uuid:resolution_id}/pass", response=answers(shapes.ResolutionPage))
@door(needs=ADMIT)
def pass_resolution(request: ApiRequest, resolution_id: UUID, vote: shapes.Vote) -> dict[str, object]:
    """Record the vote and admit everybody on the list: all or nobody (中国工会章程 2)."""
    services.pass_resolution(resolution_id, actor=request.actor, **vote.model_dump())
    return _page(resolution_id, request.actor)


@router.post("/resolutions/{uuid:resolution_id}/cancel", response=answers(shapes.ResolutionPage))
@door(needs=ADMIT)
def cancel(request: ApiRequest, resolution_id: UUID) -> dict[str, object]:
    """Give a draft up; its applications go back to the queue."""
    services.cancel_resolution(resolution_id, actor=request.actor)
    return _page(resolution_id, request.actor)


def _page(resolution_id: UUID, actor: Actor) -> dict[str, object]:
    page = queries.resolution(resolution_id, actor)
    return laid_flat(page.row, page, sort=("acts",), applications=page.names)
