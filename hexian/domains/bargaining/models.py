"""A bargaining from the offer to the published contract: parties, agenda, proposals, talk, drafts, signatures, filing.

A case and its delegates' names are seen by the unions above; what is said and proposed, only by whoever takes part
(`bargaining_side`), and what a side says to itself only by that side (杭州 21、48).
"""

from __future__ import annotations

from uuid import uuid4

from django.db import models
from django.db.models import CheckConstraint, Q, UniqueConstraint

from hexian.domains.bargaining.rules import contracts, delegates, meeting, states
from hexian.foundation.access import CodeField

_ENDED = sorted(str(state) for state in states.ENDED)
_SIDES = list(states.Side)


class Case(models.Model):
    """One bargaining between a union (or workers without one) and an employer, and the contract it leads to."""

    public_id = models.UUIDField(default=uuid4, unique=True, editable=False)
    # Who speaks for the workers: their union, or the union above that guides those who have none.
    union = models.ForeignKey("orgs.Organisation", on_delete=models.PROTECT, related_name="+")
    code = CodeField()
    employer = models.ForeignKey("orgs.Organisation", on_delete=models.PROTECT, related_name="+")
    employer_code = CodeField()
    has_union = models.BooleanField(default=True)
    region = models.TextField(db_collation="C")  # the employer's division: whose law applies
    contract = models.TextField(default=contracts.ContractType.SPECIAL)
    special = models.TextField(default="", blank=True)
    procedure = models.TextField(default=contracts.Procedure.CONCLUDE)
    title = models.TextField()
    offered_by = models.TextField()
    ground = models.TextField(default="", blank=True)  # of a change or an early end
    ground_words = models.TextField(default="", blank=True)  # 说明理由 (浙江 32)
    ground_papers = models.JSONField(default=list)  # 证明材料: ids of files kept with the former contract
    former = models.ForeignKey("self", on_delete=models.PROTECT, related_name="later", null=True)
    # Figures of law as they were when the case began; later changes of the lawbook do not touch it.
    params = models.JSONField(default=dict)
    staff = models.IntegerField(default=0)
    women = models.IntegerField(null=True)
    disabled = models.IntegerField(null=True)
    dispatched = models.IntegerField(null=True)
    is_scaled = models.BooleanField(null=True)  # 规上; null while nobody said
    proposers = models.IntegerField(null=True)  # workers who asked for it, where a region lets them
    # The offer and its answer
    meet_at = models.DateTimeField(null=True)
    place = models.TextField(default="", blank=True)
    wanted_each = models.IntegerField(null=True)  # delegates a side proposes each should have
    materials = models.JSONField(default=list)  # what the other side is asked to provide
    contact = models.TextField(default="", blank=True)
    number = models.TextField(default="", blank=True)
    offered_on = models.DateField(null=True)  # of a draft: the day it went on paper before anybody entered it
    received_at = models.DateTimeField(null=True)
    reply = models.JSONField(default=dict)
    replied_at = models.DateTimeField(null=True)
    # Which side has given what it was asked for, and when; «waived» where the other goes on without it.
    materials_given = models.JSONField(default=dict)
    refusal = models.TextField(default="", blank=True)
    # The table
    state = models.TextField(default=states.State.INIT)
    branch_from = models.TextField(default="", blank=True)
    publicised_from = models.DateField(null=True)
    publicised_until = models.DateField(null=True)
    womens_content = models.TextField(default="", blank=True)
    # The contract
    starts_on = models.DateField(null=True)
    ends_on = models.DateField(null=True)
    passed_on = models.DateField(null=True)
    passed_roll = models.IntegerField(null=True)  # 应到
    passed_present = models.IntegerField(null=True)  # 实到
    passed_yes = models.IntegerField(null=True)  # 同意
    passed_hash = models.TextField(default="", blank=True, db_collation="C")
    signed_on = models.DateField(null=True)
    effective_at = models.DateTimeField(null=True)
    published_at = models.DateTimeField(null=True)
    deposited_at = models.DateTimeField(null=True)
    ended_on = models.DateField(null=True)
    examiner = models.ForeignKey("orgs.Organisation", on_delete=models.PROTECT, related_name="+", null=True)
    examiner_code = CodeField(default="")
    due_at = models.DateTimeField(null=True)
    reminded_at = models.DateTimeField(null=True)
    version = models.IntegerField(default=1)  # what a form was drawn from
    is_demo = models.BooleanField(default=False)
    created_at = models.DateTimeField()
    moved_at = models.DateTimeField()

    class Meta:
        db_table = "bargaining_case"
        constraints = [
            CheckConstraint(condition=Q(state__in=list(states.State)), name="bargaining_state_is_known"),
            CheckConstraint(condition=Q(offered_by__in=_SIDES), name="bargaining_a_side_makes_the_offer"),
            CheckConstraint(
                condition=Q(contract__in=list(contracts.ContractType)), name="bargaining_contract_type_is_known"
            ),
            CheckConstraint(condition=Q(special__in=["", *contracts.Special]), name="bargaining_special_is_known"),
            CheckConstraint(condition=Q(procedure__in=list(contracts.Procedure)), name="bargaining_procedure_is_known"),
            CheckConstraint(
                condition=~Q(state__in=sorted(states.BRANCHES)) | ~Q(branch_from=""),
                name="bargaining_a_branch_knows_where_it_came_from",
            ),
            CheckConstraint(
                condition=Q(state=states.State.INIT) | Q(offered_on__isnull=False),
                name="bargaining_what_was_sent_has_its_day",
            ),
            CheckConstraint(
                condition=Q(ends_on__isnull=True) | Q(starts_on__lt=models.F("ends_on")),
                name="bargaining_a_contract_ends_after_it_begins",
            ),
        ]
        indexes = [
            models.Index(fields=["code", "-id"], name="bargaining_case_by_union"),
            models.Index(fields=["employer_code", "-id"], name="bargaining_case_by_employer"),
            models.Index(
                fields=["examiner_code", "-id"], condition=~Q(examiner_code=""), name="bargaining_case_to_examine"
            ),
            models.Index(fields=["due_at"], condition=~Q(state__in=_ENDED), name="bargaining_case_by_due"),
            models.Index(fields=["ends_on"], condition=Q(state="monitoring"), name="bargaining_case_by_end"),
        ]

    def __str__(self) -> str:
        return self.title


