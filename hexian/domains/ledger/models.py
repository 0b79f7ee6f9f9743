"""Books, funds, accounts, postings; payment orders and the runs that take them to the bank; gifts and pledges.

A posting is one row with a debit, a credit and a sum above zero: no book can fail to balance.  Triggers keep what rows
must never lose (append only, closed periods, balances, hands of different persons), so that a program with a fault, or
somebody at the database, is refused like a form would be.
"""

from __future__ import annotations

from uuid import uuid4

from django.db import models
from django.db.models import CheckConstraint, F, Q, UniqueConstraint

from hexian.domains.ledger import rules
from hexian.domains.ledger.rules import AccountKind, DonorKind, GiftKind, Order
from hexian.domains.ledger.rules import Run as Stage
from hexian.foundation.access import CodeField

#: Plain text, so that migrations do not name classes that may be renamed.
OF_A_FUND = [str(kind) for kind in rules.KINDS_OF_FUND]
HAND_COLUMNS = ("proposed_by", "reviewed_by", "seconded_by", "approved_by", "released_by")
SIGNED = {
    "proposed": [str(each) for each in Stage if each not in (Stage.DRAFTED, Stage.CANCELLED)],
    "approved": [str(each) for each in (Stage.APPROVED, Stage.RELEASED, Stage.ANSWERED, Stage.CLOSED)],
    "released": [str(each) for each in (Stage.RELEASED, Stage.ANSWERED, Stage.CLOSED)],
}


class Book(models.Model):
    """The ledger a union keeps beside its statutory accounts; what it pays is paid from one bank."""

    public_id = models.UUIDField(default=uuid4, unique=True, editable=False)
    org = models.ForeignKey("orgs.Organisation", on_delete=models.PROTECT, related_name="+")
    code = CodeField()
    name = models.TextField()
    opened_on = models.DateField()
    closed_through = models.DateField(null=True)  # nothing is posted on or before this day
    bank_name = models.TextField(default="", blank=True)  # 付款开户行
    bank_holder = models.TextField(default="", blank=True)  # 付款户名
    bank_number = models.TextField(default="", blank=True)  # 付款账号, of the union itself
    last_run = models.IntegerField(default=0)
    is_demo = models.BooleanField(default=False)
    created_at = models.DateTimeField()

    class Meta:
        db_table = "ledger_book"
        constraints = [
            UniqueConstraint(fields=["org", "name"], name="ledger_one_book_per_name"),
            CheckConstraint(
                condition=Q(closed_through__isnull=True) | Q(closed_through__gte=F("opened_on")),
                name="ledger_a_book_is_closed_after_it_was_opened",
            ),
        ]
        indexes = [models.Index(fields=["code"], name="ledger_book_by_place")]

    def __str__(self) -> str:
        return self.name


class Donor(models.Model):
    """Who gives to a fund."""

    public_id = models.UUIDField(default=uuid4, unique=True, editable=False)
    book = models.ForeignKey(Book, on_delete=models.PROTECT, related_name="donors")
    code = CodeField()
    name = models.TextField()
    kind = models.TextField()
    person_id = models.BigIntegerField(null=True)  # where she is known here
    is_anonymous = models.BooleanField(default=False)  # wants no name in what is published

    class Meta:
        db_table = "ledger_donor"
        constraints = [
            CheckConstraint(condition=Q(kind__in=list(DonorKind)), name="ledger_donor_kind_is_known"),
            UniqueConstraint(fields=["book", "name", "kind"], name="ledger_one_donor_per_name"),
        ]

    def __str__(self) -> str:
        return str(self.public_id)


