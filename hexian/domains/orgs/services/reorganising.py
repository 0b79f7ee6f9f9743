"""Acts on the tree as somebody asks for them: a small one is done at once, a large one in the worker.

Either way it is one transaction: nobody ever sees half of it, and a worker that is killed leaves nothing behind, so
that the next one does it from the beginning, once.  The task's id is the number of the act (`Reorganisation.act`).
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.core.exceptions import ObjectDoesNotExist
from django.db import transaction
from django.utils.translation import gettext as _

from hexian.domains.orgs import access, rules, texts
from hexian.domains.orgs.models import Organisation
from hexian.domains.orgs.services.following import Chosen
from hexian.domains.orgs.services.foreseeing import foresee_move
from hexian.domains.orgs.services.merging import foresee_merge, foresee_split, merge, split
from hexian.domains.orgs.services.moving import move
from hexian.domains.orgs.services.tree import actor_day
from hexian.foundation import work
from hexian.foundation.access import coded_rows, scope
from hexian.foundation.actor import Actor, Refused
from hexian.foundation.work import services as tasks

REORGANISE = "orgs.reorganise"
#: Rows that carry a code below the bodies of an act. So many are rewritten within about a second on two cores (some
#: 25 s for a million); for more nobody should wait before a screen.
MOST_AT_ONCE = 20_000


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of asking: the body an act has led to, or the task that will do it."""

    body: UUID | None = None
    task: UUID | None = None


@transaction.atomic
def begin_move(
    org_id: UUID, *, to: UUID, actor: Actor, reason: str, reply: rules.Reply | None = None, on: date | None = None
) -> Outcome:
    """`move` at once where little hangs on the body, in the worker otherwise. Raises like `move`; both times."""
    grounds: dict[str, Any] = {"reason": reason, "reply": reply or rules.Reply(), "on": on or actor_day(actor)}
    if _is_small([org_id], actor):
        return Outcome(move(org_id, to=to, actor=actor, **grounds).public_id)
    foresee_move(org_id, to=to, actor=actor, **grounds)
    return _queue(_("划转%(name)s"), org_id, {"verb": "move", "to": str(to)}, grounds, actor, code_of=to)


@transaction.atomic
def begin_merge(
    org_ids: Sequence[UUID],
    *,
    into: UUID,
    actor: Actor,
    keep_offices: Collection[UUID] = (),
    hand_over_unfinished: bool = False,
    **grounds: Any,
) -> Outcome:
    """`merge` at once where little hangs on the bodies, in the worker otherwise. Raises like `merge`; both times."""
    grounds["on"] = grounds.get("on") or actor_day(actor)
    facts: dict[str, Any] = {"keep_offices": keep_offices, "hand_over_unfinished": hand_over_unfinished}
    if _is_small(org_ids, actor):
        return Outcome(merge(org_ids, into=into, actor=actor, **grounds, **facts).public_id)
    foresee_merge(org_ids, into=into, actor=actor, **grounds, **facts)
    told = {
        "verb": "merge", "from": [str(each) for each in org_ids], "keep_offices": [str(each) for each in keep_offices],
        "hand_over_unfinished": hand_over_unfinished,
    }  # fmt: skip
    return _queue(_("并入%(name)s"), into, told, grounds, actor, code_of=into)


@transaction.atomic
def begin_split(
    org_id: UUID,
    *,
    chosen: Chosen,
    kind: str,
    name: str,
    actor: Actor,
    reason: str,
    reply: rules.Reply,
    on: date | None = None,
    keep_offices: Collection[UUID] = (),
    **facts: Any,
) -> Outcome:
    """`split` at once where the union is small, in the worker otherwise. Raises like `split`; both times.

    `facts` are those of `found` that JSON can hold.
    """
    grounds: dict[str, Any] = {"reason": reason, "reply": reply, "on": on or actor_day(actor)}
    facts |= {"kind": kind, "name": name}
    if _is_small([org_id], actor):
        made = split(org_id, chosen=chosen, keep_offices=keep_offices, actor=actor, **grounds, **facts)
        return Outcome(made.public_id)
    foresee_split(org_id, chosen=chosen, kind=kind, name=name, actor=actor, **grounds)
    told = {
        "verb": "split", "keep_offices": [str(each) for each in keep_offices], "facts": facts,
        "employers": [str(each) for each in chosen.employers], "stations": list(chosen.stations),
        "members": [str(each) for each in chosen.members],
    }  # fmt: skip
    return _queue(_("分立%(name)s"), org_id, told, grounds, actor, code_of=org_id)