class Room(models.Model):
    """How often what both sides share has changed: what a page asks for every three seconds, and nothing else."""

    case = models.OneToOneField(Case, on_delete=models.CASCADE, primary_key=True, related_name="room")
    version = models.BigIntegerField(default=0)

    class Meta:
        db_table = "bargaining_room"

    def __str__(self) -> str:
        return str(self.version)


class SideRoom(models.Model):
    """How often what one side keeps to itself has changed: the other does not even learn that something was said."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="side_rooms", db_index=False)
    side = models.TextField()
    version = models.BigIntegerField(default=0)

    class Meta:
        db_table = "bargaining_side_room"
        constraints = [UniqueConstraint(fields=["case", "side"], name="bargaining_one_room_a_side")]

    def __str__(self) -> str:
        return f"{self.side} {self.version}"


class Particulars(models.Model):
    """What papers say besides and nothing else asks for: the head of the firm, office telephones, how it was kept."""

    case = models.OneToOneField(Case, on_delete=models.CASCADE, primary_key=True, related_name="particulars")
    known = models.JSONField(default=dict)

    class Meta:
        db_table = "bargaining_particulars"

    def __str__(self) -> str:
        return ", ".join(sorted(self.known))


class Participant(models.Model):
    """Somebody with a part in a case: a chief, a delegate, the recorder, a guide, who handles papers for a side."""

    public_id = models.UUIDField(default=uuid4, unique=True, editable=False)
    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="participants")
    side = models.TextField(default="", blank=True)  # none for recorder and guide
    role = models.TextField()
    person = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="+", null=True)
    name = models.TextField()
    sex = models.TextField(default="", blank=True)
    post = models.TextField(default="", blank=True)
    origin = models.TextField(default="", blank=True)
    chosen_on = models.DateField(null=True)
    votes = models.IntegerField(null=True)
    voters = models.IntegerField(null=True)
    heads = models.BooleanField(default=False)
    is_outside = models.BooleanField(default=False)
    is_disabled = models.BooleanField(default=False)
    is_dispatched = models.BooleanField(default=False)
    mandate = models.TextField(default="", blank=True)  # number or words of a written authorisation
    paper = models.UUIDField(null=True)  # the page she was named from, where her side answered on paper
    namesake = models.BooleanField(default=False)  # somebody of her name has a part too, and is not she: asked and said
    promised_at = models.DateTimeField(null=True)  # 保密承诺
    promise_paper = models.UUIDField(null=True)  # the page she signed, where she promised with a pen
    since = models.DateField()
    until = models.DateField(null=True)
    end_reason = models.TextField(default="", blank=True)
    replaces = models.ForeignKey("self", on_delete=models.SET_NULL, related_name="+", null=True)

    class Meta:
        db_table = "bargaining_participant"
        constraints = [
            CheckConstraint(condition=Q(side__in=["", *_SIDES]), name="bargaining_participant_side_is_known"),
            CheckConstraint(condition=Q(role__in=list(delegates.Role)), name="bargaining_participant_role_is_known"),
            UniqueConstraint(
                fields=["case", "side"],
                condition=Q(role=delegates.Role.CHIEF, until__isnull=True),
                name="bargaining_one_chief_each_side",
            ),
            UniqueConstraint(
                fields=["case", "person"],
                condition=Q(until__isnull=True, person__isnull=False)
                & Q(role__in=[delegates.Role.CHIEF, delegates.Role.REP]),
                name="bargaining_nobody_sits_twice",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} ({self.role})"


class Item(models.Model):
    """A topic of the agenda: a clause of the codebook."""

    public_id = models.UUIDField(default=uuid4, unique=True, editable=False)
    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="items")
    number = models.IntegerField()
    clause = models.TextField(db_collation="C")
    title = models.TextField()
    asked_by = models.TextField()
    agreed = models.ForeignKey("Proposal", on_delete=models.PROTECT, related_name="+", null=True)
    agreed_at = models.DateTimeField(null=True)
    agreed_paper = models.UUIDField(null=True)  # the page by which a side without anybody in the program agreed
    # A locked clause opens again when both sides want it.
    reopen_asked_by = models.TextField(default="", blank=True)
    set_aside = models.BooleanField(default=False)

    class Meta:
        db_table = "bargaining_item"
        constraints = [
            UniqueConstraint(fields=["case", "number"], name="bargaining_items_are_numbered"),
            UniqueConstraint(fields=["case", "clause"], name="bargaining_each_clause_once"),
            CheckConstraint(condition=Q(asked_by__in=_SIDES), name="bargaining_item_side_is_known"),
            CheckConstraint(condition=Q(reopen_asked_by__in=["", *_SIDES]), name="bargaining_reopening_side_is_known"),
        ]

    def __str__(self) -> str:
        return self.title


class Proposal(models.Model):
    """A version of a clause signed by a side; never edited, the next one stands beside it."""

    public_id = models.UUIDField(default=uuid4, unique=True, editable=False)
    # What cannot be deleted is never swept along, not even by a statement that finds none: the trigger refuses it.
    item = models.ForeignKey(Item, on_delete=models.PROTECT, related_name="proposals")
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="+")
    side = models.TextField()
    number = models.IntegerField()
    value = models.JSONField()
    words = models.TextField()
    note = models.TextField(default="", blank=True)
    by = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="+", null=True)
    by_name = models.TextField()
    # What the sender's device made up: a line that breaks and tries again brings one proposal.
    key = models.UUIDField()
    paper = models.UUIDField(null=True)  # the page it was read from, of a side without anybody in the program
    at = models.DateTimeField()

    class Meta:
        db_table = "bargaining_proposal"
        constraints = [
            UniqueConstraint(fields=["item", "side", "number"], name="bargaining_proposals_are_numbered"),
            UniqueConstraint(fields=["case", "key"], name="bargaining_a_proposal_comes_once"),
            CheckConstraint(condition=Q(side__in=_SIDES), name="bargaining_proposal_side_is_known"),
        ]

    def __str__(self) -> str:
        return f"{self.side} {self.number}"


class Talk(models.Model):
    """Something said in the room, or within a side."""

    public_id = models.UUIDField(default=uuid4, unique=True, editable=False)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="talk")
    item = models.ForeignKey(Item, on_delete=models.PROTECT, related_name="+", null=True)
    channel = models.TextField()
    side = models.TextField(default="", blank=True)  # of who spoke; none for a guide
    words = models.TextField()
    by = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="+", null=True)
    by_name = models.TextField()
    by_role = models.TextField()
    key = models.UUIDField()
    at = models.DateTimeField()

    class Meta:
        db_table = "bargaining_talk"
        constraints = [
            CheckConstraint(condition=Q(channel__in=list(meeting.Channel)), name="bargaining_channel_is_known"),
            UniqueConstraint(fields=["case", "key"], name="bargaining_a_word_comes_once"),
        ]
        indexes = [models.Index(fields=["case", "id"], name="bargaining_talk_in_order")]

    def __str__(self) -> str:
        return self.words[:40]


class Evidence(models.Model):
    """A figure with its source; a side's own until it is shown to the other."""

    public_id = models.UUIDField(default=uuid4, unique=True, editable=False)
    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="evidence")
    clause = models.TextField(default="", blank=True, db_collation="C")
    channel = models.TextField()
    side = models.TextField()
    title = models.TextField()
    figure = models.TextField(default="", blank=True)
    number = models.IntegerField(null=True)  # in the clause's unit: a mark on its gap bar
    source = models.TextField()
    note = models.TextField(default="", blank=True)
    attachment = models.UUIDField(null=True)
    by_name = models.TextField()
    at = models.DateTimeField()

    class Meta:
        db_table = "bargaining_evidence"
        constraints = [
            CheckConstraint(
                condition=Q(channel__in=list(meeting.Channel)), name="bargaining_evidence_channel_is_known"
            ),
            CheckConstraint(condition=~Q(source=""), name="bargaining_evidence_names_its_source"),
        ]

    def __str__(self) -> str:
        return self.title