class Fund(models.Model):
    """Money kept apart for a purpose, perhaps by a donor's wish."""

    public_id = models.UUIDField(default=uuid4, unique=True, editable=False)
    book = models.ForeignKey(Book, on_delete=models.PROTECT, related_name="funds")
    code = CodeField()
    name = models.TextField()
    purpose = models.TextField()
    restricted = models.BooleanField(default=True)  # serves its purpose and nothing else
    donor = models.ForeignKey(Donor, on_delete=models.PROTECT, related_name="+", null=True)  # who bound it
    is_public = models.BooleanField(default=False)  # collects from the public (慈善法 22)
    licence = models.TextField(default="", blank=True)  # 公开募捐资格证书编号
    free_fen = models.BigIntegerField(default=0)  # kept by trigger: what came in less what is spent or promised
    guarantee_fen = models.BigIntegerField(default=0)  # how far the union answers for it beyond what it has (兜底)
    ended_on = models.DateField(null=True)
    created_at = models.DateTimeField()

    class Meta:
        db_table = "ledger_fund"
        constraints = [
            UniqueConstraint(fields=["book", "name"], name="ledger_one_fund_per_name"),
            CheckConstraint(condition=Q(free_fen__gte=-F("guarantee_fen")), name="ledger_a_fund_is_not_overspent"),
            CheckConstraint(condition=Q(guarantee_fen__gte=0), name="ledger_a_guarantee_is_not_negative"),
            CheckConstraint(
                condition=Q(is_public=False) | ~Q(licence=""), name="ledger_public_collecting_has_a_licence"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Account(models.Model):
    """A line of the book. `balance_fen` is debits less credits, kept by a trigger with every posting."""

    public_id = models.UUIDField(default=uuid4, unique=True, editable=False)
    book = models.ForeignKey(Book, on_delete=models.PROTECT, related_name="accounts")
    code = CodeField()
    number = models.TextField(db_collation="C")
    name = models.TextField()
    kind = models.TextField()
    fund = models.ForeignKey(Fund, on_delete=models.PROTECT, related_name="accounts", null=True)
    donor = models.ForeignKey(Donor, on_delete=models.PROTECT, related_name="+", null=True)
    balance_fen = models.BigIntegerField(default=0)

    class Meta:
        db_table = "ledger_account"
        constraints = [
            UniqueConstraint(fields=["book", "number"], name="ledger_one_account_per_number"),
            CheckConstraint(condition=Q(kind__in=list(AccountKind)), name="ledger_account_kind_is_known"),
            CheckConstraint(
                condition=~Q(kind=AccountKind.MONEY) | Q(balance_fen__gte=0), name="ledger_money_is_never_below_zero"
            ),
            CheckConstraint(
                condition=~Q(kind=AccountKind.RECEIVABLE) | Q(balance_fen__gte=0),
                name="ledger_nobody_repays_more_than_she_owes",
            ),
            CheckConstraint(
                condition=~Q(kind=AccountKind.PAYABLE) | Q(balance_fen__lte=0),
                name="ledger_nothing_is_paid_that_is_not_owed",
            ),
            CheckConstraint(
                condition=Q(kind__in=OF_A_FUND, fund__isnull=False) | (~Q(kind__in=OF_A_FUND) & Q(fund__isnull=True)),
                name="ledger_what_comes_and_goes_has_its_fund",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.name}"


class Turnover(models.Model):
    """What moved on an account in a month, kept by the posting trigger: trial balances never add up a million rows."""

    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="turnover", db_index=False)
    month = models.DateField()  # its first day
    code = CodeField()
    debit_fen = models.BigIntegerField(default=0)
    credit_fen = models.BigIntegerField(default=0)

    class Meta:
        db_table = "ledger_turnover"
        constraints = [UniqueConstraint(fields=["account", "month"], name="ledger_one_turnover_a_month")]

    def __str__(self) -> str:
        return f"{self.account_id} {self.month}"


class PayeeAccount(models.Model):
    """Where somebody is paid to; the latest active one counts. The card is sealed under her own salt."""

    public_id = models.UUIDField(default=uuid4, unique=True, editable=False)
    person = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="+")
    code = CodeField()  # of the union that took it down
    bank_name = models.TextField()
    province = models.TextField(default="", blank=True)
    city = models.TextField(default="", blank=True)
    card = models.BinaryField(null=True)  # sealed; gone once she is erased
    tail = models.TextField()
    holder = models.TextField()  # her name as at the bank
    is_active = models.BooleanField(default=True)
    checked_at = models.DateTimeField(null=True)  # a payment arrived, or somebody has looked at the card itself
    added_by = models.BigIntegerField(null=True)  # person
    added_at = models.DateTimeField()

    class Meta:
        db_table = "ledger_payee_account"
        constraints = [
            UniqueConstraint(fields=["person"], condition=Q(is_active=True), name="ledger_one_active_card_each"),
            CheckConstraint(condition=Q(tail__regex=r"^[0-9]{4}$"), name="ledger_a_card_shows_four_digits"),
        ]
        # Whether a card is somebody else's already is asked of each one that is given; the digits are sealed.
        indexes = [models.Index(fields=["tail"], condition=Q(is_active=True), name="ledger_cards_by_their_tail")]

    def __str__(self) -> str:
        return str(self.public_id)


class Run(models.Model):
    """A payment run (批次): the orders it takes to the bank and whose hands it went through."""

    public_id = models.UUIDField(default=uuid4, unique=True, editable=False)
    book = models.ForeignKey(Book, on_delete=models.PROTECT, related_name="runs")
    code = CodeField()
    number = models.TextField(db_collation="C")  # «2026-0007», told to the bank
    title = models.TextField()
    money = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")  # what it is paid from
    state = models.TextField(default=str(Stage.DRAFTED))
    count = models.IntegerField(default=0)  # frozen with the proposal
    fen = models.BigIntegerField(default=0)
    digest = models.TextField(default="", blank=True)  # SHA-256 of the lines as they were proposed
    needs_review = models.BooleanField(default=False)
    needs_second = models.BooleanField(default=False)
    params = models.JSONField(default=dict)  # the thresholds, frozen
    standing = models.JSONField(default=dict)  # lines by state, from the release on
    proposed_by = models.BigIntegerField(null=True)
    proposed_name = models.TextField(default="", blank=True)
    proposed_at = models.DateTimeField(null=True)
    reviewed_by = models.BigIntegerField(null=True)
    reviewed_name = models.TextField(default="", blank=True)
    reviewed_at = models.DateTimeField(null=True)
    seconded_by = models.BigIntegerField(null=True)
    seconded_name = models.TextField(default="", blank=True)
    seconded_at = models.DateTimeField(null=True)
    committee = models.TextField(default="", blank=True)  # number of the resolution that stands for the second approval
    approved_by = models.BigIntegerField(null=True)
    approved_name = models.TextField(default="", blank=True)
    approved_at = models.DateTimeField(null=True)
    released_by = models.BigIntegerField(null=True)
    released_name = models.TextField(default="", blank=True)
    released_at = models.DateTimeField(null=True)
    reason = models.TextField(default="", blank=True)  # why it was sent back or cancelled, the last time
    drafted_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "ledger_run"
        constraints = [
            UniqueConstraint(fields=["book", "number"], name="ledger_one_run_per_number"),
            CheckConstraint(condition=Q(state__in=list(Stage)), name="ledger_run_state_is_known"),
            *(
                CheckConstraint(
                    condition=Q(**{f"{one}__isnull": True}) | Q(**{f"{other}__isnull": True}) | ~Q(**{one: F(other)}),
                    name=f"ledger_{one[:-3]}_and_{other[:-3]}_differ",
                )
                for place, one in enumerate(HAND_COLUMNS)
                for other in HAND_COLUMNS[place + 1 :]
            ),
            CheckConstraint(
                condition=~Q(state__in=SIGNED["proposed"]) | Q(proposed_by__isnull=False),
                name="ledger_a_proposed_run_has_who_proposed_it",
            ),
            CheckConstraint(
                condition=~Q(state__in=SIGNED["approved"])
                | (
                    Q(approved_by__isnull=False)
                    & (Q(needs_review=False) | Q(reviewed_by__isnull=False))
                    & (Q(needs_second=False) | Q(seconded_by__isnull=False) | ~Q(committee=""))
                ),
                name="ledger_an_approved_run_has_every_hand_it_needs",
            ),
            CheckConstraint(
                condition=~Q(state__in=SIGNED["released"]) | Q(released_by__isnull=False, released_at__isnull=False),
                name="ledger_a_released_run_has_who_released_it",
            ),
        ]
        indexes = [models.Index(fields=["book", "-id"], name="ledger_run_by_book")]

    def __str__(self) -> str:
        return self.number


class PaymentOrder(models.Model):
    """One payment owed to one person; tried again under the next attempt when the bank brings it back.

    Keys of rows that come a hundred thousand at a time are checked once a statement, by trigger, not once a row.
    """

    public_id = models.UUIDField(default=uuid4, unique=True, editable=False)
    book = models.ForeignKey(Book, on_delete=models.PROTECT, related_name="orders", db_constraint=False, db_index=False)
    code = CodeField()  # of the book: an order stays with who pays it
    payee = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="+", db_constraint=False)
    fen = models.BigIntegerField()
    purpose = models.TextField()
    source = models.TextField()
    source_id = models.BigIntegerField()
    attempt = models.IntegerField(default=1)
    expense = models.ForeignKey(
        Account, on_delete=models.PROTECT, related_name="+", db_constraint=False, db_index=False
    )
    payable = models.ForeignKey(
        Account, on_delete=models.PROTECT, related_name="+", db_constraint=False, db_index=False
    )
    state = models.TextField(default=str(Order.ORDERED))
    # PostgreSQL would queue a check of these two for every order, empty as they are (migration 0005).
    run = models.ForeignKey(
        Run, on_delete=models.PROTECT, related_name="orders", null=True, db_index=False, db_constraint=False
    )
    position = models.IntegerField(null=True)  # 序号 in the bank's file
    account = models.ForeignKey(
        PayeeAccount, on_delete=models.PROTECT, related_name="+", null=True, db_index=False, db_constraint=False
    )  # where it was sent to
    recalled_at = models.DateTimeField(null=True)  # its cause is gone: what is paid is owed back
    owed_fen = models.BigIntegerField(null=True)  # what of it is owed back (or was, when it came back); null: nothing
    bank_on = models.DateField(null=True)
    bank_ref = models.TextField(default="", blank=True)  # 流水号
    bank_code = models.TextField(default="", blank=True)  # why it came back, by the bank's code
    bank_reason = models.TextField(default="", blank=True)
    ordered_at = models.DateTimeField()
    released_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)  # paid, returned, cancelled

    class Meta:
        db_table = "ledger_order"
        constraints = [
            UniqueConstraint(fields=["source", "source_id", "attempt"], name="ledger_ordered_once"),
            UniqueConstraint(
                fields=["run", "position"], condition=Q(position__isnull=False), name="ledger_one_line_per_position"
            ),
            CheckConstraint(condition=Q(fen__gt=0), name="ledger_an_order_is_above_zero"),
            CheckConstraint(condition=Q(attempt__gte=1), name="ledger_attempts_count_from_one"),
            CheckConstraint(condition=Q(state__in=list(Order)), name="ledger_order_state_is_known"),
            CheckConstraint(
                condition=~Q(state__in=[str(Order.BATCHED), str(Order.RELEASED), str(Order.PAID)])
                | Q(run__isnull=False),
                name="ledger_what_goes_to_the_bank_goes_in_a_run",
            ),
            CheckConstraint(
                condition=~Q(state__in=[str(Order.RELEASED), str(Order.PAID)])
                | Q(account__isnull=False, position__isnull=False),
                name="ledger_what_is_released_has_a_card",
            ),
            CheckConstraint(
                condition=~Q(state=str(Order.ORDERED)) | Q(account__isnull=True),
                name="ledger_what_waits_has_no_card_yet",
            ),
        ]
        indexes = [
            models.Index(fields=["book", "id"], condition=Q(state="ordered"), name="ledger_order_waiting"),
            models.Index(fields=["book", "id"], condition=Q(state="returned"), name="ledger_order_returned"),
            models.Index(fields=["book", "id"], condition=Q(owed_fen__gt=0), name="ledger_order_owed_back"),
        ]

    def __str__(self) -> str:
        return str(self.public_id)


