"""Texts and papers of a case: the draft and what is wrong in it, versions, signatures, filings, publication."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from hexian.domains.bargaining import access
from hexian.domains.bargaining.models import (
    Case,
    Delivery,
    Draft,
    Filing,
    Item,
    Meeting,
    Publication,
    Reading,
    Report,
    Signature,
)
from hexian.domains.bargaining.rules import clauses, contracts
from hexian.domains.bargaining.rules.comparing import Change, Piece, difference
from hexian.domains.bargaining.rules.delegates import Finding, Weight
from hexian.domains.bargaining.rules.meeting import Form
from hexian.domains.bargaining.rules.states import Side, State, other
from hexian.domains.bargaining.services import drafting, moving, seating, signing, superseding
from hexian.domains.bargaining.services.offering import OFFER, hashed, names_of
from hexian.domains.bargaining.services.particulars import SCALE, particulars_of
from hexian.domains.bargaining.services.scans import OWNER
from hexian.domains.members.models import Membership
from hexian.domains.members.rules import MembershipState
from hexian.domains.orgs.facts import scale_word
from hexian.foundation.access import scope
from hexian.foundation.actor import Actor, Refused
from hexian.foundation.attachments import queries as files
from hexian.foundation.attachments.models import Attachment
from hexian.foundation.clock import queries as clocks


@dataclass(frozen=True, slots=True)
class DraftPage:
    """The text as it stands, its hash, what is wrong in it, and the versions adopted."""

    case: Case
    body: dict[str, Any]
    text_hash: str
    findings: list[Finding]
    open_titles: list[str]
    drafts: list[Draft]
    part: str
    is_chief: bool
    substance: Sequence[Change] = ()  # while a text is mended: what of it is another agreement

    @property
    def is_ready(self) -> bool:
        """Whether it may be adopted."""
        stops = any(each.weight is Weight.BLOCKS for each in self.findings)
        return not stops and not self.open_titles and self.case.starts_on is not None


def draft_page(case_id: UUID, actor: Actor) -> DraftPage:
    """The draft for whoever takes part. Raises `Case.DoesNotExist`, `room.promise_first`."""
    case = access.cases_taking_part(actor).select_related("union", "employer", "former").get(public_id=case_id)
    seating.check_promised(case, actor)
    part = access.part_in(case.public_id, actor)
    body = drafting.body_of(case)
    waiting = list(case.items.filter(agreed=None, set_aside=False).order_by("number"))
    return DraftPage(
        case, body, contracts.text_hash(body), [*_begun(case, actor), *_unsaid(drafting.findings(case), waiting)],
        [row.title for row in waiting], list(case.drafts.order_by("-number")), part,
        part in set(Side) and seating.is_chief(case, part, actor),
        drafting.substance(case, body) if case.state == State.REVISING else (),
    )  # fmt: skip


def _begun(case: Case, actor: Actor) -> list[Finding]:
    """A term that began before today may be meant, or be the wrong year."""
    if case.starts_on is None or case.starts_on >= moving.today(actor) or case.signed_on is not None:
        return []
    return [Finding("term.began", Weight.WARNS, {"starts": case.starts_on})]


def _unsaid(found: list[Finding], waiting: list[Item]) -> list[Finding]:
    """What lacks only because its topic is still open is named once, among the open ones."""
    on_agenda = {article for row in waiting for article in clauses.clause(row.clause).articles}

    def is_open(each: Finding) -> bool:
        articles = each.params.get("articles")
        return each.code == "draft.lacking" and isinstance(articles, list) and bool(on_agenda & set(articles))

    return [each for each in found if not is_open(each)]


@dataclass(frozen=True, slots=True)
class Compared:
    """One article in two versions."""

    title: str
    pieces: list[Piece]
    is_changed: bool


def compare(former: dict[str, Any], new: dict[str, Any]) -> list[Compared]:
    """Two versions article by article, in the order of the new one; what was dropped comes last."""
    before, after = _articles(former), _articles(new)
    found = [
        Compared(title, difference(before.get(code, ("", ""))[1], words), before.get(code, ("", ""))[1] != words)
        for code, (title, words) in after.items()
    ]
    dropped = [(title, words) for code, (title, words) in before.items() if code not in after]
    return [*found, *(Compared(title, [Piece("del", words)], True) for title, words in dropped)]


def _articles(body: dict[str, Any]) -> dict[str, tuple[str, str]]:
    articles = (each for chapter in body["chapters"] for each in chapter["articles"])
    return {each["clause"]: (each["title"], contracts.full_words(each)) for each in articles}


@dataclass(frozen=True, slots=True)
class SigningPage:
    """The text to sign, who has, and whether electronic signatures were agreed on."""

    case: Case
    draft: Draft
    signatures: list[Signature]
    e_agreed: list[str]
    part: str
    is_chief: bool

    @property
    def may_e_sign(self) -> bool:
        """Whether both sides have agreed to it."""
        return len(self.e_agreed) == len(Side)

    def by(self, side: str) -> Signature | None:
        """A side's signature under this text."""
        return next((row for row in self.signatures if row.side == side), None)


