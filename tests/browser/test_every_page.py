"""Every page of the program in a real browser, generated from its addresses: a page nobody gave a sample for fails.

One load a page; sizes and colours are changed where it stands.  Looked at: the answer, the console, axe in light and
dark, nothing sideways from 320 px on, targets for a thumb on phone pages (60 px in 长辈版), full-width punctuation, and
the weight of a worker's first load.
"""

from __future__ import annotations

import gzip
from collections.abc import Iterator, Mapping
from contextlib import ExitStack
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import unquote

import pytest
from django.urls import get_resolver, reverse
from playwright.sync_api import Browser, BrowserContext, Page, Response

from hexian.web.gallery.views import ERROR_PAGES
from tests.browser import looking
from tests.browser.conftest import Served

pytestmark = pytest.mark.browser


@dataclass(frozen=True)
class Sample:
    """How one address is looked at: by whom, with which ids of the story, and which answer is right."""

    name: str
    who: str
    args: tuple[str, ...] = ()
    query: str = ""
    status: int = 200
    phone: bool = False
    goes_to: str = ""


def phone(name: str, who: str, *args: str, **more: Any) -> Sample:
    return Sample(name, who, args, phone=True, **more)


def desk(name: str, *args: str, who: str = "officer", **more: Any) -> Sample:
    return Sample(name, who, args, **more)