class Suspension(models.Model):
    """A stretch in which both sides do not negotiate, by consent, with a day to go on."""

    public_id = models.UUIDField(default=uuid4, unique=True, editable=False)
    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="suspensions")
    asked_by = models.TextField()
    reason = models.TextField()
    since = models.DateField()
    until = models.DateField()
    next_place = models.TextField(default="", blank=True)
    next_topics = models.TextField(default="", blank=True)
    consents = models.JSONField(default=list)  # {"side", "name", "at"}
    begun_at = models.DateTimeField(null=True)  # none while a consent is missing
    paper = models.UUIDField(null=True)  # consent signed on paper
    ended_on = models.DateField(null=True)

    class Meta:
        db_table = "bargaining_suspension"
        constraints = [
            CheckConstraint(condition=Q(until__gt=models.F("since")), name="bargaining_a_suspension_ends"),
            UniqueConstraint(
                fields=["case"], condition=Q(ended_on__isnull=True), name="bargaining_one_suspension_at_a_time"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.since} – {self.until}"


class Meeting(models.Model):
    """A meeting at one table, called by the chiefs in turn, with minutes both sign."""

    public_id = models.UUIDField(default=uuid4, unique=True, editable=False)
    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="meetings")
    number = models.IntegerField()
    at = models.DateTimeField()
    until = models.DateTimeField(null=True)
    place = models.TextField()
    chaired_by = models.TextField()
    called_at = models.DateTimeField(null=True)
    paper = models.UUIDField(null=True)  # the notice by which a side without anybody in the program called it
    recorder = models.TextField(default="", blank=True)
    present = models.JSONField(default=list)  # names as signed in, with side
    minutes = models.JSONField(default=list)  # {"clause", "title", "employer", "worker", "basis", "result"}
    remarks = models.TextField(default="", blank=True)
    text_hash = models.TextField(default="", blank=True, db_collation="C")
    signatures = models.JSONField(default=list)  # {"side", "name", "at", "form", "hash"}; of a pen "on", "paper", "by"
    version = models.IntegerField(default=1)

    class Meta:
        db_table = "bargaining_meeting"
        constraints = [
            UniqueConstraint(fields=["case", "number"], name="bargaining_meetings_are_numbered"),
            CheckConstraint(condition=Q(chaired_by__in=_SIDES), name="bargaining_a_side_chairs"),
        ]

    def __str__(self) -> str:
        return f"{self.number}: {self.place}"


