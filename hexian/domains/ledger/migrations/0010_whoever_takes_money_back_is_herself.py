"""Money taken back is posted under the name of whoever is signed in: another's name is no second pair of eyes.

The function is that of migration 0001 but for this.
"""

from importlib import import_module

from django.db import migrations

BOOKS = import_module("hexian.domains.ledger.migrations.0001_books_orders_postings")
BEFORE = "a.reverses_id IS NOT NULL AND a.posted_by <> p.posted_by"
HERSELF = f"{BEFORE} AND (hexian_is(a.posted_by) OR hexian_is_system())"
POSTED = BOOKS.POSTED.replace("CREATE FUNCTION", "CREATE OR REPLACE FUNCTION").replace(BEFORE, HERSELF)


class Migration(migrations.Migration):
    dependencies = [("ledger", "0009_cards_by_their_tail")]
    operations = [migrations.RunSQL(POSTED, migrations.RunSQL.noop)]
