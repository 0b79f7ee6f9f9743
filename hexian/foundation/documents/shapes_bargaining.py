"""What the prints of collective bargaining need, from the offer to the report on performance.

Every key is optional unless said: what is left out prints as a blank, so that each form can be filled in on paper.
Texts are in people's language and dates already words («2026年3月18日»), except where a key says otherwise.
`side` is always «workers» (职工方) or «employer» (企业方).
"""

# no deferred annotations here: `__required_keys__` must see Required and NotRequired
from typing import NotRequired, Required, TypedDict

from hexian.foundation.documents.shapes import Common


class Delegate(TypedDict):
    """One who bargains for a side."""

    name: str
    sex: NotRequired[str]
    #: Department and post.
    work: NotRequired[str]
    #: 「首席代表」「外聘」 and the like.
    remark: NotRequired[str]


class Choice(TypedDict):
    """A line of a list to tick."""

    text: str
    chosen: NotRequired[bool]


class Material(TypedDict):
    """One paper of a list of materials."""

    name: str
    number: NotRequired[str]
    pages: NotRequired[str]
    #: 「原件」「复印件」「电子文件」.
    form: NotRequired[str]
    #: 「一般」「保密」.
    grade: NotRequired[str]
    #: Day it is to be handed over.
    due: NotRequired[str]
    remark: NotRequired[str]


class OfferData(Common, total=False):
    """An offer to bargain (集体协商要约书), with the receipt to be torn off (浙江集体合同条例 7、8；杭州条例 24)."""

    side: Required[str]
    #: What is bargained over, before 「集体协商要约书」: 「工资」「女职工权益保护」; empty for a general contract.
    subject: str
    #: Which list of the law is printed when no topics are given: general, wage, safety, women.
    topic_list: str
    number: str
    to: str
    sender: str
    purpose: str
    #: Titles and articles: 「《浙江省集体合同条例》第七条」.
    basis: list[str]
    first_at: str
    place: str
    #: The latest day for the first meeting.
    latest: str
    topics: list[Choice]
    workers_count: int
    employer_count: int
    #: What the law in force there says of the numbers, one sentence.
    count_rule: str
    delegates: list[Delegate]
    #: Papers asked of the other side.
    materials: list[str]
    materials_by: str
    #: 「十个工作日」.
    reply_within: str
    reply_due: str
    contact: str
    phone: str
    chief: str
    signed_on: str


class ReplyData(Common, total=False):
    """The answer to an offer (集体协商应约书); it agrees to bargain, for a refusal is not lawful (浙江条例 7)."""

    side: Required[str]
    subject: str
    number: str
    to: str
    sender: str
    offer_number: str
    received_on: str
    #: Whether time and place are taken as offered.
    agrees: bool
    first_at: str
    place: str
    #: Topics added by this side.
    added: list[str]
    #: Other views on the topics offered, one paragraph each.
    opinions: list[str]
    delegates: list[Delegate]
    materials: list[Material]
    contact: str
    phone: str
    chief: str
    signed_on: str


class DeliveryReceiptData(Common, total=False):
    """Proof of delivery (送达回证): direct, left, by post or electronic where that was agreed."""

    issuer: str
    document: str
    copies: str
    receiver: str
    place: str
    #: direct, left, post or electronic.
    method: str
    tracking: str
    #: The agreement electronic delivery rests on.
    agreement: str
    received_at: str
    received_by: str
    proxy: str
    relation: str
    refusal: str
    witness: str
    servers: list[str]
    #: What the system recorded: sent, opened, hash; one line each.
    record: list[str]
    remark: str


class Registered(TypedDict):
    """A line of the register of delegates."""

    side: str
    name: str
    sex: NotRequired[str]
    age: NotRequired[str]
    work: NotRequired[str]
    #: 「工会负责人当然担任」「职代会选举」「民主推举」「选派」「外聘」.
    manner: NotRequired[str]
    chosen_on: NotRequired[str]
    #: Present at the election, and votes for her.
    present: NotRequired[str]
    votes: NotRequired[str]
    chief: NotRequired[bool]
    #: 「女」「残疾」「派遣」 as they apply.
    groups: NotRequired[list[str]]
    #: Number of the letter that asks an outside expert.
    authorised_by: NotRequired[str]
    external: NotRequired[bool]
    phone: NotRequired[str]


