"""What parties, those above and staff are told, from the outbox; and what the clock's own events bring about."""

from __future__ import annotations

from uuid import UUID

from django.utils.translation import gettext_lazy as _

from hexian.domains.bargaining import access, services, texts
from hexian.domains.bargaining.events import BargainingEvent
from hexian.domains.bargaining.models import Case, DriveEntry
from hexian.domains.bargaining.rules.contracts import Procedure
from hexian.domains.bargaining.rules.states import Side, State, Turn, other, turn_of
from hexian.domains.bargaining.services import listing, reaching
from hexian.domains.members.models import Membership
from hexian.domains.members.rules import MembershipState
from hexian.domains.orgs.events import OrgEvent
from hexian.domains.orgs.models import Office
from hexian.domains.orgs.rules import ancestors
from hexian.foundation import events
from hexian.foundation.actor import Actor
from hexian.foundation.clock import texts as clock
from hexian.foundation.clock.events import OVERDUE
from hexian.foundation.events import Event
from hexian.foundation.notices import services as notices
from hexian.foundation.notices import wording

#: Event → (who hears it, in what words). `{until}` is empty where no clock runs.
_TOLD = {
    BargainingEvent.OFFER_SENT: ("answering", wording(
        "bargaining.offer_sent", notice=_("{sender}发来《{title}》的协商要约书，请签收并在期限内书面答复。"))),
    BargainingEvent.REPLIED: ("offering", wording(
        "bargaining.replied", notice=_("《{title}》：对方已书面答复同意协商，接下来产生并公示协商代表。"))),
    BargainingEvent.REPLY_OVERDUE: ("both", wording(
        "bargaining.reply_overdue", notice=_("《{title}》的要约已过答复期限，还可以补答复；上级工会已收到提醒。"))),
    BargainingEvent.REFUSED: ("both", wording(
        "bargaining.refused", notice=_("《{title}》：记录了拒绝协商。条例规定不得拒绝，上级工会会准备意见书。"))),
    BargainingEvent.REPS_PUBLICISED: ("both", wording(
        "bargaining.reps_publicised", notice=_("《{title}》的协商代表已公示，请在会前交换资料。"))),
    BargainingEvent.DELEGATE_ENDED: ("both", wording(
        "bargaining.delegate_ended", notice=_("《{title}》有一位协商代表不再担任，点开看是谁、由哪一方补选。"))),
    BargainingEvent.DELEGATE_NAMED: ("both", wording(
        "bargaining.delegate_named", notice=_("《{title}》补选了一位协商代表，点开看新的名单。"))),
    BargainingEvent.MATERIALS_GIVEN: ("both", wording(
        "bargaining.materials_given", notice=_("《{title}》：会前资料有进展，点开看谁提供了、还等谁。"))),
    BargainingEvent.MEETING_CALLED: ("both", wording(
        "bargaining.meeting_called", notice=_("《{title}》的下一次协商会议定了，点开看时间和地点。"))),
    BargainingEvent.ROOM_OPENED: ("both", wording(
        "bargaining.room_opened", notice=_("《{title}》开始协商，点开进协商室。"))),
    BargainingEvent.SUSPENDED: ("both", wording(
        "bargaining.suspended", notice=_("《{title}》：有中止协商的事，点开看期限和需要谁同意。"))),
    BargainingEvent.RESUMED: ("both", wording("bargaining.resumed", notice=_("《{title}》恢复协商。"))),
    BargainingEvent.DRAFT_ADOPTED: ("both", wording(
        "bargaining.draft_adopted", notice=_("《{title}》的草案已由企业方采用，{until}提交职代会。"))),
    BargainingEvent.PASSED: ("both", wording(
        "bargaining.passed", notice=_("职代会通过了《{title}》，请双方首席代表签字。"))),
    BargainingEvent.REJECTED: ("both", wording(
        "bargaining.rejected", notice=_("职代会没有通过《{title}》，请职工方提出修改方案，重新协商。"))),
    BargainingEvent.SIGNED: ("both", wording(
        "bargaining.signed", notice=_("《{title}》双方已签字，{until}由企业方报送人社部门。"))),
    BargainingEvent.SIGN_REFUSED: ("both", wording(
        "bargaining.sign_refused", notice=_("《{title}》：记录了首席代表拒绝签字。点开看可以怎么办。"))),
    BargainingEvent.FILED: ("both", wording(
        "bargaining.filed", notice=_("《{title}》已报送，从人社部门收到之日起算 15 天。"))),
    BargainingEvent.OBJECTED: ("both", wording(
        "bargaining.objected", notice=_("人社部门对《{title}》提出异议，点开看是哪几条、怎么改。"))),
    BargainingEvent.EFFECTIVE: ("both", wording(
        "bargaining.effective", notice=_("《{title}》生效了，{until}向全体职工公布。"))),
    BargainingEvent.EXPIRING: ("both", wording(
        "bargaining.expiring", notice=_("《{title}》快到期了，可以提出续签；点开看下一份准备到哪一步。"))),
    BargainingEvent.EXPIRED: ("both", wording("bargaining.expired", notice=_("《{title}》已到期终止。"))),
    BargainingEvent.DISPUTE: ("both", wording(
        "bargaining.dispute", notice=_("《{title}》：有一方提出了争议，点开看是什么、下一步怎么办。"))),
    BargainingEvent.UNLAWFUL: ("both", wording(
        "bargaining.unlawful", notice=_("上级工会就《{title}》发出意见，点开看要改什么。"))),
    BargainingEvent.CONTESTED: ("both", wording(
        "bargaining.contested", notice=_("《{title}》：有人对照纸面登记的内容提出异议，或者说处理好了，点开看。"))),
    BargainingEvent.SETTLED: ("both", wording("bargaining.settled", notice=_("《{title}》的争议已处理，接着往下办。"))),
}  # fmt: skip
#: To whoever may act for an employer in whose name an offer on paper was entered.
NOTED_OFFER = wording(
    "bargaining.offer_noted",
    notice=_(
        "{union}照{employer}盖章的要约书登记了《{title}》。要在本平台自己办的，点开接手；没有发过这份要约的，请马上告诉工会。"
    ),
)
#: The same where an employer entered its union's; and of an answer, to whichever side gave it with a pen.
NOTED_UNION_OFFER = wording(
    "bargaining.union_offer_noted",
    notice=_(
        "{employer}照{union}盖章的要约书登记了《{title}》。请点开接手，在本平台自己办；没有发过这份要约的，接手以后提出异议。"
    ),
)
NOTED_REPLY = wording(
    "bargaining.reply_noted",
    notice=_(
        "《{title}》：对方照贵方盖章的应约书登记了答复。请点开接手，在本平台自己办；没有答复过的，接手以后提出异议。"
    ),
)
FILED_END = wording("bargaining.filed_end", notice=_("《{title}》已报送备案，人社部门收到之后请登记收到的日期。"))
PUBLISHED = wording("bargaining.published", notice=_("《{title}》公布了，点开就能看全文：{employer}和职工都要照办。"))
OVERSEEN = wording(
    "bargaining.overseen",
    notice=_("{union}的《{title}》需要您看一下：对方逾期未答复、拒绝协商或者拒绝签字，意见书草稿已备好。"),
)
#: It is the union that owes its answer: help and a reminder, no opinion against the employer.
UNION_LATE = wording(
    "bargaining.union_late",
    notice=_("{employer}就《{title}》发来要约，{union}过了期限还没有书面答复。请督促、指导，条例规定不得拒绝。"),
)
#: A union with nobody in the program: whoever is above it knows whose pages are entered, and by whom.
UNION_AWAY = wording(
    "bargaining.union_away",
    notice=_(
        "《{title}》：{union}还没有人在本平台经办，{employer}照它盖章的文书登记。请核对；有不实的，在这件协商里提出异议。"
    ),
)
CALL_CONGRESS = wording(
    "bargaining.call_congress",
    notice=_("《{title}》的草案已提交职代会，{union}还没有人在本平台经办。请代它安排会议、提交表决：企业方不能代办。"),
)
COPIED = wording("bargaining.copied", notice=_("{union}把生效的《{title}》报来备案，点开看合同文本。"))
DUE = wording("bargaining.due", notice=_("《{title}》有一步{until}到期，点开接着办。"))
OVER = wording("bargaining.over", notice=_("《{title}》有一步已经过了期限，点开看还能怎么办。"))
DAY_CAME = wording(
    "bargaining.suspension_over",
    notice=_("《{title}》约定的中止今天期满，协商恢复了。点开看下次在哪里谈、谈什么，由轮到的首席代表召集会议。"),
)
NO_BREAK = wording("bargaining.no_break", notice=_("《{title}》：对方没有同意中止，协商接着进行。点开看下一步。"))
BREAK_TAKEN_BACK = wording(
    "bargaining.break_taken_back", notice=_("《{title}》：对方撤回了中止的提议，不用再答复，协商接着进行。")
)
CHIEF_LEFT = wording(
    "bargaining.chief_left",
    notice=_("《{title}》：{side}首席代表已经不在任，由{side}按产生的程序换一位。谈定的条款不受影响，点开看怎么办。"),
)
ASKED_TO_COORDINATE = wording(
    "bargaining.asked_to_coordinate", notice=_("《{title}》有一方申请人社部门协调签订争议，点开看情况。")
)
#: What came from the labour office while it coordinates.
TAKEN_UP = wording("bargaining.taken_up", notice=_("《{title}》：人社部门受理了协调申请，点开看协调到哪一天。"))
EXTENDED = wording("bargaining.extended", notice=_("《{title}》：人社部门延长了协调期限，点开看理由和新的日子。"))
WITHDRAWN = wording(
    "bargaining.withdrawn",
    notice=_("《{title}》收到人社部门在期限内提出的异议，暂不生效，也暂停公布。双方修订后会重新公布。"),
)
PREPARED = wording(
    "bargaining.prepared",
    notice=_(
        "{above}为{union}备好了《{title}》的要约书草稿。请补上时间、地点和本方代表，再自己发出或者交回上级统一发出。"
    ),
)


