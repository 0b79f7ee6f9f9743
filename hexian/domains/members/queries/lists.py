"""The list of members: by place, by kind of work, by what was typed into the search box; always by keyset.

Measured at a million members under row security, see `bench`: a page reads 26 entries of an index and 25 rows.  Ids are
found first and rows read by id afterwards, so that no join tempts the planner away from the index.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import Q, QuerySet

from hexian.domains.members import access, rules
from hexian.domains.members.models import Gram, Membership
from hexian.domains.members.queries.counts import members_below
from hexian.domains.members.queries.paging import PAGE_SIZE, Order, Page, Slice, cut, read_cursor
from hexian.domains.members.rules import AFTER, Look, MembershipState, Search
from hexian.domains.orgs.models import Organisation
from hexian.domains.people import rules as people_rules
from hexian.domains.people import services as people
from hexian.foundation.access import within
from hexian.foundation.actor import Actor

#: Unions from the last founded on, in each the newest members first: the index read backwards.
BY_PLACE = Order(("code", "pk"), descending=True)
BY_GRAM = Order(("gram", "code", "membership"))
BY_MEMBER = Order(("membership",), descending=True)
#: Exact up to here, «1000+» beyond: counting a city would cost more than the page itself.
MOST_COUNTED = 1_000
#: What a list shows of members, by their ids. Written out: it stands on the page most opened, and building it from
#: models costs more than asking it.
_ROWS = """
    SELECT m.id, m.public_id, m.person_id, p.public_id, m.code, p.name, p.mobile, p.id_tail, o.short_name,
        m.kind_of_work, m.platform, m.station, m.is_new_form, m.joined_on, m.card_no, m.state
    FROM members_membership m JOIN people_person p ON p.id = m.person_id JOIN orgs_organisation o ON o.id = m.org_id
    WHERE m.id = ANY (%s)
"""


@dataclass(frozen=True, slots=True)
class MemberRow:
    """A member in a list; numbers masked."""

    public_id: UUID
    person_id: int
    person_public_id: UUID
    code: str
    name: str
    mobile_masked: str
    id_masked: str
    org_name: str
    kind_of_work: str
    platform: str
    station: str
    is_new_form: bool
    joined_on: date
    card_no: str
    state: str


@dataclass(frozen=True, slots=True)
class MemberFilter:
    """What narrows the list of members: state, kind of work, a union and all below it, a text to look for."""

    state: str = MembershipState.ACTIVE
    kind_of_work: str = ""
    union: UUID | None = None
    text: str = ""

    def as_params(self) -> dict[str, str]:
        """The filter as JSON for a task; without the text, which is a name or a number."""
        return {"state": self.state, "kind_of_work": self.kind_of_work, "union": str(self.union or "")}

    @classmethod
    def from_params(cls, params: Mapping[str, Any]) -> MemberFilter:
        """The filter as a task or an address carries it; an unknown state means members."""
        state = str(params.get("state") or "")
        union = str(params.get("union") or "")
        return cls(
            state=MembershipState(state) if state in list(MembershipState) else MembershipState.ACTIVE,
            kind_of_work=str(params.get("kind_of_work") or ""),
            union=_uuid(union),
            text=str(params.get("text") or ""),
        )


@dataclass(frozen=True, slots=True)
class MemberList:
    """A page of members and how many there are in all; `is_more` when only so many were counted.

    Of a past day `unseen` more were members, in unions that have gone elsewhere since.
    """

    page: Page[MemberRow]
    total: int
    is_more: bool
    unseen: int = 0


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


def members(actor: Actor, chosen: MemberFilter, cursor: str = "", size: int = PAGE_SIZE) -> MemberList:
    """A page of the members an officer may see."""
    visible = access.members_visible(actor)
    if chosen.text.strip():
        return _search(visible, _subtrees(actor, chosen), chosen, cursor, size)
    rows = filtered(visible, chosen)
    named, backwards = read_cursor(cursor)
    place = rows.filter(public_id=named).values_list("code", "pk").first() if named else None
    found = cut(rows, BY_PLACE, place, backwards=backwards, size=size)
    total, is_more = _total(rows, actor, chosen)
    return MemberList(found.page(load(pk for _, pk in found.places)), total, is_more)


def search(actor: Actor, text: str, limit: int = 12) -> list[MemberRow]:
    """The first members a text finds, for the search box above every page; nobody for an empty one."""
    if not text.strip():
        return []
    return list(members(actor, MemberFilter(text=text), size=limit).page.rows)


def filtered(rows: QuerySet[Membership], chosen: MemberFilter) -> QuerySet[Membership]:
    """The rows a filter leaves, its text aside. A union that is none leaves nothing."""
    rows = rows.filter(state=chosen.state)
    if chosen.kind_of_work:
        rows = rows.filter(kind_of_work=chosen.kind_of_work)
    return rows.filter(within("code", _codes_of(chosen.union))) if chosen.union is not None else rows


def next_rows(
    rows: QuerySet[Membership], chosen: MemberFilter, after: Sequence[Any] | None, size: int
) -> list[Membership]:
    """The next portion of an export, from oldest to newest in each union."""
    found = cut(filtered(rows, chosen), Order(("code", "pk")), after, size=size)
    return _rows(pk for _, pk in found.places)


def _codes_of(union: UUID) -> list[str]:
    return list(Organisation.objects.filter(public_id=union).values_list("code", flat=True))


def _subtrees(actor: Actor, chosen: MemberFilter) -> list[str]:
    """Where to search: the actor's subtrees, narrowed to the chosen union's."""
    own = actor.subtrees_for(access.VIEW)
    if chosen.union is None:
        return list(own)
    wanted = _codes_of(chosen.union)
    inside = [code for code in wanted if any(code.startswith(subtree) for subtree in own)]
    return inside or [subtree for subtree in own for code in wanted if subtree.startswith(code)]


def _search(
    visible: QuerySet[Membership], subtrees: Sequence[str], chosen: MemberFilter, cursor: str, size: int
) -> MemberList:
    wanted = rules.understand(chosen.text)
    if wanted.look is Look.PIECE:
        return _by_piece(subtrees, wanted, cursor, size)
    if wanted.look is Look.PREFIX:
        found = _by_prefix(subtrees, wanted.text, cursor, size)
        if not found.places and wanted.else_initials:
            found = _by_prefix(subtrees, wanted.else_initials, cursor, size)
        return _listed(found, [pk for _, _, pk in found.places])
    rows = visible.filter(_number(wanted)).order_by("-pk")
    return _listed(Slice((), has_previous=False, has_next=False), list(rows.values_list("pk", flat=True)[:size]))


def _number(wanted: Search) -> Q:
    """A condition for a whole number of some kind; nobody for anything else."""
    if wanted.look is Look.ID_NUMBER:
        return Q(person__id_index__in=people.id_indexes(wanted.text))
    if wanted.look is Look.MOBILE:
        return Q(person__mobile=wanted.text)
    return Q(card_no=wanted.text) if wanted.look is Look.CARD else Q(pk__in=[])


def _by_piece(subtrees: Sequence[str], wanted: Search, cursor: str, size: int) -> MemberList:
    """Two or three characters side by side, the newest members first; longer texts are looked for in what is found."""
    grams = Gram.objects.filter(within("code", subtrees), gram=wanted.text)
    if wanted.whole:
        grams = grams.filter(membership__person__name__contains=wanted.whole)
    named, backwards = read_cursor(cursor)
    place = Membership.objects.filter(public_id=named).values_list("pk").first() if named else None
    found = cut(grams, BY_MEMBER, place, backwards=backwards, size=size)
    return _listed(found, [pk for (pk,) in found.places])


def _by_prefix(subtrees: Sequence[str], prefix: str, cursor: str, size: int) -> Slice:
    """A prefix as a range of grams, in the index's own order."""
    grams = Gram.objects.filter(within("code", subtrees), gram__gte=prefix, gram__lt=prefix + AFTER)
    named, backwards = read_cursor(cursor)
    columns = BY_GRAM.columns
    place = (
        grams.filter(membership__public_id=named).order_by(*columns).values_list(*columns).first() if named else None
    )
    return cut(grams, BY_GRAM, place, backwards=backwards, size=size)


