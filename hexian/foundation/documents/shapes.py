"""What each template needs: the words it prints, already in people's language, dates as «2026年3月18日»."""

# no deferred annotations here: `__required_keys__` must see NotRequired
from typing import NotRequired, TypedDict


class Common(TypedDict):
    """What every print may carry."""

    #: Prints 「演示数据」 across the page.
    demo: NotRequired[bool]
    #: ISO date written into the PDF's metadata; the same data always give the same bytes.
    dated: NotRequired[str]


class PosterData(Common):
    """A poster with a QR code that opens a union's join page."""

    #: "a4" or "a3".
    paper: NotRequired[str]
    union: str
    #: What the QR code opens, from `PUBLIC_URL`.
    qr_url: str
    #: The join code, for those who type.
    code: str
    #: The site people type it on, without «https://».
    site: NotRequired[str]
    #: A promise with a time and a name: 「3 个工作日内，李敏给您答复」.
    promise: NotRequired[str]
    hotline: NotRequired[str]
    #: Who may join, one short line: 「外卖、快递、网约车师傅都能加入，不用单位盖章」.
    welcome: NotRequired[str]
    #: What the form asks besides the five things it asks everybody: 「平台」「站点」.
    also_asked: NotRequired[list[str]]


class Name(TypedDict):
    """One line of a list of names; the ID number already masked."""

    name: str
    id_masked: str
    work: NotRequired[str]
    applied_on: NotRequired[str]


class ResolutionData(Common):
    """A committee's resolution to admit members (委员会会议决议), to be signed and sealed.

    Numbers left out print as blanks, so that the form can be taken to the meeting.
    """

    union: str
    #: 「第一届委员会第 3 次会议」.
    session: str
    number: NotRequired[str]
    held_on: NotRequired[str]
    place: NotRequired[str]
    chair: NotRequired[str]
    recorder: NotRequired[str]
    expected: NotRequired[int]
    present: NotRequired[int]
    agenda: NotRequired[str]
    #: How many of the seats must be present, as the lawbook says it: 「超过 1/2」.
    quorum: NotRequired[str]
    votes_for: NotRequired[int]
    votes_against: NotRequired[int]
    abstentions: NotRequired[int]
    #: 「2026年4月」: members' dues run from this month.
    dues_from: NotRequired[str]
    #: Committee members who sign.
    attendees: NotRequired[list[str]]
    names: list[Name]
    #: What the days beside the names are, «申请日期» unless said.
    names_day: NotRequired[str]
    #: So many names that they stand in volumes of their own: then `names` holds the first few, `total` counts all.
    total: NotRequired[int]
    volumes: NotRequired[int]


class NamesData(Common):
    """One volume of a long list of names (附件: 接纳会员名单): `first` numbers its first line."""

    union: str
    number: str
    held_on: str
    volume: int
    volumes: int
    first: int
    total: int
    names_day: str
    names: list[Name]


class ApplicationData(Common):
    """An application for membership, the member's record card, and her consent on a page of its own."""

    union: str
    upper_union: NotRequired[str]
    name: str
    #: The pledge in the wording of the union constitution in force (it changes with congresses).
    pledge: str
    applied_on: NotRequired[str]
    card_no: NotRequired[str]
    sex: NotRequired[str]
    born_on: NotRequired[str]
    nation: NotRequired[str]
    education: NotRequired[str]
    native_place: NotRequired[str]
    politics: NotRequired[str]
    wage: NotRequired[str]
    employer: NotRequired[str]
    post: NotRequired[str]
    title: NotRequired[str]
    family: NotRequired[str]
    career: NotRequired[str]
    id_masked: NotRequired[str]
    mobile: NotRequired[str]
    household: NotRequired[str]
    skill: NotRequired[str]
    new_form: NotRequired[str]
    resolution: NotRequired[str]
    admitted_on: NotRequired[str]
    remarks: NotRequired[str]
    #: Paragraphs of the consent exactly as she read them, and when she agreed.
    consent: list[str]
    consented_at: NotRequired[str]


class LetterData(Common):
    """An official letter with red head by GB/T 9704—2012."""

    issuer: str
    number: str
    subject: str
    to: str
    #: Paragraphs; those that begin with 「一、」 are set in 黑体, with 「（一）」 in 楷体.
    paragraphs: list[str]
    attachments: NotRequired[list[str]]
    signer: str
    signed_on: str
    note: NotRequired[str]


class MemberCardData(Common):
    """A member's card, 85.6 × 54 mm, two sides."""

    union: str
    name: str
    card_no: str
    member_since: str
    qr_url: str
    hotline: NotRequired[str]