class Draft(models.Model):
    """A version of the whole contract: the text the system offers, adopted by the employer's side, or not yet."""

    public_id = models.UUIDField(default=uuid4, unique=True, editable=False)
    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="drafts")
    number = models.IntegerField()
    body = models.JSONField()
    text_hash = models.TextField(db_collation="C")
    made_at = models.DateTimeField()
    adopted_by = models.TextField(default="", blank=True)
    adopted_at = models.DateTimeField(null=True)
    is_substantive = models.BooleanField(default=True)
    paper = models.UUIDField(null=True)  # the page its chief signed, where it was adopted with a pen

    class Meta:
        db_table = "bargaining_draft"
        constraints = [UniqueConstraint(fields=["case", "number"], name="bargaining_drafts_are_numbered")]

    def __str__(self) -> str:
        return f"{self.number} {self.text_hash[:12]}"


class ESigning(models.Model):
    """That a side agreed to sign electronically (电子签名法 3): both must have before anybody does."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="e_signing")
    side = models.TextField()
    by_name = models.TextField()
    at = models.DateTimeField()

    class Meta:
        db_table = "bargaining_e_signing"
        constraints = [UniqueConstraint(fields=["case", "side"], name="bargaining_a_side_agrees_once")]

    def __str__(self) -> str:
        return self.side


class Signature(models.Model):
    """A chief's signature under a draft; electronic ones keep the signed file and what proves it."""

    public_id = models.UUIDField(default=uuid4, unique=True, editable=False)
    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="signatures")
    draft = models.ForeignKey(Draft, on_delete=models.PROTECT, related_name="signatures")
    side = models.TextField()
    by = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="+", null=True)
    by_name = models.TextField()
    form = models.TextField()
    on = models.DateField()
    text_hash = models.TextField(db_collation="C")
    attachment = models.UUIDField(null=True)  # the signed PDF, or the scan of paper
    certificate = models.TextField(default="", blank=True)
    at = models.DateTimeField()

    class Meta:
        db_table = "bargaining_signature"
        constraints = [
            UniqueConstraint(fields=["draft", "side"], name="bargaining_one_signature_a_side"),
            CheckConstraint(condition=Q(form__in=list(meeting.Form)), name="bargaining_signature_form_is_known"),
        ]

    def __str__(self) -> str:
        return f"{self.side} {self.on}"


