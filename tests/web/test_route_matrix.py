"""Every address × every role × inside and outside × GET and POST, generated from what the addresses declare.

Each cell says three things: the answer is of the right sort (anonymous → sign in, stranger → 404, reader → 403), it
shows the marked names of those the role may see and of nobody else, and the database is as it was, unless something
permitted was done.  An address with a parameter, or a POST, that nobody gave a sample for fails with a sentence.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import product
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.http.response import HttpResponseBase
from django.test import Client
from django.urls import resolve
from pytest_django.plugin import DjangoDbBlocker

from tests import districts, fingerprints
from tests.districts import ANONYMOUS, INSIDE, MARKS, MEMBER, OFFICERS, OUTSIDE, ROLES, WAITING, Districts, Side
from tests.founding.makers import uscc
from tests.makers import CONSENTED, TODAY, id_number
from tests.routes import Need, Route, routes

pytestmark = [pytest.mark.database, pytest.mark.thorough]

Body = Mapping[str, Any]
JSON = "application/json"
#: Written when an officer opens somebody's page: the one thing a GET leaves behind.
LOOKS = {
    "aiddesk:decision", "aiddesk:contest",
    "founding:case", "members:application", "members:member", "members:correct", "members:passage", "members:begin",
    "api:application", "api:member", "api:passage", "members:application_pdf", "found:record",
}  # fmt: skip
TRAIL = {"audit_entry", "audit_unsealed"}
#: A refused try at a code stays counted.
COUNTED = {
    "found:begin",
    "found:code",
    "found:sign_up",
    "found:sign_up_code",
    "api:found",
    "api:founding_code",
    "join:join",
    "join:code",
    "api:apply",
    "api:send_code",
}
#: Who fills cases of founding in for others.
WORKING = ("chair", "organiser")
#: Of the inside district's bargaining: who leads the workers' side, who may see what was filed, who may know of it.
LEADING = ("chair",)
EXAMINING = ("chair", "examiner")
KNOWING = ("chair", "viewer", "employer", "examiner")
#: Addresses that need no duty but belong to somebody: hers alone, or those of these roles; «POST name» where sending
#: needs more.
OWN: Mapping[str, tuple[str, ...]] = {
    **dict.fromkeys((f"api:{each}_aid" for each in ("decline", "want", "contest", "appeal")), (MEMBER,)),
    "api:my_aid_decision": (MEMBER,),
    **dict.fromkeys((f"aid:{each}" for each in ("why", "decline", "want", "contest", "appeal", "accept")), (MEMBER,)),
    "system:task": ("chair",), "system:cancel_task": ("chair",), "system:open_notice": ("chair",),
    "api:task": ("chair",), "system:act_as": ("chair",), "me:office": ("chair",), "me:read": (MEMBER,),
    "me:agree_passage": (MEMBER,), "me:withdraw_passage": (MEMBER,), "me:object_passage": (MEMBER,),
    "api:withdraw_passage": (MEMBER,), "me:take_back": (MEMBER,),
    "me:confirm_change": (MEMBER,), "me:decline_change": (MEMBER,),
    "members:take_back_change": ("chair",), "orgs:drop_filter": ("chair",),
    "system:file": ("chair", "organiser"), "system:search": OFFICERS,
    # Where bodies are real nobody finds the clock of a demonstration.
    "system:demo_clock": (),
    "found:case": WORKING,
    "found:facts": WORKING,
    "found:employers": WORKING,
    "found:group": WORKING,
    "found:people": WORKING,
    "found:candidates": WORKING,
    "found:congress": WORKING,
    "found:legal": WORKING,
    "found:keep_scan": WORKING,
    "found:scan": (*WORKING, "viewer"),
    "found:do": WORKING,
    "found:print": (*WORKING, "viewer"),
    "found:record": WORKING,
    "found:declare": WORKING,
    "found:edit_employer": WORKING,
    "found:edit_preparer": WORKING,
    "found:edit_candidate": WORKING,
    "found:drop_employer": WORKING,
    "found:drop_preparer": WORKING,
    "found:drop_candidate": WORKING,
    "found:drop_intent": WORKING,
    "api:describe_founding": WORKING,
    "api:add_founding_employer": WORKING,
    "api:add_founding_preparer": WORKING,
    "api:add_founding_candidate": WORKING,
    "api:founding_employer": WORKING, "api:drop_founding_employer": WORKING,
    "api:founding_preparer": WORKING, "api:drop_founding_preparer": WORKING,
    "api:founding_candidate": WORKING, "api:drop_founding_candidate": WORKING,
    "api:declare_founding": WORKING,
    "api:request_founding": WORKING,
    "api:recruit_founding": WORKING,
    "api:hold_founding_congress": WORKING,
    "api:report_founding": WORKING,
    "api:ask_founding_legal": WORKING,
    "api:activate_founding": WORKING,
    "api:withdraw_founding": WORKING,
    "api:founding_case": ("chair", "organiser", "viewer"),
    "bargaining:offer": LEADING,
    "bargaining:discard": LEADING,
    "bargaining:entrust": LEADING,
    "bargaining:send": LEADING,
    "bargaining:delivery": LEADING,
    "bargaining:confirm": LEADING,
    "bargaining:prove": LEADING,
    "bargaining:reply": LEADING,
    "bargaining:note_reply": LEADING,
    "bargaining:paper_list": LEADING,
    "bargaining:strike": LEADING,
    "bargaining:paper_promise": LEADING,
    "bargaining:paper_minutes": LEADING,
    "bargaining:paper_talk": LEADING,
    "bargaining:paper_proposal": LEADING,
    "bargaining:kept": EXAMINING,
    "bargaining:refusal": LEADING,
    "bargaining:refuse_sign": LEADING,
    "bargaining:dispute": LEADING,
    "bargaining:breach": LEADING,
    "bargaining:end_delegate": LEADING,
    "bargaining:chosen": LEADING,
    "bargaining:neutral": LEADING,
    "bargaining:publicise": LEADING,
    "bargaining:promise": LEADING,
    "bargaining:materials": LEADING,
    "bargaining:room": LEADING,
    "bargaining:changes": LEADING,
    "bargaining:say": LEADING,
    "bargaining:cite": LEADING,
    "bargaining:show": LEADING,
    "bargaining:propose": LEADING,
    "bargaining:item_act": LEADING,
    "bargaining:accept": LEADING,
    "bargaining:meetings": LEADING,
    "bargaining:minutes": LEADING,
    "bargaining:sign_minutes": LEADING,
    "bargaining:suspension": LEADING,
    "bargaining:topics": LEADING,
    "bargaining:suspension_act": LEADING,
    "bargaining:draft": LEADING,
    "bargaining:adopt": LEADING,
    "bargaining:submit": LEADING,
    "bargaining:revise": LEADING,
    "bargaining:sign": LEADING,
    "bargaining:e_sign": LEADING,
    "bargaining:agree_e_sign": LEADING,
    "bargaining:publish": LEADING,
    "bargaining:deposit": LEADING,
    "bargaining:performance": LEADING,
    "bargaining:change": LEADING,
    "bargaining:paper_plan": LEADING,
    "bargaining:contest": LEADING,
    "bargaining:contest_over": LEADING,
    "bargaining:note_change": LEADING,
    "bargaining:unlawful": LEADING,
    **{f"bargaining:{name}": KNOWING for name in ("case", "join", "dates", "calendar", "congress", "delegates")},
    "api:bargaining_case": KNOWING, "api:bargaining_dates": KNOWING, "api:bargaining_room": LEADING,
    "api:propose_clause": LEADING, "api:bargaining_contract": EXAMINING, "api:verify_contract": EXAMINING,
    "POST bargaining:delegates": LEADING,
    "POST bargaining:congress": LEADING,
    "bargaining:new": ("employer",),
    "bargaining:note_offer": ("employer",),
    "bargaining:settle": EXAMINING,
    "bargaining:extend": EXAMINING,
    "bargaining:taken_up": EXAMINING,
    "bargaining:particulars": LEADING,
    "bargaining:verify": EXAMINING,
    "bargaining:filing": EXAMINING,
    "POST bargaining:filing": LEADING,
    "bargaining:receive": EXAMINING,
    "bargaining:examine": EXAMINING,
    "bargaining:package": EXAMINING,
    "bargaining:prints": EXAMINING,
    "bargaining:print": EXAMINING,
    "bargaining:word": EXAMINING,
    "bargaining:contract": OFFICERS,
    "ledger:send_back": ("chair", "bookkeeper", "cashier"),
    "ledger:close_run": ("bookkeeper",),
    "POST ledger:upload": ("bookkeeper", "cashier"),
    "ledger:apply": ("bookkeeper", "cashier"),
    "ledger:drop": ("bookkeeper", "cashier"),
    "POST ledger:card": ("bookkeeper",),
    "ledger:reopen": ("bookkeeper",),
    "POST ledger:repay": ("bookkeeper",),
    "ledger:end_relation": ("chair",),
}  # fmt: skip
#: Of these addresses the samples are the member's own.
HERS = {
    "me:agree_passage", "me:withdraw_passage", "me:object_passage", "api:withdraw_passage",
    "me:read", "me:take_back", "me:confirm_change", "me:decline_change", "join:receipt", "join:withdraw",
}  # fmt: skip
#: Words in addresses that name no row.
WORDS: Mapping[str, object] = {
    "document": "request",
    "act": "withdraw",
    "verb": "release",
    "kind": "retire",
    "name": "404",
    "purpose": "join",
    "field": "name",
    "rest": "nothing/here",
    "paper": "notice",
    "sheet": "tally",
    "step": "close",
    "move": "recount",
}
#: Addresses that are none, whatever is sent there.
NOTHING = {"api:root", "api:unknown"}
#: Whom a page must show to whoever may open it.
SHOWS: Mapping[str, str] = {
    "members:members": "member", "members:member": "member", "members:correct": "member", "members:changes": "member",
    "members:passages": "member", "members:passage": "member", "api:passages": "member",
    "api:passage": "member", "members:begin": "member",
    "members:applications": "applicant", "members:application": "applicant", "members:resolution": "applicant",
    "api:members": "member", "api:search_members": "member", "api:member": "member", "api:applications": "applicant",
    "api:application": "applicant", "api:resolution": "applicant", "founding:queue": "founder",
    "bargaining:room": "talk",
    "founding:case": "founder", "api:found": "founder", "api:founding_case": "founder",
    "aiddesk:held": "member", "aiddesk:contests": "member", "aiddesk:contest": "member",
    "rightsdesk:rights": "member",
    "decisions:body": "delegate", "decisions:door": "delegate", "decisions:attendance": "delegate",
    "decisions:replace": "delegate", "decisions:end": "delegate", "api:congress_body": "delegate",
    "api:congress_roll": "delegate",
    "api:ledger_run": "payee",
    "ledger:run": "payee", "ledger:waiting": "payee", "ledger:order": "payee", "ledger:reply": "payee",
    "ledger:repay": "payee",
}  # fmt: skip

AGREED = {"agree": "on", "agree_identity": "on", "idempotency_key": "m" * 32}
VOTE = {"seats": 5, "present": 5, "yes": 5, "no": 0, "abstained": 0}
FACTS_IN = {"form": "alone", "name": "新厂工会委员会", "has_consent": True}
FACTS = {"founding_form": "alone", "name": "新厂工会委员会", "leadership": "committee", "term_years": 5}
HEADS = {"staff": 30, "women": 10, "intended": 28}
BALLOT = {"body": "committee", "seats": 3, "issued": 9, "returned": 9, "valid": 9, "invalid": 0, "standing": []}
CONGRESS = {
    "held_on": TODAY.isoformat(), "place": "会议室", "kind": "members", "members": 30, "women_members": 3, "due": 30,
    "present": 28, "ballots": [BALLOT],
}  # fmt: skip
LEGAL = {
    "residence": "演示路 1 号", "phone": "0571", "business": "1", "liability": "1", "handler": "周立夏",
    "handler_mobile": "13822220009",
}  # fmt: skip
DELEGATE = {"name": "陶甲", "sex": "女", "department": "仓库"}
STAFF = {"staff": 350, "women": 120}
NEW_BODY = STAFF | {"kind": "congress", "term_number": 9, "begins_on": "2026-01-01", "ends_on": "2030-12-31"}
COUNT = {"issued": 3, "returned": 3, "valid": 3, "void": 0, "yes": 2, "no": 1, "abstain": 0}
KEY = "00000000-0000-4000-8000-00000000000a"
OFFER = {
    "kind": "special.wage", "title": "2026 年工资集体协商", "staff": 350, "women": 120, "topics": "wage.pay_day",
}  # fmt: skip
MEETING = {"number": "矩阵-1", "held_on": TODAY.isoformat()}


def joining(side: Side, name: str) -> dict[str, Any]:
    """What an applicant fills in; the code on its way is hers."""
    return {
        "name": "陈新来", "id_number": id_number(), "mobile": WAITING[name], "code": districts.CODE,
        "kind_of_work": "外卖配送员", "platform": "蓝骑（演示）", "station": "滨江站",
    }  # fmt: skip


#: What is posted: right enough to be done where it may be, so that a refusal is not about the form.
BODIES: Mapping[str, Callable[[Side], Body]] = {
    "front:front": lambda side: {"code": side.poster.join_code},
    "front:scan": lambda _: {},
    "join:join": lambda side: joining(side, INSIDE) | AGREED,
    "join:code": lambda _: {"mobile": "13822220001"},
    "join:withdraw": lambda _: {},
    "me:take_back": lambda _: {},
    "me:confirm_change": lambda _: {},
    "me:decline_change": lambda _: {},
    "me:ask_passage": lambda _: {},
    "me:agree_passage": lambda _: {},
    "me:withdraw_passage": lambda _: {},
    "me:object_passage": lambda _: {"words": "在外地打工"},
    "me:enter": lambda side: {"code": side.poster.join_code},
    "me:office": lambda side: {"office": str(side.named["chair_office"])},
    "me:reveal": lambda _: {},
    "me:withdraw": lambda _: {},
    "me:correct": lambda _: {"after": "周自乐", "why": "改过名"},
    "me:export": lambda _: {"as": "json"},
    "me:read_all": lambda _: {},
    "me:read": lambda _: {},
    "system:act_as": lambda side: {"office": str(side.named["chair_office"])},
    "system:read_notices": lambda _: {},
    "system:demo_clock": lambda _: {"days": "1"},
    "system:open_notice": lambda _: {},
    "system:cancel_task": lambda _: {},
    "system:change_law": lambda _: {},
    "system:enter_calendar": lambda _: {},
    "system:search": lambda _: {"q": "13900001111"},
    "members:members": lambda _: {"text": "13900001111"},
    "members:propose": lambda side: {"pick": str(side.named["application_id"]), "step": "draft"} | MEETING,
    "members:check": lambda _: {},
    "members:clear_finding": lambda _: {"finding": "same_mobile", "note": "打电话问过"},
    "members:refuse": lambda _: {"reason": "identity", "remedy": "请带身份证来"},
    "members:reopen": lambda _: {},
    "members:reveal_applicant": lambda _: {"reason": "对照证件"},
    "members:edit_resolution": lambda _: MEETING,
    "members:print_annex": lambda _: {},
    "members:attach_evidence": lambda _: {"page": districts.signed_page()},
    "members:pass_resolution": lambda _: VOTE,
    "members:cancel_resolution": lambda _: {},
    "members:take_back": lambda _: {},
    "members:export": lambda _: {"filter": "", "whole": "1"},
    "members:reveal": lambda _: {"reason": "对照证件"},
    "members:accept_change": lambda side: {f"{side.named['change_id']}-answer": "看过户口本"},
    "members:refuse_change": lambda side: {f"{side.named['change_id']}-answer": "和证件不符"},
    "members:correct": lambda _: {"field": "kind_of_work", "after": "货车司机", "why": "本人来电，看过证件"},
    "members:take_back_change": lambda _: {},
    "members:passage_do": lambda _: {},
    "members:begin": lambda _: {"note": "看过退休证"},
    "members:layout": lambda _: {"name": "演示", "day": "yyyymmdd", "columns_text": "姓名 | 姓名"},
    "members:drop_layout": lambda _: {},
    "members:took_part": lambda _: {"kind": "dues", "on": TODAY.isoformat()},
    "orgs:edit": lambda _: {"name": "改名工会（演示）", "short_name": "改名工会"},
    "orgs:found": lambda _: {"kind": "enterprise", "name": "新厂工会（演示）", "short_name": "新厂工会"},
    "orgs:dissolve": lambda _: {"reason": "合并"},
    "orgs:switch": lambda _: {"feature": "join.scan", "is_on": "off"},
    "orgs:open_poster": lambda _: {"label": "一号门"},
    "orgs:close_poster": lambda _: {},
    "orgs:renew_poster": lambda _: {},
    "orgs:appoint": lambda _: {},
    "orgs:appoint_newcomer": lambda _: {},
    "orgs:end_office": lambda _: {"reason": "换届"},
    "orgs:hand_over": lambda side: {"person": str(side.people[MEMBER].public_id)},
    "orgs:new_role": lambda _: {"name": "联络员", "duties": "orgs.view"},
    "orgs:edit_role": lambda _: {"name": "联络员", "duties": "orgs.view"},
    "orgs:retire_role": lambda _: {},
    "orgs:keep_filter": lambda _: {"name": "企业的", "params": "kind=enterprise"},
    "orgs:drop_filter": lambda _: {},
    "orgs:archive": lambda _: {},
    "orgs:move": lambda _: {"reason": "搬了", "step": "do"},
    "orgs:merge": lambda _: {"reason": "并了", "step": "do"},
    "orgs:split": lambda _: {"reason": "分了", "step": "do"},
    "orgs:mind": lambda _: {"ends_on": "2026-12-01"},
    "orgs:cover": lambda side: {"org": str(side.union.public_id)},
    "orgs:new_group": lambda _: {"kind": "park", "name": "产业园（演示）"},
    "orgs:join_group": lambda side: {"org": str(side.union.public_id)},
    "orgs:leave_group": lambda side: {"org": str(side.union.public_id)},
    "orgs:close_group": lambda _: {},
    "found:begin": lambda _: {
        "founding_form": "alone",
        "name": "新厂工会委员会",
        "contact_name": "周立夏",
        "mobile": "13822220003",
    },
    "found:code": lambda _: {"mobile": "13822220004"},
    "found:sign_up": lambda _: {"name": "褚白露"},
    "found:sign_up_code": lambda _: {"mobile": "13822220005"},
    "found:facts": lambda _: FACTS,
    "found:employers": lambda _: {"uscc": uscc(), "name": "新厂（演示）", "nature": "enterprise"} | HEADS,
    "found:group": lambda _: {"name": "冯清明"},
    "found:people": lambda _: {"name": "褚白露"},
    "found:candidates": lambda _: {"body": "audit", "name": "陶甲"},
    "found:declare": lambda _: {"chair_ban": "no", "kin_ban": "no"},
    "found:congress": lambda _: {"held_on": TODAY.isoformat()},
    "found:legal": lambda _: {"residence": "演示路 1 号"},
    "found:keep_scan": lambda _: {"document": "request", "page": districts.signed_page()},
    "found:do": lambda _: {},
    "found:edit_employer": lambda _: {"uscc": uscc(), "name": "新厂（演示）", "nature": "enterprise"} | HEADS,
    "found:edit_preparer": lambda _: {"name": "冯清明"},
    "found:edit_candidate": lambda _: {"name": "陶甲"},
    "found:drop_employer": lambda _: {},
    "found:drop_preparer": lambda _: {},
    "found:drop_candidate": lambda _: {},
    "found:drop_intent": lambda _: {},
    "founding:new": lambda _: {
        "founding_form": "alone",
        "name": "新厂工会委员会",
        "contact_name": "周立夏",
        "mobile": "13822220006",
    },
    "founding:approve": lambda _: {"number": "长工组〔2026〕77号"},
    "founding:return": lambda _: {"reason": "papers"},
    "founding:certify": lambda _: {"certificate": "1", "uscc": uscc()},
    "founding:set_target": lambda side: {"org": str(side.union.public_id), "year": 2026, "kind": "all", "number": 3},
    "rosters:upload": lambda side: {"union": str(side.union.public_id), "file": districts.roster_file()},
    "rosters:columns": lambda _: {"header_row": 1, "title": ["姓名", "手机号"], "column": ["name", "mobile"]},
    "rosters:check": lambda _: {},
    "rosters:stop": lambda _: {},
    "rosters:cancel": lambda _: {},
    "rosters:let_in": lambda _: {"all": "1"},
    "rosters:error_sheet": lambda _: {},
    "rosters:land": lambda _: {"resolution": "new", "said": 1} | MEETING | VOTE,
    "rosters:go_on": lambda _: {},
    "rosters:undo": lambda _: {"reason": "发错了"},
    "ledger:new_book": lambda side: {
        "union": str(side.union.public_id),
        "name": "新账（演示）",
        "opened_on": "2026-01-01",
    },
    "ledger:relations": lambda _: {"id_number": id_number(), "word": "子女"},
    "ledger:bank": lambda _: {"bank_name": "演示银行", "holder": "工会", "number": "12345678901"},
    "ledger:close": lambda _: {"through": "2026-05-31"},
    "ledger:new_fund": lambda _: {"name": "新基金（演示）", "purpose": "救急"},
    "ledger:receive": lambda _: {
        "kind": "gift",
        "donor": "义卖",
        "donor_kind": "body",
        "fen": "640",
        "on": TODAY.isoformat(),
    },
    "ledger:pledge": lambda _: {
        "donor": "和畅",
        "kind": "employer",
        "yearly_fen": "100",
        "cap_fen": "500",
        "first_year": "2026",
        "basis": "协议",
    },
    "ledger:budget": lambda _: {"year": "2026", "fen": "100"},
    "ledger:draft": lambda _: {"name": "七月互助金", "most": "10"},
    "ledger:file": lambda _: {"layout": "plain", "format": "csv_utf8", "part": "1"},
    "ledger:upload": lambda _: {"file": districts.signed_page()},
    "ledger:card": lambda _: {"bank_name": "演示银行", "number": "6222000000001234", "holder": "王小满"},
    "ledger:reopen": lambda _: {"same_card": "1"},
    "ledger:repay": lambda _: {"fen": "1", "on": TODAY.isoformat()},
    "ledger:cards": lambda _: {"text": f"王小满,{id_number()},演示银行,6222000000001234"},
    "ledger:keep_cards": lambda _: {"sealed": "x"},
    "api:keep_cards": lambda _: {
        "cards": [{"name": "王小满", "id_number": id_number(), "bank_name": "演示银行", "number": "6222000000001234"}],
        "dry_run": True,
    },
    "money:card": lambda _: {
        "bank_name": "演示银行",
        "number": "6222000000001234",
        "again": "6222000000001234",
        "holder": "她",
    },
    "ledger:send_back": lambda _: {"reason": "再看"},
    "ledger:cancel": lambda _: {"reason": "重做"},
    "ledger:reverse": lambda _: {"reason": "记错了"},
    **{
        f"ledger:{verb}": lambda _: {}  # each takes nothing
        for verb in (
            "propose",
            "review",
            "second",
            "approve",
            "release",
            "leave",
            "close_run",
            "apply",
            "drop",
            "end_relation",
        )
    },
    "decisions:new": lambda side: NEW_BODY | {"union": str(side.union.public_id)},
    "decisions:seats": lambda _: {"staff": 4, "women": 1},
    "decisions:paste": lambda _: {"lines": "陶甲 女 仓库"},
    "decisions:add": lambda _: DELEGATE | {"standing": "observer"},
    "decisions:end_body": lambda _: {},
    "decisions:plan": lambda _: {"day": "2030-06-17", "time": "14:00", "place": "食堂", "chair": "李敏"},
    "decisions:replace": lambda _: DELEGATE | {"reason": "left"},
    "decisions:end": lambda _: {"reason": "left"},
    "decisions:change": lambda _: {"day": "2030-06-17", "time": "14:00", "place": "食堂", "chair": "李敏"},
    "decisions:do": lambda _: {},
    "decisions:cancel": lambda _: {"reason": "停电"},
    "decisions:go_on": lambda _: {"title": "《职工宿舍管理办法（草案）》"},
    "decisions:door": lambda side: {"entry": str(side.named["entry_id"])},
    "decisions:attendance": lambda side: {"came": str(side.named["entry_id"])},
    "decisions:keep_scan": lambda _: {"document": "tally", "page": districts.signed_page()},
    "decisions:put": lambda _: {"title": "《职工宿舍管理办法（草案）》"},
    "decisions:count": lambda _: COUNT,
    "decisions:move": lambda _: {},
    "aid:consent": lambda _: {},
    "aid:leave": lambda _: {},
    "aid:decline": lambda _: {},
    "aid:want": lambda _: {},
    "aid:contest": lambda _: {"reason": "觉得少了"},
    "aid:appeal": lambda _: {"reason": "还是少了"},
    "aid:accept": lambda _: {},
    "aiddesk:refuse_group": lambda side: {
        "findings": "8192",
        "union": str(side.union.public_id),
        "reason": "按方案不发",
        "seen_at": "",
    },
    "aiddesk:decide": lambda _: {"act": "refuse", "reason": "看过原件"},
    "aiddesk:reading": lambda _: {"reading": "1", "amount": "0"},
    "aiddesk:contest": lambda _: {"outcome": "upheld", "answer": "核对过了"},
    "aiddesk:new": lambda side: {"union": str(side.union.public_id), "name": "演示"},
    "aiddesk:do": lambda _: {},
    "aiddesk:fees_came": lambda _: {"payer": "union", "on": TODAY.isoformat()},
    "aiddesk:people": lambda side: {"union": str(side.union.public_id), "payer": "union"},
    "aiddesk:upload": lambda side: {"union": str(side.union.public_id), "file": districts.roster_file()},
    "aiddesk:start": lambda _: {},
    "rightsdesk:tell": lambda _: {},
    "rightsdesk:tell_all": lambda _: {"kind": "declined"},
    "aiddesk:cancel": lambda _: {},
    "aiddesk:stop": lambda _: {},
    "api:aid_files": lambda side: {"union_id": str(side.union.public_id), "file": districts.roster_file()},
    "api:send_aid_records": lambda side: {
        "union_id": str(side.union.public_id),
        "records": [{"setl_id": "M1", "certno": id_number(), "medfee_sumamt": "1.00"}],
    },
    "api:decline_aid": lambda _: {},
    "api:want_aid": lambda _: {},
    "api:contest_aid": lambda _: {"reason": "觉得少了"},
    "api:appeal_aid": lambda _: {"reason": "还是少了"},
    "tables:new": lambda _: {"shape": "", "place": "", "valid_from": "2027-01-01"},
    "tables:rows": lambda _: {"do": "add", "edits": "0"},
    "tables:restore": lambda _: {},
    "tables:next": lambda _: {"valid_from": "2027-01-01"},
    "tables:describe": lambda _: {"valid_from": "2027-01-01"},
    "tables:do": lambda _: {"reason": "不用了"},
    "tables:try": lambda _: {},
    "api:congress_bodies": lambda side: NEW_BODY | {"union_id": str(side.union.public_id)},
    "api:fix_congress_seats": lambda _: {"staff": 4, "women": 1},
    "api:add_congress_delegates": lambda _: {"delegates": [DELEGATE | {"standing": "observer"}]},
    "api:plan_congress_sitting": lambda _: {"held_at": "2030-06-17T06:00:00Z", "place": "食堂", "chair": "李敏"},
    **{
        f"api:{verb}": lambda _: {}  # each takes nothing
        for verb in (
            "seal_congress_roll",
            "open_congress_sitting",
            "end_congress_without_quorum",
            "close_congress_sitting",
            "recount_congress_motion",
            "close_congress_motion",
        )
    },
    "api:check_in_at_congress": lambda side: {"entry_id": str(side.named["entry_id"])},
    "api:cancel_congress_sitting": lambda _: {"reason": "停电"},
    "api:put_congress_motion": lambda _: {"title": "《职工宿舍管理办法（草案）》"},
    "api:count_congress_motion": lambda _: COUNT,
    "api:withdraw_congress_motion": lambda _: {"reason": "改了再提"},
    "bargaining:new": lambda side: OFFER | {"employer": f"employer.{side.spoken['bargaining']['employer_id']}"},
    "bargaining:note_offer": lambda side: (
        OFFER
        | {
            "employer": str(side.spoken["bargaining"]["employer_id"]),
            "at": "2026-06-17T09:00",
            "dated": "2026-06-16",
            "handed_by": "周经理",
            "meet_at": "2030-06-17T09:00",
            "place": "三楼",
            "chief_name": "孙海",
            "chief_heads": "on",
            "photo": districts.signed_page(),
        }
    ),
    "bargaining:offer": lambda _: OFFER,
    "bargaining:drive_new": lambda side: {
        "org": str(side.named["upper_id"]),
        "kind": "special.wage",
        "title": "2026 年工资集体协商",
        "topics": ["wage.pay_day"],
    },
    "bargaining:send": lambda _: {"way": "in_app"},
    "bargaining:delivery": lambda _: {"way": "in_app"},
    "bargaining:prove": lambda _: {"received_by": "孙海", "at": "2026-06-17T09:00", "photo": districts.signed_page()},
    "bargaining:reply": lambda _: {"note": "同意"},
    "bargaining:note_reply": lambda _: {"at": "2026-06-17T09:00", "photo": districts.signed_page()},
    "bargaining:refusal": lambda _: {"reason": "电话里说不协商"},
    "bargaining:refuse_sign": lambda _: {"reason": "不签"},
    **{
        f"bargaining:{name}": lambda _: {"words": "没有按期报送"}
        for name in ("dispute", "breach", "unlawful", "settle", "extend")
    },
    "bargaining:taken_up": lambda _: {"on": "2026-06-17"},
    "bargaining:delegates": lambda _: {"name": "陶甲", "role": "rep", "origin": "elected"},
    "bargaining:paper_list": lambda _: {"name": "陶甲", "role": "rep", "origin": "appointed"},
    "bargaining:strike": lambda _: {"reason": "看错了字"},
    "bargaining:paper_promise": lambda _: {"on": "2026-06-17", "photo": districts.signed_page()},
    "bargaining:paper_minutes": lambda _: {"on": "2026-06-17", "photo": districts.signed_page()},
    "bargaining:paper_talk": lambda _: {"photo": districts.signed_page()},
    "bargaining:paper_proposal": lambda _: {"value": "10", "idempotency_key": KEY, "photo": districts.signed_page()},
    "bargaining:end_delegate": lambda _: {"reason": "调离"},
    "bargaining:chosen": lambda _: {"chosen_on": "2026-06-01"},
    "bargaining:neutral": lambda _: {"name": "陶甲", "mobile": "13822220011"},
    "bargaining:materials": lambda _: {"provided": "资产负债表"},
    "bargaining:say": lambda _: {"words": "同意", "idempotency_key": KEY},
    "bargaining:cite": lambda _: {"title": "物价", "source": "市统计局"},
    "bargaining:propose": lambda _: {"value": "10", "idempotency_key": KEY},
    "bargaining:meetings": lambda _: {"meet_at": "2030-06-17T14:00", "place": "三楼"},
    "bargaining:minutes": lambda _: {"recorder": "陶甲", "title-0": "发薪日", "result-0": "later"},
    "bargaining:sign_minutes": lambda _: {"hash": "0"},
    "api:propose_clause": lambda _: {"key": "8f0b2b3e-0000-4000-8000-000000000001", "value": "10"},
    "api:verify_contract": lambda _: {"file": districts.signed_page()},
    "bargaining:topics": lambda _: {"topics": ["wage.bonus"]},
    "bargaining:suspension": lambda _: {"reason": "核账", "until": "2030-06-17"},
    "bargaining:draft": lambda _: {"starts_on": "2026-08-01", "ends_on": "2027-07-31"},
    "bargaining:adopt": lambda _: {"hash": "0"},
    "bargaining:congress": lambda side: {"sitting": str(side.named["sitting_id"])},
    "bargaining:sign": lambda _: {"on": "2026-06-17", "photo": districts.signed_page()},
    "bargaining:e_sign": lambda _: {"hash": "0"},
    "bargaining:filing": lambda _: {"filed_on": "2026-06-17", "copies": 5},
    "bargaining:receive": lambda _: {"on": "2026-06-17"},
    "bargaining:examine": lambda _: {"on": "2026-06-17"},
    "bargaining:publish": lambda _: {"ways": "app"},
    "bargaining:performance": lambda _: {
        "held_on": "2026-06-17",
        "conclusion": "都做到了",
        "clause-0": "x",
        "done-0": "yes",
    },
    "bargaining:note_change": lambda _: {
        "procedure": "amend",
        "ground": "as_agreed",
        "words": "订单减少",
        "topics": ["wage.pay_day"],
        "at": "2026-06-17T09:00",
        "dated": "2026-06-16",
        "handed_by": "周经理",
        "meet_at": "2030-06-17T09:00",
        "place": "三楼",
        "photo": districts.signed_page(),
        "proof": districts.signed_page(),
    },
    "bargaining:change": lambda _: {
        "procedure": "amend",
        "ground": "as_agreed",
        "words": "订单减少",
        "photo": districts.signed_page(),
    },
    "bargaining:paper_plan": lambda _: {"on": "2026-06-17", "photo": districts.signed_page()},
    "bargaining:contest": lambda _: {"words": "名单和纸上不一样"},
    "bargaining:contest_over": lambda _: {"words": "改好了"},
    "bargaining:paper": lambda _: {"name": "孙海"},
    "bargaining:verify": lambda _: {"photo": districts.signed_page()},
    "bargaining:particulars": lambda _: {"legal_representative": "孙海"},
    **{
        f"bargaining:{verb}": lambda _: {}  # each takes nothing
        for verb in (
            "discard",
            "entrust",
            "drive_send",
            "drive_withdraw",
            "confirm",
            "join",
            "publicise",
            "promise",
            "room",
            "show",
            "item_act",
            "accept",
            "suspension_act",
            "submit",
            "revise",
            "agree_e_sign",
            "contract",
            "deposit",
        )
    },
    "api:founding_code": lambda _: {"mobile": "13822220007"},
    "api:found": lambda side: (
        FACTS_IN | {"upper_id": str(side.named["upper_id"]), "contact_name": "周立夏", "contact_mobile": "13822220008"}
    ),
    "api:found_on_behalf": lambda side: (
        FACTS_IN | {"upper_id": str(side.named["upper_id"]), "contact_name": "周立夏", "contact_mobile": "13822220010"}
    ),
    "api:describe_founding": lambda _: FACTS_IN,
    "api:add_founding_employer": lambda _: {"uscc": uscc(), "name": "新厂（演示）"} | HEADS,
    "api:add_founding_preparer": lambda _: {"name": "冯清明"},
    "api:add_founding_candidate": lambda _: {"body": "audit", "name": "陶甲"},
    "api:founding_employer": lambda _: {"uscc": uscc(), "name": "新厂（演示）"} | HEADS,
    "api:drop_founding_employer": lambda _: {},
    "api:founding_preparer": lambda _: {"name": "冯清明"},
    "api:drop_founding_preparer": lambda _: {},
    "api:founding_candidate": lambda _: {"name": "陶甲"},
    "api:drop_founding_candidate": lambda _: {},
    "api:declare_founding": lambda _: {"answers": {"chair_ban": False, "kin_ban": False}},
    "api:request_founding": lambda _: {},
    "api:recruit_founding": lambda _: {},
    "api:hold_founding_congress": lambda _: CONGRESS,
    "api:report_founding": lambda _: {},
    "api:ask_founding_legal": lambda _: LEGAL,
    "api:activate_founding": lambda _: {},
    "api:withdraw_founding": lambda _: {},
    "api:approve_founding_prep": lambda _: {"number": "长工组〔2026〕78号"},
    "api:approve_founding_result": lambda _: {"number": "长工组〔2026〕79号"},
    "api:return_founding": lambda _: {"reason": "papers", "remedy": "请补"},
    "api:certify_founding": lambda _: {"certificate": "1", "uscc": uscc()},
    "api:founding_targets": lambda side: {
        "org_id": str(side.union.public_id),
        "year": 2026,
        "kind": "all",
        "number": 3,
    },
    "api:send_code": lambda _: {"mobile": "13822220002"},
    "api:apply": lambda side: joining(side, INSIDE) | {"consents": CONSENTED},
    "api:check": lambda _: {},
    "api:search_members": lambda _: {},
    "api:refuse": lambda _: {"reason": "identity"},
    "api:reopen": lambda _: {},
    "api:resolutions": lambda side: {"application_ids": [str(side.named["application_id"])]} | MEETING,
    "api:pass_resolution": lambda _: VOTE,
    "api:cancel": lambda _: {},
    "api:export": lambda _: {},
    "api:my_passages": lambda _: {"kind": "retire"},
    **{
        f"api:{verb}_passage": lambda _: {}  # each takes nothing
        for verb in ("withdraw", "release", "recall", "accept", "confirm")
    },
    "api:note_participation": lambda side: {
        "member_ids": [str(side.named["member_id"])],
        "kind": "dues",
        "on": TODAY.isoformat(),
    },
    "api:refuse_passage": lambda _: {"reason": "not_ours"},
    "api:read_card": lambda side: {"token": str(side.named["token"])},
    "api:groups": lambda side: {
        "keeper_id": str(side.named["upper_id"]),
        "kind": "trade",
        "name": "快递行业（演示）",
        "trade": "G",
    },
    "api:join_group": lambda side: {"org_id": str(side.union.public_id)},
    "api:leave_group": lambda side: {"org_id": str(side.union.public_id)},
    "api:close_group": lambda _: {},
    "api:covers": lambda side: {"employer_id": str(side.union.public_id)},
    "api:uncover": lambda side: {"employer_id": str(side.union.public_id)},
}

#: Every name any page looks for behind the question mark.
ASKED = (
    "q", "text", "cursor", "state", "tab", "union", "org", "person", "at", "id", "before", "subject", "code", "region",
    "area", "finding", "kind_of_work", "ended", "size", "next", "as", "year", "form", "verdict", "after", "sheet",
    "header_row", "corrects", "day", "open", "under", "only", "place", "nature", "group", "kind", "show", "to", "from",
    "closed", "done", "since", "until", "view", "item", "clause", "with", "seen", "n",
    "try", "task", "c0",
)  # fmt: skip
#: What an address needs behind the question mark to show something.
QUERIES: Mapping[str, str] = {
    "system:change_law": "?code=committee.present", "founding:queue": "?tab=running", "api:found": "?tab=running",
    "api:founding_targets": "?year=2026",
}  # fmt: skip


@dataclass(frozen=True)
class Cell:
    """Somebody with a role asks at an address about something inside or outside her district."""

    route: Route
    method: str
    role: str
    where: str

    @property
    def need(self) -> Need:
        """What the address declares for this method."""
        return self.route.doors[self.method]

    def __str__(self) -> str:
        return f"{self.role} {self.method} {self.route.name} {self.where}"


def expected(cell: Cell, duties: frozenset[str]) -> str:
    """Which sort of answer a cell must get: open, sign in, nothing there, forbidden, or done."""
    need, route = cell.need, cell.route
    if need.public:
        return "open"
    if cell.role == ANONYMOUS:
        return "sign in"
    if need.needs and need.needs not in duties:
        return "forbidden" if need.reads in duties else "nothing"
    if need.needs and cell.where == OUTSIDE:
        return "nothing"
    own = OWN.get(f"{cell.method} {route.name}", OWN.get(route.name))
    if own is not None and (cell.role not in own or cell.where == OUTSIDE):
        return "nothing"
    return "done"


def is_right(sort: str, cell: Cell, answer: HttpResponseBase) -> bool:
    """Whether an answer is of that sort."""
    status = answer.status_code
    if sort == "sign in":
        location = answer.headers.get("Location", "")
        return status == 401 if cell.route.is_api else status == 302 and location.startswith("/accounts/login/")
    if sort == "open":
        return status < 500
    if sort == "done":
        return status in ({200, 302} if cell.method == "GET" else {200, 201, 202, 302, 422})
    return status == {"nothing": 404, "forbidden": 403}[sort]


@pytest.fixture
def standing(world: Districts, django_db_blocker: DjangoDbBlocker) -> Iterator[Districts]:
    """The connection leads to the districts for the length of one test."""
    with django_db_blocker.unblock(), districts.connected(world.name):
        yield world


def samples(route: Route, side: Side) -> dict[str, object]:
    """What an address's parameters stand for."""
    spoken = side.spoken.get(route.name.partition(":")[0], {})
    return {**side.named, **WORDS, **spoken, **(side.own if route.name in HERS else {})}


