"""Bodies that decide: seats and delegates, sittings and their rolls, motions and their two counts."""

from collections.abc import Callable
from typing import Annotated
from uuid import UUID

from ninja import Header, Query, Router
from ninja.responses import Status

from hexian.api.door import ApiRequest, door
from hexian.api.once import made_once
from hexian.api.shapes import decisions as shapes
from hexian.api.shapes.base import RequestKey, answers, laid_flat
from hexian.domains.decisions import queries, services
from hexian.domains.decisions.access import COUNT, RUN, VIEW
from hexian.foundation.actor import Actor

router = Router(tags=["congress"])
Given = dict[str, object]
Key = Annotated[RequestKey | None, Header(alias="Idempotency-Key")]


def _body(body_id: UUID, actor: Actor) -> Given:
    page = queries.body(body_id, actor)
    return laid_flat(page.row, page, is_ready=page.is_ready)


def _sitting(sitting_id: UUID, actor: Actor) -> Given:
    page = queries.sitting(sitting_id, actor)
    return laid_flat(page.row, page, sort=("acts",), missing=page.missing)


def _motion(motion_id: UUID, actor: Actor) -> Given:
    page = queries.motion(motion_id, actor)
    known = laid_flat(page.row, page, foreseen=str(page.foreseen or ""), share=page.row.share)
    return known | {"differing": list(page.differing), "roll": page.roll, "present": page.present}


@router.get("/congress/bodies", response=answers(list[shapes.BodyOut]))
@door(needs=VIEW)
def congress_bodies(request: ApiRequest, wanted: Query[shapes.BodyQuery]) -> list[queries.BodyRow]:
    """Congresses and assemblies of the unions below her offices."""
    return queries.bodies(request.actor, ended=wanted.ended, text=wanted.text, union=wanted.union)


@router.post("/congress/bodies", response=answers(shapes.BodyPageOut, 201))
@door(needs=RUN, reads=VIEW)
def found_congress(request: ApiRequest, wanted: shapes.NewBody, idempotency_key: Key = None) -> Status[Given]:
    """Set a body up for one term; without `seats` it has as many as the law gives (浙江企业民主管理条例 10)."""

    def make() -> UUID:
        return services.found_body(
            wanted.union_id, kind=wanted.kind, term_number=wanted.term_number, begins_on=wanted.begins_on,
            ends_on=wanted.ends_on, staff=wanted.given(), seats=wanted.seats, actor=request.actor,
        ).public_id  # fmt: skip

    return Status(201, _body(made_once("congress", idempotency_key, request.actor, make), request.actor))


@router.get("/congress/mine", response=answers(list[shapes.DelegateOut]))
@door()
def my_congress_seats(request: ApiRequest) -> list[queries.DelegateRow]:
    """The seats she holds herself."""
    return queries.my_seats(request.actor)


@router.get("/congress/bodies/{uuid:body_id}", response=answers(shapes.BodyPageOut))
@door(needs=VIEW)
def congress_body(request: ApiRequest, body_id: UUID) -> Given:
    """One body: what the law asks of it, who sits, when it meets."""
    return _body(body_id, request.actor)


@router.post("/congress/bodies/{uuid:body_id}/seats", response=answers(shapes.BodyPageOut))
@door(needs=RUN, reads=VIEW)
def fix_congress_seats(request: ApiRequest, body_id: UUID, wanted: shapes.StaffIn) -> Given:
    """Fix the seats again when the staff has changed clearly."""
    services.fix_seats(body_id, staff=wanted.given(), seats=wanted.seats, actor=request.actor)
    return _body(body_id, request.actor)


@router.post("/congress/bodies/{uuid:body_id}/delegates", response=answers(shapes.BodyPageOut))
@door(needs=RUN, reads=VIEW)
def add_congress_delegates(request: ApiRequest, body_id: UUID, wanted: shapes.DelegatesIn) -> Given:
    """Give people seats: all of them, or none and a sentence for each line that is wrong."""
    if wanted.delegates:
        services.add_delegates(body_id, wanted.lines(), actor=request.actor)
    else:
        services.paste_delegates(body_id, wanted.text, elected_on=wanted.elected_on, actor=request.actor)
    return _body(body_id, request.actor)


@router.post("/congress/bodies/{uuid:body_id}/sittings", response=answers(shapes.SittingPageOut, 201))
@door(needs=RUN, reads=VIEW)
def plan_congress_sitting(
    request: ApiRequest, body_id: UUID, wanted: shapes.PlanIn, idempotency_key: Key = None
) -> Status[Given]:
    """Plan a sitting of the term."""

    def make() -> UUID:
        return services.plan_sitting(body_id, wanted.plan(), number=wanted.number, actor=request.actor).public_id

    return Status(201, _sitting(made_once("sitting", idempotency_key, request.actor, make), request.actor))


@router.get("/congress/sittings/{uuid:sitting_id}", response=answers(shapes.SittingPageOut))
@door(needs=VIEW)
def congress_sitting(request: ApiRequest, sitting_id: UUID) -> Given:
    """One sitting: quorum, motions, what can be done now."""
    return _sitting(sitting_id, request.actor)


@router.get("/congress/sittings/{uuid:sitting_id}/roll", response=answers(list[shapes.RollOut]))
@door(needs=VIEW)
def congress_roll(request: ApiRequest, sitting_id: UUID) -> list[queries.RollRow]:
    """The sealed roll in its order, and who came."""
    return queries.roll(sitting_id, request.actor)


