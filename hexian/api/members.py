"""Members below one's offices, one of them, taking a list out, reading a card at a window, long jobs."""

from typing import Annotated
from uuid import UUID

from django.core.exceptions import ObjectDoesNotExist
from django.http import HttpResponse
from django.utils import timezone
from ninja import Header, Query, Router
from ninja.responses import Status

from hexian.api import answers as say
from hexian.api.door import ApiRequest, door
from hexian.api.once import made_once
from hexian.api.shapes import members as shapes
from hexian.api.shapes.base import RequestKey, answers, laid_flat
from hexian.domains.members import queries, services
from hexian.domains.members.access import EXPORT, VIEW
from hexian.domains.people import rules as people_rules
from hexian.foundation.actor import Actor
from hexian.foundation.audit import Look
from hexian.foundation.work import queries as work
from hexian.foundation.work.queries import Progress

router = Router(tags=["members"])
#: What says which page is wanted, not who.
_NOT_FILTERED = {"cursor", "size", "day"}


@router.get("/members", response=answers(shapes.MemberList))
@door(needs=VIEW)
def members(request: ApiRequest, wanted: Query[shapes.MemberQuery]) -> dict[str, object] | HttpResponse:
    """Members below her offices, filtered or searched, today or on a past day; in each union the newest first.

    Somebody's number never stands in an address, where proxies and logs keep it: that is searched for by POST.
    """
    if people_rules.may_identify(wanted.text):
        return say.problem(400, "request.number_in_address", instead=request.path + "/search")
    if wanted.day is not None and wanted.day != timezone.localdate(request.actor.now):
        chosen = queries.MemberFilter(**wanted.model_dump(exclude=_NOT_FILTERED))
        return _listed(queries.members_named_on(request.actor, wanted.day, chosen, wanted.cursor, wanted.size))
    return _found(wanted, request.actor)


@router.post("/members/search", response=answers(shapes.MemberList))
@door(needs=VIEW)
def search_members(request: ApiRequest, wanted: shapes.MemberSearch) -> dict[str, object]:
    """The same, with what is looked for in the body: a name, or a whole ID, mobile or card number."""
    return _found(wanted, request.actor)


def _found(wanted: shapes.MemberQuery | shapes.MemberSearch, actor: Actor) -> dict[str, object]:
    chosen = queries.MemberFilter(**wanted.model_dump(exclude=_NOT_FILTERED))
    return _listed(queries.members(actor, chosen, wanted.cursor, wanted.size))


def _listed(found: queries.MemberList) -> dict[str, object]:
    return laid_flat(found.page, total=found.total, is_more=found.is_more, unseen=found.unseen)


@router.post("/members/export", response=answers(shapes.TaskOut, 202))
@door(needs=EXPORT, reads=VIEW)
def export(
    request: ApiRequest,
    wanted: shapes.ExportWanted,
    idempotency_key: Annotated[RequestKey | None, Header(alias="Idempotency-Key")] = None,
) -> Status[Progress]:
    """Start taking out what the filter finds; the workbook comes with the task. On record for each member."""
    how = wanted.model_dump(include={"whole_numbers", "layout", "leave_out_incomplete"})
    chosen = queries.MemberFilter(**wanted.model_dump(exclude=set(how)))

    def make() -> UUID:
        return services.start_export(chosen, actor=request.actor, **how).public_id

    return Status(202, _task(made_once("export", idempotency_key, request.actor, make), request.actor))


@router.get("/members/{uuid:member_id}", response=answers(shapes.MemberPage))
@door(needs=VIEW)
def member(request: ApiRequest, member_id: UUID) -> dict[str, object]:
    """One member; she can see afterwards who looked."""
    page = queries.member(member_id, request.actor)
    request.looks.append(Look(page.row, page.row.code, page.row.person_id, VIEW))
    return laid_flat(page.row, page)


@router.post("/cards", response=answers(shapes.CardOut))
@door()
def read_card(request: ApiRequest, shown: shapes.CardShown) -> services.CardRead:
    """Read a card she shows at a window: valid or not. POST, because it is written down for her to see."""
    return services.read_card(shown.token, actor=request.actor)


@router.get("/tasks/{uuid:task_id}", response=answers(shapes.TaskOut))
@door()
def task(request: ApiRequest, task_id: UUID) -> Progress:
    """How far one's own long job is."""
    return _task(task_id, request.actor)


def _task(task_id: UUID, actor: Actor) -> Progress:
    found = work.find(task_id, actor=actor)
    if found is None:
        raise ObjectDoesNotExist
    return found