def ask(client: Client, cell: Cell, side: Side) -> HttpResponseBase:
    """The answer to a cell, with the fault that stopped it named after it."""
    url = cell.route.url(samples(cell.route, side)) + QUERIES.get(cell.route.name, "")
    try:
        if cell.method == "GET":
            return client.get(url)
        if cell.route.name in NOTHING:
            return client.generic(cell.method, url)
        body = BODIES[cell.route.name](side)
        has_file = any(isinstance(value, SimpleUploadedFile) for value in body.values())
        if cell.route.is_api and not has_file:
            return client.post(url, body, content_type=JSON, headers={"Idempotency-Key": "matrix-0123456789"})
        return client.post(url, body)
    except Exception as fault:
        fault.add_note(f"in the cell: {cell}")
        raise


def text_of(answer: Any) -> str:
    """What an answer says; the bytes of a file as they are."""
    content = b"".join(answer.streaming_content) if answer.streaming else answer.content
    return str(content.decode(errors="replace"))


def visible(cell: Cell, duties: frozenset[str]) -> set[str]:
    """The marked names that a cell's answer may show."""
    kinds = {
        kind
        for kind, duty in (
            ("member", "members.view"),
            ("applicant", "members.admit"),
            ("founder", "founding.view"),
            ("delegate", "decisions.view"),
            ("payee", "ledger.view"),
        )
        if duty in duties
    }
    # What is said in a room is heard by who sits in it, whatever anybody's duties are.
    heard = {"talk"} if cell.role in LEADING else set()
    return {MARKS[INSIDE][kind] for kind in kinds | heard} if not cell.need.public else set()


