"""Draft, congress, signatures, filing, publication, reports, changes."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _

from hexian.domains.bargaining import documents, queries, services, texts
from hexian.domains.bargaining.documents import package as filed_in_one
from hexian.domains.bargaining.queries import CasePage
from hexian.domains.bargaining.rules.contracts import Procedure
from hexian.domains.bargaining.rules.meeting import Form
from hexian.domains.bargaining.rules.standing import STANDING
from hexian.domains.bargaining.rules.states import Side, State
from hexian.domains.decisions import queries as decisions
from hexian.domains.decisions import services as congresses
from hexian.domains.decisions.rules import Motion
from hexian.foundation.actor import Refused
from hexian.foundation.attachments import queries as files
from hexian.web.bargaining import forms, standing_in
from hexian.web.bargaining.shared import done, filled, own_page, page_of, photo_of, shell_of, shown
from hexian.web.members.doing import pdf, within_reach
from hexian.web.screen import ActorRequest, screen

#: What is asked about the term, by what is bargained for.
_TERMS: Mapping[str, type[forms.Versioned]] = {
    Procedure.CONCLUDE: forms.Term, Procedure.AMEND: forms.ChangedTerm, Procedure.END: forms.EndDay,
}  # fmt: skip


@screen(methods=("GET", "POST"))
def draft(request: ActorRequest, case_id: UUID) -> HttpResponse:
    """The text as it stands, what is wrong in it, its term; compared with a version before."""
    page = own_page(request, case_id)
    if not page.has_promised:
        return redirect("bargaining:promise", case_id=case_id)
    with within_reach():
        found = queries.draft_page(case_id, request.actor)
    initial = {name: getattr(found.case, name) for name in ("starts_on", "ends_on", "womens_content")}
    form = _TERMS[found.case.procedure](request.POST or None, initial=initial)

    def verb() -> None:
        given = {"ends_on": found.case.ends_on, "womens_content": None, **form.cleaned_data}
        services.set_term(
            case_id, given["starts_on"], given["ends_on"], actor=request.actor, womens_content=given["womens_content"]
        )

    former = next((row for row in found.drafts if str(row.number) == request.GET.get("with", "")), None)
    return filled(
        request, page, form, "bargaining/draft.html", verb, done=_("期限已保存。"), route="draft", draft=found,
        substance=texts.of_changes(found.substance),
        findings=[("bad" if each.weight == "blocks" else "warn", texts.of_finding(each)) for each in found.findings],
        compared=queries.compare(former.body, found.body) if former else None, former=former,
        may_adopt=found.is_chief and found.part == Side.EMPLOYER and found.is_ready
        and found.case.state in {State.NEGOTIATING, State.DRAFT_AGREED, State.REVISING},
        unwritten=found.case.state in {State.NEGOTIATING, State.DRAFT_AGREED} and queries.lacks_minutes(found.case),
        lacks=found.case.state in services.OPEN_AGENDA
        and any(row.code in {"draft.lacking", "draft.unsaid"} for row in found.findings),
        may_note=found.is_ready and _files(page, request)
        and found.case.state in {State.NEGOTIATING, State.DRAFT_AGREED, State.REVISING},
        may_set=found.part in set(Side) and found.case.state in {State.NEGOTIATING, State.DRAFT_AGREED, State.REVISING},
    )  # fmt: skip


@screen(methods=("POST",), uploads=True)
def adopt(request: ActorRequest, case_id: UUID) -> HttpResponse:
    """The employer's chief takes the text she has read."""
    page = own_page(request, case_id)
    seen = request.POST.get("hash", "")
    if page.row.state == State.REVISING:
        return done(request, page, lambda: _adopt_revision(request, page, seen), _("修订稿已采用。"))
    if "paper" in request.POST:
        return done(
            request, page,
            lambda: services.note_adoption(case_id, seen, photo_of(request, page, "draft"), actor=request.actor),
            _("企业方在纸上采用了，已登记。"),
        )  # fmt: skip
    return done(request, page, lambda: services.adopt(case_id, seen, actor=request.actor), _("草案已由企业方采用。"))