class Filing(models.Model):
    """A package sent to the examining office, and what came back."""

    public_id = models.UUIDField(default=uuid4, unique=True, editable=False)
    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="filings")
    number = models.IntegerField()
    draft = models.ForeignKey(Draft, on_delete=models.PROTECT, related_name="+")
    filed_on = models.DateField()
    copies = models.IntegerField()
    handler = models.TextField(default="", blank=True)
    late_reason = models.TextField(default="", blank=True)
    received_at = models.DateTimeField(null=True)
    received_by = models.TextField(default="", blank=True)
    receipt_number = models.TextField(default="", blank=True)
    result = models.TextField(default="", blank=True)  # "", "objected", "lawful", "silence", "noted"
    opinion = models.TextField(default="", blank=True)
    opinion_number = models.TextField(default="", blank=True)
    opinion_on = models.DateField(null=True)
    objections = models.JSONField(default=list)  # {"clause", "words", "basis", "remedy"}
    # An objection entered after silence had taken effect: when it reached the parties, and the paper that proves it.
    delivered_on = models.DateField(null=True)
    paper = models.UUIDField(null=True)

    class Meta:
        db_table = "bargaining_filing"
        constraints = [
            UniqueConstraint(fields=["case", "number"], name="bargaining_filings_are_numbered"),
            CheckConstraint(
                condition=Q(result__in=["", "objected", "lawful", "silence", "noted"]),
                name="bargaining_opinion_is_known",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.filed_on}"


class Delivery(models.Model):
    """How and when a paper reached the other side: the proof every clock rests on."""

    public_id = models.UUIDField(default=uuid4, unique=True, editable=False)
    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="deliveries")
    document = models.TextField()
    to_side = models.TextField()
    way = models.TextField()
    to_name = models.TextField(default="", blank=True)
    to_address = models.TextField(default="", blank=True)  # a mobile number or a mailbox; masked on screens
    token_hash = models.TextField(default="", blank=True, db_collation="C")
    sent_at = models.DateTimeField()
    sent_by = models.TextField()
    received_at = models.DateTimeField(null=True)
    received_by = models.TextField(default="", blank=True)
    witness = models.TextField(default="", blank=True)  # 拒收时的见证人
    attachment = models.UUIDField(null=True)

    class Meta:
        db_table = "bargaining_delivery"
        constraints = [
            CheckConstraint(condition=Q(way__in=list(meeting.Delivery)), name="bargaining_way_is_known"),
            UniqueConstraint(
                fields=["token_hash"], condition=~Q(token_hash=""), name="bargaining_a_link_opens_one_delivery"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.document} {self.way}"


class Publication(models.Model):
    """The contract in force as all staff may read it."""

    case = models.OneToOneField(Case, on_delete=models.CASCADE, primary_key=True, related_name="publication")
    code = CodeField()
    poster_code = models.TextField(unique=True, db_collation="C")
    draft_body = models.JSONField()
    text_hash = models.TextField(db_collation="C")
    ways = models.JSONField(default=list)
    at = models.DateTimeField()
    by_name = models.TextField()
    withdrawn_at = models.DateTimeField(null=True)  # an objection that came in time was entered after all

    class Meta:
        db_table = "bargaining_publication"

    def __str__(self) -> str:
        return self.poster_code


class Reading(models.Model):
    """That somebody has read the published contract."""

    publication = models.ForeignKey(Publication, on_delete=models.CASCADE, related_name="readings")
    person = models.ForeignKey("people.Person", on_delete=models.CASCADE, related_name="+")
    code = CodeField()
    at = models.DateTimeField()

    class Meta:
        db_table = "bargaining_reading"
        constraints = [UniqueConstraint(fields=["publication", "person"], name="bargaining_read_once")]

    def __str__(self) -> str:
        return str(self.at)


class Report(models.Model):
    """A yearly report on how a contract was kept, clause by clause (浙江 37, 杭州 42)."""

    public_id = models.UUIDField(default=uuid4, unique=True, editable=False)
    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="reports")
    held_on = models.DateField()
    rows = models.JSONField(default=list)  # {"clause", "words", "done", "rate", "why", "until"}
    conclusion = models.TextField()
    at = models.DateTimeField()
    by_name = models.TextField()

    class Meta:
        db_table = "bargaining_report"

    def __str__(self) -> str:
        return str(self.held_on)


