"""A part of a payment may be owed back: how much of it stands with the order, and what comes back is due for the rest.

The two functions are those of migration 0001 but for what is owed back.  Payments recalled before are owed back whole.
"""

from django.db import migrations, models

OWNERS = "LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp"
#: Once a statement: every order has its book, an expense that is spent and a debt it is owed from.
ORDERED = f"""
    CREATE OR REPLACE FUNCTION ledger_were_ordered() RETURNS trigger {OWNERS} AS $$
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
        -- Another attempt follows one the bank brought back, with what of it is still due, for the same person.
        IF EXISTS (
            SELECT FROM added a LEFT JOIN ledger_order o ON o.source = a.source AND o.source_id = a.source_id
                AND o.attempt = a.attempt - 1 AND o.state = 'returned' AND o.recalled_at IS NULL
                AND o.fen - coalesce(o.owed_fen, 0) = a.fen AND o.payee_id = a.payee_id AND o.book_id = a.book_id
            WHERE a.attempt > 1 AND o.id IS NULL
        ) THEN
            RAISE 'an attempt follows one that came back'
                USING ERRCODE = 'check_violation', CONSTRAINT = 'ledger_an_attempt_follows_one_that_came_back';
        END IF;
        RETURN NULL;
    END $$
"""  # noqa: S608
ORDER_STANDS = """
    CREATE OR REPLACE FUNCTION ledger_order_stands() RETURNS trigger LANGUAGE plpgsql AS $$
    DECLARE stage text;
    BEGIN
        IF (NEW.id, NEW.public_id, NEW.book_id, NEW.payee_id, NEW.fen, NEW.source, NEW.source_id, NEW.attempt,
            NEW.expense_id, NEW.payable_id, NEW.purpose) IS DISTINCT FROM
            (OLD.id, OLD.public_id, OLD.book_id, OLD.payee_id, OLD.fen, OLD.source, OLD.source_id, OLD.attempt,
            OLD.expense_id, OLD.payable_id, OLD.purpose) THEN
            RAISE 'an order keeps its sum and its payee'
                USING ERRCODE = 'check_violation', CONSTRAINT = 'ledger_an_order_keeps_its_sum_and_its_payee';
        END IF;
        IF NEW.owed_fen IS DISTINCT FROM OLD.owed_fen AND (NEW.owed_fen < 0 OR NEW.owed_fen > NEW.fen
            OR NEW.state NOT IN ('released', 'paid')) THEN
            RAISE 'of a payment no more is owed back than went out'
                USING ERRCODE = 'check_violation', CONSTRAINT = 'ledger_no_more_is_owed_back_than_went_out';
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
FILL = [
    "SELECT set_config('hexian.system', 'on', true)",
    "UPDATE ledger_order SET owed_fen = fen WHERE recalled_at IS NOT NULL AND state IN ('released', 'paid')",
    "SELECT set_config('hexian.system', '', true)",
]


class Migration(migrations.Migration):
    dependencies = [("ledger", "0005_run_and_card_by_trigger")]
    operations = [
        migrations.AddField("paymentorder", "owed_fen", models.BigIntegerField(null=True)),
        migrations.RunSQL(ORDERED, migrations.RunSQL.noop),
        migrations.RunSQL(ORDER_STANDS, migrations.RunSQL.noop),
        migrations.RunSQL(FILL, migrations.RunSQL.noop),
    ]