def signing_page(case_id: UUID, actor: Actor) -> SigningPage:
    """What is signed and by whom. Raises `Case.DoesNotExist`, `draft.none`, `room.promise_first`."""
    case = access.cases_taking_part(actor).select_related("union", "employer").get(public_id=case_id)
    seating.check_promised(case, actor)
    draft = drafting.adopted(case)
    part = access.part_in(case.public_id, actor)
    return SigningPage(
        case, draft, list(draft.signatures.order_by("pk")), list(case.e_signing.values_list("side", flat=True)), part,
        part in set(Side) and seating.is_chief(case, part, actor),
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class FilingPage:
    """What was filed and came back, for both sides and the examiner."""

    case: Case
    draft: Draft | None
    filings: list[Filing]
    signatures: list[Signature]
    meetings: list[Meeting]
    part: str
    examines: bool


def filing_page(case_id: UUID, actor: Actor) -> FilingPage:
    """The filing desk of one case. Raises `Case.DoesNotExist`."""
    reach = access.cases_taking_part(actor) | access.cases_examined(actor)
    case = reach.select_related("union", "employer", "examiner").get(public_id=case_id)
    try:
        draft = drafting.adopted(case)
    except Refused:
        draft = None
    return FilingPage(
        case, draft, list(case.filings.order_by("-number")), list(case.signatures.order_by("pk")),
        list(case.meetings.order_by("number")), access.part_in(case.public_id, actor),
        access.cases_examined(actor).filter(pk=case.pk).exists(),
    )  # fmt: skip


def objections(case: Case) -> list[dict[str, str]]:
    """What the labour office objected to last, for whoever sits at the table."""
    row = case.filings.filter(result="objected").order_by("-number").first()
    return [dict(each) for each in row.objections] if row else []


class Revision(StrEnum):
    """How far a text is mended after an objection."""

    TALK = "talk"  # a clause is open, or nothing has changed
    ADOPT = "adopt"
    SIGN = "sign"
    FILE = "file"


def revision(case: Case) -> Revision:
    """What comes next while a text is mended. Worked example: adopted anew and one chief has signed → `SIGN`."""
    objected = case.filings.filter(result="objected").order_by("-number").first()
    latest = case.drafts.filter(adopted_at__isnull=False).order_by("-number").first()
    now = contracts.text_hash(drafting.body_of(case))
    if objected is None or latest is None or case.items.filter(agreed=None, set_aside=False).exists():
        return Revision.TALK
    if latest.text_hash != now or latest.pk == objected.draft_id:
        return Revision.ADOPT if now != objected.draft.text_hash else Revision.TALK
    return Revision.FILE if is_signed(latest) else Revision.SIGN


@dataclass(frozen=True, slots=True)
class Kept:
    """A page that was photographed or scanned, as it is listed; `name` without its ending."""

    public_id: UUID
    document: str  # a key of `texts.SCANS`
    name: str
    kept_at: datetime
    meeting: int = 0  # the number of the meeting it was written at


#: What a recorder wrote by hand at a meeting, by its number; whoever sits at the table may open it.
NOTES = "notes"
#: What both sides and the examiner may open; a side's own evidence is not among it.
#: The first come with the offer, before anybody has promised anything.
OPEN = ("offer", "receipt", "reply", "delegates", "promise")
KEPT = (
    *OPEN, "materials", "meeting", "table", "minutes", "suspension", "draft", "signature", "signed", "opinion",
)  # fmt: skip


def kept(case: Case, actor: Actor) -> list[Kept]:
    """The pages kept with a case, for both sides and its examiner; for anybody else none."""
    return [
        Kept(row.public_id, document, row.name.rpartition(".")[0] or row.name, row.kept_at, number)
        for document, number, row in _kept(case, actor)
    ]


def kept_file(case_id: UUID, file_id: UUID, actor: Actor) -> Attachment:
    """One of these pages. Raises `Case.DoesNotExist` where it is not hers to open."""
    reach = access.cases_taking_part(actor) | access.cases_examined(actor)
    case = reach.select_related("former").get(public_id=case_id)
    found = next((row for _document, _number, row in _kept(case, actor) if row.public_id == file_id), None)
    if found is None:
        raise Case.DoesNotExist
    return found


def _last_signed(case: Case) -> set[UUID]:
    """The file of the last signature under each text."""
    rows = Signature.objects.filter(draft__case=case, form=Form.ELECTRONIC, attachment__isnull=False).order_by("pk")
    return set({row.draft_id: row.attachment for row in rows if row.attachment is not None}.values())


def _kept(case: Case, actor: Actor) -> list[tuple[str, int, Attachment]]:
    """Each with what it is and the number of its meeting, where it is of one."""
    part = access.part_in(case.public_id, actor)
    examines = access.cases_examined(actor).filter(pk=case.pk).exists()
    if not part and not examines:
        return []
    has_promised = seating.has_promised(case, actor)
    names = KEPT if examines or has_promised else OPEN
    # Whichever side kept it, both may look: the program fetches it.
    with scope(Actor.system("kept", actor.now)):
        notes = _notes(case) if has_promised else []
        if part not in set(Side) and not examines:
            return notes
        found = [(name, 0, row) for name in names for row in files.of(f"{OWNER}.{name}", case.public_id)]
        # The first chief's signature stands in the file of the second: what both signed is one file.
        before = {each[2].public_id for each in found if each[0] == "signed"} - _last_signed(case)
        found = [each for each in found if each[2].public_id not in before]
        proofs = [row for paper in case.ground_papers if (row := files.find(UUID(paper))) is not None]
    return [*(("ground", 0, row) for row in proofs), *found, *notes]


def _notes(case: Case) -> list[tuple[str, int, Attachment]]:
    numbers = case.meetings.order_by("number").values_list("number", flat=True)
    return [(NOTES, n, row) for n in numbers for row in files.of(f"{OWNER}.{notes_of(n)}", case.public_id)]


def notes_of(number: int) -> str:
    """As which document what was written at a meeting is kept."""
    return f"minutes-{number}"


@dataclass(frozen=True, slots=True)
class Published:
    """The contract in force as staff read it."""

    case: Case
    publication: Publication
    readers: int
    members: int = 0  # how many were told; nought for a reader who is no party
    holds_from: date | None = None  # of a change: the later day from which it holds
    until: date | None = None  # of a contract with a change to come: the day from which that one holds


def published(case_id: UUID, actor: Actor) -> Published:
    """The published contract for members, both sides and those above. Raises `Publication.DoesNotExist`."""
    row = Publication.objects.select_related("case__union", "case__employer").filter(case__public_id=case_id).first()
    if row is None:
        return _for_a_member(case_id, actor)
    return _as_read(row, actor, *_counted(row, actor))


def _as_read(row: Publication, actor: Actor, readers: int = 0, members: int = 0) -> Published:
    """With the days between which it holds where a change of it, or it as a change, waits for its own."""
    today = moving.today(actor)
    # Its readers may not know of the other case: the program looks.
    with scope(Actor.system("publication", actor.now)):
        coming = superseding.change_to_come(row.case, today)
    return Published(
        row.case, row, readers, members, superseding.holds_from(row.case, today), coming.starts_on if coming else None
    )


def _counted(row: Publication, actor: Actor) -> tuple[int, int]:
    """How many have read it, of how many: the employer's duty too, and who they are is nobody's to see."""
    with scope(Actor.system("publication", actor.now)):
        staff = Membership.objects.filter(org=row.case.union, state=MembershipState.ACTIVE).count()
        return row.readings.filter(at__gte=row.at).count(), staff


def _for_a_member(case_id: UUID, actor: Actor) -> Published:
    """A member reads what was published, though the case itself is not hers to see."""
    if not actor.person_id:
        raise Publication.DoesNotExist
    with scope(Actor.system("publication", actor.now)):
        found = Publication.objects.select_related("case__union", "case__employer").filter(case__public_id=case_id)
        row = found.first()
    if row is None or not Publication.objects.filter(pk=row.pk).exists():
        raise Publication.DoesNotExist
    return _as_read(row, actor)


def by_poster(code: str, actor: Actor) -> Published:
    """The published contract behind the code of the printed notice. Raises `Publication.DoesNotExist`."""
    with scope(Actor.system("poster", actor.now)):
        rows = Publication.objects.select_related("case__union", "case__employer")
        return _as_read(row, actor) if (row := rows.filter(poster_code=code).first()) else _none()


@dataclass(frozen=True, slots=True)
class Link:
    """What a one-time link shows: who sends what to whom, and the offer itself once it was signed for."""

    title: str
    sender: str
    receiver: str
    received_at: datetime | None
    received_by: str
    meet_at: datetime | None
    place: str
    topics: list[str]
    chief: str
    reply_due: datetime | None = None  # the last moment to answer in writing, once it runs
    document: str = OFFER  # the paper it is: an offer, or the answer to one that came on paper
    note: str = ""  # what an answer says besides
    replied: bool = False  # an offer that has been answered


def by_link(token: str, actor: Actor) -> Link:
    """The offer, or the answer to one, behind a one-time link. Raises `delivery.no_link`."""
    with scope(Actor.system("link", actor.now)):
        row = Delivery.objects.select_related("case__union", "case__employer").filter(token_hash=hashed(token)).first()
        if row is None:
            raise Refused("delivery.no_link")
        case = row.case
        leading = seating.chief(case, other(row.to_side))
        sender, receiver = names_of(case, row)
        running = clocks.open_deadline(case.public_id, "bargaining.reply")
        note = str(case.reply.get("note", "")) if row.document != OFFER else ""
        return Link(
            case.title, sender, receiver, row.received_at, row.received_by, case.meet_at, case.place,
            list(case.items.order_by("number").values_list("title", flat=True)), leading.name if leading else "",
            running.due_at if running else None, row.document, note, case.replied_at is not None,
        )  # fmt: skip


def has_read(case_id: UUID, actor: Actor) -> bool:
    """Whether she has noted that she read the published contract."""
    # The case is not hers to see: which publication it has, the program looks up.
    with scope(Actor.system("publication", actor.now)):
        row = Publication.objects.filter(case__public_id=case_id).first()
    own = Reading.objects.filter(person_id=actor.person_id or 0)
    return row is not None and own.filter(publication=row, at__gte=row.at).exists()


def _none() -> Published:
    raise Publication.DoesNotExist


def particulars(case: Case) -> dict[str, str]:
    """What papers say besides, as far as it was filled in."""
    return particulars_of(case) | {SCALE: scale_word(case.is_scaled)}


def reports(case: Case) -> list[Report]:
    """The yearly reports, the latest first."""
    return list(case.reports.order_by("-held_on"))


def is_signed(draft: Draft) -> bool:
    """Whether both chiefs have signed a text."""
    return len({each.side for each in signing.signed(draft)}) == len(Side)