#: While lists are being made nobody hears of each name, nor ever of a recorder's.
_OF_LISTS = frozenset({BargainingEvent.DELEGATE_ENDED, BargainingEvent.DELEGATE_NAMED})


def tell_parties(event: Event, actor: Actor) -> None:
    """Whoever takes part for the sides a step concerns."""
    case = _case(event)
    if case is None:
        return
    if event.name in _OF_LISTS and not event.payload.get("at_work"):
        return
    whom, kind = _TOLD[BargainingEvent(event.name)]
    special = {"day_came": DAY_CAME, "taken_up": TAKEN_UP, "extended": EXTENDED}
    kind = next((words for fact, words in special.items() if event.payload.get(fact)), kind)
    if event.name == BargainingEvent.OFFER_SENT and event.payload.get("page"):
        whom, kind = "offering", NOTED_OFFER if case.offered_by == Side.EMPLOYER else NOTED_UNION_OFFER
    if event.name == BargainingEvent.FILED and case.procedure == Procedure.END:
        kind = FILED_END
    sides = {"offering": [Side(case.offered_by)], "answering": [other(case.offered_by)]}.get(whom, list(Side))
    for person_id in reaching.people_of(case, sides):
        notices.tell(
            person_id, kind, params=_params(case), url=f"/bargaining/{case.public_id}/", actor=actor, code=case.code
        )


