"""The tables of the ledger, and the triggers that hold what its rows must never lose."""

import uuid

import django.db.models.deletion
import django.db.models.expressions
from django.db import migrations, models

import hexian.domains.ledger.rules.books
import hexian.domains.ledger.rules.runs
import hexian.foundation.access.fields

# — What rows must never lose —

#: The posting triggers are the owner's, so that nothing but they may change a balance; row security holds for the owner
#: too, and the session's own scope with it.
OWNERS = "LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp"

#: Once a statement, however many rows it brought: books open, accounts of the book, reversals that mirror what they
#: reverse, money out only for an order that was paid; then balances, funds and turnover.  A hundred thousand rows are
#: gathered in one pass into what they have in common, the sums of a day between two accounts.  Orders and postings are
#: looked up by their keys: a plan made while the tables were small would read all of them later.
POSTED = f"""
    CREATE FUNCTION ledger_posted() RETURNS trigger {OWNERS} SET enable_hashjoin = off SET enable_mergejoin = off AS $$
    DECLARE
        books bigint[]; codes text[]; debits bigint[]; credits bigint[]; days date[]; sums bigint[];
        orders bigint; reversals bigint;
    BEGIN
        SELECT array_agg(book_id), array_agg(code), array_agg(debit_id), array_agg(credit_id), array_agg("on"),
            array_agg(fen), sum(with_order), sum(reversing)
            INTO books, codes, debits, credits, days, sums, orders, reversals
        FROM (
            SELECT book_id, code, debit_id, credit_id, "on", sum(fen)::bigint AS fen, count(order_id) AS with_order,
                count(reverses_id) AS reversing
            FROM added GROUP BY book_id, code, debit_id, credit_id, "on"
        ) g;
        -- Held, so that no period is closed over them.
        PERFORM FROM ledger_book b WHERE b.id = ANY (books) ORDER BY b.id FOR SHARE;
        IF EXISTS (
            SELECT FROM unnest(books, codes) AS a (id, code)
            LEFT JOIN ledger_book b ON b.id = a.id AND b.code = a.code WHERE b.id IS NULL
        ) THEN
            RAISE 'a posting has a book' USING ERRCODE = 'check_violation', CONSTRAINT = 'ledger_a_posting_has_a_book';
        END IF;
        IF EXISTS (
            SELECT FROM unnest(books, days) AS a (id, "on")
            JOIN ledger_book b ON b.id = a.id WHERE a."on" <= b.closed_through OR a."on" < b.opened_on
        ) THEN
            RAISE 'a closed period stays closed'
                USING ERRCODE = 'check_violation', CONSTRAINT = 'ledger_a_closed_period_stays_closed';
        END IF;
        PERFORM FROM ledger_account a WHERE a.id = ANY (debits || credits) ORDER BY a.id FOR UPDATE;
        PERFORM FROM ledger_fund f WHERE f.id IN (
            SELECT a.fund_id FROM ledger_account a WHERE a.id = ANY (debits || credits)) ORDER BY f.id FOR UPDATE;
        IF EXISTS (
            SELECT FROM unnest(books || books, debits || credits) AS e (book_id, id)
            LEFT JOIN ledger_account a ON a.id = e.id AND a.book_id = e.book_id WHERE a.id IS NULL
        ) THEN
            RAISE 'both accounts are of the book'
                USING ERRCODE = 'check_violation', CONSTRAINT = 'ledger_both_accounts_are_of_the_book';
        END IF;
        IF orders > 0 AND EXISTS (
            SELECT FROM added a LEFT JOIN ledger_order o ON o.id = a.order_id AND o.book_id = a.book_id
            WHERE a.order_id IS NOT NULL AND o.id IS NULL
        ) THEN
            RAISE 'an order is of the book' USING ERRCODE = 'check_violation', CONSTRAINT = 'ledger_an_order_is_of_the_book';
        END IF;
        IF reversals > 0 AND EXISTS (
            SELECT FROM added a LEFT JOIN ledger_posting p ON p.id = a.reverses_id
            WHERE a.reverses_id IS NOT NULL AND (
                p.id IS NULL OR p.debit_id <> a.credit_id OR p.credit_id <> a.debit_id OR p.fen <> a.fen
                OR p.book_id <> a.book_id OR p.reverses_id IS NOT NULL)
        ) THEN
            RAISE 'a reversal mirrors what it reverses'
                USING ERRCODE = 'check_violation', CONSTRAINT = 'ledger_a_reversal_mirrors_what_it_reverses';
        END IF;
        -- Money leaves for an order the bank has paid, or when somebody else takes back what was posted.
        IF EXISTS (SELECT FROM ledger_account m WHERE m.id = ANY (credits) AND m.kind = 'money') AND EXISTS (
            SELECT FROM added a JOIN ledger_account m ON m.id = a.credit_id AND m.kind = 'money'
            LEFT JOIN ledger_order o ON o.id = a.order_id
            LEFT JOIN ledger_posting p ON p.id = a.reverses_id
            WHERE NOT (
                (a.source = 'ledger.paid' AND o.state = 'paid' AND o.fen = a.fen AND o.payable_id = a.debit_id) IS TRUE
                OR (a.reverses_id IS NOT NULL AND a.posted_by <> p.posted_by) IS TRUE)
        ) THEN
            RAISE 'money leaves by an order'
                USING ERRCODE = 'check_violation', CONSTRAINT = 'ledger_money_leaves_by_an_order';
        END IF;
        WITH moved AS MATERIALIZED (
            SELECT account, date_trunc('month', "on")::date AS month, sum(debit)::bigint AS debit,
                sum(credit)::bigint AS credit
            FROM (
                SELECT a.debit AS account, a."on", a.fen AS debit, 0 AS credit
                FROM unnest(debits, days, sums) AS a (debit, "on", fen)
                UNION ALL SELECT a.credit, a."on", 0, a.fen FROM unnest(credits, days, sums) AS a (credit, "on", fen)
            ) AS side GROUP BY 1, 2
        ), balances AS (
            UPDATE ledger_account a SET balance_fen = a.balance_fen + m.delta
            FROM (SELECT account, sum(debit - credit)::bigint AS delta FROM moved GROUP BY account) m
            WHERE a.id = m.account AND m.delta <> 0
        ), funds AS (
            UPDATE ledger_fund f SET free_fen = f.free_fen - m.delta
            FROM (
                SELECT a.fund_id, sum(debit - credit)::bigint AS delta
                FROM moved JOIN ledger_account a ON a.id = moved.account
                WHERE a.fund_id IS NOT NULL GROUP BY a.fund_id
            ) m WHERE f.id = m.fund_id AND m.delta <> 0
        )
        INSERT INTO ledger_turnover AS t (account_id, month, code, debit_fen, credit_fen)
        SELECT m.account, m.month, a.code, m.debit, m.credit FROM moved m JOIN ledger_account a ON a.id = m.account
        ORDER BY m.account, m.month
        ON CONFLICT (account_id, month) DO UPDATE
            SET debit_fen = t.debit_fen + EXCLUDED.debit_fen, credit_fen = t.credit_fen + EXCLUDED.credit_fen;
        RETURN NULL;
    END $$
"""  # noqa: S608
#: A moved union takes its book along: the code is rewritten by the system, and nothing else, ever.
POSTING_STANDS = """
    CREATE FUNCTION ledger_posting_stands() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        IF TG_OP = 'UPDATE' AND hexian_is_system() THEN
            OLD.code := NEW.code;
            IF OLD IS NOT DISTINCT FROM NEW THEN RETURN NEW; END IF;
        END IF;
        RAISE 'a posting is never changed or removed'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'ledger_a_posting_stands';
    END $$
"""
#: Balances, what a fund has free and turnover are written by the owner's trigger alone.
BY_POSTING = """
    CREATE FUNCTION ledger_only_by_posting() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        IF current_user <> (SELECT pg_get_userbyid(relowner) FROM pg_class WHERE oid = TG_RELID) THEN
            RAISE 'balances change by postings only'
                USING ERRCODE = 'restrict_violation', CONSTRAINT = 'ledger_balances_change_by_postings_only';
        END IF;
        RETURN coalesce(NEW, OLD);
    END $$
"""
BOOK_STANDS = """
    CREATE FUNCTION ledger_book_stands() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        IF OLD.closed_through IS NOT NULL AND (NEW.closed_through IS NULL OR NEW.closed_through < OLD.closed_through)
            OR (NEW.opened_on, NEW.org_id) IS DISTINCT FROM (OLD.opened_on, OLD.org_id) THEN
            RAISE 'a closed period stays closed'
                USING ERRCODE = 'check_violation', CONSTRAINT = 'ledger_a_closed_period_stays_closed';
        END IF;
        RETURN NEW;
    END $$
"""
FUND_STANDS = """
    CREATE FUNCTION ledger_fund_stands() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        IF NEW.book_id <> OLD.book_id OR (OLD.restricted AND (NEW.purpose <> OLD.purpose OR NOT NEW.restricted
            OR NEW.donor_id IS DISTINCT FROM OLD.donor_id)) THEN
            RAISE 'a restricted fund keeps its purpose'
                USING ERRCODE = 'check_violation', CONSTRAINT = 'ledger_a_restricted_fund_keeps_its_purpose';
        END IF;
        RETURN NEW;
    END $$
"""
ACCOUNT_STANDS = """
    CREATE FUNCTION ledger_account_stands() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        IF (NEW.book_id, NEW.kind, NEW.fund_id, NEW.donor_id, NEW.number)
            IS DISTINCT FROM (OLD.book_id, OLD.kind, OLD.fund_id, OLD.donor_id, OLD.number) THEN
            RAISE 'an account stays what it is'
                USING ERRCODE = 'check_violation', CONSTRAINT = 'ledger_an_account_stays_what_it_is';
        END IF;
        RETURN NEW;
    END $$
"""
#: Once a statement: every order has its book, an expense that is spent and a debt it is owed from.
ORDERED = f"""
    CREATE FUNCTION ledger_were_ordered() RETURNS trigger {OWNERS} AS $$
    BEGIN
        IF EXISTS (SELECT FROM added WHERE state <> 'ordered' OR run_id IS NOT NULL) OR EXISTS (
            SELECT FROM (SELECT DISTINCT book_id, code, expense_id, payable_id FROM added) o
            LEFT JOIN ledger_book b ON b.id = o.book_id AND b.code = o.code
            LEFT JOIN ledger_account e ON e.id = o.expense_id AND e.book_id = o.book_id AND e.kind = 'expense'
            LEFT JOIN ledger_account p ON p.id = o.payable_id AND p.book_id = o.book_id AND p.kind = 'payable'
            WHERE b.id IS NULL OR e.id IS NULL OR p.id IS NULL
        ) THEN
            RAISE 'an order is of the book' USING ERRCODE = 'check_violation', CONSTRAINT = 'ledger_an_order_is_of_the_book';
        END IF;
        -- Another attempt follows one the bank brought back, with the same sum for the same person.
        IF EXISTS (
            SELECT FROM added a LEFT JOIN ledger_order o ON o.source = a.source AND o.source_id = a.source_id
                AND o.attempt = a.attempt - 1 AND o.state = 'returned' AND o.recalled_at IS NULL
                AND o.fen = a.fen AND o.payee_id = a.payee_id AND o.book_id = a.book_id
            WHERE a.attempt > 1 AND o.id IS NULL
        ) THEN
            RAISE 'an attempt follows one that came back'
                USING ERRCODE = 'check_violation', CONSTRAINT = 'ledger_an_attempt_follows_one_that_came_back';
        END IF;
        RETURN NULL;
    END $$
"""  # noqa: S608
ORDER_STANDS = """
    CREATE FUNCTION ledger_order_stands() RETURNS trigger LANGUAGE plpgsql AS $$
    DECLARE stage text;
    BEGIN
        IF (NEW.id, NEW.public_id, NEW.book_id, NEW.payee_id, NEW.fen, NEW.source, NEW.source_id, NEW.attempt,
            NEW.expense_id, NEW.payable_id, NEW.purpose) IS DISTINCT FROM
            (OLD.id, OLD.public_id, OLD.book_id, OLD.payee_id, OLD.fen, OLD.source, OLD.source_id, OLD.attempt,
            OLD.expense_id, OLD.payable_id, OLD.purpose) THEN
            RAISE 'an order keeps its sum and its payee'
                USING ERRCODE = 'check_violation', CONSTRAINT = 'ledger_an_order_keeps_its_sum_and_its_payee';
        END IF;
        IF NEW.state <> OLD.state AND (OLD.state || '>' || NEW.state) NOT IN (
            'ordered>batched', 'ordered>cancelled', 'batched>ordered', 'batched>cancelled', 'batched>released',
            'released>paid', 'released>returned', 'paid>returned') THEN
            RAISE 'an order takes one step' USING ERRCODE = 'check_violation', CONSTRAINT = 'ledger_an_order_takes_one_step';
        END IF;
        IF NEW.run_id IS DISTINCT FROM OLD.run_id OR (NEW.state <> OLD.state AND OLD.state = 'batched') THEN
            SELECT r.state INTO stage FROM ledger_run r
                WHERE r.id = coalesce(NEW.run_id, OLD.run_id) AND r.book_id = NEW.book_id;
            IF stage IS NULL OR (NEW.run_id IS DISTINCT FROM OLD.run_id AND (
                (NEW.run_id IS NOT NULL AND (OLD.run_id IS NOT NULL OR stage <> 'drafted'))
                OR (NEW.run_id IS NULL AND (NEW.state <> 'ordered'
                    OR stage NOT IN ('drafted', 'proposed', 'reviewed', 'approved', 'cancelled')))))
                OR (NEW.state = 'released' AND stage <> 'released') THEN
                RAISE 'nobody joins a run once it is proposed' USING ERRCODE = 'check_violation',
                    CONSTRAINT = 'ledger_nobody_joins_a_run_once_it_is_proposed';
            END IF;
        END IF;
        RETURN NEW;
    END $$
"""
#: A hand is lent by whoever it belongs to, once, in a run that pays neither her nor a relative she has declared.
RUN_STANDS = f"""
    CREATE FUNCTION ledger_run_stands() RETURNS trigger {OWNERS} AS $$
    DECLARE
        before text := coalesce(current_setting('hexian.system', true), '');
        former bigint[];
        hands bigint[] := ARRAY[NEW.proposed_by, NEW.reviewed_by, NEW.seconded_by, NEW.approved_by, NEW.released_by];
        lent boolean := false;
        found_count bigint;
        found_fen bigint;
    BEGIN
        IF TG_OP = 'INSERT' THEN
            IF NEW.state <> 'drafted' OR NOT hands = ARRAY[NULL, NULL, NULL, NULL, NULL]::bigint[] THEN
                RAISE 'a run begins as a draft' USING ERRCODE = 'check_violation', CONSTRAINT = 'ledger_a_run_begins_as_a_draft';
            END IF;
            IF NOT EXISTS (SELECT FROM ledger_account a JOIN ledger_book b ON b.id = a.book_id
                WHERE a.id = NEW.money_id AND a.kind = 'money' AND b.id = NEW.book_id AND b.code = NEW.code) THEN
                RAISE 'a run is paid from its book' USING ERRCODE = 'check_violation',
                    CONSTRAINT = 'ledger_a_run_is_paid_from_its_book';
            END IF;
            RETURN NEW;
        END IF;
        IF (NEW.book_id, NEW.number, NEW.public_id) IS DISTINCT FROM (OLD.book_id, OLD.number, OLD.public_id)
            OR (OLD.state <> 'drafted' AND (NEW.money_id, NEW.count, NEW.fen, NEW.digest, NEW.needs_review,
                NEW.needs_second, NEW.params) IS DISTINCT FROM (OLD.money_id, OLD.count, OLD.fen, OLD.digest,
                OLD.needs_review, OLD.needs_second, OLD.params)
                AND NEW.state <> 'drafted') THEN
            RAISE 'a proposed run stays as it is' USING ERRCODE = 'check_violation',
                CONSTRAINT = 'ledger_a_proposed_run_stays_as_it_is';
        END IF;
        IF NEW.state <> OLD.state AND (OLD.state || '>' || NEW.state) NOT IN (
            'drafted>proposed', 'drafted>cancelled', 'proposed>reviewed', 'proposed>approved', 'proposed>drafted',
            'reviewed>approved', 'reviewed>drafted', 'approved>drafted', 'approved>released', 'released>answered',
            'answered>closed') THEN
            RAISE 'a run takes one step' USING ERRCODE = 'check_violation', CONSTRAINT = 'ledger_a_run_takes_one_step';
        END IF;
        former := ARRAY[OLD.proposed_by, OLD.reviewed_by, OLD.seconded_by, OLD.approved_by, OLD.released_by];
        FOR i IN 1..5 LOOP
            IF hands[i] IS DISTINCT FROM former[i] THEN
                IF hands[i] IS NULL THEN
                    IF NEW.state <> 'drafted' THEN
                        RAISE 'a hand that was lent stays' USING ERRCODE = 'check_violation',
                            CONSTRAINT = 'ledger_a_hand_is_lent_by_its_owner';
                    END IF;
                ELSIF former[i] IS NOT NULL OR NOT coalesce(hexian_is(hands[i]), false) THEN
                    RAISE 'a hand is lent by its owner' USING ERRCODE = 'check_violation',
                        CONSTRAINT = 'ledger_a_hand_is_lent_by_its_owner';
                ELSE
                    lent := true;
                END IF;
            END IF;
        END LOOP;
        IF NEW.state = 'drafted' AND OLD.state <> 'drafted' AND NOT hands = ARRAY[NULL, NULL, NULL, NULL, NULL]::bigint[] THEN
            RAISE 'a draft has no hands' USING ERRCODE = 'check_violation', CONSTRAINT = 'ledger_a_hand_is_lent_by_its_owner';
        END IF;
        IF NEW.state = 'proposed' AND OLD.state = 'drafted' THEN
            SELECT count(*), coalesce(sum(o.fen), 0) INTO found_count, found_fen
                FROM ledger_order o WHERE o.run_id = NEW.id AND o.state = 'batched';
            IF found_count = 0 OR found_count <> NEW.count OR found_fen <> NEW.fen THEN
                RAISE 'a run adds up' USING ERRCODE = 'check_violation', CONSTRAINT = 'ledger_a_run_adds_up';
            END IF;
        END IF;
        IF lent THEN
            PERFORM set_config('hexian.system', 'on', true);
            IF EXISTS (
                SELECT FROM ledger_order o WHERE o.run_id = NEW.id AND o.state = 'batched' AND (
                    o.payee_id = ANY (hands)
                    OR EXISTS (
                        SELECT FROM ledger_relation r WHERE r.ended_at IS NULL AND (
                            (r.person_id = ANY (hands) AND r.relative_id = o.payee_id)
                            OR (r.person_id = o.payee_id AND r.relative_id = ANY (hands))))
                    OR EXISTS (
                        SELECT FROM ledger_relation r JOIN people_person p ON p.id_index = r.relative_index
                        WHERE r.ended_at IS NULL AND r.person_id = ANY (hands) AND p.id = o.payee_id))
            ) THEN
                RAISE 'nobody signs her own or her relatives'' money' USING ERRCODE = 'check_violation',
                    CONSTRAINT = 'ledger_nobody_signs_her_own_money';
            END IF;
            PERFORM set_config('hexian.system', before, true);
        END IF;
        RETURN NEW;
    END $$
"""  # noqa: S608


