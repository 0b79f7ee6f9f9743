"""What the prints of a collective contract need: its text, its filing, its publication, its performance, its end.

Keys are optional and texts in people's language, as in `shapes_bargaining`.
"""

# no deferred annotations here: `__required_keys__` must see Required and NotRequired
from typing import NotRequired, Required, TypedDict

from hexian.foundation.documents.shapes import Common
from hexian.foundation.documents.shapes_bargaining import Choice


class Column(TypedDict):
    """A column of an annexed table."""

    title: str
    #: text, number, yuan (whole fen), percent (basis points) or date (ISO).
    kind: NotRequired[str]
    #: Share of the width, 1 unless said.
    width: NotRequired[float]
    #: For yuan: the sum in capitals stands below the figure.
    capitals: NotRequired[bool]


class Annex(TypedDict):
    """A table annexed to a contract; `rows` hold a value of the column's kind for each column, or None."""

    title: str
    #: 「元／月，税前」.
    unit: NotRequired[str]
    note: NotRequired[str]
    columns: list[Column]
    rows: list[list[str | int | float | None]]


class Article(TypedDict):
    """An article: its heading (optional), its paragraphs, and items numbered （一）（二）."""

    title: NotRequired[str]
    text: str
    items: NotRequired[list[str]]
    #: Paragraphs after the items.
    more: NotRequired[list[str]]


class Chapter(TypedDict):
    """A chapter with its articles; both are numbered when printed."""

    title: str
    articles: list[Article]


class Chief(TypedDict, total=False):
    """A chief delegate."""

    name: str
    post: str


class Passed(TypedDict, total=False):
    """How the congress passed a draft."""

    held_on: str
    due: int
    present: int
    votes_for: int


class ContractData(Common, total=False):
    """A collective contract, general or special: cover, parties, chapters, annexes, page for signatures and seals."""

    #: general, wage, safety, women or grade.
    kind: Required[str]
    #: Unless the kind's own: 「工资专项集体合同」.
    title: str
    number: str
    #: 「第三稿」.
    version: str
    #: Prints 「草案」 across every page.
    draft: bool
    employer: str
    uscc: str
    address: str
    ownership: str
    legal_representative: str
    staff: int
    union: str
    union_chair: str
    employer_chief: Chief
    workers_chief: Chief
    employer_count: int
    workers_count: int
    term_from: str
    term_until: str
    signed_on: str
    #: Paragraphs before the first chapter; a plain one stands there when none are given.
    preamble: list[str]
    chapters: Required[list[Chapter]]
    annexes: list[Annex]
    congress: Passed
    #: By side, «已电子签名：…» where a chief signed so; for a pen the line stays empty.
    signatures: dict[str, str]
    #: By side, the day of such a signature; for a pen it stays to be written.
    signed_days: dict[str, str]
    #: Room kept for what signatures with certificates show (`sealing.RESERVED`), instead of lines for pens.
    reserved: bool
    #: How many copies and who keeps them, below the signatures: 「一式八份，报送五份……」.
    copies: str


class SignatureStampData(Common, total=False):
    """What a signature with a certificate shows where it stands: who, when, by which means; lines, the first large."""

    lines: Required[list[str]]


class Segment(TypedDict):
    """A piece of a text in a comparison: `mark` is same, gone or new."""

    text: str
    mark: str


class Compared(TypedDict):
    """A clause in both versions, from `documents.compared`."""

    clause: str
    former: list[Segment]
    new: list[Segment]


class ComparisonData(Common, total=False):
    """Two versions of a contract side by side (条款对照表), deletions struck, insertions underlined."""

    title: str
    employer: str
    former_version: str
    new_version: str
    rows: list[Compared]
    printed_on: str


class FilingRegisterData(Common, total=False):
    """The form that goes with a contract to the labour authority (报送登记表; 浙江条例 34), with its receipt."""

    authority: str
    number: str
    employer: str
    uscc: str
    ownership: str
    address: str
    #: None while nobody said: both boxes stay empty.
    scaled: bool | None
    staff: str
    contract: str
    #: 「综合」「工资专项」「劳动安全卫生专项」「女职工专项」「能级工资专项」「行业性」「区域性」.
    kinds: list[Choice]
    term: str
    employer_chief: str
    employer_phone: str
    workers_chief: str
    workers_phone: str
    employer_count: str
    workers_count: str
    offered_on: str
    replied_on: str
    meetings: str
    congress: Passed
    signed_on: str
    filed_on: str
    copies: str
    handler: str
    handler_phone: str
    #: Why it is filed late, if it is.
    late_reason: str
    #: 「十五日」: within so long the authority may object.
    objection_within: str


class Enclosure(TypedDict):
    """A paper that goes with a filing."""

    name: str
    copies: NotRequired[str]


class WageFacts(TypedDict, total=False):
    """What a statement on a wage contract tells besides."""

    system: str
    average_last_year: str
    increase: str
    increase_front_line: str
    people: str


class FilingStatementData(Common, total=False):
    """The statement on how a contract came about (集体合同报送说明), with the list of enclosures."""

    authority: str
    employer: str
    contract: str
    #: Paragraphs per part; a part left out leaves lines to write on.
    delegates: list[str]
    process: list[str]
    substance: list[str]
    former: list[str]
    congress: list[str]
    wages: WageFacts
    #: How many copies of the contract go along, in the list of enclosures that stands there when none is given.
    contract_copies: str
    enclosures: list[Enclosure]
    contact: str
    phone: str
    signed_on: str