class DelegateRegisterData(Common, total=False):
    """The register of delegates of one side or both (协商代表资格登记表), A4 across, any number of rows."""

    employer: str
    subject: str
    term: str
    delegates: list[Registered]
    registered_on: str


class DelegateNoticeData(Common, total=False):
    """Public notice of the workers' delegates (协商代表公示; 杭州条例 18)."""

    employer: str
    union: str
    subject: str
    #: The meeting that elected them: name, day, due, present.
    meeting: str
    held_on: str
    due: str
    present: str
    delegates: list[Registered]
    shown_from: str
    shown_until: str
    receiver: str
    phone: str
    basis: str
    signed_on: str


class DelegateReplacementData(Common, total=False):
    """Word to the other side that a delegate is replaced (协商代表更换通报; 浙江条例 13)."""

    side: Required[str]
    number: str
    to: str
    sender: str
    subject: str
    leaving: str
    left_on: str
    reason: str
    successor: Delegate
    #: How and when the successor was chosen.
    manner: str
    chosen_on: str
    basis: str
    signed_on: str


class Person(TypedDict):
    """A person as letters of authority name her; the ID number as it may be printed."""

    name: str
    id_masked: NotRequired[str]
    post: NotRequired[str]
    phone: NotRequired[str]


class AuthorisationData(Common, total=False):
    """A chief's letter of authority (首席代表授权委托书; 杭州条例 18), with a page for copies of both ID cards."""

    side: Required[str]
    unit: str
    subject: str
    number: str
    principal: Person
    agent: Person
    powers: list[Choice]
    valid_from: str
    valid_until: str
    basis: str
    signed_on: str


class ConfidentialityData(Common, total=False):
    """A delegate's promise to keep business secrets (保密承诺书; 杭州条例 21、48)."""

    to: str
    name: str
    #: 「职工方协商代表」「记录员」「协商指导员」.
    capacity: str
    subject: str
    #: Numbers of the materials the promise covers, from the list of materials.
    materials: list[str]
    until: str
    return_by: str
    basis: str
    #: When and how she agreed in the system; then the signature line says so.
    accepted: str
    signed_on: str


class MeetingNoticeData(Common, total=False):
    """Notice of a bargaining meeting (集体协商会议通知): topics, delegates, papers (浙江条例 16；杭州条例 25)."""

    side: Required[str]
    number: str
    to: str
    sender: str
    subject: str
    nth: int
    at: str
    place: str
    convener: str
    topics: list[str]
    delegates: list[Delegate]
    materials: list[Material]
    #: The day by which this notice must have arrived, and its basis.
    notice_due: str
    basis: str
    contact: str
    phone: str
    signed_on: str


class MinutesItem(TypedDict, total=False):
    """A topic of a meeting: both views, the data they rest on, how it ended."""

    title: str
    employer: str
    workers: str
    data: str
    #: agreed, open or deferred.
    result: str
    note: str


class Seat(TypedDict):
    """One who was there, with what he came as."""

    name: str
    role: NotRequired[str]


class Suspension(TypedDict, total=False):
    """A suspension: how long, how long in all, when and where it goes on."""

    since: str
    until: str
    days: int
    #: With earlier suspensions, and the most that is allowed.
    total_days: int
    limit_days: int
    reason: str
    next_at: str
    next_place: str
    next_topics: list[str]


class MinutesData(Common, total=False):
    """Minutes of a bargaining meeting (集体协商会议记录; 浙江条例 16、17；杭州条例 26、27), every page to be signed."""

    employer: str
    union: str
    subject: str
    nth: int
    number: str
    began_at: str
    ended_at: str
    place: str
    #: Whose chief convened, «workers» or «employer»; the chiefs take turns.
    convener_side: str
    convener: str
    #: Who convened the meeting before.
    last_convener: str
    recorder: str
    recorder_post: str
    employer_present: list[Seat]
    workers_present: list[Seat]
    observers: list[Seat]
    last_time: list[str]
    items: list[MinutesItem]
    agreed: list[str]
    suspension: Suspension
    workers_chief: str
    employer_chief: str
    signed_on: str