def _listed(found: Slice, ids: Sequence[int]) -> MemberList:
    rows = found.page(load(ids)) if found.places else Page(tuple(load(ids)))
    return MemberList(rows, len(ids), is_more=bool(rows.next or rows.previous))


def _total(rows: QuerySet[Membership], actor: Actor, chosen: MemberFilter) -> tuple[int, bool]:
    """How many: the sum of the unions' tallies where that is the question, else counted up to a thousand."""
    if chosen.state == MembershipState.ACTIVE and not chosen.kind_of_work:
        return sum(members_below(_subtrees(actor, chosen)).values()), False
    counted = rows.order_by()[: MOST_COUNTED + 1].count()
    return min(counted, MOST_COUNTED), counted > MOST_COUNTED


def load(ids: Any) -> list[MemberRow]:
    """The rows of a list with these ids, in their order; numbers are masked."""
    order = list(dict.fromkeys(ids))
    with connection.cursor() as cursor:
        cursor.execute(_ROWS, [order])
        found = {pk: _shown(values) for pk, *values in cursor.fetchall()}
    return [found[pk] for pk in order if pk in found]


def _shown(values: Sequence[Any]) -> MemberRow:
    shown = list(values)
    shown[5:7] = people_rules.mask_mobile(values[5]), people_rules.mask_id_tail(values[6])
    return MemberRow(*shown)


def _rows(ids: Any) -> list[Membership]:
    """The memberships with these ids, in their order, with person and union."""
    order = list(dict.fromkeys(ids))
    found = Membership.objects.select_related("person", "org").in_bulk(order)
    return [found[pk] for pk in order if pk in found]


def member_row(member: Membership) -> MemberRow:
    """A membership as a list shows it."""
    person = member.person
    return MemberRow(
        public_id=member.public_id,
        person_id=member.person_id,
        person_public_id=person.public_id,
        code=member.code,
        name=person.name,
        mobile_masked=people_rules.mask_mobile(person.mobile),
        id_masked=people_rules.mask_id_tail(person.id_tail),
        org_name=member.org.short_name,
        kind_of_work=member.kind_of_work,
        platform=member.platform,
        station=member.station,
        is_new_form=member.is_new_form,
        joined_on=member.joined_on,
        card_no=member.card_no,
        state=member.state,
    )