def check_all(which: Iterable[Cell], world: Districts) -> None:
    """Cells, those that may leave nothing behind all in one transaction.

    If anything at all was written in it, kept or not, each is asked once more by itself, which tells by whom and what.
    """
    silent: list[Cell] = []
    others: list[Cell] = []
    for cell in which:
        (silent if leaves_nothing(cell, world) else others).append(cell)
    with transaction.atomic():
        for cell in silent:
            check_answer(cell, world)
        has_written = fingerprints.has_written()
        transaction.set_rollback(True)
    for cell in (*silent, *others) if has_written else others:
        check(cell, world)


def check(cell: Cell, world: Districts) -> None:
    """One cell, rolled back afterwards."""
    with transaction.atomic():
        sort, status = check_answer(cell, world)
        check_rows(cell, sort, status, world)
        transaction.set_rollback(True)


def check_answer(cell: Cell, world: Districts) -> tuple[str, int]:
    """The sort of answer a cell must get, and gets, and its status."""
    duties = duties_of(cell, world)
    sort = expected(cell, duties)
    answer = ask(world.client(cell.role), cell, world.sides[cell.where])
    said = text_of(answer)
    assert is_right(sort, cell, answer), f"{cell}: {sort} expected, got {answer.status_code}\n{said[:1000]}"
    check_names(cell, sort, said, duties)
    return sort, answer.status_code


