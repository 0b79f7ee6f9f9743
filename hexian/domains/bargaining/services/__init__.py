"""One function per verb: offer, answer, seat delegates, meet, propose, draft, vote, sign, file, publish."""

from hexian.domains.bargaining.services.choosing import Plan
from hexian.domains.bargaining.services.drafting import adopt, note_adoption, set_term
from hexian.domains.bargaining.services.driving import (
    entrust,
    start_drive,
    start_sending,
    start_withdrawing,
    take_back,
)
from hexian.domains.bargaining.services.filing import (
    SILENT,
    Opinion,
    Package,
    adopt_revision,
    answer_objection,
    examine,
    fall_silent,
    file,
    note_revision,
    receive_filing,
)
from hexian.domains.bargaining.services.handling import end_handlers
from hexian.domains.bargaining.services.listing import name_from_paper, strike_from_paper
from hexian.domains.bargaining.services.meeting_up import (
    MAY_MEET,
    Break,
    Inked,
    Line,
    Record,
    call_meeting,
    consent_to_suspend,
    decline_to_suspend,
    give_materials,
    keep_minutes,
    note_materials,
    note_minutes_signed,
    resume,
    sign_minutes,
    suspend,
    waive_materials,
)
from hexian.domains.bargaining.services.noting import Consents, note_consents, note_promises, note_proposal
from hexian.domains.bargaining.services.offering import (
    Answer,
    PaperAnswer,
    Receipt,
    Sending,
    confirm,
    deliver_again,
    lapse,
    note_reply,
    open_link,
    prove,
    refuse,
    reply,
    send_offer,
)
from hexian.domains.bargaining.services.opening import Change, Facts, discard, edit_offer, open_case, take_part
from hexian.domains.bargaining.services.particulars import keep_particulars, particulars_of
from hexian.domains.bargaining.services.performing import (
    EXTEND,
    TAKE_UP,
    Kept,
    ask_coordination,
    change_contracts,
    claim_breach,
    end_terms,
    extend_coordination,
    find_unlawful,
    open_windows,
    report,
    run_clocks,
    settle,
    take_up_coordination,
)
from hexian.domains.bargaining.services.publishing import deposit, mark_read, publish
from hexian.domains.bargaining.services.receiving import PaperOffer, chief_of, note_offer
from hexian.domains.bargaining.services.reminding import remind
from hexian.domains.bargaining.services.scans import keep_paper
from hexian.domains.bargaining.services.seating import (
    Seat,
    appoint_recorder,
    assign_guide,
    dismiss_guide,
    end_delegate,
    led_no_longer,
    name_delegate,
    note_choosing,
    promise,
    publicise,
)
from hexian.domains.bargaining.services.signing import Pen, agree_to_e_sign, refuse_to_sign, sign
from hexian.domains.bargaining.services.standing_in import (
    contest,
    end_contest,
    note_deposit,
    note_publicity,
    note_revision_plan,
)
from hexian.domains.bargaining.services.talking import (
    OPEN_AGENDA,
    SPEAKING,
    Fact,
    accept,
    add_topics,
    cite,
    open_room,
    propose,
    reopen,
    say,
    set_aside,
    show,
)
from hexian.domains.bargaining.services.voting import SUBJECT, Vote, decided, put_to_vote, revise, submit, take_result
from hexian.domains.decisions import services as decisions

decisions.follow(SUBJECT, decided)

__all__ = [
    "EXTEND", "MAY_MEET", "OPEN_AGENDA", "SILENT", "SPEAKING", "SUBJECT", "TAKE_UP", "Answer", "Break", "Change",
    "Consents", "Fact", "Facts", "Inked", "Kept", "Line", "Opinion", "Package", "PaperAnswer", "PaperOffer", "Pen",
    "Plan", "Receipt", "Record", "Seat",
    "Sending", "Vote", "accept", "add_topics", "adopt",
    "adopt_revision",
    "agree_to_e_sign", "answer_objection", "appoint_recorder", "ask_coordination", "assign_guide", "call_meeting",
    "change_contracts", "chief_of", "cite", "claim_breach",
    "confirm", "consent_to_suspend", "contest", "decline_to_suspend", "deliver_again",
    "deposit", "discard", "dismiss_guide", "edit_offer", "end_contest", "end_delegate", "end_handlers", "end_terms",
    "entrust", "examine",
    "extend_coordination", "fall_silent", "file", "find_unlawful", "give_materials", "keep_minutes", "keep_paper",
    "keep_particulars", "lapse", "led_no_longer", "mark_read", "name_delegate", "name_from_paper", "note_adoption",
    "note_choosing",
    "note_consents", "note_deposit", "note_materials", "note_minutes_signed", "note_offer",
    "note_promises", "note_proposal", "note_publicity", "note_reply", "note_revision", "note_revision_plan",
    "open_case", "open_link",
    "open_room", "open_windows", "particulars_of",
    "promise", "propose", "prove", "publicise", "publish", "put_to_vote", "receive_filing", "refuse",
    "refuse_to_sign", "remind", "reopen", "reply", "report", "resume", "revise", "run_clocks", "say", "send_offer",
    "set_aside", "set_term", "settle", "show", "sign", "sign_minutes", "start_drive", "start_sending",
    "start_withdrawing", "strike_from_paper", "submit", "suspend", "take_back", "take_part", "take_result",
    "take_up_coordination", "waive_materials",
]  # fmt: skip