for _name in _TOLD:
    events.on(_name)(tell_parties)


@events.on(BargainingEvent.SUSPENSION_OFF)
def tell_of_no_break(event: Event, actor: Actor) -> None:
    """Whoever asked for a suspension and did not get it; or was asked, and need not answer any more."""
    case = _case(event)
    if case is None:
        return
    kind = BREAK_TAKEN_BACK if event.payload["taken_back"] else NO_BREAK
    for person_id in reaching.people_of(case, [event.payload["to"]]):
        notices.tell(
            person_id, kind, params=_params(case), url=f"/bargaining/{case.public_id}/", actor=actor, code=case.code
        )


def _case(event: Event) -> Case | None:
    return Case.objects.select_related("union", "employer").filter(public_id=event.subject).first()


def _params(case: Case) -> dict[str, str]:
    bodies = {Side.WORKER: case.union.name, Side.EMPLOYER: case.employer.name}
    return {
        "title": case.title, "sender": bodies[Side(case.offered_by)], "union": case.union.name,
        "employer": case.employer.name, "until": f"{clock.until(case.due_at)} 前" if case.due_at else "",
    }  # fmt: skip


def _of_contract(case: Case) -> dict[str, str]:
    """As `_params`, of the contract by the name on its cover: what its readers hold in their hands."""
    name = texts.contract_name(case.contract, case.special)
    ends = _("解除协议") if case.procedure == Procedure.END else ""
    return {**_params(case), "title": f"{name}{ends}"}


@events.on(BargainingEvent.OFFERS_PREPARED)
def tell_prepared(event: Event, actor: Actor) -> None:
    """The officers of the unions for which a draft was prepared, or whose own draft was taken into an action."""
    _tell_driven(event, actor, Side.WORKER, PREPARED)


