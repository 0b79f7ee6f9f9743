"""A book is its union's; a payee sees her own orders and cards, an officer the relatives she has declared."""

from django.db import migrations

from hexian.foundation.access import guard

BY_PLACE = ("book", "fund", "account", "turnover", "run", "posting", "budget", "pledge", "gift", "reply", "reply_line")


class Migration(migrations.Migration):
    dependencies = [("ledger", "0001_books_orders_postings"), ("access", "0001_row_security_helpers")]
    operations = [
        *(guard(f"ledger_{table}", read="hexian_sees(code)", in_bulk=table == "posting") for table in BY_PLACE),
        guard(
            "ledger_donor",
            read="hexian_sees(code) OR hexian_is(person_id)",
            write="hexian_sees(code)",
            change="hexian_sees(code)",
        ),
        guard(
            "ledger_order",
            read="hexian_sees(code) OR hexian_is(payee_id)",
            write="hexian_sees(code)",
            change="hexian_sees(code)",
            in_bulk=True,
        ),
        guard("ledger_payee_account", read="hexian_sees(code) OR hexian_is(person_id)"),
        guard(
            "ledger_relation",
            read="hexian_sees(code) OR hexian_is(person_id)",
            write="hexian_is(person_id)",
            change="hexian_is(person_id)",
        ),
    ]