class SuspensionData(Common, total=False):
    """Consent to suspend bargaining (中止协商意见书; 浙江条例 17；杭州条例 27)."""

    employer: str
    union: str
    subject: str
    number: str
    suspension: Suspension
    open_topics: list[str]
    #: Which region's rule asks whose consent, one sentence.
    rule: str
    #: The 60 days from the offer run on: their last day.
    complete_by: str
    needs_both: bool
    signed_on: str


class MaterialsListData(Common, total=False):
    """The list of materials handed over, and the receipt for them (资料清单及接收单; 杭州条例 25)."""

    giver: str
    receiver: str
    subject: str
    number: str
    materials: list[Material]
    requested_on: str
    given_on: str
    remark: str


class ESignatureData(Common, total=False):
    """The agreement to use electronic signatures and delivery (电子签名法 3、13、14)."""

    employer: str
    workers: str
    union: str
    subject: str
    number: str
    #: Which papers may be signed so.
    documents: list[str]
    #: How a signature is made and checked, one paragraph each.
    methods: list[str]
    employer_address: str
    workers_address: str
    valid_until: str
    signed_on: str


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
    #: How many copies and who keeps them, below the signatures: 「一式八份，报送五份……」.
    copies: str


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
    scaled: bool
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
    #: Why it is filed after ten days, if it is.
    late_reason: str


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
    rows: list[Changed]
    negotiated_on: str
    congress: Passed
    ends_on: str
    settlement: list[str]
    signed_on: str


class Provision(TypedDict):
    """An article of law and what it says."""

    law: str
    article: str
    says: NotRequired[str]


class UnionOpinionData(Common, total=False):
    """The union's opinion on labour law when an employer refuses, lets pass or does not sign (浙江监督条例 21、22).

    A draft for the union's committee on supervision: nothing goes out before a chair or vice-chair has signed.
    """

    #: refused, overdue, unfinished or sign_refused.
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
    investigated_on: str
    #: Supervisors with the number of their card, at least two.
    investigators: list[str]
    proposed_by: str
    provisions: list[Provision]
    demands: list[str]
    reply_within: str
    contact: str
    phone: str
    address: str
    draft: bool
    signed_on: str


#: Template → the keys it cannot do without.
BARGAINING: dict[str, frozenset[str]] = {
    "bargaining-offer": OfferData.__required_keys__,
    "bargaining-reply": ReplyData.__required_keys__,
    "delivery-receipt": DeliveryReceiptData.__required_keys__,
    "delegate-register": DelegateRegisterData.__required_keys__,
    "delegate-notice": DelegateNoticeData.__required_keys__,
    "delegate-replacement": DelegateReplacementData.__required_keys__,
    "authorisation": AuthorisationData.__required_keys__,
    "confidentiality": ConfidentialityData.__required_keys__,
    "meeting-notice": MeetingNoticeData.__required_keys__,
    "bargaining-minutes": MinutesData.__required_keys__,
    "suspension-agreement": SuspensionData.__required_keys__,
    "materials-list": MaterialsListData.__required_keys__,
    "esignature-agreement": ESignatureData.__required_keys__,
    "collective-contract": ContractData.__required_keys__,
    "contract-comparison": ComparisonData.__required_keys__,
    "filing-register": FilingRegisterData.__required_keys__,
    "filing-statement": FilingStatementData.__required_keys__,
    "examination-opinion": ExaminationData.__required_keys__,
    "publication-notice": PublicationData.__required_keys__,
    "performance-report": PerformanceData.__required_keys__,
    "amendment-agreement": AmendmentData.__required_keys__,
    "union-opinion": UnionOpinionData.__required_keys__,
}
