"""What is to become of memberships: asked by the member, answered by both unions. The six-month rule and a death are
for people at their desks."""

from typing import Annotated
from uuid import UUID

from ninja import Header, Query, Router
from ninja.responses import Status

from hexian.api.door import ApiRequest, door
from hexian.api.once import made_once
from hexian.api.shapes import passages as shapes
from hexian.api.shapes.base import RequestKey, answers, laid_flat
from hexian.domains.members import queries, services, texts
from hexian.domains.members.access import ADMIT
from hexian.foundation.actor import Actor
from hexian.foundation.audit import Look

router = Router(tags=["passages"])


@router.get("/me/passages", response=answers(list[shapes.MyPassage]))
@door()
def my_passages(request: ApiRequest) -> list[queries.MyPassage]:
    """What she asked for about her membership, and what her union began, newest first."""
    return queries.my_passages(request.actor)


@router.post("/me/passages", response=answers(shapes.MyPassage, 201))
@door()
def ask_passage(
    request: ApiRequest,
    wanted: shapes.PassageWish,
    idempotency_key: Annotated[RequestKey | None, Header(alias="Idempotency-Key")] = None,
) -> Status[queries.MyPassage]:
    """Ask to go over, to be retained or resumed, to retire or to quit; the union's promise to answer begins."""
    facts = wanted.model_dump(exclude={"target_id"})

    def make() -> UUID:
        return services.ask_passage(target=wanted.target_id, actor=request.actor, **facts).public_id

    made = made_once("passage", idempotency_key, request.actor, make)
    return Status(201, _mine(made, request.actor))


@router.post("/me/passages/{uuid:passage_id}/withdraw", response=answers(shapes.MyPassage))
@door()
def withdraw_passage(request: ApiRequest, passage_id: UUID) -> queries.MyPassage:
    """Take it back, or say no to what her union began."""
    services.withdraw_passage(passage_id, actor=request.actor)
    return _mine(passage_id, request.actor)


@router.get("/passages", response=answers(shapes.Passages))
@door(needs=ADMIT)
def passages(request: ApiRequest, wanted: Query[shapes.PassageQuery]) -> queries.Page[queries.PassageRow]:
    """The queue of the unions below her, on both sides."""
    return queries.passages(request.actor, wanted.tab, wanted.kind or "", wanted.cursor, wanted.size)


@router.get("/passages/{uuid:passage_id}", response=answers(shapes.PassagePage))
@door(needs=ADMIT)
def passage(request: ApiRequest, passage_id: UUID) -> dict[str, object]:
    """One of them, as far as her side may know; the member can see afterwards who looked."""
    page = queries.passage(passage_id, request.actor)
    code = page.row.target_code if page.row.is_arriving else page.row.code
    request.looks.append(Look(page.row, code, page.row.person_id, ADMIT))
    return laid_flat(page.row, page, sort=("acts",))


@router.post("/passages/{uuid:passage_id}/release", response=answers(shapes.PassagePage))
@door(needs=ADMIT)
def release_passage(request: ApiRequest, passage_id: UUID) -> dict[str, object]:
    """The former union lets her go."""
    services.release(passage_id, actor=request.actor)
    return _after(passage_id, request.actor)


@router.post("/passages/{uuid:passage_id}/recall", response=answers(shapes.PassagePage))
@door(needs=ADMIT)
def recall_passage(request: ApiRequest, passage_id: UUID) -> dict[str, object]:
    """The former union takes its yes back, before the other has answered."""
    services.recall(passage_id, actor=request.actor)
    return _after(passage_id, request.actor)


@router.post("/passages/{uuid:passage_id}/accept", response=answers(shapes.PassagePage))
@door(needs=ADMIT)
def accept_passage(request: ApiRequest, passage_id: UUID) -> dict[str, object]:
    """The other union takes her, from today on."""
    services.accept(passage_id, actor=request.actor)
    return _after(passage_id, request.actor)


@router.post("/passages/{uuid:passage_id}/confirm", response=answers(shapes.PassagePage))
@door(needs=ADMIT)
def confirm_passage(request: ApiRequest, passage_id: UUID) -> dict[str, object]:
    """Retain, resume, retire or let quit, as she asked."""
    services.confirm(passage_id, actor=request.actor)
    return _after(passage_id, request.actor)


@router.post("/passages/{uuid:passage_id}/refuse", response=answers(shapes.PassagePage))
@door(needs=ADMIT)
def refuse_passage(request: ApiRequest, passage_id: UUID, why: shapes.PassageNo) -> dict[str, object]:
    """Say no, with a reason and what she can do instead."""
    remedy = why.remedy.strip() or str(texts.PASSAGE_REFUSALS[why.reason].remedy)
    services.refuse_passage(passage_id, reason=why.reason, remedy=remedy, actor=request.actor)
    return _after(passage_id, request.actor)


@router.post("/participation", response=answers(shapes.PartsNoted))
@door(needs=ADMIT)
def note_participation(request: ApiRequest, parts: shapes.Parts) -> dict[str, int]:
    """Record that members paid dues, or took part, on a day: what the six-month rule looks at. Open proposals end."""
    noted = services.note_part(parts.member_ids, kind=parts.kind, on=parts.on, actor=request.actor)
    return {"noted": noted}


def _after(passage_id: UUID, actor: Actor) -> dict[str, object]:
    page = queries.passage(passage_id, actor)
    return laid_flat(page.row, page, sort=("acts",))


def _mine(passage_id: UUID, actor: Actor) -> queries.MyPassage:
    return next(row for row in queries.my_passages(actor, limit=200) if row.public_id == passage_id)
