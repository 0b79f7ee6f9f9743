"""Taking a whole roster back, as long as it may be; whoever has done something since stays, and is named."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from typing import Any
from uuid import UUID, uuid4

from django.db import transaction
from django.db.models import Model
from django.utils import timezone
from django.utils.translation import gettext as _

from hexian.domains.members import services as members
from hexian.domains.members.models import Gram, Membership
from hexian.domains.members.rules import Fate, MembershipState
from hexian.domains.people.models import Person
from hexian.domains.rosters import rules
from hexian.domains.rosters.events import RosterEvent
from hexian.domains.rosters.models import Import, Landed
from hexian.domains.rosters.rules import ImportState
from hexian.domains.rosters.services.checking import held
from hexian.domains.rosters.services.uploading import locked, tell
from hexian.foundation import work
from hexian.foundation.access import scope
from hexian.foundation.actor import Actor
from hexian.foundation.work import services as tasks

UNDO = "rosters.undo"
PORTION = 5_000
#: What the roster itself wrote about somebody; any other row that names her means that something has happened since.
_OURS: frozenset[type[Model]] = frozenset({Membership, Gram, Landed})


@transaction.atomic
def start_undo(roster_id: UUID, *, actor: Actor, reason: str = "") -> Import:
    """Queue the taking back of everybody a roster landed; one that broke off is gone on with, whenever.

    Raises `Refused` with `roster.state`, `roster.too_late`.
    """
    roster = locked(roster_id, actor)
    state = rules.next_state(roster.state, "undo")
    if roster.state != ImportState.UNDOING:
        rules.check_may_undo(roster.undo_until, actor.now)
        roster.undo_reason = reason.strip()
    roster.state = state
    task = tasks.start(
        UNDO, actor=actor, code=roster.code, params={"roster": str(roster.public_id)}, title=_("撤销名册"),
        total=roster.landed,
    )  # fmt: skip
    roster.task_id = task.public_id
    roster.save()
    tell(RosterEvent.UNDOING, roster, actor, landed=roster.landed)
    return roster


@work.runner(UNDO)
def undo_roster(task: work.Running) -> None:
    """Take back portion after portion; whoever has been touched since is kept."""
    roster = held(task, ImportState.UNDOING)

    def following(after: int | None) -> list[Landed]:
        rows = Landed.objects.filter(roster_id=roster.pk, kept="", number__gt=after or 0)
        return list(rows.order_by("number")[:PORTION])

    for portion in task.chunks(following, cursor_of=lambda row: row.number):
        take_back(held(task, ImportState.UNDOING), portion, task.actor)
    _close(held(task, ImportState.UNDOING), task)


def take_back(roster: Import, portion: Sequence[Landed], actor: Actor) -> None:
    """One portion, whole, in the caller's transaction."""
    kept = why_kept(portion, actor)
    for row in portion:
        row.kept = kept.get(row.number, "")
    Landed.objects.bulk_update([row for row in portion if row.kept], ["kept"], batch_size=1_000)
    gone = [row for row in portion if not row.kept]
    # First what points at the members, then they themselves.
    Landed.objects.filter(pk__in=[row.pk for row in gone]).delete()
    taken = {row.membership_id: None if row.fate == Fate.NEW else row.former_code for row in gone}
    members.take_back_many(taken, batch=uuid4(), code=roster.code, actor=actor)
    roster.landed -= len(gone)
    roster.save(update_fields=["landed"])


def why_kept(portion: Sequence[Landed], actor: Actor) -> dict[int, str]:
    """Row numbers of those who stay, each with the reason's code; looked up as the system, wherever it happened."""
    fresh = [row for row in portion if row.fate == Fate.NEW]
    with scope(Actor.system("undoing", actor.now)):
        active = set(
            Membership.objects.filter(
                pk__in=[row.membership_id for row in portion], state=MembershipState.ACTIVE
            ).values_list("pk", flat=True)
        )
        named_persons = _named(Person, [row.person_id for row in fresh])
        named_members = _named(Membership, [row.membership_id for row in portion])
    found: dict[int, str] = {}
    for row in portion:
        if row.fate == Fate.APPLIED:
            found[row.number] = "applied"
        elif row.membership_id not in active:
            found[row.number] = "changed"
        elif row.membership_id in named_members or (row.fate == Fate.NEW and row.person_id in named_persons):
            found[row.number] = "touched"
    return found


def _named(model: type[Model], ids: Collection[int]) -> set[int]:
    """Which of these rows a row of some other room names: an account, an application, an office, whatever comes."""
    found: set[int] = set()
    for other, field in _naming(model):
        rows = other._base_manager.filter(**{f"{field}__in": list(ids)})
        if other is Membership:
            # Her membership of the roster is one; a second one came since.
            counts = list(rows.values_list(field, flat=True))
            found |= {each for each in counts if counts.count(each) > 1} if len(counts) > len(set(counts)) else set()
        else:
            found |= set(rows.values_list(field, flat=True))
    return found


def _naming(model: type[Model]) -> Iterator[tuple[type[Model], str]]:
    for relation in model._meta.get_fields(include_hidden=True):
        if not (relation.auto_created and not relation.concrete and (relation.one_to_many or relation.one_to_one)):
            continue
        other: Any = relation.related_model
        if other not in _OURS or (other is Membership and model is Person):
            yield other, relation.field.attname  # type: ignore[union-attr]


def _close(roster: Import, task: work.Running) -> None:
    roster.state = rules.next_state(roster.state, "undone")
    roster.undone_at = timezone.now()
    roster.save(update_fields=["state", "undone_at"])
    tell(RosterEvent.UNDONE, roster, task.actor, kept=roster.landed)
    task.finish(
        note=_("已撤销，留下 %(count)s 人。") % {"count": roster.landed} if roster.landed else _("已全部撤销。")
    )