def _adopt_revision(request: ActorRequest, page: Any, seen: str) -> object:
    """The mended text, on the screen or with a pen."""
    case_id, substantive = page.row.public_id, request.POST.get("substantive", "yes") == "yes"
    if "paper" not in request.POST:
        return services.adopt_revision(case_id, seen, substantive=substantive, actor=request.actor)
    photo = photo_of(request, page, "draft")
    return services.note_revision(case_id, seen, photo, substantive=substantive, actor=request.actor)


@screen(methods=("POST",))
def submit(request: ActorRequest, case_id: UUID) -> HttpResponse:
    """Hand the adopted text to the congress."""
    page = own_page(request, case_id)
    return done(request, page, lambda: services.submit(case_id, actor=request.actor), _("已提交职代会。"), "congress")


@screen(methods=("POST",))
def revise(request: ActorRequest, case_id: UUID) -> HttpResponse:
    """Back to the table after a rejection, or after an objection."""
    page = own_page(request, case_id)
    verb = services.answer_objection if page.row.state == State.OBJECTED else services.revise
    return done(request, page, lambda: verb(case_id, actor=request.actor), _("回到协商。"), "room")


@screen()
def printed(request: ActorRequest, case_id: UUID, document: str) -> HttpResponse:
    """A paper of the case as PDF, filled as far as it goes; `?n=` picks a meeting or a draft."""
    number = request.GET.get("n", "")
    with within_reach():
        content = documents.printed(
            case_id, document, actor=request.actor, number=int(number[:6]) if number.isdecimal() else None
        )
    return pdf(content, str(texts.PAPERS.get(document, document)))


