"""A person is seen by the unions that know her and by herself; an account by its owner; codes and counts by nobody.

A guest before a poster is known by her mobile number alone, once she has proved it. The tables of allauth are guarded
beside ours: they hold devices, addresses and second factors.
"""

from django.db import migrations

from hexian.foundation.access import guard

#: A worker who has proved her number but has no account yet sees and gives her own consents.
PROVED = "EXISTS (SELECT FROM people_person p WHERE p.id = person_id AND hexian_proved(p.mobile))"


class Migration(migrations.Migration):
    dependencies = [
        ("people", "0001_initial"),
        ("access", "0001_row_security_helpers"),
        ("account", "0009_emailaddress_unique_primary_email"),
        ("mfa", "0003_authenticator_type_uniq"),
        ("usersessions", "0001_initial"),
    ]
    operations = [
        guard(
            "people_person",
            read="hexian_sees(code) OR hexian_is(id) OR hexian_proved(mobile)",
            write="hexian_sees(code) OR hexian_guest(code)",
            change="hexian_sees(code) OR hexian_is(id)",
        ),
        guard(
            "people_account",
            read="hexian_account(id) OR hexian_is(person_id) OR hexian_proved(mobile)",
            write="hexian_proved(mobile)",
            change="hexian_account(id) OR hexian_is(person_id)",
        ),
        guard(
            "people_consent",
            read=f"hexian_sees(code) OR hexian_is(person_id) OR {PROVED}",
            write=f"hexian_sees(code) OR hexian_is(person_id) OR {PROVED}",
            change=f"hexian_is(person_id) OR {PROVED}",
        ),
        # Nobody has proved anything yet when these are read: only the services that count and compare see them.
        guard("people_one_time_code", read="false"),
        guard("people_lock_out", read="false"),
        guard("people_secret", read="false"),
        guard("people_api_token", read="hexian_account(account_id)"),
        guard("mfa_authenticator", read="hexian_account(user_id)"),
        guard("usersessions_usersession", read="hexian_account(user_id)"),
        guard("account_emailaddress", read="hexian_account(user_id)"),
        guard("account_emailconfirmation", read="false"),
    ]