def duties_of(cell: Cell, world: Districts) -> frozenset[str]:
    """What the role may do in the inside district."""
    return world.sides[INSIDE].duties.get(cell.role, frozenset())


def leaves_nothing(cell: Cell, world: Districts) -> bool:
    """Whether not even a look may be written."""
    if expected(cell, duties_of(cell, world)) not in {"done", "open"}:
        return True
    return cell.method == "GET" and cell.route.name not in LOOKS


def check_names(cell: Cell, sort: str, said: str, duties: frozenset[str]) -> None:
    """Nobody's name is shown who should not be seen, and the page shows whom it is about."""
    shown = {name for side in MARKS.values() for name in side.values() if name in said}
    may = visible(cell, duties) if sort == "done" else set()
    assert shown <= may, f"{cell} shows {shown - may}"
    wanted = SHOWS.get(cell.route.name)
    if sort == "done" and cell.method == "GET" and wanted:
        assert MARKS[INSIDE][wanted] in shown, f"{cell} does not show whom it is about"


def check_rows(cell: Cell, sort: str, status: int, world: Districts) -> None:
    """After every GET and every refused POST the database is as it was.

    What the cell before wrote is counted with it, and was taken back: its tables are looked at once more.
    """
    if sort in {"done", "open"} and cell.method == "POST" and (status < 400 or cell.route.name in COUNTED):
        return
    touched = set(fingerprints.touched()) if fingerprints.has_written() else set()
    now = fingerprints.of(touched)
    changed = {name for name in touched if now[name] != world.fingerprint[name]}
    allowed = TRAIL if sort == "done" and cell.route.name in LOOKS else set()
    assert changed <= allowed, f"{cell} ({status}) changed {sorted(changed - allowed)}"