@events.on(BargainingEvent.OFFERS_SENT)
def tell_sent(event: Event, actor: Actor) -> None:
    """The employers whose unions' offers went out together: in the words of a single one."""
    _tell_driven(event, actor, Side.EMPLOYER, _TOLD[BargainingEvent.OFFER_SENT][1])


def _tell_driven(event: Event, actor: Actor, side: Side, kind: str) -> None:
    entries = DriveEntry.objects.filter(pk__in=event.payload["entries"], case__isnull=False)
    entries = entries.select_related("drive__org", "case__union", "case__employer").defer("case__params")
    rows = list(entries.order_by("pk"))
    cases = {row.pk: row.case for row in rows if row.case is not None}
    people = reaching.people_of_all(list(cases.values()), side)
    lines = [
        notices.Told(
            person_id, {**_params(case), "above": row.drive.org.name}, f"/bargaining/{case.public_id}/", case.code
        )
        for row in rows
        for case in [cases[row.pk]]
        for person_id in sorted(people[case.pk])
    ]
    notices.tell_many(lines, kind, actor=actor)


@events.on(BargainingEvent.REPLY_OVERDUE)
@events.on(BargainingEvent.REFUSED)
@events.on(BargainingEvent.SIGN_REFUSED)
def tell_above(event: Event, actor: Actor) -> None:
    """The union above, which may help and has its opinion to give (浙江 6, 杭州 43)."""
    case = _case(event)
    if case is not None:
        owes = case.offered_by == Side.EMPLOYER and event.name != BargainingEvent.SIGN_REFUSED
        _tell_overseers(case, UNION_LATE if owes else OVERSEEN, f"/bargaining/{case.public_id}/", actor)


@events.on(BargainingEvent.DISPUTE)
def tell_above_of_the_dispute(event: Event, actor: Actor) -> None:
    """The union above may be called in to coordinate (浙江 39): it hears when the office is asked."""
    case = _case(event)
    if case is not None and case.state == State.DISPUTE_SIGN and not event.payload.keys() & {"taken_up", "extended"}:
        _tell_overseers(case, ASKED_TO_COORDINATE, f"/bargaining/{case.public_id}/", actor)


@events.on(BargainingEvent.REPLIED)
def tell_whose_answer_was_entered(event: Event, actor: Actor) -> None:
    """Whoever may act for the side whose page of an answer was entered across the table."""
    case = _case(event) if event.payload.get("page") else None
    if case is None:
        return
    for person_id in reaching.people_of(case, [other(case.offered_by)]):
        notices.tell(
            person_id, NOTED_REPLY, params=_params(case), url=f"/bargaining/{case.public_id}/", actor=actor,
            code=case.code,
        )  # fmt: skip


@events.on(BargainingEvent.OFFER_SENT)
@events.on(BargainingEvent.REPLIED)
def tell_above_of_the_pen(event: Event, actor: Actor) -> None:
    """A union came on paper and has nobody here: the one above hears who enters its pages."""
    case = _case(event) if event.payload.get("page") else None
    if case is not None and listing.is_away(case, Side.WORKER):
        _tell_overseers(case, UNION_AWAY, f"/bargaining/{case.public_id}/", actor)


@events.on(BargainingEvent.SUBMITTED)
def ask_above_for_the_congress(event: Event, actor: Actor) -> None:
    """Its congress is the union's to call (浙江企业民主管理条例 5): with nobody of it here, of the one above."""
    case = _case(event)
    if case is not None and case.state == State.CONGRESS_SUBMITTED and listing.is_away(case, Side.WORKER):
        _tell_overseers(case, CALL_CONGRESS, f"/bargaining/{case.public_id}/congress/", actor)


@events.on(BargainingEvent.CONTESTED)
def tell_above_of_the_contest(event: Event, actor: Actor) -> None:
    """What was entered from paper is said not to be so: the union above hears of it too."""
    case = _case(event)
    if case is not None:
        _tell_overseers(case, _TOLD[BargainingEvent.CONTESTED][1], f"/bargaining/{case.public_id}/", actor)


@events.on(BargainingEvent.DEPOSITED)
def tell_above_of_the_copy(event: Event, actor: Actor) -> None:
    """The union above has the text for its files (浙江 35, 杭州 41)."""
    case = _case(event)
    if case is not None:
        _tell_overseers(case, COPIED, f"/bargaining/{case.public_id}/contract/", actor)