SAMPLES = [
    phone("front:front", ""),
    phone("front:front", "officer", goes_to="/desk/"),
    phone("front:front", "member", goes_to="/me/"),
    phone("front:scan", "", "not-a-card"),
    phone("front:scan", "officer", "not-a-card"),
    phone("join:join", "", "@riders"),
    phone("join:join", "member", "@firm"),
    phone("join:join", "", "@closed", status=410),
    phone("join:join", "member", "@riders"),
    phone("join:join", "", "@gone", status=410),
    *(phone("join:join", "", code, status=404) for code in ("=ZZZZZZZZ", "=海报")),
    phone("join:receipt", "applicant", "rider"),
    *(phone(f"me:{name}", "member") for name in (
        "home", "matters", "say", "services", "enter", "mine", "visible", "looks", "export", "card", "notices",
    )),
    phone("aid:home", "member"),
    phone("aid:home", "nobody"),
    *(phone("aid:why", "member", f"aid_{state}") for state in ("paid", "none", "contested", "answered")),
    phone("aid:appeal", "member", "aid_answered"),
    phone("aid:contest", "member", "aid_paid"),
    *(phone(f"money:{name}", "member") for name in ("home", "card")),
    phone("money:home", "nobody"),
    phone("rights:mine", "member"),
    phone("rights:mine", "nobody"),
    *(phone(f"me:{name}", "applicant") for name in ("home", "matters", "mine", "card")),
    *(phone(f"me:{name}", "nobody") for name in ("home", "matters", "say", "enter", "looks", "card", "notices")),
    *(phone("me:correct", "member", f"={name}") for name in ("name", "mobile", "kind_of_work", "id_number")),
    *(phone("me:membership", who) for who in ("member", "leaver", "nobody")),
    *(phone("me:ask_passage", "member", f"={kind}") for kind in ("transfer", "retain", "quit")),
    phone("me:ask_passage", "member", "=transfer", query="q=骑手"),
    phone("me:ask_passage", "member", "=transfer", query="to=@street"),
    phone("me:object_passage", "leaver", "lapse"),
    *(desk(f"system:{name}") for name in ("home", "notices", "audit", "tasks", "schedule")),
    desk("system:home", who="admin"),
    desk("system:audit", query="by=all"),
    desk("system:search"),
    desk("system:search", query="q=小满"),
    desk("system:search", query="q=无此人"),
    desk("system:task", "task"),
    *(desk(f"system:{name}", who="admin") for name in ("law", "calendar", "enter_calendar")),
    desk("system:law", who="admin", query="area=2"),
    desk("system:change_law", who="admin", query="code=join.reply&region="),
    desk("members:applications"),
    *(desk("members:applications", query=f"tab={tab}") for tab in ("findings", "approved", "overdue")),
    desk("members:application", "application"),
    desk("members:application", "blocked"),
    desk("members:refuse", "application"),
    desk("members:resolutions"),
    desk("members:resolution", "resolution"),
    desk("members:resolution", "passed"),
    desk("members:edit_resolution", "resolution"),
    desk("members:members"),
    desk("members:members", query="text=小满"),
    desk("members:members", query="state=quit"),
    desk("members:members", query="day=2026-11-01"),
    desk("members:members", query="day=2001-01-01"),
    desk("members:member", "member"),
    desk("members:correct", "member"),
    desk("members:changes"),
    desk("rosters:rosters"),
    desk("rosters:rosters", query="tab=ended"),
    desk("rosters:upload"),
    *(desk("rosters:columns", roster) for roster in ("roster_sent", "roster_checked")),
    *(desk("rosters:roster", f"roster_{state}") for state in (
        "sent", "mapped", "checked", "landed", "undone", "given_up",
    )),
    desk("rosters:roster", "roster_checked", query="verdict=held"),
    desk("rosters:land", "roster_checked"),
    desk("rosters:undo", "roster_landed"),
    desk("members:layouts"),
    desk("members:layout", "=real_name"),
    desk("members:passages"),
    *(desk("members:passages", query=f"tab={tab}") for tab in ("theirs", "decided")),
    desk("members:passage", "lapse"),
    *(desk("members:begin", "member", f"={kind}") for kind in ("retain", "transfer", "death")),
    desk("orgs:unions"),
    desk("orgs:unions", query="q=无"),
    desk("orgs:union", "street"),
    desk("orgs:union", "firm"),
    desk("orgs:unions", query="open=@street"),
    desk("orgs:unions", query="day=2001-01-01"),
    desk("orgs:list"),
    desk("orgs:list", query="kind=enterprise&only=vacant"),
    desk("orgs:map"),
    desk("orgs:map", query="at=330108&show=members"),
    desk("orgs:union", "moved"),
    desk("orgs:union", "moved", query="day=@before"),
    desk("orgs:union", "works"),
    desk("orgs:records", "moved"),
    desk("orgs:move", "firm"),
    desk("orgs:move", "firm", query="to=@park"),
    desk("orgs:merge", "firm"),
    desk("orgs:merge", "firm", query="from=@riders"),
    desk("orgs:split", "firm"),
    desk("orgs:covers", "firm", query="q=演示"),
    desk("orgs:mind", "firm"),
    desk("orgs:vacancies"),
    desk("orgs:expiring"),
    desk("orgs:groups"),
    desk("orgs:groups", query="closed=1"),
    desk("orgs:new_group"),
    desk("orgs:group", "group", query="q=和畅"),
    desk("orgs:edit", "firm"),
    desk("orgs:found", "street"),
    desk("orgs:offices"),
    desk("orgs:offices", query="ended=1"),
    desk("orgs:appoint"),
    desk("orgs:appoint", query="org=@street&q=小满"),
    desk("orgs:appoint_newcomer", "firm"),
    desk("orgs:hand_over", "office"),
    desk("orgs:roles", "street"),
    desk("orgs:new_role", "street"),
    desk("orgs:edit_role", "role"),
    phone("found:start", ""),
    phone("found:start", "", query="q=无"),
    phone("found:begin", "", "street"),
    phone("found:sign_up", "", "recruit"),
    phone("found:sign_up", "", "=NOSUCHCODE", status=404),
    phone("found:mine", "founder"),
    phone("found:mine", "member"),
    *(phone("found:case", "founder", case) for case in ("case_draft", "case_asked", "case", "case_approved")),
    *(phone(f"found:{name}", "founder", "case_draft") for name in ("facts", "employers", "group")),
    *(phone(f"found:{name}", "founder", "case") for name in ("people", "candidates", "congress")),
    phone("found:declare", "founder", "case", "candidate"),
    phone("found:legal", "founder", "case_approved"),
    phone("found:edit_employer", "founder", "case_employer"),
    phone("found:edit_preparer", "founder", "case_preparer"),
    phone("found:edit_candidate", "founder", "candidate"),
    *(desk(f"found:{name}", "case") for name in ("candidates", "people", "congress")),
    desk("founding:queue"),
    desk("founding:queue", query="tab=founded&form=joint"),
    desk("founding:new"),
    desk("founding:targets"),
    *(desk("founding:case", case) for case in ("case_asked", "case", "case_approved")),
    desk("founding:approve", "case_asked"),
    desk("founding:return", "case_asked"),
    desk("founding:certify", "case_approved"),
    desk("decisions:bodies"),
    desk("decisions:bodies", query="ended=1"),
    desk("decisions:bodies", query="text=无"),
    desk("decisions:new"),
    *(desk("decisions:body", body) for body in ("congress", "congress_empty")),
    *(desk(f"decisions:{name}", "congress") for name in ("seats", "paste", "add", "plan")),
    *(desk(f"decisions:{name}", "congress_delegate") for name in ("replace", "end")),
    *(desk("decisions:sitting", f"sitting_{state}") for state in ("planned", "sealed", "open")),
    desk("decisions:change", "sitting_planned"),
    *(desk("decisions:door", f"sitting_{state}") for state in ("planned", "sealed", "open")),
    desk("decisions:door", "sitting_sealed", query="only=absent"),
    desk("decisions:attendance", "sitting_sealed"),
    desk("decisions:put", "sitting_planned"),
    *(desk("decisions:motion", f"motion_{state}") for state in ("fresh", "differing", "decided")),
    desk("decisions:count", "motion_fresh"),
    desk("decisions:count", "motion_differing"),
    *(desk(f"tables:{name}") for name in ("tables", "new")),
    *(desk("tables:version", f"table{state}") for state in (
        "", "_draft", "_mixed", "_proposed", "_empty", "_withdrawn",
    )),
    desk("tables:version", "table", query="try=1&c0=25,000"),
    desk("tables:version", "table_mixed", query="try=1&c0=一级&c1=x"),
    *(desk(f"tables:{name}", "table_draft") for name in ("next", "describe", "compare")),
    desk("tables:compare", "table_mixed"),
    *(desk(f"aiddesk:{name}") for name in ("board", "held", "reading", "contests", "plans", "new", "files", "upload")),
    *(desk("aiddesk:decision", f"aid_{state}") for state in ("paid", "held", "contested")),
    desk("aiddesk:decision", "aid_held", query="findings=4096"),
    desk("aiddesk:contest", "aid_contest"),
    *(desk("aiddesk:settled", query=query) for query in ("year=2026&month=5&state=ordered", "year=2001")),
    *(desk("rightsdesk:rights", query=query) for query in ("", "kind=declined", "kind=join")),
    *(desk(f"aiddesk:{name}", "aid_plan") for name in ("plan", "people")),
    *(desk("aiddesk:file", f"aid_{file}") for file in ("file", "strange")),
    *(desk(f"ledger:{name}", who="keeper") for name in ("funds", "new_book", "relations", "runs")),
    desk("ledger:runs", query="done=1", who="keeper"),
    desk("ledger:runs"),
    *(desk("ledger:book", book, who="keeper") for book in ("book", "book_empty")),
    *(desk(f"ledger:{name}", "book", who="keeper") for name in ("bank", "close", "new_fund", "trial", "draft")),
    *(desk("ledger:waiting", "book", query=f"view={view}", who="keeper") for view in ("ready", "card")),
    *(desk("ledger:waiting", "book", query=f"view={view}", who="keeper") for view in ("returned", "owed")),
    desk("ledger:waiting", "book_empty", who="keeper"),
    *(desk("ledger:fund", fund, who="keeper") for fund in ("fund", "fund_used")),
    *(desk(f"ledger:{name}", "fund", who="keeper") for name in ("receive", "pledge", "budget")),
    *(desk("ledger:run", f"run_{state}", who="keeper") for state in ("drafted", "proposed", "released", "answered")),
    desk("ledger:run", "run_proposed"),
    desk("ledger:upload", "run_released", who="keeper"),
    *(desk("ledger:reply", reply, who="keeper") for reply in ("reply", "reply_stopped")),
    *(desk("ledger:account", f"account_{sort}", who="keeper") for sort in ("money", "income", "empty")),
    *(desk("ledger:follow_gift", gift, who="keeper") for gift in ("gift", "gift_fresh")),
    *(desk("ledger:yuan", fund, who="keeper", query="n=9") for fund in ("fund", "fund_used")),
    *(desk("ledger:order", order, who="keeper") for order in ("order_paid", "order_returned")),
    desk("ledger:card", "order_returned", who="keeper"),
    desk("ledger:repay", "order_paid", who="keeper"),
    desk("ledger:cards", who="keeper"),
    desk("bargaining:desk"),
    desk("bargaining:desk", query="view=force&q=明川"),
    *(desk(f"bargaining:{name}", who="negotiator") for name in ("desk", "mine", "new", "note_offer")),
    phone("bargaining:mine", "delegate"),
    phone("bargaining:paper", "", "room_token"),
    phone("bargaining:notice", "", "contract_code"),
    *(desk(f"bargaining:{name}") for name in ("drives", "drive_new")),
    desk("bargaining:drive", "drive"),
    desk("bargaining:drive", "drive", query="view=left_out"),
    desk("bargaining:case", "room_case_id"),
    desk("bargaining:unlawful", "room_case_id"),
    *(desk(f"bargaining:{name}", f"{case}_case_id", who="negotiator") for case in ("room", "contract") for name in (
        "case", "delegates", "dates", "congress", "filing", "draft", "meetings", "room", "prints",
    )),
    *(desk(f"bargaining:{name}", "room_case_id", who="negotiator") for name in (
        "join", "offer", "send", "delivery", "reply", "note_reply", "refusal", "dispute", "publicise", "promise",
        "paper_list",
        "materials", "cite", "suspension",
    )),
    *(desk(f"bargaining:{name}", "contract_case_id", who="negotiator") for name in (
        "refuse_sign", "breach", "settle", "extend", "taken_up", "deposit", "particulars", "verify", "sign", "publish",
        "contract", "performance", "change", "contest", "contest_over", "paper_plan",
    )),
    desk("bargaining:room", "room_case_id", who="negotiator", query="item=@room_item_id"),
    desk("bargaining:prove", "room_case_id", "room_delivery_id", who="negotiator"),
    *(desk(f"bargaining:{name}", "room_case_id", "room_seat_id", who="negotiator") for name in (
        "end_delegate", "chosen", "strike",
    )),
    desk("bargaining:minutes", "room_case_id", "room_meeting_id", who="negotiator"),
    # Everything for a side without anybody in the program: what it did with a pen, by its page.
    *(desk(f"bargaining:{name}", "paper_case_id", who="negotiator") for name in (
        "case", "room", "meetings", "suspension", "delegates", "paper_list", "paper_promise", "paper_talk", "draft",
        "note_change",
    )),
    *(desk(f"bargaining:{name}", "ending_case_id", who="negotiator") for name in (
        "case", "dates", "draft", "sign", "filing", "prints",
    )),
    desk("bargaining:paper_talk", "room_case_id", who="negotiator"),
    *(desk("bargaining:paper_minutes", f"{case}_case_id", f"{case}_meeting_id", who="negotiator") for case in (
        "room", "paper",
    )),
    *(desk("bargaining:paper_proposal", f"{case}_case_id", f"{case}_item_id", who="negotiator") for case in (
        "room", "paper",
    )),
    *(phone(f"bargaining:{name}", "delegate", "room_case_id") for name in (
        "case", "room", "delegates", "dates", "meetings", "draft", "suspension", "topics",
    )),
    *(phone(f"account_{name}", "") for name in ("login", "request_login_code", "reset_password", "inactive")),
    *(phone(f"account_{name}", "member") for name in ("home", "logout", "change_mobile", "set_password")),
    *(phone(f"account_{name}", "officer") for name in ("home", "change_password", "reauthenticate")),
    phone("usersessions_list", "member"),
    phone("mfa_index", "officer"),
    phone("mfa_activate_totp", "officer"),
    *(phone(f"mfa_{name}", "admin") for name in (
        "index", "deactivate_totp", "reauthenticate", "view_recovery_codes", "generate_recovery_codes",
    )),
    *(desk(f"gallery:{name}", who="") for name in ("overview", "forms", "states", "desk")),
    *(phone(f"gallery:{name}", "") for name in ("phone", "phone_form", "phone_card", "phone_list", "public")),
    *(phone("gallery:error", "", f"={name}", status=status) for name, status in ERROR_PAGES.items()),
]  # fmt: skip