def _moved(request: ApiRequest, sitting_id: UUID, verb: Callable[..., object], **more: object) -> Given:
    verb(sitting_id, actor=request.actor, **more)
    return _sitting(sitting_id, request.actor)


@router.post("/congress/sittings/{uuid:sitting_id}/seal", response=answers(shapes.SittingPageOut))
@door(needs=RUN, reads=VIEW)
def seal_congress_roll(request: ApiRequest, sitting_id: UUID) -> Given:
    """Seal who is entitled; nobody is added or left out afterwards."""
    return _moved(request, sitting_id, services.seal_roll)


@router.post("/congress/sittings/{uuid:sitting_id}/check-in", response=answers(shapes.SittingPageOut))
@door(needs=RUN, reads=VIEW)
def check_in_at_congress(request: ApiRequest, sitting_id: UUID, wanted: shapes.CameIn) -> Given:
    """Note that somebody on the roll is there, or take it back."""
    verb = services.undo_check_in if wanted.undo else services.check_in
    return _moved(request, sitting_id, verb, entry_id=wanted.entry_id)


@router.post("/congress/sittings/{uuid:sitting_id}/open", response=answers(shapes.SittingPageOut))
@door(needs=RUN, reads=VIEW)
def open_congress_sitting(request: ApiRequest, sitting_id: UUID) -> Given:
    """Open a sitting; refused with the missing number under the quorum (浙江企业民主管理条例 15)."""
    return _moved(request, sitting_id, services.open_sitting)


@router.post("/congress/sittings/{uuid:sitting_id}/no-quorum", response=answers(shapes.SittingPageOut))
@door(needs=RUN, reads=VIEW)
def end_congress_without_quorum(request: ApiRequest, sitting_id: UUID) -> Given:
    """Send everybody home: too few came."""
    return _moved(request, sitting_id, services.end_without_quorum)


@router.post("/congress/sittings/{uuid:sitting_id}/cancel", response=answers(shapes.SittingPageOut))
@door(needs=RUN, reads=VIEW)
def cancel_congress_sitting(request: ApiRequest, sitting_id: UUID, wanted: shapes.ReasonIn) -> Given:
    """Call a sitting off before it opens."""
    return _moved(request, sitting_id, services.cancel_sitting, reason=wanted.reason)


@router.post("/congress/sittings/{uuid:sitting_id}/close", response=answers(shapes.SittingPageOut))
@door(needs=RUN, reads=VIEW)
def close_congress_sitting(request: ApiRequest, sitting_id: UUID) -> Given:
    """Close a sitting once everything put to it has a result."""
    return _moved(request, sitting_id, services.close_sitting)


@router.post("/congress/sittings/{uuid:sitting_id}/motions", response=answers(shapes.MotionPageOut, 201))
@door(needs=RUN, reads=VIEW)
def put_congress_motion(request: ApiRequest, sitting_id: UUID, wanted: shapes.MotionIn) -> Status[Given]:
    """Put a matter of the body's own to its secret ballot."""
    made = services.put_motion(sitting_id, actor=request.actor, **wanted.model_dump())
    return Status(201, _motion(made.public_id, request.actor))


@router.get("/congress/motions/{uuid:motion_id}", response=answers(shapes.MotionPageOut))
@door(needs=VIEW)
def congress_motion(request: ApiRequest, motion_id: UUID) -> Given:
    """One motion: what it needs, how many counts are in, what came of it."""
    return _motion(motion_id, request.actor)


@router.post("/congress/motions/{uuid:motion_id}/counts", response=answers(shapes.MotionPageOut, 201))
@door(needs=COUNT, reads=VIEW)
def count_congress_motion(request: ApiRequest, motion_id: UUID, wanted: shapes.CountIn) -> Status[Given]:
    """Enter one's own count; another person enters the other, and neither sees the other's before both are in."""
    services.enter_count(motion_id, wanted.tally(), actor=request.actor)
    return Status(201, _motion(motion_id, request.actor))


@router.post("/congress/motions/{uuid:motion_id}/recount", response=answers(shapes.MotionPageOut))
@door(needs=RUN, reads=VIEW)
def recount_congress_motion(request: ApiRequest, motion_id: UUID) -> Given:
    """Both count again; what was entered before is kept."""
    services.recount(motion_id, actor=request.actor)
    return _motion(motion_id, request.actor)


@router.post("/congress/motions/{uuid:motion_id}/withdraw", response=answers(shapes.MotionPageOut))
@door(needs=RUN, reads=VIEW)
def withdraw_congress_motion(request: ApiRequest, motion_id: UUID, wanted: shapes.ReasonIn) -> Given:
    """Take a motion off before its ballots are counted."""
    services.withdraw_motion(motion_id, reason=wanted.reason, actor=request.actor)
    return _motion(motion_id, request.actor)


@router.post("/congress/motions/{uuid:motion_id}/close", response=answers(shapes.MotionPageOut))
@door(needs=RUN, reads=VIEW)
def close_congress_motion(request: ApiRequest, motion_id: UUID) -> Given:
    """Compute the result; what the law would not recognise is refused with the number that is missing."""
    services.close_motion(motion_id, actor=request.actor)
    return _motion(motion_id, request.actor)