def cells(route: Route) -> Iterator[Cell]:
    """Every cell of an address; one that names nothing is asked from inside only."""
    for role in ROLES:
        for method in route.doors:
            for where in (INSIDE, OUTSIDE) if route.params else (INSIDE,):
                yield Cell(route, method, role, where)


@pytest.mark.parametrize("route", routes(), ids=lambda route: route.name)
def test_every_role_gets_what_the_address_declares(route: Route, standing: Districts) -> None:
    check_all(cells(route), standing)


def test_nothing_opens_before_the_second_factor_is_used(standing: Districts) -> None:
    """An officer whose duties show personal data meets the wall at every address that is not anybody's."""
    walled = [(route, method) for route in routes() for method, need in route.doors.items() if not need.public]
    for route, method in [*walled, *((route, "POST") for route in routes() if route.name == "front:scan")]:
        cell = Cell(route, method, "chair", INSIDE)
        with transaction.atomic():
            answer = ask(standing.half_signed_in(), cell, standing.sides[INSIDE])
            where = answer.headers.get("Location", "")
            met = answer.status_code == 403 if route.is_api else where.startswith("/accounts/2fa/")
            assert met, f"{cell} opened with {answer.status_code} {where}"
            transaction.set_rollback(True)


@pytest.mark.parametrize("route", routes(), ids=lambda route: route.name)
def test_other_methods_are_refused(route: Route, standing: Districts) -> None:
    side = standing.sides[INSIDE]
    url = route.url(samples(route, side))
    for method in {"GET", "POST", "PUT", "DELETE"} - set(route.doors):
        with transaction.atomic():
            answer = standing.client(ANONYMOUS).generic(method, url)
            if method == "GET" and not route.is_api:
                assert_leads_to_a_page_above(answer, url)
            else:
                assert answer.status_code == 405, f"{method} {url}"
            transaction.set_rollback(True)


