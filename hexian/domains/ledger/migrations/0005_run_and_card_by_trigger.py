"""An order's run and card are looked up when it is given them, not a million times when it has none yet.

PostgreSQL queues a check of every foreign key for every new row, empty keys too, and works them off at the commit.  A
new order has no run (`ledger_were_ordered`) and no card; the run it is given is checked by `ledger_order_stands`, the
card here; and neither runs nor cards are ever deleted.
"""

import django.db.models.deletion
from django.db import migrations, models
from django.db.models import Q

CARD = """
    CREATE FUNCTION ledger_order_goes_to_its_payee() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
    DECLARE
        before text := coalesce(current_setting('hexian.system', true), '');
        is_hers boolean;
    BEGIN
        PERFORM set_config('hexian.system', 'on', true);
        is_hers := EXISTS (
            SELECT FROM ledger_payee_account a WHERE a.id = NEW.account_id AND a.person_id = NEW.payee_id);
        PERFORM set_config('hexian.system', before, true);
        IF NOT is_hers THEN
            RAISE 'an order goes to a card of its payee' USING ERRCODE = 'check_violation',
                CONSTRAINT = 'ledger_an_order_goes_to_its_payee';
        END IF;
        RETURN NEW;
    END $$
"""


def key(to: str, related_name: str) -> models.ForeignKey:
    """A key PostgreSQL does not check by itself."""
    return models.ForeignKey(
        to=to, related_name=related_name, null=True, on_delete=django.db.models.deletion.PROTECT, db_index=False,
        db_constraint=False,
    )  # fmt: skip


class Migration(migrations.Migration):
    dependencies = [("ledger", "0004_lines_of_a_run_are_counted_once")]
    operations = [
        migrations.AlterField("paymentorder", "account", key("ledger.payeeaccount", "+")),
        migrations.AlterField("paymentorder", "run", key("ledger.run", "orders")),
        migrations.AddConstraint(
            "paymentorder",
            models.CheckConstraint(
                condition=~Q(state="ordered") | Q(account__isnull=True), name="ledger_what_waits_has_no_card_yet"
            ),
        ),
        migrations.RunSQL(CARD, "DROP FUNCTION ledger_order_goes_to_its_payee()"),
        migrations.RunSQL(
            "CREATE TRIGGER ledger_order_goes_to_its_payee BEFORE UPDATE OF account_id ON ledger_order FOR EACH ROW"
            " WHEN (NEW.account_id IS NOT NULL AND NEW.account_id IS DISTINCT FROM OLD.account_id)"
            " EXECUTE FUNCTION ledger_order_goes_to_its_payee()",
            "DROP TRIGGER ledger_order_goes_to_its_payee ON ledger_order",
        ),
        migrations.RunSQL(
            "CREATE TRIGGER ledger_payee_account_is_kept BEFORE DELETE ON ledger_payee_account FOR EACH ROW"
            " EXECUTE FUNCTION hexian_refuse('what was booked is never removed')",
            "DROP TRIGGER ledger_payee_account_is_kept ON ledger_payee_account",
        ),
    ]
