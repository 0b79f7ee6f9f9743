"""The tree of unions below one's offices."""

from uuid import UUID

from ninja import Query, Router

from hexian.api.door import ApiRequest, door
from hexian.api.shapes import orgs as shapes
from hexian.api.shapes.base import answers, laid_flat
from hexian.domains.members.queries import member_total
from hexian.domains.orgs import queries
from hexian.domains.orgs.access import VIEW

router = Router(tags=["unions"])


@router.get("/unions", response=answers(list[shapes.UnionOut]))
@door(needs=VIEW)
def unions(request: ApiRequest, wanted: Query[shapes.UnionQuery]) -> list[queries.OrgRow]:
    """Where her tree begins; with `text` the organisations below her whose name holds it, up to fifty."""
    text = wanted.text.strip()
    return queries.search(request.actor, text) if text else queries.top(request.actor)


@router.get("/unions/{uuid:org_id}", response=answers(shapes.UnionPage))
@door(needs=VIEW)
def union(request: ApiRequest, org_id: UUID) -> dict[str, object]:
    """One organisation, the way down to it, and what stands right below."""
    page = queries.organisation(org_id, request.actor)
    below = queries.children(org_id, request.actor)
    return laid_flat(page.row, page, below=below, members=member_total(page.row.code))
