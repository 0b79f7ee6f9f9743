"""Books, trial balances and payment runs, for reading: money is moved by people at their desks."""

from uuid import UUID

from django.utils import timezone
from ninja import Query, Router

from hexian.api.door import ApiRequest, door
from hexian.api.shapes import ledger as shapes
from hexian.api.shapes.base import answers, laid_flat
from hexian.domains.ledger import queries
from hexian.domains.ledger.access import VIEW

router = Router(tags=["ledger"])
Given = dict[str, object]


@router.get("/ledger/books", response=answers(list[shapes.BookOut]))
@door(needs=VIEW)
def ledger_books(request: ApiRequest) -> list[queries.BookRow]:
    """The books of the unions below her offices."""
    return queries.books(request.actor)


@router.get("/ledger/books/{uuid:book_id}/trial", response=answers(shapes.TrialOut))
@door(needs=VIEW)
def ledger_trial(request: ApiRequest, book_id: UUID, wanted: Query[shapes.TrialQuery]) -> Given:
    """The trial balance of a book over whole months."""
    today = timezone.localdate(request.actor.now)
    since, until = wanted.since or today.replace(month=1, day=1), wanted.until or today
    page = queries.trial(book_id, request.actor, since, until)
    return {
        "book_id": page.book.public_id, "since": page.since, "until": page.until,
        "rows": [_account(each) for each in page.rows],
        "debit_fen": page.debit, "credit_fen": page.credit,
    }  # fmt: skip


@router.get("/ledger/runs", response=answers(shapes.RunsOut))
@door(needs=VIEW)
def ledger_runs(request: ApiRequest, wanted: Query[shapes.RunsQuery]) -> Given:
    """Payment runs, under way or over."""
    rows, more = queries.runs(request.actor, done=wanted.done, before=wanted.before)
    return {"rows": rows, "next": more}


@router.get("/ledger/runs/{uuid:run_id}", response=answers(shapes.RunPageOut))
@door(needs=VIEW)
def ledger_run(request: ApiRequest, run_id: UUID, wanted: Query[shapes.RunQuery]) -> Given:
    """One run: whose hands it went through, its payments, what became of them."""
    page = queries.run(run_id, request.actor, after=wanted.after)
    return laid_flat(page.row, page)


def _account(row: queries.AccountRow) -> Given:
    tally = row.tally
    return {
        "public_id": row.public_id, "number": row.number, "name": row.name, "kind": row.kind,
        "opening_fen": tally.opening, "debit_fen": tally.debit, "credit_fen": tally.credit,
        "closing_fen": tally.closing,
    }  # fmt: skip
