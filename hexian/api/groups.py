"""What crosses the tree: parks, trades and groups of companies, and which union is there for which employer."""

from datetime import date
from typing import Annotated
from uuid import UUID

from django.utils import timezone
from ninja import Header, Query, Router
from ninja.responses import Status

from hexian.api.door import ApiRequest, door
from hexian.api.once import made_once
from hexian.api.shapes import groups as shapes
from hexian.api.shapes.base import RequestKey, answers
from hexian.domains.orgs import facts, queries, services
from hexian.domains.orgs.access import MANAGE, VIEW

router = Router(tags=["groups"])
Key = Annotated[RequestKey | None, Header(alias="Idempotency-Key")]


@router.get("/groups", response=answers(list[shapes.GroupOut]))
@door(needs=VIEW)
def groups(request: ApiRequest, wanted: Query[shapes.GroupQuery]) -> list[queries.GroupRow]:
    """The groups kept by the unions below her offices."""
    return queries.groups(request.actor, kind=wanted.kind or "", closed=wanted.state == "closed")


@router.post("/groups", response=answers(shapes.GroupOut, 201))
@door(needs=MANAGE, reads=VIEW)
def make_group(request: ApiRequest, wanted: shapes.NewGroup, idempotency_key: Key = None) -> Status[queries.GroupRow]:
    """Make a group that a union keeps; bodies below that union may belong to it."""
    said = wanted.model_dump(exclude={"keeper_id"})

    def make() -> UUID:
        return services.make_group(wanted.keeper_id, actor=request.actor, **said).public_id

    return Status(201, queries.group(made_once("group", idempotency_key, request.actor, make), request.actor))


@router.get("/groups/{uuid:group_id}", response=answers(shapes.GroupOut))
@door(needs=VIEW)
def group(request: ApiRequest, group_id: UUID) -> queries.GroupRow:
    """One group."""
    return queries.group(group_id, request.actor)


@router.get("/groups/{uuid:group_id}/members", response=answers(list[shapes.NamedUnion]))
@door(needs=VIEW)
def group_members(
    request: ApiRequest, group_id: UUID, wanted: Query[shapes.GroupMemberQuery]
) -> list[queries.OrgChoice]:
    """Who belongs to a group, or did on a day; page by page with `after`."""
    day = wanted.day or _today(request)
    return queries.group_members(group_id, day, request.actor, after=wanted.after, size=wanted.size)


@router.post("/groups/{uuid:group_id}/join", response=answers(shapes.GroupOut))
@door(needs=MANAGE, reads=VIEW)
def join_group(
    request: ApiRequest, group_id: UUID, wanted: shapes.Joining, idempotency_key: Key = None
) -> queries.GroupRow:
    """Let a body belong to a group from a day on (today)."""

    def make() -> UUID:
        services.join_group(group_id, org=wanted.org_id, since=wanted.since, actor=request.actor)
        return group_id

    return queries.group(made_once("join_group", idempotency_key, request.actor, make), request.actor)


@router.post("/groups/{uuid:group_id}/leave", response=answers(shapes.GroupOut))
@door(needs=MANAGE, reads=VIEW)
def leave_group(
    request: ApiRequest, group_id: UUID, wanted: shapes.Leaving, idempotency_key: Key = None
) -> queries.GroupRow:
    """A body belongs to a group no longer, from a day on (today); the days it did stay known."""

    def make() -> UUID:
        services.leave_group(group_id, org=wanted.org_id, on=wanted.on, actor=request.actor)
        return group_id

    return queries.group(made_once("leave_group", idempotency_key, request.actor, make), request.actor)


@router.post("/groups/{uuid:group_id}/close", response=answers(shapes.GroupOut))
@door(needs=MANAGE, reads=VIEW)
def close_group(request: ApiRequest, group_id: UUID, idempotency_key: Key = None) -> queries.GroupRow:
    """Close a group; whoever belongs to it does so no longer."""

    def make() -> UUID:
        return services.close_group(group_id, actor=request.actor).public_id

    return queries.group(made_once("close_group", idempotency_key, request.actor, make), request.actor)


@router.get("/unions/{uuid:org_id}/groups", response=answers(list[shapes.GroupOut]))
@door(needs=VIEW)
def union_groups(request: ApiRequest, org_id: UUID, wanted: Query[shapes.DayQuery]) -> list[queries.GroupRow]:
    """The groups a body belongs to, or did on a day."""
    queries.organisation(org_id, request.actor)
    return queries.groups_of(org_id, wanted.day or _today(request))


@router.get("/unions/{uuid:org_id}/employers", response=answers(list[shapes.CoverOut]))
@door(needs=VIEW)
def covers(request: ApiRequest, org_id: UUID, wanted: Query[shapes.DayQuery]) -> list[queries.Covered]:
    """The employers a union is there for, on a day or ever (those of today first); of an employer, its unions."""
    page = queries.organisation(org_id, request.actor)
    ask = queries.covers if page.category == facts.Category.UNION else queries.covered_by
    return ask(org_id, request.actor, wanted.day)


@router.post("/unions/{uuid:org_id}/employers", response=answers(list[shapes.CoverOut], 201))
@door(needs=MANAGE, reads=VIEW)
def cover(
    request: ApiRequest, org_id: UUID, wanted: shapes.Covering, idempotency_key: Key = None
) -> Status[list[queries.Covered]]:
    """Let a union be there for an employer's staff from a day on (工会法 11); answers with all it is there for."""

    def make() -> UUID:
        services.cover(org_id, wanted.employer_id, since=wanted.since, actor=request.actor)
        return org_id

    made = made_once("cover", idempotency_key, request.actor, make)
    return Status(201, queries.covers(made, request.actor, _today(request)))


@router.post("/unions/{uuid:org_id}/employers/end", response=answers(list[shapes.CoverOut]))
@door(needs=MANAGE, reads=VIEW)
def uncover(
    request: ApiRequest, org_id: UUID, wanted: shapes.Uncovering, idempotency_key: Key = None
) -> list[queries.Covered]:
    """The union is there for them no longer, from a day on (today); answers with those it still is there for."""

    def make() -> UUID:
        services.uncover(org_id, wanted.employer_id, on=wanted.on, actor=request.actor)
        return org_id

    made = made_once("uncover", idempotency_key, request.actor, make)
    return queries.covers(made, request.actor, _today(request))


def _today(request: ApiRequest) -> date:
    return timezone.localdate(request.actor.now)