def on(name: str, when: str, table: str, function: str, condition: str = "") -> migrations.RunSQL:
    """A trigger for each row."""
    return migrations.RunSQL(
        f"CREATE TRIGGER {name} {when} ON {table} FOR EACH ROW {condition} EXECUTE FUNCTION {function}",
        f"DROP TRIGGER {name} ON {table}",
    )


def stays(table: str) -> migrations.RunSQL:
    """Rows of a book are not deleted."""
    return on(f"{table}_is_kept", "BEFORE DELETE", table, "hexian_refuse('what was booked is never removed')")


FUNCTIONS = {
    "ledger_posted": POSTED, "ledger_posting_stands": POSTING_STANDS, "ledger_only_by_posting": BY_POSTING,
    "ledger_book_stands": BOOK_STANDS, "ledger_fund_stands": FUND_STANDS, "ledger_account_stands": ACCOUNT_STANDS,
    "ledger_were_ordered": ORDERED, "ledger_order_stands": ORDER_STANDS, "ledger_run_stands": RUN_STANDS,
}  # fmt: skip
BY = "ledger_only_by_posting()"
STATEMENTS = {
    "ledger_posting": "ledger_posted", "ledger_order": "ledger_were_ordered",
}  # fmt: skip
TRIGGERS = [
    *(migrations.RunSQL(body, f"DROP FUNCTION {name}()") for name, body in FUNCTIONS.items()),
    *(
        migrations.RunSQL(
            f"CREATE TRIGGER {function} AFTER INSERT ON {table} REFERENCING NEW TABLE AS added"
            f" FOR EACH STATEMENT EXECUTE FUNCTION {function}()",
            f"DROP TRIGGER {function} ON {table}",
        )
        for table, function in STATEMENTS.items()
    ),
    # Few postings are reversals: the others need not be kept in that index.
    migrations.RunSQL(
        [
            "ALTER TABLE ledger_posting DROP CONSTRAINT ledger_posting_reverses_id_key",
            "CREATE UNIQUE INDEX ledger_posting_reverses_id_key ON ledger_posting (reverses_id) WHERE reverses_id IS NOT NULL",
        ],
        [
            "DROP INDEX ledger_posting_reverses_id_key",
            "ALTER TABLE ledger_posting ADD CONSTRAINT ledger_posting_reverses_id_key UNIQUE (reverses_id)",
        ],
    ),
    on("ledger_posting_stands", "BEFORE UPDATE OR DELETE", "ledger_posting", "ledger_posting_stands()"),
    migrations.RunSQL(
        "CREATE TRIGGER ledger_postings_stay BEFORE TRUNCATE ON ledger_posting FOR EACH STATEMENT"
        " EXECUTE FUNCTION hexian_refuse('a posting is never changed or removed')",
        "DROP TRIGGER ledger_postings_stay ON ledger_posting",
    ),
    # After the row: row security speaks first.
    on("ledger_a_new_account_is_empty", "AFTER INSERT", "ledger_account", BY, "WHEN (NEW.balance_fen <> 0)"),
    on("ledger_balances_by_posting", "BEFORE UPDATE", "ledger_account", BY,
       "WHEN (NEW.balance_fen IS DISTINCT FROM OLD.balance_fen)"),
    on("ledger_a_new_fund_is_empty", "AFTER INSERT", "ledger_fund", BY, "WHEN (NEW.free_fen <> 0)"),
    on("ledger_funds_by_posting", "BEFORE UPDATE", "ledger_fund", BY,
       "WHEN (NEW.free_fen IS DISTINCT FROM OLD.free_fen)"),
    on("ledger_turnover_begins_by_posting", "AFTER INSERT OR DELETE", "ledger_turnover", BY),
    on("ledger_turnover_by_posting", "BEFORE UPDATE", "ledger_turnover", BY,
       "WHEN ((NEW.account_id, NEW.month, NEW.debit_fen, NEW.credit_fen)"
       " IS DISTINCT FROM (OLD.account_id, OLD.month, OLD.debit_fen, OLD.credit_fen))"),
    on("ledger_book_stands", "BEFORE UPDATE", "ledger_book", "ledger_book_stands()"),
    on("ledger_fund_stands", "BEFORE UPDATE", "ledger_fund", "ledger_fund_stands()"),
    on("ledger_account_stands", "BEFORE UPDATE", "ledger_account", "ledger_account_stands()"),
    on("ledger_order_stands", "BEFORE UPDATE", "ledger_order", "ledger_order_stands()"),
    on("ledger_run_begins", "AFTER INSERT", "ledger_run", "ledger_run_stands()"),
    on("ledger_run_stands", "BEFORE UPDATE", "ledger_run", "ledger_run_stands()"),
    *(stays(f"ledger_{table}") for table in ("book", "fund", "account", "order", "run", "gift", "pledge")),
]  # fmt: skip


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("access", "0001_row_security_helpers"),
        ("orgs", "0009_what_can_be_given_back"),
        ("people", "0008_tries_of_a_code"),
    ]

    operations = [
        migrations.CreateModel(
            name="Reply",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("code", hexian.foundation.access.fields.CodeField(db_collation="C")),
                ("file_name", models.TextField()),
                ("sha256", models.TextField()),
                ("counts", models.JSONField(default=dict)),
                ("fen", models.JSONField(default=dict)),
                ("read_by", models.BigIntegerField(null=True)),
                ("read_at", models.DateTimeField()),
                ("applied_by", models.BigIntegerField(null=True)),
                ("applied_at", models.DateTimeField(null=True)),
                ("dropped_at", models.DateTimeField(null=True)),
            ],
            options={
                "db_table": "ledger_reply",
            },
        ),
        migrations.CreateModel(
            name="Book",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("code", hexian.foundation.access.fields.CodeField(db_collation="C")),
                ("name", models.TextField()),
                ("opened_on", models.DateField()),
                ("closed_through", models.DateField(null=True)),
                ("bank_name", models.TextField(blank=True, default="")),
                ("bank_holder", models.TextField(blank=True, default="")),
                ("bank_number", models.TextField(blank=True, default="")),
                ("last_run", models.IntegerField(default=0)),
                ("is_demo", models.BooleanField(default=False)),
                ("created_at", models.DateTimeField()),
                (
                    "org",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="orgs.organisation"
                    ),
                ),
            ],
            options={
                "db_table": "ledger_book",
                "indexes": [
                    models.Index(fields=["code"], name="ledger_book_by_place"),
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("org", "name"), name="ledger_one_book_per_name"),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("closed_through__isnull", True),
                            ("closed_through__gte", models.F("opened_on")),
                            _connector="OR",
                        ),
                        name="ledger_a_book_is_closed_after_it_was_opened",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Account",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("code", hexian.foundation.access.fields.CodeField(db_collation="C")),
                ("number", models.TextField(db_collation="C")),
                ("name", models.TextField()),
                ("kind", models.TextField()),
                ("balance_fen", models.BigIntegerField(default=0)),
                (
                    "book",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="accounts", to="ledger.book"
                    ),
                ),
            ],
            options={
                "db_table": "ledger_account",
                "constraints": [
                    models.UniqueConstraint(fields=("book", "number"), name="ledger_one_account_per_number"),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "kind__in",
                                [
                                    hexian.domains.ledger.rules.books.AccountKind["MONEY"],
                                    hexian.domains.ledger.rules.books.AccountKind["RECEIVABLE"],
                                    hexian.domains.ledger.rules.books.AccountKind["PAYABLE"],
                                    hexian.domains.ledger.rules.books.AccountKind["FUND"],
                                    hexian.domains.ledger.rules.books.AccountKind["INCOME"],
                                    hexian.domains.ledger.rules.books.AccountKind["EXPENSE"],
                                ],
                            )
                        ),
                        name="ledger_account_kind_is_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("kind", hexian.domains.ledger.rules.books.AccountKind["MONEY"]), _negated=True),
                            ("balance_fen__gte", 0),
                            _connector="OR",
                        ),
                        name="ledger_money_is_never_below_zero",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("kind", hexian.domains.ledger.rules.books.AccountKind["RECEIVABLE"]), _negated=True
                            ),
                            ("balance_fen__gte", 0),
                            _connector="OR",
                        ),
                        name="ledger_nobody_repays_more_than_she_owes",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("kind", hexian.domains.ledger.rules.books.AccountKind["PAYABLE"]), _negated=True),
                            ("balance_fen__lte", 0),
                            _connector="OR",
                        ),
                        name="ledger_nothing_is_paid_that_is_not_owed",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Budget",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("code", hexian.foundation.access.fields.CodeField(db_collation="C")),
                ("year", models.IntegerField()),
                ("fen", models.BigIntegerField()),
                ("set_by", models.BigIntegerField(null=True)),
                ("set_at", models.DateTimeField()),
                (
                    "account",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="budgets", to="ledger.account"
                    ),
                ),
            ],
            options={
                "db_table": "ledger_budget",
                "constraints": [
                    models.UniqueConstraint(fields=("account", "year"), name="ledger_one_budget_a_year"),
                    models.CheckConstraint(condition=models.Q(("fen__gte", 0)), name="ledger_a_budget_is_not_negative"),
                ],
            },
        ),
        migrations.CreateModel(
            name="Donor",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("code", hexian.foundation.access.fields.CodeField(db_collation="C")),
                ("name", models.TextField()),
                ("kind", models.TextField()),
                ("person_id", models.BigIntegerField(null=True)),
                ("is_anonymous", models.BooleanField(default=False)),
                (
                    "book",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="donors", to="ledger.book"
                    ),
                ),
            ],
            options={
                "db_table": "ledger_donor",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "kind__in",
                                [
                                    hexian.domains.ledger.rules.books.DonorKind["EMPLOYER"],
                                    hexian.domains.ledger.rules.books.DonorKind["UNION"],
                                    hexian.domains.ledger.rules.books.DonorKind["BODY"],
                                    hexian.domains.ledger.rules.books.DonorKind["PERSON"],
                                ],
                            )
                        ),
                        name="ledger_donor_kind_is_known",
                    ),
                    models.UniqueConstraint(fields=("book", "name", "kind"), name="ledger_one_donor_per_name"),
                ],
            },
        ),
        migrations.AddField(
            model_name="account",
            name="donor",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="ledger.donor"
            ),
        ),
        migrations.CreateModel(
            name="Fund",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("code", hexian.foundation.access.fields.CodeField(db_collation="C")),
                ("name", models.TextField()),
                ("purpose", models.TextField()),
                ("restricted", models.BooleanField(default=True)),
                ("is_public", models.BooleanField(default=False)),
                ("licence", models.TextField(blank=True, default="")),
                ("free_fen", models.BigIntegerField(default=0)),
                ("guarantee_fen", models.BigIntegerField(default=0)),
                ("ended_on", models.DateField(null=True)),
                ("created_at", models.DateTimeField()),
                (
                    "book",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="funds", to="ledger.book"
                    ),
                ),
                (
                    "donor",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="ledger.donor"
                    ),
                ),
            ],
            options={
                "db_table": "ledger_fund",
                "constraints": [
                    models.UniqueConstraint(fields=("book", "name"), name="ledger_one_fund_per_name"),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "free_fen__gte",
                                django.db.models.expressions.CombinedExpression(
                                    models.F("guarantee_fen"), "*", models.Value(-1)
                                ),
                            )
                        ),
                        name="ledger_a_fund_is_not_overspent",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("guarantee_fen__gte", 0)), name="ledger_a_guarantee_is_not_negative"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("is_public", False), models.Q(("licence", ""), _negated=True), _connector="OR"
                        ),
                        name="ledger_public_collecting_has_a_licence",
                    ),
                ],
            },
        ),
        migrations.AddField(
            model_name="account",
            name="fund",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="accounts", to="ledger.fund"
            ),
        ),
        migrations.CreateModel(
            name="PayeeAccount",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("code", hexian.foundation.access.fields.CodeField(db_collation="C")),
                ("bank_name", models.TextField()),
                ("province", models.TextField(blank=True, default="")),
                ("city", models.TextField(blank=True, default="")),
                ("card", models.BinaryField(null=True)),
                ("tail", models.TextField()),
                ("holder", models.TextField()),
                ("is_active", models.BooleanField(default=True)),
                ("checked_at", models.DateTimeField(null=True)),
                ("added_by", models.BigIntegerField(null=True)),
                ("added_at", models.DateTimeField()),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="people.person"
                    ),
                ),
            ],
            options={
                "db_table": "ledger_payee_account",
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("is_active", True)), fields=("person",), name="ledger_one_active_card_each"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("tail__regex", "^[0-9]{4}$")), name="ledger_a_card_shows_four_digits"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="PaymentOrder",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "book",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="orders",
                        to="ledger.book",
                    ),
                ),
                (
                    "payee",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="people.person",
                    ),
                ),
                ("fen", models.BigIntegerField()),
                ("source_id", models.BigIntegerField()),
                (
                    "expense",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="ledger.account",
                    ),
                ),
                (
                    "payable",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="ledger.account",
                    ),
                ),
                ("ordered_at", models.DateTimeField()),
                ("attempt", models.IntegerField(default=1)),
                ("code", hexian.foundation.access.fields.CodeField(db_collation="C")),
                ("source", models.TextField()),
                ("state", models.TextField(default="ordered")),
                ("purpose", models.TextField()),
                ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("position", models.IntegerField(null=True)),
                ("recalled_at", models.DateTimeField(null=True)),
                ("bank_on", models.DateField(null=True)),
                ("bank_ref", models.TextField(blank=True, default="")),
                ("bank_code", models.TextField(blank=True, default="")),
                ("bank_reason", models.TextField(blank=True, default="")),
                ("released_at", models.DateTimeField(null=True)),
                ("ended_at", models.DateTimeField(null=True)),
                (
                    "account",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="ledger.payeeaccount",
                    ),
                ),
            ],
            options={
                "db_table": "ledger_order",
                "indexes": [
                    models.Index(
                        condition=models.Q(("state", "ordered")), fields=["book", "id"], name="ledger_order_waiting"
                    ),
                    models.Index(
                        condition=models.Q(("state", "returned")), fields=["book", "id"], name="ledger_order_returned"
                    ),
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("source", "source_id", "attempt"), name="ledger_ordered_once"),
                    models.CheckConstraint(condition=models.Q(("fen__gt", 0)), name="ledger_an_order_is_above_zero"),
                    models.CheckConstraint(
                        condition=models.Q(("attempt__gte", 1)), name="ledger_attempts_count_from_one"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "state__in",
                                [
                                    hexian.domains.ledger.rules.runs.Order["ORDERED"],
                                    hexian.domains.ledger.rules.runs.Order["BATCHED"],
                                    hexian.domains.ledger.rules.runs.Order["RELEASED"],
                                    hexian.domains.ledger.rules.runs.Order["PAID"],
                                    hexian.domains.ledger.rules.runs.Order["RETURNED"],
                                    hexian.domains.ledger.rules.runs.Order["CANCELLED"],
                                ],
                            )
                        ),
                        name="ledger_order_state_is_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state__in", ["released", "paid"]), _negated=True),
                            models.Q(("account__isnull", False), ("position__isnull", False)),
                            _connector="OR",
                        ),
                        name="ledger_what_is_released_has_a_card",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Pledge",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("code", hexian.foundation.access.fields.CodeField(db_collation="C")),
                ("yearly_fen", models.BigIntegerField()),
                ("cap_fen", models.BigIntegerField()),
                ("first_year", models.IntegerField()),
                ("basis", models.TextField()),
                ("is_fines", models.BooleanField(default=False)),
                ("ended_on", models.DateField(null=True)),
                ("made_at", models.DateTimeField()),
                (
                    "donor",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="pledges", to="ledger.donor"
                    ),
                ),
                (
                    "fund",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="pledges", to="ledger.fund"
                    ),
                ),
            ],
            options={
                "db_table": "ledger_pledge",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("cap_fen__gte", models.F("yearly_fen")), ("yearly_fen__gt", 0)),
                        name="ledger_a_pledge_reaches_its_cap",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Posting",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "book",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="postings",
                        to="ledger.book",
                    ),
                ),
                (
                    "debit",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="ledger.account",
                    ),
                ),
                (
                    "credit",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="ledger.account",
                    ),
                ),
                ("fen", models.BigIntegerField()),
                ("at", models.DateTimeField()),
                ("on", models.DateField()),
                ("batch", models.UUIDField()),
                ("code", hexian.foundation.access.fields.CodeField(db_collation="C")),
                ("source", models.TextField()),
                (
                    "order",
                    models.ForeignKey(
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="postings",
                        to="ledger.paymentorder",
                    ),
                ),
                ("source_id", models.BigIntegerField(null=True)),
                (
                    "reverses",
                    models.OneToOneField(
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="reversed_by",
                        to="ledger.posting",
                    ),
                ),
                ("memo", models.TextField(blank=True, default="")),
                ("posted_by", models.BigIntegerField(null=True)),
            ],
            options={
                "db_table": "ledger_posting",
                "indexes": [
                    models.Index(fields=["debit", "id"], name="ledger_posting_by_debit"),
                    models.Index(fields=["credit", "id"], name="ledger_posting_by_credit"),
                ],
                "constraints": [
                    models.CheckConstraint(condition=models.Q(("fen__gt", 0)), name="ledger_a_posting_is_above_zero"),
                    models.CheckConstraint(
                        condition=models.Q(("debit", models.F("credit")), _negated=True),
                        name="ledger_a_posting_has_two_accounts",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("source", "ledger.paid")),
                        fields=("order",),
                        name="ledger_an_order_is_paid_once",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Gift",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("code", hexian.foundation.access.fields.CodeField(db_collation="C")),
                ("kind", models.TextField()),
                ("fen", models.BigIntegerField()),
                ("on", models.DateField()),
                ("item", models.TextField(blank=True, default="")),
                ("voucher", models.TextField(blank=True, default="")),
                ("received_at", models.DateTimeField()),
                (
                    "donor",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="gifts", to="ledger.donor"
                    ),
                ),
                (
                    "fund",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="gifts", to="ledger.fund"
                    ),
                ),
                (
                    "pledge",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="gifts", to="ledger.pledge"
                    ),
                ),
                (
                    "posting",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, related_name="gift", to="ledger.posting"
                    ),
                ),
            ],
            options={
                "db_table": "ledger_gift",
                "indexes": [
                    models.Index(fields=["fund", "on", "id"], name="ledger_gift_by_fund"),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "kind__in",
                                [
                                    hexian.domains.ledger.rules.books.GiftKind["PLEDGE"],
                                    hexian.domains.ledger.rules.books.GiftKind["GIFT"],
                                    hexian.domains.ledger.rules.books.GiftKind["SALE"],
                                ],
                            )
                        ),
                        name="ledger_gift_kind_is_known",
                    ),
                    models.CheckConstraint(condition=models.Q(("fen__gt", 0)), name="ledger_a_gift_is_above_zero"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("kind", hexian.domains.ledger.rules.books.GiftKind["PLEDGE"]),
                                ("pledge__isnull", False),
                            ),
                            models.Q(
                                models.Q(("kind", hexian.domains.ledger.rules.books.GiftKind["PLEDGE"]), _negated=True),
                                ("pledge__isnull", True),
                            ),
                            _connector="OR",
                        ),
                        name="ledger_what_keeps_a_promise_names_it",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Relation",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="people.person"
                    ),
                ),
                ("code", hexian.foundation.access.fields.CodeField(db_collation="C")),
                ("relative_id", models.BigIntegerField(null=True)),
                ("relative_sealed", models.BinaryField(null=True)),
                ("relative_index", models.BinaryField(null=True)),
                ("word", models.TextField()),
                ("declared_at", models.DateTimeField()),
                ("ended_at", models.DateTimeField(null=True)),
            ],
            options={
                "db_table": "ledger_relation",
                "indexes": [
                    models.Index(fields=["relative_id"], name="ledger_relation_by_relative"),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("relative_id__isnull", False), ("relative_index__isnull", False), _connector="OR"
                        ),
                        name="ledger_a_relation_names_somebody",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("person", models.F("relative_id")), _negated=True),
                        name="ledger_nobody_is_her_own_relative",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ReplyLine",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("code", hexian.foundation.access.fields.CodeField(db_collation="C")),
                ("row", models.IntegerField()),
                ("position", models.IntegerField(null=True)),
                ("order_id", models.BigIntegerField(null=True)),
                ("verdict", models.TextField()),
                ("fen", models.BigIntegerField(null=True)),
                ("bank_on", models.DateField(null=True)),
                ("bank_ref", models.TextField(blank=True, default="")),
                ("bank_code", models.TextField(blank=True, default="")),
                ("bank_reason", models.TextField(blank=True, default="")),
                (
                    "reply",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="lines",
                        to="ledger.reply",
                    ),
                ),
            ],
            options={
                "db_table": "ledger_reply_line",
                "constraints": [
                    models.UniqueConstraint(fields=("reply", "row"), name="ledger_one_verdict_per_row"),
                ],
            },
        ),
        migrations.CreateModel(
            name="Run",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("code", hexian.foundation.access.fields.CodeField(db_collation="C")),
                ("number", models.TextField(db_collation="C")),
                ("title", models.TextField()),
                ("state", models.TextField(default="drafted")),
                ("count", models.IntegerField(default=0)),
                ("fen", models.BigIntegerField(default=0)),
                ("digest", models.TextField(blank=True, default="")),
                ("needs_review", models.BooleanField(default=False)),
                ("needs_second", models.BooleanField(default=False)),
                ("params", models.JSONField(default=dict)),
                ("proposed_by", models.BigIntegerField(null=True)),
                ("proposed_name", models.TextField(blank=True, default="")),
                ("proposed_at", models.DateTimeField(null=True)),
                ("reviewed_by", models.BigIntegerField(null=True)),
                ("reviewed_name", models.TextField(blank=True, default="")),
                ("reviewed_at", models.DateTimeField(null=True)),
                ("seconded_by", models.BigIntegerField(null=True)),
                ("seconded_name", models.TextField(blank=True, default="")),
                ("seconded_at", models.DateTimeField(null=True)),
                ("committee", models.TextField(blank=True, default="")),
                ("approved_by", models.BigIntegerField(null=True)),
                ("approved_name", models.TextField(blank=True, default="")),
                ("approved_at", models.DateTimeField(null=True)),
                ("released_by", models.BigIntegerField(null=True)),
                ("released_name", models.TextField(blank=True, default="")),
                ("released_at", models.DateTimeField(null=True)),
                ("reason", models.TextField(blank=True, default="")),
                ("drafted_at", models.DateTimeField()),
                ("closed_at", models.DateTimeField(null=True)),
                (
                    "book",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="runs", to="ledger.book"
                    ),
                ),
                (
                    "money",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="ledger.account"
                    ),
                ),
            ],
            options={
                "db_table": "ledger_run",
                "indexes": [
                    models.Index(fields=["book", "-id"], name="ledger_run_by_book"),
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("book", "number"), name="ledger_one_run_per_number"),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "state__in",
                                [
                                    hexian.domains.ledger.rules.runs.Run["DRAFTED"],
                                    hexian.domains.ledger.rules.runs.Run["PROPOSED"],
                                    hexian.domains.ledger.rules.runs.Run["REVIEWED"],
                                    hexian.domains.ledger.rules.runs.Run["APPROVED"],
                                    hexian.domains.ledger.rules.runs.Run["RELEASED"],
                                    hexian.domains.ledger.rules.runs.Run["ANSWERED"],
                                    hexian.domains.ledger.rules.runs.Run["CLOSED"],
                                    hexian.domains.ledger.rules.runs.Run["CANCELLED"],
                                ],
                            )
                        ),
                        name="ledger_run_state_is_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("proposed_by__isnull", True),
                            ("reviewed_by__isnull", True),
                            models.Q(("proposed_by", models.F("reviewed_by")), _negated=True),
                            _connector="OR",
                        ),
                        name="ledger_proposed_and_reviewed_differ",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("proposed_by__isnull", True),
                            ("seconded_by__isnull", True),
                            models.Q(("proposed_by", models.F("seconded_by")), _negated=True),
                            _connector="OR",
                        ),
                        name="ledger_proposed_and_seconded_differ",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("proposed_by__isnull", True),
                            ("approved_by__isnull", True),
                            models.Q(("proposed_by", models.F("approved_by")), _negated=True),
                            _connector="OR",
                        ),
                        name="ledger_proposed_and_approved_differ",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("proposed_by__isnull", True),
                            ("released_by__isnull", True),
                            models.Q(("proposed_by", models.F("released_by")), _negated=True),
                            _connector="OR",
                        ),
                        name="ledger_proposed_and_released_differ",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("reviewed_by__isnull", True),
                            ("seconded_by__isnull", True),
                            models.Q(("reviewed_by", models.F("seconded_by")), _negated=True),
                            _connector="OR",
                        ),
                        name="ledger_reviewed_and_seconded_differ",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("reviewed_by__isnull", True),
                            ("approved_by__isnull", True),
                            models.Q(("reviewed_by", models.F("approved_by")), _negated=True),
                            _connector="OR",
                        ),
                        name="ledger_reviewed_and_approved_differ",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("reviewed_by__isnull", True),
                            ("released_by__isnull", True),
                            models.Q(("reviewed_by", models.F("released_by")), _negated=True),
                            _connector="OR",
                        ),
                        name="ledger_reviewed_and_released_differ",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("seconded_by__isnull", True),
                            ("approved_by__isnull", True),
                            models.Q(("seconded_by", models.F("approved_by")), _negated=True),
                            _connector="OR",
                        ),
                        name="ledger_seconded_and_approved_differ",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("seconded_by__isnull", True),
                            ("released_by__isnull", True),
                            models.Q(("seconded_by", models.F("released_by")), _negated=True),
                            _connector="OR",
                        ),
                        name="ledger_seconded_and_released_differ",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("approved_by__isnull", True),
                            ("released_by__isnull", True),
                            models.Q(("approved_by", models.F("released_by")), _negated=True),
                            _connector="OR",
                        ),
                        name="ledger_approved_and_released_differ",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("state__in", ["proposed", "reviewed", "approved", "released", "answered", "closed"]),
                                _negated=True,
                            ),
                            ("proposed_by__isnull", False),
                            _connector="OR",
                        ),
                        name="ledger_a_proposed_run_has_who_proposed_it",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state__in", ["approved", "released", "answered", "closed"]), _negated=True),
                            models.Q(
                                ("approved_by__isnull", False),
                                models.Q(("needs_review", False), ("reviewed_by__isnull", False), _connector="OR"),
                                models.Q(
                                    ("needs_second", False),
                                    ("seconded_by__isnull", False),
                                    models.Q(("committee", ""), _negated=True),
                                    _connector="OR",
                                ),
                            ),
                            _connector="OR",
                        ),
                        name="ledger_an_approved_run_has_every_hand_it_needs",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state__in", ["released", "answered", "closed"]), _negated=True),
                            models.Q(("released_at__isnull", False), ("released_by__isnull", False)),
                            _connector="OR",
                        ),
                        name="ledger_a_released_run_has_who_released_it",
                    ),
                ],
            },
        ),
        migrations.AddField(
            model_name="reply",
            name="run",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="replies", to="ledger.run"
            ),
        ),
        migrations.AddField(
            model_name="paymentorder",
            name="run",
            field=models.ForeignKey(
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="orders",
                to="ledger.run",
            ),
        ),
        migrations.CreateModel(
            name="Turnover",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("month", models.DateField()),
                ("code", hexian.foundation.access.fields.CodeField(db_collation="C")),
                ("debit_fen", models.BigIntegerField(default=0)),
                ("credit_fen", models.BigIntegerField(default=0)),
                (
                    "account",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="turnover",
                        to="ledger.account",
                    ),
                ),
            ],
            options={
                "db_table": "ledger_turnover",
                "constraints": [
                    models.UniqueConstraint(fields=("account", "month"), name="ledger_one_turnover_a_month"),
                ],
            },
        ),
        migrations.AddConstraint(
            model_name="account",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("fund__isnull", False), ("kind__in", ["fund", "income", "expense"])),
                    models.Q(
                        models.Q(("kind__in", ["fund", "income", "expense"]), _negated=True), ("fund__isnull", True)
                    ),
                    _connector="OR",
                ),
                name="ledger_what_comes_and_goes_has_its_fund",
            ),
        ),
        migrations.AddConstraint(
            model_name="reply",
            constraint=models.UniqueConstraint(
                condition=models.Q(("dropped_at__isnull", True)),
                fields=("run", "sha256"),
                name="ledger_a_reply_comes_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="paymentorder",
            constraint=models.UniqueConstraint(
                condition=models.Q(("position__isnull", False)),
                fields=("run", "position"),
                name="ledger_one_line_per_position",
            ),
        ),
        migrations.AddConstraint(
            model_name="paymentorder",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state__in", ["batched", "released", "paid"]), _negated=True),
                    ("run__isnull", False),
                    _connector="OR",
                ),
                name="ledger_what_goes_to_the_bank_goes_in_a_run",
            ),
        ),
        *TRIGGERS,
    ]
