"""What was ordered at once is gone through once: a portion of fifty thousand orders was read three times.

The function is that of migration 0006 but for that.
"""

from django.db import migrations

OWNERS = "LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp"
ORDERED = f"""
    CREATE OR REPLACE FUNCTION ledger_were_ordered() RETURNS trigger {OWNERS} AS $$
    DECLARE
        books bigint[]; codes text[]; expenses bigint[]; debts bigint[]; elsewhere boolean; attempts integer;
    BEGIN
        SELECT array_agg(book_id), array_agg(code), array_agg(expense_id), array_agg(payable_id), bool_or(begun),
            max(last) INTO books, codes, expenses, debts, elsewhere, attempts
        FROM (
            SELECT book_id, code, expense_id, payable_id, bool_or(state <> 'ordered' OR run_id IS NOT NULL) AS begun,
                max(attempt) AS last
            FROM added GROUP BY book_id, code, expense_id, payable_id
        ) g;
        -- Every order has its book, an expense that is spent and a debt it is owed from.
        IF elsewhere OR EXISTS (
            SELECT FROM unnest(books, codes, expenses, debts) AS o (book_id, code, expense_id, payable_id)
            LEFT JOIN ledger_book b ON b.id = o.book_id AND b.code = o.code
            LEFT JOIN ledger_account e ON e.id = o.expense_id AND e.book_id = o.book_id AND e.kind = 'expense'
            LEFT JOIN ledger_account p ON p.id = o.payable_id AND p.book_id = o.book_id AND p.kind = 'payable'
            WHERE b.id IS NULL OR e.id IS NULL OR p.id IS NULL
        ) THEN
            RAISE 'an order is of the book' USING ERRCODE = 'check_violation', CONSTRAINT = 'ledger_an_order_is_of_the_book';
        END IF;
        -- Another attempt follows one the bank brought back, with what of it is still due, for the same person.
        IF attempts > 1 AND EXISTS (
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


class Migration(migrations.Migration):
    dependencies = [("ledger", "0007_what_is_owed_back_is_found")]
    operations = [migrations.RunSQL(ORDERED, migrations.RunSQL.noop)]