#: What is fetched but not looked at: the sort of thing it answers with.
FILES: Mapping[str, tuple[str, str]] = {
    "members:application_pdf": ("application", "application/pdf"),
    "members:resolution_pdf": ("resolution", "application/pdf"),
    "orgs:poster": ("poster", "application/pdf"),
    "system:file": ("file", "image/jpeg"),
    "found:print": ("case_draft request", "application/pdf"),
    "found:record": ("case intent", "application/pdf"),
    "found:scan": ("case_draft scan", "image/jpeg"),
    "decisions:print": ("sitting_sealed =sign_in", "application/pdf"),
    "decisions:sheet": ("motion_fresh =tally", "application/pdf"),
    "decisions:scan": ("sitting_open sitting_page", "image/jpeg"),
    "bargaining:paper_print": ("room_token", "application/pdf"),
    "bargaining:paper_reply": ("room_token", "application/pdf"),
    "bargaining:print": ("room_case_id =opinion", "application/pdf"),
    "ledger:statement": ("donor", "application/pdf"),
    "aiddesk:unread": ("aid_file", "text/csv"),
    "ledger:fund_report": ("fund_used", "application/pdf"),
    "ledger:trial_print": ("book", "application/pdf"),
    "ledger:vouchers": ("book", "text/csv"),
    "bargaining:calendar": ("contract_case_id", "text/calendar"),
    "front:healthz": ("", "application/json"),
    "front:metrics": ("", "text/plain"),
    "system:demo_messages": ("", "text/html"),
}
#: Addresses without a page of their own, and why.
NO_PAGE = {
    "account_send_login_code": "answers a button with words",
    "account_send_mobile_code": "answers a button with words",
    "account_send_password_code": "answers a button with words",
    "system:demo_clock": "answers a button with the sheet of a demonstration, tried in tests/orgs",
    "bargaining:changes": "answers whether a room has changed",
    "bargaining:kept": "a page as it was photographed, tried in tests/web",
    "bargaining:package": "every paper that is filed in one file, tried in tests/bargaining",
    "bargaining:word": "the same paper for a word processor, tried in tests/web",
    "orgs:branch": "answers an opened branch with its rows",
    "mfa_authenticate": "stands between password and session, tried in tests/web",
}