class Posting(models.Model):
    """One movement: debit, credit, a sum above zero. Never changed, never removed; a mistake is reversed by another."""

    book = models.ForeignKey(
        Book, on_delete=models.PROTECT, related_name="postings", db_constraint=False, db_index=False
    )
    code = CodeField()  # moves with the union; nothing else of a posting ever changes
    debit = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+", db_constraint=False, db_index=False)
    credit = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+", db_constraint=False, db_index=False)
    fen = models.BigIntegerField()
    on = models.DateField()
    order = models.ForeignKey(
        PaymentOrder, on_delete=models.PROTECT, related_name="postings", null=True, db_constraint=False
    )
    source = models.TextField()
    source_id = models.BigIntegerField(null=True)
    reverses = models.OneToOneField(
        "self", on_delete=models.PROTECT, related_name="reversed_by", null=True, db_constraint=False
    )
    batch = models.UUIDField()
    memo = models.TextField(default="", blank=True)
    posted_by = models.BigIntegerField(null=True)  # person; null for the program itself
    at = models.DateTimeField()

    class Meta:
        db_table = "ledger_posting"
        constraints = [
            CheckConstraint(condition=Q(fen__gt=0), name="ledger_a_posting_is_above_zero"),
            CheckConstraint(condition=~Q(debit=F("credit")), name="ledger_a_posting_has_two_accounts"),
            UniqueConstraint(fields=["order"], condition=Q(source="ledger.paid"), name="ledger_an_order_is_paid_once"),
        ]
        indexes = [
            models.Index(fields=["debit", "id"], name="ledger_posting_by_debit"),
            models.Index(fields=["credit", "id"], name="ledger_posting_by_credit"),
            models.Index(
                fields=["source_id"],
                name="ledger_owed_by_cause",
                condition=Q(order__isnull=True, source_id__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return str(self.pk)


class Relation(models.Model):
    """A relative an officer has declared: neither may be paid by a run the officer lends a hand to."""

    public_id = models.UUIDField(default=uuid4, unique=True, editable=False)
    person = models.ForeignKey("people.Person", on_delete=models.CASCADE, related_name="+")  # who declares
    code = CodeField()
    relative_id = models.BigIntegerField(null=True)  # where known here
    relative_sealed = models.BinaryField(null=True)  # her ID number, under the salt of who declared it
    relative_index = models.BinaryField(null=True)  # the same, blind: found also when she comes later
    word = models.TextField()  # 配偶, 子女 …
    declared_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "ledger_relation"
        constraints = [
            CheckConstraint(
                condition=Q(relative_id__isnull=False) | Q(relative_index__isnull=False),
                name="ledger_a_relation_names_somebody",
            ),
            CheckConstraint(condition=~Q(person=F("relative_id")), name="ledger_nobody_is_her_own_relative"),
        ]
        indexes = [
            models.Index(fields=["relative_id"], name="ledger_relation_by_relative"),
        ]

    def __str__(self) -> str:
        return str(self.public_id)


class Budget(models.Model):
    """What may be spent on an expense account in a year, in fen."""

    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="budgets")
    code = CodeField()
    year = models.IntegerField()
    fen = models.BigIntegerField()
    set_by = models.BigIntegerField(null=True)
    set_at = models.DateTimeField()

    class Meta:
        db_table = "ledger_budget"
        constraints = [
            UniqueConstraint(fields=["account", "year"], name="ledger_one_budget_a_year"),
            CheckConstraint(condition=Q(fen__gte=0), name="ledger_a_budget_is_not_negative"),
        ]

    def __str__(self) -> str:
        return f"{self.account_id} {self.year}"


class Pledge(models.Model):
    """A promise to give every year until a sum is reached: «一年一百万元，到五百万元为止» are two of its figures."""

    public_id = models.UUIDField(default=uuid4, unique=True, editable=False)
    fund = models.ForeignKey(Fund, on_delete=models.PROTECT, related_name="pledges")
    donor = models.ForeignKey(Donor, on_delete=models.PROTECT, related_name="pledges")
    code = CodeField()
    yearly_fen = models.BigIntegerField()
    cap_fen = models.BigIntegerField()
    first_year = models.IntegerField()
    basis = models.TextField()  # the paper it stands on
    is_fines = models.BooleanField(default=False)  # 罚金: off unless the union has said so and why
    ended_on = models.DateField(null=True)
    made_at = models.DateTimeField()

    class Meta:
        db_table = "ledger_pledge"
        constraints = [
            CheckConstraint(
                condition=Q(yearly_fen__gt=0, cap_fen__gte=F("yearly_fen")), name="ledger_a_pledge_reaches_its_cap"
            )
        ]

    def __str__(self) -> str:
        return str(self.public_id)


class Gift(models.Model):
    """Money that came to a fund: on a pledge, as a gift, for something sold; each with its posting."""

    public_id = models.UUIDField(default=uuid4, unique=True, editable=False)
    fund = models.ForeignKey(Fund, on_delete=models.PROTECT, related_name="gifts")
    donor = models.ForeignKey(Donor, on_delete=models.PROTECT, related_name="gifts")
    pledge = models.ForeignKey(Pledge, on_delete=models.PROTECT, related_name="gifts", null=True)
    code = CodeField()
    kind = models.TextField()
    fen = models.BigIntegerField()
    on = models.DateField()
    item = models.TextField(default="", blank=True)  # what was sold
    voucher = models.TextField(default="", blank=True)  # 票据号
    posting = models.OneToOneField(Posting, on_delete=models.PROTECT, related_name="gift")
    received_at = models.DateTimeField()

    class Meta:
        db_table = "ledger_gift"
        constraints = [
            CheckConstraint(condition=Q(kind__in=list(GiftKind)), name="ledger_gift_kind_is_known"),
            CheckConstraint(condition=Q(fen__gt=0), name="ledger_a_gift_is_above_zero"),
            CheckConstraint(
                condition=Q(kind=GiftKind.PLEDGE, pledge__isnull=False)
                | (~Q(kind=GiftKind.PLEDGE) & Q(pledge__isnull=True)),
                name="ledger_what_keeps_a_promise_names_it",
            ),
        ]
        indexes = [models.Index(fields=["fund", "on", "id"], name="ledger_gift_by_fund")]

    def __str__(self) -> str:
        return str(self.public_id)


class Reply(models.Model):
    """What a bank answered about a run (回盘): read and shown first, applied by a person."""

    public_id = models.UUIDField(default=uuid4, unique=True, editable=False)
    run = models.ForeignKey(Run, on_delete=models.PROTECT, related_name="replies")
    code = CodeField()
    file_name = models.TextField()
    sha256 = models.TextField()
    counts = models.JSONField(default=dict)  # by verdict
    fen = models.JSONField(default=dict)
    read_by = models.BigIntegerField(null=True)
    read_at = models.DateTimeField()
    applied_by = models.BigIntegerField(null=True)
    applied_at = models.DateTimeField(null=True)
    dropped_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "ledger_reply"
        constraints = [
            UniqueConstraint(
                fields=["run", "sha256"], condition=Q(dropped_at__isnull=True), name="ledger_a_reply_comes_once"
            )
        ]

    def __str__(self) -> str:
        return str(self.public_id)


class ReplyLine(models.Model):
    """One line of a bank's answer, without the card it was about."""

    reply = models.ForeignKey(Reply, on_delete=models.CASCADE, related_name="lines", db_index=False)
    code = CodeField()
    row = models.IntegerField()  # as the bank's sheet counts
    position = models.IntegerField(null=True)
    order_id = models.BigIntegerField(null=True)
    verdict = models.TextField()
    fen = models.BigIntegerField(null=True)
    bank_on = models.DateField(null=True)
    bank_ref = models.TextField(default="", blank=True)
    bank_code = models.TextField(default="", blank=True)
    bank_reason = models.TextField(default="", blank=True)

    class Meta:
        db_table = "ledger_reply_line"
        constraints = [UniqueConstraint(fields=["reply", "row"], name="ledger_one_verdict_per_row")]

    def __str__(self) -> str:
        return f"{self.reply_id} {self.row}"