def _tell_overseers(case: Case, kind: str, url: str, actor: Actor) -> None:
    """Whoever oversees bargaining at the nearest union above where somebody does."""
    codes = [code for code in ancestors(case.code) if code != case.code]
    held = Office.objects.filter(code__in=codes, role__duties__contains=[access.OVERSEE], ends_on=None)
    found = list(held.order_by("-code").values_list("code", "person_id"))
    for person_id in sorted({person_id for code, person_id in found if code == found[0][0]}):
        params = _of_contract(case) if kind == COPIED else _params(case)
        notices.tell(person_id, kind, params=params, url=url, actor=actor, code=case.code)


@events.on(BargainingEvent.PUBLISHED)
def tell_staff(event: Event, actor: Actor) -> None:
    """Every member of the union: the contract is there to be read."""
    case = _case(event)
    if case is None:
        return
    rows = Membership.objects.filter(org=case.union, state=MembershipState.ACTIVE)
    for person_id in rows.values_list("person_id", flat=True).iterator(chunk_size=2_000):
        notices.tell(
            person_id, PUBLISHED, params=_of_contract(case), url=f"/bargaining/{case.public_id}/contract/", actor=actor,
            code=case.code,
        )  # fmt: skip


@events.on(BargainingEvent.WITHDRAWN)
def tell_staff_it_is_not_in_force(event: Event, actor: Actor) -> None:
    """Whoever was told that it is in force is told that it is not."""
    case = _case(event)
    if case is None:
        return
    rows = Membership.objects.filter(org=case.union, state=MembershipState.ACTIVE)
    for person_id in rows.values_list("person_id", flat=True).iterator(chunk_size=2_000):
        notices.tell(
            person_id, WITHDRAWN, params=_params(case), url=f"/bargaining/{case.public_id}/contract/", actor=actor,
            code=case.code,
        )  # fmt: skip


#: Whom a reminder reaches, by whose turn it is; the labour office keeps its own time.
_REMINDED = {
    Turn.WORKER: [Side.WORKER], Turn.EMPLOYER: [Side.EMPLOYER], Turn.CONGRESS: [Side.WORKER], Turn.EXAMINER: [],
}  # fmt: skip


@events.on(BargainingEvent.DUE)
def remind_whose_turn_it_is(event: Event, actor: Actor) -> None:
    """A step is nearly due, or over."""
    case = _case(event)
    if case is None:
        return
    turn = turn_of(case.state, case.offered_by)
    for person_id in reaching.people_of(case, _REMINDED.get(turn, list(Side))):
        notices.tell(
            person_id, OVER if event.payload["is_over"] else DUE, params=_params(case),
            url=f"/bargaining/{case.public_id}/", actor=actor, code=case.code,
        )  # fmt: skip


@events.on(OrgEvent.OFFICE_ENDED)
def close_what_she_handled(event: Event, actor: Actor) -> None:
    """Papers are handled by office: with it her part in the case ends."""
    services.end_handlers(actor, person_id=event.payload["person_id"])


@events.on(OrgEvent.OFFICE_ENDED)
def tell_of_a_chief_who_left(event: Event, actor: Actor) -> None:
    """Both sides, and whoever holds the office after her: she leads no longer, and somebody has to."""
    for seat in services.led_no_longer(event.payload["person_id"], actor):
        case, side = seat.case, Side(seat.side)
        code = case.code if side is Side.WORKER else case.employer_code
        after = reaching.holders_at({code}, side).get(code, set())
        params = {**_params(case), "side": str(texts.SIDES[side])}
        for person_id in sorted({*reaching.people_of(case, list(Side)), *after}):
            notices.tell(
                person_id, CHIEF_LEFT, params=params, url=f"/bargaining/{case.public_id}/", actor=actor,
                code=case.code,
            )  # fmt: skip


@events.on(OVERDUE)
def time_is_up(event: Event, actor: Actor) -> None:
    """A clock of a case has run over: nobody answered, or nobody objected."""
    if event.payload.get("subject_type") != "case":
        return
    case_id = UUID(str(event.payload["subject_id"]))
    if event.payload["rule"] == "bargaining.reply":
        services.lapse(case_id, actor)
    elif event.payload["rule"] == "bargaining.objection":
        services.fall_silent(case_id, actor)
