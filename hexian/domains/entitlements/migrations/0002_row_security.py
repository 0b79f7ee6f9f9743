"""Whoever sees the union above her sees somebody's rights, and so does she; only the program finds and closes them."""

from django.db import migrations

from hexian.foundation.access import guard


class Migration(migrations.Migration):
    dependencies = [("entitlements", "0001_rights_not_yet_served"), ("access", "0001_row_security_helpers")]
    operations = [
        guard(
            "entitlements_right",
            read="hexian_sees(code) OR hexian_is(person_id)",
            write="hexian_sees(code)",
            change="hexian_sees(code)",
            in_bulk=True,
        ),
    ]