def pages() -> set[str]:
    """The names of everything that can be opened, without the API, which has tests of its own."""
    return {name for name, screen in _routes(get_resolver()) if "GET" in getattr(screen, "methods", ("GET",))}


def _routes(resolver: Any, space: str = "") -> Iterator[tuple[str, Any]]:
    for each in resolver.url_patterns:
        if not hasattr(each, "url_patterns"):
            yield f"{space}{each.name}", getattr(each.callback, "screen", None)
        elif each.namespace != "api":
            yield from _routes(each, f"{space}{each.namespace}:" if each.namespace else space)


def test_every_address_has_a_sample() -> None:
    looked_at = {sample.name for sample in SAMPLES} | set(FILES) | set(NO_PAGE)
    assert pages() - looked_at == set()
    assert looked_at - pages() == set()


def address(sample: Sample, story: dict[str, Any]) -> str:
    """The address with the story's ids in it: «@riders» is a poster's code or a body, «=name» stands for itself."""
    ids = story["desk"] | {f"@{name}": code for name, code in story["posters"].items()}
    args = [each[1:] if each.startswith("=") else ids.get(each, each) for each in sample.args]
    query = sample.query
    for name in ("street", "park", "riders", "before", "room_item_id"):
        query = query.replace(f"@{name}", story["desk"][name])
    return reverse(sample.name, args=args) + (f"?{query}" if query else "")