class Objection(TypedDict):
    """A clause the authority objects to, the law it cites, and what it asks."""

    clause: str
    basis: str
    demand: str


class ExaminationData(Common, total=False):
    """The authority's opinion on a contract (集体合同审查意见书; 集体合同规定 44、45)."""

    authority: str
    number: str
    employer: str
    employer_address: str
    workers: str
    workers_address: str
    contract: str
    received_on: str
    received_number: str
    #: What was found of the parties, the procedure and the content.
    parties_found: str
    procedure_found: str
    content_found: str
    #: lawful or objected.
    result: str
    objections: list[Objection]
    effective_on: str
    decided_on: str


class PublicationData(Common, total=False):
    """The notice that a contract is in force (生效公告; 浙江条例 35；杭州条例 41)."""

    contract: str
    employer: str
    union: str
    passed_on: str
    signed_on: str
    received_on: str
    effective_on: str
    #: Why that day: 「收到文本之日起十五日内未提出异议」 or the number of the opinion.
    effective_why: str
    term_from: str
    term_until: str
    #: Of an early end: from which day the contract it ends binds no more.
    ends_on: str
    scope: str
    #: A few main points, one line each.
    points: list[str]
    #: The page with the whole text, as QR code and in letters.
    qr_url: str
    contact: str
    phone: str
    published_on: str


class Performed(TypedDict, total=False):
    """A clause in a report: what was agreed, what was done, and what not."""

    clause: str
    agreed: str
    done: str
    rate: str
    reason: str
    due: str


class PerformanceData(Common, total=False):
    """The yearly report on a contract's performance to the congress (履约情况报告; 浙江条例 37；杭州条例 42)."""

    contract: str
    employer: str
    union: str
    period: str
    rows: list[Performed]
    wages: str
    payment: str
    complaints: str
    inspections: list[str]
    conclusion: str
    congress: Passed
    signed_on: str


class Changed(TypedDict, total=False):
    """A clause in its former and new wording."""

    clause: str
    former: str
    new: str
    in_force: str


class AmendmentData(Common, total=False):
    """An agreement to amend or end a contract (变更／解除协议; 浙江条例 31–34；杭州条例 37–40)."""

    #: amend or end.
    action: Required[str]
    contract: str
    contract_number: str
    number: str
    employer: str
    union: str
    signed_before: str
    effective_before: str
    #: Which of the five cases, 1–5 as the law lists them.
    ground: int
    proofs: list[str]
    #: Why, in the words of whoever asked for it (浙江集体合同条例 32).
    reason: str
    rows: list[Changed]
    negotiated_on: str
    congress: Passed
    ends_on: str
    settlement: list[str]
    #: 「十日」 for a change, 「五个工作日」 for an end, and within how long the authority may object.
    filing_within: str
    objection_within: str
    signed_on: str
    #: As of a contract: by side how and when it was signed electronically, or room kept for it.
    signatures: dict[str, str]
    signed_days: dict[str, str]
    reserved: bool


class Provision(TypedDict):
    """An article of law and what it says."""

    law: str
    article: str
    says: NotRequired[str]


class UnionOpinionData(Common, total=False):
    """The union's opinion on labour law when an employer refuses, lets pass or does not sign (浙江监督条例 21、22).

    A draft for the union's committee on supervision: nothing goes out before a chair or vice-chair has signed.
    """

    #: refused, overdue, unfinished or sign_refused; other leaves the facts to the pen.
    ground: Required[str]
    #: 「工会劳动法律监督意见书」 unless the law cited calls it otherwise (浙江集体合同条例 41「整改意见书」).
    title: str
    issuer: str
    number: str
    to: str
    uscc: str
    subject: str
    #: Whose offer it was, if not the issuer's.
    offerer: str
    offer_number: str
    sent_on: str
    received_on: str
    due_on: str
    passed_on: str
    asked_to_sign_on: str
    #: Paragraphs instead of those the ground brings along.
    facts: list[str]
    #: Why, in the words of the employer's side or as it was heard; beside the ground's own paragraph.
    reason_given: str
    investigated_on: str
    #: Supervisors with the number of their card, at least two.
    investigators: list[str]
    proposed_by: str
    provisions: list[Provision]
    demands: list[str]
    #: 「十五个工作日」.
    reply_within: str
    contact: str
    phone: str
    address: str
    draft: bool
    signed_on: str


#: Template → the keys it cannot do without.
CONTRACTS: dict[str, frozenset[str]] = {
    "collective-contract": ContractData.__required_keys__,
    "signature-stamp": SignatureStampData.__required_keys__,
    "contract-comparison": ComparisonData.__required_keys__,
    "filing-register": FilingRegisterData.__required_keys__,
    "filing-statement": FilingStatementData.__required_keys__,
    "examination-opinion": ExaminationData.__required_keys__,
    "publication-notice": PublicationData.__required_keys__,
    "performance-report": PerformanceData.__required_keys__,
    "amendment-agreement": AmendmentData.__required_keys__,
    "union-opinion": UnionOpinionData.__required_keys__,
}