@screen()
def worded(request: ActorRequest, case_id: UUID, document: str) -> HttpResponse:
    """The contract, the offer, a change or an early end as Word."""
    with within_reach():
        content = documents.worded(case_id, document, actor=request.actor)
    response = HttpResponse(content, content_type=WORD)
    name = f"{texts.PAPERS.get(document, document)}.docx"
    response["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=name) or ""
    return response


WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


@screen()
def prints(request: ActorRequest, case_id: UUID) -> HttpResponse:
    """Every paper one can print, whatever step the case is at: each can be filled in by hand too."""
    page = page_of(request, case_id)
    if not page.part and not page.examines and not page.oversees:
        raise Http404
    # Who only oversees prints her own opinion; the other papers are the parties' and the examiner's.
    names = list(texts.PAPERS) if page.part or page.examines else ["opinion"]
    if Side(page.case.offered_by) in page.pages:
        names = [name for name in names if name != "offer"]  # theirs is the page they sealed, kept above
    context = {
        **shown(request, page), "papers": [(name, texts.PAPERS[name]) for name in names],
        "not_yet": documents.not_yet(page.case), "kept": queries.kept(page.case, request.actor), "scans": texts.SCANS,
        "worded": documents.WORDED - ({"amendment"} if page.case.procedure == Procedure.CONCLUDE else set()),
    }  # fmt: skip
    return render(request, "bargaining/prints.html", context)


@screen()
def kept(request: ActorRequest, case_id: UUID, file_id: UUID) -> HttpResponseBase:
    """A page that was kept as it was photographed."""
    with within_reach():
        found = queries.kept_file(case_id, file_id, request.actor)
    response = StreamingHttpResponse(files.stream(found), content_type=found.media_type)
    response["Content-Disposition"] = content_disposition_header(as_attachment=False, filename=found.name) or ""
    return response


@screen(methods=("GET", "POST"), uploads=True)
def verify(request: ActorRequest, case_id: UUID) -> HttpResponse:
    """Whether a PDF of the contract was altered."""
    page = page_of(request, case_id)
    if not (page.part or page.examines):
        raise Http404
    form, found = forms.Verify(request.POST or None, request.FILES or None), None
    if request.method == "POST" and form.is_valid():
        try:
            with within_reach():
                found = documents.checked(case_id, form.cleaned_data["photo"].read(), actor=request.actor)
        except Refused as refusal:
            form.refuse(refusal)
    kind, words = texts.VERDICTS[found.verdict] if found else ("", "")
    context = {**shown(request, page), "form": form, "found": found, "kind": kind,
               "words": str(words) % {"n": found.number} if found and found.number else words}  # fmt: skip
    return render(request, "bargaining/verify.html", context, status=422 if form.errors else 200)


@screen(methods=("GET", "POST"))
def particulars(request: ActorRequest, case_id: UUID) -> HttpResponse:
    """What papers say besides, filled in once."""
    page = own_page(request, case_id)
    form = forms.Particulars(request.POST or None, initial=queries.particulars(page.case))
    return filled(
        request, page, form, "bargaining/form.html",
        lambda: services.keep_particulars(case_id, form.cleaned_data, actor=request.actor),
        done=_("已保存，打印时自动带上。"), route="prints", title=_("文书里还要写的"),
    )  # fmt: skip


# — Signatures —


@screen(methods=("GET", "POST"), uploads=True)
def sign(request: ActorRequest, case_id: UUID) -> HttpResponse:
    """Sign on paper with a scan, or see who has."""
    page = own_page(request, case_id)
    with within_reach():
        found = queries.signing_page(case_id, request.actor)
    side, started = _side_of(request), {"on": timezone.localdate(request.actor.now)}
    # Two forms stand on the page: what is wrong stands in the one that was sent.
    sent = forms.Signing(
        request.POST or None, request.FILES or None, initial=started, auto_id="theirs_%s" if side else "id_%s"
    )
    other = forms.Signing(initial=started, auto_id="id_%s" if side else "theirs_%s")
    own_form, their_form = (other, sent) if side else (sent, other)

    def verb() -> None:
        photo = photo_of(request, page, "signature")
        pen = services.Pen(request.POST.get("hash", ""), Form.PAPER, sent.cleaned_data["on"], photo)
        services.sign(case_id, pen, actor=request.actor, side=side)

    return filled(
        request, page, sent, "bargaining/sign.html", verb, done=_("签字已登记。"), route="sign", signing=found,
        signatures=[(texts.SIDES[side], side, found.by(side)) for side in Side], forms_of=texts.FORMS,
        theirs=_unsigned_on_paper(found, request), their_form=their_form, own_form=own_form,
        may_sign=page.side is not None and found.by(page.side) is None
        and page.row.state in {State.CONGRESS_PASSED, State.SIGN_REFUSED, State.REVISING},
    )  # fmt: skip


def _unsigned_on_paper(found: Any, request: ActorRequest) -> str:
    """The side whose signature on paper is still to be entered for it; nothing where it does so itself."""
    side = queries.listed_from_paper(found.case, request.actor)
    waits = found.case.state in {State.CONGRESS_PASSED, State.SIGN_REFUSED, State.REVISING}
    return side if waits and side is not None and found.by(side) is None else ""


def _side_of(request: ActorRequest) -> str:
    """For which side a page is entered: one's own unless the form says."""
    given = request.POST.get("side", "")
    return given if given in set(Side) else ""


@screen(methods=("POST",))
def e_sign(request: ActorRequest, case_id: UUID) -> HttpResponse:
    """Sign on screen, once both sides have agreed to it."""
    own_page(request, case_id)
    pen = services.Pen(request.POST.get("hash", ""), Form.ELECTRONIC)
    with within_reach():
        case = services.sign(case_id, pen, actor=request.actor)
    both = case.signed_on is not None and case.state == State.SIGNED
    messages.success(request, _("双方都签了。") if both else _("已签字，等对方签。"))
    return redirect("bargaining:case" if both else "bargaining:sign", case_id=case_id)


@screen(methods=("POST",))
def agree_e_sign(request: ActorRequest, case_id: UUID) -> HttpResponse:
    """Agree to electronic signatures."""
    own_page(request, case_id)
    with within_reach():
        services.agree_to_e_sign(case_id, actor=request.actor)
        both = queries.signing_page(case_id, request.actor).may_e_sign
    words = _("双方约定好了，可以电子签名。") if both else _("本方同意了，等对方也同意。对方不同意的，在纸上签。")
    messages.success(request, words)
    return redirect("bargaining:sign", case_id=case_id)


# — Filing —


@screen(methods=("GET", "POST"))
def filing(request: ActorRequest, case_id: UUID) -> HttpResponse:
    """What is filed and what came back: for both sides and the examiner."""
    desk = _Desk(request, case_id)
    if request.method == "POST":
        return desk.take("form", desk.file, _("已报送。请在人社部门收到后登记收到日期。"))
    return desk.shown()


@screen(methods=("POST",))
def receive(request: ActorRequest, case_id: UUID) -> HttpResponse:
    """The office has the package."""
    desk = _Desk(request, case_id)
    desk.forms["received"] = forms.Received(request.POST)
    ends = desk.page.case.procedure == Procedure.END
    words = _("已登记备案，解除协议生效了。") if ends else _("已登记收到，15 日从这天起算。")
    return desk.take("received", desk.receive, words)


@screen(methods=("POST",), uploads=True)
def examine(request: ActorRequest, case_id: UUID) -> HttpResponse:
    """The office's opinion: lawful, or objections; also one that came in time and is entered late, with its proof."""
    desk = _Desk(request, case_id)
    desk.forms["examination"] = forms.Examination(request.POST, request.FILES)
    return desk.take("examination", desk.examine, _("审查意见已登记。"))


class _Desk:
    """The filing desk of one case: three forms on one page; what is refused stands there as it was typed."""

    def __init__(self, request: ActorRequest, case_id: UUID) -> None:
        self.request, self.case_id, self.page = request, case_id, page_of(request, case_id)
        with within_reach():
            self.found = queries.filing_page(case_id, request.actor)
        today = timezone.localdate(request.actor.now)
        examiners = [(str(body.public_id), body.name) for body in queries.examiners(self.page.case)]
        initial = {
            "version": self.page.case.version, "filed_on": today, "examiner": examiners[0][0] if examiners else "",
            "copies": queries.copies_needed(self.page.case),
        }  # fmt: skip
        self.forms: dict[str, forms.Versioned] = {
            "form": forms.Filing(request.POST or None, examiners=examiners, initial=initial),
            "received": forms.Received(initial={"on": today}), "examination": forms.Examination(initial={"on": today}),
        }  # fmt: skip

    def take(self, name: str, verb: Callable[[Any], object], words: str) -> HttpResponse:
        """Do what one of the forms asks; a refusal beside its field, everything else as it was."""
        form = self.forms[name]
        if form.is_valid():
            try:
                with within_reach(), transaction.atomic():
                    verb(form)
            except Refused as refusal:
                form.refuse(refusal)
            else:
                messages.success(self.request, words)
                return redirect("bargaining:filing", case_id=self.case_id)
        return self.shown(status=422)

    def file(self, form: Any) -> None:
        """The employer files."""
        services.file(self.case_id, form.package(), actor=self.request.actor, version=form.seen())

    def receive(self, form: Any) -> None:
        """The office, or a side for it, notes the day."""
        given = form.cleaned_data
        services.receive_filing(
            self.case_id, given["on"], actor=self.request.actor, received_by=given["received_by"],
            receipt_number=given["receipt_number"],
        )  # fmt: skip

    def examine(self, form: Any) -> None:
        """The office, or a side for it, enters the opinion."""
        paper = photo_of(self.request, self.page, "opinion")
        objections = [each for each in self.lines() if each.get("words")]
        services.examine(self.case_id, form.opinion(objections, paper), actor=self.request.actor)

    def lines(self) -> list[dict[str, str]]:
        """The objections as they were typed."""
        return forms.lines_from(self.request.POST.dict(), "clause", "words", "basis", "remedy")

    def shown(self, status: int = 200) -> HttpResponse:
        """The page."""
        page, found = self.page, self.found
        latest = found.filings[0] if found.filings else None
        entering = page.side is not None or found.examines
        blanks: list[dict[str, str]] = [*self.lines(), {}, {}][: max(2, len(self.lines()))]
        return render(self.request, "bargaining/filing.html", {
            **shown(self.request, page), **self.forms, "filing": found, "latest": latest, "opinions": texts.OPINIONS,
            "may_file": _files(page, self.request) and page.row.state in {State.SIGNED, State.REVISING},
            "may_enter": entering and page.row.state == State.FILED,
            "may_object_late": entering and page.row.state in services.SILENT and latest is not None
            and latest.result == "silence",
            "blank": [texts.particular(key) for key in documents.blanks(page.case)] if page.side else [],
            "unwritten": page.side is not None and queries.lacks_minutes(page.case),
            "articles": _articles(found), "objected": dict(_articles(found)), "blanks": list(enumerate(blanks)),
            "papers": [(name, texts.PAPERS[name]) for name in _filed_papers(page)], "besides": texts.BROUGHT,
            "proofs": [
                row for row in queries.kept(page.case, self.request.actor) if row.document in {"ground", *_came(page)}
            ], "scans": texts.SCANS,
        }, status=status)  # fmt: skip


def _files(page: Any, request: ActorRequest) -> bool:
    """Whether she files for the employer: of it, or entering its papers while it has nobody in the program."""
    return page.side == Side.EMPLOYER or queries.listed_from_paper(page.case, request.actor) == Side.EMPLOYER


#: What the labour office wants to see beside the resolution of the congress, which is printed at its sitting.
FILED_PAPERS = ("contract", "filing-register", "filing-statement", "register", "offer", "reply", "minutes")


@screen()
def package(request: ActorRequest, case_id: UUID) -> HttpResponse:
    """Everything that is filed and printed here, in one file."""
    page = page_of(request, case_id)
    with within_reach():
        queries.filing_page(case_id, request.actor)
        content = filed_in_one.package(case_id, _filed_papers(page), actor=request.actor)
    response = HttpResponse(content, content_type="application/zip")
    name = _("%(title)s报送材料.zip") % {"title": page.row.title}
    response["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=name) or ""
    return response


def _filed_papers(page: CasePage) -> list[str]:
    """A change or an early end brings its agreement along; what came on paper goes along as it came."""
    own = ["amendment"] if page.case.procedure != Procedure.CONCLUDE else []
    names = [*FILED_PAPERS[:1], *own, *FILED_PAPERS[1:]]
    return [name for name in names if name not in _came(page)]


def _came(page: CasePage) -> set[str]:
    """Which of the offer and its answer is a page somebody sealed, and nothing that is printed here."""
    offered = Side(page.case.offered_by)
    return {"offer" if side == offered else "reply" for side in page.pages}


def _articles(found: Any) -> list[tuple[str, str]]:
    if found.draft is None:
        return []
    articles = [each for chapter in found.draft.body["chapters"] for each in chapter["articles"]]
    return [
        (each["clause"], _("第 %(n)s 条　%(title)s") % {"n": number, "title": each["title"]})
        for number, each in enumerate(articles, 1)
    ]


# — Publication and after —


@screen(methods=("GET", "POST"))
def publish(request: ActorRequest, case_id: UUID) -> HttpResponse:
    """Let all staff read it."""
    page = own_page(request, case_id)
    form = forms.Publishing(request.POST or None, initial={"version": page.case.version, "ways": ["app", "board"]})
    return filled(
        request, page, form, "bargaining/form.html",
        lambda: services.publish(case_id, form.cleaned_data["ways"], actor=request.actor, version=form.seen()),
        done=_("已公布，会员都会收到通知。"), route="contract", title=_("向全体职工公布"),
        hint=_("手机通知发给会员，不是会员的职工收不到：请同时张贴公告。公布之后在下一页打印。"),
    )  # fmt: skip


@screen(methods=("GET", "POST"))
def contract(request: ActorRequest, case_id: UUID) -> HttpResponse:
    """The contract in force, for staff and both sides; a member's reading is noted."""
    with within_reach():
        found = queries.published(case_id, request.actor)
    if request.method == "POST":
        services.mark_read(case_id, actor=request.actor)
        return redirect("bargaining:contract", case_id=case_id)
    context = {
        "published": found, "shell": shell_of(request), "is_officer": bool(request.actor.offices),
        "home_url": reverse("bargaining:case", args=[case_id]) if found.readers or request.actor.parts else "/",
        "has_read": queries.has_read(case_id, request.actor),
        "may_post": any(part.subject == case_id and part.role in set(Side) for part in request.actor.parts),
    }  # fmt: skip
    return render(request, "bargaining/contract.html", context)


@screen(methods=("GET", "POST"), uploads=True)
def deposit(request: ActorRequest, case_id: UUID) -> HttpResponse:
    """A copy to the union above; for a union without anybody here from its receipt, or by the union above."""
    page = page_of(request, case_id)
    if not page.part and not page.stands_in:
        raise Http404
    if page.stands_in or (page.side is Side.EMPLOYER and page.on_paper is Side.WORKER):
        return standing_in.copied(request, page)
    return filled(
        request, page, forms.Versioned(request.POST or None), "bargaining/form.html",
        lambda: services.deposit(case_id, actor=request.actor), done=_("已报上一级工会。"), title=_("报上一级工会"),
        hint=_("上一级工会会收到合同文本和通知，用于备案。"),
    )  # fmt: skip


@screen(methods=("GET", "POST"))
def performance(request: ActorRequest, case_id: UUID) -> HttpResponse:
    """The yearly report, clause by clause."""
    page = page_of(request, case_id)
    if page.side is None:
        raise Http404
    form = forms.Performance(request.POST or None, initial={"held_on": timezone.localdate(request.actor.now)})
    keys = ("clause", "words", "done", "rate", "why", "until")
    rows = forms.lines_from(request.POST.dict(), *keys) if request.method == "POST" else []

    def verb() -> None:
        given = form.cleaned_data
        kept = services.Kept(given["held_on"], [row for row in rows if row.get("done")], given["conclusion"])
        services.report(case_id, kept, actor=request.actor)

    with within_reach():
        draft = queries.draft_page(case_id, request.actor)
    return filled(
        request, page, form, "bargaining/performance.html", verb, done=_("履行报告已登记。"),
        reports=queries.reports(page.case), lines=_lines(draft.body, rows),
    )  # fmt: skip


def _lines(body: Any, rows: list[dict[str, str]]) -> list[tuple[int, dict[str, str]]]:
    """What the sides agreed on, clause by clause, with what was typed; what the law itself says is not reported on."""
    typed = {row.get("clause", ""): row for row in rows}
    articles = [each for chapter in body["chapters"] for each in chapter["articles"]]
    agreed = [each for each in articles if not each["clause"].startswith(STANDING)]
    return [
        (n, {**typed.get(each["clause"], {}), **{key: each[key] for key in ("clause", "title", "words")}})
        for n, each in enumerate(agreed)
    ]


@screen(methods=("GET", "POST"), uploads=True)
def change(request: ActorRequest, case_id: UUID) -> HttpResponse:
    """Begin a change or an early end: the same procedure once more."""
    page = page_of(request, case_id)
    if page.side is None:
        raise Http404
    form = forms.ChangeOf(request.POST or None, request.FILES or None)
    if form.is_bound and form.is_valid():
        try:
            with within_reach(), transaction.atomic():
                opened = _change(request, page, form)
        except Refused as refusal:
            form.refuse(refusal)
        else:
            return redirect("bargaining:case", case_id=opened)
    hint = _("按签订的程序办：要约、协商、职代会、签字、报送。理由和证明材料随要约给对方。")
    context = {**shown(request, page), "form": form, "title": _("变更或解除"), "has_file": True, "hint": hint}
    return render(request, "bargaining/form.html", context, status=422 if form.errors else 200)


def facts_again(case: Any, procedure: str) -> services.Facts:
    """What a contract in force says already, as its change or early end is asked for."""
    return services.Facts(
        contract=case.contract, special=case.special, title=f"{case.title}（{texts.PROCEDURES[procedure]}）",
        staff=case.staff, women=case.women, disabled=case.disabled, dispatched=case.dispatched,
        womens_content=case.womens_content, place=case.place, wanted_each=case.wanted_each, contact=case.contact,
        is_scaled=case.is_scaled,
    )  # fmt: skip


def _change(request: ActorRequest, page: Any, form: forms.ChangeOf) -> UUID:
    case, given = page.case, form.cleaned_data
    facts = facts_again(case, given["procedure"])
    proof = photo_of(request, page, "ground")
    opened = services.open_case(
        side=page.side, employer=case.employer.public_id, union=case.union.public_id, facts=facts,
        request_key=uuid4().hex, actor=request.actor,
        change=services.Change(
            case.public_id, given["procedure"], given["ground"], given["words"], [proof] if proof else []
        ),
    )  # fmt: skip
    return opened.public_id


def _put(request: ActorRequest, case_id: UUID, sitting: UUID) -> None:
    """Put the text to a sitting, or to the second day of one that was opened the day before."""
    with transaction.atomic():
        if "go_on" in request.POST:
            sitting = congresses.go_on(sitting, actor=request.actor).public_id
        services.put_to_vote(case_id, sitting, actor=request.actor)


@screen(methods=("GET", "POST"))
def congress(request: ActorRequest, case_id: UUID) -> HttpResponse:
    """Where the text stands with the congress; put it before one of its sittings."""
    page = page_of(request, case_id)
    if request.method == "POST":
        try:
            sitting = UUID(request.POST.get("sitting", ""))
        except ValueError:
            raise Http404 from None
        words = _("已提交表决，会上发这个文本的选票。")
        return done(request, page, lambda: _put(request, case_id, sitting), words, "congress")
    motions = [(row, decisions.sitting_of(row.public_id)) for row in decisions.motions_about(services.SUBJECT, case_id)]
    context = {
        **shown(request, page), "now": request.actor.now,
        # A text that was rejected stands below; what waits for a vote is the one that has none open.
        "is_put": any(row.state == Motion.PUT for row, _sitting in motions), "motions": motions,
        "left_open": decisions.sittings_left_open(page.case.union.public_id, request.actor.now),
        "sittings": decisions.sittings_to_come(page.case.union.public_id, request.actor.now),
        "director": queries.worker_director(page.case) if page.side else None,
    }  # fmt: skip
    context |= _next_sitting(page.case.union.public_id, context["sittings"], request.actor.now)
    return render(request, "bargaining/congress.html", context)


def _next_sitting(union: UUID, sittings: Sequence[Any], now: datetime) -> dict[str, Any]:
    """Which sitting is proposed, one whose day is not past if there is any, and where another is planned."""
    today = timezone.localdate(now)
    ahead = (row for row in sittings if timezone.localdate(row.held_at) >= today)
    bodies = decisions.bodies_of(union)
    return {
        "proposed": next(ahead, next(iter(sittings), None)),
        "plan_url": reverse("decisions:plan", args=[bodies[0].public_id])
        if len(bodies) == 1
        else reverse("decisions:bodies"),
    }
