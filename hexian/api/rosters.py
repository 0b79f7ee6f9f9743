"""Rosters on their way in: which there are, where one stands, and what is said of its rows."""

from uuid import UUID

from ninja import Query, Router

from hexian.api.door import ApiRequest, door
from hexian.api.shapes import rosters as shapes
from hexian.api.shapes.base import answers, laid_flat
from hexian.domains.rosters import queries
from hexian.domains.rosters.access import ADMIT
from hexian.domains.rosters.queries import ImportFilter, ImportView

router = Router(tags=["rosters"])


@router.get("/rosters", response=answers(shapes.Rosters))
@door(needs=ADMIT)
def rosters(request: ApiRequest, wanted: Query[shapes.RosterQuery]) -> dict[str, object]:
    """The rosters of the unions below her offices, newest first."""
    chosen = ImportFilter(wanted.tab or "", wanted.union)
    page = queries.imports(request.actor, chosen, wanted.cursor, wanted.size)
    return {"rows": [_flat(row) for row in page.rows], "previous": page.previous, "next": page.next}


@router.get("/rosters/{uuid:roster_id}", response=answers(shapes.RosterOut))
@door(needs=ADMIT)
def roster(request: ApiRequest, roster_id: UUID) -> dict[str, object]:
    """One roster: where it stands, its figures, what may be done with it."""
    return _flat(queries.roster(roster_id, request.actor))


@router.get("/rosters/{uuid:roster_id}/rows", response=answers(list[shapes.RemarkOut]))
@door(needs=ADMIT)
def roster_rows(request: ApiRequest, roster_id: UUID, wanted: Query[shapes.RemarkQuery]) -> list[queries.Remark]:
    """What is said of rows that are not simply landed, by their numbers; never what stands in them."""
    return queries.remarks_on(
        roster_id, request.actor, verdict=wanted.verdict or "", after=wanted.after, size=wanted.size
    )


def _flat(row: ImportView) -> dict[str, object]:
    return laid_flat(row, sort=("acts",), landable=row.landable)
