"""Mutual aid: settlement files sent in by programs, and a member's own settlements."""

import io
import json
from collections.abc import Callable
from typing import Annotated
from uuid import UUID

from ninja import File, Form, Header, Query, Router
from ninja.files import UploadedFile
from ninja.responses import Status

from hexian.api.door import ApiRequest, door
from hexian.api.once import made_once
from hexian.api.shapes import aid as shapes
from hexian.api.shapes.base import RequestKey, answers, laid_flat
from hexian.domains.mutualaid import queries, services, texts
from hexian.domains.mutualaid.access import INTAKE
from hexian.foundation.actor import Actor, Refused
from hexian.foundation.attachments.services import Readable
from hexian.foundation.sheets.rules import MOST_BYTES

router = Router(tags=["aid"])
Given = dict[str, object]
Key = Annotated[RequestKey | None, Header(alias="Idempotency-Key")]


@router.get("/aid/files", response=answers(shapes.AidFiles))
@door(needs=INTAKE)
def aid_files(request: ApiRequest, wanted: Query[shapes.FilesQuery]) -> Given:
    """The settlement files of the unions below her offices, the newest first."""
    rows, more = queries.files(request.actor, after=wanted.after)
    return {"rows": [_flat(row) for row in rows], "next": more}


@router.post("/aid/files", response=answers(shapes.AidFileOut, 201))
@door(needs=INTAKE, most_bytes=MOST_BYTES)
def send_aid_file(
    request: ApiRequest, file: File[UploadedFile], wanted: Form[shapes.FileIn], idempotency_key: Key = None
) -> Status[Given]:
    """Send a settlement file (XLSX, XLS, CSV, Parquet, JSON lines; columns: docs/reference/settlement-files.md).

    It is decided at once where every column is known; the same file twice is refused (`aid.same_file`).
    """
    return _received(request, file, str(file.name), wanted, idempotency_key)


@router.post("/aid/files/records", response=answers(shapes.AidFileOut, 201))
@door(needs=INTAKE)
def send_aid_records(request: ApiRequest, wanted: shapes.RecordsIn, idempotency_key: Key = None) -> Status[Given]:
    """Send up to 2,000 settlements as records; kept and decided as a file of JSON lines."""
    lines = io.BytesIO("".join(f"{_line(each)}\n" for each in wanted.records).encode())
    name = f"{wanted.name.rpartition('.')[0] or wanted.name or 'records'}.jsonl"
    return _received(request, lines, name, wanted, idempotency_key)


@router.get("/aid/files/{uuid:aid_file_id}", response=answers(shapes.AidFileOut))
@door(needs=INTAKE)
def aid_file(request: ApiRequest, aid_file_id: UUID) -> Given:
    """One file: where it stands and what came of it."""
    return _flat(queries.file(aid_file_id, request.actor))


@router.get("/aid/files/{uuid:aid_file_id}/faults", response=answers(list[shapes.AidFaultOut]))
@door(needs=INTAKE)
def aid_file_faults(request: ApiRequest, aid_file_id: UUID, wanted: Query[shapes.FaultsQuery]) -> list[Given]:
    """Rows that could not be read, by their numbers."""
    found = queries.faults(aid_file_id, request.actor, wanted.size, after=wanted.after)
    return [
        {"row": row, "column": column, "code": code, "sentence": texts.fault(code, params)}
        for row, column, code, params in found
    ]


@router.get("/aid/mine", response=answers(shapes.MyAidOut))
@door()
def my_aid(request: ApiRequest) -> object:
    """How she takes part, what she had, every settlement of hers."""
    return queries.my_aid(request.actor)


@router.get("/aid/mine/{uuid:aid_id}", response=answers(shapes.WhyOut))
@door()
def my_aid_decision(request: ApiRequest, aid_id: UUID) -> object:
    """Why it is this much, line by line."""
    return queries.mine(aid_id, request.actor)


@router.post("/aid/mine/{uuid:aid_id}/decline", response=answers(shapes.WhyOut))
@door()
def decline_aid(request: ApiRequest, aid_id: UUID) -> object:
    """She does not want it."""
    return queries.mine(services.decline(aid_id, actor=request.actor).public_id, request.actor)


@router.post("/aid/mine/{uuid:aid_id}/want", response=answers(shapes.WhyOut))
@door()
def want_aid(request: ApiRequest, aid_id: UUID) -> object:
    """She wants it after all."""
    return queries.mine(services.take_decline_back(aid_id, actor=request.actor).public_id, request.actor)


@router.post("/aid/mine/{uuid:aid_id}/contest", response=answers(shapes.WhyOut, 201))
@door()
def contest_aid(request: ApiRequest, aid_id: UUID, said: shapes.SaidIn) -> Status[object]:
    """She says what is wrong; a person answers within the promised time."""
    return _said(aid_id, request.actor, lambda: services.contest(aid_id, reason=said.reason, actor=request.actor))


@router.post("/aid/mine/{uuid:aid_id}/appeal", response=answers(shapes.WhyOut, 201))
@door()
def appeal_aid(request: ApiRequest, aid_id: UUID, said: shapes.SaidIn) -> Status[object]:
    """She asks for another person to look at the answer."""
    page = queries.mine(aid_id, request.actor)
    answered = next((each.public_id for each in page.contests if each.may_appeal), None)
    if answered is None:
        raise Refused("aid.nothing_to_appeal")
    return _said(aid_id, request.actor, lambda: services.appeal(answered, reason=said.reason, actor=request.actor))


def _said(aid_id: UUID, actor: Actor, act: Callable[[], object]) -> Status[object]:
    act()
    return Status(201, queries.mine(aid_id, actor))


def _received(request: ApiRequest, file: Readable, name: str, wanted: shapes.FileIn, key: str | None) -> Status[Given]:
    """Through the same service as the page and the watched folder."""

    def make() -> UUID:
        row = services.receive(
            file, name=name, org_id=wanted.union_id, sender=wanted.sender, channel="api", actor=request.actor
        )
        if wanted.start:
            services.run_if_ready(row, actor=request.actor)
        return row.public_id

    return Status(201, _flat(queries.file(made_once("aid.file", key, request.actor, make), request.actor)))


def _line(record: dict[str, str | bool | float | None]) -> str:
    """A record as a line: numbers as texts, so that nothing is rounded on the way."""
    cells = {key: repr(value) if type(value) in {int, float} else value for key, value in record.items()}
    return json.dumps(cells, ensure_ascii=False)


def _flat(row: queries.FileRow) -> Given:
    words = texts.of(Refused(row.problem, **row.problem_params)) if row.problem else ""
    return laid_flat(row, problem_words=words)
