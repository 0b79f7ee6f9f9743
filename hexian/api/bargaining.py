"""Collective bargaining: where cases stand, what was proposed and agreed, proposals, the contract as a file.

A program's key opens what both sides keep to themselves only with the duty to act for one of them, and only in the
cases its owner takes part in; a delegate's own session opens what her pages show.
"""

import base64
import hashlib
from dataclasses import replace
from uuid import UUID

from ninja import File, Query, Router
from ninja.files import UploadedFile
from ninja.responses import Status

from hexian.api.door import ApiRequest, door
from hexian.api.shapes import bargaining as shapes
from hexian.api.shapes.base import answers, laid_flat
from hexian.domains.bargaining import documents, queries, services, texts
from hexian.domains.bargaining.access import ACT, ANSWER
from hexian.domains.bargaining.rules.clauses import Typed, clause, pointed
from hexian.foundation.actor import Actor

router = Router(tags=["bargaining"])
Given = dict[str, object]
#: A contract of a hundred pages with its signatures is smaller.
MOST_BYTES = 20 * 1024 * 1024


def _asking(request: ApiRequest) -> Actor:
    """Who asks, without her parts where her program was not given the duty to act for a side."""
    actor = request.actor
    if request.key_owner is None or actor.may(ACT) or actor.may(ANSWER):
        return actor
    return replace(actor, parts=frozenset())


@router.get("/bargaining/cases", response=answers(shapes.CasesOut))
@door()
def bargaining_cases(request: ApiRequest, wanted: Query[shapes.CasesQuery]) -> Given:
    """The cases she may know of: her own, those of her union or employer and below, those filed with her office."""
    found = queries.cases(_asking(request), queries.Chosen(wanted.view, wanted.text), wanted.after)
    return {"rows": found.rows, "next": found.after}


@router.get("/bargaining/cases/{uuid:bargaining_id}", response=answers(shapes.BargainingCasePageOut))
@door()
def bargaining_case(request: ApiRequest, bargaining_id: UUID) -> Given:
    """One case: where it stands, who sits in it, what moved it."""
    page = queries.case(bargaining_id, _asking(request))
    steps = [{"act": each.act, "state": each.to_state, "side": each.side, "at": each.at} for each in page.steps]
    return laid_flat(page.row, part=page.part, acts=sorted(page.acts), seats=page.seats, steps=steps)


@router.get("/bargaining/cases/{uuid:bargaining_id}/dates", response=answers(list[shapes.DateOut]))
@door()
def bargaining_dates(request: ApiRequest, bargaining_id: UUID) -> list[Given]:
    """Every clock of a case with the rule that set it, in order of their last moments."""
    asking = _asking(request)
    return [_date(each) for each in queries.dates(queries.case(bargaining_id, asking).case, asking.now)]


def _date(row: queries.DateRow) -> Given:
    due = row.deadline
    told = {name: due.basis[name] for name in ("title", "source", "article", "sure")}
    return {
        **told, "rule": due.rule, "starts_at": due.started_at, "due_at": due.due_at, "ended_at": due.ended_at,
        "is_clock": row.is_clock,
    }  # fmt: skip


@router.get("/bargaining/cases/{uuid:bargaining_id}/room", response=answers(shapes.RoomOut))
@door()
def bargaining_room(request: ApiRequest, bargaining_id: UUID) -> Given:
    """Every topic with every version, and what is agreed; for whoever takes part and has promised secrecy."""
    topics = [_topic(each) for each in queries.versions(bargaining_id, _asking(request))]
    return {"version": queries.version_of(bargaining_id), "topics": topics}


def _topic(each: queries.Agenda) -> Given:
    versions = [
        laid_flat(row, words="".join(piece.text for piece in row.pieces if piece.kind != "del"))
        for row in each.versions
    ]  # fmt: skip
    return laid_flat(each.topic, versions=versions, agreed_id=each.agreed.public_id if each.agreed else None)


@router.post("/bargaining/topics/{uuid:topic_id}/proposals", response=answers(shapes.ProposalOut, 201))
@door()
def propose_clause(request: ApiRequest, topic_id: UUID, wanted: shapes.ProposalIn) -> Status[object]:
    """Make her side's next version of a clause, as its page does; the same `key` sent again is there once."""
    typed = Typed(wanted.value, wanted.text, wanted.rows, wanted.since, wanted.is_meant)
    row = services.propose(topic_id, typed, key=wanted.key, actor=_asking(request), note=wanted.note)
    told = {name: getattr(row, name) for name in ("public_id", "number", "side", "at")}
    return Status(201, {**told, "words": pointed(clause(row.item.clause), row.words, None)})


@router.get("/bargaining/cases/{uuid:bargaining_id}/contract", response=answers(shapes.ContractOut))
@door()
def bargaining_contract(request: ApiRequest, bargaining_id: UUID) -> Given:
    """The contract as a file, for both sides and the examiner."""
    pdf = documents.printed(bargaining_id, "contract", actor=_asking(request))
    return {"sha256": hashlib.sha256(pdf).hexdigest(), "pdf": base64.b64encode(pdf).decode()}


@router.post("/bargaining/cases/{uuid:bargaining_id}/verify", response=answers(shapes.VerdictOut))
@door(most_bytes=MOST_BYTES)
def verify_contract(request: ApiRequest, bargaining_id: UUID, file: File[UploadedFile]) -> Given:
    """Whether a PDF of the contract was altered: every changed character is found."""
    found = documents.checked(bargaining_id, file.read(), actor=_asking(request))
    words = str(texts.VERDICTS[found.verdict][1])
    return {
        "verdict": found.verdict, "number": found.number,
        "sentence": words % {"n": found.number} if found.number else words,
    }  # fmt: skip
