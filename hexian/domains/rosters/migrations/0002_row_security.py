"""Rosters, what is said of their rows, and whom they landed are seen by the unions that admit; by herself her own row."""

from django.db import migrations

from hexian.foundation.access import guard


class Migration(migrations.Migration):
    dependencies = [("rosters", "0001_initial"), ("access", "0001_row_security_helpers")]
    operations = [
        guard("rosters_import", read="hexian_sees(code)"),
        guard("rosters_import_row", read="hexian_sees(code)"),
        guard(
            "rosters_landed",
            read="hexian_sees(code) OR hexian_is(person_id)",
            write="hexian_sees(code)",
            change="hexian_sees(code)",
        ),
        guard("rosters_sender_layout", read="hexian_sees(code)"),
        # rosters_portion holds row numbers and counts, and nobody's data: no guard.
    ]