# — Looking —


@dataclass
class Window:
    """One page of one person's browser, what it was answered, and what went wrong on it since it was last cleared."""

    page: Page
    faults: list[str]
    glass: looking.Window
    answers: list[Response] = field(default_factory=list)

    def hear(self, answer: Response) -> None:
        """Keep what was fetched; what came before the page itself was the former page's, and late."""
        if answer.request.is_navigation_request():
            self.answers.clear()
        if answer.status == 200:
            self.answers.append(answer)

    def clear(self, sample: Sample) -> None:
        """As good as new: a page of its own for each address would cost as much as looking at it."""
        self.glass.resize(looking.PHONE if sample.phone else looking.DESK)
        self.faults.clear()
        self.answers.clear()


@dataclass
class Eye:
    """One browser kept open for all pages of a module, with a phone's window and a desk's; whoever looks signs in."""

    browser: Browser
    served: Served
    stack: ExitStack
    opened: BrowserContext | None = None
    who: str | None = None
    windows: dict[bool, Window] = field(default_factory=dict)
    sizes: dict[str, int] = field(default_factory=dict)

    def context(self, sample: Sample) -> BrowserContext:
        """The browser as that person has it: her session and no other cookie.

        A browser of her own for each person and size would cost as much as thirty pages.
        """
        if self.opened is None:
            self.opened = self.stack.enter_context(looking.context(self.browser, self.served.url, looking.WIDE))
            self.opened.add_init_script(looking.axe_script())
        if self.who != sample.who:
            self.opened.clear_cookies()
            looking.sign_in(self.opened, self.served.url, self.session(sample.who))
            self.who = sample.who
        return self.opened

    def session(self, who: str) -> str:
        return str(self.served.story["sessions"][who]) if who else ""

    def window(self, sample: Sample) -> Window:
        context = self.context(sample)
        if sample.phone not in self.windows:
            page, faults = looking.listening(context)
            window = Window(page, faults, looking.Window(page))
            # Half-way from light to dark a button has half its contrast.
            window.page.emulate_media(reduced_motion="reduce")
            window.page.on("response", window.hear)
            self.windows[sample.phone] = window
        self.windows[sample.phone].clear(sample)
        return self.windows[sample.phone]

    def bytes_of(self, answers: list[Response]) -> int:
        """Bytes of everything fetched, as a server that compresses sends them; shared files are weighed once."""
        for answer in answers:
            if answer.url not in self.sizes or answer.request.resource_type == "document":
                body = answer.body()
                self.sizes[answer.url] = min(len(body), len(gzip.compress(body, 6)))
        return sum(self.sizes[url] for url in {answer.url for answer in answers})