class GroupMember(TypedDict):
    """A line of the preparatory group or of a body elected."""

    name: str
    sex: str
    nation: str
    born: str
    politics: str
    education: str
    post: str
    role: str


class FoundingRequestData(Common):
    """A request to found a union (关于成立工会的请示), with its group on a page of its own."""

    upper: str
    union: str
    #: Who signs; sealed with the employer's or the party organisation's seal 「代章」.
    signer: str
    #: Paragraphs as official letters set them.
    paragraphs: list[str]
    group: list[GroupMember]
    signed_on: str
    contact: str
    attachments: NotRequired[list[str]]


class VoteLine(TypedDict):
    """One who stood: votes, whether elected, as what."""

    name: str
    votes: int
    elected: str
    post: str


class BodyResult(TypedDict):
    """One body's election: ballots, and who stood."""

    title: str
    ballots: str
    lines: list[VoteLine]


class ElectionReportData(Common):
    """The report of an election's result to the upper union, with the votes of each who stood."""

    upper: str
    union: str
    paragraphs: list[str]
    bodies: list[BodyResult]
    signed_on: str


class LegalPersonData(Common):
    """The form for registration of a union as a legal person: label and value in rows of up to three pairs."""

    union: str
    upper: str
    #: Sections with a title, each of rows of (label, value).
    sections: list[dict[str, object]]
    handler: str


class DossierData(Common):
    """Everything known of one body (一企一档): particulars as pairs, then tables of texts."""

    union: str
    kind: str
    facts: list[list[str]]
    #: Each with `title`, `head`, `rows`, and `more`: how many rows stand in the workbook only.
    tables: list[dict[str, object]]
    #: Who made it and when, at the foot of every page.
    printed: str


class RosterLine(TypedDict):
    """A line of the members' roster; the ID number already masked."""

    name: str
    sex: str
    id_masked: str
    born: str
    work: str
    mobile: str
    joined: str
    state: str
    card_no: str
    new_form: str


class RosterData(Common):
    """The members' roster (会员花名册), A4 across, the head of the table on each page."""

    union: str
    title: str
    printed_on: str
    lines: list[RosterLine]
    #: How many members there are by the minutes, where that is more than are listed.
    members: NotRequired[int]


class SittingNoticeData(Common):
    """The notice of a sitting of a workers' congress (会议通知)."""

    union: str
    #: 「和畅电子（演示）有限公司第三届第二次职工代表大会」.
    session: str
    to: str
    paragraphs: list[str]
    signer: str
    signed_on: str


class SignInLine(TypedDict):
    """A line of the sheet people sign at the door."""

    department: str
    name: str
    sex: str
    post: str
    #: 「已到」 where it is known already.
    note: str


class SignInData(Common):
    """The sheet people sign (签到册): delegates with a vote; whoever attends without one on a page of their own."""

    union: str
    session: str
    held_on: str
    place: str
    #: How many are entitled, and how many must be there.
    roll: int
    need: int
    lines: list[SignInLine]
    observers: list[SignInLine]
    #: The first digits of the sealed roll's own check code.
    seal: str


class BallotsData(Common):
    """Ballots of one motion (表决票): so many alike, without number or name, four a page with cut lines."""

    union: str
    session: str
    title: str
    copies: int


class TallyData(Common):
    """The tellers' report (计票报告单); figures left out print as blanks, so that the form can go to the meeting."""

    union: str
    session: str
    title: str
    held_on: str
    #: 「B ≥ A 的 2/3」 and 「F > A 的 1/2」, as the law of the case says it.
    presence: str
    approval: str
    roll: NotRequired[int]
    present: NotRequired[int]
    issued: NotRequired[int]
    returned: NotRequired[int]
    valid: NotRequired[int]
    void: NotRequired[int]
    yes: NotRequired[int]
    no: NotRequired[int]
    abstain: NotRequired[int]
    #: 「66.67%」: yes of those entitled.
    share: NotRequired[str]
    #: 「通过」「未通过」; left out before it is known.
    carried: NotRequired[bool]
    tellers: NotRequired[list[str]]
    counted_at: NotRequired[str]


class CongressResolutionData(Common):
    """What a workers' congress resolved (职代会决议): the meeting and the vote in numbers."""

    union: str
    #: 「和畅电子（演示）有限公司职工代表大会」.
    body: str
    session: str
    title: str
    held_on: str
    place: str
    chair: str
    roll: int
    present: int
    #: 「92.59%」 and 「66.67%」.
    present_share: str
    yes_share: str
    paragraphs: list[str]
    issued: int
    returned: int
    valid: int
    void: int
    yes: int
    no: int
    abstain: int
    carried: bool
    #: The check code of the text voted on, when there is one.
    text_hash: NotRequired[str]