def assert_leads_to_a_page_above(answer: HttpResponseBase, url: str) -> None:
    """Every address that only takes what a button sends lies below a page, and opened leads there."""
    assert answer.status_code == 302, url
    above = answer.headers["Location"]
    assert url.startswith(above), f"{url} {above}"
    assert len(above) < len(url)
    page: Any = resolve(above).func
    assert "GET" in page.screen.methods, f"{url} {above}"


#: Longer than any number, what no text may hold, what ends a statement.
HOSTILE = ("9" * 5000, "王\x00", "';--🈚")


@pytest.mark.parametrize("route", [route for route in routes() if "GET" in route.doors], ids=lambda route: route.name)
def test_no_question_breaks_a_page(route: Route, standing: Districts) -> None:
    """What a stranger writes behind the question mark is an answer with a sentence, never a fault of ours."""
    url = route.url(samples(route, standing.sides[INSIDE]))
    for role, hostile in (*product(("chair",), HOSTILE), (MEMBER, "".join(HOSTILE))):
        with transaction.atomic():
            answer = standing.client(role).get(url, dict.fromkeys(ASKED, hostile))
            said = text_of(answer)
            assert answer.status_code < 500, f"{role} {url} {said[:1000]}"
            transaction.set_rollback(True)


def test_every_parameter_and_every_post_has_a_sample(standing: Districts) -> None:
    side = standing.sides[INSIDE]
    nameless = [
        f"{route.name}: {param}" for route in routes() for param in route.params if param not in samples(route, side)
    ]
    assert not nameless, f"give districts.py a sample for each of these, inside and outside: {nameless}"
    bodies = {route.name for route in routes() if "POST" in route.doors} - NOTHING
    assert bodies == set(BODIES), f"BODIES and the addresses that take a POST differ: {sorted(bodies ^ set(BODIES))}"