@pytest.fixture(scope="module")
def eye(browser: Browser, served: Served) -> Iterator[Eye]:
    with ExitStack() as stack:
        yield Eye(browser, served, stack)


#: Sizes in the window as it is, for usual readers and for elders as asked.
_SIZES = f"""([elders, thumbs]) => [window.innerWidth, elders.map((elder) => {{
  if (elder) document.documentElement.setAttribute("data-elder", "true");
  else document.documentElement.removeAttribute("data-elder");
  return [({looking.SIDEWAYS})(), thumbs ? ({looking.SMALL})(thumbs[Number(elder)]) : []];
}})]"""

_WHOLE = f"""async (sheets) =>
  [decodeURI(location.pathname), await ({looking.AXE})(sheets), ({looking.WORDS})()]"""

#: In the dark nothing but colours is different.
_PALE = """async () => {
  document.documentElement.removeAttribute("data-elder");
  document.documentElement.setAttribute("data-theme", "dark");
  const only = {runOnly: ["color-contrast"], resultTypes: ["violations"], preload: false};
  return (await axe.run(document, only)).violations
    .flatMap((violation) => violation.nodes.map((node) => node.html));
}"""


#: The first sample of each address for each kind of reader.
FIRST = {(sample.name, sample.who, sample.phone): sample for sample in reversed(SAMPLES)}


