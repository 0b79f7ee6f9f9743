"""Books, trial balances and runs, for reading: people move money at their desks. Cards may be sent as a list."""

from uuid import UUID

from django.utils import timezone
from ninja import Query, Router

from hexian.api.door import ApiRequest, door
from hexian.api.shapes import ledger as shapes
from hexian.api.shapes.base import answers, laid_flat
from hexian.domains.ledger import queries, services, texts
from hexian.domains.ledger.access import KEEP, VIEW
from hexian.domains.ledger.rules import Listed

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


@router.post("/ledger/cards", response=answers(shapes.CardsOut))
@door(needs=KEEP)
def keep_cards(request: ApiRequest, wanted: shapes.CardsIn) -> Given:
    """Take down where people are paid to, up to 1,000 at once: everybody's card, or nobody's.

    Sent again it changes nothing. Lines with a fault keep the others from being kept unless `only_good` says so.
    """
    lines = [Listed(row, **each.model_dump()) for row, each in enumerate(wanted.cards, 1)]
    looked = services.look_through(lines, request.actor)
    faulty = any(each.fault for each in looked)
    changing = any(each.state in {"new", "other"} for each in looked)
    kept = 0
    if changing and not wanted.dry_run and (wanted.only_good or not faulty):
        kept = services.keep_list(lines, only_good=wanted.only_good, actor=request.actor).kept
    return {"kept": kept, "lines": [_line(each) for each in looked]}


def _line(each: services.Looked) -> Given:
    said = {"fault": each.fault.code, "sentence": texts.of(each.fault)} if each.fault else {"fault": "", "sentence": ""}
    return {"row": each.line.row, "state": each.state, "tail": each.tail, **said}


def _account(row: queries.AccountRow) -> Given:
    tally = row.tally
    return {
        "public_id": row.public_id, "number": row.number, "name": row.name, "kind": row.kind,
        "opening_fen": tally.opening, "debit_fen": tally.debit, "credit_fen": tally.credit,
        "closing_fen": tally.closing,
    }  # fmt: skip