class Step(models.Model):
    """A line of the timeline: what was done, by whom in which office, how it came."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="steps")
    act = models.TextField()
    side = models.TextField(default="", blank=True)
    from_state = models.TextField()
    to_state = models.TextField()
    by_name = models.TextField()
    by_office = models.TextField(default="", blank=True)
    note = models.TextField(default="", blank=True)
    paper = models.UUIDField(null=True)
    at = models.DateTimeField()

    class Meta:
        db_table = "bargaining_step"

    def __str__(self) -> str:
        return f"{self.act}: {self.from_state} → {self.to_state}"


class Drive(models.Model):
    """An action of offers (集体要约行动): what a union above prepared for the unions below it, each its own offer."""

    public_id = models.UUIDField(default=uuid4, unique=True, editable=False)
    org = models.ForeignKey("orgs.Organisation", on_delete=models.PROTECT, related_name="+")
    code = CodeField()
    title = models.TextField()
    plan = models.JSONField()  # what every offer of it says
    by = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="+", null=True)
    by_name = models.TextField()
    by_office = models.TextField(default="", blank=True)
    task = models.UUIDField(null=True)  # the work under way, or the last
    created_at = models.DateTimeField()
    prepared_at = models.DateTimeField(null=True)
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "bargaining_drive"
        indexes = [models.Index(fields=["code", "-id"], name="bargaining_drive_by_place")]

    def __str__(self) -> str:
        return self.title


class DriveEntry(models.Model):
    """A union in an action: the draft in its hands, what it said to it, or why it was left out."""

    drive = models.ForeignKey(Drive, on_delete=models.CASCADE, related_name="entries")
    org = models.ForeignKey("orgs.Organisation", on_delete=models.PROTECT, related_name="+")
    code = CodeField()
    # None once its union has thrown the draft away, and where none was made.
    case = models.ForeignKey(Case, on_delete=models.SET_NULL, related_name="driven", null=True)
    is_joined = models.BooleanField(default=False)  # its draft was there before
    made_version = models.IntegerField(default=0)  # of the draft as it was made: what has another is its union's own
    # Its union leaves the sending to the union above: of this very version, until it takes that back.
    entrusted_version = models.IntegerField(null=True)
    entrusted_by = models.TextField(default="", blank=True)
    entrusted_at = models.DateTimeField(null=True)
    sent_at = models.DateTimeField(null=True)
    withdrawn_at = models.DateTimeField(null=True)
    problem = models.JSONField(default=dict)  # {"code", "params"} of why it was left out, or not sent

    class Meta:
        db_table = "bargaining_drive_entry"
        constraints = [
            UniqueConstraint(fields=["drive", "org"], name="bargaining_a_union_once_in_a_drive"),
            CheckConstraint(
                condition=Q(entrusted_version__isnull=True) | Q(entrusted_at__isnull=False),
                name="bargaining_what_is_entrusted_has_its_moment",
            ),
        ]
        indexes = [models.Index(fields=["drive", "code"], name="bargaining_drive_in_order")]

    def __str__(self) -> str:
        return f"{self.drive_id} {self.code}"