def is_first(sample: Sample) -> bool:
    """Whether a page is looked at whole; of its further states not in the dark and not in large type.

    Both come from the same sheets for all states; what differs is looked at: words, parts, sizes, contrast.
    """
    return FIRST[sample.name, sample.who, sample.phone] is sample


def in_all_sizes(window: Window, sample: Sample) -> list[str]:
    """What is wrong with sizes: in the page's own window and on a small phone, and in both for elders."""
    own, narrow = looking.PHONE if sample.phone else looking.DESK, looking.NARROW
    elders = [False, True] if is_first(sample) else [False]
    # To change a window's size costs as much as to look at a page: it has its own size now.
    steps = [(own, [False]), (narrow, elders)] if sample.phone else [
        (own, [False]), (looking.PHONE, [False]), (narrow, elders),
    ]  # fmt: skip
    if is_first(sample):
        steps.append((own, [True]))
    return [fault for size, readers in steps for fault in _in_a_size(window, sample, size, readers)]


def _in_a_size(window: Window, sample: Sample, size: dict[str, int], elders: list[bool]) -> Iterator[str]:
    thumbs = [looking.THUMB, looking.ELDER_THUMB]
    window.glass.resize(size)
    there, measured = window.page.evaluate(_SIZES, [elders, thumbs if sample.phone else None])
    if there != size["width"]:
        yield f"the window is {there} px wide, not {size['width']}"
    for elder, (wide, small) in zip(elders, measured, strict=True):
        faults = looking.sideways_faults(wide) + looking.small_faults(small, thumbs[elder])
        yield from (f"[{'elder ' if elder else ''}{size['width']} px] {fault}" for fault in faults)


def look(eye: Eye, sample: Sample) -> list[str]:
    """Everything wrong with a page."""
    window = eye.window(sample)
    found = _seen(eye, sample, window)
    return found + [fault for fault in window.faults if sample.status == 200 or "status of" not in fault]


def _seen(eye: Eye, sample: Sample, window: Window) -> list[str]:
    path, page = address(sample, eye.served.story), window.page
    answer = page.goto(eye.served.url + path)
    if answer is None or answer.status != sample.status:
        return [f"answered {answer and answer.status}, not {sample.status}"]
    wanted = unquote(sample.goes_to or path.partition("?")[0])
    here, found_by_axe, words = page.evaluate(_WHOLE, sample.name.startswith("gallery:"))
    found = [] if here == wanted else [f"leads to {here}, not {wanted}"]
    found += looking.axe_faults(found_by_axe) + looking.western_faults(words) + in_all_sizes(window, sample)
    if is_first(sample):
        found += [f"[dark] too little contrast: {element}" for element in page.evaluate(_PALE)]
    if sample.phone and (weight := eye.bytes_of(window.answers)) > looking.MOST_BYTES:
        found.append(f"weighs {weight} bytes, more than {looking.MOST_BYTES}")
    return found


@pytest.mark.parametrize("sample", SAMPLES, ids=lambda s: f"{s.name}{s.args}{s.query} {s.who}")
def test_a_page_can_be_used_by_everybody(eye: Eye, sample: Sample) -> None:
    assert look(eye, sample) == []


@pytest.mark.parametrize(("name", "sort"), FILES.items())
def test_what_is_not_a_page_is_what_it_says(eye: Eye, name: str, sort: tuple[str, str]) -> None:
    sample = Sample(name, "officer", tuple(sort[0].split()))
    answer = eye.context(sample).request.get(eye.served.url + address(sample, eye.served.story))
    assert answer.status == 200
    assert answer.headers["content-type"].startswith(sort[1])