def test_a_look_that_is_none_is_found_among_cells_asked_together(
    standing: Districts, monkeypatch: pytest.MonkeyPatch
) -> None:
    member = next(route for route in routes() if route.name == "members:member")
    asked = [Cell(member, "GET", role, INSIDE) for role in (ANONYMOUS, "chair", MEMBER)]
    check_all(asked, standing)
    monkeypatch.setattr(f"{__name__}.LOOKS", LOOKS - {member.name})
    with pytest.raises(AssertionError, match=r"chair GET members:member inside \(200\) changed \['audit_entry'"):
        check_all(asked, standing)


def test_the_matrix_bites(standing: Districts) -> None:
    """A page that lets in too many, shows too much or writes would be found."""
    members = next(route for route in routes() if route.name == "members:members")
    open_door = Route(members.name, members.pattern, members.params, {"GET": Need(None, None, public=False)})
    with pytest.raises(AssertionError, match="done expected, got 404"):
        check(Cell(open_door, "GET", MEMBER, INSIDE), standing)
    with pytest.raises(AssertionError, match="shows"):
        check_names(Cell(members, "GET", "admin", INSIDE), "done", MARKS[INSIDE]["member"], frozenset())
    with transaction.atomic():
        check_rows(Cell(members, "GET", "chair", INSIDE), "done", 200, standing)
        standing.change_something()
        with pytest.raises(AssertionError, match="changed"):
            check_rows(Cell(members, "GET", "chair", INSIDE), "done", 200, standing)
        transaction.set_rollback(True)