def _is_small(org_ids: Sequence[UUID], actor: Actor) -> bool:
    """Whether so little follows that nobody waits for it; out of reach nothing does, and the act itself says no."""
    return _rows_below(org_ids, actor, most=MOST_AT_ONCE) < MOST_AT_ONCE


def _rows_below(org_ids: Sequence[UUID], actor: Actor, most: int | None = None) -> int:
    codes = list(access.organisations_managed(actor).filter(public_id__in=org_ids).values_list("code", flat=True))
    with scope(Actor.system("counting rows", actor.now)):
        return sum(coded_rows(code, most) for code in codes)


def _queue(
    title: str, org_id: UUID, told: Mapping[str, Any], grounds: Mapping[str, Any], actor: Actor, *, code_of: UUID
) -> Outcome:
    """The task, under a code the act itself does not rewrite: its row must stay free for the progress it shows."""
    managed = access.organisations_managed(actor)
    reply: rules.Reply = grounds["reply"]
    params = {
        **told, "org": str(org_id), "reason": grounds["reason"], "on": grounds["on"].isoformat(),
        "reply": [reply.text, reply.number, reply.on.isoformat() if reply.on else None],
    }  # fmt: skip
    named = title % {"name": managed.get(public_id=org_id).short_name}
    code = managed.get(public_id=code_of).code
    return Outcome(task=tasks.start(REORGANISE, actor=actor, code=code, params=params, title=named).public_id)


@work.runner(REORGANISE, words=texts.of)
def reorganise(task: work.Running) -> None:
    """Do an act whole, in the transaction that also ends its task; every rule is asked again as of now."""
    act, words = _ACTS[task.params["verb"]]
    moving = [UUID(each) for each in task.params.get("from", [task.params["org"]])]
    if task.params["verb"] != "split":  # few rows of one union, in two statements: there is nothing to show in between
        task.show(0, _rows_below(moving, task.actor))
    try:
        act(task, _grounds(task.params))
    except ObjectDoesNotExist:
        raise Refused("act.out_of_reach") from None
    task.done = task.total or 0
    task.finish(note=words())


def _grounds(params: Mapping[str, Any]) -> dict[str, Any]:
    text, number, on = params["reply"]
    reply = rules.Reply(text, number, date.fromisoformat(on) if on else None)
    return {"reason": params["reason"], "reply": reply, "on": date.fromisoformat(params["on"])}


def _do_move(task: work.Running, grounds: dict[str, Any]) -> Organisation:
    told = task.params
    return move(
        UUID(told["org"]), to=UUID(told["to"]), actor=task.actor, number=task.task_id, tell=_teller(task), **grounds
    )


def _do_merge(task: work.Running, grounds: dict[str, Any]) -> Organisation:
    told = task.params
    return merge(
        [UUID(each) for each in told["from"]], into=UUID(told["org"]), actor=task.actor, number=task.task_id,
        keep_offices=[UUID(each) for each in told["keep_offices"]], tell=_teller(task),
        hand_over_unfinished=told["hand_over_unfinished"], **grounds,
    )  # fmt: skip


def _do_split(task: work.Running, grounds: dict[str, Any]) -> Organisation:
    told = task.params
    chosen = Chosen(
        tuple(UUID(each) for each in told["employers"]), tuple(told["stations"]),
        tuple(UUID(each) for each in told["members"]),
    )  # fmt: skip
    return split(
        UUID(told["org"]), chosen=chosen, actor=task.actor, number=task.task_id,
        keep_offices=[UUID(each) for each in told["keep_offices"]], **grounds, **told["facts"],
    )  # fmt: skip


def _teller(task: work.Running) -> Callable[[int], None]:
    def tell(rows: int) -> None:
        task.show(task.done + rows)

    return tell


_ACTS: Mapping[str, tuple[Callable[[work.Running, dict[str, Any]], Organisation], Callable[[], str]]] = {
    "move": (_do_move, lambda: _("它和下级、会员都到了新上级下面，相关的干部会收到消息。")),
    "merge": (_do_merge, lambda: _("会员、海报和用人单位都转了过来，相关的干部会收到消息。")),
    "split": (_do_split, lambda: _("新工会的档案已经建好，选定的会员转了过去，相关的干部会收到消息。")),
}
