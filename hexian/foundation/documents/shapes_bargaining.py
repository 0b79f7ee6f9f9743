"""What the prints of collective bargaining need, from the offer to the last meeting; `shapes_contract` has the rest.

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
    #: What this side asks the other for in its turn.
    asked: list[str]
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
    #: The most outside experts as the law in force there says: 「三分之一」.
    external_limit: str
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
    #: How a chief confirmed the minutes in the program, one line each; signature lines stay for pen and paper.
    confirmed: list[str]
    remarks: str
    #: By whom it was signed in the program; on paper one signs with a pen.
    employer_signed: str
    workers_signed: str
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
}
